"""The terminal view: what a person sees, at any width, on a terminal or in a pipe."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from typing import Any

import pytest

from detector.markers.catalogue import Catalogue, Marker
from detector.report.terminal import SHOWN, Screen, columns_of, fitted, print_explanation, print_ranking, visible
from detector.scoring.record import Record
from detector.text import Article

CATALOGUE = Catalogue(
    [
        Marker(
            id="tail",
            family="llm",
            severity="decisive",
            title="A sentence is said twice",
            why="A model loses its place.",
            look_alikes=(),
            source="here",
            phrases=("said twice",),
        )
    ]
)
TEXT = (
    "Ministers meet again\n\nBy Ada Smith\n\nThe ministers met on Monday, and what they said was said twice over, once for the press and "
    "once for the record that nobody reads.\n\n“Said twice is said badly,” one of them told us on the way out of the building.\n\nLeave a Reply"
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def piece(quote: str, place: str = "narrative", severity: str = "decisive", marker: str = "tail") -> dict[str, Any]:
    start = TEXT.lower().index(quote)
    return {
        "marker": marker,
        "family": "llm",
        "severity": severity,
        "start": start,
        "end": start + len(quote),
        "quote": TEXT[start : start + len(quote)],
        "place": place,
        "note": "",
    }


def record(**changes: Any) -> Record:
    values = {
        "id": "a.txt",
        "reliability": 12.4,
        "verdict": "llm",
        "p_human": 0.124,
        "p_translated": 0.1,
        "p_spun": 0.0,
        "p_llm": 0.776,
        "words": 40,
        "language": "en",
        "evidence_count": 2,
        "evidence": (piece("said twice over"), piece("said twice is", "quotation")),
    }
    return Record(**{**values, **changes})


def rows(records: Sequence[Record]) -> list[dict[str, Any]]:
    return [{"rank": rank, **each.row()} for rank, each in enumerate(records, 1)]


def ranking(records: Sequence[Record], stream: io.StringIO) -> str:
    counts = {status: sum(each.status == status for each in records) for status in ("scored", "unreadable")}
    print_ranking(rows(records), counts, CATALOGUE, Screen(stream))
    return stream.getvalue()


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[\d;]*m", "", text)


def test_a_row_shows_its_strongest_evidence() -> None:
    told = ranking(
        [record(), record(id="p.txt", status="unreadable", verdict="unscored", reliability=None, reason="This is a PNG image.")], io.StringIO()
    )
    assert "   1           12  llm" in told
    assert "A sentence is said twice: “said twice over” (+1)" in told
    assert "This is a PNG image." in told
    assert "\x1b" not in told


@pytest.mark.parametrize("width", [40, 80, 200])
def test_lines_fit_the_terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    told = plain(ranking([record(id="x" * 300), record(id="長い名前" * 50)], Terminal()))
    room = max(width, 40 + 20)
    assert all(columns_of(line) <= room for line in told.splitlines())


def test_a_long_ranking_shows_both_ends_on_a_terminal_and_all_in_a_pipe() -> None:
    scored = [record(id=f"{number}.txt") for number in range(100)]
    unread = [record(id=f"p{number}.txt", status="unreadable", verdict="unscored", reliability=None) for number in range(30)]
    told = plain(ranking(scored + unread, Terminal()))
    assert [f"{name}.txt" in told for name in ("0", str(SHOWN - 1), "50", "99", "p0", "p25")] == [True, True, False, True, True, False]
    assert "60 more" in told
    assert "20 more" in told
    assert ranking(scored + unread, io.StringIO()).count(".txt") == 130


def test_colours_only_where_they_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" in ranking([record()], Terminal())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in ranking([record()], Terminal())


def test_names_cannot_write_on_the_screen() -> None:
    told = ranking([record(id="a\x1b[2J\nb\u202e.txt", title="\x07")], io.StringIO())
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert len(told.splitlines()) == 3
    assert visible("a\tb\u2028c") == "a b c"


@pytest.mark.parametrize(
    ("text", "width", "expected"), [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("長い名前", 5, "長い…"), ("e\u0301e\u0301", 2, "e\u0301e\u0301")]
)
def test_fitted(text: str, width: int, expected: str) -> None:
    assert fitted(text, width) == expected


def explanation(each: Record, stream: io.StringIO, everything: bool = False) -> str:
    print_explanation(Article(id="a.txt", text=TEXT), each, CATALOGUE, everything=everything, screen=Screen(stream))
    return stream.getvalue()


def test_an_explanation_marks_the_evidence_and_says_why() -> None:
    told = explanation(record(), io.StringIO())
    assert "⟦said twice over⟧[1], once for the press" in told
    assert "[1] decisive · llm, 2 times" in told
    assert "A sentence is said twice: A model loses its place." in told
    assert re.search(r"rewritten by an LLM +77.6%", told)
    assert re.search(r"human +12.4%", told)
    assert "[headline] Ministers meet again" in told
    assert "[comment] Leave a Reply" in told


def test_an_explanation_names_the_passages_that_read_like_machine_text() -> None:
    stream = io.StringIO()
    print_explanation(Article(id="a.txt", text=TEXT), record(), CATALOGUE, passages=[(0, len(TEXT), 0.934)], screen=Screen(stream))
    told = stream.getvalue()
    words = TEXT.split()
    assert f"93%  “{words[0]} {words[1]}" in told
    assert f"{words[-1]}”" in told
    assert "Passages" not in explanation(record(), io.StringIO())


def test_evidence_that_does_not_count_says_so() -> None:
    told = explanation(record(evidence=(piece("said twice is", "quotation"),)), io.StringIO())
    assert "only in a quotation, so it does not count" in told


def test_weak_evidence_is_shown_on_request() -> None:
    weak = record(evidence=(piece("nobody reads", severity="weak", marker="other"),))
    assert "1 weak pieces of evidence are not shown" in explanation(weak, io.StringIO())
    assert "⟦nobody reads⟧[1]" in explanation(weak, io.StringIO(), everything=True)


def test_an_explanation_keeps_every_word_at_every_width(monkeypatch: pytest.MonkeyPatch) -> None:
    for width in (30, 77, 110):
        monkeypatch.setenv("COLUMNS", str(width))
        told = plain(explanation(record(), Terminal()))
        words = [word for word in told.split() if not word.startswith("[")]
        for word in "once for the press and once for the record that nobody".split():
            assert word in words
        assert all(columns_of(line) <= max(width, 76) for line in told.splitlines())


def test_overlapping_and_adjoining_evidence() -> None:
    both = (piece("said twice"), piece("twice over", marker="other", severity="strong"))
    told = explanation(record(evidence=both), io.StringIO())
    assert "⟦said ⟦twice⟧[1] over⟧[2]" in told
    assert json.loads(record(evidence=both).row()["evidence"])[1]["marker"] == "other"

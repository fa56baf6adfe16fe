"""The ledger: what was known stays known, a torn tail is dropped, and the rank is the contract's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from detector.batch.ledger import Ledger, key_of, set_aside
from detector.batch.work import SetupError, Versions, quarantined, score_batch, unreadable
from detector.scoring.record import COLUMNS
from detector.text import Article
from tests.batch.scorers import StandInRecipe

VERSIONS = Versions("stand-in-1", "catalogue-1")
TEXTS = ["alpha beta gamma", "delta epsilon zeta", "short", "eta theta iota kappa"]


def articles(texts: Sequence[str] = TEXTS) -> list[Article]:
    return [Article(id=f"a{number}", text=text) for number, text in enumerate(texts)]


def fill(ledger: Ledger, given: Sequence[Article]) -> int:
    """Score what the ledger does not know and return how many that were."""
    pairs = [(key, article) for article in given if (key := ledger.register(article)) is not None]
    records = score_batch([article for _, article in pairs], StandInRecipe(), VERSIONS)
    ledger.settle([key for key, _ in pairs], [record.row() for record in records])
    return len(pairs)


@pytest.mark.parametrize(
    "change",
    [{"id": "b"}, {"text": "y"}, {"title": "T"}, {"path": "p"}, {"problem": "x"}, {"notes": {"date": "d"}}, {"columns": {"c": 1}}],
)
def test_the_key_depends_on_everything(change: dict[str, object]) -> None:
    base = {"id": "a", "text": "x", "title": "", "path": "", "problem": "", "notes": {}, "columns": {}}
    assert key_of(Article(**base), VERSIONS) != key_of(Article(**{**base, **change}), VERSIONS)  # type: ignore[arg-type]
    assert key_of(Article(**base), VERSIONS) != key_of(Article(**base), Versions("other", "catalogue-1"))  # type: ignore[arg-type]
    assert key_of(Article(**base), VERSIONS) == key_of(Article(**base), VERSIONS)  # type: ignore[arg-type]


def test_rows_are_ranked_most_reliable_first_unscored_last_ties_by_id(tmp_path: Path) -> None:
    given = [*articles(), Article(id="a0b", text=TEXTS[0]), Article(id="A", text=TEXTS[0]), Article(id="z", text="")]
    with Ledger(tmp_path / "l.jsonl", VERSIONS) as ledger:
        fill(ledger, given)
        ledger.check()
        rows = list(ledger.rows())
    assert [row["rank"] for row in rows] == list(range(1, 8))
    scores = [row["reliability"] for row in rows]
    assert scores[-2:] == [None, None]
    assert scores[:-2] == sorted(scores[:-2], reverse=True)
    same = [row["id"] for row in rows if row["reliability"] == next(r["reliability"] for r in rows if r["id"] == "a0")]
    assert same == ["A", "a0", "a0b"]
    assert [row["id"] for row in rows[-2:]] == ["a2", "z"]
    assert tuple(rows[0])[: len(COLUMNS)] == COLUMNS


def test_a_ledger_is_resumed_and_only_what_is_new_is_scored(tmp_path: Path) -> None:
    with Ledger(tmp_path / "l.jsonl", VERSIONS) as ledger:
        assert fill(ledger, articles()) == 4
        before = list(ledger.rows())
        ledger.finish()
    with Ledger(tmp_path / "l.jsonl", VERSIONS, resume=True) as ledger:
        assert fill(ledger, articles()) == 0
        assert ledger.resumed == 4
        assert list(ledger.rows()) == before
    with Ledger(tmp_path / "l.jsonl", VERSIONS, resume=True) as ledger:
        assert fill(ledger, [*articles()[1:], Article(id="new", text="lambda mu nu")]) == 1
        ledger.check()
        assert {row["id"] for row in ledger.rows()} == {"a1", "a2", "a3", "new"}
    with Ledger(tmp_path / "l.jsonl", Versions("newer", "catalogue-1"), resume=True) as ledger:
        assert [ledger.register(article) is None for article in articles()] == [False] * 4


@pytest.mark.parametrize("cut", range(1, 120, 7))
def test_a_torn_tail_is_dropped(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "l.jsonl"
    with Ledger(path, VERSIONS) as ledger:
        fill(ledger, articles())
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    with Ledger(path, VERSIONS, resume=True) as ledger:
        assert fill(ledger, articles()) == 1
        ledger.check()
    assert path.read_bytes() == whole


def test_a_damaged_line_is_scored_again(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    with Ledger(path, VERSIONS) as ledger:
        fill(ledger, articles())
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + b"\x00\x01 not json\n" + b"[1]\n" + b"".join(lines[2:]))
    with Ledger(path, VERSIONS, resume=True) as ledger:
        assert fill(ledger, articles()) == 1
        ledger.check()


def test_copies_have_a_record_each_and_are_scored_once(tmp_path: Path) -> None:
    with Ledger(tmp_path / "l.jsonl", VERSIONS) as ledger:
        assert fill(ledger, articles()[:1] * 3) == 1
        ledger.check()
        assert ledger.counts["scored"] == 3
        assert [row["rank"] for row in ledger.rows()] == [1, 2, 3]


def test_a_lost_record_is_noticed(tmp_path: Path) -> None:
    with Ledger(tmp_path / "l.jsonl", VERSIONS) as ledger:
        fill(ledger, articles()[:2])
        ledger.register(articles()[2])
        with pytest.raises(AssertionError, match="3 inputs, but 2 records"):
            ledger.check()


def test_one_run_at_a_time(tmp_path: Path) -> None:
    with Ledger(tmp_path / "l.jsonl", VERSIONS), pytest.raises(SetupError, match="Another run"):
        Ledger(tmp_path / "l.jsonl", VERSIONS)
    with pytest.raises(SetupError, match="cannot be written"):
        Ledger(tmp_path / "missing" / "l.jsonl", VERSIONS)


def test_only_an_unfinished_ledger_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    assert not set_aside(path)
    with Ledger(path, VERSIONS) as ledger:
        fill(ledger, articles())
    assert set_aside(path)
    assert (tmp_path / "l.jsonl.old").exists()
    with Ledger(path, VERSIONS) as ledger:
        fill(ledger, articles())
        ledger.finish()
    assert not set_aside(path)


def test_a_ledger_that_another_run_is_filling_stays_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    with Ledger(path, VERSIONS) as ledger:
        fill(ledger, articles())
        with pytest.raises(SetupError, match="Another run"):
            set_aside(path)
        assert [entry.name for entry in tmp_path.iterdir()] == ["l.jsonl"]
        path.rename(tmp_path / "moved")
        path.touch()
        assert not set_aside(path), "an empty ledger is not worth keeping"


def test_any_text_survives_the_ledger(tmp_path: Path) -> None:
    odd = [Article(id="half \ud800", text="a b c \udfff", title="line\nbreak\x00", columns={"rank": 1, "é": "\u2028"}),
           Article(id="u", text="", problem="line\nbreak \ud800")]  # fmt: skip
    with Ledger(tmp_path / "l.jsonl", VERSIONS) as ledger:
        keys = [key for article in odd if (key := ledger.register(article)) is not None]
        evidence = ({"quote": "half \udfff, not \\ud800", "note": ',"evidence":['},)
        ledger.settle(keys, [replace(quarantined(odd[0], VERSIONS, "because"), evidence=evidence).row(), unreadable(odd[1], VERSIONS).row()])
        rows = list(ledger.rows())
    assert [row["id"] for row in rows] == ["half \ud800", "u"]
    assert rows[0]["title"] == "line\nbreak\x00"
    assert json.loads(rows[0]["evidence"]) == list(evidence)
    assert rows[1]["evidence"] == "[]"
    assert rows[0]["input_rank"] == 1
    assert ledger.carried.kinds == {"input_rank": int, "é": str}
    for line in (tmp_path / "l.jsonl").read_bytes().splitlines():
        json.loads(line)


@pytest.mark.parametrize(
    ("values", "kind"),
    [([1, 2], int), ([1, 0.5], float), ([1, None], int), ([None], type(None)), ([1, "a"], str), ([True, 1], str), ([None, True], bool)],
)
def test_types_of_carried_columns(tmp_path: Path, values: list[object], kind: type) -> None:
    with Ledger(tmp_path / "l.jsonl", VERSIONS) as ledger:
        for value in values:
            ledger.carried.observe({"c": value})
        assert ledger.carried.kinds == {"c": kind}

"""The terminal view: the ranking of a run, and one article with its evidence in place."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import IO, Any

from detector.markers.catalogue import Catalogue
from detector.markers.evidence import SEVERITIES
from detector.report.page import strongest
from detector.scoring.passages import SentenceScore
from detector.scoring.record import Record
from detector.text import BODY, Article, Block, Document

SHOWN = 20
"""Rows shown at each end of a long ranking on a terminal; a file or a pipe gets all."""

MAX_WIDTH = 110
"""Longest line of running text."""

_PIPED_WIDTH = 200
_STYLES = {
    "decisive": "1;37;41", "strong": "1;30;43", "weak": "4", "dim": "2", "bold": "1",
    "human": "32", "unclear": "33", "translated": "31", "spun": "31", "llm": "31", "unscored": "2",
}  # fmt: skip
_PROBABILITIES = (("human", "p_human"), ("translated", "p_translated"), ("spun", "p_spun"), ("rewritten by an LLM", "p_llm"))
_PLACES = {"quotation": "a quotation", "furniture": "page furniture"}
_BAR = 30


class Screen:
    """Where lines go: how wide it is and whether it has colours.

    Parameters
    ----------
    stream : text file, optional
        Standard output by default. Colours are used on a terminal unless ``NO_COLOR`` is set.
    """

    def __init__(self, stream: IO[str] | None = None) -> None:
        self._stream = stream or sys.stdout
        self.is_terminal = self._stream.isatty()
        self.coloured = self.is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        self.width = shutil.get_terminal_size((100, 24)).columns if self.is_terminal else _PIPED_WIDTH

    def styled(self, text: str, style: str) -> str:
        """Return a text in one of the styles, or as it is where there are no colours."""
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.coloured and text and style else text

    def line(self, text: str = "") -> None:
        """Write one line."""
        self._stream.write(text.rstrip() + "\n")


def visible(text: str) -> str:
    """Return a text on one line without control characters, which could rewrite the screen.

    Examples
    --------
    >>> visible("a\\nb\\x1b[2J")
    'a b?[2J'
    """
    return "".join(letter if letter.isprintable() else " " if letter.isspace() else "?" for letter in text)


def columns_of(text: str) -> int:
    """Return how many columns a text takes on the screen: two for wide letters, none for combining marks."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def fitted(text: str, width: int) -> str:
    """Return a text cut to a width, with an ellipsis where it was cut.

    Examples
    --------
    >>> fitted("a long name", 8), fitted("short", 8)
    ('a long …', 'short')
    """
    if columns_of(text) <= width:
        return text
    kept = text[: max(0, width - 1)]
    while kept and columns_of(kept) > width - 1:
        kept = kept[:-1]
    return kept + "…"


def print_ranking(rows: Iterable[Mapping[str, Any]], counts: Mapping[str, int], catalogue: Catalogue, screen: Screen | None = None) -> None:
    """Print a ranking, each article with its strongest evidence.

    Parameters
    ----------
    rows : iterable of mapping
        Ranked rows, most reliable first, unscored last.
    counts : mapping of str to int
        How many rows have each status.
    catalogue : Catalogue
        Knows the titles of the markers.
    screen : Screen, optional
        Standard output by default.
    """
    screen = screen or Screen()
    total = sum(counts.values())
    if not total:
        return
    widths = (max(4, len(f"{total:,}")), 11, 10, 7)
    heads = ("rank", "reliability", "verdict", "words")
    screen.line(screen.styled(_cells(heads, widths) + "  article", "bold"))
    skipped = 0
    for row in rows:
        if screen.is_terminal and not _is_shown(row["rank"], counts.get("scored", 0), total):
            skipped += 1
            continue
        if skipped:
            screen.line(screen.styled(f"{'…':>{widths[0]}}  {skipped:,} more; -o FILE writes all", "dim"))
            skipped = 0
        _print_row(row, widths, catalogue, screen)
    if skipped:
        screen.line(screen.styled(f"{'…':>{widths[0]}}  {skipped:,} more; -o FILE writes all", "dim"))


def _is_shown(rank: int, scored: int, total: int) -> bool:
    """Tell whether a row is among the best, the worst, or the first of the unscored ones."""
    return rank <= SHOWN or scored - SHOWN < rank <= scored + SHOWN // 2 or total <= 2 * SHOWN


def _cells(values: Sequence[str], widths: Sequence[int]) -> str:
    rank, reliability, verdict, words = (f"{value:>{width}}" for value, width in zip(values, widths))
    return f"{rank}  {reliability}  {verdict.strip():<{widths[2]}}  {words}"


def _print_row(row: Mapping[str, Any], widths: Sequence[int], catalogue: Catalogue, screen: Screen) -> None:
    score = "–" if row["reliability"] is None else f"{row['reliability']:.0f}"
    cells = _cells((f"{row['rank']:,}", score, row["verdict"], f"{row['words']:,}"), widths)
    indent = columns_of(cells) + 2
    room = max(20, screen.width - indent)
    screen.line(screen.styled(cells, row["verdict"]) + "  " + fitted(visible(row["id"]), room))
    if detail := _detail(row, catalogue):
        screen.line(" " * indent + screen.styled(fitted(detail, room), "dim"))


def _detail(row: Mapping[str, Any], catalogue: Catalogue) -> str:
    """Return the strongest evidence of a row, or why it was not scored."""
    top = strongest(json.loads(row["evidence"])) if row["status"] == "scored" else None
    if top is None:
        return visible(row["reason"])
    marker = catalogue.markers.get(top["marker"])
    more = f" (+{row['evidence_count'] - 1})" if row["evidence_count"] > 1 else ""
    return f"{marker.title if marker else top['marker']}: “{visible(' '.join(top['quote'].split()))}”{more}"


def print_explanation(
    article: Article, record: Record, catalogue: Catalogue, *, passages: Sequence[SentenceScore] = (), everything: bool = False,
    screen: Screen | None = None,
) -> None:  # fmt: skip
    """Print one article with its evidence highlighted, and below it why each piece is evidence.

    Parameters
    ----------
    article : Article
        With its text.
    record : Record
        What the detector said of it.
    catalogue : Catalogue
        Knows why each marker is one.
    passages : sequence of (int, int, float)
        Those that read like machine text, each with its probability; see `detector.scoring.passages`.
    everything : bool
        Show weak evidence too.
    screen : Screen, optional
        Standard output by default.
    """
    screen = screen or Screen()
    screen.line(screen.styled(visible(article.title or article.id), "bold"))
    _print_verdict(record, screen)
    _print_passages(article.text, passages, screen)
    shown = [piece for piece in record.evidence if everything or piece["severity"] != "weak"]
    numbers = {marker: number for number, marker in enumerate(dict.fromkeys(piece["marker"] for piece in shown), 1)}
    if article.text:
        screen.line()
        for block in Document(article).blocks:
            _print_block(article.text, block, shown, numbers, screen)
    if numbers:
        screen.line()
    for marker, number in numbers.items():
        _print_reason(number, [piece for piece in shown if piece["marker"] == marker], catalogue, screen)
    hidden = len(record.evidence) - len(shown)
    if hidden:
        screen.line(screen.styled(f"{hidden} weak pieces of evidence are not shown; --all shows them.", "dim"))


def _print_verdict(record: Record, screen: Screen) -> None:
    score = "not scored" if record.reliability is None else f"reliability {record.reliability:.0f} of 100"
    verdict = screen.styled(record.verdict, record.verdict)
    screen.line(f"{verdict} · {score} · {record.words:,} words of body · language {record.language or '–'}")
    if record.reason:
        screen.line(visible(record.reason))
    if record.p_human is None:
        return
    for name, column in _PROBABILITIES:
        probability = getattr(record, column)
        bar = "█" * round(_BAR * probability)
        screen.line(f"  {name:<20} {probability:6.1%}  {screen.styled(bar, column[2:])}")


def _print_passages(text: str, passages: Sequence[SentenceScore], screen: Screen) -> None:
    """Print where each passage that reads like machine text begins and ends."""
    if passages:
        screen.line("Passages that read like machine text, each judged by itself:")
    for start, end, probability in passages:
        words = " ".join(text[start:end].split())
        quoted = words if len(words) <= _PASSAGE_WIDTH else f"{words[: _PASSAGE_WIDTH // 2].rstrip()} … {words[-_PASSAGE_WIDTH // 2 :].lstrip()}"
        screen.line(f"  {probability:4.0%}  “{visible(quoted)}”")


_PASSAGE_WIDTH = 80


def _print_block(text: str, block: Block, evidence: Sequence[Mapping[str, Any]], numbers: Mapping[str, int], screen: Screen) -> None:
    """Print one paragraph, wrapped; page furniture is dimmed and bears its kind."""
    base = "" if block.kind == BODY else "dim"
    width = min(screen.width, MAX_WIDTH)
    inside = [piece for piece in evidence if piece["start"] < block.end and piece["end"] > block.start]
    label = "" if block.kind == BODY else f"[{block.kind}] "
    for line in _wrapped(_pieces(text, block, inside, numbers, base, screen.coloured), width - len(label)):
        screen.line(screen.styled(label, "dim") + "".join(screen.styled(visible(part), style) for part, style in line))
        label = " " * len(label)
    if block.kind == BODY:
        screen.line()


Piece = tuple[str, str]


def _pieces(
    text: str, block: Block, evidence: Sequence[Mapping[str, Any]], numbers: Mapping[str, int], base: str, coloured: bool
) -> Iterator[Piece]:
    """Cut a paragraph where evidence begins and ends; after each end stands the number of its reason."""
    edges = {block.start, block.end}
    for piece in evidence:
        edges.update(position for position in (piece["start"], piece["end"]) if block.start < position < block.end)
    ordered = sorted(edges)
    for start, end in pairwise(ordered):
        over = [piece for piece in evidence if piece["start"] <= start and piece["end"] >= end]
        style = min((piece["severity"] for piece in over), key=SEVERITIES.index, default=base)
        opening = "".join("⟦" for piece in over if piece["start"] == start) if not coloured else ""
        ending = sorted({numbers[piece["marker"]] for piece in over if piece["end"] == end})
        closing = "⟧" * sum(piece["end"] == end for piece in over) if not coloured else ""
        yield opening + text[start:end] + closing, style
        if ending:
            yield f"[{','.join(map(str, ending))}]", "dim"


def _wrapped(pieces: Iterable[Piece], width: int) -> Iterator[list[Piece]]:
    """Break styled text into lines; a piece keeps its style on every line, and nothing is broken inside a word."""
    line: list[Piece] = []
    used = 0
    for text, style in pieces:
        for word in _words(text):
            size = columns_of(word)
            if word.isspace():
                if line and used + size < width:
                    line.append((word, style))
                    used += size
                elif line:
                    yield line
                    line, used = [], 0
                continue
            if line and used + size > width and line[-1][0].isspace():
                yield line
                line, used = [], 0
            line.append((word, style))
            used += size
    if line:
        yield line


def _words(text: str) -> list[str]:
    """Cut a text into words and the single spaces between them."""
    words: list[str] = []
    for word in " ".join(text.split("\n")).replace("\t", " ").split(" "):
        words.extend((word, " ") if word else (" ",))
    return words[:-1]


def _print_reason(number: int, pieces: Sequence[Mapping[str, Any]], catalogue: Catalogue, screen: Screen) -> None:
    first = pieces[0]
    marker = catalogue.markers.get(first["marker"])
    severity = min((piece["severity"] for piece in pieces), key=SEVERITIES.index)
    times = f", {len(pieces)} times" if len(pieces) > 1 else ""
    counts = any(piece.get("place", "narrative") == "narrative" for piece in pieces)
    elsewhere = "" if counts else f"; only in {_PLACES.get(first['place'], first['place'])}, so it does not count"
    screen.line(f"[{number}] {screen.styled(severity, severity)} · {first['family']}{times}{elsewhere}")
    told = f"{marker.title}: {marker.why}" if marker else first["marker"]
    notes = list(dict.fromkeys(piece["note"] for piece in pieces if piece.get("note")))
    for text in (told, *notes[:3]):
        screen.line(textwrap.fill(visible(text), min(screen.width, MAX_WIDTH), initial_indent="    ", subsequent_indent="    "))

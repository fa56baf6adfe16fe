"""The report on a batch: every article in its rank, its evidence in place, and what the score means.

Records come in, already ranked; one HTML file goes out. Rows and catalogue pages travel in one island,
texts in many small ones that the page reads when an article is opened, so that thousands of articles open
at once. Each text is stored once; a piece of evidence is a few numbers that point into it.
"""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from detector.markers.catalogue import Catalogue, Marker
from detector.markers.evidence import SEVERITIES, Evidence
from detector.markers.pages import FAMILY_TITLES, SEVERITY_MEANINGS, measured_lines
from detector.report.shell import write_shell
from detector.scoring.assessment import meaning
from detector.scoring.contributions import Explainer
from detector.scoring.heads import CAUSES
from detector.scoring.passages import rewritten
from detector.scoring.record import STATUSES
from detector.scoring.store import Model
from detector.text import BODY, Article, Document

MAX_ROWS = 20_000
"""More rows than this make a page nobody can use; the least reliable are kept."""

MAX_CHARACTERS = 100_000_000
"""Texts are carried up to this many characters in all, the least reliable articles first."""

MAX_TEXT = 1_000_000
"""A longer text is left out of the page; its row stays."""

SHOWN_CONTRIBUTIONS = 7
"""What weighed most: as many as a reader takes in."""

_CHUNK = 32  # texts in an island: small enough to parse at a click, large enough to keep elements few
_CHARACTERS_PER_WORD = 7
_QUOTE_LENGTH = 90
_TITLE_LENGTH = 140
_EXAMPLES = 3
_PLACES = ("narrative", "quotation", "furniture")
_FIELDS = (
    "rank", "id", "path", "title", "reliability", "verdict", "p_human", "p_translated", "p_spun", "p_llm", "words",
    "language", "evidence_count", "status", "reason", "sha256",
)  # fmt: skip

class Reported(Protocol):
    """What the report asks of a detector."""

    @property
    def catalogue(self) -> Catalogue:
        """The markers that it looks for."""

    @property
    def model(self) -> Model:
        """What it learned."""


Texts = Mapping[str, str | None] | Callable[[str], str | None]


class _Numbers(dict[str, int]):
    """Names by the order of their first use; the page holds each name once and refers to it by number."""

    def __missing__(self, name: str) -> int:
        self[name] = len(self)
        return self[name]


@dataclass
class _Names:
    """All names that the page refers to by number."""

    markers: _Numbers = field(default_factory=_Numbers)
    kinds: _Numbers = field(default_factory=_Numbers)
    features: _Numbers = field(default_factory=_Numbers)


def _is_scored(row: Mapping[str, Any]) -> bool:
    return row["reliability"] is not None


def rows_to_list(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Choose the rows that the page lists: all, or the least reliable where there are too many.

    Parameters
    ----------
    rows : sequence of mapping
        All rows, most reliable first, the unscored last.

    Returns
    -------
    list of mapping
        In the same order, at most `MAX_ROWS`.
    """
    if len(rows) <= MAX_ROWS:
        return list(rows)
    scored = [row for row in rows if _is_scored(row)]
    unscored = [row for row in rows if not _is_scored(row)][: MAX_ROWS // 4]
    return scored[-(MAX_ROWS - len(unscored)) :] + unscored


def ids_with_text(rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """Choose the articles whose text the page carries, the least reliable first.

    Parameters
    ----------
    rows : iterable of mapping
        The rows that the page lists, most reliable first.

    Returns
    -------
    set of str
        Their ids.
    """
    left = MAX_CHARACTERS
    chosen = set()
    for row in sorted(rows, key=lambda row: (not _is_scored(row), row["reliability"] or 0)):
        left -= (row["words"] or 0) * _CHARACTERS_PER_WORD
        if left < 0:
            break
        chosen.add(row["id"])
    return chosen


def strongest(evidence: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the piece of evidence that accuses most, or None where none does.

    Parameters
    ----------
    evidence : iterable of mapping
        As in `detector.scoring.record.Record`.

    Returns
    -------
    mapping or None
        The first decisive piece, else the first strong one, of those that count.
    """
    accusing = [piece for piece in evidence if _accuses(piece)]
    return min(accusing, key=lambda piece: SEVERITIES.index(piece["severity"]), default=None)


def _accuses(piece: Mapping[str, Any]) -> bool:
    return piece["severity"] != "weak" and piece.get("place", "narrative") == "narrative" and piece["family"] != "scrape"


def _shorten(text: str, length: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def title_of(document: Document) -> str:
    """Return an article's title, or the headline that its text begins with; empty where it has neither.

    Parameters
    ----------
    document : Document
    """
    headlines = (document.text[block.start : block.end] for block in document.blocks if block.kind == "headline")
    return document.article.title or _shorten(next(headlines, ""), _TITLE_LENGTH)


def _pack_row(row: Mapping[str, Any], title: str, evidence: Sequence[Mapping[str, Any]], markers: _Numbers) -> list[Any]:
    """Return a row as the page's table reads it: `_FIELDS`, the strongest evidence, and which markers it carries."""
    packed = [_rounded(row.get(name)) for name in _FIELDS]
    packed[_FIELDS.index("title")] = title
    top = strongest(evidence)
    packed.append([markers[top["marker"]], _shorten(top.get("quote", ""), _QUOTE_LENGTH)] if top else None)
    packed.append(sorted({markers[piece["marker"]] for piece in evidence if _accuses(piece)}))
    return packed


def _rounded(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value


def _marker_page(name: str, marker: Marker | None, piece: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the page says of a marker; of one that the catalogue no longer has, what the evidence says."""
    if marker is None:
        return {"id": name, "family": piece["family"], "severity": piece["severity"], "title": name.replace("-", " ")}
    return {
        "id": name,
        "family": marker.family,
        "severity": marker.severity,
        "title": marker.title,
        "why": marker.why,
        "look_alikes": marker.look_alikes,
        "source": marker.source,
        "fires": marker.fires[:_EXAMPLES],
        "quiet": marker.quiet[:_EXAMPLES],
        "measured": measured_lines(marker),
    }


def _missing(row: Mapping[str, Any], text: str) -> str:
    """Return why the text of an article is not shown; empty where it is."""
    if not text:
        return row["reason"] or "The text is not in this page."
    if len(text) > MAX_TEXT:
        return f"The text is too long to be shown here ({len(text):,} characters)."
    if row["sha256"] and Article("", text).sha256 != row["sha256"]:
        return "The text has changed since it was scored; score it again to see its evidence in place."
    return ""


def _pack_article(row: Mapping[str, Any], document: Document, names: _Names, explainer: Explainer) -> list[Any]:
    """Return an article's text with its evidence, furniture, rewritten passages and contributions."""
    evidence = _evidence(row)
    pieces = []
    for piece in evidence:
        place = _PLACES.index(piece.get("place", "narrative"))
        severity = SEVERITIES.index(piece["severity"])
        packed = [names.markers[piece["marker"]], piece["start"], piece["end"] - piece["start"], severity, place]
        pieces.append([*packed, piece["note"]] if piece.get("note") else packed)
    furniture = [
        [block.start, block.end - block.start, names.kinds[block.kind]] for block in document.blocks if block.kind != BODY
    ]
    rewritten_ones = [[start, end - start, probability] for start, end, probability in rewritten(explainer.heads, document, row)]
    return [document.text, pieces, furniture, rewritten_ones, _pack_contributions(row, document, evidence, names, explainer)]


def _pack_contributions(
    row: Mapping[str, Any], document: Document, evidence: Sequence[Mapping[str, Any]], names: _Names, explainer: Explainer
) -> list[Any]:
    """Return the likeliest cause and what weighed most in its head's answer: numbers of words, and log-odds."""
    if not _is_scored(row):
        return []
    cause = max(CAUSES, key=lambda name: row[f"p_{name}"])
    found = [
        Evidence(piece["marker"], piece["start"], piece["end"], piece["severity"], "", piece["family"], piece.get("place", "narrative"))
        for piece in evidence
    ]
    weighed = explainer.explain(document, found, cause, SHOWN_CONTRIBUTIONS)
    return [cause, *([names.features[piece.words], round(piece.value, 2)] for piece in weighed)]


def _evidence(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the evidence of a row, which holds it as JSON text."""
    evidence = row.get("evidence") or []
    return json.loads(evidence) if isinstance(evidence, str) else list(evidence)


def _islands(
    rows: Sequence[Mapping[str, Any]], counts: Mapping[str, int], texts: Texts, detector: Reported
) -> Iterator[tuple[str, Any]]:
    """Yield the data of the page: the texts, then what was learned from them on the way."""
    names = _Names()
    explainer = Explainer(detector.model.heads)
    lookup = texts if callable(texts) else texts.get
    carried = ids_with_text(rows)
    titles: dict[str, str] = {}
    for first in range(0, len(rows), _CHUNK):
        entries: list[Any] = []
        for row in rows[first : first + _CHUNK]:
            text = (lookup(row["id"]) if row["id"] in carried else None) or ""
            missing = _missing(row, text)
            if missing:
                entries.append(missing)
                continue
            document = Document(Article(row["id"], text, row["title"]))
            titles[row["id"]] = title_of(document)
            entries.append(_pack_article(row, document, names, explainer))
        yield f"texts-{first // _CHUNK}", entries
    known: dict[str, Mapping[str, Any]] = {}
    packed = []
    for row in rows:
        evidence = _evidence(row)
        known.update((piece["marker"], piece) for piece in evidence)
        packed.append(_pack_row(row, titles.get(row["id"], row["title"]), evidence, names.markers))
    yield "rows", {"fields": [*_FIELDS, "strongest", "markers"], "rows": packed}
    catalogue = detector.catalogue.markers
    yield (
        "about",
        {
            "made": datetime.date.today().isoformat(),
            "model": next((row["model"] for row in rows if row["model"]), ""),
            "catalogue": next((row["catalogue"] for row in rows if row["catalogue"]), ""),
            "total": sum(counts.values()),
            "counts": {status: counts.get(status, 0) for status in STATUSES},
            "chunk": _CHUNK,
            "meaning": meaning(detector.model.about.get("held_out")),
            "markers": [_marker_page(name, catalogue.get(name), known[name]) for name in names.markers],
            "families": FAMILY_TITLES,
            "severities": SEVERITY_MEANINGS,
            "kinds": list(names.kinds),
            "features": list(names.features),
        },
    )


def write_page(path: str | Path, records: Iterable[Mapping[str, Any]], texts: Texts, detector: Reported) -> None:
    """Write the report on a batch as one self-contained HTML page.

    Parameters
    ----------
    path : str or path-like
        Where the page goes.
    records : iterable of mapping
        The rows of all records (`detector.scoring.record.Record.row`) with their ``rank``, most reliable first.
    texts : mapping or callable
        From the id of an article to its text; None where it cannot be had.
    detector : Reported
        The detector that scored them.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    rows = list(records)
    counts = Counter(row["status"] for row in rows)
    write_shell(path, "Twicetold report", ("elements.js", "page.js"), _islands(rows_to_list(rows), counts, texts, detector))

"""The catalogue against the hand-made annotations of the five real articles, and against layout."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from detector.markers import Catalogue, Evidence
from detector.text import Document

# Annotated families against ours: a hand may call damage "spin" that a marker of translation finds.
WANTED = {"decisive": 0.90, "strong": 0.75, "weak": 0.50}


@pytest.fixture(scope="module")
def found(seeds: Path) -> dict[str, list[Evidence]]:
    catalogue = Catalogue.load()
    return {path.name: catalogue.find(Document(path.read_text(encoding="utf-8"))) for path in sorted(seeds.glob("*.txt"))}


def _overlaps(evidence: Evidence, annotation: dict[str, Any]) -> bool:
    return evidence.start < annotation["end"] and annotation["start"] < evidence.end


@pytest.mark.parametrize("severity", list(WANTED))
def test_most_annotated_artifacts_are_found(severity: str, found: dict[str, list[Evidence]], annotations: list[dict[str, Any]]) -> None:
    wanted = [a for a in annotations if a["severity"] == severity and a["family"] != "crossdoc"]
    hit = [a for a in wanted if any(_overlaps(piece, a) for piece in found[a["file"]])]
    assert len(hit) >= WANTED[severity] * len(wanted), f"{len(hit)} of {len(wanted)}"


def test_no_legitimate_span_is_accused(found: dict[str, list[Evidence]], annotations: list[dict[str, Any]]) -> None:
    wrong = [
        (a["quote"], piece.marker)
        for a in annotations
        if a["severity"] == "must-not-fire"
        for piece in found[a["file"]]
        if _overlaps(piece, a) and piece.severity != "weak" and piece.family != "scrape"
    ]
    assert not wrong


@pytest.mark.parametrize("name", ["003", "004"])
def test_the_human_articles_are_left_alone(name: str, found: dict[str, list[Evidence]], seeds: Path) -> None:
    file = next(file for file in found if file.startswith(name))
    words = Document((seeds / file).read_text(encoding="utf-8")).word_count
    counting = [piece for piece in found[file] if piece.counts]
    assert len(counting) <= max(1, words / 1000)
    assert len([piece for piece in found[file] if piece.family != "scrape" and piece.place == "narrative"]) <= 3


@pytest.mark.parametrize(
    "layout",
    [
        lambda text: re.sub(r"\n+", "\n\n", text),
        lambda text: re.sub(r"\n\n+", "\n", text),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.translate(str.maketrans("“”‘’", "\"\"''")),
        lambda text: re.sub(r"(?m)$", "  ", text),
    ],
    ids=["blank lines doubled", "no blank lines", "CRLF", "straight quotes", "trailing spaces"],
)
def test_layout_changes_no_evidence(layout: Any, samples: dict[str, str]) -> None:
    catalogue = Catalogue.load()
    for text in samples.values():
        plain = [(e.marker, e.severity, e.place) for e in catalogue.find(Document(text))]
        assert [(e.marker, e.severity, e.place) for e in catalogue.find(Document(layout(text)))] == plain

"""The five real articles: what a hand found between them is found, and no copy is called that is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from detector.comparison import Comparison, compare
from detector.comparison.findings import Alteration
from detector.text import Article, Document

COPY, SOURCE = "000_fb46fda4531becae.txt", "003_44e3b068d34663f5.txt"
MUST = [
    ("negation-flipped", "has asked", "has not requested"),
    ("negation-flipped", "does expect", "do not foresee"),
    ("unit-lost", "200 or 300 kilometers", "200 miles"),
    ("time-shifted", "in a few weeks", "past few weeks"),
    ("attribution-changed", "Ukraine said", "Stoltenberg said"),
    ("inclusion-flipped", "in addition to", "including"),
]


@pytest.fixture(scope="module")
def comparison(seeds: Path) -> Comparison:
    return compare([Document(Article(path.name, path.read_text(encoding="utf-8"))) for path in sorted(seeds.glob("*.txt"))])


@pytest.fixture(scope="module")
def found(comparison: Comparison) -> list[Alteration]:
    [pair] = [pair for story in comparison.stories for pair in story.pairs if {pair.a, pair.b} == {COPY, SOURCE}]
    return pair.alterations


@pytest.mark.parametrize(("kind", "copy", "source"), MUST)
def test_what_a_reader_must_see(kind: str, copy: str, source: str, found: list[Alteration]) -> None:
    spans = [(one.b.text, one.a.text) for one in found if one.kind == kind and one.a and one.b]
    assert (copy, source) in spans


def test_most_annotated_places_are_found(found: list[Alteration], annotations: list[dict[str, Any]]) -> None:
    wanted = [a for a in annotations if a["family"] == "crossdoc" and a["file"] == COPY and a["severity"] in ("decisive", "strong")]
    hit = [a for a in wanted if any(one.b and one.b.start < a["end"] and a["start"] < one.b.end for one in found)]
    assert len(hit) >= 0.85 * len(wanted), f"{len(hit)} of {len(wanted)}"


def test_only_the_copy_is_called_one(comparison: Comparison) -> None:
    steps = {(step.copy, step.source) for story in comparison.stories for step in story.lineage}
    assert steps == {(COPY, SOURCE)}


def test_no_legitimate_spelling_is_an_alarm(comparison: Comparison, annotations: list[dict[str, Any]]) -> None:
    legitimate = [a for a in annotations if a["family"] == "crossdoc" and a["severity"] == "must-not-fire"]
    for story in comparison.stories:
        for pair in story.pairs:
            for one in (one for one in pair.alterations if one.kind in ("name-changed", "unit-lost") and one.severity != "weak"):
                for name, span in ((pair.a, one.a), (pair.b, one.b)):
                    own = [a for a in legitimate if a["file"] == name]
                    inside = [a["quote"] for a in own if span and a["start"] <= span.start and span.end <= a["end"]]
                    assert one.kind == "unit-lost" or not inside, one.note

"""Every marker of the catalogue keeps the promises its own table makes."""

from __future__ import annotations

import pytest

from detector.markers import Catalogue, Marker
from detector.markers.patterns import check_pattern
from detector.readers.page_body import body_of
from detector.readers.page_metadata import translation_traces
from detector.readers.page_tree import parse
from detector.text import Article, Document

CATALOGUE = Catalogue.load()
MARKERS = list(CATALOGUE.markers.values())


def _read(example: str) -> Document:
    """Return the document of an example: a text, or a page where it begins with its tag."""
    if not example.startswith("<html"):
        return Document(example)
    tree = parse(example)
    return Document(Article("page", body_of(tree, ""), notes={"translation_widget": translation_traces(tree)}))


@pytest.mark.parametrize("marker", [marker for marker in MARKERS if marker.pattern], ids=lambda m: m.id)
def test_its_pattern_is_safe_and_compiles(marker: Marker) -> None:
    check_pattern(marker.pattern)  # loading takes it for granted
    assert marker.compiled

@pytest.mark.parametrize(("marker", "text"), [pytest.param(m, t, id=f"{m.id}-{i}") for m in MARKERS for i, t in enumerate(m.fires)])
def test_fires(marker: Marker, text: str) -> None:
    assert [e for e in CATALOGUE.find(_read(text)) if e.marker == marker.id], f"{marker.id} is silent on: {text}"


@pytest.mark.parametrize(("marker", "text"), [pytest.param(m, t, id=f"{m.id}-{i}") for m in MARKERS for i, t in enumerate(m.quiet)])
def test_stays_quiet(marker: Marker, text: str) -> None:
    document = _read(text)
    found = [document.text[e.start : e.end] for e in CATALOGUE.find(document) if e.marker == marker.id]
    assert not found, f"{marker.id} fires on {found}"


@pytest.mark.parametrize("marker", MARKERS, ids=lambda m: m.id)
def test_has_both_kinds_of_example_and_look_alikes(marker: Marker) -> None:
    assert len(marker.fires) >= 2
    assert len(marker.quiet) >= 2
    assert marker.look_alikes

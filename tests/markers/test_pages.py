"""Every marker has a page that can be read, whatever is known about it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detector.markers import Catalogue
from detector.markers.pages import document, measured_lines, not_kept, page

MARKERS = Catalogue.load().markers


@pytest.mark.parametrize("markdown", [False, True])
@pytest.mark.parametrize("name", MARKERS)
def test_every_marker_has_its_page(name: str, markdown: bool) -> None:
    text = page(MARKERS[name], markdown)
    assert name in text
    assert MARKERS[name].title in text
    assert "None" not in text


@pytest.mark.parametrize(
    ("measured", "lines"),
    [
        ({"wire": 0.5}, ["wire: 0.50"]),
        ({"wire": {"rate": 1.0, "interval": [0.5, 2.0]}}, ["wire: 1.00 (95 % interval 0.50 to 2.00)"]),
        ({"lift": {"rate": 3.0, "interval": [1.5, None]}}, ["machine over human rate: 3.00 (95 % interval 1.50 to no upper limit)"]),
        ({"lift": {"rate": None, "interval": [0.0, None]}}, []),
        ({}, []),
    ],
)
def test_figures_are_said_or_left_out(measured: dict[str, object], lines: list[str]) -> None:
    assert measured_lines(replace(next(iter(MARKERS.values())), measured=measured)) == lines


def test_what_was_not_kept_stands_at_the_end_and_not_in_the_catalogue() -> None:
    rows = [line.split(" | ") for line in not_kept().splitlines()[4:]]
    assert len(rows) > 3
    for name, _, figures in rows:
        assert name.removeprefix("| ") not in MARKERS
        assert any(character.isdigit() for character in figures)
    assert document(Catalogue.load()).endswith(not_kept() + "\n")

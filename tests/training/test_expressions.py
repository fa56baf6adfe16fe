"""Broken expressions: what a swap leaves, and which variants are kept."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

pytest.importorskip("wordsegment")

from training.lexicons.expressions import WEAK, swaps, unwritten


@pytest.mark.parametrize(
    ("broken", "expression", "expected"),
    [
        ("divider street", "wall street", [("wall", "divider")]),
        ("place of delegates", "house of representatives", [("house", "place"), ("representatives", "delegates")]),
        ("healing center bill", "hospital bill", [("hospital", "healing center")]),
        ("wall street", "wall street", []),
    ],
)
def test_swaps_are_read_off(broken: str, expression: str, expected: list[tuple[str, str]]) -> None:
    assert swaps(broken, expression) == expected


def _counts(**written: int) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase, number in written.items():
        counts[phrase.replace("_", " ")]["human"] = number
    return counts


FOUND = {
    "help workers": ("aid workers", "broken_expressions.tsv"),
    "help agency": ("aid agency", "broken_expressions.tsv"),
    "assistance agency": ("aid agency", "broken_expressions.tsv"),
    "labour day": ("labor day", "swapped_names.tsv"),
}


def test_what_people_write_is_left_out_and_its_swap_is_weak_elsewhere() -> None:
    kept = unwritten(FOUND, _counts(help_workers=1), trusted=[])
    assert kept == {"help agency": WEAK, "assistance agency": "broken_expressions.tsv"}


def test_a_swap_that_spinners_were_seen_to_make_stays() -> None:
    kept = unwritten(FOUND, _counts(help_workers=1), trusted=[("aid", "help")])
    assert kept["help agency"] == "broken_expressions.tsv"


def test_another_spelling_is_no_stand_in() -> None:
    assert "labour day" not in unwritten(FOUND, _counts(), trusted=[])

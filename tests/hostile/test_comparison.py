"""Hostile versions of a story: whatever the texts hold, what is said of them lies in them."""

from __future__ import annotations

import pytest

from detector.comparison.result import compare_story
from detector.text import Article, Document
from tests.fuzz.targets import fuzz_comparison
from tests.hostile.texts import PROSE, UNITS, hidden_in, repeated


@pytest.mark.parametrize("name", UNITS)
def test_two_versions_of_one_thing_over_and_over(name: str) -> None:
    text = repeated(UNITS[name], 1500)
    for other in (text, text[:700] + "b" + text[700:], PROSE):
        fuzz_comparison(f"{text}\0{other}".encode("utf-8", "surrogatepass"))


def test_what_hides_letters_is_no_alteration() -> None:
    for changed in (hidden_in(PROSE, "\u200b"), PROSE.replace("a", "\u0430")):
        story = compare_story([Document(Article(id="a", text=PROSE)), Document(Article(id="b", text=changed))])
        kinds = {alteration.kind for pair in story.pairs for alteration in pair.alterations}
        assert story.pairs
        assert not kinds & {"number-changed", "negation-flipped", "quote-altered", "sentence-dropped"}, kinds


def test_long_lists_of_the_same_are_compared_in_full_length() -> None:
    text = "- a\n1. b\n" * 2000
    (pair,) = compare_story([Document(Article(id="a", text=text)), Document(Article(id="b", text=text))]).pairs or [None]
    assert pair is None or not pair.alterations

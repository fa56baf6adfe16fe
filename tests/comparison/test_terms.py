"""House style is folded away before anything is compared, and every term keeps its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.comparison.lemmas import american, edit_distance, lemma, name_key
from detector.comparison.terms import Version
from detector.text import Document

SAME_TERMS = [
    ("We’ve seen that they don't know.", "We have seen that they do not know."),
    ("The U.S. Navy left.", "The US Navy left."),
    ("The U. S. Navy left.", "The US Navy left."),
    ("The United States Navy left.", "The US Navy left."),
    ("It fell 5%.", "It fell five per cent."),
    ("It cost $5m.", "It cost 5 million dollars."),
    ("The neighbours organised a defence.", "The neighbors organized a defense."),
    ("He cannot swim.", "He can't swim."),
    ("Gen. Dahl won't talk.", "General Dahl will not talk."),
]
LEMMAS = {
    "ships": "ship", "policies": "policy", "boxes": "box", "ran": "run", "running": "run", "hoped": "hope", "hopped": "hop", "stopped": "stop",
    "making": "make", "denies": "deny", "crises": "crisis", "men": "man", "said": "say", "news": "news", "during": "during",
    "evening": "evening",
}  # fmt: skip
NAMES = [
    ("zelensky", "zelenskyy", True), ("kyiv", "kiev", True), ("sergei", "sergey", True), ("mohammed", "muhammad", True),
    ("tchaikovsky", "chaikovsky", True), ("gaddafi", "qaddafi", True), ("berg", "bergen", False), ("biden", "blinken", False),
]  # fmt: skip


def _forms(text: str) -> list[str]:
    return [term.lemma for term in Version(Document(text)).terms]


@pytest.mark.parametrize(("first", "second"), SAME_TERMS)
def test_house_style_leaves_the_same_terms(first: str, second: str) -> None:
    assert _forms(first) == _forms(second)


@pytest.mark.parametrize(("word", "expected"), LEMMAS.items())
def test_lemmas(word: str, expected: str) -> None:
    assert lemma(word) == expected


@pytest.mark.parametrize(("first", "second", "same"), NAMES)
def test_spellings_of_names(first: str, second: str, same: bool) -> None:
    assert (name_key(first) == name_key(second)) is same


@pytest.mark.parametrize("word", ["exercise", "hour", "four", "called", "rise", "here", "surprised", "promises"])
def test_what_only_looks_british_is_kept(word: str) -> None:
    assert american(word) == word


@given(st.text(alphabet="abc", max_size=6), st.text(alphabet="abc", max_size=6))
def test_the_edit_distance_is_one(first: str, second: str) -> None:
    distance = edit_distance(first, second, 9)
    assert distance == edit_distance(second, first, 9)
    assert (distance == 0) is (first == second)
    assert distance <= max(len(first), len(second))


@given(st.text(alphabet="Aa b.,’'“”\"-–5%$€Ué\u00a0\n\u200b🦑not", max_size=80))
def test_terms_lie_in_order_inside_the_text(text: str) -> None:
    version = Version(Document(text))
    assert all(0 <= term.start < term.end <= len(text) for term in version.terms)
    assert all(one.start <= two.start for one, two in zip(version.terms, version.terms[1:], strict=False))
    assert [sentence for first, last in version.sentences for sentence in range(first, last)] == list(range(len(version)))

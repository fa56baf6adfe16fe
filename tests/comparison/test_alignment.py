"""Which sentences answer each other: moved, split, shortened, and never by accident."""

from __future__ import annotations

import pytest

from detector.comparison.alignment import align
from detector.comparison.terms import Version
from detector.text import Document

STORY = (
    "The freighter Halvard ran aground off Tromen early on Sunday.",
    "Its crew of nine was taken ashore by helicopter.",
    "The coast guard fears that diesel will leak into the bird reserve.",
    "A tug from Vardo is expected to reach the wreck at noon.",
    "Fishermen in Odde have offered to lay booms around the hull.",
)  # fmt: skip


def _pairs(first: tuple[str, ...], second: tuple[str, ...]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    alignment = align(Version(Document("\n".join(first))), Version(Document("\n".join(second))))
    return [(passage.a, passage.b) for passage in alignment.passages]


def test_a_text_answers_itself() -> None:
    assert _pairs(STORY, STORY) == [((number,), (number,)) for number in range(len(STORY))]


def test_a_moved_sentence_is_found() -> None:
    moved = (STORY[4], *STORY[:4])
    assert _pairs(STORY, moved) == [((0,), (1,)), ((1,), (2,)), ((2,), (3,)), ((3,), (4,)), ((4,), (0,))]


def test_a_split_sentence_answers_with_both_halves() -> None:
    split = (*STORY[:2], "The coast guard fears a leak of diesel.", "It fears for the bird reserve.", *STORY[3:])
    assert ((2,), (2, 3)) in _pairs(STORY, split)


def test_a_retelling_is_found_by_what_stands_beside_it() -> None:
    retold = (STORY[0], "A helicopter brought all nine men of the crew to land.", STORY[2], "The wreck should see a tug by midday.", STORY[4])
    assert ((1,), (1,)) in _pairs(STORY, retold)


@pytest.mark.parametrize(
    "other",
    [
        ("Prices of wool rose again in Leeds.", "Farmers hope for rain in June.", "A new market hall opens on Friday."),
        ("The freighter was on its way.", "The crew was in good spirits.", "It was a quiet Sunday."),
    ],
    ids=["another story", "common words only"],
)
def test_another_story_has_no_answers(other: tuple[str, ...]) -> None:
    assert _pairs(STORY, other) == []


def test_equal_sentences_pair_along_the_diagonal() -> None:
    refrain = "The owner of the wharf declined to comment on Sunday."
    text = (STORY[0], refrain, STORY[1], STORY[2], refrain, STORY[3])
    assert _pairs(text, text) == [((number,), (number,)) for number in range(len(text))]


def test_words_are_linked_across_synonyms_and_inflection() -> None:
    first, second = Version(Document("The council bought two large boats.")), Version(Document("The council purchased two big boats."))
    [passage] = align(first, second).passages
    linked = {(first.terms[i].form, second.terms[j].form) for i, j in passage.links.items()}
    assert {("bought", "purchased"), ("large", "big"), ("boats", "boats")} <= linked


@pytest.mark.parametrize(("first", "second"), [("", ""), ("", "One sentence only stands here."), ("…", "?!")])
def test_nothing_aligns_with_nothing(first: str, second: str) -> None:
    assert align(Version(Document(first)), Version(Document(second))).passages == []

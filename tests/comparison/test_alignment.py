"""Which sentences answer each other: moved, split, shortened, and never by accident."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

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


WORDS = ("Halvard", "Tromen", "the", "a", "not", "purchased", "bought", "boats", "boat", "two", "12", "“never”", "said", "Odde,", "—", "…", "\u200b")
SENTENCES = st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(lambda words: " ".join(words) + "."), max_size=6).map(tuple)


@given(SENTENCES, SENTENCES)
@example(STORY, STORY[::-1])
@example(STORY[:1] * 5, STORY[:1] * 3)
def test_an_answer_is_given_once_and_lies_in_its_passage(first: tuple[str, ...], second: tuple[str, ...]) -> None:
    a, b = Version(Document("\n".join(first))), Version(Document("\n".join(second)))
    alignment = align(a, b)
    passages = alignment.passages
    assert passages == sorted(passages, key=lambda passage: passage.a)
    for numbers, version in (([n for passage in passages for n in passage.a], a), ([n for passage in passages for n in passage.b], b)):
        assert len(set(numbers)) == len(numbers)
        assert set(numbers) <= set(range(len(version.sentences)))
    for passage in passages:
        assert list(passage.links) == sorted(passage.links)
        assert list(passage.links.values()) == sorted(passage.links.values())
        assert not set(passage.links) & set(passage.moved)
        assert len(passage.partner_of_b) == len(passage.partner_of_a), "two words have one answer"
        assert set(passage.partner_of_a) <= set(passage.terms_a)
        assert set(passage.partner_of_b) <= set(passage.terms_b)


@given(SENTENCES)
def test_every_word_of_a_text_answers_itself(sentences: tuple[str, ...]) -> None:
    version = Version(Document("\n".join(dict.fromkeys(sentences))))
    for passage in align(version, version).passages:
        if passage.a == passage.b:
            assert passage.partner_of_a == {number: number for number in passage.terms_a}

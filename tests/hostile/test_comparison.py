"""Hostile versions of a story: whatever the texts hold, what is said of them lies in them."""

from __future__ import annotations

import pytest

from detector.comparison import compare
from detector.comparison.result import compare_story
from detector.comparison.stories import group_stories
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


def _documents(*texts: str) -> list[Document]:
    return [Document(Article(id=str(number), text=text)) for number, text in enumerate(texts)]


def test_empty_texts_are_stories_of_their_own() -> None:
    stories = compare(_documents("", " \n", "", PROSE, "…")).stories
    assert [story.articles for story in stories] == [["0"], ["1"], ["2"], ["3"], ["4"]]
    assert not any(story.pairs or story.lineage for story in stories)


def test_hundreds_of_copies_are_one_story_without_alterations() -> None:
    others = [f"The mill of Vang{number}by sold {number} sacks of barley to the bakers of Tolga." for number in range(60)]
    documents = _documents(*[PROSE] * 450, *others)
    groups = group_stories(documents)
    assert groups[0] == list(range(450))
    story = compare_story(documents[:20])
    assert story.pairs
    assert not any(pair.alterations for pair in story.pairs)
    assert all(step.source is None for step in story.lineage)


def test_a_huge_text_is_compared_with_a_small_one() -> None:
    filling = "\n".join(f"Item {number}: the mill of Vang{number}by sold {number} sacks of barley in Tolga." for number in range(800))
    (pair,) = compare_story(_documents(f"{filling}\n{PROSE}", PROSE)).pairs
    assert pair.aligned_sentences >= 4
    assert not [found for found in pair.alterations if found.severity == "decisive"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Паром сел на мель у Тромена в воскресенье. Никто не пострадал.", "Паром сел на мель у Тромена в воскресенье. Все пострадали."),
        ("渡轮周日在特罗门附近搁浅。无人受伤。", "渡轮周日在特罗门附近搁浅。有人受伤。"),
        ("جنحت العبارة يوم الأحد. لم يصب أحد.", "جنحت العبارة يوم الأحد. أصيب الجميع."),
        ("🦑" * 50, PROSE),
    ],
    ids=["Russian", "Chinese", "Arabic", "emoji"],
)
def test_other_scripts_are_compared_without_an_accusation(first: str, second: str) -> None:
    for pair in compare_story(_documents(first, second)).pairs:
        assert not [found for found in pair.alterations if found.severity != "weak"]

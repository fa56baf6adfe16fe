"""Grouping by event, whatever the order and however many articles there are."""

from __future__ import annotations

import random

from detector.comparison.stories import group_stories
from detector.text import Document
from tests.benchmarks.bench_comparison import collection

FERRY = (
    "The Halden ferry Nordlys sank off Moss on Friday night. Captain Ivar Krogh and all 40 passengers were saved by trawlers.",
    "All 40 people on board survived when the Nordlys, a ferry from Halden, sank near Moss. Trawlers picked up Captain Krogh last.",
)
OATS = (
    "Prices of oats fell again in Leeds. Millers blame the wet harvest and cheap imports from Canada.",
    "Leeds millers say that a wet harvest and Canadian imports have pushed oats to a new low.",
)


def test_articles_of_one_event_are_one_story() -> None:
    texts = [FERRY[0], OATS[0], FERRY[1], "A tram derailed in Basel.", OATS[1]]
    assert group_stories([Document(text) for text in texts]) == [[0, 2], [1, 4], [3]]


def test_the_order_does_not_matter() -> None:
    documents = collection(60, 12)
    chance = random.Random(3)
    for _ in range(3):
        chance.shuffle(documents)
        groups = group_stories(documents)
        found = sorted({documents[number].article.id.split("/")[0] for number in group} for group in groups)
        assert all(len(story) == 1 for story in found)
        assert len(groups) == 12


def test_an_article_on_two_events_does_not_chain_them() -> None:
    texts = [*FERRY, *OATS, f"{FERRY[0]} {OATS[0]}"]
    groups = group_stories([Document(text) for text in texts])
    assert not any({0, 2} <= set(group) for group in groups)


def test_every_document_is_in_one_story() -> None:
    documents = [Document(text) for text in ("", "   ", "One.", FERRY[0], "", FERRY[1])]
    assert sorted(number for group in group_stories(documents) for number in group) == list(range(6))
    assert group_stories([]) == []

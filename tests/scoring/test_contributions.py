"""The shares in a head's answer are exact and said in words."""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
import pytest

from detector.scoring.contributions import Explainer, forest_shares, in_words, leaves_of
from detector.scoring.heads import CAUSES, Forest
from detector.text import Document
from tests.scoring.small_model import random_forest, small_heads

TEXT = "The harbour board has not asked for a ferry. However, it may ask in the spring, said Ada Marlow. " * 12


def shapley_by_definition(forest: Forest, row: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Return Shapley values by going through all coalitions."""
    count = len(row)

    def worth(coalition: tuple[int, ...]) -> float:
        mixed = reference.copy()
        mixed[list(coalition)] = row[list(coalition)]
        return forest.score(mixed)

    values = np.zeros(count)
    for player in range(count):
        others = [other for other in range(count) if other != player]
        for size in range(count):
            weight = factorial(size) * factorial(count - size - 1) / factorial(count)
            for coalition in combinations(others, size):
                values[player] += weight * (worth((*coalition, player)) - worth(coalition))
    return values


@pytest.mark.parametrize("seed", range(6))
def test_the_shares_of_a_forest_are_shapley_values(seed: int) -> None:
    generator = np.random.default_rng(seed)
    forest = random_forest(generator, features=6, trees=4, depth=4)
    row, reference = generator.normal(size=(2, 6)).astype(np.float32)
    shares = forest_shares(leaves_of(forest), row, reference)
    assert shares == pytest.approx(shapley_by_definition(forest, row, reference), abs=1e-6)
    assert shares.sum() == pytest.approx(forest.score(row) - forest.score(reference), abs=1e-5)


@pytest.mark.parametrize("cause", CAUSES)
def test_the_shares_add_up_to_the_heads_answer(cause: str) -> None:
    heads = small_heads()
    row = heads.read(Document(TEXT), ())
    place = CAUSES.index(cause)
    difference = heads.log_odds(row)[place] - heads.log_odds(heads.mean)[place]
    assert Explainer(heads).shares(row, cause).sum() == pytest.approx(difference, abs=1e-3)


def test_everything_explained_adds_up_and_the_largest_come_first() -> None:
    heads = small_heads()
    document = Document(TEXT)
    everything = Explainer(heads).explain(document, (), "llm", limit=10_000)
    row = heads.read(document, ())
    assert sum(piece.value for piece in everything) == pytest.approx(Explainer(heads).shares(row, "llm").sum(), abs=1e-6)
    sizes = [abs(piece.value) for piece in everything]
    assert sizes == sorted(sizes, reverse=True)
    assert Explainer(heads).explain(document, (), "llm", limit=3) == everything[:3]


def test_every_feature_is_said_in_words() -> None:
    said = [in_words(name) for name in small_heads().feature_names]
    assert not [words for words in said if "_" in words or not (words[0].isupper() or words[0] == "“")]


def test_an_unknown_feature_is_still_named() -> None:
    assert in_words("style:new_measure") == "New measure"

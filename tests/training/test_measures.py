"""The measures: AUROC, shares caught, intervals."""

from __future__ import annotations

import numpy as np
import pytest

from training.measures import auroc, caught, wilson


@pytest.mark.parametrize(
    ("machine", "human", "expected"),
    [
        ([2, 3], [0, 1], 1.0),
        ([0, 1], [2, 3], 0.0),
        ([1], [1], 0.5),
        ([0, 2], [1], 0.5),
        ([], [1], None),
        ([1], [], None),
    ],
)
def test_auroc(machine: list[float], human: list[float], expected: float | None) -> None:
    value = auroc(np.array(machine, dtype=float), np.array(human, dtype=float))
    assert np.isnan(value) if expected is None else value == expected


def test_weights_count_a_text_so_often() -> None:
    machine, human = np.array([0.0, 2.0]), np.array([1.0, 1.0])
    assert auroc(machine, human, (np.array([1, 3]), np.array([1, 0]))) == 0.75


@pytest.mark.parametrize(("rate", "expected"), [(0.01, 0.5), (0.001, 0.25)])
def test_caught_lets_no_more_human_texts_pass_than_the_rate(rate: float, expected: float) -> None:
    human = np.arange(1000, dtype=float)
    machine = np.array([0.0, 989.0, 995.0, 2000.0])
    assert caught(machine, human, rate) == expected
    line = np.sort(human)[::-1][int(rate * len(human))]
    assert (human > line).mean() <= rate


def test_ties_are_not_caught() -> None:
    assert caught(np.ones(5), np.ones(100), 0.01) == 0.0


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"), [(0, 100, 0.0, 0.037), (1, 100, 0.0018, 0.0545), (50, 100, 0.4038, 0.5962), (0, 0, 0.0, 1.0)]
)
def test_wilson_agrees_with_printed_tables(hits: int, count: int, low: float, high: float) -> None:
    assert [round(bound, 4) for bound in wilson(hits, count)] == [low, high]

"""Weights of the two sides: topics and corpora must not tell."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from training.sides import LARGEST_RATIO, balance


def test_both_sides_weigh_the_same_in_every_topic() -> None:
    frame = pd.DataFrame({"topic": ["news"] * 6 + ["essays"] * 4, "family": ["a", "a", "a", "a", "b", "b", "c", "c", "d", "c"]})
    positive = np.array([True, False, False, False, False, False, True, True, True, False])
    weights = balance(frame, positive)
    assert weights.mean() == pytest.approx(1)
    for topic in ("news", "essays"):
        here = frame["topic"].eq(topic).to_numpy()
        assert weights[here & positive].sum() == pytest.approx(weights[here & ~positive].sum())
    of_a, of_b = (weights[~positive & frame["family"].eq(family).to_numpy()].sum() for family in "ab")
    assert of_a / of_b == pytest.approx((3 / 2) ** 0.5)


def test_few_texts_of_one_side_do_not_outweigh_many_of_the_other() -> None:
    frame = pd.DataFrame({"topic": ["science"] * 401 + ["news"] * 800, "family": "a"})
    positive = np.arange(1201) % 2 == 0
    positive[:401] = np.arange(401) > 0  # one human abstract beside 400 of a machine
    weights = balance(frame, positive)
    assert weights[0] < 2 * LARGEST_RATIO * weights[1]

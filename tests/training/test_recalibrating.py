"""Recalibration: the promise is kept, or refused."""

from __future__ import annotations

import pandas as pd
import pytest

from detector.scoring.store import Model
from training.judging import judge
from training.measures import wilson
from training.recalibrating import TooFewError, recalibrate
from training.small import small_corpus


def test_recalibration_keeps_its_promise_on_new_articles_of_the_kind(model: Model) -> None:
    human = small_corpus(230, seed=5)
    texts = human[human["cause"].eq("human")]["text"].tolist()
    moved = recalibrate(model, texts[:100], 0.1)
    assert moved.about["recalibrated"]["articles"] == 100
    flagged = sum(row[-1] in ("translated", "spun", "llm") for row in judge(moved, texts[100:]))
    assert wilson(flagged, 130)[0] <= 0.1
    assert moved.heads is model.heads
    assert moved.thresholds.machine_short <= moved.thresholds.machine <= moved.thresholds.human


def test_recalibration_accuses_at_most_k_of_those_it_was_given(model: Model, frame: pd.DataFrame) -> None:
    texts = frame[frame["cause"].eq("human")]["text"].tolist()
    moved = recalibrate(model, texts, 0.1)
    assert sum(row[-1] not in ("human", "unclear") for row in judge(moved, texts)) < 0.1 * (len(texts) + 1)


@pytest.mark.parametrize(("count", "rate", "words"), [(5, 0.01, "at least 99"), (18, 0.05, "at least 19")])
def test_recalibration_says_how_many_are_needed(model: Model, frame: pd.DataFrame, count: int, rate: float, words: str) -> None:
    with pytest.raises(TooFewError, match=words):
        recalibrate(model, frame["text"].tolist()[:count], rate)


@pytest.mark.parametrize("rate", [0.0, 0.5, -1.0, float("nan")])
def test_recalibration_refuses_a_rate_out_of_range(model: Model, rate: float) -> None:
    with pytest.raises(ValueError, match="between 0 and"):
        recalibrate(model, [], rate)

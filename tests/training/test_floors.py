"""Floors under the shipped model: what its card says, and what it does on sources that no fit has seen."""

import json
import os
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest

from detector.scoring.store import load
from training import attack
from training.corpora import SETTING, load_corpora
from training.evaluation import evaluate
from training.model_card import FIGURES
from training.tables import Evaluation

MODEL = Path(__file__).parents[2] / "data" / "model"
ABOUT = json.loads((MODEL / "model.json").read_text(encoding="utf-8"))["about"]
NEEDS_CORPORA = pytest.mark.skipif(not os.environ.get(SETTING), reason=f"{SETTING} names no corpora")


def of_cause(rows: list[dict[str, object]], cause: str) -> dict[str, float]:
    return next(row for row in rows if row["cause"] == cause)  # type: ignore[return-value]


@pytest.mark.parametrize(("cause", "auroc", "caught"), [("translated", 0.96, 0.55), ("spun", 0.95, 0.55), ("llm", 0.97, 0.68)])
def test_the_card_says_enough_on_unseen_sources(cause: str, auroc: float, caught: float) -> None:
    row = of_cause(ABOUT[FIGURES]["summary"], cause)
    assert row["auroc"] >= auroc
    assert row["caught_1"] >= caught


@pytest.mark.parametrize(("cause", "auroc", "caught"), [("translated", 0.83, 0.30), ("spun", 0.91, 0.33), ("llm", 0.915, 0.48)])
def test_the_card_says_enough_on_unseen_corpora(cause: str, auroc: float, caught: float) -> None:
    row = of_cause(ABOUT[FIGURES]["unseen_corpora"], cause)
    assert row["auroc"] >= auroc
    assert row["caught_1"] >= caught


@pytest.mark.parametrize(("cause", "auroc", "caught"), [("translated", 0.90, 0.40), ("spun (simulated)", 0.92, 0.55), ("llm", 0.955, 0.72)])
def test_the_card_says_enough_on_news_of_unseen_corpora(cause: str, auroc: float, caught: float) -> None:
    row = of_cause([row for row in ABOUT[FIGURES]["unseen_topics"] if row["topic"] == "news"], cause)
    assert row["auroc"] >= auroc
    assert row["caught_1"] >= caught


@pytest.mark.parametrize(("cause", "auroc", "caught"), [("spun", 0.90, 0.35), ("llm", 0.955, 0.65)])
def test_the_card_says_enough_on_unseen_generators(cause: str, auroc: float, caught: float) -> None:
    row = of_cause(ABOUT[FIGURES]["unseen_generators"], cause)
    assert row["auroc"] >= auroc
    assert row["caught_1"] >= caught


def test_the_card_says_enough_on_news_by_unseen_generators_and_out_of_unseen_languages() -> None:
    news = of_cause([row for row in ABOUT[FIGURES]["unseen_generators_topics"] if row["topic"] == "news"], "translated")
    assert news["auroc"] >= 0.95
    assert news["caught_1"] >= 0.65
    language = of_cause(ABOUT[FIGURES]["unseen_languages"], "translated")
    assert language["auroc"] >= 0.94
    assert language["caught_1"] >= 0.38


@pytest.mark.parametrize("cause", ["translated", "spun", "llm"])
def test_the_card_says_that_few_human_passages_are_shown(cause: str) -> None:
    row = of_cause(ABOUT[FIGURES]["passages"], cause)
    assert row["auroc"] >= 0.93
    assert row["flagged"] <= 0.015
    assert row["calibration_error"] <= 0.04


def test_the_card_says_that_few_human_originals_are_accused() -> None:
    rows = {row["kind"]: row for row in ABOUT[FIGURES]["false_positives"]}
    assert rows["news"]["rate"] <= 0.002
    assert rows["all originals"]["rate"] <= 0.002
    assert all(row["within"] for row in rows.values())


@lru_cache(maxsize=1)
def on_reserved_sources() -> Evaluation:
    frame = load_corpora(keep_residue=False)
    frame = frame[attack.reserved(frame["group"]) & ~frame["near_copy"]]
    sides = [frame[frame["cause"].eq(cause)].head(400) for cause in ("translated", "llm")]
    return evaluate(load(MODEL), pd.concat([frame[frame["cause"].eq("human")], *sides]))


@NEEDS_CORPORA
@pytest.mark.parametrize(("cause", "auroc"), [("translated", 0.93), ("llm", 0.95)])
def test_machines_are_told_on_sources_that_were_kept_out_of_the_fit(cause: str, auroc: float) -> None:
    assert of_cause(on_reserved_sources().summary.to_dict("records"), cause)["auroc"] >= auroc


@NEEDS_CORPORA
def test_few_humans_are_accused_on_sources_that_were_kept_out_of_the_fit() -> None:
    rows = on_reserved_sources().false_positives.set_index("kind")
    assert rows.loc["all originals", "documents"] >= 400
    assert rows.loc["all originals", "rate"] <= 0.01
    assert rows.loc["human translation", "rate"] <= 0.1

"""Classifiers of one's own in `training.fit`: calibrated and judged like the heads that they stand in for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.neighbors import NearestCentroid
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from detector.markers import Catalogue
from detector.scoring.estimators import EstimatorError, EstimatorHead
from detector.scoring.heads import Head
from detector.scoring.store import Model, load
from training.estimators import with_heads
from training.fitting import fit
from training.heads import Moments
from training.holding_out import HeldOut
from training.preparing import Features, FittingError
from training.sides import balance

pytest.importorskip("skops", reason="Heads of one's own need skops: pip install -e .[models].")


@pytest.mark.parametrize(
    "estimator",
    [
        LogisticRegression(C=0.01, max_iter=2000),
        make_pipeline(StandardScaler(), SGDClassifier(alpha=0.1, random_state=0)),
        HistGradientBoostingClassifier(max_iter=15, random_state=0),
    ],
    ids=lambda estimator: type(estimator).__name__,
)
def test_it_takes_its_place_and_comes_back(
    estimator: Any, model: Model, features: Features, found: HeldOut, tmp_path: Path
) -> None:
    own = with_heads(model, features, found, {"llm": estimator})
    assert own.about["own_heads"] == {"llm": type(estimator).__name__}
    own.save(tmp_path)
    again = load(tmp_path)
    assert again.version == own.version
    scores = np.array([again.heads.log_odds(row)[2] for row in found.rows])
    cause = features.frame["cause"]
    assert scores[cause.eq("llm")].mean() > scores[cause.eq("human")].mean() + 1
    assert again.heads.heads["spun"] is not own.heads.heads["llm"]
    assert not hasattr(estimator, "classes_")  # the given one stays as it was


def test_boosted_trees_become_arrays_and_say_the_same(model: Model, features: Features, found: HeldOut) -> None:
    boosting = HistGradientBoostingClassifier(max_iter=10, random_state=0)
    head = with_heads(model, features, found, {"spun": boosting}).heads.heads["spun"]
    assert isinstance(head, Head)
    positive = (features.frame["cause"].eq("spun") & features.frame["residue"].eq("")).to_numpy()
    used = np.flatnonzero(positive | features.frame["cause"].eq("human").to_numpy())
    weights = balance(features.frame.iloc[used], positive[used])
    again = clone(boosting).fit(found.rows[used], positive[used], sample_weight=weights)
    assert [head.raw(row, row) for row in found.rows[:20]] == pytest.approx(again.decision_function(found.rows[:20]), abs=1e-4)


def test_other_boosted_trees_keep_their_own_ways(model: Model, features: Features, found: HeldOut) -> None:
    boosting = HistGradientBoostingClassifier(max_iter=3, categorical_features=[0], max_bins=255)
    rows = found.rows.copy()
    rows[:, 0] = rows[:, 0] > 0
    changed = HeldOut(rows, found.names, Moments(np.zeros_like(found.moments.mean), np.ones_like(found.moments.scale)),
                      found.log_odds, found.calibrations, found.passages)  # fmt: skip
    assert isinstance(with_heads(model, features, changed, {"llm": boosting}).heads.heads["llm"], EstimatorHead)


@pytest.mark.parametrize(
    ("heads", "error", "message"),
    [
        ({"robot": LogisticRegression()}, FittingError, "no head called robot; the heads are translated"),
        ({"llm": StandardScaler()}, EstimatorError, "StandardScaler has neither"),
    ],
)
def test_what_cannot_be_a_head_is_said(
    heads: dict[str, Any], error: type[Exception], message: str, model: Model, features: Features, found: HeldOut
) -> None:
    with pytest.raises(error, match=message):
        with_heads(model, features, found, heads)


def test_a_cause_without_texts_has_no_head(model: Model, features: Features, found: HeldOut) -> None:
    poor = Features(**{**vars(features), "frame": features.frame.assign(cause=features.frame["cause"].replace("llm", "spun"))})
    with pytest.raises(FittingError, match="too few texts to fit a head of llm"):
        with_heads(model, poor, found, {"llm": LogisticRegression()})


def test_fit_takes_them(frame: pd.DataFrame) -> None:
    model = fit(frame.groupby("cause").head(25), jobs=1, heads={"llm": LogisticRegression(C=0.01)}, catalogue=Catalogue([]))
    assert isinstance(model.heads.heads["llm"], EstimatorHead)


def test_decisions_are_enough(model: Model, features: Features, found: HeldOut) -> None:
    nearest = make_pipeline(StandardScaler(), NearestCentroid())
    if hasattr(NearestCentroid, "decision_function"):
        assert isinstance(with_heads(model, features, found, {"llm": nearest}).heads.heads["llm"], EstimatorHead)

"""Heads of one's own: any scikit-learn classifier in the place of a fitted head, calibrated as that was.

The classifier sees what every head sees, the dense rows, standardised: answers of specialists that have not seen the
document, style, markers, length. `HistGradientBoostingClassifier` becomes arrays of the model, which are checked when they
are loaded and explain themselves; every other classifier is stored by skops.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from detector.scoring.estimators import EstimatorHead, dumps, margins
from detector.scoring.heads import CAUSES, Head
from detector.scoring.store import Model
from training.calibrating import SURE, calibrate, choose_thresholds, p_human_of, squeeze, with_evidence
from training.heads import forest_of
from training.holding_out import HeldOut
from training.preparing import Features, FittingError
from training.sides import balance, cause_rows
from training.splits import outside


def with_heads(model: Model, features: Features, held_out: HeldOut, estimators: Mapping[str, Any]) -> Model:
    """Put classifiers in the place of fitted heads.

    Parameters
    ----------
    model : Model
        Fitted to `features`.
    features : Features
    held_out : HeldOut
        What `training.holding_out.hold_out` gave for them.
    estimators : mapping of str to scikit-learn classifier
        By cause; they are cloned, not changed.

    Returns
    -------
    Model
        With thresholds chosen anew.

    Raises
    ------
    FittingError
        If a cause is unknown, or has no texts to learn from.
    detector.scoring.estimators.EstimatorError
        If a classifier gives neither decisions nor probabilities, or skops is missing.
    """
    if unknown := sorted(set(estimators) - set(CAUSES)):
        raise FittingError(f"There is no head called {', '.join(unknown)}; the heads are {', '.join(CAUSES)}.")
    heads, log_odds = dict(model.heads.heads), held_out.log_odds.copy()
    for cause, estimator in estimators.items():
        scores, calibration = _held_out(estimator, cause, features.frame, held_out)
        log_odds[:, CAUSES.index(cause)] = calibration[0] * scores + calibration[1]
        heads[cause] = _as_head(_fitted(estimator, cause, features.frame, held_out, np.ones(len(scores), dtype=bool)), calibration)
    thresholds = choose_thresholds(p_human_of(with_evidence(log_odds, features)), features)
    named = {cause: type(estimator).__name__ for cause, estimator in estimators.items()}
    return replace(model, heads=replace(model.heads, heads=heads), thresholds=thresholds, about={**model.about, "own_heads": named})


def _is_boosting(estimator: Any) -> bool:
    """Tell whether a classifier is one that becomes arrays: plain boosted trees over numbers."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    return type(estimator) is HistGradientBoostingClassifier and estimator.get_params()["categorical_features"] in (None, "from_dtype")


def _rows(estimator: Any, held_out: HeldOut) -> np.ndarray:
    """Return what a classifier sees: standardised rows; those that become arrays see the rows as a `Forest` does."""
    if _is_boosting(estimator):
        return held_out.rows
    return np.asarray((held_out.rows - held_out.moments.mean) * held_out.moments.scale)


def _fitted(estimator: Any, cause: str, frame: pd.DataFrame, held_out: HeldOut, allowed: np.ndarray) -> Any:
    """Fit a clone of a classifier to the allowed rows of a cause and of human authorship."""
    from sklearn.base import clone
    from sklearn.utils.validation import has_fit_parameter

    positive, human = cause_rows(frame, cause)
    used = np.flatnonzero((positive | human) & allowed)
    if not positive[used].any() or positive[used].all():
        raise FittingError(f"There are too few texts to fit a head of {cause} to and to calibrate it.")
    weights = balance(frame.iloc[used], positive[used])
    options = {"sample_weight": weights} if has_fit_parameter(estimator, "sample_weight") else {}
    return clone(estimator).fit(_rows(estimator, held_out)[used], positive[used], **options)


def _held_out(estimator: Any, cause: str, frame: pd.DataFrame, held_out: HeldOut) -> tuple[np.ndarray, tuple[float, float]]:
    """Return the margin of every document from classifiers that have not seen its fold, and the calibration of the whole."""
    folds, rows = frame["fold"].to_numpy(), _rows(estimator, held_out)
    scores = np.zeros(len(rows))
    for fold in np.unique(folds):
        here = folds == fold
        scores[here] = margins(_fitted(estimator, cause, frame, held_out, outside(frame, here)), rows[here])
    slope, intercept = calibrate(scores, frame, *cause_rows(frame, cause))
    factor = squeeze(slope * scores + intercept, frame)
    return scores, (slope * factor, SURE + (intercept - SURE) * factor)


def _as_head(estimator: Any, calibration: tuple[float, float]) -> Head | EstimatorHead:
    if _is_boosting(estimator):
        nothing = np.zeros(estimator.n_features_in_, dtype=np.float32)
        return Head(forest_of(estimator), nothing, 0.0, 1.0, calibration)
    return EstimatorHead(estimator, calibration, dumps(estimator))

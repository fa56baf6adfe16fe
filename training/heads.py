"""Heads: fitted to dense rows, one for each cause, a mixture of voices with given weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detector.scoring.heads import Forest, Head, dense_names
from training.preparing import Features
from training.sides import SPECIALISTS


@dataclass(frozen=True)
class Moments:
    """Means and reciprocal standard deviations of the dense columns."""

    mean: np.ndarray
    scale: np.ndarray

    @classmethod
    def of(cls, rows: np.ndarray) -> Moments:
        """Measure them."""
        mean = rows.mean(axis=0, dtype=np.float64).astype(np.float32)
        return cls(mean, (1 / np.maximum(rows.std(axis=0, dtype=np.float64), 1e-3)).astype(np.float32))


MIXTURES: dict[str, dict[str, float]] = {
    "translated": {
        "classes:translated_or_original": 1.0, "classes:translated": 0.6, "words:translated_or_original": 0.4, "fluency+style": 1.0,
    },
    "spun": {"words:spun": 0.8, "classes:spun": 0.5, "fluency+style": 0.8, "markers": 0.8},
    "llm": {"words:llm": 1.0, "classes:llm": 0.3, "fluency+style": 0.8, "markers": 0.8},
}  # fmt: skip
"""How much each voice weighs in a head, all brought to one spread: specialists by their column, and linear models over
all columns of the named kinds. Weights that are learned, by a linear model or by boosted trees over all columns, do
better on corpora they have seen and worse on all others: `training.evaluation.held_out` on `training.unseen.unseen` tells, with
`training.holding_out.hold_out` and its ``trees``."""

LARGEST_HEAD = 24_000
"""Rows that the trees of a head are fitted to."""


def fit_head(
    rows: np.ndarray, names: Sequence[str], cause: str, positive: np.ndarray, weights: np.ndarray, moments: Moments, seed: int, trees: int = 0
) -> Head:  # fmt: skip
    """Fit the voices of one head to dense rows and mix them; the calibration is still to come."""
    standardised = (rows - moments.mean) * moments.scale
    coefficients = np.zeros(rows.shape[1], dtype=np.float64)
    for voice, weight in MIXTURES[cause].items():
        kinds = voice.split("+")
        columns = np.array([place for place, name in enumerate(names) if name == voice or name.partition(":")[0] in kinds])
        part = _fit_voice(standardised[:, columns], positive, weights)
        spread = max(float((standardised[:, columns] @ part).std()), 1e-6)
        coefficients[columns] += weight * part / spread
    linear = coefficients.astype(np.float32)
    if not trees:
        return Head(None, linear, 0.0, 0.0, (1.0, 0.0))
    return Head(_fit_forest(rows, positive, weights, seed, trees), linear, 0.0, 0.5, (1.0, 0.0))


def _fit_voice(columns: np.ndarray, positive: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the coefficients of a linear model over some columns; a single column speaks for itself."""
    from sklearn.linear_model import LogisticRegression

    if columns.shape[1] == 1:
        return np.ones(1)
    return np.asarray(LogisticRegression(C=0.01, max_iter=300).fit(columns, positive, weights).coef_[0])


def _fit_forest(rows: np.ndarray, positive: np.ndarray, weights: np.ndarray, seed: int, trees: int) -> Forest:
    """Fit boosted trees to dense rows."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    if len(rows) > LARGEST_HEAD:
        chosen = np.sort(np.random.default_rng(seed).choice(len(rows), LARGEST_HEAD, replace=False))
        rows, positive, weights = rows[chosen], positive[chosen], weights[chosen]
    boosting = HistGradientBoostingClassifier(
        max_iter=trees, learning_rate=0.08, max_leaf_nodes=12, min_samples_leaf=60, l2_regularization=20.0,
        early_stopping=False, random_state=seed % 2**31,
    )  # fmt: skip
    return forest_of(boosting.fit(rows, positive, weights))


def forest_of(trees: Any) -> Forest:
    """Copy a fitted scikit-learn ensemble into flat arrays."""
    roots, columns, depth, offset = [], [], 0, 0
    for (tree,) in trees._predictors:
        nodes = tree.nodes
        leaf = nodes["is_leaf"].astype(bool)
        own = np.arange(len(nodes))
        columns.append(
            (
                np.where(leaf, 0, nodes["feature_idx"]).astype(np.int16),
                np.where(leaf, 0.0, nodes["num_threshold"]).astype(np.float64),
                (np.where(leaf, own, nodes["left"]) + offset).astype(np.int32),
                (np.where(leaf, own, nodes["right"]) + offset).astype(np.int32),
                np.where(leaf, nodes["value"], 0.0).astype(np.float32),
            )
        )
        roots.append(offset)
        depth = max(depth, int(nodes["depth"].max()))
        offset += len(nodes)
    feature, threshold, left, right, value = (np.concatenate(part) for part in zip(*columns, strict=True))
    baseline = float(trees._baseline_prediction.ravel()[0])
    return Forest(np.array(roots, dtype=np.int32), feature, threshold, left, right, value, depth, baseline)


def raw_scores(head: Head, rows: np.ndarray, moments: Moments) -> np.ndarray:
    """Return a head's uncalibrated scores of many dense rows at once."""
    linear = ((rows - moments.mean) * moments.scale) @ head.coefficients + head.intercept
    if head.forest is None:
        return linear
    forest = head.forest
    nodes = np.repeat(forest.roots[None, :], len(rows), axis=0)
    places = np.arange(len(rows))[:, None]
    for _ in range(forest.depth):
        nodes = np.where(rows[places, forest.feature[nodes]] <= forest.threshold[nodes], forest.left[nodes], forest.right[nodes])
    return head.mixture * (forest.baseline + forest.value[nodes].sum(axis=1)) + (1 - head.mixture) * linear


def dense_rows(features: Features, answered: np.ndarray) -> np.ndarray:
    """Put the dense rows together: the answers of specialists and language models, style, markers and length."""
    length = np.log(np.maximum(features.lengths, 1)).astype(np.float32)
    return np.hstack([answered, features.style, features.markers, length[:, None]]).astype(np.float32)


def column_names() -> tuple[str, ...]:
    """Name the columns of `dense_rows`."""
    return dense_names(SPECIALISTS, SPECIALISTS)

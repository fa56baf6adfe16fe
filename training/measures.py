"""Measures of how well scores tell two sides apart: AUROC, shares caught, intervals, calibration error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

_BINS = 10


def auroc(machine: np.ndarray, human: np.ndarray, weights: tuple[np.ndarray, np.ndarray] | None = None) -> float:
    """Return the probability that a machine text scores higher than a human one, ties half; NaN where a side is empty.

    Examples
    --------
    >>> auroc(np.array([2.0, 1.0]), np.array([0.0, 1.0]))
    0.875
    """
    from sklearn.metrics import roc_auc_score

    if not len(machine) or not len(human):
        return float("nan")
    labels = np.repeat([1, 0], [len(machine), len(human)])
    if weights is not None and not all(side.any() for side in weights):
        return float("nan")
    return float(roc_auc_score(labels, np.concatenate([machine, human]), sample_weight=None if weights is None else np.concatenate(weights)))


def caught(machine: np.ndarray, human: np.ndarray, rate: float) -> float:
    """Return the share of machine texts above a line that at most a share `rate` of the human ones is above."""
    if not len(machine) or not len(human):
        return float("nan")
    line = np.sort(human)[::-1][int(rate * len(human))]
    return float((machine > line).mean())


def wilson(hits: int, count: int, z: float = 1.959964) -> tuple[float, float]:
    """Bound a share by Wilson's interval (Wilson 1927), at 95 % by default.

    Examples
    --------
    >>> [round(bound, 4) for bound in wilson(0, 100)]
    [0.0, 0.037]
    """
    if not count:
        return 0.0, 1.0
    share, square = hits / count, z * z / count
    middle = (share + square / 2) / (1 + square)
    half = z * np.sqrt(share * (1 - share) / count + square / (4 * count)) / (1 + square)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def reliability(predicted: np.ndarray, truth: np.ndarray, weights: np.ndarray) -> Iterator[tuple[Any, ...]]:
    """Yield the bins of a reliability diagram: number, mean prediction, share of the cause, passages or texts, their weight."""
    places = np.minimum((predicted * _BINS).astype(int), _BINS - 1)
    for place in np.unique(places):
        here = places == place
        mass = weights[here].sum()
        yield place, float((predicted * weights)[here].sum() / mass), float((truth * weights)[here].sum() / mass), int(here.sum()), float(mass)


def calibration_error(bins: Sequence[tuple[Any, ...]]) -> float:
    """Return the expected calibration error."""
    return float(sum(mass * abs(predicted - observed) for _, predicted, observed, _, mass in bins) / sum(row[-1] for row in bins))

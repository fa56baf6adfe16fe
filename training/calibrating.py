"""Calibration: from raw scores to log-odds, and from these, joined with the evidence of markers, to thresholds.

All of it is chosen on answers of models that have not seen the document, so that the limits on false positives hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pandas as pd

from detector.features.marker_rates import CLASSES
from detector.scoring.assessment import FAMILY_CAUSES, SHORT_WORDS, Thresholds
from detector.scoring.heads import CAUSES
from training.preparing import Features
from training.sides import balance, cause_rows

MACHINE_RATE = 0.01
"""Human originals of any kind that may get a machine verdict."""

BY_HAND_RATE = 0.05
"""Human translations that may get one."""

BY_HAND_AIM = 0.03
"""Human translations that do get one where thresholds are chosen: out of some languages they are accused oftener than out of all together, and none
should be accused beyond `BY_HAND_RATE`."""

CAUTIONS = (0.009, 0.007, 0.005, 0.004, 0.003)
"""Human originals of any kind that one head alone may take for its cause. Three together and the evidence of markers have to
keep the limit, by one line for all: the more cautious each head, the higher that line. Fitting takes what catches most, for each head its
own."""

CAUTIOUS_LOG_ODDS = 1.1
"""What each head's log-odds are there: the heads are squeezed so that the same number means the same caution, for the
kinds of text that look like LLM text are not those that look translated."""

SURE = -6.0
"""Log-odds at which a text is human beyond doubt; there no head is squeezed."""

SMALLEST_KIND = 100
"""Kinds with fewer held-out texts are judged together: a percentile of fewer says nothing."""

STEEPEST = 8.0
"""Slope that a calibration may have. Where a head tells all texts of a small corpus apart, nothing else bounds it, and log-odds of
hundreds drown what the other heads say; on real corpora slopes are near 1."""


def limit_of(kind: str) -> float:
    """Return the share of a kind of human text that may get a machine verdict."""
    return BY_HAND_RATE if kind == "human translation" else MACHINE_RATE


def calibrate(scores: np.ndarray, frame: pd.DataFrame, positive: np.ndarray, negative: np.ndarray) -> tuple[float, float]:
    """Fit slope and intercept that turn held-out scores into log-odds (Platt), for one machine text in four.

    Parameters
    ----------
    scores : numpy.ndarray
    frame : DataFrame
    positive, negative : numpy.ndarray of bool
    """
    from sklearn.linear_model import LogisticRegression

    rows = np.flatnonzero(positive | negative)
    weights = balance(frame.iloc[rows], positive[rows])
    model = LogisticRegression(C=1e6, max_iter=500).fit(scores[rows, None], positive[rows], weights)
    slope, intercept = float(model.coef_[0, 0]), float(model.intercept_[0])
    bound = STEEPEST / max(slope, STEEPEST)
    return slope * bound, float(intercept * bound + np.log(1 / 3))


def cautious_line(log_odds: np.ndarray, frame: pd.DataFrame, share: float) -> float:
    """Return the log-odds that few human texts of any kind exceed, by one head alone.

    Parameters
    ----------
    log_odds : numpy.ndarray
        Held-out log-odds of one cause.
    frame : DataFrame
        With ``cause`` and ``kind``.
    share : float
        Human originals that may exceed it; of human translations more, in the proportion of the limits.
    """
    human = frame["cause"].eq("human").to_numpy()
    return max(-_lowest(-log_odds[rows], share / MACHINE_RATE * limit_of(kind)) for kind, rows in _kinds_of(frame, human))


def squeeze(log_odds: np.ndarray, frame: pd.DataFrame, share: float = CAUTIONS[2]) -> float:
    """Return by how much to squeeze log-odds towards `SURE`, so that a head takes few human texts of any kind for its cause.

    To shift them instead would put the causes at odds with each other, and the versions of a story in a worse order.

    Parameters
    ----------
    log_odds : numpy.ndarray
        Held-out log-odds of one cause.
    frame : DataFrame
        With ``cause`` and ``kind``.
    share : float
        See `cautious_line`.
    """
    return (CAUTIOUS_LOG_ODDS - SURE) / (max(cautious_line(log_odds, frame, share), SURE / 2) - SURE)


def _kinds_of(frame: pd.DataFrame, human: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """Yield each kind of human text and its rows; those with few texts are one kind together."""
    kinds = frame["kind"].to_numpy(dtype=str)
    names, counts = np.unique(kinds[human], return_counts=True)
    small = set(names[counts < SMALLEST_KIND])
    kinds = np.array(["other" if kind in small else kind for kind in kinds])
    for kind in np.unique(kinds[human]):
        rows = human & (kinds == kind)
        if kind != "other" or rows.sum() >= SMALLEST_KIND or len(small) == len(names):
            yield kind, rows


def choose_squeezes(log_odds: np.ndarray, features: Features) -> tuple[float, ...]:
    """Return by how much to squeeze the log-odds of each cause: of all mixes of `CAUTIONS`, the one that catches most.

    Parameters
    ----------
    log_odds : numpy.ndarray, shape (n_documents, 3)
        Held-out log-odds.
    features : Features
    """
    return max(
        product(*([squeeze(of_one, features.frame, share) for share in CAUTIONS] for of_one in log_odds.T)),
        key=lambda factors: _caught(SURE + (log_odds - SURE) * factors, features),
    )


def _caught(log_odds: np.ndarray, features: Features) -> float:
    """Return the share of machine texts with a machine verdict at the thresholds that log-odds allow, causes weighing the same."""
    p_human = p_human_of(with_evidence(log_odds, features))
    flagged = p_human <= choose_thresholds(p_human, features).machine
    causes = [cause_rows(features.frame, cause)[0] for cause in CAUSES]
    return float(np.mean([flagged[rows].mean() for rows in causes if rows.any()]))


def p_human_of(log_odds: np.ndarray) -> np.ndarray:
    """Return the probability of human authorship that log-odds of the causes give."""
    return 1 / (1 + np.exp(np.clip(log_odds, -15, 15)).sum(axis=1))


def measure_lifts(features: Features) -> dict[str, float]:
    """Return the log-odds that one kind of strong evidence of each cause's family is worth, between 0 and 1.5."""
    frame, human = features.frame, features.frame["cause"].eq("human").to_numpy()
    lifts = {}
    for place, (family, severity) in enumerate(CLASSES):
        if severity == "strong":
            cause = FAMILY_CAUSES[family]
            found = features.markers[:, place] > 0
            share, false_share = ((found & rows).sum() + 1.0 for rows in (frame["cause"].eq(cause).to_numpy(), human))
            ratio = share / (frame["cause"].eq(cause).sum() + 2) / (false_share / (human.sum() + 2))
            lifts[cause] = float(np.clip(np.log(ratio), 0.0, 1.5))
    return lifts


def with_evidence(log_odds: np.ndarray, features: Features) -> np.ndarray:
    """Join log-odds with the evidence that the marker columns count, as `detector.scoring.assessment.join` does for one document.

    Parameters
    ----------
    log_odds : numpy.ndarray, shape (n_documents, 3)
    features : Features

    Returns
    -------
    numpy.ndarray, shape (n_documents, 3)
    """
    lifts = measure_lifts(features)
    raised, total = log_odds.copy(), np.zeros(len(log_odds), dtype=int)
    for column, (family, severity) in enumerate(CLASSES):
        cause = FAMILY_CAUSES.get(family)
        if cause is None or severity == "weak":
            continue
        place = CAUSES.index(cause)
        if severity == "strong":
            kinds = features.markers[:, len(CLASSES) + column]
            raised[:, place] += np.minimum(2.5, lifts.get(cause, 0.0) * kinds)
        else:
            counts = np.rint(features.markers[:, column] ** 2 * np.maximum(features.lengths, 80) / 1000).astype(int)
            raised[:, place] += 2.0 * np.minimum(counts, 3)
            total += counts
    odds = np.exp(np.clip(raised, -15, 15))
    human = 1 / (1 + odds.sum(axis=1))
    human = np.where(total == 0, human, np.minimum(human, np.where(total == 1, 0.4, 0.04)))
    return np.log(odds / odds.sum(axis=1, keepdims=True) * ((1 - human) / human)[:, None])


def choose_thresholds(p_human: np.ndarray, features: Features) -> Thresholds:
    """Choose where verdicts begin from held-out probabilities, evidence included.

    The machine threshold is the lowest that any kind of human text asks for, human translations with `BY_HAND_AIM`; below
    `SHORT_WORDS` words both are wider. The human threshold leaves at most one machine text in four above it.
    """
    frame = features.frame
    human = frame["cause"].eq("human").to_numpy()
    limits = [_lowest(p_human[rows], min(limit_of(kind), BY_HAND_AIM)) for kind, rows in _kinds_of(frame, human)]
    short = features.lengths < SHORT_WORDS
    machine = min(limits)
    machine_short = min(machine, _lowest(p_human[human & short], MACHINE_RATE)) * 0.7
    weights = _machine_weights(frame)
    human_line, human_short = (_upper(p_human[~human & rows], weights[~human & rows], 0.25) for rows in (~short, short))
    human_line = max(human_line, 0.5, machine)
    return Thresholds(machine, human_line, machine_short, max(human_short, human_line))


def _lowest(values: np.ndarray, rate: float) -> float:
    """Return a line that at most a share of the values lies at or below."""
    ordered = np.sort(values)
    return float(np.round(ordered[int(rate * len(ordered))] - 5e-4, 4)) if len(ordered) else 0.5


def _upper(values: np.ndarray, weights: np.ndarray, share: float) -> float:
    """Return a line that a weighted share of the values lies above; 0 where there are none."""
    if not len(values):
        return 0.0
    order = np.argsort(-values)
    place = int(np.searchsorted(np.cumsum(weights[order]), share * weights.sum()))
    return float(np.round(values[order[min(place, len(order) - 1)]], 4))


def _machine_weights(frame: pd.DataFrame) -> np.ndarray:
    counts = frame.groupby(["cause", "family"])["corpus"].transform("size").to_numpy()
    return 1 / np.sqrt(counts)

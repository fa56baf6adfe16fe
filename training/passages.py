"""What judges a passage by itself: passages drawn out of documents, and the models fitted to what specialists say of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detector.scoring.heads import CAUSES, PASSAGE, Passages
from training.preparing import Features
from training.sides import DOCUMENTATION, balance, of_cause, originals


@dataclass(frozen=True)
class PassageRows:
    """Passages out of documents, and what specialists that have not seen the documents say of them.

    Attributes
    ----------
    answers : numpy.ndarray of float32, shape (n_passages, n_answers)
    documents : numpy.ndarray of int
        The row of the frame that each comes from.
    """

    answers: np.ndarray
    documents: np.ndarray


PASSAGES_OF_CAUSE = 1500
"""Documents of each cause, in each fold, that give a passage to judge passages by."""


def draw_passages(features: Features, here: np.ndarray, seed: int) -> tuple[np.ndarray, list[np.ndarray]]:
    """Draw a passage out of each of some documents that are long enough for one."""
    frame, rng = features.frame, np.random.default_rng(seed)
    sizes = np.array([len(code) for code in features.codes])
    usable = here & (sizes >= PASSAGE) & frame["kind"].ne(DOCUMENTATION).to_numpy()
    usable &= (originals(frame) | np.logical_or.reduce([of_cause(cause)(frame) for cause in CAUSES])).to_numpy()
    documents = []
    for cause in ("human", *CAUSES):
        rows = np.flatnonzero(usable & frame["cause"].eq(cause).to_numpy())
        documents.append(np.sort(rng.permutation(rows)[:PASSAGES_OF_CAUSE]))
    chosen = np.concatenate(documents)
    starts = rng.integers(0, sizes[chosen] - PASSAGE + 1)
    return chosen, [features.codes[row][start : start + PASSAGE] for row, start in zip(chosen, starts, strict=True)]


def fit_passages(features: Features, drawn: PassageRows, allowed: np.ndarray | None = None) -> Passages:
    """Fit what judges a passage by itself: for each cause a calibrated linear model of it against human originals.

    Parameters
    ----------
    features : Features
    drawn : PassageRows
        See `training.holding_out.hold_out`.
    allowed : numpy.ndarray of bool, optional
        Which passages to learn from; all by default.
    """
    allowed = np.ones(len(drawn.documents), dtype=bool) if allowed is None else allowed
    fitted = [_fit_passages_of(cause, features, drawn, allowed) for cause in CAUSES]
    weights = np.column_stack([weights for weights, _ in fitted]).astype(np.float32)
    return Passages(weights, np.array([intercept for _, intercept in fitted], dtype=np.float32))


_NEVER = -30.0


def _fit_passages_of(cause: str, features: Features, drawn: PassageRows, allowed: np.ndarray) -> tuple[np.ndarray, float]:
    """Return weights and intercept of one cause; without passages of it and of humans, those that never call one a machine's."""
    from sklearn.linear_model import LogisticRegression

    causes = features.frame["cause"].to_numpy()[drawn.documents]
    used = np.flatnonzero(allowed & np.isin(causes, ("human", cause)))
    positive = causes[used] == cause
    if not positive.any() or positive.all():
        return np.zeros(drawn.answers.shape[1]), _NEVER
    mean, spread = drawn.answers[used].mean(axis=0), np.maximum(drawn.answers[used].std(axis=0), 1e-3)
    weights = balance(features.frame.iloc[drawn.documents[used]], positive)
    model = LogisticRegression(C=0.01, max_iter=500).fit((drawn.answers[used] - mean) / spread, positive, weights)
    of_answers = model.coef_[0] / spread
    return of_answers, float(model.intercept_[0] - of_answers @ mean)

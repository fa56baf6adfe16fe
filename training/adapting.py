"""Adapting: a model that has seen a few hundred labelled articles of one's own, without forgetting everything else.

The heads' weights are moved by a logistic regression that starts from the model's own answers and is pulled back to its
weights. The specialists stay as they are. The machine threshold is then drawn anew, so that it holds both for one's own
human articles, judged by heads that had not seen them, and for the human originals that the model keeps for reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import joblib
import numpy as np
import pandas as pd

from detector.markers import Catalogue, Evidence
from detector.scoring.assessment import Thresholds, abstention, join
from detector.scoring.heads import CAUSES, Head
from detector.scoring.store import Model
from detector.text import Document
from training.calibrating import MACHINE_RATE, p_human_of
from training.preparing import FittingError, complete
from training.splits import FOLDS, folds_of, outside

PULL = 50.0
"""How strongly weights are held where the model had them, in documents: the weaker, the more is gained on one's own articles and lost
elsewhere. ``twicetold-train gains`` prints both."""

FEWEST = 20
"""Articles of a cause, and human ones, below which a head stays as it is."""

_BATCH = 200
_FIGURES_OF_ANOTHER = ("held_out", "attacks")
"""What a model knows of itself by measurement, and an adapted one does not."""


class TooFewArticlesError(ValueError):
    """Too few labelled articles to move any head; the message says what is needed."""


class NoReferenceError(ValueError):
    """A model that keeps no human originals, and none were given: nothing would hold its false positives down."""


@dataclass(frozen=True)
class Readings:
    """Documents as the heads see them.

    Attributes
    ----------
    frame : DataFrame
        Those that are long enough and English, without their texts, with ``words``.
    rows : numpy.ndarray of float32, shape (n_documents, n_features)
    evidence : list of sequence of Evidence
        What the catalogue found in each.
    """

    frame: pd.DataFrame
    rows: np.ndarray
    evidence: list[tuple[Evidence, ...]]

    def take(self, chosen: np.ndarray) -> Readings:
        """Return some of the documents, chosen by a mask or by their places."""
        places = np.arange(len(self.rows))[chosen]
        return Readings(self.frame.iloc[places].reset_index(drop=True), self.rows[places], [self.evidence[place] for place in places])


def adapt(
    model: Model, frame: pd.DataFrame, *, rate: float = MACHINE_RATE, elsewhere: Sequence[str] = (),
    catalogue: Catalogue | None = None, jobs: int = 1,
) -> Model:  # fmt: skip
    """Move a model towards labelled articles of one's own.

    Parameters
    ----------
    model : Model
        The one to start from.
    frame : DataFrame
        ``text`` and ``cause``; ``group`` where articles are versions of one source. A head is moved where there are at
        least `FEWEST` articles of its cause and as many human ones; 300 in all, half of them human, are a good start.
    rate : float
        Share of human articles, one's own and others', that may get a machine verdict, above 0 and below 0.5.
    elsewhere : sequence of str
        Human articles of other kinds, to hold false positives down on; by default those that the model keeps.
    catalogue : Catalogue, optional
        The shipped one by default.
    jobs : int
        Processes.

    Returns
    -------
    Model
        The same specialists; other weights, calibration and thresholds. ``about["adapted"]`` says how it came about.

    Raises
    ------
    TooFewArticlesError
        If no head can be moved.
    NoReferenceError
        If the model keeps no human originals and none were given.
    FittingError
        If the frame lacks what is needed.
    """
    if not 0 < rate < 0.5:
        raise FittingError(f"The rate of false positives has to lie between 0 and 0.5, not at {rate}.")
    reference = model.reference.astype(np.float32)
    if len(elsewhere):
        others = pd.DataFrame({"text": list(elsewhere), "cause": "human"})
        reference = read(model, others, catalogue=catalogue, jobs=jobs).rows
    return adapt_readings(model, read(model, complete(frame), catalogue=catalogue, jobs=jobs), reference, rate)


def read(model: Model, frame: pd.DataFrame, *, catalogue: Catalogue | None = None, jobs: int = 1) -> Readings:
    """Turn the documents of a frame into what the heads of a model see.

    Parameters
    ----------
    model : Model
    frame : DataFrame
        With ``text``.
    catalogue : Catalogue, optional
    jobs : int
    """
    catalogue = catalogue if catalogue is not None else Catalogue.load()
    texts = frame["text"].tolist()
    batches = [texts[first : first + _BATCH] for first in range(0, len(texts), _BATCH)]
    parallel = joblib.Parallel(n_jobs=jobs if len(batches) > 1 else 1)
    found = [one for part in parallel(joblib.delayed(_read)(model, catalogue, batch) for batch in batches) for one in part]
    kept = [one for one in found if one is not None]
    rows = np.array([row for row, _, _ in kept], dtype=np.float32).reshape(len(kept), len(model.heads.feature_names))
    readable = frame[[one is not None for one in found]].drop(columns="text").reset_index(drop=True)
    return Readings(readable.assign(words=[words for _, _, words in kept]), rows, [evidence for _, evidence, _ in kept])


def _read(model: Model, catalogue: Catalogue, texts: Sequence[str]) -> list[tuple[np.ndarray, tuple[Evidence, ...], int] | None]:
    found: list[tuple[np.ndarray, tuple[Evidence, ...], int] | None] = []
    for document in map(Document, texts):
        if abstention(document):
            found.append(None)
            continue
        evidence = tuple(catalogue.find(document))
        found.append((model.heads.read(document, evidence), evidence, document.word_count))
    return found


def log_odds(model: Model, rows: np.ndarray) -> np.ndarray:
    """Return the log-odds of each cause against human authorship for dense rows, shape (n_documents, 3)."""
    return np.array([model.heads.log_odds(row) for row in rows]).reshape(len(rows), len(CAUSES))


def adapt_readings(model: Model, mine: Readings, reference: np.ndarray, rate: float = MACHINE_RATE) -> Model:
    """Move a model towards documents that are numbers already; see `adapt`.

    Parameters
    ----------
    model : Model
    mine : Readings
        With ``cause`` and ``group``.
    reference : numpy.ndarray, shape (n_documents, n_features)
        Dense rows of human originals of other kinds.
    rate : float
    """
    if not len(reference):
        raise NoReferenceError(
            "This model keeps no human articles of other kinds, so nothing would hold its false positives down; give some as `elsewhere`."
        )
    moved, causes = _moved(model, mine)
    if not causes:
        counts = ", ".join(f"{count} {cause}" for cause, count in mine.frame["cause"].value_counts().items())
        raise TooFewArticlesError(
            f"To move a head, at least {FEWEST} articles of its cause and {FEWEST} human ones are needed; long enough are {counts or 'none'}."
        )
    p_human = human_probabilities(model, mine, _held_out(model, mine))
    human = mine.frame["cause"].eq("human").to_numpy()
    others, accused = p_human_of(log_odds(moved, reference)), p_human_of(log_odds(model, reference)) <= model.thresholds.machine
    allowed = min(int(rate * len(others)), int(accused.sum()))  # no more elsewhere than before
    machine = round(float(max(min(_own_line(p_human[human], rate), np.sort(others)[allowed] - 1e-4), 0.0)), 5)
    note = {
        "articles": {cause: int(count) for cause, count in mine.frame["cause"].value_counts().items()},
        "heads": causes, "rate": rate, "reference": len(reference), "machine_before": model.thresholds.machine, "machine": machine,
    }  # fmt: skip
    about = {name: value for name, value in model.about.items() if name not in _FIGURES_OF_ANOTHER}
    return replace(moved, thresholds=_thresholds(model.thresholds, machine, p_human[~human]), about={**about, "adapted": note})


def _held_out(model: Model, mine: Readings) -> np.ndarray:
    """Return the log-odds of every document from heads that were moved without its fold."""
    folds, found = folds_of(mine.frame), log_odds(model, mine.rows)
    for fold in range(FOLDS):
        here = folds == fold
        if here.any():
            found[here] = log_odds(_moved(model, mine.take(outside(mine.frame, here)))[0], mine.rows[here])
    return found


def human_probabilities(model: Model, readings: Readings, found: np.ndarray) -> np.ndarray:
    """Return the probability of human authorship of each document: its log-odds, joined with its evidence."""
    pairs = zip(found, readings.evidence, strict=True)
    return np.array([join(one, evidence, model.lifts)["human"] for one, evidence in pairs])


def _own_line(p_human: np.ndarray, rate: float) -> float:
    """Return the conformal line for one's own human articles; with too few of them, one that none of them lies below."""
    place = int(rate * (len(p_human) + 1) + 1e-9)
    return float(np.sort(p_human)[max(place, 1) - 1]) - 1e-4


def _thresholds(old: Thresholds, machine: float, p_of_machines: np.ndarray) -> Thresholds:
    """Draw the thresholds: a human verdict for at most one in four of one's own machine texts, as in fitting."""
    narrower = min(1.0, old.machine_short / old.machine) if old.machine > 0 else 1.0
    human = max(old.human, machine, float(np.round(np.quantile(p_of_machines, 0.75), 4)))
    return Thresholds(machine, human, round(machine * narrower, 6), max(old.human_short, human))


def _moved(model: Model, mine: Readings) -> tuple[Model, list[str]]:
    """Move each head that there are enough articles for, and name the causes of those that were."""
    heads, causes = dict(model.heads.heads), []
    human = mine.frame["cause"].eq("human").to_numpy()
    standardised = ((mine.rows - model.heads.mean) * model.heads.scale).astype(np.float64)
    before = log_odds(model, mine.rows)
    for place, cause in enumerate(CAUSES):
        positive, head = mine.frame["cause"].eq(cause).to_numpy(), heads[cause]
        if isinstance(head, Head) and min(positive.sum(), human.sum()) >= FEWEST:
            used = positive | human
            change, shift = _warm_start(standardised[used], before[used, place] + np.log(3), positive[used])
            heads[cause] = _changed(head, change, shift)
            causes.append(cause)
    return replace(model, heads=replace(model.heads, heads=heads)), causes


def _warm_start(columns: np.ndarray, offsets: np.ndarray, positive: np.ndarray) -> tuple[np.ndarray, float]:
    """Fit a logistic regression on top of given log-odds, both sides weighing the same, pulled towards no change.

    Parameters
    ----------
    columns : numpy.ndarray, shape (n_documents, n_features)
        Standardised.
    offsets : numpy.ndarray, shape (n_documents,)
        What the model says, as log-odds for as many machine as human texts.
    positive : numpy.ndarray of bool

    Returns
    -------
    change : numpy.ndarray, shape (n_features,)
    shift : float
    """
    from scipy.optimize import minimize
    from scipy.special import expit

    weights = np.where(positive, 0.5 / positive.sum(), 0.5 / (~positive).sum()) * len(positive)
    signs = np.where(positive, 1.0, -1.0)

    def loss(point: np.ndarray) -> tuple[float, np.ndarray]:
        change = point[:-1]
        margins = signs * (offsets + columns @ change + point[-1])
        slopes = -weights * signs * expit(-margins)
        value = weights @ np.logaddexp(0, -margins) + PULL / 2 * change @ change
        return float(value), np.append(columns.T @ slopes + PULL * change, slopes.sum())

    found: Any = minimize(loss, np.zeros(columns.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return found.x[:-1], float(found.x[-1])


def _changed(head: Head, change: np.ndarray, shift: float) -> Head:
    """Return a head whose log-odds differ by a linear function of the standardised row."""
    slope, intercept = head.calibration
    mixture = head.mixture
    if mixture == 1.0:  # trees alone: make room for a linear part
        mixture, slope = 0.5, 2 * slope
        change = change - slope * (1 - mixture) * head.coefficients
    coefficients = head.coefficients + change / (slope * (1 - mixture))
    return replace(head, coefficients=coefficients.astype(np.float32), mixture=mixture, calibration=(slope, intercept + shift))

"""Recalibration: machine thresholds moved to human articles of one's own, with a promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from detector.markers import Catalogue
from detector.scoring.assessment import Thresholds
from detector.scoring.store import Model
from detector.text import Article
from training.calibrating import MACHINE_RATE
from training.judging import judge


class TooFewError(ValueError):
    """Too few articles for the rate asked for; the message says how many are needed."""


def recalibrate(
    model: Model, human_texts: Sequence[str | Article], rate: float = MACHINE_RATE, *, catalogue: Catalogue | None = None, jobs: int = 1
) -> Model:
    """Move a model's machine thresholds so that human articles like the given ones are seldom accused.

    The line is the conformal quantile: with n scored articles it lies just below the k-th lowest probability of human
    authorship, k being the whole part of ``rate * (n + 1)``. Guarantee: if the articles given and the next one are
    exchangeable (drawn alike, in any order, by human authors), the next one gets a machine verdict with probability at
    most `rate`, whatever the distribution; the probability is over the draw of all n + 1 articles. For one set of n
    the true rate varies around it: its distribution is Beta(k, n + 1 - k). Nothing is promised for other kinds.

    Parameters
    ----------
    model : Model
    human_texts : sequence of str or Article
        Human articles of one's own kind; those on which a detector abstains do not count.
    rate : float
        Share that may be accused, above 0 and below 0.5.
    catalogue : Catalogue, optional
    jobs : int

    Returns
    -------
    Model
        The same heads with other thresholds; ``about["recalibrated"]`` says how it came about.

    Raises
    ------
    TooFewError
        If fewer than ``1 / rate - 1`` articles can be scored, for then no line keeps the promise.
    ValueError
        If the rate is out of range.

    References
    ----------
    Vovk, Gammerman, Shafer, Algorithmic Learning in a Random World, 2005.
    """
    if not 0 < rate < 0.5:
        raise ValueError(f"The rate of false positives has to lie between 0 and 0.5, not at {rate}.")
    judged = judge(model, list(human_texts), catalogue=catalogue, jobs=jobs)
    human = [row[1] for row in judged if row[-1] != "unscored"]
    needed = int(np.ceil(1 / rate - 1e-9)) - 1
    if len(human) < needed:
        raise TooFewError(
            f"{len(human)} of {len(judged)} articles are long enough to be scored; to promise at most {rate:.1%} false positives, "
            f"at least {needed} are needed."
        )
    return move_line(model, human, rate)


def move_line(model: Model, p_human: Sequence[float], rate: float) -> Model:
    """Move a model's machine thresholds to the conformal quantile of the probabilities that it gives to human articles.

    Parameters
    ----------
    model : Model
    p_human : sequence of float
        At least ``1 / rate - 1`` of them.
    rate : float
        See `recalibrate`.
    """
    human = sorted(p_human)
    place = int(rate * (len(human) + 1) + 1e-9)
    old = model.thresholds
    machine = round(min(human[place - 1], 0.5) - 5e-5, 5)  # probabilities are rounded to four digits; below 0 it accuses nobody
    narrower = min(1.0, old.machine_short / old.machine) if old.machine > 0 else 1.0
    thresholds = Thresholds(machine, max(old.human, machine), min(machine, round(machine * narrower, 6)), max(old.human_short, machine))
    note = {"articles": len(human), "rate": rate, "machine_before": old.machine, "machine": machine}
    return replace(model, thresholds=thresholds, about={**model.about, "recalibrated": note})

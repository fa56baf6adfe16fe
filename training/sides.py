"""The two sides of every question: which rows stand on either, and how much each weighs.

Within each topic human and machine weigh the same, so that topic and corpus tell nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

Selection = Callable[[pd.DataFrame], pd.Series]
"""Tells of every row of a frame whether it is meant."""


def of_cause(cause: str) -> Selection:
    """Select the texts of a cause, without leftovers of assistants and near copies of human texts."""
    return lambda frame: frame["cause"].eq(cause) & frame["residue"].eq("") & ~frame["near_copy"]


def _by_hand(frame: pd.DataFrame) -> pd.Series:
    return frame["by_hand"]


DOCUMENTATION = "documentation"
"""The kind of human texts that are there to be learned from (see `training.documentation`): only the table of false positives counts them."""


def originals(frame: pd.DataFrame) -> pd.Series:
    """Select the human texts that are no translations."""
    return frame["cause"].eq("human") & ~frame["by_hand"]


QUESTIONS: dict[str, tuple[Selection, Selection]] = {
    "translated": (of_cause("translated"), of_cause("human")),
    "translated_or_original": (of_cause("translated"), originals),
    "translated_or_by_hand": (of_cause("translated"), _by_hand),
    "spun": (of_cause("spun"), of_cause("human")),
    "llm": (of_cause("llm"), of_cause("human")),
}
"""What the specialists tell apart: the rows of the machine side and those of the other. Machine translation is asked
against English originals and human translations apart, for it differs from them in different ways."""

SPECIALISTS = tuple(QUESTIONS)
"""Their names, in the order of their columns."""

LARGEST_RATIO = 12.0
"""How many times as much a row of one side may weigh as one of the other within a topic: 11 human abstracts do not
outweigh 600 of a machine."""


def balance(frame: pd.DataFrame, positive: np.ndarray) -> np.ndarray:
    """Weigh rows so that neither topic nor corpus tells the answer.

    Within a topic both sides weigh the same, as far as `LARGEST_RATIO` allows, and within a side of it families of corpora
    weigh as the square roots of their sizes, as topics do over all; one that has a single side counts half. Over all, both sides
    weigh the same. To balance families alone is not enough: human abstracts of papers, of which there are few beside many of LLMs, are
    then taken for an LLM's.

    Parameters
    ----------
    frame : DataFrame
        The rows, with ``topic`` and ``family``.
    positive : numpy.ndarray of bool

    Returns
    -------
    numpy.ndarray of float64
        Mean 1.
    """
    rows = pd.DataFrame({"topic": frame["topic"].to_numpy(), "family": frame["family"].to_numpy(), "positive": positive})
    sides = [rows["topic"], rows["positive"]]
    weight = 1 / np.sqrt(rows.groupby(["topic", "family", "positive"])["positive"].transform("size"))
    weight *= np.sqrt(rows.groupby("topic")["positive"].transform("size")) / weight.groupby(sides).transform("sum")
    average = weight.groupby(sides).transform("mean")
    least = average.groupby(rows["topic"]).transform("min")
    weights = (weight * np.minimum(1.0, LARGEST_RATIO * least / average)).to_numpy()
    of_side = np.where(positive, weights[positive].sum(), weights[~positive].sum())
    return np.asarray(weights * 0.5 * len(frame) / of_side)


def cause_rows(frame: pd.DataFrame, cause: str) -> tuple[np.ndarray, np.ndarray]:
    """Tell which rows a head learns from: those of its cause, leftovers and near copies apart, and the human ones."""
    return of_cause(cause)(frame).to_numpy(), frame["cause"].eq("human").to_numpy()

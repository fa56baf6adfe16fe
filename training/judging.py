"""Judging: every document of a frame gets its log-odds, its probability and its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import joblib
import numpy as np
import pandas as pd

from detector.markers import Catalogue
from detector.scoring.assessment import MINIMUM_WORDS, Thresholds, abstention, join, rounded
from detector.scoring.heads import CAUSES
from detector.scoring.store import Model
from detector.text import Article, Document
from training.calibrating import p_human_of
from training.preparing import Features, FittingError, complete

_BATCH = 200


def score(model: Model, frame: pd.DataFrame, *, catalogue: Catalogue | None = None, jobs: int = 1) -> pd.DataFrame:
    """Judge the documents of a frame.

    Parameters
    ----------
    model : Model
    frame : DataFrame
        See `training.evaluate`.
    catalogue : Catalogue, optional
    jobs : int

    Returns
    -------
    DataFrame
        The frame's columns without its texts, and ``words``, ``p_human``, log-odds of each cause against human
        authorship, and the ``verdict``. Documents on which a detector abstains are left out.

    Raises
    ------
    FittingError
        If it abstains on all of them, or the frame lacks what is needed.
    """
    frame = complete(frame)
    rows = judge(model, frame["text"].tolist(), catalogue=catalogue, jobs=jobs)
    found = pd.DataFrame(rows, columns=["words", "p_human", *CAUSES, "verdict"], index=frame.index)
    scored = found["verdict"].ne("unscored")
    if not scored.any():
        raise FittingError(f"None of the {len(frame):,} texts is in English and of {MINIMUM_WORDS} words or more: there is nothing to judge.")
    return pd.concat([frame.drop(columns="text"), found], axis=1)[scored].reset_index(drop=True)


def judge(model: Model, texts: Sequence[str | Article], *, catalogue: Catalogue | None = None, jobs: int = 1) -> list[tuple[Any, ...]]:
    """Return words, probability of human authorship, the log-odds of each cause and the verdict of each text."""
    catalogue = catalogue if catalogue is not None else Catalogue.load()
    batches = [texts[first : first + _BATCH] for first in range(0, len(texts), _BATCH)]
    if jobs == 1 or len(batches) < 2:
        parts = [_judge(model, catalogue, batch) for batch in batches]
    else:
        parts = joblib.Parallel(n_jobs=jobs)(joblib.delayed(_judge)(model, catalogue, batch) for batch in batches)
    return [row for part in parts for row in part]


def _judge(model: Model, catalogue: Catalogue, texts: Sequence[str | Article]) -> list[tuple[Any, ...]]:
    return [_judge_one(model, catalogue, Document(text)) for text in texts]


def _judge_one(model: Model, catalogue: Catalogue, document: Document) -> tuple[Any, ...]:
    if abstention(document):
        return (document.word_count, float("nan"), *[float("nan")] * len(CAUSES), "unscored")
    evidence = catalogue.find(document)
    log_odds = model.heads.log_odds(model.heads.read(document, evidence))
    exact = join(log_odds, evidence, model.lifts)
    human = rounded(exact)["human"]
    verdict = model.thresholds.verdict(human, document.word_count)
    if verdict == "machine":
        verdict = max(CAUSES, key=lambda cause: exact[cause])
    return (document.word_count, human, *(float(np.log(exact[cause] / exact["human"])) for cause in CAUSES), verdict)


def with_verdicts(log_odds: np.ndarray, features: Features, thresholds: Thresholds) -> pd.DataFrame:
    """Return what `score` returns, from log-odds that evidence has been joined with already.

    Parameters
    ----------
    log_odds : numpy.ndarray, shape (n_documents, 3)
    features : Features
    thresholds : Thresholds
    """
    human = np.round(p_human_of(log_odds), 4)
    verdicts = np.array([thresholds.verdict(value, words) for value, words in zip(human.tolist(), features.lengths.tolist(), strict=True)])
    verdicts = np.where(verdicts == "machine", np.array(CAUSES)[log_odds.argmax(axis=1)], verdicts)
    columns = {"words": features.lengths, "p_human": human, **dict(zip(CAUSES, log_odds.T, strict=True)), "verdict": verdicts}
    return pd.concat([features.frame.drop(columns="text"), pd.DataFrame(columns, index=features.frame.index)], axis=1)

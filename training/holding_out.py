"""Holding out: what specialists and heads that have not seen a document, or another version of its source, say of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import joblib
import numpy as np

from detector.features.fluency import LanguageModels
from detector.features.ngrams import Vocabulary
from detector.scoring.heads import CAUSES, WORDS_IN_NGRAMS, answers_to
from training.calibrating import SURE, calibrate, choose_squeezes
from training.heads import Moments, column_names, dense_rows, fit_head, raw_scores
from training.passages import PassageRows, draw_passages
from training.preparing import Features
from training.sides import SPECIALISTS, balance, cause_rows
from training.specialists import answers, count_registers, fit_specialists
from training.splits import FOLDS, outside


@dataclass(frozen=True)
class HeldOut:
    """What is known of every document from models that have not seen its group.

    Attributes
    ----------
    rows : numpy.ndarray of float32, shape (n_documents, n_columns)
        Dense rows with the answers of specialists of other folds.
    names : tuple of str
        Names of the columns.
    moments : Moments
    log_odds : numpy.ndarray, shape (n_documents, 3)
        From heads of other folds.
    calibrations : dict of str to tuple of float
        Slope and intercept by cause.
    passages : PassageRows
    """

    rows: np.ndarray
    names: tuple[str, ...]
    moments: Moments
    log_odds: np.ndarray
    calibrations: dict[str, tuple[float, float]]
    passages: PassageRows


def hold_out(
    features: Features, *, seed: int, jobs: int, trees: int = 0, progress: Callable[[str], None] = lambda message: None
) -> HeldOut:  # fmt: skip
    """Judge every document by specialists and heads that have not seen its group."""
    progress("Asking specialists about documents they have not seen.")
    answered, passages = held_out_answers(features, seed, jobs)
    rows = dense_rows(features, answered)
    moments = Moments.of(rows)
    progress("Calibrating on documents the heads have not seen.")
    log_odds, calibrations = held_out_log_odds(rows, features, moments, seed, jobs, trees)
    return HeldOut(rows, column_names(), moments, log_odds, calibrations, passages)


def held_out_answers(features: Features, seed: int, jobs: int) -> tuple[np.ndarray, PassageRows]:
    """Answer for every document, and for some passages, with specialists and language models that have not seen its group."""
    folds = features.frame["fold"].to_numpy()
    parts = joblib.Parallel(n_jobs=jobs)(joblib.delayed(_answers_of_fold)(features, fold, seed) for fold in range(FOLDS))
    result = np.zeros((len(folds), parts[0][0].shape[1]), dtype=np.float32)
    for fold, (part, _) in enumerate(parts):
        result[folds == fold] = part
    passages = [rows for _, rows in parts]
    return result, PassageRows(np.vstack([rows.answers for rows in passages]), np.concatenate([rows.documents for rows in passages]))


def _answers_of_fold(features: Features, fold: int, seed: int) -> tuple[np.ndarray, PassageRows]:
    folds = features.frame["fold"].to_numpy()
    allowed = outside(features.frame, folds == fold)
    words, classes = fit_specialists(features, allowed, seed)
    models = count_registers(features, allowed)
    documents, passages = draw_passages(features, folds == fold, seed)
    asked = (words, Vocabulary(features.vocabulary).classes_beyond(WORDS_IN_NGRAMS)), (classes, features.word_classes)
    said = answers_to(passages, asked, models) if passages else np.zeros((0, 2 * len(SPECIALISTS) + len(LanguageModels.names)), dtype=np.float32)
    return answers(features, words, classes, models, np.flatnonzero(folds == fold)), PassageRows(said, documents)


def held_out_log_odds(
    rows: np.ndarray, features: Features, moments: Moments, seed: int, jobs: int = 1, trees: int = 0
) -> tuple[np.ndarray, dict[str, tuple[float, float]]]:
    """Return log-odds of every document from heads that have not seen its fold, and the calibration they gave.

    Parameters
    ----------
    rows : numpy.ndarray, shape (n_documents, n_columns)
        Dense rows from specialists that have not seen the fold either.
    features : Features
    moments : Moments
    seed, jobs, trees : int

    Returns
    -------
    log_odds : numpy.ndarray, shape (n_documents, 3)
    calibrations : dict
        Slope and intercept of each cause.
    """
    frame = features.frame
    work = (joblib.delayed(_scores_of_fold)(rows, features, fold, moments, seed, trees) for fold in range(FOLDS))
    scores = sum(joblib.Parallel(n_jobs=jobs)(work))
    found = [calibrate(scores[:, place], frame, *cause_rows(frame, cause)) for place, cause in enumerate(CAUSES)]
    log_odds = scores * [slope for slope, _ in found] + [intercept for _, intercept in found]
    chosen = choose_squeezes(log_odds, features)
    calibrations = {
        cause: (slope * factor, SURE + (intercept - SURE) * factor)
        for cause, (slope, intercept), factor in zip(CAUSES, found, chosen, strict=True)
    }
    return SURE + (log_odds - SURE) * chosen, calibrations


def _scores_of_fold(rows: np.ndarray, features: Features, fold: int, moments: Moments, seed: int, trees: int) -> np.ndarray:
    """Return the uncalibrated scores of a fold's documents by heads that have not seen it, 0 for all others."""
    frame = features.frame
    held_out = frame["fold"].to_numpy() == fold
    allowed = outside(frame, held_out)
    learned = _rows_to_learn_from(rows, features, allowed) if held_out.any() else rows
    scores = np.zeros((len(rows), len(CAUSES)))
    for place, cause in enumerate(CAUSES):
        positive, negative = cause_rows(frame, cause)
        used = np.flatnonzero((positive | negative) & allowed)
        if held_out.any() and positive[used].any() and not positive[used].all():
            weights = balance(frame.iloc[used], positive[used])
            head = fit_head(learned[used], column_names(), cause, positive[used], weights, moments, seed, trees)
            scores[held_out, place] = raw_scores(head, rows[held_out], moments)
    return scores


def _rows_to_learn_from(rows: np.ndarray, features: Features, allowed: np.ndarray) -> np.ndarray:
    """Return dense rows as heads meet them in fitting: their language models know the corpus of a row, but not its source.

    Only where folds are whole corpora does that differ from the rows that are given.
    """
    frame = features.frame
    if "fold_of_source" not in frame:
        return rows
    learned, columns = rows.copy(), [name.startswith("fluency:") for name in column_names()]
    for fold in range(FOLDS):
        here = frame["fold_of_source"].eq(fold).to_numpy()
        models = count_registers(features, allowed & ~here)
        places = np.flatnonzero(here & allowed)
        learned[np.ix_(places, np.flatnonzero(columns))] = models.measure([features.codes[place] for place in places])
    return learned

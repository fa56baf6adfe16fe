"""Specialists and language models: what is fitted to the n-grams themselves and answers for a document."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from scipy import sparse

from detector.features.fluency import REGISTERS, LanguageModels
from detector.scoring.heads import CAUSES, Specialists
from training.preparing import SIZES, Features
from training.sides import QUESTIONS, SPECIALISTS, Selection, balance, of_cause, originals

LARGEST_FIT = 60_000
"""Rows that one specialist is fitted to, at most: more take memory and time."""


def fit_linear(
    matrix: sparse.csr_matrix, frame: pd.DataFrame, positive: np.ndarray, allowed: np.ndarray, seed: int
) -> tuple[np.ndarray, float]:
    """Fit a linear model to rows of n-grams, both sides balanced.

    Parameters
    ----------
    matrix : scipy.sparse.csr_matrix, shape (n_documents, n_columns)
    frame : DataFrame
    positive : numpy.ndarray of bool
        The machine side.
    allowed : numpy.ndarray of bool
        The rows of both sides to learn from.
    seed : int

    Returns
    -------
    weights : numpy.ndarray of float32, shape (n_columns,)
    intercept : float
    """
    from sklearn.svm import LinearSVC

    rows = np.flatnonzero(allowed)
    if not positive[rows].any() or positive[rows].all():
        return np.zeros(matrix.shape[1], dtype=np.float32), 0.0
    if len(rows) > LARGEST_FIT:
        rows = np.sort(np.random.default_rng(seed).choice(rows, LARGEST_FIT, replace=False))
    model = LinearSVC(C=0.3, max_iter=30, random_state=seed % 2**31)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Liblinear failed to converge")  # stopping early regularises
        model.fit(matrix[rows], positive[rows], balance(frame.iloc[rows], positive[rows]))
    return model.coef_[0].astype(np.float16).astype(np.float32), float(np.float32(model.intercept_[0]))


def fit_specialists(features: Features, allowed: np.ndarray, seed: int) -> tuple[Specialists, Specialists]:
    """Fit the specialists over words and over word classes to the allowed rows.

    Parameters
    ----------
    features : Features
    allowed : numpy.ndarray of bool
    seed : int
    """
    return _fit_all(features.words, features, allowed, seed), _fit_all(features.classes, features, allowed, seed)


def _fit_all(matrix: sparse.csr_matrix, features: Features, allowed: np.ndarray, seed: int) -> Specialists:
    fitted = [_fit_specialist(matrix, features.frame, QUESTIONS[name], allowed, seed) for name in SPECIALISTS]
    weights = np.ascontiguousarray(np.stack([weights for weights, _ in fitted], axis=1))
    return Specialists(SPECIALISTS, SIZES, weights, np.array([intercept for _, intercept in fitted], dtype=np.float32))


def _fit_specialist(
    matrix: sparse.csr_matrix, frame: pd.DataFrame, question: tuple[Selection, Selection], allowed: np.ndarray, seed: int
) -> tuple[np.ndarray, float]:
    positive, negative = (side(frame).to_numpy() for side in question)
    return fit_linear(matrix, frame, positive, (positive | negative) & allowed, seed)


def count_registers(features: Features, allowed: np.ndarray) -> LanguageModels:
    """Count the words and pairs of the allowed rows for the language models.

    Parameters
    ----------
    features : Features
    allowed : numpy.ndarray of bool
    """
    sides = {"human": originals(features.frame), **{cause: of_cause(cause)(features.frame) for cause in CAUSES}}
    registers = [sides[name].to_numpy() & allowed for name in REGISTERS]
    return LanguageModels.count(features.codes, registers, len(features.word_classes))


def answers(
    features: Features, words: Specialists, classes: Specialists, models: LanguageModels, rows: np.ndarray
) -> np.ndarray:  # fmt: skip
    """Return the part of the dense rows that is learned: the answers of specialists and of language models."""
    return np.hstack(
        [
            features.words[rows] @ words.weights + words.intercepts,
            features.classes[rows] @ classes.weights + classes.intercepts,
            models.measure([features.codes[row] for row in rows]),
        ]
    ).astype(np.float32)

"""Heads: from a document's features to the log-odds of each cause against human authorship.

Specialists, linear models over hashed n-grams of words and of word classes, each answer a narrow question (machine
translation against English originals, LLM text against human text, ...). Their answers stand beside what language
models say, style and marker rates in one dense row, from which each head, a linear model and optionally boosted
trees, gives calibrated log-odds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detector.features.fluency import LanguageModels
from detector.features.marker_rates import MarkerRates, marker_rates
from detector.features.ngrams import Vocabulary, distinct, word_ngrams_of_all
from detector.features.style import Style
from detector.markers import Evidence
from detector.scoring.estimators import EstimatorHead
from detector.text import Document

CAUSES = ("translated", "spun", "llm")

WORDS_IN_NGRAMS = 2000
"""Words that keep their identity in n-grams; the others are known to word classes, language models and the ranking by
frequency only. With many more, specialists learn the topics of their corpora and the words of one spinner."""


@dataclass(frozen=True)
class Specialists:
    """Linear models over one kind of hashed n-grams, evaluated together.

    Attributes
    ----------
    names : tuple of str
        What each one tells apart.
    sizes : tuple of int
        Lengths of the n-grams.
    weights : numpy.ndarray of float32, shape (2**bits, n_specialists)
    intercepts : numpy.ndarray of float32, shape (n_specialists,)
    """

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    weights: np.ndarray
    intercepts: np.ndarray

    @property
    def bits(self) -> int:
        """Buckets are ``0 .. 2**bits - 1``."""
        return int(self.weights.shape[0]).bit_length() - 1

    def buckets(self, texts: Sequence[np.ndarray]) -> list[list[np.ndarray]]:
        """Return the buckets of each text by position, one array per n-gram size, from the codes of its tokens."""
        return word_ngrams_of_all(texts, self.sizes, self.bits)

    def scores(self, buckets: Sequence[np.ndarray]) -> np.ndarray:
        """Return each specialist's score of a whole text: every bucket present counts once, rows have length 1."""
        present = distinct(np.concatenate(buckets))
        if not len(present):
            return self.intercepts
        # one row after the other, like `numpy.add.reduce`, but faster for so few columns
        summed = np.einsum("ij->j", self.weights.take(present, axis=0))
        return summed / np.float32(np.sqrt(len(present))) + self.intercepts


@dataclass(frozen=True)
class Forest:
    """Boosted trees as flat arrays.

    Attributes
    ----------
    roots : numpy.ndarray of int32
        First node of each tree.
    feature : numpy.ndarray of int16
        Column that a node looks at; a leaf points to itself.
    threshold : numpy.ndarray of float32
        A value up to this goes left.
    left, right : numpy.ndarray of int32
    value : numpy.ndarray of float32
        What a leaf adds.
    depth : int
        Steps from a root to its deepest leaf.
    baseline : float
    """

    roots: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    value: np.ndarray
    depth: int
    baseline: float

    def score(self, row: np.ndarray) -> float:
        """Return the sum of the leaves that a dense row falls into."""
        nodes = self.roots
        for _ in range(self.depth):
            nodes = np.where(row[self.feature[nodes]] <= self.threshold[nodes], self.left[nodes], self.right[nodes])
        return self.baseline + float(self.value[nodes].sum(dtype=np.float64))


@dataclass(frozen=True)
class Head:
    """One cause against human authorship.

    Attributes
    ----------
    forest : Forest or None
    coefficients : numpy.ndarray of float32, shape (n_features,)
        Linear part, over standardised columns.
    intercept : float
    mixture : float
        Weight of the trees; the linear part has the rest.
    calibration : tuple of float
        Slope and intercept that turn the mixture into log-odds.
    """

    forest: Forest | None
    coefficients: np.ndarray
    intercept: float
    mixture: float
    calibration: tuple[float, float]

    def raw(self, row: np.ndarray, standardised: np.ndarray) -> float:
        """Return the uncalibrated score of a dense row."""
        linear = float(np.multiply(standardised, self.coefficients).sum(dtype=np.float64)) + self.intercept
        trees = self.forest.score(row) if self.forest is not None else 0.0
        return self.mixture * trees + (1 - self.mixture) * linear

    def log_odds(self, row: np.ndarray, standardised: np.ndarray) -> float:
        """Return the calibrated log-odds of the cause against human authorship."""
        slope, intercept = self.calibration
        return slope * self.raw(row, standardised) + intercept


PASSAGE = 120
"""Tokens of a passage that is judged by itself, marks included: about 100 words. Of 60 tokens too little can be said."""


@dataclass(frozen=True)
class Passages:
    """Linear models that judge a passage by the answers of specialists and language models.

    Attributes
    ----------
    weights : numpy.ndarray of float32, shape (n_answers, 3)
        A column for each of `CAUSES`.
    intercepts : numpy.ndarray of float32, shape (3,)
    """

    weights: np.ndarray
    intercepts: np.ndarray

    def probabilities(self, answers: np.ndarray) -> np.ndarray:
        """Return how likely each passage is of each cause rather than human, where both are as common; shape (n_passages, 3).

        Parameters
        ----------
        answers : numpy.ndarray, shape (n_passages, n_answers)
            See `answers_to`.
        """
        return np.asarray(1 / (1 + np.exp(-np.clip(answers @ self.weights + self.intercepts, -30, 30))))


def passages_around(sentences: np.ndarray, length: int) -> list[tuple[int, int]]:
    """Return the passage that surrounds each sentence: `PASSAGE` tokens, or the sentence where it is longer.

    Parameters
    ----------
    sentences : numpy.ndarray of int, shape (n_sentences, 2)
        First token and past the last one of each.
    length : int
        Tokens of the text.

    Examples
    --------
    >>> passages_around(np.array([[0, 20], [300, 320], [380, 400]]), 400)
    [(0, 120), (250, 370), (280, 400)]
    """
    first = np.clip((sentences[:, 0] + sentences[:, 1] - PASSAGE) // 2, 0, max(length - PASSAGE, 0))
    low = np.minimum(first, sentences[:, 0])
    high = np.maximum(np.minimum(first + PASSAGE, length), sentences[:, 1])
    return list(zip(low.tolist(), high.tolist(), strict=True))


def answers_to(
    codes: Sequence[np.ndarray], asked: Sequence[tuple[Specialists, np.ndarray]], language_models: LanguageModels
) -> np.ndarray:  # fmt: skip
    """Return what specialists and language models say of texts, shape (n_texts, n_answers).

    Parameters
    ----------
    codes : sequence of numpy.ndarray of int
        Codes of the tokens of each text.
    asked : sequence of (Specialists, numpy.ndarray)
        With what they know each code as.
    language_models : LanguageModels
    """
    said = [
        np.array([specialists.scores(found) for found in specialists.buckets([table[code] for code in codes])])
        for specialists, table in asked
    ]
    return np.hstack([*said, language_models.measure(codes)]).astype(np.float32)


@dataclass(frozen=True)
class Heads:
    """Specialists and the heads that listen to them.

    Attributes
    ----------
    words : list of str
        The vocabulary, commonest word first.
    word_classes : numpy.ndarray of int32, shape (n_codes,)
        The class of each code of the vocabulary: the commonest words are classes of their own, the others stand
        with those that keep the same company.
    language_models : LanguageModels
    word_specialists, class_specialists : Specialists
        Over n-grams of words and of their classes.
    mean, scale : numpy.ndarray of float32
        Standardisation of the dense row for the linear parts.
    heads : mapping of str to Head or EstimatorHead
        By cause.
    passages : Passages
        What judges a passage by itself.
    """

    words: list[str]
    word_classes: np.ndarray
    language_models: LanguageModels
    word_specialists: Specialists
    class_specialists: Specialists
    mean: np.ndarray
    scale: np.ndarray
    heads: Mapping[str, Head | EstimatorHead]
    passages: Passages

    @cached_property
    def _style(self) -> Style:
        return Style(self.words)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return self._style.vocabulary_

    @cached_property
    def _classes(self) -> np.ndarray:
        return self._vocabulary.classes_beyond(WORDS_IN_NGRAMS)

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the dense columns, in order."""
        return dense_names(self.word_specialists.names, self.class_specialists.names)

    @property
    def _asked(self) -> tuple[tuple[Specialists, np.ndarray], ...]:
        return (self.word_specialists, self._classes), (self.class_specialists, self.word_classes)

    def read(self, document: Document, evidence: Sequence[Evidence]) -> np.ndarray:
        """Turn one document into its dense row.

        Parameters
        ----------
        document : Document
        evidence : sequence of Evidence
            What the catalogue found in it.

        Returns
        -------
        numpy.ndarray of float32
            In the order of `feature_names`.
        """
        return np.asarray(self.read_all([document], [evidence])[0])

    def read_all(self, documents: Sequence[Document], evidence: Sequence[Sequence[Evidence]]) -> np.ndarray:
        """Turn documents into their dense rows; together they take less time, and each has the row it has alone.

        Parameters
        ----------
        documents : sequence of Document
        evidence : sequence of sequence of Evidence
            What the catalogue found in each.

        Returns
        -------
        numpy.ndarray of float32, shape (n_documents, n_columns)
        """
        if not documents:
            return np.zeros((0, len(self.feature_names)), dtype=np.float32)
        codes = [self._vocabulary.body_codes(document) for document in documents]
        answers = answers_to(codes, self._asked, self.language_models)
        rates = [marker_rates(found, document.word_count) for document, found in zip(documents, evidence, strict=True)]
        lengths = np.log([[max(document.word_count, 1)] for document in documents])
        return np.hstack([answers, self._style.measure(documents, codes), rates, lengths]).astype(np.float32)

    def passage_probabilities(self, document: Document) -> np.ndarray:
        """Return, for each sentence, how likely the passage around it is of each of `CAUSES` rather than human.

        Parameters
        ----------
        document : Document

        Returns
        -------
        numpy.ndarray, shape (n_sentences, 3)
            Each cause against human authorship alone, so they do not sum to 1; 0 for a sentence outside the body.
        """
        spans = document.sentence_tokens
        if not len(spans):
            return np.zeros((0, len(CAUSES)))
        body = np.concatenate([[0], np.cumsum(document.is_body)])[spans]
        codes = self._vocabulary.body_codes(document)
        passages = [codes[first:past] for first, past in passages_around(body, len(codes))]
        found = self.passages.probabilities(answers_to(passages, self._asked, self.language_models))
        found[body[:, 0] == body[:, 1]] = 0.0
        return found

    def log_odds(self, row: np.ndarray) -> np.ndarray:
        """Return the log-odds of each of `CAUSES` against human authorship for a dense row."""
        standardised = (row - self.mean) * self.scale
        return np.array([self.heads[cause].log_odds(row, standardised) for cause in CAUSES])


def dense_names(words: Sequence[str], classes: Sequence[str]) -> tuple[str, ...]:
    """Name the columns of the dense row.

    Parameters
    ----------
    words, classes : sequence of str
        Names of the specialists over words and over word classes.
    """
    return (
        *(f"words:{name}" for name in words),
        *(f"classes:{name}" for name in classes),
        *(f"fluency:{name}" for name in LanguageModels.names),
        *(f"style:{name}" for name in Style.names),
        *(f"markers:{name}" for name in MarkerRates.names),
        "log_words",
    )

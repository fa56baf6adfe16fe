"""Heads: from a document's features to the log-odds of each cause against human authorship.

Specialists, linear models over hashed n-grams of words and of word classes, each answer a narrow question (machine
translation against English originals, LLM text against human text, ...). Their answers stand beside what language
models say, style and marker rates in one dense row, from which each head, a linear model and optionally boosted
trees, gives calibrated log-odds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
frequency only. With 8,000 the specialist of spun text loses .02 AUROC on simulators and corpora it has not seen, the others
nothing and gain nothing."""


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
        # one row after the other, like `numpy.add.reduce`, of which it is a third of the time for so few columns
        summed = np.einsum("ij->j", self.weights.take(present, axis=0))
        return summed / np.float32(np.sqrt(len(present))) + self.intercepts

    def sentence_scores(self, buckets: Sequence[np.ndarray], starts: np.ndarray) -> np.ndarray:
        """Return each specialist's score of each sentence, shape (n_sentences, n_specialists).

        Parameters
        ----------
        buckets : sequence of numpy.ndarray
            Buckets by position, one array per n-gram size; an n-gram belongs to the sentence it begins in.
        starts : numpy.ndarray of int
            The sentences' first positions, rising from 0.
        """
        length = len(buckets[0])
        summed = np.zeros((length, len(self.names)), dtype=np.float32)
        for found in buckets:
            summed[: len(found)] += self.weights[found]
        counts = np.diff(np.append(starts, length))
        return np.add.reduceat(summed, starts, axis=0) / np.sqrt(np.maximum(counts * len(self.sizes), 1))[:, None]


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


@dataclass(frozen=True)
class Reading:
    """What the features and specialists say of one document.

    Attributes
    ----------
    row : numpy.ndarray of float32
        The dense row, in the order of `Heads.feature_names`.
    buckets : list of numpy.ndarray
        Word n-grams by position, one array per size; `Heads.sentence_scores` reads them.
    """

    row: np.ndarray
    buckets: list[np.ndarray]


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
    """

    words: list[str]
    word_classes: np.ndarray
    language_models: LanguageModels
    word_specialists: Specialists
    class_specialists: Specialists
    mean: np.ndarray
    scale: np.ndarray
    heads: Mapping[str, Head | EstimatorHead] = field(default_factory=dict)

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

    def read(self, document: Document, evidence: Sequence[Evidence]) -> Reading:
        """Turn one document into its dense row.

        Parameters
        ----------
        document : Document
        evidence : sequence of Evidence
            What the catalogue found in it.
        """
        return self.read_all([document], [evidence])[0]

    def read_all(self, documents: Sequence[Document], evidence: Sequence[Sequence[Evidence]]) -> list[Reading]:
        """Turn documents into their dense rows; together they take less time, and each has the row it has alone.

        Parameters
        ----------
        documents : sequence of Document
        evidence : sequence of sequence of Evidence
            What the catalogue found in each.
        """
        codes = [self._vocabulary.codes(document.body_words) for document in documents]
        words = self.word_specialists.buckets([self._classes[found] for found in codes])
        classes = self.class_specialists.buckets([self.word_classes[found] for found in codes])
        fluency = self.language_models.measure(codes)
        styles = self._style.measure(documents, codes)
        return [self._reading(*of_one) for of_one in zip(documents, evidence, words, classes, fluency, styles, strict=True)]

    def _reading(
        self,
        document: Document,
        evidence: Sequence[Evidence],
        words: list[np.ndarray],
        classes: list[np.ndarray],
        fluency: np.ndarray,
        style: np.ndarray,
    ) -> Reading:
        scores = [self.word_specialists.scores(words), self.class_specialists.scores(classes)]
        rates = marker_rates(evidence, document.word_count)
        length = np.float32(np.log(max(document.word_count, 1)))
        return Reading(np.concatenate([*scores, fluency, style, rates, [length]]).astype(np.float32), words)

    def sentence_scores(self, document: Document, reading: Reading) -> np.ndarray:
        """Return the word specialists' scores of each sentence, shape (n_sentences, n_specialists); not calibrated."""
        starts = sentence_starts(document, len(reading.buckets[0]))
        return self.word_specialists.sentence_scores(reading.buckets, starts)

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


def sentence_starts(document: Document, length: int) -> np.ndarray:
    """Return where each sentence begins among the body's tokens, rising from 0."""
    before = np.concatenate([[0], np.cumsum(document.is_body)])
    starts = before[document.sentence_tokens[:, 0]] if len(document.sentence_tokens) else np.zeros(1, dtype=np.int64)
    starts = starts[(starts < max(length, 1))]
    return np.concatenate([[0], starts[1:]]).astype(np.int64)

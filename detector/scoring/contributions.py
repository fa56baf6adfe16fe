"""What weighed most in a head's answer: exact shares of its log-odds, in words.

A head is a linear model and boosted trees. Against the average article of the training the share of each column is
its Shapley value, which both parts give exactly: for a linear model weight times difference, for a tree a sum over
its leaves. The shares add up to how far the head's log-odds lie from those of the average article.

References
----------
Lundberg et al., From local explanations to global understanding with explainable AI for trees, 2020
(interventional values, here with one reference).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import factorial

import numpy as np

from detector.features.style import WORD_CLASSES
from detector.markers import Evidence
from detector.scoring.estimators import EstimatorHead
from detector.scoring.heads import CAUSES, Forest, Head, Heads
from detector.text import Document

_WORDING = {
    "translated": "Wording as in machine translation",
    "spun": "Wording as in spun texts",
    "llm": "Wording as in LLM texts",
}
_PLAIN = {
    "comma": "Commas", "full_stop": "Full stops", "semicolon": "Semicolons", "colon": "Colons", "dash": "Dashes",
    "bracket": "Brackets", "question": "Question marks", "exclamation": "Exclamation marks", "quote": "Quotation marks",
    "apostrophe": "Loose apostrophes", "ellipsis": "Ellipses", "percent": "Percentages", "currency": "Sums of money",
    "nominalisation": "Nouns made of verbs (“-tion”, “-ment”)", "adverb": "Adverbs in “-ly”", "participle": "Words in “-ing”",
    "past": "Words in “-ed”", "adjective": "Adjectives in “-ous”, “-ive”, “-able”", "plural": "Words in “-s”", "possessive": "Possessives",
    "of_the": "“of the”", "in_the": "“in the”", "to_be": "“to be”", "expanded_negative": "“did not” rather than “didn't”",
    "expanded_pronoun": "“it is” rather than “it's”", "passive": "Passives", "perfect": "Perfect tenses", "progressive": "“was doing” forms",
    "comma_and": "A comma before “and”", "comma_which": "A comma before “which”", "comma_participle": "A comma before “-ing”",
    "comma_quote": "A comma before a quotation mark", "the_ing": "“the” before “-ing”", "nominal_of": "“the …tion of”",
    "to_adverb": "Split infinitives", "infinitive_of_purpose": "“…tion to”", "that_pronoun": "“that it”, “that he”",
    "said_that": "“said that”", "stop_the": "Sentences that open with “The”", "stop_pronoun": "Sentences that open with a pronoun",
    "stop_but": "Sentences that open with “But” or “And”", "stop_in": "Sentences that open with “In” or “At”",
    "stop_connective": "Sentences that open with “However”", "stop_this": "Sentences that open with “This”",
    "in_order": "“in order to”, “in addition”", "as_well": "“as well”", "such_as": "“such as”",
    "sentence_length": "Length of sentences", "sentence_spread": "Variety in the length of sentences",
    "sentence_change": "Change of length from sentence to sentence", "short_sentences": "Short sentences", "long_sentences": "Long sentences",
    "longest": "The longest sentence against the others", "shortest": "The shortest sentence against the others",
    "word_length": "Length of words", "word_length_spread": "Variety in the length of words", "long_words": "Long words",
    "distinct_50": "Different words in a paragraph", "distinct_200": "Different words in a page", "repeated_near": "Words repeated soon",
    "unknown": "Rare words and names", "unknown_lower": "Rare words", "mean_log_rank": "Rarity of the words",
    "quoted": "Share of the text in quotation marks", "quotations": "Quotations", "opening_variety": "Variety in how sentences open",
    "log_words": "Length of the article",
}  # fmt: skip

_FLUENCY = {
    "commonness": "Common words", "rare_words": "Words that hardly stand anywhere", "fluency": "Words that their neighbours expect",
    "fluency_spread": "Changes between expected and unexpected words", "cohesion": "Words that go together",
    "cohesion_spread": "Changes between words that go together and others", "pairs_at_odds": "Neighbours that seldom stand together",
    "odd_uncommon_words": "Uncommon words in unlikely company",
}  # fmt: skip

UNEXPLAINED = "Judged by a classifier of one's own, which does not explain itself"
"""What stands for the shares of a head whose inside is not known."""

_SUBJECTS = ("Wording", "Signs")
"""Beginnings of what several columns share, where more or less says nothing."""


@dataclass(frozen=True)
class Contribution:
    """One share in a head's answer.

    Attributes
    ----------
    words : str
        What was seen, in words.
    value : float
        Log-odds; above zero it speaks for the head's cause, below for a human author.
    """

    words: str
    value: float


@dataclass(frozen=True)
class Leaves:
    """The leaves of a forest, each with the interval that its path leaves to every column on it.

    Attributes
    ----------
    value : numpy.ndarray, shape (n_leaves,)
    feature, low, high : numpy.ndarray, shape (n_leaves, most columns on a path)
        A leaf is reached where ``low < row[feature] <= high`` throughout; a short path is filled up with
        intervals that hold everything.
    """

    value: np.ndarray
    feature: np.ndarray
    low: np.ndarray
    high: np.ndarray


def in_words(feature: str) -> str:
    """Return what a column of the dense row measures, in words; columns of one subject share theirs.

    Parameters
    ----------
    feature : str
        One of `Heads.feature_names`.

    Examples
    --------
    >>> in_words("words:llm") == in_words("fluency:pairs_as_llm_spread") == "Wording as in LLM texts"
    True
    >>> in_words("style:connective")
    'Words like “however”, “moreover”, “furthermore”'
    """
    kind, _, name = feature.partition(":")
    if kind in ("words", "classes"):
        return next((words for cause, words in _WORDING.items() if name.startswith(cause)), f"Wording ({name})")
    if kind == "fluency":
        return _FLUENCY.get(name) or _WORDING[name.split("_")[2]]
    if kind == "markers":
        return "Signs listed in the catalogue"
    name = name or kind
    if name in _PLAIN:
        return _PLAIN[name]
    if name.startswith("rank_below_"):
        return f"Words among the {int(name.removeprefix('rank_below_')):,} commonest"
    listed = WORD_CLASSES.get(name, "").split()
    if not listed:
        return name.replace("_", " ").capitalize()
    quoted = ", ".join(f"“{word}”" for word in listed[:3])
    return f"The word {quoted}" if len(listed) == 1 else f"Words like {quoted}"


def _paths(forest: Forest) -> Iterator[tuple[float, dict[int, tuple[float, float]]]]:
    """Yield each leaf's value with the interval of every column on its path."""
    for root in forest.roots.tolist():
        pending: list[tuple[int, dict[int, tuple[float, float]]]] = [(root, {})]
        while pending:
            node, path = pending.pop()
            if forest.left[node] == node:
                yield float(forest.value[node]), path
                continue
            column, threshold = int(forest.feature[node]), float(forest.threshold[node])
            low, high = path.get(column, (-np.inf, np.inf))
            pending.append((int(forest.left[node]), {**path, column: (low, min(high, threshold))}))
            pending.append((int(forest.right[node]), {**path, column: (max(low, threshold), high)}))


def leaves_of(forest: Forest) -> Leaves:
    """Tabulate the leaves of a forest.

    Parameters
    ----------
    forest : Forest
    """
    found = list(_paths(forest))
    shape = (len(found), max((len(path) for _, path in found), default=0))
    feature, low, high = np.zeros(shape, dtype=np.int64), np.full(shape, -np.inf), np.full(shape, np.inf)
    for leaf, (_, path) in enumerate(found):
        for place, (column, interval) in enumerate(path.items()):
            feature[leaf, place] = column
            low[leaf, place], high[leaf, place] = interval
    return Leaves(np.array([value for value, _ in found]), feature, low, high)


def _share_table(width: int) -> np.ndarray:
    """Return ``(n - 1)! m! / (n + m)!`` for n of the one side and m of the other."""
    table = np.zeros((width + 1, width + 1))
    for n in range(1, width + 1):
        for m in range(width + 1):
            table[n, m] = factorial(n - 1) * factorial(m) / factorial(n + m)
    return table


def forest_shares(leaves: Leaves, row: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Return the Shapley value of each column of a dense row in a forest's score, against a reference row.

    Parameters
    ----------
    leaves : Leaves
    row, reference : numpy.ndarray, shape (n_features,)

    Returns
    -------
    numpy.ndarray of float64, shape (n_features,)
        They sum to ``forest.score(row) - forest.score(reference)``.
    """
    here, there = row[leaves.feature], reference[leaves.feature]
    in_row = (here > leaves.low) & (here <= leaves.high)
    in_reference = (there > leaves.low) & (there <= leaves.high)
    reachable = (in_row | in_reference).all(axis=1)[:, None]
    only_row, only_reference = in_row & ~in_reference & reachable, in_reference & ~in_row & reachable
    of_row, of_reference = only_row.sum(axis=1), only_reference.sum(axis=1)
    table = _share_table(leaves.feature.shape[1])
    shares = np.zeros(len(row))
    for chosen, values in (
        (only_row, leaves.value * table[of_row, of_reference]),
        (only_reference, -leaves.value * table[of_reference, of_row]),
    ):
        leaf, column = np.nonzero(chosen)
        shares += np.bincount(leaves.feature[leaf, column], weights=values[leaf], minlength=len(row))
    return shares


class Explainer:
    """Says what weighed most in the answers of the heads.

    Parameters
    ----------
    heads : Heads
    """

    def __init__(self, heads: Heads) -> None:
        self.heads = heads
        linear = {cause: head for cause, head in heads.heads.items() if isinstance(head, Head)}
        self._leaves = {cause: leaves_of(head.forest) for cause, head in linear.items() if head.forest is not None}
        self._words = [in_words(name) for name in heads.feature_names]

    def shares(self, row: np.ndarray, cause: str) -> np.ndarray:
        """Return the share of each column of a dense row in a head's log-odds.

        Parameters
        ----------
        row : numpy.ndarray, shape (n_features,)
        cause : str
            ``translated``, ``spun`` or ``llm``.

        Returns
        -------
        numpy.ndarray of float64, shape (n_features,)
            They sum to the log-odds of the row less those of the average article.

        Raises
        ------
        ValueError
            If the head is a classifier of one's own: it does not explain itself.
        """
        heads, head = self.heads, self.heads.heads[cause]
        if not isinstance(head, Head):
            raise ValueError(f"The head of {cause} is a classifier of one's own, which does not explain itself.")
        shares = (1 - head.mixture) * ((row - heads.mean) * heads.scale).astype(np.float64) * head.coefficients
        if cause in self._leaves:
            shares = shares + head.mixture * forest_shares(self._leaves[cause], row, heads.mean)
        return np.asarray(head.calibration[0] * shares)

    def _whole(self, row: np.ndarray, cause: str) -> float:
        place = CAUSES.index(cause)
        return float(self.heads.log_odds(row)[place] - self.heads.log_odds(self.heads.mean)[place])

    def explain(self, document: Document, evidence: Sequence[Evidence], cause: str, limit: int = 8) -> list[Contribution]:
        """Return what weighed most in the answer of one head about a document.

        Parameters
        ----------
        document : Document
        evidence : sequence of Evidence
            What the catalogue found in it.
        cause : str
            ``translated``, ``spun`` or ``llm``.
        limit : int
            How many are returned.

        Returns
        -------
        list of Contribution
            The largest shares first; those of one subject are added up. A head that is a classifier of one's own does
            not explain itself: its whole answer stands as one, against that about the average article.
        """
        row = self.heads.read(document, evidence)
        if isinstance(self.heads.heads[cause], EstimatorHead):
            return [Contribution(UNEXPLAINED, self._whole(row, cause))]
        grouped: dict[str, float] = {}
        for words, share, difference in zip(
            self._words, self.shares(row, cause).tolist(), (row - self.heads.mean).tolist(), strict=True
        ):
            if not words.startswith(_SUBJECTS):
                words += ", more than usual" if difference > 0 else ", less than usual"
            grouped[words] = grouped.get(words, 0.0) + share
        largest = sorted(grouped.items(), key=lambda item: -abs(item[1]))[:limit]
        return [Contribution(words, value) for words, value in largest if value]

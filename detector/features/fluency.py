"""How a text reads to language models of human, translated, rewritten and spun text.

Four small models count words and pairs of words in the texts of one register each. A text is asked which of them
expects it, and how well its words go together at all: a synonym swapped in by a machine is seldom a word that its
neighbour expects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detector.features.ngrams import word_ngrams
from detector.features.style import Parts

REGISTERS = ("human", "translated", "llm", "spun")
"""What the models are of: English originals, machine translation, LLM text, spun text."""

PAIR_BITS = 20
"""Two to this power buckets for pairs, where nothing else is asked for."""

_FLUENT = len(REGISTERS) - 1  # all registers but the last one together stand for fluent text
_UNSEEN_WORD = 0.1
_UNSEEN_PAIR = 10.0  # how many times a pair has to be seen before it counts as much as its words
_RARE = -11.0  # log-probability of a word that stands once in 60,000
_UNCOMMON = -9.0
_AT_ONCE = 64  # texts: what is looked up for so many fits into a processor's cache
_AT_ODDS = -1.0  # a pair seen less than 1/e as often as chance has it
_LOOSE = -0.5


@dataclass(frozen=True)
class LanguageModels:
    """Counts of words and of pairs of words, a column a register.

    Attributes
    ----------
    words : numpy.ndarray of float32, shape (n_codes, 4)
        By code of a `Vocabulary`.
    pairs : numpy.ndarray of float16, shape (2**bits, 4)
        By bucket of the pair.

    Examples
    --------
    >>> texts = [np.array([0, 1, 2]), np.array([2, 1, 0])]
    >>> models = LanguageModels.count(texts, [np.array([True, False])] * 4, codes=3)
    >>> cohesion = models.measure(texts)[:, LanguageModels.names.index("cohesion")]
    >>> cohesion > 0
    array([ True, False])
    """

    words: np.ndarray
    pairs: np.ndarray

    names = (
        *(
            f"{unit}_as_{register}{measure}"
            for register in REGISTERS[1:]
            for unit in ("words", "pairs")
            for measure in ("", "_spread")
        ),
        "commonness", "fluency", "fluency_spread", "cohesion", "cohesion_spread", "pairs_at_odds", "rare_words", "odd_uncommon_words",
    )  # fmt: skip

    @classmethod
    def count(
        cls, texts: Sequence[np.ndarray], registers: Sequence[np.ndarray], codes: int, bits: int = PAIR_BITS
    ) -> LanguageModels:  # fmt: skip
        """Count words and pairs.

        Parameters
        ----------
        texts : sequence of numpy.ndarray of int
            Codes of the body tokens of each text.
        registers : sequence of four numpy.ndarray of bool
            For each of `REGISTERS`, which texts are in it.
        codes : int
            Codes are ``0 .. codes - 1``.
        bits : int
            Pairs fall into two to this power buckets.
        """
        words = np.zeros((codes, len(REGISTERS)), dtype=np.float32)
        pairs = np.zeros((1 << bits, len(REGISTERS)), dtype=np.float32)
        for column, chosen in enumerate(registers):
            own = [text for text, is_own in zip(texts, chosen.tolist(), strict=True) if is_own]
            if own:
                words[:, column] = np.bincount(np.concatenate(own), minlength=codes)
                pairs[:, column] = np.bincount(np.concatenate([_buckets(text, bits) for text in own]), minlength=1 << bits)
        return cls(words, np.minimum(pairs, 60_000).astype(np.float16))

    @property
    def bits(self) -> int:
        """Buckets of pairs are ``0 .. 2**bits - 1``."""
        return int(self.pairs.shape[0]).bit_length() - 1

    @cached_property
    def _counts(self) -> np.ndarray:
        """Counts of words, a row a register and one of fluent text."""
        return _with_fluent(self.words + np.float32(_UNSEEN_WORD))

    @cached_property
    def _shares(self) -> np.ndarray:
        return np.asarray(self._counts / self._counts.sum(axis=1, dtype=np.float64, keepdims=True), dtype=np.float32)

    @cached_property
    def _log_shares(self) -> np.ndarray:
        return np.asarray(np.log(self._shares))

    def measure(self, texts: Sequence[np.ndarray]) -> np.ndarray:
        """Return one row per text: how each register's models expect it against those of human text, and how it coheres.

        Parameters
        ----------
        texts : sequence of numpy.ndarray of int
            Codes of the body tokens of each.

        Returns
        -------
        numpy.ndarray of float32, shape (n_texts, n_measures)
            A text's row does not depend on the others.
        """
        rows = np.empty((len(texts), len(self.names)), dtype=np.float32)
        for first in range(0, len(texts), _AT_ONCE):
            past = first + _AT_ONCE
            rows[first:past] = self._measure(texts[first:past])
        return rows

    def _measure(self, texts: Sequence[np.ndarray]) -> np.ndarray:
        words, pairs = Parts([len(text) for text in texts]), Parts([max(len(text) - 1, 0) for text in texts])
        codes = np.concatenate(texts)
        places = np.flatnonzero(words.owner[1:] == words.owner[:-1])
        second = codes[places + 1]
        alone = self._log_shares.take(codes, axis=1)
        together = self._log_pairs(codes[places], second, _buckets(codes, self.bits)[places])
        columns: list[np.ndarray] = []
        for register in range(1, len(REGISTERS)):
            for parts, logs in ((words, alone), (pairs, together)):
                columns += parts.mean_and_spread(logs[register] - logs[0])
        expected = self._log_shares[-1].take(second)
        cohesion = together[-1] - expected
        columns += [
            words.mean(alone[-1]),
            *pairs.mean_and_spread(together[-1]),
            *pairs.mean_and_spread(cohesion),
            pairs.mean(cohesion < _AT_ODDS),
            words.mean(alone[-1] < _RARE),
            pairs.mean((cohesion < _LOOSE) & (expected < _UNCOMMON)),
        ]
        return np.column_stack(columns)

    def _log_pairs(self, first: np.ndarray, second: np.ndarray, buckets: np.ndarray) -> np.ndarray:
        """Return the log-probability of each second word after the first, a row a register and one of fluent text."""
        seen = _with_fluent(self.pairs.take(buckets, axis=0).astype(np.float32))
        seen += np.float32(_UNSEEN_PAIR) * self._shares.take(second, axis=1)
        seen /= self._counts.take(first, axis=1) + np.float32(_UNSEEN_PAIR)
        return np.asarray(np.log(seen, out=seen))


def _with_fluent(counts: np.ndarray) -> np.ndarray:
    """Turn columns into rows, so that what is computed of a register lies together, and add a row of all that is fluent."""
    rows = np.empty((len(REGISTERS) + 1, len(counts)), dtype=counts.dtype)
    rows[:-1] = counts.T
    rows[-1] = rows[0]
    for row in rows[1:_FLUENT]:
        rows[-1] += row
    return rows


def _buckets(text: np.ndarray, bits: int) -> np.ndarray:
    return word_ngrams(text, (2,), bits)[0]

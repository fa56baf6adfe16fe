"""Places: where the tokens stand that somebody looks for, found by array look-ups instead of one by one.

Each token has a fingerprint made of its length and a few of its letters. A table says which fingerprints a set of
words has; the few tokens that the table lets through are then compared as words.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from detector.text import Document
from detector.text.normalisation import HIDDEN, beyond_ascii

_FACTOR = np.uint32(0x9E3779B1)  # 2**32 divided by the golden ratio, made odd: it spreads near numbers apart
FULL_STOP = frozenset(["."])
_ZERO = np.uint32(ord("0"))
_SET_BITS = 16
_SET_SHIFT = np.uint32(32 - _SET_BITS)
_ROOM = 64
"""Places of a table for each phrase in it: so few of the others fall on one that is taken."""


def fingerprints_of(words: Sequence[str]) -> np.ndarray:
    """Return the fingerprint of each word: equal for equal words, seldom so for others; uint32, shape (n_words,)."""
    if not words:
        return np.zeros(0, dtype=np.uint32)
    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    ends = np.cumsum(np.fromiter(map(len, words), np.int64, len(words)))
    return _fingerprints(codes, np.concatenate(([0], ends[:-1])), ends)


def _fingerprints(codes: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Mix the length of each stretch of letters with its first two letters, the one in the middle and the last two."""
    starts, last = starts.astype(np.intp), ends.astype(np.intp) - 1
    mixed = (last - starts).astype(np.uint32)
    for place in (starts, np.minimum(starts + 1, last), (starts + last) >> 1, np.maximum(last - 1, starts), last):
        mixed = mixed * _FACTOR + codes[place]
    return mixed * _FACTOR


@lru_cache(maxsize=2)
def fingerprints(document: Document) -> np.ndarray:
    """Return the fingerprints of a document's tokens; kept for the next marker of the same document."""
    tokens = document.tokens
    if not beyond_ascii(document.text).isdisjoint(HIDDEN):
        return fingerprints_of(tokens.words)  # characters that print nothing stand in the text, but not in the words
    return _fingerprints(tokens.codes, tokens.starts, tokens.ends)


class Sieve:
    """A set of phrases of one length that lets through the few places of a text where one of them may stand.

    Parameters
    ----------
    phrases : sequence of tuple of str
        Phrases of one word, or of two.
    """

    def __init__(self, phrases: Sequence[tuple[str, ...]]) -> None:
        bits = max(10, (_ROOM * len(phrases)).bit_length())
        self._shift = np.uint32(32 - bits)
        self._width = len(phrases[0]) if phrases else 1
        self._table = np.zeros(1 << bits, dtype=bool)
        marks = fingerprints_of([word for phrase in phrases for word in phrase])
        self._table[self._keys(marks)[:: self._width]] = True

    def _keys(self, marks: np.ndarray) -> np.ndarray:
        if self._width == 2:
            marks = (marks[:-1] * _FACTOR + marks[1:]) * _FACTOR
        return marks >> self._shift

    def places(self, marks: np.ndarray) -> list[int]:
        """Return where a phrase may begin, in order; whoever asks has to compare the words.

        Parameters
        ----------
        marks : numpy.ndarray of uint32
            Fingerprints of the text's tokens.
        """
        return self._table[self._keys(marks)].nonzero()[0].tolist()


class Sets:
    """Sets of words in one table: by a word's fingerprint, a bit for each set that it may be in.

    A set gets its bit when it is first asked for. Bits may be shared and fingerprints may meet: whoever asks compares
    the words that the table lets through.
    """

    def __init__(self) -> None:
        self._bits: dict[frozenset[str], int] = {}
        self._table = np.zeros(1 << _SET_BITS, dtype=np.int64)

    def bit(self, words: frozenset[str]) -> int:
        """Return the bit of a set."""
        bit = self._bits.get(words)
        if bit is None:
            bit = 1 << len(self._bits) % 62
            self._table[fingerprints_of(list(words)) >> _SET_SHIFT] |= bit
            self._bits[words] = bit
            _bits_of.cache_clear()
        return bit

    def bits_of(self, marks: np.ndarray) -> np.ndarray:
        """Return the bits of each token by its fingerprint, int64."""
        return self._table[marks >> _SET_SHIFT]


_SETS = Sets()


@lru_cache(maxsize=2)
def _bits_of(document: Document) -> tuple[np.ndarray, int]:
    """Return the bits of each token, and those of all tokens together; kept for the next marker of the same document."""
    bits = _SETS.bits_of(fingerprints(document))
    return bits, int(np.bitwise_or.reduce(bits))


def tokens_in(document: Document, words: frozenset[str]) -> list[int]:
    """Return the indices of the tokens that are one of a set of words, in order.

    Parameters
    ----------
    document : Document
    words : frozenset of str
        Folded tokens, always the same set for the same purpose; however many, the time is the same.

    Returns
    -------
    list of int
    """
    bit = _SETS.bit(words)
    bits, present = _bits_of(document)
    if not present & bit:
        return []
    every = document.tokens.words
    return [index for index in (bits & bit).nonzero()[0].tolist() if every[index] in words]


@lru_cache(maxsize=2)
def number_tokens(document: Document) -> list[int]:
    """Return the indices of the tokens that begin with a digit; kept for the next marker of the same document."""
    tokens = document.tokens
    if not len(tokens):
        return []
    return (tokens.codes[tokens.starts] - _ZERO < 10).nonzero()[0].tolist()


def has_other_script(document: Document) -> bool:
    """Tell whether the text holds a letter that is not Latin."""
    return any("\u0370" <= character < "\u1e00" or "\u3040" <= character < "\ud800" for character in beyond_ascii(document.text))

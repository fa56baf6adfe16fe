"""Places: where the tokens stand that somebody looks for, found by array look-ups instead of one by one.

Each token has a fingerprint made of its length and a few of its letters. A table says which fingerprints the openings of
phrases have; the few places that it lets through are then compared as words. Which sets a word is in is asked once of each word.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from threading import Lock

import numpy as np

from detector.text import Document, PerWord
from detector.text.normalisation import beyond_ascii

_FACTOR = np.uint32(0x9E3779B1)  # 2**32 divided by the golden ratio, made odd: it spreads near numbers apart
FULL_STOP = frozenset(["."])
_ROOM = 64
"""Places of a table for each phrase in it: so few of the others fall on one that is taken."""


def fingerprints_of(words: Sequence[str]) -> np.ndarray:
    """Return the fingerprint of each word: equal for equal words, seldom so for others; uint32, shape (n_words,).

    Mixed are the length of a word with its first two letters, the one in the middle and the last two.
    """
    if not words:
        return np.zeros(0, dtype=np.uint32)
    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    sizes = np.fromiter(map(len, words), np.intp, len(words))
    last = np.cumsum(sizes) - 1
    starts = last - sizes + 1
    mixed = (last - starts).astype(np.uint32)
    for place in (starts, np.minimum(starts + 1, last), (starts + last) >> 1, np.maximum(last - 1, starts), last):
        mixed = mixed * _FACTOR + codes[place]
    return mixed * _FACTOR


def _begin_as_numbers(words: Sequence[str]) -> np.ndarray:
    return np.fromiter(("0" <= word[0] <= "9" for word in words), bool, len(words))


_FINGERPRINTS, _IS_NUMBER = PerWord(fingerprints_of), PerWord(_begin_as_numbers)


@lru_cache(maxsize=2)
def fingerprints(document: Document) -> np.ndarray:
    """Return the fingerprints of a document's tokens; kept for the next marker of the same document."""
    return document.tokens.each(_FINGERPRINTS)


class Sieve:
    """A set of phrases of one length that lets through the few places of a text where one of them may stand.

    Parameters
    ----------
    phrases : sequence of tuple of str
        One at least, of one word, two or three.
    """

    def __init__(self, phrases: Sequence[tuple[str, ...]]) -> None:
        bits = max(10, (_ROOM * len(phrases)).bit_length())
        self._shift = np.uint32(32 - bits)
        self._width = len(phrases[0])
        self._table = np.zeros(1 << bits, dtype=bool)
        marks = fingerprints_of([word for phrase in phrases for word in phrase])
        self._table[self._keys(marks)[:: self._width]] = True

    def _keys(self, marks: np.ndarray) -> np.ndarray:
        keys = marks[: max(len(marks) - self._width + 1, 0)]
        for place in range(1, self._width):
            keys = (keys * _FACTOR + marks[place : place + len(keys)]) * _FACTOR
        return keys >> self._shift

    def places(self, marks: np.ndarray) -> list[int]:
        """Return where a phrase may begin, in order; whoever asks has to compare the words.

        Parameters
        ----------
        marks : numpy.ndarray of uint32
            Fingerprints of the text's tokens.
        """
        return self._table[self._keys(marks)].nonzero()[0].tolist()


class Sets:
    """Sets of words, all looked for together: a document is asked once where the words of any of them stand."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._begun = 0
        self._numbers: dict[frozenset[str], int] = {}
        self._sets_of: dict[str, tuple[int, ...]] = {}
        self._combinations: dict[tuple[int, ...], int] = {(): 0}
        self._combination_of = PerWord(self._combinations_of)

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, words: frozenset[str]) -> int:
        """Return the number of a set, which from now on is looked for."""
        number = self._numbers.get(words)
        return self._add(words) if number is None else number

    def _add(self, words: frozenset[str]) -> int:
        with self._lock:
            if words not in self._numbers:
                number, self._begun = self._begun, self._begun + 1
                for word in words:
                    sets = (*self._sets_of.get(word, ()), number)
                    self._combinations.setdefault(sets, len(self._combinations))
                    self._sets_of[word] = sets
                self._combination_of = PerWord(self._combinations_of)
                self._numbers[words] = number  # last, for whoever finds it here finds its words
            return self._numbers[words]

    def _combinations_of(self, words: Sequence[str]) -> np.ndarray:
        """Return for each word the number of the combination of sets that it is in, 0 for none, int32."""
        return np.fromiter((self._combinations[self._sets_of.get(word, ())] for word in words), np.int32, len(words))

    def places(self, document: Document) -> list[list[int]]:
        """Return the indices of the tokens that are in each set, by its number, in order."""
        combinations = document.tokens.each(self._combination_of)
        found: list[list[int]] = [[] for _ in range(self._begun)]
        sets_of = list(self._combinations)
        indices = combinations.nonzero()[0]
        for index, combination in zip(indices.tolist(), combinations[indices].tolist(), strict=True):
            for number in sets_of[combination]:
                found[number].append(index)
        return found


_SETS = Sets()


@lru_cache(maxsize=2)
def _places_of_sets(document: Document, count: int) -> list[list[int]]:
    """Return the places of all sets of words, as many as are looked for by now; kept for the next marker of the same document."""
    return _SETS.places(document)


def tokens_in(document: Document, words: frozenset[str]) -> Sequence[int]:
    """Return the indices of the tokens that are one of a set of words, in order.

    Parameters
    ----------
    document : Document
    words : frozenset of str
        Folded tokens, always the same set for the same purpose; however many, the time is the same.

    Returns
    -------
    sequence of int
    """
    number = _SETS.number(words)
    return _places_of_sets(document, len(_SETS))[number]


@lru_cache(maxsize=2)
def number_tokens(document: Document) -> list[int]:
    """Return the indices of the tokens that begin with a digit; kept for the next marker of the same document."""
    return document.tokens.each(_IS_NUMBER).nonzero()[0].tolist()


@lru_cache(maxsize=2)
def is_narrative(document: Document) -> bytes:
    """Return for each token whether it stands in the body outside quotations; kept for the next marker of the same document."""
    return (document.is_body & ~document.is_quoted).tobytes()


@lru_cache(maxsize=2)
def stops_without_capital(document: Document) -> list[int]:
    """Return the full stops behind which something else than a capital letter stands; kept for the next marker of the same document."""
    starts, straight = document.tokens.start_list, document.straight
    past = len(starts) - 1
    return [index for index in tokens_in(document, FULL_STOP) if index < past and not straight[starts[index + 1]].isupper()]


def has_other_script(document: Document) -> bool:
    """Tell whether the text holds a letter that is not Latin."""
    return any("\u0370" <= character < "\u1e00" or "\u3040" <= character < "\ud800" for character in beyond_ascii(document.text))

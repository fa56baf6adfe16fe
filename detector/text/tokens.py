"""Tokens: the text is cut once, here, and everyone downstream reads the same pieces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np

from detector.text.normalisation import HIDDEN, beyond_ascii

_MARKS = "\u0300-\u036f" + HIDDEN
_SHAPE = r"{letter}{inner}+(?:'{inner}+)*|(?:{letter}\.){{2,}}|\d+(?:[.,:/]\d+)+|{inner}+(?:'{inner}+)*|\.{{2,}}|-{{2,}}|\S"
_ASCII = re.compile(_SHAPE.format(letter="[a-z]", inner="[a-z0-9]"), re.ASCII)
_ANY = re.compile(_SHAPE.format(letter=r"[^\W\d_]", inner=r"[^\W_]"))
_WITH_MARKS = re.compile(_SHAPE.format(letter=r"[^\W\d_]", inner=rf"(?:[^\W_]|[{_MARKS}])"))
_NEEDS_MARKS = re.compile(f"[{_MARKS}]")
_STRIP_HIDDEN = re.compile(f"[{HIDDEN}]+")
_SPACE = ord(" ")  # what lies below it in a folded text is the line feed
_ASCII_ALNUM = np.array([chr(code).isalnum() for code in range(127)] + [False])  # the last stands for all that follow
_IS_TERMINAL = np.array([chr(code) in ".!?" for code in range(128)])


class _Pieces(dict[str, tuple[str, ...]]):
    """From a stretch between two white spaces to its tokens; most stretches come again, so each is cut once."""

    _REMEMBERED = 100_000  # with their length bounded too, a long run stays below 30 MB
    _LONGEST = 40

    def __missing__(self, stretch: str) -> tuple[str, ...]:
        shape = _ASCII if stretch.isascii() else _WITH_MARKS if _NEEDS_MARKS.search(stretch) else _ANY
        pieces = tuple(shape.findall(stretch))
        if len(stretch) <= self._LONGEST and len(self) < self._REMEMBERED:
            self[stretch] = pieces
        return pieces


_PIECES = _Pieces()


@dataclass(frozen=True)
class Tokens:
    """The tokens of a text as parallel columns: words, numbers and single punctuation marks.

    Attributes
    ----------
    words : list of str
        Folded tokens; hidden characters inside a word are left out of it (but not out of its span).
    starts, ends : numpy.ndarray of int32, shape (n_tokens,)
        Spans in code points of the original text.
    sizes : numpy.ndarray of int64, shape (n_tokens,)
        Lengths of the words.
    codes : numpy.ndarray of uint32, shape (n_characters,)
        The folded text as code points, for vectorised hashing.
    """

    words: list[str]
    starts: np.ndarray
    ends: np.ndarray
    sizes: np.ndarray
    codes: np.ndarray

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def start_list(self) -> list[int]:
        """`starts` as Python integers, for loops."""
        return self.starts.tolist()

    @cached_property
    def end_list(self) -> list[int]:
        """`ends` as Python integers, for loops."""
        return self.ends.tolist()

    @cached_property
    def is_word(self) -> np.ndarray:
        """Which tokens begin with a letter or digit, shape (n_tokens,)."""
        first = self.codes[self.starts]
        mask = _ASCII_ALNUM.take(first, mode="clip")
        for index in np.flatnonzero(first > 127).tolist():
            mask[index] = self.words[index][0].isalnum()
        return mask

    @cached_property
    def terminals(self) -> list[int]:
        """Indices of the tokens that might end a sentence: ``.``, ``!``, ``?``, ``...``, ``u.s.``."""
        last = self.codes[self.ends - 1]
        return np.flatnonzero(_IS_TERMINAL.take(last, mode="clip")).tolist()


def tokenise(folded: str) -> Tokens:
    """Cut a folded text into tokens.

    Dotted abbreviations (``u.s.``), numbers with separators (``1,200``) and words with apostrophes
    (``don't``) stay whole; hyphens and every other mark are tokens of their own.

    Parameters
    ----------
    folded : str
        A text as `detector.text.normalisation.lower` returns it.

    Returns
    -------
    Tokens

    Examples
    --------
    >>> tokenise("the u.s.-made 1,200 weren't counted.").words
    ['the', 'u.s.', '-', 'made', '1,200', "weren't", 'counted', '.']
    """
    words = list(chain.from_iterable(map(_PIECES.__getitem__, folded.split())))
    # Tokens cover every character but white space, so their places follow from their lengths: three times
    # faster than asking each match for its span.
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    places = np.flatnonzero(codes > _SPACE)
    sizes = _sizes(words)
    past = np.cumsum(sizes)
    starts = places[past - sizes].astype(np.int32)
    ends = (places[past - 1] + 1).astype(np.int32)
    if not beyond_ascii(folded).isdisjoint(HIDDEN):
        words = [_STRIP_HIDDEN.sub("", word) or word for word in words]
        sizes = _sizes(words)
    return Tokens(words, starts, ends, sizes, codes)


def _sizes(words: list[str]) -> np.ndarray:
    return np.fromiter(map(len, words), np.int64, len(words))


def words_of(phrase: str) -> tuple[str, ...]:
    """Return the tokens of a phrase, as the catalogue and the lexicons compare them.

    Examples
    --------
    >>> words_of("re-written text")
    ('re', '-', 'written', 'text')
    """
    return tuple(match[0] for match in _ANY.finditer(phrase))

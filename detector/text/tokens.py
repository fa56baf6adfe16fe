"""Tokens: the text is cut once, here, and everyone downstream reads the same pieces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detector.text.normalisation import HIDDEN

_MARKS = "\u0300-\u036f" + HIDDEN
_FAST = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,:/]\d+)+|[^\W_]+(?:'[^\W_]+)*|\.{2,}|-{2,}|\S")
_WITH_MARKS = re.compile(
    rf"(?:[^\W\d_]\.){{2,}}|\d+(?:[.,:/]\d+)+|[^\W_](?:[^\W_]|[{_MARKS}])*(?:'[^\W_](?:[^\W_]|[{_MARKS}])*)*"
    r"|\.{2,}|-{2,}|\S"
)
_NEEDS_MARKS = re.compile(f"[{_MARKS}]")
_STRIP_HIDDEN = re.compile(f"[{HIDDEN}]+")


@dataclass(frozen=True)
class Tokens:
    """The tokens of a text as parallel columns: words, numbers and single punctuation marks.

    Attributes
    ----------
    words : list of str
        Folded tokens; hidden characters inside a word are left out of it (but not out of its span).
    starts, ends : numpy.ndarray of int32, shape (n_tokens,)
        Spans in code points of the original text.
    """

    words: list[str]
    starts: np.ndarray
    ends: np.ndarray

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
        return np.fromiter((word[0].isalnum() for word in self.words), bool, len(self.words))


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
    marked = not folded.isascii() and _NEEDS_MARKS.search(folded) is not None
    spans = [match.span() for match in (_WITH_MARKS if marked else _FAST).finditer(folded)]
    words = [folded[start:end] for start, end in spans]
    if marked:
        words = [_STRIP_HIDDEN.sub("", word) or word for word in words]
    columns = np.array(spans, dtype=np.int32).reshape(-1, 2)
    return Tokens(words, columns[:, 0].copy(), columns[:, 1].copy())


def words_of(phrase: str) -> tuple[str, ...]:
    """Return the tokens of a phrase, as the catalogue and the lexicons compare them.

    Examples
    --------
    >>> words_of("re-written text")
    ('re', '-', 'written', 'text')
    """
    return tuple(match[0] for match in _FAST.finditer(phrase))

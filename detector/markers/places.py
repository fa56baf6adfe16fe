"""Places: where tokens of one kind stand, found without looking at every token in Python."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from detector.text import Document


def tokens_in(document: Document, words: frozenset[str]) -> list[int]:
    """Return the indices of the tokens that are one of a set of words, in order.

    Parameters
    ----------
    document : Document
    words : frozenset of str
        Folded tokens. The smaller of this set and the document's vocabulary decides how long it takes.

    Returns
    -------
    list of int
    """
    places = document.tokens.places
    found = words.intersection(places) if len(words) > len(places) else [word for word in words if word in places]
    return sorted([index for word in found for index in places[word]])


@lru_cache(maxsize=2)
def number_tokens(document: Document) -> list[int]:
    """Return the indices of the tokens that begin with a digit; kept for the next marker of the same document."""
    tokens = document.tokens
    if not len(tokens):
        return []
    first = tokens.codes[tokens.starts]
    return np.flatnonzero((first >= ord("0")) & (first <= ord("9"))).tolist()


@lru_cache(maxsize=2)
def has_other_script(document: Document) -> bool:
    """Tell whether the text holds a letter that is not Latin; kept for the next marker of the same document."""
    if document.text.isascii():
        return False
    codes = np.frombuffer(document.text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return bool((((codes >= 0x370) & (codes < 0x1E00)) | ((codes >= 0x3040) & (codes < 0xD800))).any())

"""Places: where tokens of one kind stand, found without looking at every token in Python."""

from __future__ import annotations

import numpy as np

from detector.text import Document


def tokens_beginning(document: Document, characters: str) -> list[int]:
    """Return the indices of the tokens that begin with one of a few characters.

    Parameters
    ----------
    document : Document
    characters : str
        One to a handful of characters; ``"0123456789"`` is looked up as a range.

    Returns
    -------
    list of int
    """
    tokens = document.tokens
    if not len(tokens):
        return []
    first = tokens.codes[tokens.starts]
    if characters == DIGITS:
        mask = (first >= ord("0")) & (first <= ord("9"))
    else:
        mask = first == ord(characters[0])
        for character in characters[1:]:
            mask |= first == ord(character)
    return np.flatnonzero(mask).tolist()


DIGITS = "0123456789"

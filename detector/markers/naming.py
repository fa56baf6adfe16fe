"""Naming: people whose name went through a thesaurus word by word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from detector.markers.hit import Hit
from detector.markers.lexicons import read_lexicon
from detector.markers.places import tokens_in
from detector.text import Document


@lru_cache(maxsize=2)
def _words_of(lexicon: str) -> frozenset[str]:
    return frozenset(read_lexicon(lexicon))


def translated_surname(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find a given name before a capitalised plural that is nobody's surname: ``Jeff Periods``.

    Parameters
    ----------
    document : Document
    options : mapping
        ``given`` and ``surnames``: lexicons of given names, and of the words that stand in for surnames.

    Yields
    ------
    Hit
        Only two capitalised words among small ones: longer names are those of companies, teams and streets.
    """
    tokens, straight = document.tokens, document.straight
    words, starts, ends = tokens.words, tokens.start_list, tokens.end_list
    stand_ins = _words_of(options["surnames"])
    for index in tokens_in(document, _words_of(options["given"])):
        if index + 2 >= len(words) or words[index + 1] not in stand_ins or not document.is_body[index]:
            continue
        before = straight[starts[index - 1]] if index else "."
        capitals = [straight[starts[at]].isupper() for at in (index, index + 1, index + 2)]
        name = straight[starts[index] : ends[index + 1]]
        if capitals == [True, True, False] and not before.isupper() and before.isalpha() and name.istitle() and starts[index + 1] == ends[index] + 1:
            yield Hit(starts[index], ends[index + 1])

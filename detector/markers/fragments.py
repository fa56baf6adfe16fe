"""Fragments: doubled tails and other pieces that a rewriting engine leaves behind a full stop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from detector.markers.hit import Hit
from detector.text import Document

_MARKS = frozenset(".,\"'!?")
_SAYING = frozenset("said says say saying told telling tells adding added".split())


def doubled_tail(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find a word, or a form of *say*, that stands again alone behind its own full stop: ``war. war.``

    Parameters
    ----------
    document : Document
    options : mapping
        Not used.

    Yields
    ------
    Hit
    """
    words = document.tokens.words
    starts, ends = document.tokens.start_list, document.tokens.end_list
    count = len(words)
    for index in [i for i, word in enumerate(words) if word == "." and 0 < i < count - 2]:
        first = words[index - 1]
        following = index + 1
        while following < count - 1 and words[following] in _MARKS:
            following += 1
        second = words[following]
        close = words[following + 1] if following + 1 < count else ""
        if not first[0].isalpha() or len(first) < 3 or following - index > 3:
            continue
        if first == second and close in _MARKS and close != "," and not _is_repeated_sentence(document, index, first):
            yield Hit(starts[index - 1], ends[following + 1], note=f"“{first}” stands again behind its full stop")
        elif first in _SAYING and second in _SAYING and first != second and close == ".":
            yield Hit(starts[index - 1], ends[following + 1], note="the reporting verb stands twice")
        elif first in _SAYING and second in ("he", "she", "they") and close in _SAYING and document.straight[starts[following]].islower():
            yield Hit(starts[index - 1], ends[following + 1], note="the reporting clause stands twice")


def _is_repeated_sentence(document: Document, stop: int, word: str) -> bool:
    """Tell whether the word before the stop is a sentence of its own, as in “Never. Never.”"""
    return stop < 2 or document.tokens.words[stop - 2] in (".", "!", "?", '"')

"""Expressions: what a swap of words leaves standing beside the word that was swapped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from detector.markers.hit import Hit
from detector.markers.places import tokens_in
from detector.text import Document

_AFTER_DOT = {"u": ("s", "k", "n"), "d": ("c",), "n": ("y", "c"), "l": ("a",)}
_LETTERS = frozenset(_AFTER_DOT)
_TITLES = frozenset("inc corp ltd co llc".split())


def split_abbreviation(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find abbreviations cut in two at their full stops: ``U. S.``, ``Inc. ,``.

    One ``U. S.`` says little; three of them are the work of an engine, and so is a hyphen or comma left standing apart.

    Parameters
    ----------
    document : Document
    options : mapping
        ``least`` abbreviations that a text without such a trace needs.

    Yields
    ------
    Hit
    """
    words = document.tokens.words
    starts, ends, straight = document.tokens.start_list, document.tokens.end_list, document.straight
    found: list[tuple[int, int, bool]] = []
    for index in tokens_in(document, _LETTERS):
        letters = _AFTER_DOT[words[index]]
        if words[index + 1 : index + 2] != ["."] or words[index + 3 : index + 4] != ["."] or words[index + 2] not in letters:
            continue
        apart = straight[ends[index + 1] : starts[index + 2]].isspace()
        if apart and straight[starts[index]].isupper() and straight[starts[index + 2]].isupper():
            dash = words[index + 4 : index + 5] == ["-"]
            trace = dash and straight[ends[index + 3]] == " " and straight[ends[index + 4] :][:1].isalpha()
            found.append((index, index + 4, trace))
    traced = any(trace for _, _, trace in found)
    for index in tokens_in(document, _TITLES):
        if words[index + 1 : index + 3] == [".", ","] and straight[ends[index + 1] : starts[index + 2]].isspace():
            yield Hit(starts[index], ends[index + 2], "strong", "the comma behind the abbreviation stands apart")
    if traced or len(found) >= options["least"]:
        for first, past, trace in found:
            yield Hit(starts[first], ends[past - (0 if trace else 1)], "decisive" if trace else "strong")

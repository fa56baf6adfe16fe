"""Attribution: the order of words around *said*."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from detector.markers.hit import Hit
from detector.markers.places import tokens_in
from detector.text import Document

_REPORTING = frozenset("said told explained added stressed noted announced".split())
_DEFINITE = frozenset("the a an one another".split())
_LEAST_INVERTED = 4
_SHARE = 0.6


def inverted_reports(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find *said the official* where most of the document's attributions are inverted.

    Parameters
    ----------
    document : Document
    options : mapping
        Not used.

    Yields
    ------
    Hit
    """
    words, starts, ends = document.tokens.words, document.tokens.start_list, document.tokens.end_list
    reports = [index for index in tokens_in(document, _REPORTING) if 0 < index < len(words) - 2]
    inverted = [index for index in reports if words[index + 1] in _DEFINITE and words[index - 1] in (",", '"')]
    if len(inverted) >= _LEAST_INVERTED and len(inverted) > _SHARE * len(reports):
        for index in inverted:
            yield Hit(starts[index], ends[index + 2])

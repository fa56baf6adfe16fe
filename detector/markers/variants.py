"""Variants: one place under two names in one narrative, where the engine overlooked one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from detector.markers.hit import Hit
from detector.markers.lexicons import read_lexicon
from detector.markers.places import tokens_in
from detector.text import BODY, Document

_PARTS_OF_NAMES = frozenset("dynamo metalist chornomorets chicken formerly old called named as bay stock ( or".split())


@lru_cache(maxsize=1)
def _spellings() -> frozenset[str]:
    return frozenset(read_lexicon("toponym_variants.tsv"))


def toponym_variants(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find the rarer of two spellings of a place that both stand in the reporter's own words.

    Parameters
    ----------
    document : Document
    options : mapping
        Not used.

    Yields
    ------
    Hit
    """
    variants = read_lexicon("toponym_variants.tsv")
    words, starts, ends = document.tokens.words, document.tokens.start_list, document.tokens.end_list
    places: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index in tokens_in(document, _spellings()):
        own = not document.is_quotation(starts[index]) and document.kind_at(starts[index]) == BODY
        if own and (index == 0 or words[index - 1] not in _PARTS_OF_NAMES):
            places[variants[words[index]]][words[index]].append(index)
    for spellings in places.values():
        if len(spellings) > 1:
            common, *rare = sorted(spellings.values(), key=len, reverse=True)
            usual = words[common[0]].capitalize()
            for index in [index for group in rare for index in group]:
                yield Hit(starts[index], ends[index], note=f"elsewhere the place is called {usual}")

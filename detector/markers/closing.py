"""Closing: the paragraph that rounds a story off without adding to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

from detector.markers.hit import Hit
from detector.markers.lexicons import read_lexicon
from detector.markers.places import tokens_in
from detector.text import Block, Document

_LEAST_WORDS = 12
_LEAST_PARAGRAPHS = 3
_MOST_NAMES = 1
_FACTS = frozenset("0123456789\"")


@lru_cache(maxsize=1)
def _morals() -> frozenset[str]:
    return frozenset(read_lexicon("closing_words.txt"))


def closing_moral(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find a last paragraph without a name, a number or a quotation that speaks of meaning, challenges and the future.

    Parameters
    ----------
    document : Document
    options : mapping
        ``least`` words of the lexicon that the paragraph has to hold, all of them different.

    Yields
    ------
    Hit
    """
    blocks = document.body_blocks
    if len(blocks) < _LEAST_PARAGRAPHS or not _states_nothing(document, blocks[-1]):
        return
    first, past = document.token_at(blocks[-1].start), document.token_at(blocks[-1].end)
    words = document.tokens.words
    morals = {words[index] for index in tokens_in(document, _morals()) if first <= index < past}
    if past - first >= _LEAST_WORDS and len(morals) >= options["least"]:
        yield Hit(blocks[-1].start, blocks[-1].end, note=", ".join(sorted(morals)))


def _states_nothing(document: Document, block: Block) -> bool:
    """Tell whether a paragraph holds no figure, no quotation and next to no name."""
    text = document.straight[block.start : block.end]
    if not _FACTS.isdisjoint(text) or not text.endswith("."):
        return False
    words = text.split()
    names = [word for before, word in pairwise(words) if word[0].isupper() and word != "I" and before[-1] not in ".!?"]
    return len(names) <= _MOST_NAMES

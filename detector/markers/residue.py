"""Residue: codes that a chat product leaves in copied text and that no list of phrases can spell out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from detector.markers.hit import Hit
from detector.text import Document, PerWord

# By what has to be in the text at all, so that a text without such marks is done with at once; each pattern begins with a
# literal, so that the search skips to it.
_CODES = tuple(
    (sign, re.compile("|".join(patterns)))
    for sign, patterns in {
        "turn": (r"turn\d{1,2}(?:search|image|view|news|file|fetch)\d{1,3}",),
        "_": (r"oai_citation", r"\[span_\d{1,3}\]\((?:start|end)_span\)", r"\(start_span\)", r"grok_(?:render_citation_card_json|card)",
              r"\[attached_file:\d{1,3}\]"),
        "[": (r"contentreference\[", r"\[cite(?:_start\]|: ?\d{1,3}(?:, ?\d{1,3}){0,9}\])", r"\[web:\d{1,3}\]"),
        "oaicite": (r"oaicite(?::\d{1,3})?",),
        "\u3010": ("\u3010\\d{1,3}(?:[:\u2020][^\u3011\\s]{0,20})?\u3011",),
        "ppl-ai": (r"ppl-ai-file-upload",),
        "attributableindex": (r"attributableindex",),
        ":::": (r":::writing\{",),
    }.items()
)  # fmt: skip


def _hold_signs(words: Sequence[str]) -> np.ndarray:
    return np.fromiter((_SIGN.search(word) is not None for word in words), bool, len(words))


# What a word has to hold in a text with one of the codes, so that most texts are done with at once.
_SIGN = re.compile("turn\\d|oaicite|attributableindex|ppl|[_\\[\u3010]")
_HOLDS_SIGN = PerWord(_hold_signs)


def citation_tokens(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find the codes by which chat products link their sources: ``turn0search3``, ``[cite: 4]``.

    Parameters
    ----------
    document : Document
    options : mapping
        Not used.

    Yields
    ------
    Hit
    """
    folded = document.folded
    if ":::" not in folded and not document.tokens.each(_HOLDS_SIGN).any():
        return
    for sign, pattern in _CODES:
        if sign in folded:
            for match in pattern.finditer(folded):
                yield Hit(match.start(), match.end(), note=f"“{match[0]}” is a code of a chat product")

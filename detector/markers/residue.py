"""Residue: codes that a chat product leaves in copied text and that no list of phrases can spell out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from detector.markers.hit import Hit
from detector.text import Document

# Each begins with a literal, so that the search skips to it; the first column is what has to be in the text at all.
_CODES = tuple(
    (literal, re.compile(pattern))
    for literal, pattern in (
        ("turn", r"turn\d{1,2}(?:search|image|view|news|file|fetch)\d{1,3}"),
        ("oaicite", r"oaicite(?::\d{1,3})?"),
        ("contentreference", r"contentreference\["),
        ("oai_citation", r"oai_citation"),
        ("[cite", r"\[cite(?:_start\]|: ?\d{1,3}(?:, ?\d{1,3}){0,9}\])"),
        ("[span_", r"\[span_\d{1,3}\]\((?:start|end)_span\)"),
        ("(start_span", r"\(start_span\)"),
        ("\u3010", "\u3010\\d{1,3}(?:[:\u2020][^\u3011\\s]{0,20})?\u3011"),
        ("[attached_file:", r"\[attached_file:\d{1,3}\]"),
        ("[web:", r"\[web:\d{1,3}\]"),
        ("grok_", r"grok_(?:render_citation_card_json|card)"),
        ("ppl-ai", r"ppl-ai-file-upload"),
        ("attributableindex", r"attributableindex"),
        (":::writing", r":::writing\{"),
    )
)


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
    for literal, pattern in _CODES:
        if literal in folded:
            for match in pattern.finditer(folded):
                yield Hit(match.start(), match.end(), note=f"“{match[0]}” is a code of a chat product")

"""Page: what a careless copy brought along from around the article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from detector.markers.hit import Hit
from detector.text import BODY, Block, Document

_SENTENCE_END = ".!?\"')]:;,-"
_SHORT = 40
"""Characters of a line in a menu."""
_LEAST_MENU = 6
_LEAST_REPEATED = 60
_LEAST_TRUNCATED = 160
"""Characters of a last paragraph before its missing full stop says that it was cut."""


def furniture(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find the pieces of furniture of some kinds.

    Parameters
    ----------
    document : Document
    options : mapping
        ``kinds``: as in `detector.text.Block`; ``containing``: words of which one has to occur (optional).

    Yields
    ------
    Hit
    """
    kinds, containing = options["kinds"], options.get("containing", ())
    for block in document.furniture_blocks:
        if block.kind in kinds and (
            not containing or any(word in document.folded[block.start : block.end] for word in containing)
        ):
            yield Hit(block.start, block.end)


def translated_page(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find that the page was saved translated: its markup says so, or declares a machine translation.

    Parameters
    ----------
    document : Document
    options : mapping
        ``traces``: those of `detector.readers.page_metadata` that say so of the text; a widget only offers to translate.

    Yields
    ------
    Hit
        The first paragraph, which stands for them all.
    """
    found = [trace for trace in options["traces"] if trace in document.article.notes.get("translation_widget", "")]
    if found and document.body_blocks:
        first = document.body_blocks[0]
        yield Hit(first.start, first.end, note=f"the markup of the page says: {', '.join(found)}")


def repeated_title(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find the headline again below the first paragraph.

    Parameters
    ----------
    document : Document
    options : mapping
        Not used.

    Yields
    ------
    Hit
    """
    body_seen = False
    for block in document.blocks:
        body_seen = body_seen or block.kind == BODY
        if body_seen and block.kind == "headline":
            yield Hit(block.start, block.end)


def byline_box(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find a name that stands twice, line under line, as a page's template prints it.

    Parameters
    ----------
    document : Document
    options : mapping
        Not used.

    Yields
    ------
    Hit
    """
    blocks = document.blocks
    for block, following in pairwise(blocks):
        if block.kind == BODY or following.kind == BODY or block.end - block.start > _SHORT:
            continue
        name = document.folded[block.start : block.end]
        if " " in name and document.folded.startswith(name, following.start):
            yield Hit(block.start, following.end)


def menu(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find a run of short lines without a full stop in the body.

    Parameters
    ----------
    document : Document
    options : mapping
        Not used.

    Yields
    ------
    Hit
    """
    straight = document.straight
    run: list[Block] = []
    for block in [*document.blocks, None]:
        if block is not None and block.end - block.start <= _SHORT and straight[block.end - 1] not in _SENTENCE_END:
            run.append(block)
            continue
        if len(run) >= _LEAST_MENU:
            yield Hit(run[0].start, run[-1].end)
        run = []


def repeated_paragraph(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find a paragraph that stands in the article twice.

    Parameters
    ----------
    document : Document
    options : mapping
        Not used.

    Yields
    ------
    Hit
    """
    seen: set[str] = set()
    for block in document.blocks:
        if block.kind != BODY or block.end - block.start < _LEAST_REPEATED:
            continue
        text = document.folded[block.start : block.end]
        if text in seen:
            yield Hit(block.start, block.end)
        seen.add(text)


def cut_end(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find a last paragraph that stops in mid-sentence.

    Parameters
    ----------
    document : Document
    options : mapping
        Not used.

    Yields
    ------
    Hit
        The last word.
    """
    if not document.body_blocks:
        return
    block = document.body_blocks[-1]
    last = document.straight[block.end - 1]
    if block.end - block.start >= _LEAST_TRUNCATED and (last.isalnum() or last == ","):
        yield Hit(max(block.start, document.straight.rfind(" ", block.start, block.end) + 1), block.end)

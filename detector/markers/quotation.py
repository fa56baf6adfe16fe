"""Quotation: marks that were lost, turned round or left over, and speech that lost them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from detector.markers.hit import Hit
from detector.markers.places import tokens_in
from detector.text import BODY, Document
from detector.text.normalisation import beyond_ascii

_REPORTING = frozenset("said says told added stressed announced explained insisted warned argued noted".split())
_FIRST_PERSON = frozenset("we our ours us let's i my i'm we're we've".split())
_SECOND_PERSON = frozenset("you your".split())
_SPACED = frozenset(",;!?")
_DOUBLE = frozenset('"')
_FOREIGN_MARKS = "«„"
_LEAST_REPORTS = 5


def lost_marks(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find direct speech in the reporter's voice: much reporting, no quotation mark, and sentences that say *we*.

    Parameters
    ----------
    document : Document
    options : mapping
        Not used.

    Yields
    ------
    Hit
        The sentences that somebody else must have spoken.
    """
    if '"' in document.straight or document.quotations:
        return
    words, starts, ends = document.tokens.words, document.tokens.start_list, document.tokens.end_list
    reports = int(document.is_body[tokens_in(document, _REPORTING)].sum())
    if reports < _LEAST_REPORTS:
        return
    straight = document.straight
    # "US" is a country; only the small one is a pronoun.
    inner = [index for index in tokens_in(document, _FIRST_PERSON) if words[index] != "us" or straight[starts[index]].islower()]
    outer = tokens_in(document, _SECOND_PERSON)
    speaking = set(inner).union(outer)
    spoken = [
        (first, past)
        for first, past in document.sentence_tokens.tolist()
        if words[past - 1] == "?" or not speaking.isdisjoint(range(first, past))
    ]
    if len(inner) < 2 or len(spoken) > 0.3 * len(document.sentence_tokens) or reports < len(spoken):
        return
    for first, past in spoken:
        yield Hit(starts[first], ends[past - 1])


def floating_mark(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find a quotation mark with a space on both sides: ``continue to do that. “``.

    Silent where most marks float: then the text was taken apart into tokens, by whomever.

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
    words, starts, ends = document.tokens.words, document.tokens.start_list, document.tokens.end_list
    if ' "' not in straight:
        return
    marks = tokens_in(document, _DOUBLE)
    floating = []
    paragraph, opened = None, False
    for index in marks:
        block = document.block_at(starts[index])
        closes, paragraph = opened and block is paragraph, block
        opened = not closes
        if (
            closes
            and straight[starts[index] - 1] == " "
            and (ends[index] == len(straight) or straight[ends[index]].isspace())
            and words[index - 1] in ".?!"
            and straight[starts[index] - 2] != " "
        ):
            floating.append(index)
    if len(floating) > 0.4 * len(marks):
        return
    for index in floating:
        yield Hit(starts[max(0, index - 2)], ends[index])


def foreign_mark(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find quotations between the marks of another language: ``« … »``, ``„ … “``.

    Parameters
    ----------
    document : Document
    options : mapping
        Not used.

    Yields
    ------
    Hit
    """
    text = document.text
    for mark in beyond_ascii(text).intersection(_FOREIGN_MARKS):
        position = text.find(mark)
        while position >= 0:
            yield Hit(position, position + 1)
            position = text.find(mark, position + 1)


def unpaired_mark(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find a paragraph whose quotation marks do not pair.

    Parameters
    ----------
    document : Document
    options : mapping
        Not used.

    Yields
    ------
    Hit
        The last mark of the paragraph. A paragraph that opens a quotation which the next one goes on with, as
        newspapers do, is left out.
    """
    straight = document.straight
    if '"' not in straight:
        return
    blocks = document.blocks
    for place, block in enumerate(blocks):
        if straight.count('"', block.start, block.end) % 2 == 0:
            continue
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        before = blocks[place - 1] if place else None
        goes_on = following is not None and straight[following.start] == '"'
        goes_on_here = before is not None and straight[block.start] == '"' and straight.count('"', before.start, before.end) % 2
        mark = straight.rfind('"', block.start, block.end)
        inches = straight[mark - 1].isdigit()
        if not goes_on and not goes_on_here and not inches:
            yield Hit(mark, mark + 1, note="" if block.kind == BODY else "in the furniture of the page")


def space_before_mark(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find a space between a word and the mark behind it: ``a surprise !``, ``the third time , and``.

    Silent where most commas have one: then the text was taken apart into tokens, by whomever.

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
    words, starts, ends = document.tokens.words, document.tokens.start_list, document.tokens.end_list
    marks = tokens_in(document, _SPACED)
    spaced = [
        index
        for index in marks
        if index
        and starts[index] > ends[index - 1]
        and "\n" not in straight[ends[index - 1] : starts[index]]
        and words[index - 1][0].isalnum()
    ]
    if len(spaced) > 0.2 * len(marks) + 2:
        return
    for index in spaced:
        yield Hit(starts[index - 1], ends[index])

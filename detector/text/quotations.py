"""Quotations: which spans of a text are somebody's words rather than the writer's."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DOUBLE = re.compile('"')
_SINGLE = re.compile(r"'(?<![^\s(\[-]')(?=[^\W\d_])([^'\"\n]{2,400}?(?:'[^\W_][^'\"\n]{0,400}?){0,8}[,.?!])'(?=[\s)\]]|$)")


def _direction(straight: str, position: int, inside: bool) -> str:
    """Tell whether the mark at `position` opens or closes, from the spaces around it."""
    before = straight[position - 1] if position else " "
    after = straight[position + 1] if position + 1 < len(straight) else " "
    opens = (before.isspace() or before in "([-") and not after.isspace()
    closes = not before.isspace() and (after.isspace() or after in ".,;:!?)]-")
    if opens and not closes:
        return "open"
    if closes and not opens:
        return "close"
    return "close" if inside else "open"


def quotation_spans(straight: str, blocks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Find the quotations of a text, marks included.

    A quotation left open at the end of a paragraph goes on where the next paragraph opens with a mark, as
    newspapers do; otherwise it is taken to end with its paragraph. A stray closing mark quotes nothing.
    Single marks count where the text has no double ones and the closing mark follows punctuation, which an
    apostrophe does not.

    Parameters
    ----------
    straight : str
        The straightened text.
    blocks : sequence of tuple of int
        Spans of the paragraphs, in order.

    Returns
    -------
    list of tuple of int
        Non-overlapping ``(start, end)``, in order.

    Examples
    --------
    >>> text = 'She said: "Not now." He left.'
    >>> [text[a:b] for a, b in quotation_spans(text, [(0, len(text))])]
    ['"Not now."']
    """
    spans: list[tuple[int, int]] = []
    if '"' not in straight:
        if "'" in straight:
            spans.extend(match.span() for match in _SINGLE.finditer(straight))
        return spans
    for start, end in blocks:
        opened = -1
        for match in _DOUBLE.finditer(straight, start, end):
            position = match.start()
            if _direction(straight, position, opened >= 0) == "open":
                if opened >= 0:
                    spans.append((opened, position))
                opened = position
            elif opened >= 0:
                spans.append((opened, position + 1))
                opened = -1
        if opened >= 0:
            spans.append((opened, end))
    return spans

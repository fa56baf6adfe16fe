"""Hostile texts: what breaks naive code or makes it crawl, each a unit that is repeated to any length."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.markers import Catalogue
from detector.markers.catalogue import Marker

UNITS: dict[str, str] = {
    "double marks": '"', "single marks": "'", "full stops": ".", "stops apart": " .", "opened quotations": '"a ',
    "closed quotations": 'a" ', "opened single marks": "'a ", "quotation a line": '"a\n', "apostrophes": "a'", "elisions": "'s ",
    "single quotations": "x('a,", "one long word": "a", "one-letter words": "a ", "one word": "the ", "initials": "A. ",
    "dotted abbreviation": "a.", "U. S.": "U. S. ", "line feeds": "\n", "spaces": " ", "tabs": "\t", "carriage returns": "\r",
    "blank lines": "\n ", "tiny lines": "a\n", "NULs": "\0", "digits": "1", "decimals": "1.", "thousands": "1,", "dashes": "-",
    "commas": ", ", "brackets": "(", "questions": "? ", "short sentences": "The war ended. ", "doubled tails": "war. war. ",
    "reported": "said. ", "long line, small opening": "and so on and so forth, \n", "bylines": "By A\n", "byline that never ends": "By A, ",
    "labels": "Share\n", "menu": "Home | ", "asterisks": "*", "copyright": "© a ", "headlines": "a b c d e f\n",
    "wrapped lines": "a line of prose that goes on without an end and is broken at its\n", "Cyrillic": "\u0430", "mixed scripts": "\u0430b",
    "homoglyphs": "a\u0430a\u0430 ", "zero-width between letters": "a\u200b", "only zero-width": "\u200b", "combining marks": "a\u0301",
    "only combining marks": "\u0301", "emoji": "\U0001f600", "joined emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467 ",
    "right-to-left": "\u05d0\u05d1 ", "overrides": "\u202ea\u202c ", "lone surrogates": "\ud800", "dotted capital I": "\u0130",
    "private use": "\ue000 ", "not characters": "\ufffe\uffff ", "ligatures": "\ufb03 ", "replacement characters": "\ufffd",
    "templates": "{{ a ", "guillemets": "«a ", "entities": "&amp;", "links": "https://a.b/c?d=e ", "markdown": "**a** ",
    "list": "- a\n1. b\n", "shouting": "AAA ", "tags": "<b>",
}  # fmt: skip
"""Units by name; `repeated` makes a text of them."""

PROSE = (
    "The harbour master closed the eastern pier on Monday after divers found cracks in two of its columns, and said that it would stay "
    "closed until the spring. Nobody was hurt. Fishermen who keep their boats there were told to move them by the end of the week. "
    "“We have nowhere else to go,” one of them said, and he pointed at the other side of the bay, where the berths cost twice as much. "
    "The town council will meet on Thursday to decide who has to pay for the repairs, which may take longer than a year.\n"
)
"""An invented piece of news, long enough for a score when it is repeated."""


def repeated(unit: str, length: int) -> str:
    """Return a text of so many characters that holds nothing but the unit."""
    return (unit * (length // len(unit) + 1))[:length]


def hidden_in(text: str, between: str) -> str:
    """Return a text with something between the letters of every word."""
    return re.sub(r"(?<=\w)(?=\w)", between, text)


def attacks_on(marker: Marker) -> Iterator[str]:
    """Yield units that keep the verification of a marker busy: heads without an end, prefixes of what fires, what fires.

    Parameters
    ----------
    marker : Marker
    """
    for head in (*marker.head[:3], *marker.phrases[:1]):
        yield f"{head} "
        yield f"{head} a"
        yield f"{head}\n"
    for example in marker.fires[:2]:
        yield f"{example} "
        yield f"{example[: len(example) * 2 // 3]} "
        yield f"{example[:-1]}\n"


def attacks(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield ``(name, unit)`` for everything there is: the units above and those against every marker."""
    yield from UNITS.items()
    for marker in catalogue.markers.values():
        for number, unit in enumerate(attacks_on(marker), 1):
            yield f"{marker.id} {number}", unit

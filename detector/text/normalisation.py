"""Folding that keeps every offset: the copies made here are as long as the text they come from.

Typography says where a text was published, not who wrote it, so everything downstream reads a copy in
which quotation marks, dashes, spaces and line ends have one form. Because no character is added or removed,
a span in a copy is the same span in the original.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

_STANDARD = {
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02", '"'),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\uff07\u00b4", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u1680", " "),
    **dict.fromkeys("\u2028\u2029", "\n"),
    "\u2026": ".",
    "\u0130": "I",  # the only code point whose lower case is longer than itself
}
# What cp1252 has where Unicode has controls: text that was read as Latin-1 holds the latter. Undefined places stay.
_CP1252 = {chr(byte): character for byte in range(0x80, 0xA0) if (character := bytes([byte]).decode("cp1252", "ignore"))}
_FORMS = _STANDARD | {control: _STANDARD.get(character, character) for control, character in _CP1252.items()}
"""The one form of each character beyond ASCII that has several; `str.replace` of those present is far faster than
`str.translate` on text that holds few of them."""
_ASCII_PAIRS = (
    ("\r\n", " \n"), ("\r", "\n"), ("\x0b", "\n"), ("\x0c", "\n"), ("`", "'"),
    *((chr(control), " ") for control in (*range(0x0A), *range(0x0E, 0x20), 0x7F)),
)  # fmt: skip

HIDDEN = "\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad"
"""Characters that print nothing; between letters they hide a word from a search."""

_LOOKALIKE_LETTERS = "аеорсухіјѕԁԛԝкмтнвАЕОРСУХІЈЅКМТНВοανικρτυχΑΒΕΗΙΚΜΝΟΡΤΥΧΖ"
_LOOKALIKES = str.maketrans(_LOOKALIKE_LETTERS, "aeopcyxijsdqwkmthbAEOPCYXIJSKMTHBoavikptuxABEHIKMNOPTYXZ")
_LETTER = "[A-Za-z\u0370-\u03ff\u0400-\u052f]"
_ONLY_LOOKALIKES = re.compile(f"(?<!{_LETTER})[{_LOOKALIKE_LETTERS}]+(?!{_LETTER})")
MIXED_SCRIPT = re.compile(
    "(?<![A-Za-z\u0370-\u03ff\u0400-\u052f])"  # tried once a word, or a long one would take its length squared
    "(?:[A-Za-z]+[\u0370-\u03ff\u0400-\u052f]|[\u0370-\u03ff\u0400-\u052f]+[A-Za-z])[A-Za-z\u0370-\u03ff\u0400-\u052f]*"
)
"""A word that mixes Latin letters with Cyrillic or Greek ones."""


def beyond_ascii(text: str) -> frozenset[str]:
    """Return the distinct characters of a text that are not ASCII, kept for whoever asks next of the same text.

    There are few of them in English, so that asking which there are is far cheaper than looking for each.

    Examples
    --------
    >>> sorted(beyond_ascii("“naïve”"))
    ['ï', '“', '”']
    """
    if text.isascii():
        return frozenset()
    return _beyond_ascii(text) if len(text) <= _MOST_KEPT else _beyond_ascii.__wrapped__(text)


_MOST_KEPT = 20_000  # characters of a text: a batch of longer ones would fill the memory


@lru_cache(maxsize=128)
def _beyond_ascii(text: str) -> frozenset[str]:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return frozenset(map(chr, np.compress(codes > 127, codes).tolist()))


def straighten(text: str) -> str:
    """Return a copy of the same length and case with one form of quotes, dashes, spaces and line ends.

    White space in the copy is the space and the line feed, and nothing else.

    Words that mix Latin with look-alike Cyrillic or Greek letters come back in Latin, so that swapping a
    letter hides nothing, and so do words of nothing but look-alikes in a text that has such words; other words wholly
    in another script stay as they are.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        ``len(straighten(text)) == len(text)``, always.

    Examples
    --------
    >>> straighten("“It’s late,” he said –\\r\\nand left.")
    '"It\\'s late," he said - \\nand left.'
    """
    present = beyond_ascii(text)
    for old, new in _ASCII_PAIRS:
        if old in text:
            text = text.replace(old, new)
    for character in present.intersection(_FORMS):
        text = text.replace(character, _FORMS[character])
    if any("\u0370" <= character <= "\u052f" for character in present):  # Greek or Cyrillic
        text, mixed = MIXED_SCRIPT.subn(lambda word: word[0].translate(_LOOKALIKES), text)
        if mixed:
            text = _ONLY_LOOKALIKES.sub(lambda word: word[0].translate(_LOOKALIKES), text)
    return text


def without_hidden(text: str) -> tuple[str, list[int]] | None:
    """Return a text without its `HIDDEN` characters, and where each of its characters stood; None where there are none.

    Examples
    --------
    >>> without_hidden("a\\u200bb")
    ('ab', [0, 2])
    """
    if beyond_ascii(text).isdisjoint(HIDDEN):
        return None
    places = [place for place, character in enumerate(text) if character not in HIDDEN]
    return "".join([text[place] for place in places]), places


def lower(text: str) -> str:
    """Lower-case a straightened text without changing its length.

    Examples
    --------
    >>> len(lower(straighten("İzmir"))) == len("İzmir")
    True
    """
    folded = text.lower()
    if len(folded) != len(text):  # a future Unicode version may add another such letter
        folded = "".join(low if len(low := character.lower()) == 1 else character for character in text)
    return folded

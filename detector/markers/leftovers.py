"""Leftovers: pieces of another language, script, encoding or template that stayed in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice, pairwise
from typing import Any

from detector.markers.hit import Hit
from detector.markers.lexicons import read_lexicon
from detector.markers.places import has_other_script, tokens_in
from detector.text import BODY, Document
from detector.text.normalisation import HIDDEN, MIXED_SCRIPT, beyond_ascii

_LETTERS = "\u0370-\u03ff\u0400-\u052f\u0590-\u06ff\u0900-\u0dff\u0e00-\u0eff"
_SIGNS = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_OTHER_SCRIPT = re.compile(f"[{_LETTERS}]{{3,40}}|[{_SIGNS}]{{1,40}}")
_MOJIBAKE = re.compile(
    "\u00e2\u20ac[\u0080-\u2fff]?|\u00c3[\u0080-\u00bf\u0192\u201a\u00a9]|\u00c2[\u00a0-\u00bf]|\u00ef\u00bb\u00bf|\ufffd{1,8}"
)
_MOJIBAKE_HEADS = "\u00e2\u00c3\u00c2\u00ef\ufffd"
_UNSEEN = HIDDEN.replace("\u00ad", "")
_UNSEEN_IN_WORD = re.compile(f"(?<=[A-Za-z])[{_UNSEEN}]{{1,20}}(?=[A-Za-z])")
_MOST_HIDDEN = 50
_ENTITIES = frozenset("nbsp amp quot lt gt rsquo lsquo ldquo rdquo ndash mdash hellip apos".split())
_STRAY = frozenset(".,")
_QUESTION = frozenset("?")
_AMPERSAND = frozenset("&")
_ADDRESS = frozenset("/=&_")


@lru_cache(maxsize=1)
def _foreign_words() -> frozenset[str]:
    return frozenset(read_lexicon("foreign_words.tsv"))


def foreign_word(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find function words of another language in the middle of an English sentence.

    Parameters
    ----------
    document : Document
    options : mapping
        Not used.

    Yields
    ------
    Hit
        Only where the words on both sides are English and small: names and titles keep their own language.
    """
    foreign = _foreign_words()
    words, starts, ends = document.tokens.words, document.tokens.start_list, document.tokens.end_list
    straight = document.straight
    last = len(words) - 1
    for index in tokens_in(document, foreign):
        if not 1 < index < last - 1 or not straight[starts[index]].islower():
            continue
        around = [index - 2, index - 1, index + 1, index + 2]
        plain = all(words[at].isascii() and words[at].isalpha() and words[at] not in foreign for at in around[1:3])
        plain = plain and straight[starts[index - 1]].islower() and straight[starts[index + 1]].islower()
        glued = starts[index] == ends[index - 1] or ends[index] == starts[index + 1]
        if plain and not glued and all(words[at] not in ('"', "'", "(") for at in around):
            yield Hit(starts[index], ends[index])


def mixed_script(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find words that mix Latin letters with look-alikes of another script.

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
    if not has_other_script(document):
        return
    for match in MIXED_SCRIPT.finditer(text):
        word = match[0]
        cyrillic = any("\u0400" <= character <= "\u052f" for character in word)
        if len(word) > 3 and cyrillic and sum(character.isascii() for character in word) > 1:
            yield Hit(*match.span(), note="letters of two scripts in one word")


def hidden_character(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find words with characters between their letters that print nothing.

    Parameters
    ----------
    document : Document
    options : mapping
        Not used.

    Yields
    ------
    Hit
        One a word, however many such characters it holds; no more than `_MOST_HIDDEN`, for where a tool was at work it
        is all words.
    """
    text = document.text
    if beyond_ascii(text).isdisjoint(_UNSEEN):
        return
    starts, ends = document.tokens.start_list, document.tokens.end_list
    found = dict.fromkeys(bisect_right(ends, match.start()) for match in _UNSEEN_IN_WORD.finditer(text))
    for token in islice(found, _MOST_HIDDEN):
        yield Hit(starts[token], ends[token])


def other_script(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find words in a script that English is not written in.

    Parameters
    ----------
    document : Document
    options : mapping
        Not used.

    Yields
    ------
    Hit
        Nothing where they make up more than a name or two: then the text quotes another language on purpose.
    """
    text = document.straight
    if not has_other_script(document):
        return
    found = [match.span() for match in _OTHER_SCRIPT.finditer(text)]
    if len(found) > 6:
        return
    for start, end in found:
        bracketed = text[start - 1 : start] in "(\u201c\"'\u00ab[" or text[end : end + 1] in ")\u201d]\u00bb"
        if not bracketed and document.kind_at(start) == BODY:
            yield Hit(start, end)


def damaged_encoding(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find characters that were lost between two encodings: ``right?now``, ``isnâ€™t``, ``old&nbsp;and``.

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
    text = document.text
    if not beyond_ascii(text).isdisjoint(_MOJIBAKE_HEADS):
        for match in _MOJIBAKE.finditer(text):
            yield Hit(*match.span(), note="characters read in the wrong encoding")
    if "?" in text:
        for index in tokens_in(document, _QUESTION):
            if 0 < index < len(words) - 2 and _joins_words(document, index) and words[index + 2] not in ("?", "=", ".", "-"):
                yield Hit(starts[index - 1], ends[index + 1], note="a character was lost to a question mark")
    if "&" in text:
        for index in tokens_in(document, _AMPERSAND):
            if index + 2 < len(words) and words[index + 1] in _ENTITIES and words[index + 2] == ";":
                yield Hit(starts[index], ends[index + 2], note="a character reference of a web page")


def _joins_words(document: Document, index: int) -> bool:
    """Tell whether the mark stands between two small-letter words without a space, outside an address."""
    straight, start = document.straight, document.tokens.start_list[index]
    before = straight[max(0, start - 40) : start].rsplit(None, 1)[-1:]
    if not before or _ADDRESS.intersection(before[0]) or "." in before[0] or "-" in before[0]:
        return False
    after = straight[start + 1 : start + 2]
    return straight[start - 1].islower() and after.islower() and not _ADDRESS.intersection(straight[start + 1 : start + 30].split(" ")[0])


def template_leftover(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find placeholders that a page's program should have filled: ``{{ count }}``.

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
    position = straight.find("{{") if "{" in straight else -1  # one character is found many times as fast as two
    while position >= 0:
        end = straight.find("}}", position, position + 80)
        if end >= 0:
            yield Hit(position, end + 2)
        position = straight.find("{{", max(end, position + 2))


def stray_mark(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find a mark left where words were removed: ``Russia itself. . Putin``, ``the town, , and``.

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
    for first, index in pairwise(tokens_in(document, _STRAY)):
        if index != first + 1 or words[first] != words[index] or not 1 < index < len(words) - 1:
            continue
        apart = starts[index] > ends[index - 1] and document.block_at(starts[index - 1]) is document.block_at(starts[index])
        before, after = words[index - 2], words[index + 1]
        attached = starts[index - 1] == ends[index - 2] and before[-1].isalnum()
        if apart and attached and after not in ".," and document.text[starts[index]] in ".,":
            yield Hit(starts[index - 2], ends[index + 1])

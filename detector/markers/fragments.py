"""Fragments: doubled tails and other pieces that a rewriting engine leaves behind a full stop."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from detector.markers.casing import has_lost_capitals, is_edited
from detector.markers.hit import Hit
from detector.markers.lexicons import read_lexicon
from detector.markers.places import fingerprints, number_tokens, stops_without_capital, tokens_in
from detector.text import Document
from detector.text.segmentation import TITLES, TRAILING

_MARKS = frozenset(".,\"'!?")
_SAYING = frozenset("said says say saying told telling tells adding added".split())
_ABBREVIATIONS = TITLES | TRAILING | frozenset("vs viz cf al esp resp misc appt intl natl govt hwy mph pkg tsp tbsp oz lbs pkt".split())
_SMALL_BY_NATURE = frozenset(
    "van von der den de du di da del la le al el bin ibn ebay ipad iphone ios etc com org net gov edu html www https http n "
    "more reuter f".split()
)
_YEAR = re.compile(r"\d{4}s?")
_BEFORE_YEAR = frozenset(("the", "since", "in", "of"))
_FINITE = frozenset("is was are were has have had".split())
_ENDS = frozenset(".!?;:")
_OPENS_ADVERBIAL = frozenset(
    "in by since from until before after during at on as when while between of throughout for if although though".split()
)
_LEAST_CLAUSE = 10
_MOST_PLACES = 9
"""A word with so many places in the text is one that the text is made of, not one that was said twice."""
_THREE = np.uint32(0x85EBCA6B)  # mixes the fingerprints of three neighbours into one
_CANNOT_END = frozenset("of the an and to with for by from into or".split())
_REPORTING = frozenset("said says told added announced warned according".split())
_LEAST_REPORTS = 3
_LONGEST_RUN = 6
_RHETORICAL = frozenset("and or then after by again is".split())
_DOUBLED_BY_CUSTOM = frozenset(
    "that very really much many more long blah plus never well kitty autoplay walla bora baden know yeah come same years "
    "again over beep knock hear dear chop hush tick drip cheep quack agar dengue mahi pili couscous loud night goody".split()
)
_PLACING = frozenset("in from of to by with near on at for against inside across".split())
_LEAST_BLOCK = 12
"""Words of a paragraph before a fragment in it says anything: headlines, captions and lists are shorter."""


def spurious_break(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find a full stop in mid-sentence, with a small letter behind it: ``in the northeast. part of the country``.

    Two in a news report are strong, three are decisive. One alone is weak, as people slip, and so are all outside of the
    news, where pupils write so and a word of code may begin a sentence, and in a text that does not keep its capitals as
    a newsroom does, or has lost some on its way. Two spaces behind the full stop are not counted: something that stood there was cut out.

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
    straight = document.straight
    names = read_lexicon("names.tsv")
    found = [
        index
        for index in stops_without_capital(document)
        if index > 0
        and straight[starts[index + 1]].islower()
        and document.text[starts[index]] == "."
        and starts[index + 1] == ends[index] + 1
        and (len(words[index - 1]) > 2 or words[index - 1] in _CANNOT_END)
        and straight[starts[index - 1] : ends[index]][:-1].islower()
        and words[index - 1] not in _ABBREVIATIONS
        and words[index + 1] not in _SMALL_BY_NATURE
        and words[index + 1] not in names
        and (words[index + 1] != words[index - 1] or words[index - 1] in _CANNOT_END)
        and straight[starts[index + 1] : ends[index + 1]].islower()
        and document.block_at(starts[index]) is document.block_at(starts[index + 1])
        and not _opens_address(document, index + 1)
    ]
    if not found:
        return
    severity = "decisive" if len(found) > 2 else "strong"
    is_news = len(tokens_in(document, _REPORTING)) >= _LEAST_REPORTS
    if len(found) == 1 or not is_news or not is_edited(document) or has_lost_capitals(document):
        severity = "weak"
    for index in found:
        alone = index + 2 < len(words) and words[index + 2] == "."
        note = "a word stands alone between two full stops" if alone else ""
        yield Hit(starts[max(0, index - 2)], ends[min(len(words) - 1, index + 2)], severity, note)


def _opens_address(document: Document, index: int) -> bool:
    """Tell whether the token is the first part of a web address: ``pic.twitter.com``."""
    starts, ends = document.tokens.start_list, document.tokens.end_list
    joined = index + 2 < len(starts) and starts[index + 2] == ends[index] + 1
    return joined and starts[index + 1] == ends[index] and document.tokens.words[index + 1] in ".:/"


def orphan_tail(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find the tail of a sentence that became a sentence: ``a possible defeat. Ukrainian major.``

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
    sentences = document.sentence_tokens.tolist()
    for place in [place for place, (first, past) in enumerate(sentences) if 2 <= past - first <= 5 and place]:
        first, past = sentences[place]
        before, _ = sentences[place - 1]
        if words[past - 1] != "." or words[first - 1] != "." or first - before < _LEAST_BLOCK:
            continue
        if document.block_at(starts[first - 1]) is not document.block_at(starts[first]):
            continue
        note = _orphan(document, first, past - 1)
        if note:
            yield Hit(starts[first - 2], ends[past - 1], note=note)


def _orphan(document: Document, first: int, past: int) -> str:
    """Say why the sentence of these tokens cannot stand alone, or nothing."""
    words, starts = document.tokens.words, document.tokens.start_list
    straight = document.straight
    names = read_lexicon("names.tsv")
    count = past - first
    if words[first] in _PLACING and count == 2 and straight[starts[first + 1]].isupper() and words[first + 1] in names:
        return "a place cut off from its sentence"
    if count == 2 and words[first] in names and straight[starts[first + 1]].islower() and not words[first + 1].endswith(("ed", "ing")):
        return "half a noun phrase stands as a sentence"
    return ""


def missing_break(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find two sentences run together behind a year: ``of the 1960s Biden has been cautious``.

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
    straight = document.straight
    for index in number_tokens(document):
        if index + 3 >= len(words) or words[index + 2] not in _FINITE or not _YEAR.fullmatch(words[index]):
            continue
        name = straight[starts[index + 1] : ends[index + 1]]
        if not name.istitle() or words[index - 1] not in _BEFORE_YEAR or starts[index + 1] == ends[index]:
            continue
        opening = max((at for at in range(max(0, index - 40), index) if words[at] in _ENDS), default=-1)
        inside = words[opening + 1 : index]
        long_enough = len(inside) >= _LEAST_CLAUSE and inside[0] not in _OPENS_ADVERBIAL
        if long_enough and any(verb in _FINITE for verb in inside) and "," not in inside[-_LEAST_CLAUSE // 2 :]:
            yield Hit(starts[index - 1], ends[index + 2])


def doubled_tail(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find a word, or a form of *say*, that stands again alone behind its own full stop: ``war. war.``

    Parameters
    ----------
    document : Document
    options : mapping
        Not used.

    Yields
    ------
    Hit
    """
    words = document.tokens.words
    starts, ends = document.tokens.start_list, document.tokens.end_list
    count = len(words)
    behind_saying = [index + 1 for index in tokens_in(document, _SAYING) if words[index + 1 : index + 2] == ["."]]
    for index in {*stops_without_capital(document), *behind_saying}:  # behind the others a sentence begins
        if not 0 < index < count - 2:
            continue
        first = words[index - 1]
        following = index + 1
        while following < min(count - 1, index + 4) and words[following] in _MARKS:
            following += 1
        second = words[following]
        if first != second and first not in _SAYING:
            continue
        close = words[following + 1] if following + 1 < count else ""
        if not first[0].isalpha() or len(first) < 3 or following - index > 3 or first in _ABBREVIATIONS:  # “etc., etc.”
            continue
        if not any(map(str.isspace, document.straight[ends[index] : starts[following]])):  # an address
            continue
        small = document.straight[starts[following]].islower()  # a speaker who repeats himself begins a sentence: “Yes. Yes.”
        if first == second and small and close in (".", "!", "?") and not _is_repeated_sentence(document, index, first):
            yield Hit(starts[index - 1], ends[following + 1], note=f"“{first}” stands again behind its full stop")
        elif first in _SAYING and second in _SAYING and first != second and close == ".":
            yield Hit(starts[index - 1], ends[following + 1], note="the reporting verb stands twice")
        elif first in _SAYING and second in ("he", "she", "they") and close in _SAYING and document.straight[starts[following]].islower():
            yield Hit(starts[index - 1], ends[following + 1], note="the reporting clause stands twice")


def _is_repeated_sentence(document: Document, stop: int, word: str) -> bool:
    """Tell whether the word before the stop is a sentence of its own, as in “Never. Never.”"""
    return stop < 2 or document.tokens.words[stop - 2] in (".", "!", "?", '"')


def stutter(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find words said twice running: ``the ninth ninth``, ``the removal of the removal of beans``.

    Three words or more are the marker's severity, one word is weak: people’s keyboards stutter as well.

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
    marks = fingerprints(document)
    twice = (marks[1:] == marks[:-1]).nonzero()[0].tolist()
    three = (marks[:-2] * _THREE + marks[1:-1]) * _THREE + marks[2:]
    runs = [(length, (three[length:] == three[:-length]).nonzero()[0].tolist()) for length in range(3, _LONGEST_RUN + 1)]
    for first in twice:
        word, again = words[first], words[first + 1]
        custom = len(word) < 4 or not word.isalpha() or word in _DOUBLED_BY_CUSTOM
        if word == again and not custom and document.straight[starts[first + 1]].islower() and _counted(document)[word] < _MOST_PLACES:
            yield Hit(starts[first], ends[first + 1], "weak")
    for length, firsts in runs:
        for first in firsts:
            second = first + length
            run = words[first:second]
            heading = document.straight[starts[second]].isupper()  # “fires in the north Fires in the north”: a headline and its text
            if words[second : second + length] == run and not heading and _is_phrase(run) and _counted(document)[run[0]] < _MOST_PLACES:
                yield Hit(starts[first], ends[second + length - 1])


@lru_cache(maxsize=1)
def _counted(document: Document) -> Counter[str]:
    """Count the words; few texts need it, and those that repeat themselves need it often."""
    return Counter(document.tokens.words)


def _is_phrase(run: list[str]) -> bool:
    """Tell whether the words are a phrase: the first comes but once in it, and none is one that people repeat for effect."""
    return run[0] not in run[1:] and all(word.isalpha() for word in run) and _RHETORICAL.isdisjoint(run)

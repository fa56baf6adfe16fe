"""Casing: names that lost their capital on the way through an engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import compress
from typing import Any

import numpy as np

from detector.markers.hit import Hit
from detector.markers.lexicons import read_lexicon
from detector.markers.places import FULL_STOP, stops_without_capital, tokens_in
from detector.text import Document

_COMMON_AFTER = frozenset(
    "roulette dressing doll dolls salad shepherd shepherds sheepdog muffin muffins breakfast press fries toast window windows "
    "door doors horn kiss bean beans sprouts wool cotton leather style blinds blind knot numerals shorthair terrier terriers "
    "spaniel retriever wolfhound hound elm oak pine ivy lily lilac cress ginger kale cabbage clover beetle moth wasp "
    "hornet warbler sparrow elk mastiff pepper peppers hat coffee cigar massage bath bread cheese yogurt food beef".split()
)
_GLUED = frozenset("@#/_\\&=.-'")
_PARTICLES = frozenset("of and the de da do dos del la le el al am es".split())
_LEAST_NAMES = 10
_OFTEN = 0.1
"""Share of the capitalised words that may do without their capital elsewhere, as *state* and *court* do."""
_OPENERS = frozenset("\"'([:.!?-")
ALL_KINDS = ("calendar", "city", "country", "demonym")
_SENTENCE_ENDS = frozenset(".!?")
_SELF = frozenset(["i"])
_SLIPS = frozenset(
    "alot dont didnt doesnt isnt wasnt arent wouldnt couldnt shouldnt cant thats theyre youre ive becuase beacuse wich recieve definately "
    "seperate untill tommorow goverment enviroment enviorment enviornment beleive freind thier teh occured suprise truely allways "
    "somthing everytime infront eventhough helpfull usefull succes sucess probaly realy diffrent intresting "
    "knowlege grammer noone".split()
)
"""Slips of the hand that people make and engines do not."""


@lru_cache(maxsize=8)
def _names(kinds: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name for name, kind in read_lexicon("names.tsv").items() if kind in kinds)


@lru_cache(maxsize=1)
def _long_names() -> dict[str, list[tuple[str, ...]]]:
    """Names of several words by their first, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for name in sorted(read_lexicon("long_names.tsv"), key=len, reverse=True):
        words = tuple(name.split())
        found.setdefault(words[0], []).append(words)
    return found


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    return frozenset(_long_names())


@lru_cache(maxsize=2)
def is_careless(document: Document) -> bool:
    """Tell whether the writer is careless by habit: a small *i*, many small letters behind full stops, or slips of spelling.

    Learners, chats and texts all in lower case do; an engine that loses one name's capital does not.
    """
    starts, straight = document.tokens.start_list, document.straight
    if any(straight[starts[index]] == "i" for index in tokens_in(document, _SELF)) or len(tokens_in(document, _SLIPS)) > 1:
        return True
    words = document.tokens.words
    small = len(_small_openings(document))
    return small > 4 and small > 0.15 * sum(len(words[index - 1]) > 3 for index in tokens_in(document, FULL_STOP) if index < len(words) - 1)


def _small_openings(document: Document) -> list[str]:
    """Return the words with a small letter behind a full stop."""
    words, starts, straight = document.tokens.words, document.tokens.start_list, document.straight
    return [
        words[index + 1]
        for index in stops_without_capital(document)
        if straight[starts[index + 1]].islower() and straight[starts[index + 1] - 1].isspace() and len(words[index - 1]) > 3
    ]


@lru_cache(maxsize=2)
def is_edited(document: Document) -> bool:
    """Tell whether the text keeps its capitals as a newsroom does: several names have theirs, and few sentences lack one.

    Only in such a text is a lost capital a finding; elsewhere it is how the writer writes.
    """
    return len(set(_capitals_within(document))) >= _LEAST_NAMES and not is_careless(document)


def is_capitalised(document: Document, first: int, past: int) -> bool:
    """Tell whether the words of a range of tokens have their capitals, particles aside, as names have."""
    words, starts, straight = document.tokens.words, document.tokens.start_list, document.straight
    return all(
        straight[starts[index]].isupper() or words[index] in _PARTICLES or not words[index][0].isalpha() for index in range(first, past)
    )


@lru_cache(maxsize=2)
def has_lost_capitals(document: Document) -> bool:
    """Tell whether capitals are missing here and there, as on an article's way through the web.

    An engine loses those of the same few names, or behind a full stop that it set itself. A bad copy loses them
    anywhere: at the head of a paragraph, in one place of a name but not in another, in a name and behind a full stop.
    """
    return _opens_small(document) or _wavers(document)


def _opens_small(document: Document) -> bool:
    """Tell whether a paragraph begins with a small letter; a name that begins it may be what an engine lost."""
    words, starts = document.tokens.words, document.tokens.start_list
    opening = [first for first, past in document.body_tokens if first < past]
    return any(document.straight[starts[index]].islower() and words[index] not in _names(ALL_KINDS) for index in opening)


def _wavers(document: Document) -> bool:
    """Tell whether names stand with their capital and without, or several words that mostly have theirs do."""
    words = document.tokens.words
    upper = Counter(word for word in _capitals_within(document) if word.isalpha() and len(word) > 2)
    names = Counter(words[index] for index in _small_names(document, ALL_KINDS))
    openings = _small_openings(document)
    if not upper.keys().isdisjoint(names) or (openings and 1 in names.values()):
        return True
    small = (~_capitals(document) & document.is_body).tolist()
    lower = Counter(filter(upper.__contains__, compress(words, small)))
    wavering = {word for word, count in lower.items() if count <= upper[word]}
    return not wavering.isdisjoint(openings) or (len(wavering) > 1 and len(wavering) > _OFTEN * len(upper))


@lru_cache(maxsize=2)
def _capitals(document: Document) -> np.ndarray:
    """Return which tokens begin with a capital, bool, shape (n_tokens,)."""
    return np.asarray(document.initials != document.tokens.codes[document.tokens.starts])


@lru_cache(maxsize=2)
def _capitals_within(document: Document) -> list[str]:
    """Return the words that stand capitalised inside a sentence, where a capital is the writer's choice."""
    words = document.tokens.words
    capital = _capitals(document) & document.is_body
    capital[document.sentence_tokens[:, 0]] = False
    return [words[index] for index in capital.nonzero()[0].tolist() if words[index] != "i" and words[index - 1] not in _OPENERS]


def _stands_alone(document: Document, index: int) -> bool:
    """Tell whether the token is a word of running text: not part of a handle, an address or a compound."""
    text, start, end = document.straight, document.tokens.start_list[index], document.tokens.end_list[index]
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    beyond = text[end + 1] if end + 1 < len(text) else " "
    goes_on = after in ".=" and not beyond.isspace() and beyond not in "\"')"
    return before not in _GLUED and after not in ";@_/\\-" and not goes_on


def _small_names(document: Document, kinds: tuple[str, ...]) -> list[int]:
    """Return where names stand in lower case, as words of running text."""
    words, starts, straight = document.tokens.words, document.tokens.start_list, document.straight
    return [
        index
        for index in tokens_in(document, _names(kinds))
        if straight[starts[index]].islower()
        and _stands_alone(document, index)
        and not (index + 1 < len(words) and words[index + 1] in _COMMON_AFTER)
    ]


def lowercase_name(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find single names in lower case that no dictionary knows in lower case.

    It is strong in an edited text, decisive where one or two names lose their capital again and again while the rest
    keep theirs, and weak where the writer drops capitals as a habit or a bad copy lost them here and there.

    Parameters
    ----------
    document : Document
    options : mapping
        ``kinds``: which kinds of the lexicon ``names.tsv`` to look for.

    Yields
    ------
    Hit
    """
    words, starts, ends = document.tokens.words, document.tokens.start_list, document.tokens.end_list
    straight = document.straight
    small = _small_names(document, tuple(options["kinds"]))
    if not small:
        return
    capitalised = Counter(words[index] for index in tokens_in(document, _names(ALL_KINDS)) if straight[starts[index]].isupper())
    places = Counter(words[index] for index in small)
    if not is_edited(document) or has_lost_capitals(document):
        severity = "weak"
    elif len(small) > 2 and len(places) <= 2 and min(places.values()) > 1:
        severity = "decisive"
    else:
        severity = "strong"
    for index in small:
        word = straight[starts[index] : ends[index]]
        other = capitalised[words[index]]
        note = f"“{word}” without its capital" + (f", which it has {other} times elsewhere" if other else "")
        yield Hit(starts[index], ends[index], severity, note)


def broken_name(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find names of several words of which some have lost their capital: ``White house``, ``United states``.

    Parameters
    ----------
    document : Document
    options : mapping
        Not used.

    Yields
    ------
    Hit
    """
    names = _long_names()
    words, starts, ends = document.tokens.words, document.tokens.start_list, document.tokens.end_list
    straight = document.straight
    found: list[Hit] = []
    past = 0
    for index in tokens_in(document, _first_words()):
        if index < past:
            continue
        for name in names[words[index]]:
            last = index + len(name)
            if tuple(words[index:last]) != name:
                continue
            past = last
            capitals = [straight[starts[at]].isupper() for at in range(index, last) if words[at] not in _PARTICLES]
            starts_sentence = index == 0 or words[index - 1] in _SENTENCE_ENDS or not straight[starts[index] - 1].isspace()
            mixed = capitals[0] and not all(capitals) and not starts_sentence
            if mixed and document.is_body[index]:
                whole = straight[starts[index] : ends[last - 1]]
                found.append(Hit(starts[index], ends[last - 1], note=f"“{whole}” with part of its capitals"))
            break
    if found and not is_careless(document) and not has_lost_capitals(document):
        yield from found

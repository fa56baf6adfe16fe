"""Register: what only the number of occurrences shows, and who is spoken of without having been introduced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from detector.markers.hit import Hit
from detector.markers.lexicons import read_lexicon
from detector.markers.places import is_narrative, tokens_in
from detector.text import Document

_PLAIN = frozenset(["said", "says", "say", "saying", "told", "tells", "tell", "asked", "added", "adding"])
_FANCY = frozenset(
    "emphasized emphasised emphasizing emphasizes emphasises stated stating expressed expressing acknowledged acknowledging "
    "acknowledges underscored underscoring underscores reiterated reiterating reiterates advocated advocating articulated asserted "
    "asserting asserts affirmed affirming affirms highlighted highlighting remarked remarking lamented lamenting contended "
    "contending stressed stressing mentioned mentioning outlined outlining".split()
)
_INTRODUCERS = frozenset(
    "speaker speakers parliament assembly congress legislature senate chamber lawmakers deputies knesset duma speech lecture panel "
    "seminar loudspeaker microphone".split()
)
_SPEAKER = frozenset(["speaker"])
_JOINS = frozenset(["and", "or"])


@lru_cache(maxsize=8)
def _words_of(lexicon: str) -> frozenset[str]:
    return frozenset(read_lexicon(lexicon))


def _narrative(document: Document, wanted: frozenset[str]) -> list[int]:
    """Return the tokens of the body outside quotations that are among the wanted words."""
    narrative = is_narrative(document)
    return [index for index in tokens_in(document, wanted) if narrative[index]]


def _rated(document: Document, found: list[int], severity: str, note: str) -> Iterator[Hit]:
    """Yield the first of several occurrences with the severity of them all, the others as weak."""
    starts, ends = document.tokens.start_list, document.tokens.end_list
    for place, index in enumerate(found):
        yield Hit(starts[index], ends[index], severity if place == 0 else "weak", note)


def vocabulary_rate(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find the words of a lexicon where they are more frequent than people use them.

    Parameters
    ----------
    document : Document
    options : mapping
        ``lexicon``, ``per_thousand`` words of body, ``least`` occurrences and ``distinct`` words among them.

    Yields
    ------
    Hit
        The first with the marker's severity, the others weak.
    """
    found = _narrative(document, _words_of(options["lexicon"]))
    if len(found) < options["least"] or len(found) * 1000 < options["per_thousand"] * document.word_count:
        return
    if len({document.tokens.words[index] for index in found}) < options["distinct"]:
        return
    yield from _rated(document, found, "", f"{len(found)} such words in {document.word_count}")


def threes(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find series of three single words: ``secure, effective, and sustainable``.

    Parameters
    ----------
    document : Document
    options : mapping
        Not used.

    Yields
    ------
    Hit
        Only in small letters, with the comma before the last: lists of names and of things bought are everybody's.
    """
    words, starts, ends = document.tokens.words, document.tokens.start_list, document.tokens.end_list
    for index in tokens_in(document, _JOINS):
        if index < 4 or index + 1 == len(words) or words[index - 1] != "," or words[index - 3] != "," or words[index - 5 : index - 4] == [","]:
            continue
        series = document.straight[starts[index - 4] : ends[index + 1]]
        if words[index - 4].isalpha() and words[index - 2].isalpha() and words[index + 1].isalpha() and series.islower():
            yield Hit(starts[index - 4], ends[index + 1])


def said_deficit(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find reporting verbs that avoid *said* where they outnumber it.

    Parameters
    ----------
    document : Document
    options : mapping
        ``least`` such verbs, ``distinct`` ones among them, and the ``share`` of all reporting verbs that they must exceed.

    Yields
    ------
    Hit
        The first with the marker's severity, the others weak.
    """
    found = _narrative(document, _FANCY)
    if len(found) < options["least"]:
        return
    if len({document.tokens.words[index] for index in found}) < options["distinct"]:  # “stressed” is a word of phonetics
        return
    plain = len(_narrative(document, _PLAIN))
    if len(found) > options["share"] * (len(found) + plain):
        yield from _rated(document, found, "", f"{len(found)} of {len(found) + plain} reporting verbs avoid “said”")


def unintroduced_speaker(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find “the speaker” where nobody has spoken: each paragraph was rewritten without the one before it.

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
    for index in tokens_in(document, _SPEAKER)[:1]:  # behind the first, a speaker has been spoken of
        if index < 3 or words[index - 1] != "the" or document.straight[starts[index]] != "s":
            continue
        before = words[: index - 1]
        chamber = any(word == "house" and before[place - 1 : place] != ["white"] for place, word in enumerate(before))
        if before[-2:] == ["according", "to"] and not chamber and _INTRODUCERS.isdisjoint(before):
            yield Hit(starts[index - 3], ends[index], note="nobody was introduced as a speaker")

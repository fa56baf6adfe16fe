"""Formats: numbers, dates and units written as another language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from detector.markers.hit import Hit
from detector.markers.places import number_tokens, tokens_in
from detector.text import Document

_DECIMAL_COMMA = re.compile(r"\d{1,3},\d{1,2}")
_THOUSANDS_DOT = re.compile(r"\d{1,3}\.\d{3}")
_MILLIONS_DOT = re.compile(r"\d{1,3}(?:\.\d{3}){2}")
_DATE_OF_DOTS = re.compile(r"\d{1,2}\.\d{1,2}\.(?:19|20)\d\d")
_MEASURES = frozenset(
    "million billion trillion percent per % euros euro dollars pounds km kilometers kilometres meters metres kg kilograms tons tonnes "
    "degrees hectares liters litres points times thousand square cubic m mm cm".split()
)
_COUNTED = frozenset(
    "people soldiers students pupils inhabitants residents workers employees children troops men women jobs homes "
    "houses copies visitors spectators cases deaths citizens migrants refugees participants members units vehicles cars hectares tons "
    "tonnes voters tickets books fans signatures victims demonstrators protesters kilometers kilometres apartments companies".split()
)
_MONEY = frozenset("euros euro dollars pounds".split())
_PAID_OR_COUNTED = _COUNTED | _MONEY
_MONTHS = frozenset("january february march april may june july august september october november december".split())
_PLURAL_SCALES = frozenset("millions billions trillions thousands".split())
_SPELLED = frozenset("two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty".split())
_SCALES = frozenset("million billion trillion thousand hundred".split())
_CURRENCIES = frozenset("€£¥₽₴")
_BEFORE_DATE = frozenset("on of from the until since by to and before after".split())
_CLOCK = frozenset("gmt utc cet est edt updated".split())


def foreign_number(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find numbers of another locale: ``3,5 million``, ``12.500 people``, ``25 millions``, ``40 €``.

    Parameters
    ----------
    document : Document
    options : mapping
        ``kind``: decimal, thousands, scale or currency.

    Yields
    ------
    Hit
    """
    words, starts, ends = document.tokens.words, document.tokens.start_list, document.tokens.end_list
    is_foreign = _FOREIGN[options["kind"]]
    for index in number_tokens(document):
        if index + 1 < len(words) and is_foreign(words, index):
            yield Hit(starts[index], ends[index + 1])
    if options["kind"] == "scale":
        for index in tokens_in(document, _SPELLED):
            if words[index + 1 : index + 2] and words[index + 1] in _PLURAL_SCALES and words[index + 2 : index + 3] == ["of"]:
                yield Hit(starts[index], ends[index + 1])


def _is_decimal(words: list[str], index: int) -> bool:
    return "," in words[index] and words[index + 1] in _MEASURES and _DECIMAL_COMMA.fullmatch(words[index]) is not None


def _is_thousands(words: list[str], index: int) -> bool:
    word, following = words[index], words[index + 1]
    if "." not in word:
        return False
    whole = following in _COUNTED or (following in _MONEY and word.endswith("00"))
    return (whole and _THOUSANDS_DOT.fullmatch(word) is not None) or _MILLIONS_DOT.fullmatch(word) is not None


def _is_scale(words: list[str], index: int) -> bool:
    following = words[index + 1]
    whole = following in _SCALES and words[index + 2 : index + 3] == ["of"]
    if words[index - 1] == "#":  # a heading: #2 Thousands of fish
        return False
    return following in _PLURAL_SCALES or (whole and not _PAID_OR_COUNTED.isdisjoint(words[index + 3 : index + 4]))


def _is_before_currency(words: list[str], index: int) -> bool:
    return words[index + 1] in _CURRENCIES and words[index - 1] not in _CURRENCIES and not "".join(words[index + 2 : index + 3])[:1].isdigit()


_FOREIGN = {"decimal": _is_decimal, "thousands": _is_thousands, "scale": _is_scale, "currency": _is_before_currency}
"""By kind, whether the number at a token, which is not the last one, is of another locale."""


def foreign_date(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find dates of another locale in running text: ``the 3 of April``, ``on 18. November``, ``on 31.05.2024``.

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
    for index in number_tokens(document):
        if not 0 < index < len(words) - 2:
            continue
        word, before = words[index], words[index - 1]
        short = len(word) <= 2 and 0 < int(word) < 32 if word.isdigit() else False
        if short and before == "the" and words[index + 1] == "of" and words[index + 2] in _MONTHS:
            yield Hit(starts[index - 1], ends[index + 2])
        elif (
            short
            and before in _BEFORE_DATE
            and words[index + 1] == "."
            and starts[index + 1] == ends[index]
            and words[index + 2] in _MONTHS
            and document.straight[starts[index + 2]].isupper()
        ):
            yield Hit(starts[index], ends[index + 2])
        elif before in _BEFORE_DATE and _DATE_OF_DOTS.fullmatch(word) and not _CLOCK.intersection(words[max(0, index - 4) : index + 4]):
            yield Hit(starts[index], ends[index])

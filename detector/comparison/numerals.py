"""Numbers as they are written: figures, words and scales, read as one value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_ONES = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
        "nineteen".split()
    )
}
_TENS = {word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "mln": 1e6, "bln": 1e9, "bn": 1e9, "tn": 1e12,
    "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
_GLUED_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "million": 1e6, "billion": 1e9}
_GLUED_UNITS = {
    "km": "kilometer", "m": "meter", "cm": "centimeter", "mm": "millimeter", "kg": "kilogram", "g": "gram", "mph": "mph", "kph": "kph",
    "kmh": "kph", "ft": "foot", "lb": "pound", "lbs": "pound", "oz": "ounce", "gb": "gigabyte", "mb": "megabyte", "mw": "megawatt",
    "gw": "gigawatt", "ha": "hectare", "pc": "percent", "pct": "percent", "hz": "hertz", "ml": "milliliter",
}  # fmt: skip
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*$")
_GLUED = re.compile(r"(\d+(?:[.,]\d+)*)([a-z]{1,7})$")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)$")
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)$")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
ORDINALS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
        "seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number at the head of a run of tokens.

    Attributes
    ----------
    value : float
        What it amounts to, scale included.
    length : int
        How many tokens it takes.
    unit : str
        Lemma of a unit glued to the figure ("20km"); mostly empty.
    """

    value: float
    length: int
    unit: str = ""


def figure(word: str) -> float | None:
    """Read a figure: "1,200", "3.5", "3,5"; None for dates, times and everything else.

    Examples
    --------
    >>> figure("1,200"), figure("3.5"), figure("10:30")
    (1200.0, 3.5, None)
    """
    if not word[0].isdigit() or not word.isascii() or not _FIGURE.match(word):
        return None
    if _GROUPED.match(word):
        return float(word.replace(",", ""))
    if word.count(".") + word.count(",") > 1:
        return None
    return float(word.replace(",", "."))


def clock(word: str) -> float | None:
    """Read a time of day as hours: "10:30"; None for scores, ratios and everything else.

    Examples
    --------
    >>> clock("10:30"), clock("3:1"), clock("2024")
    (10.5, None, None)
    """
    match = _CLOCK.match(word) if ":" in word else None
    return int(match[1]) + int(match[2]) / 60 if match else None


def read_numeral(words: Sequence[str], index: int, money: bool = False) -> Numeral | None:
    """Read the number that begins at a token, in figures or in words.

    Parameters
    ----------
    words : sequence of str
        Folded tokens; hyphens are tokens of their own.
    index : int
        Where to begin.
    money : bool
        Whether a currency sign stands before it: then a glued "m" is million, not metre.

    Returns
    -------
    Numeral or None
        None where no number begins. "one" alone is not read as a number: it mostly is none.

    Examples
    --------
    >>> read_numeral(["twenty", "-", "five", "thousand", "men"], 0)
    Numeral(value=25000.0, length=4, unit='')
    >>> read_numeral(["2.5", "million"], 0)
    Numeral(value=2500000.0, length=2, unit='')
    """
    word = words[index]
    hours = clock(word)
    if hours is not None:
        return Numeral(hours, 1)
    value = figure(word)
    position = index + 1
    unit = ""
    if value is not None and len(word) <= 3 and word.isdigit() and words[position : position + 1] == ["000"]:
        value, position = value * 1000, position + 1  # "40 000"
    if value is None and word[0].isdigit():
        glued = _GLUED.match(word)
        base = figure(glued[1]) if glued else None
        if glued is None or base is None:
            return None
        suffix = glued[2]
        if suffix == "k" and base >= 1000:
            return None  # kelvin
        if suffix in _GLUED_SCALES and (money or suffix not in _GLUED_UNITS):
            value = base * _GLUED_SCALES[suffix]
        elif suffix in _GLUED_UNITS:
            value, unit = base, _GLUED_UNITS[suffix]
        else:
            return None
    elif value is None:
        read = _read_words(words, index)
        if read is None:
            return None
        value, position = read
    while position < len(words) and not unit:
        following = position + (words[position] == "-" and position + 1 < len(words))
        if words[following] not in SCALES:
            break
        value *= SCALES[words[following]]
        position = following + 1
    return Numeral(value, position - index, unit)


def _read_words(words: Sequence[str], index: int) -> tuple[float, int] | None:
    """Read "forty-two", "seven", "a hundred"; return the value and the token after it."""
    word = words[index]
    following = words[index + 1] if index + 1 < len(words) else ""
    if word in _TENS:
        value = _TENS[word]
        position = index + 1
        hyphen = following == "-"
        unit_at = position + hyphen
        if unit_at < len(words) and 0 < _ONES.get(words[unit_at], 0) < 10:
            return float(value + _ONES[words[unit_at]]), unit_at + 1
        return float(value), position
    if word in ("a", "one") and following in SCALES:
        return 1.0, index + 1
    if word in _ONES and word != "one":
        return float(_ONES[word]), index + 1
    return None


def ordinal(word: str) -> int | None:
    """Read "5th" or "fifth"; None for other words ("second" is read as an ordinal as well).

    Examples
    --------
    >>> ordinal("5th"), ordinal("fifth"), ordinal("five")
    (5, 5, None)
    """
    match = _ORDINAL.match(word)
    return int(match[1]) if match else ORDINALS.get(word)

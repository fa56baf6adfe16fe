"""Numbers with what they count: changed values and lost units."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from detector.comparison.alignment import Alignment, Passage
from detector.comparison.findings import Alteration, show, span_of_terms
from detector.comparison.lemmas import edit_distance
from detector.comparison.lexicons import known_words, places
from detector.comparison.numerals import SCALES, clock
from detector.comparison.terms import FUNCTION, NUMBER, Version
from detector.comparison.units import UNITS

_BEFORE_UNIT = frozenset("more odd square cubic metric nautical us usa canadian australian sterling million billion percentage".split())
_HALVES_OF_DAY = frozenset("am# pm# am pm".split())
_JOINS = frozenset("and or to by x".split())
_MONTHS = frozenset("january february march april may june july august september october november december".split())
_LESS_EXACT = frozenset(
    "about around some roughly approximately nearly almost over under more less than least most up close circa estimate".split()
)
_CLEAR = 0.5
"""Overlap of two sentences in which the only numbers left over on both sides are one number."""

_WITHOUT_UNIT = frozenset({"age", "clock"})
"""What needs no unit: "Ann, 12," and "at 10" are 12 years and 10 o'clock."""

_OLDEST = 120
"""Years that nobody is old."""

_CONVERTED = 0.06
"""Share by which a converted measure may miss the exact one: newspapers round (20 kilometres, 12 miles)."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit.

    Attributes
    ----------
    at : int
        The number's term.
    value : float
        What it amounts to.
    unit : str
        Lemma of its unit; empty where it counts things.
    unit_at : int
        Term of the unit, ``at`` where there is none.
    counted : str
        Lemma of the next content word: what is counted, or the unit.
    kind : str
        ``"number"``, ``"year"``, ``"ordinal"``, ``"date"``, ``"age"`` or ``"clock"``, a time of day.
    rough : bool
        Whether the text calls it approximate.
    """

    at: int
    value: float
    unit: str
    unit_at: int
    counted: str
    kind: str
    rough: bool

    @property
    def measure(self) -> str:
        """What the unit measures."""
        return UNITS[self.unit][0] if self.unit else ""

    @property
    def amount(self) -> float:
        """The value in the first unit of its measure."""
        return self.value * UNITS[self.unit][1] if self.unit else self.value


def _unit_after(version: Version, at: int, last: int) -> tuple[str, int]:
    """Return the unit behind a number, over "square", "Swiss" and the like, or shared with the next number ("3 or 4 miles")."""
    terms = version.terms
    index = at + 1
    if [term.form for term in terms[index : min(last, index + 2)]] == ["of", "a"]:
        index += 2
        if index < last and terms[index].lemma == "2th":  # "0.5 of a second", which was read as an ordinal
            return "second", index
    while index < last and index <= at + 3 and (terms[index].lemma in _BEFORE_UNIT or terms[index].lemma in places()):
        index += 1
    if index < last and terms[index].lemma in UNITS and terms[index].kind != NUMBER and terms[index].clause - terms[at].clause <= 1:
        return terms[index].lemma, index
    following = at + 1 + (at + 1 < last and terms[at + 1].form in _JOINS)
    if following < last and terms[following].kind == NUMBER and not _begins_anew(version, at, following, last):
        return _unit_after(version, following, last)
    return "", at


def _begins_anew(version: Version, at: int, following: int, last: int) -> bool:
    """Tell whether a comma parts a number from the next, which has its unit for itself: "of those under 30, 45 percent"."""
    terms = version.terms
    listed = following + 1 < last and (terms[following + 1].form in _JOINS or terms[following + 1].kind == NUMBER)
    return following == at + 1 and "," in version.text_of(terms[at].end, terms[following].start) and not listed


def _month(version: Version, at: int, first: int, last: int) -> str:
    """Return the month beside a number ("July 17", "the 17th of July"); empty where there is none."""
    terms = version.terms
    beside = [at - 1, at + 1, *([at + 2] if at + 1 < last and terms[at + 1].form == "of" else [])]
    return next((terms[near].lemma for near in beside if first <= near < last and terms[near].lemma in _MONTHS and terms[near].name), "")


def _kind(version: Version, at: int, unit: str, first: int, last: int) -> str:
    terms = version.terms
    if _month(version, at, first, last) and terms[at].value < 100:
        return "date"
    value = terms[at].value
    if not unit and 1500 <= value <= 2100 and value == int(value) and len(version.text_of(terms[at].start, terms[at].end)) == 4:
        return "year"
    return "number"


def _hours(version: Version, at: int, last: int) -> float | None:
    """Return the hours on the dial that a number tells ("2:30 p.m." and "14:30" are 2.5); None where it is no time of day."""
    term = version.terms[at]
    written = version.text_of(term.start, term.end)
    halved = at + 1 < last and version.terms[at + 1].form in _HALVES_OF_DAY
    if ":" not in written and not halved:
        return None
    value = term.value if ":" in written else clock(written.replace(".", ":")) or term.value
    return round(value % 12 if value <= 24 else value, 3)


def _is_age(version: Version, at: int, unit_at: int, first: int, last: int) -> bool:
    """Tell whether a number is somebody's age: "12 years old", "12 years of age", "aged 9 and 12", "Ann, 12,"."""
    terms = version.terms
    if any(term.lemma in ("old", "age", "young") for term in terms[unit_at + 1 : min(last, unit_at + 3)]):
        return True
    if at >= first + 2 and terms[at - 1].form == "than" and terms[at - 2].form in ("older", "younger"):
        return True
    before = at - 1
    while before > first and (terms[before].kind == NUMBER or terms[before].form in _JOINS):
        before -= 1
    if before >= first and terms[before].lemma in ("age", "aged") and at - before <= 5:
        return True
    own = terms[at].clause != terms[at - 1].clause and (unit_at + 1 >= last or terms[unit_at + 1].clause != terms[unit_at].clause)
    return first < at and own and terms[at - 1].name and terms[at].value < _OLDEST and terms[unit_at].lemma in ("year", terms[at].lemma)


def quantities(version: Version, terms: tuple[int, ...]) -> list[Quantity]:
    """Read the quantities among some terms of a version.

    Parameters
    ----------
    version : Version
        The version.
    terms : tuple of int
        Numbers of its terms, in order.

    Returns
    -------
    list of Quantity

    Examples
    --------
    >>> from detector.text import Document
    >>> version = Version(Document("It flew 200 miles, or 300 kilometers, for $1.5 million."))
    >>> [(quantity.value, quantity.unit) for quantity in quantities(version, tuple(range(len(version))))]
    [(200.0, 'mile'), (300.0, 'kilometer'), (1500000.0, 'dollar')]
    """
    found = []
    for at in terms:
        term = version.terms[at]
        if term.kind != NUMBER and not term.form[0].isdigit():
            continue
        first, last = version.sentences[version.sentence_of[at]]
        following = [version.terms[index].lemma for index in range(at + 1, min(last, at + 3)) if version.terms[index].kind != FUNCTION]
        month = _month(version, at, first, last)
        counted = month or (following[0] if following else "")
        rough = any(version.terms[index].form in _LESS_EXACT for index in range(max(first, at - 3), at))
        if term.kind == NUMBER:
            unit, unit_at = _unit_after(version, at, last)
            kind = _kind(version, at, unit, first, last)
            hours = _hours(version, at, last)
            if hours is not None:
                found.append(Quantity(at, hours, "", at, "", "clock", True))
            elif _is_age(version, at, unit_at, first, last):
                found.append(Quantity(at, term.value, "", unit_at, "", "age", rough))
            else:
                found.append(Quantity(at, term.value, unit, unit_at, counted, kind, rough))
        elif found and found[-1].unit_at == at:
            continue  # "0.5 of a second"
        elif term.form.endswith("th") and term.form[:-2].isdigit():
            kind = "date" if month else "ordinal"
            found.append(Quantity(at, float(term.form[:-2]), "", at, counted, kind, rough))
    return found


def _digits(value: float) -> int:
    """Return how many figures a number has that are not trailing zeros."""
    return len(f"{abs(value):.10g}".replace(".", "").split("e")[0].strip("0")) or 1


def _rounds(exact: Quantity, short: Quantity) -> bool:
    """Tell whether the second is the first, rounded."""
    if exact.value == 0 or exact.rough or _digits(short.value) >= _digits(exact.value) or exact.kind == "year" or short.kind == "year":
        return False
    if short.rough:
        return abs(exact.value - short.value) <= 0.1 * abs(exact.value)
    if abs(exact.value) < 1000 and exact.value == int(exact.value):
        return False
    step = 10.0 ** (math.floor(math.log10(abs(exact.value))) - _digits(short.value) + 1)
    return _digits(short.value) >= 2 and abs(exact.value - short.value) <= 0.51 * step


def _scale_misspelled(scaled: Quantity, other: Quantity) -> bool:
    """Tell whether a number only seems smaller because its scale was spelled wrong: "$30 bilion"."""
    if not other.value or other.counted in known_words():
        return False
    ratio = scaled.value / other.value
    return any(ratio == value and len(word) > 3 and edit_distance(word, other.counted, 2) <= 2 for word, value in SCALES.items())


def _is_short_million(first: Quantity, second: Quantity) -> bool:
    """Tell whether one amount ends in an "m" that stands for million: "1.7m people", and "22m" that has lost its "£"."""
    return first.unit == "meter" and round(first.value * 1e6) == second.value


def _same(first: Quantity, second: Quantity) -> bool:
    """Tell whether two quantities are one, perhaps in another unit or rounded."""
    if (_is_short_million(first, second) and not second.unit) or (_is_short_million(second, first) and not first.unit):
        return True
    if _scale_misspelled(first, second) or _scale_misspelled(second, first):
        return True
    if first.value == second.value and first.unit == second.unit:
        return True
    if first.unit and second.unit and first.unit != second.unit and first.measure == second.measure and first.measure != "time":
        return abs(first.amount - second.amount) <= _CONVERTED * max(first.amount, second.amount)
    if first.unit == second.unit or not (first.unit and second.unit):
        return _rounds(first, second) or _rounds(second, first)
    return first.measure == second.measure == "time" and first.amount == second.amount


_Test = Callable[[Quantity, Quantity], bool]


def _take(left_a: list[Quantity], left_b: list[Quantity], test: _Test) -> list[tuple[Quantity, Quantity]]:
    """Remove the pairs that pass a test from both lists and return them."""
    taken = []
    for first in list(left_a):
        second = next((one for one in left_b if test(first, one)), None)
        if second is not None:
            left_a.remove(first)
            left_b.remove(second)
            taken.append((first, second))
    return taken


def _misspelled(measured: Quantity, other: Quantity) -> bool:
    """Tell whether a unit only seems lost because it was spelled wrong: "pecrent"."""
    slip = bool(measured.unit) and not other.unit and len(measured.unit) > 3 and other.counted not in known_words()
    return slip and edit_distance(measured.unit, other.counted, 2) <= 2


def _unit_lost(alignment: Alignment, first: Quantity, second: Quantity) -> Alteration | None:
    a, b = alignment.a, alignment.b
    if first.unit == second.unit or {first.kind, second.kind} & _WITHOUT_UNIT or {first.unit, second.unit} == {"", "point"}:
        return None
    if _misspelled(first, second) or _misspelled(second, first):
        return None
    span_a = span_of_terms(a, list(range(first.at, first.unit_at + 1)))
    span_b = span_of_terms(b, list(range(second.at, second.unit_at + 1)))
    if first.unit and second.unit and first.value == second.value:
        note = f"The same number has another unit: {show(span_a)} answers {show(span_b)}."
    else:
        unit = second.unit if _is_short_million(first, second) else first.unit or second.unit
        note = f"The unit “{unit}” is lost: {show(span_a)} answers {show(span_b)}."
    return Alteration("unit-lost", "decisive", span_a, span_b, note)


def _in_one_place(passage: Passage, first: Quantity, second: Quantity, alone: bool) -> bool:
    """Tell whether two different numbers count the same thing in the same place, or are the only ones without an answer."""
    linked = passage.links.get(first.at) == second.at
    if first.kind != second.kind or first.unit != second.unit:
        comparable = first.kind == second.kind or "age" in (first.kind, second.kind)
        return comparable and not (first.unit and second.unit) and linked and passage.links.get(first.at - 1) == second.at - 1
    if first.unit:
        return linked or first.kind == "number"
    if linked or (alone and first.kind in ("number", "age") and passage.score >= _CLEAR):
        return True
    return bool(first.counted) and first.counted == second.counted


def find_quantities(alignment: Alignment) -> Iterator[Alteration]:
    """Yield numbers that changed and units that were lost.

    Spelled-out numbers, scales, currency signs, percent signs, conversions between units and correct rounding are the
    same number. A number that only one version mentions is a matter of length, not an alteration.

    Parameters
    ----------
    alignment : Alignment
        Two aligned versions.

    Yields
    ------
    Alteration
        Of kinds ``number-changed`` and ``unit-lost``.
    """
    for passage in alignment.passages:
        left_a, left_b = quantities(alignment.a, passage.terms_a), quantities(alignment.b, passage.terms_b)
        if left_a and left_b:
            yield from _compared(alignment, passage, left_a, left_b)


def _compared(alignment: Alignment, passage: Passage, left_a: list[Quantity], left_b: list[Quantity]) -> Iterator[Alteration]:
    """Take equal quantities away, the surest first; what is left and counts the same thing was changed."""
    links = passage.links
    _take(left_a, left_b, lambda first, second: links.get(first.at) == second.at and _equal(first, second))
    _take(left_a, left_b, _equal)
    _take(left_a, left_b, lambda first, second: links.get(first.at) == second.at and _same(first, second))
    for first, second in _take(left_a, left_b, _may_be_one):
        lost = _unit_lost(alignment, first, second)
        if lost is not None:
            yield lost
    _take(left_a, left_b, _same)
    alone = len(left_a) == len(left_b) == 1
    told_a, told_b = alignment.a.told_numbers, alignment.b.told_numbers
    for first, second in _take(left_a, left_b, lambda first, second: _in_one_place(passage, first, second, alone)):
        value_a, value_b = _as_told(alignment.a, first), _as_told(alignment.b, second)
        kept = told_b[value_a] >= max(1, told_a[value_a]) or told_a[value_b] >= max(1, told_b[value_b])
        if kept and links.get(first.at) != second.at:
            continue  # the story has both numbers: they stand in another order
        span_a = span_of_terms(alignment.a, list(range(first.at, first.unit_at + 1)))
        span_b = span_of_terms(alignment.b, list(range(second.at, second.unit_at + 1)))
        note = f"The number is another one: {show(span_a)} answers {show(span_b)}."
        yield Alteration("number-changed", "strong" if first.rough or second.rough else "decisive", span_a, span_b, note)


def _as_told(version: Version, quantity: Quantity) -> float:
    return version.terms[quantity.at].value or quantity.value


def _equal(first: Quantity, second: Quantity) -> bool:
    return first.value == second.value and first.unit == second.unit


def _may_be_one(first: Quantity, second: Quantity) -> bool:
    if _is_short_million(first, second) or _is_short_million(second, first):
        return bool(first.unit and second.unit)
    return first.value == second.value and (first.kind == second.kind or bool({first.kind, second.kind} & _WITHOUT_UNIT))

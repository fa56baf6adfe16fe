"""Numbers in figures and words, and their units."""

from __future__ import annotations

import pytest

from detector.comparison.numerals import read_numeral
from detector.comparison.quantities import quantities
from detector.comparison.terms import Version
from detector.text import Document, words_of

NUMBERS = [
    ("1,200", 1200), ("3.5", 3.5), ("3,5", 3.5), ("12", 12), ("twelve", 12), ("twenty-five", 25), ("forty two", 42), ("2.5 million", 2.5e6),
    ("three hundred", 300), ("a hundred", 100), ("one million", 1e6), ("5bn", 5e9), ("20km", 20), ("10k", 10_000), ("7 billion", 7e9),
    ("10:30", 10.5), ("9:00", 9),
]  # fmt: skip
NO_NUMBERS = ["one", "a", "3:1", "10:75", "12/05/2024", "f35", "1990s", "tenth", "million", "-"]

QUANTITIES = [
    ("It cost $5 million.", [(5e6, "dollar")]),
    ("It cost 5 million dollars.", [(5e6, "dollar")]),
    ("It cost €3,000 and £20.", [(3000.0, "euro"), (20.0, "pound")]),
    ("Sales fell 4.5% in May.", [(4.5, "percent")]),
    ("They walked 3 or 4 miles.", [(3.0, "mile"), (4.0, "mile")]),
    ("They walked 3, 4 and 5 miles.", [(3.0, "mile"), (4.0, "mile"), (5.0, "mile")]),
    ("The field has 40 square kilometers.", [(40.0, "kilometer")]),
    ("The pipe is 20km long.", [(20.0, "kilometer")]),
    ("There were 12 boats.", [(12.0, "")]),
    ("It cost 3 million Swiss francs.", [(3e6, "franc")]),
    ("He lost by 0.5 of a second.", [(0.5, "second")]),
    ("It cost 30 Euros.", [(30.0, "euro")]),
    ("The bomb was 2 m long.", [(2.0, "meter")]),
    ("Ann, 12, and Ole, 14 years, were there.", [(12.0, ""), (14.0, "")]),
    ("The girls were aged 9 and 12.", [(9.0, ""), (12.0, "")]),
    ("They met at 2:30 p.m. or 14:30.", [(2.5, ""), (2.5, "")]),
]


@pytest.mark.parametrize(("text", "value"), NUMBERS, ids=[text for text, _ in NUMBERS])
def test_a_number_is_read_whole(text: str, value: float) -> None:
    words = words_of(text)
    numeral = read_numeral(words, 0)
    assert numeral is not None
    assert (numeral.value, numeral.length) == (value, len(words))


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_not_read(text: str) -> None:
    assert read_numeral(words_of(text), 0) is None


@pytest.mark.parametrize(("text", "expected"), QUANTITIES, ids=[text for text, _ in QUANTITIES])
def test_quantities_have_their_units(text: str, expected: list[tuple[float, str]]) -> None:
    version = Version(Document(text))
    found = quantities(version, tuple(range(len(version))))
    assert [(quantity.value, quantity.unit) for quantity in found] == expected

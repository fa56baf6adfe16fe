"""Folding keeps every offset, whatever the text holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.text.normalisation import lower, straighten, without_hidden

ANY_TEXT = st.text(alphabet=st.characters(), max_size=200)


@given(ANY_TEXT)
def test_copies_are_as_long_as_the_text(text: str) -> None:
    straight = straighten(text)
    assert len(straight) == len(text)
    assert len(lower(straight)) == len(text)


@given(ANY_TEXT)
def test_white_space_is_the_space_and_the_line_feed_only(text: str) -> None:
    assert {c for c in straighten(text) if c.isspace()} <= {" ", "\n"}


@given(ANY_TEXT)
def test_straightening_twice_changes_nothing(text: str) -> None:
    once = straighten(text)
    assert straighten(once) == once


@pytest.mark.parametrize(
    ("text", "straight"),
    [
        ("“Yes,” she said.", '"Yes," she said.'),
        ("it’s", "it's"),
        ("1999–2004 — and on", "1999-2004 - and on"),
        ("a\r\nb\rc", "a \nb\nc"),
        ("thin\u2009space\u00a0here\there", "thin space here here"),
        ("«Oui»", '"Oui"'),
        ("K\u0443iv", "Kyiv"),  # one Cyrillic letter in a Latin word
        ("Київ", "Київ"),  # a wholly Cyrillic word stays
        ("\u0130zmir", "Izmir"),
        ("\x93It\x92s late\x85\x94 she said \x96 and left.", '"It\'s late." she said - and left.'),  # cp1252 read as Latin-1
        ("\x91Yes\x92 \x97 for \x80 5", "'Yes' - for \u20ac 5"),
        ("na\x9dive", "na\x9dive"),  # a place that cp1252 leaves undefined
    ],
)
def test_typography(text: str, straight: str) -> None:
    assert straighten(text) == straight


def test_a_text_without_what_prints_nothing_keeps_its_places() -> None:
    assert without_hidden("plain") is None
    assert without_hidden("naïve") is None
    text = "\u200bTh\u00ade \u2060ro\u200c\u200dof lea\ufeffks.\u200b"
    printed = without_hidden(text)
    assert printed is not None
    assert printed[0] == "The roof leaks."
    assert "".join(text[place] for place in printed[1]) == printed[0]

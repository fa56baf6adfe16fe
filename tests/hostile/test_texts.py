"""Hostile texts: whatever a text holds, its document is sound and the whole catalogue can be run over it."""

from __future__ import annotations

import pytest

from detector.markers import Catalogue, CatalogueError, Marker, read_markers
from detector.text import Document
from tests.fuzz.oracles import check_document, check_evidence
from tests.hostile.texts import PROSE, UNITS, attacks_on, hidden_in, repeated

CATALOGUE = Catalogue.load()
LENGTH = 20_000


def check(text: str) -> Document:
    document = Document(text)
    check_document(document)
    check_evidence(document, CATALOGUE)
    return document


@pytest.mark.parametrize("name", UNITS)
def test_one_thing_over_and_over(name: str) -> None:
    check(repeated(UNITS[name], LENGTH))


@pytest.mark.parametrize("name", UNITS)
def test_one_thing_within_prose(name: str) -> None:
    unit = UNITS[name]
    check(PROSE + unit + PROSE + unit * 40 + PROSE)
    check(unit + PROSE.replace(" ", f" {unit}"))


@pytest.mark.parametrize("marker", CATALOGUE.markers.values(), ids=lambda marker: marker.id)
def test_attacks_on_a_marker(marker: Marker) -> None:
    for unit in attacks_on(marker):
        check(repeated(unit, LENGTH // 10))


@pytest.mark.parametrize("between", ["\u200b", "\u00ad", "\u2060", "\u0301"])
def test_hidden_characters_hide_no_word(between: str) -> None:
    plain, hidden = Document(PROSE), check(hidden_in(PROSE, between))
    assert hidden.word_count == plain.word_count
    if between != "\u0301":
        assert hidden.body_words == plain.body_words


def test_homoglyphs_hide_no_word() -> None:
    plain, changed = Document(PROSE), check(PROSE.replace("a", "\u0430").replace("o", "\u043e"))
    different = {b for a, b in zip(plain.body_words, changed.body_words, strict=True) if a != b}
    assert all(not word.isascii() and len(word) <= 2 for word in different), "only a word of nothing but look-alikes may stay"


def test_the_same_text_twice_gives_the_same() -> None:
    for unit in UNITS.values():
        text = PROSE + repeated(unit, 500) + PROSE
        assert CATALOGUE.find(Document(text)) == CATALOGUE.find(Document(text))


@pytest.mark.parametrize("pattern", ["a {1,20}x", "a(?: ){1,20}x", "a(?: ?b?){1,12}x"])
def test_a_users_pattern_of_many_spaces_ends(pattern: str) -> None:
    table = f"[[marker]]\nid='m'\nfamily='spin'\nseverity='weak'\ntitle='t'\nwhy='w'\nsource='s'\nhead='a'\npattern='{pattern}'\n"
    try:
        catalogue = Catalogue(read_markers(table, "mine.toml"))
    except CatalogueError:
        return
    assert not catalogue.find(Document("a" + " " * 39 + "y"))

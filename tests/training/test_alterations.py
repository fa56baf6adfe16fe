"""Planting edits, and counting what the comparison makes of them."""

from __future__ import annotations

import random

import pytest

from detector.text import Document
from training.alterations import Couple, measure, table_of_alterations, table_of_silence, with_kept_quotations
from training.planting import HARMLESS, PLANTED, Edit, drawn_edits

TEXT = """The council of Odde has approved a new quay for 240 boats, Mayor Ada Berg said on Monday.
It will cost $12 million and reach 300 meters into the fjord. Work is planned to begin in September.
“The old harbour was built for sailing ships and it cannot hold the trawlers of today,” said Ada Berg.
“We have waited twenty years for this quay, and the fishermen have paid for every delay,” Ivar Krogh added.
The neighbors of the old wharf were not told about the vote. They will appeal to the governor, although nobody expects them to win.
On Tuesday the harbor board visited the site with engineers from Bodin. Two divers had inspected the bottom before that.
The United States company that will build the quay did not answer our questions."""

RETOLD = """Mayor Ada Berg said on Monday that the council of Odde has approved a new quay for 240 boats.
The work is planned to begin in September. It will cost $12 million, and reach 300 meters into the fjord.
“The harbour we have was made for sailing ships, and it can not hold the trawlers of today,” said Ada Berg.
“We waited twenty years for this quay, and the fishermen paid for every delay,” Ivar Krogh added.
The neighbors of the old wharf were not told about the vote. They will appeal to the governor; nobody expects them to win.
On Tuesday the harbor board went to the site with engineers from Bodin. Two divers had inspected the bottom before.
The United States company that will build the quay did not answer questions."""


@pytest.mark.parametrize("kind", [*PLANTED, *HARMLESS])
def test_every_kind_has_places(kind: str) -> None:
    edits = PLANTED[kind][0] if kind in PLANTED else HARMLESS[kind]
    document = Document(TEXT)
    found = list(edits(document, random.Random(1)))
    assert found
    for edit in found:
        start, end = edit.span
        edited = edit.applied(TEXT)
        assert edited != TEXT
        assert 0 <= start < end <= len(edited) + 1
        assert edited[:start] == TEXT[:start]


def test_an_edit_is_drawn_only_where_it_fits() -> None:
    document = Document(TEXT)
    numbers = PLANTED["number"][0]
    [edit] = drawn_edits(numbers, document, random.Random(0), lambda edit: edit.keys == ("240",))
    assert TEXT[edit.start : edit.end] == "240"
    assert drawn_edits(numbers, document, random.Random(0), lambda edit: False) == []


def test_the_span_of_a_deletion_is_one_character() -> None:
    assert Edit("unit", 5, 9, "").span == (5, 6)


def test_an_honest_retelling_keeps_the_quotations() -> None:
    kept = with_kept_quotations(TEXT, RETOLD)
    assert "“The old harbour was built for sailing ships and it cannot hold the trawlers of today,”" in kept
    assert "Mayor Ada Berg said on Monday that the council" in kept


def test_planted_alterations_are_found_and_harmless_edits_pass() -> None:
    kept = with_kept_quotations(TEXT, RETOLD)
    tally = measure([Couple("human", TEXT, kept, f"story {number}") for number in range(6)])
    found = table_of_alterations(tally)
    overall = found[found["versions"] == "all"].set_index("kind")
    assert set(overall.index) == set(PLANTED)
    assert overall["recall"].mean() >= 0.9
    assert overall["precision"].min() >= 0.9
    silence = table_of_silence(tally).set_index(["edit", "versions"])["alarms in 100"]
    assert silence["all", "itself"] <= 3
    assert silence["all", "human"] <= 3

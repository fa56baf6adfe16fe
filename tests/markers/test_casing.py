"""Capitals that an engine lost, and capitals that a bad copy lost: only the first speak of a machine."""

from __future__ import annotations

import re
import textwrap

import numpy as np
import pytest

from detector.markers import Catalogue
from detector.text import Document

CATALOGUE = Catalogue.load()
CASING = ("mt-lowercase-toponym", "mt-lowercase-demonym", "mt-casing-multiword", "mt-spurious-sentence-break")

NEWS = (
    "Ministers from Norway, Sweden and Finland met in Lisbon on Monday, and the mayor of Lisbon said that the White House had sent Per Lund.",
    "The Norwegian minister, Inge Holm, told reporters that the port of Bergen would stay open. Lund, who flew in from Washington, said that "
    "the ferry was late. He added that nothing had been decided in the north of the country. Holm said on Tuesday that she agreed.",
    "The Danish minister was not asked. Holm and Lund will meet again in Bergen, where the ferry from Denmark lands on Thursday.",
)
"""Paragraphs that keep their capitals."""


def strong(text: str) -> set[str]:
    return {piece.marker for piece in CATALOGUE.find(Document(text)) if piece.marker in CASING and piece.severity != "weak"}


ENGINE = {
    "one name always, at the head of a paragraph too": (
        lambda text: text.replace("Lisbon", "lisbon").replace("The Danish", "lisbon waits. The Danish"), {"mt-lowercase-toponym"}),
    "a name that stands once": (lambda text: text.replace("from Denmark", "from denmark"), {"mt-lowercase-toponym"}),
    "all demonyms": (lambda text: text.replace("Norwegian", "norwegian").replace("Danish", "danish"), {"mt-lowercase-demonym"}),
    "half a name": (lambda text: text.replace("White House", "White house"), {"mt-casing-multiword"}),
    "one name always, and stops within sentences": (
        lambda text: text.replace("Lisbon", "lisbon").replace("in the north of", "in the north. part of")
        .replace("was late.", "was late. because of ice."),
        {"mt-lowercase-toponym", "mt-spurious-sentence-break"}),
    "stops within sentences": (
        lambda text: text.replace("in the north of", "in the north. part of").replace("was late.", "was late. because of ice."),
        {"mt-spurious-sentence-break"}),
    "a web address": (lambda text: text.replace("from Denmark", "from denmark") + " More at www.ferries.example/lisbon.", {"mt-lowercase-toponym"}),
}  # fmt: skip

COPY = {
    "heads of paragraphs and stops": lambda text: re.sub(r"(?<=\n)[A-Z]|(?<=late\. )H|(?<=open\. )L", lambda found: found[0].lower(), text),
    "a name in one place of two": lambda text: text.replace("of Lisbon said", "of lisbon said").replace("late. He", "late. he"),
    "a surname behind a full stop": lambda text: text.replace("country. Holm", "country. holm"),
    "a name and the head of a sentence": lambda text: text.replace("from Denmark", "from denmark").replace("late. He", "late. he"),
    "the same and half a name": lambda text: text.replace("Holm and Lund", "holm and lund").replace("White House", "White house"),
}


@pytest.mark.parametrize("between", ["\n", "\n\n", " "])
@pytest.mark.parametrize("what", ENGINE)
def test_what_an_engine_loses_fires(what: str, between: str) -> None:
    change, markers = ENGINE[what]
    text = between.join(NEWS)
    assert not strong(text)
    assert strong(change(text)) == markers


@pytest.mark.parametrize("width", range(60, 80, 3))
def test_a_broken_line_is_no_head_of_a_paragraph(width: int) -> None:
    change, markers = ENGINE["one name always, at the head of a paragraph too"]
    text = "\n\n".join(textwrap.fill(part, width) for part in change("\n".join(NEWS)).split("\n"))
    assert strong(text) == markers


@pytest.mark.parametrize("what", COPY)
def test_what_a_bad_copy_loses_does_not_fire(what: str) -> None:
    text = "\n\n".join(NEWS)
    changed = COPY[what](text)
    assert changed != text
    assert not strong(changed)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_capitals_lost_anywhere_are_hardly_ever_held_against_the_author(share: float) -> None:
    """In so short a text the few that are lost may all be of one name, as if an engine had lost them."""
    text, accused = "\n\n".join(NEWS), 0
    for seed in range(40):
        chance = np.random.default_rng(seed)
        lost = re.sub(r"\b[A-Z]", lambda found: found[0].lower() if chance.random() < share else found[0], text)  # noqa: B023 - called at once
        accused += bool([piece for piece in CATALOGUE.find(Document(lost)) if piece.severity == "decisive"])
    assert accused <= 1

"""Who is said to have said what."""

from __future__ import annotations

import pytest

from detector.comparison.speech import Speech, match_quotes
from detector.comparison.terms import Version
from detector.text import Document

SPEAKERS = [
    ("“We will sail,” Ada Berg said.", "ada berg"),
    ("“We will sail,” said Ada Berg on Monday.", "ada berg"),
    ("“We will sail,” said Berg yesterday.", "berg"),
    ("Ada Berg told reporters: “We will sail.”", "ada berg"),
    ("Prime Minister Ada Berg has repeatedly said that the ships will sail.", "ada berg"),
    ("Ada Berg, head of the harbour board, said the ships will sail.", "ada berg"),
    ("Senator Ada Berg, also a skipper, warned that the ships will sail.", "ada berg"),
    ("“We will sail,” she said.", ""),
    ("“We will sail,” the minister said.", ""),
    ("“We will sail,” said a Norwegian official.", ""),
    ("Officials in Bodin said the ships will sail.", ""),
    ("A spokesman for Berg said the ships will sail.", ""),
    ("“We will sail,” said, for example, Ada Berg.", "ada berg"),
    ("“We will sail,” said the head of the harbour board, Ada Berg.", "ada berg"),
    ("According to Berg, the ships will sail.", "berg"),
    ("“We will sail,” said Florian King, head of the board.", "florian king"),
    ("“We will sail,” the Norwegian king said.", ""),
    ("Berg, in a written statement, said the ships will sail.", "berg"),
    ("‘We will sail,’ added Berg.", "berg"),
]


@pytest.mark.parametrize(("text", "speaker"), SPEAKERS, ids=[text for text, _ in SPEAKERS])
def test_the_speaker_is_named(text: str, speaker: str) -> None:
    version = Version(Document(text))
    [found] = Speech(version).attributions(0)
    assert " ".join(version.terms[index].form for index in found.speaker) == speaker


def test_an_interrupted_quotation_is_one_utterance() -> None:
    whole = Speech(Version(Document("“The nets were torn and the boats were gone by dawn,” Lie said.")))
    parted = Speech(Version(Document("“The nets were torn,” Lie said, “and the boats were gone by dawn.”")))
    assert [(found.a.terms[0], found.b.terms[0]) for found in match_quotes(whole, parted)] == [(0, 0), (0, 6)]


def test_two_quotations_are_not_mixed_up() -> None:
    first = Speech(Version(Document("“The boats were gone,” Lie said. “Nobody had seen them leave,” Foss said.")))
    second = Speech(Version(Document("“Nobody had seen them leave,” said Foss. “The boats were gone,” said Lie.")))
    pairs = [(found.a.sentence, found.b.sentence) for found in match_quotes(first, second)]
    assert pairs == [(0, 1), (1, 0)]

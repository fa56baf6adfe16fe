"""Passages: which sentences are judged together, what is joined and shown, and that a rewritten half shows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from detector.data import __file__ as data_file
from detector.scoring import Detector
from detector.scoring.heads import CAUSES, PASSAGE, passages_around
from detector.scoring.passages import passages, rewritten, sentence_scores
from detector.text import Document
from tests.scoring.small_model import small_heads

SAMPLES = Path(data_file).parent / "samples"


@pytest.mark.parametrize(
    ("sentences", "length", "expected"),
    [
        ([[0, 30]], 30, [(0, 30)]),
        ([[0, 10], [100, 110]], 400, [(0, 120), (45, 165)]),
        ([[0, 300], [300, 310]], 400, [(0, 300), (245, 365)]),
        ([[390, 400]], 400, [(280, 400)]),
    ],
)
def test_the_passage_around_a_sentence(sentences: list[list[int]], length: int, expected: list[tuple[int, int]]) -> None:
    found = passages_around(np.array(sentences), length)
    assert found == expected
    assert all(past - first == min(PASSAGE, length) or past - first > PASSAGE for first, past in found)


def test_neighbours_over_the_line_are_joined() -> None:
    assert passages([(0, 9, 0.95), (10, 19, 0.91), (20, 29, 0.89), (30, 39, 0.9)]) == [(0, 19, 0.93), (30, 39, 0.9)]
    assert passages([]) == []


def test_every_sentence_has_a_score_and_layout_changes_none() -> None:
    text = (SAMPLES / "5-llm-rewrite.txt").read_text(encoding="utf-8")
    document, other = Document(text), Document(text.replace("\n\n", "\r\n\r\n"))
    found = sentence_scores(small_heads(), document, "llm")
    assert [span[:2] for span in found] == list(document.sentences)
    assert [value for _, _, value in found] == [value for _, _, value in sentence_scores(small_heads(), other, "llm")]
    assert all(0 <= value <= 1 for _, _, value in found)


@pytest.mark.parametrize("text", ["", "One.", "12 34 56"])
def test_a_text_too_short_for_a_passage(text: str) -> None:
    document = Document(text)
    assert small_heads().passage_probabilities(document).shape == (len(document.sentences), len(CAUSES))


@pytest.mark.parametrize("verdict", ["human", "unscored"])
def test_nothing_is_shown_of_what_was_not_suspected(verdict: str) -> None:
    row = {"verdict": verdict, "p_translated": 0.0, "p_spun": 0.0, "p_llm": 1.0}
    assert rewritten(small_heads(), Document((SAMPLES / "5-llm-rewrite.txt").read_text(encoding="utf-8")), row) == []


def test_a_rewritten_half_shows() -> None:
    human, machine = ((SAMPLES / name).read_text(encoding="utf-8") for name in ("1-original.txt", "5-llm-rewrite.txt"))
    document = Document(f"{human}\n\n{machine}")
    border = len(human)
    found = sentence_scores(Detector.load().model.heads, document, "llm")
    of_human = [value for _, end, value in found if end <= border]
    of_machine = [value for start, _, value in found if start >= border]
    assert np.mean(of_machine) > np.mean(of_human) + 0.2
    assert max(of_human[: len(of_human) // 2]) < 0.9

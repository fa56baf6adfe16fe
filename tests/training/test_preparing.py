"""Preparing a frame: what it lacks is said, and a stretch is part of its text."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from detector.text import Document
from tests.training.invented import PLAIN, invented
from training.preparing import FittingError, complete, prepare, stretch
from training.small import small_corpus


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"text": ["a"]}, "no column cause"),
        ({"text": ["a"], "cause": ["robot"]}, "Unknown causes: robot"),
        ({"text": ["a"], "cause": ["human"]}, "Both human and machine"),
    ],
)
def test_what_a_frame_lacks_is_said(columns: dict[str, list[str]], message: str) -> None:
    with pytest.raises(FittingError, match=message):
        complete(pd.DataFrame(columns))


def test_what_is_missing_in_a_row_is_filled() -> None:
    frame = pd.DataFrame({"text": ["A dog.", None, 5.0], "cause": ["human", "llm", "spun"], "group": ["a", None, None]})
    filled = complete(frame)
    assert filled["text"].tolist() == ["A dog.", "", "5.0"]
    assert filled["group"].nunique() == 3


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({"group": "one"}, "there are 1 human"),
        ({"text": "Rain fell on the quay."}, "there are 0 human"),
        ({"text": "Der Hund lief durch die Stadt und der Mann ging nach Hause, weil es schon spät war. " * 9}, "there are 0 human"),
    ],
)
def test_too_few_sources_are_counted(changes: dict[str, str], counts: str) -> None:
    with pytest.raises(FittingError, match=f"At least 5 sources of human text and of each cause are needed.*{counts}"):
        prepare(small_corpus(8).assign(**changes), jobs=1)


def test_a_cause_without_texts_is_named() -> None:
    frame = small_corpus(8)
    with pytest.raises(FittingError, match=r"8 human, 0 translated, \d+ spun, 8 llm"):
        prepare(frame[frame["cause"].ne("translated")], jobs=1)


@pytest.mark.parametrize("length", [90, 150, 10_000])
def test_a_stretch_is_part_of_its_text(length: int) -> None:
    text = invented(PLAIN, np.random.default_rng(5), 40)
    cut = stretch(text, length, seed=1)
    assert cut in text
    assert Document(cut).word_count <= 1.4 * length

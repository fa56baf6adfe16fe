"""Preparing a frame: what it lacks is said, and a stretch is part of its text."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from detector.text import Document
from tests.training.invented import PLAIN, invented
from training.preparing import FittingError, complete, stretch


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


@pytest.mark.parametrize("length", [90, 150, 10_000])
def test_a_stretch_is_part_of_its_text(length: int) -> None:
    text = invented(PLAIN, np.random.default_rng(5), 40)
    cut = stretch(text, length, seed=1)
    assert cut in text
    assert Document(cut).word_count <= 1.4 * length

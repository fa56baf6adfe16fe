"""Fitting on a small frame: the same model twice, and what it was shown is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from detector.markers import Catalogue
from detector.scoring.store import Model, load
from detector.text import Document
from tests.training.invented import PLAIN, invented
from training.fitting import fit


@pytest.fixture(scope="module")
def model(plain_and_stiff: pd.DataFrame) -> Model:
    return fit(plain_and_stiff, jobs=1, spun_share=0.5, catalogue=Catalogue([]))


def test_a_small_model_tells_what_it_was_shown(model: Model, plain_and_stiff: pd.DataFrame) -> None:
    values = {
        cause: np.mean([model.heads.log_odds(model.heads.read(Document(text), ()))[2] for text in part["text"].head(12)])
        for cause, part in plain_and_stiff.groupby("cause")
    }
    assert values["llm"] > values["human"] + 1


def test_the_same_frame_and_seed_give_the_same_model(model: Model, plain_and_stiff: pd.DataFrame) -> None:
    assert fit(plain_and_stiff, jobs=1, spun_share=0.5, catalogue=Catalogue([])).version == model.version


def test_a_saved_model_loads_as_it_was(model: Model, tmp_path: Path) -> None:
    model.save(tmp_path)
    again = load(tmp_path)
    row = model.heads.read(Document(invented(PLAIN, np.random.default_rng(8))), ())
    assert again.heads.log_odds(row) == pytest.approx(model.heads.log_odds(row), abs=1e-3)
    assert again.thresholds == model.thresholds

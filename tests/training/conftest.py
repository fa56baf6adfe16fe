"""A small corpus of invented news and a model fitted to it, once for all tests of this folder."""

from __future__ import annotations

import pandas as pd
import pytest

from detector.markers import Catalogue
from detector.scoring.store import Model
from training import fitting
from training.small import small_corpus


@pytest.fixture(scope="session")
def frame() -> pd.DataFrame:
    return small_corpus(60)


@pytest.fixture(scope="session")
def features(frame: pd.DataFrame) -> fitting.Features:
    return fitting.prepare(frame, jobs=1)


@pytest.fixture(scope="session")
def found(features: fitting.Features) -> fitting.HeldOut:
    return fitting.hold_out(features, seed=0, jobs=1)


@pytest.fixture(scope="session")
def model(features: fitting.Features, found: fitting.HeldOut) -> Model:
    return fitting.fit_features(features, seed=0, jobs=1, catalogue=Catalogue.load(), held_out=found)

"""A small corpus of invented news and a model fitted to it, once for all tests of this folder."""

from __future__ import annotations

import pandas as pd
import pytest

from detector.markers import Catalogue
from detector.scoring.store import Model
from tests.training import invented
from training.fitting import fit_features
from training.holding_out import HeldOut, hold_out
from training.preparing import Features, prepare
from training.small import small_corpus


@pytest.fixture(scope="session")
def frame() -> pd.DataFrame:
    return small_corpus(60)


@pytest.fixture(scope="session")
def features(frame: pd.DataFrame) -> Features:
    return prepare(frame, jobs=1)


@pytest.fixture(scope="session")
def found(features: Features) -> HeldOut:
    return hold_out(features, seed=0, jobs=1)


@pytest.fixture(scope="session")
def model(features: Features, found: HeldOut) -> Model:
    return fit_features(features, seed=0, jobs=1, catalogue=Catalogue.load(), held_out=found)


@pytest.fixture(scope="session")
def plain_and_stiff() -> pd.DataFrame:
    return invented.plain_and_stiff()

"""Calibration: log-odds that stay calm, joined with evidence as scoring joins it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from detector.markers import Catalogue
from detector.scoring.assessment import join, rounded
from detector.scoring.store import Model
from detector.text import Document
from training.calibrating import STEEPEST, calibrate, choose_thresholds, limit_of, measure_lifts, p_human_of, with_evidence
from training.holding_out import HeldOut
from training.preparing import Features, complete, stretches


def test_a_head_that_tells_all_apart_stays_calm(plain_and_stiff: pd.DataFrame) -> None:
    human, machine = (plain_and_stiff["cause"].eq(cause).to_numpy() for cause in ("human", "llm"))
    slope, intercept = calibrate(np.where(machine, 1.0, -1.0), complete(plain_and_stiff), machine, human)
    assert slope == STEEPEST
    assert intercept == pytest.approx(np.log(1 / 3), abs=1.0)


def test_thresholds_hold_where_no_machine_text_is_short(features: Features, found: HeldOut) -> None:
    long = replace(features, lengths=np.full(len(features.frame), 400))
    thresholds = choose_thresholds(p_human_of(found.log_odds), long)
    assert thresholds.machine_short <= thresholds.machine <= thresholds.human <= thresholds.human_short


@pytest.mark.parametrize(("kind", "limit"), [("news", 0.01), ("human translation", 0.05)])
def test_limits_by_kind(kind: str, limit: float) -> None:
    assert limit_of(kind) == limit


def test_held_out_joins_evidence_as_scoring_does(features: Features, found: HeldOut, model: Model) -> None:
    joined = with_evidence(found.log_odds, features)
    human = 1 / (1 + np.exp(joined).sum(axis=1))
    texts = stretches(features.frame, seed=0)
    catalogue, lifts = Catalogue.load(), measure_lifts(features)
    for row in range(0, len(texts), 7):
        expected = rounded(join(found.log_odds[row], catalogue.find(Document(texts[row])), lifts))
        assert human[row] == pytest.approx(expected["human"], abs=1.1e-4)

"""Judging: the same scores and verdicts as the detector's."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from detector.markers import Catalogue
from detector.scoring.detector import Detector
from detector.scoring.store import Model
from detector.text import Document
from training.judging import judge, score
from training.preparing import FittingError


def test_scores_are_those_of_the_detector(model: Model, frame: pd.DataFrame) -> None:
    texts = frame["text"].tolist()[:12]
    catalogue = Catalogue.load()
    assessments = Detector(model, catalogue).assess([Document(text) for text in texts])
    judged = judge(model, texts, catalogue=catalogue)
    assert [row[-1] for row in judged] == [assessment.verdict for assessment in assessments]
    assert [row[1] for row in judged] == [(assessment.probabilities or {})["human"] for assessment in assessments]
    for row, assessment in zip(judged, assessments, strict=True):
        values = assessment.probabilities or {}
        odds = np.exp(np.array(row[2:5]))
        assert odds / (1 + odds.sum()) == pytest.approx([values["translated"], values["spun"], values["llm"]], abs=2e-4)


def test_what_is_too_short_is_left_out(model: Model, frame: pd.DataFrame) -> None:
    short = pd.DataFrame({"text": ["Rain fell on the quay."], "cause": ["human"]})
    few = pd.concat([frame.head(8), short], ignore_index=True)
    assert len(score(model, few)) == 8


def test_nothing_to_judge_is_said(model: Model) -> None:
    with pytest.raises(FittingError, match="None of the 2 texts is in English and of 80 words"):
        score(model, pd.DataFrame({"text": ["Rain fell.", "Rain fell again."], "cause": ["human", "llm"]}))

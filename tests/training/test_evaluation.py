"""Evaluation: figures of a model, of the recipe, and of what is left out."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

import training
from detector.scoring.detector import Detector
from detector.scoring.heads import CAUSES
from detector.scoring.store import Model
from training.evaluation import evaluate, held_out, leave_one_out, measure_names, measure_passages
from training.holding_out import HeldOut
from training.preparing import Features
from training.splits import FOLDS
from training.tables import ANY, SIMULATED


def test_held_out_figures(features: Features, found: HeldOut, model: Model, tmp_path: Path) -> None:
    result = held_out(features, jobs=1, found=found, thresholds=model.thresholds, baselines=160)
    summary = result.summary.set_index("cause")
    assert {"translated", "spun", SIMULATED, "llm", ANY} == set(summary.index)
    assert summary["auroc"].between(0, 1).all()
    assert summary["calibration_error"].between(0, 1).all()
    assert set(result.baselines["cause"]) == {"translated", "spun", "llm"}
    assert result.baselines.groupby("cause")["method"].nunique().eq(4).all()
    assert result.baselines["auroc"].between(0, 1).all()
    assert result.baselines["documents"].between(1, 40).all()
    assert "rate_unseen" in result.false_positives
    result.save(tmp_path)
    with (tmp_path / "summary.csv").open(encoding="utf-8", newline="") as stream:
        assert [row["cause"] for row in csv.DictReader(stream)] == result.summary["cause"].tolist()
    assert json.loads((tmp_path / "figures.json").read_text(encoding="utf-8")) == result.as_dict()
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert (tmp_path / "roc.svg").exists() == ("roc.svg" in page)


def test_leaving_one_generator_out(features: Features, found: HeldOut) -> None:
    table = leave_one_out(features, "generator", ["assistant"], jobs=1, found=found)
    assert table[["left_out", "value", "cause"]].to_numpy().tolist() == [["generator", "assistant", "llm"]]
    assert table["documents"].iloc[0] >= 10
    assert table["auroc"].between(0, 1).all()


@pytest.mark.parametrize(
    ("by", "values", "message"),
    [
        ("language", None, "left out by language, only by generator, corpus"),
        ("generator", ["nobody"], "no generator called nobody; there are assistant"),
    ],
)
def test_what_cannot_be_left_out_is_said(by: str, values: list[str] | None, message: str, features: Features, found: HeldOut) -> None:
    with pytest.raises(training.FittingError, match=message):
        leave_one_out(features, by, values, found=found)


def test_a_frame_without_human_texts_is_refused(model: Model, frame: pd.DataFrame) -> None:
    with pytest.raises(training.FittingError, match="Both human and machine"):
        evaluate(model, frame[frame["cause"].ne("human")])


def test_the_public_names_are_there() -> None:
    for name in training.__all__:
        assert getattr(training, name) is not None
    with pytest.raises(AttributeError, match="nonsense"):
        training.nonsense  # noqa: B018


@pytest.mark.slow
def test_the_real_corpora(corpora: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWICETOLD_CORPORA", str(corpora))
    real = training.load_corpora(["imbd", "detectrl_human_para"], merge_groups=False).groupby("cause").head(40)
    result = training.evaluate(Detector.load().model, real)
    assert result.summary.set_index("cause").loc[ANY, "auroc"] > 0.6


def test_a_passage_is_told_by_what_its_specialists_say(features: Features, found: HeldOut, model: Model) -> None:
    table = measure_passages(features, found.passages).set_index("cause")
    assert table.loc["llm", "auroc"] > 0.9
    assert table.loc["llm", ["found", "flagged"]].between(0, 1).all()
    assert set(features.frame["fold"].to_numpy()[found.passages.documents]) == set(range(FOLDS))
    judged = model.heads.passages.probabilities(found.passages.answers)
    causes = features.frame["cause"].to_numpy()[found.passages.documents]
    assert judged[causes == "llm", CAUSES.index("llm")].mean() > 0.5 > judged[causes == "human", CAUSES.index("llm")].mean()


def test_what_names_alone_tell(features: Features, monkeypatch: pytest.MonkeyPatch) -> None:
    assert measure_names(features).empty  # an invented corpus knows too few
    monkeypatch.setattr("training.evaluation.VOCABULARY", 0)
    monkeypatch.setattr("training.evaluation.NAMES_KNOWN", len(features.vocabulary))
    table = measure_names(features).set_index("cause")  # now all words count as names, and these do tell
    assert table.loc["llm", "auroc"] > 0.8
    assert table.loc["llm", "auroc_balanced"] > 0.8

"""Evaluation: the measures, the tables, comparison and recalibration."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import training
from detector.markers import Catalogue
from detector.scoring.detector import Detector
from detector.scoring.heads import CAUSES
from detector.scoring.store import Model
from detector.text import Document
from training import fitting, plots
from training.evaluation import (
    ANY,
    SIMULATED,
    TooFewError,
    auroc,
    caught,
    compare,
    evaluate,
    held_out,
    judge,
    leave_one_out,
    losses,
    measure_names,
    measure_passages,
    recalibrate,
    score,
    tabulate,
    unseen_corpora,
    wilson,
)  # fmt: skip
from training.small import small_corpus


@pytest.mark.parametrize(
    ("machine", "human", "expected"),
    [
        ([2, 3], [0, 1], 1.0),
        ([0, 1], [2, 3], 0.0),
        ([1], [1], 0.5),
        ([0, 2], [1], 0.5),
        ([], [1], None),
        ([1], [], None),
    ],
)
def test_auroc(machine: list[float], human: list[float], expected: float | None) -> None:
    value = auroc(np.array(machine, dtype=float), np.array(human, dtype=float))
    assert np.isnan(value) if expected is None else value == expected


def test_weights_count_a_text_so_often() -> None:
    machine, human = np.array([0.0, 2.0]), np.array([1.0, 1.0])
    assert auroc(machine, human, (np.array([1, 3]), np.array([1, 0]))) == 0.75


@pytest.mark.parametrize(("rate", "expected"), [(0.01, 0.5), (0.001, 0.25)])
def test_caught_lets_no_more_human_texts_pass_than_the_rate(rate: float, expected: float) -> None:
    human = np.arange(1000, dtype=float)
    machine = np.array([0.0, 989.0, 995.0, 2000.0])
    assert caught(machine, human, rate) == expected
    line = np.sort(human)[::-1][int(rate * len(human))]
    assert (human > line).mean() <= rate


def test_ties_are_not_caught() -> None:
    assert caught(np.ones(5), np.ones(100), 0.01) == 0.0


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"), [(0, 100, 0.0, 0.037), (1, 100, 0.0018, 0.0545), (50, 100, 0.4038, 0.5962), (0, 0, 0.0, 1.0)]
)
def test_wilson_agrees_with_printed_tables(hits: int, count: int, low: float, high: float) -> None:
    assert [round(bound, 4) for bound in wilson(hits, count)] == [low, high]


def scores_of(rows: list[tuple[str, str, str, float, str]]) -> pd.DataFrame:
    """Return judged documents from (group, cause, kind, p_human, verdict)."""
    frame = pd.DataFrame(rows, columns=["group", "cause", "kind", "p_human", "verdict"]).assign(text="x" * 10, corpus="own")
    frame = fitting.complete(frame).drop(columns="text").assign(words=200)
    for cause in ("translated", "spun", "llm"):
        frame[cause] = np.log((1 - frame["p_human"]) / 3 / frame["p_human"])
    return frame


def test_tables_count_what_was_judged() -> None:
    scores = scores_of(
        [
            ("a", "human", "news", 0.9, "human"),
            ("a", "llm", "news", 0.1, "llm"),
            ("a", "llm", "news", 0.9, "human"),
            ("b", "human", "human translation", 0.01, "translated"),
            ("b", "translated", "news", 0.2, "unclear"),
            ("c", "human", "news", 0.5, "unclear"),
        ]
    )
    result = tabulate(scores, "Six texts.")
    ranking = result.ranking.set_index(["cause", "human"])["ranked_right"]
    assert ranking["llm", "original"] == 0.75  # one pair right, one tie
    assert ranking["translated", "translation"] == 0.0
    positives = result.false_positives.set_index("kind")
    assert positives.loc["news", ["documents", "flagged", "within"]].tolist() == [2, 0, True]
    assert positives.loc["human translation", ["documents", "flagged", "within"]].tolist() == [1, 1, False]
    assert positives.loc["all originals", "documents"] == 2
    summary = result.summary.set_index("cause")
    assert summary.loc["llm", ["documents", "flagged", "named"]].tolist() == [2, 0.5, 1.0]
    assert summary.loc["llm", "auroc"] == 2.5 / 4  # two pairs right, one tie, one wrong
    assert summary.loc[ANY, "documents"] == 3


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


def test_held_out_joins_evidence_as_scoring_does(features: fitting.Features, found: fitting.HeldOut, model: Model) -> None:
    from detector.scoring.assessment import join, rounded
    from training.fitting import with_evidence

    joined = with_evidence(found.log_odds, features)
    human = 1 / (1 + np.exp(joined).sum(axis=1))
    texts = fitting.stretches(features.frame, seed=0)
    catalogue, lifts = Catalogue.load(), fitting.measure_lifts(features)
    for row in range(0, len(texts), 7):
        expected = rounded(join(found.log_odds[row], catalogue.find(Document(texts[row])), lifts))
        assert human[row] == pytest.approx(expected["human"], abs=1.1e-4)


def test_held_out_figures(features: fitting.Features, found: fitting.HeldOut, model: Model, tmp_path: Path) -> None:
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


def test_folds_of_whole_corpora(features: fitting.Features, found: fitting.HeldOut) -> None:
    assert "any version of its source" in held_out(features, jobs=1, found=found).subject
    families = np.array(["imbd", "l2r", "mine"])[features.frame["group"].factorize()[0] % 3]
    whole = unseen_corpora(replace(features, frame=features.frame.assign(family=families)))
    assert whole.frame.groupby("family")["fold"].nunique().eq(1).all()
    assert "not seen its family of corpora" in held_out(whole, jobs=1, found=found).subject


def test_the_page_shows_names_as_text(features: fitting.Features, found: fitting.HeldOut) -> None:
    result = held_out(features, jobs=1, found=found)
    hostile = replace(result, slices=result.slices.assign(value="<script>alert(1)</script>"), subject="<b>x</b>")
    page = plots.page(hostile, [])
    assert "<script" not in page
    assert "<b>x" not in page


def test_plots_are_drawn(features: fitting.Features, found: fitting.HeldOut) -> None:
    pytest.importorskip("matplotlib", reason="needs matplotlib")
    result = held_out(features, jobs=1, found=found)
    assert result.plot_roc().get_xscale() == "log"
    assert len(result.plot_false_positives().get_yticks()) == len(result.false_positives)
    assert result.plot_calibration().lines


def test_leaving_one_generator_out(features: fitting.Features, found: fitting.HeldOut) -> None:
    table = leave_one_out(features, "generator", ["assistant"], jobs=1, found=found)
    assert table[["left_out", "value", "cause"]].to_numpy().tolist() == [["generator", "assistant", "llm"]]
    assert table["documents"].iloc[0] >= 10
    assert table["auroc"].between(0, 1).all()


def test_a_model_compared_with_itself_changes_nothing(model: Model, frame: pd.DataFrame) -> None:
    result = compare(model, model, frame.head(80), draws=20)
    assert result.changes.empty
    assert result.summary[["difference", "low", "high"]].to_numpy().tolist() == [[0.0, 0.0, 0.0]] * len(result.summary)


def test_comparison_lists_the_verdicts_that_change(model: Model, frame: pd.DataFrame) -> None:
    strict = replace(model, thresholds=replace(model.thresholds, machine=-1.0, machine_short=-1.0))
    lax = replace(model, thresholds=replace(model.thresholds, machine=1.0, machine_short=1.0))
    result = compare(strict, lax, frame.head(80), draws=20)
    assert len(result.changes) == 80
    flagged = result.summary[result.summary["measure"].eq("flagged")]
    assert flagged["first"].eq(0).all()
    assert flagged["second"].eq(1).all()
    assert result.summary[result.summary["measure"].eq("auroc")]["difference"].eq(0).all()


def test_recalibration_keeps_its_promise_on_new_articles_of_the_kind(model: Model) -> None:
    human = small_corpus(230, seed=5)
    texts = human[human["cause"].eq("human")]["text"].tolist()
    moved = recalibrate(model, texts[:100], 0.1)
    assert moved.about["recalibrated"]["articles"] == 100
    flagged = sum(row[-1] in ("translated", "spun", "llm") for row in judge(moved, texts[100:]))
    assert wilson(flagged, 130)[0] <= 0.1
    assert moved.heads is model.heads
    assert moved.thresholds.machine_short <= moved.thresholds.machine <= moved.thresholds.human


def test_recalibration_accuses_at_most_k_of_those_it_was_given(model: Model, frame: pd.DataFrame) -> None:
    texts = frame[frame["cause"].eq("human")]["text"].tolist()
    moved = recalibrate(model, texts, 0.1)
    assert sum(row[-1] not in ("human", "unclear") for row in judge(moved, texts)) < 0.1 * (len(texts) + 1)


@pytest.mark.parametrize(("count", "rate", "words"), [(5, 0.01, "at least 99"), (18, 0.05, "at least 19")])
def test_recalibration_says_how_many_are_needed(model: Model, frame: pd.DataFrame, count: int, rate: float, words: str) -> None:
    with pytest.raises(TooFewError, match=words):
        recalibrate(model, frame["text"].tolist()[:count], rate)


@pytest.mark.parametrize("rate", [0.0, 0.5, -1.0, float("nan")])
def test_recalibration_refuses_a_rate_out_of_range(model: Model, rate: float) -> None:
    with pytest.raises(ValueError, match="between 0 and"):
        recalibrate(model, [], rate)


def figures(**changes: Any) -> dict[str, Any]:
    row = {"cause": "llm", "auroc": 0.9, "caught_1": 0.5} | {key: value for key, value in changes.items() if key in ("auroc", "caught_1")}
    positives = [{"kind": "news", "rate": 0.005 if changes.get("within", True) else 0.02, "limit": 0.01, "within": changes.get("within", True)}]
    return {"documents": changes.get("documents", 1000), "summary": [row], "false_positives": positives}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, ""),
        ({"auroc": 0.95}, ""),
        ({"auroc": 0.899}, ""),
        ({"auroc": 0.88}, "auroc of llm falls from 0.900 to 0.880"),
        ({"auroc": None}, "to nothing"),
        ({"caught_1": 0.4}, "caught_1 of llm"),
        ({"documents": 100}, "held to 100 documents only"),
        ({"within": False}, "False positives among news rise to 2.00%"),
    ],
)
def test_a_worse_model_is_told_from_an_equal_one(changes: dict[str, Any], sentence: str) -> None:
    found = losses(figures(**changes), figures())
    assert (sentence in " ".join(found)) if sentence else not found


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


def test_a_passage_is_told_by_what_its_specialists_say(features: fitting.Features, found: fitting.HeldOut, model: Model) -> None:
    table = measure_passages(features, found.passages).set_index("cause")
    assert table.loc["llm", "auroc"] > 0.9
    assert table.loc["llm", ["found", "flagged"]].between(0, 1).all()
    assert set(features.frame["fold"].to_numpy()[found.passages.documents]) == set(range(fitting.FOLDS))
    judged = model.heads.passages.probabilities(found.passages.answers)
    causes = features.frame["cause"].to_numpy()[found.passages.documents]
    assert judged[causes == "llm", CAUSES.index("llm")].mean() > 0.5 > judged[causes == "human", CAUSES.index("llm")].mean()


def test_what_names_alone_tell(features: fitting.Features, monkeypatch: pytest.MonkeyPatch) -> None:
    assert measure_names(features).empty  # an invented corpus knows too few
    monkeypatch.setattr(fitting, "VOCABULARY", 0)
    monkeypatch.setattr(fitting, "NAMES_KNOWN", len(features.vocabulary))
    table = measure_names(features).set_index("cause")  # now all words count as names, and these do tell
    assert table.loc["llm", "auroc"] > 0.8
    assert table.loc["llm", "auroc_balanced"] > 0.8

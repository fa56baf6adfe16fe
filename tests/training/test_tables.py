"""The tables of an evaluation, its page and its plots."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from training import plots
from training.evaluation import held_out
from training.holding_out import HeldOut
from training.preparing import Features, complete
from training.tables import ANY, tabulate


def scores_of(rows: list[tuple[str, str, str, float, str]]) -> pd.DataFrame:
    """Return judged documents from (group, cause, kind, p_human, verdict)."""
    frame = pd.DataFrame(rows, columns=["group", "cause", "kind", "p_human", "verdict"]).assign(text="x" * 10, corpus="own")
    frame = complete(frame).drop(columns="text").assign(words=200)
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


def test_the_page_shows_names_as_text(features: Features, found: HeldOut) -> None:
    result = held_out(features, jobs=1, found=found)
    hostile = replace(result, slices=result.slices.assign(value="<script>alert(1)</script>"), subject="<b>x</b>")
    page = plots.page(hostile.subject, hostile.tables, [])
    assert "<script" not in page
    assert "<b>x" not in page


def test_plots_are_drawn(features: Features, found: HeldOut) -> None:
    pytest.importorskip("matplotlib", reason="needs matplotlib")
    result = held_out(features, jobs=1, found=found)
    assert result.plot_roc().get_xscale() == "log"
    assert len(result.plot_false_positives().get_yticks()) == len(result.false_positives)
    assert result.plot_calibration().lines


def test_the_same_evaluation_is_saved_the_same(features: Features, found: HeldOut, tmp_path: Path) -> None:
    result = held_out(features, jobs=1, found=found)
    for folder in ("first", "second"):
        result.save(tmp_path / folder)
    names = sorted(path.name for path in (tmp_path / "first").iterdir())
    assert {"figures.json", "index.html", "summary.csv"} <= set(names)
    assert all((tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes() for name in names)

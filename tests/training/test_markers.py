"""The command that measures the catalogue: counts, intervals, lift, and who would be accused."""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import pandas as pd
import pytest

from detector.markers import Catalogue
from training import markers

REFUSAL = "I'm sorry, but I cannot rewrite the given text. "
PLAIN = "The council met on Monday and voted to keep the pool open for another year. "


def _frame() -> pd.DataFrame:
    rows = [
        ("a", "g1", PLAIN * 20, "human", "news", ""),
        ("b", "g2", PLAIN * 10 + REFUSAL, "human", "wire", ""),
        ("c", "g3", PLAIN * 10 + REFUSAL, "llm", "news", ""),
        ("d", "g4", PLAIN * 10 + REFUSAL, "llm", "news", "refusal"),
        ("e", "g5", PLAIN * 10, "human", "essays", ""),
    ]
    return pd.DataFrame(rows, columns=["id", "group", "text", "cause", "kind", "residue"]).assign(corpus="own")


def test_counts_fall_into_kinds_and_causes() -> None:
    tally = markers.measure(_frame())
    assert dict(tally.documents) == {"news": 1, "wire": 1, "llm": 1, markers.RESIDUE: 1, "essays": 1}
    assert tally.hits["llm-refusal", "decisive", "wire"] == 1
    assert tally.hits["llm-refusal", "decisive", "news"] == 0
    assert tally.hits["llm-refusal", "decisive", markers.RESIDUE] == 1
    assert tally.accused["any", "wire"] == 1


def test_causes_can_be_told_apart_by_corpus() -> None:
    assert "llm own" in set(markers.columns_of(_frame(), by_corpus=True))


@pytest.mark.parametrize(
    ("hits", "words", "low", "high"),
    [(0, 1_000_000, 0.0, 0.37), (3, 1_000_000, 0.06, 0.88), (10, 100_000, 4.80, 18.39)],
)
def test_poisson_intervals_are_the_exact_ones(hits: int, words: int, low: float, high: float) -> None:
    assert markers.poisson_interval(hits, words) == pytest.approx((low, high), abs=0.01)


def test_lift_lies_in_its_interval_and_grows_with_the_evidence() -> None:
    lift, low, high = markers.lift_interval((30, 100_000), (3, 100_000))
    assert low < lift < high
    assert low > 1
    assert markers.lift_interval((3, 100_000), (0, 100_000))[2] == math.inf


def test_a_marker_above_the_limit_of_its_severity_is_told() -> None:
    tally = markers.measure(_frame())
    table = markers.rates(tally, Catalogue.load()).set_index("marker")
    assert table.loc["llm-refusal", "verdict"] == "too often"
    assert set(table.index) == set(Catalogue.load().markers)


def test_accusations_sum_over_the_kinds_of_news() -> None:
    table = markers.accusations(markers.measure(_frame())).set_index("kind")
    assert table.loc["human news", "documents"] == 2
    assert table.loc["human news", "any"] == 1
    assert table.loc["essays", "any"] == 0


def test_figures_are_stored_as_the_pages_read_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(markers, "load_corpora", lambda *args, **kwargs: _frame())
    parser = argparse.ArgumentParser()
    markers.add_arguments(parser)
    path = tmp_path / "measured.json"
    assert markers.run(parser.parse_args(["--write", str(path), "--jobs", "1", "--show", "llm-refusal"])) == 1
    assert "cannot rewrite" in capsys.readouterr().out
    figures = json.loads(path.read_text(encoding="utf-8"))["markers"]["llm-refusal"]
    assert figures["human news"]["rate"] > 0
    assert len(figures["human news"]["interval"]) == 2
    assert figures["essays"] == 0.0


def test_an_unknown_marker_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    markers.add_arguments(parser)
    assert markers.run(parser.parse_args(["--show", "nothing"])) == 2
    assert "nothing" in capsys.readouterr().err

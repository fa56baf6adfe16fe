"""Comparing: two models, and two sets of figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from detector.scoring.store import Model
from training.comparing import compare, losses


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

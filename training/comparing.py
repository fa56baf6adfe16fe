"""Comparing: two models on the same documents, and two sets of held-out figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from detector.markers import Catalogue
from detector.scoring.heads import CAUSES
from detector.scoring.store import Model
from training.judging import score
from training.measures import auroc


@dataclass(frozen=True)
class Comparison:
    """Two models on the same documents.

    Attributes
    ----------
    summary : DataFrame
        A row for each ``measure`` and ``cause``: ``first``, ``second``, ``difference`` and its bootstrap interval
        ``low`` to ``high`` (95 %, groups drawn with replacement).
    changes : DataFrame
        Documents whose verdict differs.
    """

    summary: pd.DataFrame
    changes: pd.DataFrame


def compare(
    model_a: Model, model_b: Model, frame: pd.DataFrame, *, catalogue: Catalogue | None = None, draws: int = 300, seed: int = 0, jobs: int = 1
) -> Comparison:
    """Compare two models on the same documents.

    Parameters
    ----------
    model_a, model_b : Model
    frame : DataFrame
        See `training.evaluate`; best of documents that neither model was fitted to.
    catalogue : Catalogue, optional
    draws : int
        Bootstrap samples.
    seed, jobs : int

    Returns
    -------
    Comparison
    """
    first, second = (score(model, frame, catalogue=catalogue, jobs=jobs) for model in (model_a, model_b))
    groups, places = np.unique(first["group"].to_numpy(dtype=str), return_inverse=True)
    drawn = np.random.default_rng(seed).integers(len(groups), size=(draws, len(groups)))
    weights = [np.bincount(draw, minlength=len(groups))[places] for draw in drawn]
    return Comparison(pd.DataFrame(_differences(first, second, weights)), _changes(first, second))


def _differences(first: pd.DataFrame, second: pd.DataFrame, weights: Sequence[np.ndarray]) -> Iterator[dict[str, Any]]:
    human = first["cause"].eq("human").to_numpy()
    even = np.ones(len(first))

    def ranked(scores: pd.DataFrame, cause: str, weight: np.ndarray) -> float:
        values, machine = scores[cause].to_numpy(dtype=float), scores["cause"].eq(cause).to_numpy()
        return auroc(values[machine], values[human], (weight[machine], weight[human]))

    def share(scores: pd.DataFrame, cause: str, weight: np.ndarray) -> float:
        rows = scores["cause"].eq(cause).to_numpy()
        flagged = scores["verdict"].isin(CAUSES).to_numpy()[rows]
        return float(np.average(flagged, weights=weight[rows])) if weight[rows].any() else float("nan")

    measures = [("auroc", ranked, cause) for cause in CAUSES] + [("flagged", share, cause) for cause in ("human", *CAUSES)]
    for name, measure, cause in measures:
        if first["cause"].eq(cause).any():
            one, other = measure(first, cause, even), measure(second, cause, even)
            drawn = np.array([measure(second, cause, weight) - measure(first, cause, weight) for weight in weights])
            low, high = np.nanquantile(drawn, [0.025, 0.975])
            yield {"measure": name, "cause": cause, "first": one, "second": other, "difference": other - one, "low": low, "high": high}


def _changes(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    names = [name for name in ("id", "group", "corpus", "kind", "generator", "cause") if name in first]
    changed = first["verdict"].ne(second["verdict"])
    table = first[names].assign(
        verdict_first=first["verdict"], verdict_second=second["verdict"], p_human_first=first["p_human"], p_human_second=second["p_human"]
    )
    return table[changed].reset_index(drop=True)


LARGEST_LOSS = {"auroc": 0.005, "caught_1": 0.02}
"""How much of a held-out figure a new default model may lose: what another seed changes."""


def losses(new: Mapping[str, Any], old: Mapping[str, Any]) -> list[str]:
    """Say in sentences where held-out figures are worse than those of another model; empty where they are not.

    Parameters
    ----------
    new, old : mapping
        As `training.Evaluation.as_dict` returns them.
    """
    found = []
    if new["documents"] < 0.9 * old["documents"]:
        found.append(f"It was held to {new['documents']:,} documents only, the present model to {old['documents']:,}.")
    after, before = ({row["cause"]: row for row in figures["summary"]} for figures in (new, old))
    for cause, row in before.items():
        for name, allowed in LARGEST_LOSS.items():
            value = after.get(cause, {}).get(name)
            if row[name] is not None and (value is None or value < row[name] - allowed):
                found.append(f"{name} of {cause} falls from {row[name]:.3f} to {'nothing' if value is None else format(value, '.3f')}.")
    kept = {row["kind"]: row for row in old["false_positives"] if row["within"]}
    for row in new["false_positives"]:
        if not row["within"] and row["kind"] in kept:
            found.append(f"False positives among {row['kind']} rise to {row['rate']:.2%}, above the limit of {row['limit']:.0%}.")
    return found

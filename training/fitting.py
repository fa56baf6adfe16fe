"""Fitting: from a frame of labelled documents to a model.

What the heads learn from, and what they are calibrated on, are answers of specialists that have never seen the
document or another version of its source.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from detector._version import __version__
from detector.markers import Catalogue
from detector.scoring.heads import CAUSES, Heads
from detector.scoring.store import Model
from training.calibrating import choose_thresholds, measure_lifts, p_human_of, with_evidence
from training.estimators import with_heads
from training.heads import fit_head
from training.holding_out import HeldOut, hold_out
from training.passages import fit_passages
from training.preparing import Features, prepare
from training.sides import balance, cause_rows, originals
from training.specialists import count_registers, fit_specialists
from training.splits import seed_of


def fit(
    frame: pd.DataFrame, *, seed: int = 0, jobs: int = 2, catalogue: Catalogue | None = None, spun_share: float = 0.35,
    round_trips_each: int = 0, trees: int = 0, heads: Mapping[str, Any] | None = None, progress: Callable[[str], None] = lambda message: None,
) -> Model:  # fmt: skip
    """Fit a model to a frame of labelled documents.

    Parameters
    ----------
    frame : DataFrame
        ``text`` and ``cause`` (human, translated, spun, llm); optionally ``group`` (shared by the versions of one
        source), ``generator``, ``domain``, ``kind``, ``corpus``, ``residue``.
    seed : int
        The same frame, seed and versions give the same model.
    jobs : int
        Processes.
    catalogue : Catalogue, optional
        The shipped one by default.
    spun_share : float
        Share of the human texts that get a simulated spun copy.
    round_trips_each : int
        Human texts that each installed pair of Apertium takes there and back; see `training.simulating.ROUND_TRIPS`.
    trees : int
        Boosted trees in each head. None by default: see `training.heads.MIXTURES`.
    heads : mapping of str to scikit-learn classifier, optional
        Classifiers of one's own in the place of heads, by cause; see `training.estimators`.
    progress : callable
        Told what is going on, a sentence at a time.

    Returns
    -------
    Model

    Raises
    ------
    FittingError
        If the frame lacks what is needed, or holds too few sources of human text or of a cause.
    """
    catalogue = catalogue if catalogue is not None else Catalogue.load()
    features = prepare(frame, seed=seed, jobs=jobs, catalogue=catalogue, spun_share=spun_share, round_trips_each=round_trips_each, progress=progress)
    if not heads:
        return fit_features(features, seed=seed, jobs=jobs, catalogue=catalogue, trees=trees, progress=progress)
    held_out = hold_out(features, seed=seed, jobs=jobs, trees=trees, progress=progress)
    model = fit_features(features, seed=seed, jobs=jobs, catalogue=catalogue, trees=trees, progress=progress, held_out=held_out)
    progress("Fitting the heads of your own.")
    return with_heads(model, features, held_out, heads)


def fit_features(
    features: Features, *, seed: int, jobs: int, catalogue: Catalogue, trees: int = 0,
    progress: Callable[[str], None] = lambda message: None, held_out: HeldOut | None = None,
) -> Model:  # fmt: skip
    """Fit a model to documents that are numbers already; see `fit`. What `hold_out` gave need not be computed again."""
    frame = features.frame
    held_out = held_out if held_out is not None else hold_out(features, seed=seed, jobs=jobs, trees=trees, progress=progress)
    rows, names, moments, calibrations = held_out.rows, held_out.names, held_out.moments, held_out.calibrations
    progress("Fitting the specialists to everything.")
    everything = np.ones(len(frame), dtype=bool)
    words, classes = fit_specialists(features, everything, seed)
    thresholds = choose_thresholds(p_human_of(with_evidence(held_out.log_odds, features)), features)
    heads = {}
    for cause in CAUSES:
        positive, negative = cause_rows(frame, cause)
        used = np.flatnonzero(positive | negative)
        weights = balance(frame.iloc[used], positive[used])
        head = fit_head(rows[used], names, cause, positive[used], weights, moments, seed, trees)
        heads[cause] = replace(head, calibration=calibrations[cause])
    models = count_registers(features, everything)
    passages = fit_passages(features, held_out.passages)
    all_heads = Heads(features.vocabulary, features.word_classes, models, words, classes, moments.mean, moments.scale, heads, passages)
    return Model(all_heads, thresholds, measure_lifts(features), _about(frame, catalogue, seed), reference_rows(rows, frame))


MOST_OF_KIND = 200
"""Human originals of each kind that a model keeps for reference: enough to place one in a hundred."""


def reference_rows(rows: np.ndarray, frame: pd.DataFrame) -> np.ndarray:
    """Return the dense rows of human originals of all kinds that a model keeps, float16.

    Parameters
    ----------
    rows : numpy.ndarray of float32, shape (n_documents, n_columns)
        From specialists that had not seen the documents.
    frame : DataFrame
        With ``cause``, ``by_hand``, ``kind`` and ``group``.
    """
    human = frame[originals(frame)].reset_index()
    drawn = human.assign(order=[seed_of("reference", group) for group in human["group"]]).sort_values(["order", "index"])
    chosen = np.sort(drawn.groupby("kind").head(MOST_OF_KIND)["index"].to_numpy())
    return np.clip(rows[chosen], -60_000, 60_000).astype(np.float16)


def _about(frame: pd.DataFrame, catalogue: Catalogue, seed: int) -> dict[str, Any]:
    import sklearn

    real = frame[~frame["simulated"]]
    counts = pd.crosstab(real["corpus"], real["cause"])
    return {
        "seed": seed,
        "catalogue": catalogue.version,
        "libraries": {
            "twicetold": __version__,
            "numpy": np.__version__,
            "scikit-learn": sklearn.__version__,
            "python": platform.python_version(),
        },
        "corpora": {corpus: {cause: int(count) for cause, count in row.items()} for corpus, row in counts.iterrows()},
        "simulated_spun": int((frame["simulated"] & frame["cause"].eq("spun")).sum()),
        "simulated_translated": int((frame["simulated"] & frame["cause"].eq("translated")).sum()),
    }

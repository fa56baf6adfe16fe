"""Evaluation: how well a model tells human from machine, by slice, with its false positives by kind of human text.

Documents flow in, every one is judged once, and tables flow out. The figures that matter come from `held_out`: there
every document is judged by specialists and heads that have not seen its source or, with `training.unseen`, its corpus, generator or language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from detector.markers import Catalogue
from detector.scoring.assessment import MINIMUM_WORDS, SHORT_WORDS, Thresholds
from detector.scoring.heads import CAUSES
from detector.scoring.passages import PASSAGE_LINE
from detector.scoring.store import Model
from training.baselines import run as run_baselines
from training.calibrating import choose_thresholds, p_human_of, with_evidence
from training.heads import fit_head, raw_scores
from training.holding_out import HeldOut, hold_out
from training.judging import score, with_verdicts
from training.measures import auroc, calibration_error, caught, reliability, wilson
from training.passages import PassageRows, fit_passages
from training.preparing import NAMES_KNOWN, VOCABULARY, Features, FittingError, prepare, unit_rows
from training.sides import balance, cause_rows
from training.specialists import answers, count_registers, fit_linear, fit_specialists
from training.splits import outside, seed_of
from training.tables import Evaluation, tabulate
from training.unseen import judged

_LEFT_OUT_BY = {"generator": "generator", "corpus": "family", "src_lang": "src_lang"}
"""By what, and the column that says it."""


def evaluate(
    model: Model, frame: pd.DataFrame, *, catalogue: Catalogue | None = None, jobs: int = 1, subject: str = ""
) -> Evaluation:
    """Evaluate a model, as it is, on labelled documents.

    Parameters
    ----------
    model : Model
    frame : DataFrame
        ``text`` and ``cause``; ``group``, ``generator``, ``domain`` and others where known, as for `training.fit`.
        Documents the model was fitted to flatter it: see `held_out`.
    catalogue : Catalogue, optional
        The shipped one by default.
    jobs : int
        Processes.
    subject : str
        What is evaluated, as a sentence for the page.

    Returns
    -------
    Evaluation

    Raises
    ------
    FittingError
        If a column is missing, or one of human and machine texts, or no text can be scored.
    """
    scores = score(model, frame, catalogue=catalogue, jobs=jobs)
    return tabulate(scores, subject or f"Model {model.version}, as it is, on {len(scores):,} documents of at least {MINIMUM_WORDS} words.")


def held_out(
    features: Features, *, seed: int = 0, jobs: int = 2, found: HeldOut | None = None, thresholds: Thresholds | None = None,
    baselines: int = 0, progress: Callable[[str], None] = lambda message: None,
) -> Evaluation:  # fmt: skip
    """Evaluate the recipe on documents that it has not seen.

    Every document, cut to a random stretch as in fitting, is judged by specialists and heads fitted without its
    fold: without all versions of its source, and without its corpus, generator or language where `training.unseen.unseen` says so.
    Evidence of markers is joined as in scoring.

    Parameters
    ----------
    features : Features
        From `training.preparing.prepare`, or from `training.unseen.unseen`.
    seed, jobs : int
    found : HeldOut, optional
        What `training.holding_out.hold_out` gave for these folds, where fitting has computed it already.
    thresholds : Thresholds, optional
        The fitted model's; chosen from the held-out answers by default.
    baselines : int
        How many documents the baselines are run on; none by default.
    progress : callable
        Told what is going on, a sentence at a time.

    Returns
    -------
    Evaluation
    """
    found = found if found is not None else hold_out(features, seed=seed, jobs=jobs, progress=progress)
    joined = with_evidence(found.log_odds, features)
    p_human = p_human_of(joined)
    thresholds = thresholds if thresholds is not None else choose_thresholds(p_human, features)
    scores = with_verdicts(joined, features, thresholds)
    kept = scores["words"].ge(MINIMUM_WORDS) & judged(features.frame)
    result = tabulate(scores[kept].reset_index(drop=True), _subject_held_out(int(kept.sum()), features))
    unseen = [_rate_unseen(kind, p_human, features) for kind in result.false_positives["kind"]]
    result = replace(result, false_positives=result.false_positives.assign(rate_unseen=unseen))
    if "fold_apart" not in features.frame:  # what judges passages is fitted to passages of all generators
        result = replace(result, passages=measure_passages(features, found.passages))
    if baselines:
        progress("Running the baselines on the same folds.")
        found_by_others = run_baselines(scores[kept], features.frame[kept], baselines, seed=seed, jobs=jobs)
        result = replace(result, baselines=found_by_others, names_alone=measure_names(features))
    return result


def _subject_held_out(documents: int, features: Features) -> str:
    families = features.frame.groupby("family")["fold"].nunique()
    if "fold_apart" in features.frame:
        missing = "any version of its source and no text by its generator or, where languages are kept apart, out of its language"
    elif len(families) > 1 and families.eq(1).all():
        missing = "its family of corpora"
    else:
        missing = "any version of its source, though other texts of its corpus"
    return (
        f"{documents:,} documents of {len(families)} families of corpora, cut to 90 to 700 words, each judged by specialists and heads "
        f"that have not seen {missing}."
    )


def _rate_unseen(kind: str, p_human: np.ndarray, features: Features) -> float:
    """Return the false positives of a kind of human text at thresholds that were chosen without it."""
    frame = features.frame
    of_kind = (frame["cause"].eq("human") & frame["kind"].eq(kind)).to_numpy()
    others = ~of_kind
    judged = of_kind & (features.lengths >= MINIMUM_WORDS)
    if not judged.any() or not frame["cause"][others].eq("human").any():
        return float("nan")
    thresholds = choose_thresholds(p_human[others], replace(features, frame=frame[others], lengths=features.lengths[others]))
    line = np.where(features.lengths < SHORT_WORDS, thresholds.machine_short, thresholds.machine)
    return float((p_human <= line)[judged].mean())


def measure_passages(features: Features, drawn: PassageRows) -> pd.DataFrame:
    """Measure how well a passage is judged by itself, by models that have not seen its fold.

    Parameters
    ----------
    features : Features
    drawn : PassageRows
        See `training.holding_out.hold_out`.

    Returns
    -------
    DataFrame
        A row a cause: ``documents`` (passages of it) and ``human`` ones, ``auroc``, ``calibration_error``, and the shares from `PASSAGE_LINE` on:
        ``found`` of its passages, ``flagged`` of the human ones with its interval.
    """
    frame, folds = features.frame, features.frame["fold"].to_numpy()[drawn.documents]
    found = np.zeros((len(drawn.documents), len(CAUSES)))
    for fold in np.unique(folds):
        judge = fit_passages(features, drawn, folds != fold)
        found[folds == fold] = judge.probabilities(drawn.answers[folds == fold])
    causes = frame["cause"].to_numpy()[drawn.documents]
    rows = []
    for place, cause in enumerate(CAUSES):
        ours, theirs = found[causes == cause, place], found[causes == "human", place]
        if len(ours) and len(theirs):
            used = np.isin(causes, ("human", cause))
            weights = balance(frame.iloc[drawn.documents[used]], causes[used] == cause)
            bins = list(reliability(found[used, place], (causes[used] == cause).astype(float), weights))
            wrong = int((theirs >= PASSAGE_LINE).sum())
            low, high = wilson(wrong, len(theirs))
            rows.append(
                {
                    "cause": cause, "documents": len(ours), "human": len(theirs), "auroc": auroc(ours, theirs),
                    "calibration_error": calibration_error(bins), "found": float((ours >= PASSAGE_LINE).mean()), "flagged": wrong / len(theirs),
                    "low": low, "high": high,
                }
            )
    return pd.DataFrame(rows)


def measure_names(features: Features) -> pd.DataFrame:
    """Measure how much the topic alone tells: names, and nothing else, by models that have not seen the source.

    Parameters
    ----------
    features : Features

    Returns
    -------
    DataFrame
        A row a cause: ``documents``, ``human``, ``auroc``, and ``auroc_balanced`` with the weights of fitting, at which names should tell
        little more than chance. None where the vocabulary holds too few names.
    """
    frame, folds = features.frame, features.frame["fold"].to_numpy()
    first, past = VOCABULARY, min(VOCABULARY + NAMES_KNOWN, len(features.vocabulary))
    if past - first < NAMES_KNOWN // 2:
        return pd.DataFrame()
    names = [np.unique(codes[(codes >= first) & (codes < past)]) - first for codes in features.codes]
    matrix = unit_rows(names, past - first)
    rows = []
    for cause in CAUSES:
        positive, human = cause_rows(frame, cause)
        used, scores = (positive | human) & ~frame["by_hand"].to_numpy(), np.zeros(len(frame))
        for fold in np.unique(folds):
            allowed = used & outside(frame, folds == fold)
            weights, intercept = fit_linear(matrix, frame, positive, allowed, seed=0)
            scores[folds == fold] = matrix[folds == fold] @ weights + intercept
        balanced = balance(frame[used], positive[used])
        ours, theirs = positive[used], ~positive[used]
        rows.append(
            {
                "cause": cause, "documents": int(ours.sum()), "human": int(theirs.sum()),
                "auroc": auroc(scores[used][ours], scores[used][theirs]),
                "auroc_balanced": auroc(scores[used][ours], scores[used][theirs], (balanced[ours], balanced[theirs])),
            }
        )
    return pd.DataFrame(rows)


def leave_one_out(
    documents: Features | pd.DataFrame, by: str = "generator", values: Sequence[str] | None = None, *, seed: int = 0, jobs: int = 2,
    found: HeldOut | None = None, progress: Callable[[str], None] = lambda message: None,
) -> pd.DataFrame:  # fmt: skip
    """Fit without one generator, corpus or language after the other, and see how far the rest carries.

    A third of the groups is kept out too, human texts included, so that neither side of the test was seen.

    Parameters
    ----------
    documents : Features or DataFrame
        From `training.preparing.prepare`, or what it takes.
    by : str
        ``generator``, ``corpus`` (whole families of corpora) or ``src_lang``.
    values : sequence of str, optional
        Which ones; by default all with at least 50 documents.
    seed, jobs : int
    found : HeldOut, optional
        What `training.holding_out.hold_out` gave.
    progress : callable

    Returns
    -------
    DataFrame
        A row for each ``value`` and ``cause``: ``documents``, ``human``, ``auroc``, ``caught_1``, ``caught_01``.

    Raises
    ------
    FittingError
        If no machine text has such a value.
    """
    if by not in _LEFT_OUT_BY:
        raise FittingError(f"Nothing can be left out by {by}, only by {', '.join(_LEFT_OUT_BY)}.")
    features = prepare(documents, seed=seed, jobs=jobs) if isinstance(documents, pd.DataFrame) else documents
    found = found if found is not None else hold_out(features, seed=seed, jobs=jobs, progress=progress)
    column = features.frame[_LEFT_OUT_BY[by]]
    counts = column[features.frame["cause"].ne("human") & column.ne("")].value_counts()
    if values is None:
        values = sorted(counts[counts >= 50].index)
    elif unknown := sorted(set(values) - set(counts.index)):
        raise FittingError(f"There is no {by} called {', '.join(unknown)}; there are {', '.join(sorted(counts.index))}.")
    rows: list[dict[str, Any]] = []
    for value in values:
        progress(f"Fitting without the {by} {value}.")
        rows.extend(_left_out(features, found, column.eq(value).to_numpy(), {"left_out": by, "value": value}, seed))
    return pd.DataFrame(rows)


def _left_out(features: Features, found: HeldOut, of_value: np.ndarray, row: dict[str, Any], seed: int) -> Iterator[dict[str, Any]]:
    frame = features.frame
    kept_out = np.array([seed_of("left out", seed, group) % 3 == 0 for group in frame["group"]])
    human = frame["cause"].eq("human").to_numpy()
    allowed = ~of_value & ~kept_out
    test = np.flatnonzero(kept_out & (of_value | (human & ~frame["by_hand"].to_numpy())))
    words, classes = fit_specialists(features, allowed, seed)
    rows = found.rows.copy()
    answered = answers(features, words, classes, count_registers(features, allowed), test)
    rows[test, : answered.shape[1]] = answered
    for cause in CAUSES:
        positive, _ = cause_rows(frame, cause)
        used, ours = np.flatnonzero((positive | human) & allowed), np.flatnonzero(positive & of_value & kept_out)
        if len(ours) < 10 or not positive[used].any() or positive[used].all():
            continue
        weights = balance(frame.iloc[used], positive[used])
        head = fit_head(rows[used], found.names, cause, positive[used], weights, found.moments, seed)
        scores = raw_scores(head, rows, found.moments)
        theirs = np.intersect1d(test, np.flatnonzero(human))
        figures = {
            "auroc": auroc(scores[ours], scores[theirs]), "caught_01": caught(scores[ours], scores[theirs], 0.001),
            "caught_1": caught(scores[ours], scores[theirs], 0.01),
        }  # fmt: skip
        yield row | {"cause": cause, "documents": len(ours), "human": len(theirs)} | figures

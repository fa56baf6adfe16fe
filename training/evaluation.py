"""Evaluation: how well a model tells human from machine, by slice, with its false positives by kind of human text.

Documents flow in, every one is judged once, and tables flow out. The figures that matter come from `held_out`: there
every document is judged by specialists and heads that have not seen its source or, with `unseen_corpora`, its corpus.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import joblib
import numpy as np
import pandas as pd

from detector.markers import Catalogue
from detector.scoring.assessment import MINIMUM_WORDS, Thresholds, abstention, join, rounded
from detector.scoring.heads import CAUSES
from detector.scoring.passages import PASSAGE_LINE
from detector.scoring.store import Model
from detector.text import Article, Document
from training import fitting
from training.fitting import BY_HAND_RATE, MACHINE_RATE, Features, HeldOut, complete

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ANY = "any machine"
SIMULATED = "spun (simulated)"
ROUND_TRIPS = "translated (round trips)"
"""Human texts that Apertium, a rule-based engine, took there and back."""

LEFTOVERS = "llm (with leftovers)"
"""LLM texts in which an assistant's greeting or refusal stands: the markers' business, kept apart from style."""

NEAR_COPIES = "llm (near copies)"
"""LLM texts that are their human source but for a few words: see `training.corpora.near_copies`."""

_FOLD_OF_FAMILY = {
    "wmt22": 0, "wmt21": 1, "htvsmt_wmt08_19": 2, "asap_bt": 3, "detectrl": 4, "l2r": 0, "politifact": 1, "outfox": 2,
    "imbd": 3, "mixset": 4, "raidar_news": 2, "abc_rural": 3, "reuters21578": 4, "ellipse_ell": 0,
}  # fmt: skip
"""Families of corpora, spread so that every cause is in what each fold is fitted to."""

_SHOWN = ("translated", ROUND_TRIPS, "spun", SIMULATED, "llm", LEFTOVERS, NEAR_COPIES)
_CAUSE_OF = {SIMULATED: "spun", ROUND_TRIPS: "translated", LEFTOVERS: "llm", NEAR_COPIES: "llm"}
_BANDS = ((80, 150), (150, 300), (300, 600), (600, 10**9))
_SMALLEST_SLICE = 20
_SMALLEST_TOPIC = 50
_BATCH = 200
_BINS = 10
_RATES = (0.001, 0.01)


@dataclass(frozen=True)
class Evaluation:
    """What an evaluation found, as tables.

    Attributes
    ----------
    subject : str
        What was evaluated, as a sentence.
    summary : DataFrame
        A row a cause: ``documents``; AUROC of its head against human originals (``auroc``), against all human texts
        (``auroc_all``) and the mean within families of corpora (``auroc_within``); shares caught where 1 % and 0.1 %
        of human originals are (``caught_1``, ``caught_01``); ``flagged``, the share with a machine verdict, with its
        interval, ``named``, the share of those whose cause is right; ``calibration_error`` of the head.
    slices : DataFrame
        A row for each ``slice`` (corpus, generator, src_lang, domain, length), ``value`` and ``cause``.
    false_positives : DataFrame
        A row a kind of human text: ``documents``, ``flagged``, ``rate`` with ``low`` and ``high`` (Wilson, 95 %),
        the ``limit``, whether it is ``within``; held out also ``rate_unseen``, with thresholds chosen without the kind.
    ranking : DataFrame
        Share of the pairs of one group in which the human text ranks higher, ties half.
    calibration : DataFrame
        Reliability diagram: ``question``, ``bin``, ``predicted``, ``observed``, ``documents``.
    roc : DataFrame
        ``cause``, ``false_positives``, ``caught``.
    baselines : DataFrame
        Other methods on the same documents and folds; empty unless asked for.
    topics : DataFrame
        A row for each ``topic`` and ``cause``: ``documents``, ``human``, ``auroc`` and ``caught_1`` against human originals of the
        topic, ``flagged``.
    passages : DataFrame
        A row a cause: how well a passage is judged by itself; held out only (see `measure_passages`).
    names_alone : DataFrame
        How much the topic alone tells (see `measure_names`); with the baselines only.
    left_out : DataFrame
        Generators, corpora or languages left out of the training; empty unless asked for.
    scores : DataFrame
        A row a document, without its text.
    """

    subject: str
    summary: pd.DataFrame
    slices: pd.DataFrame
    false_positives: pd.DataFrame
    ranking: pd.DataFrame
    calibration: pd.DataFrame
    roc: pd.DataFrame
    topics: pd.DataFrame = field(default_factory=pd.DataFrame)
    passages: pd.DataFrame = field(default_factory=pd.DataFrame)
    baselines: pd.DataFrame = field(default_factory=pd.DataFrame)
    names_alone: pd.DataFrame = field(default_factory=pd.DataFrame)
    left_out: pd.DataFrame = field(default_factory=pd.DataFrame)
    scores: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables that are not empty, by name."""
        found = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "subject"}
        return {name: table for name, table in found.items() if len(table)}

    def as_dict(self) -> dict[str, Any]:
        """Return the figures, without those of single documents and curves, as JSON can hold them."""
        kept = {name: _records(table) for name, table in self.tables.items() if name not in ("scores", "roc", "calibration")}
        return {"subject": self.subject, "documents": len(self.scores), **kept}

    def plot_roc(self, axes: Axes | None = None) -> Axes:
        """Draw the share caught against false positives, from 1 in 1,000 upwards."""
        from training import plots

        return plots.roc(self.roc, axes)

    def plot_calibration(self, axes: Axes | None = None) -> Axes:
        """Draw the reliability diagram."""
        from training import plots

        return plots.calibration(self.calibration, axes)

    def plot_false_positives(self, axes: Axes | None = None) -> Axes:
        """Draw the false positives by kind of human text with their intervals and limits."""
        from training import plots

        return plots.false_positives(self.false_positives, axes)

    def save(self, folder: str | Path) -> None:
        """Write the tables as csv, the plots as svg where matplotlib is installed, and a page that shows both.

        Parameters
        ----------
        folder : path
            Created where it does not exist.
        """
        from training import plots

        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in self.tables.items():
            table.to_csv(folder / f"{name}.csv", index=False, float_format="%.5g")
        (folder / "figures.json").write_text(json.dumps(self.as_dict(), indent=1) + "\n", encoding="utf-8")
        (folder / "index.html").write_text(plots.page(self, plots.draw_all(self, folder)), encoding="utf-8")


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
        If a column is missing, or one of human and machine texts.
    """
    scores = score(model, frame, catalogue=catalogue, jobs=jobs)
    return tabulate(scores, subject or f"Model {model.version}, as it is, on {len(scores):,} documents of at least {MINIMUM_WORDS} words.")


def held_out(
    features: Features, *, seed: int = 0, jobs: int = 2, found: HeldOut | None = None, thresholds: Thresholds | None = None,
    baselines: int = 0, progress: Callable[[str], None] = lambda message: None,
) -> Evaluation:  # fmt: skip
    """Evaluate the recipe on documents that it has not seen.

    Every document, cut to a random stretch as in fitting, is judged by specialists and heads fitted without its
    fold: without all versions of its source, and without its corpus where `unseen_corpora` made the folds. Evidence
    of markers is joined as in scoring.

    Parameters
    ----------
    features : Features
        From `training.fitting.prepare`, or from `unseen_corpora`.
    seed, jobs : int
    found : HeldOut, optional
        What `training.fitting.hold_out` gave for these folds, where fitting has computed it already.
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
    found = found if found is not None else fitting.hold_out(features, seed=seed, jobs=jobs, progress=progress)
    joined = fitting.with_evidence(found.log_odds, features)
    p_human = fitting.p_human_of(joined)
    thresholds = thresholds if thresholds is not None else fitting.choose_thresholds(p_human, features)
    scores = _with_verdicts(joined, features, thresholds)
    kept = scores["words"].ge(MINIMUM_WORDS)
    result = tabulate(scores[kept].reset_index(drop=True), _subject_held_out(int(kept.sum()), features))
    unseen = [_rate_unseen(kind, p_human, features) for kind in result.false_positives["kind"]]
    result = replace(
        result, false_positives=result.false_positives.assign(rate_unseen=unseen), passages=measure_passages(features, found.passages)
    )
    if baselines:
        from training.baselines import run

        progress("Running the baselines on the same folds.")
        found_by_others = run(scores[kept], features.frame[kept], baselines, seed=seed, jobs=jobs)
        result = replace(result, baselines=found_by_others, names_alone=measure_names(features))
    return result


def unseen_corpora(features: Features) -> Features:
    """Return the same documents with folds that keep whole families of corpora together, for `held_out`.

    The folds of fitting keep only the versions of one source together; a fold of whole corpora shows what to expect
    of texts from elsewhere.
    """
    families = features.frame["family"]
    folds = {family: _FOLD_OF_FAMILY.get(family, fitting.seed_of("fold", family) % fitting.FOLDS) for family in families.unique()}
    return replace(features, frame=features.frame.assign(fold=families.map(folds), fold_of_source=features.frame["fold"]))


def _subject_held_out(documents: int, features: Features) -> str:
    families = features.frame.groupby("family")["fold"].nunique()
    whole = len(families) > 1 and families.eq(1).all()
    unseen = "its family of corpora" if whole else "any version of its source, though other texts of its corpus"
    return (
        f"{documents:,} documents of {len(families)} families of corpora, cut to 90 to 700 words, each judged by specialists and heads "
        f"that have not seen {unseen}."
    )


def _rate_unseen(kind: str, p_human: np.ndarray, features: Features) -> float:
    """Return the false positives of a kind of human text at thresholds that were chosen without it."""
    frame = features.frame
    of_kind = (frame["cause"].eq("human") & frame["kind"].eq(kind)).to_numpy()
    others = ~of_kind
    judged = of_kind & (features.lengths >= MINIMUM_WORDS)
    if not judged.any() or not frame["cause"][others].eq("human").any():
        return float("nan")
    thresholds = fitting.choose_thresholds(p_human[others], replace(features, frame=frame[others], lengths=features.lengths[others]))
    line = np.where(features.lengths < fitting.SHORT_WORDS, thresholds.machine_short, thresholds.machine)
    return float((p_human <= line)[judged].mean())


def score(model: Model, frame: pd.DataFrame, *, catalogue: Catalogue | None = None, jobs: int = 1) -> pd.DataFrame:
    """Judge the documents of a frame.

    Parameters
    ----------
    model : Model
    frame : DataFrame
        See `evaluate`.
    catalogue : Catalogue, optional
    jobs : int

    Returns
    -------
    DataFrame
        The frame's columns without its texts, and ``words``, ``p_human``, log-odds of each cause against human
        authorship, and the ``verdict``. Documents on which a detector abstains are left out.
    """
    frame = complete(frame)
    rows = judge(model, frame["text"].tolist(), catalogue=catalogue, jobs=jobs)
    found = pd.DataFrame(rows, columns=["words", "p_human", *CAUSES, "verdict"], index=frame.index)
    return pd.concat([frame.drop(columns="text"), found], axis=1)[found["verdict"].ne("unscored")].reset_index(drop=True)


def judge(model: Model, texts: Sequence[str | Article], *, catalogue: Catalogue | None = None, jobs: int = 1) -> list[tuple[Any, ...]]:
    """Return words, probability of human authorship, the log-odds of each cause and the verdict of each text."""
    catalogue = catalogue if catalogue is not None else Catalogue.load()
    batches = [texts[first : first + _BATCH] for first in range(0, len(texts), _BATCH)]
    if jobs == 1 or len(batches) < 2:
        parts = [_judge(model, catalogue, batch) for batch in batches]
    else:
        parts = joblib.Parallel(n_jobs=jobs)(joblib.delayed(_judge)(model, catalogue, batch) for batch in batches)
    return [row for part in parts for row in part]


def _judge(model: Model, catalogue: Catalogue, texts: Sequence[str | Article]) -> list[tuple[Any, ...]]:
    return [_judge_one(model, catalogue, Document(text)) for text in texts]


def _judge_one(model: Model, catalogue: Catalogue, document: Document) -> tuple[Any, ...]:
    if abstention(document):
        return (document.word_count, float("nan"), *[float("nan")] * len(CAUSES), "unscored")
    evidence = catalogue.find(document)
    log_odds = model.heads.log_odds(model.heads.read(document, evidence))
    exact = join(log_odds, evidence, model.lifts)
    human = rounded(exact)["human"]
    verdict = model.thresholds.verdict(human, document.word_count)
    if verdict == "machine":
        verdict = max(CAUSES, key=lambda cause: exact[cause])
    return (document.word_count, human, *(float(np.log(exact[cause] / exact["human"])) for cause in CAUSES), verdict)


def _with_verdicts(log_odds: np.ndarray, features: Features, thresholds: Thresholds) -> pd.DataFrame:
    human = np.round(1 / (1 + np.exp(log_odds).sum(axis=1)), 4)
    verdicts = np.array([thresholds.verdict(value, words) for value, words in zip(human.tolist(), features.lengths.tolist(), strict=True)])
    verdicts = np.where(verdicts == "machine", np.array(CAUSES)[log_odds.argmax(axis=1)], verdicts)
    columns = {"words": features.lengths, "p_human": human, **dict(zip(CAUSES, log_odds.T, strict=True)), "verdict": verdicts}
    return pd.concat([features.frame.drop(columns="text"), pd.DataFrame(columns, index=features.frame.index)], axis=1)


def tabulate(scores: pd.DataFrame, subject: str) -> Evaluation:
    """Turn judged documents into the tables of an evaluation.

    Parameters
    ----------
    scores : DataFrame
        As `score` returns them.
    subject : str
    """
    scores = scores.assign(shown=_shown(scores), flagged=scores["verdict"].isin(CAUSES))
    scores[ANY] = np.logaddexp.reduce(scores[list(CAUSES)].to_numpy(dtype=float), axis=1)
    return Evaluation(
        subject=subject,
        summary=pd.DataFrame([_summary_row(scores, shown) for shown in (*_present(scores), ANY)]),
        slices=pd.DataFrame(_slices(scores)),
        false_positives=pd.DataFrame(_false_positives(scores)),
        ranking=pd.DataFrame(_ranking(scores), columns=["cause", "human", "groups", "pairs", "ranked_right", "low", "high"]),
        calibration=pd.DataFrame(_calibration(scores), columns=["question", "bin", "predicted", "observed", "documents", "weight"]),
        roc=pd.DataFrame(_roc(scores), columns=["cause", "false_positives", "caught"]),
        topics=pd.DataFrame(_topics(scores)),
        scores=scores,
    )


def _topics(scores: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield figures of each topic: machine texts of it against human originals of it."""
    originals = scores["cause"].eq("human") & ~scores["by_hand"]
    for topic, here in scores.groupby("topic", sort=True):
        theirs = here[originals[here.index]]
        for shown in _present(here):
            ours, column = here[_machine(here, shown)], _CAUSE_OF.get(shown, shown)
            if min(len(ours), len(theirs)) >= _SMALLEST_TOPIC:
                yield {
                    "topic": topic, "cause": shown, "documents": len(ours), "human": len(theirs),
                    "auroc": auroc(ours[column].to_numpy(), theirs[column].to_numpy()),
                    "caught_1": caught(ours[column].to_numpy(), theirs[column].to_numpy(), 0.01), "flagged": ours["flagged"].mean(),
                }  # fmt: skip


def measure_passages(features: Features, drawn: fitting.PassageRows) -> pd.DataFrame:
    """Measure how well a passage is judged by itself, by models that have not seen its fold.

    Parameters
    ----------
    features : Features
    drawn : PassageRows
        See `training.fitting.hold_out`.

    Returns
    -------
    DataFrame
        A row a cause: ``documents`` (passages of it) and ``human`` ones, ``auroc``, ``calibration_error``, and the shares from `PASSAGE_LINE` on:
        ``found`` of its passages, ``flagged`` of the human ones with its interval.
    """
    frame, folds = features.frame, features.frame["fold"].to_numpy()[drawn.documents]
    found = np.zeros((len(drawn.documents), len(CAUSES)))
    for fold in np.unique(folds):
        judge = fitting.fit_passages(features, drawn, folds != fold)
        found[folds == fold] = judge.probabilities(drawn.answers[folds == fold])
    causes = frame["cause"].to_numpy()[drawn.documents]
    rows = []
    for place, cause in enumerate(CAUSES):
        ours, theirs = found[causes == cause, place], found[causes == "human", place]
        if len(ours) and len(theirs):
            used = np.isin(causes, ("human", cause))
            weights = fitting.balance(frame.iloc[drawn.documents[used]], causes[used] == cause)
            bins = list(_binned(found[used, place], (causes[used] == cause).astype(float), weights))
            wrong = int((theirs >= PASSAGE_LINE).sum())
            low, high = wilson(wrong, len(theirs))
            rows.append(
                {
                    "cause": cause, "documents": len(ours), "human": len(theirs), "auroc": auroc(ours, theirs),
                    "calibration_error": _error_of(bins), "found": float((ours >= PASSAGE_LINE).mean()), "flagged": wrong / len(theirs),
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
    first, past = fitting.VOCABULARY, min(fitting.VOCABULARY + fitting.NAMES_KNOWN, len(features.vocabulary))
    if past - first < fitting.NAMES_KNOWN // 2:
        return pd.DataFrame()
    names = [np.unique(codes[(codes >= first) & (codes < past)]) - first for codes in features.codes]
    matrix = fitting.unit_rows(names, past - first)
    rows = []
    for cause in CAUSES:
        positive, human = fitting.cause_rows(frame, cause)
        used, scores = (positive | human) & ~frame["by_hand"].to_numpy(), np.zeros(len(frame))
        for fold in np.unique(folds):
            allowed = used & fitting.outside(frame, folds == fold)
            weights, intercept = fitting.fit_linear(matrix, frame, positive, allowed, seed=0)
            scores[folds == fold] = matrix[folds == fold] @ weights + intercept
        balanced = fitting.balance(frame[used], positive[used])
        ours, theirs = positive[used], ~positive[used]
        rows.append(
            {
                "cause": cause, "documents": int(ours.sum()), "human": int(theirs.sum()),
                "auroc": auroc(scores[used][ours], scores[used][theirs]),
                "auroc_balanced": auroc(scores[used][ours], scores[used][theirs], (balanced[ours], balanced[theirs])),
            }
        )
    return pd.DataFrame(rows)


def _shown(scores: pd.DataFrame) -> pd.Series:
    """Return the cause, with simulated spinning, near copies and texts with leftovers apart."""
    shown = scores["cause"].mask(scores["simulated"] & scores["cause"].eq("spun"), SIMULATED)
    shown = shown.mask(scores["simulated"] & scores["cause"].eq("translated"), ROUND_TRIPS)
    shown = shown.mask(scores["near_copy"], NEAR_COPIES)
    return shown.mask(scores["cause"].eq("llm") & scores["residue"].ne(""), LEFTOVERS)


def _present(scores: pd.DataFrame) -> list[str]:
    return [shown for shown in _SHOWN if scores["shown"].eq(shown).any()]


def _machine(scores: pd.DataFrame, shown: str) -> pd.Series:
    return scores["cause"].ne("human") & ~scores["simulated"] if shown == ANY else scores["shown"].eq(shown)


def _summary_row(scores: pd.DataFrame, shown: str) -> dict[str, Any]:
    machine, human = _machine(scores, shown), scores["cause"].eq("human")
    column = shown if shown == ANY else _CAUSE_OF.get(shown, shown)
    values = scores[column].to_numpy(dtype=float)
    ours, originals = values[machine], values[human & ~scores["by_hand"]]
    flagged = scores["flagged"] & machine
    low, high = wilson(int(flagged.sum()), int(machine.sum()))
    named = scores["verdict"][flagged].eq(scores["cause"][flagged]).mean() if flagged.any() else float("nan")
    return {
        "cause": shown,
        "documents": int(machine.sum()),
        "auroc": auroc(ours, originals),
        "auroc_all": auroc(ours, values[human]),
        "auroc_within": _within(scores, machine, human, values),
        "caught_1": caught(ours, originals, 0.01),
        "caught_01": caught(ours, originals, 0.001),
        "flagged": flagged.sum() / machine.sum() if machine.any() else float("nan"),
        "low": low,
        "high": high,
        "named": float(named),
        "calibration_error": _calibration_error(scores, machine, human, column),
    }


def _within(scores: pd.DataFrame, machine: pd.Series, human: pd.Series, values: np.ndarray) -> float:
    """Return the mean AUROC within the families of corpora that hold both sides."""
    found = []
    for _, places in scores.groupby("family").indices.items():
        ours, theirs = values[places][machine.to_numpy()[places]], values[places][human.to_numpy()[places]]
        if min(len(ours), len(theirs)) >= _SMALLEST_SLICE:
            found.append(auroc(ours, theirs))
    return float(np.mean(found)) if found else float("nan")


def auroc(machine: np.ndarray, human: np.ndarray, weights: tuple[np.ndarray, np.ndarray] | None = None) -> float:
    """Return the probability that a machine text scores higher than a human one, ties half; NaN where a side is empty.

    Examples
    --------
    >>> auroc(np.array([2.0, 1.0]), np.array([0.0, 1.0]))
    0.875
    """
    from sklearn.metrics import roc_auc_score

    if not len(machine) or not len(human):
        return float("nan")
    labels = np.repeat([1, 0], [len(machine), len(human)])
    if weights is not None and not all(side.any() for side in weights):
        return float("nan")
    return float(roc_auc_score(labels, np.concatenate([machine, human]), sample_weight=None if weights is None else np.concatenate(weights)))


def caught(machine: np.ndarray, human: np.ndarray, rate: float) -> float:
    """Return the share of machine texts above a line that at most a share `rate` of the human ones is above."""
    if not len(machine) or not len(human):
        return float("nan")
    line = np.sort(human)[::-1][int(rate * len(human))]
    return float((machine > line).mean())


def wilson(hits: int, count: int, z: float = 1.959964) -> tuple[float, float]:
    """Bound a share by Wilson's interval (Wilson 1927), at 95 % by default.

    Examples
    --------
    >>> [round(bound, 4) for bound in wilson(0, 100)]
    [0.0, 0.037]
    """
    if not count:
        return 0.0, 1.0
    share, square = hits / count, z * z / count
    middle = (share + square / 2) / (1 + square)
    half = z * np.sqrt(share * (1 - share) / count + square / (4 * count)) / (1 + square)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def _band(words: int) -> str:
    low, high = next((band for band in _BANDS if band[0] <= words < band[1]), _BANDS[0])
    return f"{low}–{high - 1} words" if high < 10**9 else f"{low} words and more"


def _slices(scores: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield figures of each slice; the human side is that of the slice, else of the same families, else all."""
    scores = scores.assign(length=scores["words"].map(_band))
    human = scores["cause"].eq("human")
    for name in ("corpus", "generator", "src_lang", "domain", "length"):
        machine = scores[~human & scores[name].ne("") & ~scores["simulated"]]
        for (value, shown), rows in machine.groupby([name, "shown"], sort=True):
            if len(rows) < _SMALLEST_SLICE:
                continue
            like = human & ~scores["by_hand"]
            of_slice, of_family = like & scores[name].eq(str(value)), like & scores["family"].isin(rows["family"].unique())
            side = next(side for side in (of_slice, of_family, like) if side.sum() >= _SMALLEST_SLICE or side is like)
            column = _CAUSE_OF.get(str(shown), str(shown))
            low, high = wilson(int(rows["flagged"].sum()), len(rows))
            yield {
                "slice": name, "value": value, "cause": shown, "documents": len(rows), "human": int(side.sum()),
                "auroc": auroc(rows[column].to_numpy(), scores.loc[side, column].to_numpy()),
                "flagged": rows["flagged"].mean(), "low": low, "high": high,
            }  # fmt: skip


def _false_positives(scores: pd.DataFrame) -> Iterator[dict[str, Any]]:
    human = scores[scores["cause"].eq("human")]
    for kind, rows in [*human.groupby("kind", sort=True), ("all originals", human[~human["by_hand"]])]:
        hits, count = int(rows["flagged"].sum()), len(rows)
        limit = BY_HAND_RATE if kind == "human translation" else MACHINE_RATE
        low, high = wilson(hits, count)
        if count:
            yield {
                "kind": kind, "documents": count, "flagged": hits, "rate": hits / count, "low": low, "high": high,
                "limit": limit, "within": hits / count <= limit,
            }  # fmt: skip


def _ranking(scores: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Yield the share of pairs ranked right; its interval takes a group for one observation."""
    human = scores[scores["cause"].eq("human")][["group", "p_human", "by_hand", ANY]]
    machine = scores[scores["cause"].ne("human")][["group", "shown", ANY]]
    pairs = machine.merge(human, on="group", suffixes=("_machine", "_human"))
    right = np.sign(pairs[f"{ANY}_machine"] - pairs[f"{ANY}_human"]) / 2 + 0.5
    pairs = pairs.assign(right=right, human=np.where(pairs["by_hand"], "translation", "original"))
    for (shown, human_side), rows in pairs.groupby(["shown", "human"], sort=True):
        groups = rows["group"].nunique()
        low, high = wilson(round(rows["right"].mean() * groups), groups)
        yield shown, human_side, groups, len(rows), rows["right"].mean(), low, high


def _weights(scores: pd.DataFrame, machine: pd.Series, human: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of both sides and weights as in fitting: half human, families evened out."""
    rows = np.flatnonzero(machine | human)
    return rows, fitting.balance(scores.iloc[rows], machine.to_numpy()[rows])


def _bins(scores: pd.DataFrame, machine: pd.Series, human: pd.Series, column: str) -> Iterator[tuple[Any, ...]]:
    rows, weights = _weights(scores, machine, human)
    truth = machine.to_numpy()[rows].astype(float)
    # The heads' log-odds hold for one text of the cause to three human ones; those of any machine for one to one.
    shift = 0.0 if column == ANY else np.log(3)
    yield from _binned(1 / (1 + np.exp(-(scores[column].to_numpy(dtype=float)[rows] + shift))), truth, weights)


def _binned(predicted: np.ndarray, truth: np.ndarray, weights: np.ndarray) -> Iterator[tuple[Any, ...]]:
    """Yield the bins of a reliability diagram: number, mean prediction, share of the cause, passages or texts, their weight."""
    places = np.minimum((predicted * _BINS).astype(int), _BINS - 1)
    for place in np.unique(places):
        here = places == place
        mass = weights[here].sum()
        yield place, float((predicted * weights)[here].sum() / mass), float((truth * weights)[here].sum() / mass), int(here.sum()), float(mass)


def _calibration_error(scores: pd.DataFrame, machine: pd.Series, human: pd.Series, column: str) -> float:
    if not machine.any() or not human.any():
        return float("nan")
    return _error_of(list(_bins(scores, machine, human, column)))


def _error_of(bins: Sequence[tuple[Any, ...]]) -> float:
    """Return the expected calibration error."""
    return float(sum(mass * abs(predicted - observed) for _, predicted, observed, _, mass in bins) / sum(row[-1] for row in bins))


def _calibration(scores: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    human = scores["cause"].eq("human")
    for column in (*CAUSES, ANY):
        machine = ~human if column == ANY else scores["cause"].eq(column) & scores["residue"].eq("") & ~scores["near_copy"]
        if machine.any() and human.any():
            yield from ((column, *row) for row in _bins(scores, machine, human, column))


def _roc(scores: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    originals = scores["cause"].eq("human") & ~scores["by_hand"]
    for shown in (*_present(scores), ANY):
        values = scores[shown if shown == ANY else _CAUSE_OF.get(shown, shown)].to_numpy(dtype=float)
        for rate in np.logspace(-3, 0, 31):
            yield shown, float(rate), caught(values[_machine(scores, shown)], values[originals], min(float(rate), 1 - 1e-9))


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table's rows with plain Python values, four digits, None for what is not a number."""

    def plain(value: Any) -> Any:
        value = value.item() if isinstance(value, np.generic) else value
        if isinstance(value, float):
            return round(value, 4) if np.isfinite(value) else None
        return value

    return [{str(name): plain(value) for name, value in row.items()} for row in table.to_dict("records")]


def leave_one_out(
    documents: Features | pd.DataFrame, by: str = "generator", values: Sequence[str] | None = None, *, seed: int = 0, jobs: int = 2,
    found: HeldOut | None = None, progress: Callable[[str], None] = lambda message: None,
) -> pd.DataFrame:  # fmt: skip
    """Fit without one generator, corpus or language after the other, and see how far the rest carries.

    A third of the groups is kept out too, human texts included, so that neither side of the test was seen.

    Parameters
    ----------
    documents : Features or DataFrame
        From `training.fitting.prepare`, or what it takes.
    by : str
        ``generator``, ``corpus`` (whole families of corpora) or ``src_lang``.
    values : sequence of str, optional
        Which ones; by default all with at least 50 documents.
    seed, jobs : int
    found : HeldOut, optional
        What `training.fitting.hold_out` gave.
    progress : callable

    Returns
    -------
    DataFrame
        A row for each ``value`` and ``cause``: ``documents``, ``human``, ``auroc``, ``caught_1``, ``caught_01``.
    """
    features = fitting.prepare(documents, seed=seed, jobs=jobs) if isinstance(documents, pd.DataFrame) else documents
    found = found if found is not None else fitting.hold_out(features, seed=seed, jobs=jobs, progress=progress)
    column = features.frame["family" if by == "corpus" else by]
    if values is None:
        counts = column[features.frame["cause"].ne("human") & column.ne("")].value_counts()
        values = sorted(counts[counts >= 50].index)
    rows: list[dict[str, Any]] = []
    for value in values:
        progress(f"Fitting without the {by} {value}.")
        rows.extend(_left_out(features, found, column.eq(value).to_numpy(), {"left_out": by, "value": value}, seed))
    return pd.DataFrame(rows)


def _left_out(features: Features, found: HeldOut, of_value: np.ndarray, row: dict[str, Any], seed: int) -> Iterator[dict[str, Any]]:
    frame = features.frame
    kept_out = np.array([fitting.seed_of("left out", seed, group) % 3 == 0 for group in frame["group"]])
    human = frame["cause"].eq("human").to_numpy()
    allowed = ~of_value & ~kept_out
    test = np.flatnonzero(kept_out & (of_value | (human & ~frame["by_hand"].to_numpy())))
    words, classes = fitting.fit_specialists(features, allowed, seed)
    rows = found.rows.copy()
    answered = fitting.answers(features, words, classes, fitting.count_registers(features, allowed), test)
    rows[test, : answered.shape[1]] = answered
    for cause in CAUSES:
        positive, _ = fitting.cause_rows(frame, cause)
        used, ours = np.flatnonzero((positive | human) & allowed), np.flatnonzero(positive & of_value & kept_out)
        if len(ours) < 10 or not positive[used].any() or positive[used].all():
            continue
        weights = fitting.balance(frame.iloc[used], positive[used])
        head = fitting.fit_head(rows[used], found.names, cause, positive[used], weights, found.moments, seed)
        scores = fitting.raw_scores(head, rows, found.moments)
        theirs = np.intersect1d(test, np.flatnonzero(human))
        figures = {"auroc": auroc(scores[ours], scores[theirs])}
        figures |= {name: caught(scores[ours], scores[theirs], rate) for name, rate in zip(("caught_01", "caught_1"), _RATES)}
        yield row | {"cause": cause, "documents": len(ours), "human": len(theirs)} | figures


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
        See `evaluate`; best of documents that neither model was fitted to.
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


class TooFewError(ValueError):
    """Too few articles for the rate asked for; the message says how many are needed."""


def recalibrate(
    model: Model, human_texts: Sequence[str | Article], rate: float = MACHINE_RATE, *, catalogue: Catalogue | None = None, jobs: int = 1
) -> Model:
    """Move a model's machine thresholds so that human articles like the given ones are seldom accused.

    The line is the conformal quantile: with n scored articles it lies just below the k-th lowest probability of human
    authorship, k being the whole part of ``rate * (n + 1)``. Guarantee: if the articles given and the next one are
    exchangeable (drawn alike, in any order, by human authors), the next one gets a machine verdict with probability at
    most `rate`, whatever the distribution; the probability is over the draw of all n + 1 articles. For one set of n
    the true rate varies around it: its distribution is Beta(k, n + 1 - k). Nothing is promised for other kinds.

    Parameters
    ----------
    model : Model
    human_texts : sequence of str or Article
        Human articles of one's own kind; those on which a detector abstains do not count.
    rate : float
        Share that may be accused, above 0 and below 0.5.
    catalogue : Catalogue, optional
    jobs : int

    Returns
    -------
    Model
        The same heads with other thresholds; ``about["recalibrated"]`` says how it came about.

    Raises
    ------
    TooFewError
        If fewer than ``1 / rate - 1`` articles can be scored, for then no line keeps the promise.
    ValueError
        If the rate is out of range.

    References
    ----------
    Vovk, Gammerman, Shafer, Algorithmic Learning in a Random World, 2005.
    """
    if not 0 < rate < 0.5:
        raise ValueError(f"The rate of false positives has to lie between 0 and 0.5, not at {rate}.")
    judged = judge(model, list(human_texts), catalogue=catalogue, jobs=jobs)
    human = [row[1] for row in judged if row[-1] != "unscored"]
    needed = int(np.ceil(1 / rate - 1e-9)) - 1
    if len(human) < needed:
        raise TooFewError(
            f"{len(human)} of {len(judged)} articles are long enough to be scored; to promise at most {rate:.1%} false positives, "
            f"at least {needed} are needed."
        )
    return move_line(model, human, rate)


def move_line(model: Model, p_human: Sequence[float], rate: float) -> Model:
    """Move a model's machine thresholds to the conformal quantile of the probabilities that it gives to human articles.

    Parameters
    ----------
    model : Model
    p_human : sequence of float
        At least ``1 / rate - 1`` of them.
    rate : float
        See `recalibrate`.
    """
    human = sorted(p_human)
    place = int(rate * (len(human) + 1) + 1e-9)
    old = model.thresholds
    machine = round(min(human[place - 1], 0.5) - 5e-5, 5)  # probabilities are rounded to four digits; below 0 it accuses nobody
    narrower = min(1.0, old.machine_short / old.machine) if old.machine > 0 else 1.0
    thresholds = Thresholds(machine, max(old.human, machine), min(machine, round(machine * narrower, 6)), max(old.human_short, machine))
    note = {"articles": len(human), "rate": rate, "machine_before": old.machine, "machine": machine}
    return replace(model, thresholds=thresholds, about={**model.about, "recalibrated": note})


LARGEST_LOSS = {"auroc": 0.005, "caught_1": 0.02}
"""How much of a held-out figure a new default model may lose: what another seed changes."""


def losses(new: Mapping[str, Any], old: Mapping[str, Any]) -> list[str]:
    """Say in sentences where held-out figures are worse than those of another model; empty where they are not.

    Parameters
    ----------
    new, old : mapping
        As `Evaluation.as_dict` returns them.
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

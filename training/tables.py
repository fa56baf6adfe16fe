"""The tables of an evaluation: judged documents in, figures by cause, slice, kind and topic out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from detector.scoring.heads import CAUSES
from training import plots
from training.calibrating import limit_of
from training.measures import auroc, calibration_error, caught, reliability, wilson
from training.sides import DOCUMENTATION, balance, of_cause, originals

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

_SHOWN = ("translated", ROUND_TRIPS, "spun", SIMULATED, "llm", LEFTOVERS, NEAR_COPIES)
_CAUSE_OF = {SIMULATED: "spun", ROUND_TRIPS: "translated", LEFTOVERS: "llm", NEAR_COPIES: "llm"}
_BANDS = ((80, 150), (150, 300), (300, 600), (600, 10**9))
_SMALLEST_SLICE = 20
_SMALLEST_TOPIC = 50


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
        A row a cause: how well a passage is judged by itself; held out only (see `training.evaluation.measure_passages`).
    names_alone : DataFrame
        How much the topic alone tells (see `training.evaluation.measure_names`); with the baselines only.
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
        return plots.roc(self.roc, axes)

    def plot_calibration(self, axes: Axes | None = None) -> Axes:
        """Draw the reliability diagram."""
        return plots.calibration(self.calibration, axes)

    def plot_false_positives(self, axes: Axes | None = None) -> Axes:
        """Draw the false positives by kind of human text with their intervals and limits."""
        return plots.false_positives(self.false_positives, axes)

    def save(self, folder: str | Path) -> None:
        """Write the tables as csv, the plots as svg where matplotlib is installed, and a page that shows both.

        Parameters
        ----------
        folder : path
            Created where it does not exist.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in self.tables.items():
            table.to_csv(folder / f"{name}.csv", index=False, float_format="%.5g")
        (folder / "figures.json").write_text(json.dumps(self.as_dict(), indent=1) + "\n", encoding="utf-8")
        (folder / "index.html").write_text(plots.page(self.subject, self.tables, plots.draw_all(self.tables, folder)), encoding="utf-8")


def tabulate(scores: pd.DataFrame, subject: str) -> Evaluation:
    """Turn judged documents into the tables of an evaluation.

    Parameters
    ----------
    scores : DataFrame
        As `training.judging.score` returns them.
    subject : str
    """
    scores = scores.assign(shown=_shown(scores), flagged=scores["verdict"].isin(CAUSES))
    scores[ANY] = np.logaddexp.reduce(scores[list(CAUSES)].to_numpy(dtype=float), axis=1)
    everything, scores = scores, scores[scores["kind"].ne(DOCUMENTATION)]
    return Evaluation(
        subject=subject,
        summary=pd.DataFrame([_summary_row(scores, shown) for shown in (*_present(scores), ANY)]),
        slices=pd.DataFrame(_slices(scores)),
        false_positives=pd.DataFrame(_false_positives(everything)),
        ranking=pd.DataFrame(_ranking(scores), columns=["cause", "human", "groups", "pairs", "ranked_right", "low", "high"]),
        calibration=pd.DataFrame(_calibration(scores), columns=["question", "bin", "predicted", "observed", "documents", "weight"]),
        roc=pd.DataFrame(_roc(scores), columns=["cause", "false_positives", "caught"]),
        topics=pd.DataFrame(_topics(scores)),
        scores=scores,
    )


def _topics(scores: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield figures of each topic: machine texts of it against human originals of it."""
    for topic, here in scores.groupby("topic", sort=True):
        theirs = here[originals(here)]
        for shown in _present(here):
            ours, column = here[_machine(here, shown)], _CAUSE_OF.get(shown, shown)
            if min(len(ours), len(theirs)) >= _SMALLEST_TOPIC:
                yield {
                    "topic": topic, "cause": shown, "documents": len(ours), "human": len(theirs),
                    "auroc": auroc(ours[column].to_numpy(), theirs[column].to_numpy()),
                    "caught_1": caught(ours[column].to_numpy(), theirs[column].to_numpy(), 0.01), "flagged": ours["flagged"].mean(),
                }  # fmt: skip


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
    ours, theirs = values[machine], values[originals(scores)]
    flagged = scores["flagged"] & machine
    low, high = wilson(int(flagged.sum()), int(machine.sum()))
    named = scores["verdict"][flagged].eq(scores["cause"][flagged]).mean() if flagged.any() else float("nan")
    return {
        "cause": shown,
        "documents": int(machine.sum()),
        "auroc": auroc(ours, theirs),
        "auroc_all": auroc(ours, values[human]),
        "auroc_within": _within(scores, machine, human, values),
        "caught_1": caught(ours, theirs, 0.01),
        "caught_01": caught(ours, theirs, 0.001),
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
            like = originals(scores)
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
        limit = limit_of(str(kind))
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
    return rows, balance(scores.iloc[rows], machine.to_numpy()[rows])


def _bins(scores: pd.DataFrame, machine: pd.Series, human: pd.Series, column: str) -> Iterator[tuple[Any, ...]]:
    rows, weights = _weights(scores, machine, human)
    truth = machine.to_numpy()[rows].astype(float)
    # The heads' log-odds hold for one text of the cause to three human ones; those of any machine for one to one.
    shift = 0.0 if column == ANY else np.log(3)
    yield from reliability(1 / (1 + np.exp(-(scores[column].to_numpy(dtype=float)[rows] + shift))), truth, weights)


def _calibration_error(scores: pd.DataFrame, machine: pd.Series, human: pd.Series, column: str) -> float:
    if not machine.any() or not human.any():
        return float("nan")
    return calibration_error(list(_bins(scores, machine, human, column)))


def _calibration(scores: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    human = scores["cause"].eq("human")
    for column in (*CAUSES, ANY):
        machine = ~human if column == ANY else of_cause(column)(scores)
        if machine.any() and human.any():
            yield from ((column, *row) for row in _bins(scores, machine, human, column))


def _roc(scores: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    human = originals(scores)
    for shown in (*_present(scores), ANY):
        values = scores[shown if shown == ANY else _CAUSE_OF.get(shown, shown)].to_numpy(dtype=float)
        for rate in np.logspace(-3, 0, 31):
            yield shown, float(rate), caught(values[_machine(scores, shown)], values[human], min(float(rate), 1 - 1e-9))


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table's rows with plain Python values, four digits, None for what is not a number."""

    def plain(value: Any) -> Any:
        value = value.item() if isinstance(value, np.generic) else value
        if isinstance(value, float):
            return round(value, 4) if np.isfinite(value) else None
        return value

    return [{str(name): plain(value) for name, value in row.items()} for row in table.to_dict("records")]

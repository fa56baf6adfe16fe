"""``twicetold-train gains``: what adapting and recalibrating are worth on corpora that a model has never seen.

Families of corpora are kept out of a fit, and so is a quarter of the sources of all others. Then each of them plays the part
of a user's own material: some hundred labelled articles adapt the model, or some human ones move its threshold; the rest of
the family shows what is gained, the kept-out sources of the others show what it costs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from detector.markers import Catalogue
from detector.scoring.assessment import Thresholds
from detector.scoring.heads import CAUSES
from detector.scoring.store import Model
from training.adapting import Readings, adapt_readings, human_probabilities, log_odds, read
from training.arguments import add_jobs, add_seed, positive
from training.corpora import load_corpora
from training.fitting import fit
from training.measures import auroc, caught, wilson
from training.preparing import FittingError, complete
from training.recalibrating import move_line
from training.splits import seed_of

FAMILIES = ("l2r", "htvsmt_wmt08_19", "detectrl")
"""Kept out by default: LLM rewriting in 21 domains, translation of news, and texts of all three causes."""

RATES = (0.01, 0.05)


@dataclass(frozen=True)
class Gains:
    """What was measured.

    Attributes
    ----------
    adapting : DataFrame
        A row for each family and cause: AUROC of the cause's head against the family's human texts and share caught where
        1 % of them are, before and after; the gain in AUROC with its bootstrap interval over groups.
    false_positives : DataFrame
        A row for each family, and ``elsewhere`` (human originals of the other families): share with a machine verdict before
        and after adapting, with Wilson's interval (95 %).
    recalibrating : DataFrame
        A row for each family and rate: false positives among its human texts before, and after on average over 100 draws of
        the articles; the interval that 95 of 100 draws should fall into when the promise is kept, the share of draws that
        fell inside, and above it.
    """

    adapting: pd.DataFrame
    false_positives: pd.DataFrame
    recalibrating: pd.DataFrame


def measure(
    frame: pd.DataFrame, families: Sequence[str] = FAMILIES, *, labelled: int = 300, human: int = 200, most: int = 4000, seed: int = 0,
    jobs: int = 1, progress: Callable[[str], None] = lambda message: None,
) -> Gains:  # fmt: skip
    """Keep families of corpora out of one fit and measure what adapting to each of them is worth.

    Parameters
    ----------
    frame : DataFrame
        As `training.load_corpora` returns it.
    families : sequence of str
        Families of corpora to keep out; see `training.preparing.complete`.
    labelled : int
        Articles to adapt with, whole groups.
    human : int
        Human articles to recalibrate with.
    most : int
        Documents of each family, and of the rest, that are judged.
    seed, jobs : int
    progress : callable
        Told what is going on, a sentence at a time.

    Raises
    ------
    FittingError
        If the frame holds nothing of a family.
    """
    frame = complete(frame[frame["residue"].eq("")])
    if unknown := sorted(set(families) - set(frame["family"])):
        raise FittingError(f"There is no family of corpora called {', '.join(unknown)}; there are {', '.join(sorted(set(frame['family'])))}.")
    out = frame["family"].isin(families)
    out |= frame["group"].isin(set(frame["group"][out]))
    fourth = np.array([seed_of("elsewhere", seed, group) % 4 == 0 for group in frame["group"]])
    catalogue = Catalogue.load()
    model = fit(frame[~out & ~fourth], seed=seed, jobs=jobs, catalogue=catalogue, progress=progress)
    progress("Reading what was kept out.")
    elsewhere = read(model, _some(frame[~out & fourth & ~frame["by_hand"]], most, seed), catalogue=catalogue, jobs=jobs)
    adapting: list[dict[str, Any]] = []
    costs: list[dict[str, Any]] = []
    moved: list[dict[str, Any]] = []
    for family in families:
        progress(f"Adapting to {family}.")
        mine = read(model, _some(frame[frame["family"].eq(family)], most, seed), catalogue=catalogue, jobs=jobs)
        known = _first_groups(mine.frame, labelled, seed)
        after = adapt_readings(model, mine.take(known), model.reference.astype(np.float32))
        adapting.extend(_gained(family, model, after, mine.take(~known), seed))
        costs.extend(_costs(family, model, after, mine.take(~known), elsewhere))
        own = read(model, _some(frame[frame["family"].eq(family) & frame["cause"].eq("human")], most, seed), catalogue=catalogue, jobs=jobs)
        moved.extend(_recalibrated(family, model, own, human, seed))
    return Gains(pd.DataFrame(adapting), pd.DataFrame(costs), pd.DataFrame(moved))


def _some(frame: pd.DataFrame, most: int, seed: int) -> pd.DataFrame:
    """Return at most so many rows, whole groups first."""
    order = np.array([seed_of("some", seed, group) for group in frame["group"]])
    return frame.iloc[np.sort(np.argsort(order, kind="stable")[:most])]


def _first_groups(frame: pd.DataFrame, size: int, seed: int) -> np.ndarray:
    """Choose about so many rows, whole groups only."""
    order = np.array([seed_of("mine", seed, group) for group in frame["group"]])
    cut = np.sort(order)[min(size, len(order)) - 1]
    return np.asarray(order <= cut)


def _judged(model: Model, readings: Readings) -> tuple[np.ndarray, np.ndarray]:
    """Return log-odds of each document, and whether it gets a machine verdict."""
    found = log_odds(model, readings.rows)
    return found, _are_accused(model.thresholds, human_probabilities(model, readings, found), readings.frame["words"])


def _gained(family: str, before: Model, after: Model, rest: Readings, seed: int) -> Iterator[dict[str, Any]]:
    (first, _), (second, _) = _judged(before, rest), _judged(after, rest)
    human = rest.frame["cause"].eq("human").to_numpy()
    for place, cause in enumerate(CAUSES):
        machine = rest.frame["cause"].eq(cause).to_numpy()
        if machine.sum() < 20:
            continue
        old, new = ((found[machine, place], found[human, place]) for found in (first, second))
        low, high = _interval(first[:, place], second[:, place], machine, human, rest.frame["group"], seed)
        yield {
            "family": family, "cause": cause, "documents": int(machine.sum()), "human": int(human.sum()), "auroc_before": auroc(*old),
            "auroc_after": auroc(*new), "gain_low": low, "gain_high": high, "caught_before": caught(*old, 0.01), "caught_after": caught(*new, 0.01),
        }  # fmt: skip


def _interval(
    first: np.ndarray, second: np.ndarray, machine: np.ndarray, human: np.ndarray, group: pd.Series, seed: int, draws: int = 200
) -> tuple[float, float]:  # fmt: skip
    names, places = np.unique(group.to_numpy(dtype=str), return_inverse=True)
    gains = []
    for draw in np.random.default_rng(seed).integers(len(names), size=(draws, len(names))):
        weights = np.bincount(draw, minlength=len(names))[places].astype(float)
        sides = weights[machine], weights[human]
        gains.append(auroc(second[machine], second[human], sides) - auroc(first[machine], first[human], sides))
    low, high = np.nanquantile(gains, [0.025, 0.975])
    return float(low), float(high)


def _costs(family: str, before: Model, after: Model, rest: Readings, elsewhere: Readings) -> Iterator[dict[str, Any]]:
    for where, readings in ((family, rest), ("elsewhere", elsewhere)):
        human, machine = (readings.take((readings.frame["cause"].eq("human") == side).to_numpy()) for side in (True, False))
        (_, first), (_, second) = _judged(before, human), _judged(after, human)
        low, high = wilson(int(second.sum()), len(second))
        yield {
            "adapted to": family, "where": where, "human": len(second), "accused_before": first.mean(), "accused_after": second.mean(),
            "low": low, "high": high, "machine": len(machine.rows), "flagged_before": _judged(before, machine)[1].mean(),
            "flagged_after": _judged(after, machine)[1].mean(),
        }  # fmt: skip


def _recalibrated(family: str, model: Model, human: Readings, size: int, seed: int, draws: int = 100) -> Iterator[dict[str, Any]]:
    """Yield, for each rate, the false positives among a family's human texts before and after recalibration, over many draws."""
    from scipy.stats import betabinom

    found = log_odds(model, human.rows)
    p_human = human_probabilities(model, human, found)
    words = human.frame["words"].to_numpy()
    orders = [np.random.default_rng([seed, draw]).permutation(len(words)) for draw in range(draws)]
    for rate in (rate for rate in RATES if rate * (size + 1) >= 1 and size < len(words)):
        lines = [move_line(model, p_human[order[:size]].tolist(), rate).thresholds for order in orders]
        after = np.array([_accused(line, p_human[order[size:]], words[order[size:]]) for line, order in zip(lines, orders, strict=True)])
        place, judged = int(rate * (size + 1) + 1e-9), len(words) - size
        low, high = betabinom.ppf([0.025, 0.975], judged, place, size + 1 - place) / judged
        yield {
            "family": family, "asked": rate, "articles": size, "judged": judged, "before": _accused(model.thresholds, p_human, words),
            "after": after.mean(), "expected_low": low, "expected_high": high, "inside": np.mean((after >= low) & (after <= high)),
            "above": np.mean(after > high),
        }  # fmt: skip


def _accused(thresholds: Thresholds, p_human: np.ndarray, words: np.ndarray) -> float:
    return float(_are_accused(thresholds, p_human, words).mean())


def _are_accused(thresholds: Thresholds, p_human: np.ndarray, words: Iterable[int]) -> np.ndarray:
    return np.array([thresholds.verdict(value, length) == "machine" for value, length in zip(p_human, words, strict=True)], dtype=bool)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``twicetold-train gains`` takes."""
    parser.add_argument("--families", nargs="+", default=list(FAMILIES), metavar="NAME", help=f"families to keep out (default: {' '.join(FAMILIES)})")
    parser.add_argument("--labelled", type=positive, default=300, metavar="N", help="labelled articles to adapt with (default: 300)")
    parser.add_argument("--human", type=positive, default=200, metavar="N", help="human articles to recalibrate with (default: 200)")
    parser.add_argument("--sample", type=positive, default=600, metavar="N", help="at most N documents of each other corpus and cause (default: 600)")
    parser.add_argument("--most", type=positive, default=3000, metavar="N", help="documents of each family that are judged (default: 3000)")
    add_seed(parser)
    add_jobs(parser)


def run(args: argparse.Namespace) -> int:
    """Measure and print the tables.

    Parameters
    ----------
    args : Namespace
        Of a parser that `add_arguments` filled.

    Returns
    -------
    int
        Exit status.

    Raises
    ------
    CorpusError
        If the corpora cannot be had.
    FittingError
        If there is no such family.
    """
    frame = complete(load_corpora())
    kept = frame["family"].isin(args.families)
    order = pd.Series([seed_of("sample", args.seed, group) for group in frame["group"]])
    drawn = frame[~kept].assign(order=order).sort_values("order", kind="stable").groupby(["corpus", "cause"]).head(args.sample).index
    gains = measure(
        frame.loc[sorted({*drawn, *frame.index[kept]})], args.families, labelled=args.labelled, human=args.human, most=args.most, seed=args.seed,
        jobs=args.jobs, progress=lambda sentence: print(sentence, file=sys.stderr, flush=True),
    )  # fmt: skip
    for title, table in (
        (f"Adapted with {args.labelled} labelled articles: the rest of the family", gains.adapting),
        ("What it costs: human texts with a machine verdict", gains.false_positives),
        (f"Recalibrated with {args.human} human articles of an unseen kind, 100 draws", gains.recalibrating),
    ):
        print(f"\n{title}\n{table.to_string(index=False, float_format='{:.3f}'.format)}")
    return 0

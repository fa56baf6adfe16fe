"""Measure the catalogue: how often each marker fires in human text of each kind and in what machines wrote.

Corpora flow in as documents, the catalogue runs over each, and counts flow out: hits per 100,000 words with their
Poisson intervals, the lift of the marker's own cause over human text, and the share of human documents that
decisive evidence would accuse. The figures are stored beside the markers and shown on their pages.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from joblib import Parallel, delayed
from scipy.stats import beta, chi2

from detector.markers import FAMILIES, Catalogue, Evidence
from detector.text import Document
from training.arguments import add_jobs, positive
from training.corpora import load_corpora
from training.splits import PARTS, part_of

CAUSE_OF_FAMILY = {"translation": "translated", "spin": "spun", "llm": "llm"}
NEWS = ("news", "wire")
"""Kinds of human text on which a severity is judged."""
RESIDUE = "llm with residue"
"""Texts that their publisher's corpus says carry leftovers of an assistant; kept apart from the style of LLMs."""
LIMITS = {"decisive": 0.5, "strong": 3.0}
"""Most hits per 100,000 words of human news that a severity may have."""
PER = 100_000

_CAUSES = ("translated", "spun", "llm", RESIDUE)
_BATCH = 200


@dataclass
class Tally:
    """Counts of one or more batches of documents.

    Attributes
    ----------
    words, documents : Counter
        By column: a kind of human text, or a cause.
    hits : Counter
        By ``(marker, severity, column)``.
    accused : Counter
        Documents with counting decisive evidence, by ``(family or "any", column)``.
    examples : list of tuple of str
        ``(marker, severity, column, document, text around the hit)`` for the markers asked for.
    """

    words: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)
    hits: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    accused: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: list[tuple[str, str, str, str, str]] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add the counts of another tally."""
        self.words += other.words
        self.documents += other.documents
        self.hits += other.hits
        self.accused += other.accused
        self.examples += other.examples


def columns_of(frame: pd.DataFrame, by_corpus: bool = False) -> pd.Series:
    """Name the column of the table that each document counts in.

    Parameters
    ----------
    frame : DataFrame
        As `training.corpora.load_corpora` returns it.
    by_corpus : bool
        Whether machine text is told apart by corpus.

    Returns
    -------
    Series
        A kind of human text; or the cause of a machine text, ``RESIDUE`` for LLM text with leftovers.
    """
    machine = frame["cause"].mask(frame["cause"].eq("llm") & frame["residue"].ne(""), RESIDUE)
    if by_corpus:
        machine = machine + " " + frame["corpus"]
    return machine.mask(frame["cause"].eq("human"), frame["kind"])


def _is_counted(piece: Evidence) -> bool:
    """Tell whether a piece stands where its family accuses: the narrative, or anywhere for the page around it."""
    return piece.place == "narrative" or piece.family == "scrape"


def count(rows: Sequence[tuple[str, str, str]], shown: frozenset[str] = frozenset()) -> Tally:
    """Run the catalogue over documents.

    Parameters
    ----------
    rows : sequence of (identifier, column, text)
    shown : set of str
        Markers whose hits are kept with the words around them.

    Returns
    -------
    Tally
    """
    catalogue = Catalogue.load()
    tally = Tally()
    for identifier, column, text in rows:
        document = Document(text)
        evidence = catalogue.find(document)
        tally.words[column] += document.word_count
        tally.documents[column] += 1
        for piece in evidence:
            if _is_counted(piece):
                tally.hits[piece.marker, piece.severity, column] += 1
                if piece.marker in shown:
                    tally.examples.append((piece.marker, piece.severity, column, identifier, _around(document.straight, piece)))
        decisive = {piece.family for piece in evidence if piece.counts and piece.severity == "decisive"}
        tally.accused.update((family, column) for family in decisive)
        tally.accused["any", column] += bool(decisive)
    return tally


def _around(text: str, piece: Evidence, width: int = 60) -> str:
    before = text[max(0, piece.start - width) : piece.start]
    after = text[piece.end : piece.end + width]
    return f"{before}[{text[piece.start : piece.end]}]{after}".replace("\n", " ")


def measure(frame: pd.DataFrame, jobs: int = 1, by_corpus: bool = False, shown: Iterable[str] = ()) -> Tally:
    """Run the catalogue over a frame of documents in several processes.

    Parameters
    ----------
    frame : DataFrame
        As `training.corpora.load_corpora` returns it.
    jobs : int
        Number of processes.
    by_corpus : bool
        Whether machine text is told apart by corpus.
    shown : iterable of str
        Markers whose hits are kept with the words around them.

    Returns
    -------
    Tally
    """
    rows = list(zip(frame["id"], columns_of(frame, by_corpus), frame["text"]))
    batches = [rows[first : first + _BATCH] for first in range(0, len(rows), _BATCH)]
    work = (delayed(count)(batch, frozenset(shown)) for batch in batches)
    total = Tally()
    for tally in Parallel(n_jobs=jobs, return_as="generator")(work):
        total.add(tally)
    return total


def poisson_interval(hits: int, words: int, level: float = 0.95) -> tuple[float, float]:
    """Bound a rate per 100,000 words.

    Parameters
    ----------
    hits, words : int
    level : float
        Coverage.

    Returns
    -------
    tuple of float
        Exact (Garwood) interval.

    Examples
    --------
    >>> [round(bound, 2) for bound in poisson_interval(0, 1_000_000)]
    [0.0, 0.37]
    """
    if not words:
        return 0.0, float("inf")
    tail = (1 - level) / 2
    low = chi2.ppf(tail, 2 * hits) / 2 if hits else 0.0
    high = chi2.ppf(1 - tail, 2 * hits + 2) / 2
    return float(low * PER / words), float(high * PER / words)


def lift_interval(machine: tuple[int, int], human: tuple[int, int], level: float = 0.95) -> tuple[float, float, float]:
    """Compare two Poisson rates.

    Parameters
    ----------
    machine, human : tuple of int
        Hits and words of either.
    level : float
        Coverage.

    Returns
    -------
    tuple of float
        How many times as often machines show the marker (half a hit added to both counts), and the exact
        conditional interval (Przyborowski and Wilenski 1940): given their sum, the hits of one are binomial.
    """
    (hits, words), (human_hits, human_words) = machine, human
    if not (words and human_words):
        return float("nan"), 0.0, float("inf")
    tail = (1 - level) / 2
    low = beta.ppf(tail, hits, human_hits + 1) if hits else 0.0
    high = beta.ppf(1 - tail, hits + 1, human_hits) if human_hits else 1.0
    scale = human_words / words

    def odds(share: float) -> float:
        return float(share / (1 - share) * scale) if share < 1 else float("inf")

    return (hits + 0.5) / (human_hits + 0.5) * scale, odds(low), odds(high)


def rates(tally: Tally, catalogue: Catalogue) -> pd.DataFrame:
    """Turn counts into the table of figures.

    Parameters
    ----------
    tally : Tally
    catalogue : Catalogue
        Markers that never fired are listed too.

    Returns
    -------
    DataFrame
        One row a marker and severity it fired with; ``human news`` with the bounds ``low`` and ``high`` of its
        interval, a column for each kind of human text and each cause, all in hits per 100,000 words; ``lift`` of
        the family's cause over all human text with its bounds, and ``verdict``: ``"too often"`` where the human
        news exceed the limit of the severity.
    """
    columns = list(tally.words)
    machine = sorted(column for column in columns if column.startswith(_CAUSES))
    human = sorted(set(columns).difference(machine))
    news = [column for column in human if column in NEWS]
    severities = {(marker.id, marker.severity) for marker in catalogue.markers.values()}
    severities.update((marker, severity) for marker, severity, _ in tally.hits)
    rows = []
    for marker, severity in sorted(severities, key=lambda key: (FAMILIES.index(catalogue.markers[key[0]].family), *key)):

        def total(wanted: Iterable[str], marker: str = marker, severity: str = severity) -> tuple[int, int]:
            wanted = list(wanted)
            return sum(tally.hits[marker, severity, column] for column in wanted), sum(tally.words[column] for column in wanted)

        hits, words = total(news)
        row: dict[str, Any] = {"marker": marker, "severity": severity, "human news": hits * PER / words if words else float("nan")}
        row["low"], row["high"] = poisson_interval(hits, words)
        for column in (*human, *machine):
            found, size = total([column])
            row[column] = found * PER / size if size else float("nan")
        cause = CAUSE_OF_FAMILY.get(catalogue.markers[marker].family, "")
        own = [column for column in machine if column.split()[0] == cause and not column.startswith(RESIDUE)]
        row["lift"], row["lift low"], row["lift high"] = lift_interval(total(own), total(human))
        row["verdict"] = "too often" if row["human news"] > LIMITS.get(severity, float("inf")) else ""
        rows.append(row)
    return pd.DataFrame(rows)


def accusations(tally: Tally) -> pd.DataFrame:
    """Count the human documents that decisive evidence alone would accuse.

    Parameters
    ----------
    tally : Tally

    Returns
    -------
    DataFrame
        One row a kind of human text and one, ``"human news"``, for those of `NEWS`: ``documents``, then how many
        of them carry counting decisive evidence of any family and of each.
    """
    human = sorted(column for column in tally.documents if not column.startswith(_CAUSES))
    lines = {column: [column] for column in human} | {"human news": [column for column in human if column in NEWS]}
    return pd.DataFrame(
        [
            {"kind": name, "documents": sum(tally.documents[column] for column in columns)}
            | {family: sum(tally.accused[family, column] for column in columns) for family in ("any", *FAMILIES[:3])}
            for name, columns in lines.items()
        ]
    )


def figures(table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Shape the table for storage and for the pages, figures rounded to three digits.

    Parameters
    ----------
    table : DataFrame
        From `rates`.

    Returns
    -------
    dict
        By marker: ``human news`` with its rate and interval (one entry a severity, where it has several), each kind of
        human text and each cause with the rate over all severities, and ``lift`` with its interval. A bound that is not
        finite is None.
    """
    stored: dict[str, dict[str, Any]] = {}
    for marker, rows in table.groupby("marker", sort=True):
        entry: dict[str, Any] = {}
        for row in rows.to_dict("records"):
            key = "human news" if len(rows) == 1 else f"human news, {row['severity']}"
            entry[key] = {"rate": _rounded(row["human news"]), "interval": [_rounded(row["low"]), _rounded(row["high"])]}
        plain = rows.drop(columns=["marker", "severity", "human news", "low", "high", "lift", "lift low", "lift high", "verdict"])
        entry.update({str(column): _rounded(rate) for column, rate in plain.sum().items()})
        best = rows.iloc[int(rows["lift low"].to_numpy().argmax())]
        entry["lift"] = {"rate": _rounded(best["lift"]), "interval": [_rounded(best["lift low"]), _rounded(best["lift high"])]}
        stored[str(marker)] = entry
    return stored


def _rounded(value: float) -> float | None:
    return float(f"{value:.3g}") if abs(value) < float("inf") else None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``twicetold-train markers`` takes."""
    parser.add_argument("--corpora", nargs="+", metavar="NAME", help="only these corpora (default: all)")
    parser.add_argument("--sample", type=positive, metavar="N", help="at most N documents of each corpus and cause, for a quick run")
    parser.add_argument("--part", choices=("all", *PARTS), default="all", help="half of the groups: tune rules on one, confirm on the other")
    parser.add_argument("--by-corpus", action="store_true", help="tell machine text apart by corpus")
    parser.add_argument("--family", choices=FAMILIES, help="print only the markers of one family")
    parser.add_argument("--show", nargs="+", default=[], metavar="ID", help="print the hits of these markers in their context")
    add_jobs(parser)
    parser.add_argument("--write", type=Path, metavar="FILE", help="store the figures, as data/markers/measured.json holds them")


def run(args: argparse.Namespace) -> int:
    """Measure the catalogue, print the tables, and store the figures if asked to.

    Parameters
    ----------
    args : Namespace
        Of a parser that `add_arguments` filled.

    Returns
    -------
    int
        Exit status: 1 if a marker exceeds the limit of its severity, 2 if a marker is unknown.

    Raises
    ------
    CorpusError
        If the corpora cannot be had.
    """
    catalogue = Catalogue.load()
    unknown = [name for name in args.show if name not in catalogue.markers]
    if unknown:
        print(f"The catalogue has no marker called {', '.join(unknown)}.", file=sys.stderr)
        return 2
    frame = load_corpora(args.corpora, merge_groups=False)
    if args.part != "all":
        frame = frame[[part == args.part for part in part_of(frame["group"])]]
    if args.sample:
        frame = frame.groupby(["corpus", "cause"]).sample(frac=1, random_state=0).groupby(["corpus", "cause"]).head(args.sample)
    tally = measure(frame, args.jobs, args.by_corpus, args.show)
    table = rates(tally, catalogue)
    _print(tally, table, catalogue, args.family)
    if args.write:
        _write(args.write, table, tally, catalogue)
    return int(table["verdict"].ne("").any())


def _print(tally: Tally, table: pd.DataFrame, catalogue: Catalogue, family: str | None) -> None:
    if family:
        table = table[[catalogue.markers[marker].family == family for marker in table["marker"]]]
    with pd.option_context("display.width", 400, "display.max_columns", None, "display.max_rows", None):
        print("Hits per 100,000 words; low and high bound the rate in human news (95 %).")
        print(table.to_string(index=False, float_format="{:.2f}".format))
        print("\nHuman documents with decisive evidence that counts.")
        print(accusations(tally).to_string(index=False))
    for example in _by_marker(tally.examples):
        print(example)


def _by_marker(examples: Iterable[tuple[str, str, str, str, str]]) -> Iterator[str]:
    for marker, severity, column, identifier, text in sorted(examples):
        yield f"{marker} ({severity}) {column} {identifier}: {text}"


def _write(path: Path, table: pd.DataFrame, tally: Tally, catalogue: Catalogue) -> None:
    stored: Mapping[str, Any] = {
        "catalogue": catalogue.version,
        "unit": "hits per 100,000 words of body; low and high bound the rate in human news (95 %)",
        "words": dict(sorted(tally.words.items())),
        "markers": figures(table),
    }
    path.write_text(json.dumps(stored, indent=1, sort_keys=True) + "\n", encoding="utf-8")

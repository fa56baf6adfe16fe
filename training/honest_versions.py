"""Honest versions of one text: what the comparison raises where nobody meant to change anything.

Two translations of one article by people, or two texts of which a language model made one on being asked to keep what
the other says: they say the same, or nearly so. An alarm between them is false unless reading shows that somebody
slipped, so the rate of alarms here is an upper bound of the rate of false ones.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import pandas as pd

from detector.comparison import Alteration
from detector.comparison.alignment import align
from detector.comparison.alterations import find_alterations
from detector.comparison.findings import KINDS, Span
from detector.comparison.terms import Version
from detector.text import Document

_TRANSLATED_TWICE = ("wmt_human_refs", "wmt22_general", "wmt21_news", "detectrl_human_para")
_REWORDED = ("raidar_news", "apt_eval", "mixset")
HONEST_CORPORA = (*_TRANSLATED_TWICE, *_REWORDED)
"""Corpora with several versions of one text of which none was meant to say anything else."""

_RELATIONS = ("human", "polished")

_ALARMING = ("decisive", "strong")
_QUIET = frozenset({"synonym-substituted", "sentence-added", "sentence-dropped"})
"""Kinds that ordinary rewording brings about."""

_POLISHED = r"^(?:of_human:|of_llm:|polish)"
_ALIKE = 0.25
"""Share of longer words that two texts of a source must have in common: some sources are blocks of several passages."""

_MOST_OF_A_SOURCE = 6
"""Couples taken from one source, so that no source stands for all."""

_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True)
class HonestCouple:
    """Two texts that say the same, or nearly so.

    Attributes
    ----------
    relation : str
        ``"human"`` (two people's translations or paraphrases) or ``"polished"`` (a language model reworded one or both).
    first, second : str
        The texts.
    group : str
        Their source.
    """

    relation: str
    first: str
    second: str
    group: str


@dataclass
class Alarms:
    """What the comparison raised between honest versions.

    Attributes
    ----------
    couples : Counter
        By relation: couples compared.
    raised, alarmed : Counter
        By relation and kind: alarms, and couples with at least one.
    examples : list of str
        Each alarm with the sentences it stands in.
    """

    couples: Counter[str] = field(default_factory=Counter)
    raised: Counter[tuple[str, str]] = field(default_factory=Counter)
    alarmed: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)


def alarms_between(first: Version, second: Version) -> list[Alteration]:
    """Return the alterations between two versions that a reader is alarmed by: decisive and strong ones.

    Parameters
    ----------
    first, second : Version
        Two versions.

    Returns
    -------
    list of Alteration
    """
    return [one for one in find_alterations(align(first, second)) if one.severity in _ALARMING and one.kind not in _QUIET]


def honest_couples(frame: pd.DataFrame, limit: int, seed: int = 0) -> list[HonestCouple]:
    """Pair the versions of each source that say the same.

    Parameters
    ----------
    frame : DataFrame
        As `training.corpora.load_corpora` returns it.
    limit : int
        Most couples of each relation.
    seed : int
        Of the choice.

    Returns
    -------
    list of HonestCouple
    """
    rows = frame[frame["text"].str.count(r"\S+").between(60, 1200)].drop_duplicates("text")
    people = rows["cause"].eq("human")
    reworded = rows["prompt_kind"].fillna("").str.contains(_POLISHED)
    kept = {
        "human": rows[people & rows["corpus"].isin(_TRANSLATED_TWICE)],
        "polished": rows[(people | reworded) & rows["corpus"].isin(_REWORDED)],
    }
    chance = random.Random(seed)
    found: list[HonestCouple] = []
    for relation in _RELATIONS:
        couples = [
            HonestCouple(relation, first, second, str(group))
            for group, versions in kept[relation].groupby("group", sort=True)
            for first, second in _couples_of(list(versions["text"]), chance)
        ]
        found.extend(chance.sample(couples, min(limit, len(couples))))
    return found


def _couples_of(texts: Sequence[str], chance: random.Random) -> list[tuple[str, str]]:
    """Return the couples of texts of one source that are alike enough to be versions of one passage."""
    bags = [set(_WORD.findall(text.lower())) for text in texts]
    alike = [(i, j) for i, j in combinations(range(len(texts)), 2) if len(bags[i] & bags[j]) >= _ALIKE * max(1, len(bags[i] | bags[j]))]
    return [(texts[i], texts[j]) for i, j in chance.sample(alike, min(_MOST_OF_A_SOURCE, len(alike)))]


def measure_honest(couples: Sequence[HonestCouple]) -> Alarms:
    """Compare honest versions and count what is raised.

    Parameters
    ----------
    couples : sequence of HonestCouple
        The couples.

    Returns
    -------
    Alarms
    """
    alarms = Alarms()
    for couple in couples:
        first, second = Version(Document(couple.first)), Version(Document(couple.second))
        found = alarms_between(first, second)
        alarms.couples[couple.relation] += 1
        alarms.raised.update((couple.relation, one.kind) for one in found)
        alarms.alarmed.update((couple.relation, kind) for kind in {one.kind for one in found})
        alarms.examples.extend(_example(couple, one, first, second) for one in found)
    return alarms


def _example(couple: HonestCouple, alarm: Alteration, first: Version, second: Version) -> str:
    said = "\n    ".join(_sentence(version, span) for version, span in ((first, alarm.a), (second, alarm.b)))
    return f"{alarm.kind} [{couple.relation}] {couple.group}: {alarm.note}\n    {said}"


def _sentence(version: Version, span: Span | None) -> str:
    """Return the sentence a span stands in, in one line."""
    if span is None:
        return "-"
    start, end = next(((start, end) for start, end in version.document.sentences if start <= span.start < end), (span.start, span.end))
    return " ".join(version.text_of(start, end).split())


def _rows(alarms: Alarms) -> Iterator[tuple[str, str, int, float, float]]:
    for kind in KINDS:
        for relation in (*_RELATIONS, "all"):
            members = _RELATIONS if relation == "all" else (relation,)
            couples = sum(alarms.couples[member] for member in members)
            if couples and kind not in _QUIET:
                raised, alarmed = (sum(counts[member, kind] for member in members) for counts in (alarms.raised, alarms.alarmed))
                yield kind, relation, couples, 100.0 * raised / couples, 100.0 * alarmed / couples


def table_of_alarms(alarms: Alarms) -> pd.DataFrame:
    """Return, by kind of alteration and relation, alarms for 100 honest couples and how many of 100 raise any."""
    return pd.DataFrame(_rows(alarms), columns=["kind", "versions", "couples", "alarms in 100", "alarmed of 100"])

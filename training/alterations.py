"""``twicetold-train alterations``: how well the comparison finds planted alterations, and how silent it is otherwise.

Alterations are planted one at a time into the second of two versions of a text (two human translations, a human
text and its machine-translated, spun or lightly polished version). One is counted as found when an alteration of
the right kind, decisive or strong, lies on it; every other alarm of that kind that the edit brought about counts
against precision. What was found before anything was planted is listed for itself: two translators do disagree about
numbers, denials and speakers, and only reading can tell those alarms from false ones. A table of its own (``--only
versions``) says how often honest versions raise an alarm, by kind.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd

from detector.comparison import Alteration
from detector.comparison.terms import Version
from detector.text import Document
from training.arguments import add_seed, positive
from training.corpora import load_corpora
from training.honest_versions import HONEST_CORPORA, alarms_between, honest_couples, measure_honest, table_of_alarms
from training.lineage import fit, measure_lineage, part_of
from training.planting import HARMLESS, PLANTED, Edit, drawn_edits
from training.splits import PARTS

CORPORA = ("wmt_human_refs", "wmt22_general", "wmt21_news", "htvsmt_wmt08_19", "raidar_news", "apt_eval", "detectrl_human_para")
_LIGHT = (
    "of_human:Make this fluent while doing minimal change", "polish_0.05", "polish_0.1", "polish_0.2", "polish_minor", "polish_extreme_minor",
)  # fmt: skip
_SAME_QUOTATION = 0.2
"""Share of words two quotations must have in common to be renderings of one utterance."""

_SAME_PLACE = 0.4
"""Share of words two sentences must have in common for a place in one to exist in the other."""

_NEAR = 40
"""Letters around a place whose words tell it from other places with the same word."""


@dataclass(frozen=True)
class Couple:
    """Two versions of one text.

    Attributes
    ----------
    relation : str
        How the second came about: ``"human"``, ``"translated"``, ``"spun"``, ``"llm"``.
    first, second : str
        The texts.
    group : str
        Their source.
    """

    relation: str
    first: str
    second: str
    group: str


def couples(frame: pd.DataFrame, limit: int, seed: int = 0) -> list[Couple]:
    """Pair each human text with one other version of it.

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
    list of Couple
    """
    light = frame["cause"].isin(["human", "spun"]) | frame["prompt_kind"].isin(_LIGHT) | frame["corpus"].eq("htvsmt_wmt08_19")
    rows = frame[light & frame["text"].str.count(r"\S+").between(80, 1200)].drop_duplicates("text")
    found: dict[str, list[Couple]] = defaultdict(list)
    for group, versions in rows.sample(frac=1, random_state=seed).groupby("group", sort=True):
        human = versions[versions["cause"].eq("human")]
        if len(human) and len(versions) > 1:
            first = human.iloc[0]
            others = versions.drop(first.name)
            for relation, of_relation in others.groupby("cause"):
                kept = with_kept_quotations(first["text"], of_relation.iloc[0]["text"])
                found[str(relation)].append(Couple(str(relation), first["text"], kept, str(group)))
    chance = random.Random(seed)
    return [couple for relation in sorted(found) for couple in chance.sample(found[relation], min(limit, len(found[relation])))]


def with_kept_quotations(first: str, second: str) -> str:
    """Return the second text with the quotations it shares with the first worded as they are there.

    Translators and polishers word quotations anew; an honest retelling leaves them as they were said. What is left
    after this are quotations in which every difference was planted.

    Parameters
    ----------
    first, second : str
        Two versions of a text.
    """
    said = [first[start + 1 : end - 1] for start, end in Document(first).quotations]
    bags = [_words(quotation) for quotation in said]
    for start, end in reversed(Document(second).quotations):
        words = _words(second[start + 1 : end - 1])
        likeness = [len(words & bag) / max(1, len(words | bag)) for bag in bags]
        best = max(range(len(said)), key=likeness.__getitem__, default=-1)
        if best >= 0 and likeness[best] >= _SAME_QUOTATION and end - start > 2:
            second = second[: start + 1] + said[best] + second[end - 1 :]
    return second


def _words(text: str) -> set[str]:
    return set(re.findall(r"[\w.,%]*\w|[%$€£]", text.lower()))


def stands_in_both(document: Document, other: Document, edit: Edit) -> bool:
    """Tell whether the place of an edit exists in the other version: a like sentence with the same words at the place."""
    inside = next(((start, end) for start, end in document.sentences if start <= edit.start < end), None)
    if inside is None:
        return False
    sentence = _words(document.text[inside[0] : inside[1]])
    near = _words(document.text[max(inside[0], edit.start - _NEAR) : edit.start]) | _words(document.text[edit.end : edit.end + _NEAR])
    telling = {word for word in near if len(word) > 3} - {key.lower() for key in edit.keys}
    for start, end in other.sentences:
        text = other.text[start:end]
        answer = _words(text)
        shared = len(sentence & answer) / max(1, len(sentence | answer))
        if shared >= _SAME_PLACE and _holds(text, edit.keys, telling):
            return True
    return False


def _holds(text: str, keys: Sequence[str], telling: set[str]) -> bool:
    """Tell whether a text has all of some words close together, and beside them one that tells them from their like elsewhere."""
    first, *rest = (rf"(?<!\w){re.escape(key)}(?!\w)" if key[0].isalnum() else re.escape(key) for key in keys)
    for match in re.finditer(first, text):
        around = text[max(0, match.start() - _NEAR) : match.end() + _NEAR]
        if all(re.search(pattern, around) for pattern in rest) and (not telling or telling & _words(around)):
            return True
    return False


def _on(alteration: Alteration, edit: Edit) -> bool:
    start, end = edit.span
    span = alteration.b
    return span is not None and span.start < end + 1 and start - 1 < span.end


def _key(alteration: Alteration) -> tuple[str, int]:
    """Return what stays the same of an alteration while the second version is edited elsewhere."""
    return alteration.kind, alteration.a.start if alteration.a else -1


@dataclass
class Tally:
    """What was counted.

    Attributes
    ----------
    planted, found, wrong : Counter
        By relation and kind: edits, edits found, other alarms of the kind that the edit brought about.
    couples, untouched : Counter
        By relation: couples; by relation and kind: alarms before anything was planted.
    edits, raised : Counter
        By relation and kind of harmless edit: edits, alarms that were not there before.
    examples : list of str
        What went wrong.
    """

    planted: Counter[tuple[str, str]] = field(default_factory=Counter)
    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)
    couples: Counter[str] = field(default_factory=Counter)
    untouched: Counter[tuple[str, str]] = field(default_factory=Counter)
    edits: Counter[tuple[str, str]] = field(default_factory=Counter)
    raised: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)


def _around(text: str, start: int, end: int) -> str:
    return " ".join(text[max(0, start - 70) : end + 50].split())


def _plant(couple: Couple, tally: Tally, chance: random.Random, places: int) -> None:
    first, second = Document(couple.first), Document(couple.second)
    reference, base = Version(first), alarms_between(Version(first), Version(second))
    before = set(map(_key, base))
    tally.couples[couple.relation] += 1
    tally.untouched.update((couple.relation, kind) for kind, (_, kinds) in PLANTED.items() for one in base if one.kind in kinds)
    for kind, (edits, kinds) in PLANTED.items():
        for edit in drawn_edits(edits, second, chance, lambda edit: stands_in_both(second, first, edit), places):
            edited = edit.applied(couple.second)
            after = [one for one in alarms_between(reference, Version(Document(edited))) if one.kind in kinds]
            hit = any(_on(one, edit) for one in after)
            tally.planted[couple.relation, kind] += 1
            tally.found[couple.relation, kind] += hit
            wrong = [one for one in after if not _on(one, edit) and _key(one) not in before]
            tally.wrong[couple.relation, kind] += len(wrong)
            if not hit:
                before_it = second.text[edit.start : edit.end]
                tally.examples.append(f"missed {kind} [{couple.relation}]: … {_around(edited, *edit.span)} … was {before_it!r}")
            tally.examples.extend(f"wrong {one.kind} [{couple.relation}]: {one.note}" for one in wrong)
    for kind, soften in HARMLESS.items():
        for edit in drawn_edits(soften, second, chance, lambda edit: True):
            version = Version(Document(edit.applied(couple.second)))
            fresh = [one for one in alarms_between(reference, version) if _key(one) not in before]
            for relation, found in (("itself", alarms_between(Version(second), version)), (couple.relation, fresh)):
                tally.edits[relation, kind] += 1
                tally.raised[relation, kind] += len(found)
                place = _around(second.text, edit.start, edit.end)
                tally.examples.extend(f"alarm after {kind} [{relation}]: {one.kind}: {one.note} in … {place} …" for one in found)


def measure(pairs: Sequence[Couple], seed: int = 0, places: int = 1) -> Tally:
    """Plant every kind of edit into every couple and count what the comparison says.

    Parameters
    ----------
    pairs : sequence of Couple
        The couples.
    seed : int
        Of the choice of places.
    places : int
        Most alterations of a kind that are planted into a couple, one at a time.

    Returns
    -------
    Tally
    """
    tally = Tally()
    for number, couple in enumerate(pairs):
        _plant(couple, tally, random.Random(f"{seed}:{number}:{couple.group}"), places)
    return tally


def _rows(tally: Tally) -> Iterator[tuple[str, str, int, float, float, float]]:
    relations = sorted({relation for relation, _ in tally.planted})
    for kind in PLANTED:
        for relation in [*relations, "all"]:
            members = relations if relation == "all" else [relation]
            planted = sum(tally.planted[member, kind] for member in members)
            found = sum(tally.found[member, kind] for member in members)
            wrong = sum(tally.wrong[member, kind] for member in members)
            if planted:
                before = 100.0 * sum(tally.untouched[member, kind] for member in members) / sum(tally.couples[member] for member in members)
                yield kind, relation, planted, found / planted, found / max(1, found + wrong), before


def table_of_alterations(tally: Tally) -> pd.DataFrame:
    """Return recall and precision by kind of planted alteration and by relation of the couple."""
    return pd.DataFrame(_rows(tally), columns=["kind", "versions", "planted", "recall", "precision", "before in 100"])


def table_of_silence(tally: Tally) -> pd.DataFrame:
    """Return alarms for 100 harmless edits, by kind, against the text itself and against another version of it."""
    rows = []
    relations = sorted({relation for relation, _ in tally.edits})
    for kind in [*HARMLESS, "all"]:
        for relation in relations:
            kinds = list(HARMLESS) if kind == "all" else [kind]
            edits = sum(tally.edits[relation, one] for one in kinds)
            if edits:
                rows.append((kind, relation, edits, 100.0 * sum(tally.raised[relation, one] for one in kinds) / edits))
    return pd.DataFrame(rows, columns=["edit", "versions", "edits", "alarms in 100"])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``twicetold-train alterations`` takes."""
    parser.add_argument("--limit", type=positive, default=150, metavar="N", help="couples of each relation (default: 150)")
    parser.add_argument("--places", type=positive, default=1, metavar="N", help="alterations of a kind in each couple, one at a time (default: 1)")
    parser.add_argument("--part", choices=PARTS, default="check", help="half of the groups: tune on one, confirm on the other (default: check)")
    add_seed(parser)
    parser.add_argument("--show", action="store_true", help="print what was missed and every false alarm")
    parser.add_argument("--only", choices=("edits", "versions", "lineage"), help="measure one of the three")
    parser.add_argument("--fit", action="store_true", help="fit the weights of the lineage on the tuning half and print them")


def run(args: argparse.Namespace) -> int:
    """Measure the comparison and print the tables.

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
    """
    if args.fit:
        print(fit(args.limit, args.seed))
        return 0
    if args.only in (None, "edits"):
        _print_edits(_part(load_corpora(list(CORPORA)), args.part), args)
    if args.only in (None, "versions"):
        _print_versions(_part(load_corpora(list(HONEST_CORPORA)), args.part), args)
    if args.only in (None, "lineage"):
        print(measure_lineage(args.limit, args.part, args.seed))
    return 0


def _part(frame: pd.DataFrame, part: str) -> pd.DataFrame:
    """Return the texts of one half of the sources."""
    return frame[[of_group == part for of_group in part_of(frame["group"])]]


def _print_versions(frame: pd.DataFrame, args: argparse.Namespace) -> None:
    found = measure_honest(honest_couples(frame, args.limit, args.seed))
    print(table_of_alarms(found).to_string(index=False, float_format="{:.2f}".format), end="\n\n")
    if args.show:
        print("\n".join(found.examples))


def _print_edits(frame: pd.DataFrame, args: argparse.Namespace) -> None:
    pairs = couples(frame, args.limit, args.seed)
    tally = measure(pairs, args.seed, args.places)
    counts = Counter(couple.relation for couple in pairs)
    print("Couples:", ", ".join(f"{count} {relation}" for relation, count in sorted(counts.items())))
    print(table_of_alterations(tally).to_string(index=False, float_format="{:.3f}".format), end="\n\n")
    print(table_of_silence(tally).to_string(index=False, float_format="{:.2f}".format), end="\n\n")
    if args.show:
        print("\n".join(tally.examples))

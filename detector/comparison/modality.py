"""How firmly things are said: should against does, urged against suggested, allegedly against nothing."""

from __future__ import annotations

from collections.abc import Iterator

from detector.comparison.alignment import Alignment, Passage
from detector.comparison.findings import Alteration, show, span_of_terms
from detector.comparison.terms import FUNCTION, NUMBER, Version

_MODALS = {
    "should": "obligation", "must": "obligation", "shall": "obligation", "ought": "obligation",
    "may": "possibility", "might": "possibility", "could": "ability", "can": "ability", "able": "ability",
    "will": "prediction", "would": "prediction",
}  # fmt: skip
_MANDATIVE = frozenset("demand insist urge recommend propose suggest require ask order request advise call decide".split())
_FORCE = {
    "suggest": 1, "propose": 1, "recommend": 2, "advise": 2, "ask": 2, "request": 2, "appeal": 3, "urge": 3, "press": 3, "demand": 4,
    "insist": 4, "order": 5, "require": 5, "command": 5, "force": 5,
}  # fmt: skip
_HEDGES = frozenset(
    "allegedly reportedly apparently possibly probably perhaps maybe presumably supposedly alleged suspected purportedly potentially".split()
)
_SOFT = _HEDGES | frozenset(
    "likely seem appear suspect allege believe think accuse claim may might could would suggest estimate report accordingto say "
    "probable possible".split()
)


def _modality(version: Version, at: int, first: int) -> tuple[str, int]:
    """Return the modality of a predicate and the term that carries it."""
    terms = version.terms
    for index in range(at - 1, max(first, at - 5) - 1, -1):
        term = terms[index]
        if term.clause != terms[at].clause:
            break
        if term.form in _MODALS:
            return _MODALS[term.form], index
        if term.form == "to" and index > first:
            before = terms[index - 1]
            if before.lemma in ("have", "need") and before.form not in ("having",):
                return "obligation", index - 1
            if before.form == "able":
                return "ability", index - 1
            return "infinitive", index
        adverb = term.form.endswith("ly") or term.form in ("not", "also", "never", "still", "now", "then", "be", "have", "been")
        if not adverb:
            break
    return "", at


def _verbal(version: Version, at: int) -> bool:
    """Tell whether a term can be the predicate of its clause: a subject, an auxiliary or a modal stands before it."""
    if not at:
        return False
    before = version.terms[at - 1]
    return before.form in _MODALS or before.lemma in ("be", "have", "do", "not") or before.form in (
        "we", "they", "he", "she", "it", "i", "you", "who", "that", "to"
    ) or before.name or before.form.endswith("ly")  # fmt: skip


def _predicates(alignment: Alignment, passage: Passage) -> Iterator[Alteration]:
    a, b = alignment.a, alignment.b
    for i, j in passage.links.items():
        one, two = a.terms[i], b.terms[j]
        if one.kind in (FUNCTION, NUMBER) or one.name or two.name or not (_verbal(a, i) and _verbal(b, j)):
            continue
        if one.lemma != two.lemma:
            continue
        first, at_a = _modality(a, i, passage.terms_a[0])
        second, at_b = _modality(b, j, passage.terms_b[0])
        if first == second or "infinitive" in (first, second):
            continue
        classes = {first, second}
        if "obligation" in classes and classes & {"", "ability", "possibility"}:
            if _demanded(a, at_a) or _demanded(b, at_b):
                continue
            severity = "decisive" if one.quoted and two.quoted else "strong"
        elif classes == {"possibility", ""}:
            severity = "strong"
        elif classes == {"ability", ""}:
            severity = "strong" if one.quoted and two.quoted else "weak"
        else:
            continue
        span_a, span_b = span_of_terms(a, [at_a, i]), span_of_terms(b, [at_b, j])
        what = next(kind for kind in ("obligation", "possibility", "ability") if kind in classes)
        note = f"Only one version speaks of {_NAMES[what]}: {show(span_a)} answers {show(span_b)}."
        yield Alteration("modality-shifted", severity, span_a, span_b, note)


_NAMES = {"obligation": "an obligation", "possibility": "a possibility", "ability": "being able"}


def _demanded(version: Version, at: int) -> bool:
    """Tell whether a demand stands before a predicate: "asked that he leave" and "that he should leave" are one."""
    return any(version.terms[index].lemma in _MANDATIVE for index in range(max(0, at - 8), at))


def _forces(alignment: Alignment, passage: Passage) -> Iterator[Alteration]:
    """Yield verbs of asking that were made much weaker or stronger."""
    a, b = alignment.a, alignment.b
    for i, j in passage.links.items():
        one, two = a.terms[i], b.terms[j]
        first, second = _FORCE.get(one.lemma), _FORCE.get(two.lemma)
        if first is None or second is None or abs(first - second) < 2 or one.name or two.name:
            continue
        if "ordinary" in (one.form, two.form):
            continue
        span_a, span_b = span_of_terms(a, [i]), span_of_terms(b, [j])
        note = f"What was asked for has another force: {show(span_a)} answers {show(span_b)}."
        yield Alteration("modality-shifted", "strong", span_a, span_b, note)


def _hedges(alignment: Alignment, passage: Passage) -> Iterator[Alteration]:
    """Yield doubts that one version expresses where the other states a fact."""
    a, b = alignment.a, alignment.b
    if any(b.terms[j].lemma in _SOFT or b.terms[j].form in _SOFT for j in passage.terms_b):
        return
    for i in passage.terms_a:
        term = a.terms[i]
        if term.form not in _HEDGES or i in passage.partner_of_a:
            continue
        following = next((index for index in (i + 1, i + 2) if index in passage.links), None)
        if following is None or a.terms[following].lemma != b.terms[passage.links[following]].lemma:
            continue
        span_a, span_b = span_of_terms(a, [i, following]), span_of_terms(b, [passage.links[following]])
        note = f"One version doubts what the other states as a fact: {show(span_a)} answers {show(span_b)}."
        yield Alteration("modality-shifted", "strong", span_a, span_b, note)


def find_modalities(alignment: Alignment) -> Iterator[Alteration]:
    """Yield statements that were made firmer or weaker.

    Parameters
    ----------
    alignment : Alignment
        Two aligned versions.

    Yields
    ------
    Alteration
        Of kind ``modality-shifted``.
    """
    mirrored = Alignment(alignment.b, alignment.a, [passage.swapped() for passage in alignment.passages])
    for passage, back in zip(alignment.passages, mirrored.passages, strict=True):
        yield from _predicates(alignment, passage)
        yield from _forces(alignment, passage)
        yield from _hedges(alignment, passage)
        yield from (found.swapped() for found in _hedges(mirrored, back))



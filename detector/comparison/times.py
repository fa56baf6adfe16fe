"""When things are said to happen: weekdays, months, "last" against "next", will against has."""

from __future__ import annotations

from collections.abc import Iterator

from detector.comparison.alignment import Alignment, Passage
from detector.comparison.findings import Alteration, show, span_of_terms
from detector.comparison.lexicons import irregular_forms
from detector.comparison.terms import FUNCTION, NUMBER, Version

_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_MONTHS = frozenset("january february march april june july august september october november december".split())
_UNITS = frozenset(
    "second minute hour day night week weekend month season quarter year decade century spring summer autumn winter".split()
) | _WEEKDAYS
_RELATIVE = {"yesterday": "past", "today": "present", "tonight": "present", "tomorrow": "future"}
_PAST = frozenset("last past previous recent preceding".split())
_FUTURE = frozenset("next coming upcoming following".split())
_OPPOSED = {("since", "until"), ("until", "since"), ("before", "after"), ("after", "before")}
_SOON = frozenset("a few several couple".split())


def _direction(version: Version, at: int, first: int, last: int) -> tuple[str, list[int]]:
    """Return whether the phrase around a unit of time points to the past, present or future, and its terms."""
    terms = version.terms
    begin = at
    for index in range(at - 1, max(first, at - 5) - 1, -1):
        term = terms[index]
        if term.form in _PAST:
            return "past", list(range(index, at + 1))
        if term.form in _FUTURE:
            return "future", list(range(index, at + 1))
        if term.form == "this" and index == at - 1:
            return "present", [index, at]
        if term.form == "in":
            middle = [terms[i] for i in range(index + 1, at)]
            if middle and all(word.kind == NUMBER or word.form in _SOON for word in middle):
                return "future", list(range(index, at + 1))
            break
        if term.kind == FUNCTION and term.form not in ("the", "a", "few", "one", "just", "of"):
            break
        begin = index
    for index in range(at + 1, min(last, at + 3)):
        if terms[index].form in ("ago", "earlier"):
            return "past", list(range(begin, index + 1))
        if terms[index].form in ("later", "hence"):
            return "future", list(range(begin, index + 1))
    return "", [at]


def _change(alignment: Alignment, terms_a: list[int], terms_b: list[int], severity: str, what: str) -> Alteration:
    span_a, span_b = span_of_terms(alignment.a, terms_a), span_of_terms(alignment.b, terms_b)
    return Alteration("time-shifted", severity, span_a, span_b, f"{what}: {show(span_a)} answers {show(span_b)}.")


def _phrases(alignment: Alignment, passage: Passage) -> Iterator[Alteration]:
    """Yield linked time phrases that point in different directions or name different days."""
    a, b = alignment.a, alignment.b
    lemmas_a = {a.terms[i].lemma for i in passage.terms_a}
    lemmas_b = {b.terms[j].lemma for j in passage.terms_b}
    for i, j in passage.partner_of_a.items():
        one, two = a.terms[i], b.terms[j]
        only_one = one.lemma != two.lemma and one.lemma not in lemmas_b and two.lemma not in lemmas_a
        for family, what in ((_WEEKDAYS, "The day is another one"), (_MONTHS, "The month is another one")):
            if only_one and one.lemma in family and two.lemma in family:
                yield _change(alignment, [i], [j], "strong", what)
        if one.form in _RELATIVE and two.form in _RELATIVE and _RELATIVE[one.form] != _RELATIVE[two.form]:
            yield _change(alignment, [i], [j], "strong", "The day is another one")
        if one.lemma in _UNITS and two.lemma == one.lemma:
            first, terms_a = _direction(a, i, passage.terms_a[0], passage.terms_a[-1] + 1)
            second, terms_b = _direction(b, j, passage.terms_b[0], passage.terms_b[-1] + 1)
            if first and second and first != second:
                severity = "decisive" if {first, second} == {"past", "future"} else "strong"
                yield _change(alignment, terms_a, terms_b, severity, f"One version speaks of the {first}, the other of the {second}")
        held = passage.links.get(i + 1) == j + 1 and passage.links.get(i - 1) == j - 1
        if (one.form, two.form) in _OPPOSED and held and _goes_on(a, i) and _goes_on(b, j):
            yield _change(alignment, [i, i + 1], [j, j + 1], "strong", "The order in time is reversed")


def _goes_on(version: Version, at: int) -> bool:
    """Tell whether a word governs the one behind it: in "the day before, a fire broke out" it does not."""
    return version.terms[at].clause == version.terms[at + 1].clause


def _tense(version: Version, at: int, first: int) -> str:
    """Return "future" behind will or going to, "past" for a past form without any modal, "" for anything else."""
    terms = version.terms
    modal = ""
    for index in range(at - 1, max(first, at - 4) - 1, -1):
        term = terms[index]
        if term.clause != terms[at].clause:
            break
        if term.form in ("will", "shall"):
            return "future"
        if term.kind == FUNCTION and term.form in ("would", "could", "should", "can", "may", "might", "must", "to", "do", "does", "did"):
            return ""
        if term.kind == FUNCTION and term.form in ("has", "have", "had", "was", "were", "been", "be", "is", "are"):
            modal = modal or term.form
            continue
        if not term.form.endswith("ly") and term.form not in ("not", "also", "already", "just", "never"):
            break
    form = terms[at].form
    past = form.endswith("ed") or (form in irregular_forms() and form != terms[at].lemma)
    if modal in ("has", "have", "had", "was", "were") and past:
        return "past"
    return "past" if past and not modal and at > first and terms[at - 1].kind != FUNCTION else ""


def _tenses(alignment: Alignment, passage: Passage) -> Iterator[Alteration]:
    """Yield verbs that one version tells as past and the other as to come."""
    a, b = alignment.a, alignment.b
    for i, j in passage.links.items():
        one, two = a.terms[i], b.terms[j]
        if one.kind == FUNCTION or one.name or one.lemma != two.lemma or one.kind == NUMBER:
            continue
        first, second = _tense(a, i, passage.terms_a[0]), _tense(b, j, passage.terms_b[0])
        if first and second and first != second:
            terms_a, terms_b = list(range(max(passage.terms_a[0], i - 1), i + 1)), list(range(max(passage.terms_b[0], j - 1), j + 1))
            yield _change(alignment, terms_a, terms_b, "strong", f"One version tells it as {first}, the other as {second}")


def find_times(alignment: Alignment) -> Iterator[Alteration]:
    """Yield shifts in time: another day, past for future, since for until.

    Parameters
    ----------
    alignment : Alignment
        Two aligned versions.

    Yields
    ------
    Alteration
        Of kind ``time-shifted``.
    """
    for passage in alignment.passages:
        yield from _phrases(alignment, passage)
        yield from _tenses(alignment, passage)

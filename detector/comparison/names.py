"""Names: who was replaced by whom, and who lost a name."""

from __future__ import annotations

from collections.abc import Iterator

from detector.comparison.alignment import Alignment, Passage, same_name
from detector.comparison.findings import Alteration, show, span_of_terms
from detector.comparison.lemmas import edit_distance, known_words
from detector.comparison.lexicons import places
from detector.comparison.terms import FUNCTION, Version

_GENERIC = frozenset(
    "government administration official leader country nation state city town place region area company firm organization group agency "
    "authority institution body person man woman people individual politician minister speaker diplomat spokesman spokesperson army force "
    "military troop team club player newspaper publication outlet medium party alliance bloc union court judge university school bank".split()
)
_CLEAR = 0.5
"""Overlap of two sentences from which a name in the same place is the same role in the same event."""

_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november "
    "december".split()
)


def alike(one: str, two: str) -> bool:
    """Tell whether two words may be one name: a slip, a short form, two words run together.

    Examples
    --------
    >>> alike("lib", "liberal"), alike("berg", "tveit")
    (True, False)
    """
    shorter, longer = sorted((one, two), key=len)
    if same_name(one, two) or (len(shorter) > 2 and edit_distance(one, two, 1) <= 1):
        return True
    return (len(shorter) >= 3 and longer.startswith(shorter)) or (len(shorter) >= 5 and longer.endswith(shorter))


def _chunk(version: Version, at: int) -> list[int]:
    """Return the run of name terms around a term."""
    terms = version.terms
    first, last = version.sentences[version.sentence_of[at]]
    begin, end = at, at + 1
    while begin > first and terms[begin - 1].name and terms[begin - 1].clause == terms[at].clause:
        begin -= 1
    while end < last and terms[end].name and terms[end].clause == terms[at].clause:
        end += 1
    return list(range(begin, end))


def _held(links: dict[int, int], chunk_a: list[int], chunk_b: list[int]) -> bool:
    """Tell whether the words on both sides of two names are linked to each other."""
    return links.get(chunk_a[0] - 1) == chunk_b[0] - 1 and links.get(chunk_a[-1] + 1) == chunk_b[-1] + 1


def _replaced(alignment: Alignment, passage: Passage) -> Iterator[Alteration]:
    """Yield names that stand in the same place and are not the same."""
    a, b = alignment.a, alignment.b
    links = dict(passage.links)
    if passage.score < _CLEAR:
        return
    told: set[int] = set()
    for i, j in links.items():
        one, two = a.terms[i], b.terms[j]
        if not (one.name and two.name) or one.lemma == two.lemma or one.lemma in _CALENDAR or two.lemma in _CALENDAR:
            continue
        if same_name(one.lemma, two.lemma) or places().get(one.lemma, one.lemma) == places().get(two.lemma, two.lemma):
            continue
        if one.form in known_words() and two.form in known_words():
            continue  # words of a title or an office, such as Foreign Minister and Foreign Secretary
        chunk_a, chunk_b = _chunk(a, i), _chunk(b, j)
        if chunk_a[0] in told or len(chunk_a) != len(chunk_b) or not _held(links, chunk_a, chunk_b):
            continue
        if one.lemma in b.names and two.lemma in a.names and one.lemma in {b.terms[k].lemma for k in passage.terms_b}:
            continue  # both are in the sentence: the names only changed places with the construction
        told.add(chunk_a[0])
        close = alike(one.lemma, two.lemma) or (one.lemma[0] == two.lemma[0] and edit_distance(one.lemma, two.lemma, 2) <= 2)
        span_a, span_b = span_of_terms(a, chunk_a), span_of_terms(b, chunk_b)
        if close:
            yield Alteration("name-changed", "weak", span_a, span_b, f"The name is spelled differently: {show(span_a)} answers {show(span_b)}.")
        else:
            yield Alteration("name-changed", "strong", span_a, span_b, f"Another name stands here: {show(span_a)} answers {show(span_b)}.")


def _generalised(alignment: Alignment, passage: Passage) -> Iterator[Alteration]:
    """Yield names of `a` in whose place `b` has a word like "the government"."""
    a, b = alignment.a, alignment.b
    seen: set[int] = set()
    nearby = range(max(0, min(passage.b) - 1), max(passage.b) + 1)
    recent = {b.terms[k].lemma for sentence in nearby for k in range(*b.sentences[sentence]) if b.terms[k].name}
    for i, j in passage.links.items():
        two = b.terms[j]
        if two.name or two.lemma not in _GENERIC or j == 0 or b.terms[j - 1].form not in ("the", "a", "an", "that", "this"):
            continue
        if a.terms[i].name:
            chunk = _chunk(a, i)
        elif i and a.terms[i - 1].name and i - 1 not in passage.partner_of_a and a.terms[i].kind != FUNCTION:
            chunk = _chunk(a, i - 1)
        else:
            continue
        names = {a.terms[k].lemma for k in chunk} - _CALENDAR
        if not names or chunk[0] in seen or names & {b.terms[k].lemma for k in passage.terms_b}:
            continue
        if all(name in places() for name in names) and not a.terms[i].name:
            continue  # "the Ukrainian city", "the city"
        seen.add(chunk[0])
        severity = "weak" if names & recent else "strong"
        span_a, span_b = span_of_terms(a, [*chunk, i]), span_of_terms(b, [j - 1, j])
        note = f"A name gave way to a general word: {show(span_a)} answers {show(span_b)}."
        yield Alteration("entity-generalised", severity, span_a, span_b, note)


def find_names(alignment: Alignment) -> Iterator[Alteration]:
    """Yield names that were replaced by others or by a general word.

    Accepted spellings, a country for its people or its capital and a full name for a short one are house style.

    Parameters
    ----------
    alignment : Alignment
        Two aligned versions.

    Yields
    ------
    Alteration
        Of kinds ``name-changed`` and ``entity-generalised``.
    """
    mirrored = Alignment(alignment.b, alignment.a, [passage.swapped() for passage in alignment.passages])
    for passage, back in zip(alignment.passages, mirrored.passages, strict=True):
        yield from _replaced(alignment, passage)
        yield from _generalised(alignment, passage)
        yield from (found.swapped() for found in _generalised(mirrored, back))



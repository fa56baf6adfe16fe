"""All that the rewriting changed between two aligned versions, most serious first within a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from detector.comparison.alignment import Alignment, Passage
from detector.comparison.findings import SEVERITIES, Alteration, Span, show, span_of_terms
from detector.comparison.lemmas import synonyms
from detector.comparison.modality import find_modalities
from detector.comparison.names import find_names
from detector.comparison.negation import find_negations
from detector.comparison.quantities import find_quantities
from detector.comparison.speech import Speech, find_attributions, find_quotes, match_quotes
from detector.comparison.terms import FUNCTION, NUMBER, Version
from detector.comparison.times import find_times

SPINNING_RATE = 20.0
"""Substitutions for 1,000 aligned words from which they are no longer ordinary editing."""

_RELATED = 0.25
"""Share of the shorter version's sentences that must be aligned before single sentences are listed as added or dropped."""

_Phrases = Mapping[str, tuple[tuple[str, ...], ...]]
_INCLUDING: _Phrases = {
    "including": (("including",),), "include": (("include",),), "includes": (("includes",),), "included": (("included",),),
    "such": (("such", "as"),), "among": (("among", "them"),),
}  # fmt: skip
_EXCEPTING: _Phrases = {
    "in": (("in", "addition", "to"),), "besides": (("besides",),), "apart": (("apart", "from"),), "aside": (("aside", "from"),),
    "other": (("other", "than"),), "excluding": (("excluding",),), "except": (("except",),), "excepting": (("excepting",),),
    "not": (("not", "including"),), "on": (("on", "top", "of"),), "with": (("with", "the", "exception", "of"),), "excludes": (("excludes",),),
    "excluded": (("excluded",),),
}  # fmt: skip


def _phrases(version: Version, terms: tuple[int, ...], phrases: _Phrases) -> list[list[int]]:
    """Return the places of phrases, which are listed under their first word."""
    found = []
    for index in terms:
        for phrase in phrases.get(version.terms[index].form, ()):
            size = len(phrase)
            if size > 1 and tuple(term.form for term in version.terms[index : index + size]) != phrase:
                continue
            if phrase != ("including",) or not index or version.terms[index - 1].form != "not":
                found.append(list(range(index, index + size)))
    return found


def _inclusions(alignment: Alignment, passage: Passage) -> Iterator[Alteration]:
    """Yield places where one version counts something in and the other counts it apart."""
    a, b = alignment.a, alignment.b
    in_a, in_b = _phrases(a, passage.terms_a, _INCLUDING), _phrases(b, passage.terms_b, _INCLUDING)
    out_a, out_b = _phrases(a, passage.terms_a, _EXCEPTING), _phrases(b, passage.terms_b, _EXCEPTING)
    for ours, theirs in ((in_a, out_b), (out_a, in_b)):
        for first in ours:
            for second in theirs:
                if _followed_alike(alignment, passage, first[-1], second[-1]):
                    span_a, span_b = span_of_terms(a, first), span_of_terms(b, second)
                    note = f"What one version counts in, the other sets apart: {show(span_a)} answers {show(span_b)}."
                    yield Alteration("inclusion-flipped", "decisive", span_a, span_b, note)


def _followed_alike(alignment: Alignment, passage: Passage, last_a: int, last_b: int) -> bool:
    """Tell whether the next content words after two phrases answer each other."""
    for i in range(last_a + 1, last_a + 5):
        if i in passage.partner_of_a and i < len(alignment.a.terms) and alignment.a.terms[i].kind != FUNCTION:
            j = passage.partner_of_a[i]
            return 0 < j - last_b <= 5 and alignment.a.terms[i].lemma == alignment.b.terms[j].lemma
    return False


def substituted_words(alignment: Alignment) -> list[tuple[int, int]]:
    """Return linked words outside quotations that are thesaurus neighbours and not the same word."""
    pairs = []
    for passage in alignment.passages:
        for i, j in passage.links.items():
            one, two = alignment.a.terms[i], alignment.b.terms[j]
            if one.lemma == two.lemma or one.kind in (FUNCTION, NUMBER) or one.name or two.name or (one.quoted and two.quoted):
                continue
            if two.lemma in synonyms().get(one.lemma, ()):
                pairs.append((i, j))
    return pairs


def substitution_rate(alignment: Alignment) -> float:
    """Return synonym substitutions for 1,000 aligned words.

    Parameters
    ----------
    alignment : Alignment
        Two aligned versions.
    """
    aligned = sum(len(passage.links) for passage in alignment.passages)
    return 1000.0 * len(substituted_words(alignment)) / aligned if aligned else 0.0


def _synonyms(alignment: Alignment) -> Iterator[Alteration]:
    rate = substitution_rate(alignment)
    severity = "strong" if rate >= SPINNING_RATE else "weak"
    for i, j in substituted_words(alignment):
        span_a, span_b = span_of_terms(alignment.a, [i]), span_of_terms(alignment.b, [j])
        note = f"{show(span_a)} was exchanged for {show(span_b)}, one of {rate:.0f} such exchanges in 1,000 words."
        yield Alteration("synonym-substituted", severity, span_a, span_b, note)


def _unanswered(alignment: Alignment) -> Iterator[Alteration]:
    """Yield the sentences that only one version has."""
    a, b = alignment.a, alignment.b
    shorter = min(len(a.sentences), len(b.sentences))
    if not shorter or len(alignment.passages) < _RELATED * shorter:
        return
    for version, aligned, kind in ((a, alignment.aligned_a, "sentence-dropped"), (b, alignment.aligned_b, "sentence-added")):
        for number, (first, last) in enumerate(version.sentences):
            if number in aligned or last - first < 3:
                continue
            start, end = version.between(first, last)
            span = Span(start, end, version.text_of(start, end))
            if kind == "sentence-dropped":
                yield Alteration(kind, "weak", span, None, f"The other version has nothing for {show(span)}.")
            else:
                yield Alteration(kind, "weak", None, span, f"Only this version says {show(span)}.")


def find_alterations(alignment: Alignment) -> list[Alteration]:
    """Find every place where two versions do not say the same.

    Parameters
    ----------
    alignment : Alignment
        Two aligned versions.

    Returns
    -------
    list of Alteration
        In the order of `a`, sentences that only `b` has at the end.

    Examples
    --------
    >>> from detector.comparison.alignment import align
    >>> from detector.text import Document
    >>> first = Version(Document("The council has not approved the 20 mile road."))
    >>> second = Version(Document("The council has approved the 20 mile road."))
    >>> [(found.kind, found.a.text, found.b.text) for found in find_alterations(align(first, second))]
    [('negation-flipped', 'has not approved', 'has approved')]
    """
    speech_a, speech_b = Speech(alignment.a), Speech(alignment.b)
    renderings = match_quotes(speech_a, speech_b)
    exact = [*find_negations(alignment), *find_quantities(alignment), *find_times(alignment)]
    for passage in alignment.passages:
        exact.extend(_inclusions(alignment, passage))
    exact.extend(find_attributions(alignment, speech_a, speech_b, renderings))
    exact.extend(find_modalities(alignment))
    found = list(exact)
    found.extend(find_names(alignment))
    found.extend(find_quotes(alignment, speech_a, speech_b, renderings))
    found.extend(_synonyms(alignment))
    found.extend(_unanswered(alignment))
    order = {severity: rank for rank, severity in enumerate(SEVERITIES)}
    return sorted(found, key=lambda one: (one.a is None, (one.a or one.b or Span(0, 0, "")).start, order[one.severity]))

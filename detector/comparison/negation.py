"""Negations that one version has and the other has not, at the same predicate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from detector.comparison.alignment import Alignment, Passage, word_similarity
from detector.comparison.findings import Alteration, show, span_of_terms
from detector.comparison.lexicons import known_words, negative_words, opposites
from detector.comparison.terms import AUXILIARIES, FUNCTION, NUMBER, Term, Version

_CUES = frozenset("not no never none nobody nothing nowhere neither nor without hardly scarcely".split())
_REACH = 7
"""Terms that a negation looks ahead for its predicate: longer than any auxiliary chain with an adverb in it."""

_SUPPORT = 3
"""Agreement that the surroundings of a predicate must have: a content word counts 2, a function word 1."""

_HARMLESS_AFTER = frozenset("only just merely simply solely doubt matter until far sooner".split())
_COMPARED = frozenset("more less fewer later longer".split())
_LONG = frozenset("after ago before until since".split())
_ALONE = frozenset("only solely merely alone exclusively simply just".split())
_HARMLESS_BEFORE = frozenset({("from", "nowhere"), ("or", "not"), ("if", "not"), ("why", "not"), ("whether", "not"), ("or", "no")})
_NEAR = 10
_BEHIND = 3
"""Terms before a predicate, and behind it, within which a denial put differently stands."""

_DENYING = frozenset(
    "little few barely rarely seldom fail refuse decline deny lack avoid prevent ban bar prohibit forbid reject dismiss withdraw unable "
    "absence unless rather instead less fewer against too poorly badly spare hide relieve away non zero".split()
)
_BECOMING = frozenset("become get grow turn".split())
"""Verbs that only carry what follows them: "could become dearer", "could be dearer"."""

_ADVERBS = frozenset(
    "yet still also ever even always again already now then so too very really actually currently immediately longer soon fully quite "
    "often just there all both later earlier once long since first".split()
)


@dataclass(frozen=True)
class _Cue:
    """A negation: the term itself, the auxiliary before it, the predicate it denies, and whether it denies that only in part.

    "Was not found until Friday" means that it was found, and "not the only one" that it was one: such a negation answers
    another one, but its lack is no flip.
    """

    at: int
    auxiliary: int | None
    target: int | None
    partly: bool = False


def _cue(version: Version, at: int, last: int) -> _Cue | None:
    terms = version.terms
    if _only_measures(version, at, last):
        return None
    if at and (terms[at - 1].form, terms[at].form) in _HARMLESS_BEFORE:
        return None
    previous = at - 1 if at and terms[at - 1].lemma in AUXILIARIES else None
    carrier = None
    for index in range(at + 1, min(last, at + 1 + _REACH)):
        term = terms[index]
        if term.clause != terms[at].clause and index > at + 1:
            break
        adverb = term.form in _ADVERBS or (term.form.endswith("ly") and not term.name)
        if term.lemma in AUXILIARIES or term.lemma in _BECOMING:
            carrier = index
        elif term.kind != FUNCTION and term.form not in _CUES and not adverb:
            until = any(following.form == "until" for following in terms[index + 1 : min(last, index + 4)])
            return _Cue(at, previous, index, until or any(near.form in _ALONE for near in terms[at + 1 : min(last, at + _REACH)]))
    if carrier is None and at + 1 < last and terms[at + 1].form in _ADVERBS and terms[at + 1].clause == terms[at].clause:
        carrier = at + 1  # "was not always, they said": what is denied is the adverb itself
    return _Cue(at, previous, carrier)


def _only_measures(version: Version, at: int, last: int) -> bool:
    """Tell whether a negation denies nothing: "not only", "no doubt", "no later than", "not long ago", "No. 3"."""
    words = [term.form for term in version.terms[at : min(last, at + 3)]] + ["", ""]
    if words[0] == "no" and words[1][:1].isdigit() and version.text_of(version.terms[at + 1].start, version.terms[at + 1].end)[0].isdigit():
        return True
    if words[1] in _COMPARED:
        return words[2] == "than"
    return words[1] in _HARMLESS_AFTER or (words[1] == "long" and words[2] in _LONG)


def _cues(version: Version, passage_terms: tuple[int, ...]) -> list[_Cue]:
    found = []
    last = passage_terms[-1] + 1 if passage_terms else 0
    for index in passage_terms:
        word = version.terms[index].form
        if word not in _CUES or _goes_on(version, index, passage_terms[0], last):
            continue
        cue = _cue(version, index, last)
        if cue is not None:
            found.append(cue)
    return found


def _goes_on(version: Version, at: int, first: int, last: int) -> bool:
    """Tell whether a negation belongs to one before it: "neither … nor", "never, not even", "not without"."""
    forms = [term.form for term in version.terms[max(first, at - 12) : min(last, at + 2)]]
    here = at - max(first, at - 12)
    earlier, following = forms[:here], forms[here + 1 :]
    if forms[here] == "nor":
        return bool({"neither", "not", "no", "nor"}.intersection(earlier))
    if forms[here] == "not" and following[:1] in (["even"], ["yet"]):
        return not _CUES.isdisjoint(earlier)
    return (forms[here] == "without" and earlier[-1:] == ["not"]) or (forms[here] == "not" and following[:1] == ["without"])


def _same_predicate(a: Version, b: Version, i: int, j: int) -> bool:
    """Tell whether two linked terms stand for one predicate."""
    first, second = a.terms[i], b.terms[j]
    if first.lemma == second.lemma:
        return True
    return first.kind == second.kind != NUMBER and not first.name and not second.name and word_similarity(first.lemma, second.lemma) > 0


def _answered(a: Version, b: Version, cue: _Cue, passage: Passage, cues_b: dict[int, _Cue]) -> int | None:
    """Return the negation of `b` that answers a negation of `a`, -1 where the other word itself denies, None where none does."""
    partner = passage.partner_of_a
    direct = partner.get(cue.at)
    if direct in cues_b:
        return direct
    if cue.target is None:
        return None
    target = partner.get(cue.target)
    if target is None:
        return None
    for at, other in cues_b.items():
        if other.target == target:
            return at
    if _contradict(a.terms[cue.target], b.terms[target]):
        return -1
    return None


def _contradict(first: Term, second: Term) -> bool:
    """Tell whether one word is the other with "not": prohibit and allow, noticed and unnoticed."""
    if opposites().get((first.lemma, second.lemma)) == "contradictory":
        return True
    return any(longer.form == f"un{shorter.form}" and len(shorter.form) >= 5 for longer, shorter in ((first, second), (second, first)))


def _is_flip(a: Version, b: Version, cue: _Cue, passage: Passage) -> bool:
    """Tell whether what an unanswered negation denies stands undenied, and in the same place, in the other version."""
    partner = passage.links
    if cue.target is None:
        return False
    target = partner.get(cue.target)
    if target is None or not _supported(a, b, passage, cue.target, target):
        return False
    if _same_predicate(a, b, cue.target, target):
        return True
    if cue.auxiliary is None:  # "no" and "without" before a noun
        return False
    auxiliary = partner.get(cue.auxiliary)
    # The predicate was replaced by a word no thesaurus lists, but it stands behind the same auxiliary.
    if auxiliary is None or auxiliary >= target or a.terms[cue.auxiliary].lemma != b.terms[auxiliary].lemma:
        return False
    between = [term for term in b.terms[auxiliary + 1 : target] if term.lemma not in AUXILIARIES and term.form not in _ADVERBS]
    return len(between) <= 1 and all(term.kind == FUNCTION for term in between)


def _supported(a: Version, b: Version, passage: Passage, i: int, j: int) -> bool:
    """Tell whether words around two linked predicates agree: a predicate without its subject or object proves nothing."""
    near = 0
    for index in range(i - 6, i + 7):
        other = passage.partner_of_a.get(index)
        if other is None or index == i or abs(other - j) > 9 or a.terms[index].lemma != b.terms[other].lemma:
            continue
        near += 2 if a.terms[index].kind != FUNCTION else 1
    return near >= min(_SUPPORT, max(1, len(passage.terms_a) - 2))


def _denies_otherwise(a: Version, b: Version, cue: _Cue, passage: Passage) -> bool:
    """Tell whether a word of `b` near the place denies in its own way, so that the negation was only put differently."""
    place = passage.partner_of_a.get(cue.target) if cue.target is not None else None
    if place is None:
        return False
    answered = passage.partner_of_b
    for index in passage.terms_b:
        if -_NEAR <= index - place <= _BEHIND and _denies(b.terms[index]) and not (index in answered and _denies(a.terms[answered[index]])):
            return True
    return _is_shared(b, place, passage.terms_b[0])


def _denies(term: Term) -> bool:
    """Tell whether a word denies in its own way: fail, unlikely, scoreless, against."""
    if term.lemma in _DENYING or term.form in _DENYING or term.lemma in negative_words() or term.form in negative_words():
        return True
    if term.kind == NUMBER:
        return term.value == 0
    return (term.form.startswith("un") and term.form[2:] in known_words()) or (len(term.form) > 6 and term.form.endswith("less"))


def _is_shared(version: Version, at: int, first: int) -> bool:
    """Tell whether a predicate goes on under a denial before it: "did not release figures or offer an update"."""
    before = [term.form for term in version.terms[max(first, at - 3) : at]]
    return "or" in before and not _CUES.isdisjoint(term.form for term in version.terms[max(first, at - 25) : at])


def _denies_near(version: Version, at: int, answered: Mapping[int, int], other: Version) -> bool:
    """Tell whether a word just before a term, or right behind it, denies it and has no denial for an answer."""
    for index in (*range(max(0, at - 6), at), *range(at + 1, min(len(version.terms), at + 3))):
        term = version.terms[index]
        if (term.lemma in _DENYING or term.form in _CUES) and not (index in answered and other.terms[answered[index]].lemma in _DENYING | _CUES):
            return True
    return False


def _displaced(passage: Passage, first: _Cue, second: _Cue) -> bool:
    """Tell whether two negations stand near each other, seen through the words linked around them."""
    for distance in range(_NEAR):
        for index in (first.at - distance, first.at + distance):
            if index in passage.partner_of_a:
                return abs(passage.partner_of_a[index] - second.at) <= _NEAR
    return True


def _stands(a: Version, b: Version, cue: _Cue, passage: Passage, others: list[_Cue]) -> bool:
    """Tell whether an unanswered negation is a flip: neither moved nor put differently."""
    if any(_displaced(passage, cue, other) for other in others):
        return False
    return _is_flip(a, b, cue, passage) and not _denies_otherwise(a, b, cue, passage)


def _context(cue: _Cue, version: Version) -> list[int]:
    first = cue.auxiliary if cue.auxiliary is not None else cue.at
    return list(range(first, (cue.target if cue.target is not None else cue.at) + 1))


def _flip(a: Version, b: Version, cue: _Cue, passage: Passage) -> Alteration:
    terms_a = _context(cue, a)
    linked = [passage.partner_of_a[index] for index in terms_a if index in passage.partner_of_a]
    target = passage.partner_of_a[cue.target] if cue.target is not None else linked[-1]
    near = [index for index in linked if abs(index - target) <= len(terms_a) + 2]
    span_a, span_b = span_of_terms(a, terms_a), span_of_terms(b, [*near, target])
    note = f"One version denies what the other states: {show(span_a)} answers {show(span_b)}."
    return Alteration("negation-flipped", "decisive", span_a, span_b, note)


def _one_way(a: Version, b: Version, passage: Passage, cues_a: list[_Cue], cues_b: list[_Cue]) -> tuple[list[_Cue], set[int]]:
    """Return the negations of `a` that nothing in `b` answers, and those of `b` that were used as answers."""
    open_b = {cue.at: cue for cue in cues_b}
    unanswered = []
    for cue in cues_a:
        answer = _answered(a, b, cue, passage, open_b)
        if answer is None:
            if not cue.partly:
                unanswered.append(cue)
        elif answer >= 0:
            open_b.pop(answer)
    return unanswered, {cue.at for cue in cues_b} - set(open_b)


def _reversals(alignment: Alignment, passage: Passage, cued_a: set[int], cued_b: set[int]) -> Iterator[Alteration]:
    """Yield linked words that reverse each other where both are denied, or neither is."""
    a, b = alignment.a, alignment.b
    for i, j in passage.links.items():
        first, second = a.terms[i], b.terms[j]
        if first.lemma == second.lemma or first.kind == FUNCTION or second.kind == FUNCTION:
            continue
        kind = opposites().get((first.lemma, second.lemma)) or opposites().get((first.form, second.form))
        if kind is None and _contradict(first, second):
            kind = "contradictory"
        if kind is None or (i in cued_a) != (j in cued_b):
            continue
        if kind == "contrary" and not _tight(passage, i, j):
            continue
        if _denies_near(a, i, passage.partner_of_a, b) or _denies_near(b, j, passage.partner_of_b, a):
            continue  # "failed to meet approval", "met with disapproval"
        span_a, span_b = span_of_terms(a, [i]), span_of_terms(b, [j])
        note = f"The word was replaced by its opposite: {show(span_a)} answers {show(span_b)}."
        yield Alteration("negation-flipped", "decisive", span_a, span_b, note)


def _tight(passage: Passage, i: int, j: int) -> bool:
    """Tell whether the terms on both sides of a link are linked as well, so that the two words stand in one place."""
    links = passage.links
    return links.get(i - 1) == j - 1 and links.get(i + 1) == j + 1


def find_negations(alignment: Alignment) -> Iterator[Alteration]:
    """Yield the predicates that one version denies and the other does not.

    A denial by another word is the same denial (not allow = prohibit, not able = unable), and a negation that only
    moved within its sentence is taken for a different construction rather than a different statement.

    Parameters
    ----------
    alignment : Alignment
        Two aligned versions.

    Yields
    ------
    Alteration
        Of kind ``negation-flipped``.
    """
    a, b = alignment.a, alignment.b
    for passage in alignment.passages:
        cues_a, cues_b = _cues(a, passage.terms_a), _cues(b, passage.terms_b)
        cued_a = {cue.target for cue in cues_a if cue.target is not None}
        cued_b = {cue.target for cue in cues_b if cue.target is not None}
        yield from _reversals(alignment, passage, cued_a, cued_b)
        if not cues_a and not cues_b:
            continue
        left_a, used_b = _one_way(a, b, passage, cues_a, cues_b)
        left_b, _ = _one_way(b, a, passage.swapped(), [cue for cue in cues_b if cue.at not in used_b], cues_a)
        back = passage.swapped()
        # A denial that stands elsewhere in the sentence was moved: "did not believe he would", "believed he would not".
        yield from (_flip(a, b, cue, passage) for cue in left_a if _stands(a, b, cue, passage, left_b))
        yield from (_flip(b, a, cue, back).swapped() for cue in left_b if _stands(b, a, cue, back, left_a))

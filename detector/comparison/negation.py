"""Negations that one version has and the other has not, at the same predicate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from detector.comparison.alignment import Alignment, Passage, word_similarity
from detector.comparison.denials import ADVERBS, CUES, DENYING, Cue, affirms_when_denied, contradict, cues, denies
from detector.comparison.findings import Alteration, show, span_of_terms
from detector.comparison.lexicons import opposites
from detector.comparison.terms import AUXILIARIES, FUNCTION, NUMBER, Term, Version

_SUPPORT = 3
"""Agreement that the surroundings of a predicate must have: a content word counts 2, a function word 1."""

_SURE = 0.35
"""Overlap of two sentences below which they may be about two things, so that a flip between them proves nothing."""

_NEAR = 10
_BEHIND = 3
"""Terms before a predicate, and behind it, within which a denial put differently stands."""

_BESIDE = 4
"""Terms looked at on either side of a denied predicate for words that both versions have."""

_SLACK = 2
"""Terms that may stand more between such a word and the predicate in the other version."""

_LIMITED = frozenset("limited restricted".split())
_LIMITING = frozenset("unless until except".split())
_TURNING = frozenset("but rather instead".split())
_OPPOSING = frozenset("but however though although yet while whereas nevertheless nonetheless still rather instead".split())
_CONTRAST = 15
"""Terms behind a negation within which the other half of a contrast begins."""


def _same_predicate(first: Term, second: Term) -> bool:
    """Tell whether two linked terms stand for one predicate."""
    if first.lemma == second.lemma:
        return True
    return first.kind == second.kind != NUMBER and not first.name and not second.name and word_similarity(first.lemma, second.lemma) > 0


def _answered(a: Version, b: Version, cue: Cue, passage: Passage, cues_b: dict[int, Cue]) -> int | None:
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
    if contradict(a.terms[cue.target], b.terms[target]):
        return -1
    return None


def _is_flip(a: Version, b: Version, cue: Cue, passage: Passage) -> bool:
    """Tell whether what an unanswered negation denies stands undenied, and in the same place, in the other version."""
    if cue.target is None or passage.score < _SURE:
        return False
    target = passage.links.get(cue.target)
    if target is None or not _supported(a, b, passage, cue.target, target) or _is_recast(a, b, cue, target, passage):
        return False
    first, second = a.terms[cue.target], b.terms[target]
    if cue.auxiliary is not None and first.lemma == second.lemma and not first.name:
        return True
    if not _taken_out(a, b, cue, target, passage):
        return False
    return _same_predicate(first, second) or _same_frame(a, b, cue, target, passage)


def _same_frame(a: Version, b: Version, cue: Cue, target: int, passage: Passage) -> bool:
    """Tell whether a predicate was replaced by a word no thesaurus lists, behind the same auxiliary: "has been a point", "a source"."""
    if cue.target is None or cue.auxiliary is None:  # "no" and "without" before a noun
        return False
    if affirms_when_denied(a, cue.target) or denies(b, target):
        return False
    auxiliary = passage.links.get(cue.auxiliary)
    if auxiliary is None or auxiliary >= target or a.terms[cue.auxiliary].lemma != b.terms[auxiliary].lemma:
        return False
    chain_a, chain_b = a.terms[cue.auxiliary : cue.target], b.terms[auxiliary:target]
    if sum(term.lemma == "be" for term in chain_a) != sum(term.lemma == "be" for term in chain_b):
        return False  # "might not like it", "might be a conflict"
    between = [term for term in chain_b[1:] if term.lemma not in AUXILIARIES and term.form not in ADVERBS]
    return len(between) <= 1 and all(term.kind == FUNCTION for term in between)


def _is_recast(a: Version, b: Version, cue: Cue, target: int, passage: Passage) -> bool:
    """Tell whether the other version says it in a sentence of another kind, so that the lack of a negation proves nothing."""
    if _asks(a, cue.at) != _asks(b, target):
        return True
    if _is_infinitive(b, target) and "to" not in (a.terms[max(0, cue.at - 1)].form, a.terms[min(cue.at + 1, len(a) - 1)].form):
        return cue.target is not None and not _is_infinitive(a, cue.target)
    if a.terms[cue.at].form == "never" and any(_is_utmost(b.terms[index].form) for index in passage.terms_b if abs(index - target) <= _NEAR):
        return True  # "had never seen it so high", "the highest that she had seen"
    return _contrasts(a, b, cue, passage)


def _is_utmost(form: str) -> bool:
    return form in ("first", "1th", "ever", "most", "only") or (len(form) > 4 and form.endswith("est"))


def _asks(version: Version, at: int) -> bool:
    """Tell whether a question mark stands behind a term in its sentence."""
    end = version.terms[version.sentences[version.sentence_of[at]][1] - 1].end
    return "?" in version.text_of(version.terms[at].start, end + 3)


def _is_infinitive(version: Version, at: int) -> bool:
    """Tell whether a predicate is not stated but an infinitive: "spaces to be rented out"."""
    before = at - 1
    while before >= 0 and _may_stand_before(version.terms[before]):
        before -= 1
    return before >= 0 and version.terms[before].form == "to"


def _may_stand_before(term: Term) -> bool:
    return term.lemma in AUXILIARIES or term.form in ADVERBS or term.form in CUES or term.form.endswith("ly")


def _contrasts(a: Version, b: Version, cue: Cue, passage: Passage) -> bool:
    """Tell whether a denial is half of what is said and the other version says only the other half.

    "Not a cost but a gain" is "a gain"; "not closed unless it rains" is "closed only if it rains"; "go, otherwise the gate will
    not open" is "go, this will open the gate".
    """
    last = a.sentences[a.sentence_of[cue.at]][1]
    forms_b = {b.terms[index].form for index in passage.terms_b}
    if "only" in forms_b and any(term.form in _LIMITING for term in a.terms[cue.at + 1 : last]):
        return True
    if any(a.terms[index].form == "otherwise" and index not in passage.partner_of_a for index in range(max(0, cue.at - _NEAR), cue.at)):
        return True
    behind = range(cue.at + 1, min(last, cue.at + _CONTRAST))
    turned = any(a.terms[index].form in _TURNING and index not in passage.partner_of_a for index in behind)
    return turned and _OPPOSING.isdisjoint(forms_b)


def _taken_out(a: Version, b: Version, cue: Cue, target: int, passage: Passage) -> bool:
    """Tell whether the other version reads as if the negation were taken out: what stands around it stands together there."""
    if cue.target is None:
        return False
    links = passage.links
    first, last = a.sentences[a.sentence_of[cue.at]]
    before = next((index for index in range(cue.at - 1, max(first, cue.at - _BESIDE) - 1, -1) if _answer_each_other(a, b, index, links)), None)
    after = next((index for index in range(cue.target + 1, min(last, cue.target + _BESIDE + 1)) if _answer_each_other(a, b, index, links)), None)
    if before is not None:
        opens = 0 < target - links[before] <= cue.target - before + _SLACK
    else:
        opens = cue.at - first <= _SLACK and target - b.sentences[b.sentence_of[target]][0] <= cue.target - first
    if after is not None:
        return opens and 0 < links[after] - target <= after - cue.target + _SLACK
    return opens and last - cue.target <= _BESIDE


def _answer_each_other(a: Version, b: Version, index: int, links: Mapping[int, int]) -> bool:
    """Tell whether a term is linked to one that can stand for it."""
    if index not in links:
        return False
    first, second = a.terms[index], b.terms[links[index]]
    return first.lemma == second.lemma or first.kind == second.kind == FUNCTION or word_similarity(first.lemma, second.lemma) > 0


def _supported(a: Version, b: Version, passage: Passage, i: int, j: int) -> bool:
    """Tell whether words around two linked predicates agree: a predicate without its subject or object proves nothing."""
    near = 0
    for index in range(i - 6, i + 7):
        other = passage.partner_of_a.get(index)
        if other is None or index == i or abs(other - j) > 9 or a.terms[index].lemma != b.terms[other].lemma:
            continue
        near += 2 if a.terms[index].kind != FUNCTION else 1
    return near >= min(_SUPPORT, max(1, len(passage.terms_a) - 2))


def _denies_otherwise(a: Version, b: Version, cue: Cue, passage: Passage) -> bool:
    """Tell whether a word of `b` near the place denies in its own way, so that the negation was only put differently."""
    place = passage.partner_of_a.get(cue.target) if cue.target is not None else None
    if cue.target is None or place is None:
        return False
    answered = passage.partner_of_b
    for index in passage.terms_b:
        if -_NEAR <= index - place <= _BEHIND and denies(b, index):
            answer = answered.get(index)
            # A denial that both have, and that both have here, does not make up for the one that only one has.
            if answer is None or answer == cue.at or not denies(a, answer) or not -_NEAR - _SLACK <= answer - cue.target <= _BEHIND + 1:
                return True
    return _is_shared(b, place, passage.terms_b[0])


def _is_shared(version: Version, at: int, first: int) -> bool:
    """Tell whether a predicate goes on under a denial before it: "did not release figures or offer an update"."""
    before = [term.form for term in version.terms[max(first, at - 3) : at]]
    return "or" in before and not CUES.isdisjoint(term.form for term in version.terms[max(first, at - 25) : at])


def _denies_near(version: Version, at: int, answered: Mapping[int, int], other: Version) -> bool:
    """Tell whether a word just before a term, or right behind it, denies it and has no denial for an answer."""
    for index in (*range(max(0, at - 6), at), *range(at + 1, min(len(version.terms), at + 3))):
        term = version.terms[index]
        if (term.lemma in DENYING or term.form in CUES) and not (index in answered and other.terms[answered[index]].lemma in DENYING | CUES):
            return True
    behind = {term.form for term in version.terms[at + 1 : at + _NEAR]}
    return not _LIMITED.isdisjoint(behind)  # "their ability to use it is limited"


def _displaced(passage: Passage, first: Cue, second: Cue) -> bool:
    """Tell whether two negations stand near each other, seen through the words linked around them."""
    for distance in range(_NEAR):
        for index in (first.at - distance, first.at + distance):
            if index in passage.partner_of_a:
                return abs(passage.partner_of_a[index] - second.at) <= _NEAR
    return True


def _stands(a: Version, b: Version, cue: Cue, passage: Passage, others: list[Cue]) -> bool:
    """Tell whether an unanswered negation is a flip: neither moved nor put differently."""
    if any(_displaced(passage, cue, other) for other in others):
        return False
    return _is_flip(a, b, cue, passage) and not _denies_otherwise(a, b, cue, passage)


def _context(cue: Cue, version: Version) -> list[int]:
    first = cue.auxiliary if cue.auxiliary is not None else cue.at
    return list(range(first, (cue.target if cue.target is not None else cue.at) + 1))


def _flip(a: Version, b: Version, cue: Cue, passage: Passage) -> Alteration:
    terms_a = _context(cue, a)
    linked = [passage.partner_of_a[index] for index in terms_a if index in passage.partner_of_a]
    target = passage.partner_of_a[cue.target] if cue.target is not None else linked[-1]
    near = [index for index in linked if abs(index - target) <= len(terms_a) + 2]
    span_a, span_b = span_of_terms(a, terms_a), span_of_terms(b, [*near, target])
    note = f"One version denies what the other states: {show(span_a)} answers {show(span_b)}."
    return Alteration("negation-flipped", "decisive", span_a, span_b, note)


def _one_way(a: Version, b: Version, passage: Passage, cues_a: list[Cue], cues_b: list[Cue]) -> tuple[list[Cue], set[int]]:
    """Return the negations of `a` that nothing in `b` answers, and those of `b` that were used as answers."""
    open_b = {cue.at: cue for cue in cues_b}
    unanswered = []
    # A negation that stands in the same place in both versions is paired before one that shares only its predicate.
    for cue in sorted(cues_a, key=lambda cue: passage.partner_of_a.get(cue.at) not in open_b):
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
        if kind is None and contradict(first, second):
            kind = "contradictory"
        if kind is None or (i in cued_a) != (j in cued_b):
            continue
        if not _tight(passage, i, j) and (kind == "contrary" or _is_loose(a, b, passage, i, j)):
            continue
        if _denies_near(a, i, passage.partner_of_a, b) or _denies_near(b, j, passage.partner_of_b, a):
            continue  # "failed to meet approval", "met with disapproval"
        span_a, span_b = span_of_terms(a, [i]), span_of_terms(b, [j])
        note = f"The word was replaced by its opposite: {show(span_a)} answers {show(span_b)}."
        yield Alteration("negation-flipped", "decisive", span_a, span_b, note)


def _is_loose(a: Version, b: Version, passage: Passage, i: int, j: int) -> bool:
    """Tell whether two words that contradict each other may belong to two statements: both versions have one of the words, or little agrees."""
    both = {a.terms[i].lemma, b.terms[j].lemma}
    others_a = {a.terms[index].lemma for index in passage.terms_a if index != i}
    others_b = {b.terms[index].lemma for index in passage.terms_b if index != j}
    return bool(both & others_a) or bool(both & others_b) or not _supported(a, b, passage, i, j)


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
        cues_a, cues_b = cues(a, passage.terms_a), cues(b, passage.terms_b)
        cued_a = {cue.target for cue in cues_a if cue.target is not None}
        cued_b = {cue.target for cue in cues_b if cue.target is not None}
        if not cues_a and not cues_b:
            yield from _reversals(alignment, passage, cued_a, cued_b)
            continue
        left_a, used_b = _one_way(a, b, passage, cues_a, cues_b)
        left_b, _ = _one_way(b, a, passage.swapped(), [cue for cue in cues_b if cue.at not in used_b], cues_a)
        back = passage.swapped()
        if not left_a and not left_b:  # else "does not think it realistic" would be turned by "thinks it unrealistic"
            yield from _reversals(alignment, passage, cued_a, cued_b)
        # A denial that stands elsewhere in the sentence was moved: "did not believe he would", "believed he would not".
        yield from (_flip(a, b, cue, passage) for cue in left_a if _stands(a, b, cue, passage, left_b))
        yield from (_flip(b, a, cue, back).swapped() for cue in left_b if _stands(b, a, cue, back, left_a))

"""What a sentence denies: its negations with the predicates they deny, and words that say "not" in their own way."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detector.comparison.lexicons import known_words, negative_words, opposites
from detector.comparison.terms import AUXILIARIES, FUNCTION, NUMBER, PRONOUNS, Term, Version

CUES = frozenset("not no never none nobody nothing nowhere neither nor without hardly scarcely".split())
"""Negations proper."""

DENYING = frozenset(
    "little few barely rarely seldom fail refuse decline deny lack avoid prevent ban bar prohibit forbid reject dismiss withdraw unable "
    "absence unless rather instead less fewer against too poorly badly spare hide relieve away non zero refrain devoid eliminate minimal "
    "minimally negligible scant exempt exemption except excepting deprive contradict debunk refute dispel contrary insufficient "
    "insufficiently shortage inability incapable misplaced false falsely abstain omit neglect unlike resist oppose forgo waive abandon "
    "impossible lest gone avert preclude exclude unneeded needless minus wrong pre underwhelming limited "
    "restricted scarce scarcity missing partly partially obviate elimination disbelief".split()
)
"""Lemmas and forms after which, or beside which, a predicate does not hold."""

_PHRASES = frozenset(
    {
        ("far", "from"), ("yet", "to"), ("free", "of"), ("free", "from"), ("only", "if"), ("only", "when"), ("only", "after"), ("short", "of"),
        ("other", "than"), ("end", "of"), ("fall", "through"),
        ("give", "up"), ("off", "limits"), ("out", "of"),
    }
)  # fmt: skip
_ENDING = frozenset("stop cease quit halt".split())
"""Verbs that deny what follows them as a gerund: "stopped showing" is "no longer showed", "stopped the car" is no denial."""

_UNFAVOURABLE = frozenset("bad rare small minor poor uncommon unusual infrequent disregard ignore overlook undermine hinder".split())

_REACH = 7
"""Terms that a negation looks ahead for its predicate: longer than any auxiliary chain with an adverb in it."""

_HARMLESS_AFTER = frozenset("doubt doubts matter until far sooner".split())
_COMPARED = frozenset("more less fewer later earlier longer".split())
_LONG = frozenset("after ago before until since".split())
_IN_PART = frozenset("only solely merely alone exclusively simply just".split())
_HARMLESS_BEFORE = frozenset(
    {
        ("from", "nowhere"), ("or", "not"), ("if", "not"), ("why", "not"), ("whether", "not"), ("or", "no"), ("a", "no"), ("than", "not"),
        ("to", "no"), ("even", "no"),
    }
)  # fmt: skip
_LACKING = frozenset({("without",), ("devoid",), ("lacking",), ("unlike",), ("free", "of"), ("free", "from")})
"""What "not" undoes: "not without controversy", "not free from controversy"."""

_MANAGING = frozenset("be do go live manage".split())
_BECOMING = frozenset("become get grow turn".split())
"""Verbs that only carry what follows them: "could become dearer", "could be dearer"."""

ADVERBS = frozenset(
    "yet still also ever even always again already now then so too very really actually currently immediately longer soon fully quite "
    "often just there all both later earlier once long since first".split()
)
"""Words between an auxiliary and its verb."""


@dataclass(frozen=True)
class Cue:
    """A negation.

    Attributes
    ----------
    at : int
        The term itself.
    auxiliary : int or None
        The auxiliary before it.
    target : int or None
        The predicate it denies.
    partly : bool
        Whether it denies that only in part: "was not found until Friday" means that it was found, and "not the only one"
        that it was one; or it goes on with another one: "neither … nor". Such a negation answers another one, but its
        lack is no flip.
    """

    at: int
    auxiliary: int | None
    target: int | None
    partly: bool = False


def _cue(version: Version, at: int, last: int) -> Cue | None:
    terms = version.terms
    if _only_measures(version, at, last):
        return None
    if at and (terms[at - 1].form, terms[at].form) in _HARMLESS_BEFORE:
        return None
    if terms[at].form == "no" and at + 1 < last and version.text_of(terms[at].end, terms[at + 1].start).strip():
        return None  # "No, wait."
    previous = at - 1 if at and terms[at - 1].lemma in AUXILIARIES else None
    if previous is not None and at > 2 and terms[at - 2].form == "or" and terms[at - 3].lemma == terms[previous].lemma:
        return None  # "which should or should not be closed"
    carrier = None
    for index in range(at + 1, min(last, at + 1 + _REACH)):
        term = terms[index]
        if term.clause != terms[at].clause and index > at + 1:
            break
        adverb = term.form in ADVERBS or (term.form.endswith("ly") and not term.name)
        if term.lemma in AUXILIARIES or term.lemma in _BECOMING:
            carrier = index
        elif term.kind != FUNCTION and term.form not in CUES and not adverb:
            until = any(following.form == "until" for following in terms[index + 1 : min(last, index + 7)])
            return Cue(at, previous, index, until or any(near.form in _IN_PART for near in terms[at + 1 : min(last, at + _REACH)]))
    if carrier is None and at + 1 < last and terms[at + 1].form in ADVERBS and terms[at + 1].clause == terms[at].clause:
        carrier = at + 1  # "was not always, they said": what is denied is the adverb itself
    return Cue(at, previous, carrier)


def _only_measures(version: Version, at: int, last: int) -> bool:
    """Tell whether a negation denies nothing: "not only", "no doubt", "no later than", "not long ago", "No. 3"."""
    words = [term.form for term in version.terms[at : min(last, at + 3)]] + ["", ""]
    if words[0] == "no" and words[1][:1].isdigit() and version.text_of(version.terms[at + 1].start, version.terms[at + 1].end)[0].isdigit():
        return True
    if _denies_a_denial(version, at, last) or words[:2] == ["no", "to"] or (words[1] in ("be", "take") and words[2] == "long"):
        return True
    if any(term.form in ("mind", "minded") for term in version.terms[at + 1 : min(last, at + 4)]):
        return True
    if words[1] in _COMPARED:
        return words[2] == "than"
    return words[1] in _HARMLESS_AFTER or (words[1] == "long" and words[2] in _LONG)


def cues(version: Version, passage_terms: tuple[int, ...]) -> list[Cue]:
    """Return the negations among the terms of a passage.

    Parameters
    ----------
    version : Version
        Where they stand.
    passage_terms : tuple of int
        Terms of the passage.

    Returns
    -------
    list of Cue
    """
    found = []
    last = passage_terms[-1] + 1 if passage_terms else 0
    for index in passage_terms:
        word = version.terms[index].form
        cue = _cue(version, index, last) if word in CUES else None
        if cue is not None:
            found.append(replace(cue, partly=True) if _goes_on(version, index, passage_terms[0], last) else cue)
    return found


def _denies_a_denial(version: Version, at: int, last: int) -> bool:
    """Tell whether a negation is a turn of speech before another one: "not that it was not late", "it is not like it was late"."""
    terms = version.terms
    if terms[at].form != "not" or at + 2 >= last:
        return False
    if terms[at + 1].form == "that":
        return not (at and terms[at - 1].lemma in AUXILIARIES)
    return at > 0 and terms[at - 1].lemma == "be" and terms[at + 1].form == "like" and terms[at + 2].form in PRONOUNS


def _goes_on(version: Version, at: int, first: int, last: int) -> bool:
    """Tell whether a negation belongs to one before it: "neither … nor", "never, not even", "not without"."""
    forms = [term.form for term in version.terms[max(first, at - 12) : min(last, at + 4)]]
    here = at - max(first, at - 12)
    earlier, following = forms[:here], forms[here + 1 :]
    if any(_denies_a_denial(version, index, last) for index in range(max(first, at - 6), at)):
        return True
    if forms[here] == "nor":
        return bool({"neither", "not", "no", "nor"}.intersection(earlier))
    if forms[here] == "not" and following[:1] in (["even"], ["yet"]):
        return not CUES.isdisjoint(earlier)
    if forms[here] == "without":
        return "not" in earlier[-4:]
    if forms[here] != "not":
        return False
    if version.terms[at - 1].lemma not in AUXILIARIES and not CUES.isdisjoint(earlier):
        return True  # "it is not radical, at least not by our standards"
    if following[1:2] == ["without"] and following[0] in _MANAGING:
        return True
    return not _LACKING.isdisjoint((tuple(following[:1]), tuple(following[:2]))) and "charge" not in following


def denies(version: Version, at: int) -> bool:
    """Tell whether a word denies in its own way: fail, unlikely, scoreless, against, far from.

    Parameters
    ----------
    version : Version
        Where it stands.
    at : int
        The term.
    """
    term = version.terms[at]
    words = (term.lemma, term.form)
    if not DENYING.isdisjoint(words) or not negative_words().isdisjoint(words):
        return True
    if term.kind == NUMBER:
        return term.value == 0
    following = version.terms[at + 1].form if at + 1 < len(version.terms) else ""
    if (term.lemma, following) in _PHRASES or (term.lemma in _ENDING and following.endswith("ing")):
        return True
    if term.form == "free" and version.text_of(term.start - 1, term.start) == "-":  # "debt-free"
        return True
    return _has_negative_affix(term.form)


def _has_negative_affix(form: str) -> bool:
    if len(form) > 6 and form.endswith("less"):
        return True
    if form.endswith(("able", "ible")) and form.startswith(("in", "im", "ir", "dis")):
        return form[2:] in known_words() or form[3:] in known_words()
    return form.startswith("un") and (form[2:] in known_words() or (len(form) > 7 and form.endswith(("ed", "able", "ible"))))


def affirms_when_denied(version: Version, at: int) -> bool:
    """Tell whether "not" before a word says yes: "not bad", "not rare", "not groundless"."""
    return denies(version, at) or version.terms[at].lemma in _UNFAVOURABLE


def contradict(first: Term, second: Term) -> bool:
    """Tell whether one word is the other with "not": prohibit and allow, noticed and unnoticed."""
    if opposites().get((first.lemma, second.lemma)) == "contradictory":
        return True
    return any(longer.form == f"un{shorter.form}" and len(shorter.form) >= 5 for longer, shorter in ((first, second), (second, first)))

"""Who derives from whom: whether two versions share a text, which of them is the copy, and why one may say so.

Two questions, each answered by a small logistic model whose weights were fitted on texts of known descent
(human originals and their translated, spun and rewritten versions) by ``twicetold-train alterations --fit``.
Whether two articles share a text is told by how much of them can be aligned, how literally, and in which order.
Which of them is the copy is told by what copying leaves behind on one side: markers of a machine, broken sentences,
words of a thesaurus, fewer quotations, names and contractions. Where these contradict each other the answer is
that one does not know.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from detector.comparison.alignment import Alignment, same_name
from detector.comparison.alterations import substituted_words
from detector.comparison.lexicons import known_words
from detector.comparison.terms import FUNCTION, NUMBER, Version
from detector.markers import Catalogue, Evidence

RELATION_FEATURES = (
    "aligned", "literal", "verbatim", "in_order", "score", "facts", "vocabulary", "longer_aligned", "clashes", "all_facts", "all_words",
)  # fmt: skip
DIRECTION_FEATURES = (
    "decisive", "strong", "weak", "length", "word_length", "sentence_length", "unknown", "contractions", "quotations", "names", "numbers",
    "function", "longer_substitutes", "rarer_substitutes",
)  # fmt: skip

_RUN = 4
"""Words in a row from which agreement is called verbatim."""


@cache
def _catalogue() -> Catalogue:
    return Catalogue.load()


@dataclass(frozen=True)
class Traits:
    """What a version shows by itself.

    Attributes
    ----------
    values : dict of str to float
        One for each of `DIRECTION_FEATURES` that needs no second version.
    evidence : list of Evidence
        Markers in its body.
    """

    values: Mapping[str, float]
    evidence: Sequence[Evidence]


def traits_of(version: Version) -> Traits:
    """Measure a version by itself.

    Parameters
    ----------
    version : Version
        The version.
    """
    terms = version.terms
    total = max(1, len(terms))
    words = [term for term in terms if term.kind != NUMBER and not term.name]
    found = [piece for piece in _catalogue().find(version.document) if piece.place != "furniture" and piece.family != "scrape"]
    severity = {name: sum(piece.severity == name for piece in found) for name in ("decisive", "strong", "weak")}
    content = [term for term in words if term.kind != FUNCTION]
    straight = version.document.straight
    strange = sum(term.form not in known_words() and term.lemma not in known_words() for term in content)
    apostrophes = sum("'" in straight[term.start : term.end] for term in terms if term.kind == FUNCTION)
    return Traits(
        {
            "decisive": float(min(3, severity["decisive"])),
            "strong": float(min(3, severity["strong"])),
            "weak": min(20.0, 1000.0 * severity["weak"] / total) / 10.0,
            "length": math.log(total),
            "word_length": sum(len(term.form) for term in content) / max(1, len(content)),
            "sentence_length": math.log(total / max(1, len(version.sentences))),
            "unknown": 10.0 * strange / max(1, len(content)),
            "contractions": 100.0 * apostrophes / total,
            "quotations": 100.0 * sum(term.quoted for term in terms) / total / 10.0,
            "names": 100.0 * sum(term.name for term in terms) / total / 10.0,
            "numbers": 100.0 * sum(term.kind == NUMBER for term in terms) / total / 10.0,
            "function": 100.0 * sum(term.kind == FUNCTION for term in terms) / total / 10.0,
        },
        found,
    )


def relation_features(alignment: Alignment) -> np.ndarray:
    """Measure how much text two versions share.

    Parameters
    ----------
    alignment : Alignment
        Two aligned versions.

    Returns
    -------
    numpy.ndarray of float64, shape (11,)
        In the order of `RELATION_FEATURES`, each from 0 to 1.
    """
    a, b = alignment.a, alignment.b
    content_a = sum(term.kind != FUNCTION for term in a.terms)
    content_b = sum(term.kind != FUNCTION for term in b.terms)
    shorter = max(1, min(content_a, content_b))
    linked = literal = verbatim = 0
    run: list[int] = []
    expected = -1
    for i, j in sorted(alignment.links.items()):
        same = a.terms[i].form == b.terms[j].form
        if a.terms[i].kind != FUNCTION:
            linked += 1
            literal += a.terms[i].lemma == b.terms[j].lemma
        if same and run and i == run[-1] + 1 and j == expected:
            run.append(i)
        else:
            verbatim += len(run) if len(run) >= _RUN else 0
            run = [i] if same else []
        expected = j + 1
    verbatim += len(run) if len(run) >= _RUN else 0
    heads = [passage.b[0] for passage in alignment.passages]
    steps = sum(0 <= later - earlier <= 3 for earlier, later in pairwise(heads))
    mean = sum(passage.score for passage in alignment.passages) / max(1, len(alignment.passages))
    terms = max(1, min(len(a.terms), len(b.terms)))
    longer = max(1, content_a, content_b)
    clashes = sum(
        a.terms[i].form != b.terms[j].form
        for i, j in alignment.links.items()
        if a.terms[i].kind == NUMBER or (a.terms[i].name and b.terms[j].name and not same_name(a.terms[i].lemma, b.terms[j].lemma))
    )
    return np.array(
        [
            min(1.0, linked / shorter), min(1.0, literal / shorter), min(1.0, verbatim / terms), steps / (len(heads) + 2.0), mean,
            _contained(_facts(a), _facts(b)), _contained(_words(a), _words(b)), min(1.0, linked / longer),
            min(1.0, 10.0 * clashes / max(5, linked)),
            _cosine(_facts(a), _facts(b)), _cosine(_words(a), _words(b)),
        ],
        dtype=np.float64,
    )  # fmt: skip


def _facts(version: Version) -> frozenset[str]:
    """Return the names, figures and words no thesaurus knows."""
    known = known_words()
    return frozenset(
        term.lemma for term in version.terms if term.name or term.kind == NUMBER or (term.kind != FUNCTION and term.form not in known)
    )


def _words(version: Version) -> frozenset[str]:
    return frozenset(term.lemma for term in version.terms if term.kind != FUNCTION)


def _cosine(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / math.sqrt((len(first) + 3.0) * (len(second) + 3.0))


def _contained(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the share of the smaller set that the larger one holds; a small set is worth little."""
    return len(first & second) / (min(len(first), len(second)) + 3.0)


def direction_features(alignment: Alignment, a: Traits, b: Traits) -> np.ndarray:
    """Measure what speaks for `b` being the copy; the negative speaks for `a`.

    Parameters
    ----------
    alignment : Alignment
        Two aligned versions.
    a, b : Traits
        Their traits.

    Returns
    -------
    numpy.ndarray of float64, shape (14,)
        In the order of `DIRECTION_FEATURES`.
    """
    pairs = substituted_words(alignment)
    first, second = alignment.a.terms, alignment.b.terms
    longer = sum(len(second[j].lemma) - len(first[i].lemma) for i, j in pairs) / max(4, len(pairs))
    rarer = sum((second[j].lemma not in known_words()) - (first[i].lemma not in known_words()) for i, j in pairs) / max(4, len(pairs))
    alone = [b.values[name] - a.values[name] for name in DIRECTION_FEATURES[:-2]]
    return np.array([*alone, longer, rarer], dtype=np.float64)



# Fitted by ``twicetold-train alterations --fit`` on the tuning half of the groups of the corpora; what they are worth
# on the other half is printed by ``twicetold-train alterations``.
RELATION_INTERCEPT = -6.94
RELATION_WEIGHTS: Mapping[str, float] = {
    "aligned": 3.19, "literal": 2.5, "verbatim": -3.35, "in_order": 5.22, "score": 0.85, "facts": 3.16, "vocabulary": 1.91,
    "longer_aligned": 0.66, "clashes": -3.82, "all_facts": 2.82, "all_words": 5.55,
}  # fmt: skip
DIRECTION_WEIGHTS: Mapping[str, float] = {
    "decisive": 1.022, "strong": 0.491, "weak": 0.289, "length": -0.37, "word_length": 0.974, "sentence_length": -0.907, "unknown": -0.938,
    "contractions": 0.051, "quotations": -0.073, "names": -0.147, "numbers": -0.232, "function": -0.253, "longer_substitutes": 0.101,
    "rarer_substitutes": 1.849,
}  # fmt: skip

SHARED = 0.25
"""Probability of a shared text from which two versions are called relatives; ``twicetold-train alterations --only lineage``
prints recall and precision."""

LEAST_ALIGNED = 0.11
"""Share of the shorter version's content words that must be aligned as well: two reports of one event share names and
words enough, and only sentences show that one was made from the other."""

DECIDED = 0.69
"""Probability of a direction from which it is named. Between it and its complement the answer is that one does not
know: most pairs of two human translations of one text lie there, as they should, and many a true copy; the same command
prints how many."""

_LATER = 2.0
"""What a later date adds to the log-odds of being the copy; not fitted, the corpora have no dates."""

_WORTH_SAYING = 0.15
_REASONS = 3
_MARKS = 3
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d)?")

# What is said of the copy where it has more, and where it has less, of a trait.
_SAYS: Mapping[str, tuple[str, str]] = {
    "decisive": ("bears more decisive markers of a machine", "bears fewer decisive markers of a machine"),
    "strong": ("bears more strong markers of a machine", "bears fewer strong markers of a machine"),
    "weak": ("bears more weak markers of a machine", "bears fewer weak markers of a machine"),
    "length": ("is the longer one", "is the shorter one"),
    "word_length": ("uses longer words", "uses shorter words"),
    "sentence_length": ("has longer sentences", "has shorter sentences"),
    "unknown": ("has more words outside the dictionary", "has fewer words outside the dictionary"),
    "contractions": ("has more contractions", "has fewer contractions"),
    "quotations": ("quotes more", "quotes less"),
    "names": ("has more names", "has fewer names"),
    "numbers": ("gives more figures", "gives fewer figures"),
    "function": ("has more function words", "has fewer function words"),
    "longer_substitutes": ("has the longer of two synonyms", "has the shorter of two synonyms"),
    "rarer_substitutes": ("has the rarer of two synonyms", "has the commoner of two synonyms"),
}


@dataclass(frozen=True)
class Relation:
    """What two versions are to each other.

    Attributes
    ----------
    a, b : str
        Ids of the articles.
    shared : float
        Probability that one derives from the other, or both from a third.
    b_is_copy : float
        Probability that, if so, `b` is further from the source.
    because : tuple of str
        What is seen of the shared text.
    against_a, against_b : tuple of str
        What makes either look like the copy, the weightiest first.
    kept_a, kept_b : float
        Share of either version's words that stand unaltered in the other, 0 to 1.
    """

    a: str
    b: str
    shared: float
    b_is_copy: float
    because: tuple[str, ...]
    against_a: tuple[str, ...]
    against_b: tuple[str, ...]
    kept_a: float = 0.0
    kept_b: float = 0.0


@dataclass(frozen=True)
class Derivation:
    """One step of a lineage.

    Attributes
    ----------
    copy : str
        Id of the article that derives from another.
    source : str or None
        Id of the article it derives from, or that is closer to what both derive from; None where that cannot be told.
    probability : float
        How sure that is.
    because : tuple of str
        The reasons, as sentences.
    """

    copy: str
    source: str | None
    probability: float
    because: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the step as JSON values."""
        return {"copy": self.copy, "source": self.source, "probability": round(self.probability, 3), "because": list(self.because)}


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, value))))


def _date_of(version: Version) -> str:
    """Return the date an article gives for itself, ISO and comparable; empty where it gives none."""
    noted = version.document.article.notes.get("date", "")
    if not noted:
        stamps = [block for block in version.document.blocks if block.kind == "timestamp"]
        noted = " ".join(version.text_of(block.start, block.end) for block in stamps)
    match = _ISO.search(noted)
    return match[0].replace(" ", "T") if match else ""


def _by_date(first: str, second: str) -> float:
    """Return what two dates add to the log-odds of the second article being the copy."""
    size = min(len(first), len(second))
    if size < 10 or first[:size] == second[:size]:
        return 0.0
    return _LATER if second[:size] > first[:size] else -_LATER


def _shares(alignment: Alignment, features: Mapping[str, float]) -> tuple[str, ...]:
    """Say what is seen of a shared text."""
    shorter, aligned = min(
        (len(alignment.a.sentences), len(alignment.aligned_a)), (len(alignment.b.sentences), len(alignment.aligned_b))
    )  # fmt: skip
    said = [f"{aligned} of the {shorter} sentences of the shorter version have an answer in the other."]
    if aligned > 2 and features["in_order"] > 0.7:
        said.append("They stand in the same order.")
    if features["verbatim"] >= 0.1:
        said.append(f"{features['verbatim']:.0%} of its words stand in runs that both have word for word.")
    return tuple(said)


def _against(parts: Mapping[str, float], sign: float, dated: float, traits: Traits) -> tuple[str, ...]:
    """Say what makes a version look like the copy."""
    said = ["It is dated later."] if sign * dated > 0 else []
    for name in sorted(parts, key=lambda name: -sign * parts[name]):
        if sign * parts[name] < _WORTH_SAYING or len(said) == _REASONS:
            break
        more, less = _SAYS[name]
        marks = sorted({piece.marker for piece in traits.evidence if piece.severity == name})
        titles = "; ".join(_catalogue().markers[mark].title for mark in marks[:_MARKS])
        shown = f" ({titles})" if marks else ""
        said.append(f"It {more if DIRECTION_WEIGHTS[name] > 0 else less}{shown}.")
    return tuple(said)


def shared_probability(features: np.ndarray) -> float:
    """Return the probability that two versions share a text.

    Parameters
    ----------
    features : numpy.ndarray of float64, shape (11,)
        As `relation_features` returns them.
    """
    relation = dict(zip(RELATION_FEATURES, features.tolist(), strict=True))
    probability = _logistic(RELATION_INTERCEPT + sum(RELATION_WEIGHTS[name] * value for name, value in relation.items()))
    return probability if relation["aligned"] >= LEAST_ALIGNED else min(probability, SHARED / 2)


def copy_probability(features: np.ndarray) -> float:
    """Return the probability that, of two versions that share a text, the second is the copy.

    Parameters
    ----------
    features : numpy.ndarray of float64, shape (14,)
        As `direction_features` returns them.
    """
    return _logistic(sum(DIRECTION_WEIGHTS[name] * value for name, value in zip(DIRECTION_FEATURES, features.tolist(), strict=True)))


def relate(alignment: Alignment, a: Traits, b: Traits) -> Relation:
    """Judge whether two versions share a text, and which of them is further from its source.

    Parameters
    ----------
    alignment : Alignment
        Two aligned versions.
    a, b : Traits
        Their traits.

    Returns
    -------
    Relation
    """
    features = relation_features(alignment)
    relation = dict(zip(RELATION_FEATURES, features.tolist(), strict=True))
    direction = dict(zip(DIRECTION_FEATURES, direction_features(alignment, a, b).tolist(), strict=True))
    parts = {name: DIRECTION_WEIGHTS[name] * value for name, value in direction.items()}
    dated = _by_date(_date_of(alignment.a), _date_of(alignment.b))
    return Relation(
        alignment.a.id, alignment.b.id, shared_probability(features), _logistic(dated + sum(parts.values())), _shares(alignment, relation),
        _against(parts, -1.0, dated, a), _against(parts, 1.0, dated, b), *_kept(alignment),
    )  # fmt: skip


def _kept(alignment: Alignment) -> tuple[float, float]:
    """Return the share of each version's words, function words left out, that the other has unaltered."""
    first, second = alignment.a.terms, alignment.b.terms
    same = sum(first[i].kind != FUNCTION and first[i].form == second[j].form for i, j in alignment.links.items())
    size_a, size_b = (max(1, sum(term.kind != FUNCTION for term in terms)) for terms in (first, second))
    return same / size_a, same / size_b


def _step(relation: Relation) -> Derivation:
    """Turn a relation whose direction is clear into a step."""
    if relation.b_is_copy >= 0.5:
        copy, source, sure, reasons = relation.b, relation.a, relation.b_is_copy, relation.against_b
    else:
        copy, source, sure, reasons = relation.a, relation.b, 1.0 - relation.b_is_copy, relation.against_a
    return Derivation(copy, source, relation.shared * sure, (*relation.because, *reasons))


def _unknown(relation: Relation, copy: str) -> Derivation:
    """Say of one of two versions that its relation to the other cannot be told."""
    other = relation.a if copy == relation.b else relation.b
    said = f"It shares a text with {other}; which of the two is closer to the source cannot be told."
    return Derivation(copy, None, relation.shared, (said, *relation.because))


def _kept_of(relation: Relation) -> float:
    return relation.kept_b if relation.b_is_copy >= 0.5 else relation.kept_a


def trace(relations: Sequence[Relation]) -> list[Derivation]:
    """Trace the lineage of a story, without circles: each copy's source is the version that has most of its words unaltered.

    Of several versions that a copy may derive from, all share its text; the one it was made from explains the most of it.

    Parameters
    ----------
    relations : sequence of Relation
        Of the pairs of a story.

    Returns
    -------
    list of Derivation
        At most one for each article; none for an article that shares its text with no other or that others
        derive from.
    """
    related = sorted((relation for relation in relations if relation.shared >= SHARED), key=lambda relation: (-_kept_of(relation), -relation.shared))
    source_of: dict[str, str] = {}
    lineage: list[Derivation] = []
    for relation in related:
        if not 1.0 - DECIDED < relation.b_is_copy < DECIDED:
            step = _step(relation)
            if step.source is not None and step.copy not in source_of and not _descends(step.source, step.copy, source_of):
                source_of[step.copy] = step.source
                lineage.append(step)
    settled = {*source_of, *source_of.values()}
    for relation in related:
        if 1.0 - DECIDED < relation.b_is_copy < DECIDED:
            likelier = (relation.b, relation.a) if relation.b_is_copy >= 0.5 else (relation.a, relation.b)
            copy = next((article for article in likelier if article not in settled), None)
            if copy is not None:
                settled.update(likelier)
                lineage.append(_unknown(relation, copy))
    return lineage


def _descends(article: str, ancestor: str, source_of: Mapping[str, str]) -> bool:
    """Tell whether an article derives from another, over any number of steps."""
    while article in source_of:
        article = source_of[article]
        if article == ancestor:
            return True
    return False

"""Alignment of two versions: which sentences say the same, and which of their words answer each other.

Sentences are paired by the rare words, names and numbers they share; the order of the story is a hint and not a
rule, so a paragraph that was moved is still found. A sentence may answer two that it was split into. Inside a pair
the terms are aligned as sequences, and what the order left over is matched once more as moved.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from detector.comparison.lemmas import edit_distance, synonyms
from detector.comparison.lexicons import opposites, places
from detector.comparison.terms import AUXILIARIES, FUNCTION, NUMBER, PRONOUNS, Term, Version

ANCHOR = 0.42
"""Weighted overlap from which two sentences are paired wherever they stand (0.42 separated the pairs of two
real versions of a story in a hand alignment)."""

COMPANION = 0.22
"""Overlap, synonyms counted, that is enough for two pairs that stand side by side and are each other's best."""

NEIGHBOUR = 0.22
"""Overlap, synonyms counted, that is enough beside a pair already found."""

CONTAINED = 0.7
"""Share of the shorter sentence's weight that is enough where one sentence is a shortening of the other."""

SPLIT = 0.4
"""Share of a left-over sentence's weight that its neighbour's partner must still hold to be joined to the pair."""

MOST_PAIRS = 200_000
LEAST_LOOKED_AT = 20
"""A lemma is looked up in `MOST_PAIRS` pairs of sentences, or in so many for each sentence of a long text: two texts of
400 sentences are looked through whole, and of two that say one thing ten thousand times only what stands side by side."""

_HAS_NUMBERS = "#"

_LONGEST = 250
"""Terms of a sentence above which the word alignment is skipped: it is a list or a table."""

_DETERMINERS = frozenset("a an the this that these those some any each both all such".split())
_PREPOSITIONS = frozenset(
    "of to in on at by for from with into onto upon about over down through between after before during against under toward because "
    "since until as than via per".split()
)


# ---------------------------------------------------------------------------------------------------- words
def _function_class(word: str) -> str:
    if word in _DETERMINERS:
        return "determiner"
    if word in PRONOUNS:
        return "pronoun"
    if word in AUXILIARIES:
        return "auxiliary"
    return "preposition" if word in _PREPOSITIONS else word


@lru_cache(maxsize=1 << 18)
def word_similarity(first: str, second: str) -> float:
    """Return how far two different lemmas of content words stand for the same: 0 (unrelated) to 1.

    Examples
    --------
    >>> word_similarity("weapon", "weaponry") > word_similarity("hard", "difficult") > 0
    True
    >>> word_similarity("prohibit", "allow") > 0
    True
    >>> word_similarity("table", "minister")
    0.0
    """
    if second in synonyms().get(first, ()):
        return 0.6
    if (first, second) in opposites():
        return 0.5
    shorter = min(len(first), len(second))
    if shorter >= 5:
        common = 0
        while common < shorter and first[common] == second[common]:
            common += 1
        if common >= 5 and common >= 0.7 * shorter:
            return 0.7
        slips = 1 + (shorter >= 8)
        if abs(len(first) - len(second)) <= 1 and first[0] == second[0] and edit_distance(first, second, slips) <= slips:
            return 0.7
    for prefix in ("un", "in", "im", "dis", "non", "ir", "il"):
        if first == prefix + second or second == prefix + first:
            return 0.5
    return 0.0


@lru_cache(maxsize=1 << 18)
def _score(lemma_a: str, kind_a: str, name_a: bool, lemma_b: str, kind_b: str, name_b: bool) -> float:
    """Return what aligning two terms earns; negative where they may not be aligned."""
    if lemma_a == lemma_b:
        return 0.7 if kind_a == FUNCTION else 2.0
    if kind_a != kind_b:
        return -1.0
    if kind_a == NUMBER:
        return 0.9
    if kind_a == FUNCTION:
        return 0.4 if _function_class(lemma_a) == _function_class(lemma_b) else -1.0
    if name_a and name_b:
        owner = places().get(lemma_a)
        if owner is not None and owner == places().get(lemma_b):
            return 1.4
        return 1.6 if same_name(lemma_a, lemma_b) else 0.5
    if name_a != name_b:
        return 0.15
    likeness = word_similarity(lemma_a, lemma_b)
    return 0.2 if likeness == 0 else 0.4 + 1.4 * likeness


def same_name(first: str, second: str) -> bool:
    """Tell whether two name keys are one name, allowing one letter of difference in a long one."""
    return first == second or (min(len(first), len(second)) >= 6 and first[0] == second[0] and edit_distance(first, second, 1) <= 1)


def _score_of(a: Term, b: Term) -> float:
    return _score(a.lemma, a.kind, a.name, b.lemma, b.kind, b.name)


def _align_terms(a: Sequence[Term], b: Sequence[Term]) -> list[tuple[int, int]]:
    """Align two sequences of terms globally; return the linked positions in order."""
    low = 0
    while low < len(a) and low < len(b) and a[low].form == b[low].form:
        low += 1
    high_a, high_b = len(a), len(b)
    while high_a > low and high_b > low and a[high_a - 1].form == b[high_b - 1].form:
        high_a, high_b = high_a - 1, high_b - 1
    links = [(i, i) for i in range(low)]
    links.extend((low + i, low + j) for i, j in _align_core(a[low:high_a], b[low:high_b]))
    links.extend(zip(range(high_a, len(a)), range(high_b, len(b)), strict=True))
    return links


def _align_core(a: Sequence[Term], b: Sequence[Term]) -> list[tuple[int, int]]:
    """Dynamic programme over all cells; a link beside the one before it earns a little more, so runs stay whole."""
    if not a or not b:
        return []
    width = len(b)
    keys = [(term.lemma, term.kind, term.name) for term in b]
    above = [0.0] * (width + 1)
    linked_above = [False] * (width + 1)
    moves: list[list[int]] = []
    for term in a:
        row, linked, move = [0.0], [False], [0]
        lemma, kind, name = term.lemma, term.kind, term.name
        for j, key in enumerate(keys):
            up, left = above[j + 1], row[j]
            best, direction = (up, 1) if up >= left else (left, 2)
            gain = _score(lemma, kind, name, *key)
            if gain > 0:
                if linked_above[j]:
                    gain += 0.15
                if above[j] + gain > best:
                    best, direction = above[j] + gain, 3
            row.append(best)
            linked.append(direction == 3)
            move.append(direction)
        above, linked_above = row, linked
        moves.append(move)
    links = []
    i, j = len(a), width
    while i and j:
        direction = moves[i - 1][j]
        if direction == 3:
            links.append((i - 1, j - 1))
            i, j = i - 1, j - 1
        elif direction == 1:
            i -= 1
        else:
            j -= 1
    return links[::-1]


# -------------------------------------------------------------------------------------------------- sentences
@dataclass(frozen=True)
class Passage:
    """Sentences of one version that say the same as sentences of the other.

    Attributes
    ----------
    a, b : tuple of int
        Sentence numbers; one on either side, or two or three where a sentence was split.
    score : float
        Weighted overlap, 0 to 1.
    links : dict of int to int
        Term of ``a`` -> term of ``b``, as numbers within the versions, in the order of the text.
    moved : dict of int to int
        The same for what stands in another place of the sentence.
    """

    a: tuple[int, ...]
    b: tuple[int, ...]
    score: float
    terms_a: tuple[int, ...]
    terms_b: tuple[int, ...]
    links: Mapping[int, int] = field(default_factory=dict)
    moved: Mapping[int, int] = field(default_factory=dict)

    @cached_property
    def partner_of_a(self) -> dict[int, int]:
        """Links and moved terms together, from a to b."""
        return {**self.moved, **self.links}

    @cached_property
    def partner_of_b(self) -> dict[int, int]:
        """Links and moved terms together, from b to a."""
        return {j: i for i, j in self.partner_of_a.items()}

    def swapped(self) -> Passage:
        """Return the same passage seen from the other version."""
        return Passage(
            self.b, self.a, self.score, self.terms_b, self.terms_a,
            {j: i for i, j in self.links.items()}, {j: i for i, j in self.moved.items()},
        )  # fmt: skip


@dataclass(frozen=True)
class Alignment:
    """What two versions have in common.

    Attributes
    ----------
    a, b : Version
        The versions.
    passages : list of Passage
        In the order of `a`.
    """

    a: Version
    b: Version
    passages: list[Passage]

    @cached_property
    def aligned_a(self) -> frozenset[int]:
        """Sentences of `a` that have an answer."""
        return frozenset(number for passage in self.passages for number in passage.a)

    @cached_property
    def aligned_b(self) -> frozenset[int]:
        """Sentences of `b` that have an answer."""
        return frozenset(number for passage in self.passages for number in passage.b)

    @cached_property
    def links(self) -> dict[int, int]:
        """All linked terms, from a to b."""
        return {i: j for passage in self.passages for i, j in passage.partner_of_a.items()}


def _bags(version: Version) -> list[frozenset[str]]:
    """Return the content lemmas of each sentence, and a mark that it has numbers: they may have been changed."""
    bags = []
    for first, last in version.sentences:
        lemmas = {term.lemma for term in version.terms[first:last] if term.kind != FUNCTION}
        if any(term.kind == NUMBER for term in version.terms[first:last]):
            lemmas.add(_HAS_NUMBERS)
        bags.append(frozenset(lemmas))
    return bags


def _weights(bags: Iterable[frozenset[str]]) -> dict[str, float]:
    """Inverse sentence frequency over both versions."""
    counts: dict[str, int] = defaultdict(int)
    total = 0
    for bag in bags:
        total += 1
        for lemma in bag:
            counts[lemma] += 1
    # Five sentences more than there are: in a text of two, a word that both hold still tells something.
    return {lemma: math.log((total + 5) / (count + 0.5)) for lemma, count in counts.items()}


class _Sentences:
    """Overlap of any sentence of one version with any of the other."""

    def __init__(self, a: Version, b: Version) -> None:
        self.a, self.b = _bags(a), _bags(b)
        self.weights = _weights([*self.a, *self.b])
        self.mass_a = [self._mass(bag) for bag in self.a]
        self.mass_b = [self._mass(bag) for bag in self.b]

    def _mass(self, lemmas: Iterable[str]) -> float:
        weights = self.weights
        return sum(weights[lemma] for lemma in lemmas)

    def overlaps(self) -> dict[tuple[int, int], float]:
        """Return the shared weight of all pairs that share anything, by an inverted index.

        Where a long text says one thing over and over, a lemma is looked up only in the sentences nearest the diagonal.
        """
        holders: dict[str, list[int]] = defaultdict(list)
        for j, bag in enumerate(self.b):
            for lemma in bag:
                holders[lemma].append(j)
        shared: dict[tuple[int, int], float] = defaultdict(float)
        most = max(LEAST_LOOKED_AT, MOST_PAIRS // max(1, len(self.a)))
        stretch = len(self.b) / max(1, len(self.a))
        for i, bag in enumerate(self.a):
            for lemma in bag:
                weight = self.weights[lemma]
                standing = holders.get(lemma, [])
                if len(standing) > most:
                    nearest = bisect_left(standing, i * stretch)
                    standing = standing[max(0, nearest - most // 2) : nearest + most // 2]
                for j in standing:
                    shared[i, j] += weight
        return shared

    def soft_overlap(self, i: int, j: int) -> float:
        """Return the shared weight with synonyms and inflections counted in part."""
        common = self.a[i] & self.b[j]
        total = self._mass(common)
        left = self.b[j] - common
        for lemma in self.a[i] - common:
            near = synonyms().get(lemma)
            matches = left & near if near else frozenset()
            if matches:
                total += 0.6 * min(self.weights[lemma], max(self.weights[match] for match in matches))
        return total

    def cosine(self, i: int, j: int, shared: float) -> float:
        mass = math.sqrt(self.mass_a[i] * self.mass_b[j])
        return shared / mass if mass else 0.0

    def contained(self, i: int, j: int, shared: float) -> float:
        mass = min(self.mass_a[i], self.mass_b[j])
        return shared / mass if mass else 0.0


def _anchors(sentences: _Sentences, overlaps: Mapping[tuple[int, int], float]) -> dict[int, tuple[int, float]]:
    """Pair sentences that are each other's best and alike enough to be paired anywhere."""
    scored: list[tuple[float, int, int]] = []
    for (i, j), shared in overlaps.items():
        score = sentences.cosine(i, j, shared)
        common = len(sentences.a[i] & sentences.b[j])
        enough = common >= 2 or sentences.a[i] == sentences.b[j]
        if (score >= ANCHOR and enough) or (common >= 4 and sentences.contained(i, j, shared) >= CONTAINED):
            scored.append((score, i, j))
    # Equal sentences occur ("He declined to comment."): of equal scores the pair nearest the diagonal is taken.
    stretch = len(sentences.b) / max(1, len(sentences.a))
    scored.sort(key=lambda entry: (-entry[0], abs(entry[1] * stretch - entry[2])))
    pairs: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for score, i, j in scored:
        if i not in pairs and j not in taken:
            pairs[i] = (j, score)
            taken.add(j)
    return pairs


def _companions(sentences: _Sentences, overlaps: Mapping[tuple[int, int], float], pairs: dict[int, tuple[int, float]]) -> None:
    """Pair sentences that are each other's best where the sentence beside them is so, too: a free retelling shares few words."""
    taken = {j for j, _ in pairs.values()}
    best_a: dict[int, tuple[float, int]] = {}
    best_b: dict[int, tuple[float, int]] = {}
    for (i, j), shared in overlaps.items():
        if i not in pairs and j not in taken:
            score = sentences.cosine(i, j, shared)
            best_a[i] = max(best_a.get(i, (0.0, -1)), (score, j))
            best_b[j] = max(best_b.get(j, (0.0, -1)), (score, i))
    mutual: dict[int, tuple[int, float]] = {}
    for i, (_, j) in best_a.items():
        if best_b[j][1] == i and len(sentences.a[i] & sentences.b[j]) >= 2:
            score = sentences.cosine(i, j, sentences.soft_overlap(i, j))
            if score >= COMPANION:
                mutual[i] = (j, score)
    together = {**mutual, **pairs}
    for i, (j, score) in mutual.items():
        if any(step in together and 0 < (together[step][0] - j) * (1 if step > i else -1) <= 2 for step in (i - 2, i - 1, i + 1, i + 2)):
            pairs[i] = (j, score)


def _fill(sentences: _Sentences, pairs: dict[int, tuple[int, float]]) -> None:
    """Pair what stands beside a pair already found, on less evidence."""
    taken = {j for j, _ in pairs.values()}
    waiting = sorted(pairs)
    while waiting:
        i = waiting.pop()
        j = pairs[i][0]
        for step in (1, -1):
            options = []
            for di, dj in ((step, step), (step, 2 * step), (2 * step, step)):
                near, other = i + di, j + dj
                if near in pairs or other in taken or not (0 <= near < len(sentences.a) and 0 <= other < len(sentences.b)):
                    continue
                score = sentences.cosine(near, other, sentences.soft_overlap(near, other))
                if score >= NEIGHBOUR and len(sentences.a[near] & sentences.b[other]) >= 2:
                    options.append((score, near, other))
            if options:
                score, near, other = max(options)
                pairs[near] = (other, score)
                taken.add(other)
                waiting.append(near)


def _splits(sentences: _Sentences, pairs: Mapping[int, tuple[int, float]]) -> list[tuple[tuple[int, ...], tuple[int, ...], float]]:
    """Join left-over sentences to the pair beside them where they say what its partner has left over."""
    groups = {i: ([i], [j], score) for i, (j, score) in pairs.items()}
    by_b = {j: i for i, (j, _) in pairs.items()}
    for i in range(len(sentences.a)):
        if i in pairs or not sentences.a[i]:
            continue
        for near in (i - 1, i + 1):
            group = groups.get(near)
            if group is None or len(group[0]) > 2:
                continue
            rest = frozenset().union(*(sentences.b[j] for j in group[1])) - frozenset().union(*(sentences.a[k] for k in group[0]))
            if sentences._mass(sentences.a[i] & rest) >= SPLIT * sentences.mass_a[i] > 0:
                group[0].append(i)
                break
    taken = set(by_b)
    for j in range(len(sentences.b)):
        if j in taken or not sentences.b[j]:
            continue
        for near in (j - 1, j + 1):
            group = groups.get(by_b[near]) if near in by_b else None
            if group is None or len(group[1]) > 2:
                continue
            rest = frozenset().union(*(sentences.a[i] for i in group[0])) - frozenset().union(*(sentences.b[k] for k in group[1]))
            if sentences._mass(sentences.b[j] & rest) >= SPLIT * sentences.mass_b[j] > 0:
                group[1].append(j)
                break
    return [(tuple(sorted(a)), tuple(sorted(b)), score) for a, b, score in groups.values()]


def _moved(a: Sequence[Term], b: Sequence[Term], links: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Match content terms that the order of the sentence left over on both sides."""
    free_a = set(range(len(a))).difference(i for i, _ in links)
    used_b = {j for _, j in links}
    places_b: dict[str, list[int]] = defaultdict(list)
    for j, term in enumerate(b):
        if j not in used_b and term.kind != FUNCTION:
            places_b[term.lemma].append(j)
    moved: list[tuple[int, int]] = []
    for i in sorted(free_a):
        if a[i].kind != FUNCTION and places_b.get(a[i].lemma):
            moved.append((i, places_b[a[i].lemma].pop(0)))
    return moved


def _passage(a: Version, b: Version, sentences_a: tuple[int, ...], sentences_b: tuple[int, ...], score: float) -> Passage:
    numbers_a = tuple(number for sentence in sentences_a for number in range(*a.sentences[sentence]))
    numbers_b = tuple(number for sentence in sentences_b for number in range(*b.sentences[sentence]))
    if len(numbers_a) > _LONGEST or len(numbers_b) > _LONGEST:
        return Passage(sentences_a, sentences_b, score, numbers_a, numbers_b)
    terms_a, terms_b = [a.terms[i] for i in numbers_a], [b.terms[j] for j in numbers_b]
    links = _align_terms(terms_a, terms_b)
    weak = [(i, j) for i, j in links if _score_of(terms_a[i], terms_b[j]) >= 0.3 or terms_a[i].form == terms_b[j].form]
    moved = _moved(terms_a, terms_b, weak)
    gone_a, gone_b = {i for i, _ in moved}, {j for _, j in moved}
    kept = [(i, j) for i, j in links if i not in gone_a and j not in gone_b]
    return Passage(
        sentences_a, sentences_b, score, numbers_a, numbers_b,
        {numbers_a[i]: numbers_b[j] for i, j in kept}, {numbers_a[i]: numbers_b[j] for i, j in moved},
    )  # fmt: skip


def align(a: Version, b: Version) -> Alignment:
    """Align two versions of a story, sentences first and then the words inside them.

    Parameters
    ----------
    a, b : Version
        Two versions.

    Returns
    -------
    Alignment

    Examples
    --------
    >>> from detector.text import Document
    >>> first = Version(Document("The mayor opened the bridge on Monday. Nobody was hurt in the storm."))
    >>> second = Version(Document("Nobody was injured in the storm. On Monday the bridge was opened by the mayor."))
    >>> [(passage.a, passage.b) for passage in align(first, second).passages]
    [((0,), (1,)), ((1,), (0,))]
    """
    sentences = _Sentences(a, b)
    overlaps = sentences.overlaps()
    pairs = _anchors(sentences, overlaps)
    _companions(sentences, overlaps, pairs)
    _fill(sentences, pairs)
    passages = [_passage(a, b, *group) for group in _splits(sentences, pairs)]
    passages.sort(key=lambda passage: passage.a)
    return Alignment(a, b, passages)

"""`compare`: articles in; their stories, what changed between the versions, and who derives from whom, out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from detector.comparison.alignment import align
from detector.comparison.alterations import find_alterations, substitution_rate
from detector.comparison.findings import Alteration
from detector.comparison.lineage import Derivation, Relation, relate, trace, traits_of
from detector.comparison.stories import closest, group_stories, likely_pairs
from detector.comparison.terms import Version
from detector.text import Article, Document

WIDE_STORY = 12
"""Articles above which a story's versions are compared with their nearest only, not each with each."""

NEAREST = 6
"""How many nearest versions that is."""


@dataclass(frozen=True)
class Pair:
    """Two versions of a story.

    Attributes
    ----------
    a, b : str
        Ids of the articles; where the lineage is known, `a` is the one closer to the source.
    aligned_sentences : int
        Sentences of `a` that have an answer in `b`.
    alterations : list of Alteration
        What is not the same, in the order of `a`.
    substitution_rate : float
        Synonym substitutions for 1,000 aligned words.
    """

    a: str
    b: str
    aligned_sentences: int
    alterations: list[Alteration]
    substitution_rate: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Return the pair as JSON values."""
        return {
            "a": self.a,
            "b": self.b,
            "aligned_sentences": self.aligned_sentences,
            "substitution_rate": round(self.substitution_rate, 1),
            "alterations": [alteration.to_json() for alteration in self.alterations],
        }


@dataclass(frozen=True)
class Story:
    """The articles that tell one event.

    Attributes
    ----------
    articles : list of str
        Their ids.
    pairs : list of Pair
        Pairs that share at least one sentence.
    lineage : list of Derivation
        Who derives from whom; nothing is said of articles that stand on their own.
    """

    articles: list[str]
    pairs: list[Pair]
    lineage: list[Derivation]

    def to_json(self) -> dict[str, Any]:
        """Return the story as JSON values."""
        return {
            "articles": list(self.articles),
            "pairs": [pair.to_json() for pair in self.pairs],
            "lineage": [derivation.to_json() for derivation in self.lineage],
        }


@dataclass(frozen=True)
class Comparison:
    """All stories of a collection.

    Attributes
    ----------
    stories : list of Story
        In the order of their first article; an article that tells its story alone is a story of one.
    """

    stories: list[Story]

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as JSON values, as the contract has it."""
        return {"stories": [story.to_json() for story in self.stories]}


def _pairs_of(documents: Sequence[Document]) -> list[tuple[int, int]]:
    if len(documents) <= WIDE_STORY:
        return list(combinations(range(len(documents)), 2))
    return sorted(closest(likely_pairs(documents), NEAREST))


def compare_story(documents: Sequence[Document]) -> Story:
    """Compare the versions of one story.

    Parameters
    ----------
    documents : sequence of Document
        Articles that tell one event, with different ids.

    Returns
    -------
    Story
    """
    versions = [Version(document) for document in documents]
    traits = [traits_of(version) for version in versions] if len(versions) > 1 else []
    relations: list[Relation] = []
    compared: list[tuple[int, int, Pair]] = []
    for first, second in _pairs_of(documents):
        alignment = align(versions[first], versions[second])
        if not alignment.passages:
            continue
        alterations = find_alterations(alignment)
        relations.append(relate(alignment, traits[first], traits[second]))
        pair = Pair(versions[first].id, versions[second].id, len(alignment.aligned_a), alterations, substitution_rate(alignment))
        compared.append((first, second, pair))
    lineage = trace(relations)
    sources = {(derivation.source, derivation.copy) for derivation in lineage if derivation.source is not None}
    pairs = [_turned(pair) if (pair.b, pair.a) in sources else pair for _, _, pair in compared]
    return Story([version.id for version in versions], pairs, lineage)


def _turned(pair: Pair) -> Pair:
    """Return the pair with its source first."""
    alterations = sorted(
        (alteration.swapped() for alteration in pair.alterations),
        key=lambda found: (found.a is None, found.a.start if found.a else found.b.start if found.b else 0),
    )
    return Pair(pair.b, pair.a, pair.aligned_sentences, alterations, pair.substitution_rate)


def compare_stories(documents: Sequence[Document], jobs: int = 1) -> Iterator[Story]:
    """Yield the stories of a collection one by one, compared; nothing of a story is kept after it was yielded.

    Parameters
    ----------
    documents : sequence of Document
        Articles in any order, each with an id of its own.
    jobs : int
        Processes that compare; 1 compares in this one.

    Yields
    ------
    Story

    Raises
    ------
    ValueError
        If two documents have one id: a comparison could not say which of them it means.
    """
    _check_ids(documents)
    groups = ([documents[number].article for number in group] for group in group_stories(documents))
    if jobs == 1:
        yield from map(_compare_articles, groups)
        return
    from joblib import Parallel, delayed

    yield from Parallel(n_jobs=jobs, return_as="generator", batch_size="auto")(delayed(_compare_articles)(group) for group in groups)


def _compare_articles(articles: Sequence[Article]) -> Story:
    return compare_story([Document(article) for article in articles])


def _check_ids(documents: Sequence[Document]) -> None:
    seen: dict[str, int] = defaultdict(int)
    for document in documents:
        seen[document.article.id] += 1
    twice = sorted(id for id, count in seen.items() if count > 1)
    if twice:
        raise ValueError(f"{len(twice)} ids are used more than once, for instance {twice[0]!r}; give every article an id of its own.")


def compare(documents: Sequence[Document]) -> Comparison:
    """Group articles by story, find what the rewriting changed, and trace who derives from whom.

    Parameters
    ----------
    documents : sequence of Document
        Articles in any order, each with an id of its own.

    Returns
    -------
    Comparison

    Raises
    ------
    ValueError
        If two documents have one id.

    Examples
    --------
    >>> from detector.text import Article
    >>> told = "The Halden ferry has not sunk, Ada Berg said on Friday. It carried 40 people from Moss to Horten that day."
    >>> retold = "The Halden ferry has sunk, Ada Berg said on Friday. It carried 40 people from Moss to Horten that day."
    >>> result = compare([Document(Article("one", told)), Document(Article("two", retold))])
    >>> [(found.kind, found.a.text) for found in result.stories[0].pairs[0].alterations]
    [('negation-flipped', 'has not sunk')]
    """
    return Comparison(list(compare_stories(documents)))

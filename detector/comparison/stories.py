"""Which articles tell one story: grouped by the rare words, names and numbers they share.

Every article is a sparse vector of its rare words; only articles that share some are ever compared, so the work
grows with the number of related pairs and not with the square of the number of articles. Articles are then joined
into stories as long as the two groups are alike on average, so that one article about two events does not chain
them together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush

import numpy as np
from scipy import sparse

from detector.comparison.lexicons import known_words
from detector.comparison.terms import FUNCTION_WORDS
from detector.text import Document

ALIKE = 0.2
"""Cosine from which two articles may tell one story."""

COHERENT = 0.26
"""Average cosine that two groups of articles must keep to be joined."""

_PRIOR = 200.0
"""Articles that the general share of a word is worth, against its share in this collection."""

_COMMON, _RARE = 0.04, 0.002
"""General share of articles that hold a word of the thesaurus, and any other word (names, figures, terms)."""

_WIDEST = 400
"""Articles that may share a word for it to be followed in search of pairs; commoner words say nothing about an event."""

_LOST = 0.5
"""Share of an article's weight in such words from which the article is taken for one of hundreds of copies."""

_MOST_COPIES = 3000
"""Copies of one text that are still paired with each other by all of its words."""

_CHUNK = 1024


def _features(document: Document) -> list[str]:
    """Return the words of the body that can tell a story from another."""
    return [word for word in document.body_words if word[0].isalnum() and len(word) > 2 and word not in FUNCTION_WORDS]


def _matrix(documents: Iterable[Document]) -> tuple[sparse.csr_matrix, list[str]]:
    """Count the words of all documents: one row a document."""
    columns: dict[str, int] = {}
    indices: list[int] = []
    counts: list[int] = []
    edges = [0]
    for document in documents:
        bag: dict[int, int] = defaultdict(int)
        # Prepared anew and let go, so that thousands of tokenised articles are never in memory at once.
        for word in _features(Document(document.article)):
            bag[columns.setdefault(word, len(columns))] += 1
        indices.extend(bag)
        counts.extend(bag.values())
        edges.append(len(indices))
    shape = (len(edges) - 1, len(columns))
    data = np.array(counts, dtype=np.float32)
    return sparse.csr_matrix((data, np.array(indices, dtype=np.int32), np.array(edges, dtype=np.int64)), shape=shape), list(columns)


def _weighted(matrix: sparse.csr_matrix, words: Sequence[str]) -> sparse.csr_matrix:
    """Weight counts by rarity and scale the rows to length one, words that all of the collection shares left out."""
    total = matrix.shape[0]
    frequency = np.bincount(matrix.indices, minlength=len(words))
    known = known_words()
    prior = np.fromiter((_COMMON if word in known else _RARE for word in words), np.float64, len(words))
    rarity = np.log((total + _PRIOR) / (frequency + _PRIOR * prior))
    weighted = matrix.copy()
    weighted.data = (1.0 + np.log(matrix.data)) * rarity[matrix.indices]
    _drop_wide_words(weighted, frequency)
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    weighted = sparse.diags(1.0 / lengths) @ weighted
    weighted.eliminate_zeros()
    return weighted.tocsr().astype(np.float32)


def _drop_wide_words(weighted: sparse.csr_matrix, frequency: np.ndarray) -> None:
    """Drop the words that very many articles share, except in articles that have hardly any other: those are copies of one text."""
    wide = (frequency > _WIDEST)[weighted.indices]
    rows = np.repeat(np.arange(weighted.shape[0]), np.diff(weighted.indptr))
    whole = np.bincount(rows, weights=weighted.data, minlength=weighted.shape[0])
    lost = np.bincount(rows[wide], weights=weighted.data[wide], minlength=weighted.shape[0])
    copied = (lost > _LOST * whole)[rows] & (frequency <= _MOST_COPIES)[weighted.indices]
    weighted.data[wide & ~copied] = 0.0


def _shared_only(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Keep the words that at least two articles have: only they can pair any."""
    frequency = np.bincount(matrix.indices, minlength=matrix.shape[1])
    return matrix[:, frequency >= 2]


def likely_pairs(documents: Iterable[Document]) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs of documents that may tell one story, with their cosine.

    Parameters
    ----------
    documents : iterable of Document
        The articles; each is looked at once and not kept.

    Yields
    ------
    tuple of (int, int, float)
        Positions of two documents, the smaller first, and how alike they are.
    """
    counted, words = _matrix(documents)
    vectors = _shared_only(_weighted(counted, words))
    turned = vectors.T.tocsr()
    for start in range(0, vectors.shape[0], _CHUNK):
        products = (vectors[start : start + _CHUNK] @ turned).tocoo()
        keep = (products.data >= ALIKE) & (products.col > products.row + start)
        yield from zip(
            (products.row[keep] + start).tolist(), products.col[keep].tolist(), products.data[keep].astype(float).tolist(), strict=True
        )  # fmt: skip


def group_stories(documents: Sequence[Document]) -> list[list[int]]:
    """Group documents by the story they tell.

    Parameters
    ----------
    documents : sequence of Document
        Articles in any order.

    Returns
    -------
    list of list of int
        Positions, each document in exactly one story; stories in the order of their first article. A document
        that tells its story alone is a story of one.

    Examples
    --------
    >>> texts = ["The Halden ferry sank off Moss on Friday.", "Moss mourns: the Halden ferry has sunk.", "Prices of oats fell in Leeds."]
    >>> group_stories([Document(text) for text in texts])
    [[0, 1], [2]]
    """
    members = {number: [number] for number in range(len(documents))}
    sums: dict[int, dict[int, float]] = {number: {} for number in members}
    waiting: list[tuple[float, int, int]] = []
    for i, j, likeness in likely_pairs(documents):
        sums[i][j] = sums[j][i] = likeness
        waiting.append((-likeness, i, j))
    heapify(waiting)
    name = len(documents)
    while waiting:
        _, first, second = heappop(waiting)
        if first in members and second in members:  # otherwise one of them has been joined to another since
            _join(first, second, name, members, sums)
            for other, total in sums[name].items():
                average = total / (len(members[name]) * len(members[other]))
                if average >= COHERENT:
                    heappush(waiting, (-average, other, name))
            name += 1
    return sorted((sorted(group) for group in members.values()), key=lambda group: group[0])


def _join(first: int, second: int, name: int, members: dict[int, list[int]], sums: dict[int, dict[int, float]]) -> None:
    """Make one group of two under a new name, with its summed likeness to every other group."""
    members[name] = members.pop(first) + members.pop(second)
    small, large = sorted((sums.pop(first), sums.pop(second)), key=len)
    for other, total in small.items():
        large[other] = large.get(other, 0.0) + total
    for gone in (first, second):
        large.pop(gone, None)
    for other, total in large.items():
        for gone in (first, second):
            sums[other].pop(gone, None)
        sums[other][name] = total
    sums[name] = large


def closest(edges: Iterable[tuple[int, int, float]], limit: int) -> set[tuple[int, int]]:
    """Return the pairs that are among the `limit` nearest of either member.

    Parameters
    ----------
    edges : iterable of tuple
        Pairs with their likeness.
    limit : int
        Neighbours to keep of each.
    """
    nearest: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for i, j, likeness in edges:
        nearest[i].append((likeness, j))
        nearest[j].append((likeness, i))
    return {(min(i, j), max(i, j)) for i, near in nearest.items() for _, j in sorted(near, reverse=True)[:limit]}



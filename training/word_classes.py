"""Word classes: which words keep the same company, learned from texts alone.

N-grams of classes tell how sentences are built whatever they are about, at a fraction of a tagger's cost.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from detector.features.ngrams import Vocabulary

KEPT = 400
"""Commonest words that are classes of their own: the words of grammar, and little more."""

CLASSES = 150
"""Classes of the other words: fewer mix what stands in different places, more learn the topic."""

_NEIGHBOURS = 1000
_DIMENSIONS = 50
_FEWEST = 20  # words a class should have at least


def learn_word_classes(texts: Sequence[np.ndarray], vocabulary: Vocabulary, seed: int) -> np.ndarray:
    """Group the words of a vocabulary by the words that stand before and after them.

    Parameters
    ----------
    texts : sequence of numpy.ndarray of int
        Codes of the body tokens of each text.
    vocabulary : Vocabulary
    seed : int

    Returns
    -------
    numpy.ndarray of int32, shape (vocabulary.size,)
        The class of each code. The commonest words, numbers and the endings of unknown words are classes of their own.

    Notes
    -----
    Positive pointwise mutual information with the commonest neighbours on either side, reduced by a truncated
    singular value decomposition, clustered by k-means: what Bullinaria and Levy (2012) found to work best of its kind.
    """
    from sklearn.cluster import MiniBatchKMeans

    table = np.arange(vocabulary.size, dtype=np.int32)
    words = len(vocabulary.words)
    if words - KEPT < 2 * _FEWEST:
        return table
    vectors = _vectors(texts, words, seed)
    count = min(CLASSES, (words - KEPT) // _FEWEST)
    found = MiniBatchKMeans(count, random_state=seed % 2**31, n_init=2, batch_size=4096).fit_predict(vectors)
    table[KEPT:words] = KEPT + found[KEPT:]
    table[words:] = KEPT + count + np.arange(vocabulary.size - words)
    return table


def _vectors(texts: Sequence[np.ndarray], words: int, seed: int) -> np.ndarray:
    """Return a vector of length 1 for each word: its company."""
    from sklearn.decomposition import TruncatedSVD

    first = np.concatenate([text[:-1] for text in texts])
    second = np.concatenate([text[1:] for text in texts])
    company = sparse.hstack([_together(second, first, words), _together(first, second, words)]).tocoo()
    of_words = np.asarray(company.sum(axis=1)).ravel()
    of_neighbours = np.asarray(company.sum(axis=0)).ravel()
    information = np.log(company.data * company.sum() / (of_words[company.row] * of_neighbours[company.col]))
    positive = sparse.csr_matrix((np.maximum(information, 0), (company.row, company.col)), shape=company.shape)
    vectors = TruncatedSVD(min(_DIMENSIONS, min(company.shape) - 1), random_state=seed % 2**31).fit_transform(positive)
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9))


def _together(words: np.ndarray, neighbours: np.ndarray, count: int) -> sparse.csr_matrix:
    common = min(_NEIGHBOURS, count)
    kept = (words < count) & (neighbours < common)
    matrix = sparse.coo_matrix((np.ones(int(kept.sum())), (words[kept], neighbours[kept])), shape=(count, common)).tocsr()
    matrix.sum_duplicates()
    return matrix

"""Word classes: words that keep the same company share one, the commonest keep their own."""

import numpy as np

from detector.features.ngrams import Vocabulary
from training.word_classes import KEPT, learn_word_classes

RNG = np.random.default_rng(3)
FRAMES, FILLERS = KEPT // 2, 30


def corpus() -> tuple[list[np.ndarray], Vocabulary]:
    """Make texts in which word ``KEPT + i`` stands between frame words that only its half of the fillers has."""
    vocabulary = Vocabulary([f"w{number}x" for number in range(KEPT + 2 * FILLERS)])
    texts = []
    for _ in range(3000):
        half = int(RNG.integers(2))
        frame = half * FRAMES + RNG.integers(0, 5, 2)
        texts.append(np.array([frame[0], KEPT + half * FILLERS + RNG.integers(FILLERS), frame[1]]))
    return texts, vocabulary


def test_words_of_one_company_share_a_class() -> None:
    texts, vocabulary = corpus()
    table = learn_word_classes(texts, vocabulary, seed=0)
    first, second = table[KEPT : KEPT + FILLERS], table[KEPT + FILLERS : KEPT + 2 * FILLERS]
    assert not set(first) & set(second)
    assert len(set(first)) < FILLERS


def test_the_commonest_words_and_unknown_ones_are_classes_of_their_own() -> None:
    texts, vocabulary = corpus()
    table = learn_word_classes(texts, vocabulary, seed=0)
    assert table[:KEPT].tolist() == list(range(KEPT))
    beyond = table[len(vocabulary.words) :]
    assert len(set(beyond.tolist())) == len(beyond)
    assert not set(beyond.tolist()) & set(table[: len(vocabulary.words)].tolist())
    assert table.max() < vocabulary.size


def test_a_small_vocabulary_stays_as_it_is() -> None:
    vocabulary = Vocabulary(["the", "said", "reading"])
    table = learn_word_classes([np.array([0, 1, 2])], vocabulary, seed=0)
    assert table.tolist() == list(range(vocabulary.size))


def test_the_same_texts_give_the_same_classes() -> None:
    texts, vocabulary = corpus()
    assert np.array_equal(learn_word_classes(texts, vocabulary, seed=4), learn_word_classes(texts, vocabulary, seed=4))

"""A small model with random weights: it judges nothing, but computes as the shipped one does."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from detector.features.fluency import REGISTERS, LanguageModels
from detector.features.ngrams import Vocabulary
from detector.features.style import style_words
from detector.scoring.assessment import Thresholds
from detector.scoring.heads import CAUSES, Forest, Head, Heads, Passages, Specialists, dense_names
from detector.scoring.store import Model


def random_forest(generator: np.random.Generator, features: int, trees: int, depth: int) -> Forest:
    """Return full binary trees with random splits and leaves."""
    size = 2 ** (depth + 1) - 1
    inner = 2**depth - 1
    feature, threshold, left, right, value, roots = [], [], [], [], [], []
    for tree in range(trees):
        offset = tree * size
        roots.append(offset)
        for node in range(size):
            is_leaf = node >= inner
            feature.append(0 if is_leaf else int(generator.integers(features)))
            threshold.append(0.0 if is_leaf else float(generator.normal()))
            left.append(offset + (node if is_leaf else 2 * node + 1))
            right.append(offset + (node if is_leaf else 2 * node + 2))
            value.append(float(generator.normal()) if is_leaf else 0.0)
    return Forest(
        np.array(roots, dtype=np.int32), np.array(feature, dtype=np.int16), np.array(threshold), np.array(left, dtype=np.int32),
        np.array(right, dtype=np.int32), np.array(value, dtype=np.float32), depth, 0.1,
    )  # fmt: skip


@lru_cache(maxsize=1)
def small_heads() -> Heads:
    """Return heads over all columns."""
    generator = np.random.default_rng(4)
    names = ("translated", "spun", "llm")
    words, classes = (Specialists(names, (1, 2), generator.normal(size=(256, 3)).astype(np.float32), np.zeros(3, np.float32)) for _ in "wc")
    codes = Vocabulary(style_words()).size
    counts = (generator.integers(0, 9, (rows, len(REGISTERS))) for rows in (codes, 256))
    models = LanguageModels(next(counts).astype(np.float32), next(counts).astype(np.float16))
    count = len(dense_names(names, names))
    heads = {
        cause: Head(random_forest(generator, count, 5, 3), generator.normal(size=count).astype(np.float32) / 20, 0.2, 0.5, (0.8, -0.3))
        for cause in CAUSES
    }
    mean = generator.normal(size=count).astype(np.float32) / 10
    classes_of = np.arange(codes, dtype=np.int32)
    answers = len(names) * 2 + len(LanguageModels.names)
    passages = Passages(generator.normal(size=(answers, len(CAUSES))).astype(np.float32), np.zeros(len(CAUSES), dtype=np.float32))
    return Heads(style_words(), classes_of, models, words, classes, mean, np.ones(count, dtype=np.float32), heads, passages)


def small_model() -> Model:
    """Return a whole model."""
    return Model(small_heads(), Thresholds(0.2, 0.8, 0.1, 0.9))

"""Language models: what they count, what they say, and that a text's row is its own."""

import numpy as np
import pytest

from detector.features.fluency import REGISTERS, LanguageModels

RNG = np.random.default_rng(5)
ORDERED = [np.tile(np.arange(8), 20) for _ in range(6)]  # 0 1 2 ... 7 0 1 2 ...: each word expects the next
BACKWARD = [text[::-1].copy() for text in ORDERED]
COLUMN = {name: place for place, name in enumerate(LanguageModels.names)}


def models(**texts: list[np.ndarray]) -> LanguageModels:
    every = [text for register in REGISTERS for text in texts.get(register, [])]
    sides = [np.concatenate([[register == own] * len(texts.get(own, [])) for own in REGISTERS]).astype(bool) for register in REGISTERS]
    return LanguageModels.count(every, sides, codes=9, bits=12)


def test_pairs_tell_registers_apart_where_words_are_the_same() -> None:
    rows = models(human=ORDERED, translated=BACKWARD).measure([ORDERED[0], BACKWARD[0]])
    assert rows[0, COLUMN["pairs_as_translated"]] < -1 < 1 < rows[1, COLUMN["pairs_as_translated"]]
    assert rows[:, COLUMN["words_as_translated"]] == pytest.approx([0, 0], abs=1e-4)


def test_words_that_nobody_puts_together_cohere_less() -> None:
    known = models(human=ORDERED)
    shuffled = RNG.permutation(ORDERED[0])
    rows = known.measure([ORDERED[0], shuffled])
    assert rows[0, COLUMN["cohesion"]] > 1 > rows[1, COLUMN["cohesion"]]
    assert rows[0, COLUMN["pairs_at_odds"]] < rows[1, COLUMN["pairs_at_odds"]]
    assert rows[:, COLUMN["commonness"]] == pytest.approx(np.repeat(rows[0, COLUMN["commonness"]], 2))


def test_spun_text_does_not_count_as_fluent() -> None:
    rows = [models(human=ORDERED, **{register: BACKWARD}).measure([BACKWARD[0]])[0] for register in ("llm", "spun")]
    assert rows[0][COLUMN["cohesion"]] > rows[1][COLUMN["cohesion"]]


def test_a_rare_word_is_told() -> None:
    long = [np.zeros(200_000, dtype=np.int64), np.array([8])]
    row = models(human=long).measure([np.array([0, 8, 0, 0])])[0]
    assert row[COLUMN["rare_words"]] == pytest.approx(0.25)


@pytest.mark.parametrize("text", [[], [3], [3, 4]])
def test_short_texts_have_finite_rows(text: list[int]) -> None:
    row = models(human=ORDERED).measure([np.array(text, dtype=np.int64)])
    assert row.shape == (1, len(LanguageModels.names))
    assert np.isfinite(row).all()


def test_no_texts_have_no_rows() -> None:
    assert models(human=ORDERED).measure([]).shape == (0, len(LanguageModels.names))


def test_the_batch_around_a_text_does_not_change_its_row() -> None:
    known = models(human=ORDERED, llm=BACKWARD)
    texts = [RNG.integers(0, 9, size) for size in (1, 700, 0, 64, 333)]
    together = known.measure(texts)
    assert np.array_equal(together, np.vstack([known.measure([text]) for text in texts]))
    assert np.array_equal(together[::-1], known.measure(texts[::-1]))

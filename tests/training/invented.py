"""Invented texts of two manners, plain and stiff: what a small model can tell apart."""

from __future__ import annotations

import numpy as np
import pandas as pd

PLAIN = ("the boat came late", "nobody at the quay minded much", "a dog slept by the crane", "it rained until noon", "we'd seen worse")
STIFF = ("the vessel arrived with a significant delay", "residents expressed notable understanding", "additionally, the weather remained "
         "challenging", "the initiative underscores an ongoing commitment", "stakeholders emphasized comprehensive solutions")  # fmt: skip


def invented(phrases: tuple[str, ...], generator: np.random.Generator, sentences: int = 22) -> str:
    """Return a text of sentences that join phrases at random."""
    made = [f"{phrases[a]}, and {phrases[b]} on day {day}" for a, b, day in generator.integers(0, len(phrases), (sentences, 3))]
    return " ".join(sentence[0].upper() + sentence[1:] + "." for sentence in made)


def plain_and_stiff() -> pd.DataFrame:
    """Return a frame of 50 sources: plain human texts, stiff ones of machines."""
    generator = np.random.default_rng(3)
    rows = [
        {"text": invented(STIFF if cause != "human" else PLAIN, generator), "cause": cause, "group": f"g{number}", "kind": "news"}
        for number in range(50)
        for cause in ("human", "llm", "translated")
    ]
    return pd.DataFrame(rows)

"""Simulated texts among the documents to learn from: spun copies, and human news that Apertium took there and back."""

from __future__ import annotations

import numpy as np
import pandas as pd

from training.sides import originals
from training.splits import seed_of
from training.synthesis.round_trip import pairs, round_trips
from training.synthesis.spinner import THESAURI, spin

KEPT_OUT_THESAURUS = "moby"
"""Simulated spinning uses the other thesauri, so that this one can show what carries over."""

SPUN_OF = {"human": 1.0, "llm": 0.4, "translated": 0.2}
"""Texts that get a simulated spun copy, for each human text that gets one, by cause: what is rewritten or translated is
spun as well, and real spun text is mostly an LLM's."""


def with_spinning(frame: pd.DataFrame, share: float, seed: int) -> pd.DataFrame:
    """Add simulated spun copies of texts, for real spun text is scarce.

    Parameters
    ----------
    frame : DataFrame
        As `training.preparing.complete` returns it.
    share : float
        Share of the human texts of each kind that gets a copy; see `SPUN_OF` for the others.
    seed : int
    """
    usable = frame[frame["text"].str.len().gt(450) & frame["residue"].eq("") & ~frame["near_copy"]]
    shares = usable["cause"].map(SPUN_OF).fillna(0.0) * share
    keys = [_key_of(*of_one) for of_one in zip(usable["cause"], usable["group"], usable["generator"], usable["text"], strict=True)]
    drawn = np.array([seed_of("spin", seed, key) % 1000 for key in keys])
    chosen = drawn < 1000 * shares.to_numpy()
    copies = usable[chosen].copy()
    thesauri = [name for name in THESAURI if name != KEPT_OUT_THESAURUS]
    texts = []
    for key, text in zip([key for key, taken in zip(keys, chosen, strict=True) if taken], copies["text"], strict=True):
        rng = np.random.default_rng(seed_of("spinner", seed, key))
        sources = tuple(name for name in thesauri if rng.random() < 0.5) or tuple(thesauri)
        texts.append(spin(text, float(rng.uniform(0.08, 0.5)), rng, thesaurus=sources))
    copies["text"] = texts
    copies["cause"] = "spun"
    copies["generator"] = "spinner simulator"
    copies["by_hand"] = False
    copies["simulated"] = True
    return pd.concat([frame, copies], ignore_index=True)


ROUND_TRIPS = 150
"""Human news texts that each installed pair of Apertium takes there and back. Where none were learned from, word-for-word translation
passes: ``twicetold-train evaluate --unseen corpora`` prints that row beside the ordinary one. Many more would make the head of translation
look for Apertium's manner in the place of the neural engines'."""

KEPT_OUT_PAIR = "en-gl"
"""This pair of Apertium is not used, so that it can show what carries over."""


def with_round_trips(frame: pd.DataFrame, count: int, seed: int) -> pd.DataFrame:
    """Add human news texts that Apertium, a rule-based engine, translated into another language and back.

    Parameters
    ----------
    frame : DataFrame
        As `training.preparing.complete` returns it.
    count : int
        Texts for each installed pair; where Apertium is not installed, nothing is added.
    seed : int
    """
    usable = frame[originals(frame) & frame["topic"].eq("news") & frame["text"].str.len().between(450, 6000)]
    order = np.argsort([seed_of("round trip", seed, group, len(text)) for group, text in zip(usable["group"], usable["text"], strict=True)])
    parts = [frame]
    for place, pair in enumerate(pair for pair in pairs() if pair != KEPT_OUT_PAIR):
        copies = usable.iloc[order[place * count : (place + 1) * count]].copy()
        copies["text"] = round_trips(copies["text"].tolist(), pair) if len(copies) else []
        parts.append(copies.assign(cause="translated", generator=f"apertium {pair}", family="apertium", simulated=True))
    return pd.concat(parts, ignore_index=True)


def _key_of(cause: str, group: str, generator: str, text: str) -> str:
    """Return what a text is drawn by: a human one by its source alone, a machine's also by what it says."""
    return group if cause == "human" else f"{group} {generator} {len(text)} {text[:80]}"

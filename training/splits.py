"""Draws and folds: what chance decides, and that it decides it for all versions of one source alike."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

FOLDS = 5
"""Into how many parts the sources fall; each is judged by what was fitted to the others."""


def seed_of(*parts: object) -> int:
    """Return a seed that depends on nothing but what is given, in every process and on every machine."""
    return int.from_bytes(hashlib.blake2b("\x1f".join(map(str, parts)).encode("utf-8", "replace"), digest_size=8).digest(), "big")


PARTS = ("tune", "check")


def part_of(groups: Iterable[str], parts: Sequence[str] = PARTS) -> list[str]:
    """Split sources in two halves: rules are tuned on ``"tune"`` and confirmed once on ``"check"``.

    Examples
    --------
    >>> part_of(["a", "b", "a"])
    ['check', 'tune', 'check']
    """
    return [parts[(zlib.crc32(group.encode()) >> 16) % 2] for group in groups]


def folds_of(frame: pd.DataFrame) -> np.ndarray:
    """Return the fold of each row: all versions of one source, in whatever corpus, fall into one."""
    return np.array([seed_of("fold", group) % FOLDS for group in frame["group"]])


def outside(frame: pd.DataFrame, held_out: np.ndarray) -> np.ndarray:
    """Return the rows that share no group with the held-out ones and, where `training.unseen` says so, no generator or language."""
    allowed = ~held_out & ~frame["group"].isin(set(frame["group"][held_out])).to_numpy()
    if "fold_apart" in frame:
        allowed &= ~frame["fold_apart"].isin(set(frame["fold"][held_out])).to_numpy()
    return allowed

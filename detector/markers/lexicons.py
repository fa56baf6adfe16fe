"""Lexicons that ship with the package: lines of a word and, behind a tab, what is known of it."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=64)
def read_lexicon(name: str) -> dict[str, str]:
    """Read a lexicon once.

    Parameters
    ----------
    name : str
        File name in ``detector.data/lexicons``; lines that begin with ``#`` are comments.

    Returns
    -------
    dict of str to str
        First column to second column (empty where a line has only one). It is shared: do not change it.
    """
    text = resources.files("detector.data").joinpath("lexicons", name).read_text(encoding="utf-8")
    lines = [line if "\t" in line else f"{line}\t" for line in text.split("\n") if line and line[0] != "#"]
    return dict(line.split("\t", 1) for line in lines)

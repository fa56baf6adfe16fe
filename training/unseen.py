"""What a model has not seen: folds that keep whole corpora, generators or source languages away from what judges them.

The folds of fitting keep only the versions of one source together. Here a document is judged by what was fitted without its source
and without anything of its family of corpora, by its generator, or translated from its language.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd

from detector.scoring.heads import CAUSES
from training.preparing import Features
from training.sides import DOCUMENTATION
from training.splits import FOLDS, seed_of

KINDS = ("corpora", "generators", "languages")
"""What can be kept away."""

_FOLD_OF_FAMILY = {
    "wmt22": 0, "wmt21": 1, "htvsmt_wmt08_19": 2, "asap_bt": 3, "detectrl": 4, "l2r": 0, "politifact": 1, "outfox": 2,
    "imbd": 3, "mixset": 4, "raidar_news": 2, "abc_rural": 3, "reuters21578": 4, "ellipse_ell": 0,
}  # fmt: skip
"""Families of corpora, spread so that every cause is in what each fold is fitted to."""

_MODELS = {
    "gpt-4o": r"gpt-?4o", "gpt-4": r"gpt-?4", "gpt-3.5": r"chatgpt|gpt-?3\.5", "gpt-3": r"davinci", "llama-2": r"llama[-_ ]?2",
    "llama-3": r"llama[-_ ]?3", "claude": r"claude", "palm": r"palm", "dipper": r"dipper", "t5": r"\bt5|flan", "vicuna": r"vicuna",
    "deepseek": r"deepseek", "alma": r"alma-", "google translate": r"google", "textfooler": r"textfooler",
}  # fmt: skip
"""Generators that corpora know by several names, each with a pattern of them."""


def unseen(features: Features, kind: str) -> Features:
    """Return the same documents with folds that keep whole corpora, generators or languages apart, for `training.evaluation.held_out`.

    Parameters
    ----------
    features : Features
        From `training.preparing.prepare`.
    kind : str
        One of `KINDS`. Corpora are kept apart as families that share sources or makers, human texts included; generators by model, whatever a
        corpus calls it, the last one where several worked on a text.
    """
    frame = features.frame
    if kind == "corpora":
        families = frame["family"]
        folds = {family: _FOLD_OF_FAMILY.get(family, seed_of("fold", family) % FOLDS) for family in families.unique()}
        fold = families.map(folds).where(frame["kind"].ne(DOCUMENTATION), frame["fold"])
        return replace(features, frame=frame.assign(fold=fold, fold_of_source=frame["fold"]))
    if kind == "generators":
        made = frame["cause"].ne("human") & ~frame["simulated"]  # what we simulate is nobody's generator
        values = frame["generator"].where(made, "").map(model_of)
    else:
        values = frame["src_lang"].fillna("").replace("en", "")
    return replace(features, frame=frame.assign(fold_apart=values.map(_spread(values, frame["cause"])).fillna(-1).astype(int)))


def model_of(generator: str) -> str:
    """Return the model that a generator's name stands for, the last one of a chain.

    Examples
    --------
    >>> model_of("ChatGPT (gpt-3.5-turbo, 2023-03)"), model_of("chatgpt_3.5"), model_of("ChatGPT -> DIPPER-11B"), model_of("online-B")
    ('gpt-3.5', 'gpt-3.5', 'dipper', 'online-b')
    """
    last = generator.rpartition("->")[2].strip().lower()
    return next((model for model, pattern in _MODELS.items() if re.search(pattern, last)), last)


def judged(frame: pd.DataFrame) -> np.ndarray:
    """Tell which documents are judged by what has not seen their generator or language; all where none is kept apart."""
    if "fold_apart" not in frame:
        return np.ones(len(frame), dtype=bool)
    apart = frame["fold_apart"]
    return (apart.eq(frame["fold"]) | (apart.eq(-1) & frame["cause"].eq("human"))).to_numpy()


def _spread(values: pd.Series, causes: pd.Series) -> dict[str, int]:
    """Give each value the fold that holds least of its commonest cause, the largest first; the empty value gets none."""
    counts = pd.crosstab(values, causes).drop(index="", errors="ignore")
    folds, load = {}, {cause: np.zeros(FOLDS) for cause in ("human", *CAUSES)}
    for value in sorted(counts.index, key=lambda name: (-counts.loc[name].sum(), name)):
        row = counts.loc[value]
        folds[value] = int(np.argmin(load[row.idxmax()]))
        for cause, count in row.items():
            load[cause][folds[value]] += count
    return folds

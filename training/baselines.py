"""Baselines: what plain methods reach on the same documents and the same folds as the model.

TF-IDF with logistic regression, the frequencies of function words with logistic regression, and compression with the
texts of either side as a dictionary.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

import joblib
import numpy as np
import pandas as pd

from detector.scoring.heads import CAUSES
from detector.text import Document
from training.measures import auroc, caught
from training.preparing import stretches
from training.splits import outside, seed_of

_WINDOW = 32_000
"""Characters that deflate can look back."""
_REFERENCES = 6
"""Dictionaries of each side; their mean is steadier than one."""


def run(scores: pd.DataFrame, frame: pd.DataFrame, limit: int, *, seed: int = 0, jobs: int = 2) -> pd.DataFrame:
    """Run the baselines on a sample of whole groups.

    Parameters
    ----------
    scores, frame : DataFrame
        The model's held-out scores and the documents with their ``fold``, row by row.
    limit : int
        Documents of the sample, about.
    seed, jobs : int

    Returns
    -------
    DataFrame
        A row for each ``method`` and ``cause``: ``documents``, ``human``, ``auroc`` against all human texts,
        ``caught_1``, ``caught_01``.
    """
    order = np.array([seed_of("baseline", seed, group) for group in frame["group"]], dtype=np.float64)
    kinds = frame["cause"].mask(frame["simulated"], "simulated")  # to learn from, as the model does; never a test
    ordered = frame.assign(order=order, kinds=kinds)[frame["residue"].eq("")].sort_values("order", kind="stable")
    sample = frame.loc[np.sort(ordered.groupby("kinds").head(limit // 4).index.to_numpy())]
    texts = stretches(sample, seed=seed, jobs=jobs)
    texts = [Document(text).straight.lower() for text in texts]  # typography would tell the corpora apart
    work = (joblib.delayed(_of_cause)(sample.drop(columns="text"), texts, cause) for cause in CAUSES if sample["cause"].eq(cause).any())
    ours = scores.loc[sample.index]
    rows: list[dict[str, Any]] = []
    for cause, found in joblib.Parallel(n_jobs=jobs)(work):
        rows.extend(_figures(method, cause, values, sample) for method, values in [("this model", ours[cause].to_numpy()), *found])
    return pd.DataFrame(rows)


def _figures(method: str, cause: str, values: np.ndarray, sample: pd.DataFrame) -> dict[str, Any]:
    known = np.isfinite(values) & ~sample["simulated"].to_numpy()
    machine, human = (values[sample["cause"].eq(side).to_numpy() & known] for side in (cause, "human"))
    return {
        "method": method, "cause": cause, "documents": len(machine), "human": len(human), "auroc": auroc(machine, human),
        "caught_1": caught(machine, human, 0.01), "caught_01": caught(machine, human, 0.001),
    }  # fmt: skip


def _of_cause(sample: pd.DataFrame, texts: list[str], cause: str) -> tuple[str, list[tuple[str, np.ndarray]]]:
    methods = {"TF-IDF, logistic regression": _tf_idf, "function words, logistic regression": _function_words, "compression": _compression}
    used = sample["cause"].isin([cause, "human"]).to_numpy()
    folds = sample["fold"].to_numpy()
    found = []
    for name, method in methods.items():
        values = np.full(len(sample), np.nan)
        for fold in np.unique(folds):
            test = np.flatnonzero(used & (folds == fold))
            allowed = np.flatnonzero(used & outside(sample, folds == fold))
            positive = sample["cause"].eq(cause).to_numpy()[allowed]
            if len(test) and positive.any() and not positive.all():
                values[test] = method([texts[row] for row in allowed], positive, [texts[row] for row in test])
        found.append((name, values))
    return cause, found


def _logistic(train: Any, positive: np.ndarray, test: Any) -> np.ndarray:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=10.0, max_iter=200, class_weight="balanced").fit(train, positive)
    return np.asarray(model.decision_function(test))


def _tf_idf(train: list[str], positive: np.ndarray, test: list[str]) -> np.ndarray:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(ngram_range=(1, 2), min_df=3, max_features=60_000, sublinear_tf=True, dtype=np.float32)
    return _logistic(vectors.fit_transform(train), positive, vectors.transform(test))


def _function_words(train: list[str], positive: np.ndarray, test: list[str]) -> np.ndarray:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer
    from sklearn.preprocessing import MaxAbsScaler

    counts = TfidfVectorizer(vocabulary=sorted(ENGLISH_STOP_WORDS), use_idf=False, norm="l1", token_pattern=r"[a-z]+", dtype=np.float32)
    scaler = MaxAbsScaler()
    return _logistic(scaler.fit_transform(counts.fit_transform(train)), positive, scaler.transform(counts.transform(test)))


def _compression(train: list[str], positive: np.ndarray, test: list[str]) -> np.ndarray:
    """Return how many fewer bits a character takes with machine texts as the dictionary than with human ones."""
    sides = [[text for text, side in zip(train, positive.tolist(), strict=True) if side is wanted] for wanted in (True, False)]
    machine, human = (list(_dictionaries(texts)) for texts in sides)
    return np.array([_cost(text, human) - _cost(text, machine) for text in test])


def _dictionaries(texts: list[str]) -> Iterator[bytes]:
    """Yield up to `_REFERENCES` dictionaries, each of texts from all over the list."""
    for first in range(min(_REFERENCES, len(texts))):
        of_all = texts[first::_REFERENCES]
        share = max(200, _WINDOW // max(1, min(len(of_all), 40)))
        chosen = of_all[:: max(1, len(of_all) // max(1, _WINDOW // share))]
        yield " ".join(text[:share] for text in chosen).encode("utf-8", "replace")[:_WINDOW]


def _cost(text: str, dictionaries: list[bytes]) -> float:
    data = text.encode("utf-8", "replace")[:8000]
    sizes = []
    for dictionary in dictionaries:
        coder = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, dictionary)
        sizes.append(len(coder.compress(data)) + len(coder.flush()))
    return 8 * float(np.mean(sizes)) / max(len(data), 1)

"""Preparing: from a frame of labelled documents to numbers, row by row.

Every document is cut to a random stretch, the same length for all versions of one source, so that length tells
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import joblib
import numpy as np
import pandas as pd
from scipy import sparse

from detector.features.marker_rates import marker_rates
from detector.features.ngrams import Vocabulary, distinct, learn_words, word_ngrams
from detector.features.style import Style, style_words
from detector.markers import Catalogue
from detector.scoring.heads import CAUSES, WORDS_IN_NGRAMS
from detector.text import Document
from training.sides import of_cause
from training.simulating import with_round_trips, with_spinning
from training.splits import folds_of, seed_of
from training.synthesis.round_trip import pairs
from training.word_classes import learn_word_classes

BITS = 18
"""Of the hashes of n-grams."""

SIZES = (1, 2, 3)
"""Lengths of the n-grams of words and of word classes."""

VOCABULARY = 14_000
"""Words that are known: the language models need rare ones, for a spinner's stand-ins are rare."""

NAMES_KNOWN = 8_000
"""Words known beside them that are mostly capitalised. N-grams of words never hold them, for they tell of the topic; n-grams of
classes hold that a name stands there, which tells how a sentence is built."""

FEWEST_WORDS = 60
"""Shorter texts are not learned from."""

FEWEST_SOURCES = 5
"""Sources of human text, and of each cause, without which no model is fitted."""

_FAMILIES = {
    "wmt22_general": "wmt22", "wmt22_llm": "wmt22", "wmt_human_refs": "wmt22", "human_en_wmt21_24": "wmt21",
    "wmt21_news": "wmt21", "detectrl_backtranslation": "detectrl", "detectrl_human_para": "detectrl",
    "detectrl_llm_para": "detectrl", "llm_misinfo": "politifact", "sheepdog": "politifact", "f3": "politifact",
    "apt_eval": "mixset", "lastde_t5_perturb": "imbd",
}  # fmt: skip
"""Families of corpora that share sources or makers."""


class FittingError(ValueError):
    """A frame that no model can be fitted to; the message says what is missing."""


@dataclass(frozen=True)
class Features:
    """A frame turned into numbers, row by row.

    Attributes
    ----------
    frame : DataFrame
        The documents, with ``family`` and ``fold``; simulated ones included.
    codes : list of numpy.ndarray of int32
        Body tokens, by the code of the vocabulary.
    words, classes : scipy.sparse.csr_matrix
        Hashed n-grams of words and of word classes of whole documents, rows of length 1.
    style, markers : numpy.ndarray
    lengths : numpy.ndarray
        Words of body.
    vocabulary : list of str
    word_classes : numpy.ndarray of int32
        See `training.word_classes.learn_word_classes`.
    """

    frame: pd.DataFrame
    codes: list[np.ndarray]
    words: sparse.csr_matrix
    classes: sparse.csr_matrix
    style: np.ndarray
    markers: np.ndarray
    lengths: np.ndarray
    vocabulary: list[str]
    word_classes: np.ndarray


def prepare(
    frame: pd.DataFrame, *, seed: int = 0, jobs: int = 2, catalogue: Catalogue | None = None, spun_share: float = 0.35,
    round_trips_each: int = 0, progress: Callable[[str], None] = lambda message: None,
) -> Features:  # fmt: skip
    """Turn a frame of labelled documents into what `training.fitting.fit_features` learns from; parameters as of `training.fit`.

    Raises
    ------
    FittingError
        If the frame lacks what is needed, or holds too few sources of human text or of a cause.
    """
    catalogue = catalogue if catalogue is not None else Catalogue.load()
    frame = complete(frame)
    frame = frame[frame["text"].str.count(r"\S+").ge(FEWEST_WORDS)].reset_index(drop=True)
    frame = frame[_are_english(frame["text"].tolist(), jobs)].reset_index(drop=True)  # what is never scored teaches nothing
    _require(frame, ("human",))
    frame = with_spinning(frame, spun_share, seed)
    if round_trips_each:
        progress("Translating there and back." if pairs() else "Apertium is not installed: no round trips will be learned from.")
        frame = with_round_trips(frame, round_trips_each, seed)
    _require(frame, ("human", *CAUSES))
    frame["fold"] = folds_of(frame)
    progress(f"Measuring {len(frame):,} documents.")
    return featurise(frame, catalogue=catalogue, seed=seed, jobs=jobs)


def _are_english(texts: Sequence[str], jobs: int) -> np.ndarray:
    return np.array([english for part in _in_parallel(_languages, texts, jobs) for english in part], dtype=bool)


def _require(frame: pd.DataFrame, causes: Sequence[str]) -> None:
    """Raise an error where there are too few sources of a cause for some to judge what was fitted to the others."""
    sources = {cause: frame["group"][of_cause(cause)(frame)].nunique() for cause in causes}
    if min(sources.values()) < FEWEST_SOURCES:
        counts = ", ".join(f"{count} {cause}" for cause, count in sources.items())
        raise FittingError(
            f"At least {FEWEST_SOURCES} sources of human text and of each cause are needed, in English and of {FEWEST_WORDS} words or more; "
            f"there are {counts}."
        )


def _languages(texts: Sequence[str]) -> list[bool]:
    return [Document(text).language == "en" for text in texts]


def complete(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a copy of a frame with every column that fitting reads.

    Parameters
    ----------
    frame : DataFrame
        ``text`` and ``cause`` at least; ``group``, ``generator``, ``domain``, ``kind``, ``corpus`` and others where known.

    Raises
    ------
    FittingError
        If a column is missing, a cause unknown, or there is no human text.
    """
    if missing := [name for name in ("text", "cause") if name not in frame]:
        raise FittingError(f"The frame has no column {' and no column '.join(missing)}.")
    frame = frame.reset_index(drop=True).copy()
    if unknown := sorted(set(frame["cause"]) - {"human", *CAUSES}):
        raise FittingError(f"Unknown causes: {', '.join(map(str, unknown))}; they are human, {', '.join(CAUSES)}.")
    if not frame["cause"].eq("human").any() or frame["cause"].eq("human").all():
        raise FittingError("Both human and machine texts are needed to fit or evaluate a model.")
    defaults = {"text": "", "generator": "", "prompt_kind": "", "src_lang": "", "domain": "", "corpus": "own", "residue": "", "label": ""}
    for name, value in defaults.items():
        frame[name] = frame[name].fillna(value) if name in frame else value
    frame["text"], frame["domain"] = frame["text"].astype(str), frame["domain"].astype(str)
    frame["kind"] = frame["kind"] if "kind" in frame else frame["domain"].where(frame["domain"] != "", "own")
    frame["topic"] = frame["topic"] if "topic" in frame else frame["kind"]
    alone = pd.Series([f"own:{place}" for place in range(len(frame))], index=frame.index, dtype=object)
    frame["group"] = frame["group"].fillna(alone) if "group" in frame else alone
    frame["family"] = frame["corpus"].map(lambda name: _FAMILIES.get(name, name))
    frame["by_hand"] = frame["kind"].eq("human translation")
    frame["near_copy"] = frame["near_copy"].astype(bool) if "near_copy" in frame else False
    frame["simulated"] = frame["simulated"].astype(bool) if "simulated" in frame else False
    return frame


def stretches(frame: pd.DataFrame, *, seed: int, jobs: int = 1) -> list[str]:
    """Cut every document of a frame to its random stretch, the same length for all versions of one source."""
    texts = zip(frame["text"], frame["group"], strict=True)
    wanted = [(text, _length_of_group(group, seed), seed_of("cut", seed, place)) for place, (text, group) in enumerate(texts)]
    return [text for part in _in_parallel(_cut_all, wanted, jobs) for text in part]


def _length_of_group(group: str, seed: int) -> int:
    """Draw the length to which all versions of one source are cut: 90 to 700 words, short ones oftener."""
    return int(np.exp(np.random.default_rng(seed_of("length", seed, group)).uniform(np.log(90), np.log(700))))


def _cut_all(items: Sequence[tuple[str, int, int]]) -> list[str]:
    return [stretch(text, length, seed) for text, length, seed in items]


def stretch(text: str, length: int, seed: int) -> str:
    """Cut a random stretch of whole sentences out of a text.

    Parameters
    ----------
    text : str
    length : int
        Words to aim at; a text not much longer is returned whole.
    seed : int
    """
    document = Document(text)
    spans = document.sentence_tokens
    if len(spans) < 3:
        return text
    before = np.concatenate([[0], np.cumsum(document.is_body & document.tokens.is_word)])
    sizes = before[spans[:, 1]] - before[spans[:, 0]]
    ends = np.concatenate([[0], np.cumsum(sizes)])
    if ends[-1] <= 1.15 * length:
        return text
    rng = np.random.default_rng(seed)
    first = int(rng.choice(np.flatnonzero(ends[:-1] <= max(ends[-1] - 0.95 * length, 0))))
    last = min(max(int(np.searchsorted(ends, ends[first] + length)), first + 2), len(sizes))
    return text[document.sentences[first][0] : document.sentences[last - 1][1]]


def featurise(frame: pd.DataFrame, *, catalogue: Catalogue, seed: int = 0, jobs: int = 2, cut: bool = True) -> Features:
    """Turn a frame into numbers.

    Parameters
    ----------
    frame : DataFrame
        As `complete` returns it.
    catalogue : Catalogue
    seed : int
    jobs : int
        Processes.
    cut : bool
        Whether to cut documents to random stretches.
    """
    texts = stretches(frame, seed=seed, jobs=jobs) if cut else frame["text"].tolist()
    sample = np.random.default_rng(seed).permutation(len(texts))[:15_000]
    vocabulary = learn_words([Document(texts[place]) for place in np.sort(sample)], VOCABULARY, always=style_words(), names=NAMES_KNOWN)
    parts = _in_parallel(_measure_all, texts, jobs, vocabulary, catalogue)
    codes = [code for part in parts for code in part["codes"]]
    known = Vocabulary(vocabulary)
    of_words, of_classes = known.classes_beyond(WORDS_IN_NGRAMS), learn_word_classes(codes, known, seed)
    return Features(
        frame=frame,
        codes=codes,
        words=_hashed(codes, of_words),
        classes=_hashed(codes, of_classes),
        style=np.vstack([part["style"] for part in parts]),
        markers=np.vstack([part["markers"] for part in parts]),
        lengths=np.concatenate([part["lengths"] for part in parts]),
        vocabulary=vocabulary,
        word_classes=of_classes,
    )


def _in_parallel(function: Callable[..., Any], items: Sequence[Any], jobs: int, *arguments: Any) -> list[Any]:
    chunks = [items[start : start + 1000] for start in range(0, len(items), 1000)]
    if jobs == 1 or len(chunks) < 2:
        return [function(chunk, *arguments) for chunk in chunks]
    return joblib.Parallel(n_jobs=jobs)(joblib.delayed(function)(chunk, *arguments) for chunk in chunks)


def _measure_all(texts: Sequence[str], vocabulary: list[str], catalogue: Catalogue) -> dict[str, Any]:
    style = Style(vocabulary)
    documents = [Document(text) for text in texts]
    codes = [style.vocabulary_.codes(document.body_words) for document in documents]
    return {
        "codes": [code.astype(np.int32) for code in codes],
        "style": style.measure(documents, codes),
        "markers": np.array([marker_rates(catalogue.find(document), document.word_count) for document in documents]),
        "lengths": np.array([document.word_count for document in documents]),
    }


def _hashed(codes: Sequence[np.ndarray], table: np.ndarray) -> sparse.csr_matrix:
    """Return the hashed n-grams of documents whose tokens are replaced by what a table puts for them."""
    return unit_rows([distinct(np.concatenate(word_ngrams(table[code], SIZES, BITS))) for code in codes], 1 << BITS)


def unit_rows(rows: Sequence[np.ndarray], width: int) -> sparse.csr_matrix:
    """Return a matrix with a row of length 1 per document: each column present counts once.

    Parameters
    ----------
    rows : sequence of numpy.ndarray of int
        The columns of each document.
    width : int
        How many columns there are.
    """
    sizes = np.array([len(row) for row in rows])
    values = np.repeat(1 / np.sqrt(np.maximum(sizes, 1)), sizes).astype(np.float32)
    columns = np.concatenate(rows).astype(np.int32)
    return sparse.csr_matrix((values, columns, np.concatenate([[0], np.cumsum(sizes)])), shape=(len(rows), width))

"""Fitting: from a frame of labelled documents to a model.

Every document is cut to a random stretch, the same length for all versions of one source, so that length tells
nothing. Within each topic human and machine weigh the same, so that topic and corpus tell nothing. What
the heads learn from, and what they are calibrated on, are answers of specialists that have never seen the
document or another version of its source.
"""

from __future__ import annotations

import hashlib
import platform
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import joblib
import numpy as np
import pandas as pd
from scipy import sparse

from detector._version import __version__
from detector.features.fluency import REGISTERS, LanguageModels
from detector.features.marker_rates import CLASSES, marker_rates
from detector.features.ngrams import Vocabulary, distinct, learn_words, word_ngrams
from detector.features.style import Style, style_words
from detector.markers import Catalogue
from detector.scoring.assessment import FAMILY_CAUSES, SHORT_WORDS, Thresholds
from detector.scoring.heads import (
    CAUSES,
    PASSAGE,
    WORDS_IN_NGRAMS,
    Forest,
    Head,
    Heads,
    Passages,
    Specialists,
    answers_to,
    dense_names,
)  # fmt: skip
from detector.scoring.store import Model
from detector.text import Document
from training.synthesis.round_trip import pairs, round_trips
from training.synthesis.spinner import THESAURI, spin
from training.word_classes import learn_word_classes

FOLDS = 5
BITS = 18
SIZES = (1, 2, 3)
"""Lengths of the n-grams of words and of word classes."""

VOCABULARY = 14_000
"""Words that are known; with 8,000 the language models lose .04 AUROC on simulated spinning."""

NAMES_KNOWN = 8_000
"""Words known beside them that are mostly capitalised. N-grams of words never hold them, for they tell of the topic;
their classes do: where no names are known, translated text of unseen corpora is told at .82 AUROC for .84."""

KEPT_OUT_THESAURUS = "moby"
"""Simulated spinning uses the other thesauri, so that this one can show what carries over."""

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


def seed_of(*parts: object) -> int:
    """Return a seed that depends on nothing but what is given, in every process and on every machine."""
    return int.from_bytes(hashlib.blake2b("\x1f".join(map(str, parts)).encode("utf-8", "replace"), digest_size=8).digest(), "big")


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
    defaults = {"generator": "", "prompt_kind": "", "src_lang": "", "domain": "", "corpus": "own", "residue": "", "label": ""}
    for name, value in defaults.items():
        frame[name] = frame[name].fillna(value) if name in frame else value
    frame["domain"] = frame["domain"].astype(str)
    frame["kind"] = frame["kind"] if "kind" in frame else frame["domain"].where(frame["domain"] != "", "own")
    frame["topic"] = frame["topic"] if "topic" in frame else frame["kind"]
    frame["group"] = frame["group"] if "group" in frame else [f"own:{place}" for place in range(len(frame))]
    frame["family"] = frame["corpus"].map(lambda name: _FAMILIES.get(name, name))
    frame["by_hand"] = frame["kind"].eq("human translation")
    frame["near_copy"] = frame["near_copy"].astype(bool) if "near_copy" in frame else False
    frame["simulated"] = frame["simulated"].astype(bool) if "simulated" in frame else False
    return frame


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


def _length_of_group(group: str, seed: int) -> int:
    """Draw the length to which all versions of one source are cut: 90 to 700 words, short ones oftener."""
    return int(np.exp(np.random.default_rng(seed_of("length", seed, group)).uniform(np.log(90), np.log(700))))


SPUN_OF = {"human": 1.0, "llm": 0.4, "translated": 0.2}
"""Texts that get a simulated spun copy, for each human text that gets one, by cause: what is rewritten or translated is
spun as well. Without the latter two, real spun text of unseen corpora is told from human text at .89 AUROC for .92."""


def with_spinning(frame: pd.DataFrame, share: float, seed: int) -> pd.DataFrame:
    """Add simulated spun copies of texts, for real spun text is scarce.

    Parameters
    ----------
    frame : DataFrame
        As `complete` returns it.
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
"""Human news texts that each installed pair of Apertium takes there and back. Without them word-for-word translation passes (AUROC .4 to
.6); with them the pair kept out is told at .87, and .01 less of the neural translation of unseen sources is caught. Four times as many,
and essays among them, cost .04 AUROC on neural translation of unseen corpora."""

KEPT_OUT_PAIR = "en-gl"
"""This pair of Apertium is not used, so that it can show what carries over."""


def with_round_trips(frame: pd.DataFrame, count: int, seed: int) -> pd.DataFrame:
    """Add human news texts that Apertium, a rule-based engine, translated into another language and back.

    Parameters
    ----------
    frame : DataFrame
        As `complete` returns it.
    count : int
        Texts for each installed pair; where Apertium is not installed, nothing is added.
    seed : int
    """
    usable = frame[_original(frame) & frame["topic"].eq("news") & frame["text"].str.len().between(450, 6000)]
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


def stretches(frame: pd.DataFrame, *, seed: int, jobs: int = 1) -> list[str]:
    """Cut every document of a frame to its random stretch, the same length for all versions of one source."""
    texts = zip(frame["text"], frame["group"], strict=True)
    wanted = [(text, _length_of_group(group, seed), seed_of("cut", seed, place)) for place, (text, group) in enumerate(texts)]
    return [text for part in _in_parallel(_cut_all, wanted, jobs) for text in part]


def _in_parallel(function: Callable[..., Any], items: Sequence[Any], jobs: int, *arguments: Any) -> list[Any]:
    chunks = [items[start : start + 1000] for start in range(0, len(items), 1000)]
    if jobs == 1 or len(chunks) < 2:
        return [function(chunk, *arguments) for chunk in chunks]
    return joblib.Parallel(n_jobs=jobs)(joblib.delayed(function)(chunk, *arguments) for chunk in chunks)


def _cut_all(items: Sequence[tuple[str, int, int]]) -> list[str]:
    return [stretch(text, length, seed) for text, length, seed in items]


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


Selection = Callable[[pd.DataFrame], pd.Series]


def _is(cause: str) -> Selection:
    return lambda frame: frame["cause"].eq(cause) & frame["residue"].eq("") & ~frame["near_copy"]


def _by_hand(frame: pd.DataFrame) -> pd.Series:
    return frame["by_hand"]


def _original(frame: pd.DataFrame) -> pd.Series:
    return frame["cause"].eq("human") & ~frame["by_hand"]


QUESTIONS: dict[str, tuple[Selection, Selection]] = {
    "translated": (_is("translated"), _is("human")),
    "translated_or_original": (_is("translated"), _original),
    "translated_or_by_hand": (_is("translated"), _by_hand),
    "spun": (_is("spun"), _is("human")),
    "llm": (_is("llm"), _is("human")),
}
"""What the specialists tell apart: the rows of the machine side and those of the other. Machine translation is asked
against English originals and human translations apart, for it differs from them in different ways."""

NAMES = tuple(QUESTIONS)


LARGEST_RATIO = 12.0
"""How many times as much a row of one side may weigh as one of the other within a topic: 11 human abstracts do not
outweigh 600 of a machine."""


def balance(frame: pd.DataFrame, positive: np.ndarray) -> np.ndarray:
    """Weigh rows so that neither topic nor corpus tells the answer.

    Within a topic both sides weigh the same, as far as `LARGEST_RATIO` allows, and within a side of it families of corpora
    weigh as the square roots of their sizes, as topics do over all; one that has a single side counts half. Over all, both sides
    weigh the same. Where only families were balanced, human abstracts of papers, of which there are few beside many of LLMs, were a quarter
    of the false positives of unseen corpora, and .29 of the translated texts were caught at 1 % for .35.

    Parameters
    ----------
    frame : DataFrame
        The rows, with ``topic`` and ``family``.
    positive : numpy.ndarray of bool

    Returns
    -------
    numpy.ndarray of float64
        Mean 1.
    """
    rows = pd.DataFrame({"topic": frame["topic"].to_numpy(), "family": frame["family"].to_numpy(), "positive": positive})
    sides = [rows["topic"], rows["positive"]]
    weight = 1 / np.sqrt(rows.groupby(["topic", "family", "positive"])["positive"].transform("size"))
    weight *= np.sqrt(rows.groupby("topic")["positive"].transform("size")) / weight.groupby(sides).transform("sum")
    average = weight.groupby(sides).transform("mean")
    least = average.groupby(rows["topic"]).transform("min")
    weights = (weight * np.minimum(1.0, LARGEST_RATIO * least / average)).to_numpy()
    of_side = np.where(positive, weights[positive].sum(), weights[~positive].sum())
    return np.asarray(weights * 0.5 * len(frame) / of_side)


def folds_of(frame: pd.DataFrame) -> np.ndarray:
    """Return the fold of each row: all versions of one source, in whatever corpus, fall into one."""
    return np.array([seed_of("fold", group) % FOLDS for group in frame["group"]])


LARGEST_FIT = 60_000
"""Rows that one specialist is fitted to: 40,000 instead of 16,000 catch .05 more LLM text of unseen corpora at 1 %."""


def fit_linear(
    matrix: sparse.csr_matrix, frame: pd.DataFrame, positive: np.ndarray, allowed: np.ndarray, seed: int
) -> tuple[np.ndarray, float]:
    """Fit a linear model to rows of n-grams, both sides balanced.

    Parameters
    ----------
    matrix : scipy.sparse.csr_matrix, shape (n_documents, n_columns)
    frame : DataFrame
    positive : numpy.ndarray of bool
        The machine side.
    allowed : numpy.ndarray of bool
        The rows of both sides to learn from.
    seed : int

    Returns
    -------
    weights : numpy.ndarray of float32, shape (n_columns,)
    intercept : float
    """
    from sklearn.svm import LinearSVC

    rows = np.flatnonzero(allowed)
    if not positive[rows].any() or positive[rows].all():
        return np.zeros(matrix.shape[1], dtype=np.float32), 0.0
    if len(rows) > LARGEST_FIT:
        rows = np.sort(np.random.default_rng(seed).choice(rows, LARGEST_FIT, replace=False))
    model = LinearSVC(C=0.3, max_iter=30, random_state=seed % 2**31)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Liblinear failed to converge")  # stopping early regularises
        model.fit(matrix[rows], positive[rows], balance(frame.iloc[rows], positive[rows]))
    return model.coef_[0].astype(np.float16).astype(np.float32), float(np.float32(model.intercept_[0]))


def fit_specialists(features: Features, allowed: np.ndarray, seed: int) -> tuple[Specialists, Specialists]:
    """Fit the specialists over words and over word classes to the allowed rows.

    Parameters
    ----------
    features : Features
    allowed : numpy.ndarray of bool
    seed : int
    """
    return _fit_all(features.words, features, allowed, seed), _fit_all(features.classes, features, allowed, seed)


def _fit_all(matrix: sparse.csr_matrix, features: Features, allowed: np.ndarray, seed: int) -> Specialists:
    fitted = [_fit_specialist(matrix, features.frame, QUESTIONS[name], allowed, seed) for name in NAMES]
    weights = np.ascontiguousarray(np.stack([weights for weights, _ in fitted], axis=1))
    return Specialists(NAMES, SIZES, weights, np.array([intercept for _, intercept in fitted], dtype=np.float32))


def _fit_specialist(
    matrix: sparse.csr_matrix, frame: pd.DataFrame, question: tuple[Selection, Selection], allowed: np.ndarray, seed: int
) -> tuple[np.ndarray, float]:
    positive, negative = (side(frame).to_numpy() for side in question)
    return fit_linear(matrix, frame, positive, (positive | negative) & allowed, seed)


def count_registers(features: Features, allowed: np.ndarray) -> LanguageModels:
    """Count the words and pairs of the allowed rows for the language models.

    Parameters
    ----------
    features : Features
    allowed : numpy.ndarray of bool
    """
    sides = {"human": _original(features.frame), **{cause: _is(cause)(features.frame) for cause in CAUSES}}
    registers = [sides[name].to_numpy() & allowed for name in REGISTERS]
    return LanguageModels.count(features.codes, registers, len(features.word_classes))


def answers(
    features: Features, words: Specialists, classes: Specialists, models: LanguageModels, rows: np.ndarray
) -> np.ndarray:  # fmt: skip
    """Return the part of the dense rows that is learned: the answers of specialists and of language models."""
    return np.hstack(
        [
            features.words[rows] @ words.weights + words.intercepts,
            features.classes[rows] @ classes.weights + classes.intercepts,
            models.measure([features.codes[row] for row in rows]),
        ]
    ).astype(np.float32)


@dataclass(frozen=True)
class PassageRows:
    """Passages out of documents, and what specialists that have not seen the documents say of them.

    Attributes
    ----------
    answers : numpy.ndarray of float32, shape (n_passages, n_answers)
    documents : numpy.ndarray of int
        The row of the frame that each comes from.
    """

    answers: np.ndarray
    documents: np.ndarray


PASSAGES_OF_CAUSE = 1500
"""Documents of each cause, in each fold, that give a passage to judge passages by."""


def held_out_answers(features: Features, seed: int, jobs: int) -> tuple[np.ndarray, PassageRows]:
    """Answer for every document, and for some passages, with specialists and language models that have not seen its group."""
    folds = features.frame["fold"].to_numpy()
    parts = joblib.Parallel(n_jobs=jobs)(joblib.delayed(_answers_of_fold)(features, fold, seed) for fold in range(FOLDS))
    result = np.zeros((len(folds), parts[0][0].shape[1]), dtype=np.float32)
    for fold, (part, _) in enumerate(parts):
        result[folds == fold] = part
    passages = [rows for _, rows in parts]
    return result, PassageRows(np.vstack([rows.answers for rows in passages]), np.concatenate([rows.documents for rows in passages]))


def _answers_of_fold(features: Features, fold: int, seed: int) -> tuple[np.ndarray, PassageRows]:
    folds = features.frame["fold"].to_numpy()
    allowed = outside(features.frame, folds == fold)
    words, classes = fit_specialists(features, allowed, seed)
    models = count_registers(features, allowed)
    documents, passages = _draw_passages(features, folds == fold, seed)
    asked = (words, Vocabulary(features.vocabulary).classes_beyond(WORDS_IN_NGRAMS)), (classes, features.word_classes)
    said = answers_to(passages, asked, models) if passages else np.zeros((0, 2 * len(NAMES) + len(LanguageModels.names)), dtype=np.float32)
    return answers(features, words, classes, models, np.flatnonzero(folds == fold)), PassageRows(said, documents)


def _draw_passages(features: Features, here: np.ndarray, seed: int) -> tuple[np.ndarray, list[np.ndarray]]:
    """Draw a passage out of each of some documents that are long enough for one."""
    frame, rng = features.frame, np.random.default_rng(seed)
    sizes = np.array([len(code) for code in features.codes])
    usable = here & (sizes >= PASSAGE) & (_original(frame) | np.logical_or.reduce([_is(cause)(frame) for cause in CAUSES])).to_numpy()
    documents = []
    for cause in ("human", *CAUSES):
        rows = np.flatnonzero(usable & frame["cause"].eq(cause).to_numpy())
        documents.append(np.sort(rng.permutation(rows)[:PASSAGES_OF_CAUSE]))
    chosen = np.concatenate(documents)
    starts = rng.integers(0, sizes[chosen] - PASSAGE + 1)
    return chosen, [features.codes[row][start : start + PASSAGE] for row, start in zip(chosen, starts, strict=True)]


def fit_passages(features: Features, drawn: PassageRows, allowed: np.ndarray | None = None) -> Passages:
    """Fit what judges a passage by itself: for each cause a calibrated linear model of it against human originals.

    Parameters
    ----------
    features : Features
    drawn : PassageRows
        See `hold_out`.
    allowed : numpy.ndarray of bool, optional
        Which passages to learn from; all by default.
    """
    allowed = np.ones(len(drawn.documents), dtype=bool) if allowed is None else allowed
    fitted = [_fit_passages_of(cause, features, drawn, allowed) for cause in CAUSES]
    weights = np.column_stack([weights for weights, _ in fitted]).astype(np.float32)
    return Passages(weights, np.array([intercept for _, intercept in fitted], dtype=np.float32))


_NEVER = -30.0


def _fit_passages_of(cause: str, features: Features, drawn: PassageRows, allowed: np.ndarray) -> tuple[np.ndarray, float]:
    """Return weights and intercept of one cause; without passages of it and of humans, those that never call one a machine's."""
    from sklearn.linear_model import LogisticRegression

    causes = features.frame["cause"].to_numpy()[drawn.documents]
    used = np.flatnonzero(allowed & np.isin(causes, ("human", cause)))
    positive = causes[used] == cause
    if not positive.any() or positive.all():
        return np.zeros(drawn.answers.shape[1]), _NEVER
    mean, spread = drawn.answers[used].mean(axis=0), np.maximum(drawn.answers[used].std(axis=0), 1e-3)
    weights = balance(features.frame.iloc[drawn.documents[used]], positive)
    model = LogisticRegression(C=0.01, max_iter=500).fit((drawn.answers[used] - mean) / spread, positive, weights)
    of_answers = model.coef_[0] / spread
    return of_answers, float(model.intercept_[0] - of_answers @ mean)


def outside(frame: pd.DataFrame, held_out: np.ndarray) -> np.ndarray:
    """Return the rows that share no group with the held-out ones."""
    return ~held_out & ~frame["group"].isin(set(frame["group"][held_out])).to_numpy()


@dataclass(frozen=True)
class Moments:
    """Means and reciprocal standard deviations of the dense columns."""

    mean: np.ndarray
    scale: np.ndarray

    @classmethod
    def of(cls, rows: np.ndarray) -> Moments:
        """Measure them."""
        mean = rows.mean(axis=0, dtype=np.float64).astype(np.float32)
        return cls(mean, (1 / np.maximum(rows.std(axis=0, dtype=np.float64), 1e-3)).astype(np.float32))


MIXTURES: dict[str, dict[str, float]] = {
    "translated": {
        "classes:translated_or_original": 1.0, "classes:translated": 0.6, "words:translated_or_original": 0.4, "fluency+style": 1.0,
    },
    "spun": {"words:spun": 0.8, "classes:spun": 0.5, "fluency+style": 0.8, "markers": 0.8},
    "llm": {"words:llm": 1.0, "classes:llm": 0.3, "fluency+style": 0.8, "markers": 0.8},
}  # fmt: skip
"""How much each voice weighs in a head, all brought to one spread: specialists by their column, and linear models over
all columns of the named kinds. Weights that are learned, by a linear model or by boosted trees over all columns, do
better on corpora they have seen and worse on all others (AUROC on unseen families of corpora: .81 against .75 for
translated text, .85 against .77 for spun, .90 against .84 for LLM text)."""

LARGEST_HEAD = 24_000
"""Rows that the trees of a head are fitted to."""


def fit_head(
    rows: np.ndarray, names: Sequence[str], cause: str, positive: np.ndarray, weights: np.ndarray, moments: Moments, seed: int, trees: int = 0
) -> Head:  # fmt: skip
    """Fit the voices of one head to dense rows and mix them; the calibration is still to come."""
    standardised = (rows - moments.mean) * moments.scale
    coefficients = np.zeros(rows.shape[1], dtype=np.float64)
    for voice, weight in MIXTURES[cause].items():
        kinds = voice.split("+")
        columns = np.array([place for place, name in enumerate(names) if name == voice or name.partition(":")[0] in kinds])
        part = _fit_voice(standardised[:, columns], positive, weights)
        spread = max(float((standardised[:, columns] @ part).std()), 1e-6)
        coefficients[columns] += weight * part / spread
    linear = coefficients.astype(np.float32)
    if not trees:
        return Head(None, linear, 0.0, 0.0, (1.0, 0.0))
    return Head(_fit_forest(rows, positive, weights, seed, trees), linear, 0.0, 0.5, (1.0, 0.0))


def _fit_voice(columns: np.ndarray, positive: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the coefficients of a linear model over some columns; a single column speaks for itself."""
    from sklearn.linear_model import LogisticRegression

    if columns.shape[1] == 1:
        return np.ones(1)
    return np.asarray(LogisticRegression(C=0.01, max_iter=300).fit(columns, positive, weights).coef_[0])


def _fit_forest(rows: np.ndarray, positive: np.ndarray, weights: np.ndarray, seed: int, trees: int) -> Forest:
    """Fit boosted trees to dense rows."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    if len(rows) > LARGEST_HEAD:
        chosen = np.sort(np.random.default_rng(seed).choice(len(rows), LARGEST_HEAD, replace=False))
        rows, positive, weights = rows[chosen], positive[chosen], weights[chosen]
    boosting = HistGradientBoostingClassifier(
        max_iter=trees, learning_rate=0.08, max_leaf_nodes=12, min_samples_leaf=60, l2_regularization=20.0,
        early_stopping=False, random_state=seed % 2**31,
    )  # fmt: skip
    return forest_of(boosting.fit(rows, positive, weights))


def forest_of(trees: Any) -> Forest:
    """Copy a fitted scikit-learn ensemble into flat arrays."""
    roots, columns, depth, offset = [], [], 0, 0
    for (tree,) in trees._predictors:
        nodes = tree.nodes
        leaf = nodes["is_leaf"].astype(bool)
        own = np.arange(len(nodes))
        columns.append(
            (
                np.where(leaf, 0, nodes["feature_idx"]).astype(np.int16),
                np.where(leaf, 0.0, nodes["num_threshold"]).astype(np.float64),
                (np.where(leaf, own, nodes["left"]) + offset).astype(np.int32),
                (np.where(leaf, own, nodes["right"]) + offset).astype(np.int32),
                np.where(leaf, nodes["value"], 0.0).astype(np.float32),
            )
        )
        roots.append(offset)
        depth = max(depth, int(nodes["depth"].max()))
        offset += len(nodes)
    feature, threshold, left, right, value = (np.concatenate(part) for part in zip(*columns, strict=True))
    baseline = float(trees._baseline_prediction.ravel()[0])
    return Forest(np.array(roots, dtype=np.int32), feature, threshold, left, right, value, depth, baseline)


def raw_scores(head: Head, rows: np.ndarray, moments: Moments) -> np.ndarray:
    """Return a head's uncalibrated scores of many dense rows at once."""
    linear = ((rows - moments.mean) * moments.scale) @ head.coefficients + head.intercept
    if head.forest is None:
        return linear
    forest = head.forest
    nodes = np.repeat(forest.roots[None, :], len(rows), axis=0)
    places = np.arange(len(rows))[:, None]
    for _ in range(forest.depth):
        nodes = np.where(rows[places, forest.feature[nodes]] <= forest.threshold[nodes], forest.left[nodes], forest.right[nodes])
    return head.mixture * (forest.baseline + forest.value[nodes].sum(axis=1)) + (1 - head.mixture) * linear


MACHINE_RATE = 0.01
"""Human originals of any kind that may get a machine verdict."""

BY_HAND_RATE = 0.05
"""Human translations that may get one."""

CAUTIONS = (0.009, 0.007, 0.005, 0.004, 0.003)
"""Human originals of any kind that one head alone may take for its cause. Three together and the evidence of markers have to
keep the limit, by one line for all: the more cautious each head, the higher that line. Fitting takes what catches most, for each head its
own: with one caution for all three, .14 of the translated texts get a machine verdict for .18, and of the others as many."""

CAUTIOUS_LOG_ODDS = 1.1
"""What each head's log-odds are there: the heads are squeezed so that the same number means the same caution, for the
kinds of text that look like LLM text are not those that look translated."""

SURE = -6.0
"""Log-odds at which a text is human beyond doubt; there no head is squeezed."""

SMALLEST_KIND = 100
"""Kinds with fewer held-out texts are judged together: a percentile of fewer says nothing."""


STEEPEST = 8.0
"""Slope that a calibration may have. Where a head tells all texts of a small corpus apart, nothing else bounds it, and log-odds of
hundreds drown what the other heads say; on real corpora slopes are near 1."""


def calibrate(scores: np.ndarray, frame: pd.DataFrame, positive: np.ndarray, negative: np.ndarray) -> tuple[float, float]:
    """Fit slope and intercept that turn held-out scores into log-odds (Platt), for one machine text in four.

    Parameters
    ----------
    scores : numpy.ndarray
    frame : DataFrame
    positive, negative : numpy.ndarray of bool
    """
    from sklearn.linear_model import LogisticRegression

    rows = np.flatnonzero(positive | negative)
    weights = balance(frame.iloc[rows], positive[rows])
    model = LogisticRegression(C=1e6, max_iter=500).fit(scores[rows, None], positive[rows], weights)
    slope, intercept = float(model.coef_[0, 0]), float(model.intercept_[0])
    bound = STEEPEST / max(slope, STEEPEST)
    return slope * bound, float(intercept * bound + np.log(1 / 3))


def cautious_line(log_odds: np.ndarray, frame: pd.DataFrame, share: float) -> float:
    """Return the log-odds that few human texts of any kind exceed, by one head alone.

    Parameters
    ----------
    log_odds : numpy.ndarray
        Held-out log-odds of one cause.
    frame : DataFrame
        With ``cause`` and ``kind``.
    share : float
        Human originals that may exceed it; of human translations more, in the proportion of the limits.
    """
    human = frame["cause"].eq("human").to_numpy()
    return max(
        -_lowest(-log_odds[rows], share / MACHINE_RATE * (BY_HAND_RATE if kind == "human translation" else MACHINE_RATE))
        for kind, rows in _kinds_of(frame, human)
    )


def _kinds_of(frame: pd.DataFrame, human: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """Yield each kind of human text and its rows; those with few texts are one kind together."""
    kinds = frame["kind"].to_numpy(dtype=str)
    names, counts = np.unique(kinds[human], return_counts=True)
    small = set(names[counts < SMALLEST_KIND])
    kinds = np.array(["other" if kind in small else kind for kind in kinds])
    for kind in np.unique(kinds[human]):
        rows = human & (kinds == kind)
        if kind != "other" or rows.sum() >= SMALLEST_KIND or len(small) == len(names):
            yield kind, rows


def measure_lifts(features: Features) -> dict[str, float]:
    """Return the log-odds that one kind of strong evidence of each cause's family is worth, between 0 and 1.5."""
    frame, human = features.frame, features.frame["cause"].eq("human").to_numpy()
    lifts = {}
    for place, (family, severity) in enumerate(CLASSES):
        if severity == "strong":
            cause = FAMILY_CAUSES[family]
            found = features.markers[:, place] > 0
            share, false_share = ((found & rows).sum() + 1.0 for rows in (frame["cause"].eq(cause).to_numpy(), human))
            ratio = share / (frame["cause"].eq(cause).sum() + 2) / (false_share / (human.sum() + 2))
            lifts[cause] = float(np.clip(np.log(ratio), 0.0, 1.5))
    return lifts


def with_evidence(log_odds: np.ndarray, features: Features) -> np.ndarray:
    """Join log-odds with the evidence that the marker columns count, as `detector.scoring.assessment.join` does for one document.

    Parameters
    ----------
    log_odds : numpy.ndarray, shape (n_documents, 3)
    features : Features

    Returns
    -------
    numpy.ndarray, shape (n_documents, 3)
    """
    lifts = measure_lifts(features)
    raised, total = log_odds.copy(), np.zeros(len(log_odds), dtype=int)
    for column, (family, severity) in enumerate(CLASSES):
        cause = FAMILY_CAUSES.get(family)
        if cause is None or severity == "weak":
            continue
        place = CAUSES.index(cause)
        if severity == "strong":
            kinds = features.markers[:, len(CLASSES) + column]
            raised[:, place] += np.minimum(2.5, lifts.get(cause, 0.0) * kinds)
        else:
            counts = np.rint(features.markers[:, column] ** 2 * np.maximum(features.lengths, 80) / 1000).astype(int)
            raised[:, place] += 2.0 * np.minimum(counts, 3)
            total += counts
    odds = np.exp(np.clip(raised, -15, 15))
    human = 1 / (1 + odds.sum(axis=1))
    human = np.where(total == 0, human, np.minimum(human, np.where(total == 1, 0.4, 0.04)))
    return np.log(odds / odds.sum(axis=1, keepdims=True) * ((1 - human) / human)[:, None])


def choose_thresholds(p_human: np.ndarray, features: Features) -> Thresholds:
    """Choose where verdicts begin from held-out probabilities, evidence included.

    The machine threshold is the lowest that any kind of human text asks for; below `SHORT_WORDS` words both are
    wider. The human threshold leaves at most one machine text in four above it.
    """
    frame = features.frame
    human = frame["cause"].eq("human").to_numpy()
    limits = [
        _lowest(p_human[rows], BY_HAND_RATE if kind == "human translation" else MACHINE_RATE) for kind, rows in _kinds_of(frame, human)
    ]
    short = features.lengths < SHORT_WORDS
    machine = min(limits)
    machine_short = min(machine, _lowest(p_human[human & short], MACHINE_RATE)) * 0.7
    weights = _machine_weights(frame)
    human_line, human_short = (_upper(p_human[~human & rows], weights[~human & rows], 0.25) for rows in (~short, short))
    human_line = max(human_line, 0.5, machine)
    return Thresholds(machine, human_line, machine_short, max(human_short, human_line))


def _lowest(values: np.ndarray, rate: float) -> float:
    """Return a line that at most a share of the values lies at or below."""
    ordered = np.sort(values)
    return float(np.round(ordered[int(rate * len(ordered))] - 5e-4, 4)) if len(ordered) else 0.5


def _upper(values: np.ndarray, weights: np.ndarray, share: float) -> float:
    """Return a line that a weighted share of the values lies above."""
    order = np.argsort(-values)
    place = int(np.searchsorted(np.cumsum(weights[order]), share * weights.sum()))
    return float(np.round(values[order[min(place, len(order) - 1)]], 4))


def _machine_weights(frame: pd.DataFrame) -> np.ndarray:
    counts = frame.groupby(["cause", "family"])["corpus"].transform("size").to_numpy()
    return 1 / np.sqrt(counts)


def fit(
    frame: pd.DataFrame, *, seed: int = 0, jobs: int = 2, catalogue: Catalogue | None = None, spun_share: float = 0.35,
    round_trips_each: int = 0, trees: int = 0, heads: Mapping[str, Any] | None = None, progress: Callable[[str], None] = lambda message: None,
) -> Model:  # fmt: skip
    """Fit a model to a frame of labelled documents.

    Parameters
    ----------
    frame : DataFrame
        ``text`` and ``cause`` (human, translated, spun, llm); optionally ``group`` (shared by the versions of one
        source), ``generator``, ``domain``, ``kind``, ``corpus``, ``residue``.
    seed : int
        The same frame, seed and versions give the same model.
    jobs : int
        Processes.
    catalogue : Catalogue, optional
        The shipped one by default.
    spun_share : float
        Share of the human texts that get a simulated spun copy.
    round_trips_each : int
        Human texts that each installed pair of Apertium takes there and back; see `ROUND_TRIPS`.
    trees : int
        Boosted trees in each head. None by default: see `MIXTURES`.
    heads : mapping of str to scikit-learn classifier, optional
        Classifiers of one's own in the place of heads, by cause; see `training.estimators`.
    progress : callable
        Told what is going on, a sentence at a time.

    Returns
    -------
    Model

    Raises
    ------
    FittingError
        If the frame lacks what is needed.
    """
    catalogue = catalogue if catalogue is not None else Catalogue.load()
    features = prepare(frame, seed=seed, jobs=jobs, catalogue=catalogue, spun_share=spun_share, round_trips_each=round_trips_each, progress=progress)
    if not heads:
        return fit_features(features, seed=seed, jobs=jobs, catalogue=catalogue, trees=trees, progress=progress)
    from training.estimators import with_heads

    held_out = hold_out(features, seed=seed, jobs=jobs, trees=trees, progress=progress)
    model = fit_features(features, seed=seed, jobs=jobs, catalogue=catalogue, trees=trees, progress=progress, held_out=held_out)
    progress("Fitting the heads of your own.")
    return with_heads(model, features, held_out, heads)


def prepare(
    frame: pd.DataFrame, *, seed: int = 0, jobs: int = 2, catalogue: Catalogue | None = None, spun_share: float = 0.35,
    round_trips_each: int = 0, progress: Callable[[str], None] = lambda message: None,
) -> Features:  # fmt: skip
    """Turn a frame of labelled documents into what `fit_features` learns from; parameters as of `fit`."""
    catalogue = catalogue if catalogue is not None else Catalogue.load()
    frame = complete(frame)
    frame = frame[frame["text"].str.count(r"\S+").ge(60)].reset_index(drop=True)
    frame = frame[_are_english(frame["text"].tolist(), jobs)].reset_index(drop=True)  # what is never scored teaches nothing
    frame = with_spinning(frame, spun_share, seed)
    if round_trips_each:
        progress("Translating there and back." if pairs() else "Apertium is not installed: no round trips will be learned from.")
        frame = with_round_trips(frame, round_trips_each, seed)
    frame["fold"] = folds_of(frame)
    progress(f"Measuring {len(frame):,} documents.")
    return featurise(frame, catalogue=catalogue, seed=seed, jobs=jobs)


def _are_english(texts: Sequence[str], jobs: int) -> np.ndarray:
    return np.array([english for part in _in_parallel(_languages, texts, jobs) for english in part], dtype=bool)


def _languages(texts: Sequence[str]) -> list[bool]:
    return [Document(text).language == "en" for text in texts]


def dense_rows(features: Features, answered: np.ndarray) -> np.ndarray:
    """Put the dense rows together: the answers of specialists and language models, style, markers and length."""
    length = np.log(np.maximum(features.lengths, 1)).astype(np.float32)
    return np.hstack([answered, features.style, features.markers, length[:, None]]).astype(np.float32)


def cause_rows(frame: pd.DataFrame, cause: str) -> tuple[np.ndarray, np.ndarray]:
    """Tell which rows a head learns from: those of its cause, leftovers and near copies apart, and the human ones."""
    return _is(cause)(frame).to_numpy(), frame["cause"].eq("human").to_numpy()


def held_out_log_odds(
    rows: np.ndarray, features: Features, moments: Moments, seed: int, jobs: int = 1, trees: int = 0
) -> tuple[np.ndarray, dict[str, tuple[float, float]]]:
    """Return log-odds of every document from heads that have not seen its fold, and the calibration they gave.

    Parameters
    ----------
    rows : numpy.ndarray, shape (n_documents, n_columns)
        Dense rows from specialists that have not seen the fold either.
    features : Features
    moments : Moments
    seed, jobs, trees : int

    Returns
    -------
    log_odds : numpy.ndarray, shape (n_documents, 3)
    calibrations : dict
        Slope and intercept of each cause.
    """
    frame = features.frame
    work = (joblib.delayed(_scores_of_fold)(rows, features, fold, moments, seed, trees) for fold in range(FOLDS))
    scores = sum(joblib.Parallel(n_jobs=jobs)(work))
    found = [calibrate(scores[:, place], frame, *cause_rows(frame, cause)) for place, cause in enumerate(CAUSES)]
    log_odds = scores * [slope for slope, _ in found] + [intercept for _, intercept in found]
    chosen = max(
        product(*([squeeze(of_cause, frame, share) for share in CAUTIONS] for of_cause in log_odds.T)),
        key=lambda factors: _caught(SURE + (log_odds - SURE) * factors, features),
    )
    calibrations = {
        cause: (slope * factor, SURE + (intercept - SURE) * factor)
        for cause, (slope, intercept), factor in zip(CAUSES, found, chosen, strict=True)
    }
    return SURE + (log_odds - SURE) * chosen, calibrations


def squeeze(log_odds: np.ndarray, frame: pd.DataFrame, share: float = CAUTIONS[2]) -> float:
    """Return by how much to squeeze log-odds towards `SURE`, so that a head takes few human texts of any kind for its cause.

    To shift them instead would put the causes at odds with each other: of two versions of a story, the LLM's is then below the human
    one in .93 of pairs for .95.

    Parameters
    ----------
    log_odds : numpy.ndarray
        Held-out log-odds of one cause.
    frame : DataFrame
        With ``cause`` and ``kind``.
    share : float
        See `cautious_line`.
    """
    return (CAUTIOUS_LOG_ODDS - SURE) / (max(cautious_line(log_odds, frame, share), SURE / 2) - SURE)


def _caught(log_odds: np.ndarray, features: Features) -> float:
    """Return the share of machine texts with a machine verdict at the thresholds that log-odds allow, causes weighing the same."""
    p_human = p_human_of(with_evidence(log_odds, features))
    flagged = p_human <= choose_thresholds(p_human, features).machine
    causes = [cause_rows(features.frame, cause)[0] for cause in CAUSES]
    return float(np.mean([flagged[rows].mean() for rows in causes if rows.any()]))


def _scores_of_fold(rows: np.ndarray, features: Features, fold: int, moments: Moments, seed: int, trees: int) -> np.ndarray:
    """Return the uncalibrated scores of a fold's documents by heads that have not seen it, 0 for all others."""
    frame = features.frame
    held_out = frame["fold"].to_numpy() == fold
    allowed = outside(frame, held_out)
    learned = _rows_to_learn_from(rows, features, allowed) if held_out.any() else rows
    scores = np.zeros((len(rows), len(CAUSES)))
    for place, cause in enumerate(CAUSES):
        positive, negative = cause_rows(frame, cause)
        used = np.flatnonzero((positive | negative) & allowed)
        if held_out.any() and positive[used].any() and not positive[used].all():
            weights = balance(frame.iloc[used], positive[used])
            head = fit_head(learned[used], column_names(), cause, positive[used], weights, moments, seed, trees)
            scores[held_out, place] = raw_scores(head, rows[held_out], moments)
    return scores


def _rows_to_learn_from(rows: np.ndarray, features: Features, allowed: np.ndarray) -> np.ndarray:
    """Return dense rows as heads meet them in fitting: their language models know the corpus of a row, but not its source.

    Only where folds are whole corpora does that differ from the rows that are given.
    """
    frame = features.frame
    if "fold_of_source" not in frame:
        return rows
    learned, columns = rows.copy(), [name.startswith("fluency:") for name in column_names()]
    for fold in range(FOLDS):
        here = frame["fold_of_source"].eq(fold).to_numpy()
        models = count_registers(features, allowed & ~here)
        places = np.flatnonzero(here & allowed)
        learned[np.ix_(places, np.flatnonzero(columns))] = models.measure([features.codes[place] for place in places])
    return learned


@dataclass(frozen=True)
class HeldOut:
    """What is known of every document from models that have not seen its group.

    Attributes
    ----------
    rows : numpy.ndarray of float32, shape (n_documents, n_columns)
        Dense rows with the answers of specialists of other folds.
    names : tuple of str
        Names of the columns.
    moments : Moments
    log_odds : numpy.ndarray, shape (n_documents, 3)
        From heads of other folds.
    calibrations : dict of str to tuple of float
        Slope and intercept by cause.
    passages : PassageRows
    """

    rows: np.ndarray
    names: tuple[str, ...]
    moments: Moments
    log_odds: np.ndarray
    calibrations: dict[str, tuple[float, float]]
    passages: PassageRows


def hold_out(
    features: Features, *, seed: int, jobs: int, trees: int = 0, progress: Callable[[str], None] = lambda message: None
) -> HeldOut:  # fmt: skip
    """Judge every document by specialists and heads that have not seen its group."""
    progress("Asking specialists about documents they have not seen.")
    answered, passages = held_out_answers(features, seed, jobs)
    rows = dense_rows(features, answered)
    moments = Moments.of(rows)
    progress("Calibrating on documents the heads have not seen.")
    log_odds, calibrations = held_out_log_odds(rows, features, moments, seed, jobs, trees)
    return HeldOut(rows, column_names(), moments, log_odds, calibrations, passages)


def column_names() -> tuple[str, ...]:
    """Name the columns of `dense_rows`."""
    return dense_names(NAMES, NAMES)


def fit_features(
    features: Features, *, seed: int, jobs: int, catalogue: Catalogue, trees: int = 0,
    progress: Callable[[str], None] = lambda message: None, held_out: HeldOut | None = None,
) -> Model:  # fmt: skip
    """Fit a model to documents that are numbers already; see `fit`. What `hold_out` gave need not be computed again."""
    frame = features.frame
    held_out = held_out if held_out is not None else hold_out(features, seed=seed, jobs=jobs, trees=trees, progress=progress)
    rows, names, moments, calibrations = held_out.rows, held_out.names, held_out.moments, held_out.calibrations
    progress("Fitting the specialists to everything.")
    everything = np.ones(len(frame), dtype=bool)
    words, classes = fit_specialists(features, everything, seed)
    thresholds = choose_thresholds(p_human_of(with_evidence(held_out.log_odds, features)), features)
    heads = {}
    for cause in CAUSES:
        positive, negative = cause_rows(frame, cause)
        used = np.flatnonzero(positive | negative)
        weights = balance(frame.iloc[used], positive[used])
        head = fit_head(rows[used], names, cause, positive[used], weights, moments, seed, trees)
        heads[cause] = replace(head, calibration=calibrations[cause])
    models = count_registers(features, everything)
    passages = fit_passages(features, held_out.passages)
    all_heads = Heads(features.vocabulary, features.word_classes, models, words, classes, moments.mean, moments.scale, heads, passages)
    return Model(all_heads, thresholds, measure_lifts(features), _about(frame, catalogue, seed), reference_rows(rows, frame))


MOST_OF_KIND = 200
"""Human originals of each kind that a model keeps for reference: enough to place one in a hundred."""


def reference_rows(rows: np.ndarray, frame: pd.DataFrame) -> np.ndarray:
    """Return the dense rows of human originals of all kinds that a model keeps, float16.

    Parameters
    ----------
    rows : numpy.ndarray of float32, shape (n_documents, n_columns)
        From specialists that had not seen the documents.
    frame : DataFrame
        With ``cause``, ``by_hand``, ``kind`` and ``group``.
    """
    originals = frame[frame["cause"].eq("human") & ~frame["by_hand"]].reset_index()
    drawn = originals.assign(order=[seed_of("reference", group) for group in originals["group"]]).sort_values(["order", "index"])
    chosen = np.sort(drawn.groupby("kind").head(MOST_OF_KIND)["index"].to_numpy())
    return np.clip(rows[chosen], -60_000, 60_000).astype(np.float16)


def p_human_of(log_odds: np.ndarray) -> np.ndarray:
    """Return the probability of human authorship that log-odds of the causes give."""
    return 1 / (1 + np.exp(np.clip(log_odds, -15, 15)).sum(axis=1))


def _about(frame: pd.DataFrame, catalogue: Catalogue, seed: int) -> dict[str, Any]:
    import sklearn

    real = frame[~frame["simulated"]]
    counts = pd.crosstab(real["corpus"], real["cause"])
    return {
        "seed": seed,
        "catalogue": catalogue.version,
        "libraries": {
            "twicetold": __version__,
            "numpy": np.__version__,
            "scikit-learn": sklearn.__version__,
            "python": platform.python_version(),
        },
        "corpora": {corpus: {cause: int(count) for cause, count in row.items()} for corpus, row in counts.iterrows()},
        "simulated_spun": int((frame["simulated"] & frame["cause"].eq("spun")).sum()),
        "simulated_translated": int((frame["simulated"] & frame["cause"].eq("translated")).sum()),
    }

"""Texts of known descent: how often the comparison finds the copy, and which of two versions it calls the copy.

Copies are human texts with their machine-translated, spun and rewritten versions. They have to be told from other
articles of the same topic (a near neighbour of another group) and from articles about the same people and events
(every other sentence of one article against the sentences between them, which share names and words but no text).
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from detector.comparison.alignment import align
from detector.comparison.lineage import (
    DECIDED,
    DIRECTION_FEATURES,
    RELATION_FEATURES,
    SHARED,
    copy_probability,
    direction_features,
    relation_features,
    shared_probability,
    traits_of,
)
from detector.comparison.terms import Version
from detector.text import Article, Document
from training import splits
from training.corpora import load_corpora
from training.splits import PARTS

COPIES = ("asap_bt", "detectrl", "detectrl_human_para", "imbd", "l2r", "raidar_news", "sheepdog", "apt_eval")
"""Corpora whose machine texts were made from the human text beside them. In llm_misinfo a fifth were made from a headline."""

SIBLINGS = ("wmt_human_refs", "wmt22_general")
"""Corpora with two human translations of one text: relatives, of which neither is the copy."""

TOPICS = (*COPIES[1:], *SIBLINGS, "reuters21578", "abc_rural", "llm_misinfo")
"""Corpora whose articles are the strangers; the essays of asap_bt retell one text each and are no strangers."""

_MADE_FROM_HUMAN = r"polish|rewrite|of_human|style_rewrite|reframe|dipper_of_human"
_RUN_WORDS = 8
_SIBLING_WEIGHT = 8.0
"""Weight of a pair of human translations in the fit: it teaches when not to name a direction."""


@dataclass(frozen=True)
class Descent:
    """Two texts whose relation is known.

    Attributes
    ----------
    kind : str
        ``"copy"`` (the second derives from the first), ``"sibling"``, ``"topic"`` or ``"event"``.
    corpus, group : str
        Where they come from.
    relation, direction : numpy.ndarray
        Their features.
    """

    kind: str
    corpus: str
    group: str
    relation: np.ndarray
    direction: np.ndarray


def part_of(groups: Iterable[str]) -> list[str]:
    """Split sources in two halves, the other way round than `training.splits.part_of`: the weights were fitted to that half.

    Examples
    --------
    >>> part_of(["a", "b", "a"])
    ['tune', 'check', 'tune']
    """
    return splits.part_of(groups, PARTS[::-1])


def _descent(kind: str, corpus: str, group: str, first: str, second: str) -> Descent:
    a, b = Version(Document(Article("a", first))), Version(Document(Article("b", second)))
    alignment = align(a, b)
    direction = direction_features(alignment, traits_of(a), traits_of(b)) if kind in ("copy", "sibling") else np.zeros(len(DIRECTION_FEATURES))
    return Descent(kind, corpus, group, relation_features(alignment), direction)


def _copies(frame: pd.DataFrame, limit: int, seed: int) -> Iterator[Descent]:
    words = frame["text"].str.count(r"\S+")
    human = frame[frame["cause"].eq("human") & words.ge(60)].drop_duplicates("group").set_index("group")
    made = frame["prompt_kind"].str.contains(_MADE_FROM_HUMAN) | frame["cause"].isin(["translated", "spun"])
    derived = frame[made & frame["group"].isin(human.index) & words.ge(40) & frame["corpus"].isin(COPIES)]
    originals = human["text"].to_dict()
    drawn = derived.sample(frac=1, random_state=seed).groupby("corpus").head(limit)
    for corpus, group, text in zip(drawn["corpus"], drawn["group"], drawn["text"], strict=True):
        yield _descent("copy", corpus, group, originals[group], text)


def _siblings(frame: pd.DataFrame) -> Iterator[Descent]:
    human = frame[frame["cause"].eq("human") & frame["corpus"].isin(SIBLINGS)].drop_duplicates(["group", "text"])
    for group, texts in human.groupby("group")["text"]:
        if len(texts) > 1:
            yield _descent("sibling", "wmt", str(group), texts.iloc[0], texts.iloc[1])


def _runs(text: str) -> set[str]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {" ".join(words[at : at + _RUN_WORDS]) for at in range(len(words) - _RUN_WORDS + 1)}


def _strangers(frame: pd.DataFrame, limit: int, seed: int) -> Iterator[Descent]:
    """Yield pairs of one topic: an article and one of the nine that are nearest to it, reprints left out."""
    chance = random.Random(seed)
    human = frame[frame["cause"].eq("human") & frame["text"].str.count(r"\S+").ge(60)]
    for corpus in TOPICS:
        own = human[human["corpus"].eq(corpus)].drop_duplicates("group")
        own = own.sample(min(2000, len(own)), random_state=seed).reset_index(drop=True)
        if len(own) < 20:
            continue
        vectors = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(own["text"])
        for number in chance.sample(range(len(own)), min(limit, len(own))):
            near = np.argsort(-(vectors @ vectors[number].T).toarray().ravel())
            other = int(chance.choice(list(near[2:11])))
            first, second = own["text"].iloc[number], own["text"].iloc[other]
            if number != other and len(_runs(first) & _runs(second)) < 3:
                yield _descent("topic", corpus, own["group"].iloc[number], first, second)


def _halves(frame: pd.DataFrame, limit: int, seed: int) -> Iterator[Descent]:
    """Yield every other sentence of an article against the sentences between them."""
    words = frame["text"].str.count(r"\S+")
    long = frame[frame["cause"].eq("human") & words.between(220, 900) & frame["corpus"].isin(TOPICS)].drop_duplicates("group")
    drawn = long.sample(frac=1, random_state=seed).groupby("corpus").head(limit)
    for corpus, group, text in zip(drawn["corpus"], drawn["group"], drawn["text"], strict=True):
        document = Document(text)
        sentences = [document.text[start:end] for start, end in document.sentences]
        if len(sentences) >= 8:
            yield _descent("event", corpus, group, "\n".join(sentences[0::2]), "\n".join(sentences[1::2]))


def descents(limit: int, part: str, seed: int = 0) -> list[Descent]:
    """Collect pairs of known descent from the corpora.

    Parameters
    ----------
    limit : int
        Most pairs of each corpus and kind.
    part : str
        One of `training.splits.PARTS`.
    seed : int
        Of the choice.

    Returns
    -------
    list of Descent

    Raises
    ------
    training.corpora.CorpusError
        If the corpora cannot be had.
    """
    frame = load_corpora(sorted({*COPIES, *TOPICS}))
    frame = frame[[own == part for own in part_of(frame["group"])]]
    return [
        *_copies(frame, limit, seed), *_siblings(frame), *_strangers(frame, limit, seed), *_halves(frame, max(1, limit // 2), seed),
    ]  # fmt: skip


def measure_lineage(limit: int, part: str, seed: int = 0) -> str:
    """Measure the lineage on pairs of known descent and say it in a table.

    Parameters
    ----------
    limit, part, seed
        See `descents`.
    """
    pairs = descents(limit, part, seed)
    shared = np.array([shared_probability(pair.relation) for pair in pairs])
    second_is_copy = np.array([copy_probability(pair.direction) for pair in pairs])
    kind = np.array([pair.kind for pair in pairs])
    corpus = np.array([pair.corpus for pair in pairs])
    called = shared >= SHARED
    copies = kind == "copy"
    lines = [f"Copies, called from a probability of {SHARED}:"]
    for name in [*sorted(set(corpus[copies])), "all"]:
        own = copies if name == "all" else copies & (corpus == name)
        lines.append(f"  {name:22}{own.sum():6}  recall {called[own].mean():.3f}")
    topic, event = kind == "topic", kind == "event"
    lines.append(f"  against {topic.sum()} strangers of one topic: precision {copies[called & (copies | topic)].mean():.4f}")
    lines.append(f"  called copies among {event.sum()} pairs of one event without a common sentence: {called[event].mean():.3f}")
    lines.append(f"  two human translations of one text called relatives: {called[kind == 'sibling'].mean():.3f}")
    decided = np.maximum(second_is_copy, 1 - second_is_copy) >= DECIDED
    lines.append(f"Direction, named from a probability of {DECIDED}:")
    for name in [*sorted(set(corpus[copies])), "all"]:
        own = copies if name == "all" else copies & (corpus == name)
        right = (second_is_copy[own & decided] > 0.5).mean() if (own & decided).any() else float("nan")
        lines.append(f"  {name:22}{own.sum():6}  decided {decided[own].mean():.3f}  right {right:.3f}")
    lines.append(f"  between two human translations a direction is named in {decided[kind == 'sibling'].mean():.3f}")
    return "\n".join(lines)


def fit(limit: int, seed: int = 0) -> str:
    """Fit the weights of the lineage on the tuning half and return them as they stand in `detector.comparison.lineage`.

    Parameters
    ----------
    limit, seed
        See `descents`.
    """
    pairs = [pair for pair in descents(limit, "tune", seed) if np.isfinite(pair.direction).all()]
    related = [pair for pair in pairs if pair.kind != "sibling"]
    relation = LogisticRegression(C=10.0, max_iter=10_000)
    relation.fit(np.stack([pair.relation for pair in related]), [pair.kind == "copy" for pair in related])
    scale, weights = _fit_direction(pairs)
    return "\n".join(
        [
            f"RELATION_INTERCEPT = {relation.intercept_[0]:.2f}",
            f"RELATION_WEIGHTS = {dict(zip(RELATION_FEATURES, relation.coef_[0].round(2).tolist(), strict=True))}",
            f"DIRECTION_WEIGHTS = {dict(zip(DIRECTION_FEATURES, (weights / scale).round(3).tolist(), strict=True))}",
        ]
    )


def _fit_direction(pairs: list[Descent]) -> tuple[np.ndarray, np.ndarray]:
    """Fit without an intercept on every pair seen from both sides; human siblings count half for either answer."""
    copies = [pair for pair in pairs if pair.kind == "copy"]
    values = np.stack([pair.direction for pair in copies])
    siblings = np.stack([pair.direction for pair in pairs if pair.kind == "sibling"])
    scale = values.std(axis=0)
    scale[scale == 0] = 1.0
    sizes = Counter(pair.corpus for pair in copies)
    weight = np.array([1 / np.sqrt(sizes[pair.corpus]) for pair in copies])
    rows = np.concatenate([values, -values, siblings, -siblings, siblings, -siblings]) / scale
    answers = np.repeat([1, 0, 1, 1, 0, 0], [len(values), len(values), *[len(siblings)] * 4])
    weights = np.concatenate([weight / weight.mean()] * 2 + [np.full(4 * len(siblings), _SIBLING_WEIGHT)])
    model = LogisticRegression(fit_intercept=False, C=0.01, max_iter=5000).fit(rows, answers, sample_weight=weights)
    return scale, model.coef_[0]

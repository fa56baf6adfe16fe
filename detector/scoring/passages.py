"""Which part of an article was rewritten: passages, each judged by itself, that read like machine text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from detector.scoring.heads import CAUSES, Heads
from detector.text import Document

PASSAGE_LINE = 0.9
"""A passage is shown as machine text from this probability on: see the model card for how often that is wrong."""

SentenceScore = tuple[int, int, float]
"""Span of a sentence, and how likely the passage around it is a machine's."""


def sentence_scores(heads: Heads, document: Document, cause: str) -> tuple[SentenceScore, ...]:
    """Return how likely the passage around each sentence is of a cause rather than human.

    Parameters
    ----------
    heads : Heads
    document : Document
    cause : str
        ``translated``, ``spun`` or ``llm``.

    Returns
    -------
    tuple of (int, int, float)
        Span of the sentence, and the probability where passages of both are as common.
    """
    found = heads.passage_probabilities(document)[:, CAUSES.index(cause)]
    return tuple((start, end, round(value, 3)) for (start, end), value in zip(document.sentences, found.tolist(), strict=True))


def rewritten(heads: Heads, document: Document, row: Mapping[str, Any]) -> list[SentenceScore]:
    """Return the passages of a scored article that read like machine text of its likeliest cause.

    Parameters
    ----------
    heads : Heads
    document : Document
    row : mapping
        Its record as a row.

    Returns
    -------
    list of (int, int, float)
        Span and mean probability of each; none where the article as a whole was found human or not scored.
    """
    if row["verdict"] in ("human", "unscored"):
        return []
    cause = max(CAUSES, key=lambda name: row[f"p_{name}"])
    return passages(sentence_scores(heads, document, cause))


def passages(sentences: Sequence[SentenceScore], line: float = PASSAGE_LINE) -> list[SentenceScore]:
    """Join neighbouring sentences that read like machine text.

    Parameters
    ----------
    sentences : sequence of (int, int, float)
        See `sentence_scores`.
    line : float
        The probability from which on a sentence is taken.

    Returns
    -------
    list of (int, int, float)
        Span and mean probability of each passage.

    Examples
    --------
    >>> passages([(0, 20, 0.2), (21, 60, 0.92), (61, 90, 0.96), (91, 120, 0.5)])
    [(21, 90, 0.94)]
    """
    found = []
    for over, run in groupby(sentences, lambda sentence: sentence[2] >= line):
        if over:
            kept = list(run)
            found.append((kept[0][0], kept[-1][1], round(sum(value for _, _, value in kept) / len(kept), 3)))
    return found

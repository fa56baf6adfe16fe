"""`Assessment`: all that is said of one document, joined from the heads' log-odds and the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Any

import numpy as np

from detector.markers import Evidence
from detector.scoring.heads import CAUSES
from detector.text import Document

MINIMUM_WORDS = 80
"""Below this many words of body nothing is said."""

SHORT_WORDS = 150
"""Below this many words of body the doubtful range is wider."""

MEANING = (
    "Reliability is 100 times the estimated probability that the words are the author's own. It errs on the author's "
    "side: the odds of each cause (translated, spun, LLM) are lowered until hardly any human text of any kind in the "
    "corpora stands out, so that 25 is already a strong suspicion and most human texts are above 70. It says nothing "
    "about whether the article is true. It is a statistical estimate from the style of the text, lowered where decisive "
    "evidence of a machine stands in the narrative, and less sure on kinds of text that the corpora named in the model "
    "card do not hold. A machine verdict is given only below a threshold that at most 1 in 100 human originals of any kind in "
    "the corpora fell under."
)
"""What the number means, for readers of a report."""



def meaning(held_out: Mapping[str, Any] | None = None) -> str:
    """Return what the number means and, where the model knows it, how often its verdicts are wrong.

    Parameters
    ----------
    held_out : mapping, optional
        The held-out figures that a fitted model carries: ``summary`` and ``false_positives`` as lists of rows.

    Returns
    -------
    str
    """
    rows = {row["kind"]: row for row in (held_out or {}).get("false_positives", ())}
    originals = rows.get("all originals")
    if held_out is None or originals is None:
        return MEANING
    missed = [
        f"{1 - row['flagged']:.0%} of the {name} texts"
        for cause, name in (("translated", "translated"), ("spun", "spun"), ("llm", "LLM-rewritten"))
        for row in held_out["summary"]
        if row["cause"] == cause
    ]
    return (
        f"{MEANING} On texts that the model had not seen, a machine verdict fell on {originals['flagged']:,} of "
        f"{originals['documents']:,} human originals ({originals['rate']:.2%}, 95 % interval {originals['low']:.2%} to "
        f"{originals['high']:.2%}); it missed {', '.join(missed)}, so its absence clears nobody."
    )


FAMILY_CAUSES: Mapping[str, str] = {"translation": "translated", "spin": "spun", "llm": "llm"}

STRONG_CAP = 2.5
"""Strong evidence together adds at most this much to a cause's log-odds."""

DECISIVE_WORTH = 2.0
"""What one piece of decisive evidence adds to its cause's log-odds, and again when the cause is named."""

MOST_DECISIVE = 3
"""More pieces than these add nothing."""

CAP_WITH_ONE_DECISIVE = 0.4
CAP_WITH_MORE_DECISIVE = 0.04


@dataclass(frozen=True)
class Thresholds:
    """Where verdicts begin, as probabilities of human authorship.

    Attributes
    ----------
    machine, human : float
        At or below the first a machine verdict is given, at or above the second a human one.
    machine_short, human_short : float
        The same below `SHORT_WORDS` words of body.
    """

    machine: float
    human: float
    machine_short: float
    human_short: float

    def verdict(self, p_human: float, words: int) -> str:
        """Return ``"machine"``, ``"unclear"`` or ``"human"``."""
        short = words < SHORT_WORDS
        if p_human <= (self.machine_short if short else self.machine):
            return "machine"
        return "human" if p_human >= (self.human_short if short else self.human) else "unclear"


@dataclass(frozen=True)
class Assessment:
    """What is said of one document.

    Attributes
    ----------
    verdict : str
        ``human``, ``unclear``, ``translated``, ``spun``, ``llm`` or ``unscored``.
    reliability : float or None
        0 to 100, see `MEANING`; None where nothing is said.
    probabilities : mapping of str to float
        Of ``human`` and of each cause; they sum to 1. Empty where nothing is said.
    reason : str
        Why nothing is said, as a sentence; empty otherwise.
    evidence : tuple of Evidence
        What the catalogue found, in order of place.
    sentences : tuple of (int, int, float)
        Span of each sentence, and how likely the passage around it (see `detector.scoring.heads.PASSAGE`) is of the
        likeliest cause rather than human, where passages of both are as common. Empty where nothing is said.
    """

    verdict: str
    reliability: float | None = None
    probabilities: Mapping[str, float] | None = None
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()
    sentences: tuple[tuple[int, int, float], ...] = ()


def likeliest(probabilities: Mapping[str, float]) -> str:
    """Return the machine cause with the highest probability."""
    return max(CAUSES, key=lambda cause: probabilities[cause])


def abstention(document: Document) -> str:
    """Return why a document cannot be scored, as a sentence; empty when it can."""
    if document.word_count < MINIMUM_WORDS:
        return f"Too short: {document.word_count} words of body, at least {MINIMUM_WORDS} are needed."
    if document.language != "en":
        language = "of no language that could be told" if document.language == "und" else f"in another language ({document.language})"
        return f"Not English: the body seems to be {language}."
    return ""


def join(log_odds: np.ndarray, evidence: Sequence[Evidence], lifts: Mapping[str, float]) -> dict[str, float]:
    """Join the heads' log-odds with the evidence into probabilities.

    Strong evidence adds what it was measured to be worth, capped. Decisive evidence names its family's cause
    and caps the probability of human authorship.

    Parameters
    ----------
    log_odds : numpy.ndarray, shape (3,)
        Of each of `CAUSES` against human authorship.
    evidence : sequence of Evidence
        Only what counts (`Evidence.counts`) has an effect.
    lifts : mapping of str to float
        Log-odds that one kind of strong evidence of a family is worth.

    Returns
    -------
    dict of str to float
        Probabilities of ``human`` and of each cause.
    """
    strong = {cause: set[str]() for cause in CAUSES}
    decisive = dict.fromkeys(CAUSES, 0)
    for piece in evidence:
        if piece.counts and piece.family in FAMILY_CAUSES:
            cause = FAMILY_CAUSES[piece.family]
            if piece.severity == "decisive":
                decisive[cause] += 1
            else:
                strong[cause].add(piece.marker)
    found = [min(decisive[cause], MOST_DECISIVE) for cause in CAUSES]
    raised = [
        value + min(STRONG_CAP, lifts.get(cause, 0.0) * len(strong[cause])) + DECISIVE_WORTH * count
        for cause, value, count in zip(CAUSES, log_odds.tolist(), found, strict=True)
    ]
    p_human = 1 / (1 + sum(exp(min(max(value, -15), 15)) for value in raised))
    total = sum(decisive.values())
    if total:
        p_human = min(p_human, CAP_WITH_ONE_DECISIVE if total == 1 else CAP_WITH_MORE_DECISIVE)
    # which cause it was is told by the leftovers more than by the style
    named = [value + DECISIVE_WORTH * count for value, count in zip(raised, found, strict=True)]
    shares = [exp(value - max(named)) for value in named]
    return {"human": p_human} | {cause: (1 - p_human) * share / sum(shares) for cause, share in zip(CAUSES, shares, strict=True)}


def rounded(probabilities: Mapping[str, float], digits: int = 4) -> dict[str, float]:
    """Round probabilities so that they still sum to 1 exactly as printed.

    Examples
    --------
    >>> sum(rounded({"human": 1 / 3, "translated": 1 / 3, "spun": 1 / 3, "llm": 0.0}).values())
    1.0
    """
    unit = 10**digits
    parts = {name: int(value * unit) for name, value in probabilities.items()}
    missing = unit - sum(parts.values())
    by_remainder = sorted(probabilities, key=lambda name: (-(probabilities[name] * unit - parts[name]), name))
    for name in by_remainder[:missing]:
        parts[name] += 1
    return {name: part / unit for name, part in parts.items()}

"""How far a version can be relied on once its story is in view: what it altered counts against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detector.comparison.result import Pair, Story

_FACTORS = {"decisive": 0.9, "strong": 0.97}
"""What is left of the reliability after each alteration that the copy made."""

_LEAST = 0.2
"""What is left of it at least: alterations say that a text was rewritten, not that nothing in it is true."""

_COUNTED = {
    "quote-altered": ("altered quotation", "altered quotations"),
    "negation-flipped": ("flipped negation", "flipped negations"),
    "number-changed": ("changed number", "changed numbers"),
    "unit-lost": ("lost unit", "lost units"),
    "attribution-changed": ("statement given to another speaker", "statements given to other speakers"),
    "inclusion-flipped": ("inclusion turned round", "inclusions turned round"),
    "time-shifted": ("shifted time", "shifted times"),
    "modality-shifted": ("statement made firmer or weaker", "statements made firmer or weaker"),
    "name-changed": ("changed name", "changed names"),
    "quote-dropped": ("quotation without its marks", "quotations without their marks"),
}


@dataclass(frozen=True)
class Standing:
    """A version in the ranking of its story.

    Attributes
    ----------
    id : str
        The article.
    reliability : float or None
        0 to 100, with the story in view; None where the article was not scored.
    alone : float or None
        The reliability of the article by itself.
    because : str
        What lowered it, as a sentence; empty where nothing did.
    """

    id: str
    reliability: float | None
    alone: float | None
    because: str

    def to_json(self) -> dict[str, Any]:
        """Return the standing as JSON values."""
        rounded = None if self.reliability is None else round(self.reliability, 1)
        return {"id": self.id, "reliability": rounded, "alone": self.alone, "because": self.because}


def _counted(pair: Pair) -> tuple[float, Counter[str]]:
    """Return what is left of the copy's reliability, and the alterations that took the rest."""
    left = 1.0
    counts: Counter[str] = Counter()
    for alteration in pair.alterations:
        if alteration.kind in _COUNTED and alteration.severity in _FACTORS:
            left *= _FACTORS[alteration.severity]
            counts[alteration.kind] += 1
    return max(_LEAST, left), counts


def _sentence(counts: Mapping[str, int], source: str, alone: float | None, reliability: float | None) -> str:
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    listed = ", ".join(f"{count} {_COUNTED[kind][count > 1]}" for kind, count in ordered)
    unchanged = alone is None or reliability is None or round(alone) == round(reliability)
    lowered = "" if unchanged else f"lowered from {alone:.0f} to {reliability:.0f}: "
    return f"{lowered}{listed} against {source}"


def standings(story: Story, alone: Mapping[str, float | None]) -> list[Standing]:
    """Rank the versions of a story, most reliable first.

    A version is held against the source that the lineage names for it; one whose source is unknown, or that is
    nobody's copy, keeps the reliability it has by itself.

    Parameters
    ----------
    story : Story
        A compared story.
    alone : mapping of str to float or None
        Reliability of each article by itself.

    Returns
    -------
    list of Standing
    """
    pairs = {(pair.a, pair.b): pair for pair in story.pairs}
    sources = {step.copy: step.source for step in story.lineage if step.source is not None}
    ranked = []
    for id in story.articles:
        before = alone.get(id)
        pair = pairs.get((sources[id], id)) if id in sources else None
        left, counts = _counted(pair) if pair else (1.0, Counter())
        after = None if before is None else before * left
        ranked.append(Standing(id, after, before, _sentence(counts, sources[id], before, after) if counts else ""))
    return sorted(ranked, key=lambda standing: (standing.reliability is None, -(standing.reliability or 0.0), bool(standing.because)))

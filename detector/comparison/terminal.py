"""The terminal view of a comparison: stories, who derives from whom, and the worst alterations side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from detector.comparison.findings import SEVERITIES, Alteration, Span
from detector.comparison.lineage import Derivation
from detector.comparison.result import Pair, Story
from detector.comparison.standing import Standing

WORST = 12
"""Alterations shown of a pair."""

_ROUTINE = frozenset({"synonym-substituted", "sentence-added", "sentence-dropped"})
_WIDTH = 46


class Lines(Protocol):
    """Where lines go."""

    def line(self, text: str = "") -> None:
        """Write one line."""

    def styled(self, text: str, style: str) -> str:
        """Return a text in a style."""


def tree(story: Story) -> Iterator[str]:
    """Yield the lineage of a story as a small tree, sources to the left.

    Parameters
    ----------
    story : Story
        A compared story.
    """
    copies: dict[str, list[Derivation]] = defaultdict(list)
    steps = {step.copy: step for step in story.lineage}
    for step in story.lineage:
        if step.source is not None:
            copies[step.source].append(step)
    roots = [id for id in story.articles if id not in steps or steps[id].source is None]

    def below(id: str, indent: str) -> Iterator[str]:
        for number, step in enumerate(copies[id]):
            last = number == len(copies[id]) - 1
            yield f"{indent}{'└─' if last else '├─'} {step.copy}  ({step.probability:.0%})"
            yield from below(step.copy, indent + ("   " if last else "│  "))

    for root in roots:
        known = f"  ({steps[root].because[0]})" if root in steps else ""
        yield f"{root}{known}"
        yield from below(root, "")


def worst(alterations: Iterable[Alteration]) -> list[Alteration]:
    """Return the most serious alterations, in the order of severity and then of the text."""
    serious = [found for found in alterations if found.kind not in _ROUTINE and found.severity != "weak"]
    return sorted(serious, key=lambda found: SEVERITIES.index(found.severity))[:WORST]


def _cell(span: Span | None) -> str:
    text = " ".join(span.text.split()) if span else "—"
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"


def _print_pair(pair: Pair, lines: Lines) -> None:
    shown = worst(pair.alterations)
    rate = f", {pair.substitution_rate:.0f} synonyms exchanged in 1,000 words" if pair.substitution_rate >= 1 else ""
    lines.line()
    lines.line(f"  {pair.a}  |  {pair.b}: {pair.aligned_sentences} sentences in common, {len(pair.alterations)} alterations{rate}")
    for found in shown:
        label = found.kind.ljust(20)
        lines.line(f"    {lines.styled(label, found.severity)} {_cell(found.a).ljust(_WIDTH)} | {_cell(found.b)}")
    hidden = len(pair.alterations) - len(shown)
    if hidden:
        lines.line(f"    and {hidden} more, most of them minor; -o OUT.json or OUT.html has all")


def print_story(story: Story, ranked: Sequence[Standing], number: int, lines: Lines) -> None:
    """Print one story with its lineage, its ranking and its worst alterations.

    Parameters
    ----------
    story : Story
        A compared story.
    ranked : sequence of Standing
        Its versions, most reliable first; empty where nothing was scored.
    number : int
        What to call it.
    lines : Lines
        Where it goes.
    """
    lines.line(lines.styled(f"Story {number}: {len(story.articles)} versions", "bold"))
    for line in tree(story):
        lines.line(f"  {line}")
    for step in story.lineage:
        if step.source is not None:
            lines.line(f"  Why {step.copy} is taken to derive from {step.source}, or from what that was made from:")
            for reason in step.because:
                lines.line(f"    {reason}")
    if ranked:
        lines.line("  Reliability with the story in view:")
        for standing in ranked:
            score = "  –" if standing.reliability is None else f"{standing.reliability:3.0f}"
            lines.line(f"    {score}  {standing.id}" + (f"  ({standing.because})" if standing.because else ""))
    derived = {(step.source, step.copy) for step in story.lineage}
    for pair in sorted(story.pairs, key=lambda pair: (pair.a, pair.b) not in derived):
        if worst(pair.alterations):
            _print_pair(pair, lines)
    lines.line()

"""`Alteration`: one place where two versions of a story do not say the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detector.comparison.terms import Version

KINDS = (
    "quote-altered", "quote-dropped", "negation-flipped", "number-changed", "unit-lost", "time-shifted", "modality-shifted",
    "attribution-changed", "name-changed", "entity-generalised", "inclusion-flipped", "sentence-added", "sentence-dropped",
    "synonym-substituted",
)  # fmt: skip
SEVERITIES = ("decisive", "strong", "weak")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an original text.

    Attributes
    ----------
    start, end : int
        Half-open, in code points.
    text : str
        What stands there.
    """

    start: int
    end: int
    text: str

    def to_json(self) -> dict[str, Any]:
        """Return the span as JSON values."""
        return {"start": self.start, "end": self.end, "text": self.text}


@dataclass(frozen=True, slots=True)
class Alteration:
    """One place where two versions differ in what they say.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    severity : str
        ``"decisive"`` (the meaning or somebody's words were changed), ``"strong"`` or ``"weak"`` (ordinary editing, too).
    a, b : Span or None
        Where it stands in either version; None where a version has nothing for it.
    note : str
        What was changed, as a sentence.
    """

    kind: str
    severity: str
    a: Span | None
    b: Span | None
    note: str

    def to_json(self) -> dict[str, Any]:
        """Return the alteration as JSON values, as the contract has it."""
        return {
            "kind": self.kind,
            "severity": self.severity,
            "a": self.a.to_json() if self.a else None,
            "b": self.b.to_json() if self.b else None,
            "note": self.note,
        }

    def swapped(self) -> Alteration:
        """Return the same alteration with the versions the other way round."""
        kind = {"sentence-added": "sentence-dropped", "sentence-dropped": "sentence-added"}.get(self.kind, self.kind)
        return Alteration(kind, self.severity, self.b, self.a, self.note)


def span_of_terms(version: Version, terms: list[int]) -> Span | None:
    """Return the span from the first to the last of some terms; None for none."""
    if not terms:
        return None
    start, end = version.terms[min(terms)].start, max(version.terms[index].end for index in terms)
    return Span(start, end, version.text_of(start, end))


def show(span: Span | None) -> str:
    """Return a span as it is quoted in a note, shortened in the middle."""
    if span is None:
        return "nothing"
    text = " ".join(span.text.split())
    return f"“{text}”" if len(text) <= 70 else f"“{text[:40].rstrip()} … {text[-24:].lstrip()}”"

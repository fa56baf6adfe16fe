"""`Hit`: what a mechanism returns for one occurrence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from detector.text import Document


class Hit(NamedTuple):
    """One occurrence found by a mechanism.

    Attributes
    ----------
    start, end : int
        Half-open span in code points of the original text.
    severity : str
        Where it differs from the marker's own; empty otherwise.
    note : str
        What was seen here, as half a sentence; empty where the marker's reason says it all.
    """

    start: int
    end: int
    severity: str = ""
    note: str = ""


Mechanism = Callable[[Document, Mapping[str, Any]], Iterable[Hit]]
"""A function of the document and the marker's options that yields hits, in any order."""

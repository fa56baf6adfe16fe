"""`Evidence`: one occurrence of a marker, with its place in the text."""

from __future__ import annotations

from typing import NamedTuple

SEVERITIES = ("decisive", "strong", "weak")
FAMILIES = ("translation", "spin", "llm", "scrape")


class Evidence(NamedTuple):
    """One occurrence of a marker in a document.

    Attributes
    ----------
    marker : str
        Identifier in the catalogue.
    start, end : int
        Half-open span in code points of the original text.
    severity : str
        ``"decisive"`` (one is enough to say that a machine touched the text), ``"strong"`` or ``"weak"``
        (feeds the features, shown on request).
    note : str
        What was seen here, where it differs from the marker's general reason; may be empty.
    family : str
        ``"translation"``, ``"spin"``, ``"llm"`` or ``"scrape"``.
    place : str
        ``"narrative"``, ``"quotation"`` or ``"furniture"``. Only the narrative counts in a score.
    """

    marker: str
    start: int
    end: int
    severity: str
    note: str = ""
    family: str = ""
    place: str = "narrative"

    @property
    def counts(self) -> bool:
        """Whether it accuses: shown evidence of a machine, in the narrative of the body."""
        return self.severity != "weak" and self.place == "narrative" and self.family != "scrape"

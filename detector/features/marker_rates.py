"""How often the markers of each family and severity occur, so that a growing catalogue keeps its columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt

import numpy as np

from detector.features.base import Transformer
from detector.markers import FAMILIES, SEVERITIES, Catalogue, Evidence
from detector.text import Document

CLASSES = tuple((family, severity) for family in FAMILIES if family != "scrape" for severity in SEVERITIES)
"""Families and severities that are counted, in the order of the columns."""
_COLUMNS = {pair: place for place, pair in enumerate(CLASSES)}


class MarkerRates(Transformer):
    """Occurrences and kinds of markers in the narrative, by family and severity.

    Parameters
    ----------
    catalogue : Catalogue, optional
        What to look for; the shipped catalogue where none is given.

    Notes
    -----
    Evidence in quotations and furniture, and what scraping leaves, never counts.
    """

    names = tuple(f"{measure}_{family}_{severity}" for measure in ("rate", "kinds") for family, severity in CLASSES)

    def __init__(self, catalogue: Catalogue | None = None) -> None:
        self.catalogue = catalogue

    def fit(self, documents: Iterable[Document | str], y: object = None) -> MarkerRates:
        """Load the shipped catalogue where none was given."""
        self.catalogue_ = self.catalogue if self.catalogue is not None else Catalogue.load()
        return self

    def row(self, document: Document) -> np.ndarray:
        """Return the rates of one document, float32."""
        return marker_rates(self.catalogue_.find(document), document.word_count)


def marker_rates(evidence: Sequence[Evidence], words: int) -> np.ndarray:
    """Count evidence by family and severity: the square root of occurrences per 1,000 words, then distinct markers.

    Parameters
    ----------
    evidence : sequence of Evidence
    words : int
        Words of body.

    Returns
    -------
    numpy.ndarray of float32, shape (2 * n_families * n_severities,)
    """
    counts = [0] * len(_COLUMNS)
    kinds: list[set[str]] = [set() for _ in _COLUMNS]
    for piece in evidence:
        column = _COLUMNS.get((piece.family, piece.severity))
        if column is not None and piece.place == "narrative":
            counts[column] += 1
            kinds[column].add(piece.marker)
    rates = [sqrt(1000 * count / max(words, 80)) for count in counts]
    return np.array([*rates, *(min(len(found), 5) for found in kinds)], dtype=np.float32)

"""`Record`: the flat row that csv, jsonl and parquet share; one for every input, whatever happened to it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

VERDICTS = ("human", "unclear", "translated", "spun", "llm", "unscored")
STATUSES = ("scored", "abstained", "unreadable", "quarantined")
COLUMNS = (
    "rank", "id", "path", "title", "reliability", "verdict", "p_human", "p_translated", "p_spun", "p_llm", "words",
    "language", "evidence_count", "evidence", "status", "reason", "sha256", "model", "catalogue",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the output.

    Attributes
    ----------
    id, path, title : str
        Where the article came from.
    reliability : float or None
        0 to 100, higher is better; None where the article was not scored.
    verdict : str
        One of `VERDICTS`.
    p_human, p_translated, p_spun, p_llm : float or None
        Probabilities that sum to 1; None where the article was not scored.
    words : int
        Words of body.
    language : str
        ISO 639-1 code or ``"und"``; empty where nothing was read.
    evidence_count : int
        Pieces of evidence that are shown and count: decisive and strong ones in the narrative of the body.
    evidence : sequence of mapping
        ``marker, family, severity, start, end, quote, place`` and ``note`` of each, in order of place;
        weak ones included.
    status : str
        One of `STATUSES`.
    reason : str
        Why there is no score, or what to know about it (a guessed encoding, say); often empty.
    sha256 : str
        Hash of the text.
    model, catalogue : str
        Versions of what scored it.
    columns : mapping
        Other columns of the input table, carried through.
    """

    id: str
    path: str = ""
    title: str = ""
    reliability: float | None = None
    verdict: str = "unscored"
    p_human: float | None = None
    p_translated: float | None = None
    p_spun: float | None = None
    p_llm: float | None = None
    words: int = 0
    language: str = ""
    evidence_count: int = 0
    evidence: Sequence[Mapping[str, Any]] = ()
    status: str = "scored"
    reason: str = ""
    sha256: str = ""
    model: str = ""
    catalogue: str = ""
    columns: Mapping[str, Any] = field(default_factory=dict)

    def row(self) -> dict[str, Any]:
        """Return the record as one flat mapping in the order of `COLUMNS`, without its rank.

        The evidence is JSON text, so that csv and parquet hold the same; carried columns follow, renamed
        ``input_NAME`` where they would hide one of ours.
        """
        row = {name: getattr(self, name) for name in COLUMNS if name != "rank"}
        row["evidence"] = as_json(self.evidence)
        for name, value in self.columns.items():
            row[name if name not in COLUMNS else f"input_{name}"] = value
        return row


def as_json(evidence: Sequence[Mapping[str, Any]]) -> str:
    """Return evidence as compact JSON, with every character that has a place in UTF-8 as it is.

    Examples
    --------
    >>> as_json([{"marker": "mt-stutter", "quote": "the “ninth ninth”"}])
    '[{"marker":"mt-stutter","quote":"the “ninth ninth”"}]'
    """
    try:
        return orjson.dumps(evidence).decode()
    except TypeError:  # half a character has no place there, and not every sequence is known to orjson
        return json.dumps(list(evidence), ensure_ascii=False, separators=(",", ":"))

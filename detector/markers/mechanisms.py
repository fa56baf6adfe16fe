"""The mechanisms that markers may name, by name."""

from __future__ import annotations

from detector.markers import casing, fragments, register, residue
from detector.markers.hit import Mechanism

MECHANISMS: dict[str, Mechanism] = {
    "broken_name": casing.broken_name,
    "citation_tokens": residue.citation_tokens,
    "doubled_tail": fragments.doubled_tail,
    "lowercase_name": casing.lowercase_name,
    "orphan_tail": fragments.orphan_tail,
    "retold_run": register.retold_run,
    "said_deficit": register.said_deficit,
    "spurious_break": fragments.spurious_break,
    "unintroduced_speaker": register.unintroduced_speaker,
    "vocabulary_rate": register.vocabulary_rate,
}

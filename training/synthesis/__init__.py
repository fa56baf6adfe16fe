"""Simulated rewriting, for what is scarce in the corpora: synonym spinning and round-trip translation."""

from training.synthesis.round_trip import ApertiumError, pairs, round_trip, round_trips
from training.synthesis.spinner import THESAURI, Habits, spin

__all__ = ["THESAURI", "ApertiumError", "Habits", "pairs", "round_trip", "round_trips", "spin"]

"""Simulated rewriting, for what is scarce in the corpora: synonym spinning and round-trip translation."""

from training.synthesis.spinner import THESAURI, Habits, spin

__all__ = ["THESAURI", "Habits", "spin"]

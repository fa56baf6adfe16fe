"""Simulated rewriting, for what is scarce in the corpora."""

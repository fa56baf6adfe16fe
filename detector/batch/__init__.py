"""Scoring of whole piles: batches, processes and clusters, the ledger, the outputs."""

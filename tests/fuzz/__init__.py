"""Fuzzing: what must hold for any bytes, and the cases that once broke it."""

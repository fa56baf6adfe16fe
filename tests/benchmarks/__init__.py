"""Benchmarks print ratios against something run beside them; none of them judges."""

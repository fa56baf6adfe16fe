"""The versions of a story: which articles tell it, what the rewriting changed, and who derives from whom."""

from detector.comparison.findings import KINDS, Alteration, Span
from detector.comparison.lineage import Derivation
from detector.comparison.result import Comparison, Pair, Story, compare, compare_stories

__all__ = ["KINDS", "Alteration", "Comparison", "Derivation", "Pair", "Span", "Story", "compare", "compare_stories"]

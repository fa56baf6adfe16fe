"""What a text of twice the length costs, for every hostile unit: 2 is linear, 4 is quadratic.

Run: python -m tests.benchmarks.bench_adversarial [LENGTH]
"""

from __future__ import annotations

import sys
import time

from detector.markers import Catalogue
from detector.text import Document
from tests.hostile.texts import PROSE, attacks, repeated

LENGTH = 10_000
SUSPICIOUS = 3.0
"""More than this for twice the length, three times in a row, is not noise."""
LEAST_SECONDS = 0.02
"""Below this the fixed costs rule and a ratio says nothing."""


def cost(catalogue: Catalogue, text: str) -> float:
    """Return the processor seconds of preparing a text and running the catalogue over it."""
    start = time.process_time()
    document = Document(text)
    catalogue.find(document)
    for name in ("sentences", "quotations", "is_quoted", "word_count", "language"):
        getattr(document, name)
    return time.process_time() - start


def growth(catalogue: Catalogue, unit: str, length: int) -> tuple[float, float]:
    """Return the least ratio of three tries between twice the length and the length, and the cost of the longer text."""
    short, long = repeated(unit, length), repeated(unit, 2 * length)
    tries = []
    for _ in range(3):
        cost_of_short = cost(catalogue, short)
        tries.append((cost(catalogue, long) / max(cost_of_short, 1e-9), cost_of_short))
        if tries[-1][0] <= SUSPICIOUS:
            break
    ratio, cost_of_short = min(tries)
    return ratio, cost_of_short * ratio


def main() -> None:
    """Print the worst units, by growth and by cost against prose of the same length."""
    length = int(sys.argv[1]) if len(sys.argv) > 1 else LENGTH
    catalogue = Catalogue.load()
    prose = min(cost(catalogue, repeated(PROSE, 2 * length)) for _ in range(3))
    rows = [(name, *growth(catalogue, unit, length)) for name, unit in attacks(catalogue)]
    steep = [row for row in rows if row[1] > SUSPICIOUS and row[2] > LEAST_SECONDS]
    print(f"{len(rows)} units, {length:,} and {2 * length:,} characters")
    print(f"steeper than {SUSPICIOUS:g} x for twice the length: {len(steep)}")
    for name, ratio, _ in sorted(steep, key=lambda row: -row[1]):
        print(f"  {ratio:5.1f} x  {name}")
    print("dearest against prose of the same length:")
    for name, _, seconds in sorted(rows, key=lambda row: -row[2])[:8]:
        print(f"  {seconds / prose:5.1f} x  {name}")


if __name__ == "__main__":
    main()

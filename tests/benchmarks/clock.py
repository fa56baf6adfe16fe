"""A clock for benchmarks: processor time, the best of several runs, and texts to run on."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"


def best(function: Callable[[], object], runs: int = 7) -> float:
    """Return the least processor time of several runs, in seconds."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return min(times)


def texts(count: int = 120, words: int = 600, of: str = "*.txt") -> list[str]:
    """Return texts of about so many words, made of paragraphs of the samples of these names in changing order."""
    paragraphs = [line for path in sorted(SAMPLES.glob(of)) for line in path.read_text(encoding="utf-8").splitlines() if line]
    made = []
    for number in range(count):
        text: list[str] = []
        size, step = 0, 0
        while size < words:
            paragraph = paragraphs[(number * 7 + step * 11) % len(paragraphs)]
            text.append(paragraph)
            size += len(paragraph.split())
            step += 1
        made.append("\n\n".join(text))
    return made

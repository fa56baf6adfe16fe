"""The whole command, jsonl in and Parquet out: cost of a document, growth with their number, processes, memory, and peers.

Times are processor time of the command and all its workers, start-up taken off, so that a busy machine disturbs them
less; the gain from a second process needs wall time and an idle machine. proselint and lmscan are run where
``TWICETOLD_PEERS`` names a Python that has them.

Run: python -m tests.benchmarks.bench_throughput [LARGEST]
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks.clock import best, texts

LARGEST = 20_000
PEER_TEXTS = 20
LMSCAN = "import glob, lmscan, sys\nfor name in glob.glob(sys.argv[1] + '/*.txt'): lmscan.scan(open(name, encoding='utf-8').read())"


@dataclass(frozen=True)
class Cost:
    """What a command took: processor seconds and wall seconds."""

    processor: float
    wall: float


def run(command: list[str], statuses: tuple[int, ...] = (0,)) -> Cost:
    """Run a command to its end and return what it and its children took; any other status than the given ones is an error."""
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}  # as what is installed is
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, env=compiled, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, text=True)
    if done.returncode not in statuses:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.perf_counter() - start)


def score(folder: Path, sample: list[str], count: int, jobs: int = 1) -> Cost:
    """Score so many documents, each another by its last line."""
    given = folder / f"{count}.jsonl"
    if not given.exists():
        with given.open("w", encoding="utf-8") as file:
            for number in range(count):
                file.write(json.dumps({"id": str(number), "text": f"{sample[number % len(sample)]}\nNumber {number}."}) + "\n")
    output = folder / ("o.parquet" if find_spec("pyarrow") else "o.jsonl")
    return run([sys.executable, "-m", "detector", "score", str(given), "-o", str(output), "--jobs", str(jobs)])


def each(cost: Cost, start: Cost, count: int) -> float:
    """Return processor seconds a document without the start-up."""
    return (cost.processor - start.processor) / count


def peers(folder: Path, sample: list[str], ours: float) -> None:
    """Print what the peers take for the same texts."""
    python = os.environ.get("TWICETOLD_PEERS")
    if not python:
        print("proselint, lmscan: not run; TWICETOLD_PEERS names no Python that has them")
        return
    (folder / "texts").mkdir()
    for number, text in enumerate(sample[:PEER_TEXTS]):
        (folder / "texts" / f"{number}.txt").write_text(text, encoding="utf-8")
    given = str(folder / "texts")
    for name, command in (("proselint", [str(Path(python).parent / "proselint"), "check", given]), ("lmscan", [python, "-c", LMSCAN, given])):
        theirs = run(command, statuses=(0, 1)).processor / PEER_TEXTS  # 1: it found something to say
        print(f"{name:<10} {theirs * 1e3:8.2f} ms a document, {theirs / ours:6.1f} x ours")


def main() -> None:
    """Print the figures."""
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else LARGEST
    sample = texts(1000)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        start = score(folder, sample, 1)
        small = score(folder, sample, 1000)
        few = each(small, start, 999)
        split = best(lambda: [text.split() for text in sample]) / len(sample)
        print(f"start-up   {start.processor:8.2f} s")
        print(f"1,000      {few * 1e3:8.2f} ms a document")
        large = score(folder, sample, largest)
        ours = each(large, start, largest - 1)  # of so many, what a start-up takes more or less than another is nothing
        print(f"{largest:<10,} {ours * 1e3:8.2f} ms a document, {ours / few:.2f} x that of 1,000")
        print(f"           {1 / ours:.0f} documents a second and core, {ours / split:.0f} x text.split()")
        peers(folder, sample, ours)
        print(f"memory     {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:8.0f} MB at most")
        two = score(folder, sample, largest, jobs=2)
        print(f"2 processes: {large.wall / two.wall:.2f} x as fast by the clock, {two.processor / large.processor:.2f} x the processor time")


if __name__ == "__main__":
    main()

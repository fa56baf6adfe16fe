"""Fuzz one target, or all of them in turn, with atheris.

Run: python -m tests.fuzz.run [TARGET ...] [--seconds 60]

An input that breaks a target is kept in ``tests/fuzz/cases/TARGET``, which the tests replay; the exit status is then 1.
The run goes on after a finding until its time is up, or until it has found so many that they must be one and the same.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CASES = Path(__file__).parent / "cases"
NAMES = ("document", "readers", "catalogue", "model", "comparison")
SLOWEST_SECONDS = 20
"""Processor time; an input that takes longer is a finding. By the clock it may be ten times as long, on a busy machine."""
MOST_FINDINGS = 10
SHORTEST_SECONDS = 3
"""Loading and instrumenting takes about as long: less time than this is not worth another start."""


def fuzz(target: str, seconds: int, corpus: Path) -> None:
    """Fuzz a target in this process, which ends with it.

    Parameters
    ----------
    target : str
        One of `NAMES`.
    seconds : int
        How long.
    corpus : Path
        Folder of inputs to begin from; new ones are added to it.
    """
    import atheris

    with atheris.instrument_imports(include=["detector"]):
        from tests.fuzz import targets

    for number, seed in enumerate(targets.seeds(target)):
        (corpus / f"seed-{number}").write_bytes(seed)
    found = CASES / target
    found.mkdir(parents=True, exist_ok=True)
    slow = [f"-timeout={10 * SLOWEST_SECONDS}", f"-report_slow_units={10 * SLOWEST_SECONDS}"]
    flags = [f"-max_total_time={seconds}", f"-artifact_prefix={found}/", *slow, "-rss_limit_mb=4000", "-max_len=8192", "-print_final_stats=1"]

    def bounded(data: bytes) -> None:
        before = time.process_time()
        targets.TARGETS[target](data)
        assert time.process_time() - before < SLOWEST_SECONDS, "too slow"

    atheris.Setup([sys.argv[0], *flags, str(corpus)], bounded)
    atheris.Fuzz()


def main() -> int:
    """Fuzz each target in a process of its own, one after another, and say how many inputs were tried."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", choices=[*NAMES, []], metavar="TARGET", help=f"of {', '.join(NAMES)}; all of them by default")
    parser.add_argument("--seconds", type=int, default=60, help="for each target (default 60)")
    parser.add_argument("--corpus", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.corpus:
        fuzz(arguments.targets[0], arguments.seconds, arguments.corpus)
    return max([run(target, arguments.seconds) for target in arguments.targets or NAMES])


def run(target: str, seconds: int) -> int:
    """Fuzz a target in processes of their own until the time is up, and print what came of it.

    Parameters
    ----------
    target : str
        One of `NAMES`.
    seconds : int
        How long, over all processes.

    Returns
    -------
    int
        1 if anything was found, else 0.
    """
    tried, found, until = 0, 0, time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as corpus:
        while found < MOST_FINDINGS and (left := round(until - time.monotonic())) >= (0 if not tried else SHORTEST_SECONDS):
            command = [sys.executable, "-m", "tests.fuzz.run", target, "--seconds", str(max(left, 1)), "--corpus", corpus]
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
            tried += executions(done.stderr)
            if not done.returncode:
                break
            found += 1
            print((done.stdout + done.stderr)[-6000:], flush=True)
    print(f"{target}: {tried:,} executions, {f'FOUND {found}' if found else 'nothing found'}", flush=True)
    return min(found, 1)


def executions(log: str) -> int:
    """Return how many inputs libFuzzer tried, from its sums at the end or, where it was cut off, its last count.

    Parameters
    ----------
    log : str
        What it wrote on standard error.
    """
    counts = re.findall(r"^(?:stat::number_of_executed_units: |#)(\d+)", log, re.MULTILINE)
    return max(map(int, counts), default=0)


if __name__ == "__main__":
    sys.exit(main())

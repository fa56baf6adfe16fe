"""Fuzz one target, or all of them in turn, with atheris.

Run: python -m tests.fuzz.run [TARGET ...] [--seconds 60]

An input that breaks a target is kept in ``tests/fuzz/cases/TARGET``, which the tests replay; the exit status is then 1.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

CASES = Path(__file__).parent / "cases"
NAMES = ("document", "readers", "catalogue", "model", "comparison")
SLOWEST_SECONDS = 20
"""An input that takes longer is a finding."""


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
    flags = [f"-max_total_time={seconds}", f"-artifact_prefix={found}/", f"-timeout={SLOWEST_SECONDS}", "-rss_limit_mb=4000", "-max_len=8192"]
    atheris.Setup([sys.argv[0], *flags, "-print_final_stats=1", str(corpus)], targets.TARGETS[target])
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
    failed = 0
    for target in arguments.targets or NAMES:
        with tempfile.TemporaryDirectory() as corpus:
            command = [sys.executable, "-m", "tests.fuzz.run", target, "--seconds", str(arguments.seconds), "--corpus", corpus]
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        tried = [line.split()[-1] for line in done.stderr.splitlines() if "number_of_executed_units" in line]
        print(f"{target}: {tried[0] if tried else '?'} executions, {'nothing found' if not done.returncode else 'FOUND'}", flush=True)
        if done.returncode:
            failed = 1
            print((done.stdout + done.stderr)[-6000:])
    return failed


if __name__ == "__main__":
    sys.exit(main())

"""Endurance: runs that are killed again and again and a cluster that loses a worker, at full size with the shipped model.

Run: python -m tests.batch.endurance [--documents 20000] [--kills 10] [--jobs 2] [--seed N]

The output of every run must be, byte for byte, that of one that nothing happened to; the exit status is 1 if one is not.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from detector.batch.command import ledger_of
from detector.batch.writers import part_of
from tests.batch.test_clusters import running_cluster
from tests.benchmarks.clock import texts

COMMAND = [str(Path(sysconfig.get_path("scripts")) / "twicetold"), "score"]
SAMPLES, WORDS = 1000, 120
ENDINGS = ("csv", "parquet")


def write_input(folder: Path, count: int) -> Path:
    """Write so many documents, each another by its last line, in an order that is not that of the ranking."""
    sample = texts(SAMPLES, WORDS)
    path = folder / "in.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            file.write(json.dumps({"id": f"d{number}", "text": f"{sample[number % SAMPLES]}\nNumber {number}.", "site": number % 7}) + "\n")
    return path


def start(given: Path, output: Path, *more: str) -> subprocess.Popen[bytes]:
    """Start the installed command in a process group of its own."""
    return subprocess.Popen([*COMMAND, str(given), "-o", str(output), *more], stderr=subprocess.PIPE, start_new_session=True)


def to_its_end(process: subprocess.Popen[bytes]) -> str:
    """Wait for a command and return what it told last; any status but 0 is an error."""
    told = process.communicate()[1].decode().strip()
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, process.args))} ended with {process.returncode}: {told}")  # type: ignore[arg-type]
    return told.splitlines()[-1]


def size(ledger: Path) -> int:
    """Return how much a ledger holds."""
    return ledger.stat().st_size if ledger.exists() else 0


def kill_when(process: subprocess.Popen[bytes], moment: Callable[[], bool], *, whole_group: bool) -> bool:
    """End a command with SIGKILL at a moment, alone or with its workers, and tell whether it still ran."""
    while process.poll() is None and not moment():
        time.sleep(0.002)
    running = process.poll() is None
    if running and whole_group:
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
    return running


def survives_kills(given: Path, expected: Path, kills: int, jobs: int, chance: random.Random) -> bool:
    """Kill a run at random moments and once while it writes its output, resume it each time, and compare the outputs."""
    output = expected.with_stem("killed")
    ledger = ledger_of(output)
    targets = sorted(chance.randrange(size(ledger_of(expected)) * 19 // 20) for _ in range(kills))
    done, at = 0, []
    for number, target in enumerate(targets):
        until = float("inf")

        def reached(target: int = target, pause: float = chance.uniform(0, 0.5)) -> bool:
            nonlocal until
            if until == float("inf") and size(ledger) >= target:
                until = time.monotonic() + pause
            return time.monotonic() >= until

        done += kill_when(start(given, output, "--jobs", str(jobs), "--resume"), reached, whole_group=number % 2 == 0)
        at.append(f"{size(ledger) / size(ledger_of(expected)):.0%}")

    def writing() -> bool:
        return part_of(output).exists()

    in_writing = kill_when(start(given, output, "--jobs", str(jobs), "--resume"), writing, whole_group=True)
    told = to_its_end(start(given, output, "--jobs", str(jobs), "--resume"))
    same = output.read_bytes() == expected.read_bytes()
    left = sorted(path.name for path in output.parent.glob(".*"))
    print(f"{expected.suffix[1:]}: killed {done} times, with {', '.join(at)} in the ledger{', and once in writing' * in_writing}; {told}")
    print(f"{expected.suffix[1:]}: the same output: {same}; files left over: {left or 'none'}", flush=True)
    return same and done == kills and not left


def survives_loss_of_a_node(given: Path, expected: Path, count: int) -> bool:
    """Kill one of two Dask workers in the middle of a run over TCP, and compare the outputs."""
    output = expected.with_stem("clustered")
    with running_cluster(expected.parent) as (address, workers):
        process = start(given, output, "--backend", "dask", "--scheduler", address)
        half = size(ledger_of(expected)) // 2
        while process.poll() is None and size(ledger_of(output)) < half:
            time.sleep(0.01)
        running = process.poll() is None
        workers[0].kill()
        told = to_its_end(process)
    keys = [json.loads(line)["row"]["id"] for line in ledger_of(output).read_bytes().splitlines()[:-1]]
    same = output.read_bytes() == expected.read_bytes()
    print(f"Dask on {address}: a worker killed in mid-run: {running}; {told}")
    print(f"Dask: {len(keys):,} records of {len(set(keys)):,} documents in the ledger, the same output: {same}", flush=True)
    return same and running and len(keys) == len(set(keys)) == count


def main() -> int:
    """Do all of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    chance = random.Random(arguments.seed)
    endings = [ending for ending in ENDINGS if ending == "csv" or find_spec("pyarrow")]
    fine = True
    with tempfile.TemporaryDirectory(prefix="twicetold-endurance-") as folder:
        given = write_input(Path(folder), arguments.documents)
        for ending in endings:
            expected = Path(folder) / f"whole.{ending}"
            print(to_its_end(start(given, expected, "--jobs", str(arguments.jobs))), flush=True)
            fine &= survives_kills(given, expected, arguments.kills, arguments.jobs, chance)
        if find_spec("distributed"):
            fine &= survives_loss_of_a_node(given, expected, arguments.documents)
    return int(not fine)


if __name__ == "__main__":
    sys.exit(main())

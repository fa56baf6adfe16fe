"""Soak: score generated articles in a loop with faults injected, and see that no record is lost and memory stays flat.

Run: python -m tests.soak [--seconds 3600] [--model DIR]

Each round scores a new folder of files and tables while one thing goes wrong. Every line that is printed holds the
sums so far; the exit status is 1 if a record was lost, doubled or other than it should be, or memory grew.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from detector.batch.backends import MAX_FRUITLESS_STARTS
from detector.batch.run import Plan, carried_out
from detector.batch.work import DetectorRecipe
from detector.readers import read
from detector.scoring import Detector
from detector.text import Article
from tests.batch.test_run import workers
from tests.hostile.texts import PROSE, UNITS
from training.small import small_corpus

FILES, ROWS = 120, 60
"""Articles of a round: in files of their own, and as rows of one table."""

GROWTH = 1.1
"""How much more memory the last quarter of the rounds may take than the second one."""

Row = dict[str, object]


def pool() -> list[str]:
    """Return the texts that rounds are made of."""
    hostile = [PROSE + f" {unit * 20} " + PROSE for unit in UNITS.values()]
    return [text for text in [*small_corpus(40)["text"], *hostile] if text.strip()]


@dataclass
class Sums:
    """What the rounds came to."""

    articles: int = 0
    records: int = 0
    lost: int = 0
    wrong: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    memory: list[int] = field(default_factory=list)

    def line(self, fault: str) -> str:
        """Return the sums so far as one line."""
        told = {"rounds": len(self.memory), "last": fault, "articles": self.articles, "records": self.records, "lost": self.lost}
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        return json.dumps({**told, "wrong": self.wrong, "faults": dict(self.faults), "MB": self.memory[-1], "largest worker MB": largest})

    def grew(self) -> bool:
        """Tell whether memory grew from the second quarter of the rounds to the last."""
        quarter = len(self.memory) // 4
        return quarter > 2 and max(self.memory[-quarter:]) > GROWTH * max(self.memory[quarter : 2 * quarter])


@dataclass
class Soak:
    """The rounds of a soak.

    Attributes
    ----------
    folder : Path
        Where the inputs and outputs of a round lie.
    model : str
        A model folder; empty for the shipped one.
    chance : random.Random
    files, rows : int
        See `FILES` and `ROWS`.
    """

    folder: Path
    model: str = ""
    chance: random.Random = field(default_factory=lambda: random.Random(0))
    files: int = FILES
    rows: int = ROWS
    sums: Sums = field(default_factory=Sums)

    def __post_init__(self) -> None:
        self.texts = pool()
        detector = Detector.load(self.model or None)
        articles = [Article(id=str(number), text=text) for number, text in enumerate(self.texts)]
        self.expected = {record.sha256: (record.status, record.reliability) for record in detector.score(articles)}

    def round(self, fault: str) -> None:
        """Score one new folder while one thing goes wrong, and count what became of its articles."""
        shutil.rmtree(self.folder, ignore_errors=True)
        inputs = self.folder / "in"
        inputs.mkdir(parents=True)
        for number in range(self.files):
            (inputs / f"{number}.txt").write_text(self.chance.choice(self.texts), encoding="utf-8", errors="surrogatepass", newline="")
        lines = [json.dumps({"text": self.chance.choice(self.texts)}) for _ in range(self.rows)]
        (inputs / "table.jsonl").write_text("\n".join(lines), encoding="utf-8")
        rows = FAULTS[fault](self)
        self._count(fault, rows, {f"{number}.txt" for number in range(self.files)} | {f"table.jsonl#{row + 1}" for row in range(self.rows)})

    def _count(self, fault: str, rows: list[Row], ids: set[str]) -> None:
        """Compare the records with the files: each that is still there has one, and it is what the text deserves."""
        found = Counter(str(row["id"]) for row in rows)
        vanished = {name for name in ids - set(found) if "#" not in name and not (self.folder / "in" / name).exists()}
        self.sums.articles += len(ids) - len(vanished)
        self.sums.records += len(rows)
        self.sums.lost += len(ids - set(found) - vanished) + sum(found.values()) - len(found)
        self.sums.wrong += sum(not self._is_right(row) for row in rows)
        self.sums.faults[fault] += 1
        self.sums.memory.append(memory())

    def _is_right(self, row: Row) -> bool:
        known = self.expected.get(str(row["sha256"]))
        if known is None:
            return row["status"] in ("unreadable", "scored", "abstained") and not (self.folder / "in" / str(row["id"])).is_symlink()
        return (row["status"], row["reliability"]) == known or row["status"] == "unreadable"

    def in_process(self) -> list[Row]:
        """Score the folder with two workers of this process."""
        recipe = DetectorRecipe(self.model, ())
        with carried_out(read([str(self.folder / "in")]), recipe, Plan(jobs=2, ledger=self.folder / "ledger.jsonl")) as (ledger, complete):
            assert complete
            return list(ledger.rows())

    def command(self, *more: str) -> subprocess.Popen[bytes]:
        """Start the command on the folder."""
        model = ["--model", self.model] if self.model else []
        line = [sys.executable, "-m", "detector", "score", "in", "-o", "out.jsonl", "--jobs", "2", *model, *more]
        environment = {**os.environ, "PYTHONPATH": os.getcwd()}
        return subprocess.Popen(line, cwd=self.folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def output(self) -> list[Row]:
        """Return what the command wrote."""
        return [json.loads(line) for line in (self.folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]


def memory() -> int:
    """Return the memory of this process in MB."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize() // 2**20


@contextmanager
def meanwhile(action: Callable[[], None], every: float) -> Iterator[None]:
    """Do something again and again while the block runs."""
    over = threading.Event()

    def repeat() -> None:
        while not over.wait(every):
            with suppress(OSError, IndexError):
                action()

    thread = threading.Thread(target=repeat)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _nothing(soak: Soak) -> list[Row]:
    return soak.in_process()


def _workers_killed(soak: Soak) -> list[Row]:
    left = [soak.chance.randrange(1, MAX_FRUITLESS_STARTS)]  # as often before the first result, and the run gives up

    def kill() -> None:
        if left[0] and (alive := workers()):
            left[0] -= 1
            os.kill(alive[0], signal.SIGKILL)

    with meanwhile(kill, soak.chance.uniform(0.2, 1.5)):
        return soak.in_process()


def _files_vanish(soak: Soak) -> list[Row]:
    names = [f"{number}.txt" for number in range(soak.files)]
    soak.chance.shuffle(names)
    with meanwhile(lambda: (soak.folder / "in" / names.pop()).unlink(), 0.02):
        return soak.in_process()


def _files_change(soak: Soak) -> list[Row]:
    def grow() -> None:
        path = soak.folder / "in" / f"{soak.chance.randrange(soak.files)}.txt"
        with open(path, "r+b") as file:
            file.truncate(soak.chance.randrange(2000))
            file.seek(0, os.SEEK_END)
            file.write(PROSE.encode() * soak.chance.randrange(1, 4))

    with meanwhile(grow, 0.02):
        return soak.in_process()


def _run_killed(soak: Soak) -> list[Row]:
    """Kill the command with all its workers, and go on with --resume."""
    for _ in range(soak.chance.randrange(1, 3)):
        run = soak.command("--resume")
        with suppress(subprocess.TimeoutExpired):
            run.wait(soak.chance.uniform(1, 6))
        with suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    assert soak.command("--resume").wait() in (0, 1)
    return soak.output()


def _run_interrupted(soak: Soak) -> list[Row]:
    """End the command as a shell does, and go on with --resume."""
    run = soak.command()
    with suppress(subprocess.TimeoutExpired):
        run.wait(soak.chance.uniform(1, 6))
    run.terminate()
    assert run.wait() in (0, 1, 130, -signal.SIGTERM)
    assert soak.command("--resume").wait() in (0, 1)
    return soak.output()


def _two_runs(soak: Soak) -> list[Row]:
    """Start two commands on one output: one of them is refused, or comes after the other."""
    runs = [soak.command(), soak.command()]
    statuses = sorted(run.wait() for run in runs)
    assert set(statuses) <= {0, 1, 2}
    assert statuses[0] != 2
    return soak.output()


FAULTS: dict[str, Callable[[Soak], list[Row]]] = {
    "nothing": _nothing, "workers killed": _workers_killed, "files vanish": _files_vanish, "files change": _files_change,
    "run killed": _run_killed, "run interrupted": _run_interrupted, "two runs": _two_runs,
}  # fmt: skip


def main() -> int:
    """Go round until the time is up."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=3600)
    parser.add_argument("--model", default="", help="a model folder (default: the shipped one)")
    arguments = parser.parse_args()
    until = time.monotonic() + arguments.seconds
    with tempfile.TemporaryDirectory(prefix="twicetold-soak-") as folder:
        soak = Soak(Path(folder) / "round", arguments.model)
        names = list(FAULTS)
        while time.monotonic() < until:
            fault = names[len(soak.sums.memory) % len(names)]
            soak.round(fault)
            print(soak.sums.line(fault), flush=True)
    return int(bool(soak.sums.lost or soak.sums.wrong or soak.sums.grew()))


if __name__ == "__main__":
    sys.exit(main())

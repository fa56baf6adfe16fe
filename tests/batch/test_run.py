"""Runs: nothing is lost, whatever happens to a text, a worker or the machine."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from detector.batch import backends
from detector.batch.ledger import Ledger
from detector.batch.run import Plan, carried_out
from detector.batch.work import SetupError
from detector.batch.writers import part_of
from detector.text import Article
from tests.batch.scorers import StandInRecipe
from tests.conftest import ROOT

COMMAND = [sys.executable, "-m", "tests.batch.stand_in_command", "score"]


def articles(count: int, odd: Mapping[int, str] | None = None) -> Iterator[Article]:
    for number in range(count):
        yield Article(id=f"a{number:05}", text=f"text number {number} {(odd or {}).get(number, '')}", columns={"n": number})


def run(count: int, plan: Plan, odd: Mapping[int, str] | None = None) -> list[dict[str, Any]]:
    with carried_out(articles(count, odd), StandInRecipe(), plan) as (ledger, complete):
        assert complete
        return list(ledger.rows())


def every(step: int, count: int, order: str) -> dict[int, str]:
    return dict.fromkeys(range(0, count, step), order)


def test_one_process_and_two_give_the_same_rows() -> None:
    assert run(1000, Plan()) == run(1000, Plan(jobs=2))


def test_texts_that_hang_or_fail_in_this_process() -> None:
    rows = {row["id"]: row for row in run(150, Plan(timeout=0.4), {5: "HANG", 80: "FAIL"})}
    assert len(rows) == 150
    failed = {name: row["reason"] for name, row in rows.items() if row["status"] == "quarantined"}
    assert set(failed) == {"a00005", "a00080"}
    assert "longer than 0.4 s" in failed["a00005"]


def test_texts_that_kill_hang_or_deafen_their_worker() -> None:
    rows = {row["id"]: row for row in run(400, Plan(jobs=2, timeout=1), {7: "CRASH", 130: "HANG", 260: "DEAF"})}
    assert len(rows) == 400
    failed = {name: row["reason"] for name, row in rows.items() if row["status"] == "quarantined"}
    assert set(failed) == {"a00007", "a00130", "a00260"}
    assert "ended its process" in failed["a00007"]
    assert "longer than 1 s" in failed["a00130"]
    assert "longer than 1 s" in failed["a00260"]


def workers(of: int = 0) -> list[int]:
    """Return the worker processes that joblib started for a process, this one by default."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError, IndexError):
            parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if parent == (of or os.getpid()) and "LokyProcess" in (entry / "cmdline").read_text():
                found.append(int(entry.name))
    return found


def computes(process: int) -> bool:
    """Return whether a process is there and has not ended; one that nobody waited for stays in /proc after its end."""
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


@contextmanager
def killing_workers(times: int) -> Iterator[list[int]]:
    """End a worker with SIGKILL now and then while the block runs."""
    killed: list[int] = []
    over = threading.Event()

    def kill() -> None:
        while len(killed) < times and not over.wait(0.05):
            alive = [worker for worker in workers() if worker not in killed]
            if alive and not over.wait(1.0):
                with suppress(ProcessLookupError):
                    os.kill(alive[0], signal.SIGKILL)
                    killed.append(alive[0])

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        over.set()
        thread.join()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the workers in /proc")
def test_workers_killed_from_outside_lose_nothing_and_blame_nothing() -> None:
    odd = every(4, 400, "SLOW")
    with killing_workers(2) as killed:
        rows = run(400, Plan(jobs=2), odd)
    assert killed
    assert rows == run(400, Plan(timeout=0), odd)


def test_a_worker_with_another_model_ends_the_run() -> None:
    with (
        pytest.raises(SetupError, match="A worker has model another"),
        carried_out(articles(10), StandInRecipe(other_in_workers=True), Plan(jobs=2)),
    ):
        pass


def test_a_backend_that_never_works_ends_the_run_but_keeps_its_results(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    causes = iter(["no workers", "connection closed", "connection closed"])

    def broken(jobs: int, score: Any, tasks: Any) -> Iterator[Any]:
        next(iter(tasks))
        raise RuntimeError(next(causes))
        yield

    monkeypatch.setattr(backends, "_from_loky", broken)
    plan = Plan(jobs=2, ledger=tmp_path / "l.jsonl")
    with (
        pytest.raises(SetupError, match="loky backend failed 3 times in a row, first with RuntimeError: no workers"),
        carried_out(articles(1000), StandInRecipe(), plan),
    ):
        pass
    assert len((tmp_path / "l.jsonl").read_text().splitlines()) == 2 * backends.BATCH_ARTICLES


def test_an_error_in_reading_is_not_swallowed() -> None:
    def torn() -> Iterator[Article]:
        yield from articles(70)
        raise MemoryError("while reading")

    for jobs in (1, 2):
        with pytest.raises(MemoryError, match="while reading"), carried_out(torn(), StandInRecipe(), Plan(jobs=jobs)):
            pass


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("settled", [0, 1, 2])
def test_a_result_that_cannot_be_written_ends_the_run(monkeypatch: pytest.MonkeyPatch, jobs: int, settled: int) -> None:
    """With workers too, and were it the last batch: no such error is one of theirs."""
    write, written = Ledger.settle, []

    def settle(ledger: Ledger, keys: list[bytes], rows: list[Mapping[str, Any]]) -> None:
        if len(written) == settled:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(keys)
        write(ledger, keys, rows)

    monkeypatch.setattr(Ledger, "settle", settle)
    with pytest.raises(OSError, match="No space left"):
        run(150, Plan(jobs=jobs))
    assert len(written) == settled


def test_batches_are_bounded_by_number_and_size(tmp_path: Path) -> None:
    sizes: list[int] = []
    with carried_out(iter(()), StandInRecipe(), Plan()) as (ledger, _):
        feed = backends.Feed([Article(id=str(number), text="x" * 200_000 + str(number)) for number in range(7)], ledger)
        for number, batch in feed:
            sizes.append(len(batch))
            feed.settle(number, [backends.quarantined(article, ledger.versions, "").row() for article in batch])
    assert sizes == [3, 3, 1]


def write_input(folder: Path, count: int, odd: Mapping[int, str] | None = None) -> Path:
    path = folder / "in.jsonl"
    path.write_text("".join(json.dumps({"id": a.id, "text": a.text, **a.columns}) + "\n" for a in articles(count, odd)))
    return path


def score(*arguments: object, check: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*COMMAND, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == check, done.stderr
    return done


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_killed_at_random_moments_and_resumed_the_output_is_the_same(tmp_path: Path, ending: str) -> None:
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    given = write_input(tmp_path, 2000, every(60, 2000, "SLOW"))
    score(given, "-o", tmp_path / f"one.{ending}")
    chance = random.Random(ending)
    kills = 0
    for _ in range(2):
        with subprocess.Popen(
            [*COMMAND, str(given), "-o", str(tmp_path / f"two.{ending}"), "--resume"], cwd=ROOT, stderr=subprocess.DEVNULL
        ) as process:
            ledger = tmp_path / f"two.{ending}.ledger.jsonl"
            target = (ledger.stat().st_size if ledger.exists() else 0) + chance.randrange(20_000, 300_000)
            while process.poll() is None and (not ledger.exists() or ledger.stat().st_size < target):
                time.sleep(0.002)
            kills += process.poll() is None
            process.kill()
    done = score(given, "-o", tmp_path / f"two.{ending}", "--resume")
    assert kills
    assert "2,000 articles" in done.stderr
    assert (tmp_path / f"two.{ending}").read_bytes() == (tmp_path / f"one.{ending}").read_bytes()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the workers in /proc")
def test_workers_do_not_outlive_a_run_that_was_killed(tmp_path: Path) -> None:
    given = write_input(tmp_path, 4000, dict.fromkeys(range(4000), "WHO MUCH") | every(20, 4000, "WHO MUCH SLOW"))
    ledger = tmp_path / "o.csv.ledger.jsonl"
    with subprocess.Popen([*COMMAND, str(given), "-o", str(tmp_path / "o.csv"), "--jobs", "2"], cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and (not ledger.exists() or ledger.read_bytes().count(b"\n") < 600):
            time.sleep(0.01)
        running = process.poll() is None
        process.kill()
    assert running
    rows = (json.loads(line)["row"] for line in ledger.read_text().splitlines()[1:] if line.endswith("}"))
    left = {int(row["title"]) for row in rows}
    assert left - {process.pid}
    limit = time.monotonic() + 60
    while any(computes(worker) for worker in left) and time.monotonic() < limit:
        time.sleep(0.1)
    assert not [worker for worker in left if computes(worker)]


def test_what_a_run_left_that_was_killed_in_writing_is_no_input_and_goes(tmp_path: Path) -> None:
    write_input(tmp_path, 20)
    output = tmp_path / "o.csv"
    score(tmp_path, "-o", output)
    whole = output.read_bytes()
    part_of(output).write_bytes(whole[:500])
    score(tmp_path, "-o", output, "--resume")
    assert output.read_bytes() == whole
    assert {path.name for path in tmp_path.iterdir()} == {"in.jsonl", "o.csv", "o.csv.ledger.jsonl"}


def test_a_second_run_scores_only_what_is_new(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.txt").write_text(f"text number {number}")
    output = tmp_path / "o.jsonl"
    score(folder, "-o", output)
    (folder / "new.txt").write_text("one more text")
    (folder / "0.txt").unlink()
    log = score(folder, "-o", output, "--resume", "--log-json").stderr
    assert json.loads(log.splitlines()[-1]) | {"seconds": 0} == {
        "event": "finished",
        "inputs": 5,
        "scored": 5,
        "abstained": 0,
        "unreadable": 0,
        "quarantined": 0,
        "resumed": 4,
        "seconds": 0,
    }
    assert {json.loads(line)["id"] for line in output.read_text().splitlines()} == {"1.txt", "2.txt", "3.txt", "4.txt", "new.txt"}


def test_a_run_without_resume_sets_an_unfinished_ledger_aside(tmp_path: Path) -> None:
    given = write_input(tmp_path, 100)
    ledger = tmp_path / "o.csv.ledger.jsonl"
    score(given, "-o", tmp_path / "o.csv")
    ledger.write_bytes(b"".join(ledger.read_bytes().splitlines(keepends=True)[:50]))
    assert "--resume would have gone on" in score(given, "-o", tmp_path / "o.csv").stderr
    assert (tmp_path / "o.csv.ledger.jsonl.old").exists()


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupt_finishes_the_batch_and_says_how_to_go_on(tmp_path: Path, jobs: int) -> None:
    given = write_input(tmp_path, 2000, every(3, 2000, "SLOW"))
    output = tmp_path / "o.csv"
    ledger = tmp_path / "o.csv.ledger.jsonl"
    process = subprocess.Popen([*COMMAND, str(given), "-o", str(output), "--jobs", str(jobs)], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    while process.poll() is None and (not ledger.exists() or not ledger.stat().st_size):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert "--resume" in told
    assert not output.exists()
    kept = len(ledger.read_text().splitlines())
    assert 0 < kept < 2000
    assert f"Stopped after {kept:,} articles" in told


def test_as_many_records_as_inputs_whatever_they_are(tmp_path: Path) -> None:
    given = write_input(tmp_path, 130, {3: "FAIL"})
    lines = given.read_text().splitlines()
    lines[7] = "{torn"
    lines[9] = lines[8]
    given.write_text("\n".join(lines))
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "empty.txt").write_text("")
    log = json.loads(score(tmp_path, "-o", tmp_path / "o.jsonl", "--log-json", check=1).stderr.splitlines()[-1])
    assert {name: log[name] for name in ("inputs", "scored", "abstained", "unreadable", "quarantined")} == {
        "inputs": 132,
        "scored": 128,
        "abstained": 1,
        "unreadable": 2,
        "quarantined": 1,
    }
    rows = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text().splitlines()]
    assert len(rows) == 132
    assert [row["id"] for row in rows if row["status"] == "unreadable"] == ["in.jsonl#8", "picture.txt"]

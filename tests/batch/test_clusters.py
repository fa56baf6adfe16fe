"""Dask: a real scheduler over TCP, workers that are killed, and the local cluster that a run starts by itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from detector.batch.run import Plan
from detector.batch.work import SetupError
from tests.batch.test_run import every, run
from tests.conftest import ROOT

pytest.importorskip("distributed")

Cluster = tuple[str, list[subprocess.Popen[bytes]]]

def start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments, "--scheduler-file", str(folder / "scheduler.json")],
        cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


@contextmanager
def running_cluster(folder: Path) -> Iterator[Cluster]:
    """Run a scheduler and two workers without nannies, each a process of its own; give the address and the workers."""
    from distributed import Client

    processes = [start(folder, "scheduler", "--port", "0", "--no-dashboard", "--host", "127.0.0.1")]
    processes += [start(folder, "worker", "--nthreads", "1", "--no-nanny", "--no-dashboard") for _ in range(2)]
    try:
        limit = time.monotonic() + 60
        while not (folder / "scheduler.json").exists() and time.monotonic() < limit:
            time.sleep(0.05)
        with Client(scheduler_file=str(folder / "scheduler.json"), timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
            address = client.scheduler_info()["address"]
        yield address, processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with running_cluster(tmp_path) as running:
        yield running


@pytest.mark.slow
def test_a_dask_worker_killed_over_tcp_loses_nothing(cluster: Cluster) -> None:
    address, workers = cluster
    odd = every(40, 4000, "SLOW")
    killer = subprocess.Popen([sys.executable, "-c", f"import os, time; time.sleep(2.5); os.kill({workers[0].pid}, {int(signal.SIGKILL)})"])
    rows = run(4000, Plan(backend="dask", scheduler=address), odd)
    killer.wait()
    assert workers[0].wait(timeout=10) == -signal.SIGKILL, "the worker should have died in the middle of the run"
    assert len({row["id"] for row in rows}) == len(rows) == 4000
    assert rows == run(4000, Plan(timeout=0), odd)


@pytest.mark.slow
def test_a_text_that_kills_its_dask_worker_is_found() -> None:
    """On a cluster that the run starts itself; its nannies bring the workers back."""
    rows = {row["id"]: row for row in run(300, Plan(jobs=2, backend="dask", timeout=5), {70: "CRASH", 200: "FAIL"})}
    assert len(rows) == 300
    assert {name for name, row in rows.items() if row["status"] != "scored"} == {"a00070", "a00200"}


def test_a_scheduler_that_is_not_there_is_a_setup_error() -> None:
    with pytest.raises(SetupError, match="cannot be reached"):
        run(10, Plan(backend="dask", scheduler="tcp://127.0.0.1:9"))

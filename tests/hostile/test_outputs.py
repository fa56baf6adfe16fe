"""Outputs that cannot be written: a sentence, an exit status, and nothing lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.hostile.texts import PROSE
from tests.scoring.small_model import small_model

resource = pytest.importorskip("resource", reason="limits of POSIX")
ARTICLES = 150


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outputs")
    small_model().save(folder / "model")
    lines = [json.dumps({"id": f"r{number}", "text": f"{PROSE}Number {number}. {PROSE}"}) for number in range(ARTICLES)]
    (folder / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def score(folder: Path, *more: str | Path, limit: int = 0, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    """Run the command, with no file allowed to grow beyond a limit, as on a disk that is full."""
    command = [sys.executable, "-m", "detector", "score", folder / "in.jsonl", "--model", folder / "model", *more]
    full = (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))) if limit else None
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=300, preexec_fn=full, check=False
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    assert "Exception ignored" not in done.stderr, done.stderr
    assert "Warning" not in done.stderr, done.stderr
    return done


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet", "html"])
def test_a_disk_that_is_full_loses_nothing(suffix: str, folder: Path, tmp_path: Path) -> None:
    if suffix == "parquet":
        pytest.importorskip("pyarrow")
    whole, output = tmp_path / f"whole.{suffix}", tmp_path / f"out.{suffix}"
    assert score(folder, "-o", whole).returncode == 0
    output.write_text("what was there before", encoding="utf-8")
    done = score(folder, "-o", output, limit=40_000)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "--resume" in done.stderr
    assert output.read_text(encoding="utf-8") == "what was there before"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        {whole.name, f"{whole.name}.ledger.jsonl", output.name, f"{output.name}.ledger.jsonl"}
    )
    kept = (tmp_path / f"{output.name}.ledger.jsonl").read_bytes().count(b"\n")
    assert 0 < kept < ARTICLES
    assert score(folder, "-o", output, "--resume").returncode == 0
    if suffix in ("csv", "jsonl"):
        assert output.read_bytes() == whole.read_bytes()
    assert output.stat().st_size == pytest.approx(whole.stat().st_size, rel=0.01)


def test_a_disk_that_fills_up_under_two_workers(folder: Path, tmp_path: Path) -> None:
    whole, output = tmp_path / "whole.csv", tmp_path / "out.csv"
    assert score(folder, "-o", whole).returncode == 0
    done = score(folder, "-o", output, "--jobs", "2", limit=int(0.3 * (tmp_path / "whole.csv.ledger.jsonl").stat().st_size))
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert score(folder, "-o", output, "--jobs", "2", "--resume").returncode == 0
    assert output.read_bytes() == whole.read_bytes()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_terminal_that_takes_nothing(folder: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = score(folder, stdout=full.fileno())
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "twicetold score: No space left on device."


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that not even root can write to")
def test_a_folder_that_nobody_can_write_to(folder: Path) -> None:
    done = score(folder, "-o", "/proc/out.csv")
    assert done.returncode == 2
    assert "/proc/out.csv" in done.stderr
    assert "cannot be written" in done.stderr


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="needs a second device")
def test_an_output_on_another_device(folder: Path, tmp_path: Path) -> None:
    import tempfile

    assert score(folder, "-o", tmp_path / "out.csv").returncode == 0
    with tempfile.TemporaryDirectory(dir="/dev/shm") as other:
        (tmp_path / "link").symlink_to(other)
        assert score(folder, "-o", tmp_path / "link" / "out.csv").returncode == 0
        assert (Path(other) / "out.csv").read_bytes() == (tmp_path / "out.csv").read_bytes()
        assert sorted(path.name for path in Path(other).iterdir()) == ["out.csv", "out.csv.ledger.jsonl"]

"""Hostile files, end to end: every input has its record, with the right status, and nothing ends in a traceback."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.hostile.files import CASES, NAMES, Case, make_files, make_strange
from tests.scoring.small_model import small_model

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

SCALE = int(os.environ.get("TWICETOLD_HOSTILE_SCALE", "1"))
"""100 gives the big cases their full size: a line of 100 MB, a million lines, a million columns."""
MOST_MEMORY = 4_000_000_000
"""Bytes of address space, libraries included, that suffice for any input; the largest case keeps a tenth of it in memory."""
STRANGE = {
    "pipe.txt": "named pipe", "socket": "socket", "loop": "", "inside/up": "link to a folder", "outside.txt": "leads out", "device.txt": "",
    "locked.txt": "Permission denied", "shut": "Permission denied",
}  # fmt: skip
DROP_FROM_BOUNDING_SET, OVERRIDE_MODES, READ_AND_SEARCH = 24, 1, 2
"""Numbers of Linux: ``PR_CAPBSET_DROP``, ``CAP_DAC_OVERRIDE`` and ``CAP_DAC_READ_SEARCH``."""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    small_model().save(folder)
    return folder


def confine() -> None:
    """Bound the memory of the program that this process becomes, and where it is root's, let no file be open to it that is locked."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    if sys.platform == "linux" and os.geteuid() == 0:
        for right in (OVERRIDE_MODES, READ_AND_SEARCH):
            assert ctypes.CDLL(None).prctl(DROP_FROM_BOUNDING_SET, right, 0, 0, 0) == 0


def twicetold(*arguments: str | Path, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "detector", *map(str, arguments)]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # which takes address space for every core
    done = subprocess.run(
        command, capture_output=True, cwd=ROOT, env=environment, timeout=timeout * SCALE, stdin=subprocess.DEVNULL, check=False, text=True,
        errors="replace", preexec_fn=confine if os.name == "posix" else None,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done


def score(inputs: Path, output: Path, model: Path, *more: str) -> tuple[int, list[dict[str, Any]]]:
    done = twicetold("score", inputs, "-o", output, "--model", model, *more)
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def records(model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """The records of all hostile files, by the file they came from, after one run over their folder."""
    folder = tmp_path_factory.mktemp("hostile")
    make_files(folder / "in", SCALE)
    status, rows = score(folder / "in", folder / "out.jsonl", model)
    assert status == 1
    assert sorted(path.name for path in folder.iterdir() if "ledger" not in path.name) == ["in", "out.jsonl"]
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["path"], []).append(row)
    return found


def test_every_file_has_records_and_nothing_else_has(records: dict[str, list[dict[str, Any]]]) -> None:
    assert set(records) == {case.name for case in CASES}


def id_of(case: Case, suffix: str) -> str:
    return suffix[1:] if suffix.startswith("=") else case.name + suffix


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_file(case: Case, records: dict[str, list[dict[str, Any]]]) -> None:
    if case.name.endswith(".parquet"):
        pytest.importorskip("pyarrow")
    rows = records[case.name]
    assert all((row["status"] == "scored") == (row["reliability"] is not None) for row in rows)
    assert all(row["reason"] for row in rows if row["status"] != "scored")
    if case.records[0][0] == "*":
        assert Counter(row["status"] for row in rows) == {"abstained": len(rows) - 1, "unreadable": 1}
        assert len(rows) == 100 * SCALE
        return
    found = sorted((row["id"], row["status"]) for row in rows)
    assert found == sorted((id_of(case, suffix), status) for suffix, status, _ in case.records)
    reasons = Counter((row["id"], row["status"]) for row in rows)
    for suffix, status, part in case.records:
        assert reasons[id_of(case, suffix), status]
        assert any(part in row["reason"] for row in rows if row["id"] == id_of(case, suffix)), [row["reason"] for row in rows]


@pytest.mark.skipif(os.name != "posix", reason="pipes, sockets and links of POSIX")
def test_a_strange_folder(model: Path, tmp_path: Path) -> None:
    with make_strange(tmp_path / "in"):
        status, rows = score(tmp_path / "in", tmp_path / "out.jsonl", model)
    assert status == 1
    by_id = {row["id"]: row for row in rows}
    assert len(by_id) == len(rows)
    assert set(by_id) == {*NAMES, *STRANGE, "caf\\xe9.txt"}
    for name, part in STRANGE.items():
        assert by_id[name]["status"] == "unreadable"
        assert part in by_id[name]["reason"]
    assert len({row["reliability"] for row in rows if row["status"] == "scored"}) == 1


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet", "html"])
def test_every_output_holds_whatever_was_read(suffix: str, model: Path, tmp_path: Path) -> None:
    if suffix == "parquet":
        pytest.importorskip("pyarrow")
    make_files(tmp_path / "in", 1)
    with make_strange(tmp_path / "in"):
        done = twicetold("score", tmp_path / "in", "-o", tmp_path / f"out.{suffix}", "--model", model)
    assert done.returncode == 1, done.stderr
    assert (tmp_path / f"out.{suffix}").stat().st_size > 10_000


def test_the_terminal_shows_whatever_was_read(model: Path, tmp_path: Path) -> None:
    make_files(tmp_path / "in", 1)
    with make_strange(tmp_path / "in"):
        done = twicetold("score", tmp_path / "in", "--model", model)
    assert done.returncode == 1
    assert not [letter for letter in done.stdout + done.stderr if not (letter.isprintable() or letter == "\n")]


@pytest.mark.parametrize("name", ["hidden.txt", "homoglyphs.txt", "only nul.txt", "deep.html", "empty.txt", "only emoji.txt", "mixed.txt"])
def test_one_hostile_article_is_explained_or_refused(name: str, model: Path, tmp_path: Path) -> None:
    (case,) = [case for case in CASES if case.name == name]
    (tmp_path / name).write_bytes(case.data(1))
    done = twicetold("explain", tmp_path / name, "--model", model)
    assert done.returncode in (0, 1)
    assert done.stdout or done.stderr

"""What fuzzing once found, again on every run; and a short run of each target where atheris is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.fuzz.run import CASES, NAMES
from tests.fuzz.targets import TARGETS, seeds

SECONDS = os.environ.get("TWICETOLD_FUZZ_SECONDS", "3")


@pytest.mark.parametrize("path", sorted(CASES.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_found_case(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("target", NAMES)
def test_the_seeds(target: str) -> None:
    for seed in seeds(target):
        TARGETS[target](seed)


@pytest.mark.parametrize("target", NAMES)
def test_a_short_run(target: str) -> None:
    pytest.importorskip("atheris", reason="fuzzing needs atheris: pip install atheris")
    command = [sys.executable, "-m", "tests.fuzz.run", target, "--seconds", SECONDS]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60 + 10 * int(SECONDS), check=False)
    assert done.returncode == 0, done.stdout
    assert "nothing found" in done.stdout

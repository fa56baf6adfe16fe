"""What the tests share: where the given material lies, and texts that break naive code."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("busy", deadline=None)  # no test asserts a time
settings.load_profile("busy")

SAMPLES = ROOT / "data" / "samples"


def shared_folder() -> Path:
    """Return the folder of the given seeds and corpora, whether or not it exists."""
    return Path(os.environ.get("TWICETOLD_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The five real articles; the test skips where they are absent."""
    folder = shared_folder() / "seeds"
    if not folder.is_dir():
        pytest.skip("needs the real articles of ../shared/seeds, which are third-party text and not part of the project")
    return folder


@pytest.fixture(scope="session")
def annotations(seeds: Path) -> list[dict[str, Any]]:
    """The hand-made annotations of the five real articles."""
    with (seeds / "annotations.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of the real corpora; the test skips where it is absent."""
    folder = Path(os.environ.get("TWICETOLD_CORPORA", shared_folder() / "corpora"))
    if not folder.is_dir():
        pytest.skip("needs the corpora: set TWICETOLD_CORPORA to their folder")
    return folder


@pytest.fixture(scope="session")
def samples() -> dict[str, str]:
    """The six versions of the invented story, by file name without its ending."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.txt"))}

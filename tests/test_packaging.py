"""The wheel works away from the checkout, and the project keeps its own rules of the house."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.conftest import ROOT, SAMPLES


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel, unpacked into a folder of its own by pip; no network, no build isolation."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT], check=True, capture_output=True)
    (wheel,) = folder.glob("twicetold-*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--no-index", "--target", folder / "site", wheel], check=True, capture_output=True)
    return folder / "site"


def test_the_wheel_scores_a_file_from_another_folder(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_bytes((SAMPLES / "5-llm-rewrite.txt").read_bytes())
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    where = subprocess.run(
        [sys.executable, "-c", "import detector.data, training; print(detector.data.__file__, training.__file__)"],
        cwd=tmp_path, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert all(path.startswith(str(installed)) for path in where.stdout.split())
    run = subprocess.run(
        [sys.executable, "-m", "detector", "score", "story.txt", "-o", "out.csv"],
        cwd=tmp_path, env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "story.txt" in (tmp_path / "out.csv").read_text(encoding="utf-8")


# The floors of the house: what a room may import. A room stands above all that it imports.
MAY_IMPORT = {
    "detector.text": set(),
    "detector.readers": {"detector.text"},
    "detector.markers": {"detector.text"},
    "detector.features": {"detector.text", "detector.markers"},
    "detector.comparison": {"detector.text", "detector.markers"},
    "detector.scoring": {"detector.text", "detector.markers", "detector.features"},
    "detector.batch": {"detector.text", "detector.readers", "detector.scoring", "detector.markers"},
    "detector.report": {"detector.text", "detector.markers", "detector.scoring", "detector.comparison"},
}
# A room's command stands at the door and may call the rooms above: it is what the command line runs.
COMMANDS = {"detector/batch/command.py", "detector/comparison/command.py"}


def _imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            within = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= {name for name in within if (ROOT / f"{name.replace('.', '/')}.py").exists()} or {node.module}
    return names


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_no_room_imports_from_a_floor_above(room: str) -> None:
    allowed = MAY_IMPORT[room] | {room, "detector.data", "detector._version"}
    for path in sorted((ROOT / room.replace(".", "/")).rglob("*.py")):
        if path.relative_to(ROOT).as_posix() in COMMANDS:
            continue
        for name in _imports(path):
            if name.split(".")[0] in ("detector", "training"):
                assert any(name == a or name.startswith(a + ".") for a in allowed), f"{path.relative_to(ROOT)} imports {name}"


def test_no_imports_of_what_learns_run_in_a_circle() -> None:
    paths = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in (ROOT / "training").rglob("*.py")}
    del paths["training.__init__"]  # it imports what it names only when it is asked for
    graph = TopologicalSorter({name: _imports(path) & paths.keys() for name, path in paths.items()})
    graph.prepare()  # raises with the circle where there is one


def test_nothing_that_scores_imports_what_learns() -> None:
    for path in sorted((ROOT / "detector").rglob("*.py")):
        assert not any(name.split(".")[0] == "training" for name in _imports(path)), path


def test_every_module_opens_with_a_sentence() -> None:
    for folder in ("detector", "training", "data"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            assert len(docstring) > 10, f"{path.relative_to(ROOT)} does not say what it holds"

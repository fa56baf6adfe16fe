"""Every notebook runs from top to bottom on the small corpus, and is stored without output beside its script."""

from __future__ import annotations

from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SCRIPTS = sorted(NOTEBOOKS.glob("[0-9]_*.py"))

jupytext = pytest.importorskip("jupytext", reason="Notebooks need jupytext: pip install -e .[notebooks].")
nbclient = pytest.importorskip("nbclient", reason="Notebooks need nbclient: pip install -e .[notebooks].")
pytest.importorskip("ipykernel", reason="Notebooks need ipykernel: pip install -e .[notebooks].")
pytest.importorskip("matplotlib", reason="Notebooks need matplotlib: pip install -e .[notebooks].")
NEEDED = {"5_score_a_crawl_on_dask": ("distributed", "pyarrow")}


def name_of(script: Path) -> str:
    return script.stem


def test_there_are_five() -> None:
    assert [script.stem[0] for script in SCRIPTS] == list("12345")


@pytest.mark.parametrize("script", SCRIPTS, ids=name_of)
def test_script_and_notebook_hold_the_same_cells(script: Path) -> None:
    stored = jupytext.read(script.with_suffix(".ipynb"))
    expected = [(cell.cell_type, cell.source) for cell in jupytext.read(script).cells]
    assert [(cell.cell_type, cell.source) for cell in stored.cells] == expected


@pytest.mark.parametrize("script", SCRIPTS, ids=name_of)
def test_notebook_is_stored_without_output(script: Path) -> None:
    cells = [cell for cell in jupytext.read(script.with_suffix(".ipynb")).cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in cells)


@pytest.mark.slow
@pytest.mark.parametrize("script", SCRIPTS, ids=name_of)
def test_notebook_runs_from_top_to_bottom(script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in NEEDED.get(script.stem, ()):
        pytest.importorskip(package, reason=f"This notebook needs {package}: pip install -e .[notebooks].")
    monkeypatch.delenv("MPLBACKEND", raising=False)  # the kernel draws into the notebook
    monkeypatch.delenv("TWICETOLD_CORPORA", raising=False)
    notebook = jupytext.read(script)
    # Somewhere else than the checkout: what a notebook writes must not land there.
    nbclient.NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(tmp_path)}}).execute()
    pictures = [output for cell in notebook.cells for output in cell.get("outputs", ()) if "image/png" in output.get("data", {})]
    assert pictures

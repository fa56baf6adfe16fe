"""What the README shows in Python runs as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import ROOT, SAMPLES

BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds what the recipes read."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.txt"))]
    (tmp_path / "articles").mkdir()
    for number, text in enumerate(texts):
        (tmp_path / "articles" / f"{number}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "lake").mkdir()
    pd.DataFrame({"text": texts}).to_parquet(tmp_path / "lake" / "part.parquet")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _block(holding: str) -> str:
    (block,) = [block for block in BLOCKS if holding in block]
    return block


def test_pandas(desk: Path) -> None:
    names: dict[str, object] = {}
    exec(_block("detector.score("), names)
    assert len(names["table"]) == 6
    assert len(names["doubtful"]) == 3


def test_a_filter_drops_what_a_machine_made(desk: Path) -> None:
    names: dict[str, object] = {}
    exec(_block("def is_kept"), names)
    kept = [names["is_kept"](path.read_text(encoding="utf-8")) for path in sorted((desk / "articles").iterdir())]
    assert kept == [True, True, False, False, False, True]


def test_a_lake_of_parquet_on_dask(desk: Path) -> None:
    pytest.importorskip("dask.dataframe")
    exec(_block("import dask.dataframe"), {})
    table = pd.read_parquet(desk / "scored")
    assert table["verdict"].isin(["translated", "spun", "llm"]).sum() == 3
    assert list(table.columns) == ["text", "reliability", "verdict"]


def test_retraining(desk: Path) -> None:
    from training.small import small_corpus

    small_corpus(sources=40, seed=1).to_json(desk / "my_articles.jsonl", lines=True, orient="records")
    exec(_block("training.fit("), {})
    assert (desk / "my-model" / "model.json").is_file()

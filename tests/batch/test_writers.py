"""Outputs: the same rows in every format, no formula in a spreadsheet, and never half a file."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from detector.batch import writers
from detector.batch.work import SetupError
from detector.batch.writers import WRITERS, write_csv, write_jsonl, write_parquet, write_whole, writer_for
from detector.scoring.record import COLUMNS, Record

CARRIED = {"site": str, "n": int, "share": float, "mixed": str, "seen": bool, "empty": type(None)}


def rows() -> list[dict[str, Any]]:
    records = [
        Record(
            "=cmd()",
            title="+1",
            reliability=97.5,
            verdict="human",
            p_human=0.975,
            p_translated=0.02,
            p_spun=0.0,
            p_llm=0.005,
            words=120,
            language="en",
            evidence=({"marker": "m", "quote": "“é”"},),
            columns={"site": "@x", "n": -3, "share": 1, "mixed": 1, "seen": True},
        ),
        Record("b\nc", reliability=None, status="unreadable", reason="half \ud800, nul \x00", columns={"mixed": "-a"}),
    ]
    return [{"rank": rank, **record.row()} for rank, record in enumerate(records, 1)]


def test_csv_guards_strings_and_only_strings(tmp_path: Path) -> None:
    write_csv(rows(), tmp_path / "o.csv", CARRIED)
    with open(tmp_path / "o.csv", encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert list(first) == [*COLUMNS, *CARRIED]
    assert (first["id"], first["title"], first["site"], first["n"], first["reliability"]) == ("'=cmd()", "'+1", "'@x", "-3", "97.5")
    assert json.loads(first["evidence"]) == [{"marker": "m", "quote": "“é”"}]
    assert (second["id"], second["reliability"], second["p_llm"], second["mixed"]) == ("b\nc", "", "", "'-a")
    assert second["reason"] == "half \\ud800, nul \ufffd"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_every_beginning_of_a_formula(start: str) -> None:
    assert writers.guarded(start + "1") == "'" + start + "1"


def test_jsonl_holds_every_column_as_it_is(tmp_path: Path) -> None:
    write_jsonl(rows(), tmp_path / "o.jsonl", CARRIED)
    first, second = map(json.loads, (tmp_path / "o.jsonl").read_text(encoding="utf-8").splitlines())
    assert list(first) == list(second) == [*COLUMNS, *CARRIED]
    assert (first["id"], first["n"], first["share"], first["seen"]) == ("=cmd()", -3, 1, True)
    assert second["reliability"] is None
    assert second["reason"] == "half \ud800, nul \x00"


def test_parquet_in_row_groups_with_one_type_a_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(writers, "ROW_GROUP", 3)
    write_parquet(rows() * 4, tmp_path / "o.parquet", CARRIED)
    file = parquet.ParquetFile(tmp_path / "o.parquet")
    assert file.num_row_groups == 3
    table = file.read().to_pylist()
    assert list(table[0]) == [*COLUMNS, *CARRIED]
    assert (table[0]["reliability"], table[0]["mixed"], table[0]["share"], table[0]["seen"]) == (97.5, "1", 1.0, True)
    assert (table[1]["reliability"], table[1]["site"], table[1]["reason"]) == (None, None, "half \\ud800, nul \x00")


@pytest.mark.parametrize("ending", sorted(WRITERS))
def test_no_rows_at_all(tmp_path: Path, ending: str) -> None:
    if ending == ".parquet":
        pytest.importorskip("pyarrow")
    path = tmp_path / f"o{ending}"
    write_whole(WRITERS[ending], iter(()), path, {})
    assert path.exists()


def test_an_output_is_the_old_one_or_the_whole_new_one(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text("old")

    def torn() -> Iterator[dict[str, Any]]:
        yield rows()[0]
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        write_whole(write_csv, torn(), path, {})
    assert path.read_text() == "old"
    assert [child.name for child in tmp_path.iterdir()] == ["o.csv"]


@pytest.mark.parametrize(
    ("name", "part"), [("o.xlsx", "must end in"), ("o", "must end in"), ("missing/o.csv", "no folder"), ("dir.csv", "is a folder")]
)
def test_outputs_that_cannot_be_written_are_refused_at_once(tmp_path: Path, name: str, part: str) -> None:
    (tmp_path / "dir.csv").mkdir()
    with pytest.raises(SetupError, match=part):
        writer_for(tmp_path / name, write_csv)

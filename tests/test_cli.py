"""The command line: what it prints, how it exits, and that asking for help costs nothing."""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from detector.batch import command
from detector.cli import main
from tests.batch.stand_in_command import stand_in_recipe
from tests.conftest import ROOT

STORY = "The harbour master closed the eastern pier on Monday after divers found cracks in two of its columns. " * 5
HEAVY = ("numpy", "pandas", "scipy", "sklearn", "joblib", "tqdm", "jinja2", "pyarrow", "detector.markers", "detector.text", "detector.batch")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three texts, scored by the stand-in."""
    monkeypatch.setattr(command, "_recipe", stand_in_recipe)
    given = tmp_path / "in"
    given.mkdir()
    for name in ("a", "b", "c"):
        (given / f"{name}.txt").write_text(STORY + name)
    return given


@pytest.mark.parametrize(
    "code", ["import detector", "import detector.cli; detector.cli.build_parser()", "import detector; detector.__version__"]
)
def test_nothing_heavy_is_imported_before_it_is_needed(code: str) -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}; print(*sys.modules)"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert not [name for name in loaded if name.startswith(HEAVY)]


def test_the_package_offers_its_api_lazily() -> None:
    import detector

    assert detector.score.__module__ == "detector.batch.frame"
    assert detector.Detector.__name__ == "Detector"
    with pytest.raises(AttributeError, match="no attribute 'scores'"):
        detector.scores  # noqa: B018


@pytest.mark.parametrize("arguments", [["--help"], ["score", "--help"], ["explain", "--help"], ["compare", "--help"], ["--version"]])
def test_help(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    assert "twicetold" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [[], ["score"], ["dance"], ["score", "x", "--jobs", "0"], ["score", "x", "--timeout", "-1"], ["score", "x", "--backend", "spark"]],
)
def test_usage_errors_of_the_parser(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "o.xlsx"], "must end in .csv, .jsonl, .parquet, .html"),
        (["-o", "missing/o.csv"], "no folder missing"),
        (["--resume"], "name it with -o"),
        (["in/a.csv", "-o", "in/a.csv"], "would overwrite the input"),
    ],
)
def test_usage_errors_of_a_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(folder.parent)
    (folder / "a.csv").write_text("id,text\n1,x\n")
    assert main(["score", "in", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert (folder / "a.csv").read_text() == "id,text\n1,x\n"


def test_a_table_is_written_and_the_count_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = folder / "ranked.csv"  # beside the articles: it must not be read as one
    for _ in range(2):
        assert main(["score", str(folder), "-o", str(output)]) == 0
        told = capsys.readouterr()
        assert told.out == ""
        assert "3 articles (3 scored)" in told.err
    with output.open(encoding="utf-8", newline="") as file:
        assert {row["id"] for row in csv.DictReader(file)} == {"a.txt", "b.txt", "c.txt"}


def test_what_cannot_be_read_is_told_and_exits_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "p.txt").write_bytes(b"\x89PNG\r\n")
    (folder / "t.jsonl").write_text('{"quote": "few words"}\n')
    assert main(["score", str(folder)]) == 1
    told = capsys.readouterr()
    assert "p.txt: This is a PNG image." in told.err
    assert "t.jsonl: No column of this table" in told.err
    assert "Traceback" not in told.err
    assert len([line for line in told.out.splitlines() if ".txt" in line]) == 4


def test_many_unreadable_files_are_told_briefly(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(30):
        (folder / f"p{number}.txt").write_bytes(b"\x89PNG\r\n")
    assert main(["score", str(folder)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == command.MAX_REASONS + 1


def test_nothing_to_score(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["score", str(tmp_path / "empty")]) == 0
    assert "Nothing was found" in capsys.readouterr().err


def test_a_reader_that_goes_away_ends_the_command_quietly(folder: Path) -> None:
    for number in range(2000):
        (folder / f"{number}.txt").write_text(f"{STORY} {number}")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.batch.stand_in_command", "score", str(folder)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    _, told = process.communicate(timeout=60)
    assert b"Traceback" not in told
    assert process.returncode == 141


def test_columns_of_the_input_come_out_again(tmp_path: Path, folder: Path) -> None:
    rows = [{"doc": str(number), "story_text": f"{STORY} {number}", "site": f"s{number}", "rank": number} for number in range(3)]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, rows)))
    arguments = ["score", str(tmp_path / "in.jsonl"), "-o", str(tmp_path / "o.jsonl"), "--text-column", "story_text", "--id-column", "doc"]
    assert main(arguments) == 0
    found = {row["id"]: row for row in map(json.loads, (tmp_path / "o.jsonl").read_text().splitlines())}
    assert {name: (row["site"], row["input_rank"]) for name, row in found.items()} == {str(n): (f"s{n}", n) for n in range(3)}


def test_score_gives_a_data_frame(folder: Path) -> None:
    pd = pytest.importorskip("pandas")
    import detector
    from tests.batch.scorers import StandInRecipe

    frame = detector.score([folder, str(folder / "missing.txt")], recipe=StandInRecipe())
    assert isinstance(frame, pd.DataFrame)
    assert len(frame) == 4
    assert list(frame["rank"]) == [1, 2, 3, 4]
    assert frame["status"].tolist() == ["scored"] * 3 + ["unreadable"]
    assert isinstance(frame["evidence"][0], list)


def test_explain_needs_one_article(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = folder / "t.jsonl"
    table.write_text("".join(json.dumps({"id": name, "text": STORY + name}) + "\n" for name in "xy"))
    assert main(["explain", str(table)]) == 2
    assert "--id 'x'" in capsys.readouterr().err
    assert main(["explain", str(table), "--id", "z"]) == 2
    assert "no article with the id 'z'" in capsys.readouterr().err
    assert main(["explain", str(table), "--id", "y"]) == 0
    assert "harbour master" in capsys.readouterr().out
    (folder / "p.txt").write_bytes(b"\x89PNG\r\n")
    assert main(["explain", str(folder / "p.txt")]) == 1
    assert "PNG" in capsys.readouterr().err


def test_a_terminal_that_knows_few_letters(folder: Path) -> None:
    (folder / "a.txt").write_text("“Ça va?” asked the harbour master — and the pier, said the café owner, was closed. " * 4)
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.batch.stand_in_command", "explain", str(folder / "a.txt")],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "harbour master" in done.stdout


def test_score_frame_keeps_rows_and_types(folder: Path) -> None:
    pd = pytest.importorskip("pandas")
    import detector
    from tests.batch.scorers import StandInRecipe

    frame = pd.DataFrame({"text": [STORY, None, 7], "site": ["a", "b", "c"]}, index=[5, 9, 2])
    scored = detector.score_frame(frame, recipe=StandInRecipe())
    assert scored.index.tolist() == [5, 9, 2]
    assert scored["status"].tolist() == ["scored", "abstained", "abstained"]
    empty = detector.score_frame(frame[1:], recipe=StandInRecipe())
    assert empty.dtypes.equals(scored.dtypes)


def zoo(folder: Path) -> int:
    """Fill a folder with every kind of file that is read and many that must not do harm; return how many records it has."""
    row = {"text": STORY}
    page = f"<!doctype html><title>Pier</title><article><p>{STORY}</p></article>"
    files = {
        "plain.txt": STORY.encode(),
        "utf16.txt": STORY.encode("utf-16"),
        "cp1252.txt": ("Café. " + STORY).encode("cp1252"),
        "page.html": page.encode(),
        "rows.jsonl": (json.dumps(row) + "\n{torn\n" + json.dumps(row)).encode(),  # three records
        "rows.csv": f'id,text\n1,"{STORY}"\n2,"{STORY}"\n'.encode(),  # two
        "rows.tsv": f"id\ttext\n1\t{STORY}\n".encode(),
        "one.json": json.dumps(row).encode(),
        "plain.txt.gz": gzip.compress(STORY.encode()),
        "empty.txt": b"",
        "nul.txt": STORY.encode().replace(b" ", b"\x00", 1),
        "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(100),
        "noise.bin": random.Random(3).randbytes(5000),
        "deep.html": b"<html>" + b"<div>" * 100_000,
        "long line.jsonl": b'{"text": "' + b"x" * 17_000_000,
        "torn.gz": gzip.compress(STORY.encode())[:40],
        "bomb.gz": gzip.compress(bytes(80_000_000)),
        "fake.parquet": b"PAR1" + bytes(50),
        "fake.zip": b"PK\x03\x04" + bytes(50),
        "fake.warc": b"WARC/1.0\r\n" + bytes(50),
        "notes.jsonl": b'{"start": 1, "end": 2}\n' * 3,
        "=cmd.txt": STORY.encode(),
        "new\nline.txt": STORY.encode(),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    os.mkfifo(folder / "fifo")
    (folder / "loop").symlink_to(folder)
    (folder / "nowhere").symlink_to(folder / "gone")
    return len(files) + 2 + 1 + 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_folder_with_every_kind_of_file(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "zoo").mkdir()
    expected = zoo(tmp_path / "zoo")
    assert main(["score", str(tmp_path / "zoo"), "-o", str(tmp_path / "o.csv")]) == 1
    assert "Traceback" not in capsys.readouterr().err
    with (tmp_path / "o.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len({(row["path"], row["id"]) for row in rows}) == expected
    unread = {row["id"]: row["reason"] for row in rows if row["status"] == "unreadable"}
    assert set(unread) == {
        "picture.txt", "noise.bin", "deep.html", "long line.jsonl", "torn.gz", "bomb.gz", "fake.parquet", "fake.zip", "fake.warc",
        "notes.jsonl", "fifo", "loop", "nowhere", "rows.jsonl#2",
    }  # fmt: skip
    assert all(unread.values())

"""``twicetold compare``: files in, JSON or a terminal view out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detector.cli import main
from detector.comparison import KINDS
from tests.comparison.test_lineage import INDEPENDENT, ORIGINAL, SPUN


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    alone = "Prices of oats fell in Leeds again this week."
    for name, text in (("original", ORIGINAL), ("spun", SPUN), ("other", INDEPENDENT), ("oats", alone)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_json_keeps_the_contract(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.json"
    assert main(["compare", str(folder), "-o", str(output)]) == 0
    stories = json.loads(output.read_text(encoding="utf-8"))["stories"]
    assert sorted(id for story in stories for id in story["articles"]) == ["oats.txt", "original.txt", "other.txt", "spun.txt"]
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.txt")}
    story = max(stories, key=lambda story: len(story["articles"]))
    found = [(pair, alteration) for pair in story["pairs"] for alteration in pair["alterations"]]
    assert found
    for pair, alteration in found:
        assert alteration["kind"] in KINDS
        assert alteration["severity"] in ("decisive", "strong", "weak")
        assert alteration["note"]
        assert alteration["a"] or alteration["b"]
        for side in "ab":
            span = alteration[side]
            assert span is None or texts[pair[side]][span["start"] : span["end"]] == span["text"]
    assert {(step["copy"], step["source"]) for step in story["lineage"]} == {("spun.txt", "original.txt")}
    assert {pair["aligned_sentences"] > 0 for pair in story["pairs"]} == {True}
    assert [standing["id"] for standing in story["ranking"]][-1] == "spun.txt"


def test_the_terminal_shows_the_worst(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(folder)]) == 0
    shown = capsys.readouterr().out
    assert "└─ spun.txt" in shown
    assert "negation-flipped" in shown
    assert "articles tell their story alone" in shown or "article tells" in shown


def test_an_unknown_format_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(folder), "-o", "out.docx"]) == 2
    assert "OUT.json or OUT.html" in capsys.readouterr().err


def test_nothing_to_compare_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(tmp_path)]) == 2
    assert "nothing to compare" in capsys.readouterr().err.lower()

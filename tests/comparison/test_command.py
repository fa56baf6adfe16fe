"""``twicetold compare``: files in, JSON or a terminal view out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detector.batch.work import Recipe, Scorer, SetupError
from detector.cli import main
from detector.comparison import KINDS
from tests.comparison.test_lineage import INDEPENDENT, ORIGINAL, SPUN
from tests.scoring.small_model import small_model


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


def test_a_model_of_ones_own_ranks_the_versions(folder: Path, tmp_path: Path) -> None:
    small_model().save(tmp_path / "model")
    rankings = {}
    for name, options in {"shipped": [], "own": ["--model", str(tmp_path / "model")]}.items():
        output = tmp_path / f"{name}.json"
        assert main(["compare", str(folder / "original.txt"), str(folder / "spun.txt"), "-o", str(output), *options]) == 0
        rankings[name] = json.loads(output.read_text(encoding="utf-8"))["stories"][0]["ranking"]
    assert rankings["own"] != rankings["shipped"]


@pytest.mark.parametrize("option", ["--model", "--markers"])
def test_a_model_that_was_asked_for_has_to_be_there(option: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(folder), option, str(folder / "nothing")]) == 2
    assert "could not be loaded" in capsys.readouterr().err


def test_a_classifier_of_ones_own_is_used_where_its_types_are_trusted(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("skops", reason="Heads of one's own need skops: pip install -e .[models].")
    from tests.scoring.test_estimators import Mine, fitted, model_with

    model_with(fitted(Mine())).save(tmp_path / "model")
    articles = [str(path) for path in sorted(folder.glob("*.txt"))]
    command = ["compare", *articles, "-o", str(tmp_path / "out.json"), "--model", str(tmp_path / "model")]
    assert main(command) == 2
    assert "--trust tests.scoring.test_estimators.Mine" in capsys.readouterr().err
    assert main([*command, "--trust", "tests.scoring.test_estimators.Mine"]) == 0


def test_without_any_model_what_was_altered_ranks_alone(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(recipe: Recipe) -> Scorer:
        raise SetupError("The model could not be loaded: it is not there.")

    monkeypatch.setattr("detector.batch.work.load", refuse)
    assert main(["compare", str(folder), "-o", str(tmp_path / "out.json")]) == 0
    assert "ranked by what they altered alone" in capsys.readouterr().err
    ranking = max(json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["stories"], key=lambda story: len(story["articles"]))["ranking"]
    assert ranking[-1]["id"] == "spun.txt"

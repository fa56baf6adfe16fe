"""``twicetold-train``: what it prints, writes, refuses and returns."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import training.corpora
from detector.scoring.store import CARD, Model, load
from training import cli
from training.model_card import FIGURES, model_card


@pytest.fixture
def folder(model: Model, tmp_path: Path) -> Path:
    model.save(tmp_path / "model")
    return tmp_path / "model"


@pytest.fixture
def loaded(frame: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command read the small corpus of invented news."""
    whole = frame.head(160).assign(id=[f"{place}" for place in range(160)])
    monkeypatch.setattr(training.corpora, "load_corpora", lambda names=None: whole)
    monkeypatch.setattr("training.documentation.documentation", pd.DataFrame)  # no download, and nothing of it


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from training.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
        "print({'pandas', 'sklearn'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"
    assert "calibrate" in done.stdout


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["fit", "--sample", "0"], ["compare", "one"], ["evaluate", "--leave-out", "nonsense"]])
def test_usage(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["evaluate", "no-such-folder"], "There is no model in no-such-folder"),
        (["card", "no-such-folder"], "There is no model in no-such-folder"),
        (["compare", "no-such-folder", "neither"], "There is no model in no-such-folder"),
        (["calibrate", "no-such-folder"], "no-such-folder does not exist"),
        (["calibrate", ".", "--rate", "2"], "between 0 and 0.5"),
        (["evaluate", "--only", "gpt"], "--leave-out"),
        (["evaluate", "no-such-folder", "--leave-out", "generator"], "leave MODEL away"),
        (["fit", "--corpora", "nonsense"], "no corpus called 'nonsense'"),
        (["evaluate", "--corpora", "imbd"], "TWICETOLD_CORPORA is not set"),
    ],
)
def test_errors_are_sentences(
    arguments: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TWICETOLD_CORPORA", raising=False)
    assert cli.main(arguments) == 2
    assert sentence in capsys.readouterr().err


def test_corpora_are_listed_with_their_licences(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["corpora"]) == 0
    table = training.list_corpora()
    printed = capsys.readouterr().out
    assert all(name in printed for name in table.index)
    assert printed.count("licence:") == len(table)
    assert cli.main(["corpora", "--json"]) == 0
    assert [row["name"] for row in json.loads(capsys.readouterr().out)] == list(table.index)


@pytest.mark.usefixtures("loaded")
def test_fit_saves_a_model_that_loads_and_refuses_a_worse_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "_BASELINES", 0)
    out = tmp_path / "new"
    arguments = ["fit", "--out", str(out), "--jobs", "1", "--report", str(tmp_path / "report")]
    assert cli.main(arguments) == 0
    assert (tmp_path / "report" / "index.html").is_file()
    first = load(out)
    assert first.about[FIGURES]["documents"] > 100
    assert (out / CARD).read_text(encoding="utf-8") == model_card(first)
    page = json.loads((out / "model.json").read_text(encoding="utf-8"))
    for row in page["about"][FIGURES]["summary"]:
        row["auroc"] = 1.1
    (out / "model.json").write_text(json.dumps(page), encoding="utf-8")
    capsys.readouterr()
    assert cli.main(arguments) == 1
    message = capsys.readouterr().err
    assert "was kept" in message
    assert "auroc of llm falls from 1.100" in message
    assert load(out).about[FIGURES]["summary"][0]["auroc"] == 1.1
    assert cli.main([*arguments, "--force"]) == 0
    assert load(out).about == first.about
    assert load(out).version == first.version


@pytest.mark.usefixtures("loaded")
def test_evaluate_a_folder(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = cli.main(["evaluate", str(folder), "--sample", "30", "--jobs", "1", "--out", str(tmp_path / "out")])
    table = pd.read_csv(tmp_path / "out" / "false_positives.csv")
    assert status == (0 if table["within"].all() else 1)
    assert table[table["kind"].eq("all originals")]["documents"].tolist() == [30]
    assert "as it is, on 120 documents" in capsys.readouterr().out


@pytest.mark.usefixtures("loaded")
def test_compare_two_folders(folder: Path, model: Model, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mild = replace(model, thresholds=replace(model.thresholds, machine=0.0, machine_short=0.0))  # it accuses nobody
    mild.save(tmp_path / "mild")
    out = tmp_path / "changes.csv"
    assert cli.main(["compare", str(folder), str(tmp_path / "mild"), "--sample", "10", "--jobs", "1", "--out", str(out)]) == 0
    count = len(pd.read_csv(out))
    assert count > 0
    assert f"The verdict changes for {count} documents." in capsys.readouterr().out


def test_calibrate_from_a_folder_of_articles(folder: Path, frame: pd.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    for place, text in enumerate(frame[frame["cause"].eq("human")]["text"]):
        (articles / f"{place}.txt").write_text(text, encoding="utf-8")
    common = ["calibrate", str(articles), "--model", str(folder), "--out", str(tmp_path / "mine"), "--jobs", "1"]
    assert cli.main(common) == 2
    assert "at least 99 are needed" in capsys.readouterr().err
    assert not (tmp_path / "mine").exists()
    assert cli.main([*common, "--rate", "0.1"]) == 0
    moved = load(tmp_path / "mine")
    assert moved.about["recalibrated"]["articles"] == 60
    assert "at most 10.0%" in (tmp_path / "mine" / CARD).read_text(encoding="utf-8")


def figures() -> dict[str, Any]:
    summary = {"cause": "llm", "documents": 1200, "auroc": 0.9124, "auroc_all": 0.9, "auroc_within": None, "caught_1": 0.5, "caught_01": 0.3,
               "flagged": 0.4, "low": 0.35, "high": 0.45, "named": 0.9, "calibration_error": 0.02}  # fmt: skip
    positives = {"kind": "a|b", "documents": 500, "flagged": 3, "rate": 0.006, "low": 0.002, "high": 0.0175, "limit": 0.01, "within": True,
                 "rate_unseen": 0.01}  # fmt: skip
    return {"subject": "Held out.", "documents": 1700, "summary": [summary], "false_positives": [positives]}


def test_the_card_says_what_it_was_given(model: Model) -> None:
    known = training.list_corpora()
    about = {**model.about, "corpora": {"imbd": {"human": 365, "llm": 3204}, "own": {"human": 5}}}
    card = model_card(replace(model, about=about), figures=figures())
    assert card == model_card(replace(model, about=about), figures=figures())
    assert known.loc["imbd", "sha256"] in card
    assert "| own | 5 | 0 | 0 | 0 | your own |" in card
    assert "| llm | 1,200 | 0.912 | 0.900 | 50.0 % | 30.0 % | 40.0 % (35.0–45.0) | 0.020 |" in card
    assert "| a\\|b | 500 | 3 | 0.6 % (0.2–1.8) | 1.0 % | yes | 1.0 % |" in card
    assert "What it must not be used for" in card
    rows = [line for line in card.splitlines() if line.startswith("|")]
    widths = [line.replace("\\|", "").count("|") for line in rows]
    assert all(width in (7, 8, 9) for width in widths)


def test_a_model_without_figures_says_so(model: Model) -> None:
    assert "was not evaluated" in model_card(model)


def test_card_is_written_into_the_folder(
    folder: Path, model: Model, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["card", str(folder), "--print"]) == 0
    assert not (folder / CARD).exists()
    assert capsys.readouterr().out == model_card(load(folder))
    (tmp_path / "figures.json").write_text(json.dumps(figures()), encoding="utf-8")
    assert cli.main(["card", str(folder), "--figures", str(tmp_path / "figures.json")]) == 0
    assert load(folder).about[FIGURES] == figures()
    assert load(folder).version == model.version
    assert (folder / CARD).read_text(encoding="utf-8") == model_card(load(folder))

"""Arguments of the commands: whole numbers, or a sentence."""

from __future__ import annotations

import pytest

from training import cli


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["fit", "--jobs", "0"], "give a whole number of 1 or more, not '0'"),
        (["fit", "--seed", "-1"], "give a whole number of 0 or more, not '-1'"),
        (["markers", "--sample", "many"], "give a whole number of 1 or more, not 'many'"),
        (["alterations", "--limit", "0"], "give a whole number of 1 or more, not '0'"),
        (["gains", "--labelled", "-5"], "give a whole number of 1 or more, not '-5'"),
    ],
)
def test_numbers_out_of_range_are_refused(arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refusal:
        cli.main(arguments)
    assert refusal.value.code == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("command", ["markers", "alterations", "gains"])
def test_missing_corpora_are_said(command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("TWICETOLD_CORPORA", raising=False)
    assert cli.main([command]) == 2
    assert "TWICETOLD_CORPORA is not set" in capsys.readouterr().err


def test_an_unknown_family_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from training.small import small_corpus

    monkeypatch.setattr("training.gains.load_corpora", lambda: small_corpus(6).assign(residue=""))
    assert cli.main(["gains", "--families", "nobody"]) == 2
    assert "no family of corpora called nobody; there are small" in capsys.readouterr().err

"""Attacks: each changes what it says, the cheap ones are undone, and the table counts what became of the verdicts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import training.corpora
from detector.markers import Catalogue
from detector.scoring.assessment import Thresholds
from detector.scoring.store import CARD, Model, load
from detector.text import Document
from training import attack, cli
from training.judging import judge
from training.model_card import ATTACKS

TEXT = 'He said: "It is late." The mayor didn\'t answer – a café on Main Street was open.\n\nNobody else was there. The door was shut.\n'
ATTACKS_BY_NAME = {one.name: one for one in attack.attacks(["One two three four five six seven eight nine ten."])}


def changed(name: str, strength: float = 1, text: str = TEXT) -> str:
    return ATTACKS_BY_NAME[name].change(text, strength, np.random.default_rng(5))


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("nothing", "As it was.", "As it was."),
        ("capitals lost", "The Mayor of Oslo", "the mayor of oslo"),
        ("all in capitals", "The Mayor of Oslo", "THE MAYOR OF OSLO"),
        ("every word capitalised", "The Mayor of Oslo", "The Mayor Of Oslo"),
        ("letters of another script", "peace", "реасе"),
        ("quotation marks lost", '"No," “no” and «no»', "No, no and no"),
        ("apostrophes lost", "It's the mayor’s 'own'", "Its the mayors 'own'"),
        ("light edit by hand", "He said that it is not the end. It was late.", "He said it isn't end, and it"),
        ("on one line", "One.\n\nTwo.\r\nThree.", "One. Two. Three."),
        ("a line for each sentence", "It rained. It snowed.", "It rained.\nIt snowed."),
        ("double spaces, CRLF", "One two.\nThree.", "One  two.\r\nThree."),
        ("straight typography", "“It’s late” – he said…", "\"It's late\" - he said."),
        ("curly typography", '"It\'s late" - he said...', "“It’s late” – he said…"),
        ("read in a wrong encoding", "It's", "Itâ€™s"),
        ("HTML entities left", "“It’s” A&B", "&ldquo;It&rsquo;s&rdquo; A&amp;B"),
    ],
)
def test_a_change_at_full_strength(name: str, text: str, expected: str) -> None:
    assert changed(name, 1, text).startswith(expected)


@pytest.mark.parametrize("one", ATTACKS_BY_NAME.values(), ids=lambda one: one.name)
def test_the_same_chance_gives_the_same_text_and_any_text_is_taken(one: attack.Attack) -> None:
    for strength in one.strengths:
        assert one.change(TEXT, strength, np.random.default_rng(1)) == one.change(TEXT, strength, np.random.default_rng(1))
        for text in ("", " \n", "a", "\ud800 \u200b"):
            one.change(text, strength, np.random.default_rng(1))


def test_strength_is_the_share_that_is_changed() -> None:
    text = "peace " * 500
    swapped = [sum(letter > "\x7f" for letter in changed("letters of another script", share, text)) / 2500 for share in (0.01, 0.1, 1)]
    assert swapped == pytest.approx([0.01, 0.1, 1], rel=0.4)
    assert 0.05 < np.mean([word != "walking" for word in changed("typing mistakes", 0.1, "walking " * 500).split()]) < 0.15
    assert sorted(changed("paragraphs shuffled", 1, "a b\nc d\ne f").split()) == list("abcdef")
    assert changed("human text put before", 0.5, "a b c d e f g").startswith("One two three\n\na b")
    assert changed("lines broken at 72", 1, "word " * 40).count("\n") == 2


@pytest.mark.parametrize("name", ["letters of another script", "characters that print nothing"])
def test_normalisation_undoes_what_hides_letters_and_evidence_shows_it(name: str, model: Model, samples: dict[str, str]) -> None:
    catalogue = Catalogue.load()
    for text in samples.values():
        hidden = changed(name, 0.1, text)
        shown = [piece for piece in catalogue.find(Document(hidden)) if piece.marker in ("scrape-homoglyph", "scrape-hidden-character")]
        assert len(shown) > 5
        assert not any(piece.counts for piece in shown), "letters can be swapped in anybody's text"
        before, after = judge(model, [text, hidden], catalogue=catalogue)
        assert after == before


def test_all_versions_of_a_source_are_kept_out_together() -> None:
    groups = pd.Series([f"g{number}" for number in range(2000)])
    kept = attack.reserved(groups)
    assert 40 < kept.sum() < 130
    assert attack.reserved(groups[::-1])[::-1].tolist() == kept.tolist()


@pytest.fixture
def documents(frame: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    monkeypatch.setattr(attack, "KEPT_OUT", 2)
    return attack.targets(frame, 12)


def test_targets_are_reserved_and_of_every_side(documents: pd.DataFrame) -> None:
    assert documents.groupby("side").size().to_dict() == {
        "human original": 24, "llm": 12, "spun": 12, "spun (simulated)": 12, "translated": 12,
    }  # fmt: skip
    assert attack.reserved(documents["group"]).all()


def test_the_table_counts_what_became_of_the_verdicts(documents: pd.DataFrame, model: Model) -> None:
    table = attack.measure(model, documents)
    assert len(table) == 5 * sum(len(one.strengths) for one in ATTACKS_BY_NAME.values())
    assert table[table["attack"].eq("nothing")]["newly"].eq(0).all()
    assert (table["newly"] <= table["flagged"]).all()
    assert (table["flagged"] + table["unscored"] <= table["documents"]).all()
    assert table["auroc"].between(0, 1).all()
    assert not table[table["attack"].eq("synonyms")]["benign"].any()
    wide = attack.wide(table)
    assert wide["attack"].iloc[0] == "nothing"
    first = table.iloc[0]
    assert wide.loc[0, first["side"]] == first["flagged"] / first["documents"]
    assert list(wide.columns[:3]) == ["attack", "strength", "human original"]
    assert [name for name in wide if name.endswith("AUROC")] == ["llm AUROC", "spun AUROC", "spun (simulated) AUROC", "translated AUROC"]


def test_accusations_that_follow_a_change_are_counted(documents: pd.DataFrame, model: Model) -> None:
    everybody = replace(model, thresholds=Thresholds(0.9999, 0.99995, 0.9999, 0.99995))
    human = documents[documents["side"].eq("human original")].head(3)
    table = attack.measure(everybody, human)
    assert table["flagged"].max() > 0
    with pytest.raises(ValueError, match="no human original"):
        attack.measure(model, documents[documents["side"].eq("llm")])


def test_the_command_prints_stores_and_writes(
    frame: pd.DataFrame, model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(attack, "KEPT_OUT", 2)
    monkeypatch.setattr(attack, "attacks", lambda prefixes: tuple(ATTACKS_BY_NAME.values())[:2])
    monkeypatch.setattr(training.corpora, "load_corpora", lambda names=None: frame)
    model.save(tmp_path / "model")
    arguments = ["attack", str(tmp_path / "model"), "--most", "3", "--jobs", "1", "-o", str(tmp_path / "out.csv"), "--card"]
    assert cli.main(arguments) == 0
    printed = capsys.readouterr()
    assert "capitals lost" in printed.out
    assert "may have been fitted to" in printed.err
    assert list(pd.read_csv(tmp_path / "out.csv")["attack"].unique()) == ["nothing", "capitals lost"]
    stored = load(tmp_path / "model")
    assert stored.version == model.version
    assert [row["attack"] for row in stored.about[ATTACKS]] == ["nothing", *["capitals lost"] * 3]
    card = (tmp_path / "model" / CARD).read_text(encoding="utf-8")
    assert "| capitals lost | 0.5 |" in card

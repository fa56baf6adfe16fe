"""Fitting on a small frame: the right errors, the same model twice, thresholds that keep their limits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from detector.markers import Catalogue
from detector.scoring.store import Model, load
from detector.text import Document
from training.fitting import (
    KEPT_OUT_PAIR,
    LARGEST_RATIO,
    STEEPEST,
    FittingError,
    balance,
    calibrate,
    complete,
    fit,
    folds_of,
    stretch,
    with_round_trips,
    with_spinning,
)  # fmt: skip
from training.synthesis import pairs

PLAIN = ("the boat came late", "nobody at the quay minded much", "a dog slept by the crane", "it rained until noon", "we'd seen worse")
STIFF = ("the vessel arrived with a significant delay", "residents expressed notable understanding", "additionally, the weather remained "
         "challenging", "the initiative underscores an ongoing commitment", "stakeholders emphasized comprehensive solutions")  # fmt: skip


def invented(phrases: tuple[str, ...], generator: np.random.Generator, sentences: int = 22) -> str:
    """Return a text of sentences that join phrases at random."""
    made = [f"{phrases[a]}, and {phrases[b]} on day {day}" for a, b, day in generator.integers(0, len(phrases), (sentences, 3))]
    return " ".join(sentence[0].upper() + sentence[1:] + "." for sentence in made)


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    generator = np.random.default_rng(3)
    rows = [
        {"text": invented(STIFF if cause != "human" else PLAIN, generator), "cause": cause, "group": f"g{number}", "kind": "news"}
        for number in range(50)
        for cause in ("human", "llm", "translated")
    ]
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def model(frame: pd.DataFrame) -> Model:
    return fit(frame, jobs=1, spun_share=0.5, catalogue=Catalogue([]))


def test_a_small_model_tells_what_it_was_shown(model: Model, frame: pd.DataFrame) -> None:
    values = {
        cause: np.mean([model.heads.log_odds(model.heads.read(Document(text), ()))[2] for text in part["text"].head(12)])
        for cause, part in frame.groupby("cause")
    }
    assert values["llm"] > values["human"] + 1


def test_the_same_frame_and_seed_give_the_same_model(model: Model, frame: pd.DataFrame) -> None:
    assert fit(frame, jobs=1, spun_share=0.5, catalogue=Catalogue([])).version == model.version


def test_a_saved_model_loads_as_it_was(model: Model, tmp_path: Path) -> None:
    model.save(tmp_path)
    again = load(tmp_path)
    row = model.heads.read(Document(invented(PLAIN, np.random.default_rng(8))), ())
    assert again.heads.log_odds(row) == pytest.approx(model.heads.log_odds(row), abs=1e-3)
    assert again.thresholds == model.thresholds


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"text": ["a"]}, "no column cause"),
        ({"text": ["a"], "cause": ["robot"]}, "Unknown causes: robot"),
        ({"text": ["a"], "cause": ["human"]}, "Both human and machine"),
    ],
)
def test_what_a_frame_lacks_is_said(columns: dict[str, list[str]], message: str) -> None:
    with pytest.raises(FittingError, match=message):
        complete(pd.DataFrame(columns))


def test_both_sides_weigh_the_same_in_every_topic() -> None:
    frame = pd.DataFrame({"topic": ["news"] * 6 + ["essays"] * 4, "family": ["a", "a", "a", "a", "b", "b", "c", "c", "d", "c"]})
    positive = np.array([True, False, False, False, False, False, True, True, True, False])
    weights = balance(frame, positive)
    assert weights.mean() == pytest.approx(1)
    for topic in ("news", "essays"):
        here = frame["topic"].eq(topic).to_numpy()
        assert weights[here & positive].sum() == pytest.approx(weights[here & ~positive].sum())
    of_a, of_b = (weights[~positive & frame["family"].eq(family).to_numpy()].sum() for family in "ab")
    assert of_a / of_b == pytest.approx((3 / 2) ** 0.5)


def test_few_texts_of_one_side_do_not_outweigh_many_of_the_other() -> None:
    frame = pd.DataFrame({"topic": ["science"] * 401 + ["news"] * 800, "family": "a"})
    positive = np.arange(1201) % 2 == 0
    positive[:401] = np.arange(401) > 0  # one human abstract beside 400 of a machine
    weights = balance(frame, positive)
    assert weights[0] < 2 * LARGEST_RATIO * weights[1]


@pytest.mark.skipif(not set(pairs()) - {KEPT_OUT_PAIR}, reason="Apertium is not installed")
def test_round_trips_are_marked_and_keep_their_group(frame: pd.DataFrame) -> None:
    complete_frame = complete(frame)
    more = with_round_trips(complete_frame, 2, seed=0)
    copies = more.iloc[len(complete_frame) :]
    assert len(copies) == 2 * len(set(pairs()) - {KEPT_OUT_PAIR})
    assert copies["cause"].eq("translated").all()
    assert copies["simulated"].all()
    assert copies["family"].eq("apertium").all()
    originals = complete_frame[complete_frame["cause"].eq("human")].set_index("group")["text"]
    assert all(group in originals.index and text not in set(originals[[group]]) for group, text in zip(copies["group"], copies["text"], strict=True))
    assert KEPT_OUT_PAIR not in " ".join(copies["generator"])


def test_without_apertium_no_round_trips_are_added(frame: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.fitting.pairs", lambda: ())
    assert len(with_round_trips(complete(frame), 2, seed=0)) == len(frame)


def test_versions_of_one_source_share_a_fold(frame: pd.DataFrame) -> None:
    folds = pd.Series(folds_of(complete(frame)))
    assert folds.groupby(frame["group"]).nunique().eq(1).all()
    assert folds.nunique() == 5


@pytest.mark.parametrize("length", [90, 150, 10_000])
def test_a_stretch_is_part_of_its_text(length: int) -> None:
    text = invented(PLAIN, np.random.default_rng(5), 40)
    cut = stretch(text, length, seed=1)
    assert cut in text
    assert Document(cut).word_count <= 1.4 * length


def test_simulated_spinning_is_marked_and_keeps_its_group(frame: pd.DataFrame) -> None:
    more = with_spinning(complete(frame), 0.5, seed=0)
    added = more.iloc[len(frame) :]
    assert 5 < len(added) < 50
    assert set(added["cause"]) == {"spun"}
    assert set(added["group"]) <= set(frame["group"])


def test_a_head_that_tells_all_apart_stays_calm(frame: pd.DataFrame) -> None:
    human, machine = (frame["cause"].eq(cause).to_numpy() for cause in ("human", "llm"))
    slope, intercept = calibrate(np.where(machine, 1.0, -1.0), complete(frame), machine, human)
    assert slope == STEEPEST
    assert intercept == pytest.approx(np.log(1 / 3), abs=1.0)

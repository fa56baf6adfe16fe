"""Adapting: what is learned from a few articles, what holds it back, and what is said when there are too few."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from detector.scoring.heads import CAUSES, Head
from detector.scoring.store import Model, load
from training import gains
from training.adapting import FEWEST, NoReferenceError, TooFewArticlesError, adapt, adapt_readings, log_odds, read
from training.measures import auroc
from training.preparing import FittingError
from training.small import small_corpus


def own_articles(articles: int, seed: int) -> pd.DataFrame:
    """Make a kind of machine text that the small model does not know: it cannot end a sentence without a shrug."""
    human = small_corpus(articles, seed=seed).query("cause == 'human'")
    human = human.assign(text="It was told so. " + human["text"], group=human["group"] + " own")[["text", "cause", "group"]]
    shrugs = human["text"].str.replace(r"(?<=[a-z])\.(?= )", " or so; who knows?", regex=True)
    return pd.concat([human, human.assign(text=shrugs, cause="llm")], ignore_index=True)


@pytest.fixture(scope="module")
def known() -> pd.DataFrame:
    return own_articles(60, seed=1)


@pytest.fixture(scope="module")
def adapted(model: Model, known: pd.DataFrame) -> Model:
    return adapt(model, known, rate=0.02)


def test_it_tells_better_what_it_was_shown(model: Model, adapted: Model) -> None:
    new = read(model, own_articles(60, seed=2))
    machine = new.frame["cause"].eq("llm").to_numpy()
    before, after = (log_odds(one, new.rows)[:, 2] for one in (model, adapted))
    assert auroc(after[machine], after[~machine]) > max(0.95, auroc(before[machine], before[~machine]))


def test_human_texts_elsewhere_are_not_accused(adapted: Model) -> None:
    others = small_corpus(60, seed=31)
    human = read(adapted, others[others["cause"].eq("human")])
    p_human = 1 / (1 + np.exp(log_odds(adapted, human.rows)).sum(axis=1))
    assert (p_human <= adapted.thresholds.machine).mean() <= 0.05


def test_heads_without_articles_of_their_cause_stay(model: Model, adapted: Model) -> None:
    assert adapted.about["adapted"]["heads"] == ["llm"]
    assert adapted.heads.heads["spun"] == model.heads.heads["spun"]
    assert adapted.heads.heads["llm"] is not model.heads.heads["llm"]


def test_the_specialists_stay_and_figures_of_the_other_model_go(model: Model, known: pd.DataFrame) -> None:
    adapted = adapt(replace(model, about={**model.about, "held_out": {"summary": []}, "seed": 3}), known)
    assert adapted.heads.word_specialists is model.heads.word_specialists
    assert "held_out" not in adapted.about
    assert adapted.about["seed"] == 3


def test_a_saved_one_comes_back(adapted: Model, tmp_path: Path) -> None:
    adapted.save(tmp_path)
    again = load(tmp_path)
    assert again.version == adapted.version
    assert again.reference.shape == adapted.reference.shape


def test_the_threshold_holds_for_both_sides(model: Model, known: pd.DataFrame) -> None:
    mine = read(model, known)
    reference = model.reference.astype(np.float32)
    adapted = adapt_readings(model, mine, reference, 0.1)
    p_others = 1 / (1 + np.exp(log_odds(adapted, reference)).sum(axis=1))
    assert (p_others <= adapted.thresholds.machine).mean() <= 0.1
    assert adapted.thresholds.machine_short <= adapted.thresholds.machine <= adapted.thresholds.human


def test_trees_alone_learn_too(model: Model, known: pd.DataFrame) -> None:
    """A head whose trees speak alone gets a linear part and, but for that, says what it said."""
    from tests.scoring.small_model import random_forest

    width = len(model.heads.feature_names)
    trees = Head(random_forest(np.random.default_rng(0), width, 4, 2), np.ones(width, dtype=np.float32), 0.0, 1.0, (0.3, -1.0))
    alone = replace(model, heads=replace(model.heads, heads={**model.heads.heads, "llm": trees}))
    adapted = adapt(alone, known)
    new = read(alone, own_articles(30, seed=4))
    machine = new.frame["cause"].eq("llm").to_numpy()
    scores = log_odds(adapted, new.rows)[:, 2]
    assert auroc(scores[machine], scores[~machine]) > 0.95


@pytest.mark.parametrize(
    ("articles", "message"),
    [(FEWEST - 1, f"at least {FEWEST} articles of its cause and {FEWEST} human ones are needed; long enough are 19 human, 19 llm")],
)
def test_too_few_are_not_enough(articles: int, message: str, model: Model) -> None:
    with pytest.raises(TooFewArticlesError, match=message):
        adapt(model, own_articles(articles, seed=5))


def test_without_reference_others_have_to_be_given(model: Model, known: pd.DataFrame) -> None:
    bare = replace(model, reference=np.zeros((0, 0), dtype=np.float16))
    with pytest.raises(NoReferenceError, match="give some as `elsewhere`"):
        adapt(bare, known)
    others = small_corpus(20, seed=6)
    adapted = adapt(bare, known, elsewhere=others.loc[others["cause"].eq("human"), "text"].tolist())
    assert adapted.about["adapted"]["reference"] == 20


@pytest.mark.parametrize("rate", [0.0, 0.5, -1.0])
def test_a_rate_that_is_none_is_refused(rate: float, model: Model, known: pd.DataFrame) -> None:
    with pytest.raises(FittingError, match=r"between 0 and 0\.5"):
        adapt(model, known, rate=rate)


def test_gains_are_measured_on_what_was_kept_out() -> None:
    other = small_corpus(40, seed=8)
    own = own_articles(130, seed=9).assign(corpus="mine", domain="sea", generator="x")
    frame = pd.concat([other, own], ignore_index=True).assign(residue="")
    found = gains.measure(frame, ["mine"], labelled=100, human=50)
    assert found.adapting["cause"].tolist() == ["llm"]
    assert found.adapting["auroc_after"][0] > 0.9
    assert found.false_positives["where"].tolist() == ["mine", "elsewhere"]
    assert found.recalibrating["asked"].tolist() == [0.05]
    assert (found.recalibrating["expected_low"] < found.recalibrating["asked"]).all()
    assert set(CAUSES) >= set(found.adapting["cause"])

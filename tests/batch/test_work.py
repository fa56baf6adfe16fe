"""One batch: pure, in order, and one bad text costs only itself."""

from __future__ import annotations

import pickle
import time

import pytest

from detector.batch import work
from detector.batch.work import DetectorRecipe, SetupError, Versions, score_batch, time_limit, unreadable
from detector.text import Article
from tests.batch.scorers import StandInRecipe

VERSIONS = Versions("stand-in-1", "catalogue-1")


def articles(*texts: str) -> list[Article]:
    return [Article(id=str(number), text=text, columns={"n": number}) for number, text in enumerate(texts)]


def test_the_same_articles_give_the_same_records_in_order() -> None:
    given = articles("one two three four", "too short", "five six seven")
    first, second = (score_batch(given, StandInRecipe(), VERSIONS, 5) for _ in range(2))
    assert first == second
    assert [(record.id, record.status) for record in first] == [("0", "scored"), ("1", "abstained"), ("2", "scored")]


@pytest.mark.parametrize(
    ("text", "status", "reason"),
    [
        ("this one will FAIL here", "quarantined", "ValueError: this text is cursed"),
        ("this one will HANG here", "quarantined", "longer than 0.3 s"),
        ("this one is fine", "scored", ""),
    ],
)
def test_one_bad_text_costs_only_itself(text: str, status: str, reason: str) -> None:
    records = score_batch(articles("a b c", text, "d e f"), StandInRecipe(), VERSIONS, 0.3)
    assert [record.status for record in records] == ["scored", status, "scored"]
    assert reason in records[1].reason
    assert (records[1].id, records[1].model, dict(records[1].columns)) == ("1", "stand-in-1", {"n": 1})


def test_a_worker_with_other_versions_refuses() -> None:
    with pytest.raises(SetupError, match="model stand-in-1 and catalogue catalogue-1, but the run was started with model x"):
        score_batch(articles("a b c"), StandInRecipe(), Versions("x", "y"))


def test_a_model_that_cannot_be_loaded_says_why() -> None:
    with pytest.raises(SetupError, match="could not be loaded"):
        work.load(DetectorRecipe("/no/such/folder"))


def test_a_scorer_that_loses_a_record_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    scorer = work.load(StandInRecipe())
    score = scorer.score
    monkeypatch.setattr(scorer, "score", lambda given: score(given)[:-1])
    records = score_batch(articles("a b c", "d e f"), StandInRecipe(), VERSIONS)
    assert [record.status for record in records] == ["quarantined", "quarantined"]


def test_the_time_limit_is_lifted_afterwards() -> None:
    with pytest.raises(work.OutOfTime), time_limit(0.05):
        time.sleep(5)
    with time_limit(0.05):
        pass
    time.sleep(0.1)


def test_waiting_for_a_processor_is_not_held_against_a_text() -> None:
    with time_limit(0.3):
        time.sleep(0.5)
    with pytest.raises(work.OutOfTime), time_limit(0.1):
        any(False for _ in iter(int, 1))


def test_recipes_travel() -> None:
    for recipe in (StandInRecipe(), DetectorRecipe("model", ("a.toml",))):
        assert pickle.loads(pickle.dumps(recipe)) == recipe
        assert hash(recipe) == hash(pickle.loads(pickle.dumps(recipe)))


def test_what_was_not_read_has_a_record_that_says_why() -> None:
    record = unreadable(Article(id="a", text="", problem="This is a PNG image."), VERSIONS)
    assert (record.status, record.verdict, record.reason, record.sha256) == ("unreadable", "unscored", "This is a PNG image.", "")

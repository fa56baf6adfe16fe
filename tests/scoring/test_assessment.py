"""How log-odds and evidence become a verdict, and when there is none."""

from __future__ import annotations

import numpy as np
import pytest

from detector.markers import Evidence
from detector.scoring.assessment import MEANING, Thresholds, abstention, join, meaning, rounded
from detector.text import Document

NOTHING = np.array([-3.0, -3.0, -3.0])
SENTENCE = "The ferry that carries the post was late again on Monday, and nobody at the quay had been told why. "


def evidence(family: str, severity: str, count: int = 1, place: str = "narrative") -> list[Evidence]:
    return [Evidence(f"{family}-{number}", number, number + 1, severity, family=family, place=place) for number in range(count)]


@pytest.mark.parametrize("log_odds", [NOTHING, np.zeros(3), np.array([40.0, -40.0, 3.0])])
@pytest.mark.parametrize("found", [[], evidence("llm", "decisive"), evidence("spin", "strong", 9)], ids=["none", "decisive", "strong"])
def test_probabilities_sum_to_one(log_odds: np.ndarray, found: list[Evidence]) -> None:
    probabilities = join(log_odds, found, {"spun": 1.0})
    assert sum(probabilities.values()) == pytest.approx(1.0)
    assert sum(rounded(probabilities).values()) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize(
    ("found", "changes"),
    [
        (evidence("translation", "weak", 5), False),
        (evidence("scrape", "decisive", 5), False),
        (evidence("llm", "decisive", 5, place="quotation"), False),
        (evidence("llm", "decisive", 5, place="furniture"), False),
        (evidence("llm", "strong"), True),
        (evidence("llm", "decisive"), True),
    ],
    ids=["weak", "scrape", "quoted", "furniture", "strong", "decisive"],
)
def test_only_what_counts_has_an_effect(found: list[Evidence], changes: bool) -> None:
    lifts = {"translated": 1.0, "spun": 1.0, "llm": 1.0}
    assert (join(NOTHING, found, lifts) != join(NOTHING, [], lifts)) is changes


@pytest.mark.parametrize(("family", "cause"), [("translation", "translated"), ("spin", "spun"), ("llm", "llm")])
def test_decisive_evidence_names_its_cause_and_caps_reliability(family: str, cause: str) -> None:
    one = join(NOTHING, evidence(family, "decisive"), {})
    two = join(NOTHING, evidence(family, "decisive", 2), {})
    assert max(("translated", "spun", "llm"), key=lambda name: one[name]) == cause
    assert two["human"] < one["human"] <= 0.4
    assert two["human"] <= 0.04


def test_one_strong_hit_does_not_accuse() -> None:
    thresholds = Thresholds(0.2, 0.7, 0.15, 0.75)
    for family in ("translation", "spin", "llm"):
        probabilities = join(NOTHING, evidence(family, "strong"), {"translated": 1.5, "spun": 1.5, "llm": 1.5})
        assert thresholds.verdict(probabilities["human"], 400) != "machine"


def test_reliability_falls_as_any_head_rises() -> None:
    for place in range(3):
        values = [join(np.where(np.arange(3) == place, level, -2.0), [], {})["human"] for level in np.linspace(-4, 4, 9)]
        assert values == sorted(values, reverse=True)


@pytest.mark.parametrize(
    ("p_human", "words", "verdict"),
    [(0.1, 400, "machine"), (0.18, 400, "machine"), (0.18, 100, "unclear"), (0.5, 400, "unclear"), (0.72, 400, "human"),
     (0.72, 100, "unclear"), (0.8, 100, "human")],
)  # fmt: skip
def test_short_texts_have_a_wider_doubtful_range(p_human: float, words: int, verdict: str) -> None:
    assert Thresholds(0.2, 0.7, 0.15, 0.75).verdict(p_human, words) == verdict


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Too short: 0 words"),
        (SENTENCE, "Too short: 20 words"),
        ("El ministro dijo que no iba a dimitir de su cargo en el gobierno, pero que lo haría si su partido se lo pedía. " * 8, "(es)"),
        (SENTENCE * 8, ""),
    ],
    ids=["empty", "short", "Spanish", "long enough"],
)
def test_it_abstains_with_a_reason(text: str, reason: str) -> None:
    given = abstention(Document(text))
    assert reason in given
    assert bool(given) is bool(reason)


def test_the_meaning_says_how_often_verdicts_are_wrong() -> None:
    row = {"kind": "all originals", "documents": 2000, "flagged": 3, "rate": 0.0015, "low": 0.0005, "high": 0.0044}
    told = meaning({"false_positives": [row], "summary": [{"cause": "llm", "flagged": 0.25}]})
    assert "3 of 2,000 human originals (0.15%" in told
    assert "missed 75% of the LLM-rewritten texts" in told
    assert meaning(None) == meaning({}) == MEANING

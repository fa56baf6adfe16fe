"""Honest versions: which texts make a couple, and what is counted between them."""

from __future__ import annotations

import pandas as pd

from training.honest_versions import HonestCouple, honest_couples, measure_honest, table_of_alarms

PASSAGE = (
    "The council of Odde has approved a new quay for the trawlers, the mayor said on Monday. The neighbours of the old wharf were not told "
    "about the vote, and they will appeal to the governor. Divers had inspected the bottom of the harbour in spring and found nothing but "
    "mud, stones and a rusty anchor. The company that will build the quay did not answer questions about the price of the work."
)
RETOLD = PASSAGE.replace("has approved", "approved").replace("were not told", "heard nothing")
FLIPPED = PASSAGE.replace("has approved", "has not approved")
OTHER = "Bees winter badly on the islands because storms shake every hive, and keepers carry sugar across the ice until the heather blooms. " * 4


def _frame(rows: list[tuple[str, str, str, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["group", "corpus", "cause", "prompt_kind", "text"])


def test_couples_are_versions_of_one_passage() -> None:
    frame = _frame(
        [
            ("a", "wmt22_general", "human", "", PASSAGE),
            ("a", "wmt22_general", "human", "", RETOLD),
            ("a", "wmt22_general", "human", "", OTHER),
            ("b", "raidar_news", "llm", "of_human:Rewrite this for me", PASSAGE + " It is late."),
            ("b", "raidar_news", "llm", "of_human:Help me polish this", RETOLD + " It is late."),
            ("c", "wmt22_general", "translated", "", PASSAGE + " It rains."),
            ("c", "wmt22_general", "human", "", RETOLD + " It rains."),
        ]
    )
    couples = honest_couples(frame, 10)
    assert [(couple.relation, couple.group) for couple in couples] == [("human", "a"), ("polished", "b")]
    assert {couples[0].first, couples[0].second} == {PASSAGE, RETOLD}
    assert honest_couples(frame, 10) == couples


def test_no_source_stands_for_all() -> None:
    rows = [("a", "mixset", "llm", "polish_token", f"{PASSAGE} That was on day number {day}.") for day in range(8)]
    assert len(honest_couples(_frame(rows), 100)) == 6


def test_alarms_are_counted_by_kind_and_shown_with_their_sentences() -> None:
    alarms = measure_honest([HonestCouple("human", PASSAGE, RETOLD, "a"), HonestCouple("human", PASSAGE, FLIPPED, "b")])
    table = table_of_alarms(alarms).set_index(["kind", "versions"])
    assert table.loc[("negation-flipped", "human"), "couples"] == 2
    assert table.loc[("negation-flipped", "all"), "alarmed of 100"] == 50.0
    assert table.loc[("number-changed", "all"), "alarms in 100"] == 0.0
    [example] = [line for line in alarms.examples if line.startswith("negation-flipped")]
    assert "[human] b" in example
    assert "The council of Odde has not approved a new quay" in example

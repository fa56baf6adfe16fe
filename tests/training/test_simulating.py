"""Simulated texts: marked as such, and in the group of what they were made of."""

from __future__ import annotations

import pandas as pd
import pytest

from training.preparing import complete
from training.simulating import KEPT_OUT_PAIR, with_round_trips, with_spinning
from training.synthesis import pairs


@pytest.mark.skipif(not set(pairs()) - {KEPT_OUT_PAIR}, reason="Apertium is not installed")
def test_round_trips_are_marked_and_keep_their_group(plain_and_stiff: pd.DataFrame) -> None:
    complete_frame = complete(plain_and_stiff)
    more = with_round_trips(complete_frame, 2, seed=0)
    copies = more.iloc[len(complete_frame) :]
    assert len(copies) == 2 * len(set(pairs()) - {KEPT_OUT_PAIR})
    assert copies["cause"].eq("translated").all()
    assert copies["simulated"].all()
    assert copies["family"].eq("apertium").all()
    originals = complete_frame[complete_frame["cause"].eq("human")].set_index("group")["text"]
    assert all(group in originals.index and text not in set(originals[[group]]) for group, text in zip(copies["group"], copies["text"], strict=True))
    assert KEPT_OUT_PAIR not in " ".join(copies["generator"])


def test_without_apertium_no_round_trips_are_added(plain_and_stiff: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.simulating.pairs", lambda: ())
    assert len(with_round_trips(complete(plain_and_stiff), 2, seed=0)) == len(plain_and_stiff)


def test_simulated_spinning_is_marked_and_keeps_its_group(plain_and_stiff: pd.DataFrame) -> None:
    more = with_spinning(complete(plain_and_stiff), 0.5, seed=0)
    added = more.iloc[len(plain_and_stiff) :]
    assert 5 < len(added) < 50
    assert set(added["cause"]) == {"spun"}
    assert set(added["group"]) <= set(plain_and_stiff["group"])

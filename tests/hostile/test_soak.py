"""The soak in small: one round of each fault, and sums that tell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.scoring.small_model import small_model
from tests.soak import FAULTS, Soak, Sums

pytestmark = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="finds workers and memory in /proc")


@pytest.fixture(scope="module")
def soak(tmp_path_factory: pytest.TempPathFactory) -> Soak:
    folder = tmp_path_factory.mktemp("soak")
    small_model().save(folder / "model")
    return Soak(folder / "round", str(folder / "model"), files=70, rows=10)


@pytest.mark.parametrize("fault", FAULTS)
def test_no_record_is_lost_whatever_goes_wrong(fault: str, soak: Soak) -> None:
    soak.round(fault)
    told = json.loads(soak.sums.line(fault))
    assert (told["lost"], told["wrong"]) == (0, 0)
    assert 0 < told["articles"] <= told["records"]


def test_losses_and_growth_are_noticed(soak: Soak) -> None:
    soak.round("nothing")
    rows = soak.in_process()
    before = Sums(soak.sums.articles, soak.sums.records, soak.sums.lost, soak.sums.wrong)
    ids = {str(row["id"]) for row in rows}
    soak._count("nothing", rows[1:], ids)
    soak._count("nothing", [*rows, rows[0]], ids)
    soak._count("nothing", [{**rows[0], "reliability": -1.0}, *rows[1:]], ids)
    assert soak.sums.lost == before.lost + 2
    assert soak.sums.wrong == before.wrong + 1
    assert Sums(memory=[100] * 30 + [120] * 10).grew()
    assert not Sums(memory=[90] * 10 + [100] * 30).grew()

"""Folds and halves: all versions of one source in one."""

from __future__ import annotations

import pandas as pd

from training import lineage
from training.preparing import complete
from training.splits import folds_of, part_of


def test_versions_of_one_source_share_a_fold(plain_and_stiff: pd.DataFrame) -> None:
    folds = pd.Series(folds_of(complete(plain_and_stiff)))
    assert folds.groupby(plain_and_stiff["group"]).nunique().eq(1).all()
    assert folds.nunique() == 5


def test_halves_split_groups_and_never_change() -> None:
    groups = [f"g{number}" for number in range(1000)]
    parts = part_of(groups)
    assert parts == part_of(groups)
    assert 400 < parts.count("tune") < 600
    assert all(part != other for part, other in zip(parts, lineage.part_of(groups), strict=True))

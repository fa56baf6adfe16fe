"""Folds: all versions of one source in one."""

from __future__ import annotations

import pandas as pd

from training.preparing import complete
from training.splits import folds_of


def test_versions_of_one_source_share_a_fold(plain_and_stiff: pd.DataFrame) -> None:
    folds = pd.Series(folds_of(complete(plain_and_stiff)))
    assert folds.groupby(plain_and_stiff["group"]).nunique().eq(1).all()
    assert folds.nunique() == 5

"""`score` and `score_frame`: from paths, or from a DataFrame, to a DataFrame; for notebooks, pipelines and clusters of tables."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from detector.batch.run import DEFAULT_TIMEOUT, Plan, carried_out
from detector.batch.work import DetectorRecipe, Recipe, load, score_batch, versions_of
from detector.readers import ReadOptions, read
from detector.scoring.record import COLUMNS
from detector.text import Article

if TYPE_CHECKING:
    import pandas as pd


def score(
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    jobs: int = 1,
    backend: str = "loky",
    scheduler: str = "",
    timeout: float = DEFAULT_TIMEOUT,
    model: str | os.PathLike[str] = "",
    markers: Sequence[str | os.PathLike[str]] = (),
    text_column: str = "",
    id_column: str = "",
    html: str = "builtin",
    recipe: Recipe | None = None,
) -> pd.DataFrame:
    """Score everything that the paths hold.

    Parameters
    ----------
    paths : path or sequence of path
        Files and folders, as for ``twicetold score``.
    jobs : int
        Worker processes; 1 scores in this process, -1 takes every core.
    backend, scheduler : str
        ``"loky"``, ``"dask"`` or ``"ray"``, and the address of a running cluster.
    timeout : float
        Seconds that one document may take; 0 for no limit.
    model : path
        Folder of a model; the one that comes with the package where empty.
    markers : sequence of path
        Files with further markers.
    text_column, id_column : str
        Columns of tables; found where empty.
    html : str
        ``"builtin"`` or ``"trafilatura"``.
    recipe : Recipe, optional
        Makes another scorer than `Detector` in each process.

    Returns
    -------
    pandas.DataFrame
        The columns of a record and those of the input tables, most reliable first; ``evidence`` holds lists.

    Raises
    ------
    detector.batch.work.SetupError
        When the run cannot be carried out as asked.
    """
    import pandas as pd

    given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    plan = Plan(jobs=jobs, backend=backend, scheduler=scheduler, timeout=timeout)
    made = recipe or DetectorRecipe(os.fspath(model), tuple(os.fspath(path) for path in markers))
    with carried_out(read(given, ReadOptions(text_column, id_column, html)), made, plan) as (ledger, complete):
        if not complete:
            raise KeyboardInterrupt
        rows = [{**row, "evidence": json.loads(row["evidence"])} for row in ledger.rows()]
        return pd.DataFrame(rows, columns=[*COLUMNS, *ledger.carried.kinds])


def score_frame(
    frame: pd.DataFrame, *, text_column: str = "text", timeout: float = DEFAULT_TIMEOUT, model: str = "", recipe: Recipe | None = None
) -> pd.DataFrame:
    """Score the texts of a DataFrame, row by row and in place: what a cluster of tables runs on each partition.

    Parameters
    ----------
    frame : pandas.DataFrame
        With a column of texts; what is no text is scored as an empty one, which abstains.
    text_column : str
        Its name.
    timeout : float
        Seconds that one document may take; 0 for no limit.
    model : str
        Folder of a model; the one that comes with the package where empty.
    recipe : Recipe, optional
        Makes another scorer than `Detector`.

    Returns
    -------
    pandas.DataFrame
        With the same index: the columns of a record, without rank, id, path and title; ``evidence`` is JSON text.

    Examples
    --------
    >>> import pandas as pd
    >>> score_frame(pd.DataFrame({"text": ["Rain fell."]}, index=["note"]))[["verdict", "status"]]
           verdict     status
    note  unscored  abstained
    """
    import pandas as pd

    made = recipe or DetectorRecipe(model)
    texts = [text if isinstance(text, str) else "" for text in frame[text_column]]
    records = score_batch([Article(id=str(row), text=text) for row, text in enumerate(texts)], made, versions_of(load(made)), timeout)
    names = [name for name in COLUMNS if name not in ("rank", "id", "path", "title")]
    scored = pd.DataFrame([record.row() for record in records], columns=names, index=frame.index)
    numbers = ["reliability", "p_human", "p_translated", "p_spun", "p_llm"]
    return scored.astype(dict.fromkeys(numbers, "float64"))  # a partition where nothing was scored has the same types

"""Rows to files: csv, jsonl and Parquet, by the ending of the name, each put in place only when it is whole."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from detector.batch.work import SetupError
from detector.scoring.record import COLUMNS

Row = Mapping[str, Any]

ROW_GROUP = 5_000
"""Rows of a Parquet row group."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBERS = {"rank": int, "words": int, "evidence_count": int} | dict.fromkeys(
    ("reliability", "p_human", "p_translated", "p_spun", "p_llm"), float
)


def guarded(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula; numbers pass as they are.

    Examples
    --------
    >>> guarded("=HYPERLINK(1)"), guarded(-0.5), guarded("rain")
    ("'=HYPERLINK(1)", -0.5, 'rain')
    """
    if not isinstance(value, str):
        return value
    value = value.replace("\x00", "\ufffd")
    return "'" + value if value.startswith(_FORMULA) else value


def write_csv(rows: Iterable[Row], path: Path, carried: Mapping[str, type]) -> None:
    """Write rows as UTF-8 csv; strings that begin like a formula get an apostrophe.

    Parameters
    ----------
    rows : iterable of mapping
        In the order of their rank.
    path : Path
        The file.
    carried : mapping of str to type
        Names and types of the columns of the input that follow ours.
    """
    with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        names = [*COLUMNS, *carried]
        writer.writerow([guarded(name) for name in names])
        writer.writerows([guarded(row.get(name)) for name in names] for row in rows)


def write_jsonl(rows: Iterable[Row], path: Path, carried: Mapping[str, type]) -> None:
    """Write rows as JSON objects, one a line, each with all columns."""
    names = [*COLUMNS, *carried]
    with open(path, "wb") as file:
        for row in rows:
            line = json.dumps({name: row.get(name) for name in names}, ensure_ascii=False)
            file.write(line.encode("utf-8", "backslashreplace") + b"\n")


def write_parquet(rows: Iterable[Row], path: Path, carried: Mapping[str, type]) -> None:
    """Write rows as Parquet, `ROW_GROUP` of them in memory at a time."""
    import pyarrow as pa
    from pyarrow import parquet

    types, text = {bool: pa.bool_(), int: pa.int64(), float: pa.float64()}, pa.large_string()
    kinds = {**{name: _NUMBERS.get(name, str) for name in COLUMNS}, **carried}
    schema = pa.schema([(name, types.get(kind, text)) for name, kind in kinds.items()])
    waiting = iter(rows)
    with parquet.ParquetWriter(path, schema, compression="zstd", store_schema=False) as writer:
        while group := list(islice(waiting, ROW_GROUP)):
            columns = [_column([row.get(name) for row in group], types.get(kind, text)) for name, kind in kinds.items()]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))


def _column(values: list[Any], kind: Any) -> Any:
    """Lay values out as Arrow does: its own conversion of lists imports pandas, which takes longer than hundreds of documents."""
    import pyarrow as pa

    known = np.packbits([value is not None for value in values], bitorder="little")
    if kind == pa.large_string():
        encoded = [_encoded(value) for value in values]
        data = [np.cumsum([0, *map(len, encoded)], dtype=np.int64), b"".join(encoded)]
    elif kind == pa.bool_():
        data = [np.packbits([bool(value) for value in values], bitorder="little")]
    else:
        data = [np.array([value or 0 for value in values], dtype=kind.to_pandas_dtype())]
    return pa.Array.from_buffers(kind, len(values), [pa.py_buffer(buffer) for buffer in (known, *data)])


def _encoded(value: Any) -> bytes:
    if value is None:
        return b""
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", "backslashreplace")


Writer = Callable[[Iterable[Row], Path, Mapping[str, type]], None]
WRITERS: dict[str, Writer] = {".csv": write_csv, ".jsonl": write_jsonl, ".parquet": write_parquet}


def writer_for(path: Path, html: Writer) -> Writer:
    """Return the writer of an output, before anything is scored.

    Parameters
    ----------
    path : Path
        The output.
    html : callable
        The writer of an HTML page, which needs more than the rows.

    Raises
    ------
    SetupError
        When the ending is not known, the folder is not there, or the format needs a package that is not installed.
    """
    writers = {**WRITERS, ".html": html}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise SetupError(f"The output {path} must end in {', '.join(writers)}, which says how it is written.")
    if writer is write_parquet and find_spec("pyarrow") is None:
        raise SetupError("Parquet needs pyarrow: pip install twicetold[parquet].")
    if not path.parent.is_dir():
        raise SetupError(f"There is no folder {path.parent} to write {path.name} into.")
    if path.is_dir():
        raise SetupError(f"The output {path} is a folder.")
    return writer


def write_whole(writer: Writer, rows: Iterator[Row], path: Path, carried: Mapping[str, type]) -> None:
    """Write an output so that it is either the old one or the whole new one, whenever the machine stops.

    Parameters
    ----------
    writer : callable
        One of `WRITERS`.
    rows : iterator of mapping
        In the order of their rank.
    path : Path
        The file.
    carried : mapping of str to type
        Columns of the input that follow ours.
    """
    part = part_of(path)
    part.unlink(missing_ok=True)
    try:
        writer(rows, part, carried)
        with open(part, "rb+") as file:
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def part_of(path: Path) -> Path:
    """Return where an output lies until it is whole: always there, so that what a run left that was killed in writing is found again."""
    return path.with_name(f".{path.name}.part")

"""Tables: jsonl, json, csv, tsv and parquet; one row, one article, the other columns carried along."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, BinaryIO

from detector.readers.decoding import decode, decode_line, lines
from detector.readers.limits import (
    MAX_JSON_BYTES,
    MAX_LINE_BYTES,
    MAX_ROW_GROUP_BYTES,
    MIN_TEXT_COLUMN_WORDS,
    SAMPLE_BYTES,
    SAMPLE_ROWS,
)
from detector.readers.source import ReadOptions, Source, Unreadable, carried, read_up_to, spooled
from detector.text.article import Article

TEXT_NAMES = (
    "text", "articletext", "articlebody", "fulltext", "maintext", "bodytext", "cleantext", "plaintext", "rawtext",
    "textcontent", "body", "content", "contents", "article", "story", "document", "rawcontent",
)  # fmt: skip
ID_NAMES = ("id", "docid", "documentid", "articleid", "textid", "uuid", "guid", "key")
TITLE_NAMES = ("title", "headline", "articletitle")
"""Names that say what a column holds, best first; compared without case and punctuation."""

_LONG_LINE = f"The line is longer than {MAX_LINE_BYTES:,} bytes."


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells, or why they could not be read."""

    number: int
    cells: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    guess: str = ""


def _normal(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.lower())


def named_column(columns: Iterable[str], names: Sequence[str]) -> str:
    """Return the column whose name comes first among `names`; empty where none does.

    Examples
    --------
    >>> named_column(["url", "Full-Text", "summary"], TEXT_NAMES)
    'Full-Text'
    """
    found = {_normal(column): column for column in reversed(list(columns))}
    return next((found[name] for name in names if name in found), "")


def _longest_column(rows: Sequence[Row], columns: Iterable[str]) -> str:
    """Return the column whose typical cell is as long as an article; empty where none is."""
    lengths: dict[str, int] = {}
    for column in columns:
        cells = [row.cells.get(column) for row in rows]
        words = [cell.count(" ") + 1 for cell in cells if isinstance(cell, str)]
        if len(words) > len(cells) / 2:
            lengths[column] = sorted(words)[len(words) // 2]
    best = max(lengths, key=lambda column: lengths[column], default="")
    return best if best and lengths[best] >= MIN_TEXT_COLUMN_WORDS else ""


def _sample(rows: Iterator[Row]) -> list[Row]:
    sample: list[Row] = []
    size = 0
    for row in rows:
        sample.append(row)
        size += sum(len(cell) for cell in row.cells.values() if isinstance(cell, (str, bytes)))
        if len(sample) >= SAMPLE_ROWS or size >= SAMPLE_BYTES:
            break
    return sample


def articles_of(source: Source, rows: Iterator[Row], options: ReadOptions) -> Iterator[Article]:
    """Yield an article for every row; a table without a column of texts is one unreadable article.

    Parameters
    ----------
    source : Source
        Where the table comes from.
    rows : iterator of Row
        Its rows, lazily.
    options : ReadOptions
        Names of the text and id columns, where they are given.
    """
    sample = _sample(rows)
    if not sample:
        yield source.unreadable("The table has no rows.")
        return
    columns = list(dict.fromkeys(chain.from_iterable(row.cells for row in sample)))
    if not columns:
        yield source.unreadable(sample[0].problem)
        return
    if problem := _missing_column(columns, options):
        yield source.unreadable(problem)
        return
    text = options.text_column or named_column(columns, TEXT_NAMES) or _longest_column(sample, columns)
    if not text:
        shown = ", ".join(columns[:12]) + (" ..." if len(columns) > 12 else "")
        yield source.unreadable(
            f"No column of this table looks like the text of an article (its columns: {shown}). Name it with --text-column."
        )
        return
    roles = (text, options.id_column or named_column(columns, ID_NAMES), named_column(columns, TITLE_NAMES))
    for row in chain(sample, rows):
        yield _article(source, row, *roles)


def _missing_column(columns: Sequence[str], options: ReadOptions) -> str:
    for flag, name in (("--text-column", options.text_column), ("--id-column", options.id_column)):
        if name and name not in columns:
            shown = ", ".join(columns[:12]) + (" ..." if len(columns) > 12 else "")
            return f"{flag} names {name!r}, and this table has no such column (its columns: {shown})."
    return ""


def _article(source: Source, row: Row, text: str, id: str, title: str) -> Article:
    others = {name: carried(cell) for name, cell in row.cells.items() if name not in (text, id, title)}
    name = _label(row.cells.get(id)) if id else ""
    problem = row.problem
    value = row.cells.get(text)
    if not problem and text not in row.cells:
        problem = f"This row has no column {text!r}."
    elif not problem and value is not None and not isinstance(value, (str, bytes)):
        problem = f"Column {text!r} of this row holds {type(value).__name__}, not text."
    if problem:
        return source.unreadable(problem, row=row.number, id=name, columns=others)
    guess = row.guess
    if isinstance(value, bytes):
        value, guess = decode(value)
    return source.article(
        value or "",
        row=row.number,
        id=name,
        title=_label(row.cells.get(title)) if title else "",
        notes={"encoding_guess": guess},
        columns=others,
    )


def _label(value: Any) -> str:
    return "" if value is None else str(carried(value))


def read_jsonl(source: Source, options: ReadOptions) -> Iterator[Article]:
    """Yield an article for every line that holds a JSON object; a bad line is one unreadable article."""
    return articles_of(source, _json_rows(source.stream), options)


def _json_rows(stream: BinaryIO) -> Iterator[Row]:
    for number, line in enumerate(lines(stream), 1):
        if line is None:
            yield Row(number, problem=_LONG_LINE)
        elif line.strip():
            yield _json_row(number, line)


def _json_row(number: int, line: bytes) -> Row:
    guess = ""
    try:
        try:
            value = json.loads(line)
        except UnicodeDecodeError:
            text, guess = decode_line(line)
            value = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Row(number, problem=f"Line {number} is not JSON: {_short(error)}.")
    if not isinstance(value, dict):
        return Row(number, problem=f"Line {number} holds JSON, but not an object with named columns.")
    return Row(number, value, guess=guess)


def _short(error: BaseException) -> str:
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error).split("\n")[0][:120]


def read_json(source: Source, options: ReadOptions) -> Iterator[Article]:
    """Yield the articles of a file that is one JSON object, or one list of them."""
    data = read_up_to(source.stream, MAX_JSON_BYTES + 1)
    if len(data) > MAX_JSON_BYTES:
        raise Unreadable(f"The JSON is larger than {MAX_JSON_BYTES:,} bytes. Write it as jsonl, one object a line.")
    text, guess = decode(data)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"This is not JSON: {_short(error)}.") from error
    values = value if isinstance(value, list) else [value]
    rows = (
        Row(number, item, guess=guess) if isinstance(item, dict) else Row(number, problem="This item is not a JSON object.")
        for number, item in enumerate(values, 1)
    )
    return articles_of(source, rows, options)


def read_csv(source: Source, options: ReadOptions) -> Iterator[Article]:
    """Yield an article for every row of a csv, semicolon- or tab-separated file with a header."""
    return articles_of(source, _csv_rows(source.stream), options)


class _Decoded:
    """The lines of a csv file as text, which remembers whether the encoding of any had to be guessed."""

    def __init__(self, raw: Iterator[bytes | None]) -> None:
        self._raw = raw
        self.guess = ""
        self.too_long = False

    def __iter__(self) -> _Decoded:
        return self

    def __next__(self) -> str:
        line = next(self._raw)
        if line is None:
            self.too_long = True
            return "\n"
        text, guess = decode_line(line)
        self.guess = self.guess or guess
        return text.replace("\x00", "\ufffd") + "\n"


def delimiter_of(header: str) -> str:
    """Return what separates the columns of a header line: a tab, a semicolon or a comma.

    Examples
    --------
    >>> delimiter_of("id;text;note, if any")
    ';'
    """
    return max("\t;,", key=header.count) if any(mark in header for mark in "\t;,") else ","


def _csv_rows(stream: BinaryIO) -> Iterator[Row]:
    csv.field_size_limit(MAX_LINE_BYTES)
    decoded = _Decoded(lines(stream))
    first = next(decoded, None)
    if first is None:
        return
    rows = csv.reader(chain([first], decoded), delimiter=delimiter_of(first))
    number = 0
    header: list[str] = []
    while True:
        decoded.guess, decoded.too_long = ("" if number else decoded.guess), False
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            yield Row(number, problem=f"Row {number} is not csv: {error}.")
            continue
        if not header:
            header = [name.strip() for name in cells]
            continue
        if not cells:
            continue
        number += 1
        yield _csv_row(number, header, cells, decoded)


def _csv_row(number: int, header: list[str], cells: list[str], decoded: _Decoded) -> Row:
    if decoded.too_long:
        return Row(number, problem=_LONG_LINE)
    if len(cells) > len(header):
        return Row(
            number,
            problem=f"Row {number} has {len(cells)} cells where the header has {len(header)} columns; quote the text that holds separators.",
        )
    return Row(number, dict(zip(header, cells)), guess=decoded.guess)


def read_parquet(source: Source, options: ReadOptions) -> Iterator[Article]:
    """Yield an article for every row of a Parquet file, a few hundred rows in memory at a time."""
    return articles_of(source, _parquet_rows(source.stream), options)


def _parquet_rows(stream: BinaryIO) -> Iterator[Row]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise Unreadable("Parquet needs pyarrow: pip install twicetold[parquet].") from error
    with spooled(stream) as file:
        try:
            table = parquet.ParquetFile(file, buffer_size=1 << 20)
            groups = (table.metadata.row_group(index) for index in range(table.num_row_groups))
            if any(group.total_byte_size > MAX_ROW_GROUP_BYTES for group in groups):
                raise Unreadable(f"A row group of this Parquet file unpacks to more than {MAX_ROW_GROUP_BYTES:,} bytes.")
            number = 0
            for batch in table.iter_batches(batch_size=256, use_threads=False):
                for cells in batch.to_pylist():
                    number += 1
                    yield Row(number, cells)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise Unreadable(f"The Parquet file is damaged: {_short(error)}.") from error

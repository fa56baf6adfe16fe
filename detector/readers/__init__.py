"""Paths to articles: what a file is is told from its content first and from its name second."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Collection, Iterator, Sequence

from detector.readers.archives import read_gzip, read_zip
from detector.readers.decoding import what_binary
from detector.readers.html import looks_like_html, read_html
from detector.readers.limits import HEAD_BYTES
from detector.readers.plain import read_plain
from detector.readers.source import HTML_EXTRACTORS, Gauge, ReadOptions, Source, Unreadable, look_ahead
from detector.readers.tables import TEXT_NAMES, delimiter_of, named_column, read_csv, read_json, read_jsonl, read_parquet
from detector.readers.walk import STANDARD_INPUT, Entry, entries, open_regular, reason, size_of, standard_input
from detector.readers.warc import read_warc
from detector.text.article import Article

__all__ = ["HTML_EXTRACTORS", "Gauge", "ReadOptions", "read", "read_source", "reader_for", "size_of"]

Reader = Callable[[Source, ReadOptions], Iterator[Article]]

_BY_CONTENT: tuple[tuple[bytes, Reader], ...] = (
    (b"\x1f\x8b", read_gzip),
    (b"PK\x03\x04", read_zip),
    (b"PK\x05\x06", read_zip),
    (b"PAR1", read_parquet),
    (b"WARC/", read_warc),
)
_BY_NAME: dict[str, Reader] = {
    ".jsonl": read_jsonl, ".ndjson": read_jsonl, ".json": read_json, ".csv": read_csv, ".tsv": read_csv, ".tab": read_csv,
    ".html": read_html, ".htm": read_html, ".xhtml": read_html,
}  # fmt: skip


def read(
    paths: Sequence[str | os.PathLike[str]],
    options: ReadOptions | None = None,
    skip: Collection[str] = (),
    gauge: Gauge | None = None,
) -> Iterator[Article]:
    """Read everything that the paths hold, lazily and in one fixed order.

    Parameters
    ----------
    paths : sequence of path
        Files, folders (walked recursively), or ``"-"`` for standard input.
    options : ReadOptions, optional
        Names of columns, way of reading HTML.
    skip : collection of str
        Real paths to pass over in folders.
    gauge : Gauge, optional
        Kept at the number of bytes read.

    Yields
    ------
    Article
        At least one for every file; what could not be read says why in `Article.problem`. Nothing is raised.
    """
    for entry in entries(paths, skip):
        yield from _read_entry(entry, options or ReadOptions(), gauge or Gauge())


def _read_entry(entry: Entry, options: ReadOptions, gauge: Gauge) -> Iterator[Article]:
    nothing = Source(io.BytesIO(), entry.name, entry.name)
    if entry.problem:
        yield nothing.unreadable(entry.problem)
        return
    try:
        descriptor = standard_input() if entry.path == STANDARD_INPUT else open_regular(entry.path)
        with open(descriptor, "rb", buffering=HEAD_BYTES) as stream:
            gauge.watch(stream)
            yield from read_source(Source(stream, entry.name, entry.name), options)
            gauge.leave()
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        yield nothing.unreadable(f"It could not be opened: {why}.")


def read_source(source: Source, options: ReadOptions) -> Iterator[Article]:
    """Yield the articles of one stream; whatever goes wrong in it becomes an unreadable article.

    Parameters
    ----------
    source : Source
        A stream at its beginning.
    options : ReadOptions
        Names of columns, way of reading HTML.
    """
    try:
        head, stream = look_ahead(source.stream)
        ready = Source(stream, source.id, source.path, source.nesting, source.charset)
        yield from reader_for(head, source.id)(ready, options)
    except Unreadable as error:
        yield source.unreadable(str(error))
    except OSError as error:
        yield source.unreadable(f"It could not be read to the end: {reason(error)}.")
    except Exception as error:  # a library's own idea of a damaged file must not end a run of days
        yield source.unreadable(f"It could not be read to the end: {type(error).__name__}: {str(error)[:200]}.")


def reader_for(head: bytes, name: str) -> Reader:
    """Choose the reader of a file.

    Parameters
    ----------
    head : bytes
        Its beginning.
    name : str
        Its name, which counts only where the content leaves it open.

    Returns
    -------
    callable
        Takes a `Source` and `ReadOptions`, yields articles.

    Examples
    --------
    >>> reader_for(b"<!DOCTYPE html><p>Rain.", "page.txt").__name__
    'read_html'
    >>> reader_for(b'{"id": 1, "text": "Rain."}\\n', "-").__name__
    'read_jsonl'
    """
    for magic, reader in _BY_CONTENT:
        if head.startswith(magic):
            return reader
    if what_binary(head):
        return read_plain  # which says what it is
    suffix = os.path.splitext(name.removesuffix(".gz"))[1].lower()
    named = _BY_NAME.get(suffix)
    if named is not None and named is not read_html and not (named is read_csv and looks_like_html(head)):
        return named
    if looks_like_html(head) or (named is read_html and b"<" in head):
        return read_html
    first = head.lstrip(b"\xef\xbb\xbf").split(b"\n", 1)[0].strip()
    if _is_json_with_text(first):
        return read_jsonl
    return read_csv if _is_header_with_text(first) else read_plain


def _is_json_with_text(line: bytes) -> bool:
    if not line.startswith(b"{") or not line.endswith(b"}"):
        return False
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and bool(named_column(value, TEXT_NAMES))


def _is_header_with_text(line: bytes) -> bool:
    """Tell the header of a nameless csv from a first line of prose: two or more short names, one of them for a text."""
    try:
        header = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    names = header.split(delimiter_of(header))
    short = all(len(name.split()) <= 3 and len(name) < 40 for name in names)
    return len(names) > 1 and short and bool(named_column(names, TEXT_NAMES))

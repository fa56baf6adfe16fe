"""`Source`: an open stream with its name, as every reader gets it, and the articles made from it."""

from __future__ import annotations

import io
import json
import math
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO, Protocol

from detector.readers.limits import HEAD_BYTES, MAX_SPOOLED_BYTES, MAX_TEXT_CHARACTERS
from detector.text.article import Article

HTML_EXTRACTORS = ("builtin", "trafilatura")


class Unreadable(Exception):
    """What a reader raises when the rest of a source cannot be read; its message is the reason in the record."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the person at the keyboard may say about the input.

    Attributes
    ----------
    text_column, id_column : str
        Columns of a table; found by name or by length of text where empty.
    html : str
        One of `HTML_EXTRACTORS`.
    """

    text_column: str = ""
    id_column: str = ""
    html: str = "builtin"


@dataclass(slots=True)
class Gauge:
    """How far into the input a run has come, in bytes of the files as they lie on disk.

    Attributes
    ----------
    total : int
        Size of all inputs; 0 where it is not known.
    finished : int
        Size of the files already read.
    """

    total: int = 0
    finished: int = 0
    _stream: BinaryIO | None = None

    def watch(self, stream: BinaryIO) -> None:
        """Count the position in this file from now on."""
        self._stream = stream

    def leave(self) -> None:
        """Count the watched file as read as far as it was read."""
        self.finished = self.read
        self._stream = None

    @property
    def read(self) -> int:
        """Bytes read so far."""
        try:
            return self.finished + (self._stream.tell() if self._stream is not None else 0)
        except (OSError, ValueError):  # a pipe, or closed meanwhile
            return self.finished


@dataclass(frozen=True, slots=True)
class Source:
    """A stream of bytes and what its articles are called.

    Attributes
    ----------
    stream : BinaryIO
        Where the bytes come from; seekable only if it says so.
    id : str
        Name of the article if the source holds one, stem of the names if it holds several.
    path : str
        The file on disk, relative to its root.
    nesting : int
        How many archives it lies in.
    charset : str
        Encoding that the transport declared (a WARC record does); empty otherwise.
    """

    stream: BinaryIO
    id: str
    path: str
    nesting: int = 0
    charset: str = ""

    def article(
        self,
        text: str,
        *,
        row: int | None = None,
        id: str = "",
        title: str = "",
        notes: Mapping[str, str] | None = None,
        columns: Mapping[str, Any] | None = None,
    ) -> Article:
        """Make an article of this source, cut to `MAX_TEXT_CHARACTERS` with a note where it is longer.

        Parameters
        ----------
        text : str
            The text as found.
        row : int, optional
            Number of the row in a table, counted from 1.
        id, title : str
            Name and title, where the source holds them.
        notes, columns : mapping, optional
            As in `Article`.
        """
        remarks = {name: value for name, value in (notes or {}).items() if value}
        if len(text) > MAX_TEXT_CHARACTERS:
            remarks["truncated"] = f"only the first {MAX_TEXT_CHARACTERS:,} characters were read"
            text = text[:MAX_TEXT_CHARACTERS]
        return Article(
            id=id or self.name(row), text=text, title=title, path=self.path, notes=remarks, columns=columns or {}
        )

    def unreadable(
        self, problem: str, *, row: int | None = None, id: str = "", columns: Mapping[str, Any] | None = None
    ) -> Article:
        """Make the article that stands for something that could not be read."""
        return Article(id=id or self.name(row), text="", path=self.path, problem=problem, columns=columns or {})

    def name(self, row: int | None = None) -> str:
        """Return the name of the article in a row, or of the source itself."""
        return self.id if row is None else f"{self.id}#{row}"


@dataclass(slots=True)
class Replay(io.RawIOBase):
    """A stream that gives back a beginning that was already read, then goes on with the rest."""

    head: bytes
    rest: BinaryIO
    _offset: int = field(default=0, init=False)

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer from the beginning while it lasts, then from the rest."""
        if self._offset < len(self.head):
            piece = self.head[self._offset : self._offset + len(buffer)]
            self._offset += len(piece)
        else:
            piece = self.rest.read(len(buffer)) or b""
        buffer[: len(piece)] = piece
        return len(piece)


def look_ahead(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    """Return the first bytes of a stream and a stream that still begins with them.

    Parameters
    ----------
    stream : BinaryIO
        Any stream at its beginning.

    Returns
    -------
    tuple of (bytes, BinaryIO)
        Up to `HEAD_BYTES`, and the same stream rewound, or one that replays them.
    """
    head = read_up_to(stream, HEAD_BYTES)
    if stream.seekable():
        stream.seek(0)
        return head, stream
    return head, io.BufferedReader(Replay(head, stream), HEAD_BYTES)


def read_up_to(stream: BinaryIO, size: int) -> bytes:
    """Read `size` bytes, or fewer where the stream ends; a pipe gives them in pieces."""
    pieces = []
    while size > 0 and (piece := stream.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


@contextmanager
def spooled(stream: BinaryIO) -> Iterator[BinaryIO]:
    """Give a seekable file for a stream: itself, or a bounded copy on disk.

    Parameters
    ----------
    stream : BinaryIO
        Any stream at its beginning.

    Raises
    ------
    Unreadable
        When the copy would be larger than `MAX_SPOOLED_BYTES`.
    """
    if stream.seekable():
        yield stream
        return
    with tempfile.TemporaryFile() as copy:
        size = 0
        while piece := stream.read(HEAD_BYTES):
            size += copy.write(piece)
            if size > MAX_SPOOLED_BYTES:
                raise Unreadable(f"It is larger than {MAX_SPOOLED_BYTES:,} bytes; unpack it to a file first.")
        copy.seek(0)
        yield copy


def carried(value: Any) -> Any:
    """Return a cell of the input as something that csv, jsonl and parquet can all hold.

    Examples
    --------
    >>> carried(float("nan")) is None, carried({"tags": ["a"]}), carried(b"caf\\xc3\\xa9")
    (True, '{"tags": ["a"]}', 'café')
    """
    if value is None or isinstance(value, (bool, int, str)):
        return value if not isinstance(value, int) or abs(value) < 2**63 else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (TypeError, ValueError, RecursionError):
        return str(value)


class Reader(Protocol):
    """What every format module offers: the articles of a source, one after another."""

    def __call__(self, source: Source, options: ReadOptions) -> Iterator[Article]:
        """Yield the articles of a source."""

"""WARC: the pages of a web crawl, one article for each successful response that holds text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from detector.readers.html import read_html
from detector.readers.limits import MAX_HTML_BYTES
from detector.readers.plain import read_plain
from detector.readers.source import ReadOptions, Source, Unreadable
from detector.text.article import Article

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,30})", re.IGNORECASE)
_PAGES = {"text/html": read_html, "application/xhtml+xml": read_html, "text/plain": read_plain}


def read_warc(source: Source, options: ReadOptions) -> Iterator[Article]:
    """Yield an article for each response with status 200 whose type is HTML or plain text.

    Requests, redirects, images, style sheets and the like are no articles and have no record.

    Parameters
    ----------
    source : Source
        A WARC file, unpacked.
    options : ReadOptions
        How to read the pages.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError as error:
        raise Unreadable("WARC needs fastwarc: pip install twicetold[warc].") from error
    number = 0
    for record in _guarded(ArchiveIterator(_Counted(source.stream), record_types=WarcRecordType.response)):
        http = record.http_headers
        if http is None or http.status_code != 200:
            continue
        kind, _, parameters = (http.get("Content-Type") or "text/html").partition(";")
        read = _PAGES.get(kind.strip().lower())
        if read is None:
            continue
        number += 1
        declared = _CHARSET.search(parameters)
        page = Source(
            io.BytesIO(record.reader.read(MAX_HTML_BYTES + 1)),
            source.name(number),
            source.path,
            source.nesting + 1,
            declared[1] if declared else "",
        )
        for article in read(page, options):
            yield replace(article, notes=_with_address(article, record))
    if not number:
        yield source.unreadable("The WARC file holds no successful response with HTML or plain text.")


class _Counted:
    """A stream that cannot be rewound but knows its position, which is all that fastwarc asks for."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._position = 0

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        self._position += len(piece)
        return piece

    def tell(self) -> int:
        return self._position

    def seek(self, position: int, whence: int = 0) -> int:
        raise OSError("this stream cannot be rewound")

    def close(self) -> None:
        self._stream.close()


def _guarded(records: Iterator[Any]) -> Iterator[Any]:
    """Yield records; a panic inside fastwarc, which is no `Exception`, makes the rest unreadable."""
    while True:
        try:
            record = next(records, None)
        except BaseException as error:
            if type(error).__name__ != "PanicException":
                raise
            raise Unreadable(f"The WARC file is damaged: {str(error)[:200]}.") from None
        if record is None:
            return
        yield record


def _with_address(article: Article, record: Any) -> dict[str, str]:
    address = record.headers.get("WARC-Target-URI") or ""
    return {**article.notes, "address": address.strip("<>")}

"""Hostile files: a folder of everything that breaks naive readers, each with the records that it must give.

Run: python -m tests.hostile.files FOLDER [SCALE]

With SCALE 1 the big ones are small enough for every run of the tests; with 100 they have their full size: a line of
100 MB, a bomb of 1,000 to 1, a million lines, a csv with a million columns.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import socket
import sys
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.hostile.texts import PROSE, hidden_in, repeated

STORY = PROSE * 2
SCORED, ABSTAINED, UNREADABLE = "scored", "abstained", "unreadable"


@dataclass(frozen=True)
class Case:
    """One hostile file.

    Attributes
    ----------
    name : str
        Of the file.
    data : callable
        Makes its bytes for a scale.
    records : tuple
        ``(suffix of the id, status, part of the reason)`` of each record it must give.
    """

    name: str
    data: Callable[[int], bytes]
    records: tuple[tuple[str, str, str], ...]


def _case(name: str, data: bytes | Callable[[int], bytes], status: str, reason: str = "", *more: tuple[str, str, str]) -> Case:
    return Case(name, data if callable(data) else lambda scale: data, (("", status, reason), *more))


def _rows(name: str, data: bytes | Callable[[int], bytes], *records: tuple[str, str, str]) -> Case:
    return Case(name, data if callable(data) else lambda scale: data, records)


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


def _bomb(begin: bytes, unit: bytes) -> Callable[[int], bytes]:
    """Return what makes a gzip file that grows a thousandfold, past the free allowance at any scale."""

    @cache
    def make(scale: int) -> bytes:
        squeeze = zlib.compressobj(9, wbits=31)
        million = unit * (1_000_000 // len(unit))
        return b"".join(map(squeeze.compress, [begin, *[million] * (90 + 10 * scale)])) + squeeze.flush()

    return make


def _jsonl(rows: int, bad: int) -> bytes:
    lines = [json.dumps({"id": f"r{number}", "text": "Too short."}).encode() for number in range(rows)]
    lines[bad] = b'{"id": "bad", "text": "cut'
    return b"\n".join(lines)


def _parquet(data: dict[str, list[object]]) -> bytes:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        return b"PAR1"
    buffer = io.BytesIO()
    parquet.write_table(pa.table(data), buffer)
    return buffer.getvalue()


_LATIN = STORY.replace("bay", "b\u00e9b\u00e9").replace("“", '"').replace("”", '"').encode("latin-1")
_PAGE = f"<!doctype html><title>Pier</title><article><p>{STORY}</article>".encode()

CASES = (
    # Encodings, declared, undeclared and wrong.
    _case("utf-8 bom.txt", b"\xef\xbb\xbf" + STORY.encode(), SCORED),
    _case("utf-16.txt", STORY.encode("utf-16"), SCORED),
    _case("utf-16 without mark.txt", STORY.encode("utf-16-le"), SCORED),
    _case("utf-32.txt", STORY.encode("utf-32"), SCORED),
    _case("latin.txt", _LATIN, SCORED, "guessed"),
    _case("mixed.txt", STORY.encode() + _LATIN, SCORED, "guessed"),
    _case("cut character.txt", STORY.encode() + "é".encode()[:1], SCORED),
    _case("page that lies.html", _PAGE.replace(b"<title>", b'<meta charset="utf-16"><title>'), SCORED),
    _case("page of no encoding.html", _PAGE.replace(b"<title>", b'<meta charset="rot13"><title>'), SCORED),
    _case("nul here and there.txt", STORY.encode()[:300] + b"\0" + STORY.encode()[300:], SCORED),
    _case("only nul.txt", bytes(5000), UNREADABLE, "not text"),
    _case("random.txt", bytes((number * 7919 + number // 251) % 256 for number in range(4096)), UNREADABLE),
    _case("empty.txt", b"", ABSTAINED),
    _case("picture.html", b"\x89PNG\r\n\x1a\n" + bytes(100), UNREADABLE, "PNG"),
    # Texts.
    _case("hidden.txt", hidden_in(STORY, "\u200b").encode(), SCORED),
    _case("homoglyphs.txt", STORY.replace("a", "\u0430").encode(), SCORED),
    _case("only marks.txt", repeated("?!., ", 3000).encode(), ABSTAINED),
    _case("only quotation marks.txt", repeated('" ', 3000).encode(), ABSTAINED),
    _case("only emoji.txt", ("\U0001f600 " * 500).encode(), ABSTAINED),
    _case("right to left.txt", ("\u05e9\u05dc\u05d5\u05dd " * 500).encode(), ABSTAINED, "Not English"),
    _case("tiny lines.txt", lambda scale: b"a\n" * 10_000 * scale, ABSTAINED),
    _case("one long line.txt", lambda scale: b"word " * 200_000 * scale, ABSTAINED),
    # Pages.
    _case("deep.html", lambda scale: b"<html>" + b"<div>" * 2_000 * scale + b"text", UNREADABLE, "nested"),
    _case("unclosed.html", b"<html><body><p><b><i>" + STORY.encode() + b"<p" * 1000, SCORED),
    _case("unclosed comment.html", b"<html><p>" + STORY.encode() + b"<!--" * 1000, SCORED),
    _case("unclosed script.html", b"<html><p>" + STORY.encode() + b"<script>" + b"<" * 10_000, SCORED),
    _case("unclosed attribute.html", b"<html><p>" + STORY.encode() + b'<a href="' + b"x" * 10_000, SCORED),
    _case("many attributes.html", b"<html><p " + b"a=1 " * 10_000 + b">" + STORY.encode(), SCORED),
    _case("entities.html", b"<html><p>" + STORY.encode() + b"&#x110000; &#0; &#xd800; &amp" * 1000, SCORED),
    _case("nothing.html", b"<html><script>load()</script>", UNREADABLE, "No article text"),
    # Archives.
    _case("gzip of gzip.gz", gzip.compress(gzip.compress(STORY.encode(), mtime=0), mtime=0), SCORED),
    _case("bomb.txt.gz", _bomb(b"", b"\0"), UNREADABLE),
    _case("bomb of words.txt.gz", _bomb(b"", b"word "), ABSTAINED, "first 1,000,000 characters"),
    _case("bomb.html.gz", _bomb(b"<!doctype html>", b"<b>"), UNREADABLE, "8,000,000"),
    _case("bomb of one row.jsonl.gz", _bomb(b'{"text": "', b"y"), UNREADABLE, "decompression bomb"),
    _case("cut.txt.gz", gzip.compress(STORY.encode(), mtime=0)[:-20], UNREADABLE, "ends too early"),
    _case("not gzip.gz", b"\x1f\x8b" + bytes(range(200)), UNREADABLE, "damaged"),
    _rows(
        "slip.zip",
        _zip({"../../slipped.txt": STORY.encode(), "/tmp/slipped.txt": STORY.encode(),
             "C:\\slipped.txt": STORY.encode(), "a\nb.txt": STORY.encode()}),
        ("/../../slipped.txt", SCORED, ""), ("//tmp/slipped.txt", SCORED, ""), ("/C:\\slipped.txt", SCORED, ""), ("/a\nb.txt", SCORED, ""),
    ),
    _case("cut.zip", _zip({"a.txt": STORY.encode()})[:60], UNREADABLE, "damaged"),
    # Tables.
    _rows("surrogates.jsonl", b'{"text": "\\ud800 %s"}\n{"text": "a\\u0000b"}' % json.dumps(STORY)[1:-1].encode(), ("#1", SCORED, ""),
          ("#2", ABSTAINED, "")),
    _rows("bad types.jsonl", b'{"text": 1}\n{"text": null}\n{"text": ["a"]}\n[]\n{}\nNaN\n', ("#1", UNREADABLE, "int"), ("#2", ABSTAINED, ""),
          ("#3", UNREADABLE, "list"), ("#4", UNREADABLE, "object"), ("#5", UNREADABLE, "no column"), ("#6", UNREADABLE, "object")),
    _rows("deep.jsonl", b'{"text": "a"}\n{"text": "b", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n", ("#1", ABSTAINED, ""),
          ("#2", UNREADABLE, "nested")),
    _rows("huge number.jsonl", b'{"text": "a"}\n{"text": "b", "x": ' + b"9" * 5_000 + b"}\n{\"text\": \"c\", \"x\": 1e999}\n",
          ("#1", ABSTAINED, ""), ("#2", UNREADABLE, "JSON"), ("#3", ABSTAINED, "")),
    _rows("long line.jsonl", lambda scale: b'{"text": "a"}\n{"text": "' + b"x" * max(17_000_000, 1_000_000 * scale) + b'"}\n{"text": "b"}\n',
          ("#1", ABSTAINED, ""), ("#2", UNREADABLE, "longer than"), ("#3", ABSTAINED, "")),
    _rows("duplicate ids.jsonl", b'{"id": "x", "text": "a"}\n{"id": "x", "text": "b"}', ("=x", ABSTAINED, ""), ("=x", ABSTAINED, "")),
    _rows("one bad line.jsonl", lambda scale: _jsonl(100 * scale, 50 * scale), ("*", "", "")),
    _case("cut.parquet", _parquet({"text": [STORY]})[:-40], UNREADABLE),
    _case("no text.parquet", _parquet({"n": [1, 2]}), UNREADABLE),
    _case("not json.json", b"{" * 100_000, UNREADABLE, "JSON"),
    _case("wide.csv", lambda scale: ",".join(f"c{number}" for number in range(10_000 * scale)).encode() + b"\n1,2\n", UNREADABLE),
    _rows("nul.csv", b"id,text\n1,a\0b\n2,\"open", ("=1", ABSTAINED, ""), ("=2", ABSTAINED, "")),
    _rows("formula.csv", b'id,text\n=HYPERLINK("x"),a\n"@SUM(1)",b', ('==HYPERLINK("x")', ABSTAINED, ""), ("=@SUM(1)", ABSTAINED, "")),
)  # fmt: skip

NAMES = (
    "new\nline.txt", "quote\"s and 'marks'.txt", "n" * 251 + ".txt", "-o.txt", " .txt", "<b>.txt", "\u202etxt.exe.txt", "%s{}.txt", "tab\t.txt",
)  # fmt: skip
"""File names that break naive programs; each holds a story."""


def make_files(folder: Path, scale: int = 1) -> None:
    """Write all `CASES` into a folder.

    Parameters
    ----------
    folder : Path
        Created where it does not exist.
    scale : int
        1 for the tests, 100 for the full size.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for case in CASES:
        (folder / case.name).write_bytes(case.data(scale))


def make_strange(folder: Path) -> socket.socket:
    """Write what only the file system can do: names, links, pipes, sockets.

    Parameters
    ----------
    folder : Path
        Created where it does not exist.

    Returns
    -------
    socket.socket
        To be closed when the socket of the folder is no longer needed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (folder / name).write_text(STORY, encoding="utf-8")
    with open(os.path.join(os.fsencode(folder), b"caf\xe9.txt"), "w", encoding="utf-8") as file:
        file.write(STORY)
    (folder / "locked.txt").write_text(STORY, encoding="utf-8")
    (folder / "locked.txt").chmod(0)
    (folder / "shut").mkdir(mode=0)
    os.mkfifo(folder / "pipe.txt")
    (folder / "loop").symlink_to("loop")
    (folder / "inside").mkdir()
    (folder / "inside" / "up").symlink_to("..")
    (folder / "outside.txt").symlink_to("/etc/hostname")
    (folder / "device.txt").symlink_to("/dev/zero")
    listener = socket.socket(socket.AF_UNIX)
    here = os.getcwd()
    os.chdir(folder)  # the path of a socket may have no more than 107 bytes
    try:
        listener.bind("socket")
    finally:
        os.chdir(here)
    return listener


if __name__ == "__main__":
    make_files(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)

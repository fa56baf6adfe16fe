"""Paths: every input is found once, in one order, and nothing but regular files is ever opened."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import socket
import struct
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from detector.readers import Gauge, read, size_of
from detector.readers import archives as archive_module
from detector.readers.limits import MAX_NESTING
from detector.text import Article

NOBODY = 65534
STORY = "The harbour master closed the eastern pier on Monday after divers found cracks in two of its columns. " * 5


def by_id(*paths: Path | str) -> dict[str, Article]:
    articles = list(read(paths))
    found = {article.id: article for article in articles}
    assert len(found) == len(articles)
    return found


def test_a_folder_is_walked_in_sorted_order(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.txt", "c.txt", "b/deep/er.txt", ".hidden.txt", "b.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(STORY)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("x")
    (tmp_path / ".DS_Store").write_bytes(b"\x00\x01")
    ids = [article.id for article in read([tmp_path])]
    assert ids == [".hidden.txt", "a.txt", "b.txt", "c.txt", "b/1.txt", "b/2.txt", "b/deep/er.txt"]


def test_several_roots_keep_their_names_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("one", "two"):
        Path(folder).mkdir()
        Path(folder, "a.txt").write_text(STORY)
    Path("alone.txt").write_text(STORY)
    assert list(by_id("one", "two/", "alone.txt")) == ["one/a.txt", "two/a.txt", "alone.txt"]


def test_own_output_is_no_input(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "out.csv").write_text("id,text\n1,x\n")
    assert [article.id for article in read([tmp_path], skip={str((tmp_path / "out.csv").resolve())})] == ["a.txt"]


def test_hostile_files_have_one_record_each(tmp_path: Path) -> None:
    """FIFO, socket, links, strange names, an unreadable file: nothing is waited for, nothing raised."""
    outside = tmp_path / "outside.txt"
    outside.write_text("a secret")
    folder = tmp_path / "in"
    folder.mkdir()
    os.mkfifo(folder / "fifo.txt")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / "socket"))
    (folder / "loop").symlink_to(folder / "loop")
    (folder / "folder").symlink_to(folder)
    (folder / "broken").symlink_to(folder / "nowhere")
    (folder / "secret.txt").symlink_to(outside)
    (folder / "good.txt").write_text(STORY)
    (folder / "link.txt").symlink_to(folder / "good.txt")
    (folder / "new\nline.txt").write_text(STORY)
    with open(os.path.join(os.fsencode(folder), b"caf\xe9.txt"), "w") as file:
        file.write(STORY)
    found = by_id(folder)
    listener.close()
    assert {name for name, article in found.items() if not article.problem} == {"good.txt", "link.txt", "new\nline.txt", "caf\\xe9.txt"}
    assert "named pipe" in found["fifo.txt"].problem
    assert "socket" in found["socket"].problem
    assert "links are not followed" in found["folder"].problem
    assert "out of the folder" in found["secret.txt"].problem
    assert found["loop"].problem
    assert found["broken"].problem


def test_devices_and_missing_files(tmp_path: Path) -> None:
    found = by_id("/dev/zero", tmp_path / "missing.txt")
    assert "a device" in found["/dev/zero"].problem
    assert "No such file" in found[str(tmp_path / "missing.txt")].problem


@contextmanager
def without_roots_rights() -> Iterator[None]:
    """Let root, who may read everything, be nobody for a while."""
    user = os.geteuid()
    if not user:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_what_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("locked.txt", "open.txt"):
        (tmp_path / name).write_text(STORY)
    (tmp_path / "locked.txt").chmod(0)
    (tmp_path / "shut").mkdir(mode=0)
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)  # the folders above are open to nobody
    with without_roots_rights():
        found = by_id(".")
    assert {name: article.problem for name, article in found.items()} == {
        "locked.txt": "It could not be opened: Permission denied.",
        "open.txt": "",
        "shut": "The folder could not be opened: Permission denied.",
    }


def test_a_file_that_vanishes_is_said_to(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(STORY)
    articles = read([tmp_path])
    assert next(articles).text == STORY
    (tmp_path / "b.txt").unlink()
    assert "No such file" in next(articles).problem


def test_a_file_that_grows_while_it_is_read_is_read_to_its_new_end(tmp_path: Path) -> None:
    row = json.dumps({"text": STORY}) + "\n"
    (tmp_path / "in.jsonl").write_text(row * 5000)
    articles = read([tmp_path])
    assert next(articles).text == STORY
    with open(tmp_path / "in.jsonl", "a") as file:
        file.write(row * 7 + row[:50])
    *whole, cut = articles
    assert [article.text for article in whole] == [STORY] * 5006
    assert cut.problem


def test_a_file_that_shrinks_while_it_is_read_ends_there(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text((json.dumps({"text": STORY}) + "\n") * 5000)
    articles = read([tmp_path])
    assert next(articles).text == STORY
    os.truncate(tmp_path / "in.jsonl", 0)
    rest = list(articles)
    assert len(rest) < 4000
    assert {article.text for article in rest if not article.problem} == {STORY}


def test_gzip_of_anything(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(STORY.encode()))
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(json.dumps({"text": STORY}).encode()) + gzip.compress(b'\n{"text": "two"}'))
    (tmp_path / "c.gz").write_bytes(gzip.compress(gzip.compress(b"<!doctype html><p>" + STORY.encode())))
    (tmp_path / "torn.gz").write_bytes(gzip.compress(random.Random(1).randbytes(400).hex().encode())[:200])
    (tmp_path / "junk.gz").write_bytes(b"\x1f\x8b" + b"junk" * 20)
    found = by_id(tmp_path)
    assert found["a.txt.gz"].text == STORY
    assert found["b.jsonl.gz#2"].text == "two"
    assert found["c.gz"].text == STORY.strip()
    assert "ends too early" in found["torn.gz"].problem
    assert "damaged" in found["junk.gz"].problem


def test_parquet_inside_gzip_is_spooled(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(pa.table({"text": [STORY]}), tmp_path / "in.parquet")
    (tmp_path / "in.parquet.gz").write_bytes(gzip.compress((tmp_path / "in.parquet").read_bytes()))
    (tmp_path / "in.parquet").unlink()
    assert by_id(tmp_path)["in.parquet.gz#1"].text == STORY


@pytest.mark.parametrize("line", [b"x", b'{"text": "' + b"y" * 500 + b'"}\n'])
def test_a_gzip_bomb_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: bytes) -> None:
    monkeypatch.setattr(archive_module, "FREE_EXPANSION", 1_000_000)
    monkeypatch.setattr("detector.readers.decoding.MAX_LINE_BYTES", 100_000)
    squeeze = zlib.compressobj(9, wbits=31)
    bomb = b"".join(squeeze.compress(line * 1000) for _ in range(20_000 // len(line))) + squeeze.flush()
    (tmp_path / "bomb.jsonl.gz").write_bytes(bomb)
    (last,) = deque(read([tmp_path]), maxlen=1)
    assert "decompression bomb" in last.problem


def test_nested_archives_end_somewhere(tmp_path: Path) -> None:
    data = STORY.encode()
    for _ in range(MAX_NESTING + 1):
        data = gzip.compress(data)
    (tmp_path / "deep.gz").write_bytes(data)
    assert "inside one another" in by_id(tmp_path)["deep.gz"].problem


def zip_of(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_zip_of_files(tmp_path: Path) -> None:
    inner = zip_of({"x.txt": STORY.encode()})
    files = {"a.txt": STORY.encode(), "t/b.jsonl": b'{"text": "row"}\n', "p.png": b"\x89PNG\r\n", "in.zip": inner, "__MACOSX/._a.txt": b"x"}
    (tmp_path / "z.zip").write_bytes(zip_of(files))
    found = by_id(tmp_path)
    assert list(found) == ["z.zip/a.txt", "z.zip/t/b.jsonl#1", "z.zip/p.png", "z.zip/in.zip/x.txt"]
    assert "PNG" in found["z.zip/p.png"].problem
    assert {article.path for article in found.values()} == {"z.zip"}


def test_damaged_and_locked_zips(tmp_path: Path) -> None:
    data = zip_of({"a.txt": random.Random(2).randbytes(2000).hex().encode(), "b.txt": STORY.encode()})
    broken = bytearray(data)
    broken[60:200] = bytes(140)
    (tmp_path / "broken.zip").write_bytes(bytes(broken))
    (tmp_path / "cut.zip").write_bytes(data[:100])
    (tmp_path / "office.docx").write_bytes(zip_of({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}))
    (tmp_path / "empty.zip").write_bytes(zip_of({}))
    locked = bytearray(zip_of({"a.txt": STORY.encode()}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # set the bit that says it is encrypted
        place = locked.index(signature) + offset
        struct.pack_into("<H", locked, place, 1)
    (tmp_path / "locked.zip").write_bytes(bytes(locked))
    found = by_id(tmp_path)
    assert "damaged" in found["broken.zip/a.txt"].problem or "unpacked" in found["broken.zip/a.txt"].problem
    assert found["broken.zip/b.txt"].text == STORY
    assert "damaged" in found["cut.zip"].problem
    assert "Office document" in found["office.docx"].problem
    assert "empty" in found["empty.zip"].problem
    assert "password" in found["locked.zip/a.txt"].problem


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    receiver, sender = os.pipe()
    os.write(sender, gzip.compress(b'{"text": "from a pipe"}\n{"text": "again"}\n'))
    os.close(sender)
    monkeypatch.setattr("detector.readers.walk.sys.stdin", os.fdopen(receiver))
    assert [(article.id, article.text) for article in read(["-"])] == [("-#1", "from a pipe"), ("-#2", "again")]


def test_the_gauge_ends_at_the_size_of_all(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(STORY)
    gauge = Gauge(total=size_of([tmp_path]))
    assert len(list(read([tmp_path], gauge=gauge))) == 3
    assert gauge.read == gauge.total == 3 * len(STORY)


@pytest.mark.parametrize("seed", range(30))
def test_random_bytes_never_raise(tmp_path: Path, seed: int) -> None:
    """Whatever the bytes and whatever the name, there is at least one article and no exception."""
    chance = random.Random(seed)
    starts = [
        b"",
        b"PAR1",
        b"PK\x03\x04",
        b"\x1f\x8b\x08\x00",
        b"WARC/1.0\r\n",
        b"<html>",
        b'{"text": "',
        b"id,text\n",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
    ]
    for suffix in ("txt", "html", "jsonl", "csv", "parquet", "json", "warc", "zip", "gz"):
        (tmp_path / f"{seed}.{suffix}").write_bytes(chance.choice(starts) + chance.randbytes(chance.randrange(0, 3000)))
    paths = {article.path for article in read([tmp_path])}
    assert len(paths) == 9


def test_warc_responses_are_articles(tmp_path: Path) -> None:
    pytest.importorskip("fastwarc")

    def record(kind: str, address: str, body: bytes) -> bytes:
        head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nContent-Type: application/http; msgtype=response\r\n"
        head += f"WARC-Record-ID: <urn:uuid:{address}>\r\nWARC-Date: 2024-05-01T00:00:00Z\r\nContent-Length: {len(body)}\r\n\r\n"
        return head.encode() + body + b"\r\n\r\n"

    def response(status: str, kind: str, content: bytes) -> bytes:
        return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content

    page = b"<!doctype html><title>Pier</title><article><p>" + STORY.encode() + b"</p></article>"
    warc = b"".join(
        [
            record("response", "https://a.example/1", response("200 OK", "text/html", page)),
            record("request", "https://a.example/1", b"GET / HTTP/1.1\r\n\r\n"),
            record("response", "https://a.example/2", response("404 Not Found", "text/html", page)),
            record("response", "https://a.example/3", response("200 OK", "image/png", b"\x89PNG")),
            record("response", "https://a.example/4", response("200 OK", "text/plain; charset=iso-8859-1", b"caf\xe9")),
        ]
    )
    (tmp_path / "crawl.warc").write_bytes(warc)
    (tmp_path / "crawl.warc.gz").write_bytes(gzip.compress(warc))
    found = by_id(tmp_path)
    assert list(found) == ["crawl.warc#1", "crawl.warc#2", "crawl.warc.gz#1", "crawl.warc.gz#2"]
    assert found["crawl.warc#1"].text == STORY.strip()
    assert found["crawl.warc#1"].title == "Pier"
    assert found["crawl.warc.gz#2"].text == "café"
    assert found["crawl.warc#1"].notes["address"] == "https://a.example/1"
    (tmp_path / "none.warc").write_bytes(record("request", "https://a.example/1", b"GET / HTTP/1.1\r\n\r\n"))
    assert "no successful response" in by_id(tmp_path / "none.warc")[str(tmp_path / "none.warc")].problem

"""Bytes to characters: what is certain is read so, what is guessed says so."""

from __future__ import annotations

import io

import pytest

from detector.readers import decoding
from detector.readers.decoding import decode, lines, what_binary, wide_encoding

SENTENCE = "“Zürich’s café,” she said – naïve as ever."


@pytest.mark.parametrize(
    ("data", "declared", "text", "guess"),
    [
        (SENTENCE.encode("utf-8"), "", SENTENCE, ""),
        (SENTENCE.encode("utf-8-sig"), "", SENTENCE, ""),
        (SENTENCE.encode("utf-16"), "", SENTENCE, ""),
        (SENTENCE.encode("utf-16-le"), "", SENTENCE, ""),
        (SENTENCE.encode("utf-16-be"), "", SENTENCE, ""),
        (SENTENCE.encode("utf-32"), "", SENTENCE, ""),
        (SENTENCE.encode("cp1252"), "", SENTENCE, "cp1252"),
        (SENTENCE.encode("cp1252"), "iso-8859-1", SENTENCE, ""),
        (SENTENCE.encode("cp1252"), "utf-8", SENTENCE, "cp1252"),
        (SENTENCE.encode("utf-8"), "windows-1251x", SENTENCE, ""),
        ("Правда".encode("koi8-r"), "koi8-r", "Правда", ""),
        (b"plain", "rot13", "plain", ""),
        (b"plain", "zip", "plain", ""),
        (b"a\x81b\x8dc", "", "a\x81b\x8dc", "cp1252"),
        (b"", "", "", ""),
        (SENTENCE.encode("utf-8") + b" caf\xe9", "", SENTENCE + " café", "utf-8 with stray cp1252"),
        (b"nul\x00inside a long enough line of text to be one", "", "nul\x00inside a long enough line of text to be one", ""),
    ],
)
def test_decode(data: bytes, declared: str, text: str, guess: str) -> None:
    assert decode(data, declared) == (text, guess)


def test_a_character_cut_off_by_the_cap_is_dropped() -> None:
    data = ("a" * 70_000 + "é").encode("utf-8")[:-1]
    assert decode(data) == ("a" * 70_000, "")


@pytest.mark.parametrize(
    ("head", "part"),
    [
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"%PDF-1.7", "PDF"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (bytes(range(256)) * 4, "control characters"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Office"),
    ],
)
def test_what_is_no_text_is_named(head: bytes, part: str) -> None:
    assert part in what_binary(head)


@pytest.mark.parametrize(
    "text", ["Rain.", "雨が降った。", "дождь", "\t\n", "", "one \x00 in a text of more than fifty characters is still a text"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_texts_are_not_binary(text: str, encoding: str) -> None:
    if text == "雨が降った。" and encoding == "utf-16-le":
        pytest.skip("UTF-16 of Japanese without a byte order mark has no zero bytes to tell it by")
    if text == "дождь" and encoding == "utf-16-le":
        pytest.skip("the same for Cyrillic")
    assert what_binary(text.encode(encoding)) == ""


def test_lines_of_every_width(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "first é\r\nsecond\n\nlast"
    expected = ["first é", "second", "", "last"]
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        found = [line.decode() if line is not None else None for line in lines(io.BytesIO(text.encode(encoding)))]
        assert found == expected, encoding
    monkeypatch.setattr(decoding, "MAX_LINE_BYTES", 20)
    monkeypatch.setattr(decoding, "HEAD_BYTES", 16)
    long = "short\n" + "x" * 1000 + "\nshort again\n" + "y" * 19 + "\n"
    assert list(lines(io.BytesIO(long.encode()))) == [b"short", None, b"short again", b"y" * 19]
    wide = list(lines(io.BytesIO(long.encode("utf-16"))))
    assert wide[0] == b"short"
    assert None in wide
    assert wide[-2:] == [b"short again", b"y" * 19]


def test_wide_encoding_needs_evidence() -> None:
    assert wide_encoding(b"\x00\x00") == ""
    assert wide_encoding(b"Rain and \x00 nothing else") == ""

"""Bytes to characters: byte order mark, declaration, strict UTF-8, then a guess that the record admits to."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from detector.readers.limits import HEAD_BYTES, MAX_CONTROL_SHARE, MAX_LINE_BYTES

_BYTE_ORDER_MARKS = (  # those of UTF-32 first: one begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARABLE = re.compile(
    r"(?:utf-?(?:8|16|32)|iso-?8859|latin|windows-|cp|koi8|mac|gb|big5|euc|shift|iso-?2022|us-?ascii|ascii)[\w.-]{0,12}$",
    re.IGNORECASE,
)
_CP1252 = "".join(bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in range(256))
"""Windows-1252 as browsers read it: its five undefined bytes are the C1 controls of the same number."""

_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF file (sound, video or WebP image)"),
    (b"%PDF", "a PDF document; save its text as .txt or .html"),
    (b"{\\rtf", "an RTF document; save it as .txt or .html"),
    (b"\xd0\xcf\x11\xe0", "an old Office document; save it as .txt or .html"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"BZh", "bzip2-compressed; unpack it or use gzip"),
    (b"\xfd7zXZ", "xz-compressed; unpack it or use gzip"),
    (b"\x28\xb5\x2f\xfd", "zstandard-compressed; unpack it or use gzip"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it or use zip"),
    (b"Rar!", "a RAR archive; unpack it or use zip"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1b")) + b"\x7f"


def _cp1252_byte(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return "".join(_CP1252[byte] for byte in error.object[error.start : error.end]), error.end


codecs.register_error("twicetold-cp1252", _cp1252_byte)


def what_binary(head: bytes) -> str:
    """Say what a file is when it is not text.

    Parameters
    ----------
    head : bytes
        Its beginning.

    Returns
    -------
    str
        What it is, to stand after "This is"; empty for text in any encoding.

    Examples
    --------
    >>> what_binary(b"\\x89PNG\\r\\n")
    'a PNG image'
    >>> what_binary("Une journée à Genève".encode("cp1252"))
    ''
    """
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if wide_encoding(head):
        return ""
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return "not text (it holds many control characters)" if controls > 2 + MAX_CONTROL_SHARE * len(head) else ""


def wide_encoding(head: bytes) -> str:
    """Name the encoding of a text with a byte order mark, or of UTF-16 without one; empty for any other.

    Examples
    --------
    >>> wide_encoding("Rain".encode("utf-16")), wide_encoding("Rain".encode("utf-16-le")), wide_encoding(b"Rain")
    ('utf-16', 'utf-16-le', '')
    """
    for mark, name in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return name
    sample = head[:4096]
    if len(sample) >= 4 and b"\x00" in sample:
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        if odd > 0.4 * len(sample[1::2]) and even < 0.05 * len(sample):
            return "utf-16-le"
        if even > 0.4 * len(sample[::2]) and odd < 0.05 * len(sample):
            return "utf-16-be"
    return ""


def decode(data: bytes, declared: str = "") -> tuple[str, str]:
    """Decode the bytes of a text.

    Parameters
    ----------
    data : bytes
        The whole text; one cut short in the middle of a character loses that character.
    declared : str
        Encoding that the format declares, if it does. ISO-8859-1 means windows-1252, as in browsers.

    Returns
    -------
    tuple of (str, str)
        The text, and the encoding where it was guessed (``"cp1252"``); the guess is empty where it is certain.

    Examples
    --------
    >>> decode("naïve".encode()), decode("naïve".encode("cp1252")), decode("naïve".encode("cp1252"), "latin-1")
    (('naïve', ''), ('naïve', 'cp1252'), ('naïve', ''))
    """
    wide = wide_encoding(data[:HEAD_BYTES])
    if wide and wide != "utf-8-sig":
        return data.decode(wide, "replace"), ""
    if wide:
        data = data[len(codecs.BOM_UTF8) :]
    elif declared and _DECLARABLE.match(declared) and (text := _declared(data, declared)) is not None:
        return text, ""
    return decode_line(data)


def decode_line(data: bytes) -> tuple[str, str]:
    """Decode one of `lines`, as `decode` does but for wide encodings: a NUL in a short line makes it look like UTF-16.

    Examples
    --------
    >>> decode_line(b"1,a\\x00b")
    ('1,a\\x00b', '')
    """
    try:
        return _strict_utf8(data), ""
    except UnicodeDecodeError:
        return _guess(data)


def _declared(data: bytes, name: str) -> str | None:
    try:
        codec = codecs.lookup(name).name
        if codec in ("iso8859-1", "cp1252", "ascii"):
            return data.decode("latin-1").translate(_CP1252_TABLE)
        return _strict_utf8(data) if codec == "utf-8" else data.decode(codec)
    except (LookupError, UnicodeError):
        return None


_CP1252_TABLE = {code: letter for code, letter in enumerate(_CP1252) if ord(letter) != code}


def _strict_utf8(data: bytes) -> str:
    """Decode UTF-8; only a character cut off at the very end is forgiven."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and len(data) - error.start < 4 and len(data) > HEAD_BYTES:
            return data[: error.start].decode("utf-8")
        raise


def _guess(data: bytes) -> tuple[str, str]:
    """Read bytes that are not UTF-8 as windows-1252: all of them, or only the stray ones of a text that is otherwise UTF-8."""
    mended = data.decode("utf-8", "twicetold-cp1252")
    whole = data.decode("latin-1").translate(_CP1252_TABLE)
    wide_letters = len(data) - len(mended)  # bytes saved by sequences that are UTF-8
    high_bytes = len(data) - len(data.translate(None, bytes(range(128, 256))))
    if wide_letters > 0.4 * high_bytes:
        return mended, "utf-8 with stray cp1252"
    return whole, "cp1252"


def lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines of a stream as UTF-8 or single-byte text, without their ends.

    Parameters
    ----------
    stream : BinaryIO
        At its beginning. UTF-16 and UTF-32 are turned into UTF-8.

    Yields
    ------
    bytes or None
        One line; None for one longer than `MAX_LINE_BYTES`, which is passed over without being held.
    """
    first = True
    narrow: Iterator[bytes | None] | None = None
    while line := stream.readline(MAX_LINE_BYTES):
        if first:
            first = False
            wide = wide_encoding(line[:HEAD_BYTES])
            if wide == "utf-8-sig":
                line = line[len(codecs.BOM_UTF8) :]
            elif wide:
                narrow = _wide_lines(line, stream, wide)
                break
        if len(line) == MAX_LINE_BYTES and not line.endswith(b"\n"):
            while (rest := stream.readline(HEAD_BYTES)) and not rest.endswith(b"\n"):
                pass
            yield None
            continue
        yield line.rstrip(b"\r\n")
    if narrow is not None:
        yield from narrow


def _wide_lines(first: bytes, stream: BinaryIO, encoding: str) -> Iterator[bytes | None]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    held, skipping = decoder.decode(first), False
    while True:
        *whole, held = held.split("\n")
        for line in whole:
            yield None if skipping else line.rstrip("\r").encode("utf-8", "replace")
            skipping = False
        if len(held) > MAX_LINE_BYTES:
            held, skipping = "", True
        data = stream.read(HEAD_BYTES)
        if not data:
            break
        held += decoder.decode(data)
    if held or skipping:
        yield None if skipping else held.rstrip("\r").encode("utf-8", "replace")

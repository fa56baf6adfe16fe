"""Archives: gzip and zip, unpacked as a stream and no further than their limits allow."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from detector.readers.limits import FREE_EXPANSION, HEAD_BYTES, LITTER, MAX_EXPANSION, MAX_NESTING
from detector.readers.source import ReadOptions, Source, Unreadable, spooled
from detector.text.article import Article

_ENCRYPTED = 0x1


class _Bounded(io.RawIOBase):
    """A raw stream that keeps count of what it gave and refuses to grow beyond all measure."""

    def __init__(self) -> None:
        super().__init__()
        self.packed = 0
        self.unpacked = 0

    def readable(self) -> bool:
        return True

    def _count(self, size: int) -> None:
        self.unpacked += size
        if self.unpacked > FREE_EXPANSION + MAX_EXPANSION * self.packed:
            raise Unreadable(
                f"It unpacks to more than {MAX_EXPANSION} times its size, as a decompression bomb does; the rest was not read."
            )


class _Gunzip(_Bounded):
    """The unpacked bytes of a gzip stream, members one after another."""

    def __init__(self, packed: BinaryIO) -> None:
        super().__init__()
        self._packed = packed
        self._held = b""
        self._engine = zlib.decompressobj(wbits=31)
        self._begun = False

    def readinto(self, buffer: Any) -> int:
        while True:
            if self._engine.eof:
                self._held = self._engine.unused_data.lstrip(b"\x00")
                self._engine, self._begun = zlib.decompressobj(wbits=31), False
            if not self._held:
                self._held = self._packed.read(HEAD_BYTES)
                self.packed += len(self._held)
                if not self._held:
                    if self._begun:
                        raise Unreadable("The gzip file ends too early; what came before is complete.")
                    return 0
            try:
                piece = self._engine.decompress(self._held, len(buffer))
            except zlib.error as error:
                raise Unreadable(f"The gzip file is damaged: {error}.") from error
            self._begun = True
            self._held = b"" if self._engine.eof else self._engine.unconsumed_tail
            if piece:
                self._count(len(piece))
                buffer[: len(piece)] = piece
                return len(piece)


class _Member(_Bounded):
    """The unpacked bytes of one file in a zip."""

    def __init__(self, file: Any, packed: int) -> None:
        super().__init__()
        self._file = file
        self.packed = packed

    def readinto(self, buffer: Any) -> int:
        try:
            piece = self._file.read(len(buffer))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise Unreadable(f"This file in the zip is damaged: {error}.") from error
        self._count(len(piece))
        buffer[: len(piece)] = piece
        return len(piece)


def _check_nesting(source: Source) -> None:
    if source.nesting >= MAX_NESTING:
        raise Unreadable(f"It lies in more than {MAX_NESTING} archives inside one another.")


def read_gzip(source: Source, options: ReadOptions) -> Iterator[Article]:
    """Yield the articles of whatever a gzip file holds."""
    from detector.readers import read_source

    _check_nesting(source)
    stream = io.BufferedReader(_Gunzip(source.stream), HEAD_BYTES)
    yield from read_source(Source(stream, source.id, source.path, source.nesting + 1, source.charset), options)


def read_zip(source: Source, options: ReadOptions) -> Iterator[Article]:
    """Yield the articles of every file in a zip, in the order of the zip; each is named ``ZIP/NAME``."""
    _check_nesting(source)
    with spooled(source.stream) as file:
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Unreadable(f"The zip is damaged: {error}.") from error
        members = [member for member in archive.infolist() if not member.is_dir() and LITTER.isdisjoint(member.filename.split("/"))]
        names = {member.filename for member in members}
        if "[Content_Types].xml" in names or "mimetype" in names:
            raise Unreadable("This is an Office document or e-book; save it as .txt or .html.")
        if not members:
            yield source.unreadable("The zip is empty.")
        for member in members:
            yield from _read_member(source, archive, member, options)


def _read_member(source: Source, archive: zipfile.ZipFile, member: zipfile.ZipInfo, options: ReadOptions) -> Iterator[Article]:
    from detector.readers import read_source

    name = f"{source.id}/{member.filename}"
    if member.flag_bits & _ENCRYPTED:
        yield Source(io.BytesIO(), name, source.path).unreadable("It is protected by a password.")
        return
    try:
        with archive.open(member) as file:
            stream = io.BufferedReader(_Member(file, member.compress_size), HEAD_BYTES)
            yield from read_source(Source(stream, name, source.path, source.nesting + 1), options)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        yield Source(io.BytesIO(), name, source.path).unreadable(f"This file in the zip cannot be unpacked: {error}.")

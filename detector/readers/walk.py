"""Paths to open files: folders are walked in one order, and only regular files are ever opened."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from detector.readers.limits import LITTER

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Entry:
    """One input found: a path to open, its name in the output, and why it must not be opened if so."""

    path: str
    name: str
    problem: str = ""


def printable(path: str | os.PathLike[str]) -> str:
    """Return a path as text that every output can hold: bytes that are not UTF-8 become ``\\xNN``."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def entries(paths: Sequence[str | os.PathLike[str]], skip: Collection[str] = ()) -> Iterator[Entry]:
    """Yield every input of the paths given, folders walked recursively and in sorted order.

    Parameters
    ----------
    paths : sequence of path
        Files, folders, or ``"-"`` for standard input. With several folders the names begin with the folder's.
    skip : collection of str
        Real paths to pass over: what the run itself writes.

    Yields
    ------
    Entry
    """
    for path in paths:
        given = os.fspath(path)
        if given != STANDARD_INPUT and os.path.isdir(given):
            prefix = printable(given.rstrip(os.sep)) + "/" if len(paths) > 1 else ""
            yield from _walk(given, os.path.realpath(given), prefix, skip)
        else:
            yield Entry(given, printable(given))


def _walk(folder: str, root: str, prefix: str, skip: Collection[str]) -> Iterator[Entry]:
    waiting = [(folder, prefix)]
    skipped_names = {os.path.basename(path) for path in skip}  # most files then cost no call of the system
    while waiting:
        folder, prefix = waiting.pop()
        try:
            with os.scandir(folder) as found:
                children = sorted((child for child in found if child.name not in LITTER), key=lambda child: os.fsencode(child.name))
        except OSError as error:
            yield Entry(folder, prefix.rstrip("/") or printable(folder), f"The folder could not be opened: {reason(error)}.")
            continue
        folders = []
        for child in children:
            name = prefix + printable(child.name)
            if child.is_dir(follow_symlinks=False):
                folders.append((child.path, name + "/"))
            elif child.name not in skipped_names or os.path.realpath(child.path) not in skip:
                yield Entry(child.path, name, _link_problem(child, root))
        waiting.extend(reversed(folders))


def _link_problem(child: os.DirEntry[str], root: str) -> str:
    if not child.is_symlink():
        return ""
    target = os.path.realpath(child.path)
    if os.path.isdir(target):
        return "This is a link to a folder; such links are not followed. Name the folder itself to read it."
    if os.path.exists(target) and os.path.commonpath([root, target]) != root:
        return "This is a link that leads out of the folder; it was not followed. Name the file itself to read it."
    return ""


def open_regular(path: str) -> int:
    """Open a regular file for reading, and nothing else: a FIFO or a device is refused without waiting for it.

    Returns
    -------
    int
        A file descriptor.

    Raises
    ------
    OSError
        As `os.open` does, or when the path is not a regular file.
    """
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
    kind = os.stat(path).st_mode
    if not stat.S_ISREG(kind):
        raise OSError(_what(kind))
    descriptor = os.open(path, flags)
    if not stat.S_ISREG(kind := os.fstat(descriptor).st_mode):  # it changed between the two calls
        os.close(descriptor)
        raise OSError(_what(kind))
    return descriptor


def _what(mode: int) -> str:
    kinds = ((stat.S_ISFIFO, "a named pipe; send it to standard input and name - instead"), (stat.S_ISSOCK, "a socket"),
             (stat.S_ISCHR, "a device"), (stat.S_ISBLK, "a device"), (stat.S_ISDIR, "a folder"))  # fmt: skip
    return "it is " + next((name for test, name in kinds if test(mode)), "not a regular file")


def reason(error: OSError) -> str:
    """Say why the system refused, in its own words and without the path."""
    return (error.strerror or str(error) or type(error).__name__)[:200].rstrip(".")


def size_of(paths: Sequence[str | os.PathLike[str]], skip: Collection[str] = ()) -> int:
    """Return the size of all inputs in bytes, for a progress bar; what cannot be seen counts as nothing."""
    total = 0
    for entry in entries(paths, skip):
        try:
            total += os.stat(entry.path).st_size if entry.path != STANDARD_INPUT else 0
        except OSError:
            continue
    return total


def standard_input() -> int:
    """Return a descriptor of standard input that may be closed without closing standard input."""
    return os.dup(sys.stdin.fileno())

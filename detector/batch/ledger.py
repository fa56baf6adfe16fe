"""The ledger: every result on disk as soon as it is known, and an index that finds and ranks them without holding them.

The ledger is an append-only jsonl file beside the output, one line for each article, keyed by everything that
the result depends on. The index is a private SQLite file that is made anew in every run and never outlives it;
it sorts on disk, so that memory does not grow with the number of articles.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any, BinaryIO

from detector._version import __version__
from detector.batch.work import SetupError, Versions
from detector.scoring.record import COLUMNS, as_json
from detector.text.article import Article

_FINISHED = "finished"
_EVIDENCE = b',"evidence":['
"""What stands between the rest of a result and the items of its evidence; inside of a text its quotes would be escaped."""
_KNOWN = (
    "INSERT INTO article (reliability, id, status, offset, key) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
    "reliability = excluded.reliability, id = excluded.id, status = excluded.status, offset = excluded.offset"
)


def key_of(article: Article, versions: Versions) -> bytes:
    """Return what a result is known by: the whole article and the versions of everything that scores it.

    Parameters
    ----------
    article : Article
        With its text, name, title, notes and carried columns.
    versions : Versions
        Of the model and the catalogue; that of the package joins them.

    Returns
    -------
    bytes
        16 bytes.
    """
    rest = (article.id, article.path, article.title, article.problem, dict(article.notes), dict(article.columns), *versions, __version__)
    digest = hashlib.blake2b(repr(rest).encode("utf-8", "surrogatepass"), digest_size=16)
    digest.update(article.text.encode("utf-8", "surrogatepass"))
    return digest.digest()


@dataclass(slots=True)
class CarriedColumns:
    """Names and types of the columns that the input tables carry to the output, in the order in which they are met."""

    kinds: dict[str, type] = field(default_factory=dict)

    def observe(self, columns: Mapping[str, Any]) -> None:
        """Take note of the columns of one article."""
        for name, value in columns.items():
            name = name if name not in COLUMNS else f"input_{name}"
            known = self.kinds.setdefault(name, type(value))
            if type(value) is not known:
                self.kinds[name] = _common(known, type(value))


def _common(one: type, other: type) -> type:
    if type(None) in (one, other):
        return other if one is type(None) else one
    if one is other:
        return one
    return float if {one, other} == {int, float} else str


class Ledger:
    """All results of a run: what is known, what is missing, and everything in the order of its rank.

    Safe to use from several threads; only one run at a time may hold a ledger.

    Parameters
    ----------
    path : Path
        The file; created if it is not there.
    versions : Versions
        Versions of this run.
    resume : bool
        Whether to go on from what the file holds. Otherwise it is emptied.
    durable : bool
        Whether each batch is forced to the disk.

    Raises
    ------
    SetupError
        When another run holds the file, or it cannot be written.
    """

    def __init__(self, path: Path, versions: Versions, *, resume: bool = False, durable: bool = True) -> None:
        self.path = path
        self.versions = versions
        self.inputs = 0
        self.resumed = 0
        self.counts: Counter[str] = Counter()
        self.carried = CarriedColumns()
        self._durable = durable
        self._lock = threading.RLock()
        self._index = _open_index()
        self._file = _open_locked(path)
        if resume:
            self._recover()
        else:
            self._file.truncate(0)
        self._file.seek(0, os.SEEK_END)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()
        self._index.close()

    def _recover(self) -> None:
        """Index what an earlier run left; a last line that was torn off in writing is dropped."""
        self._file.seek(0)
        offset = 0
        for line in self._file:
            if not line.endswith(b"\n"):
                break
            entry = _parsed(line)
            if "row" in entry:
                self._index.execute(_KNOWN, _known(bytes.fromhex(entry["key"]), entry["row"], offset))
            offset += len(line)
        self._file.truncate(offset)

    def register(self, article: Article) -> bytes | None:
        """Count an input of this run.

        Parameters
        ----------
        article : Article
            The next one in the order of reading.

        Returns
        -------
        bytes or None
            The key under which to settle it; None where its result is known or on its way.
        """
        key = key_of(article, self.versions)
        with self._lock:
            self.inputs += 1
            self.carried.observe(article.columns)
            known = self._index.execute("SELECT times, status, offset FROM article WHERE key = ?", (key,)).fetchone()
            if known is None:
                self._index.execute("INSERT INTO article (key, times, place) VALUES (?, 1, ?)", (key, self.inputs))
                return key
            times, status, offset = known
            self._index.execute("UPDATE article SET times = times + 1, place = coalesce(place, ?) WHERE key = ?", (self.inputs, key))
            if offset is not None:
                self.counts[status] += 1
                self.resumed += not times
            return None

    def settle(self, keys: Sequence[bytes], rows: Sequence[Mapping[str, Any]]) -> None:
        """Write the results of a batch.

        Parameters
        ----------
        keys : sequence of bytes
            As `register` returned them.
        rows : sequence of mapping
            One for each key, as `Record.row` makes them.
        """
        lines = [_line_of(key, row) for key, row in zip(keys, rows, strict=True)]
        with self._lock:
            offsets = accumulate(map(len, lines), initial=self._file.tell())
            self._file.write(b"".join(lines))
            self._index.executemany(_KNOWN, map(_known, keys, rows, offsets))
            for key, row in zip(keys, rows, strict=True):
                self.counts[row["status"]] += self._index.execute("SELECT times FROM article WHERE key = ?", (key,)).fetchone()[0]
            self._to_disk()

    def _to_disk(self) -> None:
        self._file.flush()
        if self._durable:
            os.fsync(self._file.fileno())

    def check(self) -> None:
        """Assert that every input has exactly one record.

        Raises
        ------
        AssertionError
            When one was lost or doubled on the way, which would be an error in this program.
        """
        counted = "SELECT coalesce(sum(times), 0), coalesce(sum(times * (offset IS NULL)), 0) FROM article"
        total, missing = self._index.execute(counted).fetchone()
        if total != self.inputs or missing:
            raise AssertionError(f"{self.inputs:,} inputs, but {total - missing:,} records; the results so far are in {self.path}.")

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of this run's inputs with their ranks: most reliable first, unscored last, ties by id."""
        self._file.flush()
        order = "reliability IS NULL, reliability DESC, id, place"
        found = self._index.execute(f"SELECT offset, times FROM article WHERE times > 0 AND offset IS NOT NULL ORDER BY {order}")
        rank = 0
        with open(self.path, "rb") as file:
            for offset, times in found:
                file.seek(offset)
                row = _row_of(file.readline())
                for _ in range(times):
                    rank += 1
                    yield {"rank": rank, **row}

    def finish(self) -> None:
        """Mark the run as finished."""
        self._file.write(_line({_FINISHED: self.inputs}))
        self._to_disk()


def _open_index() -> sqlite3.Connection:
    index = sqlite3.connect("", check_same_thread=False, isolation_level=None)  # no name: a private file, deleted when closed
    index.execute("PRAGMA journal_mode = OFF")
    index.execute(
        "CREATE TABLE article (key BLOB PRIMARY KEY, times INTEGER DEFAULT 0, place INTEGER, id BLOB, reliability REAL, status TEXT, "
        "offset INTEGER)"
    )
    index.execute("BEGIN")  # never committed: the index is as lasting as this process
    return index


def _open_locked(path: Path) -> BinaryIO:
    try:
        file = open(path, "r+b" if path.exists() else "x+b")  # noqa: SIM115 - closed by the ledger
    except OSError as error:
        raise SetupError(f"The ledger {path} cannot be written: {error.strerror}.") from error
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:
        pass
    except OSError as error:
        file.close()
        raise SetupError(f"Another run is writing {path}. Wait for it, or name another output.") from error
    if not path.exists() or not os.path.samestat(os.fstat(file.fileno()), path.stat()):  # moved before it was locked
        file.close()
        raise SetupError(f"Another run has begun to write {path}. Wait for it, or name another output.")
    return file


def _line(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace") + b"\n"


def _line_of(key: bytes, row: Mapping[str, Any]) -> bytes:
    """Return a line with a result; its evidence, which is JSON already, is not made a text in JSON once more."""
    head = _line({"key": key.hex(), "row": {**row, "evidence": ""}})[:-2]
    return head + _EVIDENCE + row["evidence"].encode("utf-8", "backslashreplace")[1:] + b"}\n"


def _row_of(line: bytes) -> dict[str, Any]:
    head, mark, evidence = line.partition(_EVIDENCE)
    evidence = mark[-1:] + evidence[:-2]
    if b"\\ud" in evidence:  # half a character, which was written as its number
        evidence = as_json(json.loads(evidence)).encode("utf-8", "surrogatepass")
    row: dict[str, Any] = json.loads(head + b"}")["row"]
    row["evidence"] = evidence.decode("utf-8", "surrogatepass")
    return row


def _known(key: bytes, row: Mapping[str, Any], offset: int) -> tuple[Any, ...]:
    """Return the values of `_KNOWN`."""
    return row["reliability"], row["id"].encode("utf-8", "surrogatepass"), row["status"], offset, key


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}


def set_aside(path: Path) -> bool:
    """Move the ledger of an unfinished run out of the way instead of emptying it.

    Returns
    -------
    bool
        Whether there was one.

    Raises
    ------
    SetupError
        When the run is not over: another process holds the ledger.
    """
    if not path.exists():
        return False
    with _open_locked(path) as file:
        if _is_finished(file):
            return False
        os.replace(path, path.with_name(path.name + ".old"))
    return True


def _is_finished(file: BinaryIO) -> bool:
    file.seek(max(0, os.fstat(file.fileno()).st_size - 200))
    tail = file.read()
    return not tail or _FINISHED in _parsed(tail.splitlines()[-1])

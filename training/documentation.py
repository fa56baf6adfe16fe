"""Documentation: adult formal prose by humans, of which the corpora have next to none, out of packages of Debian.

The human texts of the corpora are news, essays, reviews and stories. Heads that learned from nothing else take the register of manuals, policies
and treatises for a machine's. Debian's documentation was written by many hands and, in the release that is used, before 2023. The
packages are named with their hashes in ``data/documentation.csv``; each holds its licence.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import pandas as pd
import pooch

from detector.readers import read
from training.corpora import CorpusError
from training.sides import DOCUMENTATION
from training.splits import seed_of

HOST = "https://deb.debian.org/debian/pool/main"
SETTING = "TWICETOLD_DEBIAN"
"""Environment variable: an address that serves what `HOST` serves."""

CORPUS = "debian_documentation"

MOST_OF_PACKAGE = 60
"""Pieces that one package gives at most, so that none sets the tone."""

_MOST_FILES = 120

_LEAST, _ENOUGH = 150, 450
_TEXT = re.compile(r"\.(?:x?html?|txt|info(?:-\d+)?|page)(?:\.gz)?$", re.IGNORECASE)
_LEGAL = re.compile(r"copyright|changelog|licen[cs]e|copying|news", re.IGNORECASE)
_FOREIGN = re.compile(r"/(?:de|fr|es|it|ja|ru|zh|pt|nl|ko|pl|sv|cs|da|el|fi|hu|ca|uk|sl|ro)(?:[-_][A-Za-z]+)?/|\.(?:de|fr|es|it|ja|ru|pt|zh)[-_.]")
_PLAIN_WORD = re.compile(r"[\"'“‘(]?[A-Za-z][A-Za-z'’-]*[,.;:?!)\"”’]*")


def documentation(registry: str | Path | None = None, *, timeout: float = 60.0) -> pd.DataFrame:
    """Return pieces of prose out of Debian's documentation, as human documents for `training.fit`.

    The packages are downloaded once (70 MB) and kept in the user's cache; their hashes are checked.

    Parameters
    ----------
    registry : path, optional
        A csv file that names packages by ``package``, ``path`` and ``sha256``; the shipped one by default.
    timeout : float
        Seconds without a byte after which a download counts as stalled.

    Returns
    -------
    DataFrame
        ``text``, ``cause``, ``group`` (the package), ``near_copy``, ``corpus``, ``domain``, ``kind`` and ``topic``.

    Raises
    ------
    CorpusError
        If a package cannot be had or is not the one that is named, or where python-debian is missing.
    """
    named = registry if registry is not None else resources.files("detector.data") / "documentation.csv"
    packages = pd.read_csv(str(named))
    address = os.environ.get(SETTING, "").strip() or HOST
    store = pooch.create(
        path=pooch.os_cache("twicetold") / "debian", base_url=address.rstrip("/") + "/",
        registry={path: f"sha256:{digest}" for path, digest in zip(packages["path"], packages["sha256"], strict=True)}, retry_if_failed=2,
    )  # fmt: skip
    rows = []
    for package, path in zip(packages["package"], packages["path"], strict=True):
        try:
            file = store.fetch(path, downloader=pooch.HTTPDownloader(timeout=timeout))
        except (OSError, ValueError) as error:
            raise CorpusError(f"{store.get_url(path)} could not be had: {error}") from error
        rows += [{"text": text, "group": f"debian:{package}"} for text in pieces(Path(file), seed_of("documentation", package))]
    frame = pd.DataFrame(rows)
    frame["cause"], frame["corpus"], frame["near_copy"] = "human", CORPUS, False
    frame["domain"] = frame["kind"] = frame["topic"] = DOCUMENTATION
    return frame


def pieces(package: Path, seed: int) -> list[str]:
    """Return some pieces of running prose, 150 words and more, out of a Debian package.

    Parameters
    ----------
    package : Path
        A ``.deb`` file.
    seed : int
        Which pieces, where there are more than `MOST_OF_PACKAGE`.
    """
    try:
        from debian.debfile import DebFile
    except ImportError as error:
        raise CorpusError("To read Debian's packages python-debian is needed: pip install 'twicetold[documentation]'") from error

    with TemporaryDirectory() as folder:
        with DebFile(str(package)).data.tgz() as archive:
            of_text = [member for member in archive.getmembers() if member.isfile() and _is_text(member.name)]
            chosen = sorted(of_text, key=lambda member: seed_of("file", seed, member.name))[:_MOST_FILES]
            for member in sorted(chosen, key=lambda member: member.offset):  # a compressed archive is read forwards only
                archive.extract(member, folder, filter="data")
        found = sorted(_pieces_of(Path(folder)), key=lambda text: seed_of("piece", seed, text))
    return found[:MOST_OF_PACKAGE]


def _is_text(name: str) -> bool:
    return bool(_TEXT.search(name)) and not _LEGAL.search(PurePosixPath(name).name) and not _FOREIGN.search(name)


def _pieces_of(folder: Path) -> Iterator[str]:
    """Yield what follows on each other in one file, without tables, code and what was said before."""
    seen: set[str] = set()
    for article in read([folder]):
        held: list[str] = []
        for paragraph in re.split(r"\n\s*\n", article.text):
            line = " ".join(paragraph.split())
            if line in seen or not _is_prose(line):
                continue
            seen.add(line)
            held.append(line)
            if sum(len(part.split()) for part in held) >= _ENOUGH:
                yield "\n\n".join(held)
                held = []
        if sum(len(part.split()) for part in held) >= _LEAST:
            yield "\n\n".join(held)


def _is_prose(line: str) -> bool:
    words = line.split()
    plain = sum(_PLAIN_WORD.fullmatch(word) is not None for word in words)
    return len(words) >= 25 and line[-1] in ".?!\"”" and plain > 0.88 * len(words)

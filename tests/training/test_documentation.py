"""Human prose out of packages of Debian: what is taken from a package, and what is said where one cannot be had."""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from training import cli, corpora
from training.corpora import CorpusError
from training.documentation import MOST_OF_PACKAGE, SETTING, documentation, pieces

pytest.importorskip("debian.debfile", reason="python-debian is not installed")

SENTENCE = (
    "The keeper of the lamp writes down every evening at what hour it was lit, and whoever relieves him reads the last page before he "
    "climbs the stairs"
)


def prose(number: int, paragraphs: int) -> str:
    return "\n\n".join(f"{SENTENCE}, as rule {'abcdefghij'[number % 10] * (place + number + 1)} asks of all." for place in range(paragraphs))


def write_deb(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write a Debian package: an ar archive of a version, an empty control archive and the files."""
    parts = [("debian-binary", b"2.0\n"), ("control.tar.xz", tarred({})), ("data.tar.xz", tarred(files))]
    with path.open("wb") as stream:
        stream.write(b"!<arch>\n")
        for name, content in parts:
            stream.write(f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(content):<10}`\n".encode())
            stream.write(content + b"\n" * (len(content) % 2))
    return path


def tarred(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:xz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"./usr/share/doc/lamp/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def test_running_prose_is_taken_and_nothing_else(tmp_path: Path) -> None:
    paragraphs = "".join(f"<p>{part}</p>" for part in prose(0, 7).split("\n\n"))
    page = f"<html><body><h1>Lamp</h1>{paragraphs}<table><tr><td>1</td></tr></table></body></html>"
    package = write_deb(
        tmp_path / "lamp.deb",
        {
            "guide.html": page.encode(),
            "manual.txt.gz": gzip.compress(f"lamp --lit=1 && x[3] = 0;\n\n{prose(1, 7)}\n\nToo short.".encode()),
            "copyright.txt": prose(2, 9).encode(),
            "de/handbuch.txt": prose(3, 9).encode(),
            "lamp.py": prose(4, 9).encode(),
            "short.txt": prose(5, 2).encode(),
        },
    )
    found = pieces(package, seed=1)
    assert len(found) == 2
    assert all(150 <= len(text.split()) < 600 for text in found)
    assert {text.split("as rule ")[1][0] for text in found} == {"a", "b"}
    assert not any("--lit" in text or "Too short" in text for text in found)


def test_a_long_manual_gives_so_many_pieces_and_the_same_each_time(tmp_path: Path) -> None:
    files = {f"chapter{number}.txt": prose(number, 7).replace("lamp", f"lamp{'x' * number}").encode() for number in range(MOST_OF_PACKAGE + 9)}
    package = write_deb(tmp_path / "lamp.deb", files)
    found = pieces(package, seed=1)
    assert len(found) == len(set(found)) == MOST_OF_PACKAGE
    assert found == pieces(package, seed=1)


def registered(folder: Path, digest: str) -> Path:
    path = folder / "documentation.csv"
    path.write_text(f"package,path,sha256,bytes\nlamp,l/lamp.deb,{digest},1\n", encoding="utf-8")
    return path


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a package that the cache already holds, where a download would find it."""
    monkeypatch.setattr("training.documentation.pooch.os_cache", lambda name: tmp_path / "cache")
    folder = tmp_path / "cache" / "debian" / "l"
    folder.mkdir(parents=True)
    return write_deb(folder / "lamp.deb", {"manual.txt": prose(1, 7).encode()})


def test_a_frame_to_learn_from(served: Path, tmp_path: Path) -> None:
    frame = documentation(registered(tmp_path, hashlib.sha256(served.read_bytes()).hexdigest()))
    assert frame[["cause", "group", "kind", "topic"]].to_numpy().tolist() == [["human", "debian:lamp", "documentation", "documentation"]]
    assert not frame["near_copy"].any()


def test_a_package_that_cannot_be_had_is_named(served: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "http://127.0.0.1:9/pool")
    with pytest.raises(CorpusError, match=r"http://127.0.0.1:9/pool/l/lamp\.deb could not be had"):
        documentation(registered(tmp_path, "0" * 64), timeout=1)


def test_without_the_library_it_says_what_to_install(served: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "debian.debfile", None)
    with pytest.raises(CorpusError, match="pip install"):
        pieces(served, seed=1)


def test_a_fit_goes_on_without_it_and_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse() -> pd.DataFrame:
        raise CorpusError("no network")

    monkeypatch.setattr(corpora, "load_corpora", lambda names: pd.DataFrame({"text": ["a"], "group": ["g"], "cause": ["human"], "corpus": ["own"]}))
    monkeypatch.setattr("training.documentation.documentation", refuse)
    frame = cli._to_learn_from(argparse.Namespace(corpora=None, sample=None, seed=0))
    assert len(frame) == 1
    assert "will not be learned from" in capsys.readouterr().err

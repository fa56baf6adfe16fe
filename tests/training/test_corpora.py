"""The registry, the loader and the download, against a server on this machine that misbehaves on demand."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pandas as pd
import pytest

from training.corpora import COLUMNS, SETTING, CorpusError, fetch_corpus, list_corpora, load_corpora, merged_groups, respaced

REPORT = (
    "The harbour office counted fourteen trawlers on Tuesday evening before the weather turned against everybody. "
    "Fishermen complained afterwards that nobody had telephoned the villages about the approaching storm, "
    "although the meteorological institute published warnings throughout the whole afternoon."
)
ROWS = [
    {"id": "a", "group": "g1", "text": REPORT, "cause": "human", "label": "human", "domain": "news", "year": 2019,
     "corpus": "tiny"},
    {"id": "b", "group": "g1", "text": "Sure! Here it is.", "cause": "llm", "label": "llm_rewritten", "generator": "m",
     "domain": "news", "year": "2020s", "corpus": "tiny", "residue": ["opener", "label_line"]},
    {"id": "c", "group": "g2", "text": "A ship came.", "cause": "human", "label": "human", "domain": "news_translated",
     "prompt_kind": "human_translation_from_is", "generator": "human_translator:A", "corpus": "tiny"},
    {"id": "d", "group": "g3", "text": REPORT.upper(), "cause": "human", "label": "human", "domain": "fiction", "corpus": "tiny"},
    {"id": "e", "group": "g4", "text": "They lied.", "cause": "human", "label": "human", "domain": "news_politifact",
     "prompt_kind": "original_fake", "corpus": "tiny"},
]  # fmt: skip


class Mirror(BaseHTTPRequestHandler):
    """Serves one file; `faults` is what it does first, one entry a request."""

    content: ClassVar[bytes] = b""
    faults: ClassVar[list[str]] = []
    requests: ClassVar[int] = 0
    released: ClassVar[threading.Event]

    def do_GET(self) -> None:
        type(self).requests += 1
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "503":
            self.send_error(503)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.content)))
        self.end_headers()
        if fault == "cut":
            self.wfile.write(self.content[: len(self.content) // 2])
        elif fault == "stall":
            self.released.wait(20)
        else:
            self.wfile.write(self.content if fault != "wrong" else self.content[::-1])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def content() -> bytes:
    return gzip.compress("".join(json.dumps(row) + "\n" for row in ROWS).encode(), mtime=0)


@pytest.fixture
def registry(tmp_path: Path, content: bytes) -> Path:
    return write_registry(tmp_path / "registry.csv", "tiny.jsonl.gz", hashlib.sha256(content).hexdigest())


def write_registry(path: Path, file: str, sha256: str) -> Path:
    entry = {"name": "tiny", "file": file, "licence": "to be used in tests only", "source": "here", "sha256": sha256}
    pd.DataFrame([entry]).to_csv(path, index=False)
    return path


@pytest.fixture
def folder(tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "corpora").mkdir()
    (tmp_path / "corpora" / "tiny.jsonl.gz").write_bytes(content)
    monkeypatch.setenv(SETTING, str(tmp_path / "corpora"))
    return tmp_path / "corpora"


@pytest.fixture
def mirror(content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Mirror]]:
    handler: type[Mirror] = type("Handler", (Mirror,), {"content": content, "faults": [], "released": threading.Event()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    monkeypatch.setenv(SETTING, f"http://127.0.0.1:{server.server_port}/corpora/")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    yield handler
    handler.released.set()
    server.shutdown()
    server.server_close()


def cached(tmp_path: Path) -> list[str]:
    return [path.name for path in (tmp_path / "cache").rglob("*") if path.is_file()]


def test_the_shipped_registry_is_complete() -> None:
    table = list_corpora()
    assert table.index.is_unique
    assert len(table) == 24
    assert table["sha256"].str.fullmatch("[0-9a-f]{64}").all()
    assert (table[["licence", "source", "holds"]] != "").all().all()
    assert (table["rows"] == table[["human", "translated", "spun", "llm"]].sum(axis=1)).all()


@pytest.mark.parametrize("file", ["../tiny.jsonl.gz", "/etc/tiny.jsonl.gz", "a/b.jsonl.gz", ".jsonl.gz", "tiny.exe"])
def test_a_file_name_that_could_leave_its_folder_is_refused(file: str, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="plain names"):
        list_corpora(write_registry(tmp_path / "registry.csv", file, "0" * 64))


def test_without_the_setting_the_message_says_what_to_set(registry: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    with pytest.raises(CorpusError, match=r"TWICETOLD_CORPORA is not set\. Set it to the folder"):
        fetch_corpus("tiny", registry=registry)


def test_an_unknown_name_lists_the_known_ones(registry: Path) -> None:
    with pytest.raises(CorpusError, match="no corpus called 'tinny'; the known ones are tiny"):
        fetch_corpus("tinny", registry=registry)


def test_a_local_folder_is_read_and_checked(folder: Path, registry: Path) -> None:
    assert fetch_corpus("tiny", registry=registry) == folder / "tiny.jsonl.gz"
    (folder / "tiny.jsonl.gz").write_bytes(b"something else")
    with pytest.raises(CorpusError, match="SHA-256 differs"):
        fetch_corpus("tiny", registry=registry)
    (folder / "tiny.jsonl.gz").unlink()
    with pytest.raises(CorpusError, match="does not exist"):
        fetch_corpus("tiny", registry=registry)


def test_a_download_shows_the_licence_once_and_is_kept(
    mirror: type[Mirror], registry: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = fetch_corpus("tiny", registry=registry)
    assert path.read_bytes() == mirror.content
    assert "Licence: to be used in tests only" in capsys.readouterr().err
    fetch_corpus("tiny", registry=registry)
    assert mirror.requests == 1
    assert "Licence" not in capsys.readouterr().err
    path.write_bytes(b"damaged")
    assert fetch_corpus("tiny", registry=registry).read_bytes() == mirror.content
    assert cached(tmp_path) == ["tiny.jsonl.gz"]


@pytest.mark.parametrize("fault", ["503", "cut", "stall", "wrong"])
def test_a_fault_that_passes_is_tried_again(fault: str, mirror: type[Mirror], registry: Path, tmp_path: Path) -> None:
    mirror.faults[:] = [fault]
    assert fetch_corpus("tiny", registry=registry, retries=1, timeout=0.5).read_bytes() == mirror.content
    assert mirror.requests == 2
    assert cached(tmp_path) == ["tiny.jsonl.gz"]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("503", "could not be downloaded: 503"),
        ("cut", "could not be downloaded"),
        ("stall", "could not be downloaded.*timed out"),
        ("wrong", "is not the file of the registry"),
    ],
)
def test_a_fault_that_stays_leaves_nothing(
    fault: str, message: str, mirror: type[Mirror], registry: Path, tmp_path: Path
) -> None:
    mirror.faults[:] = [fault] * 2
    with pytest.raises(CorpusError, match=message):
        fetch_corpus("tiny", registry=registry, retries=1, timeout=0.3)
    assert mirror.requests == 2
    assert cached(tmp_path) == []


@pytest.mark.usefixtures("folder")
def test_the_frame_has_one_form(registry: Path) -> None:
    frame = load_corpora(registry=registry).set_index("id")
    assert tuple(frame.reset_index().columns.sort_values()) == tuple(sorted(COLUMNS))
    assert frame["kind"].to_dict() == {
        "a": "news", "b": "news", "c": "human translation", "d": "fiction", "e": "fake news"
    }  # fmt: skip
    assert frame["residue"].to_dict() == {"a": "", "b": "opener label_line", "c": "", "d": "", "e": ""}
    assert list(frame.loc["c", ["label", "src_lang", "generator"]]) == ["human_translation", "is", "human_translator:A"]
    assert list(frame.loc["a", ["generator", "prompt_kind", "year"]]) == ["human", "", 2019.0]
    assert frame["year"].isna().tolist() == [False, True, True, True, True]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ({}, "abcde"),
        ({"causes": ["human"]}, "acde"),
        ({"causes": ["llm"]}, "b"),
        ({"keep_residue": False}, "acde"),
        ({"names": []}, ""),
    ],
)
def test_what_is_kept(options: dict[str, object], ids: str, registry: Path) -> None:
    assert "".join(load_corpora(registry=registry, **options)["id"]) == ids  # type: ignore[arg-type]


def test_an_unknown_cause_is_an_error(registry: Path) -> None:
    with pytest.raises(ValueError, match="no cause called machine"):
        load_corpora(causes=["machine"], registry=registry)


@pytest.mark.usefixtures("folder")
def test_one_text_under_two_groups_gets_one(registry: Path) -> None:
    assert load_corpora(registry=registry)["group"].tolist() == ["g1", "g1", "g2", "g1", "g4"]
    assert load_corpora(registry=registry, merge_groups=False)["group"].tolist() == ["g1", "g1", "g2", "g3", "g4"]


@pytest.mark.parametrize(
    ("first", "second", "merged"),
    [
        ("wmt:2020:paper.77", "wmt2021:is-en:paper.77", True),
        ("wmt:2020:paper.77", "wmt2021:is-en:paper.78", False),
        ("wmt2021:cs-en:blk3", "wmt2022:de-en:blk3", False),
        ("newstest2014:de-en:doc38", "newstest2015:de-en:doc38", False),
    ],
)
def test_groups_with_the_name_of_one_published_document(first: str, second: str, merged: bool) -> None:
    frame = pd.DataFrame({"id": ["1", "2"], "group": [first, second], "text": "A.", "cause": "translated", "corpus": "wmt"})
    assert (len(set(merged_groups(frame))) == 1) is merged


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("The tide turned atnoon.", "The tide turned at noon."),
        ("We measure the heightof waves.", "We measure the height of waves."),
        ("It was late.Nobody rowed,and it rained.", "It was late. Nobody rowed, and it rained."),
        ("The Zorbium rose by 3.5 m at noon, e.g. here.", "The Zorbium rose by 3.5 m at noon, e.g. here."),
        ("The tide turned at noon.", "The tide turned at noon."),
    ],
)
def test_lost_spaces_are_put_back(broken: str, mended: str) -> None:
    like = pd.Series(["we measure the height of the waves at noon; the tide turned, it was late and nobody rowed, here"] * 6)
    assert respaced(pd.Series([broken]), like).tolist() == [mended]


@pytest.mark.skipif(SETTING not in os.environ, reason="TWICETOLD_CORPORA does not name the corpora")
def test_broken_abstracts_are_mended_in_loading() -> None:
    frame = load_corpora(["detectrl"], ["human"])
    abstracts = frame["text"][frame["domain"].eq("arxiv")]
    assert len(abstracts) == 141
    assert abstracts.str.count(r"[a-z](?:ofthe|inthe|forthe|tothe)\b").sum() == 0


@pytest.mark.skipif(SETTING not in os.environ, reason="TWICETOLD_CORPORA does not name the corpora")
def test_the_real_corpora_have_a_kind_for_every_human_text() -> None:
    human = load_corpora(["reuters21578", "ellipse_ell", "l2r", "wmt22_general"], ["human"])
    assert "mixed" not in set(human["kind"])
    assert human.groupby("corpus")["kind"].agg(set)["wmt22_general"] == {"human translation"}

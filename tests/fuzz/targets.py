"""The targets of the fuzzing: each takes any bytes and raises when something that must hold does not."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from detector.comparison.result import compare_story
from detector.markers import Catalogue, CatalogueError, read_markers
from detector.readers import ReadOptions, Source, read_source
from detector.scoring import ModelError
from detector.scoring.store import ARRAYS, PAGE, load
from detector.text import Article, Document
from tests.fuzz.oracles import check_articles, check_document, check_evidence
from tests.hostile.files import CASES
from tests.hostile.texts import PROSE, UNITS
from tests.scoring.small_model import small_model

SUFFIXES = ("txt", "html", "jsonl", "json", "csv", "tsv", "parquet", "zip", "gz", "warc", "")
_TABLE = '[[marker]]\nid = "m"\nfamily = "spin"\nseverity = "weak"\ntitle = "t"\nwhy = "w"\nsource = "s"\n'


def as_text(data: bytes) -> str:
    """Return bytes as text in which every code point can stand, lone surrogates too."""
    return data.decode("utf-8", "surrogateescape")


def fuzz_document(data: bytes) -> None:
    """Prepare a text and run the shipped catalogue over it."""
    document = Document(as_text(data))
    check_document(document)
    check_evidence(document, Catalogue.load())


def fuzz_readers(data: bytes) -> None:
    """Read bytes under a name whose ending the first byte chooses."""
    name = f"in.{SUFFIXES[data[0] % len(SUFFIXES)]}" if data else "in"
    check_articles(list(read_source(Source(io.BytesIO(data[1:]), name, name), ReadOptions())))


def fuzz_catalogue(data: bytes) -> None:
    """Load a file of markers, or a pattern in an otherwise good one, and run what was let in."""
    text = data[1:].decode("utf-8", "replace")
    if data[:1] < b"\x80":
        text = f"{_TABLE}head = 'the'\npattern = {json.dumps(text)}\n"
    try:
        catalogue = Catalogue(read_markers(text, "fuzz.toml"))
    except CatalogueError:
        return
    check_evidence(Document(PROSE), catalogue)


@lru_cache(maxsize=1)
def _model_files() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        small_model().save(folder)
        return {name: (Path(folder) / name).read_bytes() for name in (ARRAYS, PAGE)}


def fuzz_model(data: bytes) -> None:
    """Load a model folder of which one file was written over at one place."""
    if len(data) < 5:
        return
    files = dict(_model_files())
    name = (ARRAYS, PAGE)[data[0] % 2]
    place = int.from_bytes(data[1:4], "big") % len(files[name])
    length = min(len(data) - 4, 64)
    files[name] = files[name][:place] + data[4 : 4 + length] + files[name][place + length :]
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        try:
            load(folder)
        except ModelError as error:
            assert str(error)[-1] == "."  # noqa: PT017 - most inputs are refused, some may load


def fuzz_comparison(data: bytes) -> None:
    """Compare two texts, parted by a NUL."""
    first, _, second = as_text(data).partition("\0")
    documents = [Document(Article(id="a", text=first)), Document(Article(id="b", text=second))]
    texts = {document.article.id: document.text for document in documents}
    story = compare_story(documents)
    for pair in json.loads(json.dumps(story.to_json()))["pairs"]:
        for alteration in pair["alterations"]:
            for side in ("a", "b"):
                if span := alteration[side]:
                    assert texts[pair[side]][span["start"] : span["end"]] == span["text"]


TARGETS: dict[str, Callable[[bytes], None]] = {
    "document": fuzz_document,
    "readers": fuzz_readers,
    "catalogue": fuzz_catalogue,
    "model": fuzz_model,
    "comparison": fuzz_comparison,
}


def seeds(target: str) -> list[bytes]:
    """Return inputs for a target to begin from.

    Parameters
    ----------
    target : str
        One of `TARGETS`.
    """
    texts = [PROSE.encode(), *(f"{PROSE[:200]} {unit * 3}".encode("utf-8", "surrogatepass") for unit in UNITS.values())]
    if target == "readers":
        files = [(case.name.rpartition(".")[2], case.data(1)) for case in CASES]
        return [bytes([SUFFIXES.index(suffix)]) + data[:20_000] for suffix, data in files if len(data) < 200_000]
    if target == "catalogue":
        tables = [_TABLE + "phrases = ['a b']\n", _TABLE + "mechanism = 'doubled_tail'\n", _TABLE + "head = 'a'\npattern = 'a {1,3}b'\n"]
        patterns = ["the (?:[a-z]{1,9} ){1,3}pier", "the(?=x)|(?P<hit>a)", "the [^.]{0,40}\\.", "(?i:the)\\b(?!a)"]
        return [b"\xff" + table.encode() for table in tables] + [b"\x00" + pattern.encode() for pattern in patterns]
    if target == "model":
        return [bytes([number % 2, 0, number, 7]) + bytes([number]) * 8 for number in range(20)]
    if target == "comparison":
        changed = PROSE.replace("Monday", "Tuesday").replace("two", "three").replace("“We have", "“They had")
        return [f"{PROSE}\0{changed}".encode(), *(text + b"\0" + changed.encode() for text in texts[1:20])]
    return texts

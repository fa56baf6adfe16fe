"""Corpora built from their sources, on a server of this machine that holds small files of the sources' shapes."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from training import builders
from training.builders import RECIPES, Recipe, Source, build_corpus
from training.cli import main
from training.corpora import SETTING, CorpusError, list_corpora, load_corpora

SENTENCE = "The {} boat left the quay before six and came back with nothing but weed in its nets, as it had on every day of that week. "


def article(word: str) -> str:
    return (SENTENCE.format(word) * 5).strip()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Serve a folder, and return it."""
    folder = tmp_path / "host"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    monkeypatch.setenv(builders.SETTING, f"http://127.0.0.1:{server.server_port}/")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    yield folder
    server.shutdown()
    server.server_close()


def put(host: Path, source: Source, content: Any) -> None:
    path = host / source.address
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def some(name: str, *wanted: str) -> Recipe:
    """Return a recipe with a few of its sources."""
    recipe = RECIPES[name]
    return Recipe(tuple(source for source in recipe.sources if source.path in wanted), recipe.rows)


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.open(path, "rt", encoding="utf-8")]


def test_imbd_pairs_an_original_with_what_a_model_made_of_it(host: Path, tmp_path: Path) -> None:
    recipe = some("imbd", "data/polish/gpt-4o/xsum_polish_gpt-4o.raw_data.json", "data/generation/gpt-4o/xsum_generation_gpt-4o.raw_data.json")
    put(host, recipe.sources[0], {"original": [article("first"), "Too short."], "sampled": [article("generated"), article("other")]})
    put(host, recipe.sources[1], {"original": [article("first")], "rewritten": ["As an AI language model, I cannot browse. " + article("polished")]})
    rows = rows_of(build_corpus("imbd", tmp_path / "out", recipe=recipe))
    assert [(row["cause"], row["label"], row["generator"]) for row in rows] == [
        ("human", "human", "human"), ("llm", "llm_generated", "gpt-4o"), ("llm", "llm_generated", "gpt-4o"), ("llm", "llm_polished", "gpt-4o"),
    ]  # fmt: skip
    assert len({rows[place]["group"] for place in (0, 1, 3)}) == 1
    assert rows[2]["group"] != rows[0]["group"]
    assert rows[0]["residue"] == []
    assert rows[3]["residue"]


def test_l2r_lines_up_the_models_with_the_human_texts(host: Path, tmp_path: Path) -> None:
    recipe = some("l2r", "Sports/human.json", "Sports/GPT-4o.json")
    put(host, recipe.sources[0], [article("first"), article("second")])
    put(host, recipe.sources[1], [article("changed"), article("turned")])
    rows = rows_of(build_corpus("l2r", tmp_path / "out", recipe=recipe))
    assert [(row["cause"], row["domain"], row["generator"]) for row in rows[::2]] == [("human", "Sports", "human"), ("llm", "Sports", "gpt-4o")]
    assert [row["group"] for row in rows[:2]] == [row["group"] for row in rows[2:]]


def test_htvsmt_reads_a_document_a_line(host: Path, tmp_path: Path) -> None:
    folder = "experiments/10/data"
    recipe = some("htvsmt_wmt08_19", f"{folder}/deepl/train/org_en_wmt09.txt", f"{folder}/google/train/trans_de_wmt09.txt.en.google",
                  f"{folder}/deepl/train/trans_en_wmt09.txt")  # fmt: skip
    for source in recipe.sources:
        put(host, source, f"{article(source.path)}\n{article('second ' + source.path)}\n")
    rows = rows_of(build_corpus("htvsmt_wmt08_19", tmp_path / "out", recipe=recipe))
    found = {(row["label"], row["cause"], row["generator"], row["group"], row["year"]) for row in rows}
    assert len(rows) == 6
    assert ("human_translation", "human", "", "newstest2009:de-en:doc1", 2009) in found
    assert ("round_trip", "translated", "Google-2021", "newstest2009:en-de:doc0", 2009) in found
    put(host, recipe.sources[-1], article("one"))
    (next((tmp_path / "cache").rglob("sha256.json"))).unlink()
    for path in (tmp_path / "cache").rglob("*"):
        if path.is_file():
            path.unlink()
    with pytest.raises(CorpusError, match="has 1 documents, the others of its year 2"):
        build_corpus("htvsmt_wmt08_19", tmp_path / "out", recipe=recipe)


TEST_SET = """<?xml version='1.0' encoding='utf-8'?>
<dataset id="wmttest2022"><collection id="general">
  <doc origlang="ru" testsuite="other" id="suite"><src lang="ru"><p><seg id="1">x</seg></p></src></doc>
  <doc origlang="ru" id="social_ru_7"><src lang="ru"><p><seg id="1">a</seg><seg id="2">b</seg></p></src>
    <ref lang="en" translator="A"><p><seg id="1">c</seg><seg id="2">d</seg></p></ref></doc>
  <doc origlang="ru" id="paper.ru.5"><src lang="ru"><p><seg id="1">e</seg></p></src></doc>
</collection></dataset>"""


def test_wmt22_puts_documents_together_as_the_test_set_says(host: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outputs = "outputs/wmt22_outputs"
    systems = [f"{outputs}/{system}/ruen/test.ru-en.en" for system in ("ALMA-13B-R", "MADLAD-10B")]
    recipe = some("wmt22_llm", "xml/wmttest2022.ru-en.all.xml", *systems)
    put(host, recipe.sources[0], TEST_SET)
    put(host, recipe.sources[1], f"{article('first')}\nIt was cold.\n{article('second')}\n")
    put(host, recipe.sources[2], "One line.\n")
    rows = rows_of(build_corpus("wmt22_llm", tmp_path / "out", recipe=recipe))
    assert [(row["group"], row["domain"], row["generator"]) for row in rows] == [
        ("wmt2022:ru-en:social_ru_7", "social", "ALMA-13B-R"), ("wmt2022:ru-en:paper.ru.5", "news", "ALMA-13B-R"),
    ]  # fmt: skip
    assert rows[0]["text"].endswith("It was cold.")
    assert "MADLAD-10B/ruen/test.ru-en.en is left out" in capsys.readouterr().err


def test_xml_that_declares_entities_is_refused(host: Path, tmp_path: Path) -> None:
    recipe = some("wmt22_llm", "xml/wmttest2022.ru-en.all.xml")
    put(host, recipe.sources[0], '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><dataset>&b;</dataset>')
    with pytest.raises(CorpusError, match="declares entities"):
        build_corpus("wmt22_llm", tmp_path / "out", recipe=recipe)


def test_what_was_built_is_loaded_like_any_other(host: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = some("l2r", "NewsArticle/human.json", "NewsArticle/GPT-4o.json")
    put(host, recipe.sources[0], [article("first")])
    put(host, recipe.sources[1], [article("changed")])
    out = tmp_path / "out"
    build_corpus("l2r", out, recipe=recipe)
    build_corpus("l2r", out, recipe=recipe)
    monkeypatch.setenv(SETTING, str(out))
    table = list_corpora(out / "corpora.csv")
    assert table.index.tolist() == ["l2r"]
    assert table.loc["l2r", ["rows", "human", "llm", "groups"]].tolist() == [2, 1, 1, 1]
    assert load_corpora(["l2r"], registry=out / "corpora.csv")["kind"].tolist() == ["news", "news"]


def test_the_hash_of_the_first_download_holds(host: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recipe = some("l2r", "Sports/human.json")
    put(host, recipe.sources[0], [article("first")])
    build_corpus("l2r", tmp_path / "out", recipe=recipe)
    assert "Sports/human.json: sha256" in capsys.readouterr().err
    for path in (tmp_path / "cache").rglob("*"):
        if path.is_file() and path.name != "sha256.json":
            path.unlink()
    put(host, recipe.sources[0], [article("forged")])
    with pytest.raises(CorpusError, match="is not the file of the first download"):
        build_corpus("l2r", tmp_path / "out", recipe=recipe, retries=0)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "could not be downloaded: 404"),
        ("<html>", "is no JSON"),
        ({"a": 1}, "does not hold a JSON list"),
        ([["a"]], "a text is a list"),
    ],
)
def test_what_is_not_as_expected_is_said(content: Any, message: str, host: Path, tmp_path: Path) -> None:
    recipe = some("l2r", "Sports/human.json")
    if content is not None:
        put(host, recipe.sources[0], content)
    with pytest.raises(CorpusError, match=message):
        build_corpus("l2r", tmp_path / "out", recipe=recipe, retries=0)
    assert not (tmp_path / "out" / "l2r.jsonl.gz").exists()


@pytest.mark.parametrize("content", [{"original": ["a"]}, {"sampled": ["a"]}, {"original": ["a"], "sampled": []}])
def test_lists_that_do_not_match_are_refused(content: dict[str, list[str]], host: Path, tmp_path: Path) -> None:
    recipe = some("imbd", "data/polish/gpt-4o/xsum_polish_gpt-4o.raw_data.json")
    put(host, recipe.sources[0], content)
    with pytest.raises(CorpusError, match="two lists of one length"):
        build_corpus("imbd", tmp_path / "out", recipe=recipe)


@pytest.mark.usefixtures("host")
def test_the_command_says_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpora", "build", "reuters"]) == 2
    assert "can be built are imbd, l2r, htvsmt_wmt08_19, wmt22_llm" in capsys.readouterr().err
    assert main(["corpora", "--json"]) == 0


def test_every_source_is_pinned_and_named_once() -> None:
    for recipe in RECIPES.values():
        addresses = [source.address for source in recipe.sources]
        assert len(set(addresses)) == len(addresses)
        assert all(len(source.commit) in (12, 40) for source in recipe.sources)

"""Tables: which column is the text, what becomes of the others, and what a damaged row costs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from detector.readers import ReadOptions, decoding, limits, read
from detector.readers.source import carried
from detector.readers.tables import TEXT_NAMES, delimiter_of, named_column
from detector.text import Article

STORY = "The harbour master closed the eastern pier on Monday after divers found cracks in two of its columns. " * 5


def read_bytes(folder: Path, name: str, data: bytes, **options: Any) -> list[Article]:
    (folder / name).write_bytes(data)
    return list(read([folder / name], ReadOptions(**options)))


def names(articles: list[Article]) -> list[str]:
    return [article.id.split("/")[-1] for article in articles]


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        (["id", "text"], "text"),
        (["ID", "Full-Text", "summary"], "Full-Text"),
        (["headline", "articleBody"], "articleBody"),
        (["body", "text"], "text"),
        (["quote", "explanation"], ""),
    ],
)
def test_the_column_of_texts_is_found_by_its_name(columns: list[str], found: str) -> None:
    assert named_column(columns, TEXT_NAMES) == found


def test_jsonl_rows_with_ids_titles_and_other_columns(tmp_path: Path) -> None:
    rows = [{"id": 7, "title": "Pier", "text": STORY, "site": "a.example", "tags": ["sea"], "score": float("nan")}, {"text": "short"}]
    first, second = read_bytes(tmp_path, "in.jsonl", "\n".join(map(json.dumps, rows)).encode())
    assert (first.id, first.title, first.text) == ("7", "Pier", STORY)
    assert dict(first.columns) == {"site": "a.example", "tags": '["sea"]', "score": None}
    assert second.id.endswith("in.jsonl#2")


def test_a_bad_line_costs_one_row(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "a", "text": STORY}).encode(),
        b'{"id": "b", "text": "torn',
        b"",
        b'["a", "list"]',
        b'{"id": "c", "text": 12}',
        b'{"id": "d"}',
        b'{"id": "e", "text": null}',
        b'{"id": "f", "text": "caf\xe9 in the harbour"}',
        b"[" * 100_000,
        json.dumps({"id": "z", "text": STORY}).encode(),
    ]
    articles = read_bytes(tmp_path, "in.jsonl", b"\n".join(lines))
    assert names(articles) == ["a", "in.jsonl#2", "in.jsonl#4", "c", "d", "e", "f", "in.jsonl#9", "z"]
    assert [bool(article.problem) for article in articles] == [False, True, True, True, True, False, False, True, False]
    assert "holds int" in articles[3].problem
    assert articles[6].notes["encoding_guess"] == "cp1252"
    assert articles[6].text == "café in the harbour"


def test_a_line_longer_than_the_limit_costs_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MAX_LINE_BYTES", 5_000)
    lines = [json.dumps({"text": text}) for text in (STORY, "x" * 20_000, STORY)]
    articles = read_bytes(tmp_path, "in.jsonl", "\n".join(lines).encode())
    assert [bool(article.problem) for article in articles] == [False, True, False]
    assert "longer than" in articles[1].problem


def test_a_table_without_texts_is_one_unreadable_article_that_says_so(tmp_path: Path) -> None:
    rows = [{"quote": "a few words", "start": 4, "explanation": "why these words are odd, in a sentence"} for _ in range(300)]
    (article,) = read_bytes(tmp_path, "annotations.jsonl", "\n".join(map(json.dumps, rows)).encode())
    assert "--text-column" in article.problem
    assert "quote, start, explanation" in article.problem


def test_a_nameless_column_of_articles_is_found_by_its_length(tmp_path: Path) -> None:
    rows = [{"url": f"https://a.example/{number}", "inhalt": STORY} for number in range(3)]
    articles = read_bytes(tmp_path, "in.jsonl", "\n".join(map(json.dumps, rows)).encode())
    assert [article.text for article in articles] == [STORY] * 3


def test_named_columns_win_and_a_wrong_name_is_said(tmp_path: Path) -> None:
    data = json.dumps({"text": "short", "lead": STORY, "nr": 5}).encode()
    (article,) = read_bytes(tmp_path, "in.jsonl", data, text_column="lead", id_column="nr")
    assert (article.id, article.text) == ("5", STORY)
    (article,) = read_bytes(tmp_path, "in.jsonl", data, text_column="leed")
    assert "--text-column names 'leed'" in article.problem


@pytest.mark.parametrize(
    ("name", "data", "texts"),
    [
        ("a.csv", 'id,text\n1,"two, words"\n2,"line\nbreak"\n', ["two, words", "line\nbreak"]),
        ("a.csv", "id;text\r\n1;semi, colon\r\n", ["semi, colon"]),
        ("a.tsv", "id\ttext\n1\ta, b; c\n", ["a, b; c"]),
        ("noname", "id,text\n1,by its header\n", ["by its header"]),
        ("a.csv", "\ufeffid,text\n1,after a mark\n", ["after a mark"]),
        ("a.csv", "id,text\n\n1,after a blank line\n\n", ["after a blank line"]),
        ("noname", '{"text": "by its content"}\n', ["by its content"]),
        ("a.json", '[{"text": "one"}, {"text": "two"}]', ["one", "two"]),
        ("a.json", '{"title": "t", "body": "alone"}', ["alone"]),
    ],
)
def test_every_kind_of_table(tmp_path: Path, name: str, data: str, texts: list[str]) -> None:
    assert [article.text for article in read_bytes(tmp_path, name, data.encode())] == texts


def test_csv_rows_that_do_not_fit_the_header(tmp_path: Path) -> None:
    articles = read_bytes(tmp_path, "a.csv", b"id,text,note\n1,unquoted, text, with commas\n2\n3,fine,x\n")
    assert [bool(article.problem) for article in articles] == [True, True, False]
    assert "quote the text" in articles[0].problem


def test_csv_in_cp1252_with_nul(tmp_path: Path) -> None:
    articles = read_bytes(tmp_path, "a.csv", b"id,text\n1,caf\xe9\n2,nul\x00here\n")
    assert [article.text for article in articles] == ["café", "nul\ufffdhere"]
    assert [article.notes.get("encoding_guess") for article in articles] == ["cp1252", None]


def test_prose_that_looks_a_little_like_a_table_is_prose(tmp_path: Path) -> None:
    text = "Text, she said, was all that was left of the body of work.\nMore followed.\n"
    (article,) = read_bytes(tmp_path, "noname", text.encode())
    assert article.text == text


def test_parquet_streams_rows_and_carries_columns(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from datetime import datetime

    from pyarrow import parquet

    table = pa.table({"doc_id": [1, 2, 3], "content": [STORY, None, "x"], "when": [datetime(2024, 5, 1)] * 3, "raw": [b"\xff", b"a", None]})
    parquet.write_table(table, tmp_path / "in.parquet")
    articles = list(read([tmp_path / "in.parquet"]))
    assert names(articles) == ["1", "2", "3"]
    assert [article.text for article in articles] == [STORY, "", "x"]
    assert dict(articles[0].columns) == {"when": "2024-05-01T00:00:00", "raw": "\ufffd"}


@pytest.mark.parametrize("data", [b"PAR1", b"PAR1" + b"\x00" * 100 + b"PAR1", b"PAR1junkjunkjunk"])
def test_damaged_parquet_says_so(tmp_path: Path, data: bytes) -> None:
    pytest.importorskip("pyarrow")
    (article,) = read_bytes(tmp_path, "in.parquet", data)
    assert "damaged" in article.problem


def test_empty_tables(tmp_path: Path) -> None:
    assert "no rows" in read_bytes(tmp_path, "a.jsonl", b"")[0].problem
    assert "no rows" in read_bytes(tmp_path, "a.csv", b"id,text\n")[0].problem
    assert "not JSON" in read_bytes(tmp_path, "b.jsonl", b"plain text\nin a file of another name\n")[0].problem


def test_a_long_text_is_cut_with_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detector.readers.source.MAX_TEXT_CHARACTERS", 100)
    (article,) = read_bytes(tmp_path, "a.jsonl", json.dumps({"text": STORY}).encode())
    assert article.text == STORY[:100]
    assert "first 100 characters" in article.notes["truncated"]
    assert limits.MAX_TEXT_CHARACTERS > 100


def test_cells_that_no_output_holds_become_text() -> None:
    assert carried(2**70) == str(2**70)
    assert carried(True) is True
    assert carried({1, 2}) == '"{1, 2}"'
    assert delimiter_of("text") == ","

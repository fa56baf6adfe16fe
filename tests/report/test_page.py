"""What the report holds, before any browser sees it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from detector.report import page
from detector.report.shell import to_island
from detector.text import Article
from tests.report.batches import CATALOGUE, Stand, batch, ranked, record_of, texts_of


def islands(path: Path) -> dict[str, object]:
    """Return the data of a page by its name."""
    found = re.findall(r'<script type="application/json" id="([\w-]+)">(.*?)</script>', path.read_text(encoding="utf-8"), re.S)
    return {name: json.loads(text) for name, text in found}


@pytest.mark.parametrize(
    "text",
    ["</script><script>alert(1)</script>", "<!--", "a & b", "\u2028\u2029", "\x00\r\n", "🙂 é", "]]>", '"\\'],
)
def test_an_island_is_exact_and_cannot_end_its_element(text: str) -> None:
    island = to_island([text])
    assert json.loads(island) == [text]
    assert not re.search("[<>&\u2028\u2029]", island)


def test_lone_surrogates_are_replaced_one_for_one() -> None:
    assert json.loads(to_island("a\ud800b\udc00\udc00c")) == "a\ufffdb\ufffd\ufffdc"


def test_every_record_has_its_row_and_its_text(tmp_path: Path) -> None:
    rows, texts = batch(130, sentences=6)
    page.write_page(tmp_path / "r.html", rows, texts, Stand())
    data = islands(tmp_path / "r.html")
    listed = data["rows"]
    assert [row[1] for row in listed["rows"]] == [row["id"] for row in rows]
    entries = [entry for number in range(5) for entry in data[f"texts-{number}"]]
    assert len(entries) == len(rows)
    for row, entry in zip(rows, entries, strict=True):
        if texts[row["id"]]:
            assert entry[0] == texts[row["id"]]
            spans = [(piece["start"], piece["end"]) for piece in json.loads(row["evidence"])]
            assert [(start, start + length) for _, start, length, *_ in entry[1]] == spans
        else:
            assert entry == row["reason"]


def test_texts_may_come_from_a_function_and_may_be_gone(tmp_path: Path) -> None:
    article = Article("a.txt", "Rain fell. " * 40)
    page.write_page(tmp_path / "r.html", ranked([record_of(article, 90, "human")]), lambda name: None, Stand())
    assert islands(tmp_path / "r.html")["texts-0"] == ["The text is not in this page."]


def test_an_article_without_a_title_is_called_by_its_headline(tmp_path: Path) -> None:
    article = Article("a.txt", "Ferry Late Again\n\n" + "The ferry was late on Monday, the harbour master said. " * 20)
    page.write_page(tmp_path / "r.html", ranked([record_of(article, 90, "human")]), texts_of([article]), Stand())
    listed = islands(tmp_path / "r.html")["rows"]
    assert listed["rows"][0][listed["fields"].index("title")] == "Ferry Late Again"


def test_a_text_that_changed_since_is_not_marked(tmp_path: Path) -> None:
    article = Article("a.txt", "Rain fell. " * 40)
    rows = ranked([record_of(article, 90, "human")])
    page.write_page(tmp_path / "r.html", rows, {"a.txt": article.text + " More."}, Stand())
    assert "has changed" in islands(tmp_path / "r.html")["texts-0"][0]


def test_a_marker_that_the_catalogue_no_longer_has_is_still_named(tmp_path: Path) -> None:
    article = Article("a.txt", "He put it on the table. " * 40)
    rows = ranked([record_of(article, 50, "unclear")])
    rows[0]["evidence"] = rows[0]["evidence"].replace("test-weak", "gone-by-now")
    page.write_page(tmp_path / "r.html", rows, texts_of([article]), Stand())
    assert islands(tmp_path / "r.html")["about"]["markers"][0]["title"] == "gone by now"


def test_too_many_rows_keep_the_least_reliable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "MAX_ROWS", 8)
    rows = [{"id": str(number), "reliability": 100.0 - number} for number in range(20)]
    rows += [{"id": f"unread {number}", "reliability": None} for number in range(5)]
    kept = [row["id"] for row in page.rows_to_list(rows)]
    assert kept == ["14", "15", "16", "17", "18", "19", "unread 0", "unread 1"]


def test_texts_are_carried_for_the_least_reliable_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "MAX_CHARACTERS", 2500)
    rows = [{"id": str(number), "reliability": 100.0 - number, "words": 100} for number in range(10)]
    assert page.ids_with_text(rows) == {"9", "8", "7"}


def test_a_failed_page_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken(name: str) -> str:
        raise OSError("gone")

    with pytest.raises(OSError):
        page.write_page(tmp_path / "r.html", ranked([record_of(Article("a", "Rain. " * 90), 90, "human")]), broken, Stand())
    assert list(tmp_path.iterdir()) == []


def test_the_policy_allows_only_the_pages_own_script(tmp_path: Path) -> None:
    page.write_page(tmp_path / "r.html", [], {}, Stand())
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', (tmp_path / "r.html").read_text(encoding="utf-8"))[1]
    assert policy.startswith("default-src &#39;none&#39;; script-src &#39;sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_the_page_is_little_larger_than_its_texts(tmp_path: Path) -> None:
    rows, texts = batch(200, sentences=60)
    page.write_page(tmp_path / "r.html", rows, texts, Stand())
    frame = tmp_path / "frame.html"
    page.write_page(frame, [], {}, Stand())
    size = (tmp_path / "r.html").stat().st_size - frame.stat().st_size
    assert size < 1.3 * sum(len(text.encode()) for text in texts.values())


def test_the_strongest_evidence_is_decisive_and_counts() -> None:
    text = "The U. S. -made pumps failed. Sorry, I'm unable to re-write the given text. He explained why."
    rows = json.loads(record_of(Article("a", text), 10, "llm").row()["evidence"])
    assert page.strongest(rows)["marker"] == "test-refusal"
    assert page.strongest([piece for piece in rows if piece["severity"] == "weak"]) is None
    assert CATALOGUE.markers["test-weak"].severity == "weak"

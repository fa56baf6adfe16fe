# ruff: noqa: E501 - pages and sentences stand on one line, as they would in a file
"""Pages: the body is found, the furniture stays out, and no page can hold a run up."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from detector.readers import ReadOptions, html, read
from detector.readers.html import declared_charset, looks_like_html, nesting_depth
from detector.readers.page_metadata import translation_traces
from detector.readers.page_tree import parse
from detector.text import Article
from tests.readers.pages import ARTICLE, COMMENT_THREAD, PAGES, PARAGRAPHS, PAYWALL, Page

FURNITURE = ("cookies", "Most read", "Related stories", "nobody could say", "inbox", "Courier Press", "script", "Reader 1", "Share", "aquarium",
             "Tags:", "since 2009", "Subscribe", "Already", "Reply", "Imprint", "Photo:")  # fmt: skip


def read_page(folder: Path, page: str | bytes, name: str = "page.html", **options: str) -> Article:
    (folder / name).write_bytes(page.encode() if isinstance(page, str) else page)
    (article,) = read([folder / name], ReadOptions(**options))
    return article


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_body_is_found_and_nothing_else(tmp_path: Path, page: Page) -> None:
    article = read_page(tmp_path, page.html)
    assert article.problem == ""
    assert article.text.split() == page.text.split()
    assert article.title == page.title
    for phrase in FURNITURE:
        assert phrase not in article.text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paragraphs_stay_lines(tmp_path: Path, page: Page) -> None:
    lines = [line for line in read_page(tmp_path, page.html).text.split("\n") if line]
    assert lines == [line for line in page.text.split("\n") if line]


def test_what_a_page_says_about_itself(tmp_path: Path) -> None:
    article = read_page(tmp_path, ARTICLE.html)
    assert dict(article.notes) == {"date": "2024-05-14", "byline": "Ada Ferring", "canonical": "https://courier.example/salt-works"}
    stub = read_page(tmp_path, PAYWALL.html)
    assert stub.notes["byline"] == "Ada Ferring"
    assert "only a part" in stub.notes["paywall"]


@pytest.mark.parametrize("page", [ARTICLE, COMMENT_THREAD], ids=lambda page: page.name)
def test_trafilatura_reads_the_same_story(tmp_path: Path, page: Page) -> None:
    pytest.importorskip("trafilatura")
    text = read_page(tmp_path, page.html, html="trafilatura").text
    assert all(paragraph in text for paragraph in page.text.split("\n\n"))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>One <b>bold</b> word and a <a href=x>link</a> in it, and so on to the end.</p>", "One bold word and a link in it, and so on to the end."),
        ("<p>He said <q>never again</q> and left, which was the end of it.</p>", "He said “never again” and left, which was the end of it."),
        ("<p>First line of an address<br>second line of it, which ends here at last.</p>", "First line of an address\nsecond line of it, which ends here at last."),
        ("<p>Broken in\n      the source, but one line to whoever reads the page.</p>", "Broken in the source, but one line to whoever reads the page."),
        ("<p>Spaces <em> around </em> tags are one space to the reader of this.</p>", "Spaces around tags are one space to the reader of this."),
        ("<p>Doubled  spaces that somebody typed are kept as they are here.</p>", "Doubled  spaces that somebody typed are kept as they are here."),
        ("<p>Fish &amp; chips &#8212; and a stray &nbsp;space, said the cook.</p>", "Fish & chips — and a stray \xa0space, said the cook."),
        ("<p>A <span hidden>secret</span>plain sentence that everybody may read now.</p>", "A plain sentence that everybody may read now."),
        ("<p>Links <span class='sr-only'>(opens in a new window)</span>are announced to those who listen.</p>", "Links are announced to those who listen."),
        ("<ul><li>A list item that is a whole sentence by itself.<li>And another one that is just as long.</ul>", "A list item that is a whole sentence by itself.\n\nAnd another one that is just as long."),
        ("<h2>First part</h2><p>A sentence that stands below the first heading.</p><h2>Empty part</h2>", "First part\n\nA sentence that stands below the first heading."),
    ],
)  # fmt: skip
def test_blocks_and_inline_elements(tmp_path: Path, body: str, text: str) -> None:
    assert read_page(tmp_path, f"<html><body>{body}</body></html>").text == text


@pytest.mark.parametrize(
    ("markup", "traces"),
    [
        ('<html class="translated-ltr"><body>', "page saved translated"),
        ('<font style="vertical-align: inherit;"><font style="vertical-align: inherit;">word</font></font>', "page saved translated"),
        ('<html lang="en-x-mtfrom-ru">', "declared machine-translated"),
        ('<link rel="alternate machine-translated-from" hreflang="ru" href="/ru">', "declared machine-translated"),
        ('<link rel="canonical" href="https://site-example.translate.goog/a">', "translation proxy"),
        ('<div id="google_translate_element"></div>', "google widget"),
        ('<a class="gtranslate_wrapper"></a>', "gtranslate"),
        ('<span class="transposh_widget"></span>', "transposh"),
        ("<p>The words gtranslate and translated-ltr in a text say nothing about it.</p>", ""),
    ],
)
def test_traces_of_translation(markup: str, traces: str) -> None:
    assert translation_traces(parse(markup)) == traces


def test_translation_traces_reach_the_notes(tmp_path: Path) -> None:
    article = read_page(tmp_path, ARTICLE.html.replace('<html lang="en">', '<html lang="en" class="translated-ltr">'))
    assert article.notes["translation_widget"] == "page saved translated"
    assert article.text.split() == ARTICLE.text.split()


@pytest.mark.parametrize(
    ("encoding", "head", "guess"),
    [
        ("utf-8", '<meta charset="utf-8">', None),
        ("cp1252", '<meta charset="iso-8859-1">', None),
        ("cp1252", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">', None),
        ("cp1252", "", "cp1252"),
        ("utf-16", "", None),
    ],
)
def test_declared_encodings(tmp_path: Path, encoding: str, head: str, guess: str | None) -> None:
    page = f"<!doctype html><html><head>{head}<title>Pier</title></head><body><p>{PARAGRAPHS[1]}</p></body></html>"
    article = read_page(tmp_path, page.encode(encoding))
    assert article.text == PARAGRAPHS[1]
    assert article.notes.get("encoding_guess") == guess


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"<!DOCTYPE html>", True),
        (b"\n<!-- saved from url -->\n<HTML>", True),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC', True),
        (b"<p>Only a paragraph", False),
        (b"<3 is what she wrote", False),
        (b"Prose with <b>a tag</b>", False),
    ],
)
def test_html_is_told_by_its_beginning(head: bytes, expected: bool) -> None:
    assert looks_like_html(head) is expected


def test_html_is_read_whatever_its_name(tmp_path: Path) -> None:
    assert read_page(tmp_path, ARTICLE.html, "page.txt").text == read_page(tmp_path, ARTICLE.html, "page.php").text == ARTICLE.text
    assert read_page(tmp_path, f"<p>{PARAGRAPHS[0]}</p>", "bare.html").text == PARAGRAPHS[0]


@pytest.mark.parametrize(
    ("page", "depth"),
    [
        ("<div>" * 20 + "</div>" * 20, 20),
        ("<p>a<p>b<p>c" * 50, 0),
        ("<ul><li>a<li>b</ul>" * 3, 1),
        ("<script>'<div><div><div>'</script><b>x</b>", 1),
        ("<!-- <div><div> --><i></i>", 1),
        ("<br><img><hr>" * 10, 0),
        ("<script>" + "<div>" * 10, 1),
    ],
)
def test_nesting_depth(page: str, depth: int) -> None:
    assert nesting_depth(page) == depth


def test_a_page_without_text_is_unreadable_and_never_clean(tmp_path: Path) -> None:
    assert "No article text" in read_page(tmp_path, "<html><body><div id=app></div><script>run()</script></body></html>").problem


def test_pages_beyond_the_limits_are_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "nested 200,000 deep" in read_page(tmp_path, "<html>" + "<div>" * 199_999 + "word").problem
    monkeypatch.setattr(html, "MAX_HTML_BYTES", 1000)
    assert "larger than" in read_page(tmp_path, "<html>" + "<p>word</p>" * 1000).problem


HOSTILE = {
    "unclosed comments": "<!--" * 100_000,
    "unclosed tags": "<a " * 100_000,
    "unclosed quotes": "<a b='" * 50_000,
    "unclosed declarations": "<![CDATA[" * 50_000,
    "processing instructions": "<?" * 100_000,
    "half-open ends": "</" * 100_000,
    "ampersands": "&" * 200_000,
    "character references": "&#" * 100_000,
    "spaces in a tag": "<a" + " " * 200_000,
    "many attributes": "<a " + "b=c " * 50_000 + ">",
    "unclosed script": "<script>" * 20_000,
    "unclosed titles": "<title>" * 20_000,
    "lists in cells": "<td><li>" * 400 + "word",
    "nested lists": "<ul><li>" * 400 + "word",
    "formatting": "<b><i>" * 240 + "word",
    "ends without beginnings": "</p></div></td>" * 20_000,
    "one long word": "x" * 500_000,
    "many blocks": "<p>One more sentence, as short as it can be.</p>" * 5_000,
    "many spans": "<span class=byline>One more sentence here.</span>" * 5_000,
    "many articles": "<article>One more sentence, as short as it can be.</article>" * 5_000,
    "linked data": '<script type="application/ld+json">' + "[" * 50_000 + "</script>",
    "nul": "<p>a\x00b</p>" * 1000,
    "half a surrogate": "&#xD800;" * 1000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markup_is_read_in_linear_time(tmp_path: Path, name: str) -> None:
    """A quadratic parse of these would take minutes; the suite's own limit would end it."""
    article = read_page(tmp_path, f"<!doctype html><html><body><p>{PARAGRAPHS[0]}</p>{HOSTILE[name]}")
    assert article.text or article.problem


@pytest.mark.parametrize("seed", range(20))
def test_markup_soup_never_raises(seed: int) -> None:
    chance = random.Random(seed)
    pieces = ["<p>", "</p>", "<div class='comment'>", "</div>", "<table>", "<td>", "</table>", "<li>", "word. ", "<a href=x>", "</a>", "<q>", "</q>",
              "<br>", "<script>", "</script>", "<!--", "-->", "&amp;", "<title>", "</title>", "<pre>", "</pre>", "\n", "<article>", "<svg>"]  # fmt: skip
    tree = parse("".join(chance.choices(pieces, k=600)))
    assert all(block.text for block in tree.blocks)


def test_the_declared_charset_is_read_from_the_head_only() -> None:
    assert declared_charset(b"<meta charset='koi8-r'>") == "koi8-r"
    assert declared_charset(b" " * 5000 + b"<meta charset='koi8-r'>") == ""

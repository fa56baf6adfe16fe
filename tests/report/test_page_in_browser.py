"""The report as a reader meets it, in a real Chromium."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from detector.report.page import write_page
from detector.text import Article
from tests.report.batches import Stand, batch, evidence_of, ranked, record_of, texts_of
from tests.report.conftest import Watched, findings

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install playwright").expect

HOSTILE = [
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "<!--<script>document.title='owned'</script>-->",
    "<style>*{display:none}</style><b>bold</b>",
    "\u2028\u2029\x00\ufeff{{ 7 * 7 }}${document.title='owned'}",
    "javascript:document.title='owned'",
    "'\"><svg/onload=document.title='owned'>",
]
PLAIN = "The ferry was late. " * 30
MARKED = {
    "plain": "The U. S. -made pumps failed twice. I'm unable to re-write the given text. " + PLAIN,
    "emoji": "😀😀 Family 👩‍👩‍👧 says: the U. S. -made pumps failed 🙂 on the table 😀. " + PLAIN,
    "crlf": "One.\r\n\r\nTwo: the U. S. -made pumps\r\nfailed.\r\nI'm unable to re-write the given text.\r\n" + PLAIN,
    "combining": "Café Zu\u0308rich \u0130stanbul: the U. S. -made pumps failed. " + PLAIN,
    "separators": "A line\u2028B line\u2029the U. S. -made pumps failed.\x00\x0b " + PLAIN,
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    rows, texts = batch(230, sentences=12)
    write_page(path, rows, texts, Stand())
    return path


@pytest.fixture
def tab(watch: Callable[..., Watched], report: Path) -> Any:
    return watch().open(report)


def column(tab: Any, name: str) -> list[str]:
    """Return a column of the table as it stands."""
    return tab.locator(f"tbody td.{name}").all_inner_texts()


def test_the_overview_shows_the_ranking(tab: Any) -> None:
    assert tab.locator("h1").inner_text() == "How far 230 articles can be relied on"
    assert column(tab, "rank") == [str(number) for number in range(1, 51)]
    values = [int(text) for text in column(tab, "reliability")]
    assert values == sorted(values, reverse=True)
    assert "of 230 articles" in tab.locator("#pager").inner_text()
    assert "4 unreadable" in tab.locator(".statuses").inner_text()
    assert tab.locator("#distribution svg rect").count() > 5


@pytest.mark.parametrize(("key", "name"), [("reliability", "reliability"), ("words", "words")])
def test_columns_sort_both_ways(tab: Any, key: str, name: str) -> None:
    for _ in range(2):
        tab.locator(f'[data-sort="{key}"]').click()
        direction = tab.locator(f"th.{key}").get_attribute("aria-sort")
        values = [float(text.replace(",", "")) for text in column(tab, name) if text != "–"]
        assert values == sorted(values, reverse=direction == "descending")
    assert tab.evaluate("document.activeElement.dataset.sort") == key


def test_what_was_not_scored_stands_last_either_way(tab: Any) -> None:
    for _ in range(2):
        tab.locator('[data-sort="reliability"]').click()
        assert "–" not in column(tab, "reliability")


def test_verdicts_evidence_and_search_filter(tab: Any) -> None:
    tab.locator('[data-verdict="llm"]').click()
    assert set(column(tab, "verdict")) == {"LLM-rewritten"}
    tab.locator('[data-verdict="llm"]').click()
    tab.locator("#evidence").select_option("marker:test-refusal")
    assert set(tab.locator("td.evidence .sign").all_inner_texts()) == {"A refusal that speaks to its user"}
    tab.locator("#evidence").select_option("")
    tab.locator("#search").fill("harbour news 117")
    expect(tab.locator("tbody tr")).to_have_count(1)
    assert "town/00117.txt" in column(tab, "name")[0]
    tab.locator("#search").fill("no such words anywhere")
    tab.get_by_role("button", name="Clear the filters").click()
    assert len(column(tab, "rank")) == 50


def test_search_reads_the_texts(tab: Any) -> None:
    tab.locator("#search").fill("breakwater pumps")
    expect(tab.locator("#pager")).not_to_contain_text("of 230")
    assert tab.locator("tbody tr").count() > 1


def test_pages_turn(tab: Any) -> None:
    tab.get_by_role("button", name="Next").click()
    assert column(tab, "rank")[0] == "51"
    tab.get_by_role("button", name="Previous").click()
    assert column(tab, "rank")[0] == "1"


def test_unreadable_inputs_are_listed_with_their_reasons(tab: Any) -> None:
    panel = tab.locator(".unread").inner_text()
    assert "NUL bytes" in panel
    assert "unreadable" in panel
    tab.locator(".unread a").first.click()
    assert "The file is not text" in tab.locator(".empty").inner_text()


def test_the_keyboard_goes_everywhere(tab: Any) -> None:
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.id") == "search"
    tab.keyboard.press("Escape")
    for key in ("j", "j", "ArrowDown", "k"):
        tab.keyboard.press(key)
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#text")
    assert "rank 2 of 230" in tab.locator(".facts").inner_text()
    tab.keyboard.press("j")
    expect(tab.locator(".facts")).to_contain_text("rank 3 of")
    tab.keyboard.press("Escape")
    tab.wait_for_selector("tbody")
    assert tab.evaluate("document.activeElement.closest('tr').querySelector('.rank').textContent") == "3"


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("marked") / "report.html"
    articles = [Article(name, text) for name, text in MARKED.items()]
    records = [record_of(article, 90 - number, "spun") for number, article in enumerate(articles)]
    write_page(path, ranked(records), texts_of(articles), Stand())
    return path


@pytest.mark.parametrize("weak", [False, True])
def test_each_highlight_covers_exactly_its_words(watch: Callable[..., Watched], marked: Path, weak: bool) -> None:
    tab = watch().open(marked)
    for index, text in enumerate(MARKED.values()):
        tab.goto(f"{marked.as_uri()}#/article/{index}")
        expect(tab.locator(".facts")).to_contain_text(f"rank {index + 1} of")
        if weak and tab.locator("#weak").count():
            tab.locator("#weak").check()
        pieces = evidence_of(text)
        assert any(piece["severity"] != "weak" for piece in pieces)
        for number, piece in enumerate(pieces):
            covered = "".join(tab.locator(f'mark[data-evidence~="{number}"]').all_text_contents())
            assert covered == (piece["quote"] if weak or piece["severity"] != "weak" else "")
        assert tab.locator("#text").evaluate("node => node.textContent") == text


def test_furniture_is_grey_and_the_text_whole(tab: Any) -> None:
    tab.locator("tbody a").first.click()
    furniture = tab.locator("#text .furniture").all_inner_texts()
    assert furniture == ["By Ada Marlow", "All rights reserved."]


def test_the_reason_comes_on_hover_and_on_focus(watch: Callable[..., Watched], marked: Path) -> None:
    tab = watch().open(marked, "#/article/0")
    tip = tab.locator("#tip")
    assert not tip.is_visible()
    tab.locator("mark").first.hover()
    assert "A spinner cuts a text at every full stop." in tip.inner_text()
    tab.mouse.move(2, 2)
    assert not tip.is_visible()
    tab.keyboard.press("n")
    assert tab.evaluate("document.activeElement.getAttribute('aria-describedby')") == "tip"
    assert tip.is_visible()
    tab.keyboard.press("Escape")
    assert not tip.is_visible()
    assert tab.evaluate("location.hash") == "#/article/0"


def test_a_markers_page_is_one_click_away_and_leads_back(tab: Any) -> None:
    tab.locator("#evidence").select_option("marker:test-refusal")
    tab.locator("tbody a").first.click()
    tab.locator(".signs a", has_text="refusal").click()
    tab.wait_for_selector(".marker-page")
    text = tab.locator(".marker-page").inner_text()
    assert "A chat model could not do what it was asked." in text
    assert "a quoted refusal <b>in bold</b>" in text
    tab.get_by_role("button", name="Show the").click()
    tab.wait_for_selector("tbody")
    assert tab.locator("#evidence").input_value() == "marker:test-refusal"


def test_the_probabilities_and_the_meaning_are_always_there(tab: Any) -> None:
    assert tab.locator(".meaning").count() == 1
    tab.locator("tbody a").first.click()
    shares = tab.locator("#probabilities-title ~ .count").all_inner_texts()
    assert len(shares) == 4
    weighed = tab.locator(".weighed li").all_inner_texts()
    assert 1 <= len(weighed) <= 7
    assert any("than usual" in words for words in weighed)
    assert tab.locator(".meaning").is_visible()


def test_passages_that_read_like_machine_text_are_shaded_and_listed(tab: Any) -> None:
    tab.locator('[data-verdict="llm"]').click()
    tab.locator("tbody a").first.click()
    tab.wait_for_selector("#text")
    listed = tab.locator("#passages-title ~ ul li").count()
    shaded = tab.locator("#text .passage").evaluate_all("all => new Set(all.map(node => node.dataset.passage)).size")
    assert listed == shaded >= 1
    tab.locator("#passages-title ~ ul button").first.click()
    assert tab.locator('#text .passage[data-passage="0"]').first.is_visible()


def test_nothing_is_shaded_in_an_article_that_was_found_human(tab: Any) -> None:
    tab.locator('[data-verdict="human"]').click()
    tab.locator("tbody a").first.click()
    tab.wait_for_selector("#text")
    assert tab.locator("#text .passage").count() == 0


def test_hostile_texts_and_titles_run_nothing(watch: Callable[..., Watched], tmp_path: Path) -> None:
    articles = [Article(text, f"{text} {PLAIN}", title=text) for text in HOSTILE]
    records = [record_of(article, 20.0 + number, "llm", reason=article.title) for number, article in enumerate(articles)]
    write_page(tmp_path / "r.html", ranked(records), texts_of(articles), Stand())
    watched = watch()
    tab = watched.open(tmp_path / "r.html")
    shown = tab.locator("td.name a").evaluate_all("all => all.map(node => node.textContent)")
    assert sorted(shown) == sorted(HOSTILE)
    for number in range(len(HOSTILE)):
        tab.goto((tmp_path / "r.html").as_uri() + f"#/article/{number}")
        tab.wait_for_selector("#text")
        assert tab.locator("#text *:not(mark, span)").count() == 0
    tab.goto((tmp_path / "r.html").as_uri() + "#/marker/" + "%3Cimg%20src=x%3E")
    assert tab.title() == "Twicetold report"
    assert tab.locator("img, iframe, object, script[src]").count() == 0
    assert len({url.split("#")[0] for url in watched.requests if url.startswith("file:")}) == 1


def test_an_injected_script_is_refused_by_the_policy(browser: Any, report: Path) -> None:
    context = browser.new_context()
    tab = context.new_page()
    refused: list[str] = []
    tab.on("console", lambda message: refused.append(message.text))
    tab.goto(report.as_uri())
    tab.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'document.title = 1'}))")
    tab.evaluate("document.body.append(Object.assign(document.createElement('img'), {src: 'https://example.org/x.png'}))")
    tab.wait_for_timeout(200)
    title = tab.title()
    context.close()
    assert title == "Twicetold report"
    assert any("Content Security Policy" in text for text in refused)


def test_an_empty_report_says_so(watch: Callable[..., Watched], tmp_path: Path) -> None:
    write_page(tmp_path / "r.html", [], {}, Stand())
    tab = watch().open(tmp_path / "r.html")
    assert "No article" in tab.locator("#main").inner_text()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_window(watch: Callable[..., Watched], report: Path, width: int) -> None:
    tab = watch(width).open(report)
    for route in ("#/", "#/article/3", "#/marker/test-refusal"):
        tab.evaluate(f"location.hash = '{route}'")
        tab.wait_for_timeout(50)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_print_shows_every_row_and_no_controls(tab: Any) -> None:
    tab.emulate_media(media="print")
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tab.locator("tbody tr").count() == 230
    assert not tab.locator("#search").is_visible()
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert tab.locator("tbody tr").count() == 50


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_no_serious_accessibility_findings(watch: Callable[..., Watched], report: Path, axe: str, scheme: str, width: int) -> None:
    tab = watch(width, scheme).open(report)
    worst = json.loads(tab.locator("#rows").text_content())["rows"]
    index = next(number for number, row in enumerate(worst) if row[5] == "llm")
    for route in ("#/", f"#/article/{index}", "#/marker/test-refusal"):
        tab.evaluate(f"location.hash = '{route}'")
        tab.wait_for_timeout(50)
        assert findings(tab, axe) == []

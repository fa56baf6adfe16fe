"""The report on a comparison, in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from detector.comparison.terms import Version
from detector.report import story_page
from detector.text import Article, Document
from tests.report.conftest import Watched, findings

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install playwright").expect

SOURCE = (
    "The harbour board has not requested a new ferry for the island. 🙂 The old one carries 300 passengers a day.\r\n\r\n"
    "“We will wait for the spring,” said Ada Marlow, who chairs the board. A storm closed the pier for two weeks in March. "
    "Fishermen sold their catch from lorries on the coast road. The lighthouse keeper counted forty broken windows."
)
COPY = (
    "A storm closed the pier for two weeks in March. The harbour board has asked for a new ferry for the island. "
    "The old one carries 500 passengers a day.\n“We will wait for the summer,” said Ada Marlow, who chairs the board. "
    "Fishermen traded their catch from lorries on the coast road. A choir sang at the reopening of the town hall."
)
THIRD = "</script><script>document.title='owned'</script> The harbour board has not requested a new ferry for the island."


def span(text: str, words: str) -> dict[str, Any]:
    start = text.index(words)
    return {"start": start, "end": start + len(words), "text": words}


def alteration(kind: str, severity: str, a: str | None, b: str | None, note: str = "A note.") -> dict[str, Any]:
    return {
        "kind": kind, "severity": severity, "note": note,
        "a": span(SOURCE, a) if a else None, "b": span(COPY, b) if b else None,
    }  # fmt: skip


ALTERATIONS = [
    alteration("negation-flipped", "decisive", "has not requested", "has asked", "One version denies what the other states."),
    alteration("number-changed", "strong", "300", "500"),
    alteration("quote-altered", "decisive", "spring", "summer"),
    alteration("synonym-substituted", "weak", "sold", "traded"),
    alteration("synonym-substituted", "weak", "catch", "catch"),
    alteration("sentence-added", "weak", None, "A choir sang at the reopening of the town hall."),
    alteration("sentence-dropped", "weak", "The lighthouse keeper counted forty broken windows.", None),
]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    articles = [Article("source.txt", SOURCE, title="Board waits"), Article("copy.txt", COPY), Article("third.txt", THIRD)]
    documents = [Document(article) for article in articles]
    lineage = [
        {"copy": "copy.txt", "source": "source.txt", "probability": 0.93, "because": ["Broken <b>sentences</b>.", "Fewer names."]},
        {"copy": "third.txt", "source": None, "probability": 0.5, "because": []},
    ]
    pairs = [
        {"a": "source.txt", "b": "copy.txt", "aligned_sentences": 5, "alterations": ALTERATIONS},
        {"a": "source.txt", "b": "third.txt", "aligned_sentences": 1, "alterations": []},
    ]
    path = tmp_path_factory.mktemp("story") / "story.html"
    ranking = [
        {"id": "source.txt", "reliability": 88.2, "alone": 88.2, "because": ""},
        {"id": "copy.txt", "reliability": 12.0, "alone": 20.0, "because": "lowered from 20 to 12: 1 flipped negation against source.txt"},
        {"id": "third.txt", "reliability": None, "alone": None, "because": ""},
    ]
    ids = [article.id for article in articles]
    story_page.write(path, [{"articles": ids, "pairs": pairs, "lineage": lineage, "ranking": ranking}], documents)
    return path


@pytest.fixture
def tab(watch: Callable[..., Watched], story: Path) -> Any:
    return watch().open(story)


def test_sentences_of_a_version_are_whole() -> None:
    version = Version(Document(COPY))
    texts = [COPY[start:end] for start, end in story_page.sentence_spans(version)]
    assert texts[0] == "A storm closed the pier for two weeks in March."
    assert texts[3] == "“We will wait for the summer,” said Ada Marlow, who chairs the board."


def test_the_lineage_is_drawn_and_told(tab: Any) -> None:
    assert tab.locator("#lineage svg .node").count() == 3
    assert tab.locator("#lineage svg .edge").count() == 1
    assert "93" in tab.locator("#lineage svg").text_content()
    told = tab.locator(".because").inner_text()
    assert "copy.txt derives from Board waits (93" in told
    assert "Broken <b>sentences</b>. Fewer names." in told
    assert "has no known source" in told


def test_the_versions_are_ranked_with_the_story_in_view(tab: Any) -> None:
    ranking = tab.locator(".standings li").all_inner_texts()
    assert ["88" in ranking[0], "Lowered from 20 to 12" in ranking[1], "not scored" in ranking[2]] == [True] * 3


def test_aligned_sentences_stand_side_by_side(tab: Any) -> None:
    rows = [row.locator(".cell").all_inner_texts() for row in tab.locator("#sides .row:not(.heads)").all()]
    assert ["A storm closed", "moved from"] in [[a[:14], b[:10]] for a, b in rows]
    assert ["🙂 The old one ", "The old on"] in [[a[:14], b[:10]] for a, b in rows]
    assert ["nothing here", "A choir sa"] in [[a[:14], b[:10]] for a, b in rows]
    assert ["The lighthouse", "nothing he"] in [[a[:14], b[:10]] for a, b in rows]


def test_every_alteration_is_marked_on_exactly_its_words(tab: Any) -> None:
    tab.get_by_label("Everything").check()
    for order, found in enumerate(ALTERATIONS):
        marks = [
            "".join(tab.locator(f'.cell[data-side="{side}"] mark[data-alterations~="{order}"]').all_text_contents()) for side in "AB"
        ]
        assert marks == [(found[side] or {"text": ""})["text"] for side in "ab"]


@pytest.mark.parametrize(
    ("name", "count"), [("What changes the story", 3), ("Flipped facts", 2), ("Quotations", 1), ("Synonyms", 1), ("Everything", 6)]
)
def test_filters_show_only_their_kind(tab: Any, name: str, count: int) -> None:
    tab.get_by_label(name).check()
    assert tab.locator(".notes li").count() == count
    tab.get_by_label("Hide what was not altered").check()
    assert tab.locator("#sides .row:not(.heads)").count() == tab.locator("#sides .row:has(.notes)").count()


def test_next_and_previous_go_round(tab: Any) -> None:
    tab.locator("#next").click()
    expect(tab.locator("#where")).to_have_text("1 of 3")
    assert "denies" in tab.evaluate("document.activeElement.textContent")
    assert tab.locator("mark.current").all_text_contents() == ["has not requested", "has asked"]
    tab.keyboard.press("p")
    expect(tab.locator("#where")).to_have_text("3 of 3")
    tab.keyboard.press("n")
    expect(tab.locator("#where")).to_have_text("1 of 3")


def test_the_reason_comes_on_focus(tab: Any) -> None:
    tab.locator("mark").first.focus()
    assert "One version denies what the other states." in tab.locator("#tip").inner_text()


def test_another_pair_opens_and_runs_nothing(tab: Any) -> None:
    tab.locator(".pairs a").nth(1).click()
    expect(tab.locator(".side-head").nth(1)).to_contain_text("third.txt")
    assert "Nothing of this kind" in tab.locator("#sides").inner_text()
    assert tab.title() == "Twicetold: versions of a story"


def test_several_stories_are_listed_and_none_is_said(watch: Callable[..., Watched], tmp_path: Path) -> None:
    documents = [Document(Article(name, f"{SOURCE} Version {name}.")) for name in "abcd"]
    stories = [
        {"articles": [a, b], "pairs": [{"a": a, "b": b, "aligned_sentences": 6, "alterations": []}], "lineage": []} for a, b in ("ab", "cd")
    ]
    alone = {"articles": ["e"], "pairs": [], "lineage": []}
    story_page.write(tmp_path / "two.html", [*stories, alone], [*documents, Document(Article("e", "Snow fell."))])
    tab = watch().open(tmp_path / "two.html")
    assert tab.locator("h1").inner_text() == "2 stories told by 4 articles"
    assert "1 article tells a story that no other tells." in tab.locator("#main").inner_text()
    tab.locator(".stories a").nth(1).click()
    expect(tab.locator(".side-head").first).to_contain_text("c")
    story_page.write(tmp_path / "none.html", [], [])
    tab = watch().open(tmp_path / "none.html")
    assert "No two articles tell the same story." in tab.locator("#main").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_no_serious_accessibility_findings(watch: Callable[..., Watched], story: Path, axe: str, scheme: str, width: int) -> None:
    tab = watch(width, scheme).open(story)
    tab.get_by_label("Everything").check()
    assert findings(tab, axe) == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width

"""A page scores as its plain text does: what the reader adds or loses must not matter."""

from __future__ import annotations

from pathlib import Path

import pytest

from detector.readers import read
from detector.scoring import Detector
from detector.text import Article
from tests.conftest import SAMPLES
from tests.readers.pages import ASIDES, FOOTER, NAVIGATION

POINTS = 3.0

SHAPES = {
    "article": "<main><article><h1>{title}</h1><p class=byline>By Ada Ferring</p><div class=entry-content>{body}</div></article></main>",
    "live blog": "<h1>{title}</h1><div class=live-blog itemtype='https://schema.org/LiveBlogPosting'>{entries}</div>",
    "gallery": "<h1>{title}</h1><div class=slides>{captions}</div>",
    "paywall": "<article><h1>{title}</h1><div class=story-body>{body}</div>"
    "<div class=paywall><p>Subscribe to read on, from one euro a week.</p></div></article>",
    "comment thread": "<article><h1>{title}</h1><div>{body}</div></article><section class=comments>{comments}</section>",
    "old-fashioned": "<table><tr><td><a href=/>Home</a><td><h1>{title}</h1>{body}</table>",
}


def page(shape: str, title: str, paragraphs: list[str]) -> str:
    entry = "<article class=entry><time>1{}:00</time><div><p>{}</p></div></article>"
    caption = "<figure><img src={}.jpg><figcaption>{}</figcaption></figure>"
    parts = {
        "title": title,
        "body": "".join(f"<p>{text}</p>\n" for text in paragraphs),
        "entries": "".join(entry.format(number % 10, text) for number, text in enumerate(paragraphs)),
        "captions": "".join(caption.format(number, text) for number, text in enumerate(paragraphs)),
        "comments": "<div class=comment><p>I have never read such nonsense about this in all my years on the island.</p></div>" * 12,
    }
    head = f"<!doctype html><html><head><title>{title} | Courier</title></head>"
    return f"{head}<body>{NAVIGATION}{SHAPES[shape].format(**parts)}{ASIDES}{FOOTER}"


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector.load()


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.glob("*.txt")))
@pytest.mark.parametrize("shape", SHAPES)
def test_a_page_scores_as_its_text(tmp_path: Path, detector: Detector, shape: str, name: str) -> None:
    title, *paragraphs = [line.strip() for line in (SAMPLES / name).read_text(encoding="utf-8").splitlines() if line.strip()]
    (tmp_path / "page.html").write_text(page(shape, title, paragraphs), encoding="utf-8")
    (read_page,) = read([tmp_path / "page.html"])
    plain, marked_up = detector.score([Article(id="t", text="\n\n".join([title, *paragraphs])), read_page])
    assert marked_up.status == plain.status == "scored"
    assert plain.reliability is not None
    assert marked_up.reliability == pytest.approx(plain.reliability, abs=POINTS)
    assert marked_up.verdict == plain.verdict

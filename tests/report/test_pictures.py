"""The three views of the invented story, as the command writes them; the pictures are kept as artefacts to be looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from detector.cli import main
from detector.scoring import Detector, ModelError
from tests.conftest import SAMPLES
from tests.report.conftest import Watched

VIEWS = {"overview": "#/", "article": "#/article/5"}
LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The report and the story of the samples."""
    try:
        Detector.load()
    except ModelError as error:
        pytest.skip(f"needs the shipped model: {error}")
    folder = tmp_path_factory.mktemp("pictures")
    report, story = folder / "report.html", folder / "story.html"
    assert main(["score", str(SAMPLES), "--jobs", "1", "-o", str(report)]) == 0
    assert main(["compare", str(SAMPLES), "-o", str(story)]) == 0
    return report, story


def nothing_missing(tab: Any) -> bool:
    """Tell whether no value is missing where a page would show its absence as a word."""
    text = tab.locator("body").inner_text()
    return not any(word in text for word in ("null", "undefined", "NaN", "[object"))


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_views_of_the_samples(watch: Callable[..., Watched], pages: tuple[Path, Path], width: int, scheme: str) -> None:
    report, story = pages
    for name, route in VIEWS.items():
        watched = watch(width, scheme)
        tab = watched.open(report, route)
        assert tab.locator("h1").count() == 1
        assert tab.locator(".meaning").is_visible()
        assert nothing_missing(tab)
        watched.picture(f"{name}-{width}-{scheme}")
    watched = watch(width, scheme)
    tab = watched.open(story)
    assert tab.locator("#lineage .node").count() > 1
    assert tab.locator("mark").count() > 0
    assert nothing_missing(tab)
    watched.picture(f"story-{width}-{scheme}")

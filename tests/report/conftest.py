"""A real Chromium for the tests of the pages, which notes every error, every request and every dialog."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ARTEFACTS = Path(__file__).resolve().parents[2] / "artefacts"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@dataclass
class Watched:
    """A browser tab and what it did that a report must not do."""

    tab: Any
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, path: Path, route: str = "") -> Any:
        """Open a page of a file and return the tab."""
        self.tab.goto(path.as_uri() + route)
        return self.tab

    def picture(self, name: str) -> None:
        """Keep a screenshot of the whole page as an artefact."""
        ARTEFACTS.mkdir(exist_ok=True)
        self.tab.screenshot(path=str(ARTEFACTS / f"{name}.png"), full_page=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install playwright")
    path = os.environ.get("TWICETOLD_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not path:
        pytest.skip("needs Chromium: install the package `chromium`, or set TWICETOLD_CHROMIUM to its path")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def watch(browser: Any) -> Iterator[Callable[..., Watched]]:
    """Open tabs of a given width and colour scheme; afterwards none of them may have erred or asked for anything."""
    opened: list[tuple[Any, Watched]] = []

    def open_tab(width: int = 1280, scheme: str = "light") -> Watched:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
        tab = context.new_page()
        watched = Watched(tab)
        tab.on("console", lambda message: watched.errors.append(message.text))
        tab.on("pageerror", lambda error: watched.errors.append(str(error)))
        tab.on("dialog", lambda dialog: (watched.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        tab.on("request", lambda request: watched.requests.append(request.url))
        opened.append((context, watched))
        return watched

    yield open_tab
    for context, watched in opened:
        context.close()
        assert watched.errors == []
        assert [url for url in watched.requests if not url.startswith(("file:", "data:"))] == []


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, the accessibility checker."""
    path = os.environ.get("TWICETOLD_AXE")
    if not path or not Path(path).is_file():
        pytest.skip("needs axe-core: npm install axe-core, and set TWICETOLD_AXE to its axe.min.js")
    return Path(path).read_text(encoding="utf-8")


def findings(tab: Any, axe: str) -> list[str]:
    """Return what axe-core finds serious or critical in a tab."""
    tab.evaluate(axe)
    result = tab.evaluate("axe.run()")
    return [
        f"{found['id']}: {found['help']}: {node['html'][:120]} {node['failureSummary'][:300]}"
        for found in result["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"][:3]
    ]

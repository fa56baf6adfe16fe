"""The report on 5,000 articles: its size against its texts', and how long a browser takes to open, sort, search and open one.

Run: python -m tests.benchmarks.bench_report [ARTICLES]
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from detector.report.page import write_page
from tests.report.batches import Stand, batch
from tests.report.conftest import BROWSERS, FLAGS

SENTENCES = 45
RUNS = 5
ACTIONS = {
    "sort": ("document.querySelector('[data-sort=words]').click()", "document.querySelector('th.words').ariaSort !== 'none'"),
    "first search": ("search.value = 'breakwater'; search.dispatchEvent(new Event('input'))", "view.query === 'breakwater'"),
    "open an article": ("location.hash = '#/article/17'", "document.querySelector('#text')"),
}
"""What a reader does: the action, and what holds when its effect is there."""


def _timed(tab: Any, action: str, until: str) -> float:
    """Return the seconds from an action until the page has drawn its effect, on the page's own clock."""
    script = f"""() => new Promise((done) => {{
        const began = performance.now();
        const wait = () => {until} ? requestAnimationFrame(() => done(performance.now() - began)) : setTimeout(wait, 1);
        {action};
        requestAnimationFrame(wait);
    }})"""
    return float(tab.evaluate(script)) / 1000


def _in_browser(path: Path) -> dict[str, float]:
    """Return seconds by action, the least of several runs."""
    from playwright.sync_api import sync_playwright

    executable = os.environ.get("TWICETOLD_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)))
    times: dict[str, float] = {}
    with sync_playwright() as started:
        running = started.chromium.launch(executable_path=executable, args=FLAGS)
        for _ in range(RUNS):
            tab = running.new_page()
            began = time.perf_counter()
            tab.goto(path.as_uri())
            tab.wait_for_selector("tbody tr")
            seconds = {"open": time.perf_counter() - began}
            seconds |= {name: _timed(tab, action, until) for name, (action, until) in ACTIONS.items()}
            times = {name: min(value, times.get(name, value)) for name, value in seconds.items()}
            tab.close()
        running.close()
    return times


def main(count: int = 5000) -> None:
    """Print the table."""
    rows, texts = batch(count, SENTENCES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.html"
        began = time.process_time()
        write_page(path, rows, texts, Stand())
        writing = time.process_time() - began
        held = sum(len(text.encode()) for text in texts.values())
        print(f"{count:,} articles, {held / 1e6:.1f} MB of text; the page has {path.stat().st_size / held:.2f} times their size")
        print(f"write            {writing:6.2f} s of processor time, {writing / count * 1000:.1f} ms an article")
        for action, seconds in _in_browser(path).items():
            print(f"{action:<16} {seconds:6.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)

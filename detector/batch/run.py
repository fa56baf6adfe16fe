"""One run: articles in, a ledger filled, every input accounted for."""

from __future__ import annotations

import signal
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from detector.batch.backends import Feed, score_elsewhere, score_here
from detector.batch.ledger import Ledger, set_aside
from detector.batch.progress import Progress
from detector.batch.work import Recipe, load, versions_of
from detector.readers.source import Gauge
from detector.text.article import Article

DEFAULT_TIMEOUT = 30.0
"""Seconds for one document; the longest that is read takes about one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a run is carried out.

    Attributes
    ----------
    jobs : int
        Worker processes; 1 scores in this process, -1 takes every core.
    backend, scheduler : str
        As in `detector.batch.backends`.
    timeout : float
        Seconds that one document may take; 0 for no limit.
    ledger : Path or None
        Where results are kept; None for a temporary file.
    resume : bool
        Whether to go on from what the ledger holds.
    log_json : bool
        JSON lines on standard error instead of a progress bar.
    """

    jobs: int = 1
    backend: str = "loky"
    scheduler: str = ""
    timeout: float = DEFAULT_TIMEOUT
    ledger: Path | None = None
    resume: bool = False
    log_json: bool = False


@contextmanager
def carried_out(articles: Iterable[Article], recipe: Recipe, plan: Plan, gauge: Gauge | None = None) -> Iterator[tuple[Ledger, bool]]:
    """Score all articles, then give the ledger that holds the results.

    Parameters
    ----------
    articles : iterable of Article
        Lazily.
    recipe : Recipe
        How each process loads its scorer.
    plan : Plan
        Processes, limits, where the ledger lies.
    gauge : Gauge, optional
        The readers' progress.

    Yields
    ------
    tuple of (Ledger, bool)
        The open ledger, and whether the run was complete; it is not when it was interrupted.

    Raises
    ------
    SetupError
        When the run cannot go on as it was started.
    AssertionError
        When there are not as many records as inputs.
    """
    versions = versions_of(load(recipe))
    with tempfile.TemporaryDirectory(prefix="twicetold-") as temporary:
        path = plan.ledger or Path(temporary) / "ledger.jsonl"
        if not plan.resume and set_aside(path):
            print(f"The ledger of an unfinished run was moved to {path}.old; --resume would have gone on with it.", file=sys.stderr)
        with Ledger(path, versions, resume=plan.resume, durable=plan.ledger is not None) as ledger:
            feed = Feed(articles, ledger)
            progress = Progress(ledger, gauge or Gauge(), log_json=plan.log_json)
            with _interruptible(feed) as interrupted:
                if plan.jobs == 1 and plan.backend == "loky":
                    score_here(feed, recipe, versions, plan.timeout, progress.update)
                else:
                    score_elsewhere(
                        feed, recipe, versions, plan.timeout, progress.update,
                        jobs=_cores(plan.jobs), backend=plan.backend, scheduler=plan.scheduler,
                    )  # fmt: skip
            progress.close()
            feed.raise_failure()
            progress.event("interrupted" if interrupted else "finished")
            if not interrupted:
                ledger.check()
            yield ledger, not interrupted
            if not interrupted:
                ledger.finish()


def _cores(jobs: int) -> int:
    if jobs > 0:
        return jobs
    from joblib import cpu_count

    return int(cpu_count())


@contextmanager
def _interruptible(feed: Feed) -> Iterator[list[int]]:
    """Let the first SIGINT or SIGTERM finish the batches that are under way, and the second end the program at once."""
    received: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield received
        return

    def stop(number: int, frame: FrameType | None) -> None:
        if received:
            raise KeyboardInterrupt
        received.append(number)
        feed.stop()
        print("\nFinishing the batches under way; interrupt again to stop at once.", file=sys.stderr)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

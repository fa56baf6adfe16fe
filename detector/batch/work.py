"""Articles to records: the one function that every process runs, whether it is this one, a worker or a node of a cluster.

It is pure: the same articles, recipe and versions give the same records anywhere. A text that cannot be
scored in time, or at which the scoring fails, gets a record of its own and takes nothing down with it; a text
that ends the whole process is found by `detector.batch.backends`.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from detector.scoring.record import Record
from detector.text.article import Article

GRACE_SECONDS = 2.0
"""How much longer than a document's limit a worker may run before it is ended from outside Python."""

PARENT_SECONDS = 2.0
"""How often a worker looks whether the process that started it is still there."""

PATIENCE = 4
"""How many times its limit a document may take by the clock, as long as it has not had so much processor time: on a busy
machine the same texts are scored as on an idle one."""


class SetupError(Exception):
    """A run cannot go on as it was started; the message says what to change."""


class OutOfTime(BaseException):
    """The time of a document is over; not an `Exception`, so that no handler on the way swallows it."""


class Versions(NamedTuple):
    """Versions of the model and of the catalogue of markers."""

    model: str
    catalogue: str


class Scorer(Protocol):
    """What `detector.scoring.Detector` offers to a run."""

    @property
    def version(self) -> str:
        """Version of the model."""

    @property
    def catalogue(self) -> Any:
        """The catalogue of markers, with its own `version`."""

    def score(self, articles: list[Article]) -> list[Record]:
        """Return one record for each article, in order."""

    def passages(self, article: Article, record: Record) -> list[tuple[int, int, float]]:
        """Return the passages of a scored article that read like machine text."""


class Recipe(Protocol):
    """How a process makes its scorer: small, picklable and hashable, where the scorer itself is large."""

    def __hash__(self) -> int:
        """Recipes that are equal make the same scorer."""

    def build(self) -> Scorer:
        """Load the scorer."""


@dataclass(frozen=True, slots=True)
class DetectorRecipe:
    """The recipe for `Detector.load`.

    Attributes
    ----------
    model : str
        Folder of the model; the one that ships with the package where empty.
    markers : tuple of str
        Further files of markers.
    trusted : tuple of str
        Types that a classifier of one's own in the folder may be made of.
    """

    model: str = ""
    markers: tuple[str, ...] = ()
    trusted: tuple[str, ...] = ()

    def build(self) -> Scorer:
        """Load the detector."""
        from detector.scoring import Detector

        return Detector.load(self.model or None, markers=self.markers, trusted=self.trusted)


@lru_cache(maxsize=2)
def load(recipe: Recipe) -> Scorer:
    """Return the scorer of a recipe, loaded once in each process.

    Raises
    ------
    SetupError
        When the model or a file of markers cannot be loaded.
    """
    try:
        return recipe.build()
    except (OSError, ValueError, ImportError, KeyError) as error:
        raise SetupError(f"The model could not be loaded: {error}") from error


@lru_cache(maxsize=1)
def spare_collections() -> None:
    """Let Python look for cyclic garbage seldom and never in the model: scoring leaves next to none.

    Only for a process that does nothing but score, once the scorer is loaded: what lives now is never collected.
    """
    gc.freeze()
    gc.set_threshold(20_000)


def end_with(parent: int) -> None:
    """End this process soon after the one that started it, even if that was killed.

    Workers of loky would otherwise wait for ever to hand over their results: they hold both ends of the pipe.

    Parameters
    ----------
    parent : int
        Number of the process that started this one; where it is gone already, the end comes at once.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def versions_of(scorer: Scorer) -> Versions:
    """Return the versions that a scorer writes into its records."""
    return Versions(scorer.version, scorer.catalogue.version)


def score_batch(
    articles: Sequence[Article], recipe: Recipe, versions: Versions, timeout: float = 0, in_worker: bool = False
) -> list[Record]:
    """Score a batch of articles.

    Parameters
    ----------
    articles : sequence of Article
        Readable ones.
    recipe : Recipe
        How to load the scorer in this process.
    versions : Versions
        What the run was started with.
    timeout : float
        Seconds of processor time that one document may take; 0 for no limit. Python signals enforce it, in the main
        thread of a process on POSIX.
    in_worker : bool
        Whether this process may be ended when a document overruns the limit in code that hears no signals.

    Returns
    -------
    list of Record
        One for each article, in order.

    Raises
    ------
    SetupError
        When this process has another model or catalogue than the run.
    """
    scorer = load(recipe)
    if (here := versions_of(scorer)) != versions:
        raise SetupError(
            f"A worker has model {here.model} and catalogue {here.catalogue}, but the run was started with model {versions.model} "
            f"and catalogue {versions.catalogue}. Install the same twicetold and the same model everywhere."
        )
    if in_worker and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started the run decides when to stop
        spare_collections()
    try:
        return _score(scorer, list(articles), timeout, in_worker)
    except (Exception, OutOfTime):
        return [_score_alone(scorer, article, versions, timeout, in_worker) for article in articles]


def _score(scorer: Scorer, articles: list[Article], timeout: float, in_worker: bool) -> list[Record]:
    with ExitStack() as limits:
        if timeout:
            limits.enter_context(time_limit(timeout))
            if in_worker:
                limits.enter_context(_last_resort(PATIENCE * timeout + GRACE_SECONDS))
        records = scorer.score(articles)
    if len(records) != len(articles):
        raise RuntimeError(f"{len(records)} records for {len(articles)} articles")
    return records


def _score_alone(scorer: Scorer, article: Article, versions: Versions, timeout: float, in_worker: bool) -> Record:
    try:
        return _score(scorer, [article], timeout, in_worker)[0]
    except OutOfTime:
        return quarantined(article, versions, f"Scoring took longer than {timeout:g} s and was stopped.")
    except Exception as error:
        return quarantined(article, versions, f"Scoring failed: {type(error).__name__}: {str(error)[:200]}.")


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `OutOfTime` in a block that runs longer; no limit where signals cannot be used.

    Parameters
    ----------
    seconds : float
        Processor time; by the clock it may be `PATIENCE` times as long.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    used, latest = time.process_time() + seconds, time.monotonic() + PATIENCE * seconds

    def ring(number: int, frame: Any) -> None:
        left = min(used - time.process_time(), latest - time.monotonic())
        if left <= 0:
            raise OutOfTime
        signal.setitimer(signal.ITIMER_REAL, max(left, 0.001))  # nothing at all would lift the limit

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _last_resort(seconds: float) -> Iterator[None]:
    """End this process if a block runs longer, even in code that never returns to Python."""
    faulthandler.dump_traceback_later(seconds, exit=True, file=_nowhere())
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


@lru_cache(maxsize=1)
def _nowhere() -> int:
    return os.open(os.devnull, os.O_WRONLY)


def unreadable(article: Article, versions: Versions) -> Record:
    """Return the record of an article that its reader could not read."""
    return _unscored(article, versions, "unreadable", article.problem)


def quarantined(article: Article, versions: Versions, reason: str) -> Record:
    """Return the record of an article at which the scoring broke."""
    return _unscored(article, versions, "quarantined", reason)


def _unscored(article: Article, versions: Versions, status: str, reason: str) -> Record:
    return Record(
        id=article.id,
        path=article.path,
        title=article.title,
        status=status,
        reason=reason,
        sha256=article.sha256 if article.text else "",
        model=versions.model,
        catalogue=versions.catalogue,
        columns=article.columns,
    )

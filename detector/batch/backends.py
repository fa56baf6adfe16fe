"""Where batches are scored: in this process, in worker processes (joblib's loky), or on a Dask or Ray cluster.

The workers of loky are held by its executor and not by joblib's `Parallel`, which cannot have them end with this
process when that is killed. Dask is spoken to directly and not through joblib, whose Dask backend (joblib 1.6) never reports a task that the
scheduler gave up after its workers died, so that the run would wait for it for ever.

Whatever the backend, a worker that dies loses nothing: the batches that it held are scored again, one article
at a time in a process of their own, and an article that ends that process twice is quarantined.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, wait
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Any

from detector.batch.ledger import Ledger
from detector.batch.work import GRACE_SECONDS, PATIENCE, Recipe, SetupError, Versions, end_with, load, quarantined, score_batch, unreadable
from detector.scoring.record import Record
from detector.text.article import Article

BACKENDS = ("loky", "dask", "ray")
BATCH_ARTICLES = 64
BATCH_CHARACTERS = 500_000
"""A batch is full with either; smaller ones cost more in passing them on than they gain, larger ones wait too long for one worker."""

STRIKES = 2
"""How often a process must die at an article before the article is to blame and not chance."""

MAX_FRUITLESS_STARTS = 3
"""How often the backend may fail without one result before the run gives up."""

_AHEAD = 3
"""Batches for each worker that are sent off before the first of them is back."""

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""What says how many threads a worker's linear algebra takes: there is a worker for each core already."""

_CONNECT_SECONDS = 15

Batch = list[tuple[bytes, Article]]
Task = tuple[int, list[Article]]
Row = Mapping[str, Any]
Result = tuple[int, list[Row]]
Score = Callable[[Task], Result]
ResultsOf = Callable[[Score, Iterable[Task]], Iterator[Result]]


class Feed:
    """The articles still to be scored, in batches; what was handed out is kept until it is settled.

    A backend may pull batches from threads of its own, so every method is guarded.

    Parameters
    ----------
    articles : iterable of Article
        All inputs, lazily.
    ledger : Ledger
        Counts every input, knows which are done, and takes the unreadable ones at once.
    """

    def __init__(self, articles: Iterable[Article], ledger: Ledger) -> None:
        self._articles = iter(articles)
        self._ledger = ledger
        self._lock = threading.Lock()
        self._numbers = 0
        self.pending: dict[int, Batch] = {}
        self.exhausted = False
        self.failure: BaseException | None = None

    def __iter__(self) -> Iterator[Task]:
        while True:
            with self._lock:
                try:
                    batch = [] if self.exhausted else self._next_batch()
                except BaseException as error:  # joblib would lose it in its thread
                    self.failure, self.exhausted, batch = error, True, []
                if not batch:
                    return
                self._numbers += 1
                number = self._numbers
                self.pending[number] = batch
            yield number, [article for _, article in batch]

    @property
    def done(self) -> bool:
        """Whether everything was handed out and settled."""
        with self._lock:
            return self.exhausted and not self.pending

    def stop(self) -> None:
        """Hand out nothing more."""
        self.exhausted = True

    def _next_batch(self) -> Batch:
        batch: Batch = []
        unread: Batch = []
        size = 0
        while len(batch) < BATCH_ARTICLES and size < BATCH_CHARACTERS and not self.exhausted:
            article = next(self._articles, None)
            if article is None:
                self.exhausted = True
            elif (key := self._ledger.register(article)) is not None:
                (unread if article.problem else batch).append((key, article))
                size += len(article.text)
            if len(unread) >= BATCH_ARTICLES:
                self._settle_unread(unread)
        self._settle_unread(unread)
        return batch

    def _settle_unread(self, unread: Batch) -> None:
        if unread:
            self._ledger.settle([key for key, _ in unread], [unreadable(article, self._ledger.versions).row() for _, article in unread])
            unread.clear()

    def settle(self, number: int, rows: Sequence[Row]) -> None:
        """Write the results of a batch; a batch that comes twice counts once, and one that cannot be written ends the run."""
        batch = self.pending.get(number)
        if batch is not None:
            try:
                self._ledger.settle([key for key, _ in batch], rows)
            except Exception as error:
                self.failure, self.exhausted = error, True
                raise
            del self.pending[number]

    def raise_failure(self) -> None:
        """Raise what went wrong in reading or writing, if anything did."""
        if self.failure is not None:
            raise self.failure


def _score_numbered(task: Task, recipe: Recipe, versions: Versions, timeout: float) -> Result:
    number, articles = task
    return number, [record.row() for record in score_batch(articles, recipe, versions, timeout, in_worker=True)]


def score_here(feed: Feed, recipe: Recipe, versions: Versions, timeout: float, notice: Callable[[], None]) -> None:
    """Score all batches in this process, one after another.

    A text that hangs is stopped after `timeout` wherever Python hears its signals. A text that ends the process
    ends the run; it is found and quarantined by resuming with two or more jobs.
    """
    for number, articles in feed:
        feed.settle(number, [record.row() for record in score_batch(articles, recipe, versions, timeout)])
        notice()


def score_elsewhere(
    feed: Feed,
    recipe: Recipe,
    versions: Versions,
    timeout: float,
    notice: Callable[[], None],
    *,
    jobs: int,
    backend: str = "loky",
    scheduler: str = "",
) -> None:
    """Score all batches by worker processes, whatever becomes of them.

    Parameters
    ----------
    feed : Feed
        Where the batches come from and their results go.
    recipe, versions, timeout
        As for `score_batch`.
    notice : callable
        Called after every batch.
    jobs : int
        Number of processes.
    backend : str
        One of `BACKENDS`.
    scheduler : str
        Address of a running cluster; empty to start a local one.

    Raises
    ------
    SetupError
        When the backend is not installed, cannot be reached, or its workers have other versions.
    """
    fruitless = 0
    cause: Exception | None = None  # the first failure since the last result; those that follow are often its echo
    score = partial(_score_numbered, recipe=recipe, versions=versions, timeout=timeout)
    with _connected(backend, jobs, scheduler) as results_of:
        while True:
            settled = False
            try:
                for number, rows in results_of(score, feed):
                    feed.settle(number, rows)
                    settled = True
                    notice()
            except SetupError:
                raise
            except Exception as error:  # each backend has its own exceptions for a lost worker
                feed.raise_failure()  # a full disk is no lost worker
                fruitless = 0 if settled else fruitless + 1
                cause = error if settled or cause is None else cause
                if fruitless >= MAX_FRUITLESS_STARTS:
                    raise SetupError(
                        f"The {backend} backend failed {fruitless} times in a row, first with {_first_line(cause)}. "
                        "What was scored is kept in the ledger, if -o named an output; --resume goes on from there."
                    ) from error
            _score_lost(feed, recipe, versions, timeout, notice)
            if feed.done:
                return


def _first_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else 'no message'}"


def _score_lost(feed: Feed, recipe: Recipe, versions: Versions, timeout: float, notice: Callable[[], None]) -> None:
    """Score the batches that died with their worker."""
    for number, batch in list(feed.pending.items()):
        records = score_carefully([article for _, article in batch], recipe, versions, timeout)
        feed.settle(number, [record.row() for record in records])
        notice()


def score_carefully(articles: Iterable[Article], recipe: Recipe, versions: Versions, timeout: float) -> Iterator[Record]:
    """Score articles one at a time in a process of their own, and quarantine those that end it.

    Parameters
    ----------
    articles : iterable of Article
        The batch of a worker that died.
    recipe, versions, timeout
        As for `score_batch`.

    Yields
    ------
    Record
        One for each article, in order.
    """
    with _Cell() as cell:
        for article in articles:
            yield _score_in(cell, article, recipe, versions, timeout)


def _score_in(cell: _Cell, article: Article, recipe: Recipe, versions: Versions, timeout: float) -> Record:
    for _ in range(STRIKES):
        cell.start(recipe)
        begun = time.monotonic()
        try:
            return cell.call([article], recipe, versions, timeout)[0]
        except SetupError:
            raise
        except Exception:
            if timeout and time.monotonic() - begun > timeout:
                return quarantined(article, versions, f"Scoring took longer than {timeout:g} s and its process had to be ended.")
    return quarantined(article, versions, f"Scoring ended its process {STRIKES} times.")


class _Cell:
    """A single worker process that is replaced whenever it dies."""

    def __enter__(self) -> _Cell:
        self._executor: Any = None
        return self

    def __exit__(self, *error: object) -> None:
        self._end()

    def start(self, recipe: Recipe) -> None:
        """Have a process with the scorer loaded, so that loading counts against no document.

        Raises
        ------
        SetupError
            When no process lives long enough.
        """
        from joblib.externals.loky import ProcessPoolExecutor

        failure: Exception | None = None
        for _ in range(MAX_FRUITLESS_STARTS):
            if self._executor is not None:
                return
            self._executor = ProcessPoolExecutor(max_workers=1, initializer=end_with, initargs=(os.getpid(),))
            try:
                self._executor.submit(load_only, recipe).result()
            except SetupError:
                raise
            except Exception as error:
                failure = error
                self._end()
        if failure is not None:
            raise SetupError(f"Worker processes end before they score anything: {_first_line(failure)}") from failure

    def call(self, articles: list[Article], recipe: Recipe, versions: Versions, timeout: float) -> list[Record]:
        """Score in the process; an exception other than `SetupError` means that the process is gone."""
        try:
            future = self._executor.submit(score_batch, articles, recipe, versions, timeout, True)
            return future.result(PATIENCE * timeout + 10 * GRACE_SECONDS if timeout else None)
        except SetupError:
            raise
        except Exception:
            self._end()
            raise

    def _end(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=True, kill_workers=True)
            self._executor = None


def load_only(recipe: Recipe) -> None:
    """Load the scorer of a recipe in this process and keep it there."""
    load(recipe)


@contextmanager
def _connected(backend: str, jobs: int, scheduler: str) -> Iterator[ResultsOf]:
    """Give the function that runs tasks on a backend and yields their results as they come."""
    if backend == "dask":
        with _dask(jobs, scheduler) as results_of:
            yield results_of
    elif backend == "ray":
        with _ray(jobs, scheduler) as results_of:
            yield results_of
    else:
        yield partial(_from_loky, jobs)


def _from_loky(jobs: int, score: Score, tasks: Iterable[Task]) -> Iterator[Result]:
    """Yield results as they come, of workers that end when this process does."""
    waiting = iter(tasks)
    with _loky_processes(jobs) as executor:
        under_way = {executor.submit(score, task) for task in islice(waiting, _AHEAD * jobs)}
        while under_way:
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
            under_way |= {executor.submit(score, task) for task in islice(waiting, len(done))}


@contextmanager
def _loky_processes(count: int) -> Iterator[Any]:
    """Give an executor with so many processes of one thread each; none of them is left, whatever happens."""
    from joblib.externals.loky import ProcessPoolExecutor

    executor = ProcessPoolExecutor(count, initializer=end_with, initargs=(os.getpid(),), env=dict.fromkeys(_THREADS, "1"))
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, kill_workers=True)


@contextmanager
def _dask(jobs: int, scheduler: str) -> Iterator[ResultsOf]:
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise SetupError("The Dask backend needs dask and distributed: pip install twicetold[dask].") from error
    try:
        with dask.config.set({"distributed.scheduler.allowed-failures": STRIKES - 1}):
            cluster = None if scheduler else LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None, silence_logs=50)
        client = Client(cluster or scheduler, timeout=_CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise SetupError(f"The Dask scheduler {scheduler} cannot be reached: {error}") from error
    try:
        yield partial(_from_dask, client)
    finally:
        client.close()
        if cluster is not None:
            cluster.close()


def _from_dask(client: Any, score: Score, tasks: Iterable[Task]) -> Iterator[Result]:
    """Yield results as they come; a batch whose workers died is left out and stays pending.

    Raises
    ------
    Exception
        Of a batch, when many fail one after another: then it is not the batches.
    """
    from distributed import as_completed

    waiting = iter(tasks)
    room = _AHEAD * max(1, sum(client.ncores().values()))
    under_way = as_completed(client.submit(score, task, pure=False) for task in islice(waiting, room))
    failures = 0
    for future in under_way:
        try:
            result = future.result()
        except SetupError:
            raise
        except BaseException as error:  # a future that the scheduler lost is cancelled, which is no `Exception`
            failures += 1
            if isinstance(error, KeyboardInterrupt) or failures > room:
                raise
        else:
            failures = 0
            yield result
        for task in islice(waiting, 1):
            under_way.add(client.submit(score, task, pure=False))


@contextmanager
def _ray(jobs: int, scheduler: str) -> Iterator[ResultsOf]:
    try:
        import ray
        from ray.util.joblib import register_ray
    except ImportError as error:
        raise SetupError("The Ray backend needs ray: pip install twicetold[ray].") from error
    register_ray()
    ray.init(**({"address": scheduler} if scheduler else {"num_cpus": jobs}), include_dashboard=False, log_to_driver=False)
    try:
        yield partial(_from_ray, jobs)
    finally:
        ray.shutdown()


def _from_ray(jobs: int, score: Score, tasks: Iterable[Task]) -> Iterator[Result]:
    """Yield results a round at a time: Ray's joblib backend gives them only together."""
    from joblib import Parallel, delayed

    waiting = iter(tasks)
    while wave := list(islice(waiting, _AHEAD * jobs)):
        yield from Parallel(n_jobs=jobs, backend="ray", batch_size=1)(delayed(score)(task) for task in wave)

"""The commands ``twicetold score`` and ``twicetold explain``: paths in; a ranking, or one article with its evidence, out."""

from __future__ import annotations

import argparse
import sqlite3
import sys
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from detector.batch.ledger import Ledger
from detector.batch.run import Plan, carried_out
from detector.batch.work import DetectorRecipe, SetupError, load, score_batch, spare_collections, versions_of
from detector.batch.writers import Row, part_of, write_whole, writer_for
from detector.readers import Gauge, ReadOptions, read, size_of
from detector.text import Article

MAX_REASONS = 5
INTERRUPTED = 130
"""What a shell expects of a program that was interrupted."""


def ledger_of(output: Path) -> Path:
    """Return where the ledger of an output lies."""
    return output.with_name(output.name + ".ledger.jsonl")


def run(arguments: argparse.Namespace) -> int:
    """Score what the paths hold and write or print the ranking.

    Parameters
    ----------
    arguments : argparse.Namespace
        As `detector.cli` parses them.

    Returns
    -------
    int
        0 when every input got a score or an honest abstention, 1 when some could not be read or scored.

    Raises
    ------
    SetupError
        When the run cannot be carried out as asked.
    """
    output = Path(arguments.output) if arguments.output else None
    if output is None and arguments.resume:
        raise SetupError("--resume goes on with an output; name it with -o.")
    writer = writer_for(output, partial(_html_writer, arguments)) if output else None
    skip = _own_files(output, arguments.paths)
    gauge = Gauge(total=size_of(arguments.paths, skip) if sys.stderr.isatty() else 0)
    plan = Plan(
        jobs=arguments.jobs,
        backend=arguments.backend,
        scheduler=arguments.scheduler,
        timeout=arguments.timeout,
        ledger=ledger_of(output) if output else None,
        resume=arguments.resume,
        log_json=arguments.log_json,
    )
    recipe = _recipe(arguments)
    load(recipe)
    spare_collections()
    warnings.filterwarnings("ignore", module="joblib")  # which counts the tasks it gave up, after the sentence that says why
    articles = read(arguments.paths, _options(arguments), skip, gauge)
    with _told_where_results_are(output), carried_out(articles, recipe, plan, gauge) as (ledger, complete):
        if output is None or writer is None:
            from detector.report.terminal import print_ranking

            print_ranking(ledger.rows(), ledger.counts, load(recipe).catalogue)
        elif complete:
            write_whole(writer, ledger.rows(), output, ledger.carried.kinds)
        if not complete:
            print(_how_to_resume(ledger, output), file=sys.stderr)
            return INTERRUPTED
        if not arguments.log_json:
            _summarise(ledger, output)
        return 1 if ledger.counts["unreadable"] or ledger.counts["quarantined"] else 0


@contextmanager
def _told_where_results_are(output: Path | None) -> Iterator[None]:
    """Turn a full disk, or whatever else keeps results from being written, into a sentence that says how to go on."""
    try:
        yield
    except BrokenPipeError:
        raise
    except (OSError, sqlite3.Error) as error:
        if output is None:
            raise
        why = error.strerror if isinstance(error, OSError) and error.strerror else error
        kept = f"What was scored is kept in {ledger_of(output)}: make room and run the same command with --resume."
        raise SetupError(f"The results for {output} cannot be written: {why}. {kept}") from error


def explain(arguments: argparse.Namespace) -> int:
    """Print one article with its evidence highlighted.

    Parameters
    ----------
    arguments : argparse.Namespace
        As `detector.cli` parses them.

    Returns
    -------
    int
        0, or 1 when the article could not be read.

    Raises
    ------
    SetupError
        When the file does not hold the one article that was asked for.
    """
    from detector.report.terminal import print_explanation

    article = _only_article(arguments.path, arguments.id, _options(arguments))
    if article.problem:
        print(f"{_one_line(article.id)}: {_one_line(article.problem)}", file=sys.stderr)
        return 1
    recipe = _recipe(arguments)
    scorer = load(recipe)
    record = score_batch([article], recipe, versions_of(scorer))[0]
    print_explanation(article, record, scorer.catalogue, passages=scorer.passages(article, record), everything=arguments.all)
    return 0


def _only_article(path: str, id: str, options: ReadOptions) -> Article:
    found = (article for article in read([path], options) if id in ("", article.id))
    articles = list(islice(found, 2))
    if not articles:
        raise SetupError(f"{path} holds no article with the id {id!r}.")
    if len(articles) > 1 and not id:
        raise SetupError(f"{path} holds several articles; name one with --id, for instance --id {articles[0].id!r}.")
    return articles[0]


def _options(arguments: argparse.Namespace) -> ReadOptions:
    return ReadOptions(arguments.text_column, arguments.id_column, arguments.html)


def _recipe(arguments: argparse.Namespace) -> DetectorRecipe:
    return DetectorRecipe(arguments.model, tuple(arguments.markers), tuple(arguments.trust))


def _html_writer(arguments: argparse.Namespace, rows: Iterable[Row], path: Path, carried: Mapping[str, type]) -> None:
    """Write the report page; the texts that it shows are read again, so that none has to be kept through the run."""
    from detector.report.page import ids_with_text, rows_to_list, write_page
    from detector.scoring import Detector

    listed = list(rows)
    texts = dict(_texts(arguments, ids_with_text(rows_to_list(listed))))
    detector = Detector.load(arguments.model or None, markers=arguments.markers, trusted=arguments.trust)
    write_page(path, listed, texts.get, detector)


def _texts(arguments: argparse.Namespace, ids: Collection[str]) -> Iterator[tuple[str, str]]:
    paths = [path for path in arguments.paths if path != "-"]  # standard input is gone
    for article in read(paths, _options(arguments), _own_files(Path(arguments.output), paths)):
        if article.id in ids:
            yield article.id, article.text


def _own_files(output: Path | None, paths: list[str]) -> frozenset[str]:
    """Return the real paths that the run itself writes, which are no inputs."""
    if output is None:
        return frozenset()
    ledger, part = ledger_of(output), part_of(output)
    own = frozenset(str(path.resolve()) for path in (output, ledger, Path(f"{ledger}.old"), part, Path(f"{part}.part")))
    for path in paths:
        if path != "-" and str(Path(path).resolve()) in own:
            raise SetupError(f"The output {output} would overwrite the input {path}; name another.")
    return own


def _how_to_resume(ledger: Ledger, output: Path | None) -> str:
    done = sum(ledger.counts.values())
    if output is None:
        return f"Stopped after {done:,} articles; with -o OUT a run can be resumed."
    return f"Stopped after {done:,} articles, which are kept in {ledger.path}. Run the same command with --resume to go on."


def _summarise(ledger: Ledger, output: Path | None) -> None:
    """Say on standard error what was done and what could not be."""
    counts = ledger.counts
    if not ledger.inputs:
        print("Nothing was found to score.", file=sys.stderr)
    failed = [(row["id"], row["reason"]) for row in _failed(ledger)] if counts["unreadable"] + counts["quarantined"] else []
    for name, why in failed[:MAX_REASONS]:
        print(f"{_one_line(name)}: {_one_line(why)}", file=sys.stderr)
    if len(failed) > MAX_REASONS:
        print("... and more; the rows of the output say why.", file=sys.stderr)
    if output is not None:
        parts = ", ".join(f"{count:,} {status}" for status, count in sorted(counts.items(), key=lambda item: -item[1]) if count)
        print(f"{output}: {ledger.inputs:,} articles ({parts or 'none'})", file=sys.stderr)


def _failed(ledger: Ledger) -> Iterator[dict[str, Any]]:
    found = 0
    for row in ledger.rows():
        if row["status"] in ("unreadable", "quarantined"):
            yield row
            found += 1
            if found > MAX_REASONS:
                return


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())

"""The command ``twicetold compare``: paths in; stories, alterations and lineage out, as JSON, a page or on the terminal."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detector.comparison.result import Story, compare_stories
from detector.comparison.standing import Standing, standings
from detector.comparison.terminal import print_story
from detector.text import Article, Document

if TYPE_CHECKING:
    from detector.batch.work import Scorer

MANY = 300
"""Articles from which all cores compare; below it starting the workers takes longer than they save."""

Told = tuple[Story, list[Standing]]


def run(arguments: argparse.Namespace) -> int:
    """Compare what the paths hold and write or print the stories.

    Parameters
    ----------
    arguments : argparse.Namespace
        As `detector.cli` parses them: ``paths``, ``output``, which model and how to read.

    Returns
    -------
    int
        0, or 1 when some inputs could not be read (standard error says which; the others are compared).

    Raises
    ------
    SetupError
        When the output has a format that a comparison is not written in, nothing was found to compare, or a model or file of
        markers that was asked for cannot be loaded.
    """
    from detector.batch.work import SetupError

    output = Path(arguments.output) if arguments.output else None
    if output is not None and output.suffix not in (".json", ".html"):
        raise SetupError(f"A comparison is written to OUT.json or OUT.html, not to {output.name}.")
    documents, unread = _documents(arguments)
    if not documents:
        raise SetupError("There is nothing to compare: no readable article was found.")
    told = _told(documents, _scorer(arguments))
    if output is None:
        _print(told)
    elif output.suffix == ".json":
        _write_json(told, output)
    else:
        from detector.report import story_page

        story_page.write(output, (_json_story(story, ranked) for story, ranked in told), documents)
    return 1 if unread else 0


def _documents(arguments: argparse.Namespace) -> tuple[list[Document], int]:
    """Read the articles; name those that cannot be read and count them."""
    from detector.readers import ReadOptions, read

    options = ReadOptions(getattr(arguments, "text_column", ""), getattr(arguments, "id_column", ""), getattr(arguments, "html", "builtin"))
    skip = [os.path.realpath(arguments.output)] if arguments.output else []
    documents: list[Document] = []
    unread = 0
    for article in _with_own_ids(read(arguments.paths, options, skip)):
        if article.problem:
            unread += 1
            print(f"{_one_line(article.id)}: {_one_line(article.problem)}", file=sys.stderr)
        elif article.text.strip():
            documents.append(Document(article))
    return documents, unread


def _with_own_ids(articles: Iterable[Article]) -> Iterator[Article]:
    """Number ids that occur again, so that every article has one of its own."""
    seen: Counter[str] = Counter()
    for article in articles:
        seen[article.id] += 1
        yield replace(article, id=f"{article.id}~{seen[article.id]}") if seen[article.id] > 1 else article


def _one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _told(documents: Sequence[Document], scorer: Scorer | None) -> Iterator[Told]:
    """Yield the stories one by one, each with the ranking of its versions."""
    from tqdm import tqdm

    articles = {document.article.id: document.article for document in documents}
    jobs = -1 if len(documents) >= MANY else 1
    stories = tqdm(compare_stories(documents, jobs), unit=" stories", delay=1, disable=not sys.stderr.isatty())
    for story in stories:
        if len(story.articles) == 1:
            yield story, []
            continue
        records = scorer.score([articles[id] for id in story.articles]) if scorer else []
        yield story, standings(story, {record.id: record.reliability for record in records})


def _scorer(arguments: argparse.Namespace) -> Scorer | None:
    """Return what scores each version by itself; None, with a word about it, where no model is at hand and none was asked for."""
    from detector.batch.work import DetectorRecipe, SetupError, load

    recipe = DetectorRecipe(arguments.model, tuple(arguments.markers), tuple(arguments.trust))
    try:
        return load(recipe)
    except SetupError as error:
        if recipe != DetectorRecipe():
            raise
        print(f"The versions are ranked by what they altered alone. {error}", file=sys.stderr)
        return None


def _json_story(story: Story, ranked: Sequence[Standing]) -> dict[str, Any]:
    return {**story.to_json(), "ranking": [standing.to_json() for standing in ranked]}


def _write_json(told: Iterable[Told], output: Path) -> None:
    """Write the stories as they come, so that a large collection is never held as a whole."""
    draft = output.with_name(output.name + ".part")
    with draft.open("w", encoding="utf-8", errors="backslashreplace") as stream:
        stream.write('{"stories": [')
        for number, (story, ranked) in enumerate(told):
            stream.write(",\n" if number else "\n")
            json.dump(_json_story(story, ranked), stream, ensure_ascii=False)
        stream.write("\n]}\n")
    os.replace(draft, output)


def _print(told: Iterable[Told]) -> None:
    from detector.report.terminal import Screen

    screen = Screen()
    alone = number = 0
    for story, ranked in told:
        if len(story.articles) == 1:
            alone += 1
            continue
        number += 1
        print_story(story, ranked, number, screen)
    screen.line(f"{number} {'story' if number == 1 else 'stories'} with several versions; {alone} articles tell their story alone.")

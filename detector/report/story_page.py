"""The report on a comparison: who derives from whom, and two versions side by side with what was altered."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from detector.comparison.alignment import align
from detector.comparison.findings import SEVERITIES
from detector.comparison.terms import Version
from detector.report.page import title_of
from detector.report.shell import write_shell
from detector.text import Document

MEANING = (
    "An alteration is a place where two versions do not say the same; it does not tell which of them is right. "
    "People who edit alter texts too, so read both sides before you call it a distortion. "
    "Who derives from whom is an estimate, with its probability; “unknown” is an answer."
)
"""What an alteration is, for readers of the page."""


def sentence_spans(version: Version) -> list[tuple[int, int]]:
    """Return the whole sentences of a version, closing marks included, as spans of the text.

    Parameters
    ----------
    version : Version

    Returns
    -------
    list of (int, int)
        One for each of ``version.sentences``.
    """
    spans = version.document.sentences
    starts = [start for start, _ in spans]
    return [spans[bisect_right(starts, version.terms[first].start) - 1] for first, _ in version.sentences]


def _pack_span(span: Mapping[str, Any] | None) -> list[int] | None:
    return [span["start"], span["end"] - span["start"]] if span else None


def _pack_pair(pair: Mapping[str, Any], numbers: Mapping[str, int], versions: Mapping[str, Version]) -> dict[str, Any]:
    """Return a pair with its alterations, and which sentences answer each other."""
    passages = align(versions[pair["a"]], versions[pair["b"]]).passages
    return {
        "a": numbers[pair["a"]],
        "b": numbers[pair["b"]],
        "aligned": pair["aligned_sentences"],
        "links": [[passage.a, passage.b] for passage in passages],
        "alterations": [
            [found["kind"], SEVERITIES.index(found["severity"]), _pack_span(found["a"]), _pack_span(found["b"]), found["note"]]
            for found in pair["alterations"]
        ],
    }


def _pack_step(step: Mapping[str, Any], numbers: Mapping[str, int]) -> dict[str, Any]:
    """Return one step of a lineage, with articles as numbers."""
    return {
        "copy": numbers[step["copy"]],
        "source": None if step["source"] is None else numbers[step["source"]],
        "probability": step["probability"],
        "because": " ".join(step["because"]),
    }


def _pack_standing(standing: Mapping[str, Any], numbers: Mapping[str, int]) -> list[Any]:
    return [numbers[standing["id"]], standing["reliability"], standing["because"]]


def _islands(stories: Iterable[Mapping[str, Any]], documents: Mapping[str, Document]) -> Iterator[tuple[str, Any]]:
    """Yield the data of the page: each version once, then what was found between them."""
    numbers: dict[str, int] = {}
    packed = []
    alone = 0
    for story in stories:
        if len(story["articles"]) == 1:
            alone += 1
            continue
        versions = {id: Version(Document(documents[id].article)) for id in story["articles"]}
        for id, version in versions.items():
            numbers[id] = len(numbers)
            sentences = [[start, end - start] for start, end in sentence_spans(version)]
            yield f"version-{numbers[id]}", [version.document.text, sentences]
        packed.append(
            {
                "articles": [numbers[id] for id in story["articles"]],
                "pairs": [_pack_pair(pair, numbers, versions) for pair in story["pairs"]],
                "lineage": [_pack_step(step, numbers) for step in story["lineage"]],
                "ranking": [_pack_standing(standing, numbers) for standing in story.get("ranking", ())],
            }
        )
    yield (
        "stories",
        {
            "made": datetime.date.today().isoformat(),
            "meaning": MEANING,
            "alone": alone,
            "articles": [{"id": id, "title": title_of(documents[id])} for id in numbers],
            "stories": packed,
        },
    )


def write(path: str | Path, stories: Iterable[Mapping[str, Any]], documents: Iterable[Document]) -> None:
    """Write the report on a comparison as one self-contained HTML page.

    Parameters
    ----------
    path : str or path-like
        Where the page goes.
    stories : iterable of mapping
        Each story as the contract's JSON has it (`detector.comparison.result.Story.to_json`), with the ``ranking``
        of its versions where there is one; consumed one by one.
    documents : iterable of Document
        The articles that were compared.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    by_id = {document.article.id: document for document in documents}
    write_shell(path, "Twicetold: versions of a story", ("elements.js", "story.js"), _islands(stories, by_id))

"""Made-up batches for the tests of the report: articles, their records and a stand-in for the detector."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from detector.markers.catalogue import Catalogue, read_markers
from detector.scoring.record import Record
from detector.scoring.store import Model
from detector.text import Article, Document
from tests.scoring.small_model import small_model

MACHINES = ("translated", "spun", "llm")
CATALOGUE = Catalogue(
    read_markers(
        """
        [[marker]]
        id = "test-refusal"
        family = "llm"
        severity = "decisive"
        title = "A refusal that speaks to its user"
        why = "A chat model could not do what it was asked."
        look_alikes = ["a quoted refusal <b>in bold</b>"]
        source = "made up for the tests"
        where = "anywhere"
        phrases = ["i'm unable to re-write the given text"]
        [marker.examples]
        fires = ["Sorry, I'm unable to re-write the given text."]
        quiet = ["He was unable to write."]
        [[marker]]
        id = "test-split"
        family = "spin"
        severity = "strong"
        title = "An abbreviation taken apart"
        why = "A spinner cuts a text at every full stop."
        source = "made up for the tests"
        phrases = ["u. s. -made", "pumps failed"]
        [[marker]]
        id = "test-overlap"
        family = "translation"
        severity = "strong"
        title = "A phrase that overlaps"
        why = "Two signs may share words."
        source = "made up for the tests"
        phrases = ["-made pumps"]
        [[marker]]
        id = "test-weak"
        family = "translation"
        severity = "weak"
        title = "A stiff phrase"
        why = "Translations like it; so do officials."
        source = "made up for the tests"
        phrases = ["on the table", "explained why"]
        """,
        "tests",
    )
)


@dataclass
class Stand:
    """A detector as far as the report knows one."""

    catalogue: Catalogue = CATALOGUE
    model: Model = field(default_factory=small_model)


def evidence_of(text: str, catalogue: Catalogue = CATALOGUE) -> list[dict[str, Any]]:
    """Return the evidence of a text as a record holds it."""
    return [{**piece._asdict(), "quote": text[piece.start : piece.end]} for piece in catalogue.find(Document(text))]


def record_of(article: Article, reliability: float | None, verdict: str, catalogue: Catalogue = CATALOGUE, **more: Any) -> Record:
    """Return the record of an article that was given this score."""
    if reliability is None:
        return Record(article.id, title=article.title, sha256=article.sha256, **more)
    evidence = evidence_of(article.text, catalogue)
    human = reliability / 100
    shares = {name: (1 - human) * (0.8 if name == verdict else 0.1) for name in MACHINES}
    rest = (1 - human - sum(shares.values())) / 3
    document = Document(article)
    return Record(
        id=article.id, title=article.title, reliability=reliability, verdict=verdict, p_human=human,
        **{f"p_{name}": share + rest for name, share in shares.items()}, words=document.word_count, language="en",
        evidence_count=sum(piece["severity"] != "weak" and piece["place"] == "narrative" for piece in evidence),
        evidence=evidence, sha256=article.sha256, model="1.0", catalogue=catalogue.version, **more,
    )  # fmt: skip


def ranked(records: Sequence[Record]) -> list[dict[str, Any]]:
    """Return rows in their rank, as the batch hands them to the report."""
    ordered = sorted(records, key=lambda record: (record.reliability is None, -(record.reliability or 0)))
    return [{"rank": rank, **record.row()} for rank, record in enumerate(ordered, 1)]


def texts_of(articles: Sequence[Article]) -> Mapping[str, str]:
    """Return the texts by id."""
    return {article.id: article.text for article in articles}


_SUBJECTS = "The harbour master,A council spokesman,The ferry company,Residents of the island,The new mayor,Two engineers".split(",")
_VERBS = "said on Tuesday that,confirmed to this paper that,denied that,explained why,had not expected that,welcomed that".split(",")
_CLAUSES = (
    "the breakwater would be rebuilt before the winter storms",
    "the budget for the school had been cut by 4 percent",
    "nobody had asked the fishermen about the new timetable",
    "the old crane would be sold for scrap in October",
    "traffic on the coast road doubled within a year",
    "the report had been on the table since the spring",
)
_LEFTOVERS = ("I'm sorry, but I'm unable to re-write the given text because it is missing.", "The U. S. -made pumps failed twice.", "")


def invented(seed: int, sentences: int = 30) -> str:
    """Return an article of made-up local news, with a leftover of a machine in two of three."""
    source = random.Random(seed)
    paragraphs = []
    for _ in range(max(1, sentences // 3)):
        lines = [f"{source.choice(_SUBJECTS)} {source.choice(_VERBS)} {source.choice(_CLAUSES)}." for _ in range(3)]
        paragraphs.append(" ".join(lines))
    paragraphs.insert(1, f"{source.choice(_SUBJECTS)} shrugged. {_LEFTOVERS[seed % 3]}".strip())
    return f"By Ada Marlow\n\n{chr(10).join(paragraphs)}\n\nAll rights reserved.\n"


def batch(count: int, sentences: int = 30) -> tuple[list[dict[str, Any]], Mapping[str, str]]:
    """Return the rows and texts of a batch; the last of every fifty inputs could not be read or judged."""
    source = random.Random(8)
    articles, records = [], []
    for number in range(count):
        article = Article(f"town/{number:05d}.txt", invented(number, sentences), title=f"Harbour news {number}")
        if number % 50 == 49:
            article = Article(f"town/{number:05d}.txt", "")
            records.append(record_of(article, None, "unscored", status="unreadable", reason="The file is not text: it holds 4,096 NUL bytes."))
        elif number % 50 == 48:
            records.append(record_of(article, None, "unscored", status="abstained", reason="Fewer than 80 words of body (31)."))
        else:
            reliability = min(99.5, abs(source.gauss(78, 22)))
            verdict = "human" if reliability > 60 else "unclear" if reliability > 40 else source.choice(MACHINES)
            records.append(record_of(article, reliability, verdict))
        articles.append(article)
    return ranked(records), texts_of(articles)

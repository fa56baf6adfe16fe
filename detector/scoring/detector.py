"""`Detector`: articles in, records out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np

from detector.markers import Catalogue, Evidence
from detector.scoring.assessment import Assessment, abstention, join, likeliest, rounded
from detector.scoring.passages import SentenceScore, rewritten, sentence_scores
from detector.scoring.record import Record
from detector.scoring.store import Model, load
from detector.text import Article, Document
from detector.text.document import cut_together

Item = TypeVar("Item")

_REMARKS = {
    "encoding_guess": "The encoding was guessed ({}).",
    "truncated": "The text is too long: {}.",
    "paywall": "There may be more of it: {}.",
    "translation_widget": "The page bears traces of translation software ({}).",
}
"""By note of a reader, what it means for the score."""
_PORTION = 64  # documents that are measured together: more gain nothing


class Detector:
    """The shipped model, or one of your own, together with the catalogue of markers.

    Parameters
    ----------
    model : Model
    catalogue : Catalogue

    Examples
    --------
    >>> detector = Detector.load()
    >>> detector.score([Article(id="note", text="Rain fell.")])[0].status
    'abstained'
    """

    def __init__(self, model: Model, catalogue: Catalogue) -> None:
        self.model = model
        self.catalogue = catalogue
        self.version = model.version

    @classmethod
    def load(cls, folder: str | Path | None = None, markers: Sequence[str | Path] = (), trusted: Sequence[str] = ()) -> Detector:
        """Return the detector of a model folder; the same one for the same folder within a process.

        Parameters
        ----------
        folder : path, optional
            A model folder; the shipped model where none is given.
        markers : sequence of path
            Further marker tables.
        trusted : sequence of str
            Types that a classifier of one's own in the folder may be made of, beyond those that are trusted anyway.

        Raises
        ------
        ModelError
            If the folder holds no usable model.
        """
        return _load(str(folder) if folder is not None else None, tuple(str(path) for path in markers), tuple(trusted))

    def assess(self, documents: Iterable[Document]) -> list[Assessment]:
        """Judge documents, each by itself: neither batch nor order changes a number.

        Parameters
        ----------
        documents : iterable of Document

        Returns
        -------
        list of Assessment
        """
        return [assessment for some in _in_portions(documents) for assessment in self._assess(some, by_sentence=True)]

    def score(self, articles: Iterable[Article]) -> list[Record]:
        """Turn articles into records, one each, whatever happens to any of them.

        Parameters
        ----------
        articles : iterable of Article

        Returns
        -------
        list of Record
        """
        return [record for some in _in_portions(articles) for record in self._records(some)]

    def passages(self, article: Article, record: Record) -> list[SentenceScore]:
        """Return the passages of a scored article that read like machine text; see `detector.scoring.passages.rewritten`.

        Parameters
        ----------
        article : Article
        record : Record
            What `score` said of it.

        Returns
        -------
        list of (int, int, float)
            Span and mean probability of each.
        """
        return rewritten(self.model.heads, Document(article), record.row())

    def _assess(self, documents: Sequence[Document], by_sentence: bool = False) -> list[Assessment]:
        cut_together(documents)
        evidence = [tuple(self.catalogue.find(document)) for document in documents]
        reasons = [abstention(document) for document in documents]
        scored = [place for place, reason in enumerate(reasons) if not reason]
        rows = self.model.heads.read_all([documents[place] for place in scored], [evidence[place] for place in scored])
        assessments = [Assessment("unscored", reason=reason, evidence=found) for reason, found in zip(reasons, evidence, strict=True)]
        for place, row in zip(scored, rows, strict=True):
            assessments[place] = self._judge(documents[place], evidence[place], row, by_sentence)
        return assessments

    def _judge(self, document: Document, evidence: tuple[Evidence, ...], row: np.ndarray, by_sentence: bool) -> Assessment:
        log_odds = self.model.heads.log_odds(row)
        probabilities = rounded(join(log_odds, evidence, self.model.lifts))
        verdict = self.model.thresholds.verdict(probabilities["human"], document.word_count)
        if verdict == "machine":
            verdict = likeliest(probabilities)
        return Assessment(
            verdict=verdict,
            reliability=round(100 * probabilities["human"], 2),
            probabilities=probabilities,
            evidence=evidence,
            sentences=sentence_scores(self.model.heads, document, likeliest(probabilities)) if by_sentence else (),
        )

    def _records(self, articles: Sequence[Article]) -> list[Record]:
        try:
            return self._scored(articles)
        except Exception as error:  # one article must not cost the others theirs
            if len(articles) > 1:
                return [record for article in articles for record in self._records([article])]
            return [self._blank(articles[0], "quarantined", f"Scoring failed: {type(error).__name__}: {error}")]

    def _scored(self, articles: Sequence[Article]) -> list[Record]:
        documents = [Document(article) for article in articles if not article.problem]
        assessed = iter(zip(documents, self._assess(documents), strict=True))
        return [
            self._blank(article, "unreadable", article.problem) if article.problem else self._record(*next(assessed))
            for article in articles
        ]

    def _record(self, document: Document, assessment: Assessment) -> Record:
        article = document.article
        values = assessment.probabilities or {}
        return Record(
            id=article.id,
            path=article.path,
            title=article.title,
            reliability=assessment.reliability,
            verdict=assessment.verdict,
            p_human=values.get("human"),
            p_translated=values.get("translated"),
            p_spun=values.get("spun"),
            p_llm=values.get("llm"),
            words=document.word_count,
            language=document.language,
            evidence_count=sum(piece.counts for piece in assessment.evidence),
            evidence=tuple(_described(piece, document.text) for piece in assessment.evidence),
            status="abstained" if assessment.verdict == "unscored" else "scored",
            reason=" ".join(part for part in (assessment.reason, _remarks(article)) if part),
            sha256=article.sha256,
            model=self.version,
            catalogue=self.catalogue.version,
            columns=article.columns,
        )

    def _blank(self, article: Article, status: str, reason: str) -> Record:
        return Record(
            id=article.id,
            path=article.path,
            title=article.title,
            status=status,
            reason=reason,
            sha256=article.sha256 if article.text else "",
            model=self.version,
            catalogue=self.catalogue.version,
            columns=article.columns,
        )


def _in_portions(items: Iterable[Item]) -> Iterator[list[Item]]:
    waiting = iter(items)
    while portion := list(islice(waiting, _PORTION)):
        yield portion


def _described(piece: Evidence, text: str) -> dict[str, object]:
    """Return a piece of evidence as the record holds it."""
    return {
        "marker": piece.marker,
        "family": piece.family,
        "severity": piece.severity,
        "start": piece.start,
        "end": piece.end,
        "quote": text[piece.start : piece.end],
        "place": piece.place,
        "note": piece.note,
    }


def _remarks(article: Article) -> str:
    """Say what the reader noted that bears on how far the score can be trusted."""
    return " ".join(sentence.format(article.notes[name]) for name, sentence in _REMARKS.items() if article.notes.get(name))


@lru_cache(maxsize=4)
def _load(folder: str | None, markers: tuple[str, ...], trusted: tuple[str, ...]) -> Detector:
    source = resources.files("detector.data") / "model" if folder is None else Path(folder)
    return Detector(load(source, trusted), Catalogue.load(markers))

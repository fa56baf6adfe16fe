"""Articles in, records out: one each, the same in any company."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from detector.markers import Catalogue
from detector.scoring import COLUMNS, Detector
from detector.text import Article, Document
from tests.scoring.small_model import small_model

STORY = (
    "The ferry that carries the post was late again on Monday. Nobody at the quay had been told why, and the kiosk sold out "
    "of rolls by nine.\n\n“We’ll wait,” said Orla Finn, who had waited before. The harbour master wouldn’t say when the next "
    "boat might come, or whether. It came at noon, half empty, and left again without the post.\n\n"
    "The island has had a ferry since the railway closed. It runs four times a day in summer and twice in winter, weather "
    "allowing, and the council pays for it out of the harbour dues. Two councillors want a larger boat. The others would "
    "rather mend the pier, which lost its crane in the storm and most of its planks in the one before."
)


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(small_model(), Catalogue.load())


def articles() -> list[Article]:
    return [
        Article(id="story", text=STORY, title="Late again", columns={"desk": "local"}),
        Article(id="short", text="Rain fell."),
        Article(id="broken", text="", problem="The file is a picture."),
        Article(id="guessed", text=STORY, notes={"encoding_guess": "cp1252"}),
    ]


def test_every_article_has_its_record(detector: Detector) -> None:
    records = detector.score(articles())
    assert [record.id for record in records] == ["story", "short", "broken", "guessed"]
    assert [record.status for record in records] == ["scored", "abstained", "unreadable", "scored"]
    assert [bool(record.reason) for record in records] == [False, True, True, True]
    assert set(COLUMNS) - {"rank"} <= set(records[0].row())


def test_batch_and_order_change_nothing(detector: Detector) -> None:
    together = detector.score(articles())
    alone = [detector.score([article])[0] for article in reversed(articles())][::-1]
    assert together == alone


def test_one_failure_costs_one_record(detector: Detector, monkeypatch: pytest.MonkeyPatch) -> None:
    find = Catalogue.find

    def fails_on_guessed(self: Catalogue, document: Document) -> Sequence[object]:
        if document.article.id == "guessed":
            raise RuntimeError("the engine broke")
        return find(self, document)

    monkeypatch.setattr(Catalogue, "find", fails_on_guessed)
    records = detector.score(articles())
    assert [record.status for record in records] == ["scored", "abstained", "unreadable", "quarantined"]
    assert "the engine broke" in records[3].reason


def test_a_record_of_a_scored_article_is_complete(detector: Detector) -> None:
    record = detector.score(articles())[0]
    probabilities = [record.p_human, record.p_translated, record.p_spun, record.p_llm]
    assert sum(value for value in probabilities if value is not None) == pytest.approx(1.0)
    assert record.reliability == pytest.approx(100 * (record.p_human or 0))
    assert record.language == "en"
    assert record.words > 120
    assert record.model == detector.version
    assert record.columns == {"desk": "local"}
    starts = [piece["start"] for piece in record.evidence]
    assert starts == sorted(starts)


def test_sentences_have_scores_and_spans(detector: Detector) -> None:
    document = Document(STORY)
    assessment = detector.assess([document])[0]
    assert [(start, end) for start, end, _ in assessment.sentences] == document.sentences

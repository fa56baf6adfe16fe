"""What must hold whatever the input: the checks that the fuzzing and the hostile texts share."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from detector.markers import FAMILIES, SEVERITIES, Catalogue
from detector.text import Article, Document


def check_document(document: Document) -> None:
    """Assert that copies keep their length and that every span lies in the text, in order.

    Parameters
    ----------
    document : Document
    """
    size = len(document.text)
    assert len(document.straight) == len(document.folded) == size
    tokens = document.tokens
    starts, ends = tokens.start_list, tokens.end_list
    assert len(tokens.words) == len(starts) == len(ends) == len(document.is_body) == len(document.is_quoted)
    assert all(tokens.words)
    spans = {
        "tokens": list(zip(starts, ends, strict=True)),
        "blocks": [(block.start, block.end) for block in document.blocks],
        "sentences": document.sentences,
        "quotations": document.quotations,
    }
    for name, found in spans.items():
        assert all(0 <= start < end <= size for start, end in found), name
        assert all(end <= start for (_, end), (start, _) in pairwise(found)), name
    inside = [index for first, past in document.sentence_tokens.tolist() for index in range(first, past)]
    assert inside == [index for index, body in enumerate(document.is_body.tolist()) if body]
    assert document.word_count <= len(document.body_words) <= len(tokens.words)
    assert document.language


def check_evidence(document: Document, catalogue: Catalogue) -> None:
    """Assert that all evidence lies in the text, in order, and is of a kind that the record knows.

    Parameters
    ----------
    document : Document
    catalogue : Catalogue
    """
    evidence = catalogue.find(document)
    for piece in evidence:
        assert 0 <= piece.start < piece.end <= len(document.text), piece
        assert piece.severity in SEVERITIES
        assert piece.family in FAMILIES
        assert piece.marker in catalogue.markers
    assert [piece.start for piece in evidence] == sorted(piece.start for piece in evidence)


def check_articles(articles: Sequence[Article]) -> None:
    """Assert that there is at least one article and that each has either a text or says why it has none.

    Parameters
    ----------
    articles : sequence of Article
    """
    assert articles
    for article in articles:
        assert article.id
        assert not (article.text and article.problem)
        if article.problem:
            assert article.problem[0].isupper(), article.problem
            assert article.problem[-1] in ".)", article.problem
        assert len(article.sha256) == 64

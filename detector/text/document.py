"""`Document`: an article prepared once for everyone downstream."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import chain, islice

import numpy as np

from detector.text.article import Article
from detector.text.furniture import BODY, Block, find_blocks
from detector.text.language import SAMPLE, language_of
from detector.text.lazy import lazy
from detector.text.normalisation import lower, straighten, without_hidden
from detector.text.quotations import quotation_spans
from detector.text.segmentation import sentence_ends
from detector.text.tokens import Tokens, tokenise, tokenise_all


def cut_together(documents: Sequence[Document]) -> None:
    """Cut the texts of documents into tokens, so that what is asked of new words is asked once of all that they have."""
    for document, tokens in zip(documents, tokenise_all([document.folded for document in documents]), strict=True):
        document.tokens = tokens


def _inside(spans: Sequence[tuple[int, int]], starts: Sequence[int], position: int) -> bool:
    index = bisect_right(starts, position) - 1
    return index >= 0 and position < spans[index][1]


class Document:
    """An article with its tokens, sentences, quotations, body and furniture; each is computed once.

    All spans are half-open and count code points of the original text, whatever that text holds.

    Parameters
    ----------
    article : Article or str
        What a reader found, or just a text.

    Examples
    --------
    >>> document = Document("Rain fell. “Nobody came,” he said.")
    >>> [document.text[a:b] for a, b in document.sentences]
    ['Rain fell.', '“Nobody came,” he said.']
    >>> [document.text[a:b] for a, b in document.quotations]
    ['“Nobody came,”']
    """

    def __init__(self, article: Article | str) -> None:
        self.article = Article(id="", text=article) if isinstance(article, str) else article
        self.text: str = self.article.text

    def __repr__(self) -> str:
        return f"Document({self.article.id or self.text[:40]!r}, {self.word_count} words of body)"

    @lazy
    def straight(self) -> str:
        """The text with one form of quotes, dashes, spaces and line ends; same length, case kept."""
        return straighten(self.text)

    @lazy
    def folded(self) -> str:
        """`straight` in lower case; same length."""
        return lower(self.straight)

    @lazy
    def tokens(self) -> Tokens:
        """All tokens of the page, furniture included."""
        return tokenise(self.folded)

    @lazy
    def blocks(self) -> list[Block]:
        """Paragraphs and pieces of furniture, in order."""
        printed = without_hidden(self.text)
        if printed is None:
            return find_blocks(self.straight, self.folded)
        text, places = straighten(printed[0]), printed[1]
        return [block._replace(start=places[block.start], end=places[block.end - 1] + 1) for block in find_blocks(text, lower(text))]

    @lazy
    def body_blocks(self) -> list[Block]:
        """The paragraphs of the journalist's text."""
        return [block for block in self.blocks if block.kind == BODY]

    @lazy
    def furniture_blocks(self) -> list[Block]:
        """The pieces of the page around it."""
        return [block for block in self.blocks if block.kind != BODY]

    @lazy
    def body_tokens(self) -> list[tuple[int, int]]:
        """Body paragraphs as half-open ranges of token indices."""
        edges = [edge for block in self.body_blocks for edge in (block.start, block.end)]
        found = np.searchsorted(self.tokens.starts, edges).tolist()
        return list(zip(found[::2], found[1::2], strict=True))

    @lazy
    def quotations(self) -> list[tuple[int, int]]:
        """Spans of direct speech, quotation marks included."""
        return quotation_spans(self.straight, [(block.start, block.end) for block in self.blocks])

    @lazy
    def sentence_tokens(self) -> np.ndarray:
        """Body sentences as half-open ranges of token indices, int32, shape (n_sentences, 2)."""
        firsts: list[int] = []
        pasts: list[int] = []
        for first, last in self.body_tokens:
            if ends := sentence_ends(self.straight, self.tokens, first, last):
                firsts += [first, *ends[:-1]]
                pasts += ends
        return np.array([firsts, pasts], dtype=np.int32).T

    @lazy
    def sentences(self) -> list[tuple[int, int]]:
        """Spans of the body sentences."""
        starts, ends = self.tokens.start_list, self.tokens.end_list
        return [(starts[first], ends[last - 1]) for first, last in self.sentence_tokens.tolist()]

    @lazy
    def is_body(self) -> np.ndarray:
        """Which tokens stand in the body, bool, shape (n_tokens,)."""
        mask = np.zeros(len(self.tokens), dtype=bool)
        for first, last in self.body_tokens:
            mask[first:last] = True
        return mask

    @lazy
    def initials(self) -> np.ndarray:
        """The first character of each token, capital or not, as code points, uint32, shape (n_tokens,)."""
        return np.frombuffer(self.straight.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)[self.tokens.starts]

    @lazy
    def is_quoted(self) -> np.ndarray:
        """Which tokens stand inside a quotation (its marks included), bool, shape (n_tokens,)."""
        mask = np.zeros(len(self.tokens), dtype=bool)
        if self.quotations:
            edges = np.searchsorted(self.tokens.starts, np.array(self.quotations))
            for first, last in edges.tolist():
                mask[first:last] = True
        return mask

    @lazy
    def body_words(self) -> list[str]:
        """Folded tokens of the body, punctuation included."""
        return list(chain.from_iterable(self.tokens.words[first:past] for first, past in self.body_tokens))

    @lazy
    def word_count(self) -> int:
        """Words of body, punctuation not counted."""
        return int(np.count_nonzero(self.is_body & self.tokens.is_word))

    @lazy
    def language(self) -> str:
        """ISO 639-1 code of the body's language, ``"und"`` when none is plausible."""
        body = self.tokens.words if not self.body_tokens else chain.from_iterable(self.tokens.words[first:past] for first, past in self.body_tokens)
        return language_of(list(islice(body, SAMPLE)))

    @lazy
    def _block_starts(self) -> list[int]:
        return [block.start for block in self.blocks]

    @lazy
    def _quotation_starts(self) -> list[int]:
        return [start for start, _ in self.quotations]

    def kind_at(self, position: int) -> str:
        """Return the kind of the block at a position: ``"body"`` or a kind of furniture.

        Parameters
        ----------
        position : int
            Offset in code points of the original text.
        """
        block = self.block_at(position)
        return block.kind if block else BODY

    def block_at(self, position: int) -> Block | None:
        """Return the block that begins last before a position, None before the first."""
        index = bisect_right(self._block_starts, position) - 1
        return self.blocks[index] if index >= 0 else None

    def is_quotation(self, position: int) -> bool:
        """Tell whether a position lies inside a quotation."""
        return _inside(self.quotations, self._quotation_starts, position)

    def token_at(self, position: int) -> int:
        """Return the index of the token that covers or follows a position."""
        return bisect_right(self.tokens.end_list, position)

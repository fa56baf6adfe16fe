"""One trie over the tokens for all phrases of the catalogue.

A document of 600 words costs one dictionary look-up a token plus a few steps where a phrase begins, however
many phrases there are; line breaks and doubled spaces inside a phrase make no difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeVar

Payload = TypeVar("Payload")


class Trie(Generic[Payload]):
    """Phrases as sequences of tokens, each with one or more payloads.

    Examples
    --------
    >>> trie = Trie()
    >>> trie.add(("word", "count"), "echo")
    >>> list(trie.walk(["the", "word", "count", "is"]))
    [('echo', 1, 3)]
    """

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def add(self, words: Sequence[str], payload: Payload) -> None:
        """Add a phrase; the same phrase may carry several payloads."""
        node: dict[str, Any] = self._root
        for word in words:
            node = node.setdefault(word, {})
        node.setdefault("", []).append(payload)

    def walk(self, words: Sequence[str], places: dict[str, list[int]] | None = None) -> Iterator[tuple[Payload, int, int]]:
        """Yield ``(payload, first, past_last)`` of every phrase, overlapping ones included.

        Parameters
        ----------
        words : sequence of str
            The document's tokens.
        places : mapping, optional
            Where each of them stands (`Tokens.places`), if known: it saves looking at every token.

        Yields
        ------
        tuple
            The payload and the phrase's half-open range of token indices, in no order.
        """
        root = self._root
        last = len(words) - 1
        if places is None:
            places = {}
            for index, word in enumerate(words):
                places.setdefault(word, []).append(index)
        # Most first words are common ones, and most of those are followed by nothing that is looked for: one
        # look-up settles them.
        for word in root.keys() & places.keys():
            node = root[word]
            for first in places[word]:
                for payload in node.get("", ()):
                    yield payload, first, first + 1
                if first < last and (following := node.get(words[first + 1])) is not None:
                    yield from self._descend(following, words, first)

    @staticmethod
    def _descend(node: dict[str, Any], words: Sequence[str], first: int) -> Iterator[tuple[Payload, int, int]]:
        """Yield the phrases of two words or more that begin at a place; `node` is that of the second word."""
        index = first + 2
        while True:
            for payload in node.get("", ()):
                yield payload, first, index
            following = node.get(words[index]) if index < len(words) else None
            if following is None:
                return
            node = following
            index += 1

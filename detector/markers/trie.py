"""One trie over the tokens for all phrases of the catalogue.

A document of 600 words costs one dictionary look-up a token plus a few steps where a phrase begins, however
many phrases there are; line breaks and doubled spaces inside a phrase make no difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Generic, TypeVar

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
        self._root: dict[str, dict] = {}

    def add(self, words: Sequence[str], payload: Payload) -> None:
        """Add a phrase; the same phrase may carry several payloads."""
        node = self._root
        for word in words:
            node = node.setdefault(word, {})
        node.setdefault("", []).append(payload)  # type: ignore[arg-type, attr-defined]

    def walk(self, words: Sequence[str], places: Mapping[str, Sequence[int]] | None = None) -> Iterator[tuple[Payload, int, int]]:
        """Yield ``(payload, first, past_last)`` of every phrase, overlapping ones included.

        Parameters
        ----------
        words : sequence of str
            The document's tokens.
        places : mapping, optional
            Where each of them stands (`Tokens.places`), if known: it saves looking at every token. Phrases then come
            in no order.

        Yields
        ------
        tuple
            The payload and the phrase's half-open range of token indices.
        """
        root = self._root
        count = len(words)
        if places is None:
            firsts = [index for index, word in enumerate(words) if word in root]
        else:
            firsts = [index for word in root.keys() & places.keys() for index in places[word]]
        for first in firsts:
            node = root[words[first]]
            index = first + 1
            while True:
                payloads = node.get("")
                if payloads is not None:
                    for payload in payloads:
                        yield payload, first, index
                if index >= count:
                    break
                following = node.get(words[index])
                if following is None:
                    break
                node = following
                index += 1

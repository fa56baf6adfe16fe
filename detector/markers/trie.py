"""One trie over the tokens for all phrases of the catalogue.

A document of 600 words costs a few array look-ups plus a few steps where a phrase begins, however many phrases there
are; line breaks and doubled spaces inside a phrase make no difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

import numpy as np

from detector.markers.places import Sieve, fingerprints_of

Payload = TypeVar("Payload")

_WIDEST = 3  # of four words the sieve lets hardly fewer through


class Trie(Generic[Payload]):
    """Phrases as sequences of tokens, each with one or more payloads.

    Phrases lie by their first three words; the branches behind these grow when a text first comes upon them, so that
    loading twenty thousand phrases costs no more than listing them.

    Examples
    --------
    >>> trie = Trie()
    >>> trie.add(("word", "count"), "echo")
    >>> list(trie.walk(["the", "word", "count", "is"]))
    [('echo', 1, 3)]
    """

    def __init__(self) -> None:
        self._phrases: dict[tuple[str, ...], list[tuple[Sequence[str], Payload]]] = {}
        self._branches: dict[tuple[str, ...], dict[str | None, Any]] = {}

    def add(self, words: Sequence[str], payload: Payload) -> None:
        """Add a phrase; the same phrase may carry several payloads."""
        opening = tuple(words[:_WIDEST])
        self._phrases.setdefault(opening, []).append((words, payload))
        self._branches.pop(opening, None)
        self.__dict__.pop("_sieves", None)

    def walk(self, words: Sequence[str], marks: np.ndarray | None = None) -> Iterator[tuple[Payload, int, int]]:
        """Yield ``(payload, first, past_last)`` of every phrase, overlapping ones included.

        Parameters
        ----------
        words : sequence of str
            The document's tokens.
        marks : numpy.ndarray of uint32, optional
            Their fingerprints (`detector.markers.places.fingerprints`), if known.

        Yields
        ------
        tuple
            The payload and the phrase's half-open range of token indices, in no order.
        """
        if marks is None:
            marks = fingerprints_of(words)
        # Most words begin some phrase, but few stand before the next two words of one: the sieves settle the others.
        ended = [*words, None]
        for width, sieve in self._sieves:
            for first in sieve.places(marks):
                opening = tuple(words[first : first + width])
                node: dict[str | None, Any] | None = self._branches.get(opening)
                if node is None and opening in self._phrases:
                    node = self._branches[opening] = self._grown(opening)
                index = first + width
                while node is not None:
                    for payload in node.get("", ()):
                        yield payload, first, index
                    node = node.get(ended[index])
                    index += 1

    def _grown(self, opening: tuple[str, ...]) -> dict[str | None, Any]:
        """Return the branches behind an opening, made of the phrases that begin so."""
        root: dict[str | None, Any] = {}
        for words, payload in self._phrases[opening]:
            node = root
            for word in words[len(opening) :]:
                node = node.setdefault(word, {})
            node.setdefault("", []).append(payload)
        return root

    @cached_property
    def _sieves(self) -> list[tuple[int, Sieve]]:
        """What lets phrases of one word or two through, and the openings of the others."""
        openings = {width: [opening for opening in self._phrases if len(opening) == width] for width in range(1, _WIDEST + 1)}
        return [(width, Sieve(listed)) for width, listed in openings.items() if listed]

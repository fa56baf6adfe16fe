"""What a document and the whole catalogue cost, as a ratio to `text.split()` on the same texts.

Run: python -m tests.benchmarks.bench_markers
"""

from __future__ import annotations

import random

from detector.markers import Catalogue
from detector.markers.catalogue import Marker
from detector.text import Document
from tests.benchmarks.clock import best, texts


def _prepare(text: str) -> Document:
    document = Document(text)
    for name in ("sentence_tokens", "is_quoted", "is_body", "word_count", "language", "body_words"):
        getattr(document, name)
    return document


def _with_phrases(catalogue: Catalogue, count: int) -> Catalogue:
    """Return the catalogue with so many further phrases of three rare words."""
    rng = random.Random(0)
    syllables = ["ka", "lo", "mi", "ser", "tan", "vu", "bri", "nok"]
    phrases = tuple(" ".join("".join(rng.choices(syllables, k=3)) for _ in range(3)) for _ in range(count))
    extra = Marker("bench-extra", "spin", "weak", "t", "w", (), "s", phrases=phrases)
    return Catalogue([*catalogue.markers.values(), extra])


def _print(kind: str, sample: list[str], catalogue: Catalogue, larger: Catalogue) -> None:
    split = best(lambda: [text.split() for text in sample])
    prepare = best(lambda: [_prepare(text) for text in sample])
    documents = [_prepare(text) for text in sample]
    find = best(lambda: [catalogue.find(document) for document in documents])
    find_more = best(lambda: [larger.find(document) for document in documents])
    count = len(sample)
    print(f"{count} texts of 600 words, {kind}; text.split() {split / count * 1e3:.3f} ms a text")
    print(f"document           {prepare / count * 1e3:.3f} ms, {prepare / split:.0f} x split")
    print(f"{len(catalogue.markers):3d} markers        {find / count * 1e3:.3f} ms, {find / split:.0f} x split")
    print(f"and 100 phrases more: {find_more / find:.2f} x")


def main() -> None:
    """Print the table, for texts that people wrote and for texts of which machines damaged half."""
    catalogue = Catalogue.load()
    larger = _with_phrases(catalogue, 100)
    _print("ordinary", texts(of="[126]*.txt"), catalogue, larger)
    _print("half of them damaged", texts(), catalogue, larger)


if __name__ == "__main__":
    main()

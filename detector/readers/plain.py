"""Plain text: one file, one article."""

from __future__ import annotations

from collections.abc import Iterator

from detector.readers.decoding import decode, what_binary
from detector.readers.limits import HEAD_BYTES, MAX_TEXT_BYTES, MAX_TEXT_CHARACTERS
from detector.readers.source import ReadOptions, Source, read_up_to
from detector.text.article import Article


def read_plain(source: Source, options: ReadOptions) -> Iterator[Article]:
    """Yield the one article of a text file, or the reason why it is none.

    Parameters
    ----------
    source : Source
        A file in UTF-8, UTF-16, UTF-32 or, with a note that it was guessed, windows-1252.
    options : ReadOptions
        Not looked at.
    """
    data = read_up_to(source.stream, MAX_TEXT_BYTES + 1)
    if binary := what_binary(data[:HEAD_BYTES]):
        yield source.unreadable(f"This is {binary}.")
        return
    longer = len(data) > MAX_TEXT_BYTES
    text, guess = decode(data[:MAX_TEXT_BYTES], source.charset)
    notes = {"encoding_guess": guess}
    if longer and len(text) <= MAX_TEXT_CHARACTERS:  # the cap in bytes struck first
        notes["truncated"] = f"only the first {len(text):,} characters were read"
    yield source.article(text, notes=notes)

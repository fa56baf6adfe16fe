"""`Article`: one text as a reader found it, with everything known about where it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was read; nothing has been judged or changed yet.

    Parameters
    ----------
    id : str
        Name of the article in the output: the id column, else the path relative to the root that was
        given, with ``#row`` inside a table.
    text : str
        The whole text, as found. Empty when the input could not be read.
    title : str
        Title, where the format has one apart from the text.
    path : str
        Path of the file it came from, relative to the root; empty for text passed in memory.
    problem : str
        Why the input could not be read, as a sentence; empty when it could.
    notes : mapping of str to str
        What the reader learned beside the text (``encoding_guess``, ``date``, ``byline``, ``canonical``,
        ``translation_widget`` ...).
    columns : mapping of str to object
        Other columns of the table the article stood in; they are carried through to the output.
    """

    id: str
    text: str
    title: str = ""
    path: str = ""
    problem: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """Hash of the text (UTF-8; lone surrogates are kept apart rather than refused)."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

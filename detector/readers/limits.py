"""Every limit of the readers, in one place; what goes over one is named in the record, never cut in silence."""

from __future__ import annotations

MAX_TEXT_CHARACTERS = 1_000_000
"""Longest text that is scored whole, about 170,000 words; of a longer one the beginning is read and the record says so."""

MAX_TEXT_BYTES = 4 * MAX_TEXT_CHARACTERS
"""Bytes read of a plain text file: no encoding uses more than four a character."""

MAX_LINE_BYTES = 16_000_000
"""Longest line of a jsonl, csv or tsv file; a longer one is an unreadable row."""

MAX_HTML_BYTES = 8_000_000
"""Longest page that is parsed."""

MAX_HTML_DEPTH = 500
"""Deepest nesting that is parsed; native parsers hang or return nothing at all on 200,000 nested elements."""

MAX_JSON_BYTES = 64_000_000
"""Longest file that is one JSON value; jsonl has no such limit."""

HEAD_BYTES = 65_536
"""Bytes looked at to tell what a file is."""

FREE_EXPANSION = 64_000_000
MAX_EXPANSION = 200
"""Compressed input may grow to `FREE_EXPANSION` bytes, and beyond that to `MAX_EXPANSION` times its size.

Articles stay far below that; deflate can grow up to 1,032 times (zlib's documentation).
"""

MAX_NESTING = 3
"""How many archives may lie inside one another."""

MAX_SPOOLED_BYTES = 2_000_000_000
"""Largest zip or Parquet file that is copied to disk because it comes from a pipe or another archive."""

MAX_ROW_GROUP_BYTES = 2_000_000_000
"""Largest Parquet row group, unpacked."""

SAMPLE_ROWS = 50
SAMPLE_BYTES = 4_000_000
"""Rows of a table that are looked at to find its columns."""

MIN_TEXT_COLUMN_WORDS = 80
"""A column without a telling name is taken for the text when its typical cell is this long: as short as a scored text may be."""

MAX_CONTROL_SHARE = 0.02
"""With more control characters than this (and more than two) a file is not text; random bytes have ten per cent."""

LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", ".git", ".hg", ".svn", "__MACOSX"})
"""What file managers and version control leave in a folder; a walk passes over these and over nothing else."""

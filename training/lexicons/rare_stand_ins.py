"""Derive the rare words that spinning dictionaries offer for common ones and that people hardly write.

Run by hand when the dictionaries or the corpora change; needs the package wordfreq::

    python -m training.lexicons.rare_stand_ins
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import wordfreq

from training.corpora import load_corpora
from training.lexicons.thesauri import SOURCES
from training.splits import part_of
from training.synthesis.spinner import LEXICONS

OUTPUT = Path("data/lexicons/rare_stand_ins.txt")
COMMON = 4.8
"""Zipf frequency from which a word is one that any text holds."""
RARE = 3.2
"""Zipf frequency that a stand-in stays below."""
MOST_DOCUMENTS = 2.0
"""Human documents in 10,000 that may hold a stand-in."""
_WORD = re.compile(r"[a-z]{5,}")


def stand_ins() -> Iterator[str]:
    """Yield the rare single words that the dictionaries list for common ones."""
    for name in SOURCES:
        text = gzip.decompress((LEXICONS / f"spinner_{name}.tsv.gz").read_bytes()).decode("utf-8")
        for line in text.splitlines():
            word, _, listed = line.partition("\t")
            if listed and wordfreq.zipf_frequency(word, "en") >= COMMON:
                yield from (other for other in listed.split("|") if _WORD.fullmatch(other) and 0 < wordfreq.zipf_frequency(other, "en") < RARE)


def main() -> None:
    """Write the lexicon."""
    frame = load_corpora(causes=["human"], merge_groups=False)
    texts = frame["text"][[part == "tune" for part in part_of(frame["group"])]]
    held: Counter[str] = Counter()
    for text in texts:
        held.update(set(_WORD.findall(text.lower())))
    most = MOST_DOCUMENTS * len(texts) / 10_000
    kept = sorted({word for word in stand_ins() if held[word] <= most})
    head = "# Rare words that spinning dictionaries offer for common ones, held by at most 2 of 10,000 human texts. Derived.\n"
    OUTPUT.write_text(head + "".join(f"{word}\n" for word in kept), encoding="utf-8")


if __name__ == "__main__":
    main()

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
_OF_THEIR_OWN = frozenset(
    (
        "abbreviate affix affixed amity append appended assent asterisk asterisks authenticated authenticates axial axiom azimuth beget "
        "begets begetting begot biosphere cadence canons categorize chromatic cipher ciphered circulatory clipping clustered cohered "
        "collate conforming debug doubtless enumeration fermentations fertilization fission fulcrum furnish furnishes furnishing gauges "
        "germinate germination globular glosses groupings hereafter heretofore hitherto humanoid hypnotic idiom incremented infer inferring "
        "ingest inhalant inscribe integers interrelated interrogate intersect inversely ionization itemize lemma ligature ligatures lintel "
        "locale localisation localize localizing longitudinally lookup lubricate manipulates medians mediate methodologies midpoint "
        "modifiable modulated modulates monolith motility multicolored narrations numeral numerals numeric obtainable occlude occluded "
        "occlusion ocular ordinal orifice origination oscillate overprinted paraffin parenthesis parley pathologies perpetually phoneme "
        "phonemic phonic phyla phylum polygon populate populates populating posterity postulate postulated postulates potentiality "
        "predicate predicated predicates predicating preemption prescriptive primordial prismatic procured propagate protrude protrudes "
        "quantifies quasar recitation rectitude recur referent regress regressed sarcoma schemas setups signified simulates solder sonority "
        "stratum subdivide subgroup subjunctive subplot subplots substratum substructure sundry syllabic synapse synthesize tabulate "
        "tabulated terminations tonal tonality transmute trigonometry typecast typeface typescript undetermined uppercase useable utilises "
        "utilising verily vesicle visualise visualised visualising visualized visualizes visualizing volition wherewithal workbook"
    ).split()
)
"""Terms of trades and sciences, and words of old books, which the corpora hardly hold."""


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
    kept = sorted({word for word in stand_ins() if held[word] <= most and word not in _OF_THEIR_OWN})
    head = "# Rare words that spinning dictionaries offer for common ones, held by at most 2 of 10,000 human texts. Derived.\n"
    OUTPUT.write_text(head + "".join(f"{word}\n" for word in kept), encoding="utf-8")


if __name__ == "__main__":
    main()

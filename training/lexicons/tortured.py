"""Derive the tortured phrases that are safe to match: those that nobody in the corpora wrote.

Run by hand when the list or the corpora change::

    python -m training.lexicons.tortured tortured_phrases.tsv

The list is that of the Problematic Paper Screener (Cabanac, Labbé and Magazinov 2021), collected from retracted and doubtful
papers. Some of its phrases are ordinary English elsewhere (“search engine”); what occurs in human or chat-model text, and
what is made of common words only, is left out.
"""

from __future__ import annotations

import argparse
import csv
import re
from pathlib import Path

import wordfreq

from training.lexicons.expressions import attested

OUTPUT = Path("data/lexicons/tortured_phrases.tsv")
_PLAIN = re.compile(r"[a-z]{2,}(?:[ -][a-z]{2,}){1,4}")
# Everyday words meet by chance; a tortured phrase has a word that is rarer (Zipf scale) and that its science does not use.
_COMMONEST = 4.6

_ELSEWHERE = re.compile(
    "crown epidemic|hard crown|protein crown|atomic dna|worldwide include|checking the votes|remote sensor systems?|storage gadget|mystery key|"
    "assault (vector|model)|brilliant (home|city|watches|vehicle|contract|sensors|medical services)|awful bank|coronary illness|breast illness|"
    "principal quarter|false anxiety|random hunt|voice hunt|liquid logic|tool learning|spinal string|tall temperature|bee province"
)
"""Phrases that people write of other things, or that engines write for a Chinese word, as the new crown epidemic."""


def usable(phrase: str, established: str) -> bool:
    """Tell whether a phrase is wholly words, known to stand for another, and not a chance meeting of common words."""
    if not _PLAIN.fullmatch(phrase) or _ELSEWHERE.fullmatch(phrase) or "?" in established or not established:
        return False
    words = re.findall("[a-z]+", phrase)
    kept = set(re.findall("[a-z]+", established.lower()))
    swapped = [word for word in words if word not in kept and word[:5] not in {other[:5] for other in kept}]
    return bool(swapped) and 1.0 < min(wordfreq.zipf_frequency(word, "en") for word in swapped) < _COMMONEST


def main() -> None:
    """Write the lexicon."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", type=Path, help="tab-separated file with tortured_phrase and established_phrase")
    parser.add_argument("--part", default="all", choices=("all", "tune", "check"), help="half of the corpora that attests")
    args = parser.parse_args()
    with args.table.open(encoding="utf-8", newline="") as stream:
        rows = [
            (re.sub(r" *\(.*?\)", "", row["tortured_phrase"].lower()).strip(), re.sub(r" *\(.*?\)", "", row["established_phrase"]).strip())
            for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]
    pairs = {phrase: established for phrase, established in rows if usable(phrase, established)}
    counts = attested(list(pairs), args.part)
    kept = {phrase: established for phrase, established in pairs.items() if not counts[phrase]["human"] + counts[phrase]["llm"]}
    head = "# Tortured phrases and what they stand for. Source: Problematic Paper Screener; those found in human text are left out.\n"
    OUTPUT.write_text(head + "".join(sorted(f"{a}\t{b}\n" for a, b in kept.items())), encoding="utf-8")
    print(f"{len(kept)} of {len(rows)} phrases are kept; the corpora held {len(pairs) - len(kept)} of the {len(pairs)} usable ones.")


if __name__ == "__main__":
    main()

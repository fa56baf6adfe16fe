"""Derive the words that chat models write far more often than people, from the corpora.

Run by hand when the corpora change::

    python -m training.lexicons.vocabulary

A word is kept where models use it in at least `LEAST_LIFT` times as many documents as people do, in at least
`LEAST_CORPORA` corpora; names and topics do not get that far. The idea is that of Kobak et al. 2024 (excess words).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

from training.corpora import load_corpora
from training.splits import part_of

OUTPUT = Path("data/lexicons/llm_vocabulary.tsv")
LEAST_LIFT = 7.0
LEAST_CORPORA = 6
LEAST_DOCUMENTS = 25
_WORD = re.compile(r"[a-z]{5,}")
# Topics of the corpora rather than habits of their writers.
_TOPICS = frozenset(
    "nominees cardinal arnold jurgen startups website's rewrite christianity oligarchs paraphrase lgbtq scans wildfire nightmare "
    "collectors discounts alterations gameplay gamers observational spatial temporal gravitational regression anomalous scattering "
    "extraterrestrial modulating observable textures sensing validate validation divine".split()
)


def excess_words() -> list[tuple[str, float, int, int]]:
    """Return word, lift, and documents of models and of people that hold it, by lift, from the tuning half."""
    frame = load_corpora(causes=["human", "llm"], keep_residue=False, merge_groups=False)
    frame = frame[[part == "tune" for part in part_of(frame["group"])]]
    documents: Counter[str] = Counter()
    holding: dict[str, Counter[str]] = {"human": Counter(), "llm": Counter()}
    corpora: dict[str, set[str]] = defaultdict(set)
    for cause, corpus, text in zip(frame["cause"], frame["corpus"], frame["text"]):
        documents[cause] += 1
        words = set(_WORD.findall(text.lower()))
        holding[cause].update(words)
        if cause == "llm":
            for word in words:
                corpora[word].add(corpus)
    rows = []
    for word, count in holding["llm"].items():
        human = holding["human"][word]
        lift = (count / documents["llm"]) / ((human + 1) / documents["human"])
        if count >= LEAST_DOCUMENTS and len(corpora[word]) >= LEAST_CORPORA and lift >= LEAST_LIFT and word not in _TOPICS:
            rows.append((word, lift, count, human))
    return sorted(rows, key=lambda row: -row[1])


def main() -> None:
    """Write the lexicon."""
    lines = [f"{word}\t{lift:.0f}\n" for word, lift, _, _ in excess_words()]
    head = "# Words in at least 7 times as many texts of chat models as of people, and how many times. Derived from the corpora.\n"
    OUTPUT.write_text(head + "".join(sorted(lines)), encoding="utf-8")


if __name__ == "__main__":
    main()

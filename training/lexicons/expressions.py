"""Derive broken expressions: fixed expressions of English news with one word swapped, as a spinner leaves them.

Run by hand when the expressions, the thesauri or the corpora change::

    python -m training.lexicons.expressions

Each word of each expression (``news_expressions.txt``) gives way to its stand-ins in the spinner's tables and to those seen
in published spun copy (``observed_substitutions.tsv``). What people or chat models wrote even once is left out, and so is
what is itself an expression.
"""

from __future__ import annotations

import argparse
import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from detector.markers.trie import Trie
from detector.text import Document, words_of
from training.corpora import load_corpora
from training.markers import part_of

HERE = Path(__file__).parent
OUTPUT = Path("data/lexicons")
TABLES = ("wordnet", "moby", "spinner")
MOST_TRANSLATED = 1
"""Times that machine translations may hold a variant: they make the same mistakes now and then."""
_FIXED = frozenset(
    "a an the of in on to at by for from with and or not no as is was were its his her their out up off over under into about said say "
    "told made it that this".split()
)


def expressions() -> dict[str, bool]:
    """Return the expressions, and whether each is the name of a thing."""
    lines = (HERE / "news_expressions.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.partition("\t") for line in lines if line and not line.startswith("#"))
    return {phrase: bool(kind) for phrase, _, kind in rows}


def stand_ins() -> dict[str, list[str]]:
    """Return what may stand for a word, from all tables."""
    found: dict[str, list[str]] = defaultdict(list)
    folder = resources.files("detector.data").joinpath("lexicons")
    for name in TABLES:
        text = gzip.decompress(folder.joinpath(f"spinner_{name}.tsv.gz").read_bytes()).decode("utf-8")
        for line in text.splitlines():
            if line and not line.startswith("#"):
                word, _, others = line.partition("\t")
                found[word] += others.split("|")
    with (HERE / "observed_substitutions.tsv").open(encoding="utf-8", newline="") as stream:
        for word, others in csv.reader((line for line in stream if not line.startswith("#")), delimiter="\t"):
            found[word] = others.split("|") + found[word]
    return found


def variants() -> Iterator[tuple[str, str, bool]]:
    """Yield each broken expression with the expression it stands for, and whether that is a name."""
    others = stand_ins()
    known = expressions()
    for expression, is_name in known.items():
        words = expression.split()
        for place, word in enumerate(words):
            if word in _FIXED and (len(words) == 1 or word not in ("according", "not")):
                continue
            for other in others.get(word, ()):
                broken = " ".join([*words[:place], other, *words[place + 1 :]])
                if broken not in known and other not in words and (len(words) > 1 or "-" in other):
                    yield broken, expression, is_name


def attested(phrases: list[str], part: str) -> dict[str, Counter[str]]:
    """Count the phrases in the corpora, by cause; spun texts are left out.

    Parameters
    ----------
    phrases : list of str
    part : str
        Which half of the groups to read (``"tune"`` or ``"check"``), or ``"all"``.
    """
    trie: Trie[str] = Trie()
    for phrase in phrases:
        trie.add(words_of(phrase), phrase)
    frame = load_corpora(causes=["human", "translated", "llm"], merge_groups=False)
    if part != "all":
        frame = frame[[name == part for name in part_of(frame["group"])]]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for cause, text in zip(frame["cause"], frame["text"]):
        for phrase, _, _ in trie.walk(Document(text).tokens.words):
            counts[phrase][cause] += 1
    return counts


def main() -> None:
    """Write the two lexicons: broken expressions, and broken names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--part", default="all", choices=("all", "tune", "check"), help="half of the corpora that attests")
    part = parser.parse_args().part
    found: dict[str, tuple[str, bool]] = {}
    for broken, expression, is_name in variants():
        found.setdefault(broken, (expression, is_name))
    counts = attested(list(found), part)
    kept = {
        broken: of
        for broken, of in found.items()
        if not counts[broken]["human"] and not counts[broken]["llm"] and counts[broken]["translated"] <= MOST_TRANSLATED
    }
    for file, names in (("broken_expressions.tsv", False), ("broken_names.tsv", True)):
        lines = sorted(f"{broken}\t{expression}" for broken, (expression, is_name) in kept.items() if is_name == names)
        head = "# A fixed expression of news with one word swapped, and the expression. Never seen in text of people or chat models.\n"
        (OUTPUT / file).write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
        print(f"{file}: {len(lines)} of {sum(of[1] == names for of in found.values())} variants are kept.")


if __name__ == "__main__":
    main()

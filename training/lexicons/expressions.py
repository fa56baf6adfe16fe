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
from collections.abc import Collection, Iterable, Iterator
from importlib import resources
from itertools import combinations, product
from pathlib import Path

import wordsegment

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

_ENGLISH = frozenset(["existence in prison", "condemned to life", "doomed to life", "sentenced to living"])
"""Variants that people may well write, although the corpora hold none of them."""


def expressions() -> dict[str, bool]:
    """Return the expressions, and whether each is the name of a thing."""
    lines = (HERE / "news_expressions.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.partition("\t") for line in lines if line and not line.startswith("#"))
    return {phrase: bool(kind) for phrase, _, kind in rows}


def observed(file: str) -> dict[str, list[str]]:
    """Return what spinners were seen to put in the place of a word."""
    with (HERE / file).open(encoding="utf-8", newline="") as stream:
        rows = csv.reader((line for line in stream if not line.startswith("#")), delimiter="\t")
        found: dict[str, list[str]] = defaultdict(list)
        for word, others in rows:
            found[word] += others.split("|")
    return found


def thesaurus() -> dict[str, list[str]]:
    """Return what may stand for a word, from the tables of the spinner."""
    found: dict[str, list[str]] = defaultdict(list)
    folder = resources.files("detector.data").joinpath("lexicons")
    for name in TABLES:
        text = gzip.decompress(folder.joinpath(f"spinner_{name}.tsv.gz").read_bytes()).decode("utf-8")
        for line in text.splitlines():
            if line and not line.startswith("#"):
                word, _, others = line.partition("\t")
                found[word] += others.split("|")
    return found


def variants(phrases: Iterable[str], stand_ins: dict[str, list[str]], most: int) -> Iterator[tuple[str, str]]:
    """Yield each broken expression with the expression it stands for; at most `most` words are swapped."""
    known = expressions().keys() | _ENGLISH
    for expression in phrases:
        words = expression.split()
        open_slots = [place for place, word in enumerate(words) if word in stand_ins and (word not in _FIXED or word == "not")]
        for count in range(1, most + 1):
            for slots in combinations(open_slots, count):
                for others in product(*(stand_ins[words[place]] for place in slots)):
                    swapped = dict(zip(slots, others, strict=True))
                    pieces = [swapped.get(place, word) for place, word in enumerate(words)]
                    broken = " ".join(pieces)
                    plain = len(words) == 1 and "-" not in broken
                    if not plain and broken not in known and not set(others) & set(words) and _is_strange(pieces, swapped):
                        yield broken, expression


def _is_strange(pieces: list[str], swapped: Collection[int]) -> bool:
    """Tell whether the web does not know the pairs of content words on either side of what was swapped."""
    for left in range(len(pieces) - 1):
        pair = (pieces[left].split()[-1], pieces[left + 1].split()[0])
        if (left in swapped or left + 1 in swapped) and not _FIXED.intersection(pair) and " ".join(pair) in wordsegment.BIGRAMS:
            return False
    return True


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
    """Write the lexicons: names broken, expressions broken as spinners were seen to, and as a thesaurus would."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--part", default="all", choices=("all", "tune", "check"), help="half of the corpora that attests")
    part = parser.parse_args().part
    wordsegment.load()
    known = expressions()
    names = [phrase for phrase, is_name in known.items() if is_name]
    others = [phrase for phrase, is_name in known.items() if not is_name]
    found: dict[str, tuple[str, str]] = {}
    for file, phrases, stand_ins, most in (
        ("broken_names.tsv", names, observed("observed_names.tsv"), 2),
        ("broken_expressions.tsv", others, observed("observed_substitutions.tsv"), 2),
        ("swapped_expressions.tsv", others, thesaurus(), 1),
    ):
        for broken, expression in variants(phrases, stand_ins, most):
            found.setdefault(broken, (expression, file))
    counts = attested(list(found), part)
    kept = {
        broken: of
        for broken, of in found.items()
        if not counts[broken]["human"] and not counts[broken]["llm"] and counts[broken]["translated"] <= MOST_TRANSLATED
    }
    for file in sorted({of for _, of in found.values()}):
        lines = sorted(f"{broken}\t{expression}" for broken, (expression, of) in kept.items() if of == file)
        head = "# A fixed expression of news with one word swapped, and the expression. Never seen in text of people or chat models.\n"
        (OUTPUT / file).write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
        print(f"{file}: {len(lines)} of {sum(of == file for _, of in found.values())} variants are kept.")


if __name__ == "__main__":
    main()

"""Derive the lexicons behind spun surnames: given names, and plurals that stand in for surnames and are none.

Run by hand when the spinner's tables or the corpora change; needs the package names (US Census of 1990, public domain)::

    python -m training.lexicons.people

A stand-in is a plural of the spinner's tables that the census does not know as a name and that no human text of the
corpora holds behind a given name.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from importlib import resources

import lemminflect

from detector.markers.lexicons import read_lexicon
from training.corpora import load_corpora
from training.lexicons.expressions import OUTPUT, census
from training.lexicons.thesauri import SOURCES

GIVEN = 600
"""Given names taken, the commonest first."""
_PAIR = re.compile(r"\b([A-Z][a-z]+) ([A-Z][a-z]+)\b")
_HEAD = "# Derived by training/lexicons/people.py from the US Census of 1990 (public domain, through the package names)"


def tables() -> Iterator[tuple[str, list[str]]]:
    """Yield each word of the spinner's tables with its stand-ins."""
    folder = resources.files("detector.data").joinpath("lexicons")
    for name in SOURCES:
        for line in gzip.decompress(folder.joinpath(f"spinner_{name}.tsv.gz").read_bytes()).decode("utf-8").splitlines():
            if line and not line.startswith("#"):
                word, _, others = line.partition("\t")
                yield word, others.split("|")


def given_names() -> list[str]:
    """Return common given names that are neither words of the dictionary nor places."""
    words = {word for word, _ in tables()}
    places = read_lexicon("names.tsv")
    every = census("dist.male.first", "dist.female.first")
    return sorted([name for name in dict.fromkeys(every) if name not in words and name not in places and len(name) > 2][:GIVEN])


def is_plural(word: str) -> bool:
    """Tell whether a word can only be the plural of a noun or a form of a verb in -s."""
    return word.endswith("s") and len(word) > 5 and word.isalpha() and "NNS" in {
        tag for lemma in lemminflect.getAllLemmas(word).get("NOUN", ()) if lemma != word
        for tag, forms in lemminflect.getAllInflections(lemma, "NOUN").items() if word in forms
    }  # fmt: skip


def surname_stand_ins(given: list[str]) -> list[str]:
    """Return plurals that stand in for a word and are nobody's name."""
    known = {*census("dist.all.last"), *census("dist.male.first", "dist.female.first")}
    of_people = set(given)
    taken: set[str] = set()
    for text in load_corpora(causes=["human"], merge_groups=False)["text"]:
        taken.update(second.lower() for first, second in _PAIR.findall(text) if first.lower() in of_people)
    words = {other for _, others in tables() for other in others} - known - taken
    return sorted(filter(is_plural, words))


def main() -> None:
    """Write both lexicons."""
    given = given_names()
    stand_ins = surname_stand_ins(given)
    for file, what, words in (
        ("given_names.txt", "the commonest given names that are no other word", given),
        ("surname_stand_ins.txt", "and the spinner's tables: plurals that no text of people holds behind a given name", stand_ins),
    ):
        (OUTPUT / file).write_text(f"{_HEAD}: {what}.\n" + "\n".join(words) + "\n", encoding="utf-8")
        print(f"{file}: {len(words)} words.")


if __name__ == "__main__":
    main()

"""The word lists of the comparison, each read once: synonyms, opposites, spellings, names, places."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

_THESAURI = ("wordnet", "spinner", "roget")


def _rows(name: str) -> Iterator[list[str]]:
    """Yield the tab-separated cells of a word list, comments left out."""
    text = files("detector.data").joinpath("lexicons", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def irregular_forms() -> dict[str, str]:
    """Return irregular inflected forms and their lemmas."""
    return {row[0]: row[1] for row in _rows("comparison_irregular.tsv")}


@cache
def _stand_ins() -> dict[str, list[str]]:
    """Return word forms and the single words that thesauri put in their place; the spinner simulator reads the same files."""
    table: dict[str, list[str]] = {}
    for name in _THESAURI:
        packed = files("detector.data").joinpath("lexicons", f"spinner_{name}.tsv.gz").read_bytes()
        for line in gzip.decompress(packed).decode("utf-8").splitlines():
            if not line.startswith("#"):
                form, others = line.split("\t")
                table.setdefault(form, []).extend(other for other in others.split("|") if " " not in other)
    return table


@cache
def known_words() -> frozenset[str]:
    """Return the word forms that the thesauri know."""
    table = _stand_ins()
    return frozenset(table).union(*table.values())


@cache
def neighbours() -> dict[str, frozenset[str]]:
    """Return for each word form the forms listed beside it, in both directions."""
    table: dict[str, set[str]] = {}
    for form, others in _stand_ins().items():
        for other in others:
            table.setdefault(form, set()).add(other)
            table.setdefault(other, set()).add(form)
    return {form: frozenset(others) for form, others in table.items()}


@cache
def opposites() -> dict[tuple[str, str], str]:
    """Return pairs of lemmas that reverse each other: ``"contradictory"`` or ``"contrary"``, in both orders."""
    pairs: dict[tuple[str, str], str] = {}
    for kind, words in _rows("comparison_opposites.tsv"):
        first, second = words.split()
        pairs[first, second] = pairs[second, first] = kind
    return pairs


@cache
def negative_words() -> frozenset[str]:
    """Return the lemmas that deny what another word says (prohibit, refuse, unable)."""
    return frozenset(words.split()[1] for kind, words in _rows("comparison_opposites.tsv") if kind == "contradictory")


@cache
def spellings() -> dict[str, str]:
    """Return variant spellings and the form that stands for them."""
    return {variant: row[0].split()[0] for row in _rows("comparison_spellings.tsv") for variant in row[0].split()[1:]}


@cache
def name_spellings() -> dict[str, str]:
    """Return accepted spellings of names and the one that stands for them."""
    return {variant: row[0].split()[0] for row in _rows("comparison_names.tsv") for variant in row[0].split()}


@cache
def places() -> dict[str, str]:
    """Return names of countries, their people and capitals, and the country each belongs to."""
    owners: dict[str, str] = {}
    for row in _rows("comparison_places.tsv"):
        country = row[0]
        for word in (country, *" ".join(row[1:]).split()):
            owners.setdefault(word.replace("_", " "), country)
    return owners

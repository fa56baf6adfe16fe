"""Derive broken expressions: fixed expressions of English news with one word swapped, as a spinner leaves them.

Run by hand when the expressions, the thesauri or the corpora change::

    python -m training.lexicons.expressions

Each word of each expression (``news_expressions.txt``) gives way to its stand-ins in the spinner's tables and to those seen
in published spun copy (``observed_substitutions.tsv``, ``observed_paraphrases.tsv``), and so does each word of a well-known
person's name that is a word of the dictionary as well (``well_known_names.txt``). What people or chat models wrote even once
is left out, and so is what is itself an expression, a name that exists, or the surname of somebody.

Needs the packages wordsegment and names (surnames and given names of the US Census of 1990, public domain).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from difflib import SequenceMatcher
from fnmatch import translate
from importlib import resources
from itertools import combinations, product
from pathlib import Path

import wordsegment

from detector.markers.trie import Trie
from detector.text import Document, words_of
from training.corpora import load_corpora
from training.splits import part_of

HERE = Path(__file__).parent
OUTPUT = Path("data/lexicons")
TABLES = ("wordnet", "moby", "spinner")
NEAREST = 3
"""Stand-ins taken of each word from a table; the later ones are far from its sense, and seldom seen."""
TRUSTED = ("observed_substitutions.tsv", "observed_names.tsv")
WEAK = "swapped_expressions.tsv"
CAPITALISED = frozenset(["broken_names.tsv", "swapped_names.tsv", "translated_people.tsv"])
"""Lexicons of names, which are sought where their words have capitals."""
MOST_ALIKE = 0.8
"""How much of its letters a stand-in may share with the word: beyond, it is the same word in another spelling."""
MOST_TRANSLATED = 1
"""Times that machine translations may hold a variant: they make the same mistakes now and then."""
_FIXED = frozenset(
    "a an the of in on to at by for from with and or not no as is was were its his her their out up off over under into about said say "
    "told made it that this".split()
)

_KINDS = frozenset("minister ministers minister's department secretary council committee office president governor day".split())
"""Words for offices of which there are many kinds."""
_RANKS = frozenset("general leader speaker justice chief counsel".split())
"""Words for ranks; names with one of these or those above are written in small letters as well, and so are never decisive."""
_COMPASS = frozenset("north south east west northern southern eastern western southwest southeast northwest northeast".split())
_EXIST = frozenset(
    "advocate general|prosecutor general|procurator general|general prosecutor|first minister|chief minister|deputy president|house of delegates|"
    "house of deputies|chamber of representatives|house of assembly|house of peers|house of councillors|house of ministers|"
    "national bank|state bank|central party|centre party|liberal party|people's party|workers' party|conservative alliance|"
    "red crescent|green alliance|green league|prime league|first league|second league|super league|champions trophy|champions cup|"
    "world trophy|world bowl|nobel award|world council|national security agency|national security bureau|high commission|"
    "european council|european court|european bank|european community|european alliance|european league|european assembly|"
    "national health organization|world health assembly|amnesty global|national park|south island|north island|"
    "great hall|middle kingdom|middle america|far east|near east|new england|new haven|new britain|new orleans|"
    "secretary of war|department of war|ministry of justice|state secretary|under secretary|council of state|"
    "washington journal|wall street week|new york post|new york journal|financial post|daily post|daily journal|sunday post|"
    "supreme council|supreme commander|supreme tribunal|superior court|general court|general council|general congress|"
    "home guard|national army|coast patrol|royal guard|royal house|royal marines|grand tour|grand slam|grand national|"
    "white castle|white lodge|white hall|black sabbath|black watch|purple haze|golden bear|golden palm|silver star|"
    "security committee|defence committee|security force|peace prize|justice ministry|treasury ministry|press association|"
    "1st amendment|2d amendment|marxist party|high boulevard|silver dome|national weather office|world financial forum|human rights vigil|"
    "federal communications committee|great apple|"
    "united press|allied press|united kingdoms|united provinces|united bank|american league|national league".split("|")
)
"""Names one word away from another that are names themselves."""


def expressions() -> dict[str, str]:
    """Return the expressions and their kind: ``name`` for the name of a thing, ``loose``, or nothing."""
    lines = (HERE / "news_expressions.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.partition("\t") for line in lines if line and not line.startswith("#"))
    return {phrase: kind for phrase, _, kind in rows}


def ordinary() -> re.Pattern[str]:
    """Return what matches the variants that are English, whatever the corpora hold (``ordinary_english.txt``)."""
    lines = (HERE / "ordinary_english.txt").read_text(encoding="utf-8").splitlines()
    return re.compile("|".join(translate(line) for line in lines if line and not line.startswith("#")))


def observed(file: str) -> dict[str, list[str]]:
    """Return what spinners were seen to put in the place of a word."""
    with (HERE / file).open(encoding="utf-8", newline="") as stream:
        rows = csv.reader((line for line in stream if not line.startswith("#")), delimiter="\t")
        found: dict[str, list[str]] = defaultdict(list)
        for word, others in rows:
            found[word] += others.split("|")
    return found


def people() -> list[str]:
    """Return the well-known names, in lower case."""
    lines = (HERE / "well_known_names.txt").read_text(encoding="utf-8").lower().splitlines()
    return [line for line in lines if not line.startswith("#")]


def census(*files: str) -> list[str]:
    """Return the names of lists of the US Census of 1990, the commonest first, in lower case."""
    folder = resources.files("names")
    lines = [line.split() for file in files for line in folder.joinpath(file).read_text(encoding="utf-8").lower().splitlines()]
    return [name for name, *_ in sorted(lines, key=lambda fields: -float(fields[1]))]


def merged(*tables: dict[str, list[str]]) -> dict[str, list[str]]:
    """Merge tables of stand-ins."""
    found: dict[str, list[str]] = defaultdict(list)
    for table in tables:
        for word, others in table.items():
            found[word] += [other for other in others if other not in found[word]]
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
                found[word] += others.split("|")[:NEAREST]
    return found


def variants(phrases: Iterable[str], stand_ins: dict[str, list[str]], most: int) -> Iterator[tuple[str, str]]:
    """Yield each broken expression with the expression it stands for; at most `most` words are swapped."""
    known = expressions().keys() | _EXIST
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


def _is_kind_of(broken: str, name: str) -> bool:
    """Tell whether a variant of a name may name another office or place of that kind: Home Minister, Department of Work, Middle South."""
    heads, new = _KINDS.intersection(name.split()), set(broken.split())
    return (bool(heads & new) and len(swaps(broken, name)) == 1) or not new.isdisjoint(_COMPASS)


def attested(phrases: list[str], part: str, names: Collection[str] = ()) -> dict[str, Counter[str]]:
    """Count the phrases in the corpora, by cause; spun texts are left out.

    Parameters
    ----------
    phrases : list of str
    names : collection of str
        Those that count only where they begin with a capital.
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
        document = Document(text)
        for phrase, first, _ in trie.walk(document.tokens.words):
            if phrase not in names or document.straight[document.tokens.start_list[first]].isupper():
                counts[phrase][cause] += 1
    return counts


def swaps(broken: str, expression: str) -> list[tuple[str, str]]:
    """Return what was swapped for what.

    Examples
    --------
    >>> swaps("white dwelling aides", "white house aides")
    [('house', 'dwelling')]
    """
    new, old = broken.split(), expression.split()
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(" ".join(old[a:b]), " ".join(new[c:d])) for step, a, b, c, d in steps if step != "equal"]


def unwritten(found: dict[str, tuple[str, str]], counts: dict[str, Counter[str]], trusted: Collection[tuple[str, str]]) -> dict[str, str]:
    """Return the variants that nobody writes, each with its lexicon.

    A swap that people make in one expression (help for aid) they will make in others: its variants are no more than weak.

    Parameters
    ----------
    found : dict
        Variant to its expression and its lexicon.
    counts : dict
        How often the corpora hold a variant, by cause.
    trusted : collection of pairs
        Swaps that spinners were seen to make, which stay.
    """
    written = {broken for broken in found if counts[broken]["human"] or counts[broken]["llm"]}
    names = {broken for broken, (_, file) in found.items() if file in CAPITALISED}
    at_home = {(broken in names, *swap) for broken in written for swap in swaps(broken, found[broken][0])}
    at_home -= {(False, *swap) for swap in trusted}
    kept = {}
    for broken, (expression, file) in found.items():
        pairs = swaps(broken, expression)
        respelt = any(SequenceMatcher(None, old, new).ratio() > MOST_ALIKE for old, new in pairs)
        if broken in written or counts[broken]["translated"] > MOST_TRANSLATED or respelt:
            continue
        if not any((broken in names, *pair) in at_home for pair in pairs):
            kept[broken] = file
        elif file not in CAPITALISED:
            kept[broken] = WEAK
    return kept


def main() -> None:
    """Write the lexicons: names and expressions broken as spinners were seen to break them, and as a thesaurus would."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--part", default="all", choices=("all", "tune", "check"), help="half of the corpora that attests")
    part = parser.parse_args().part
    wordsegment.load()
    known = expressions()
    names, loose, others = ([phrase for phrase, kind in known.items() if kind == wanted] for wanted in ("name", "loose", ""))
    offices = [name for name in names if not (_KINDS | _RANKS).isdisjoint(name.split())]
    short = [name for name in names if len([word for word in name.split() if word not in _FIXED]) == 2]
    seen = observed("observed_substitutions.tsv")
    nearest = merged(observed("observed_paraphrases.tsv"), thesaurus())
    of_names = merged(observed("observed_names.tsv"), seen, observed("observed_paraphrases.tsv"))
    trusted = {(word, other) for file in TRUSTED for word, others in observed(file).items() for other in others}
    found: dict[str, tuple[str, str]] = {}
    for file, phrases, stand_ins, most in (
        ("broken_expressions.tsv", offices, observed("observed_names.tsv"), 2),
        ("broken_names.tsv", names, observed("observed_names.tsv"), 2),
        ("broken_expressions.tsv", others, seen, 2),
        (WEAK, [*others, *loose, *offices], merged(seen, observed("observed_paraphrases.tsv")), 2),
        (WEAK, [*others, *loose, *offices], nearest, 1),
        ("swapped_names.tsv", short, of_names, 2),
        ("swapped_names.tsv", names, merged(of_names, nearest), 1),
        ("translated_people.tsv", people(), merged(observed("observed_people.tsv"), nearest), 1),
    ):
        for broken, expression in variants(phrases, stand_ins, most):
            found.setdefault(broken, (expression, file))
    english = ordinary()
    of_words = {broken for broken, (_, file) in found.items() if file not in ("swapped_names.tsv", "translated_people.tsv")}
    for broken in filter(english.match, of_words):
        del found[broken]
    for broken in [broken for broken, (_, file) in found.items() if file == "swapped_names.tsv" and _is_kind_of(broken, found[broken][0])]:
        del found[broken]
    surnames = {*census("dist.all.last"), *census("dist.male.first", "dist.female.first")}
    for broken in [broken for broken, (_, file) in found.items() if file == "translated_people.tsv"]:
        if not set(broken.split()).difference(found[broken][0].split()) - surnames:
            del found[broken]
    counts = attested(list(found), part, {broken for broken, (_, file) in found.items() if file in CAPITALISED})
    kept = unwritten(found, counts, trusted)
    for file in sorted(set(kept.values())):
        lines = sorted(f"{broken}\t{found[broken][0]}" for broken, of in kept.items() if of == file)
        head = "# A fixed expression of news with one word swapped, and the expression. Never seen in text of people or chat models.\n"
        (OUTPUT / file).write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
        print(f"{file}: {len(lines)} of {sum(of == file for _, of in found.values())} variants are kept.")


if __name__ == "__main__":
    main()

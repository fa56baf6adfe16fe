"""A simulator of article spinners: word after word gives way to a stand-in from a thesaurus, and nothing else moves.

Real spun text in the corpora (human and LLM texts after a word-substitution attack) is changed at the level of
words, hardly ever of characters or sentences: tokens are swapped one for one, with no regard to sense; many of the
stand-ins share no grammatical form with the word they replace, some replace a word of grammar, and names, numbers,
order, punctuation and layout stay. News from spinning engines adds traces of their machinery, such as split
abbreviations, a sentence's tail said twice, and quotations altered with the rest.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import compress
from pathlib import Path

import numpy as np

from detector.text import Document

THESAURI = ("spinner", "wordnet", "moby", "roget")
"""The tables that are shipped; each can be left out, to see what a detector carries over from one to another."""

LEXICONS = Path(str(resources.files("detector.data").joinpath("lexicons")))

FUNCTION_WORDS = frozenset(
    "the and for are was were been being have has had having does did doing done not but nor yet you your yours she her "
    "hers him his himself herself itself its they them their theirs themselves our ours ourselves myself yourself this that "
    "these those who whom whose which what when where why how all any both each few more most other some such only own same "
    "than too very can will just should would could may might must shall about above after again against among around "
    "because before below between beyond despite down during except from further here into near off once onto out over per "
    "since there therefore though although through throughout till toward towards under until unless upon via while with "
    "within without whether also ever every everyone everything anyone anything someone something nobody nothing none else "
    "even still then thus however if one two three four five six seven eight nine ten twelve hundred thousand million "
    "billion percent either neither another much many less least now mine we us he it me my is be am do as at by in of on "
    "or so to up an no aren isn wasn weren don didn doesn hasn haven hadn won wouldn couldn shouldn".split()
)
"""Words that carry grammar rather than meaning; a spinner leaves them alone."""

# Two-word phrases that spinning dictionaries hold whole.
_PHRASES: Mapping[str, tuple[str, Sequence[str]]] = {
    "according": ("to", ("in accordance with", "as per", "as indicated by")),
    "such": ("as", ("for example", "like")),
    "due": ("to", ("because of", "owing to", "on account of")),
    "at": ("least", ("no less than", "at the very least")),
    "more": ("than", ("greater than", "in excess of", "over")),
    "of": ("course", ("obviously", "naturally")),
    "in": ("addition", ("additionally", "furthermore")),
    "so": ("far", ("thus far", "up until now")),
}
# Words of grammar that engines without a notion of grammar swap too.
_GRAMMAR_SWAPS: Mapping[str, Sequence[str]] = {
    "have": ("possess", "own", "get", "receive"), "has": ("possesses", "owns", "gets", "receives"),
    "had": ("possessed", "owned", "got", "received"), "very": ("extremely", "terribly", "substantially"),
    "still": ("yet", "nevertheless", "nonetheless"), "so": ("thus", "consequently", "therefore"),
    "many": ("several", "countless", "numerous"), "also": ("additionally", "likewise", "further"),
    "even": ("yet", "level", "flat"), "then": ("subsequently", "thereafter", "next"),
    "because": ("since", "as", "owing to"), "after": ("following", "upon", "subsequent"),
    "again": ("anew", "afresh", "once more"), "less": ("fewer", "lower"), "be": ("exist", "become"),
    "did": ("performed", "accomplished"), "do": ("perform", "accomplish"), "will": ("volition", "shall"),
    "though": ("although", "however"), "if": ("whether", "provided"), "most": ("greatest", "majority"),
    "much": ("a lot", "greatly"), "just": ("simply", "merely"), "now": ("currently", "presently"),
}  # fmt: skip
_SPEECH_TAILS = {"said": "saying", "says": "saying", "told": "telling", "added": "adding"}


Edit = tuple[int, int, str]
"""A span of the original and what takes its place."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How often a spinner does what; shares from 0 to 1.

    Attributes
    ----------
    consistency : float
        Occurrences of a word that are treated as its first one was.
    names : float
        How likely a capitalised word inside a sentence is to be hit, against any other word.
    careless : float
        Documents whose engine does not look at grammar: it picks any stand-in, often in the wrong form, and swaps
        words of grammar as well.
    wrong_form, careless_form : float
        Stand-ins in another form than the sentence needs: in most documents, and in the careless ones.
    single_words : float
        Documents whose engine puts one word for one word; the others put phrases too.
    mended_articles : float
        Documents in which *a* and *an* are put right after a swap.
    split_abbreviations, doubled_tails : float
        Documents in which ``U.S.`` becomes ``U. S.``, and in which the end of a sentence is said twice.
    """

    consistency: float = 0.85
    names: float = 0.08
    careless: float = 0.5
    wrong_form: float = 0.02
    careless_form: float = 0.7
    single_words: float = 0.5
    mended_articles: float = 0.5
    split_abbreviations: float = 0.15
    doubled_tails: float = 0.1


@dataclass(frozen=True)
class _Thesaurus:
    """Stand-ins for word forms, a key shared by the forms of one word, and the kin of each stand-in."""

    choices: Mapping[str, Sequence[str]]
    stems: Mapping[str, str]
    kin: Mapping[str, Sequence[str]]


def spin(
    text: str,
    rate: float,
    rng: np.random.Generator,
    thesaurus: str | Sequence[str] = THESAURI,
    habits: Habits | None = None,
) -> str:
    """Rewrite an English article as a synonym spinner would.

    Parameters
    ----------
    text : str
        The article.
    rate : float
        Share of the content words to replace, 0 to 1, capped by the words that the thesaurus knows; of all words less
        than half as many change. .1 is light, .2 medium, .5 heavy.
    rng : numpy.random.Generator
        Source of all choices: the same text, rate, seed, thesaurus and habits give the same result.
    thesaurus : str or sequence of str
        Which of `THESAURI` to use, together where there are several.
    habits : Habits, optional
        What the spinner does besides; the defaults of `Habits` if not given.

    Returns
    -------
    str
        The spun text; everything that was not replaced stands as it was, layout included.

    Raises
    ------
    ValueError
        If the rate is not a share, or a thesaurus is unknown.

    Examples
    --------
    >>> spin("The ferry left the harbour.", 0.0, np.random.default_rng(0))
    'The ferry left the harbour.'
    """
    if not 0 <= rate <= 1:
        raise ValueError(f"The rate is a share of the content words, from 0 to 1; {rate} is not.")
    if rate == 0:
        return text
    names = (thesaurus,) if isinstance(thesaurus, str) else tuple(thesaurus)
    return _apply(text, _edits(Document(text), rate, rng, names, habits or Habits()))


def _apply(text: str, edits: Sequence[Edit]) -> str:
    pieces, position = [], 0
    for start, end, new in sorted(edits):
        pieces += [text[position:start], new]
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def _edits(document: Document, rate: float, rng: np.random.Generator, names: tuple[str, ...], habits: Habits) -> list[Edit]:
    odds = (habits.careless, habits.single_words, habits.mended_articles, habits.split_abbreviations, habits.doubled_tails)
    careless, single, mends, splits, doubles = (rng.random(5) < odds).tolist()
    edits = _swaps(document, rate, rng, _thesaurus(names, careless, single), habits, careless)
    if mends:
        edits += _mended_articles(document, edits)
    if splits:
        edits += _split_abbreviations(document)
    if doubles:
        edits += _doubled_tails(document, rng)
    return edits


def _swaps(
    document: Document, rate: float, rng: np.random.Generator, thesaurus: _Thesaurus, habits: Habits, careless: bool
) -> list[Edit]:
    """Choose the words that are replaced, and by what."""
    text = document.text
    targets = _targets(document, thesaurus)
    draws = rng.random((len(targets), 5)).tolist()
    wrong_form, bias = (habits.careless_form, 1) if careless else (habits.wrong_form, 2)
    share = _share(document, thesaurus.choices, rate)
    opening = set(document.sentence_tokens[:, 0].tolist())
    settled: dict[str, tuple[float, float]] = {}
    edits = []
    for (place, start, end, stem, choices), (hit, which, independent, form, member) in zip(targets, draws, strict=True):
        capital = text[start].isupper()
        is_name = capital and place not in opening
        if independent < habits.consistency:
            hit, which = settled.setdefault(stem + "^" * is_name, (hit, which))
        if hit >= (share * habits.names if is_name else share) or (capital and text[start:end].isupper()):
            continue
        new = choices[int(len(choices) * which**bias)]  # a square favours the first of the list
        if form < wrong_form and (kin := thesaurus.kin.get(new[:5])):
            new = kin[int(len(kin) * member)]
        edits.append((start, end, _capitalised(new, capital, is_name)))
    return edits


def _targets(document: Document, thesaurus: _Thesaurus) -> list[tuple[int, int, int, str, Sequence[str]]]:
    """List what can be replaced: place of the token, span, a key shared by the forms of one word, stand-ins."""
    tokens = document.tokens
    words, starts, ends = tokens.words, tokens.start_list, tokens.end_list
    known, stems = thesaurus.choices, thesaurus.stems
    targets = []
    inside_phrase = -1
    for place, word in enumerate(words):
        if word in _PHRASES and words[place + 1 : place + 2] == [_PHRASES[word][0]]:
            inside_phrase = place + 1
            targets.append((place, starts[place], ends[place + 1], word, _PHRASES[word][1]))
        elif word in known and place != inside_phrase:
            targets.append((place, starts[place], ends[place], stems[word], known[word]))
    return targets


def _share(document: Document, known: Mapping[str, Sequence[str]], rate: float) -> float:
    """Return how likely a known word has to be replaced for the rate to be that of all content words."""
    text, tokens = document.text, document.tokens
    plain = [text[start].islower() for start in tokens.start_list]
    content = [word for word in compress(tokens.words, plain) if word not in FUNCTION_WORDS and len(word) > 2]
    replaceable = sum(word in known for word in content)
    return min(1.0, rate * len(content) / max(1, replaceable))


def _capitalised(new: str, capital: bool, is_name: bool) -> str:
    if is_name:
        return " ".join(word[:1].upper() + word[1:] for word in new.split(" "))
    return new[:1].upper() + new[1:] if capital else new


def _mended_articles(document: Document, swaps: Sequence[Edit]) -> list[Edit]:
    tokens = document.tokens
    starts, ends = tokens.start_list, tokens.end_list
    swapped = {start: new for start, _, new in swaps}
    edits = []
    for place, word in enumerate(tokens.words[:-1]):
        if word in ("a", "an") and (new := swapped.get(starts[place + 1])):
            article = "an" if new[0] in "aeiouAEIOU" else "a"
            edits.append((starts[place], ends[place], _capitalised(article, document.text[starts[place]].isupper(), False)))
    return edits


def _split_abbreviations(document: Document) -> list[Edit]:
    """Part the letters of dotted abbreviations, and a stop from the comma after it."""
    text, tokens = document.text, document.tokens
    edits = []
    for word, start, end in zip(tokens.words, tokens.start_list, tokens.end_list, strict=True):
        if word == "," and text[start - 1 : start] == ".":
            edits.append((start, start, " "))
        elif word[0].isalpha() and word[-1] == ".":
            parted = text[start:end].replace(".", ". ")
            edits.append((start, end, parted if text[end : end + 1] in ("-", "'") else parted.rstrip()))
    return edits


def _doubled_tails(document: Document, rng: np.random.Generator) -> list[Edit]:
    """Say the last word of one or two sentences again, as engines do that cut sentences in the wrong place."""
    text, words = document.text, document.tokens.words
    starts, ends = document.tokens.start_list, document.tokens.end_list
    tails = [last - 1 for _, last in document.sentence_tokens.tolist() if last > 1 and words[last - 1] == "."]
    tails = [stop for stop in tails if words[stop - 1].isalpha()]
    count = min(len(tails), int(rng.integers(1, 3)))
    chosen = rng.choice(len(tails), count, replace=False).tolist() if count else []
    again = [(ends[tails[index]], tails[index] - 1) for index in chosen]
    return [(end, end, f" {_SPEECH_TAILS.get(words[last], text[starts[last] : ends[last]])}.") for end, last in again]


@cache
def _thesaurus(names: tuple[str, ...], careless: bool, single_words: bool) -> _Thesaurus:
    tables = [_table(name) for name in names]
    choices = {form: _merged([table[form] for table in tables if form in table]) for table in tables for form in table}
    if single_words:
        choices = {form: single for form, found in choices.items() if (single := [new for new in found if " " not in new])}
    kin: dict[str, list[str]] = defaultdict(list)
    for form in sorted(choices):
        if len(form) > 5:
            kin[form[:5]].append(form)
    if careless:
        choices |= {form: list(found) for form, found in _GRAMMAR_SWAPS.items()}
    return _Thesaurus(choices, {form: _stem(form) for form in choices}, kin)


def _merged(lists: Sequence[Sequence[str]]) -> list[str]:
    """Merge ranked lists, the best of each first."""
    longest = max(map(len, lists))
    return list(dict.fromkeys(choices[rank] for rank in range(longest) for choices in lists if rank < len(choices)))


@cache
def _table(name: str) -> dict[str, list[str]]:
    if name not in THESAURI:
        raise ValueError(f"There is no thesaurus called {name!r}; the known ones are {', '.join(THESAURI)}.")
    with gzip.open(LEXICONS / f"spinner_{name}.tsv.gz", "rt", encoding="utf-8") as lines:
        entries = (line.rstrip("\n").split("\t") for line in lines if not line.startswith("#"))
        return {form: stand_ins.split("|") for form, stand_ins in entries if form not in FUNCTION_WORDS}


def _stem(form: str) -> str:
    """Cut the commonest endings, so that the forms of one word are treated alike."""
    for ending in ("ing", "ed", "es", "s", "e"):
        if form.endswith(ending) and len(form) > len(ending) + 2:
            return form[: -len(ending)]
    return form

"""Edits planted into texts on purpose: alterations that must be found, and harmless ones that must stay silent.

Nothing here uses the comparison: places are found by plain patterns, so that what is measured with these edits was
not arranged by what is measured.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from detector.text import Document


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to a text.

    Attributes
    ----------
    kind : str
        What it is an instance of.
    start, end : int
        What it replaces.
    text : str
        What it puts there.
    keys : tuple of str
        Words near the place by which it can be recognised in another version.
    """

    kind: str
    start: int
    end: int
    text: str
    keys: tuple[str, ...] = ()

    def applied(self, text: str) -> str:
        """Return a text with the edit made."""
        return text[: self.start] + self.text + text[self.end :]

    @property
    def span(self) -> tuple[int, int]:
        """Where the edit stands in the edited text; at least one character."""
        return self.start, max(self.start + len(self.text), self.start + 1)


Edits = Callable[[Document, random.Random], Iterator[Edit]]
"""Yields the edits of one kind that a text has places for."""

_AUXILIARY = r"(?:has|have|had|is|are|was|were|will|would|can|could|should|did)"
_AFFIRMED = re.compile(
    rf"\b({_AUXILIARY}) (?!(?:not|no|nothing|never|only|to|also|just|more|less|most|long|first|above|then|that|about|from|already|even"
    r"|once|what|when|where|whether|until|there|here|still)\b)([a-z]{4,})\b"
)
_NEGATIVE = re.compile(r"n['’]t\b|\b(?:not?|nothing|nobody|none|neither|never|nor|without)\b")
_DENIED = re.compile(rf"\b({_AUXILIARY}) not (?!only\b|just\b|to\b)([a-z]{{4,}})\b")
_FIGURE = re.compile(r"(?<![\w.,/:$€£\\-])(?!(?<=\n)\d+[.)] |(?<=[.!?] )\d+[.)] )\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\w/:\\-]|[.,]\d)")
_COUNT = re.compile(r"\b(two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty)\b(?!-)")
_COUNTS = "two three four five six seven eight nine ten twelve fifteen twenty thirty forty fifty".split()
_MEASURED = re.compile(
    r"\b(\d[\d,.]*)( ?%| (?:percent|per cent|kilometers?|kilometres?|km|miles?|meters?|metres?|feet|inches|kilograms?|kg|pounds|tons?|tonnes?|"
    r"dollars|euros|yen|hours?|minutes?|days?|weeks?|months?|years?|degrees|acres|hectares|liters?|litres?|barrels?)\b)"
    r"(?! old\b|,? ?(?:-|–|to|and|or) ?[$€£]?\d)"
)
_SIGN = re.compile(r"[$€£](?=(\d[\d,.]*\d|\d)(?! ?(?:m|bn|million|billion|trillion)? ?(?:-|–|to|and|or) ?[$€£]?\d))(?<!\d to .)")
_AGED = re.compile(r"\b(?:age|aged|old|older|young|younger)\b")
_NAME = r"[A-Z][a-z]+(?: [A-Z]\.)?(?: [A-Z][a-z]{2,}){0,2}"
_SAID = r"(?:said|says|told|added|explained|noted|stated|argued|warned|insisted)"
_SPEAKER = re.compile(rf"(?:(?<=[,.”\"] )(?<! [A-Z]\. )|(?<=\n))({_NAME}) {_SAID}\b|\b(?!told){_SAID} ({_NAME})(?=[.,;\n])")
_NOBODY = frozenset(
    "The A An He She It They We I You This That These Those There Here But And So Then As What Who When One Some Many Others Mr Mrs Ms Dr "
    "Officials Ministers Management Staff Witnesses Experts Critics Doctors People Workers Students Scientists Researchers Amnesty Police "
    "Department Ministry Company Party Council University Court Bank Group Association Agency Commission Committee Board Office News Times "
    "Post Government Parliament Senate Union League Club Institute Hospital School Church Army Navy Force Service Corp Inc Fund Monday "
    "Tuesday Wednesday Thursday Friday Saturday Sunday".split()
)
"""Words that open a sentence before a verb of saying, or name a body that may speak through anybody."""

_STRANGERS = ("Martin Keller", "Ruth Adeyemi", "Paulo Sandoval", "Ingrid Halvorsen", "Samir Qureshi", "Helen Whitcombe")
_CONTENT = re.compile(r"(?<![\w'’-])[a-z]{4,}(?![\w'’-])")
_PLAIN = frozenset(
    "that this with from have been were will would could should their they them there which what when where while about because than then "
    "into over very also just only some such more most much many each other your yours ours mine these those does doing done being "
    "make made".split()
)


def _negations(document: Document, rng: random.Random) -> Iterator[Edit]:
    for match in _AFFIRMED.finditer(document.text):
        clause = document.text[max(0, match.start() - 60) : match.start()]
        if not match[2].endswith("ly") and not _NEGATIVE.search(clause):
            yield Edit("negation", match.end(1), match.end(1), " not", (match[1], match[2]))
    for match in _DENIED.finditer(document.text):
        yield Edit("negation", match.end(1), match.start(2), " ", (match[1], "not", match[2]))


def _numbers(document: Document, rng: random.Random) -> Iterator[Edit]:
    for match in _FIGURE.finditer(document.text):
        digits = match[0]
        value = float(digits.replace(",", ""))
        year = len(digits) == 4 and digits.isdigit() and 1500 < value < 2100
        # Zeros at the end stay: 120,002 for 120,000 is the same number, told more exactly.
        places = [place for place, letter in enumerate(digits) if letter.isdigit() and digits[place:].strip("0,.")]
        if not places:
            continue
        at = places[-1] if year else rng.choice(places)
        other = rng.choice([digit for digit in "123456789" if digit != digits[at]])
        yield Edit("number", match.start(), match.end(), digits[:at] + other + digits[at + 1 :], (digits,))
    for match in _COUNT.finditer(document.text):
        yield Edit("number", match.start(), match.end(), rng.choice([word for word in _COUNTS if word != match[1]]), (match[1],))


def _units(document: Document, rng: random.Random) -> Iterator[Edit]:
    for match in _MEASURED.finditer(document.text):
        if "year" in match[2] and _AGED.search(document.text, match.start() - 20, match.end() + 20):
            continue  # "older than 100" needs no unit
        yield Edit("unit", match.end(1), match.end(2), "", (match[1], match[2].strip()))
    for match in _SIGN.finditer(document.text):
        yield Edit("unit", match.start(), match.end(), "", (match[1], match[0]))


def _quotations(document: Document, rng: random.Random) -> Iterator[Edit]:
    words = sorted({match[0] for match in _CONTENT.finditer(document.text)} - _PLAIN)
    for start, end in document.quotations:
        inside = [match for match in _CONTENT.finditer(document.text, start, end) if match[0] not in _PLAIN]
        if len(document.text[start:end].split()) >= 6 and inside and len(words) > 10:
            match = rng.choice(inside)
            other = rng.choice([word for word in words if word[:4] != match[0][:4]])
            yield Edit("quotation", match.start(), match.end(), other, (match[0],))


def _speakers(document: Document, rng: random.Random) -> Iterator[Edit]:
    common = {match[0].lower() for match in re.finditer(r"(?<![\w'’-])[a-z]+", document.text)}
    found = [(match.span(1), match[1]) if match[1] else (match.span(2), match[2]) for match in _SPEAKER.finditer(document.text)]
    named = [(span, name) for span, name in found if _is_person(name, common) and not document.is_quotation(span[0])]
    for (start, end), name in named:
        others = [other for _, other in named if _unlike(name, other)]
        strangers = [stranger for stranger in _STRANGERS if _unlike(name, stranger)]
        yield Edit("attribution", start, end, rng.choice(others or strangers), (name.split()[-1],))


def _is_person(name: str, common: set[str]) -> bool:
    """Tell whether a name can be somebody's, and is no ordinary word that opens a sentence."""
    words = name.split()
    return not any(word in _NOBODY - {"Mr", "Mrs", "Ms", "Dr"} or word.lower() in common for word in words) and words[-1] not in _NOBODY


def _unlike(name: str, other: str) -> bool:
    """Tell whether two names can only be two people's."""
    return not {word[:4] for word in name.split()} & {word[:4] for word in other.split()}


PLANTED: dict[str, tuple[Edits, frozenset[str]]] = {
    "negation": (_negations, frozenset({"negation-flipped"})),
    "number": (_numbers, frozenset({"number-changed"})),
    "unit": (_units, frozenset({"unit-lost"})),
    "quotation": (_quotations, frozenset({"quote-altered"})),
    "attribution": (_speakers, frozenset({"attribution-changed"})),
}
"""What is planted, by which function, and the kinds of alteration that say so."""


# ------------------------------------------------------------------------------------------------ harmless edits
_SPELLINGS = (
    ("color", "colour"), ("labor", "labour"), ("neighbor", "neighbour"), ("favorite", "favourite"), ("center", "centre"),
    ("theater", "theatre"),
    ("defense", "defence"), ("organization", "organisation"), ("organize", "organise"), ("organized", "organised"), ("realized", "realised"),
    ("recognize", "recognise"), ("recognized", "recognised"), ("traveled", "travelled"), ("traveling", "travelling"), ("program", "programme"),
    ("programs", "programmes"), ("toward", "towards"), ("among", "amongst"), ("while", "whilst"), ("gray", "grey"), ("adviser", "advisor"),
    ("percent", "per cent"), ("behavior", "behaviour"), ("harbor", "harbour"), ("kilometers", "kilometres"), ("meters", "metres"),
    ("analyze", "analyse"),
    ("license", "licence"), ("canceled", "cancelled"), ("honor", "honour"), ("rumors", "rumours"), ("criticized", "criticised"),
    ("fiber", "fibre"),
)  # fmt: skip
_HOUSE = (
    ("U.S.", "US"), ("US", "U.S."), ("United States", "US"), ("U.K.", "UK"), ("UK", "U.K."), ("UN", "U.N."), ("United Nations", "UN"),
    ("EU", "European Union"),
    ("do not", "don’t"), ("does not", "doesn’t"), ("did not", "didn’t"), ("is not", "isn’t"), ("was not", "wasn’t"), ("cannot", "can’t"),
    ("will not", "won’t"), ("it is", "it’s"), ("we are", "we’re"), ("they are", "they’re"), ("I am", "I’m"), ("we have", "we’ve"),
    ("would not", "wouldn’t"),
    ("don't", "do not"), ("doesn't", "does not"), ("didn't", "did not"), ("isn't", "is not"), ("it's", "it is"), ("can't", "cannot"),
    ("wasn't", "was not"),
    ("percent", "%"), ("per cent", "percent"), ("Mr. ", ""), ("January", "Jan."), ("February", "Feb."), ("August", "Aug."),
    ("September", "Sept."),
    ("October", "Oct."), ("November", "Nov."), ("December", "Dec."), ("General", "Gen."), ("Senator", "Sen."), ("Governor", "Gov."),
    ("Professor", "Prof."),
    ("three", "3"), ("four", "4"), ("five", "5"), ("six", "6"), ("seven", "7"), ("eight", "8"), ("nine", "9"), ("ten", "10"),
    ("twelve", "12"), ("twenty", "20"),
    ("Kiev", "Kyiv"), ("Zelensky", "Zelenskyy"), ("Mohammed", "Mohammad"), ("Sergei", "Sergey"), ("Kharkov", "Kharkiv"), ("Beijing", "Peking"),
)  # fmt: skip
_CLAUSE = re.compile(r", (?:which|who|while|although|as|where)\b[^.,;!?\"“”\d]{12,80}(?=[.])")
_OPENING = re.compile(
    r"(?<=\. )(On (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|In (?:January|February|March|April|June|July|August|September|October|November|December)|Last (?:week|month|year)|In \d{4}),?"
    r" ([^.\"“”]{20,120})\.(?= |$)"
)
_WORD = re.compile(r"(?<![\w'’-])[a-z]{7,}(?![\w'’-])")


def _swapped_words(pairs: tuple[tuple[str, str], ...], kind: str) -> Edits:
    both = dict(pairs) | ({second: first for first, second in pairs} if kind == "spelling" else {})
    pattern = re.compile(r"(?<![\w’'-])(?:" + "|".join(re.escape(word) for word in sorted(both, key=len, reverse=True)) + r")(?![\w’'-])")

    def edits(document: Document, rng: random.Random) -> Iterator[Edit]:
        for match in pattern.finditer(document.text):
            yield Edit(kind, match.start(), match.end(), both[match[0]])

    return edits


def _typos(document: Document, rng: random.Random) -> Iterator[Edit]:
    for match in _WORD.finditer(document.text):
        at = match.start() + rng.randrange(1, len(match[0]) - 2)
        first, second = document.text[at], document.text[at + 1]
        if first != second:
            yield Edit("typo", at, at + 2, second + first)


def _glyphs(document: Document, rng: random.Random) -> Iterator[Edit]:
    for start, end in document.quotations:
        inside = document.text[start + 1 : end - 1]
        if document.text[start] in '"“' and document.text[end - 1] in '"”' and "\n" not in inside:
            marks = '""' if document.text[start] == "“" else "“”"
            yield Edit("quotation marks", start, end, marks[0] + inside + marks[1])


def _shortenings(document: Document, rng: random.Random) -> Iterator[Edit]:
    sentences = document.sentences
    for start, end in sentences[1:]:
        marks = document.straight.count('"', start, end)
        if document.text[end - 1] in ".!?" and not document.is_quotation(start) and marks % 2 == 0:
            yield Edit("shortening", start, end, "")
    for match in _CLAUSE.finditer(document.text):
        yield Edit("shortening", match.start(), match.end(), "")


def _reorderings(document: Document, rng: random.Random) -> Iterator[Edit]:
    sentences = document.sentences
    for first, second in pairwise(sentences):
        if "\n" not in document.text[first[0] : second[1]] and document.text[first[1] - 1] == "." == document.text[second[1] - 1]:
            one, two = document.text[slice(*first)], document.text[slice(*second)]
            if not document.is_quotation(first[0]) and not document.is_quotation(second[0]):
                yield Edit("reordering", first[0], second[1], f"{two} {one}")
    for match in _OPENING.finditer(document.text):
        when, rest = match[1], match[2]
        yield Edit("reordering", match.start(), match.end(), f"{rest[0].upper()}{rest[1:]} {when[0].lower()}{when[1:]}.")


HARMLESS: dict[str, Edits] = {
    "spelling": _swapped_words(_SPELLINGS, "spelling"),
    "house style": _swapped_words(_HOUSE, "house style"),
    "typo": _typos,
    "quotation marks": _glyphs,
    "shortening": _shortenings,
    "reordering": _reorderings,
}
"""Edits that change nothing of what is said, by which function."""


def drawn_edits(edits: Edits, document: Document, rng: random.Random, fits: Callable[[Edit], bool], most: int = 1) -> list[Edit]:
    """Draw some of the edits of a kind that fit.

    Parameters
    ----------
    edits : callable
        Of `PLANTED` or `HARMLESS`.
    document : Document
        The text to be edited; only places in its body are drawn.
    rng : random.Random
        Source of chance.
    fits : callable
        Whether an edit may be used.
    most : int
        How many are drawn where there are as many.
    """
    choices = [edit for edit in edits(document, rng) if document.kind_at(edit.start) == "body" and fits(edit)]
    return rng.sample(choices, min(most, len(choices)))

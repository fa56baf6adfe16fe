"""`Version`: a document as a sequence of terms, in which house style has been folded away.

Two versions of a sentence that differ in spelling, contraction, abbreviation, punctuation or the way a number is
written have the same terms. Every term keeps the span it came from, so what is found is shown where it stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from detector.comparison.lemmas import american, lemma, name_key, synonyms
from detector.comparison.lexicons import name_spellings
from detector.comparison.numerals import Numeral, ordinal, read_numeral
from detector.comparison.units import ABBREVIATIONS, CURRENCIES, UNITS
from detector.text import Document

FUNCTION_WORDS = frozenset(
    "a an the of to in on at by for from with as into onto upon about than then so that this these those which who whom whose what "
    "and or but nor if when while where how why there here it he she they we i you him her them us me his its their our my your hers "
    "theirs ours mine yours himself herself itself themselves ourselves myself yourself be have do will would shall should can could "
    "may might must not no also just very too such some any each both all own up out off over down through between after before "
    "during against under toward because since until though although whether however per via am is are was were been being has had "
    "does did done much many more most only even still yet already again accordingto".split()
)
AUXILIARIES = frozenset("be have do will would shall should can could may might must ought need dare get".split())
PRONOUNS = frozenset(
    "he she they it we i you him her them us me his hers its their theirs our ours my mine your yours himself herself itself themselves "
    "ourselves myself yourself who that this these those".split()
)
_PARTS = {
    "can't": "can not", "cannot": "can not", "won't": "will not", "shan't": "shall not", "ain't": "is not", "let's": "let us",
    "gonna": "going to", "wanna": "want to", "gotta": "got to", "'em": "them", "i'm": "i am", "y'all": "you all", "o'clock": "o'clock",
    "dont": "do not", "doesnt": "does not", "didnt": "did not", "isnt": "is not", "wasnt": "was not", "werent": "were not", "wont": "will not",
    "cant": "can not", "couldnt": "could not", "wouldnt": "would not", "shouldnt": "should not", "hasnt": "has not", "havent": "have not",
}  # fmt: skip
_ENDINGS = {"'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "'m": "am"}
_IS_AFTER = frozenset("it he she that there here what who where how when this everything nothing everyone".split())
_PHRASES = {
    ("united", "states", "of", "america"): "usa", ("united", "states"): "usa", ("united", "kingdom"): "uk",
    ("great", "britain"): "uk", ("per", "cent"): "percent", ("european", "union"): "eu", ("united", "nations"): "un",
    ("in", "order", "to"): "to", ("as", "well", "as"): "and", ("all", "right"): "alright", ("according", "to"): "accordingto",
}  # fmt: skip
_WORDS = {
    "u.s.": "usa", "u.s.a.": "usa", "u.k.": "uk", "u.n.": "un", "e.u.": "eu", "britain": "uk", "&": "and", "%": "percent", "°": "degree",
    "$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "a.m.": "am#", "p.m.": "pm#", "pct": "percent", "dlrs": "dollar",
    "photograph": "photo", "telephone": "phone", "yeah": "yes", "thru": "through", "pc": "percent",
}  # fmt: skip
_CAPITALS = {"US": "usa", "USA": "usa", "UK": "uk", "UN": "un", "EU": "eu", "U.S": "usa", "AM": "am#", "PM": "pm#"}
_SIGNS = frozenset("$€£¥")
_BREAKS = frozenset(",;:()[]\"-")
_STATES = frozenset({"usa", "uk", "un", "eu"})
_TITLES = frozenset("mr mrs ms mister sir dr".split())
_NO_NAMES: frozenset[str] = frozenset()
NUMBER, WORD, FUNCTION = "number", "word", "function"


class Term(NamedTuple):
    """One word or number, folded.

    Attributes
    ----------
    form : str
        The word in American spelling, contraction undone; a number as its value.
    lemma : str
        Its lemma.
    start, end : int
        Span in the original text.
    kind : str
        ``"word"``, ``"function"`` or ``"number"``.
    name : bool
        Whether it is (part of) a name.
    clause : int
        Number of the stretch between two breaks (commas, colons, dashes, quotation marks) it stands in.
    quoted : bool
        Whether it stands inside a quotation.
    value : float
        What a number amounts to; 0 for words.
    """

    form: str
    lemma: str
    start: int
    end: int
    kind: str
    name: bool
    clause: int
    quoted: bool
    value: float = 0.0

    @property
    def content(self) -> bool:
        """Whether it carries meaning of its own."""
        return self.kind != FUNCTION


def _parts_of(word: str) -> list[str]:
    """Undo a contraction and drop a possessive."""
    if word in _PARTS:
        return _PARTS[word].split()
    if word.endswith("n't") and len(word) > 3:
        return [word[:-3], "not"]
    stem, mark, ending = word.rpartition("'")
    if mark + ending in _ENDINGS and stem:
        return [stem, _ENDINGS[mark + ending]]
    if ending == "s" and stem:
        return [stem, "is"] if stem in _IS_AFTER else [stem]
    return [stem] if mark and not ending and stem else [word]


def _straight_case(text: str) -> str:
    return "upper" if text.isupper() and len(text) > 1 else "title" if text[:1].isupper() else "lower"


class Version:
    """A document as the comparison reads it.

    Parameters
    ----------
    document : Document
        What was read; only its body is used.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.id = document.article.id
        self.terms: list[Term] = []
        self.sentences: list[tuple[int, int]] = []
        self._clause = 0
        self._read()

    def __len__(self) -> int:
        return len(self.terms)

    def text_of(self, start: int, end: int) -> str:
        """Return the original text of a span."""
        return self.document.text[start:end]

    def _read(self) -> None:
        quoted = self.document.is_quoted
        for first, last in self.document.sentence_tokens.tolist():
            begin = len(self.terms)
            self._clause += 1
            self.terms.extend(self._sentence(first, last, quoted))
            if len(self.terms) > begin:
                self.sentences.append((begin, len(self.terms)))

    def _sentence(self, first: int, last: int, quoted: np.ndarray) -> Iterator[Term]:
        tokens = self.document.tokens
        words, starts, ends = tokens.words, tokens.start_list, tokens.end_list
        straight = self.document.straight
        known = self._known_names
        capitals = sum(straight[starts[i]].isupper() for i in range(first, last))
        shouting = last - first > 3 and capitals > 0.7 * (last - first)
        index, opening, sign, counted = first, True, "", False
        sentence = words[first:last]
        while index < last:
            word = words[index]
            if word in _SIGNS or (word in CURRENCIES and index + 1 < last and words[index + 1][0].isdigit()):
                if counted and word in _SIGNS and not words[min(index + 1, last - 1)][0].isdigit():  # "4 million €"
                    yield Term(_WORDS[word], _WORDS[word], starts[index], ends[index], WORD, False, self._clause, bool(quoted[index]))
                else:
                    sign = word
                counted = False
                index += 1
                continue
            if not (word[0].isalnum() or word in _WORDS or (word[0] == "'" and len(word) > 1)):
                inside = word == "-" and first < index < last - 1 and ends[index - 1] == starts[index] and ends[index] == starts[index + 1]
                self._clause += word in _BREAKS and not inside
                opening = opening or word == '"'
                index += 1
                continue
            numeral = None if self._is_designation(first, index) else read_numeral(sentence, index - first, bool(sign))
            if numeral is not None:
                yield from self._amount(index, numeral, sign, bool(quoted[index]))
                index += numeral.length
                unit = _WORDS.get(sign) or CURRENCIES.get(sign, "")
                if unit and index < last and lemma(words[index]) == unit:
                    index += 1  # "$5 million dollars"
                sign, opening, counted = "", False, True
                continue
            sign = ""
            span_start = starts[index]
            length, form = self._phrase(sentence, index - first, straight[span_start : ends[index]])
            end = ends[index + length - 1]
            case = _straight_case(straight[span_start:end])
            names = known
            if counted and (ABBREVIATIONS.get(word, lemma(word)) in UNITS):
                form, case, names = ABBREVIATIONS.get(word, word), "lower", _NO_NAMES  # "Euros" is a unit, not a name
            for part in [form] if form else _parts_of(word):
                yield self._term(part, span_start, end, case, opening, shouting, bool(quoted[index]), names)
            if not (word == "the" and opening):
                opening = False
            index += length
            counted = False

    def _is_designation(self, first: int, index: int) -> bool:
        """Tell whether a token with letters and figures is part of a name such as BMP-2M, and not a measure."""
        tokens = self.document.tokens
        if index < first + 2 or tokens.words[index].isdigit() or tokens.words[index - 1] != "-" or not tokens.words[index - 2][0].isalpha():
            return False
        return tokens.end_list[index - 1] == tokens.start_list[index] and tokens.words[index][-1].isalpha() and tokens.words[index][0].isdigit()

    def _amount(self, index: int, numeral: Numeral, sign: str, quoted: bool) -> Iterator[Term]:
        """Yield a number and the unit that is glued to it or stands before it as a sign."""
        tokens = self.document.tokens
        start, end = tokens.start_list[index], tokens.end_list[index + numeral.length - 1]
        if sign and index and tokens.words[index - 1] == sign:
            start = tokens.start_list[index - 1]
        number = f"{numeral.value:.10g}"
        yield Term(number, number, start, end, NUMBER, False, self._clause, quoted, numeral.value)
        unit = numeral.unit or _WORDS.get(sign) or CURRENCIES.get(sign, "")
        if unit:
            yield Term(unit, unit, start, end, WORD, False, self._clause, quoted)

    @staticmethod
    def _phrase(sentence: Sequence[str], index: int, straight: str) -> tuple[int, str]:
        """Return how many tokens a fixed phrase takes, and its one form; an empty form where there is none."""
        word = sentence[index]
        if word in ("united", "per", "great", "european", "in", "as", "all", "according"):
            for size in (4, 3, 2):
                phrase = tuple(sentence[index : index + size])
                if phrase in _PHRASES:
                    return len(phrase), _PHRASES[phrase]
        if word in ("u", "e") and sentence[index + 1 : index + 2] == ["."]:  # "U. S.", with a space that a machine put in
            letter = sentence[index + 2 : index + 3]
            if letter and letter[0] in "sknu" and len(letter[0]) == 1:
                return (4 if sentence[index + 3 : index + 4] == ["."] else 3), _WORDS.get(f"{word}.{letter[0]}.", "usa")
        if straight in _CAPITALS:
            return 1, _CAPITALS[straight]
        if word == "°":
            return (2 if sentence[index + 1 : index + 2] in (["c"], ["f"]) else 1), "degree"
        return 1, _WORDS.get(word, "")

    def _term(self, form: str, start: int, end: int, case: str, opening: bool, shouting: bool, quoted: bool, known: frozenset[str]) -> Term:
        place = ordinal(form)
        if place is not None:
            form = f"{place}th"
        base = lemma(form)
        if form in FUNCTION_WORDS or (base in FUNCTION_WORDS and base in AUXILIARIES):
            return Term(form, base, start, end, FUNCTION, False, self._clause, quoted)
        name = False
        if case != "lower" and not shouting and form not in _TITLES:
            name = not opening or form in known or (base not in synonyms() and form not in synonyms())
        if form in _STATES or form in name_spellings() or form in known:
            name = True  # also where the machine or the house writes it small
        if name and base not in synonyms():
            base = form = name_key(form)
        return Term(american(form), base, start, end, WORD, name, self._clause, quoted)

    @cached_property
    def _known_names(self) -> frozenset[str]:
        """Words that stand capitalised inside a sentence somewhere in the document."""
        document = self.document
        tokens, straight = document.tokens, document.straight
        starts = tokens.start_list
        seen: set[str] = set()
        for first, last in document.sentence_tokens.tolist():
            for index in range(first + 1, last):
                word = tokens.words[index]
                if straight[starts[index]].isupper() and word[0].isalpha() and tokens.words[index - 1][0].isalnum():
                    seen.add(_parts_of(word)[0])
        return frozenset(seen)

    @cached_property
    def names(self) -> frozenset[str]:
        """Keys of all names in the body."""
        return frozenset(term.lemma for term in self.terms if term.name)

    @cached_property
    def told_numbers(self) -> Counter[float]:
        """How often each number is told."""
        return Counter(term.value for term in self.terms if term.kind == NUMBER)

    @cached_property
    def sentence_of(self) -> list[int]:
        """The sentence each term stands in."""
        numbers = [0] * len(self.terms)
        for number, (first, last) in enumerate(self.sentences):
            numbers[first:last] = [number] * (last - first)
        return numbers

    @cached_property
    def clauses(self) -> list[int]:
        """The clause number of each term."""
        return [term.clause for term in self.terms]

    def between(self, first: int, last: int) -> tuple[int, int]:
        """Return the span of the terms from `first` up to, not including, `last`."""
        return self.terms[first].start, self.terms[last - 1].end

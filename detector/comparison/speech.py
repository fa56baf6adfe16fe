"""Direct and reported speech: whose words, and whether they are still the same words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from detector.comparison.alignment import Alignment, Passage, _align_terms, same_name, word_similarity
from detector.comparison.findings import Alteration, Span, show, span_of_terms
from detector.comparison.lemmas import edit_distance, known_words
from detector.comparison.lexicons import places
from detector.comparison.names import alike
from detector.comparison.terms import AUXILIARIES, FUNCTION, FUNCTION_WORDS, NUMBER, PRONOUNS, Term, Version

REPORTING = frozenset(
    "summarize remind assure clarify recount reveal contend reckon say tell add note state continue explain declare argue warn "
    "insist claim announce write report stress emphasize reiterate recall "
    "comment remark reply respond conclude observe acknowledge admit concede describe assert maintain predict joke quip complain urge "
    "suggest confirm deny believe think allege testify tweet post lament caution vow pledge promise accuse".split()
)
_ROLES = frozenset(
    "president secretary state minister prime chancellor general governor senator mayor chief director spokesman spokeswoman spokesperson "
    "chairman chairwoman head leader official king queen prince princess pope judge officer captain colonel sergeant major dr professor "
    "ambassador commissioner congressman congresswoman deputy vice foreign defense interior justice attorney ministry department government "
    "administration council parliament committee commission police army agency office court party union league association company bank group "
    "university institute hospital court mr mrs ms sir lord lady coach manager owner ceo cfo coo executive representative rep sen gov mp "
    "editor analyst".split()
)
_ADVERBIAL = frozenset(
    "also later then earlier once again repeatedly never always often previously recently today yesterday tomorrow now still".split()
)
_ATTACHING = frozenset("in from at for with on near".split())
_SUBJECTS = frozenset("he she they we i it you who".split())
_ARTICLES = frozenset("a an the this that his her its their our my your".split())
_SURNAMES = frozenset("king prince pope judge major head lord page".split())
"""Roles that are surnames as well, behind a first name."""

_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_ELLIPSIS = re.compile(r"\.\.\.|\. \. \.|…|\[")
_CLEAR = 0.4
"""Overlap of two sentences from which their only reporting verbs report one statement."""

_LONGEST_ROLE = 15
"""Terms of a role that may stand between a reporting verb and the name."""

_BESIDE = 6
"""Terms on either side of a reporting verb in which a name may belong to it."""

_WHOLE_CLAUSE = 8
"""Words that only one rendering has from which they are taken for narrative that a lost or stray mark let in."""

_SHORT = 4
"""Words from which a quotation is a statement; below it is a term in quotation marks."""

_SAME_UTTERANCE = 0.5
"""Share of the shorter quotation's words that must recur for the two to be one utterance."""

_FREE = 0.6
"""Share of unchanged words below which two renderings are two translations or retellings rather than one altered quotation."""


@dataclass(frozen=True)
class Quote:
    """A quotation of one version.

    Attributes
    ----------
    start, end : int
        Its span, marks included.
    terms : tuple of int
        Its terms.
    sentence : int
        The sentence it begins in.
    """

    start: int
    end: int
    terms: tuple[int, ...]
    sentence: int


@dataclass(frozen=True)
class Attribution:
    """Who is said to have said something.

    Attributes
    ----------
    verb : int
        Term of the reporting verb.
    speaker : tuple of int
        Terms of the speaker's name; empty where it is a pronoun or a role.
    subject : tuple of int
        Terms of the whole noun phrase.
    """

    verb: int
    speaker: tuple[int, ...]
    subject: tuple[int, ...]


def quotes_of(version: Version) -> list[Quote]:
    """Return the quotations in the body of a version."""
    found = []
    index = 0
    terms = version.terms
    for start, end in version.document.quotations:
        while index < len(terms) and terms[index].end <= start:
            index += 1
        last = index
        while last < len(terms) and terms[last].start < end:
            last += 1
        if last > index:
            found.append(Quote(start, end, tuple(range(index, last)), version.sentence_of[index]))
        index = last
    return found


# ----------------------------------------------------------------------------------------------- attribution
def _subject_before(version: Version, verb: int, first: int) -> list[int]:
    terms = version.terms
    index = verb - 1
    while index >= first and (terms[index].lemma in AUXILIARIES or terms[index].form in _ADVERBIAL or terms[index].form.endswith("ly")):
        index -= 1
    subject: list[int] = []
    while index >= first and terms[index].clause == terms[verb].clause and not terms[index].quoted and len(subject) < 8:
        term = terms[index]
        if term.form in _ATTACHING and subject:
            subject = []  # "a spokesman for Berg", "officials in Kyiv": the head stands before it
            index -= 1
            continue
        joined = term.form == "and" and bool(subject) and index > first and terms[index - 1].name and terms[index + 1].name
        if term.kind == FUNCTION and term.form not in ("the", "a", "an", "of", "one", "two") and not joined:
            if term.form in PRONOUNS and not subject:
                return [index]
            break
        if term.lemma in REPORTING and not term.name and subject:
            break
        subject.append(index)
        index -= 1
    return subject[::-1]


def _subject_after(version: Version, verb: int, last: int) -> list[int]:
    terms = version.terms
    subject: list[int] = []
    start = _past_aside(version, verb, last)
    clause = terms[verb].clause if start == verb + 1 else terms[start].clause
    for index in range(start, min(last, start + 7)):
        term = terms[index]
        if term.clause != clause or term.quoted or term.lemma in _DAYS or term.form in _ADVERBIAL or term.kind == NUMBER:
            break
        if term.kind == FUNCTION and term.form not in ("the", "a", "an", "of"):
            if term.form in _SUBJECTS and not subject:
                return [index]
            break
        subject.append(index)
    return subject


def _past_aside(version: Version, verb: int, last: int) -> int:
    """Return the term behind a verb, or behind a short aside after it ("said, for example, Ada Berg")."""
    terms = version.terms
    end = verb + 1
    while end < min(last, verb + 4) and terms[end].clause == terms[verb].clause + 1 and not terms[end].name and not terms[end].quoted:
        end += 1
    aside = end > verb + 1 and end < last and terms[end].clause == terms[verb].clause + 2
    return end if aside and terms[end].name else verb + 1


def _name_at_head(version: Version, subject: Sequence[int]) -> tuple[int, ...]:
    """Return the terms of the name that a noun phrase ends in; none where its head is a role or an ordinary noun."""
    stop = len(subject)
    for place, index in enumerate(subject):  # "Stoltenberg of Norway": the head stands before "of"
        if version.terms[index].form == "of" and place:
            stop = place
            break
    name: list[int] = []
    for index in reversed(subject[:stop]):
        term = version.terms[index]
        if not term.name or ((term.lemma in _ROLES or term.form in _ROLES) and not _is_surname(version, index)):
            break
        name.append(index)
    return tuple(name[::-1])


def _is_surname(version: Version, index: int) -> bool:
    """Tell whether a role at the end of a name is a surname: Florian King, but not President or Norway King."""
    before = version.terms[index - 1]
    first_name = index > 0 and before.name and before.form not in _ROLES and before.lemma not in places()
    return first_name and version.terms[index].form in _SURNAMES


def attributions(version: Version, sentence: int) -> list[Attribution]:
    """Find who is said to say what in a sentence.

    Parameters
    ----------
    version : Version
        The version.
    sentence : int
        Number of the sentence.

    Returns
    -------
    list of Attribution

    Examples
    --------
    >>> from detector.text import Document
    >>> version = Version(Document("The plan will work, Prime Minister Ada Berg said on Monday."))
    >>> [version.terms[index].form for index in attributions(version, 0)[0].speaker]
    ['ada', 'berg']
    """
    first, last = version.sentences[sentence]
    found = []
    for verb in range(first, last):
        term = version.terms[verb]
        if term.quoted or (term.form != "accordingto" and (term.name or term.lemma not in REPORTING)):
            continue
        if verb > first and version.terms[verb - 1].form in _ARTICLES and term.form != "accordingto":
            continue  # "the report", "a written statement"
        if term.form == "state" and verb + 1 < last and version.terms[verb + 1].kind != FUNCTION:
            continue  # "state leader"
        if term.form == "accordingto":
            subject = _subject_after(version, verb, last)
        else:
            subject = _subject_before(version, verb, first)
            if not subject or version.terms[verb - 1].quoted:
                aside = _apposition_before(version, verb, first)
                named = bool(aside) and bool(_name_before_apposition(version, aside, first))
                subject = aside if named else _subject_after(version, verb, last) or subject
        if subject:
            speaker = (
                _name_at_head(version, subject)
                or _name_before_apposition(version, subject, first)
                or (_name_behind_role(version, subject, last) if subject[0] > verb else ())
            )
            found.append(Attribution(verb, speaker, tuple(dict.fromkeys((*speaker, *subject)))))
    return found


def _name_behind_role(version: Version, subject: Sequence[int], last: int) -> tuple[int, ...]:
    """Return the name that follows a role: "said the head of the harbour board, Ada Berg"."""
    terms = version.terms
    start = subject[-1] + 1
    while start < min(last, subject[0] + _LONGEST_ROLE) and terms[start].clause == terms[subject[-1]].clause:
        start += 1
    end = start
    while end < last and terms[end].clause == terms[subject[-1]].clause + 1 and terms[end].name and not terms[end].quoted:
        end += 1
    ended = end >= last or terms[end].clause != terms[start].clause
    return _name_at_head(version, range(start, end)) if start < end <= start + 4 and ended else ()


def _apposition_before(version: Version, verb: int, first: int) -> list[int]:
    """Return the apposition that a comma parts from its verb: "Ada Berg, head of the harbour board, said"."""
    terms = version.terms
    start = verb
    while start > first and terms[start - 1].clause == terms[verb].clause - 1 and not terms[start - 1].quoted:
        start -= 1
    return list(range(start, verb))


def _name_before_apposition(version: Version, subject: Sequence[int], first: int) -> tuple[int, ...]:
    """Return the name that an apposition explains: "Ada Berg, head of the harbour board, said"."""
    terms = version.terms
    before = subject[0] - 1
    while before >= first and terms[before].kind == FUNCTION and terms[before].clause == terms[subject[0]].clause:
        before -= 1
    if before < first or terms[before].clause != terms[subject[0]].clause - 1 or terms[subject[0]].form in PRONOUNS:
        return ()
    start = before
    while start > first and terms[start - 1].clause == terms[before].clause:
        start -= 1
    name = _name_at_head(version, range(start, before + 1))
    titles = range(start, before + 1 - len(name))
    return name if all(terms[index].lemma in _ROLES or terms[index].form == "the" for index in titles) else ()


class Speech:
    """The quotations of a version and who is said to have spoken them.

    Parameters
    ----------
    version : Version
        The version.
    """

    def __init__(self, version: Version) -> None:
        self.version = version
        self.quotes = quotes_of(version)
        self._attributions: dict[int, list[Attribution]] = {}

    def attributions(self, sentence: int) -> list[Attribution]:
        """Return the attributions of a sentence."""
        if sentence not in self._attributions:
            self._attributions[sentence] = attributions(self.version, sentence) if 0 <= sentence < len(self.version.sentences) else []
        return self._attributions[sentence]

    def speaker_of(self, quote: Quote) -> Attribution | None:
        """Return the attribution nearest to a quotation in its first or last sentence."""
        last = self.version.sentence_of[quote.terms[-1]]
        choices = [
            attribution
            for sentence in dict.fromkeys((last, quote.sentence))
            for attribution in self.attributions(sentence)
        ]
        if not choices:
            return None
        return min(choices, key=lambda found: min(abs(found.verb - quote.terms[0]), abs(found.verb - quote.terms[-1])))

    @cached_property
    def counts(self) -> int:
        """Number of quotations that are statements."""
        return sum(len(quote.terms) >= _SHORT for quote in self.quotes)


# ------------------------------------------------------------------------------------------------ quotations
@dataclass(frozen=True)
class Rendering:
    """One utterance in two versions.

    Attributes
    ----------
    a, b : Quote
        The two quotations.
    links : list of tuple of int
        Linked terms.
    """

    a: Quote
    b: Quote
    links: list[tuple[int, int]]


def match_quotes(a: Speech, b: Speech) -> list[Rendering]:
    """Pair the quotations of two versions that render one utterance, or overlapping parts of one.

    Parameters
    ----------
    a, b : Speech
        The speech of two versions.

    Returns
    -------
    list of Rendering
        In the order of `a`; a quotation that one version interrupts is paired with both its parts.
    """
    holders: dict[str, set[int]] = defaultdict(set)
    bags_b = [{b.version.terms[index].lemma for index in quote.terms} for quote in b.quotes]
    for number, bag in enumerate(bags_b):
        for lemma in bag:
            holders[lemma].add(number)
    renderings = []
    for quote in a.quotes:
        if len(quote.terms) < 2:
            continue
        content = {a.version.terms[index].lemma for index in quote.terms if a.version.terms[index].kind != FUNCTION}
        bag = {a.version.terms[index].lemma for index in quote.terms}
        for number in sorted({number for lemma in content for number in holders[lemma]}):
            other = b.quotes[number]
            smaller = min(len(bag), len(bags_b[number]))
            shared = bag & bags_b[number]
            substance = sum(1 for lemma in shared if lemma in content)
            alike = len(shared) >= max(_SHORT, 0.7 * smaller)  # all but a word, though it has little substance
            if len(other.terms) < 2 or len(shared) < _SAME_UTTERANCE * smaller or (substance < 2 and not alike):
                continue
            terms_a = [a.version.terms[index] for index in quote.terms]
            terms_b = [b.version.terms[index] for index in other.terms]
            links = [(quote.terms[i], other.terms[j]) for i, j in _align_terms(terms_a, terms_b)]
            renderings.append(Rendering(quote, other, links))
    return _best(renderings)


def _best(renderings: list[Rendering]) -> list[Rendering]:
    """Keep a rendering unless a better one claims the same words on one side."""
    strength = [sum(1 for _ in rendering.links) for rendering in renderings]
    kept: list[Rendering] = []
    used_a: set[int] = set()
    used_b: set[int] = set()
    for number in sorted(range(len(renderings)), key=lambda number: -strength[number]):
        rendering = renderings[number]
        words_a, words_b = {i for i, _ in rendering.links}, {j for _, j in rendering.links}
        if len(words_a & used_a) > 0.3 * len(words_a) or len(words_b & used_b) > 0.3 * len(words_b):
            continue
        used_a |= words_a
        used_b |= words_b
        kept.append(rendering)
    return sorted(kept, key=lambda rendering: (rendering.a.start, rendering.b.start))


Region = tuple[list[int], list[int]]


def _regions(rendering: Rendering, a: Version, b: Version) -> Iterator[Region]:
    """Yield the stretches of an utterance that differ, cut off at the ends where one version quotes less."""
    links = [(i, j) for i, j in rendering.links if a.terms[i].form == b.terms[j].form]
    if not links:
        return
    fences = [(rendering.a.terms[0] - 1, rendering.b.terms[0] - 1), *links, (rendering.a.terms[-1] + 1, rendering.b.terms[-1] + 1)]
    for number in range(len(fences) - 1):
        (i, j), (next_i, next_j) = fences[number], fences[number + 1]
        side_a, side_b = list(range(i + 1, next_i)), list(range(j + 1, next_j))
        at_end = number == 0 or number == len(fences) - 2
        if at_end and (not side_a or not side_b or max(len(side_a), len(side_b)) > 3 * min(len(side_a), len(side_b)) + 2):
            continue
        if side_a or side_b:
            yield side_a, side_b


def _merged(regions: Iterator[Region]) -> list[Region]:
    """Join stretches that are at most two words apart: they are one change to a reader."""
    joined: list[Region] = []
    for side_a, side_b in regions:
        if joined:
            last_a, last_b = joined[-1]
            end_a, end_b = (last_a or [-9])[-1], (last_b or [-9])[-1]
            near_a = not side_a or not last_a or side_a[0] - end_a <= 2
            near_b = not side_b or not last_b or side_b[0] - end_b <= 2
            if near_a and near_b and ((side_a and last_a) or (side_b and last_b)):
                whole_a = list(range(last_a[0], side_a[-1] + 1)) if last_a and side_a else last_a + side_a
                whole_b = list(range(last_b[0], side_b[-1] + 1)) if last_b and side_b else last_b + side_b
                joined[-1] = (whole_a, whole_b)
                continue
        joined.append((side_a, side_b))
    return joined


_FILLERS = frozenset("um uh er ah oh well yes yeah so and but you know i mean like okay ok that which who also just".split())


def _respelled(a: Version, b: Version, side_a: list[int], side_b: list[int]) -> bool:
    """Tell whether two stretches are one spelled differently: hyphens, spaces, a corrected slip of the keyboard."""
    if not side_a or not side_b:
        return False
    first = "".join(a.terms[index].form for index in side_a)
    second = "".join(b.terms[index].form for index in side_b)
    if first == second:
        return True
    if len(side_a) == len(side_b) == 1:
        one, two = a.terms[side_a[0]], b.terms[side_b[0]]
        if NUMBER in (one.kind, two.kind) or one.kind == two.kind == FUNCTION:
            return False
        if one.name and two.name and same_name(one.lemma, two.lemma):
            return True
        owner = places().get(one.lemma)
        return (owner is not None and owner == places().get(two.lemma)) or _slip(a, b, one, two)
    return False


def _slip(a: Version, b: Version, one: Term, two: Term) -> bool:
    """Tell whether one of two words is the other, mistyped: then it is in no dictionary."""
    first, second = a.text_of(one.start, one.end).lower(), b.text_of(two.start, two.end).lower()
    known = known_words() | FUNCTION_WORDS
    if (first in known or one.form in known) and (second in known or two.form in known):
        return False
    shorter = min(len(first), len(second))
    return shorter >= 4 and edit_distance(first, second, 2) <= (2 if shorter >= 7 else 1)


def _elided(version: Version, span: Span | None) -> bool:
    """Tell whether the text marks a cut or an insertion of its own at a place: dots or a bracket."""
    return span is not None and _ELLIPSIS.search(version.document.text, max(0, span.start - 3), span.end + 3) is not None


def _marks_astray(a: Version, b: Version, side_a: list[int], side_b: list[int]) -> bool:
    """Tell whether whole clauses stand in a quotation of one version only: then its marks, not its words, went astray."""
    for version, side, other in ((a, side_a, side_b), (b, side_b, side_a)):
        crosses = bool(side) and version.sentence_of[side[0]] != version.sentence_of[side[-1]]
        if len(side) >= _WHOLE_CLAUSE and (crosses or len(side) > 3 * len(other)):
            return True
    return False


def _severity(a: Version, b: Version, side_a: list[int], side_b: list[int]) -> str:
    """Grade a change inside a quotation: content words decide, inflection and grammar less."""
    words_a = [a.terms[index] for index in side_a]
    words_b = [b.terms[index] for index in side_b]
    content_a = sorted(term.lemma for term in words_a if term.kind != FUNCTION)
    content_b = sorted(term.lemma for term in words_b if term.kind != FUNCTION)
    if content_a != content_b:
        return "decisive"
    pronouns = {term.form for term in words_a if term.form in PRONOUNS} ^ {term.form for term in words_b if term.form in PRONOUNS}
    modal = {term.form for term in words_a if term.form in _MODALS} ^ {term.form for term in words_b if term.form in _MODALS}
    if modal or "not" in {term.form for term in words_a} ^ {term.form for term in words_b}:
        return "decisive"
    persons = pronouns - {"that", "who", "this", "these", "those"}
    return "strong" if persons else "weak"


_MODALS = frozenset("should must can could may might will would shall ought".split())


def _harmless(a: Version, b: Version, side_a: list[int], side_b: list[int]) -> bool:
    """Tell whether two stretches differ in nothing that was said: fillers, spelling."""
    words = [a.terms[index].form for index in side_a] + [b.terms[index].form for index in side_b]
    return all(word in _FILLERS for word in words) or _respelled(a, b, side_a, side_b)


def _gap_spans(rendering: Rendering, a: Version, b: Version, side_a: list[int], side_b: list[int]) -> tuple[Span | None, Span | None]:
    """Return the spans of a change, with the neighbouring word where one side has nothing."""
    def padded(version: Version, side: list[int], quote: Quote, anchors: list[int]) -> Span | None:
        if side:
            return span_of_terms(version, side)
        return span_of_terms(version, [index for index in anchors if quote.terms[0] <= index <= quote.terms[-1]])

    links = dict(rendering.links)
    back = {j: i for i, j in rendering.links}
    anchors_b = [links[index] for index in (side_a[0] - 1, side_a[-1] + 1) if index in links] if side_a else []
    anchors_a = [back[index] for index in (side_b[0] - 1, side_b[-1] + 1) if index in back] if side_b else []
    return padded(a, side_a, rendering.a, anchors_a), padded(b, side_b, rendering.b, anchors_b)


def fidelity(rendering: Rendering, a: Version, b: Version) -> float:
    """Return the share of an utterance's shared stretch that is word for word the same."""
    same = sum(a.terms[i].form == b.terms[j].form for i, j in rendering.links)
    return same / max(1, min(len(rendering.a.terms), len(rendering.b.terms)))


def find_quotes(alignment: Alignment, speech_a: Speech, speech_b: Speech, renderings: Sequence[Rendering]) -> Iterator[Alteration]:
    """Yield quotations whose wording changed and quotations that lost their marks.

    Contractions, spelling, abbreviations, capitals, figures and words cut off at either end or behind an ellipsis
    are house style. Where hardly a word of any quotation agrees, both versions translate or retell a speech, and
    neither is called altered.

    Parameters
    ----------
    alignment : Alignment
        Two aligned versions.
    speech_a, speech_b : Speech
        Their speech.
    renderings : sequence of Rendering
        Their common utterances.

    Yields
    ------
    Alteration
        Of kinds ``quote-altered`` and ``quote-dropped``.
    """
    a, b = alignment.a, alignment.b
    faithful = [fidelity(rendering, a, b) for rendering in renderings]
    translated = _retold(renderings, faithful)
    for rendering, share in zip(renderings, faithful, strict=True):
        for side_a, side_b in _merged(_regions(rendering, a, b)):
            if _harmless(a, b, side_a, side_b):
                continue
            span_a, span_b = _gap_spans(rendering, a, b, side_a, side_b)
            if _elided(a, span_a) or _elided(b, span_b):
                continue
            doubtful = translated or share < _FREE / 2 or _marks_astray(a, b, side_a, side_b)
            severity = "weak" if doubtful else _severity(a, b, side_a, side_b)
            if not side_b:
                note = f"Words are missing from the quotation: {show(span_a)}."
            elif not side_a:
                note = f"Words were put into the quotation: {show(span_b)}."
            else:
                note = f"The wording inside the quotation differs: {show(span_a)} answers {show(span_b)}."
            yield Alteration("quote-altered", severity, span_a, span_b, note)
    yield from _dropped(alignment, speech_a, {rendering.a.start for rendering in renderings})
    back = {rendering.b.start for rendering in renderings}
    yield from (found.swapped() for found in _dropped(_mirrored(alignment), speech_b, back))


def _retold(renderings: Sequence[Rendering], faithful: Sequence[float]) -> bool:
    """Tell whether the two versions render speech independently: no long quotation of theirs agrees word for word."""
    long = [(share, len(rendering.links)) for rendering, share in zip(renderings, faithful, strict=True) if len(rendering.links) >= 6]
    total = sum(length for _, length in long)
    return total > 0 and sum(share * length for share, length in long) / total < _FREE


def _mirrored(alignment: Alignment) -> Alignment:
    return Alignment(alignment.b, alignment.a, [passage.swapped() for passage in alignment.passages])


def _dropped(alignment: Alignment, speech: Speech, matched: set[int]) -> Iterator[Alteration]:
    """Yield the statements in quotation marks that the other version has, but not as somebody's words."""
    a, b = alignment.a, alignment.b
    links = alignment.links
    for quote in speech.quotes:
        if quote.start in matched or len(quote.terms) < _SHORT:
            continue
        linked = [links[index] for index in quote.terms if index in links]
        content = [index for index in quote.terms if a.terms[index].kind != FUNCTION]
        shared = [index for index in content if index in links and a.terms[index].lemma == b.terms[links[index]].lemma]
        if len(shared) < 2 or len(shared) < 0.5 * len(content) or any(b.terms[index].quoted for index in linked):
            continue
        verbatim = sum(a.terms[index].form == b.terms[links[index]].form for index in quote.terms if index in links)
        severity = "strong" if verbatim >= 0.8 * len(quote.terms) else "weak"
        span_a, span_b = Span(quote.start, quote.end, a.text_of(quote.start, quote.end)), span_of_terms(b, linked)
        note = f"The quotation {show(span_a)} stands without quotation marks in the other version."
        yield Alteration("quote-dropped", severity, span_a, span_b, note)


# ------------------------------------------------------------------------------------------ changed speakers
def _conflict(a: Version, b: Version, first: Attribution, second: Attribution) -> bool:
    """Tell whether two attributions name two speakers."""
    if not first.speaker or not second.speaker:
        return False
    return not (_holds_name(a, first.speaker, b, second.subject) or _holds_name(b, second.speaker, a, first.subject))


def _holds_name(one: Version, speaker: Sequence[int], other: Version, subject: Sequence[int]) -> bool:
    """Tell whether a noun phrase has a speaker's name, or a part of it, or names the same country."""
    names = {one.terms[index].lemma for index in speaker}
    others = {other.terms[index].lemma for index in subject if other.terms[index].name}
    if any(alike(name, like) for name in names for like in others):
        return True
    return bool({places()[name] for name in names if name in places()} & {places()[name] for name in others if name in places()})


def _is_near(one: Version, speaker: Sequence[int], other: Version, verb: int) -> bool:
    """Tell whether a speaker's name stands beside the other version's reporting verb, too, though not as what was read as its subject."""
    names = {one.terms[index].lemma for index in speaker}
    first, last = other.sentences[other.sentence_of[verb]]
    near = other.terms[max(first, verb - _BESIDE) : min(last, verb + _BESIDE + 1)]
    return any(term.name and not term.quoted and term.lemma in names for term in near)


def _is_acronym(a: Version, b: Version, first: Attribution, second: Attribution) -> bool:
    """Tell whether one speaker is the other's initials (WHO, World Health Organization)."""
    sides = [
        [a.terms[index] for index in first.subject if a.terms[index].name],
        [b.terms[index] for index in second.subject if b.terms[index].name],
    ]
    whole = ["".join(term.form for term in side) for side in sides]
    initials = ["".join(term.form[0] for term in side) for side in sides]
    return whole[0] == initials[1] or whole[1] == initials[0]


def _attribution_change(a: Version, b: Version, first: Attribution, second: Attribution, quoted: bool) -> Alteration | None:
    if not _conflict(a, b, first, second) or _is_acronym(a, b, first, second):
        return None
    if _is_near(a, first.speaker, b, second.verb) or _is_near(b, second.speaker, a, first.verb):
        return None
    span_a = span_of_terms(a, [*first.subject, first.verb])
    span_b = span_of_terms(b, [*second.subject, second.verb])
    what = "The same quotation" if quoted else "The same statement"
    note = f"{what} is given to another speaker: {show(span_a)} answers {show(span_b)}."
    return Alteration("attribution-changed", "decisive", span_a, span_b, note)


def find_attributions(alignment: Alignment, speech_a: Speech, speech_b: Speech, renderings: Sequence[Rendering]) -> Iterator[Alteration]:
    """Yield quotations and reported statements that were given to another speaker.

    A name against a pronoun or a role ("the minister") proves nothing and is passed over.

    Parameters
    ----------
    alignment : Alignment
        Two aligned versions.
    speech_a, speech_b : Speech
        Their speech.
    renderings : sequence of Rendering
        Their common utterances.

    Yields
    ------
    Alteration
        Of kind ``attribution-changed``.
    """
    a, b = alignment.a, alignment.b
    done: set[int] = set()
    for rendering in renderings:
        first, second = speech_a.speaker_of(rendering.a), speech_b.speaker_of(rendering.b)
        if first is None or second is None or first.verb in done or len(rendering.links) < _SHORT:
            continue
        if first.speaker and second.speaker:
            done.add(first.verb)
        found = _attribution_change(a, b, first, second, quoted=True)
        if found is not None:
            yield found
    for passage in alignment.passages:
        said_a = [found for sentence in passage.a for found in speech_a.attributions(sentence)]
        said_b = [found for sentence in passage.b for found in speech_b.attributions(sentence)]
        for first, second, sure in _answering(passage, said_a, said_b):
            if first.verb in done or not _same_slot(passage.links, a, b, first, second, sure):
                continue
            done.add(first.verb)
            found = _attribution_change(a, b, first, second, quoted=False)
            if found is not None:
                yield found


def _answering(
    passage: Passage, said_a: Sequence[Attribution], said_b: Sequence[Attribution]
) -> Iterator[tuple[Attribution, Attribution, bool]]:
    """Yield the attributions of a passage that may report one statement, and whether they surely do."""
    clear = passage.score >= _CLEAR
    if len(said_a) == len(said_b) == 1 and (clear or passage.partner_of_a.get(said_a[0].verb) == said_b[0].verb):
        yield said_a[0], said_b[0], True
        return
    answers = {found.verb: found for found in said_b}
    linked = {first.verb: answers[passage.partner_of_a[first.verb]] for first in said_a if passage.partner_of_a.get(first.verb) in answers}
    for first in said_a:
        if first.verb in linked:
            yield first, linked[first.verb], first.verb in passage.moved
    named_a = [found for found in said_a if found.speaker]
    named_b = [found for found in said_b if found.speaker]
    # The only two who are named, though one of them "described" what the other "said".
    if len(named_a) == len(named_b) == 1 and clear and named_a[0].verb not in linked and named_b[0] not in linked.values():
        yield named_a[0], named_b[0], True


def _same_slot(links: Mapping[int, int], a: Version, b: Version, first: Attribution, second: Attribution, alone: bool) -> bool:
    """Tell whether two reporting verbs report one statement: the only ones, or like verbs with both names on the same side."""
    if not first.speaker or not second.speaker:
        return False
    side_a, side_b = first.speaker[-1] < first.verb, second.speaker[-1] < second.verb
    verb_a, verb_b = a.terms[first.verb].lemma, b.terms[second.verb].lemma
    if not alone and (side_a != side_b or (verb_a != verb_b and word_similarity(verb_a, verb_b) == 0)):
        return False
    # A speaker who has an answer elsewhere in the sentence was moved, not replaced.
    return not any(
        index in links and links[index] not in second.subject and a.terms[index].lemma == b.terms[links[index]].lemma for index in first.speaker
    )


"""Agreement: articles, and nouns that point back at something, which an engine gets wrong word by word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from detector.markers.hit import Hit
from detector.markers.lexicons import read_lexicon
from detector.markers.places import tokens_in
from detector.text import Document

# Where the letter misleads about the sound; from the CMU pronouncing dictionary (BSD licence).
_CONSONANT_SOUND = ("one", "once", "eu", "ewe", "ouija", "oui")
_SURELY_CONSONANT = frozenset(
    "university universities unique uniform union unit united universal unanimous unified useful user usual utopian european "
    "one euro utility unilateral unicorn unity universe used".split()
)
_SILENT_H = frozenset("hour hourly hours honest honestly honor honour honorable honourable honorary heir heiress heirloom".split())
_SOUNDED_H = frozenset(
    "house huge high higher home hand hundred human half hard heavy head help hospital heart happy hot hole horse hearing".split()
)
_VOWEL_U = tuple("unb unc und unf ung unh unk unl unp unr uns unt unu unw unex up um ug utm utt ult".split())
_ARTICLES = frozenset(("a", "an"))
_SENTENCE_ENDS = frozenset('.!?"')
_VOWEL_NUMBERS = frozenset(["8", "11", "18", *(str(number) for number in range(80, 90))])
_SAYING = frozenset("said says told explained added stressed noted recalled declared assured affirmed concluded".split())
_CLOSES_NOUN = frozenset(". , ; and or in of at on to for by from with who which that are were have had will".split())
_ROLES = frozenset("manager responsible interlocutor leader boss referent dirigent functionary captain tenant interested".split())
_ROLES_IN_ENGLISH = frozenset("manager leader boss captain tenant".split())
_ONE_OR_MORE_ROLES = _ROLES.union(f"{role}s" for role in _ROLES)
_MANY = frozenset("several numerous various many these those few two three four five six seven eight nine ten dozens hundreds thousands".split())
_SUBJECTS = frozenset(["he", "she", "it"])
_BASE_FORMS = frozenset(
    "say think want need know believe suggest mean seem become remain explain add claim hope expect announce feel tell".split()
)
_BEFORE_BASE_FORM = frozenset(
    "did do does can could will would shall should may might must let make made makes see saw seen hear heard help helped that than if "
    "lest to and or not never nor why when where how what only so suggest suggested suggests suggesting demand demanded demands insist insisted "
    "recommend recommended propose proposed ask asked request requested urge urged advise advised".split()
)
"""Behind these *he say* may be right: inversion, a bare infinitive, a subjunctive."""
_BEHIND_NOUN = frozenset(". , ; of on at to from with by and that which who were are have had will was is".split())


def article_sound(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find *a* before a vowel sound and *an* before a consonant: ``a hour``, ``an university``.

    Parameters
    ----------
    document : Document
    options : mapping
        Not used.

    Yields
    ------
    Hit
    """
    words, starts, ends = document.tokens.words, document.tokens.start_list, document.tokens.end_list
    straight = document.straight
    for index in tokens_in(document, _ARTICLES):
        if index + 1 == len(words):
            break
        following = words[index + 1]
        if not (_takes_an(following) if words[index] == "a" else _takes_a(following)):
            continue
        article = straight[starts[index] : ends[index]]
        opens = article == "A" and (index == 0 or words[index - 1] in _SENTENCE_ENDS)  # elsewhere it is a grade, a team, a vitamin
        if (opens or article in ("a", "an", "An")) and starts[index + 1] > ends[index]:
            small = straight[starts[index + 1]].islower() or following.isdigit()
            if small:
                yield Hit(starts[index], ends[index + 1])


def _takes_an(word: str) -> bool:
    if word in _VOWEL_NUMBERS or word in _SILENT_H:
        return True
    if len(word) < 4 or not word.isalpha():
        return False
    if word[0] == "u":
        return word.startswith(_VOWEL_U)
    return word[0] in "aeio" and not word.startswith(_CONSONANT_SOUND)


def _takes_a(word: str) -> bool:
    if word in _SURELY_CONSONANT or word in _SOUNDED_H:
        return True
    return len(word) > 3 and word.isascii() and word.isalpha() and word[0] in "bcdfgjklmnpqrstvwz"


def role_noun(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find *said the manager* where nobody called a manager has been mentioned.

    Parameters
    ----------
    document : Document
    options : mapping
        Not used.

    Yields
    ------
    Hit
        Strong for the roles that English speaks of as well: whose name was given may be called the manager afterwards.
    """
    words, starts, ends = document.tokens.words, document.tokens.start_list, document.tokens.end_list
    mentioned: set[str] = set()
    for index in tokens_in(document, _ONE_OR_MORE_ROLES):
        stem = words[index].removesuffix("s")
        before = stem in mentioned
        mentioned.add(stem)
        if before or words[index] not in _ROLES or document.straight[starts[index]].isupper():
            continue
        reported = index > 1 and words[index - 1] == "the" and words[index - 2] in _SAYING
        closed = index + 1 == len(words) or words[index + 1] in (".", ",", ";", '"')
        if reported and closed and not _is_named(document, index):
            severity = "strong" if words[index] in _ROLES_IN_ENGLISH else ""
            yield Hit(starts[index - 2], ends[index], severity, f"no {words[index]} has been mentioned before")


def _is_named(document: Document, index: int) -> bool:
    """Tell whether a comma and a name follow a token: ``the manager, Peter Nash``."""
    words, starts = document.tokens.words, document.tokens.start_list
    return index + 2 < len(words) and words[index + 1] == "," and document.straight[starts[index + 2]].isupper()


@lru_cache(maxsize=1)
def _count_nouns() -> frozenset[str]:
    return frozenset(read_lexicon("count_nouns.txt"))


def inflection_clash(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find a noun or a verb in the form that its swapped neighbour had: ``several weapon``, ``he suggest that``.

    Parameters
    ----------
    document : Document
    options : mapping
        Not used.

    Yields
    ------
    Hit
    """
    words, starts, ends = document.tokens.words, document.tokens.start_list, document.tokens.end_list
    nouns = _count_nouns()
    for index in tokens_in(document, _MANY):
        if words[index + 1 : index + 2] and words[index + 1] in nouns and words[index + 2 : index + 3] and words[index + 2] in _BEHIND_NOUN:
            yield Hit(starts[index], ends[index + 1], note="a plural word before a singular one")
    for index in tokens_in(document, _SUBJECTS):
        verb = words[index + 1 : index + 2]
        apart = index and verb and starts[index + 1] > ends[index]
        if apart and verb[0] in _BASE_FORMS and _BEFORE_BASE_FORM.isdisjoint(words[max(0, index - 4) : index]):
            yield Hit(starts[index], ends[index + 1], note="the verb lacks the ending of its subject")


@lru_cache(maxsize=1)
def _adjectives() -> frozenset[str]:
    return frozenset(
        name for name, kind in read_lexicon("names.tsv").items() if kind == "demonym" and name.endswith(("an", "ish", "ese"))
    )


def postposed_adjective(document: Document, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Find a nationality behind its plural noun: ``the authorities Spanish closed``.

    Parameters
    ----------
    document : Document
    options : mapping
        Not used.

    Yields
    ------
    Hit
        Only where no noun follows: “the coach Italian fans booed” is a clause.
    """
    words, starts, ends = document.tokens.words, document.tokens.start_list, document.tokens.end_list
    straight = document.straight
    for index in tokens_in(document, _adjectives()):
        if not 1 < index < len(words) - 1 or words[index - 2] != "the":
            continue
        noun, following = words[index - 1], words[index + 1]
        if (
            noun.endswith("s")
            and noun not in ("things", "arts", "ss")
            and straight[starts[index - 1]].islower()
            and straight[starts[index]].isupper()
            and starts[index] > ends[index - 1]
            and (following in _CLOSES_NOUN or following.endswith("ed"))
        ):
            yield Hit(starts[index - 1], ends[index])

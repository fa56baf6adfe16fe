"""Sentences, found among the tokens; spans are those of the original text."""

from __future__ import annotations

from bisect import bisect_left

from detector.text.tokens import Tokens

TITLES = frozenset(
    "mr mrs ms dr prof gen lt col sgt capt cmdr adm maj brig pvt cpl sen rep gov pres rev hon st sr fr supt insp det "
    "messrs mme mmes mlle m amb sec atty dist vs v cf e.g i.e viz al approx fig figs vol pp ed eds op cit".split()
)
"""Abbreviations that stand before what they belong to: a full stop after them never ends a sentence."""

TRAILING = frozenset(
    "inc co corp ltd plc llc jr bros etc dept univ assn ave blvd rd jan feb mar apr jun jul aug sept oct nov dec mon tue "
    "wed thu fri sat sun ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev "
    "okla ore pa tenn tex va vt wash wis wyo pct mln bln dlrs cts hrs min sq ft mi km kg lb lbs oz no nos".split()
)
"""Abbreviations that may end a sentence: then the next word is one that opens sentences."""

STARTERS = frozenset(
    "the a an he she it they we i you this that these those there here his her its their our my but and or so yet if when "
    "while as after before since although though in on at by for from with without under over during among according to "
    "however meanwhile moreover also then now what who why how where not no one two some many most all both each another "
    "such even only still once until because despite earlier later last next monday tuesday wednesday thursday friday "
    "saturday sunday".split()
)
"""Words that open a sentence: after an abbreviation they tell its full stop from a sentence's."""

_TERMINALS = frozenset(".!?")
_CLOSERS = frozenset("\"')]")
_OPENERS = frozenset("\"'([")


def _is_abbreviation(words: list[str], index: int, following: str) -> bool:
    """Tell whether the full stop at `index` belongs to the word before it."""
    if index == 0:
        return False
    previous = words[index - 1]
    if previous in TITLES:
        return True
    if len(previous) == 1 and previous.isalpha():  # an initial, or the first half of "U. S."
        return following not in STARTERS or previous == "u"
    if previous in ("no", "nos"):
        return following[:1].isdigit()
    return previous in TRAILING and following not in STARTERS


def sentence_ends(straight: str, tokens: Tokens, first: int, last: int) -> list[int]:
    """Return where the sentences of one block end; each begins where the one before it ends.

    Parameters
    ----------
    straight : str
        The straightened text (case kept).
    tokens : Tokens
        Tokens of the whole text.
    first, last : int
        The block's tokens, half-open.

    Returns
    -------
    list of int
        Index past the last token of each sentence, in order.
    """
    found: list[int] = []
    words, starts, ends = tokens.words, tokens.start_list, tokens.end_list
    past = first
    candidates = tokens.terminals
    for index in candidates[bisect_left(candidates, first) : bisect_left(candidates, last)]:
        if index < past:
            continue
        word = words[index]
        dotted = len(word) > 2 and word[0].isalpha()
        after = index + 1
        while after < last and (words[after] in _CLOSERS or words[after] in _TERMINALS) and starts[after] == ends[after - 1]:
            after += 1
        if after >= last:
            break
        if starts[after] == ends[after - 1]:  # no white space: a decimal, a file name, "U.S.-led"
            continue
        opener = after
        while opener < last - 1 and words[opener] in _OPENERS:
            opener += 1
        following, letter = words[opener], straight[starts[opener]]
        ends_here = letter.isupper() or letter.isdigit() or not letter.isalnum()
        if ends_here and dotted:
            ends_here = following in STARTERS and letter.isupper()
        elif ends_here and word == "." and after == index + 1:
            ends_here = not _is_abbreviation(words, index, following)
        if ends_here and word == "." and after == index + 1 and letter in ",;:.":
            ends_here = False  # ". ," and ". ." are damage inside a sentence, not its end
        if ends_here:
            found.append(after)
        past = after
    if first < last:
        found.append(last)
    return found

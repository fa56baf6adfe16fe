"""Lemmas and spellings: what a word is called when its inflection, or the house style of a paper, does not matter."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from detector.comparison.lexicons import irregular_forms, known_words, name_spellings, neighbours, opposites, places, spellings

_UNINFLECTED = frozenset(
    "this his its as us yes plus news series species politics economics physics bus gas lens perhaps always besides "
    "towards afterwards thus less unless during nothing something anything everything morning evening thing spring string king ring "
    "wing being ceiling sibling bed red need indeed speed feed seed breed hundred sacred wicked naked crew united sing bring sting cling "
    "fling swing wring spring christmas texas paris brussels athens odds means headquarters sports overseas ms mrs".split()
)
_MONTHS = frozenset("january february march april may june july august september october november december".split())
_VOWELS = frozenset("aeiouy")
_SHORT = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")
_DOUBLED = re.compile(r"([bdgklmnprtvz])\1$")

# Variants of a sound in names that came through another alphabet; what is left after them is compared.
_TRANSLITERATIONS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"iy+$|yi+$|yy+$|ij$|ii$|y$|ei$|ey$", "i"), (r"^al|^el(?=[bcdfghjklmnpqrstvwxz])", "al"), (r"tsch|tch", "ch"), (r"sch", "sh"),
        (r"kh", "h"), (r"gh", "g"), (r"ph", "f"), (r"ks", "x"), (r"q|ck", "k"), (r"w", "v"), (r"ts|tz", "z"), (r"ye|je", "e"),
        (r"yo|jo", "o"), (r"yu|ju", "u"), (r"ya|ja", "a"), (r"y|j", "i"), (r"ou|oo", "u"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


def _known(word: str) -> bool:
    return word in known_words()


def _without_suffix(word: str, suffix: str) -> str:
    """Take ``ed`` or ``ing`` off, and put back or take off what spelling changed before it."""
    stem = word[: -len(suffix)]
    if len(stem) < 2 or not _VOWELS.intersection(stem):
        return word
    undoubled = stem[:-1] if _DOUBLED.search(stem) else ""
    # A one-syllable stem that ends in one consonant would have doubled it: "hoping" is from hope, not from hop.
    order = (stem + "e", stem, undoubled) if _SHORT.fullmatch(stem) else (stem, stem + "e", undoubled)
    for candidate in order:
        if candidate and _known(candidate):
            return candidate
    if undoubled and stem[-1] not in "lsz":
        return undoubled
    if stem[-1] in "cuvz" or stem.endswith(("at", "iz", "ys", "rg", "dg", "nc", "rs", "bl", "tl", "pl", "dl", "gl", "kl")):
        return stem + "e"
    return stem


def _regular(word: str) -> str:
    """Lemmatise by rule alone."""
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        if word.endswith("ies") and len(word) > 4:
            return word[:-3] + "y"
        if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
            return word[:-2]
        if word.endswith("oes") and not _known(word[:-1]):
            return word[:-2]
        return word[:-1]
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("ed") and not word.endswith("eed"):
        return _without_suffix(word, "ed")
    if word.endswith("ing"):
        return _without_suffix(word, "ing")
    return word


@lru_cache(maxsize=1 << 17)
def lemma(word: str) -> str:
    """Return the lemma of an English word.

    Parameters
    ----------
    word : str
        A folded word; its spelling is made American first.

    Returns
    -------
    str

    Examples
    --------
    >>> [lemma(word) for word in ("asked", "stopped", "hoping", "munitions", "took", "colours", "organising")]
    ['ask', 'stop', 'hope', 'munition', 'take', 'color', 'organize']
    """
    irregular = irregular_forms().get(word)
    if irregular is not None:
        return irregular
    word = american(word)
    if len(word) <= 3 or word in _UNINFLECTED or not word.isalpha():
        return word
    return american(_regular(word))


@cache
def synonyms() -> dict[str, frozenset[str]]:
    """Return the lemmas that thesauri hold for neighbours of each lemma, in both directions."""
    table: dict[str, set[str]] = {}
    for form, others in neighbours().items():
        table.setdefault(lemma(form), set()).update(lemma(other) for other in others)
    reversed_ = opposites()
    return {word: frozenset(other for other in others if (word, other) not in reversed_) - {word} for word, others in table.items()}


_BRITISH = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=[a-z]{2})is(?=(?:e|es|ed|ing|ation|ations|er|ers)$)", "iz"), (r"(?<=[a-z]{2})ys(?=(?:e|es|ed|ing|er|ers)$)", "yz"),
        (r"(?<=[bdilmnpv])our(?=(?:$|s$|ed$|ing$|able$|ful$|ite$|ites$|hood|ly$|er$|ers$|less$|al$))", "or"),
        (r"(?<=[bht])re(?=(?:$|s$|d$))", "er"), (r"(?<=[lt])ogue(?=s?$)", "og"), (r"(?<=[aeiou])ll(?=(?:ed|ing|er|ers|or|ors|ation)$)", "l"),
    )
)  # fmt: skip
_KEEP = frozenset(
    "rise arise wise otherwise likewise exercise promise premise surprise advise revise supervise devise disguise enterprise raise "
    "praise cruise "
    "noise poise expertise franchise comprise compromise merchandise paradise precise concise demise excise televise improvise "
    "improvised advertise despise chastise hour hours four flour your our pour tour tours detour contour contours fourteen paramour "
    "velour there here where were acre acres genre macabre mediocre massacre ogre lucre more store shore sphere hire fire entire desire "
    "called calling caller killed killing killer filled filling pulled pulling rolled rolling selling seller sellers telling teller tellers "
    "spelled spelling smelling dwelling billed billing drilled drilling willing polled polling tolled stalled stalling installed installing "
    "recalled recalling fell falling yelled yelling balled stolled excelled compelled expelled propelled rebelled patrolled controlled "
    "controlling enrolled enrolling tilled milled milling grilled grilling thrilled thrilling thriller spilled spilling swelling swelled "
    "lulled culled culling unwilling unwise".split()
)  # fmt: skip


@lru_cache(maxsize=1 << 16)
def american(word: str) -> str:
    """Return a folded word in American spelling, so that the two spellings of a word are one.

    Examples
    --------
    >>> [american(word) for word in ("defence", "labour", "realised", "travelling", "exercise", "centre")]
    ['defense', 'labor', 'realized', 'traveling', 'exercise', 'center']
    """
    listed = spellings().get(word)
    if listed is not None:
        return listed
    if len(word) < 5 or word in _KEEP or (word[-1] in "sdg" and (word[:-1] in _KEEP or word[:-3] + "e" in _KEEP or word[:-2] + "e" in _KEEP)):
        return word
    for pattern, replacement in _BRITISH:
        changed = pattern.sub(replacement, word)
        if changed != word:
            return changed
    return word


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> str:
    """Return what accepted spellings of a name have in common.

    Marks above letters, doubled letters and the usual choices of transliteration are folded, so two names
    with one key are one name in two house styles.

    Parameters
    ----------
    name : str
        One folded word of a name.

    Examples
    --------
    >>> {name_key(name) for name in ("zelensky", "zelenskyy", "zelenskiy")}
    {'zelenski'}
    >>> name_key("kyiv") == name_key("kiev"), name_key("biden") == name_key("blinken")
    (True, False)
    """
    listed = name_spellings().get(name) or spellings().get(name)
    if listed is not None:
        return listed
    if name in places() or name in _MONTHS or name.endswith("day"):
        return name
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    plain = plain.replace("ø", "o").replace("ł", "l").replace("ß", "ss").replace("đ", "d").replace("-", "")
    for pattern, replacement in _TRANSLITERATIONS:
        plain = pattern.sub(replacement, plain)
    return plain


def edit_distance(first: str, second: str, limit: int) -> int:
    """Return the number of letters inserted, deleted, replaced or swapped between two words.

    Parameters
    ----------
    first, second : str
        Two words.
    limit : int
        Distances above it are returned as ``limit + 1``.

    Examples
    --------
    >>> edit_distance("recieved", "received", 2), edit_distance("hit", "reach", 2)
    (1, 3)
    """
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        following = [i]
        for j, other in enumerate(second, 1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        if min(following) > limit:
            return limit + 1
        before, row = row, following
    return min(row[-1], limit + 1)

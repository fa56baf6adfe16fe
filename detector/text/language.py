"""Which language a text is in, well enough to abstain: shares of function words and of scripts."""

from __future__ import annotations

from collections.abc import Sequence

# The commonest function words of each language that no other language in the table spells alike, plus a few
# shared ones; about thirty words each separate European news languages at eighty words of text.
_FUNCTION_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(
        "the of and to in a is that for it was on with as at by from be this are have has had not but they which "
        "were their said its will would who been he she his her we you i an or about after more when what there".split()
    ),
    "es": frozenset("el la los las de del que y en un una por con para se su sus al lo como más fue ha es no pero".split()),
    "fr": frozenset("le la les de des du et en un une que qui dans pour sur au aux par est pas ce il elle avec plus ne se".split()),
    "de": frozenset("der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus".split()),
    "it": frozenset("il la le di che e un una in per del della dei con non si sono al da nel alla più come ha gli i".split()),
    "pt": frozenset("o a os as de do da que e em um uma para com não no na por se dos das mais ao foi pelo pela é".split()),
    "nl": frozenset("de het een en van in is dat op te zijn met voor niet aan er om ook als door bij uit naar maar ze".split()),
    "pl": frozenset("w i na z do się nie że to jest o jak po przez od za ale dla są był oraz już także jego".split()),
    "ro": frozenset("de și în la cu pe din că un o nu care pentru este mai a fost sau prin au lui".split()),
    "sv": frozenset("och i att det som en på är av för med till den har inte om ett han men var från de".split()),
    "id": frozenset("yang dan di untuk dengan dari ini itu dalam pada tidak akan ke oleh juga adalah telah bisa".split()),
    "tr": frozenset("ve bir bu da de için ile olarak çok daha olan gibi kadar en ama sonra o ne var değil".split()),
}
CLEARLY_ENGLISH_SHARE = 0.3
SAMPLE = 300
"""Tokens looked at: the share is steady long before that."""
MINIMUM_SHARE = 0.2
"""Least share of words in the table: English prose has far more there, a list of names has fewer."""
LEAST_DISTINCT = 3
"""Different words of the table that a text must hold: one word over and over is of no language."""


def language_of(words: Sequence[str]) -> str:
    """Name the language of a tokenised text.

    Parameters
    ----------
    words : sequence of str
        Lower-case tokens; punctuation among them does no harm.

    Returns
    -------
    str
        An ISO 639-1 code of the table, or ``"und"`` when none is plausible.

    Examples
    --------
    >>> language_of("the minister said on friday that she would not resign from the cabinet".split())
    'en'
    >>> language_of("el ministro dijo el viernes que no iba a dimitir de su cargo en el gobierno".split())
    'es'
    """
    sample = words[:SAMPLE]
    english = list(filter(_FUNCTION_WORDS["en"].__contains__, sample))
    several = len(set(english)) >= LEAST_DISTINCT
    if several and len(english) > CLEARLY_ENGLISH_SHARE * len(sample):  # of the letters all the more
        return "en"
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return "und"
    if several and len(english) > CLEARLY_ENGLISH_SHARE * letters:
        return "en"
    if sum(word[0] < "\u0250" for word in sample if word.isalpha()) < 0.6 * letters:
        return "und"
    shares = {code: sum(map(table.__contains__, sample)) / letters for code, table in _FUNCTION_WORDS.items()}
    best = max(shares, key=lambda code: (shares[code], code == "en"))
    return best if shares[best] >= MINIMUM_SHARE and _has_several(sample, best) else "und"


def _has_several(sample: Sequence[str], code: str) -> bool:
    return len(_FUNCTION_WORDS[code].intersection(sample)) >= LEAST_DISTINCT

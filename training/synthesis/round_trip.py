"""Round-trip translation through Apertium, a rule-based engine: English into another language and back, offline.

What comes back has an older engine's manner (words and order of the other language, tenses and pronouns lost), not
that of a neural one; its technical marks are taken out, so that a detector learns the language and not the notation.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache

_ENGLISH = ("en", "eng")
_MARKED = re.compile(r"[*@#~]+(?=\w)|(?<=\w)[*#]+(?!\w)")
_GLUED_ARTICLE = re.compile(r"\bla(?=[A-Z][a-z])")
_ALTERNATIVES = re.compile(r"\b([^\W\d]+)/\1\b")
_SPACE_BEFORE_MARK = re.compile(r" +(?=[.,;:!?](?:\s|$))")
_SPACE_AFTER_OPENING = re.compile(r"((?:^|\s)[\"“‘(]) +(?=\w)")
_LINE = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)


class ApertiumError(RuntimeError):
    """Apertium is not installed, lacks a pair, or failed; the message says what to do."""


@cache
def pairs() -> tuple[str, ...]:
    """Ask Apertium which round trips from English are installed.

    Returns
    -------
    tuple of str
        Names such as ``"eng-spa"``, for which the way back is installed too; empty without Apertium.
    """
    if shutil.which("apertium") is None:
        return ()
    listing = subprocess.run(["apertium", "-l"], capture_output=True, text=True, check=False, timeout=60).stdout
    directions = set(listing.split())
    return tuple(sorted(name for name in directions if name.startswith("en") and _is_round_trip(name, directions)))


def _is_round_trip(name: str, directions: set[str]) -> bool:
    languages = name.split("-")
    return len(languages) == 2 and languages[0] in _ENGLISH and "-".join(reversed(languages)) in directions


def round_trip(text: str, pair: str, *, timeout: float = 120.0) -> str:
    """Translate an English text into another language and back.

    Parameters
    ----------
    text : str
        Any text; lines are translated one by one and stay lines.
    pair : str
        One of `pairs`, such as ``"eng-spa"``.
    timeout : float
        Seconds that each of the two translations may take.

    Returns
    -------
    str

    Raises
    ------
    ApertiumError
        If Apertium or the pair is not installed, or it fails.
    """
    return round_trips([text], pair, timeout=timeout)[0]


def round_trips(texts: Sequence[str], pair: str, *, timeout: float = 600.0) -> list[str]:
    """Translate many texts there and back in one go: starting the engine costs more than a text.

    Parameters
    ----------
    texts : sequence of str
        English texts.
    pair, timeout
        See `round_trip`.

    Returns
    -------
    list of str
        One for each text.

    Raises
    ------
    ApertiumError
        See `round_trip`.
    """
    if not pairs():
        raise ApertiumError(
            "Apertium with a pair from and to English is not installed; "
            "on Debian or Ubuntu: apt-get install apertium apertium-eng-spa apertium-eng-cat."
        )
    if pair not in pairs():
        raise ApertiumError(f"Apertium has no round trip called {pair!r}; installed are {', '.join(pairs())}.")
    lines = [line for text in texts for line in text.splitlines(keepends=True)]
    contents = [content for line in lines if (content := line.strip())]
    there, back = pair, "-".join(reversed(pair.split("-")))
    translated = iter(_translate(_translate(contents, there, timeout), back, timeout))
    returned = iter([_rebuilt(line, translated) for line in lines])
    return ["".join(next(returned) for _ in text.splitlines()) for text in texts]


def _rebuilt(line: str, translated: Iterator[str]) -> str:
    """Put the translation of a line between the line's own white space."""
    before, content, after = _LINE.fullmatch(line).groups()  # type: ignore[union-attr]  # it matches anything
    return before + (_cleaned(next(translated), content) if content else "") + after


def _cleaned(translation: str, original: str) -> str:
    """Take out what the engine adds: marks at words it does not know, twin readings, stray spaces, a glued article."""
    if not _MARKED.search(original):
        translation = _MARKED.sub("", translation)
    for pattern, new in ((_GLUED_ARTICLE, ""), (_ALTERNATIVES, r"\1"), (_SPACE_BEFORE_MARK, ""), (_SPACE_AFTER_OPENING, r"\1")):
        translation = pattern.sub(new, translation)
    return " ".join(translation.split())


def _translate(lines: Sequence[str], direction: str, timeout: float) -> list[str]:
    """Translate lines, each as a paragraph of its own so that no sentence runs over into the next.

    Apertium fails on some long inputs ("index > limit") whose halves it translates.
    """
    if not lines:
        return []
    # A line of spaces inside a line would be read as a paragraph's end.
    given = "\n\n".join(" ".join(line.split()) or "." for line in lines)
    try:
        process = subprocess.run(
            ["apertium", "-u", direction], input=given, capture_output=True, text=True, encoding="utf-8", timeout=timeout, check=True
        )
    except subprocess.TimeoutExpired:
        raise ApertiumError(f"Apertium did not finish {direction} in {timeout:g} seconds; give it fewer texts.") from None
    except subprocess.CalledProcessError as error:
        if len(lines) > 1:
            return _translate(lines[: len(lines) // 2], direction, timeout) + _translate(lines[len(lines) // 2 :], direction, timeout)
        raise ApertiumError(f"Apertium failed in {direction}: {error.stderr.strip() or error}") from error
    result = re.split(r"[ \t]*\n[ \t]*\n[ \t]*", process.stdout.strip("\n"))
    if len(result) != len(lines):
        raise ApertiumError(f"Apertium returned {len(result)} lines for {len(lines)} in {direction}; give it fewer texts.")
    return result

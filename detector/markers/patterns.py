"""The linter of patterns: what may be matched against a stranger's text, ours and a user's alike.

Python's engine backtracks, so a pattern is only let in if its work is bounded whatever the text: every
repetition has a small upper bound, and repetitions of repetitions multiply to a small one.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    try:
        from re import _constants as constants  # type: ignore[attr-defined]
        from re import _parser as parser  # type: ignore[attr-defined]
    except ImportError:  # Python 3.10
        import sre_constants as constants
        import sre_parse as parser

LONGEST_REPEAT = 400
"""Characters one repetition may take: a long sentence."""
MOST_STEPS = 40_000
"""Product of nested variable repetitions, and bound on the ways a pattern can be tried at one place."""


class UnsafePattern(ValueError):
    """A pattern whose running time has no small bound, or that is not a valid pattern."""


def check_pattern(pattern: str) -> None:
    """Refuse a pattern that some text could make run away.

    Parameters
    ----------
    pattern : str
        A regular expression in Python's syntax.

    Raises
    ------
    UnsafePattern
        With the reason as a sentence.

    Examples
    --------
    >>> check_pattern(r"sorry, but .{0,60}rewrite")
    >>> check_pattern(r"(?:a+)+$")
    Traceback (most recent call last):
    ...
    detector.markers.patterns.UnsafePattern: a repetition has no upper bound; write {0,60} for *.
    """
    try:
        tree = parser.parse(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise UnsafePattern(f"it is not a valid regular expression ({error}).") from error
    if _steps(tree, final=True) > MOST_STEPS:
        raise UnsafePattern("its repetitions multiply to too many ways of matching one place; bound them more tightly.")


def _steps(items: Iterable[Any], repeated: bool = False, final: bool = False) -> int:
    """Bound the number of ways a sequence can match at one place: variable repetitions multiply.

    What stands last in the whole pattern (`final`) is never tried again: nothing after it can fail.
    """
    items = list(items)
    total = 1
    for place, (operation, argument) in enumerate(items):
        ways = _steps_of(operation, argument, repeated, final and place == len(items) - 1)
        total = min(total * ways, MOST_STEPS + 1)
    return total


def _steps_of(operation: Any, argument: Any, repeated: bool, final: bool) -> int:
    if operation in (constants.MAX_REPEAT, constants.MIN_REPEAT):
        low, high, body = argument
        if high == constants.MAXREPEAT:
            raise UnsafePattern("a repetition has no upper bound; write {0,60} for *.")
        if high > LONGEST_REPEAT:
            raise UnsafePattern(f"a repetition may take {high} characters; the bound is {LONGEST_REPEAT}.")
        inside = _steps(body, repeated=True)
        rounds = 1 if final and inside == 1 else high - low + 1
        return int(rounds * min(inside**high, MOST_STEPS + 1))
    if operation is constants.SUBPATTERN:
        return _steps(argument[-1], repeated, final)
    if operation is constants.BRANCH:
        ways = [_steps(branch, repeated, final) for branch in argument[1]]
        return sum(ways) if repeated else max(ways)
    if operation in (constants.ASSERT, constants.ASSERT_NOT):
        return _steps(argument[1], repeated)
    return 1

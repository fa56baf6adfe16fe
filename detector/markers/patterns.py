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
    if _steps(tree) > MOST_STEPS:
        raise UnsafePattern("its repetitions multiply to too many ways of matching one place; bound them more tightly.")


def _steps(items: Iterable[Any]) -> int:
    """Bound the number of ways a sequence can match at one place: variable repetitions multiply."""
    total = 1
    for operation, argument in items:
        total *= _steps_of(operation, argument)
        if total > MOST_STEPS:
            break
    return total


def _steps_of(operation: Any, argument: Any) -> int:
    if operation in (constants.MAX_REPEAT, constants.MIN_REPEAT):
        low, high, body = argument
        if high == constants.MAXREPEAT:
            raise UnsafePattern("a repetition has no upper bound; write {0,60} for *.")
        if high > LONGEST_REPEAT:
            raise UnsafePattern(f"a repetition may take {high} characters; the bound is {LONGEST_REPEAT}.")
        inside = _steps(body)
        if inside == 1:
            return high - low + 1
        # A repeated group that can match in several ways: it must begin with something fixed, so that where
        # one round ends and the next begins is settled by the text, and few rounds.
        first = body[0][0] if len(body) else None
        if first in (constants.MAX_REPEAT, constants.MIN_REPEAT) and body[0][1][0] == 0:
            raise UnsafePattern("a repeated group begins with something optional; begin it with a fixed character.")
        return int(min((high - low + 1) * inside, 10 * MOST_STEPS))
    if operation is constants.SUBPATTERN:
        return _steps(argument[-1])
    if operation is constants.BRANCH:
        return sum(_steps(branch) for branch in argument[1])
    if operation in (constants.ASSERT, constants.ASSERT_NOT):
        return _steps(argument[1])
    if operation is constants.GROUPREF:
        return 1
    return 1

"""Arguments that several commands of ``twicetold-train`` take."""

from __future__ import annotations

import argparse
import os


def positive(text: str) -> int:
    """Read a whole number of 1 or more."""
    return _at_least(1, text)


def natural(text: str) -> int:
    """Read a whole number of 0 or more."""
    return _at_least(0, text)


def _at_least(least: int, text: str) -> int:
    if not text.isdecimal() or int(text) < least:
        raise argparse.ArgumentTypeError(f"give a whole number of {least} or more, not {text!r}")
    return int(text)


def add_seed(parser: argparse.ArgumentParser) -> None:
    """Declare ``--seed``."""
    parser.add_argument("--seed", type=natural, default=0, metavar="N", help="the same corpora, seed and versions give the same (default: 0)")


def add_jobs(parser: argparse.ArgumentParser) -> None:
    """Declare ``--jobs``."""
    parser.add_argument("--jobs", type=positive, default=os.cpu_count() or 1, metavar="N", help="processes (default: one a core)")

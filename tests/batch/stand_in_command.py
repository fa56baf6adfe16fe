"""The command line with the stand-in scorer; run as ``python -m tests.batch.stand_in_command``."""

from __future__ import annotations

import argparse
import sys

from detector.batch import command
from detector.batch.work import Recipe
from detector.cli import main
from tests.batch.scorers import StandInRecipe


def stand_in_recipe(arguments: argparse.Namespace) -> Recipe:
    return StandInRecipe(arguments.model or "stand-in-1")


if __name__ == "__main__":
    command._recipe = stand_in_recipe  # type: ignore[assignment]
    sys.exit(main())

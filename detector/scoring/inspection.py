"""The command ``twicetold model``: what a model is, and whether it is sound here."""

from __future__ import annotations

import argparse
import sys
from importlib import resources
from pathlib import Path

from detector.scoring.store import CARD, ModelError, load


def run(args: argparse.Namespace) -> int:
    """Print the card of a model, and what its self-check found.

    Parameters
    ----------
    args : argparse.Namespace
        With ``folder``: a model folder, or None for the shipped model; and ``trust``: further types to trust.

    Returns
    -------
    int
        0, or 2 when the folder holds no sound model.
    """
    folder = Path(args.folder) if args.folder else resources.files("detector.data") / "model"
    try:
        model = load(folder, args.trust)
    except ModelError as error:
        print(f"twicetold model: {error}", file=sys.stderr)
        return 2
    card = folder / CARD
    if card.is_file():
        print(_printable(card.read_bytes().decode("utf-8", "replace")))
    else:
        print(f"The model in {folder} has no card; `twicetold-train card` writes one.")
    print(f"Self-check passed: model {model.version} computes here what it computed where it was made.")
    return 0


def _printable(text: str) -> str:
    """Leave out control characters: a stranger's card must not drive the terminal."""
    return "".join(character for character in text if character == "\n" or character.isprintable())

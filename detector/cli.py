"""The command line: arguments in, one function of one room called; nothing heavy is imported before it is needed."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from detector._version import __version__

USAGE_ERROR = 2
BROKEN_PIPE = 141
"""What a shell expects of a program whose reader went away."""

_DESCRIPTION = "Finds articles that were machine-translated, spun or rewritten by an LLM, shows the evidence, and compares versions of a story."
_EXIT = "Exit status: 0 every input got a score or an honest abstention; 1 some inputs could not be read (their rows say why); 2 usage."
_COMMANDS = {
    "score": ("detector.batch.command", "run"),
    "explain": ("detector.batch.command", "explain"),
    "compare": ("detector.comparison.command", "run"),
    "markers": ("detector.markers.pages", "run"),
    "model": ("detector.scoring.inspection", "run"),
}


def _jobs(text: str) -> int:
    jobs = int(text)
    if jobs < 1 and jobs != -1:
        raise argparse.ArgumentTypeError("give 1 or more, or -1 for every core")
    return jobs


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds < 86_400:
        raise argparse.ArgumentTypeError("give seconds, 0 for no limit")
    return seconds


def _add_trust(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--trust", metavar="TYPE", action="append", default=[],
        help="full name of a type that a classifier of one's own in the model folder may be made of; may be repeated",
    )  # fmt: skip


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="DIR", default="", help="folder of a model; the one that comes with twicetold by default")
    _add_trust(parser)
    parser.add_argument("--markers", metavar="FILE.toml", action="append", default=[], help="further markers; may be repeated")


def _add_reading(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("reading")
    group.add_argument("--text-column", metavar="C", default="", help="column of a table that holds the text; found by itself otherwise")
    group.add_argument("--id-column", metavar="C", default="", help="column of a table that holds the id")
    group.add_argument("--html", choices=("builtin", "trafilatura"), default="builtin", help="how the article of a page is found")


def _add_score(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "score",
        help="rank articles by how far they can be relied on as their authors' own words",
        description="Reads text, HTML, jsonl, csv, tsv, Parquet, WARC, and gzip or zip of these; a folder is read recursively, - is standard "
        "input. Every input gets one record. Without -o the ranking goes to the terminal.",
        epilog=_EXIT,
    )
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.add_argument("-o", "--output", metavar="OUT", default="", help="OUT.csv, .jsonl, .parquet or .html")
    _add_model(parser)
    _add_reading(parser)
    group = parser.add_argument_group("running")
    group.add_argument(
        "--jobs", type=_jobs, default=1, metavar="N",
        help="worker processes, -1 for every core; 1 (the default) scores in this process: a text that hangs is still stopped, but one that "
        "ends the process ends the run until it is resumed with --jobs 2",
    )  # fmt: skip
    group.add_argument("--backend", choices=("loky", "dask", "ray"), default="loky", help="what runs the workers")
    group.add_argument("--scheduler", metavar="ADDR", default="", help="address of a Dask scheduler or Ray cluster; a local one by default")
    group.add_argument("--timeout", type=_seconds, default=30.0, metavar="S", help="seconds for one document, 0 for no limit (default 30)")
    group.add_argument("--resume", action="store_true", help="go on from the ledger beside OUT; what is there is not scored again")
    group.add_argument("--log-json", action="store_true", help="JSON lines on standard error instead of a progress bar")


def _add_explain(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("explain", help="show one article with its evidence highlighted, and why each piece is evidence", epilog=_EXIT)
    parser.add_argument("path", metavar="FILE", help="a file with one article, or - for standard input")
    parser.add_argument("--id", default="", help="which article, where the file holds several")
    parser.add_argument("--all", action="store_true", help="show weak evidence too")
    _add_model(parser)
    _add_reading(parser)


def _add_compare(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("compare", help="find articles that tell one story, what changed between them, and who copied whom")
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.add_argument("-o", "--output", metavar="OUT", default="", help="OUT.json or OUT.html")
    _add_model(parser)
    _add_reading(parser)


def _add_markers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("markers", help="the catalogue of markers, a page a marker")
    parser.add_argument("id", nargs="?", default="", metavar="ID", help="one marker; all of them otherwise")
    parser.add_argument("--format", choices=("markdown", "json"), default="markdown")
    parser.add_argument("--markers", metavar="FILE.toml", action="append", default=[], help="further markers; may be repeated")


def _add_model_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("model", help="the model card and a self-check")
    parser.add_argument("folder", nargs="?", default="", metavar="DIR", help="folder of a model; the one that comes with twicetold by default")
    _add_trust(parser)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command ``twicetold``."""
    parser = argparse.ArgumentParser(prog="twicetold", description=_DESCRIPTION, epilog=_EXIT)
    parser.add_argument("--version", action="version", version=f"twicetold {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (_add_score, _add_explain, _add_compare, _add_markers, _add_model_command):
        add(commands)
    return parser


def _abandon_output() -> None:
    """Send what is still to be printed nowhere, so that the flush at exit stays silent."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; those of the process by default.

    Returns
    -------
    int
        The exit status.
    """
    arguments = build_parser().parse_args(argv)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a terminal that cannot show a letter must not end the run
    module, function = _COMMANDS[arguments.command]
    try:
        status: int = getattr(import_module(module), function)(arguments)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        _abandon_output()
        return BROKEN_PIPE
    except OSError as error:
        _abandon_output()
        where = f"{error.filename}: " if error.filename else ""
        print(f"twicetold {arguments.command}: {where}{error.strerror or error}.", file=sys.stderr)
        return USAGE_ERROR
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130
    except Exception as error:
        from detector.batch.work import SetupError

        if not isinstance(error, SetupError):
            raise
        print(f"twicetold {arguments.command}: {error}", file=sys.stderr)
        return USAGE_ERROR

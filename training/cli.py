"""The command ``twicetold-train``: arguments in, one function called; nothing heavy is imported before it is needed."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detector._version import __version__
from training.arguments import add_jobs, add_seed, positive

if TYPE_CHECKING:
    import pandas as pd

    from detector.scoring.store import Model
    from training.preparing import Features
    from training.tables import Evaluation

OK, REFUSED, USAGE = 0, 1, 2
_EXIT = "Exit status: 0 done; 1 done, but refused or over a limit; 2 usage, or something that is needed is missing."
_BASELINES = 4000
"""Documents that the baselines are run on: two minutes."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``twicetold-train``.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments; those of the process by default.

    Returns
    -------
    int
        Exit status: 0 done; 1 refused or over a limit; 2 usage, or something that is needed is missing.
    """
    parser = _parser(argv if argv is not None else sys.argv[1:])
    args = parser.parse_args(argv)
    try:
        return int(args.run(args))
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except (OSError, RuntimeError, ValueError) as error:
        if not _is_sentence(error):
            raise
        print(error, file=sys.stderr)
        return USAGE


def _is_sentence(error: Exception) -> bool:
    """Tell whether an error is one of ours, or of the file system, and so speaks to the person at the keyboard."""
    return isinstance(error, OSError) or type(error).__module__.split(".")[0] in ("training", "detector")


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="twicetold-train", description="Fits, evaluates, compares and adapts the models of Twicetold.", epilog=_EXIT
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_corpora(commands)
    _add_fit(commands)
    _add_evaluate(commands)
    _add_card(commands)
    _add_calibrate(commands)
    _add_compare(commands)
    _add_attack(commands)
    _add_adapt(commands)
    for name, what in (
        ("markers", "measure the catalogue of markers"),
        ("alterations", "measure the comparison of versions"),
        ("gains", "measure what adapting and recalibrating are worth on corpora kept out of the fit"),
    ):
        command = commands.add_parser(name, help=what, description=f"Runs over the corpora to {what}.")
        if name in argv[:1]:  # these modules import pandas, which is slow
            module = import_module(f"training.{name}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    return parser


Commands = Any  # argparse does not name the type of its subparsers


def _add_documents(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--corpora", nargs="+", metavar="NAME", help="only these corpora (default: all)")
    parser.add_argument("--sample", type=positive, metavar="N", help="at most N documents of each corpus and cause, whole groups first")
    add_seed(parser)
    add_jobs(parser)


def _add_corpora(commands: Commands) -> None:
    parser = commands.add_parser("corpora", help="list the corpora with their licences", description="Lists the corpora that are known.")
    parser.add_argument("--json", action="store_true", help="everything that the registry holds, as JSON")
    parser.set_defaults(run=_corpora)
    build = parser.add_subparsers(metavar="build").add_parser(
        "build", help="make a corpus anew from its public sources",
        description="Downloads the files that a corpus was made of, at pinned commits, and makes a corpus file and a registry of them. Some of "
        "it has its own licence, which is shown first.", epilog=_EXIT,
    )  # fmt: skip
    build.add_argument("names", nargs="+", metavar="NAME", help="imbd, l2r, htvsmt_wmt08_19 or wmt22_llm")
    build.add_argument("--out", type=Path, default=Path("corpora"), metavar="DIR", help="folder (default: corpora)")
    build.set_defaults(run=_build)


def _add_fit(commands: Commands) -> None:
    parser = commands.add_parser(
        "fit", help="fit a model, evaluate it on sources it has not seen, save it with its card",
        description="Fits a model, evaluates it on sources it has not seen, and saves it with its card.", epilog=_EXIT,
    )  # fmt: skip
    parser.add_argument("--out", type=Path, metavar="DIR", help="model folder (default: the model that comes with twicetold)")
    parser.add_argument("--report", type=Path, metavar="DIR", help="folder for the tables, plots and page of the evaluation")
    parser.add_argument("--force", action="store_true", help="replace a model whose held-out figures are better")
    _add_documents(parser)
    parser.set_defaults(run=_fit)


def _add_evaluate(commands: Commands) -> None:
    parser = commands.add_parser(
        "evaluate", help="tables and plots of how well a model, or the recipe, does",
        description="Without MODEL every document is judged by models fitted without its source: those are the figures of the model "
        "card. With MODEL the model is evaluated as it is, which flatters it on corpora that it was fitted to.", epilog=_EXIT,
    )  # fmt: skip
    parser.add_argument("model", nargs="?", type=Path, metavar="MODEL", help="a model folder")
    parser.add_argument("--out", type=Path, default=Path("evaluation"), metavar="DIR", help="tables, plots and page (default: evaluation)")
    parser.add_argument(
        "--unseen", choices=("sources", "corpora", "generators", "languages"), default="sources",
        help="what the models that judge a document have not seen: its source (default, as in the card), its whole family of corpora, or "
        "its source and all texts of its generator or out of its language",
    )  # fmt: skip
    parser.add_argument("--leave-out", choices=("generator", "corpus", "src_lang"), help="fit without one after the other, and test on it")
    parser.add_argument("--only", nargs="+", metavar="VALUE", help="with --leave-out: only these")
    parser.add_argument("--no-baselines", action="store_true", help="leave out TF-IDF, function words and compression")
    _add_documents(parser)
    parser.set_defaults(run=_evaluate)


def _add_card(commands: Commands) -> None:
    parser = commands.add_parser("card", help="write the model card again", description="Writes MODEL_CARD.md into a model folder.")
    parser.add_argument("model", nargs="?", type=Path, metavar="MODEL", help="a model folder (default: the shipped one)")
    parser.add_argument("--figures", type=Path, metavar="FILE", help="store these figures in the model: figures.json of an evaluation")
    parser.add_argument("--print", action="store_true", dest="only_print", help="print it and write nothing")
    parser.set_defaults(run=_card)


def _add_calibrate(commands: Commands) -> None:
    parser = commands.add_parser(
        "calibrate", help="move the thresholds to human articles of your own",
        description="Moves the machine thresholds so that an article like those in the folder gets a machine verdict with at most the given "
        "probability, if it is by a human author (conformal quantile). 200 articles or more are advisable, 1 / RATE - 1 are needed.",
        epilog=_EXIT,
    )  # fmt: skip
    parser.add_argument("articles", type=Path, metavar="DIR_OF_HUMAN_ARTICLES", help="files that twicetold can read, all by human authors")
    parser.add_argument("--rate", type=float, default=0.01, metavar="R", help="false positives to allow (default: 0.01)")
    parser.add_argument("--model", type=Path, metavar="MODEL", help="a model folder (default: the shipped one)")
    parser.add_argument("--out", type=Path, default=Path("calibrated-model"), metavar="DIR", help="folder (default: calibrated-model)")
    add_jobs(parser)
    parser.set_defaults(run=_calibrate)


def _add_compare(commands: Commands) -> None:
    parser = commands.add_parser(
        "compare", help="two models on the same documents",
        description="Prints paired differences with bootstrap intervals, and writes the documents whose verdict changes.", epilog=_EXIT,
    )  # fmt: skip
    parser.add_argument("first", type=Path, metavar="MODEL_A")
    parser.add_argument("second", type=Path, metavar="MODEL_B")
    parser.add_argument("--out", type=Path, metavar="FILE.csv", help="where to write the documents whose verdict changes")
    _add_documents(parser)
    parser.set_defaults(run=_compare)


def _add_attack(commands: Commands) -> None:
    parser = commands.add_parser(
        "attack", help="what cheap changes to a text do to its verdict",
        description="Changes the documents that the shipped model was not fitted to in every way that costs an evader nothing, or that befalls "
        "an honest article on its way through the web, and shows what of each cause is still caught and how many human texts are accused.",
        epilog=_EXIT,
    )  # fmt: skip
    parser.add_argument("model", nargs="?", type=Path, metavar="MODEL", help="a model folder (default: the shipped one)")
    parser.add_argument("-o", "--out", type=Path, metavar="FILE.csv", help="where to write the counts")
    parser.add_argument("--card", action="store_true", help="store the table in the model and write its card again")
    parser.add_argument("--most", type=positive, default=400, metavar="N", help="documents of each cause, of human ones 2 N (default: 400)")
    parser.add_argument("--corpora", nargs="+", metavar="NAME", help="only these corpora (default: all)")
    add_seed(parser)
    add_jobs(parser)
    parser.set_defaults(run=_attack)


def _add_adapt(commands: Commands) -> None:
    parser = commands.add_parser(
        "adapt", help="move a model towards labelled articles of your own",
        description="Moves the heads of a model towards the labelled articles of a table and draws the machine threshold anew, so that it holds "
        "for its human articles and for those of other kinds. 300 articles, half of them human, are a good start.", epilog=_EXIT,
    )  # fmt: skip
    parser.add_argument("table", type=Path, metavar="TABLE", help="csv, jsonl or Parquet with the columns text, cause and, where known, group")
    parser.add_argument("--rate", type=float, default=0.01, metavar="R", help="false positives to allow (default: 0.01)")
    parser.add_argument("--model", type=Path, metavar="MODEL", help="a model folder (default: the shipped one)")
    parser.add_argument("--out", type=Path, default=Path("adapted-model"), metavar="DIR", help="folder (default: adapted-model)")
    add_jobs(parser)
    parser.set_defaults(run=_adapt)


def _corpora(args: argparse.Namespace) -> int:
    from training.corpora import list_corpora

    table = list_corpora()
    if args.json:
        print(json.dumps(table.reset_index().to_dict("records"), indent=1, ensure_ascii=False))
        return OK
    for name, entry in table.iterrows():
        print(f"{name}  {entry['rows']:,} documents, {entry['bytes'] / 1e6:.1f} MB\n    {entry['holds']}\n    licence: {entry['licence']}\n    "
              f"source: {entry['source']}")  # fmt: skip
    return OK


def _build(args: argparse.Namespace) -> int:
    from training.builders import build_corpus

    for name in args.names:
        print(build_corpus(name, args.out))
    return OK


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _frame(args: argparse.Namespace) -> pd.DataFrame:
    """Return the documents asked for; a sample takes the same groups in every cause, so that versions stay together."""
    from training.corpora import load_corpora
    from training.splits import seed_of

    frame = load_corpora(args.corpora)
    if args.sample:
        order = [seed_of("sample", args.seed, group) for group in frame["group"]]
        chosen = frame.assign(order=order).sort_values("order", kind="stable").groupby(["corpus", "cause"]).head(args.sample)
        frame = frame.loc[sorted(chosen.index)].reset_index(drop=True)
    return frame


def _default_folder() -> Path:
    from importlib import resources

    return Path(str(resources.files("detector.data") / "model"))


def _load(folder: Path | None) -> Model:
    from detector.scoring.store import load

    return load(folder if folder is not None else _default_folder())


def _show(evaluation: Evaluation) -> None:
    print(evaluation.subject)
    for name, table in evaluation.tables.items():
        if name in ("summary", "topics", "false_positives", "ranking", "passages", "baselines", "names_alone", "left_out"):
            print(f"\n{name.replace('_', ' ')}\n{table.to_string(index=False, float_format='{:.3f}'.format)}")


def _fit(args: argparse.Namespace) -> int:
    from dataclasses import replace

    from detector.markers import Catalogue
    from training import attack
    from training.comparing import losses
    from training.evaluation import held_out
    from training.fitting import fit_features
    from training.holding_out import hold_out
    from training.model_card import FIGURES, write_card
    from training.preparing import prepare
    from training.simulating import ROUND_TRIPS

    folder = args.out if args.out is not None else _default_folder()
    before = _figures_of(folder)
    catalogue = Catalogue.load()
    features = prepare(_to_learn_from(args), seed=args.seed, jobs=args.jobs, catalogue=catalogue, round_trips_each=ROUND_TRIPS, progress=_say)
    found = hold_out(features, seed=args.seed, jobs=args.jobs, progress=_say)
    model = fit_features(features, seed=args.seed, jobs=args.jobs, catalogue=catalogue, progress=_say, held_out=found)
    evaluation = held_out(
        features, seed=args.seed, jobs=args.jobs, found=found, thresholds=model.thresholds, baselines=_BASELINES, progress=_say
    )
    _show(evaluation)
    if args.report is not None:
        evaluation.save(args.report)
    figures = {**evaluation.as_dict(), **_elsewhere(features, args)}
    worse = losses(figures, before) if before else []
    if worse and not args.force:
        _say(f"\nThe model in {folder} was kept, for the new one is worse on sources that neither has seen:")
        _say("\n".join(worse) + "\nGive --force to replace it all the same, or --out to save the new one elsewhere.")
        return REFUSED
    model = replace(model, about={**model.about, FIGURES: figures, attack.RESERVED: attack.KEPT_OUT})
    model.save(folder)
    write_card(model, folder)
    _say(f"\nModel {model.version} was saved in {folder}.")
    return OK


def _to_learn_from(args: argparse.Namespace) -> pd.DataFrame:
    """Return the documents of a fit: all but the sources that `training.attack` keeps for itself, and Debian's documentation."""
    import pandas as pd

    from training import attack
    from training.corpora import CorpusError
    from training.documentation import documentation

    frame = _frame(args)
    frame = frame[~attack.reserved(frame["group"])].reset_index(drop=True)
    if args.corpora is not None:
        return frame
    try:
        return pd.concat([frame, documentation()], ignore_index=True)
    except CorpusError as error:
        _say(f"Debian's documentation will not be learned from, and the model will be another: {error}")
        return frame


_FEWEST_FAMILIES = 5


def _elsewhere(features: Features, args: argparse.Namespace) -> dict[str, Any]:
    """Return figures on corpora, generators and languages that the recipe has not seen; nothing where there are too few to leave some out."""
    from training.evaluation import held_out
    from training.unseen import KINDS, unseen

    if features.frame["family"].nunique() < _FEWEST_FAMILIES:
        return {}
    figures: dict[str, Any] = {}
    for kind in KINDS:
        _say(f"Fitting without some of the {kind} in turn.")
        found = held_out(unseen(features, kind), seed=args.seed, jobs=args.jobs).as_dict()
        figures[f"unseen_{kind}"] = found["summary"]
        if kind == "corpora":
            figures |= {f"unseen_{name}": found[name] for name in ("topics", "passages")}
        elif kind == "generators":
            figures["unseen_generators_topics"] = found["topics"]
    return figures


def _figures_of(folder: Path) -> dict[str, Any]:
    """Return the held-out figures of a model folder; none where there is no model, or one without them."""
    from detector.scoring.store import PAGE
    from training.model_card import FIGURES

    try:
        page = json.loads((folder / PAGE).read_text(encoding="utf-8"))
        return dict(page["about"].get(FIGURES, {}))
    except (FileNotFoundError, KeyError, ValueError):
        return {}


def _evaluate(args: argparse.Namespace) -> int:
    from dataclasses import replace

    from training.evaluation import evaluate, held_out, leave_one_out
    from training.holding_out import hold_out
    from training.preparing import prepare
    from training.simulating import ROUND_TRIPS
    from training.unseen import unseen

    if args.only and not args.leave_out:
        _say("--only says what to leave out; it needs --leave-out.")
        return USAGE
    if args.model is not None and args.leave_out:
        _say("--leave-out fits models of its own; leave MODEL away.")
        return USAGE
    if args.model is not None:
        model = _load(args.model)
        evaluation = evaluate(model, _frame(args), jobs=args.jobs)
    else:
        features = prepare(_to_learn_from(args), seed=args.seed, jobs=args.jobs, round_trips_each=ROUND_TRIPS, progress=_say)
        features = features if args.unseen == "sources" else unseen(features, args.unseen)
        found = hold_out(features, seed=args.seed, jobs=args.jobs, progress=_say)
        baselines = 0 if args.no_baselines else _BASELINES
        evaluation = held_out(features, seed=args.seed, jobs=args.jobs, found=found, baselines=baselines, progress=_say)
        if args.leave_out:
            table = leave_one_out(features, args.leave_out, args.only, seed=args.seed, jobs=args.jobs, found=found, progress=_say)
            evaluation = replace(evaluation, left_out=table)
    _show(evaluation)
    evaluation.save(args.out)
    _say(f"\nTables, plots and a page were written to {args.out}.")
    return OK if evaluation.false_positives["within"].all() else REFUSED


def _card(args: argparse.Namespace) -> int:
    from dataclasses import replace

    from training.model_card import FIGURES, model_card, write_card

    folder = args.model if args.model is not None else _default_folder()
    model = _load(folder)
    if args.figures is not None:
        model = replace(model, about={**model.about, FIGURES: json.loads(args.figures.read_text(encoding="utf-8"))})
    if args.only_print:
        print(model_card(model), end="")
    else:
        if args.figures is not None:
            model.save(folder)
        _say(f"The card was written to {write_card(model, folder)}.")
    return OK


def _calibrate(args: argparse.Namespace) -> int:
    from detector.readers import read
    from training.model_card import write_card
    from training.recalibrating import recalibrate

    if not args.articles.exists():
        _say(f"{args.articles} does not exist.")
        return USAGE
    articles = [article for article in read([args.articles]) if not article.problem]
    if not 0 < args.rate < 0.5:
        _say(f"--rate has to lie between 0 and 0.5, not at {args.rate}.")
        return USAGE
    before = _load(args.model)
    model = recalibrate(before, articles, args.rate, jobs=args.jobs)
    model.save(args.out)
    write_card(model, args.out)
    print(
        f"{model.about['recalibrated']['articles']} of {len(articles)} articles were long enough. The machine threshold moves from "
        f"{before.thresholds.machine:.4f} to {model.thresholds.machine:.4f}.\n"
        f"An article drawn like these, by a human author, gets a machine verdict with a probability of at most {args.rate:.1%}.\n"
        f"The model was saved in {args.out}; use it with: twicetold score PATH --model {args.out}"
    )
    return OK


def _adapt(args: argparse.Namespace) -> int:
    from training.adapting import adapt
    from training.model_card import write_card

    model = adapt(_load(args.model), _table(args.table), rate=args.rate, jobs=args.jobs)
    model.save(args.out)
    write_card(model, args.out)
    note = model.about["adapted"]
    print(
        f"Moved the heads of {', '.join(note['heads'])} with {sum(note['articles'].values())} articles. The machine threshold moves from "
        f"{note['machine_before']:.4f} to {note['machine']:.4f}.\n"
        f"The model was saved in {args.out}; use it with: twicetold score PATH --model {args.out}"
    )
    return OK


def _table(path: Path) -> pd.DataFrame:
    """Read a table of labelled articles."""
    import pandas as pd

    readers: dict[str, Any] = {".csv": pd.read_csv, ".parquet": pd.read_parquet, ".jsonl": lambda file: pd.read_json(file, lines=True)}
    if path.suffix not in readers:
        raise FileNotFoundError(f"{path} is no table that is known; give a file that ends in {', '.join(readers)}.")
    frame: pd.DataFrame = readers[path.suffix](path)
    return frame


def _compare(args: argparse.Namespace) -> int:
    from training.comparing import compare

    first, second = _load(args.first), _load(args.second)
    result = compare(first, second, _frame(args), seed=args.seed, jobs=args.jobs)
    print(result.summary.to_string(index=False, float_format="{:.4f}".format))
    print(f"\nThe verdict changes for {len(result.changes):,} documents.")
    if args.out is not None:
        result.changes.to_csv(args.out, index=False)
    elif len(result.changes):
        print(result.changes.head(20).to_string(index=False))
    return OK


def _attack(args: argparse.Namespace) -> int:
    from dataclasses import replace

    from training import attack
    from training.corpora import load_corpora
    from training.model_card import ATTACKS, write_card

    folder = args.model if args.model is not None else _default_folder()
    model = _load(folder)
    if model.about.get(attack.RESERVED) != attack.KEPT_OUT:
        _say("This model may have been fitted to the documents that it is attacked with, which flatters it.")
    documents = attack.targets(load_corpora(args.corpora), args.most, args.seed)
    table = attack.measure(model, documents, seed=args.seed, jobs=args.jobs, progress=_say)
    print(attack.wide(table).to_string(index=False, float_format="{:.3f}".format))
    if args.out is not None:
        table.to_csv(args.out, index=False, float_format="%.5g")
    if args.card:
        model = replace(model, about={**model.about, ATTACKS: attack.wide(table).to_dict("records")})
        model.save(folder)
        write_card(model, folder)
    return OK


if __name__ == "__main__":
    sys.exit(main())

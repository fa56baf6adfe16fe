"""The model card: what a model is, what it was made of, how good it is, and what it must not be used for.

Everything in it comes from the model, its stored held-out figures and the registry of corpora, so the same model gives
the same card.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from detector.scoring.assessment import MEANING, MINIMUM_WORDS, SHORT_WORDS
from detector.scoring.heads import CAUSES, PASSAGE
from detector.scoring.passages import PASSAGE_LINE
from detector.scoring.store import CARD, Model
from training.corpora import list_corpora
from training.documentation import CORPUS

FIGURES = "held_out"
"""Where in a model's ``about`` its held-out figures stand (see `training.tables.Evaluation.as_dict`)."""

ATTACKS = "attacks"
"""Where in it the table of `training.attack` stands."""

_LIMITS = (
    "English only; of other languages, and of less than {words} words of body, nothing is said.",
    "Recent translation systems on clean news, and careful human translations, are hard to tell apart: most land in `unclear`.",
    "Writers with little English, old wire copy and formulaic genres look more machine-made than they are; the table of false "
    "positives says how often, for kinds of text that the corpora hold. Kinds that they do not hold were not measured.",
    "The base models of 2020 to 2022 and generators that did not exist when the corpora were made may pass.",
    "Spun text is scarce: most of what the head of spinning learned from is simulated, and rewriters that do not substitute words may pass.",
    "The style of a text can be changed on purpose: a second rewriting or manual editing lowers every figure in this card.",
)
_MISUSE = (
    "As the only ground for an accusation, a sanction, a grade or a dismissal. A machine verdict is a reason to look at the "
    "evidence and to ask the author.",
    "To say whether an article is true.",
    "On students' or applicants' work, where a false positive harms a person who cannot answer it.",
    "On texts shorter than {words} words, on languages other than English, on lists, tables, poems and code.",
)


def write_card(model: Model, folder: str | Path, *, figures: Mapping[str, Any] | None = None) -> Path:
    """Write the card into a model folder and return its path; parameters as of `model_card`."""
    path = Path(folder) / CARD
    path.write_text(model_card(model, figures=figures), encoding="utf-8")
    return path


def model_card(model: Model, *, figures: Mapping[str, Any] | None = None, registry: str | Path | None = None) -> str:
    """Return the card of a model, as Markdown.

    Parameters
    ----------
    model : Model
    figures : mapping, optional
        As `training.tables.Evaluation.as_dict` returns them; those stored in the model by default.
    registry : path, optional
        See `training.corpora.list_corpora`.

    Returns
    -------
    str
    """
    figures = figures if figures is not None else model.about.get(FIGURES, {})
    parts = [_head(model), _data(model, list_corpora(registry)), *_figures(figures), _attacks(model), _verdicts(model), _rest()]
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def _head(model: Model) -> str:
    about = model.about
    libraries = ", ".join(f"{name} {version}" for name, version in about.get("libraries", {}).items())
    made = f"It was made with {libraries}, " if libraries else "It was made "
    return f"""# Model card of Twicetold, model {model.version}

{made}marker catalogue {about.get("catalogue", "unknown")}, seed {about.get("seed", "unknown")}. The same corpora, seed and versions give the
same model.

## What it is

Linear specialists over hashed n-grams of words and of word classes answer narrow questions: {", ".join(_questions(model))}.
Their answers stand beside {_columns(model)} columns of style, of marker rates and of what four small language models say. From these, three
heads (translated, spun, LLM-rewritten, each against human authorship) give calibrated log-odds. Strong evidence of markers raises them,
decisive evidence caps the probability of human authorship.

{MEANING}"""


def _questions(model: Model) -> list[str]:
    return [f"`{name}`" for name in model.heads.word_specialists.names]


def _columns(model: Model) -> int:
    return sum(name.startswith(("style:", "markers:", "fluency:")) for name in model.heads.feature_names)


def _data(model: Model, registry: pd.DataFrame) -> str:
    used: Mapping[str, Mapping[str, int]] = model.about.get("corpora", {})
    causes = ("human", *CAUSES)
    rows = [[name, *(counts.get(cause, 0) for cause in causes), *_registered(name, registry)] for name, counts in sorted(used.items())]
    table = _table(["corpus", "human", *CAUSES, "licence", "SHA-256"], rows)
    simulated = model.about.get("simulated_spun", 0)
    further = f"{simulated:,} further spun texts were simulated from human, LLM and translated ones. " if simulated else ""
    trips = model.about.get("simulated_translated", 0)
    further += f"{trips:,} further translated texts are human ones that Apertium took into another language and back. " if trips else ""
    return f"""## What it was made of

{table}

{further}The corpora are not shipped and keep their licences; `twicetold-train corpora` names their sources. Texts with
assistant leftovers and LLM texts that are near copies of a human one are kept from the models of style, typography is folded on both
sides, all versions of one source stay on one side of every split, and within a topic human and machine texts weigh the same."""


def _registered(name: str, registry: pd.DataFrame) -> tuple[str, str]:
    if name == CORPUS:
        return "free, each package its own; see data/documentation.csv", ""
    if name not in registry.index:
        return "your own", ""
    entry = registry.loc[name]
    return str(entry["licence"]), f"`{entry['sha256']}`"


def _figures(figures: Mapping[str, Any]) -> Iterator[str]:
    if not figures:
        yield "## How good it is\n\nThis model was not evaluated. `twicetold-train evaluate` measures it."
        return
    yield f"## How good it is\n\n{figures['subject']}"
    for name, (title, text, columns) in _SECTIONS.items():
        rows = figures.get(name, [])
        if rows:
            shown = [column for column in columns if any(row.get(column) is not None for row in rows)]
            body = [[columns[column][1](row) for column in shown] for row in rows]
            yield f"### {title}\n\n{text}\n\n{_table([columns[column][0] for column in shown], body)}"


def _attacks(model: Model) -> str:
    """Return the table of `twicetold-train attack --card`; nothing where it was not run."""
    rows: Sequence[Mapping[str, Any]] = model.about.get(ATTACKS, [])
    if not rows:
        return ""
    sides = [name for name in rows[0] if name not in ("attack", "strength") and not name.endswith("AUROC")]
    body = [[row["attack"], f"{row['strength']:g}", *(_under_attack(row, side) for side in sides)] for row in rows]
    return f"""## What cheap changes do to it

Documents that the model was not fitted to, changed in ways that cost an evader nothing or that befall an honest article on its
way through the web: the share with a machine verdict and, for machine texts, the AUROC of reliability against the human originals
as they were. A text on which nothing is said any more counts as not caught. A human original that gets a machine verdict after
any change but `synonyms` is accused falsely. `twicetold-train attack` prints this table.

{_table(["change", "share changed", *sides], body)}"""


def _under_attack(row: Mapping[str, Any], side: str) -> str:
    share = f"{100 * row[side]:.1f} %"
    return share if side.startswith("human") else f"{share} ({row[f'{side} AUROC']:.3f})"


Row = Mapping[str, Any]
Column = tuple[str, Callable[[Row], str]]


def _plain(name: str) -> Callable[[Row], str]:
    return lambda row: f"{row[name]:,}" if isinstance(row[name], int) and not isinstance(row[name], bool) else str(row[name])


def _share(name: str) -> Callable[[Row], str]:
    return lambda row: "" if row.get(name) is None else f"{100 * row[name]:.1f} %"


def _decimal(name: str) -> Callable[[Row], str]:
    return lambda row: "" if row.get(name) is None else f"{row[name]:.3f}"


def _bounded(name: str) -> Callable[[Row], str]:
    return lambda row: "" if row.get(name) is None else f"{100 * row[name]:.1f} % ({100 * row['low']:.1f}–{100 * row['high']:.1f})"


def _within(row: Row) -> str:
    return "yes" if row["within"] else "no"


_CAUGHT: dict[str, Column] = {"caught_1": ("caught at 1 %", _share("caught_1")), "caught_01": ("caught at 0.1 %", _share("caught_01"))}
_COUNTS: dict[str, Column] = {"documents": ("documents", _plain("documents")), "human": ("human", _plain("human"))}
_TOPICS = (
    "Machine texts of a topic against human originals of the same topic. News is what Twicetold is for: judge it by these rows; a topic with few "
    "human texts in the corpora is judged worse."
)
_BY_TOPIC: dict[str, Column] = {
    "topic": ("topic", _plain("topic")), "cause": ("cause", _plain("cause")), **_COUNTS, "auroc": ("AUROC", _decimal("auroc")),
    "caught_1": _CAUGHT["caught_1"], "flagged": ("machine verdict", _share("flagged")),
}  # fmt: skip
_PASSAGES = (
    f"A passage of {PASSAGE} tokens, cut at random out of an article, judged by itself by models that have not seen the article's source: how well "
    f"it is told from a human one, how far its probability is from the truth, and how often a passage is shown (from {PASSAGE_LINE:.0%} on) "
    "that the cause wrote and that a human wrote."
)
_OF_PASSAGES: dict[str, Column] = {
    "cause": ("cause", _plain("cause")), "documents": ("passages", _plain("documents")), "human": _COUNTS["human"],
    "auroc": ("AUROC", _decimal("auroc")), "calibration_error": ("calibration error", _decimal("calibration_error")),
    "found": ("shown", _share("found")), "flagged": ("human shown", _bounded("flagged")),
}  # fmt: skip
_BY_CAUSE: dict[str, Column] = {
    "cause": ("cause", _plain("cause")), "documents": _COUNTS["documents"], "auroc": ("AUROC", _decimal("auroc")),
    "auroc_all": ("all human", _decimal("auroc_all")), "auroc_within": ("within families", _decimal("auroc_within")), **_CAUGHT,
    "flagged": ("machine verdict", _bounded("flagged")), "calibration_error": ("calibration error", _decimal("calibration_error")),
}  # fmt: skip
_SECTIONS: dict[str, tuple[str, str, dict[str, Column]]] = {
    "summary": (
        "By cause",
        "AUROC of each head against human originals, against all human texts (translations by hand included), and the mean within families of "
        "corpora; the share caught where 1 % and 0.1 % of human originals are; the share with a machine verdict at the model's own thresholds, "
        "with its 95 % interval; expected calibration error, which the caution of the heads, who err on the author's side, raises.",
        _BY_CAUSE,
    ),
    "false_positives": (
        "False positives by kind of human text",
        "Human texts with a machine verdict, 95 % Wilson intervals. The thresholds are chosen so that every row is within its limit; the last "
        "column shows the row at thresholds that were chosen without this kind, which is what a new kind of text has to expect.",
        {
            "kind": ("kind", _plain("kind")), "documents": _COUNTS["documents"], "flagged": ("flagged", _plain("flagged")),
            "rate": ("rate", _bounded("rate")), "limit": ("limit", _share("limit")), "within": ("within", _within),
            "rate_unseen": ("kind unseen", _share("rate_unseen")),
        },
    ),
    "unseen_corpora": (
        "Corpora it has not seen",
        "The same when every document is judged by a model that has seen no text of its family of corpora, neither its sources, its topics nor its "
        "generators: what to expect of texts from elsewhere. `twicetold-train evaluate --unseen corpora` prints it.",
        _BY_CAUSE,
    ),
    "unseen_generators": (
        "Generators it has not seen",
        "The same when every machine text is judged by a model that has seen no version of its source and no text of its generator, under whatever "
        "name. Only the texts of a fifth of the sources can be judged so. `twicetold-train evaluate --unseen generators` prints it, by generator.",
        _BY_CAUSE,
    ),
    "unseen_languages": (
        "Languages it has not seen",
        "The same when every translation is judged by a model that has seen no version of its source and no translation, by hand or machine, out of "
        "its language. `twicetold-train evaluate --unseen languages` prints it, by language.",
        _BY_CAUSE,
    ),
    "topics": ("By topic", _TOPICS, _BY_TOPIC),
    "unseen_topics": ("By topic, corpora it has not seen", f"{_TOPICS} Judged by models that have seen no text of the family of corpora.", _BY_TOPIC),
    "unseen_generators_topics": (
        "By topic, generators it has not seen", f"{_TOPICS} Judged by models that have seen no text of the generator.", _BY_TOPIC,
    ),
    "passages": ("Passages", _PASSAGES, _OF_PASSAGES),
    "unseen_passages": ("Passages of corpora it has not seen", "The same, by models that have seen no text of the family of corpora.", _OF_PASSAGES),
    "ranking": (
        "Ranking",
        "Pairs of one human and one machine version of the same source in which the human one is called more reliable, ties half; the interval "
        "takes a source for one observation.",
        {
            "cause": ("machine version", _plain("cause")), "human": ("human version", _plain("human")), "groups": ("sources", _plain("groups")),
            "pairs": ("pairs", _plain("pairs")), "ranked_right": ("ranked right", _bounded("ranked_right")),
        },
    ),
    "baselines": (
        "Baselines",
        "Other methods on a sample of the same documents, with the same folds, against all human texts.",
        {
            "method": ("method", _plain("method")), "cause": ("cause", _plain("cause")), **_COUNTS, "auroc": ("AUROC", _decimal("auroc")),
            **_CAUGHT,
        },
    ),
    "names_alone": (
        "What names alone tell",
        "A linear model that sees the names in a text and nothing else. With the weights that the heads are fitted with, the topic should tell "
        "little: 0.5 is chance.",
        {
            "cause": ("cause", _plain("cause")), **_COUNTS, "auroc": ("AUROC", _decimal("auroc")),
            "auroc_balanced": ("balanced", _decimal("auroc_balanced")),
        },
    ),
    "left_out": (
        "Left out of the training",
        "Fitted without the generator, corpus or language and without a third of all sources, tested on what was left out.",
        {
            "left_out": ("left out", _plain("left_out")), "value": ("which", _plain("value")), "cause": ("cause", _plain("cause")), **_COUNTS,
            "auroc": ("AUROC", _decimal("auroc")), **_CAUGHT,
        },
    ),
    "slices": (
        "By slice",
        "Against the human originals of the same slice where there are any, else of the same family of corpora, else all.",
        {
            "slice": ("slice", _plain("slice")), "value": ("value", _plain("value")), "cause": ("cause", _plain("cause")), **_COUNTS,
            "auroc": ("AUROC", _decimal("auroc")), "flagged": ("machine verdict", _bounded("flagged")),
        },
    ),
}  # fmt: skip


def _verdicts(model: Model) -> str:
    lines = model.thresholds
    note = model.about.get("recalibrated")
    moved = ""
    if note:
        moved = (
            f"\n\nThe machine thresholds were moved to {note['articles']:,} human articles of a user's own, for at most {note['rate']:.1%} "
            "false positives among articles drawn alike; the figures above were measured before."
        )
    return f"""## Where verdicts begin

A machine verdict is given where the probability of human authorship is at most {lines.machine:.4f} ({lines.machine_short:.4f}
below {SHORT_WORDS} words), a human one where it is at least {lines.human:.4f} ({lines.human_short:.4f}); between them lies `unclear`.
Below {MINIMUM_WORDS} words of body nothing is said.{moved}"""


def _rest() -> str:
    return f"""## Limits

{_bullets(_LIMITS)}

## What it must not be used for

{_bullets(_MISUSE)}

## How to make it again

Set `TWICETOLD_CORPORA` to the folder of the corpora or to a mirror that serves them, then:

    twicetold-train fit --out my-model
    twicetold-train evaluate

With labelled articles of your own, `training.fit(frame)` makes another model; with some hundred human articles of your own,
`twicetold-train calibrate FOLDER` moves the thresholds to them."""


def _bullets(lines: Sequence[str]) -> str:
    return "\n".join("- " + line.format(words=MINIMUM_WORDS) for line in lines)


def _table(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table; numbers may be right-aligned by the reader, text stays as it is."""
    cells = [[str(cell).replace("|", "\\|").replace("\n", " ") for cell in row] for row in [names, *rows]]
    lines = ["| " + " | ".join(row) + " |" for row in cells]
    return "\n".join([lines[0], "|" + " --- |" * len(names), *lines[1:]])

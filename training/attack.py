"""Attacks: what cheap changes to a text do to its verdict, measured on sources that the model was not fitted to.

Documents flow in, each attack changes all of them at every strength, and a table flows out: how much of the machine
text is still caught, and how many human originals are accused for what was done to them. The second matters more:
articles lose their capitals, quotation marks and apostrophes on every way through the web.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from detector.markers import Catalogue
from detector.scoring.heads import CAUSES
from detector.scoring.store import Model
from detector.text import Document
from training.judging import judge
from training.measures import auroc
from training.preparing import complete, stretches
from training.simulating import KEPT_OUT_THESAURUS
from training.splits import seed_of
from training.synthesis.spinner import spin
from training.tables import SIMULATED

KEPT_OUT = 25
"""One source in so many is left out of the fit of the shipped model, so that there is something to attack."""

RESERVED = "reserved"
"""What says in a model's ``about`` that one source in `KEPT_OUT` was left out of its fit."""

_SIMULATED = 200
"""Spun copies of human texts; real spun text is scarce."""

Change = Callable[[str, float, np.random.Generator], str]
"""Takes a text, a strength and a source of chance, and returns the changed text."""


@dataclass(frozen=True)
class Attack:
    """One way to change a text.

    Attributes
    ----------
    name : str
        What is done, for the table.
    strengths : tuple of float
        The share of what could be changed that is; what that is, `name` says.
    change : callable
        See `Change`.
    benign : bool
        Whether it leaves a human author's words what they were, so that an accusation that follows is a false one.
    """

    name: str
    strengths: tuple[float, ...]
    change: Change
    benign: bool = True


def reserved(groups: pd.Series) -> np.ndarray:
    """Tell which documents are left out of the shipped model's fit; all versions of a source are treated alike.

    Parameters
    ----------
    groups : Series of str

    Returns
    -------
    numpy.ndarray of bool
    """
    return np.array([seed_of("reserved", group) % KEPT_OUT == 0 for group in groups], dtype=bool)


# ------------------------------------------------------------------------------------------------ the changes
_WORD = re.compile(r"[^\W\d_]+")
_LONG_WORD = re.compile(r"(?<![\w'’-])[a-z]{5,}(?![\w'’-])")
_BETWEEN_LETTERS = re.compile(r"(?<=[^\W\d_])(?=[^\W\d_])")
_MARKS = re.compile("[\"“”„«»]")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_LIKE_LATIN = str.maketrans("aceopxyiAEOPCTHKMBX", "асеорхуіАЕОРСТНКМВХ")
_LATIN = re.compile("[aceopxyiAEOPCTHKMBX]")
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_CURLY = {'"': "“", "'": "’"}
_STRAIGHT = str.maketrans("“”‘’–—…", "\"\"''--.")
_DROPPED = re.compile(r" (?:that|the|very|also|just|really|now|still|then|already|quite)(?= [a-z])")
_INSERTED = ("also", "just", "really", "now", "then", "of course", "actually")
_VERB = re.compile(r"(?<= )(?:is|are|was|were|has|have|had|will|can|could|would|may)(?= [a-z])")
_SHORTENED = (
    ("do not", "don't"), ("does not", "doesn't"), ("did not", "didn't"), ("is not", "isn't"), ("was not", "wasn't"), ("it is", "it's"),
    ("that is", "that's"), ("cannot", "can't"), ("will not", "won't"), ("have not", "haven't"), ("would not", "wouldn't"),
)  # fmt: skip
_MERGED = re.compile(r"\. (The|A|An|It|He|She|They|This|That|These|There|In|But|And|We) ")
_WRAPPED = 72


def _each(pattern: re.Pattern[str], share: float, rng: np.random.Generator, text: str, new: Callable[[str], str]) -> str:
    """Replace a share of the matches of a pattern."""
    return pattern.sub(lambda match: new(match[0]) if rng.random() < share else match[0], text)


def _capitals_lost(text: str, strength: float, rng: np.random.Generator) -> str:
    return text.lower() if strength == 1 else _each(_WORD, strength, rng, text, str.lower)


def _all_capitals(text: str, strength: float, rng: np.random.Generator) -> str:
    return _each(_WORD, strength, rng, text, str.upper)


def _title_case(text: str, strength: float, rng: np.random.Generator) -> str:
    return _each(_WORD, strength, rng, text, str.capitalize)


def _homoglyphs(text: str, strength: float, rng: np.random.Generator) -> str:
    return _each(_LATIN, strength, rng, text, lambda letter: letter.translate(_LIKE_LATIN))


def _hidden(text: str, strength: float, rng: np.random.Generator) -> str:
    return _each(_BETWEEN_LETTERS, strength, rng, text, lambda nothing: _UNSEEN[int(rng.integers(len(_UNSEEN)))])


def _typos(text: str, strength: float, rng: np.random.Generator) -> str:
    def mistyped(word: str) -> str:
        at = int(rng.integers(1, len(word) - 1))
        swapped, dropped = word[:at] + word[at + 1] + word[at] + word[at + 2 :], word[:at] + word[at + 1 :]
        return (swapped, dropped, word[: at + 1] + word[at:])[int(rng.integers(3))]

    return _each(_LONG_WORD, strength, rng, text, mistyped)


def _quotation_marks_lost(text: str, strength: float, rng: np.random.Generator) -> str:
    return _each(_MARKS, strength, rng, text, lambda mark: "")


def _apostrophes_lost(text: str, strength: float, rng: np.random.Generator) -> str:
    return _each(_APOSTROPHE, strength, rng, text, lambda mark: "")


def _paragraphs_shuffled(text: str, strength: float, rng: np.random.Generator) -> str:
    """Move a share of the paragraphs; of the sentences where there is but one paragraph."""
    paragraphs = [part for part in text.split("\n") if part.strip()]
    if len(paragraphs) > 1:
        return "\n\n".join(_shuffled(paragraphs, strength, rng))
    return " ".join(_shuffled([text[start:end] for start, end in Document(text).sentences], strength, rng))


def _shuffled(parts: list[str], share: float, rng: np.random.Generator) -> list[str]:
    moved = np.flatnonzero(rng.random(len(parts)) < share)
    order = np.arange(len(parts))
    order[moved] = rng.permutation(moved)
    return [parts[place] for place in order]


def _synonyms(text: str, strength: float, rng: np.random.Generator) -> str:
    return spin(text, strength, rng, thesaurus=KEPT_OUT_THESAURUS)


def _light_edit(text: str, strength: float, rng: np.random.Generator) -> str:
    """Edit as a person in a hurry does: leave function words out, put some in, shorten, join sentences."""
    text = _each(_DROPPED, strength, rng, text, lambda word: "")
    text = _each(_VERB, strength / 2, rng, text, lambda verb: f"{verb} {_INSERTED[int(rng.integers(len(_INSERTED)))]}")
    for long, short in _SHORTENED:
        text = _each(re.compile(rf"\b{long}\b"), strength, rng, text, lambda found, short=short: short)  # type: ignore[misc]
    return _each(_MERGED, strength, rng, text, lambda found: f", and {found[2].lower()}{found[3:]}")


def _one_line(text: str, strength: float, rng: np.random.Generator) -> str:
    return " ".join(text.split())


def _line_a_sentence(text: str, strength: float, rng: np.random.Generator) -> str:
    return "\n".join(" ".join(text[start:end].split()) for start, end in Document(text).sentences) or text


def _wrapped(text: str, strength: float, rng: np.random.Generator) -> str:
    """Break the lines as mail programs and PDF readers do."""
    from textwrap import fill

    return "\n\n".join(fill(part, _WRAPPED, break_on_hyphens=False) for part in text.split("\n") if part.strip())


def _spaces_doubled(text: str, strength: float, rng: np.random.Generator) -> str:
    return _each(re.compile(" "), strength, rng, text, lambda space: "  ").replace("\n", "\r\n")


def _straightened(text: str, strength: float, rng: np.random.Generator) -> str:
    return text.translate(_STRAIGHT)


def _curled(text: str, strength: float, rng: np.random.Generator) -> str:
    text = re.sub(r'"(?=\w)', "“", text).replace('"', "”")
    return text.replace("'", "’").replace(" - ", " – ").replace("...", "…")


def _wrong_encoding(text: str, strength: float, rng: np.random.Generator) -> str:
    """Read what is not ASCII in the wrong encoding, typographic apostrophes first of all."""
    def misread(letter: re.Match[str]) -> str:
        return letter[0].encode("utf-8", "surrogatepass").decode("cp1252", "replace")

    return re.sub("[^\x00-\x7f]", misread, _curled(text, 1, rng))


def _entities_left(text: str, strength: float, rng: np.random.Generator) -> str:
    return text.translate({38: "&amp;", 34: "&quot;", 39: "&#39;", 0x2019: "&rsquo;", 0x201C: "&ldquo;", 0x201D: "&rdquo;", 0x2014: "&mdash;"})


def attacks(prefixes: Sequence[str]) -> tuple[Attack, ...]:
    """Return all attacks.

    Parameters
    ----------
    prefixes : sequence of str
        Human texts of other sources, of which one stretch is put before a text.

    Returns
    -------
    tuple of Attack
        The first changes nothing.
    """

    def preceded(text: str, strength: float, rng: np.random.Generator) -> str:
        words = prefixes[int(rng.integers(len(prefixes)))].split(" ")
        return f"{' '.join(words[: int(strength * text.count(' '))])}\n\n{text}"

    return (
        Attack("nothing", (1,), lambda text, strength, rng: text),
        Attack("capitals lost", (0.1, 0.5, 1), _capitals_lost),
        Attack("all in capitals", (1,), _all_capitals),
        Attack("every word capitalised", (1,), _title_case),
        Attack("letters of another script", (0.01, 0.1, 1), _homoglyphs),
        Attack("characters that print nothing", (0.01, 0.1, 1), _hidden),
        Attack("typing mistakes", (0.02, 0.1, 0.3), _typos),
        Attack("quotation marks lost", (0.5, 1), _quotation_marks_lost),
        Attack("apostrophes lost", (1,), _apostrophes_lost),
        Attack("paragraphs shuffled", (1,), _paragraphs_shuffled),
        Attack("human text put before", (0.25, 1), preceded),
        Attack("synonyms", (0.05, 0.2), _synonyms, benign=False),
        Attack("light edit by hand", (0.1, 0.3, 1), _light_edit),
        Attack("on one line", (1,), _one_line),
        Attack("a line for each sentence", (1,), _line_a_sentence),
        Attack("lines broken at 72", (1,), _wrapped),
        Attack("double spaces, CRLF", (1,), _spaces_doubled),
        Attack("straight typography", (1,), _straightened),
        Attack("curly typography", (1,), _curled),
        Attack("read in a wrong encoding", (1,), _wrong_encoding),
        Attack("HTML entities left", (1,), _entities_left),
    )


# ------------------------------------------------------------------------------------------------ the measurement
def targets(frame: pd.DataFrame, most: int = 400, seed: int = 0) -> pd.DataFrame:
    """Choose what is attacked: reserved documents, cut as in fitting, without assistants' leftovers, and spun copies.

    Parameters
    ----------
    frame : DataFrame
        From `training.corpora.load_corpora`, or like it.
    most : int
        Documents of each cause at most; twice as many human ones, for accusations are to be rare.
    seed : int

    Returns
    -------
    DataFrame
        ``text``, ``group`` and ``side``: a cause, ``spun (simulated)``, ``human original`` or ``human translation``.
    """
    frame = complete(frame)
    frame = frame[reserved(frame["group"]) & frame["residue"].eq("") & ~frame["near_copy"]]
    sides = frame["cause"].mask(frame["cause"].eq("human"), "human original").mask(frame["by_hand"], "human translation")
    frame = frame.assign(side=sides, text=stretches(frame, seed=seed))
    order = [seed_of("attacked", seed, group, text) for group, text in zip(frame["group"], frame["text"], strict=True)]
    frame = frame.assign(order=order).sort_values("order", kind="stable")
    human = frame["side"].eq("human original")
    chosen = pd.concat([frame[human].head(2 * most), frame[~human].groupby("side").head(most), _spun(frame[human], min(most, _SIMULATED), seed)])
    return chosen[["text", "group", "side"]].reset_index(drop=True)


def _spun(human: pd.DataFrame, most: int, seed: int) -> pd.DataFrame:
    """Return spun copies of human texts, as heavily spun as those that models are fitted to."""
    rows = human[human["text"].str.len().gt(450)].head(most)
    texts = []
    for group, text in zip(rows["group"], rows["text"], strict=True):
        rng = np.random.default_rng(seed_of("attacked spinner", seed, group))
        texts.append(spin(text, float(rng.uniform(0.08, 0.5)), rng))
    return rows.assign(text=texts, side=SIMULATED)


def measure(
    model: Model, documents: pd.DataFrame, *, catalogue: Catalogue | None = None, seed: int = 0, jobs: int = 1,
    progress: Callable[[str], None] = lambda message: None,
) -> pd.DataFrame:  # fmt: skip
    """Attack documents in every way and see what becomes of their verdicts.

    Parameters
    ----------
    model : Model
    documents : DataFrame
        From `targets`. Those on which a detector abstains before any attack are left out.
    catalogue : Catalogue, optional
    seed, jobs : int
    progress : callable

    Returns
    -------
    DataFrame
        A row for each ``attack``, ``strength`` and ``side``: ``documents``; ``flagged``, how many get a machine
        verdict; ``newly``, how many of these got none before; ``unscored``, on how many nothing is said any more;
        ``auroc`` of reliability against the human originals as they were, where an unscored text counts as wholly
        reliable; ``benign``, whether a flagged human text is accused falsely.
    """
    catalogue = catalogue if catalogue is not None else Catalogue.load()
    before = _judged(model, catalogue, documents["text"].tolist(), jobs)
    scored = before["verdict"].ne("unscored").to_numpy()
    documents, before = documents[scored].reset_index(drop=True), before[scored].reset_index(drop=True)
    original = documents["side"].eq("human original").to_numpy()
    if not original.any():
        raise ValueError("There is no human original to attack among the documents.")
    human = 1 - before["p_human"].to_numpy()[original]
    rows: list[dict[str, Any]] = []
    for attack in attacks(documents["text"][original].tolist()):
        for strength in attack.strengths:
            progress(f"{attack.name}, {strength:g}")
            after = before if attack.name == "nothing" else _judged(model, catalogue, _attacked(attack, strength, documents, seed), jobs)
            for side, places in documents.groupby("side", sort=True).indices.items():
                rows.append(_row(attack, strength, str(side), before.iloc[places], after.iloc[places], human))
    return pd.DataFrame(rows)


def _attacked(attack: Attack, strength: float, documents: pd.DataFrame, seed: int) -> list[str]:
    sources = zip(documents["text"], documents["group"], strict=True)
    return [
        attack.change(text, strength, np.random.default_rng(seed_of("attack", seed, attack.name, strength, group)))
        for text, group in sources
    ]


def _judged(model: Model, catalogue: Catalogue, texts: list[str], jobs: int) -> pd.DataFrame:
    rows = judge(model, texts, catalogue=catalogue, jobs=jobs)
    table = pd.DataFrame([(row[1], row[-1]) for row in rows], columns=["p_human", "verdict"])
    return table.assign(p_human=table["p_human"].fillna(1.0))


def _row(attack: Attack, strength: float, side: str, before: pd.DataFrame, after: pd.DataFrame, human: np.ndarray) -> dict[str, Any]:
    flagged, was = after["verdict"].isin(CAUSES).to_numpy(), before["verdict"].isin(CAUSES).to_numpy()
    return {
        "attack": attack.name, "strength": strength, "side": side, "documents": len(after), "flagged": int(flagged.sum()),
        "newly": int((flagged & ~was).sum()), "unscored": int(after["verdict"].eq("unscored").sum()),
        "auroc": auroc(1 - after["p_human"].to_numpy(), human), "benign": attack.benign,
    }  # fmt: skip


def wide(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each attack and strength: who is accused, and what of each cause is still caught.

    Parameters
    ----------
    table : DataFrame
        From `measure`.

    Returns
    -------
    DataFrame
        ``attack``, ``strength``, for each side a share with a machine verdict, and ``NAME AUROC`` for the causes.
    """
    return pd.DataFrame(_wide(table))


def _wide(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for (attack, strength), rows in table.groupby(["attack", "strength"], sort=False):
        row: dict[str, Any] = {"attack": attack, "strength": strength}
        sides = {str(side["side"]): side for side in rows.to_dict("records")}
        row |= {name: side["flagged"] / side["documents"] for name, side in sides.items()}
        yield row | {f"{name} AUROC": side["auroc"] for name, side in sides.items() if not name.startswith("human")}

"""A small labelled corpus that code makes: invented local news and rewritten versions of it.

It exists so that notebooks and examples run anywhere, in seconds. Every sentence is invented for it, and the damage
is made by rules, so a model fitted to it has learned these rules and nothing else: figures on it show that the
machinery works, never how good a detector is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from training.synthesis.spinner import spin

_SLOTS: dict[str, tuple[str, ...]] = {
    "place": tuple("Harrowby Millbrook Estwick Dunmere Corley Penhallow Ashcombe Tarrant Selwick Brayford Oakhampton Lindale".split()),
    "person": ("Ruth Halloran", "Owen Pike", "Marta Quill", "Dev Anand Rao", "Sheila Grant", "Tom Beckett", "Ines Vale", "Carl Oduya",
               "Joan Whitlock", "Peter Nash", "Amina Shaw", "Gus Lindqvist"),
    "day": tuple("Monday Tuesday Wednesday Thursday Friday Saturday".split()),
    "few": tuple("two three four five six seven nine".split()),
    "count": tuple("14 22 31 46 58 73 120 240 310 480".split()),
    "sum": ("$40,000", "$185,000", "$1.2 million", "$3 million", "$760,000"),
    "year": tuple("1954 1968 1983 1991 2004 2012".split()),
}  # fmt: skip

_STORIES: dict[str, tuple[str, ...]] = {
    "council": (
        "The {place} council voted {few} to one on {day} to keep the old library open for another year.",
        "The town will have to find {sum} for the roof, and nobody in the room seemed sure where it'd come from.",
        "{person}, who chairs the finance committee, said she'd asked for the repair bill in March and got it last week.",
        "About {count} people turned up, a lot of them with children, and the clerk had to fetch chairs from the court next door.",
        "“You can't close a building because it's wet,” said {person}, who has borrowed books there since {year}.",
        "The one vote against came from a member who wants the money spent on drains.",
        "A second motion, to sell the car park behind it, was put off until the spring because the survey isn't finished.",
        "The library's boiler is older than most of its staff. It broke down twice this winter.",
    ),
    "fire": (
        "A fire that started in a bakery's flue burned through {few} shops on {place}'s main street early on {day}.",
        "Nobody was hurt, though a man who lived over the shoe shop had to be talked down a ladder with his cat.",
        "{person}, the duty officer, said the first crew got there in {few} minutes and found the roof already gone.",
        "“We'd just had the ovens serviced,” the baker said. “I don't know what else I was supposed to do.”",
        "The street was shut until noon, and buses went round by the canal.",
        "Some {count} homes lost power because the cables ran along the back wall.",
        "The insurers' man came after lunch, looked at what was left and wouldn't give a figure.",
        "The last fire on the street was in {year}, when a hotel burned and wasn't rebuilt.",
    ),
    "football": (
        "{place} came from two goals down to beat Corley Rovers {few} to two on {day}, and the ground hadn't been so loud in years.",
        "{person} got the winner with a header from a corner that the keeper should've caught.",
        "“We were dreadful before the break and I told them so,” said the manager, {person}.",
        "The crowd was given as {count}, which is what the club says when it has not counted.",
        "Rovers had a man sent off for a tackle that was late even by their standards.",
        "It's the first time the side has won away since the floods, and it moves them up to ninth.",
        "The pitch was heavy and the ball stopped dead in the corners.",
        "Next week they play Tarrant, who haven't lost at home since {year}.",
    ),
    "school": (
        "Pupils at {place}'s only secondary school went home early on {day} after the ceiling came down in the science block.",
        "{person}, the head, said it was luck that the room was empty.",
        "“It's been dripping for {few} years and they've put a bucket under it,” said a mother at the gate.",
        "The county has promised {sum} for repairs but hasn't said when the work will start.",
        "About {count} children will be taught in the church hall until then.",
        "The block was put up in {year} and was meant to last twenty years.",
        "Teachers carried what they could out of the laboratory, a skeleton among it.",
        "An inspector who came in the autumn wrote that the building was fit for use.",
    ),
    "farm": (
        "Farmers around {place} say the wet spring has cost them {count} acres of barley, and the hay isn't looking good either.",
        "{person} lost most of his potatoes and thinks he'll be lucky to get half of last year's price for the rest.",
        "“You can stand in the field and hear it rot,” he said.",
        "The co-operative lent its members {sum} in April because the banks wouldn't wait.",
        "It's rained on {few} days out of ten since February, which hasn't happened since {year}.",
        "Some have sold their cattle early. Others are buying feed from the coast.",
        "A man from the ministry drove out on {day} in clean boots and was shown round.",
        "Milk hasn't gone up in the shops yet, but it will.",
    ),
    "river": (
        "The footbridge at {place} will stay shut until the summer after divers found a crack in its middle pier on {day}.",
        "{person}, the county's engineer, said the bridge might have stood for years or fallen in a week.",
        "About {count} people cross it every morning, most of them to catch the early train.",
        "They'll now have to walk round by the mill, which takes half an hour.",
        "“My knees aren't what they were,” said {person}, who's used it since {year}.",
        "The repair is put at {sum}, and the county and the railway each say the other should pay.",
        "A ferryman has offered to row people over for {few} coins, and the council told him he'd need a licence.",
        "The crack was found because a boy fishing there saw a stone drop out.",
    ),
}  # fmt: skip

_ANYWHERE: tuple[str, ...] = (
    "It's not the first time, either.",
    "The mayor's office didn't ring back.",
    "A meeting has been called for {day}, and there'll be tea.",
    "Asked who was to blame, {person} laughed and said it was a long list.",
    "The paper asked for the minutes and got {few} pages, all of them blacked out.",
    "“We'll see,” said {person}. “I've heard promises before.”",
    "Not everyone agrees. At the post office the talk was mostly about something else.",
    "That was {few} years ago, and people here haven't forgotten it.",
    "By the evening it had started to rain again and everybody went home.",
    "Her brother, who moved away in {year}, had driven back to see it for himself.",
)

Rules = Sequence[tuple[str, tuple[str, ...]]]

_CALQUES: Rules = (
    (r"\bsaid\b", ("has declared", "affirmed", "has made known")),
    (r"\b(\w+)n't\b", (r"\1 not",)),
    (r"\b([Ii]t)'s been\b", (r"\1 has been",)),
    (r"\b([Ii]t|[Tt]hat)'s\b", (r"\1 is",)),
    (r"'(ll|d|ve|re)\b", (" will", " would")),
    (r"\b([A-Z]\w+)'s (\w+)", (r"the \2 of \1",)),
    (r"\bon (\w+day)\b", (r"the \1", r"in the \1")),
    (r"\b[Aa]bout (\d+) people\b", (r"In number of \1 the persons", r"Some \1 of persons")),
    (r"\bbecause\b", ("for the reason that", "by cause that")),
    (r"\buntil\b", ("up to",)),
    (r"\bwill have to\b", ("is seen obliged to", "must to")),
    (r"\bsince (\d{4})\b", (r"from \1", r"since the year \1")),
    (r"\bgot\b", ("has obtained",)),
    (r"\bhad to\b", ("was obliged to",)),
    (r"\ba lot of\b", ("a great part of",)),
)
_DROPPED_ARTICLES: Rules = (
    (r"\b[Tt]he (?=[a-z])", ("", "")),
    (r"\ba (?=[a-z])", ("", "one ")),
    (r"\bsaid\b", ("told", "has said", "is saying")),
    (r"\b(\w+)n't\b", (r"\1 not",)),
    (r"'(s|ll|d|ve|re)\b", ("",)),
    (r"\bon (\w+day)\b", (r"at \1",)),
    (r"\bpeople\b", ("peoples", "the people")),
    (r"\bwho\b", ("which", "that")),
    (r"\bto (\w+)\b", (r"for to \1", r"to \1")),
)
_ASSISTANT: Rules = (
    (r"\bsaid\b", ("emphasized", "noted", "highlighted")),
    (r"\b(\w+)n't\b", (r"\1 not",)),
    (r"'(ll)\b", (" will",)),
    (r"\ba lot of\b", ("a significant number of",)),
    (r"\b[Aa]bout (\d+)\b", (r"Approximately \1",)),
    (r"\bpeople\b", ("residents", "community members")),
    (r"\bbecause\b", ("due to the fact that", "as")),
    (r"\bgot\b", ("received", "secured")),
    (r"(?<=[a-z])\.(?=\s|$)", (", underscoring the challenges that remain.", ", highlighting its importance for residents.", ".", ".")),
)
_EDITOR: Rules = (
    (r"\bsaid\b", ("explained", "shared")),
    (r"\bbut\b", ("yet",)),
    (r"\b[Aa]bout (\d+)\b", (r"Roughly \1",)),
    (r"\bpeople\b", ("individuals", "locals")),
    (r"\bhad to\b", ("were required to",)),
    (r"(?<=[a-z]), and (?=\w)", (" — and ", ", while ")),
    (r"(?<=[a-z])\.(?=\s|$)", (" — a reminder of what is at stake.", ", reflecting a broader trend.", ".", ".", ".")),
)
_OPENINGS = ("Moreover, ", "In addition, ", "Furthermore, ", "Notably, ", "Meanwhile, ")
_CLOSINGS = (
    "Ultimately, the outcome will depend on continued collaboration among all stakeholders.",
    "As the situation continues to evolve, residents remain hopeful about the path forward.",
    "The coming months will be crucial in shaping the future of the community.",
)


def small_corpus(sources: int = 120, seed: int = 0) -> pd.DataFrame:
    """Make a labelled corpus of invented news: each source as it was written, translated, spun and LLM-rewritten.

    Parameters
    ----------
    sources : int
        Original articles; there are four times as many documents.
    seed : int
        The same numbers give the same corpus.

    Returns
    -------
    DataFrame
        ``text``, ``cause``, ``group`` (shared by the versions of one source), ``generator`` (two for each cause),
        ``domain`` (what the story is about) and ``corpus``.

    Examples
    --------
    >>> small_corpus(3)["cause"].value_counts().to_dict()
    {'human': 3, 'translated': 3, 'spun': 3, 'llm': 3}
    """
    rows = []
    for source in range(sources):
        rng = np.random.default_rng([seed, source])
        domain = str(rng.choice(list(_STORIES)))
        paragraphs = _story(domain, rng)
        versions = [("human", "", "\n\n".join(paragraphs))]
        for cause, generators in _GENERATORS.items():
            generator = str(rng.choice(list(generators)))
            versions.append((cause, generator, generators[generator](paragraphs, rng)))
        rows += [(text, cause, f"small:{seed}:{source}", generator, domain, "small") for cause, generator, text in versions]
    return pd.DataFrame(rows, columns=["text", "cause", "group", "generator", "domain", "corpus"])


def _story(domain: str, rng: np.random.Generator) -> list[str]:
    """Write one article as paragraphs: the lead, then details in any order with a few asides."""
    lead, *details = _STORIES[domain]
    sentences = [*rng.permutation(details)[: rng.integers(5, len(details) + 1)], *rng.permutation(_ANYWHERE)[: rng.integers(4, 8)]]
    sentences = [lead, *rng.permutation(sentences)]
    filled = [re.sub(r"\{(\w+)\}", lambda slot: str(rng.choice(_SLOTS[slot[1]])), sentence) for sentence in sentences]
    return [" ".join(filled[first : first + 2]) for first in range(0, len(filled), 2)]


def _rewritten(text: str, rules: Rules, rate: float, rng: np.random.Generator) -> str:
    """Apply each rule at a share of the places where it fits."""
    for pattern, choices in rules:

        def swap(match: re.Match[str], choices: tuple[str, ...] = choices) -> str:
            return match.expand(str(rng.choice(choices))) if rng.random() < rate else match[0]

        text = re.sub(pattern, swap, text)
    return text


def _translated(rules: Rules) -> Callable[[list[str], np.random.Generator], str]:
    return lambda paragraphs, rng: _rewritten("\n\n".join(paragraphs), rules, float(rng.uniform(0.3, 0.8)), rng)


def _polished(rules: Rules) -> Callable[[list[str], np.random.Generator], str]:
    def polish(paragraphs: list[str], rng: np.random.Generator) -> str:
        rate = float(rng.uniform(0.3, 0.8))
        polished = [_rewritten(paragraph, rules, rate, rng) for paragraph in paragraphs]
        opened = [str(rng.choice(_OPENINGS)) + text[0].lower() + text[1:] if rng.random() < 0.2 else text for text in polished[1:]]
        return "\n\n".join([polished[0], *opened, str(rng.choice(_CLOSINGS))])

    return polish


def _spun(thesaurus: str) -> Callable[[list[str], np.random.Generator], str]:
    return lambda paragraphs, rng: spin("\n\n".join(paragraphs), float(rng.uniform(0.1, 0.4)), rng, thesaurus=thesaurus)


_GENERATORS: dict[str, dict[str, Callable[[list[str], np.random.Generator], str]]] = {
    "translated": {"calques": _translated(_CALQUES), "dropped articles": _translated(_DROPPED_ARTICLES)},
    "spun": {"wordnet": _spun("wordnet"), "moby": _spun("moby")},
    "llm": {"assistant": _polished(_ASSISTANT), "editor": _polished(_EDITOR)},
}

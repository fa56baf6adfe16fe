"""How long grouping and comparing takes, and how much memory: prints, asserts nothing.

Run ``python -m tests.benchmarks.bench_comparison --articles 10000 --stories 2000``, or with ``--articles 100000 --stories 20000 --only-group``.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections import Counter

from detector.comparison import compare_stories
from detector.comparison.stories import group_stories
from detector.text import Article, Document

_PLACES = "Halden Moss Larvik Tromen Odde Brevik Askim Hamar Skien Voss Molde Narvik Vardo Alta Bodin Rana Lom Vik Tana Sund".split()
_NAMES = "Berg Haugen Solberg Lunde Moen Dahl Strand Ness Vik Bakke Eide Foss Holm Krogh Lie Myhre Nygard Ruud Skog Tveit".split()
_SUBJECTS = "ferry bridge school harbour factory tunnel hospital airport library reservoir railway market stadium quarry museum".split()
_VERBS = "repaired closed reopened inspected flooded extended sold evacuated blocked financed renamed surveyed insured drained painted".split()
_WORDS = (
    "council budget engineers winter water report morning residents traffic storm owner contract weeks repairs plan safety union workers "
    "decision meeting concern delay funds inquiry promise vote district crew machine cargo signal survey platform concrete permit tender"
).split()


_SYLLABLES = "ba ke lo mi nu ra se ti vo za dri fle gra pli sko tru".split()


def _invented(chance: random.Random) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(3))


def _sentence(chance: random.Random, facts: list[str], vocabulary: list[str]) -> str:
    words = chance.sample(vocabulary, 5)
    return (
        f"The {words[0]} and the {words[1]} of {chance.choice(facts)} were {chance.choice(_VERBS)} after {chance.randrange(2, 400)} "
        f"{words[2]} had been {chance.choice(_VERBS)} by {chance.choice(facts)}, who called it a {words[3]} without {words[4]}."
    )


def _story(chance: random.Random, number: int) -> list[str]:
    place = f"{chance.choice(_PLACES)}{number % 97}ville"
    name = f"{chance.choice(_NAMES)}{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}en"
    facts = [place, name, chance.choice(_SUBJECTS)]
    vocabulary = [*chance.sample(_WORDS, 12), *(_invented(chance) for _ in range(14))]
    sentences = [_sentence(chance, facts, vocabulary) for _ in range(18)]
    spoken = f"“We will not pay for the {chance.choice(_SUBJECTS)} again,” {facts[1]} said on Monday."
    return [*sentences[:4], spoken, *sentences[4:]]


def _version(chance: random.Random, sentences: list[str]) -> str:
    """Retell a story: drop some sentences, exchange some words, move one sentence."""
    kept = [sentence for sentence in sentences if chance.random() > 0.15]
    told = []
    for sentence in kept:
        words = [chance.choice(_WORDS) if word in _WORDS and chance.random() < 0.15 else word for word in sentence.split()]
        told.append(" ".join(words))
    if len(told) > 3:
        told.insert(chance.randrange(len(told)), told.pop(chance.randrange(len(told))))
    return "\n".join(told)


def collection(articles: int, stories: int, seed: int = 0) -> list[Document]:
    """Return invented articles, evenly many a story, in random order."""
    chance = random.Random(seed)
    texts = [(number, _story(chance, number)) for number in range(stories)]
    told = [(number, _version(chance, texts[number][1])) for number in (index % stories for index in range(articles))]
    chance.shuffle(told)
    return [Document(Article(f"{number}/{place}", text)) for place, (number, text) in enumerate(told)]


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)


def main() -> None:
    """Time the grouping alone, then everything, and print the memory on the way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--stories", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only-group", action="store_true", help="do not compare")
    given = parser.parse_args()
    documents = collection(given.articles, given.stories)
    begun, cpu = time.perf_counter(), time.process_time()
    groups = group_stories(documents)
    whole = sum(len({documents[member].article.id.split("/")[0] for member in group}) == 1 for group in groups)
    spent = f"{time.perf_counter() - begun:.1f} s ({time.process_time() - cpu:.1f} s of CPU)"
    print(f"grouping: {spent}, {len(groups)} groups, {whole} of one story, {_memory():.0f} MB")
    if given.only_group:
        return
    begun, cpu = time.perf_counter(), time.process_time()
    kinds: Counter[str] = Counter()
    pairs = 0
    for number, story in enumerate(compare_stories(documents, jobs=given.jobs), 1):
        pairs += len(story.pairs)
        kinds.update(found.kind for pair in story.pairs for found in pair.alterations)
        if number % max(1, given.stories // 5) == 0:
            print(f"  {number} stories, {pairs} pairs: {time.perf_counter() - begun:.1f} s, {_memory():.0f} MB")
    spent = f"{time.perf_counter() - begun:.1f} s ({time.process_time() - cpu:.1f} s of CPU in this process)"
    print(f"comparing: {spent}, {pairs} pairs, {sum(kinds.values())} alterations")


if __name__ == "__main__":
    main()

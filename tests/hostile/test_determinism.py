"""The same article has the same record, whatever it is scored with, in whatever order, by however many processes."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from detector.features.ngrams import Vocabulary, word_ngrams
from detector.features.style import Parts, previous_places
from detector.markers import Catalogue
from detector.markers.places import fingerprints_of
from detector.scoring import Detector
from detector.text import Article
from tests.conftest import ROOT
from tests.hostile.texts import PROSE, UNITS
from tests.scoring.small_model import small_model


@pytest.fixture(scope="module")
def articles(samples: dict[str, str]) -> list[Article]:
    hostile = {name: PROSE + f" {unit * 5} " + PROSE for name, unit in UNITS.items()}
    examples = {marker.id: PROSE + "\n".join(marker.fires) for marker in Catalogue.load().markers.values()}
    return [Article(id=name, text=text) for name, text in {**samples, **hostile, **examples}.items()]


def test_neither_batch_nor_order_changes_a_record(articles: list[Article]) -> None:
    detector = Detector(small_model(), Catalogue.load())
    expected = {record.id: record for record in detector.score(articles)}
    shuffled = random.Random(3).sample(articles, len(articles))
    for size in (1, 7, 50):
        for start in range(0, len(shuffled), size):
            for record in detector.score(shuffled[start : start + size]):
                assert record == expected[record.id]


def test_neither_processes_nor_backends_nor_hash_seeds_change_a_byte_of_the_output(articles: list[Article], tmp_path: Path) -> None:
    small_model().save(tmp_path / "model")
    lines = [json.dumps({"id": article.id, "text": article.text}) for article in articles]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "turned.jsonl").write_text("\n".join(reversed(lines)), encoding="utf-8")
    written = []
    ways = [("in", "--jobs=1"), ("in", "--jobs=1"), ("in", "--jobs=2"), ("turned", "--jobs=1")]
    ways += [("in", f"--backend={name}") for name, package in (("dask", "distributed"), ("ray", "ray")) if find_spec(package)]
    for number, (source, way) in enumerate(ways):
        output = tmp_path / f"out-{number}.jsonl"
        command = [sys.executable, "-m", "detector", "score", f"{source}.jsonl", "-o", output, "--model", "model", way]
        environment = {**os.environ, "PYTHONHASHSEED": str(number), "PYTHONPATH": str(ROOT)}
        subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, timeout=300)
        written.append(output.read_text(encoding="utf-8").replace("turned.jsonl", "in.jsonl"))
    assert written[0].count("\n") == len(articles)
    assert set(written) == {written[0]}


def test_hashes_are_the_same_numbers_everywhere() -> None:
    """They are computed in unsigned 64 and 32 bits, whatever the word of the platform; a model relies on them."""
    codes = Vocabulary(["the", "said", "ferry"]).codes("the ferry said 1,200 sailings ' kyjov".split())
    assert codes.tolist() == [0, 2, 1, 3, 6, 4, 4]
    assert [buckets.tolist() for buckets in word_ngrams(codes, (1, 2, 4), 18)] == [
        [125648, 221120, 84907, 254518, 187950, 237566, 237566],
        [13604, 36870, 238705, 144271, 54256, 46223],
        [76776, 52573, 51463, 179895],
    ]
    marks = [523902211, 425059637, 583120295, 2654756944, 1186304549]
    assert fingerprints_of(["the", "a", "kyjov", "été", "🦑"]).tolist() == marks


@pytest.mark.parametrize("width", [np.int16, np.int32, np.int64])
def test_narrow_integers_overflow_nowhere(width: type[np.signedinteger]) -> None:
    """On Windows and on 32 bits NumPy counts in 32 bits where nothing else was said."""
    codes = np.tile(np.arange(30_000), 4).astype(width)
    buckets = word_ngrams(codes.astype(np.int64), (1, 3), 20)
    assert all((ours == theirs).all() for ours, theirs in zip(word_ngrams(codes, (1, 3), 20), buckets, strict=True))
    parts = Parts(np.array([60_000, 60_000], dtype=np.int32))
    assert {parts.owner.dtype, parts.starts.dtype, Vocabulary(["the"]).classes_beyond(1).dtype} == {np.dtype(np.int64)}
    expected = np.concatenate([np.full(30_000, -1), np.arange(30_000)])
    assert (previous_places(codes, parts) == np.concatenate([expected, np.where(expected < 0, -1, expected + 60_000)])).all()

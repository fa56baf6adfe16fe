"""The same article has the same record, whatever it is scored with, in whatever order, by however many processes."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from detector.markers import Catalogue
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


def test_neither_processes_nor_hash_seeds_change_a_byte_of_the_output(articles: list[Article], tmp_path: Path) -> None:
    small_model().save(tmp_path / "model")
    lines = [json.dumps({"id": article.id, "text": article.text}) for article in articles]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "turned.jsonl").write_text("\n".join(reversed(lines)), encoding="utf-8")
    written = []
    for number, (source, jobs) in enumerate([("in", 1), ("in", 1), ("in", 2), ("turned", 1)]):
        output = tmp_path / f"out-{number}.jsonl"
        command = [sys.executable, "-m", "detector", "score", f"{source}.jsonl", "-o", output, "--model", "model", "--jobs", str(jobs)]
        environment = {**os.environ, "PYTHONHASHSEED": str(number), "PYTHONPATH": str(ROOT)}
        subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, timeout=300)
        written.append(output.read_text(encoding="utf-8").replace("turned.jsonl", "in.jsonl"))
    assert written[0].count("\n") == len(articles)
    assert set(written) == {written[0]}

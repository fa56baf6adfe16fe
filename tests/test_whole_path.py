"""The whole path on real input: articles in, ranked records with evidence out."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from detector.scoring import Detector
from detector.scoring.record import COLUMNS, Record
from detector.text import Article

csv.field_size_limit(1 << 30)
LAYOUTS: dict[str, Callable[[str], str]] = {
    "as is": lambda text: text,
    "blank lines doubled": lambda text: re.sub(r"\n+", "\n\n", text),
    "no blank lines": lambda text: re.sub(r"\n\n+", "\n", text),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "straight quotes": lambda text: text.translate(str.maketrans("“”‘’", "\"\"''")),
    "trailing spaces": lambda text: re.sub(r"(?m)$", "  ", text),
}


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector.load()


def _score(detector: Detector, texts: dict[str, str]) -> dict[str, Record]:
    return dict(zip(texts, detector.score([Article(id=name, text=text) for name, text in texts.items()]), strict=True))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_seeds_are_ranked_and_named_in_every_layout(layout: str, detector: Detector, seeds: Path) -> None:
    texts = {path.stem[:3]: LAYOUTS[layout](path.read_text(encoding="utf-8")) for path in sorted(seeds.glob("*.txt"))}
    records = _score(detector, texts)
    reliability = {name: record.reliability for name, record in records.items()}
    assert min(reliability["003"], reliability["004"]) > max(reliability["000"], reliability["001"], reliability["002"]), reliability
    assert records["000"].verdict in ("spun", "translated")
    assert records["001"].verdict == "llm"
    assert records["002"].verdict == "translated"
    assert records["003"].verdict in ("human", "unclear")
    assert records["004"].verdict in ("human", "unclear")


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if name != "as is"])
def test_layout_changes_no_verdict(layout: str, detector: Detector, samples: dict[str, str]) -> None:
    plain = _score(detector, samples)
    changed = _score(detector, {name: LAYOUTS[layout](text) for name, text in samples.items()})
    for name, record in plain.items():
        assert changed[name].verdict == record.verdict, name
        assert abs(changed[name].reliability - record.reliability) <= 2, name


def test_the_samples_are_ranked_and_named(detector: Detector, samples: dict[str, str]) -> None:
    records = _score(detector, samples)
    human = [records[name].reliability for name in ("1-original", "2-wire-copy", "6-light-rewrite")]
    machine = [records[name].reliability for name in ("3-round-trip", "4-spun", "5-llm-rewrite")]
    assert min(human) > max(machine)
    assert records["3-round-trip"].verdict == "translated"
    assert records["4-spun"].verdict == "spun"
    assert records["5-llm-rewrite"].verdict == "llm"
    assert not {records[name].verdict for name in ("1-original", "2-wire-copy", "6-light-rewrite")} & {"translated", "spun", "llm"}


def test_order_and_batch_size_change_no_score(detector: Detector, samples: dict[str, str]) -> None:
    together = _score(detector, samples)
    reverse = _score(detector, dict(reversed(samples.items())))
    alone = {name: _score(detector, {name: text})[name] for name, text in samples.items()}
    assert together == reverse == alone


def test_every_quote_is_what_stands_at_its_place(detector: Detector, samples: dict[str, str]) -> None:
    for name, record in _score(detector, samples).items():
        for piece in record.evidence:
            assert samples[name][piece["start"] : piece["end"]] == piece["quote"]


def _run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "detector", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env={**os.environ, "NO_COLOR": "1"})


SPANISH = (
    "El ayuntamiento aprobó el martes una moción para mantener abierta la biblioteca central durante otro año, después de "
    "varias semanas de protestas de los vecinos. Más de trescientas personas firmaron una carta en la que pedían la votación, y "
    "algunas de ellas esperaron fuera hasta la medianoche. El alcalde dijo que la ciudad no tenía dinero para reparar el techo del "
    "edificio, pero que buscaría ayuda de la región. Una maestra jubilada que estaba entre los manifestantes dijo que volverían el año "
    "que viene si hacía falta. La oposición votó en contra de la moción porque, según su portavoz, el informe sobre los gastos no había "
    "llegado a tiempo para que los concejales lo leyeran con calma antes del debate."
)


def test_a_directory_of_awkward_files_gets_one_record_each(tmp_path: Path, samples: dict[str, str]) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text(samples["1-original"], encoding="utf-8")
    (folder / "cp1252.txt").write_bytes(samples["1-original"].encode("cp1252"))
    (folder / "empty.txt").write_bytes(b"")
    (folder / "short.txt").write_text("Fifteen words are far too few to say anything about the hand that wrote them.", encoding="utf-8")
    (folder / "spanish.txt").write_text(SPANISH, encoding="utf-8")
    run = _run("score", "in", "-o", "out.csv", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as lines:
        rows = {row["id"]: row for row in csv.DictReader(lines)}
    assert list(next(iter(rows.values()))) == list(COLUMNS)
    assert {name: row["status"] for name, row in rows.items()} == {
        "good.txt": "scored",
        "cp1252.txt": "scored",
        "empty.txt": "abstained",
        "short.txt": "abstained",
        "spanish.txt": "abstained",
    }
    assert rows["spanish.txt"]["language"] == "es"
    assert "cp1252" in rows["cp1252.txt"]["reason"]
    assert rows["cp1252.txt"]["verdict"] == rows["good.txt"]["verdict"]

    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    run = _run("score", "in", "-o", "out.jsonl", cwd=tmp_path)
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    records = {record["id"]: record for record in map(json.loads, (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())}
    assert len(records) == 6
    assert records["picture.txt"]["status"] == "unreadable"
    assert records["picture.txt"]["reason"]


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = "import sys; from detector.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\nprint(sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    loaded = set(re.findall(r"'(\w+)'", run.stdout.rsplit("\n", 2)[-2]))
    assert not loaded & {"numpy", "pandas", "sklearn", "scipy", "joblib", "pyarrow", "jinja2", "tqdm"}


def test_scoring_does_not_import_what_only_learning_needs(tmp_path: Path, samples: dict[str, str]) -> None:
    code = (
        "import sys\nfrom detector.scoring import Detector\nfrom detector.text import Article\n"
        f"Detector.load().score([Article(id='a', text={samples['1-original']!r})])\nprint(sorted(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert not set(re.findall(r"'(\w+)'", run.stdout)) & {"sklearn", "pandas", "training"}


def test_explain_shows_the_evidence_and_why(tmp_path: Path, samples: dict[str, str]) -> None:
    (tmp_path / "story.txt").write_text(samples["5-llm-rewrite"], encoding="utf-8")
    run = _run("explain", "story.txt", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    plain = re.sub(r"⟦|⟧(?:\[[\d,]+\])?", "", run.stdout.replace("\n", " "))  # the marks of the evidence, without colours
    assert "unable to rewrite the given text" in plain
    assert "refusal" in run.stdout.lower()


@pytest.mark.parametrize("arguments", [["score"], ["score", "x.txt", "-o", "out.docx"], ["markers", "no-such-marker"], ["dance"]])
def test_wrong_usage_exits_with_2_and_a_sentence(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("A text.", encoding="utf-8")
    run = _run(*arguments, cwd=tmp_path)
    assert run.returncode == 2
    assert run.stderr.strip()
    assert "Traceback" not in run.stderr


def test_markers_lists_and_prints_pages(tmp_path: Path) -> None:
    assert "llm-refusal" in _run("markers", cwd=tmp_path).stdout
    assert "Often mistaken for it" in _run("markers", "llm-refusal", cwd=tmp_path).stdout
    assert _run("markers", "--format", "markdown", cwd=tmp_path).stdout.startswith("# The marker catalogue")
    assert json.loads(_run("markers", "--format", "json", cwd=tmp_path).stdout)


def test_model_prints_the_card_and_checks_itself(tmp_path: Path) -> None:
    run = _run("model", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "Self-check passed" in run.stdout
    run = _run("model", "nowhere", cwd=tmp_path)
    assert run.returncode == 2
    assert "There is no model in nowhere" in run.stderr

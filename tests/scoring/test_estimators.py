"""Heads that are classifiers of one's own: what loads, what is refused and how it is said, and that nothing is run."""

from __future__ import annotations

import io
import json
import os
import pickle
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detector import Detector
from detector.cli import main
from detector.markers import Catalogue
from detector.scoring.contributions import UNEXPLAINED, Explainer
from detector.scoring.estimators import EstimatorError, EstimatorHead, dumps, loads, margins
from detector.scoring.store import SELF_CHECK, Model, ModelError, load
from detector.text import Article, Document
from tests.scoring.small_model import small_heads, small_model

pytest.importorskip("skops", reason="Heads of one's own need skops: pip install -e .[models].")
from sklearn.calibration import CalibratedClassifierCV
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import RandomForestClassifier, VotingClassifier
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, QuantileTransformer, StandardScaler
from sklearn.svm import SVC, LinearSVC

WIDTH = len(small_heads().feature_names)
CHANCE = np.random.default_rng(3)
ROWS = CHANCE.normal(size=(80, WIDTH)).astype(np.float32)
LABELS = ROWS[:, 0] + ROWS[:, 1] + CHANCE.normal(size=80) > 0
FOREST = [
    "sklearn.ensemble._forest.RandomForestClassifier", "sklearn.tree._classes.DecisionTreeClassifier", "sklearn.tree._tree.Tree",
]  # fmt: skip


class Mine(LogisticRegression):
    """A classifier of a user's own making."""


def fitted(estimator: Any) -> Any:
    return estimator.fit(ROWS, LABELS)


def model_with(estimator: Any, stored: bytes = b"") -> Model:
    heads = {**small_heads().heads, "llm": EstimatorHead(estimator, (0.7, -0.2), stored or dumps(estimator))}
    return replace(small_model(), heads=replace(small_heads(), heads=heads))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    model_with(fitted(LogisticRegression())).save(tmp_path)
    return tmp_path


KNOWN = [
    LogisticRegression(), LinearSVC(), SGDClassifier(loss="log_loss"), GaussianNB(), LinearDiscriminantAnalysis(),
    MLPClassifier((4,), max_iter=20, random_state=0), CalibratedClassifierCV(LinearSVC(), cv=2),
    CalibratedClassifierCV(GaussianNB(), method="isotonic", cv=2), make_pipeline(StandardScaler(), PCA(5), LogisticRegression()),
    make_pipeline(QuantileTransformer(n_quantiles=10), SGDClassifier(loss="modified_huber")),
    VotingClassifier([("a", LogisticRegression()), ("b", GaussianNB())], voting="soft"),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("estimator", KNOWN, ids=lambda estimator: str(estimator)[:40])
def test_a_known_classifier_comes_back_as_it_was(estimator: Any, tmp_path: Path) -> None:
    model = model_with(fitted(estimator))
    model.save(tmp_path)
    again = load(tmp_path)
    assert again.version == model.version
    row = model.heads.read(Document(SELF_CHECK[0]), ())
    assert again.heads.log_odds(row) == pytest.approx(model.heads.log_odds(row), abs=1e-3)


@pytest.mark.parametrize(
    ("estimator", "refused"),
    [
        (RandomForestClassifier(3), FOREST),
        (KNeighborsClassifier(algorithm="kd_tree"), ["sklearn.neighbors._kd_tree.KDTree"]),
        (SVC(), ["sklearn.svm._classes.SVC"]),
        (Mine(), ["tests.scoring.test_estimators.Mine"]),
        (make_pipeline(FunctionTransformer(np.tanh), LogisticRegression()), ["FunctionTransformer", "numpy.tanh"]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_another_type_is_refused_by_name_and_loads_when_it_is_allowed(estimator: Any, refused: list[str], tmp_path: Path) -> None:
    model_with(fitted(estimator)).save(tmp_path)
    with pytest.raises(ModelError, match=r"llm\.skops in .* types that are not trusted") as error:
        load(tmp_path)
    assert all(name in str(error.value) for name in refused)
    flags = [part for part in str(error.value).split() if "." in part and f"--trust {part}" in str(error.value)]
    assert load(tmp_path, trusted=flags).version


def test_the_flag_allows_it_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model_with(fitted(RandomForestClassifier(3))).save(tmp_path)
    flags = [part for name in FOREST for part in ("--trust", name)]
    assert main(["model", str(tmp_path)]) == 2
    assert f"--trust {FOREST[0]}" in capsys.readouterr().err
    assert main(["model", str(tmp_path), *flags]) == 0
    article = tmp_path / "article.txt"
    article.write_text(" ".join(SELF_CHECK), encoding="utf-8")
    assert main(["score", str(article), "--model", str(tmp_path), *flags]) == 0


def test_records_and_explanations_go_on(folder: Path) -> None:
    detector = Detector.load(folder)
    article = Article(id="a", text=" ".join(SELF_CHECK))
    assert detector.score([article])[0].status == "scored"
    explainer, document = Explainer(detector.model.heads), Document(article)
    said = explainer.explain(document, (), "llm")
    assert [piece.words for piece in said] == [UNEXPLAINED]
    row = detector.model.heads.read(document, ())
    whole = detector.model.heads.log_odds(row) - detector.model.heads.log_odds(detector.model.heads.mean)
    assert said[0].value == pytest.approx(whole[2])
    assert len(explainer.explain(document, (), "spun")) > 1
    with pytest.raises(ValueError, match="does not explain itself"):
        explainer.shares(row, "llm")


def test_a_document_counts_the_same_alone_and_among_others(folder: Path) -> None:
    detector = Detector.load(folder)
    articles = [Article(id=str(place), text=" ".join(SELF_CHECK[place:] + SELF_CHECK[:place])) for place in range(3)]
    alone = [detector.score([article])[0] for article in reversed(articles)][::-1]
    assert detector.score(articles) == alone


def test_another_model_in_the_folder_leaves_no_classifier_behind(folder: Path) -> None:
    small_model().save(folder)
    assert not list(folder.glob("*.skops"))
    assert load(folder).version == small_model().version


class Trap:
    """What makes a folder when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return os.mkdir, (str(self.mark),)


def with_schema(change: Callable[[dict[str, Any]], None], files: dict[str, bytes] | None = None) -> bytes:
    """Return a skops file of a logistic regression whose schema was changed by an attacker."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(dumps(fitted(LogisticRegression())))) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "schema.json":
                schema = json.loads(data)
                change(schema)
                data = json.dumps(schema).encode()
            new.writestr(name, (files or {}).get(name, data))
    return buffer.getvalue()


def node(module: str, name: str, loader: str, content: Any) -> dict[str, Any]:
    return {"__module__": module, "__class__": name, "__loader__": loader, "__id__": 7, "content": content}


def texts(*values: str) -> dict[str, Any]:
    kind = {"__class__": "str", "__module__": "builtins", "__loader__": "JsonNode", "is_json": True}
    found = [{**kind, "content": json.dumps(value)} for value in values]
    return node("builtins", "tuple", "TupleNode", found)


def planted(part: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    return lambda schema: schema["content"]["content"].__setitem__("coef_", part)


def renamed(module: str, name: str, loader: str | None = None) -> Callable[[dict[str, Any]], None]:
    return lambda schema: schema.update({"__module__": module, "__class__": name} | ({"__loader__": loader} if loader else {}))


ATTACKS: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "a system call": (renamed("posix", "system", "FunctionNode"), "posix.system"),
    "a process": (renamed("subprocess", "Popen"), "subprocess.Popen"),
    "a function in an attribute": (planted(node("os", "mkdir", "FunctionNode", {"module_path": "os", "function": "mkdir"})), "os.mkdir"),
    "a type in an attribute": (planted(node("subprocess", "Popen", "TypeNode", None)), "subprocess.Popen"),
    "a method of a trusted type": (
        planted(node("builtins", "str", "MethodNode", {"func": "format", "obj": texts("a")})), r"never allowed \(MethodNode\)",
    ),
    "an operator": (planted(node("builtins", "dict", "OperatorFuncNode", {"attrs": texts("mkdir")})), r"never allowed \(OperatorFuncNode\)"),
    "a constructor": (planted(node("builtins", "list", "ReduceNode", {"args": texts("a"), "constructor": "x"})), r"never allowed \(ReduceNode\)"),
    "a partial function": (planted(node("functools", "partial", "PartialNode", {})), "functools.partial"),
    "a way that is unknown": (renamed("builtins", "dict", "EvilNode"), r"never allowed \(EvilNode\)"),
    "no way at all": (lambda schema: schema.pop("__loader__"), "not a file that skops wrote"),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_a_forged_file_asks_for_is_not_done(attack: str, folder: Path) -> None:
    change, message = ATTACKS[attack]
    data = with_schema(change)
    with pytest.raises(EstimatorError, match=message):
        loads(data)
    (folder / "llm.skops").write_bytes(data)
    with pytest.raises(ModelError, match=message):
        load(folder)


@pytest.mark.parametrize("disguise", ["whole file", "array", "schema"])
def test_a_pickle_in_disguise_is_not_run(disguise: str, folder: Path, tmp_path: Path) -> None:
    mark = tmp_path / "was run"
    pickled = pickle.dumps(Trap(mark))
    trapped = io.BytesIO()
    np.save(trapped, np.array([Trap(mark)], dtype=object), allow_pickle=True)
    whole = dumps(fitted(LogisticRegression()))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        arrays = {name: trapped.getvalue() for name in archive.namelist() if name.endswith(".npy")}
    data = {
        "whole file": pickled,
        "array": with_schema(lambda schema: None, arrays),
        "schema": with_schema(lambda schema: None, {"schema.json": pickled}),
    }[disguise]
    (folder / "llm.skops").write_bytes(data)
    with pytest.raises(ModelError):
        load(folder)
    assert not mark.exists()


def test_a_classifier_other_than_the_one_that_was_saved_is_noticed(folder: Path) -> None:
    (folder / "llm.skops").write_bytes(dumps(fitted(LogisticRegression(C=0.1))))
    with pytest.raises(ModelError, match="changed after it was written"):
        load(folder)


@pytest.mark.parametrize("instead", ["nothing", "link", "bomb", "two of one name", "deep"])
def test_a_file_that_is_none_is_refused(instead: str, folder: Path, tmp_path: Path) -> None:
    path = folder / "llm.skops"
    whole = path.read_bytes()
    path.unlink()
    if instead == "link":
        (tmp_path / "elsewhere").write_bytes(whole)
        path.symlink_to(tmp_path / "elsewhere")
    elif instead != "nothing":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("schema.json", b"[" * 200_000 if instead == "deep" else b"{}" if instead == "two of one name" else bytes(70_000_000))
            if instead == "two of one name":
                with pytest.warns(UserWarning, match="Duplicate"):
                    archive.writestr("schema.json", b"{}")
    with pytest.raises(ModelError):
        load(folder)


def test_a_classifier_for_other_columns_is_refused(tmp_path: Path) -> None:
    narrow = LogisticRegression().fit(ROWS[:, :3], LABELS)
    with pytest.raises(ValueError, match="features"):
        model_with(narrow).save(tmp_path)


def test_what_neither_decides_nor_estimates_is_no_head() -> None:
    with pytest.raises(EstimatorError, match="neither decision_function nor predict_proba"):
        margins(StandardScaler().fit(ROWS), ROWS)


def test_certainty_has_an_end() -> None:
    sure = GaussianNB().fit(ROWS * 1000, LABELS)
    assert np.abs(margins(sure, ROWS * 1000)).max() <= 15.001


def test_the_catalogue_joins_in(folder: Path) -> None:
    detector = Detector(load(folder), Catalogue.load())
    text = " ".join(SELF_CHECK) + " As an AI language model, I cannot verify the above. Here is the rewritten article:"
    before = detector.assess([Document(" ".join(SELF_CHECK))])[0].reliability
    after = detector.assess([Document(text)])[0].reliability
    assert before is not None
    assert after is not None
    assert after < before

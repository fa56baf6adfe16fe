"""A model folder from a stranger: whatever is wrong with it is said in a sentence, and nothing in it is run."""

from __future__ import annotations

import io
import json
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detector.scoring import ModelError
from detector.scoring import store as storing
from detector.scoring.store import ARRAYS, PAGE, load
from tests.scoring.small_model import small_model

SCALE = int(os.environ.get("TWICETOLD_HOSTILE_SCALE", "1"))
STEP = max(1, 100 // SCALE)
"""At full size every byte of the model is flipped in turn, else one of so many."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    small_model().save(tmp_path)
    return tmp_path


def refusal(folder: Path) -> str:
    with pytest.raises(ModelError) as refused:
        load(folder)
    assert str(refused.value).endswith(".")
    return str(refused.value)


def rewrite(folder: Path, change: Callable[[dict[str, Any], dict[str, np.ndarray]], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Change a model as its maker could: the version on its page is that of what it holds."""
    page = json.loads((folder / PAGE).read_text(encoding="utf-8"))
    with np.load(folder / ARRAYS) as stored:
        arrays = dict(stored)
    change(page, arrays)
    np.savez(folder / ARRAYS, **arrays)
    (folder / PAGE).write_text(json.dumps(page), encoding="utf-8")
    monkeypatch.setattr(storing.Model, "version", page["version"])


def test_the_small_model_loads(folder: Path) -> None:
    assert load(folder).version == small_model_version(folder)


def small_model_version(folder: Path) -> str:
    return str(json.loads((folder / PAGE).read_text(encoding="utf-8"))["version"])


@pytest.mark.parametrize("name", [ARRAYS, PAGE])
def test_no_flipped_byte_changes_a_score(name: str, folder: Path) -> None:
    """A flip is refused, or stands where it decides nothing: the version covers all that decides."""
    version, whole = small_model_version(folder), (folder / name).read_bytes()
    chance = random.Random(7)
    for place in range(chance.randrange(STEP), len(whole), STEP):
        (folder / name).write_bytes(whole[:place] + bytes([whole[place] ^ (1 << chance.randrange(8))]) + whole[place + 1 :])
        try:
            assert load(folder).version == version
        except ModelError as error:
            assert str(error).endswith(".")  # noqa: PT017 - most flips are refused, some decide nothing


@pytest.mark.parametrize("name", [ARRAYS, PAGE])
@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.99])
def test_a_file_cut_short_is_refused(name: str, share: float, folder: Path) -> None:
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[: int(share * len(whole))])
    refusal(folder)


@pytest.mark.parametrize("name", [ARRAYS, PAGE])
@pytest.mark.parametrize("instead", ["missing", "folder", "link", "pipe", "other"])
def test_a_file_that_is_none_is_refused(name: str, instead: str, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = folder / name
    elsewhere = tmp_path_factory.mktemp("elsewhere") / name
    elsewhere.write_bytes(path.read_bytes())
    path.unlink()
    if instead == "folder":
        path.mkdir()
    elif instead == "link":
        path.symlink_to(elsewhere)
    elif instead == "pipe":
        os.mkfifo(path)
    elif instead == "other":
        path.write_bytes(b"[" * 100_000)
    refusal(folder)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 10**400])
@pytest.mark.parametrize("setting", ["thresholds", "lifts", "calibration", "intercept"])
def test_a_setting_that_is_no_number_is_refused(setting: str, number: float, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def change(page: dict[str, Any], arrays: dict[str, np.ndarray]) -> None:
        settings = page["settings"]
        if setting == "calibration":
            settings["heads"]["llm"]["calibration"][0] = number
        elif setting == "intercept":
            settings["heads"]["llm"]["intercept"] = number
        else:
            settings[setting]["machine" if setting == "thresholds" else "llm"] = number

    rewrite(folder, change, monkeypatch)
    assert "damaged" in refusal(folder)


@pytest.mark.parametrize(
    "changed", [{"machine": 1.0, "human": 1.0}, {"machine": -0.5}, {"machine_short": 1.0}, {"human": 1.5}, {"machine": 0.9, "human": 0.2}]
)
def test_thresholds_that_accuse_everybody_are_refused(changed: dict[str, float], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rewrite(folder, lambda page, arrays: page["settings"]["thresholds"].update(changed), monkeypatch)
    assert "thresholds" in refusal(folder)


def test_the_model_of_the_package_may_be_linked_by_its_installer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, installed = tmp_path / "cache", tmp_path / "installed"
    small_model().save(cache)
    installed.mkdir()
    for name in (ARRAYS, PAGE):
        (installed / name).symlink_to(cache / name)
    assert "is a link" in refusal(installed)
    monkeypatch.setattr(storing, "shipped_folder", lambda: installed)
    assert load(installed).version == small_model().version


def _set(name: str, value: Any) -> Callable[[dict[str, Any], dict[str, np.ndarray]], None]:
    return lambda page, arrays: arrays.__setitem__(name, value(arrays[name]))


def _page(**changes: Any) -> Callable[[dict[str, Any], dict[str, np.ndarray]], None]:
    return lambda page, arrays: page.update(changes)


def _cycle(array: np.ndarray) -> np.ndarray:
    array = array.copy()
    array[1] = 0  # a node leads back to its root
    return array


WRONG: dict[str, Callable[[dict[str, Any], dict[str, np.ndarray]], None]] = {
    "weights that are not finite": _set("specialists.words.weights", lambda array: array * np.float16("nan")),
    "weights of one dimension": _set("specialists.words.weights", np.ravel),
    "weights of another size": _set("specialists.words.weights", lambda array: array[:-1]),
    "no weights": _set("specialists.words.weights", lambda array: array[:0]),
    "one intercept for all": _set("specialists.words.intercepts", lambda array: array[0]),
    "a mean of no dimension": _set("mean", lambda array: array[0]),
    "a mean of two dimensions": _set("mean", lambda array: array[:, None]),
    "a shorter scale": _set("scale", lambda array: array[1:]),
    "coefficients of two dimensions": _set("head.llm.coefficients", lambda array: array[:, None]),
    "complex coefficients": _set("head.llm.coefficients", lambda array: array.astype(complex)),
    "coefficients of text": _set("head.llm.coefficients", lambda array: array.astype(str)),
    "roots outside": _set("head.spun.forest.roots", lambda array: array + 10_000),
    "negative links": _set("head.spun.forest.left", lambda array: array - 1),
    "links of real numbers": _set("head.spun.forest.left", lambda array: array.astype(float)),
    "a tree that bites its tail": _set("head.spun.forest.left", _cycle),
    "a root a million times": _set("head.spun.forest.roots", lambda array: np.repeat(array, 1000)),
    "columns that are none": _set("head.spun.forest.feature", lambda array: array + 10_000),
    "words that are not text": _set("words", lambda array: array | 0x80),
    "no format": _page(format=None),
    "a format of tomorrow": _page(format=storing.FORMAT + 1),
    "another hash": _page(hash_version=-1),
    "settings of another kind": _page(settings=[]),
    "names of another kind": _page(feature_names=None),
    "names of other features": _page(feature_names=["a"]),
    "a self-check of text": _page(self_check="a"),
    "a self-check of nothing": _page(self_check=[]),
    "another self-check": _page(self_check=[[0, 0, 0]] * 3),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_does_not_fit_is_refused(what: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rewrite(folder, WRONG[what], monkeypatch)
    refusal(folder)


@pytest.mark.parametrize("key", ["format", "version", "hash_version", "feature_names", "settings", "about", "self_check"])
def test_a_page_that_lacks_something_is_refused(key: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = json.loads((folder / PAGE).read_text(encoding="utf-8"))
    del page[key]
    (folder / PAGE).write_text(json.dumps(page), encoding="utf-8")
    refusal(folder)


class Trap:
    """What runs a command when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return os.mkdir, (str(self.mark),)


def test_a_pickle_among_the_arrays_is_not_run(folder: Path, tmp_path: Path) -> None:
    mark = tmp_path / "was run"
    trapped = np.empty(1, dtype=object)
    trapped[0] = Trap(mark)
    with np.load(folder / ARRAYS) as stored:
        arrays = dict(stored)
    np.savez(folder / ARRAYS, **{**arrays, "mean": trapped})
    refusal(folder)
    assert not mark.exists()


HUGE = "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000000,), }"


@pytest.mark.parametrize("header", [HUGE, "(" * 5000, "{'descr': exec('1'), }"])
def test_an_array_that_lies_about_itself_is_refused(header: str, folder: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(folder / ARRAYS) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            lie = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode()
            new.writestr(name, lie if name == "mean.npy" else old.read(name))
    (folder / ARRAYS).write_bytes(buffer.getvalue())
    refusal(folder)


def test_a_bomb_among_the_arrays_is_refused(folder: Path) -> None:
    with zipfile.ZipFile(folder / ARRAYS, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mean.npy", bytes(storing.LARGEST + 1))
    assert "at most" in refusal(folder)

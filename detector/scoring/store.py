"""The model folder: arrays without pickle and one JSON page; loading runs nothing and checks everything.

A head that is a classifier of one's own lies beside them in a file of skops, and is built only of types that are
trusted (see `detector.scoring.estimators`).
"""

from __future__ import annotations

import hashlib
import json
import math
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from detector.features.fluency import REGISTERS, LanguageModels
from detector.features.ngrams import HASH_VERSION, Vocabulary
from detector.scoring.assessment import Thresholds
from detector.scoring.estimators import EstimatorError, EstimatorHead, loads
from detector.scoring.heads import CAUSES, Forest, Head, Heads, Passages, Specialists
from detector.text import Document

FORMAT = 3
ARRAYS = "model.npz"
PAGE = "model.json"
CARD = "MODEL_CARD.md"
LARGEST = 64_000_000
"""Bytes that the arrays of a model may take in memory: a folder from a stranger must not fill it."""

SELF_CHECK = (
    "The harbour board met on Tuesday to hear what the storm had cost. Its chairman, who had walked the quays at dawn, "
    "said the two older piers could be mended before the herring came in, but the third would have to wait. Nobody "
    "argued. A man from the insurers wrote something down and asked for the tide tables, which nobody had brought.",
    "The committee underlined that the realization of the project remains essential for the region. In addition, it was "
    "noted that the works on the bridge will be carried out in the course of the next year, what will permit to reduce "
    "the traffic. The mayor of the city has expressed its satisfaction with regard to the decision that was taken.",
    "The decision marks a significant step forward for the community, highlighting the importance of collaboration. By "
    "fostering a comprehensive approach, officials aim to ensure that residents benefit from enhanced services. Moreover, "
    "the initiative underscores a broader commitment to sustainability, paving the way for future growth and resilience.",
)
"""Texts whose log-odds are stored with a model and computed again when it is loaded."""

TOLERANCE = 1e-3


class ModelError(ValueError):
    """A model folder that cannot be used; the message says why."""


@dataclass(frozen=True)
class Model:
    """Everything that scoring needs, and what is known about where it came from.

    Attributes
    ----------
    heads : Heads
    thresholds : Thresholds
    lifts : mapping of str to float
        Log-odds that strong evidence of each cause's family is worth.
    about : mapping
        Catalogue version, library versions, corpora with their sha256, seed, measured figures.
    reference : numpy.ndarray of float16, shape (n_documents, n_features)
        Dense rows of human originals of many kinds, by specialists that had not seen them: what
        `training.adapt` holds false positives down on. They have no part in scoring and may be none.
    """

    heads: Heads
    thresholds: Thresholds
    lifts: Mapping[str, float] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)
    reference: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float16), repr=False)

    @cached_property
    def version(self) -> str:
        """Twelve hexadecimal digits that change with anything that changes a score."""
        digest = hashlib.sha256()
        for name, array in sorted(_arrays(self).items()):
            digest.update(name.encode())
            digest.update(np.ascontiguousarray(array).tobytes())
        for cause, head in sorted(self.heads.heads.items()):
            if isinstance(head, EstimatorHead):
                digest.update(cause.encode() + head.stored)
        digest.update(json.dumps(_settings(self), sort_keys=True).encode())
        return digest.hexdigest()[:12]

    def save(self, folder: str | Path) -> None:
        """Write the model folder.

        Parameters
        ----------
        folder : path
            Created where it does not exist; what it held of a model before is replaced.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        own = {cause: head for cause, head in self.heads.heads.items() if isinstance(head, EstimatorHead)}
        stored = _from_arrays(_arrays(self), _settings(self), self.about, own)
        page = {
            "format": FORMAT,
            "version": stored.version,
            "hash_version": HASH_VERSION,
            "feature_names": list(self.heads.feature_names),
            "settings": _settings(self),
            "about": dict(self.about),
            "self_check": self_check(stored),
        }
        arrays: dict[str, Any] = dict(_arrays(self))
        with (folder / ARRAYS).open("wb") as file:
            np.savez_compressed(file, **arrays)  # without ``allow_pickle``, which numpy 1 would store as an array of that name
        for cause in CAUSES:
            (folder / estimator_file(cause)).unlink(missing_ok=True)
        for cause, head in own.items():
            (folder / estimator_file(cause)).write_bytes(head.stored)
        (folder / PAGE).write_text(json.dumps(page, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def self_check(model: Model) -> list[list[float]]:
    """Return the log-odds of `SELF_CHECK` under a model."""
    rows = [model.heads.read(Document(text), ()) for text in SELF_CHECK]
    return [[round(float(value), 6) for value in model.heads.log_odds(row)] for row in rows]


def estimator_file(cause: str) -> str:
    """Return the name of the file that holds a head that is a classifier of one's own."""
    return f"{cause}.skops"


def load(folder: Any, trusted: Collection[str] = ()) -> Model:
    """Read a model folder, verify it and return the model; nothing of the folder is run.

    Parameters
    ----------
    folder : path or importlib.resources.abc.Traversable
        A folder as `Model.save` writes it.
    trusted : collection of str
        Types that a classifier in the folder may be made of, beyond those that `detector.scoring.estimators` trusts.

    Raises
    ------
    ModelError
        If a file is missing or damaged, made for another version of the features, does not reproduce its
        own self-check, or holds a type that is not trusted.
    """
    folder = Path(folder) if isinstance(folder, str) else folder
    page = _read_page(folder)
    arrays = _read_arrays(folder)
    try:
        model = _from_arrays(arrays, page["settings"], page["about"], _read_estimators(folder, page["settings"]["heads"], trusted))
        _verify(model, page, folder)
    except ModelError:
        raise
    except (ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError) as error:
        raise ModelError(f"The model in {folder} is incomplete or damaged ({error!r}).") from error
    return model


def _verify(model: Model, page: Mapping[str, Any], folder: Any) -> None:
    """Refuse a model that is not what its page says, or does not compute here what it computed where it was made."""
    if list(model.heads.feature_names) != page["feature_names"]:
        raise ModelError(f"The model in {folder} was fitted with other features than this version of Twicetold computes; fit it again.")
    if not all(_are_sound(*pair) for pair in _pairs(model.thresholds)):
        raise ModelError(
            f"The thresholds of the model in {folder} make no sense: a machine verdict begins between 0 and 1, "
            "and a human one at or above it."
        )
    if model.version != page["version"]:
        raise ModelError(f"The model in {folder} was changed after it was written: its arrays do not match its page.")
    _verify_shapes(model, folder)
    expected = np.array(page["self_check"], dtype=float)
    computed = np.array(self_check(model))
    if computed.shape != expected.shape or not np.allclose(computed, expected, atol=TOLERANCE):
        raise ModelError(f"The model in {folder} does not reproduce its self-check; it was made with incompatible versions.")


def _pairs(lines: Thresholds) -> tuple[tuple[float, float], tuple[float, float]]:
    return (lines.machine, lines.human), (lines.machine_short, lines.human_short)


def _are_sound(machine: float, human: float) -> bool:
    """Tell whether verdicts can begin there; recalibration puts a machine line just below 0 to accuse nobody."""
    return -1e-3 <= machine <= human <= 1 and machine < 1


def shipped_folder() -> Path:
    """Return the folder of the model that comes with the package."""
    return Path(str(resources.files("detector.data") / "model"))


def _open(folder: Any, name: str) -> BinaryIO:
    """Open a file of a model folder: a regular one, in the folder itself and of a size that a model can have."""
    path = folder / name
    if isinstance(path, Path):
        if path.is_symlink() and folder != shipped_folder():  # installers may link the files of a package
            raise ModelError(f"{name} in {folder} is a link; copy the file itself into the folder.")
        if path.exists() and not (path.is_file() and path.stat().st_size <= LARGEST):
            raise ModelError(f"{name} in {folder} is not a file of at most {LARGEST:,} bytes.")
    file: BinaryIO = path.open("rb")
    return file


def _read_page(folder: Any) -> dict[str, Any]:
    try:
        with _open(folder, PAGE) as file:
            page = json.loads(file.read())
    except FileNotFoundError as error:
        raise ModelError(f"There is no model in {folder}: {PAGE} is missing.") from error
    except ModelError:
        raise
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"{PAGE} in {folder} cannot be read ({error}).") from error
    if not isinstance(page, dict) or page.get("format") != FORMAT:
        raise ModelError(f"The model in {folder} has a format that this version of Twicetold does not know; it reads format {FORMAT}.")
    if page.get("hash_version") != HASH_VERSION:
        raise ModelError(f"The model in {folder} was fitted with another hash function; fit it again.")
    return page


def _read_arrays(folder: Any) -> dict[str, np.ndarray]:
    try:
        with _open(folder, ARRAYS) as file:
            with zipfile.ZipFile(file) as archive:
                size = sum(entry.file_size for entry in archive.infolist())
            if size > LARGEST:
                raise ModelError(f"{ARRAYS} in {folder} unpacks to {size:,} bytes; at most {LARGEST:,} are allowed.")
            file.seek(0)
            with np.load(file, allow_pickle=False) as stored:
                return {name: np.asarray(stored[name]) for name in stored.files}
    except FileNotFoundError as error:
        raise ModelError(f"There is no model in {folder}: {ARRAYS} is missing.") from error
    except ModelError:
        raise
    except Exception as error:  # zip, zlib and numpy each have their own ways to say that a file is damaged
        raise ModelError(f"{ARRAYS} in {folder} cannot be read ({error}).") from error


def _read_estimators(folder: Any, heads: Mapping[str, Any], trusted: Collection[str]) -> dict[str, EstimatorHead]:
    """Read the heads that are classifiers of one's own."""
    found = {}
    for cause in CAUSES:
        if heads[cause].get("estimator"):
            name = estimator_file(cause)
            try:
                with _open(folder, name) as file:
                    stored = file.read()
                slope, intercept = heads[cause]["calibration"]
                found[cause] = EstimatorHead(loads(stored, trusted), (float(slope), float(intercept)), stored)
            except FileNotFoundError as error:
                raise ModelError(f"The model in {folder} is incomplete: {name} is missing.") from error
            except EstimatorError as error:
                raise ModelError(f"{name} in {folder} is not loaded. {error}") from error
    return found


_FOREST_ARRAYS = ("roots", "feature", "threshold", "left", "right", "value")


def _arrays(model: Model) -> dict[str, np.ndarray]:
    """Return the model's arrays under their names in the folder; weights take two bytes each."""
    heads = model.heads
    arrays: dict[str, np.ndarray] = {
        "words": np.frombuffer("\n".join(heads.words).encode(), dtype=np.uint8),
        "word_classes": heads.word_classes.astype(np.int32),
        "language_models.words": heads.language_models.words.astype(np.float32),
        "language_models.pairs": heads.language_models.pairs.astype(np.float16),
        "mean": heads.mean.astype(np.float32),
        "scale": heads.scale.astype(np.float32),
        "passages.weights": heads.passages.weights.astype(np.float32),
        "passages.intercepts": heads.passages.intercepts.astype(np.float32),
    }
    for kind, specialists in (("words", heads.word_specialists), ("classes", heads.class_specialists)):
        arrays[f"specialists.{kind}.weights"] = specialists.weights.astype(np.float16)
        arrays[f"specialists.{kind}.intercepts"] = specialists.intercepts.astype(np.float32)
    if len(model.reference):
        arrays["reference"] = model.reference.astype(np.float16)
    for cause, head in heads.heads.items():
        if isinstance(head, EstimatorHead):
            continue
        arrays[f"head.{cause}.coefficients"] = head.coefficients.astype(np.float32)
        if head.forest is not None:
            for name in _FOREST_ARRAYS:
                arrays[f"head.{cause}.forest.{name}"] = getattr(head.forest, name)
    return arrays


def _settings(model: Model) -> dict[str, Any]:
    """Return the numbers and names that decide a score beside the arrays."""
    heads = model.heads
    return {
        "specialists": {
            kind: {"names": list(specialists.names), "sizes": list(specialists.sizes)}
            for kind, specialists in (("words", heads.word_specialists), ("classes", heads.class_specialists))
        },
        "heads": {
            cause: {"estimator": True, "calibration": list(head.calibration)}
            if isinstance(head, EstimatorHead)
            else {
                "intercept": head.intercept,
                "mixture": head.mixture,
                "calibration": list(head.calibration),
                "depth": head.forest.depth if head.forest else 0,
                "baseline": head.forest.baseline if head.forest else 0.0,
            }
            for cause, head in heads.heads.items()
        },
        "thresholds": {
            "machine": model.thresholds.machine,
            "human": model.thresholds.human,
            "machine_short": model.thresholds.machine_short,
            "human_short": model.thresholds.human_short,
        },
        "lifts": dict(model.lifts),
    }


def _from_arrays(
    arrays: Mapping[str, np.ndarray], settings: Mapping[str, Any], about: Mapping[str, Any], own: Mapping[str, EstimatorHead]
) -> Model:
    if not all(map(math.isfinite, _numbers(settings))):
        raise ValueError("a setting is not a finite number")
    for name, array in arrays.items():
        if array.dtype.kind not in "fiu" or (array.dtype.kind == "f" and not np.isfinite(array).all()):
            raise ValueError(f"array {name} holds something other than finite numbers")

    def specialists(kind: str) -> Specialists:
        page = settings["specialists"][kind]
        weights = np.ascontiguousarray(arrays[f"specialists.{kind}.weights"], dtype=np.float32)
        intercepts = arrays[f"specialists.{kind}.intercepts"].astype(np.float32)
        return Specialists(tuple(page["names"]), tuple(page["sizes"]), weights, intercepts)

    def head(cause: str) -> Head | EstimatorHead:
        if cause in own:
            return own[cause]
        page = settings["heads"][cause]
        forest = None
        if f"head.{cause}.forest.roots" in arrays:
            parts = {name: arrays[f"head.{cause}.forest.{name}"] for name in _FOREST_ARRAYS}
            forest = Forest(**parts, depth=int(page["depth"]), baseline=float(page["baseline"]))
        slope, intercept = page["calibration"]
        return Head(
            forest,
            arrays[f"head.{cause}.coefficients"].astype(np.float32),
            float(page["intercept"]),
            float(page["mixture"]),
            (float(slope), float(intercept)),
        )

    heads = Heads(
        words=arrays["words"].tobytes().decode().split("\n"),
        word_classes=arrays["word_classes"].astype(np.int32),
        language_models=LanguageModels(
            arrays["language_models.words"].astype(np.float32), arrays["language_models.pairs"].astype(np.float16)
        ),
        word_specialists=specialists("words"),
        class_specialists=specialists("classes"),
        mean=arrays["mean"].astype(np.float32),
        scale=arrays["scale"].astype(np.float32),
        heads={cause: head(cause) for cause in CAUSES},
        passages=Passages(arrays["passages.weights"].astype(np.float32), arrays["passages.intercepts"].astype(np.float32)),
    )
    thresholds = Thresholds(**{name: float(value) for name, value in settings["thresholds"].items()})
    lifts = {cause: float(value) for cause, value in settings["lifts"].items()}
    reference = arrays["reference"].astype(np.float16) if "reference" in arrays else np.zeros((0, 0), dtype=np.float16)
    return Model(heads, thresholds, lifts, dict(about), reference)


def _numbers(settings: Any) -> Iterator[float]:
    """Yield every number of the settings, however deep it stands."""
    if isinstance(settings, (Mapping, list)):
        for value in settings.values() if isinstance(settings, Mapping) else settings:
            yield from _numbers(value)
    elif isinstance(settings, (int, float)):
        yield settings


def _verify_shapes(model: Model, folder: Any) -> None:
    """Refuse arrays whose shapes or indices do not fit together, before anything is looked up with them."""
    heads = model.heads
    width = len(heads.feature_names)
    fits = heads.mean.shape == heads.scale.shape == (width,)
    fits &= model.reference.ndim == 2 and (not len(model.reference) or model.reference.shape[1] == width)
    codes = Vocabulary(heads.words).size
    fits &= heads.word_classes.shape == (codes,) and bool(((heads.word_classes >= 0) & (heads.word_classes < codes)).all())
    for counts, rows in ((heads.language_models.words, codes), (heads.language_models.pairs, 1 << heads.language_models.bits)):
        fits &= counts.shape == (rows, len(REGISTERS)) and bool((counts >= 0).all())
    for specialists in (heads.word_specialists, heads.class_specialists):
        rows, columns = specialists.weights.shape
        fits &= columns == len(specialists.names) == specialists.intercepts.size and rows == 1 << specialists.bits
        fits &= len(specialists.sizes) <= 6 and all(1 <= size <= 6 for size in specialists.sizes)
    answers = sum(name.startswith(("words:", "classes:", "fluency:")) for name in heads.feature_names)
    fits &= heads.passages.weights.shape == (answers, len(CAUSES)) and heads.passages.intercepts.shape == (len(CAUSES),)
    for head in heads.heads.values():
        if isinstance(head, EstimatorHead):
            fits &= getattr(head.estimator, "n_features_in_", width) == width
            continue
        fits &= head.coefficients.shape == (width,)
        if head.forest is not None:
            fits &= _is_sound(head.forest, width)
    if not fits:
        raise ModelError(f"The arrays of the model in {folder} do not fit together.")


def _is_sound(forest: Forest, width: int) -> bool:
    """Tell whether a forest is one: all its links lead to nodes that come later, and no two to the same node."""
    nodes = len(forest.feature)
    links = (forest.roots, forest.left, forest.right)
    if not all(column.shape == (nodes,) for column in (forest.feature, forest.threshold, forest.left, forest.right, forest.value)):
        return False
    if not all(link.dtype.kind in "iu" and link.ndim == 1 and bool(((link >= 0) & (link < nodes)).all()) for link in links):
        return False
    own = np.arange(nodes)
    inner = forest.left != own
    children = np.concatenate([forest.roots, forest.left[inner], forest.right[inner]])
    return (
        len(np.unique(children)) == len(children)
        and bool((forest.left[inner] > own[inner]).all() and (forest.right[inner] > own[inner]).all())
        and forest.feature.dtype.kind in "iu"
        and bool(((forest.feature >= 0) & (forest.feature < width)).all())
        and 0 <= forest.depth <= 64
    )

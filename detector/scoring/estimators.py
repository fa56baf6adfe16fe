"""Heads that are scikit-learn classifiers of one's own, stored by skops under a fixed list of types.

What is on the list computes with numpy from arrays of numbers; a forged file of such types gives wrong numbers and
nothing worse. Trees, nearest neighbours and kernel machines are not on it: their compiled code believes what the
file says about its own arrays. They load like any other type, when whoever loads them says that they may.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

LARGEST = 64_000_000
"""Bytes that the parts of one classifier may take: a file from a stranger must not fill the memory."""

MARGIN = 15.0
"""Log-odds beyond these mean nothing: a classifier that is certain has not seen enough."""

TRUSTED = frozenset(
    {
        "builtins.bool", "builtins.bytes", "builtins.dict", "builtins.float", "builtins.int", "builtins.list", "builtins.NoneType",
        "builtins.set", "builtins.slice", "builtins.str", "builtins.tuple", "collections.OrderedDict",
        "numpy.bool", "numpy.bool_", "numpy.dtype", "numpy.float32", "numpy.float64", "numpy.int32", "numpy.int64", "numpy.ndarray",
        "numpy.random.mtrand.RandomState", "numpy.str_",
        "sklearn._loss._loss.CyHalfBinomialLoss", "sklearn.linear_model._sgd_fast.Hinge", "sklearn.linear_model._sgd_fast.Log",
        "sklearn.linear_model._sgd_fast.ModifiedHuber", "sklearn.linear_model._sgd_fast.SquaredHinge",
        "sklearn.calibration.CalibratedClassifierCV", "sklearn.calibration._CalibratedClassifier",
        "sklearn.calibration._SigmoidCalibration", "sklearn.isotonic.IsotonicRegression",
        "sklearn.decomposition._pca.PCA", "sklearn.decomposition._truncated_svd.TruncatedSVD",
        "sklearn.discriminant_analysis.LinearDiscriminantAnalysis", "sklearn.discriminant_analysis.QuadraticDiscriminantAnalysis",
        "sklearn.ensemble._bagging.BaggingClassifier", "sklearn.ensemble._stacking.StackingClassifier",
        "sklearn.ensemble._voting.VotingClassifier", "sklearn.ensemble._weight_boosting.AdaBoostClassifier",
        "sklearn.feature_selection._from_model.SelectFromModel", "sklearn.feature_selection._variance_threshold.VarianceThreshold",
        "sklearn.kernel_approximation.Nystroem", "sklearn.kernel_approximation.RBFSampler",
        "sklearn.linear_model._logistic.LogisticRegression", "sklearn.linear_model._logistic.LogisticRegressionCV",
        "sklearn.linear_model._perceptron.Perceptron", "sklearn.linear_model._ridge.RidgeClassifier",
        "sklearn.linear_model._ridge.RidgeClassifierCV", "sklearn.linear_model._stochastic_gradient.SGDClassifier",
        "sklearn.naive_bayes.BernoulliNB", "sklearn.naive_bayes.ComplementNB", "sklearn.naive_bayes.GaussianNB",
        "sklearn.neural_network._multilayer_perceptron.MLPClassifier", "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
        "sklearn.neural_network._stochastic_optimizers.SGDOptimizer",
        "sklearn.pipeline.Pipeline", "sklearn.preprocessing._data.MaxAbsScaler", "sklearn.preprocessing._data.MinMaxScaler",
        "sklearn.preprocessing._data.Normalizer", "sklearn.preprocessing._data.PowerTransformer",
        "sklearn.preprocessing._data.QuantileTransformer", "sklearn.preprocessing._data.RobustScaler",
        "sklearn.preprocessing._data.StandardScaler", "sklearn.preprocessing._label.LabelBinarizer",
        "sklearn.preprocessing._label.LabelEncoder", "sklearn.preprocessing._polynomial.PolynomialFeatures",
        "sklearn.svm._classes.LinearSVC", "sklearn.utils._bunch.Bunch",
    }
)  # fmt: skip
"""Every type that a stored classifier may be made of. scikit-learn gives away by name where it moved one: a version
that stores a classifier under another name has it refused, not loaded unseen."""

_KNOWN_WAYS = frozenset(
    {
        "BytesNode", "DTypeNode", "DictNode", "JsonNode", "ListNode", "LossNode", "NdArrayNode", "ObjectNode", "RandomStateNode",
        "SetNode", "SliceNode", "TupleNode", "TypeNode",
    }
)  # fmt: skip
"""How skops may build a part of a type that is on the list. Its ways to take up functions, bound methods and operators are
not among them: what needs those has to be trusted by name."""


class EstimatorError(ValueError):
    """A stored classifier that is not loaded; the message says why and, where there is one, which setting allows it."""


@dataclass(frozen=True)
class EstimatorHead:
    """One cause against human authorship, told by a classifier of one's own.

    Attributes
    ----------
    estimator : scikit-learn classifier
        Fitted to standardised dense rows; its classes are False (human) and True.
    calibration : tuple of float
        Slope and intercept that turn its margin into log-odds.
    stored : bytes
        What skops made of it: what is saved, and what the version of the model is made from.
    """

    estimator: Any
    calibration: tuple[float, float]
    stored: bytes = field(repr=False)

    def raw(self, row: np.ndarray, standardised: np.ndarray) -> float:
        """Return the uncalibrated score of a dense row."""
        return float(margins(self.estimator, standardised[None, :])[0])

    def log_odds(self, row: np.ndarray, standardised: np.ndarray) -> float:
        """Return the calibrated log-odds of the cause against human authorship."""
        slope, intercept = self.calibration
        return float(np.clip(slope * self.raw(row, standardised) + intercept, -MARGIN, MARGIN))


def margins(estimator: Any, rows: np.ndarray) -> np.ndarray:
    """Return how far a classifier puts each row on the side of its second class.

    Parameters
    ----------
    estimator : scikit-learn classifier
        With ``decision_function`` or ``predict_proba``.
    rows : numpy.ndarray, shape (n_rows, n_features)

    Raises
    ------
    EstimatorError
        If the classifier can do neither.
    """
    if hasattr(estimator, "decision_function"):
        return np.asarray(estimator.decision_function(rows), dtype=np.float64).ravel()
    if not hasattr(estimator, "predict_proba"):
        raise EstimatorError(f"{type(estimator).__name__} has neither decision_function nor predict_proba, so it cannot be a head.")
    likely = np.asarray(estimator.predict_proba(rows), dtype=np.float64)[:, 1]
    edge = 1 / (1 + np.exp(MARGIN))
    likely = np.clip(likely, edge, 1 - edge)
    return np.asarray(np.log(likely / (1 - likely)))


def dumps(estimator: Any) -> bytes:
    """Return a fitted classifier as the bytes of a skops file.

    Parameters
    ----------
    estimator : scikit-learn classifier

    Raises
    ------
    EstimatorError
        If skops is not installed.
    """
    return bytes(_skops().dumps(estimator))


def loads(data: bytes, trusted: Collection[str] = ()) -> Any:
    """Return the classifier of a skops file; nothing is built before all its types are known to be trusted.

    Parameters
    ----------
    data : bytes
    trusted : collection of str
        Types to trust beyond `TRUSTED`, by their full names.

    Raises
    ------
    EstimatorError
        If the data is no skops file, is too large, or holds a type that is not trusted.
    """
    try:
        parts = list(_parts(data))
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, RecursionError, NotImplementedError, OSError) as error:
        if isinstance(error, EstimatorError):
            raise
        raise EstimatorError(f"It is not a file that skops wrote ({error}).") from error
    strange = sorted({name for name, _ in parts} - TRUSTED - set(trusted))
    if strange:
        flags = " ".join(f"--trust {name}" for name in strange)
        raise EstimatorError(
            f"It holds types that are not trusted: {', '.join(strange)}. If you know who made it and what these are, allow them: "
            f"{flags} on the command line, trusted={strange!r} in Python."
        )
    if odd := sorted({way for name, way in parts if way not in _KNOWN_WAYS and name not in trusted}):
        raise EstimatorError(f"It would be built in a way that is never allowed ({', '.join(odd)}).")
    try:
        return _skops().loads(data, trusted=sorted(TRUSTED | set(trusted)))
    except EstimatorError:
        raise
    except Exception as error:  # whatever a forged file makes skops, numpy and scikit-learn say
        raise EstimatorError(f"It cannot be loaded ({error}).") from error


def _parts(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the type of each part of a skops file and the way it would be built, without building any."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
            raise EstimatorError(f"It unpacks to more than {LARGEST:,} bytes.")
        names = [entry.filename for entry in archive.infolist()]
        if len(set(names)) < len(names):
            raise EstimatorError("It holds two files of one name.")
        pending = [json.loads(archive.read("schema.json"))]
    if not isinstance(pending[0], dict) or "__class__" not in pending[0]:
        raise ValueError("its schema names no type")
    while pending:
        part = pending.pop()
        if isinstance(part, dict):
            if "__loader__" in part or "__class__" in part:
                yield f"{part['__module__']}.{part['__class__']}", str(part["__loader__"])
            pending.extend(part.values())
        elif isinstance(part, list):
            pending.extend(part)


def _skops() -> Any:
    try:
        import skops.io
    except ImportError as error:
        raise EstimatorError("A head of one's own needs skops; install it with: pip install 'twicetold[models]'") from error
    return skops.io

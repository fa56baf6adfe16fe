"""The features and heads stand in scikit-learn's own tools: clones, pipelines, searches, cross-validation by groups."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_predict, cross_val_score
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import MaxAbsScaler
from sklearn.utils import estimator_checks
from sklearn.utils.validation import check_is_fitted

import detector.features
from detector.features import MarkerRates, Style, Transformer, WordNgrams
from detector.markers import Catalogue
from detector.text import Document
from training.small import small_corpus

SETTINGS: dict[str, dict[str, Any]] = {"WordNgrams": {"bits": 10, "size": 200}, "CharNgrams": {"bits": 10}}
FEATURES = [
    kind(**SETTINGS.get(name, {}))
    for name in sorted(detector.features.__all__)
    if isinstance(kind := getattr(detector.features, name), type) and issubclass(kind, Transformer) and kind is not Transformer
]
"""Every public one: a new feature is held to this contract by being public."""


COMMON_CHECKS = [
    "check_estimator_cloneable", "check_estimator_repr", "check_estimator_tags_renamed", "check_get_params_invariance",
    "check_no_attributes_set_in_init", "check_parameters_default_constructible", "check_set_params", "check_valid_tag_types",
]  # fmt: skip
"""scikit-learn's own checks that need no table of numbers; it runs the others on such tables only."""


@lru_cache(maxsize=1)
def corpus() -> pd.DataFrame:
    return small_corpus(15, seed=11)


@lru_cache(maxsize=1)
def documents() -> list[Document]:
    return [Document(text) for text in corpus()["text"]]


@lru_cache(maxsize=1)
def is_machine() -> np.ndarray:
    return (corpus()["cause"] != "human").to_numpy()


def dense(matrix: Any) -> np.ndarray:
    return matrix.toarray() if hasattr(matrix, "toarray") else np.asarray(matrix)


def classifier() -> LogisticRegression:
    return LogisticRegression(class_weight="balanced", max_iter=500)


@pytest.mark.parametrize("feature", FEATURES, ids=repr)
class TestContract:
    def test_a_clone_has_the_parameters_and_nothing_learned(self, feature: Transformer) -> None:
        fitted = clone(feature).fit(documents()[:8])
        again = clone(fitted)
        assert again is not fitted
        assert again.get_params() == feature.get_params()
        assert not [name for name in vars(again) if name.endswith("_")]

    def test_parameters_can_be_read_and_set(self, feature: Transformer) -> None:
        other = clone(feature)
        for name, value in feature.get_params(deep=True).items():
            assert other.set_params(**{name: value}) is other
            assert other.get_params()[name] is value
        assert other.set_params() is other

    def test_fitting_changes_no_parameter_and_returns_the_feature(self, feature: Transformer) -> None:
        unfitted = clone(feature)
        assert unfitted.fit(documents()[:8], is_machine()[:8]) is unfitted
        assert unfitted.get_params() == feature.get_params()

    def test_fitting_again_forgets_what_came_before(self, feature: Transformer) -> None:
        twice = clone(feature).fit(documents()[40:56]).fit(documents()[:8])
        once = clone(feature).fit(documents()[:8])
        assert (dense(twice.transform(documents()[8:12])) == dense(once.transform(documents()[8:12]))).all()

    def test_columns_have_names_of_their_own(self, feature: Transformer) -> None:
        fitted = clone(feature).fit(documents()[:8])
        names = fitted.get_feature_names_out()
        assert len(set(names)) == len(names) == fitted.transform(documents()[:1]).shape[1]
        assert all(isinstance(name, str) and name for name in names)

    def test_one_document_is_one_row(self, feature: Transformer) -> None:
        assert clone(feature).fit(documents()[:1]).transform(documents()[:1]).shape[0] == 1

    def test_no_document_is_no_row(self, feature: Transformer) -> None:
        fitted = clone(feature).fit(documents()[:8])
        rows = fitted.transform([])
        assert rows.shape == (0, len(fitted.get_feature_names_out()))
        assert rows.dtype == np.float32

    @pytest.mark.parametrize("size", [1, 7, 32])
    def test_batches_change_nothing(self, feature: Transformer, size: int) -> None:
        fitted = clone(feature).fit(documents()[:16])
        whole = dense(fitted.transform(documents()))
        batches = [documents()[first : first + size] for first in range(0, len(documents()), size)]
        assert (np.vstack([dense(fitted.transform(batch)) for batch in batches]) == whole).all()

    def test_order_changes_nothing(self, feature: Transformer) -> None:
        fitted = clone(feature).fit(documents()[:16])
        order = np.random.default_rng(0).permutation(len(documents()))
        shuffled = dense(fitted.transform([documents()[place] for place in order]))
        assert (shuffled == dense(fitted.transform(documents()))[order]).all()

    def test_texts_and_documents_are_the_same(self, feature: Transformer) -> None:
        fitted = clone(feature).fit(documents()[:8])
        assert (dense(fitted.transform(corpus()["text"][:6])) == dense(fitted.transform(documents()[:6]))).all()

    def test_names_pass_through_a_fitted_pipeline(self, feature: Transformer) -> None:
        pipeline = make_pipeline(clone(feature), MaxAbsScaler(), classifier()).fit(documents()[:16], is_machine()[:16])
        check_is_fitted(pipeline)
        assert pipeline[:-1].get_feature_names_out().tolist() == pipeline[0].get_feature_names_out().tolist()

    def test_cross_validation_takes_groups(self, feature: Transformer) -> None:
        pipeline = make_pipeline(clone(feature), MaxAbsScaler(), classifier())
        scores = cross_val_score(pipeline, documents(), is_machine(), groups=corpus()["group"], cv=GroupKFold(2), scoring="roc_auc")
        assert scores.shape == (2,)
        assert scores.min() > 0.5


@pytest.mark.filterwarnings("ignore::UserWarning")  # Style refuses words that are none as soon as they are set
@pytest.mark.parametrize("name", COMMON_CHECKS)
@pytest.mark.parametrize("feature", FEATURES, ids=repr)
def test_common_checks_pass(feature: Transformer, name: str) -> None:
    check = getattr(estimator_checks, name, None)
    if check is None:
        pytest.skip(f"This version of scikit-learn has no {name}.")
    check(type(feature).__name__, feature)


def test_a_clone_shares_the_catalogue() -> None:
    catalogue = Catalogue.load()
    assert clone(MarkerRates(catalogue)).catalogue is catalogue


def text_stage() -> FeatureUnion:
    return FeatureUnion([("style", Style()), ("words", WordNgrams(bits=10, size=200)), ("markers", MarkerRates(Catalogue.load()))])


def test_a_grid_is_searched_over_features_and_penalty_by_groups() -> None:
    pipeline = Pipeline([("text", text_stage()), ("scale", MaxAbsScaler()), ("head", classifier())])
    grid = [{"text__words__sizes": [(1,), (1, 2)]}, {"text__style": ["drop"], "head__C": [0.1]}]
    search = GridSearchCV(pipeline, grid, scoring="roc_auc", cv=GroupKFold(2), error_score="raise")
    search.fit(documents(), is_machine(), groups=corpus()["group"])
    assert len(search.cv_results_["mean_test_score"]) == 3
    assert search.best_score_ > 0.7
    names = search.best_estimator_[:-1].get_feature_names_out()
    assert len(names) == search.best_estimator_["head"].coef_.shape[1]
    assert search.predict_proba(documents()[:1]).shape == (1, 2)


def test_versions_of_one_source_stay_on_one_side() -> None:
    """The vocabulary is learned within each fold: a held-out document's answers depend on no version of itself."""
    pipeline = make_pipeline(WordNgrams(bits=10, size=200), classifier())
    groups = corpus()["group"].to_numpy()
    folds = GroupKFold(3)
    found = cross_val_predict(pipeline, documents(), is_machine(), groups=groups, cv=folds, method="decision_function")
    known, asked = next(iter(folds.split(documents(), is_machine(), groups)))
    assert not set(groups[known]) & set(groups[asked])
    by_hand = clone(pipeline).fit([documents()[place] for place in known], is_machine()[known])
    assert found[asked] == pytest.approx(by_hand.decision_function([documents()[place] for place in asked]))


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::RuntimeWarning")  # empty buckets are constant
def test_later_steps_pick_columns_by_name() -> None:
    pipeline = make_pipeline(text_stage(), SelectKBest(k=10), classifier()).fit(documents(), is_machine())
    chosen = pipeline[:-1].get_feature_names_out()
    assert len(chosen) == 10
    assert all(name.split("__")[0] in ("style", "words", "markers") for name in chosen)

"""What every feature owes: scikit-learn's conventions, one row per document, nothing of layout or batch."""

from __future__ import annotations

import pickle
import subprocess
import sys

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from detector.features import MarkerRates, Style, Transformer, Vocabulary, WordNgrams
from detector.features.ngrams import ENDINGS, distinct, ending_in, learn_words, word_ngrams
from detector.features.style import Parts, distinct_share, previous_places, style_words
from detector.text import Document

TEXTS = [
    "The ferry was late again on Monday. Nobody at the quay seemed surprised, and the kiosk sold out of rolls by nine.",
    "“We’ll wait,” said Orla Finn, who had waited before. The harbour master wouldn’t say when the next boat might come.\n\n"
    "It came at noon, half empty, and left again without the post.",
    "Additionally, the comprehensive initiative underscores a commitment to ensuring significant connectivity for residents.",
]
FEATURES = [Style(), MarkerRates(), WordNgrams(bits=10, size=50)]


def dense(matrix: object) -> np.ndarray:
    return matrix.toarray() if hasattr(matrix, "toarray") else np.asarray(matrix)


@pytest.mark.parametrize("feature", FEATURES, ids=repr)
class TestContract:
    def test_it_clones_and_keeps_its_parameters(self, feature: Transformer) -> None:
        assert clone(feature).get_params() == feature.get_params()

    def test_an_unknown_parameter_is_refused(self, feature: Transformer) -> None:
        with pytest.raises(ValueError, match="no parameter"):
            feature.set_params(colour="red")

    def test_rows_are_named_finite_and_of_single_precision(self, feature: Transformer) -> None:
        rows = clone(feature).fit_transform(TEXTS)
        assert rows.shape == (3, len(clone(feature).fit(TEXTS).get_feature_names_out()))
        assert rows.dtype == np.float32
        assert np.isfinite(dense(rows)).all()

    def test_a_document_counts_the_same_alone_and_among_others(self, feature: Transformer) -> None:
        fitted = clone(feature).fit(TEXTS)
        together = dense(fitted.transform(TEXTS))
        alone = np.vstack([dense(fitted.transform([text])) for text in reversed(TEXTS)])[::-1]
        assert (together == alone).all()

    def test_an_empty_text_has_a_row(self, feature: Transformer) -> None:
        assert np.isfinite(dense(clone(feature).fit(TEXTS).transform(["", "!"]))).all()

    def test_a_single_text_is_not_taken_for_a_list(self, feature: Transformer) -> None:
        with pytest.raises(TypeError, match="list"):
            clone(feature).fit(TEXTS).transform(TEXTS[0])

    def test_it_survives_pickling(self, feature: Transformer) -> None:
        fitted = clone(feature).fit(TEXTS)
        assert (dense(pickle.loads(pickle.dumps(fitted)).transform(TEXTS)) == dense(fitted.transform(TEXTS))).all()

    def test_it_stands_in_a_pipeline(self, feature: Transformer) -> None:
        pipeline = make_pipeline(clone(feature), LogisticRegression()).fit(TEXTS * 2, [0, 0, 1] * 2)
        assert len(pipeline.predict(TEXTS)) == 3


LAYOUTS = [
    ("blank lines", lambda text: text.replace("\n\n", "\n\n\n")),
    ("no blank lines", lambda text: text.replace("\n\n", "\n")),
    ("carriage returns", lambda text: text.replace("\n", "\r\n")),
    ("straight quotes", lambda text: text.replace("“", '"').replace("”", '"').replace("’", "'")),
    ("double spaces", lambda text: text.replace(". ", ".  ")),
]


@pytest.mark.parametrize("feature", [Style(), WordNgrams(bits=12, size=50)], ids=repr)
@pytest.mark.parametrize(("name", "change"), LAYOUTS, ids=[name for name, _ in LAYOUTS])
def test_layout_and_typography_say_nothing(feature: Transformer, name: str, change: object) -> None:
    fitted = clone(feature).fit(TEXTS)
    assert dense(fitted.transform([change(TEXTS[1])])) == pytest.approx(dense(fitted.transform([TEXTS[1]])), abs=1e-6)


def test_furniture_is_not_counted() -> None:
    page = TEXTS[1] + "\nLeave a Reply\nYour email address will not be published"
    style = Style().fit(TEXTS)
    assert style.transform([page]) == pytest.approx(style.transform([TEXTS[1]]), abs=1e-6)


def test_words_beyond_the_kept_ones_are_known_by_their_ending() -> None:
    vocabulary = Vocabulary(["the", "said", "reading", "spelling"])
    table = vocabulary.classes_beyond(2)
    codes = table[vocabulary.codes(["the", "reading", "spelling", "weaving"])]
    assert codes[0] == 0
    assert len(set(codes[1:].tolist())) == 1


def test_names_do_not_enter_the_vocabulary() -> None:
    words = learn_words([Document(text) for text in TEXTS * 3], 200)
    assert "said" in words
    assert "orla" not in words


def test_words_that_measures_need_are_kept_however_rare() -> None:
    assert set(style_words()) <= set(learn_words([Document(text) for text in TEXTS], 5, always=style_words()))


def test_ngrams_of_one_size_fall_where_the_words_say() -> None:
    first, second = (word_ngrams(np.array(codes), (2,), 12)[0] for codes in ([5, 6, 7, 8], [1, 6, 7, 2]))
    assert first[1] == second[1]
    assert first[0] != second[0]


def test_names_stand_after_the_words_and_only_where_they_are_asked_for() -> None:
    documents = [Document("The mayor met Ruth Halloran. He told Halloran of the bridge.")] * 3
    assert "halloran" not in learn_words(documents, 50)
    words = learn_words(documents, 50, always=["however"], names=1)
    assert words[-2:] == ["halloran", "however"]
    assert {"mayor", "bridge"} <= set(words[:-2])


def test_distinct_buckets_are_sorted_and_single() -> None:
    assert distinct(np.array([3, 1, 3, 2])).tolist() == [1, 2, 3]
    assert distinct(np.array([], dtype=np.int64)).tolist() == []


@pytest.mark.parametrize("length", [60, 120, 400])
def test_richness_does_not_fall_with_length(length: int) -> None:
    codes = np.tile(np.arange(40), 20)[:length]
    parts = Parts([length])
    assert distinct_share(parts, previous_places(codes, parts), 40) == pytest.approx([1.0])


def test_features_start_without_scikit_learn_or_pandas() -> None:
    code = "import sys, detector.features, detector.scoring; print('sklearn' in sys.modules or 'pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"


WORDS = ["the", "relations", "running", "s", "is", "ness", "sadness", "naïve", "1990s", "o'clock", "facilities", "ing", ",", "kaf\u00e9s"]


def test_the_endings_of_many_words_are_those_of_each() -> None:
    found = ending_in([*WORDS, ""], ENDINGS)
    assert found.tolist() == [[word.endswith(ending) for word in [*WORDS, ""]] for ending in ENDINGS]
    assert ending_in([], ENDINGS).shape == (len(ENDINGS), 0)


def test_the_classes_of_many_words_are_those_of_each() -> None:
    words = list(dict.fromkeys([*WORDS, *style_words()]))
    known, stranger = Vocabulary(words), Vocabulary(words[:3])
    name_of = {stranger.class_code(name): known.class_code(name) for name in ("#", "*", *ENDINGS)}
    assert known.classes_beyond(3)[: len(words)].tolist() == [0, 1, 2, *(name_of[stranger[word]] for word in words[3:])]


@pytest.mark.parametrize(("word", "is_small"), [("Breaking", 0), ("breaking", 1), ("\U0001d401reaking", 0), ("\u01c5ep", 1)])
def test_an_unknown_word_is_small_unless_it_begins_with_a_capital(word: str, is_small: int) -> None:
    style = Style(["the", "said", "rain"])
    row = style.row(Document(f"The rain said the rain said {word} the rain said the rain."))
    assert row[style.names.index("unknown_lower")] == pytest.approx(is_small / 12)

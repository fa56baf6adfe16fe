# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 4. A marker and a feature of your own
#
# You keep seeing a trace that Twicetold does not know: the turn of phrase of one translation engine, the habit of one
# content farm. There are two ways to teach it. A **marker** is data: a table in a TOML file, found word by word,
# shown as evidence. A **feature** is code: a number for every document, weighed by a model.
#
# Runs on a small corpus of invented news that code makes, so **its figures show the way, not what a feature is worth**. To try
# your marker and feature on real material, set the environment variable `TWICETOLD_CORPORA` to a folder of corpora and `FULL =
# True`, or put a DataFrame of your own in the place of `corpus`, with `text`, `cause`, `group` and `generator`.

# %%
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, GroupKFold
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import StandardScaler

import training
from detector import Detector
from detector.features import MarkerRates, Style, Transformer
from detector.markers import Catalogue
from detector.text import Article, Document
from training.small import small_corpus

FULL = False
corpus = training.load_corpora(["wmt22_general", "l2r"], keep_residue=False) if FULL else small_corpus(80, seed=4)
documents = [Document(text) for text in corpus["text"]]

# %% [markdown]
# ## A marker
#
# It says which family of machines leaves it, how much one occurrence means (`decisive`, `strong` or `weak`), why a machine
# leaves it, and what looks like it but is innocent. Its examples are tests: each `fires` must be found, each `quiet` must not.
# Instead of `phrases` it may have a `pattern` with its literal `head`.

# %%
MINE = Path("my_markers.toml")
MINE.write_text(
    '''
[[marker]]
id = "my-word-for-word-reasons"
family = "translation"
severity = "strong"
title = "A reason given word for word"
why = "Romance languages say “by cause that” and “has made known”; a translation engine of the nineties keeps both."
look_alikes = ["legal English, which loves “for the reason that”"]
source = "articles of one site, read in spring"
where = "narrative"
phrases = ["by cause that", "has made known", "in number of"]

[marker.examples]
fires = ["The road was shut by cause that the river had risen.", "The mayor has made known his plan."]
quiet = ["The road was shut because the river had risen.", "“It was shut by cause that it rained,” he joked."]
''',
    encoding="utf-8",
)
catalogue = Catalogue.load((MINE,))
marker = catalogue.markers["my-word-for-word-reasons"]


def fires(text: str) -> bool:
    """Tell whether the new marker is found in a text."""
    return any(piece.marker == marker.id for piece in catalogue.find(Document(text)))


print("fires:", [fires(text) for text in marker.fires], "quiet:", [fires(text) for text in marker.quiet])

# %% [markdown]
# A mistake in the file is answered with a sentence: the file, the marker, the reason.

# %%
broken = Path("broken.toml")
broken.write_text(MINE.read_text(encoding="utf-8").replace('"strong"', '"deadly"'), encoding="utf-8")
try:
    Catalogue.load((broken,))
except ValueError as error:
    print(error)

# %% [markdown]
# ### Is it any good?
#
# Count it in every kind of text before you believe it. What fires in human originals is not `strong`, whatever it looks like.

# %%
found = pd.Series([sum(piece.marker == marker.id for piece in catalogue.find(document)) for document in documents])
words = pd.Series([document.word_count for document in documents])
label = corpus["cause"] + corpus["generator"].map(lambda name: f", {name}" if name else "")
table = pd.DataFrame({"hits": found, "words": words, "documents": found > 0}).groupby(label).sum()
table["per 10,000 words"] = 10_000 * table["hits"] / table["words"]

axes = table["per 10,000 words"].sort_values().plot.barh(figsize=(8, 0.3 * len(table) + 1.2), color="#d9a441")
axes.set_title(marker.title)
axes.set_xlabel("occurrences per 10,000 words")
axes.set_ylabel("")
plt.show()

# %% [markdown]
# In use: `twicetold score PATH --markers my_markers.toml`, `detector.score(PATH, markers=[...])`, or `Detector.load`. It
# is shown as evidence, and counts at once: strong evidence adds what its family was measured to be worth.

# %%
example = Article(id="example", text=corpus.loc[found.idxmax(), "text"])
without, with_it = Detector.load().score([example])[0], Detector.load(markers=[MINE]).score([example])[0]
print("reliability", without.reliability, "->", with_it.reliability)
print([piece["quote"] for piece in with_it.evidence if piece["marker"] == marker.id])


# %% [markdown]
# ## A feature
#
# A feature is a scikit-learn transformer from documents to rows. Inherit from `Transformer`, name the columns, and say
# how one document becomes a row; the document brings its tokens, sentences, quotations and paragraphs along. A row must
# depend on nothing but its document.
#
# The idea to test: people contract their words and vary the length of their paragraphs; machines expand and even out. Look
# at the means first: the part of an idea that fails there needs no model.


# %%
class Looseness(Transformer):
    """How loosely a text is written: contractions, and the unevenness of its paragraphs and sentences."""

    names = ("contractions", "contractions_in_quotations", "uneven_paragraphs", "sentences_with_and")

    def __init__(self, per: int = 100) -> None:
        self.per = per

    def row(self, document: Document) -> np.ndarray:
        """Return the row of one document, float32."""
        words = document.tokens.words
        contracted = np.array(["'" in word[1:] for word in words], dtype=bool) & document.is_body
        quoted = document.is_quoted
        lengths = np.array([block.end - block.start for block in document.body_blocks] or [1])
        joined = [words[first:last].count("and") > 0 for first, last in document.sentence_tokens.tolist()]
        return np.array(
            [
                self.per * (contracted & ~quoted).sum() / max((document.is_body & ~quoted).sum(), 1),
                self.per * (contracted & quoted).sum() / max(quoted.sum(), 1),
                lengths.std() / lengths.mean(),
                np.mean(joined) if joined else 0.0,
            ],
            dtype=np.float32,
        )


pd.DataFrame(Looseness().transform(documents), columns=Looseness.names).groupby(corpus["cause"]).mean().round(2)

# %% [markdown]
# ### Does it help?
#
# Your transformer stands beside those of Twicetold in a `Pipeline`, so everything of scikit-learn works: here a grid search
# over the strength of the penalty (a smaller `C` is a stronger one), with and without the new feature. `groups` keeps all
# versions of one source on one side of every split; without it the answer would be worthless. The bars are AUROC, human
# against machine, averaged over four splits; the whiskers are the spread between them.

# %%
human_or_not = (corpus["cause"] != "human").to_numpy()
pipeline = make_pipeline(
    FeatureUnion([("style", Style()), ("markers", MarkerRates(catalogue)), ("mine", Looseness())]),
    StandardScaler(),
    LogisticRegression(class_weight="balanced", max_iter=2000),
)
search = GridSearchCV(
    pipeline,
    {"featureunion__mine": ["drop", Looseness()], "logisticregression__C": [0.003, 0.1]},
    scoring="roc_auc",
    cv=GroupKFold(4),
)
search.fit(documents, human_or_not, groups=corpus["group"])

results = pd.DataFrame(search.cv_results_)
results["feature"] = ["without" if value == "drop" else "with Looseness" for value in results["param_featureunion__mine"]]
means = results.pivot_table(index="param_logisticregression__C", columns="feature", values="mean_test_score")
spread = results.pivot_table(index="param_logisticregression__C", columns="feature", values="std_test_score")
axes = means.plot.bar(yerr=spread, capsize=3, figsize=(6, 3.5), rot=0)
axes.set_ylim(max(0.0, float((means - spread).min().min()) - 0.02), 1)
axes.set_xlabel("C")
axes.set_ylabel("AUROC over groups")
plt.show()

# %% [markdown]
# A difference smaller than the spread between folds is no difference. What does the model listen to? The columns have names:

# %%
best = search.best_estimator_
weights = pd.Series(best[-1].coef_[0], index=best[0].get_feature_names_out()).sort_values()
colours = ["#c0504d" if name.startswith("mine") else "#4a6fa5" for name in (*weights.index[:8], *weights.index[-8:])]
axes = pd.concat([weights.head(8), weights.tail(8)]).plot.barh(figsize=(8, 4.5), color=colours)
axes.set_xlabel("speaks for the author  ←  weight  →  speaks for a machine")
plt.show()

# %% [markdown]
# ## Where to go from here
#
# * A marker that proves itself on real corpora belongs in the shipped catalogue: CONTRIBUTING.md says how to send it.
# * [Notebook 3](3_evaluate_honestly.ipynb) shows how to judge the result on generators that nobody has seen.

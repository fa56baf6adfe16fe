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
# # 2. Retrain on your labelled articles
#
# The shipped model has never seen your sources. If you have a few hundred articles whose origin you know, it can
# learn from them, in two ways: **adapt** it, which takes seconds and needs nothing but your articles, or **fit** one anew,
# with your articles among all others. This notebook does both and asks the three questions that matter before you use
# either: what is gained on your material, what is lost elsewhere, and are more human authors accused?
#
# It runs on a small corpus of invented news that code makes, in well under a minute. **Figures on it show that the
# machinery works, not how good a detector is.** To run on real material, set the environment variable
# `TWICETOLD_CORPORA` to a folder of corpora (see `training.list_corpora()`), set `FULL = True`, and put your own frame
# in the place of `mine`.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import training
from detector import Detector
from detector.text import Document
from training.small import small_corpus

FULL = False
KEPT_OUT = "l2r"  # plays the part of your articles when FULL
LABELLED = 300  # how many labelled articles you have
JOBS = 1

# %% [markdown]
# ## The material
#
# A labelled corpus is a table with two columns: `text`, and `cause`, which is `human`, `translated`, `spun` or `llm`. Add
# `group` if some articles are versions of one source: versions of one source must never stand on both sides of a
# split, or the model is examined with questions it has seen. `generator` and `domain` make the tables of the evaluation
# speak.
#
# Here `mine` is your material and `others` is everything else. On the small corpus they are different kinds of stories.

# %%
if FULL:
    others = training.load_corpora([name for name in training.list_corpora().index if name != KEPT_OUT], keep_residue=False)
    mine = training.load_corpora([KEPT_OUT], keep_residue=False)
else:
    corpus = small_corpus(100, seed=1)
    is_mine = corpus["domain"].isin(["farm", "fire", "football"])
    mine, others = corpus[is_mine], corpus[~is_mine]

mine = mine[~mine["group"].isin(others["group"])].reset_index(drop=True)
others = others.reset_index(drop=True)
pd.crosstab(mine["domain"], mine["cause"])


# %%
def split_by_group(frame: pd.DataFrame, size: int, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split off about `size` rows, whole groups only."""
    groups = frame["group"].drop_duplicates().sample(frac=1, random_state=seed)
    reached = frame.groupby("group").size().reindex(groups).cumsum()
    chosen = set(reached.index[reached <= size])
    inside = frame["group"].isin(chosen)
    return frame[inside], frame[~inside]


mine_known, mine_unknown = split_by_group(mine, min(LABELLED, len(mine) * 2 // 3))
others_unknown, others_known = split_by_group(others, len(others) // 4)
{"to learn from": len(mine_known), "to be judged on": len(mine_unknown), "elsewhere": len(others_unknown)}

# %% [markdown]
# ## Before
#
# How good is the model you have? On the small corpus that is the shipped one. When `FULL`, the shipped model may have seen
# the corpus that plays yours, so its place is taken by a model fitted without that corpus: everything else would be
# a flattering comparison. (That is a fit to tens of thousands of documents; go and have lunch.)

# %%
before = training.fit(others_known, jobs=JOBS, progress=print) if FULL else Detector.load().model
judged_before = training.evaluate(before, mine_unknown, jobs=JOBS)
judged_before.summary[["cause", "documents", "auroc", "caught_1", "flagged"]].round(3)

# %% [markdown]
# ## Adapting
#
# `training.adapt` starts from the model that you have: its heads' weights move towards what tells your human articles from
# your machine ones, and are pulled back to where they were. The machine threshold is then drawn anew, so that it holds both
# for your human articles (judged by heads that had not seen them) and for human articles of other kinds. A model keeps some
# of those for this purpose; here the ones of `others` are given, because the small corpus is a world of its own.

# %%
human_elsewhere = others_known.loc[others_known["cause"] == "human", "text"].tolist()
adapted = training.adapt(before, mine_known, elsewhere=[] if FULL else human_elsewhere, jobs=JOBS)
judged_adapted = training.evaluate(adapted, mine_unknown, jobs=JOBS)
judged_adapted.summary[["cause", "documents", "auroc", "caught_1", "flagged"]].round(3)

# %% [markdown]
# ## Fitting anew
#
# `training.fit` takes the frame and returns a model. Your articles stand beside everything else, as a corpus of their
# own: each family of corpora weighs as the square root of its size, so that three hundred articles are heard among
# tens of thousands, but do not drown them. Simulated spun copies are added, calibration and thresholds come from
# documents that the heads did not see.

# %%
material = pd.concat([others_known, mine_known.assign(corpus="mine")], ignore_index=True)
after = training.fit(material, jobs=JOBS, progress=print)
judged_after = training.evaluate(after, mine_unknown, jobs=JOBS)
judged_after.summary[["cause", "documents", "auroc", "caught_1", "flagged"]].round(3)

# %% [markdown]
# ## Gain
#
# Each of the two against the model that you had, on articles of yours that none of them has seen, and the difference with
# its interval (bootstrap over groups). An interval that contains zero is no gain. `flagged` is the share with a machine
# verdict: for `human` it is the false positives and should be low, for the others it is what is caught.

# %%
gain_adapted = training.compare(before, adapted, mine_unknown, draws=50, jobs=JOBS)
gain = training.compare(before, after, mine_unknown, draws=50, jobs=JOBS)
pd.concat({"adapted": gain_adapted.summary, "fitted anew": gain.summary}).round(3)


# %%
def draw(comparison: training.Comparison, title: str, axes: plt.Axes) -> None:
    """Draw the differences with their intervals."""
    table = comparison.summary[::-1].reset_index(drop=True)
    errors = np.abs(table[["low", "high"]].to_numpy().T - table["difference"].to_numpy())
    colours = np.where(table["cause"] == "human", "#c0504d", "#4a6fa5")
    axes.barh(table.index, table["difference"], xerr=errors, color=colours)
    axes.set_yticks(table.index, table["measure"] + ", " + table["cause"])
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set_title(title)
    axes.set_xlabel("after minus before")


figure, (left, right) = plt.subplots(1, 2, figsize=(12, 3.5), sharex=True, layout="constrained")
draw(gain_adapted, "On your articles: adapted", left)
draw(gain, "On your articles: fitted anew", right)
plt.show()

# %% [markdown]
# ## Loss, and false positives
#
# A model that has learned your sources may have forgotten the rest of the world. The same comparison elsewhere; above all
# the red bar, human authors accused.

# %%
loss_adapted = training.compare(before, adapted, others_unknown, draws=50, jobs=JOBS)
loss = training.compare(before, after, others_unknown, draws=50, jobs=JOBS)
figure, (left, right) = plt.subplots(1, 2, figsize=(12, 3.5), sharex=True, layout="constrained")
draw(loss_adapted, "Elsewhere: adapted", left)
draw(loss, "Elsewhere: fitted anew", right)
plt.show()

# %%
elsewhere = training.evaluate(adapted, others_unknown, jobs=JOBS)
figure, axes = plt.subplots(figsize=(7, 3))
elsewhere.plot_false_positives(axes)
plt.show()
elsewhere.false_positives.round(3)

# %% [markdown]
# The dots are what was counted, the lines 95 % intervals: with few human articles the interval is wide, and zero accused
# of forty still allows 9 in 100. Collect human articles before you collect machine ones.
#
# Which documents changed sides? Read them; a table never tells why.

# %%
changes = gain_adapted.changes.sort_values("p_human_second")
changes[["cause", "generator", "verdict_first", "verdict_second", "p_human_first", "p_human_second"]].head(10)

# %% [markdown]
# ## Keep it
#
# Which one? With a few hundred articles the adapted one is as good on yours and hardly changes elsewhere; with thousands, fit
# anew. What adapting is worth on real corpora that a model never saw, `twicetold-train gains` measures; from the command line
# it is `twicetold-train adapt TABLE`.
#
# A model is a folder of two files, arrays and a page of JSON; loading it runs no code. The command line takes it with
# `twicetold score PATH --model my-model`.

# %%
adapted.save("my-model")
mine_detector = Detector.load("my-model")
assessment = mine_detector.assess([Document(mine_unknown["text"].iloc[-1])])[0]
print(assessment.verdict, assessment.reliability, "model", mine_detector.version)

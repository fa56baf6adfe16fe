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
# # 1. What is in a folder of articles?
#
# You have a folder of scraped articles and want to know which of them to trust as their authors' own words, and
# why. This notebook ranks the folder, opens the most suspicious article, and looks at the style behind the score.
#
# It comes set to the six sample articles that ship with Twicetold: one invented story in six versions. **To use it on
# your own material, change `FOLDER`** to a folder of `.txt`, `.html`, `.csv` or `.jsonl` files (subfolders are read
# too) and raise `JOBS`; nothing else has to change.

# %%
from importlib import resources

import matplotlib.pyplot as plt
import pandas as pd

import detector
from detector.features import Style
from detector.readers import read
from detector.text import Document

FOLDER = resources.files("detector.data") / "samples"
JOBS = 1

# %% [markdown]
# ## The ranking
#
# One row for every article, the most reliable first. `reliability` is 100 times the estimated probability that the
# words are the author's own. A machine verdict (`translated`, `spun`, `llm`) is given only where at most 1 in 100 human
# originals would get one; between that and `human` lies `unclear`, and a text that is too short or not English is
# `unscored`. The bars below split the probability among the causes: the longer the green part, the more reliable the
# article. Only the 40 most reliable are drawn.

# %%
scored = detector.score(FOLDER, jobs=JOBS)
scored[["id", "reliability", "verdict", "p_translated", "p_spun", "p_llm", "words", "evidence_count", "reason"]].round(3)

# %%
causes = ["p_human", "p_translated", "p_spun", "p_llm"]
shown = scored.dropna(subset=["reliability"]).set_index("id")[causes].iloc[:40][::-1]
axes = shown.plot.barh(stacked=True, figsize=(8, 0.35 * len(shown) + 1.2), color=["#3b7d4f", "#d9a441", "#8e6bbf", "#c0504d"])
axes.set_xlabel("estimated probability")
axes.set_ylabel("")
axes.legend(["human", "translated", "spun", "LLM"], ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1))
plt.show()

# %% [markdown]
# ## The evidence
#
# A score alone convinces nobody. The catalogue of markers says which words a machine left; every piece has its place in
# the text, so that you can look it up. Evidence inside quotations or page furniture is found, but never counts.

# %%
catalogue = detector.Detector.load().catalogue
columns = ["id", "marker", "family", "severity", "start", "end", "quote", "place", "note"]
evidence = pd.DataFrame([{"id": row.id, **piece} for row in scored.itertuples() for piece in row.evidence], columns=columns)
evidence["what it is"] = [catalogue.markers[marker].title for marker in evidence["marker"]]
evidence[evidence["severity"] != "weak"][["id", "severity", "what it is", "quote", "place"]].head(20)

# %%
counts = evidence.groupby(["id", "family"]).size().unstack(fill_value=0)
counts = counts.loc[counts.sum(axis=1).nlargest(40).index[::-1]]  # a large folder shows its worst
axes = counts.plot.barh(stacked=True, figsize=(8, 0.35 * len(counts) + 1.2))
axes.set_xlabel("pieces of evidence, weak ones included")
axes.legend(title="left by")
axes.set_ylabel("")
plt.show()

# %% [markdown]
# Why does a machine leave such a trace, and what looks like it but is innocent? Each marker answers both. Here is the
# marker that was found most often.

# %%
marker = catalogue.markers[evidence["marker"].mode()[0]]
print(f"{marker.title}\n\n{marker.why}\n\nNot to be confused with: {' '.join(marker.look_alikes)}")

# %% [markdown]
# ## Inside the most suspicious article
#
# Every sentence is judged with its neighbours, a passage of about 100 words, and by nothing else of the article.
# From 0.9 on (red) the report shades the passage; the model card says how often that is wrong.

# %%
articles = {article.id: article for article in read([FOLDER])}
worst = scored.dropna(subset=["reliability"]).iloc[-1]["id"]
document = Document(articles[worst])
assessment = detector.Detector.load().assess([document])[0]
labels = [document.text[start:end][:70] for start, end, _ in assessment.sentences]
values = [value for _, _, value in assessment.sentences]

figure, axes = plt.subplots(figsize=(9, 0.25 * len(values) + 1))
axes.barh(range(len(values)), values, color=["#c0504d" if value >= 0.9 else "#8c8c8c" for value in values])
axes.set_yticks(range(len(values)), labels, fontsize=7)
axes.invert_yaxis()
axes.set_title(f"{worst}: {assessment.verdict}")
axes.set_xlabel("how likely the passage around the sentence is a machine's, judged by itself")
plt.show()

# %% [markdown]
# ## The style
#
# Apart from markers, the score rests on style: rates of small words, rhythm of sentences, richness of vocabulary. `Style`
# is a scikit-learn transformer with named columns. Which measures set the most suspicious article apart from the most
# reliable one? The scale is the spread within the folder: a bar at 2 says that the most suspicious article has two standard
# deviations more of it than the most reliable one.

# %%
documents = [Document(article) for article in articles.values()]
style = Style().fit(documents)
measures = pd.DataFrame(style.transform(documents), index=list(articles), columns=style.get_feature_names_out())
standardised = (measures - measures.mean()) / measures.std().clip(lower=1e-6)
best = scored.iloc[0]["id"]
difference = (standardised.loc[worst] - standardised.loc[best]).sort_values()

axes = pd.concat([difference.head(8), difference.tail(8)]).plot.barh(figsize=(8, 4.5), color="#4a6fa5")
axes.set_title(f"{worst} against {best}")
axes.set_xlabel("difference in standard deviations")
plt.show()

# %% [markdown]
# ## Where to go from here
#
# * `twicetold explain FILE` shows one article with its evidence in the terminal; `twicetold score FOLDER -o page.html`
#   writes all of it as one page you can send to a colleague.
# * Six articles say little about style. With a few hundred of your own, the last plot becomes a portrait of your sources.
# * [Notebook 2](2_retrain.ipynb) teaches the model your material.

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
# # 5. Score a crawl on a Dask cluster
#
# Millions of articles in compressed JSON lines, a cluster, and a Parquet file at the end that holds one row for every
# article: that is what this notebook rehearses on a local cluster of two processes. The same command runs on a real one.
#
# It makes its own small crawl of invented news, some rows of it damaged on purpose, because a crawl always has such rows.
# **For a real crawl set `CRAWL`** to your folder of `.jsonl`, `.jsonl.gz`, `.parquet` or `.warc.gz` files, and `SCHEDULER`
# to the address of your cluster (`tcp://host:8786`); Twicetold has to be installed on its workers in the same version,
# and the paths have to be readable from this machine only. The last plots ask for a column `site`: put the name of a column
# of yours there. Your folder is only read; the cells that write articles run in the rehearsal alone.

# %%
import gzip
import json
import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from distributed import Client, LocalCluster

from training.small import small_corpus

REHEARSAL = Path("crawl")
CRAWL = REHEARSAL
SCHEDULER = ""  # an address; a local cluster where empty
RESULT = Path("scored.parquet")

# %% [markdown]
# ## The crawl
#
# One JSON object a line. The column with the text is found by itself (or named with `--text-column`), all other columns
# are carried through to the result: here the site that an article came from.

# %%
SITES = {"human": "gazette.example", "translated": "world-digest.example", "spun": "quick-news.example", "llm": "daily-brief.example"}


def write_crawl(folder: Path, articles: int = 120) -> None:
    """Write a small crawl in two parts, with three rows that cannot be scored and a file that cannot be read."""
    folder.mkdir(exist_ok=True)
    corpus = small_corpus(articles // 4, seed=5)
    rows = [
        {"id": f"{SITES[cause]}/{place}", "site": SITES[cause], "text": text}
        for place, (text, cause) in enumerate(zip(corpus["text"], corpus["cause"], strict=True))
    ]
    rows.append({"id": "gazette.example/short", "site": "gazette.example", "text": "Rain is expected."})
    rows.append({"id": "gazette.example/empty", "site": "gazette.example", "text": ""})
    french = "Le conseil a voté mardi le budget de la ville, et personne n'a protesté dans la salle, qui était presque vide. " * 6
    rows.append({"id": "gazette.example/french", "site": "gazette.example", "text": french})
    half = len(rows) // 2
    for name, part in {"part-0.jsonl.gz": rows[:half], "part-1.jsonl.gz": rows[half:]}.items():
        with gzip.open(folder / name, "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in part)
    whole = (folder / "part-1.jsonl.gz").read_bytes()
    (folder / "part-2.jsonl.gz").write_bytes(whole[:200])  # a transfer that was cut


if CRAWL == REHEARSAL and not CRAWL.exists():
    write_crawl(CRAWL)
sorted((path.name, path.stat().st_size) for path in CRAWL.iterdir())

# %% [markdown]
# ## The cluster
#
# Two worker processes on this machine. On your own cluster, only the address differs.

# %%
cluster = None if SCHEDULER else LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
address = SCHEDULER or cluster.scheduler_address
with Client(address) as client:
    print(len(client.scheduler_info()["workers"]), "workers")

# %% [markdown]
# ## The run
#
# The command reads the crawl lazily, sends batches to the workers, and writes every answer to a ledger before it
# counts: a run that was killed goes on with `--resume`. A worker that dies costs nothing but time; a text that hangs is
# stopped after `--timeout` seconds and gets a row that says so. The exit status is 0 where all went well, 1 where some
# inputs could not be read, 2 where the command was wrong.


# %%
def run(*options: str) -> int:
    """Run the command on the cluster, show what it says, and return its exit status."""
    command = [sys.executable, "-m", "detector", "score", str(CRAWL), "-o", str(RESULT), "--backend", "dask", "--scheduler", address]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    print(done.stdout + done.stderr)
    return done.returncode


print("exit status", run())

# %% [markdown]
# ## Nothing is dropped
#
# There are as many rows as inputs: what could not be scored is there too, with the reason.

# %%
scored = pd.read_parquet(RESULT)
scored["status"].value_counts()

# %%
scored.loc[scored["status"] != "scored", ["id", "path", "status", "reason"]]

# %% [markdown]
# ## The sites
#
# Columns of the crawl came along, so a question about sites is one line of pandas. Judge a site by all its articles:
# single verdicts can be wrong, a whole site's distribution hardly.

# %%
sites = [rows.dropna().to_numpy() for _, rows in scored.groupby("site")["reliability"]]
names = [name for name, _ in scored.groupby("site")]
figure, axes = plt.subplots(figsize=(1.6 * len(names) + 1.2, 3.5))
axes.boxplot(sites)
axes.set_xticks(range(1, len(names) + 1), names, fontsize=8)
axes.set_ylabel("reliability of a site's articles")
axes.set_ylim(0, 100)
plt.show()

# %%
pd.crosstab(scored["site"], scored["verdict"])

# %% [markdown]
# Invented news with damage made by rules is easy here and hard there: what counts in this rehearsal is that every row
# arrives. The evidence is in the Parquet file too, as JSON.

# %%
evidence = pd.DataFrame(
    [{"site": row.site, **piece} for row in scored.dropna(subset=["site"]).itertuples() for piece in json.loads(row.evidence)]
)
evidence[evidence["severity"] != "weak"].groupby(["site", "marker"]).size().sort_values(ascending=False).head(10)

# %% [markdown]
# ## Going on
#
# The crawl has grown by a file. With `--resume`, what is in the ledger is not scored again: the count says how many rows
# are new.

# %%
if CRAWL == REHEARSAL:
    with gzip.open(CRAWL / "part-3.jsonl.gz", "wt", encoding="utf-8") as file:
        for place, text in enumerate(small_corpus(3, seed=6)["text"]):
            file.write(json.dumps({"id": f"late.example/{place}", "site": "late.example", "text": text}) + "\n")
before = len(scored)
print("exit status", run("--resume"))
print(before, "rows before,", len(pd.read_parquet(RESULT)), "after")

# %%
if cluster is not None:
    cluster.close()

# %% [markdown]
# ## On the full thing
#
# * Start a scheduler and workers (`dask scheduler`, `dask worker tcp://host:8786 --nthreads 1`), with `pip install twicetold[dask,parquet]` on
#   every machine, and give `--scheduler tcp://host:8786`. Ray works alike: `--backend ray`.
# * On one machine `--jobs -1` needs no cluster at all.
# * Split a very large crawl into runs of a few million rows, each with its own output: the ranking is made within a run.

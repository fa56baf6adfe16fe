"""The corpora: what there is, where to get it, and one frame of documents out of any of them.

A registry (``data/corpora.csv``) names every corpus with its licence, source, size and hash. The files are not
shipped: one setting, ``TWICETOLD_CORPORA``, says where they are, a local folder or the address of a mirror.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from itertools import chain, combinations, pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pooch

SETTING = "TWICETOLD_CORPORA"
"""Environment variable: a local folder with the corpus files, or an http(s) address of a mirror."""

CAUSES = ("human", "translated", "spun", "llm")
COLUMNS = (
    "id", "group", "text", "cause", "label", "generator", "prompt_kind", "src_lang", "domain", "year", "corpus",
    "residue", "kind", "topic", "near_copy",
)  # fmt: skip

_SAFE_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\.jsonl\.gz")

# What kind of writing a domain is; the rows of the false-positive table. First the corpora whose domain says too
# little, then the domains.
_KIND_OF_CORPUS = {"ellipse_ell": "learners", "asap_bt": "essays", "raidar_news": "wire", "reuters21578": "wire"}
_KIND_OF_DOMAIN = {
    "news": "news", "news (XSum)": "news", "news_coaid": "news", "news_politifact": "news", "news_lun": "news",
    "news_fakenewsnet_politifacts": "news", "news_translated": "news", "NewsArticle": "news", "Sports": "news",
    "Business": "news", "news_wire": "wire",
    "student_essay": "essays", "student essays (grades 7-10)": "essays", "ell_student_essay": "learners",
    "review": "reviews", "reviews": "reviews", "reviews (Yelp)": "reviews", "game_review": "reviews",
    "ProductReview": "reviews",
    "fiction": "fiction", "fiction (WritingPrompts)": "fiction", "LiteratureCreativeWriting": "fiction",
    "arxiv": "science", "science": "science", "paper_abstract": "science", "AcademicResearch": "science",
    "biomed_qa": "science", "TravelTourism": "science",  # the latter, of l2r, holds abstracts of papers and nothing else
    "wikipedia": "reference", "EducationMaterial": "reference", "Environmental": "reference",
    "blog": "web", "mixed_web": "web", "OnlineContent": "web", "ArtCulture": "web", "Entertainment": "web",
    "FoodCusine": "web", "Religious": "web", "social": "web", "conversation": "web",
    "ecommerce": "web", "ecommerce_translated": "web",
    "email_content": "letters", "PersonalCommunication": "letters", "speech": "speeches",
}  # fmt: skip


class CorpusError(RuntimeError):
    """A corpus that cannot be had; the message says why and what to do."""


def list_corpora(registry: str | Path | None = None) -> pd.DataFrame:
    """List the corpora that are known.

    Parameters
    ----------
    registry : path, optional
        A csv file with the columns below; by default the one that is shipped.

    Returns
    -------
    DataFrame
        One row a corpus, indexed by ``name``: ``file``, ``rows``, counts for each cause, ``groups``, ``licence``,
        ``source`` (repositories with their commits), ``sha256`` and ``bytes`` of the file, ``holds``.

    Raises
    ------
    CorpusError
        If a file name in the registry could leave its folder.
    """
    path = registry if registry is not None else resources.files("detector.data").joinpath("corpora.csv")
    with Path(str(path)).open(encoding="utf-8", newline="") as stream:
        table = pd.read_csv(stream, index_col="name", keep_default_na=False)
    for file in table["file"]:
        if not _SAFE_FILE.fullmatch(file):
            raise CorpusError(f"The registry names the file {file!r}; only plain names like 'imbd.jsonl.gz' are allowed.")
    return table


def fetch_corpus(
    name: str, *, registry: str | Path | None = None, retries: int = 3, timeout: float = 30.0, progress: bool = False
) -> Path:
    """Return the path of a corpus file, downloading it first where ``TWICETOLD_CORPORA`` is a mirror.

    The hash is checked in either case. A download goes to the user's cache and stays there; nothing of a
    download that failed is kept. The licence is printed on standard error before a corpus is first downloaded.

    Parameters
    ----------
    name : str
        A name from `list_corpora`.
    registry : path, optional
        See `list_corpora`.
    retries : int
        How often a download that was cut off, refused or stalled is tried again.
    timeout : float
        Seconds without a byte after which a download counts as stalled.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    Path

    Raises
    ------
    CorpusError
        If the name is unknown, the setting is missing, or the file cannot be had or is not the one registered.
    """
    table = list_corpora(registry)
    if name not in table.index:
        raise CorpusError(f"There is no corpus called {name!r}; the known ones are {', '.join(table.index)}.")
    entry = table.loc[[name]].iloc[0]
    place = os.environ.get(SETTING, "").strip()
    if not place:
        raise CorpusError(
            f"{SETTING} is not set. Set it to the folder that holds the corpus files (such as {entry.file}), "
            "or to the http(s) address of a mirror that serves them."
        )
    if re.match(r"https?://", place):
        return _download(place, name, entry, retries, timeout, progress)
    return _local(Path(place).expanduser(), entry)


def _local(folder: Path, entry: pd.Series) -> Path:
    path = folder / entry.file
    if not path.is_file():
        raise CorpusError(f"{path} does not exist; {SETTING} should name the folder that holds {entry.file}.")
    if pooch.file_hash(str(path)) != entry.sha256:
        raise CorpusError(f"{path} is not the file of the registry: its SHA-256 differs from {entry.sha256}.")
    return path


def _download(mirror: str, name: str, entry: pd.Series, retries: int, timeout: float, progress: bool) -> Path:
    store = pooch.create(
        path=pooch.os_cache("twicetold"),
        base_url=mirror.rstrip("/") + "/",
        registry={entry.file: f"sha256:{entry.sha256}"},
        retry_if_failed=retries,
    )
    if not (store.abspath / entry.file).exists():
        print(f"Downloading the corpus {name}. Licence: {entry.licence}. Source: {entry.source}", file=sys.stderr)
    fetcher = pooch.HTTPDownloader(timeout=timeout, progressbar=progress)
    try:
        return Path(store.fetch(entry.file, downloader=fetcher))
    except OSError as error:
        raise CorpusError(f"{store.get_url(entry.file)} could not be downloaded: {error}") from error
    except ValueError as error:  # pooch reports a wrong hash this way, after its retries
        raise CorpusError(f"{store.get_url(entry.file)} is not the file of the registry: {error}") from error


def unusable(frame: pd.DataFrame) -> pd.Series:
    """Tell which rows of the corpora are not what they are labelled.

    The human side of raidar_news is in good part LLM text (articles dated 1996 speak of ICANN and of guidelines that
    "represent an important step forward").

    Parameters
    ----------
    frame : DataFrame
        With ``corpus`` and ``cause``.
    """
    return frame["cause"].eq("human") & frame["corpus"].eq("raidar_news")


def respaced(texts: pd.Series, like: pd.Series) -> pd.Series:
    """Put spaces back that texts lost with their line breaks.

    An unknown word is split in two known ones where that is possible, and a space is put behind a mark that touches the next
    word. The human abstracts of detectrl need it.

    Parameters
    ----------
    texts : Series of str
        The broken texts.
    like : Series of str
        Intact texts of the same kind, whose words are known.
    """
    known = Counter(word for text in like for word in set(re.findall(r"[a-z]+", text.lower())))
    return texts.map(lambda text: _TOUCHING.sub(r"\1 ", _LONGER_WORD.sub(lambda word: _split(word[0], known), text)))


_LONGER_WORD = re.compile(r"[A-Za-z]{4,}")
_TOUCHING = re.compile(r"(?<=[a-z)])([.,;:])(?=[A-Z][a-z]|[a-z]{2})")


def _split(word: str, known: Counter[str]) -> str:
    """Split an unknown word where the rarer half is most common; of single letters only "a" is a word."""
    lower = word.lower()
    if known[lower] >= 2:
        return word
    halves = [(lower[:place], lower[place:], place) for place in range(1, len(lower))]
    splits = [(min(known[a], known[b]), place) for a, b, place in halves if (len(a) > 1 or a == "a") and (len(b) > 1 or b == "a")]
    worth, place = max(splits)
    return f"{word[:place]} {word[place:]}" if worth >= 5 else word


def load_corpora(
    names: Sequence[str] | None = None,
    causes: Iterable[str] | None = None,
    *,
    keep_residue: bool = True,
    keep_unusable: bool = False,
    merge_groups: bool = True,
    registry: str | Path | None = None,
) -> pd.DataFrame:
    """Read corpora into one frame of documents.

    Parameters
    ----------
    names : sequence of str, optional
        Names from `list_corpora`; all of them by default.
    causes : iterable of str, optional
        Which of ``"human"``, ``"translated"``, ``"spun"``, ``"llm"`` to keep; all by default.
    keep_residue : bool
        Whether to keep the texts with leftovers of an assistant (its greeting, its refusal). Leave them out to
        learn style: the markers catch them, and they would teach a model nothing but themselves.
    keep_unusable : bool
        Whether to keep the rows that `unusable` tells of.
    merge_groups : bool
        Whether groups that hold the same human text under two names become one (see `merged_groups`).
    registry : path, optional
        See `list_corpora`.

    Returns
    -------
    DataFrame
        The columns of `COLUMNS`, a fresh index. ``group`` is shared by all versions of one source: split by it,
        over all corpora at once. ``kind`` is the kind of writing (news, fake news, wire, essays, learners,
        reviews, fiction, science, reference, web, letters, speeches, mixed), and ``human translation`` for what
        a human translated into English; ``topic`` is the same without regard to who wrote it, wire among the news.
        ``year`` is NaN where it is not known exactly; other missing fields are
        empty strings; ``residue`` names the leftovers, separated by spaces; ``near_copy``
        tells of LLM texts that are their human source but for a few words.

    Raises
    ------
    CorpusError
        See `fetch_corpus`.
    ValueError
        If a cause is unknown.
    """
    wanted = set(CAUSES if causes is None else causes)
    if unknown := sorted(wanted.difference(CAUSES)):
        raise ValueError(f"There is no cause called {', '.join(unknown)}; the causes are {', '.join(CAUSES)}.")
    chosen = list(list_corpora(registry).index) if names is None else list(names)
    paths = [fetch_corpus(name, registry=registry) for name in chosen]
    frame = pd.DataFrame([row for path in paths for row in _read(path)])
    frame = _tidy(frame.reindex(columns=list(COLUMNS[:-3])))
    broken = frame["corpus"].eq("detectrl") & frame["domain"].eq("arxiv") & frame["cause"].eq("human")
    if broken.any():
        frame.loc[broken, "text"] = respaced(frame["text"][broken], frame["text"][~broken])
    if merge_groups:
        frame["group"] = merged_groups(frame)
    frame["near_copy"] = near_copies(frame)
    keep = frame["cause"].isin(wanted)
    if not keep_residue:
        keep &= frame["residue"].eq("")
    if not keep_unusable:
        keep &= ~unusable(frame)
    return frame[keep].reset_index(drop=True)


def _read(path: Path) -> Iterator[dict[str, object]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _tidy(frame: pd.DataFrame) -> pd.DataFrame:
    frame["residue"] = [" ".join(found) if isinstance(found, list) else "" for found in frame["residue"]]
    frame["year"] = pd.to_numeric(frame["year"], errors="coerce").astype(np.float64)
    for column in frame.columns.difference(["year"]):
        frame[column] = frame[column].astype(object).where(frame[column].notna(), "").astype(str)
    translator = frame["prompt_kind"].str.extract(r"^human_translation_from_(\w+)$", expand=False)
    human = frame["cause"].eq("human")
    by_hand = human & (frame["label"].eq("human_translation") | translator.notna())
    frame.loc[by_hand, "label"] = "human_translation"
    frame["src_lang"] = frame["src_lang"].where(translator.isna(), translator)
    frame.loc[human & frame["generator"].eq(""), "generator"] = "human"
    kind = frame["corpus"].map(_KIND_OF_CORPUS).fillna(frame["domain"].map(_KIND_OF_DOMAIN)).fillna("mixed")
    fake = kind.eq("news") & frame["prompt_kind"].eq("original_fake")
    frame["kind"] = kind.mask(fake, "fake news").mask(by_hand, "human translation")
    frame["topic"] = kind.replace("wire", "news")
    return frame


NEAR_COPY = 0.7
"""Share of three-word sequences that a near copy has in common with a human version of its source."""


def near_copies(frame: pd.DataFrame) -> np.ndarray:
    """Tell which LLM texts are their human source but for a few words: they teach nothing, and no style can show them.

    Parameters
    ----------
    frame : DataFrame
        With ``text``, ``cause`` and ``group``.

    Returns
    -------
    numpy.ndarray of bool
    """
    llm = frame["cause"].eq("llm")
    sources: dict[str, list[set[tuple[str, ...]]]] = {}
    related = frame[frame["cause"].eq("human") & frame["group"].isin(set(frame["group"][llm]))]
    for group, text in zip(related["group"], related["text"], strict=True):
        sources.setdefault(group, []).append(_trigrams(text))
    found = np.zeros(len(frame), dtype=bool)
    for place, group, text in zip(np.flatnonzero(llm), frame["group"][llm], frame["text"][llm], strict=True):
        if versions := sources.get(group):
            own = _trigrams(text)
            found[place] = any(len(own & version) > NEAR_COPY * len(own) for version in versions)
    return found


def _trigrams(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return set(zip(words, words[1:], words[2:], strict=False))


def merged_groups(frame: pd.DataFrame, *, shared: float = 0.3) -> pd.Series:
    """Name the groups so that one source has one group, whatever corpus it comes from.

    Two groups become one when their publisher gives both the same document name (the WMT tests and the parts of
    DetectRL come in several corpora), or when human texts of both share at least three runs of eight words and
    at least `shared` of the runs of the shorter text. Typography and case do not count.

    Parameters
    ----------
    frame : DataFrame
        With ``id``, ``group``, ``text``, ``cause`` and ``corpus``.
    shared : float
        Share of runs, 0 to 1.

    Returns
    -------
    Series
        A group for each row; merged groups bear the name that sorts first.
    """
    parent: dict[str, str] = {}
    for first, second in chain(_same_name(frame), _same_text(frame[frame["cause"].eq("human")], shared)):
        low, high = sorted((_root(parent, first), _root(parent, second)))
        if low != high:
            parent[high] = low
    return frame["group"].map(lambda group: _root(parent, group))


def _same_name(frame: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield pairs of groups whose publisher gives them one document name."""
    wmt = frame["group"].str.extract(r"^wmt:?\d{4}:(?:\w\w(?:-en)?:)?(?!blk\d+$|doc\d+$)(.+)$", expand=False)
    detectrl = frame["group"].str.extract(r"^detectrl:h(\d+)$", expand=False)
    numbered = frame["id"].str.extract(r"^detectrl-(?:0*|h-|word-)(\d+)$", expand=False)
    of_human = frame["corpus"].eq("detectrl_human_para") | (frame["corpus"].eq("detectrl") & frame["cause"].eq("human"))
    detectrl = detectrl.fillna(numbered.where(of_human))
    for names in (wmt, detectrl):
        for _, groups in frame["group"].groupby(names):
            yield from pairwise(groups.unique())


def _same_text(human: pd.DataFrame, shared: float) -> Iterator[tuple[str, str]]:
    """Yield pairs of groups that hold nearly the same human text."""
    groups = human["group"].tolist()
    runs = [_runs(text) for text in human["text"]]
    places: dict[int, list[int]] = defaultdict(list)
    for document, found in enumerate(runs):
        for run in found:
            places[run].append(document)
    common: Counter[tuple[int, int]] = Counter()
    for documents in places.values():
        if len(documents) < 8:  # a run found in more texts is a formula or a licence line
            common.update((a, b) for a, b in combinations(documents, 2) if groups[a] != groups[b])
    for (a, b), count in common.items():
        if count >= 3 and count >= shared * min(len(runs[a]), len(runs[b])):
            yield groups[a], groups[b]


def _runs(text: str) -> set[int]:
    """Hash the runs of eight words that begin with a long one: a fifth of all, the same in every copy."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    starts = [start for start in range(len(words) - 7) if len(words[start]) > 7]
    return {zlib.crc32(" ".join(words[start : start + 8]).encode()) for start in starts}


def _root(parent: dict[str, str], group: str) -> str:
    while group in parent and parent[group] != group:
        group = parent[group]
    return group

"""Builders: corpora of the registry made anew from their public sources, where the licence allows it.

A recipe names pinned files (repository, commit, path) and says how they become documents. The files are downloaded once and
kept; the SHA-256 of each is noted at its first download and holds from then on. What comes out is a corpus file and a
registry beside it, which `training.load_corpora` reads. Pieces of fewer than `FEWEST_WORDS` words and repeated texts are left
out, so a corpus that is built has the make of the one that models were fitted to, but is not the same file byte by byte.

The layouts of htvsmt_wmt08_19, of wmt22_llm and of the human half of l2r were checked against copies of files of their
repositories; those of imbd and of l2r's models were not. The real host was not in reach: it was tested against a local one.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pooch

from detector.markers import Catalogue
from detector.text import Document
from training.corpora import CAUSES, CorpusError, list_corpora

HOST = "https://raw.githubusercontent.com"
SETTING = "TWICETOLD_SOURCES"
"""Environment variable: an address that serves ``OWNER/REPOSITORY/COMMIT/PATH`` in the place of `HOST`."""

FEWEST_WORDS = 80

Row = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """A file of a public repository at a commit.

    Attributes
    ----------
    repository, commit, path : str
    about : tuple of str
        What the recipe has to know of it: a generator, say, or a language.
    """

    repository: str
    commit: str
    path: str
    about: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Path of the file on the host."""
        return f"{self.repository}/{self.commit}/{self.path}"


@dataclass(frozen=True)
class Recipe:
    """How a corpus is made.

    Attributes
    ----------
    sources : tuple of Source
    rows : callable
        From the sources with the paths of their files to documents, without ``id``, ``corpus`` and ``residue``.
    """

    sources: tuple[Source, ...]
    rows: Callable[[Mapping[Source, Path]], Iterator[Row]]


def _group(text: str) -> str:
    return f"txt:{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _human(text: str, domain: str, year: int | None = None) -> Row:
    return {"group": _group(text), "text": text, "label": "human", "cause": "human", "generator": "human", "prompt_kind": "original",
            "domain": domain, "year": year}  # fmt: skip


_LABELS = {"rewrite": "llm_rewritten", "expand": "llm_rewritten", "polish": "llm_polished", "generation": "llm_generated"}
_SETS = {"xsum": ("news", 2017), "squad": ("wikipedia", 2016), "writing": ("fiction", 2018), "pubmed": ("biomed_qa", 2019)}
_SMALL = ("Deepseek-7b", "Llama-3-8B", "Mistral-7B", "Qwen2-7B")
_IMBD: dict[str, dict[str, tuple[str, ...]]] = {
    "expand": {**dict.fromkeys((*_SMALL, "gpt-4o"), ("xsum",)), "gpt-3.5-turbo": tuple(_SETS)},
    "generation": dict.fromkeys((*_SMALL, "gpt-4o"), ("xsum",)),
    "polish": {**dict.fromkeys(_SMALL, ("squad", "writing", "xsum")), "gpt-3.5-turbo": tuple(_SETS), "gpt-4o": tuple(_SETS)},
    "rewrite": {**dict.fromkeys(_SMALL, ("squad", "writing", "xsum")), "gpt-3.5-turbo": tuple(_SETS), "gpt-4o": ("writing", "xsum")},
}


def _imbd_sources() -> Iterator[Source]:
    for task, models in _IMBD.items():
        for model, sets in models.items():
            for name in sets:
                path = f"data/{task}/{model}/{name}_{task}_{model}.raw_data.json"
                yield Source("Jiaqi-Chen-00/ImBD", "ef0ad54b8498", path, (task, model, name))


def _imbd(files: Mapping[Source, Path]) -> Iterator[Row]:
    """Read pairs of an original and what a model made of it: ``{"original": [...], "sampled" or "rewritten": [...]}``."""
    for source, path in files.items():
        task, model, name = source.about
        stored = _json(path, dict)
        machine = next((stored[key] for key in ("sampled", "rewritten") if key in stored), None)
        if machine is None or "original" not in stored or len(machine) != len(stored["original"]):
            raise CorpusError(f"{source.address} is not laid out as expected: two lists of one length, original and sampled or rewritten.")
        domain, year = _SETS[name]
        for original, made in zip(stored["original"], machine, strict=True):
            human = _human(_text(original, source), domain, year)
            yield human
            llm = {"label": _LABELS[task], "cause": "llm", "generator": model, "prompt_kind": task, "year": 2024}
            yield {**human, "text": _text(made, source), **llm}


_L2R_DOMAINS = (
    "AcademicResearch", "ArtCulture", "Business", "EducationMaterial", "Entertainment", "Environmental", "FoodCusine",
    "LiteratureCreativeWriting", "NewsArticle", "OnlineContent", "PersonalCommunication", "ProductReview", "Religious", "Sports", "TravelTourism",
)  # fmt: skip
_L2R_MODELS = {
    "human": "human", "GPT-3-Turbo": "gpt-3.5-turbo", "GPT-4o": "gpt-4o", "Llama-3-70B": "llama-3-70b", "Gemini-1.5-Pro": "gemini-1.5-pro",
}  # fmt: skip
"""Domains whose texts are prose that a journalist could have written, and the files of each."""


def _l2r_sources() -> Iterator[Source]:
    for domain in _L2R_DOMAINS:
        for file, model in _L2R_MODELS.items():
            yield Source("ranhli/l2r_data", "2e0f258faa44", f"{domain}/{file}.json", (domain, model))


def _l2r(files: Mapping[Source, Path]) -> Iterator[Row]:
    """Read a list of human texts for each domain, and for each model a list of its rewritings in the same order."""
    humans: dict[str, list[Row]] = {}
    for source, path in files.items():
        domain, model = source.about
        texts = [_text(entry, source) for entry in _json(path, list)]
        if model == "human":
            humans[domain] = [_human(text, domain) for text in texts]
            yield from humans[domain]
            continue
        if len(texts) > len(humans[domain]):
            raise CorpusError(f"{source.address} holds more texts than there are human ones in {domain}.")
        for human, text in zip(humans[domain], texts, strict=False):
            yield {**human, "text": text, "label": "llm_rewritten", "cause": "llm", "generator": model, "prompt_kind": "rewrite_diverse_prompts",
                   "year": 2024}  # fmt: skip


_HT_VS_MT = "5b89f32e448e120e3884d2f39fc599de09a7baf0"
_DEEPL, _GOOGLE = "DeepL-2021", "Google-2021"


def _htvsmt_sources() -> Iterator[Source]:
    for year in range(2008, 2019):
        short = f"{year % 100:02d}"
        shared = year == 2018
        for direction, names in {
            "de": ((f"trans_en_wmt{short}.txt", "human_translation", ""), (f"org_de_wmt{short}.deepl.en", "machine_translation", _DEEPL),
                   (f"org_de_wmt{short}.txt.en.google", "machine_translation", _GOOGLE)),
            "en": ((f"org_en_wmt{short}.txt", "human", ""), (f"trans_de_wmt{short}.deepl.en", "round_trip", _DEEPL),
                   (f"trans_de_wmt{short}.txt.en.google", "round_trip", _GOOGLE)),
        }.items():  # fmt: skip
            if direction == "en" and year == 2008:
                continue  # that year there were no English originals
            for name, label, generator in names:
                engine = "google" if generator == _GOOGLE else "deepl"
                folder = f"experiments/shared_data/docs/{engine}/dev" if shared and direction == "de" else f"experiments/10/data/{engine}/train"
                yield Source("tobiasvanderwerff/HT-vs-MT", _HT_VS_MT, f"{folder}/{name}", (str(year), direction, label, generator))


def _htvsmt(files: Mapping[Source, Path]) -> Iterator[Row]:
    """Read a document a line; the lines of the files of one year and direction belong together."""
    counts: dict[tuple[str, str], int] = {}
    for source, path in files.items():
        year, language, label, generator = source.about
        lines = path.read_text(encoding="utf-8").splitlines()
        if counts.setdefault((year, language), len(lines)) != len(lines):
            raise CorpusError(f"{source.address} has {len(lines)} documents, the others of its year {counts[year, language]}.")
        for place, line in enumerate(lines):
            pair = "de-en" if language == "de" else "en-de"
            yield {
                "group": f"newstest{year}:{pair}:doc{place}", "text": line.strip(), "label": label,
                "cause": "human" if label.startswith("human") else "translated", "generator": generator, "src_lang": language,
                "domain": "news", "year": int(year),
            }  # fmt: skip


_GPT_MT = "d64e21fbc0fa60f3e9ca70bfe4cddf1488177531"
_ALMA = "10360c33dc875c747315dcf0a5be0d48472c7a4c"
_TESTS = {
    "2021": ("wmt-conference/wmt21-news-systems", "f41750dadbf2ba6ab01ca5380347d253298a3427", "xml/newstest2021.{}-en.all.xml"),
    "2022": ("wmt-conference/wmt22-news-systems", "20240a2e96a50e823ea8cdf37fd8af52547146e3", "xml/wmttest2022.{}-en.all.xml"),
}
_YEAR_OF = {"is": "2021"}
_WITH_TEST_SUITES = ("cs",)
"""Languages whose XML is there without the systems' answers only, and holds test suites that the answers leave out."""

_SYSTEMS: dict[tuple[str, str, str, str], tuple[str, ...]] = {
    ("microsoft/gpt-MT", _GPT_MT, "evaluation/system-outputs/ChatGPT/zeroshot", "ChatGPT (gpt-3.5-turbo, 2023-03)"): ("de", "ru", "zh"),
    ("microsoft/gpt-MT", _GPT_MT, "evaluation/system-outputs/GPT-4", "gpt-4 (2023-03)"): ("de", "zh"),
    ("microsoft/gpt-MT", _GPT_MT, "evaluation/system-outputs/MS-Translator", "Microsoft-Translator-2023"): ("cs", "de", "is", "ru", "uk", "zh"),
    ("microsoft/gpt-MT", _GPT_MT, "evaluation/system-outputs/text-davinci-002/zeroshot", "text-davinci-002"): ("de", "ru", "zh"),
    ("microsoft/gpt-MT", _GPT_MT, "evaluation/system-outputs/text-davinci-003-doc-level/Doc-DR/5-shot", "text-davinci-003 Doc-DR"): ("de",),
    ("microsoft/gpt-MT", _GPT_MT, "evaluation/system-outputs/text-davinci-003-doc-level/Doc-W16/zeroshot", "text-davinci-003 Doc-W16"): ("de",),
    ("microsoft/gpt-MT", _GPT_MT, "evaluation/system-outputs/text-davinci-003/QR/5-shot", "text-davinci-003"): (
        "cs", "de", "is", "ru", "uk", "zh"),
    **{("fe1ixxu/ALMA", _ALMA, f"outputs/wmt22_outputs/{system}", system): ("cs", "de", "is", "ru", "zh")
       for system in ("ALMA-13B-LoRA", "ALMA-13B-R", "GPT-4-1106-preview", "MADLAD-10B")},
}  # fmt: skip


def _wmt22_llm_sources() -> Iterator[Source]:
    languages = sorted({language for used in _SYSTEMS.values() for language in used})
    for language in languages:
        repository, commit, path = _TESTS[_YEAR_OF.get(language, "2022")]
        path = path.replace(".all", "") if language in _WITH_TEST_SUITES else path
        yield Source(repository, commit, path.format(language), ("test", language))
    for (repository, commit, folder, system), used in _SYSTEMS.items():
        for language in used:
            name = f"{language}_en_gpt_4.txt" if folder.endswith("GPT-4") else f"test.{language}-en.en"
            yield Source(repository, commit, f"{folder}/{language}en/{name}", (system, language))


def _wmt22_llm(files: Mapping[Source, Path]) -> Iterator[Row]:
    """Read a sentence a line and put the documents together as the XML of the test set says.

    Outputs with another number of lines than the test set has are left out: nobody can tell which sentence is missing.
    """
    tests: dict[str, list[tuple[str, int]]] = {}
    for source, path in files.items():
        system, language = source.about
        if system == "test":
            tests[language] = _documents(path, source)
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        if len(lines) != sum(length for _, length in tests[language]):
            print(f"{source.address} is left out: it has {len(lines)} lines, its test set another number.", file=sys.stderr)
            continue
        first, year = 0, _YEAR_OF.get(language, "2022")
        for name, length in tests[language]:
            yield {
                "group": f"wmt{year}:{language}-en:{name}", "text": " ".join(lines[first : first + length]), "label": "machine_translation",
                "cause": "translated", "generator": system, "src_lang": language, "domain": _domain(name), "year": int(year),
            }  # fmt: skip
            first += length


def _documents(path: Path, source: Source) -> list[tuple[str, int]]:
    """Return name and number of sentences of each document of a test set; a file that declares entities is refused."""
    data = path.read_bytes()
    if b"<!ENTITY" in data or b"<!DOCTYPE" in data:
        raise CorpusError(f"{source.address} declares entities, which no file of these test sets does.")
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise CorpusError(f"{source.address} is no XML ({error}).") from error
    documents = [document for document in root.iter("doc") if not document.get("testsuite")]
    return [(document.get("id", ""), len(document.findall("src//seg"))) for document in documents]


def _domain(name: str) -> str:
    for mark, domain in (("ecommerce", "ecommerce"), ("social", "social"), ("t3_", "social"), ("CLIENT", "conversation")):
        if mark in name:
            return domain
    return "general" if name.startswith("test_") else "news"


RECIPES: dict[str, Recipe] = {
    "imbd": Recipe(tuple(_imbd_sources()), _imbd),
    "l2r": Recipe(tuple(_l2r_sources()), _l2r),
    "htvsmt_wmt08_19": Recipe(tuple(_htvsmt_sources()), _htvsmt),
    "wmt22_llm": Recipe(tuple(_wmt22_llm_sources()), _wmt22_llm),
}


def _json(path: Path, kind: type) -> Any:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise CorpusError(f"{path} is no JSON ({error}).") from error
    if not isinstance(stored, kind):
        raise CorpusError(f"{path} does not hold a JSON {'object' if kind is dict else 'list'}.")
    return stored


def _text(entry: object, source: Source) -> str:
    if not isinstance(entry, str):
        raise CorpusError(f"{source.address} is not laid out as expected: a text is a {type(entry).__name__}.")
    return entry.strip()


def build_corpus(
    name: str, folder: str | Path, *, recipe: Recipe | None = None, host: str | None = None, retries: int = 3, timeout: float = 30.0
) -> Path:
    """Make a corpus from its public sources.

    Parameters
    ----------
    name : str
        One of `RECIPES`.
    folder : path
        Gets ``NAME.jsonl.gz`` and a registry, ``corpora.csv``: use it with ``TWICETOLD_CORPORA`` and
        ``load_corpora(registry=...)``.
    recipe : Recipe, optional
        Another recipe under this name.
    host : str, optional
        Where the repositories are; by default what ``TWICETOLD_SOURCES`` names, else GitHub.
    retries : int
        How often a download that fails is tried again.
    timeout : float
        Seconds without an answer after which a download fails.

    Returns
    -------
    Path
        Of the corpus file.

    Raises
    ------
    CorpusError
        If there is no recipe, a file cannot be had, is not the one of the first download, or is not laid out as expected.
    """
    if recipe is None and name not in RECIPES:
        raise CorpusError(f"There is no recipe for {name!r}; the corpora that can be built are {', '.join(RECIPES)}.")
    recipe = recipe if recipe is not None else RECIPES[name]
    known = list_corpora()
    licence = str(known.loc[name, "licence"]) if name in known.index else "see its sources"
    print(f"Building the corpus {name} from {len(recipe.sources)} files. Licence: {licence}", file=sys.stderr)
    address = (host or os.environ.get(SETTING, "") or HOST).rstrip("/")
    files = _fetched(name, recipe.sources, address, retries, timeout)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    rows = list(_kept(name, recipe.rows(files)))
    path = folder / f"{name}.jsonl.gz"
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_bytes(gzip.compress(lines.encode("utf-8"), mtime=0))
    _register(folder / "corpora.csv", name, path, rows, recipe.sources, licence)
    print(f"{len(rows):,} documents were written to {path}.", file=sys.stderr)
    return path


def _fetched(name: str, sources: Sequence[Source], host: str, retries: int, timeout: float) -> dict[Source, Path]:
    """Download what is missing; a file whose hash was noted has to have it still."""
    cache = Path(pooch.os_cache("twicetold")) / "sources" / name
    noted = cache / "sha256.json"
    hashes: dict[str, str] = json.loads(noted.read_text(encoding="utf-8")) if noted.exists() else {}
    files = {}
    for source in sources:
        file = hashlib.sha256(source.address.encode()).hexdigest()[:16]
        expected = hashes.get(source.address)
        store = pooch.create(path=cache, base_url="", registry={file: expected and f"sha256:{expected}"},
                             urls={file: f"{host}/{source.address}"}, retry_if_failed=retries)  # fmt: skip
        try:
            files[source] = Path(store.fetch(file, downloader=pooch.HTTPDownloader(timeout=timeout)))
        except OSError as error:
            raise CorpusError(f"{host}/{source.address} could not be downloaded: {error}") from error
        except ValueError as error:  # pooch reports a wrong hash this way
            raise CorpusError(f"{host}/{source.address} is not the file of the first download: {error}") from error
        if expected is None:
            hashes[source.address] = pooch.file_hash(str(files[source]))
            print(f"{source.address}: sha256 {hashes[source.address]} noted", file=sys.stderr)
            noted.write_text(json.dumps(hashes, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return files


def _kept(name: str, rows: Iterable[Row]) -> Iterator[Row]:
    """Number the rows, leave out short and repeated texts, and name leftovers of an assistant."""
    catalogue, seen = Catalogue.load(), set[str]()
    for place, row in enumerate(rows):
        text = row["text"]
        if len(text.split()) < FEWEST_WORDS or text in seen:
            continue
        seen.add(text)
        found = {piece.marker for piece in catalogue.find(Document(text)) if piece.family == "llm" and piece.severity == "decisive"}
        residue = sorted(found) if row["cause"] == "llm" else []
        yield {"id": f"{name}-{place:06d}", **row, "corpus": name, "residue": residue}


def _register(path: Path, name: str, file: Path, rows: Sequence[Row], sources: Sequence[Source], licence: str) -> None:
    """Write the corpus into the registry of its folder."""
    causes = [row["cause"] for row in rows]
    entry = {
        "name": name, "file": file.name, "rows": len(rows), **{cause: causes.count(cause) for cause in CAUSES},
        "groups": len({row["group"] for row in rows}), "licence": licence,
        "source": " ".join(dict.fromkeys(f"{source.repository}@{source.commit[:12]}" for source in sources)),
        "sha256": pooch.file_hash(str(file)), "bytes": file.stat().st_size, "holds": f"{name}, built from its sources",
    }  # fmt: skip
    table = pd.read_csv(path, keep_default_na=False) if path.exists() else pd.DataFrame(columns=list(entry))
    table = pd.concat([table[table["name"].ne(name)], pd.DataFrame([entry])], ignore_index=True)
    table.to_csv(path, index=False)

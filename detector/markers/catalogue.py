"""The catalogue: markers as TOML tables, loaded, checked and compiled once.

A marker is data. It names the machine habit it shows, what it is often mistaken for, where it was learned
from, and how it is found: by `phrases`, by a `pattern` behind a literal `head`, or by a `mechanism`, a
function of this package that a pattern cannot say.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from importlib import resources
from operator import attrgetter
from pathlib import Path
from typing import Any

import tomli  # compiled where a wheel is, and so faster than the standard library's

from detector.markers.casing import is_capitalised, is_edited
from detector.markers.evidence import FAMILIES, SEVERITIES, Evidence
from detector.markers.hit import Hit
from detector.markers.lexicons import read_lexicon
from detector.markers.mechanisms import MECHANISMS
from detector.markers.patterns import UnsafePattern, check_pattern
from detector.markers.places import fingerprints
from detector.markers.trie import Trie
from detector.text import BODY, Document, words_of
from detector.text.normalisation import without_hidden

SEES_HIDDEN = "hidden_character"
"""The mechanism that looks for characters that print nothing; to the others a text is what it prints."""
MEASURED = "measured.json"
WANTED = {"narrative": "narrative", "unquoted": "narrative", "quotation": "quotation"}
HEADLINES = ("anywhere", "unquoted")
"""Values of `Marker.where` for which a headline is part of the text."""
NEAR = 60
"""Tokens on either side of a hit in which `Marker.unless_near` is looked for."""
PLACES = ("narrative", "quotation", "anywhere", "unquoted")
"""Where a marker counts; ``unquoted`` is the narrative and the headline, which a chat model's opening line looks like."""
_FIELDS = frozenset(
    "id family severity title why look_alikes source where phrases phrases_from pattern head case mechanism options "
    "examples measured minimum raised_at unless_near opening edited capitals".split()
)


class CatalogueError(ValueError):
    """A marker table that cannot be used; the message says which, where and why."""


@dataclass(frozen=True, eq=False)
class Marker:
    """One entry of the catalogue.

    Attributes
    ----------
    id, family, severity, title, why, source, where : str
        As in the catalogue's contract.
    look_alikes : tuple of str
        What resembles it and must not fire.
    phrases : tuple of str
        Literal phrases, compared token by token in lower case.
    stands_for : mapping
        What English has in the place of a phrase, for those read from a lexicon with a second column.
    pattern : str
        Regular expression, matched where one of `head` begins.
    head : tuple of str
        Literal phrases that begin every match of `pattern`.
    case : bool
        Whether `pattern` reads the text with its capitals (``straight``) rather than in lower case.
    mechanism : str
        Name of the function that finds it.
    options : mapping
        Settings of the mechanism.
    minimum : int
        How many hits a document needs before any is reported.
    raised_at : int
        From how many hits in a document (different ones, for phrases that stand for others) a weak marker counts as
        strong; 0 for never.
    edited : bool
        Whether it says something only of a text that keeps its capitals as a newsroom does: elsewhere it is weak,
        because learners and careless writers leave the same trace.
    capitals : bool
        Whether the words of a phrase, small ones aside, have to begin with capitals: names, and nothing else.
    opening : bool
        Whether a hit has to open a paragraph (marks of a list or of emphasis aside).
    unless_near : frozenset of str
        Words that, near a hit, show that the text talks about such words rather than holding them; the hit is dropped.
    fires, quiet : tuple of str
        Examples; each is a test.
    measured : mapping
        For each severity it fires with, hits per 100,000 words by kind of text, the interval in human news and the
        lift; stored by ``twicetold-train markers --write``.
    """

    id: str
    family: str
    severity: str
    title: str
    why: str
    look_alikes: tuple[str, ...]
    source: str
    where: str = "narrative"
    phrases: tuple[str, ...] = ()
    stands_for: Mapping[str, str] = field(default_factory=dict)
    pattern: str = ""
    head: tuple[str, ...] = ()
    case: bool = False
    mechanism: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    minimum: int = 1
    raised_at: int = 0
    opening: bool = False
    edited: bool = False
    capitals: bool = False
    unless_near: frozenset[str] = frozenset()
    fires: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    measured: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def words_near(self) -> frozenset[str]:
        """`unless_near` and its possessives."""
        return self.unless_near | {f"{word}'s" for word in self.unless_near}

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """`pattern`, compiled when a text first holds one of its heads."""
        return re.compile(_any_layout(self.pattern))


def _marker_from_table(table: Mapping[str, Any], origin: str, proven: bool) -> Marker:
    """Check one TOML table and turn it into a `Marker`; `proven` says that its pattern was checked before."""
    name = table.get("id", "without id")

    def refuse(reason: str) -> CatalogueError:
        return CatalogueError(f"{origin}: marker {name!r} {reason}")

    unknown = set(table) - _FIELDS
    if unknown:
        raise refuse(f"has a field that is not known: {', '.join(sorted(unknown))}.")
    for key in ("id", "family", "severity", "title", "why", "source"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise refuse(f"lacks the text {key!r}.")
    if table["family"] not in FAMILIES:
        raise refuse(f"has the family {table['family']!r}; it must be one of {', '.join(FAMILIES)}.")
    if table["severity"] not in SEVERITIES:
        raise refuse(f"has the severity {table['severity']!r}; it must be one of {', '.join(SEVERITIES)}.")
    if table.get("where", "narrative") not in PLACES:
        raise refuse(f"has where = {table['where']!r}; it must be one of {', '.join(PLACES)}.")
    ways = [key for key in ("phrases", "phrases_from", "pattern", "mechanism") if table.get(key)]
    if not ways or ("mechanism" in ways and len(ways) > 1):
        raise refuse("must be found by phrases, by a pattern with its head, or by a mechanism.")
    lexicon = read_lexicon(table["phrases_from"]) if "phrases_from" in table else {}
    phrases = [*table.get("phrases", ()), *lexicon]
    head = table.get("head", ())
    heads = (head,) if isinstance(head, str) else tuple(head)
    if table.get("pattern"):
        if not heads:
            raise refuse("has a pattern without a literal head; name the words that every match begins with.")
        try:
            if not proven:
                check_pattern(table["pattern"])
                re.compile(_any_layout(table["pattern"]))
        except UnsafePattern as error:
            raise refuse(f"has a pattern that could run away: {error}") from error
        except re.error as error:
            raise refuse(f"has a pattern in which a space cannot stand for any white space ({error}); write it outside of ranges.") from error
    if not all(map(str.strip, (*phrases, *heads))):
        raise refuse("has an empty phrase.")
    examples = table.get("examples", {})
    look_alikes = table.get("look_alikes", ())
    return Marker(
        id=table["id"],
        family=table["family"],
        severity=table["severity"],
        title=table["title"],
        why=table["why"],
        look_alikes=(look_alikes,) if isinstance(look_alikes, str) else tuple(look_alikes),
        source=table["source"],
        where=table.get("where", "narrative"),
        phrases=tuple(phrases),
        stands_for=lexicon,
        pattern=table.get("pattern", ""),
        head=heads,
        case=bool(table.get("case", False)),
        mechanism=table.get("mechanism", ""),
        options=table.get("options", {}),
        minimum=int(table.get("minimum", 1)),
        raised_at=int(table.get("raised_at", 0)),
        opening=bool(table.get("opening", False)),
        edited=bool(table.get("edited", False)),
        capitals=bool(table.get("capitals", False)),
        unless_near=frozenset(read_lexicon(table["unless_near"])) if "unless_near" in table else frozenset(),
        fires=tuple(examples.get("fires", ())),
        quiet=tuple(examples.get("quiet", ())),
        measured=table.get("measured", {}),
    )


def read_markers(text: str, origin: str, *, proven: bool = False) -> list[Marker]:
    """Read the marker tables of one TOML text.

    Parameters
    ----------
    text : str
        TOML with an array of tables named ``marker``.
    origin : str
        Name of the file, for messages.
    proven : bool
        Whether the patterns are known to be safe, as those that ship are by their tests; checking takes most of the time.

    Returns
    -------
    list of Marker

    Raises
    ------
    CatalogueError
        With the file, the marker and the reason (and the line, where the TOML itself is broken).
    """
    try:
        tables = tomli.loads(text).get("marker", [])
    except tomli.TOMLDecodeError as error:
        raise CatalogueError(f"{origin}: this is not valid TOML: {error}.") from error
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise CatalogueError(f"{origin}: markers are written as [[marker]] tables.")
    markers = []
    for table in tables:
        line = text[: text.find(f'"{table.get("id", "")}"')].count("\n") + 1
        markers.append(_marker_from_table(table, f"{origin}, line {line}", proven))
    return markers


class Catalogue:
    """Markers, compiled into one trie; `find` runs them all over a document in one pass.

    Parameters
    ----------
    markers : iterable of Marker
        Identifiers must differ.

    Attributes
    ----------
    markers : dict of str to Marker
        By identifier.

    Examples
    --------
    >>> catalogue = Catalogue.load()
    >>> evidence = catalogue.find(Document("The results are in. I'm sorry, but I'm unable to rewrite the given text."))
    >>> "llm-refusal" in {piece.marker for piece in evidence}
    True
    """

    def __init__(self, markers: Iterable[Marker]) -> None:
        self.markers: dict[str, Marker] = {}
        self._trie: Trie[tuple[Marker, str]] = Trie()  # the marker, and which phrase it was: none for the head of a pattern
        self._mechanisms = []
        for marker in markers:
            if marker.id in self.markers:
                raise CatalogueError(f"Two markers are called {marker.id!r}.")
            self.markers[marker.id] = marker
            if marker.mechanism:
                if marker.mechanism not in MECHANISMS:
                    raise CatalogueError(f"Marker {marker.id!r} names the mechanism {marker.mechanism!r}, which does not exist.")
                self._mechanisms.append((marker, MECHANISMS[marker.mechanism]))
            for phrase in marker.phrases:
                self._trie.add(_tokens_of(phrase.lower()), (marker, phrase))
            if marker.pattern:
                for phrase in marker.head:
                    self._trie.add(_tokens_of(phrase.lower()), (marker, ""))

    @classmethod
    def load(cls, extra: Sequence[str | Path] = ()) -> Catalogue:
        """Load the catalogue that ships with the package, and a user's own files on top.

        Parameters
        ----------
        extra : sequence of path
            TOML files with further markers.

        Returns
        -------
        Catalogue

        Raises
        ------
        CatalogueError
            When a table cannot be used.
        """
        return _load(tuple(str(path) for path in extra))

    def __deepcopy__(self, memo: dict[int, Any]) -> Catalogue:
        """Return the catalogue itself: nothing changes it, and a copy takes as long as a thousand articles at every clone of a pipeline."""
        return self

    @cached_property
    def version(self) -> str:
        """Hash of everything that decides what fires."""
        digest = hashlib.sha256()
        for name in sorted(self.markers):
            marker = self.markers[name]
            decisive = (name, marker.family, marker.severity, marker.where, sorted(marker.phrases), marker.pattern, marker.head)
            digest.update(repr((decisive, marker.case, marker.mechanism, sorted(marker.options.items()), marker.minimum)).encode())
            digest.update(repr((marker.raised_at, marker.opening, marker.edited, marker.capitals, sorted(marker.unless_near))).encode())
        return digest.hexdigest()[:12]

    def find(self, document: Document) -> list[Evidence]:
        """Find every occurrence of every marker.

        Parameters
        ----------
        document : Document

        Returns
        -------
        list of Evidence
            In order of place. A hit that lies inside a longer hit of the same marker is left out. Characters that
            print nothing hide nothing: the text is searched as it prints.
        """
        printed = without_hidden(document.text)
        if printed is None:
            return self._find(document)
        text, places = printed
        evidence = self._find(Document(replace(document.article, text=text)))
        evidence = [piece._replace(start=places[piece.start], end=places[piece.end - 1] + 1) for piece in evidence]
        for marker, mechanism in self._mechanisms:
            if marker.mechanism == SEES_HIDDEN:
                evidence.extend(_evidence(document, marker, _spans(marker, mechanism(document, marker.options))))
        return sorted(evidence, key=_in_order)

    def _find(self, document: Document) -> list[Evidence]:
        hits: dict[Marker, list[tuple[int, int, str, str]]] = {}
        for marker, start, end, note in self._literal_hits(document):
            hits.setdefault(marker, []).append((start, end, marker.severity, note))
        for marker, mechanism in self._mechanisms:
            if found := list(mechanism(document, marker.options)):
                hits[marker] = _spans(marker, found)
        return sorted((piece for marker, spans in hits.items() for piece in _evidence(document, marker, spans)), key=_in_order)

    def _literal_hits(self, document: Document) -> Iterator[tuple[Marker, int, int, str]]:
        """Walk the trie over the tokens; where a head stands, let its pattern verify."""
        tokens = document.tokens
        starts, ends = tokens.start_list, tokens.end_list
        for (marker, phrase), first, past in self._trie.walk(tokens.words, fingerprints(document)):
            if phrase:
                if marker.capitals and not is_capitalised(document, first, past):
                    continue
                standard = marker.stands_for.get(phrase)
                yield marker, starts[first], ends[past - 1], f"where English has “{standard}”" if standard else ""
            else:
                match = marker.compiled.match(document.straight if marker.case else document.folded, starts[first])
                if match is not None and match.end() > match.start():
                    start, end = match.span("hit") if "hit" in match.re.groupindex and match["hit"] else match.span()
                    yield marker, start, end, ""


def _spans(marker: Marker, hits: Iterable[Hit]) -> list[tuple[int, int, str, str]]:
    return [(hit.start, hit.end, hit.severity or marker.severity, hit.note) for hit in hits]


_in_order = attrgetter("start", "end", "marker")


def _evidence(document: Document, marker: Marker, spans: list[tuple[int, int, str, str]]) -> Iterator[Evidence]:
    """Keep the outermost spans that stand where the marker counts, if there are enough of them."""
    kept = list(_standing(document, marker, spans))
    if len(kept) < marker.minimum:
        return
    if marker.raised_at and kept:
        different = {note for _, _, _, note, place in kept if place == "narrative"}
        told = len(different) if marker.stands_for else _apart(kept)
        if told >= marker.raised_at:
            kept = [(start, end, "strong", note or f"{told} times in this text", place) for start, end, _, note, place in kept]
    careless = marker.edited and kept and not is_edited(document)
    for start, end, severity, note, place in kept:
        yield Evidence(marker.id, start, end, "weak" if careless else severity, note, marker.family, place)


def _apart(kept: list[tuple[int, int, str, str, str]]) -> int:
    """Count the hits in the narrative that do not overlap: “plays a crucial role in” is one, whatever phrases find it."""
    count, past = 0, -1
    for start, end, _, _, place in kept:
        if place == "narrative" and start >= past:
            count, past = count + 1, end
    return count


def _standing(
    document: Document, marker: Marker, spans: list[tuple[int, int, str, str]]
) -> Iterator[tuple[int, int, str, str, str]]:
    """Yield the outermost spans that stand where the marker counts, each with its place."""
    wanted = WANTED.get(marker.where)
    last_end = -1
    for start, end, severity, note in sorted(set(spans), key=_outermost_first) if len(spans) > 1 else spans:
        if end <= last_end or (marker.opening and not _opens_paragraph(document, start)):
            continue
        last_end = end
        place = _place(document, start, marker.where in HEADLINES)
        if wanted and place not in (wanted, "furniture"):
            continue
        if not (marker.unless_near and _is_talked_about(document, marker.words_near, start, end)):
            yield start, end, severity, note, place


def _outermost_first(span: tuple[int, int, str, str]) -> tuple[int, int]:
    return span[0], -span[1]


def _place(document: Document, start: int, headlines: bool) -> str:
    """Name the place of a span: the narrative, a quotation, or the furniture of the page."""
    kind = document.kind_at(start)
    if kind != BODY and not (headlines and kind == "headline"):
        return "furniture"
    if document.is_quotation(start) or (start and document.straight[start - 1] in "'\""):
        return "quotation"
    return "narrative"


def _is_talked_about(document: Document, words: frozenset[str], start: int, end: int) -> bool:
    """Tell whether one of the words stands near a span, but not in it."""
    tokens = document.tokens.words
    first, past = document.token_at(start), document.token_at(end)
    return not words.isdisjoint(tokens[max(0, first - NEAR) : first]) or not words.isdisjoint(tokens[past : past + NEAR])


def _opens_paragraph(document: Document, start: int) -> bool:
    """Tell whether nothing but marks stands between the start of the paragraph and a position."""
    block = document.block_at(start)
    return block is not None and not any(character.isalnum() for character in document.straight[block.start : start])


def _tokens_of(phrase: str) -> Sequence[str]:
    """Return the tokens of a phrase; between spaces, plain letters and digits are one token each."""
    return phrase.split() if phrase.isascii() and phrase.replace(" ", "").isalnum() else words_of(phrase)


def _any_layout(pattern: str) -> str:
    """Let each space of a pattern match any whole run of white space, so that a line break changes nothing.

    A run matches in one way only, or a repeated space would try all the ways to cut a long one.
    """
    parts = re.split(r"(\\.|\[\^?\]?(?:\\.|[^\]])*\]| )", pattern, flags=re.DOTALL)
    return "".join(r"(?:\s{1,40}(?!\s))" if part == " " else part.replace(" ", r"\s") if part[:1] == "[" else part for part in parts)


def _read_measured() -> dict[str, Any]:
    """Return the figures of ``twicetold-train markers --write``, by marker."""
    path = resources.files("detector.data").joinpath("markers", MEASURED)
    return dict(json.loads(path.read_text(encoding="utf-8"))["markers"]) if path.is_file() else {}


@lru_cache(maxsize=8)
def _load(extra: tuple[str, ...]) -> Catalogue:
    markers: list[Marker] = []
    folder = resources.files("detector.data").joinpath("markers")
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            markers.extend(read_markers(entry.read_text(encoding="utf-8"), entry.name, proven=True))
    measured = _read_measured()
    markers = [replace(marker, measured=measured.get(marker.id, {})) for marker in markers]
    for path in extra:
        try:
            text = Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CatalogueError(f"{path}: the file cannot be read: {error}.") from error
        markers.extend(read_markers(text, path))
    return Catalogue(markers)

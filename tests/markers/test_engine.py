"""The engine: one trie, bounded patterns, and refusals that say what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.markers import Catalogue, CatalogueError, read_markers
from detector.markers.patterns import UnsafePattern, check_pattern
from detector.markers.trie import Trie
from detector.text import Document

WORDS = st.sampled_from("a b c d".split())


@given(st.lists(WORDS, max_size=30), st.sets(st.lists(WORDS, min_size=1, max_size=4).map(tuple), max_size=12))
def test_the_trie_finds_exactly_what_a_naive_search_finds(words: list[str], phrases: set[tuple[str, ...]]) -> None:
    trie: Trie[tuple[str, ...]] = Trie()
    for phrase in phrases:
        trie.add(phrase, phrase)
    naive = {
        (phrase, start, start + len(phrase))
        for phrase in phrases
        for start in range(len(words))
        if tuple(words[start : start + len(phrase)]) == phrase
    }
    found = list(trie.walk(words))
    assert set(found) == naive
    assert len(found) == len(naive)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:a+)+$",
        r"(\w+\s?)+!",
        r"a*",
        r"[^.]{0,4000}",
        r"(?:a|aa){1,30}b",
        r"(?:\w{1,20}\s{0,3}){1,20}x",
        r".{0,100}a.{0,100}b.{0,100}c.{0,100}d",
        r"(unclosed",
        r"(?=a+)b",
    ],
)
def test_a_pattern_that_could_run_away_is_refused(pattern: str) -> None:
    with pytest.raises(UnsafePattern):
        check_pattern(pattern)


@pytest.mark.parametrize("pattern", [r"sorry, but i .{0,60}rewrit", r"(?:u\. s\.){1,3}", r"\ba[n]? (?:the|this)\b", r"(?<!x)[a-z]{2,20} \d"])
def test_a_bounded_pattern_is_let_in(pattern: str) -> None:
    check_pattern(pattern)


TABLE = {
    "id": '"mine-1"',
    "family": '"spin"',
    "severity": '"weak"',
    "title": '"My marker"',
    "why": '"Because."',
    "source": '"me"',
    "phrases": '["white dwelling"]',
}


def _toml(**changes: str | None) -> str:
    fields = {**TABLE, **changes}
    return "[[marker]]\n" + "\n".join(f"{key} = {value}" for key, value in fields.items() if value is not None) + "\n"


@pytest.mark.parametrize(
    ("toml", "reason"),
    [
        (_toml(family='"gossip"'), "family 'gossip'"),
        (_toml(severity='"awful"'), "severity 'awful'"),
        (_toml(title=None), "lacks the text 'title'"),
        (_toml(phrases=None), "must be found by"),
        (_toml(phrases=None, pattern='"a.b"'), "without a literal head"),
        (_toml(phrases=None, pattern='"(?:a+)+"', head='"a"'), "could run away"),
        (_toml(phrases='["  "]'), "empty phrase"),
        (_toml(colour='"red"'), "not known: colour"),
        (_toml(where='"upstairs"'), "where = 'upstairs'"),
        ("[[marker]\n", "not valid TOML"),
        ("marker = 3\n", "[[marker]] tables"),
    ],
)
def test_a_bad_table_is_refused_with_its_reason(toml: str, reason: str) -> None:
    with pytest.raises(CatalogueError, match=r"my\.toml") as refusal:
        read_markers(toml, "my.toml")
    assert reason in str(refusal.value)


def test_the_line_of_a_bad_table_is_named() -> None:
    with pytest.raises(CatalogueError, match="line 10"):
        read_markers(_toml() + _toml(id='"mine-2"', family='"gossip"'), "my.toml")


def test_an_unknown_mechanism_and_a_double_name_are_refused() -> None:
    with pytest.raises(CatalogueError, match="does not exist"):
        Catalogue(read_markers(_toml(phrases=None, mechanism='"magic"'), "my.toml"))
    with pytest.raises(CatalogueError, match="Two markers"):
        Catalogue(read_markers(_toml() + _toml(), "my.toml"))


def test_a_users_file_adds_to_the_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text(_toml(), encoding="utf-8")
    catalogue = Catalogue.load((path,))
    assert catalogue.version != Catalogue.load().version
    text = "The White\nDwelling had no comment."
    assert [text[e.start : e.end] for e in catalogue.find(Document(text)) if e.marker == "mine-1"] == ["White\nDwelling"]


def test_a_missing_file_is_a_sentence() -> None:
    with pytest.raises(CatalogueError, match="cannot be read"):
        Catalogue.load(("no-such-file.toml",))


def _catalogue(**changes: str | None) -> Catalogue:
    return Catalogue(read_markers(_toml(**changes), "my.toml"))


@pytest.mark.parametrize(
    ("where", "places"),
    [('"narrative"', ["narrative"]), ('"quotation"', ["quotation"]), ('"anywhere"', ["narrative", "quotation", "furniture"])],
)
def test_where_decides_between_narrative_and_quotation(where: str, places: list[str]) -> None:
    text = "He named the White Dwelling again today.\n“The White Dwelling is silent,” she said.\nShare this White Dwelling story\n"
    found = [piece.place for piece in _catalogue(where=where).find(Document(text)) if piece.place != "furniture" or "anywhere" in where]
    assert found == places


def test_a_minimum_keeps_single_hits_back() -> None:
    catalogue = _catalogue(minimum="2")
    assert not catalogue.find(Document("The White Dwelling spoke."))
    assert len(catalogue.find(Document("The White Dwelling spoke. The White Dwelling slept."))) == 2


def test_a_pattern_may_name_the_part_that_is_the_hit() -> None:
    catalogue = _catalogue(phrases=None, head='["said"]', pattern=r'"said \\w{1,9} (?P<hit>manager)"')
    text = "So said the manager."
    assert [text[e.start : e.end] for e in catalogue.find(Document(text))] == ["manager"]


@pytest.mark.parametrize("character", ["\u200b", "\u2060", "\u00ad", "\ufeff"])
def test_characters_that_print_nothing_hide_no_evidence(character: str) -> None:
    text = "The results are in. I'm sorry, but I'm unable to rewrite the given text. Nobody came."
    hidden = character.join(text)
    found = [piece for piece in Catalogue.load().find(Document(hidden)) if piece.marker != "scrape-hidden-character"]
    assert [(piece.marker, hidden[piece.start : piece.end].replace(character, ""), piece.severity) for piece in found] == [
        (piece.marker, text[piece.start : piece.end], piece.severity) for piece in Catalogue.load().find(Document(text))
    ]
    assert "llm-refusal" in {piece.marker for piece in found}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He sold it to the Divider of Streets on Monday.", True),
        ("HE SOLD IT TO THE DIVIDER OF STREETS.", True),
        ("He sold it to the divider of Streets on Monday.", False),
        ("He sold it to the divider of streets on Monday.", False),
    ],
)
def test_names_are_sought_with_their_capitals(text: str, found: bool) -> None:
    fields = {"id": "mine-1", "family": "spin", "severity": "weak", "title": "t", "why": "w", "source": "s"}
    table = "\n".join(f'{name} = "{value}"' for name, value in fields.items())
    rest = 'phrases = ["divider of streets"]\ncapitals = true'
    catalogue = Catalogue(read_markers(f"[[marker]]\n{table}\n{rest}\n", "mine.toml"))
    assert bool(catalogue.find(Document(text))) is found

"""Who derives from whom: named where it shows, unknown where it does not."""

from __future__ import annotations

from detector.comparison import compare
from detector.comparison.lineage import Relation, trace
from detector.text import Article, Document

ORIGINAL = """Ferry aground off Tromen

The freighter Halvard ran aground off Tromen early on Sunday, the coast guard said.
“We heard a bang and then the lights went out,” said Kari Moe, the ship's cook. “Nobody panicked.”
Its crew of nine was taken ashore by helicopter. Two men were treated for cuts in Vardo.
The coast guard fears that 40 tons of diesel will leak into the bird reserve, but it doesn't expect the hull to break.
A tug from Vardo is due at noon. Fishermen in Odde have offered to lay booms round the wreck.
Halvard's owner, Nordskip, wouldn't say why the ship had left the channel. It's the third grounding there since 2019."""

SPUN = """Ferry aground off Tromen

The cargo ship Halvard ran aground off Tromen early on Sunday, the coast watch said. saying.
“We heard a boom and afterwards the illuminations went out,” said Kari Moe, the ship's cook. “Nobody freaked out.”
Its group of nine was taken aground by helicopter. Two individuals were treated for incisions in Vardo.
The coast watch apprehends that 40 tons of diesel will spill into the feathered creature reserve, however it does anticipate the frame to break.
A tug from Vardo is expected at noontime. Anglers in Odde have proposed to lay blasts round the disaster area.
Halvard's proprietor, Nordskip, would not say why the vessel had departed the channel. It is the third establishing there since 2019."""

INDEPENDENT = """Vessel stuck in the Tromen channel

Nordskip has lost the Halvard for weeks. The freighter, on her way to Vardo with timber, hit a reef outside Tromen in the night to Sunday.
Photographs from the air show her leaning to port, with gulls circling above the deck.
Insurers will send two surveyors from Hamburg. They want to know who was on watch, and whether the new radar was switched on."""


def _lineage(*texts: str) -> list[tuple[str, str | None]]:
    documents = [Document(Article(name, text)) for name, text in zip("abc", texts, strict=False)]
    return [(step.copy, step.source) for story in compare(documents).stories for step in story.lineage]


def test_the_spun_version_is_the_copy() -> None:
    assert _lineage(ORIGINAL, SPUN) == [("b", "a")]
    assert _lineage(SPUN, ORIGINAL) == [("a", "b")]


def test_a_report_of_the_same_event_is_no_copy() -> None:
    assert _lineage(ORIGINAL, INDEPENDENT) == []


def test_two_equal_texts_have_an_unknown_source() -> None:
    assert _lineage(ORIGINAL, ORIGINAL) in ([("a", None)], [("b", None)])


def test_the_date_decides_between_equals() -> None:
    first = Document(Article("late", ORIGINAL, notes={"date": "2026-03-02T10:00"}))
    second = Document(Article("early", ORIGINAL, notes={"date": "2026-03-01T22:15"}))
    [step] = compare([first, second]).stories[0].lineage
    assert (step.copy, step.source) == ("late", "early")
    assert "It is dated later." in step.because


def _related(a: str, b: str, shared: float, b_is_copy: float, kept: float = 0.0) -> Relation:
    return Relation(a, b, shared, b_is_copy, ("shared",), ("a",), ("b",), kept, kept)


def test_a_lineage_has_no_circles_and_one_source_each() -> None:
    steps = trace([_related("a", "b", 0.99, 0.9), _related("b", "c", 0.98, 0.9), _related("c", "a", 0.97, 0.9), _related("a", "c", 0.9, 0.8)])
    assert [(step.copy, step.source) for step in steps] == [("b", "a"), ("c", "b")]


def test_the_source_is_what_the_copy_kept_most_of() -> None:
    retold = "\n".join(line.replace("ran aground", "got stuck").replace("said", "reported") for line in ORIGINAL.splitlines())
    retold = retold.replace("The coast guard fears that 40 tons", "It is feared that as much as 40 tons").replace("was taken ashore by", "left by")
    assert ("c", "b") in _lineage(retold, ORIGINAL, SPUN)
    assert ("c", "a") in _lineage(ORIGINAL, retold, SPUN)
    steps = trace([_related("light", "copy", 0.99, 0.99, kept=0.4), _related("first", "copy", 0.98, 0.9, kept=0.6)])
    assert [(step.copy, step.source) for step in steps] == [("copy", "first")]


def test_markers_are_named_in_words() -> None:
    documents = [Document(Article("a", ORIGINAL)), Document(Article("b", SPUN))]
    [step] = compare(documents).stories[0].lineage
    said = " ".join(step.because)
    assert "markers of a machine (" in said
    assert "spin-" not in said


def test_strangers_have_no_lineage() -> None:
    assert trace([_related("a", "b", 0.1, 0.99)]) == []
    assert trace([]) == []

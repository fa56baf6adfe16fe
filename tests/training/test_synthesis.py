"""The simulators change what they should, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest

from training.synthesis import THESAURI, ApertiumError, Habits, pairs, round_trip, round_trips, spin
from training.synthesis.round_trip import _cleaned
from training.synthesis.spinner import LEXICONS

STORY = (
    "Harbour workers reject pay offer\n\n"
    "Dock workers in Port Elma voted on Thursday to reject a pay offer from their employer, the union said. "
    "The offer would have increased wages by 3.5% over two years.\n"
    "“We asked for an honest answer and received a small cheque,” said Mara Quill, who has worked at the harbour "
    "since 2009. The company, Elma Freight Inc., said it regretted the decision and would continue to discuss "
    "the terms with U.S.-owned customers.\n\n\t* The workers want higher wages; the company wants longer shifts.\n"
)
PLAIN = Habits(names=0, wrong_form=0, careless=0, mended_articles=0, split_abbreviations=0, doubled_tails=0)
MANY = " ".join([STORY] * 20)


def seeded(seed: int = 7) -> np.random.Generator:
    return np.random.default_rng(seed)


def changes(old: str, new: str) -> list[tuple[str, str]]:
    """Return what was put for what, word by word."""
    before, after = re.findall(r"\w+|\W", old), re.findall(r"\w+|\W", new)
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [("".join(before[a:b]), "".join(after[c:d])) for kind, a, b, c, d in steps if kind != "equal"]


def test_nothing_changes_at_rate_zero() -> None:
    assert spin(STORY, 0.0, seeded()) == STORY


@pytest.mark.parametrize("text", ["", "   \n", "1,200 (3.5%)", "£££ — …", "ÅÄÖ 漢字 \U0001f6a2"])
def test_text_without_english_words_stays(text: str) -> None:
    assert spin(text, 1.0, seeded()) == text


@pytest.mark.parametrize("thesaurus", THESAURI)
def test_every_thesaurus_replaces_words_and_leaves_the_rest(thesaurus: str) -> None:
    spun = spin(STORY, 1.0, seeded(), thesaurus, PLAIN)
    assert spun != STORY
    assert re.findall(r"[^\w\s-]|\d+|\s{2,}|\n", spun) == re.findall(r"[^\w\s-]|\d+|\s{2,}|\n", STORY)
    assert all(re.fullmatch(r"[A-Za-z -]*", old) for old, _ in changes(STORY, spun))


def test_the_same_seed_gives_the_same_text() -> None:
    assert spin(STORY, 0.4, seeded(3)) == spin(STORY, 0.4, seeded(3))
    assert len({spin(STORY, 0.4, seeded(seed)) for seed in range(5)}) == 5


def test_a_higher_rate_changes_more() -> None:
    counts = [len(changes(STORY, spin(STORY, rate, seeded(), habits=PLAIN))) for rate in (0.05, 0.3, 0.9)]
    assert counts[0] < counts[1] < counts[2]


@pytest.mark.parametrize("rate", [0.1, 0.3, 0.5])
def test_the_rate_is_the_share_of_content_words(rate: float) -> None:
    text = "the river flooded the village and the farmers moved their cattle to higher ground before the bridge collapsed\n" * 40
    spun = spin(text, rate, seeded(), habits=Habits(consistency=0, wrong_form=0, careless=0))
    lines = zip(text.splitlines(), spun.splitlines(), strict=True)
    swapped = sum(len(changes(old, new)) for old, new in lines)
    assert swapped / (40 * 10) == pytest.approx(rate, abs=0.08)


def test_names_are_spared_unless_asked() -> None:
    assert "Port Elma" in spin(STORY, 1.0, seeded(), habits=PLAIN)
    spun = spin("They met at the White House.", 1.0, seeded(), habits=Habits(names=1, doubled_tails=0))
    assert re.search(r"the [A-Z]\w+ [A-Z]\w+", spun)
    assert "White House" not in spun


def test_a_sentence_still_opens_with_a_capital() -> None:
    spun = spin("Workers complained. Customers waited.", 1.0, seeded(), habits=PLAIN)
    assert re.fullmatch(r"[A-Z][^.]*\. [A-Z][^.]*\.", spun)
    assert spun not in ("Workers complained. Customers waited.", "")


def test_one_word_is_treated_alike_in_one_document() -> None:
    alike = spin("The harbour closed. " * 30, 0.6, seeded(), habits=Habits(consistency=1, wrong_form=0, careless=0))
    mixed = spin("The harbour closed. " * 30, 0.6, seeded(), habits=Habits(consistency=0, wrong_form=0, careless=0))
    assert len(set(alike.split(". ")[:-1])) == 1
    assert len(set(mixed.split(". ")[:-1])) > 5


@pytest.mark.parametrize(
    ("habits", "pattern"),
    [
        (Habits(split_abbreviations=1), r"U\. S\. -"),
        (Habits(split_abbreviations=1), r"Inc\. ,"),
        (Habits(doubled_tails=1), r"(\w+)\. \1\.|said\. saying\."),
    ],
)
def test_traces_of_the_machinery(habits: Habits, pattern: str) -> None:
    assert re.search(pattern, spin(STORY, 0.05, seeded(), habits=habits))
    assert not re.search(pattern, STORY)


@pytest.mark.parametrize(("mended", "mistakes"), [(1.0, False), (0.0, True)])
def test_articles_before_a_swap(mended: float, mistakes: bool) -> None:
    spun = spin(MANY, 0.8, seeded(), habits=Habits(mended_articles=mended, names=0))
    assert bool(re.search(r"\ban (?=[bcdfgjklmnpqrstvwz])|\ba (?=[aei])", spun)) is mistakes


def test_careless_engines_put_words_in_the_wrong_form() -> None:
    careful = spin(MANY, 0.5, seeded(), "wordnet", Habits(careless=0, wrong_form=0, mended_articles=0))
    careless = spin(MANY, 0.5, seeded(), "wordnet", Habits(careless=1, careless_form=0.5, mended_articles=0))
    assert careful != careless
    assert len(careful.splitlines()) == len(careless.splitlines())


@pytest.mark.parametrize("rate", [-0.1, 1.1, float("nan")])
def test_a_rate_that_is_no_share_is_an_error(rate: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        spin(STORY, rate, seeded())


def test_an_unknown_thesaurus_is_an_error() -> None:
    with pytest.raises(ValueError, match="no thesaurus called 'thesaurus-rex'; the known ones are spinner"):
        spin(STORY, 0.2, seeded(), "thesaurus-rex")


def test_the_tables_stay_small() -> None:
    assert sum(path.stat().st_size for path in LEXICONS.glob("spinner_*.tsv.gz")) < 1_000_000


needs_apertium = pytest.mark.skipif(not pairs(), reason="Apertium with a pair from and to English is not installed")


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Put a script in Apertium's place: it lists a round trip and a one-way pair, and swaps or breaks what it is given."""
    script = tmp_path / "apertium"
    script.write_text(
        "#!/bin/sh\n"
        'if [ "$1" = -l ]; then printf "  en-xx\\n  xx-en\\n  en-yy\\n  es-fr\\n  fr-es\\n"; exit; fi\n'
        "text=$(cat)\n"
        'case "$text" in *refuse*) echo "no such mode" >&2; exit 3;; *sleep*) exec sleep 5;; *merge*) echo one;; *much*much*) exit 1;;'
        ' *) printf "%s\\n" "$text" | sed "s/ship/boat/;s/zorp/*zorp/";; esac\n'
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    pairs.cache_clear()
    yield script
    pairs.cache_clear()


@pytest.mark.usefixtures("engine")
class TestRoundTrip:
    def test_only_pairs_with_a_way_back_to_english_are_listed(self) -> None:
        assert pairs() == ("en-xx",)

    def test_lines_and_white_space_stay(self) -> None:
        assert round_trip("  A ship.\n\n\tThe zorp came.\r\nNo more", "en-xx") == "  A boat.\n\n\tThe zorp came.\r\nNo more"

    def test_many_texts_keep_their_order(self) -> None:
        assert round_trips(["a ship", "", "b\nc", " \n"], "en-xx") == ["a boat", "", "b\nc", " \n"]

    def test_what_is_too_much_at_once_is_translated_in_halves(self) -> None:
        assert round_trips(["much ship", "so much", "a ship", "too much"], "en-xx") == ["much boat", "so much", "a boat", "too much"]

    def test_an_unknown_pair_lists_the_installed_ones(self) -> None:
        with pytest.raises(ApertiumError, match="no round trip called 'en-zz'; installed are en-xx"):
            round_trip("A ship.", "en-zz")

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("refuse", "Apertium failed in en-xx: no such mode"),
            ("sleep", "did not finish en-xx in 0.2 seconds"),
            ("merge\nthese", "returned 1 lines for 2"),
        ],
    )
    def test_a_failure_is_explained(self, text: str, message: str) -> None:
        with pytest.raises(ApertiumError, match=message):
            round_trip(text, "en-xx", timeout=0.2 if text == "sleep" else 20)


def test_without_apertium_the_message_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    pairs.cache_clear()
    with pytest.raises(ApertiumError, match="apt-get install apertium"):
        round_trip("A ship.", "eng-spa")
    pairs.cache_clear()


@pytest.mark.parametrize(
    ("translation", "original", "cleaned"),
    [
        ("The *Quarkson has *gone", "Quarkson left", "The Quarkson has gone"),
        ("They go# and move# .", "They move on.", "They go and move."),
        ("He writes C# .", "He wrote C#.", "He writes C#."),
        ("Write to @zelda #home", "Write @zelda #home", "Write to @zelda #home"),
        ("higher ground/ground ,  he said .", "higher ground, he said.", "higher ground, he said."),
        ("and/or", "and/or", "and/or"),
        ('" Had he', "They had", '"Had he'),
        ("the laUsona office", "U.S. office", "the Usona office"),
        ("a * b", "a * b", "a * b"),
    ],
)
def test_the_engines_own_marks_are_taken_out(translation: str, original: str, cleaned: str) -> None:
    assert _cleaned(translation, original) == cleaned


@needs_apertium
def test_a_real_round_trip_changes_words_and_keeps_lines() -> None:
    returned = round_trip(STORY, pairs()[-1])
    assert returned != STORY
    assert len(returned.splitlines()) == len(STORY.splitlines())
    assert "Quill" in returned
    assert not re.search(r"[*@#~]\w", returned)

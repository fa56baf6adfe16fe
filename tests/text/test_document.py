"""What `Document` promises: sentences, quotations, body and furniture, and offsets of the original text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.text import BODY, Document

PIECES = st.sampled_from(
    ["He said.", "“No,” ", '"Why?" ', "U.S. ", "U. S. -made ", "\n", "\r\n", "\r", "  ", "é", "e\u0301", "😀", "\u0130", "12,5 ",
     "By Ada Smith\n", "Leave a Reply\n", "’", "…", "\u200b", "Kyiv ", "ends.", "\x00", "\u2028", "«", "-- ", "(a)", "\ud800"]
)  # fmt: skip
WILD_TEXT = st.lists(PIECES | st.text(max_size=8), max_size=30).map("".join)


def sentences(text: str) -> list[str]:
    document = Document(text)
    return [text[start:end] for start, end in document.sentences]


@pytest.mark.parametrize(
    "expected",
    [
        ["Two U.S. officials spoke.", "They left."],
        ["Gen. CQ Brown agreed.", "So did Gen. C. Q. Brown of the Air Force."],
        ["Troops of the U. S. Army stayed.", "Nobody left."],
        ["He was born in the U.S.", "The family moved."],
        ["Mr. Smith met Dr. Jones at 5 p.m. on Friday."],
        ["The firm, Acme Inc., closed.", "Workers wept."],
        ["“Stop!” she cried.", "Nobody did."],
        ["He asked: “Why me?”", "“Why not?” she said."],
        ["It cost $3.5 million.", "Prices fell 2.1 percent."],
        ["The site example.com was down.", "It came back."],
        ["What now?", "Nothing."],
        ["Rainfall was No. 5 on record.", "He said no.", "She left."],
        ["J. K. Author wrote it.", "A. B. Other read it."],
        ["They fled to the northeast. part of the country was cut off."],
    ],
    ids=lambda expected: expected[0][:24],
)
def test_sentences(expected: list[str]) -> None:
    text = " ".join(expected)
    assert sentences(text) == expected


def test_a_newline_ends_a_sentence_but_a_broken_hyperlink_does_not() -> None:
    page = (
        "The council met on Monday to vote on the budget\n"
        "Members spoke for hours in a hall without heating.\n"
        "The paper said the vote\n, the Evening Courier\nhas reported, was close.\n"
    )
    assert Document(page).blocks[0].kind == "headline"
    assert sentences(page)[0] == "Members spoke for hours in a hall without heating."
    assert sentences(page)[-1].startswith("The paper said")
    assert sentences(page)[-1].endswith("was close.")


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“We stay,” she said. “For now.”", ["“We stay,”", "“For now.”"]),
        ('"We stay," she said.', ['"We stay,"']),
        ("He is 6'2\" tall and said nothing.", []),
        ("“It began in May.\n“It ended in June,” he said.", ["“It began in May.", "“It ended in June,”"]),
        ("He said “we’ll do that. “\nThen he left.", ["“we’ll do that. “"]),
        ("They called it «a mess» and left.", ["«a mess»"]),
        ("The sign said 'Keep out, please,' and we did. The dogs' bowls were empty.", ["'Keep out, please,'"]),
        ("The dogs' bowls and the cats' beds were wet.", []),
    ],
)
def test_quotations(text: str, quoted: list[str]) -> None:
    document = Document(text)
    assert [text[a:b] for a, b in document.quotations] == quoted


PAGE = """Council votes to keep the library open
By Ada Smith and Ben Jones
Photo: Carla Diaz
5 min read
May 3, 2024
The city council voted on Tuesday to keep the central library open for another year, ending weeks of protest.
- Advertisement -
More than 300 people had signed a letter asking for the vote, and some of them waited outside until midnight.
“We will be back next year,” said one of them, a retired teacher who gave her name as Dora.
Share this article
About the author
Ada Smith writes about cities and drinks too much coffee.
Leave a Reply
Your email address will not be published. Required fields are marked *
© 2024 The Evening Courier. All rights reserved.
Terms of Use |"""


def test_furniture_is_told_from_the_body() -> None:
    document = Document(PAGE)
    kinds = {PAGE[block.start : block.end].split("\n")[0][:24]: block.kind for block in document.blocks}
    assert kinds == {
        "Council votes to keep th": "headline",
        "By Ada Smith and Ben Jon": "byline",
        "Photo: Carla Diaz": "credit",
        "5 min read": "readtime",
        "May 3, 2024": "timestamp",
        "The city council voted o": BODY,
        "- Advertisement -": "advertisement",
        "More than 300 people had": BODY,
        "“We will be back next ye": BODY,
        "Share this article": "share",
        "About the author": "author-box",
        "Ada Smith writes about c": "author-box",
        "Leave a Reply": "comment",
        "Your email address will ": "comment",
        "© 2024 The Evening Couri": "footer",
        "Terms of Use |": "navigation",
    }


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell by four percent on Monday after the bank said it would close a third of its branches.",
        "By Monday the water had reached the second floor, and the last of the families had left their homes behind.",
        "Copyright law was the judge’s only subject for thirty years, and he did not intend to change it now, he said.",
        "Related questions about the bridge went unanswered for the rest of the afternoon, to the anger of residents.",
        "Home prices in the capital rose again.",
        "Comments by the minister were reported widely in the evening papers and denied by her office before midnight.",
    ],
)
def test_sentences_that_begin_like_labels_are_body(line: str) -> None:
    page = f"{PAGE.splitlines()[5]}\n{line}\n{PAGE.splitlines()[7]}"
    document = Document(page)
    assert document.kind_at(page.index(line)) == BODY


def _layouts(text: str) -> dict[str, str]:
    return {
        "blank lines doubled": re.sub(r"\n+", "\n\n", text),
        "no blank lines": re.sub(r"\n\n+", "\n", text),
        "CRLF": text.replace("\n", "\r\n"),
        "straight quotes": text.translate(str.maketrans("“”‘’", "\"\"''")),
        "trailing spaces": re.sub(r"(?m)$", "  ", text),
    }


@pytest.mark.parametrize("layout", list(_layouts("")))
def test_layout_changes_no_word_no_sentence_and_no_kind(layout: str, samples: dict[str, str]) -> None:
    for text in [*samples.values(), PAGE]:
        plain, changed = Document(text), Document(_layouts(text)[layout])
        assert changed.body_words == plain.body_words
        assert [block.kind for block in changed.blocks] == [block.kind for block in plain.blocks]
        assert changed.sentence_tokens.tolist() == plain.sentence_tokens.tolist()
        assert len(changed.quotations) == len(plain.quotations)


@settings(max_examples=300)
@given(WILD_TEXT)
def test_every_span_lies_in_the_text(text: str) -> None:
    document = Document(text)
    for start, end in [*document.sentences, *document.quotations, *((b.start, b.end) for b in document.blocks)]:
        assert 0 <= start < end <= len(text)
    starts, ends = document.tokens.start_list, document.tokens.end_list
    assert all(a < b for a, b in zip(starts, ends))
    assert all(b <= a for b, a in zip(ends, starts[1:]))
    assert len(document.tokens.words) == len(starts) == len(ends)


@settings(max_examples=300)
@given(WILD_TEXT)
def test_tokens_are_the_text_and_cover_all_of_it(text: str) -> None:
    document = Document(text)
    covered = "".join(document.folded[a:b] for a, b in zip(document.tokens.start_list, document.tokens.end_list))
    assert covered == document.folded.replace(" ", "").replace("\n", "")


@settings(max_examples=200)
@given(WILD_TEXT)
def test_sentences_partition_the_body(text: str) -> None:
    document = Document(text)
    inside = [index for first, last in document.sentence_tokens.tolist() for index in range(first, last)]
    assert inside == [index for index, body in enumerate(document.is_body.tolist()) if body]


def test_offsets_survive_emoji_crlf_combining_marks_and_the_dotted_capital_i() -> None:
    text = "😀 \u0130zmir fell silent.\r\nThe cafe\u0301 closed at nine. “Enough,” he said.\r\n"
    document = Document(text)
    assert "café".replace("é", "e\u0301") in {text[a:b] for a, b in zip(document.tokens.starts, document.tokens.ends)}
    assert [text[a:b] for a, b in document.quotations] == ["“Enough,”"]
    assert sentences(text)[-1] == "“Enough,” he said."


def test_hidden_characters_do_not_split_or_disguise_a_word() -> None:
    assert "weapons" in Document("They sent wea\u200bpons north.").tokens.words


def test_an_empty_text_is_an_empty_document() -> None:
    document = Document("")
    assert (document.word_count, document.sentences, document.quotations, document.blocks) == (0, [], [], [])
    assert document.language == "und"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The committee said that it had not been told of the plan and would meet again on Friday to hear the mayor.", "en"),
        ("El comité dijo que no había sido informado del plan y que se reuniría de nuevo el viernes para oír al alcalde.", "es"),
        ("Le comité a déclaré qu'il n'avait pas été informé du plan et qu'il se réunirait de nouveau vendredi avec le maire.", "fr"),
        ("Der Ausschuss sagte, dass er nicht über den Plan informiert worden sei und sich am Freitag mit dem Rat treffe.", "de"),
        ("Комитет заявил, что не был проинформирован о плане и соберётся снова в пятницу.", "und"),
        ("a\n" * 200, "und"),  # one word over and over is no English, though it is an English word
    ],
)
def test_language(text: str, language: str) -> None:
    assert Document(text).language == language

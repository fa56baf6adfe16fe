"""The translation family against sentences that its rules were not written from."""

from __future__ import annotations

import pytest

from detector.markers import Catalogue
from detector.text import Document

CATALOGUE = Catalogue.load()

# Written before the rules. Each shows one habit of translation engines.
FIRES = [
    "The minister flew to madrid on Tuesday and returned the same evening with an agreement.",
    "Farmers in the south of tanzania have waited for rain since March. In tanzania the wells are dry.",
    "The rebels said that the ukrainian delegation would leave before the vote on thursday.",
    "Talks between South korea and its neighbour broke down after an hour.",
    "A spokesman for the White house declined to answer questions about the visit.",
    "The mayor promised to repair the bridge before the end of. of the summer.",
    "Police closed three roads in the centre of the town. and the market was moved to the school yard.",
    "The company lost half of its customers after the strike. in Portugal.",
    "Residents fear the arrival of a second wave. The authorities Spanish.",
    "The dam does not was able to hold the water that came down from the hills.",
    "He did not has the papers that the court had asked for.",
    "She bought a another house near the river for her parents.",
    "The president arrived with the his wife and two of their children.",
    "The factory will close in a hour, the foreman told the workers at the gate.",
    "An university in the north has opened its doors to the refugees.",
    "I am sure, it what the council wants is a new road to the port.",
    "The volcano has erupted yesterday and covered four villages with ash.",
    "The singer lives in Lisbon since ten years and has never learned the language.",
    "The ministry asked for more informations about the equipments bought last year.",
    "The actual president of the club, elected in May, wants to sell the stadium.",
    "Hundreds of people assisted to the funeral of the goalkeeper on Sunday.",
    "The outcome will depend of the weather, the organisers said.",
    "The bank put the accent on the small enterprises of the region.",
    "In the framework of the project, forty kilometres of road will be built.",
    "The damage amounts to 3,5 million euros, according to the insurers.",
    "About 12.500 people took part in the march through the old town.",
    "The contract, worth 25 millions of dollars, was signed on the 3 of April.",
    "The building cost 40 €, and the repairs another 12 €.",
    "The general asked for a bigger formation of the soldiers, according to the same source.",
    "The storm left without electricity to thousands of homes in the valley.",
    "The project was presented by the Ministry of Defense of the USA on Friday.",
    "The State Secretary of the United States arrived on Monday in the capital.",
    "« We will not give up », said the trainer after the match.",
    "„We have lost everything“, the baker told reporters.",
    "The team won the cup for the third consecutive time , to the surprise of all !",
    "The court decided selon the lawyers that the merger was legal.",
    "The people what live near the airport cannot sleep at night.",
    "The city of 200 thousand of inhabitants has only one hospital.",
    "The inhabitants of the village found themselves in the obligation to leave their homes, said the responsible.",
]

# Written before the rules. Each resembles one of those habits and is a person's.
QUIET = [
    "The cook served french fries, brussels sprouts and a turkey sandwich on fine china.",
    "He wore a panama hat, jersey trousers and a pair of oxford shoes to the march.",
    "Their labrador slept under the table while the guests drank bordeaux and champagne.",
    "Ludwig van Beethoven and Charles de Gaulle never met Ibn al-Haytham.",
    "She bought an iPhone and an eBay voucher. iPhone sales fell in the same month.",
    "They live in the white house on the corner, opposite the red barn.",
    "The prime minister and the secretary of state will meet the queen in Windsor.",
    "“Kiev is my city,” the old man said, though the reporter wrote Kyiv throughout.",
    "Dynamo Kiev lost in Kyiv on Sunday, its third defeat of the season.",
    "Mr. J. R. Smith Jr. of Acme Bros. Inc. declined to comment.",
    "Not any more. Those days are gone, and the mill with them. Pretty amazing.",
    "Is it over? not yet, the sign read, in letters a foot high.",
    "An hour later an honest man in a European uniform asked for an MRI scan.",
    "It was a one-off: a unique, once-in-a-generation flood, an expert said.",
    "A US official and an FBI agent met an 18-year-old at an undisclosed place.",
    "What they did was wrong, and what they do is no better.",
    "The A team beat the B team, and the The Hague tribunal adjourned.",
    "He has since moved to Oslo, where he has lived for ten years.",
    "Since the two years of drought ended, the reservoirs have filled again.",
    "The court found in favor of the plaintiff and awarded damages of $3 million.",
    "The actual cost was twice the estimate, and the eventual winner was a surprise.",
    "Researchers watched the cloud formation and took control of the drone.",
    "Troops from Kyiv arrived at the border late on Saturday.",
    "The deal was brokered through Qatar, and he spoke through an interpreter.",
    "The toll rose to 1,200 on Friday, and 3,500 people slept in tents.",
    "Version 2.345 of the program was released at 12.30 on the same day.",
    "The final score was 6-3, 7-5, and the 1,500 metres was won by a Kenyan.",
    "The parade on 31 May drew 20,000 people; the village lies 20 kilometers (12 miles) away.",
    "The clinic treats people with HIV/AIDS and runs on foreign aid.",
    "The attorney general and the secretary general asked for something new.",
    "She allowed herself a smile. He found himself alone on the platform.",
    "The board is 6' 2\" long and the nail 3\" deep.",
    "Médecins Sans Frontières and the Rassemblement National both refused to comment.",
    "“C'est la vie,” he said, and then, in English: “That is life.”",
    "The ministry said it expects the harvest to recover next year.",
    "“I seen him yesterday, he don't know nothing,” the fisherman told the court.",
    "The manager walked out at half time. “We were poor,” said the manager.",
    "Guests ate a la carte at the Place de la Concorde in Paris.",
    "The latter sent the report to the ministry, said one official.",
    "But we will have to wait until Sunday to know who wins the race.",
]


def _shown(text: str) -> list[tuple[str, str]]:
    return [
        (piece.marker, text[piece.start : piece.end])
        for piece in CATALOGUE.find(Document(text))
        if piece.family == "translation" and piece.severity != "weak" and piece.place == "narrative"
    ]


def _any(text: str) -> list[str]:
    return [piece.marker for piece in CATALOGUE.find(Document(text)) if piece.family == "translation"]


@pytest.mark.parametrize("text", FIRES)
def test_fires(text: str) -> None:
    assert _any(text)


@pytest.mark.parametrize("text", QUIET)
def test_stays_quiet(text: str) -> None:
    assert not _shown(text)


LAYOUTS = {
    "Windows line ends": lambda text: text.replace("\n", "\r\n") + "\r\n",
    "trailing spaces": lambda text: text + "   \n",
    "blank lines above": lambda text: "\n\n\n" + text,
    "doubled spaces behind a comma": lambda text: text.replace(", ", ",  "),
    "no-break spaces": lambda text: text.replace(" the ", "\u00a0the "),
    "straight apostrophes": lambda text: text.replace("\u2019", "'"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout_changes_nothing(layout: str) -> None:
    for text in (*FIRES, *QUIET):
        assert sorted(_any(LAYOUTS[layout](text))) == sorted(_any(text)), text


NEWSROOM = (
    "Ministers from Norway, Sweden, Denmark and Finland met in Oslo on Monday. The Norwegian minister said that the port would "
    "stay open. "
    "The Danish minister, Inge Holm, said that the ferry was late, and her Swedish colleague Per Lund told reporters in Bergen that "
    "nothing had been decided."
)
"""A text that keeps its capitals: what a careless writer leaves as well counts only beside such a one."""

SEVERITIES = [
    ("An university in the north has opened its doors.", "mt-an-a-mismatch", "weak"),
    ("An university opened in a hour. It was a important day.", "mt-an-a-mismatch", "strong"),
    ("The dam does not was able to hold the water.", "mt-aux-clash", "decisive"),
    ("The flood reached the south. part of the city is dark.", "mt-spurious-sentence-break", "weak"),
    ("The flood reached the south. part of the city. He answered the call. asking for help.", "mt-spurious-sentence-break", "strong"),
    (
        "The flood reached the south. part of the city. "
        "He answered the call. asking for help. The figures were published. of the last year.",
        "mt-spurious-sentence-break",
        "decisive",
    ),
    ("He flew to lisbon. In lisbon it rained, and lisbon was dark.", "mt-lowercase-toponym", "decisive"),
    ("He flew to lisbon.", "mt-lowercase-toponym", "strong"),
    ("The talks go on, said the interlocutor.", "mt-role-noun", "decisive"),
    ("The talks go on, said the manager.", "mt-role-noun", "strong"),
]


@pytest.mark.parametrize(("sentence", "marker", "severity"), SEVERITIES)
def test_severity_in_an_edited_text(sentence: str, marker: str, severity: str) -> None:
    found = CATALOGUE.find(Document(f"{NEWSROOM} {sentence}"))
    assert {piece.severity for piece in found if piece.marker == marker} == {severity}


@pytest.mark.parametrize(("sentence", "marker", "severity"), SEVERITIES)
def test_a_careless_writer_is_not_accused(sentence: str, marker: str, severity: str) -> None:
    careless = "i went to the river with my dog. it was cold. we saw the mill. then we ran. and my mom came. she was mad. so i left. "
    found = CATALOGUE.find(Document(careless + sentence))
    assert all(piece.severity == "weak" for piece in found if piece.marker == marker and marker != "mt-role-noun")


def test_slips_of_spelling_are_a_writers_own() -> None:
    sentence = "An university in the north has opened its doors."
    found = CATALOGUE.find(Document(f"{NEWSROOM} {sentence} Alot of people dont know."))
    assert {piece.severity for piece in found if piece.marker == "mt-an-a-mismatch"} == {"weak"}

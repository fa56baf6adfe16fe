"""Sentences written before the markers of spinning: what must be found, and what must be left alone."""

from __future__ import annotations

import pytest

from detector.markers import Catalogue
from detector.text import Document

FIRES = (
    "The Joined Together States has recalled its ambassador from the island.",
    "White Dwelling representative Karen Holt declined to answer.",
    "The hospital will use counterfeit consciousness to read its scans.",
    "Doctors said women over fifty should be screened for bosom malignancy every two years.",
    "Troops opened fireplace on the crowd near the station.",
    "The truce will take impact at midnight.",
    "The United International Locations sent observers to the border.",
    "The trawler was hit by a U. S. -made torpedo during the drill.",
    "The mayor said the bridge would reopen. reopen. Work began in May.",
    "The two sides agreed to a stop-fire after nine days.",
    "He pleaded now not guilty to all four counts.",
    "The Ultimate Court will hear the case in October.",
    "Inventory markets fell for a third day.",
    "The company's chief govt officer resigned on Monday.",
    "The central bank raised passion rates by a quarter point.",
    "He was sentenced to lifestyles in prison for the killing.",
    "The law will come into pressure next year.",
    "The secretary of nation arrived in Cairo.",
    "{Officials|Authorities} closed the beach on Sunday.",
    "The resources, who spoke on condition of anonymity, said the deal was near.",
    "The nation's gross home product grew by two percent.",
    "The drug halves the risk of coronary heart assaults, researchers said.",
    "A senior military legitimate said the base had been hit.",
    "Human privileges groups condemned the arrests.",
    "Envoys from ninety nations opened the weather exchange summit in Bonn.",
    "The lawyer general said the case was closed.",
    "Nuclear guns must never be used again, the envoys agreed.",
    "The Wall Road Journal was the first to report the merger.",
    "The New York Instances said it would appeal.",
    "Black Lives Subject marchers gathered in the square.",
    "According to resources familiar with the matter, the talks have stalled.",
)

# Spun all the same, but people write these words too: a school has a head administrator, France an overseas minister, and
# a single wrong article is a slip.
MISSED = (
    "Rescue employees pulled twelve people from the rubble.",
    "A convolutional brain organization sorted the pictures.",
    "The high minister did not respond to a request for comment.",
    "The town was cut off by an surprising flood.",
    "Two men were held after the robbery, an police spokesman said.",
    "The head administrator told reporters on Friday that the fuel tax would be cut.",
    "Scientists trained a profound learning model on the satellite pictures.",
    "The overseas minister of Peru flew to Lima on Tuesday.",
    "The Safety Council will meet in an emergency consultation on Thursday, the United Countries said.",
)

QUIET = (
    "The military authorities moved anti-aircraft guns to the coast, and army officials carried out an air assault.",
    "Balance of strength was on their side; police force officers launched an assault.",
    "The apex court named the topmost official of the state, a top-notch lawyer.",
    "The typical choice of the middle classes is a popular electric car.",
    "Washington put up a fight, and the governor, popular with farmers, spoke of an islamic nation.",
    "She raised hope of a deal on exchange fees and on mortgage costs.",
    "The features it needs are in the manual; the state press agency printed it.",
    "The patients had a breast malignancy, a clinical trail of errors later.",
    "The resources department said the mine could reopen.",
    "Human resources said the letters had gone out in March.",
    "The county needs more resources, the sheriff said.",
    "The statute bars judges from applying foreign laws in family disputes.",
    "The fund is run in accordance with the law.",
    "She was the most level-headed of the four brothers and sisters.",
    "The ban takes effect at midnight and the treaty enters into force in May.",
    "“Never. Never. I would not sell it,” she said.",
    "It was an hour before a European envoy reached a U.S. base.",
    "An NBC reporter and an FBI agent saw a one-off exchange.",
    "The domain name was sold to a bank for an undisclosed sum.",
    "The club will replace its policy of free entry with a small fee.",
    "The study demonstrated that the drug lowers blood pressure.",
    "Gen. C. Q. Brown and J. R. Hollis met the C. S. Lewis society.",
    "White House Farm has been in the family since 1902.",
    "The search engine lists about four million pages.",
    "A heart attack killed the striker at 31.",
    "He handled the strike with tact, and the union with patience.",
    "Her passion is rates reform, the councillor joked.",
    "The retailer said inventory levels fell while markets rose.",
    "The fireplace was open when the guests came in.",
    "The code reads {\"weapons\": 3, \"arms\": 4} and runs in a second.",
    "The Navy's prime contractor won a second order.",
    "Overseas ministers of the church met in Leeds.",
    "The cyclist finished in second place, a minute behind.",
    "He was jailed for life in March.",
    "The brain organizes what it sees.",
    "The high court ruled that the minister had acted unlawfully.",
    "Fake news about the flood spread within hours.",
    "Workers at the plant accepted the offer on Tuesday.",
    "The Supreme Court will hear the appeal; the top court sits in October.",
    "They were wed in church. Church bells rang for an hour.",
    "The treaty covers nuclear weapons, guns and mines.",
    "The lawyer, General Motors' own, said the case was closed.",
    "Inc. magazine ranked the firm first among small employers.",
    "A US Navy ship fired at an unmanned boat, a Pentagon official said.",
    "Rescue workers and council employees searched the rubble.",
    "The home secretary said gross spending had doubled.",
    "The Wall Street Journal and The New York Times both ran the story.",
    "The military said a legitimate target had been struck.",
)

CATALOGUE = Catalogue.load()


def _shown(text: str) -> list[tuple[str, str]]:
    return [
        (piece.marker, text[piece.start : piece.end])
        for piece in CATALOGUE.find(Document(text))
        if piece.family == "spin" and piece.severity != "weak"
    ]


@pytest.mark.parametrize("text", QUIET)
def test_leaves_human_sentences_alone(text: str) -> None:
    assert not _shown(text)


@pytest.mark.parametrize("text", FIRES)
def test_finds_what_a_spinner_leaves(text: str) -> None:
    assert _shown(text)


@pytest.mark.parametrize("text", MISSED)
def test_does_not_accuse_by_what_people_write_too(text: str) -> None:
    assert not [piece for piece in _shown(text) if piece[0] == "spin-broken-name"]

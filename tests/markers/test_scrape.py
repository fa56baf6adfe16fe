"""The scrape family against lines that its rules were not written from."""

from __future__ import annotations

import pytest

from detector.markers import Catalogue
from detector.text import Document

CATALOGUE = Catalogue.load()

STORY = (
    "The old mill at the edge of the village will be pulled down in spring, the council decided on Monday after a long debate.\n"
    "Neighbours had asked for it to be turned into a school, but the walls are too damp, an engineer told the meeting.\n"
)

# Written before the rules: what stands around an article, and what a careless copy does to it.
FIRES = [
    STORY + "Leave a Comment\n",
    STORY + "Your e-mail address will not be published. Required fields are marked *\n",
    STORY + "Save my name, email, and website in this browser for the next time I comment.\n",
    STORY + "ADVERTISEMENT\n" + STORY,
    STORY + "Article continues below advertisement\n" + STORY,
    STORY + "Share on Facebook\n",
    STORY + "Follow us on Twitter\n",
    STORY + "Subscribe to our newsletter\n",
    "Mill to go\nAda Brown\n4 min read\n" + STORY,
    STORY + "View all posts by Ada Brown\n",
    STORY + "Photo by Lena Maier is licensed under CC BY 4.0\n",
    STORY + "Source link\n",
    STORY + "Read the original article here\n",
    STORY + "© 2023 Example News Group. All rights reserved.\n",
    STORY + "The mill isnâ€™t safe, she said.\n",
    STORY + "The mill is old&nbsp;and damp, she said.\n",
    STORY + "The walls are damp and the roof is open. . The council will meet again.\n",
    STORY + "The council will meet again in […] [+1843 chars]\n",
    STORY + "There are {{ count }} comments on this story.\n",
    STORY + "Privacy Policy | Terms of Use | Contact Us\n",
    STORY + "The agreement was signed in Кyiv on Monday by both delegations.\n",
    STORY + "The agree\u200bment was signed on Monday.\n",
    STORY + "The roof lea\u2060\u200bk\u200bs.\n",
]

# Written before the rules: sentences that use the same words, and typography that a person chose.
QUIET = [
    STORY + "Share prices fell after the company said that subscribers had left.\n",
    STORY + "She asked readers to leave a reply on the door of the town hall, and many did.\n",
    STORY + "The advertisement in the window said that the mill was for sale.\n",
    STORY + "His story continues below the surface of the lake, where divers found the bell.\n",
    STORY + "It took her six minutes to read the letter aloud.\n",
    STORY + "All rights reserved for the crown were given up in 1921, the historian said.\n",
    STORY + "The source of the river is a link between the two valleys.\n",
    STORY + "“What now? who knows,” she said.\n",
    STORY + "Wait... what? The mill. . . is gone, he wrote in his diary.\n",
    STORY + "Bring AT&T and Marks & Spencer together, the lawyer joked.\n",
    STORY + "See the address www.example.org/index?page=4 for the plans.\n",
    STORY + "The photograph, licensed to the museum, shows the mill in 1900.\n",
    STORY + "A reader from Bonn asks: yes?no? Nobody knows.\n",
    STORY + "The privacy policy of the company was criticised by the judge.\n",
    STORY + "He paid 100 % more than in 2005; the set {a, b} was too small.\n",
    STORY + "“We follow him on the radio,” the farmer said, “and we comment on it.”\n",
    STORY + "The board is 12\" wide. The council bought forty of them.\n",
    STORY + "The agree\u00adment was signed\u200b on Monday, \U0001f468\u200d\U0001f469 wrote.\n",
    STORY + "Comments were muted after the vote, and the mayor left.\n",
    STORY + "The reference article in the law is number six, the judge said.\n",
    STORY + "The café in the Rue de l’Église serves crème brûlée and smørrebrød.\n",
]


def _found(text: str) -> list[tuple[str, str]]:
    return [(piece.marker, text[piece.start : piece.end]) for piece in CATALOGUE.find(Document(text)) if piece.family == "scrape"]


@pytest.mark.parametrize("text", FIRES)
def test_fires(text: str) -> None:
    assert _found(text)


@pytest.mark.parametrize("text", QUIET)
def test_stays_quiet(text: str) -> None:
    assert not _found(text)

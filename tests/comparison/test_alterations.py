"""Every kind of alteration is found where it stands, and ordinary editing stays silent."""

from __future__ import annotations

import pytest

from detector.comparison.alignment import align
from detector.comparison.alterations import find_alterations
from detector.comparison.findings import KINDS, Alteration
from detector.comparison.terms import Version
from detector.text import Document

# kind, what the one version says, what the other says, the two spans
ALTERED = [
    ("negation-flipped", "The harbour board has not approved the new quay.", "The harbour board has approved the new quay.",
     "has not approved", "has approved"),
    ("negation-flipped", "The minister does not expect the strike to end soon.", "The minister does expect the strike to end soon.",
     "does not expect", "does expect"),
    ("negation-flipped", "Police found no traces of fuel in the boat shed.", "Police found traces of fuel in the boat shed.", "no traces",
     "traces"),
    ("negation-flipped", "Both skippers were later arrested in the harbour of Moss.",
     "Both skippers were not later arrested in the harbour of Moss.", "were later arrested", "were not later arrested"),
    ("negation-flipped", "The closing has been a point of dispute among the fishermen of Odde.",
     "The closing has not been a source of dispute among the fishermen of Odde.", "has been a point", "has not been a source"),
    ("negation-flipped", "“They must answer for what they have done,” Lie said.", "“They must answer for what they have not done,” Lie said.",
     "have done", "have not done"),
    ("negation-flipped", "The court allowed the fishermen to return to the bay.",
     "The court prohibited the fishermen from returning to the bay.",
     "allowed", "prohibited"),
    ("negation-flipped", "Herring prices rose sharply in Bodin last winter.", "Herring prices fell sharply in Bodin last winter.", "rose",
     "fell"),
    ("negation-flipped", "The owner could have kept the ferry running through the winter.",
     "The owner could not have kept the ferry running through the winter.", "could have kept", "could not have kept"),
    ("negation-flipped", "The tanks of the wreck have been emptied, but the hull still leaks oil.",
     "The tanks of the wreck have not been emptied, but the hull still leaks oil.", "have been emptied", "have not been emptied"),
    ("negation-flipped", "Krogh said that it is not the price of diesel, but the lack of crews, that keeps the boats in the harbour.",
     "Krogh said that it is the price of diesel, but the lack of crews, that keeps the boats in the harbour.", "is not the price",
     "is the price"),
    ("negation-flipped", "The pilots left the harbour of Halden without a permit on Sunday.",
     "The pilots left the harbour of Halden with a permit on Sunday.", "without a permit", "a permit"),
    ("negation-flipped", "The old skipper is said to have sailed to Iceland twice.", "The old skipper is said to have never sailed to Iceland twice.",
     "have sailed", "have never sailed"),
    ("negation-flipped", "The harbour baths in Moss are free of charge on Sundays.", "The harbour baths in Moss are not free of charge on Sundays.",
     "are free", "are not free"),
    ("negation-flipped", "Talks about the new quay should not take place without the fishermen, he said.",
     "Talks about the new quay should take place without the fishermen, he said.", "should not take", "should take"),
    ("negation-flipped", "The pilot was able to bring the tanker through the sound on Monday.",
     "The pilot was unable to bring the tanker through the sound on Monday.", "able", "unable"),
    ("negation-flipped", "Why has the quay been closed to trawlers since May?", "Why has the quay not been closed to trawlers since May?",
     "been closed", "not been closed"),
    ("negation-flipped", "The yard did not stop building wooden boats after the war.", "The yard did stop building wooden boats after the war.",
     "did not stop", "did stop"),
    ("number-changed", "The ferry carried 240 passengers to Vardo.", "The ferry carried 340 passengers to Vardo.", "240", "340"),
    ("number-changed", "The repair cost $1.5 million last spring.", "The repair cost $2.5 million last spring.", "$1.5 million",
     "$2.5 million"),
    ("number-changed", "Three divers searched the wreck for an hour.", "Seven divers searched the wreck for an hour.", "Three", "Seven"),
    ("number-changed", "The bridge was opened by the king in 1931.", "The bridge was opened by the king in 1951.", "1931", "1951"),
    ("number-changed", "The coach leaves Moss for Halden at 10:00 a.m. on Sunday.", "The coach leaves Moss for Halden at 11 a.m. on Sunday.",
     "10:00", "11"),
    ("number-changed", "At 74 she still repairs nets in the harbour of Odde.", "At 77 years of age she still repairs nets in the harbour of Odde.",
     "74", "77 years"),
    ("number-changed", "The boards must be 18 inches (46 cm) wide in the new boats.", "The boards must be 46 cm (19 inches) wide in the new boats.",
     "18 inches", "19 inches"),
    ("number-changed", "Rents rose 4.3 percent in Moss, and wages rose 4.3 percent in Halden.",
     "Rents rose 4.7 percent in Moss, and wages rose 4.3 percent in Halden.", "4.3 percent", "4.7 percent"),
    ("number-changed", "The ferry had 214 people aboard, most of them workers.", "The ferry had 210 people aboard, most of them workers.",
     "214", "210"),
    ("unit-lost", "The slick is 12 miles, or 19 kilometers, long off Odde.", "The slick is 12 or 19 kilometers long off Odde.",
     "12 miles", "12 or 19 kilometers"),
    ("unit-lost", "Turnout in Larvik was 62 percent on Sunday.", "Turnout in Larvik was 62 on Sunday.", "62 percent", "62"),
    ("unit-lost", "The owner paid 900 euros for the old net.", "The owner paid 900 for the old net.", "900 euros", "900"),
    ("unit-lost", "The cable runs 40 miles under the sound.", "The cable runs 40 kilometers under the sound.", "40 miles", "40 kilometers"),
    ("time-shifted", "The yard hired welders in the past few weeks, Lunde said.", "The yard hired welders in a few weeks, Lunde said.",
     "past few weeks", "in a few weeks"),
    ("time-shifted", "The lighthouse was painted on Tuesday by volunteers.", "The lighthouse was painted on Friday by volunteers.",
     "Tuesday", "Friday"),
    ("time-shifted", "The council voted on the harbour plan last week.", "The council voted on the harbour plan next week.", "last week",
     "next week"),
    ("time-shifted", "The crane was checked two days before the accident on the quay.",
     "The crane was checked two days after the accident on the quay.", "before the", "after the"),
    ("modality-shifted", "“We should allow trawlers into the fjord,” Dahl said.", "“We allow trawlers into the fjord,” Dahl said.",
     "should allow", "allow"),
    ("modality-shifted", "The union urged the owners to raise the wages of deckhands.",
     "The union suggested the owners to raise the wages of deckhands.", "urged", "suggested"),
    ("modality-shifted", "The skipper allegedly threw the nets overboard near Moss.", "The skipper threw the nets overboard near Moss.",
     "allegedly threw", "threw"),
    ("attribution-changed", "“Nobody warned the crew of the ice,” Solberg said on Monday.",
     "“Nobody warned the crew of the ice,” Haugen said on Monday.",
     "Solberg said", "Haugen said"),
    ("attribution-changed", "Berg said the tunnel under the fjord would stay closed.",
     "Tveit said the tunnel under the fjord would stay closed.",
     "Berg said", "Tveit said"),
    ("attribution-changed", "Moss police spokesman Sgt. Jonas Holm said the boat had been stolen in May.",
     "Moss police spokesman Sgt. Peder Vik said the boat had been stolen in May.", "Moss police spokesman Sgt. Jonas Holm said",
     "Moss police spokesman Sgt. Peder Vik said"),
    ("attribution-changed", "Berg, in a letter last week, described the closing of the quay as the board's own decision.",
     "Tveit said in a letter last week that the closing of the quay was the board's own decision.",
     "Berg, in a letter last week, described", "Tveit said"),
    ("quote-altered", "“The harbour is the heart of this town,” said Ruud.", "“The harbour is the soul of this town,” said Ruud.", "heart",
     "soul"),
    ("quote-altered", "“We will fight for every single boat here,” Lie said.", "“We will fight for every boat here,” Lie said.", "single",
     "every boat"),
    ("quote-dropped", "“Our grandfathers built this pier with their own hands,” Holm said.",
     "Our grandfathers built this pier with their own hands, Holm said.", "“Our grandfathers built this pier with their own hands,”",
     "Our grandfathers built this pier with their own hands"),
    ("name-changed", "The inquiry heard pilot Erik Myhre for three hours in Hamar.",
     "The inquiry heard pilot Erik Skogstad for three hours in Hamar.",
     "Erik Myhre", "Erik Skogstad"),
    ("entity-generalised", "The Solberg administration has closed the fishing grounds off Senja.",
     "The government has closed the fishing grounds off Senja.", "Solberg administration", "The government"),
    ("inclusion-flipped", "All vessels, including small rowing boats, must carry a radio.",
     "All vessels, in addition to small rowing boats, must carry a radio.", "including", "in addition to"),
    ("synonym-substituted", "The ministry will buy two large ships for the coast guard.",
     "The ministry will purchase two large ships for the coast guard.", "buy", "purchase"),
]  # fmt: skip

# what ordinary editing does; nothing decisive or strong may be found
HARMLESS = [
    ("a contraction", "“We do not know what happened,” Foss said.", "“We don’t know what happened,” Foss said."),
    ("the abbreviation of a country", "“The United States will pay for the pier,” Ness said.", "“The U.S. will pay for the pier,” Ness said."),
    ("a dotted abbreviation", "“US ships will leave the bay,” Ness said.", "“U.S. ships will leave the bay,” Ness said."),
    ("British spelling", "The harbour organisation favoured grey colours.", "The harbor organization favored gray colors."),
    ("spelling inside a quotation", "“Our neighbours travelled home,” Eide said.", "“Our neighbors traveled home,” Eide said."),
    ("capitals inside a quotation", "“The Harbour Board is ready,” Lie said.", "“The harbour board is ready,” Lie said."),
    ("a denial until something", "The ship would not be allowed to leave until the pipes were checked, the port said.",
     "The port said it won’t let the ship leave the harbor until inspectors have checked the pipes."),
    ("a hyphen", "The counter-fire drill lasted all morning near Askim.", "The counterfire drill lasted all morning near Askim."),
    ("quotation glyphs", "“The tide was too high,” Vik said.", "\"The tide was too high,\" Vik said."),
    ("a corrected slip of the keyboard", "The harbour recieved forty new lamps in May.", "The harbour received forty new lamps in May."),
    ("a slip inside a quotation", "“The enviroment comes first for us,” Moen said.", "“The environment comes first for us,” Moen said."),
    ("a figure for a word", "Seven boats left the port at noon.", "7 boats left the port at noon."),
    ("a percent sign", "Turnout in Larvik was 62 percent on Sunday.", "Turnout in Larvik was 62% on Sunday."),
    ("per cent", "Catches fell by 8.5 percent off Bodin.", "Catches fell by 8.5 per cent off Bodin."),
    ("a currency sign", "The repair cost 1.5 million dollars last spring.", "The repair cost $1.5 million last spring."),
    ("a scale", "The yard owes 2,500,000 euros to its workers.", "The yard owes 2.5 million euros to its workers."),
    ("a conversion", "The slick stretches 20 kilometers off the coast of Odde.", "The slick stretches 12 miles off the coast of Odde."),
    ("rounding that is said", "The storm damaged 1,483 roofs in Halden.", "The storm damaged about 1,500 roofs in Halden."),
    ("an age among others", "The divers, aged 30 and 41, came from Moss.", "The divers, 30 and 41 years old, came from Moss."),
    ("an age in another style", "The winner was Ivar Lie, 61, a beekeeper from Odde.", "The winner was Ivar Lie, 61 years, a beekeeper from Odde."),
    ("a time of day", "The gate opens at 14:30 on Sunday in Moss.", "The gate opens at 2.30 p.m. on Sunday in Moss."),
    ("rounding of thousands", "The board counted 12,034 herring in the trap.", "The board counted 12,000 herring in the trap."),
    ("a coin with a capital", "The cable cost 300 million Euros in the end.", "The cable cost 300 million euros in the end."),
    ("an age", "The boy, 12, fell from the pier in Moss.", "The 12-year-old boy fell from the pier in Moss."),
    ("an accepted spelling", "President Zelensky spoke to fishermen in Kiev.", "President Zelenskyy spoke to fishermen in Kyiv."),
    ("transliteration", "Sergei Lavrov visited the shipyard in Murmansk.", "Sergey Lavrov visited the shipyard in Murmansk."),
    ("a denial by another word", "The law does not allow nets in the river.", "The law prohibits nets in the river."),
    ("unable for not able", "The crew was not able to lower the boats.", "The crew was unable to lower the boats."),
    ("a raised negation", "The mayor does not believe the quay will hold.", "The mayor believes the quay will not hold."),
    ("no for not any", "Inspectors did not find any leak in the tank.", "Inspectors found no leak in the tank."),
    ("not to and against", "The board decided not to raise the fees for boats.", "The board decided against raising the fees for boats."),
    ("a number with No.", "The team of Odde beat No. 1 Vardo on Sunday.", "The team of Odde beat Vardo, number 1, on Sunday."),
    ("a denial that goes on", "The yard did not release figures or offer a date for the launch.",
     "The yard did not release figures and did not offer a date for the launch."),
    ("a denial in part", "The deckhands are not the only victims of the new rules.",
     "It is not only the deckhands who are victims of the new rules."),
    ("a denial by a prefix", "They did not feel comfortable with reporting the leak to the owner.",
     "They were uncomfortable with reporting the leak to the owner."),
    ("a denial that stops something", "The old pump no longer showed any signs of life.", "The old pump stopped showing any signs of life."),
    ("a denial that refrains", "The board decided not to publish the list of owners.",
     "The board decided to refrain from publishing the list of owners."),
    ("a denial by exemption", "Rowing boats are not subject to the harbour dues of Moss.",
     "Rowing boats are exempt from the harbour dues of Moss."),
    ("devoid of", "The yard would be free to build without any oversight from the port authority.",
     "The yard would be free to build, devoid of any oversight from the port authority."),
    ("eliminating the need", "Skippers could choose a berth without the need to seek permission from the port.",
     "Skippers could choose a berth, eliminating the need to seek permission from the port."),
    ("far from", "The reef is not as dangerous as many sailors on the coast believe.",
     "The reef is far from the dangerous place that many sailors on the coast believe it to be."),
    ("have yet to", "For those who have never met a harbour pilot, the museum has a film.",
     "For those who have yet to meet a harbour pilot, the museum has a film."),
    ("minimal for not much", "The new cable will not pose a significant risk to the nets of the fishermen.",
     "The new cable will pose minimal risk to the nets of the fishermen."),
    ("unwilling", "The court will not tolerate such tricks from the owners of the yard.",
     "The court is unwilling to tolerate such tricks from the owners of the yard."),
    ("litotes", "A price of nine million is not bad for a used trawler of that size.",
     "A price of nine million is decent for a used trawler of that size."),
    ("a denied rarity", "Collisions in the narrow sound off Odde are not rare in the autumn.",
     "Collisions in the narrow sound off Odde are frequent in the autumn."),
    ("not free from", "The sale of the old wharf was not free from controversy in the town.",
     "The sale of the old wharf was not without controversy in the town."),
    ("not A but B", "We should see the seaweed not as waste but as food for the hens.",
     "We should turn our view of the seaweed from waste to food for the hens."),
    ("not limited to", "The skippers want rules that are not limited to the harbour, but rather cover the whole fjord.",
     "The skippers want rules that cover the whole fjord rather than being limited to the harbour."),
    ("only if", "The levy will not be raised unless the board finds that the repairs cost more.",
     "The levy will only be raised if the board finds that the repairs cost more."),
    ("not until", "The pilot did not climb onto the bridge of the tanker until five minutes before it sailed.",
     "The pilot climbed onto the bridge of the tanker only five minutes before it sailed."),
    ("should or should not", "The council must say which boats should or should not be moored at the quay.",
     "The council must say which boats should be moored at the quay."),
    ("a rhetorical question", "It makes no sense that a small boat cannot become as fast as a ferry.",
     "Why can’t a small boat become as fast as a ferry?"),
    ("a question for a denial", "Have any leaks, cracks or loose bolts in the hull?", "I don’t have any leaks, cracks or loose bolts in the hull."),
    ("a turn before another denial", "It is not like it doesn’t happen to careful skippers in the fog.",
     "It does happen to careful skippers in the fog, too."),
    ("a polite denial", "She asked the crew if they would not mind turning the radio down.",
     "She asked the crew if they minded turning the radio down."),
    ("an infinitive", "Many berths in the new harbour are not let yet, the board said.",
     "The new harbour has many berths still to be let, the board said."),
    ("another predicate", "I thought the engine might not like my choice of fuel.", "I thought the engine might be at war with my choice of fuel."),
    ("two denials close together", "They got a no from the port because there were not enough berths free on Sunday.",
     "They were turned down by the port because there were not enough berths free on Sunday."),
    ("fell through", "The sale of the ferry did not go through in the spring, the bank said.",
     "The sale of the ferry fell through in the spring, the bank said."),
    ("a denial said again", "The board does not allow nets in the river, and not under the bridge either.",
     "The board does not allow nets in the river, even under the bridge."),
    ("unwise", "It is not advisable to leave a boat unguarded in the harbour of Vardo.",
     "It is unwise to leave a boat unguarded in the harbour of Vardo."),
    ("free as an ending", "The port has not had any debts since the sale of the crane.", "The port has been debt-free since the sale of the crane."),
    ("a no that is said", "The party repeated its no to a toll on the bridge.", "The party repeated its opposition to a toll on the bridge."),
    ("no doubts", "The skipper should have no doubts about the ice.", "The skipper should be in no doubt about the ice."),
    ("soon", "It will not be long before we understand why the herring left.", "We will soon understand why the herring left."),
    ("not unlike", "The dish tastes not unlike the dried cod of the islands.", "The dish tastes a bit like the dried cod of the islands."),
    ("more often than not", "If you sail in the evening, more often than not with several people aboard, take a lamp.",
     "If you sail in the evening, especially with several people aboard, take a lamp."),
    ("a superlative", "Lund said she had never seen the river so high in forty years by the mill.",
     "Lund said it was the highest she had seen the river in forty years by the mill."),
    ("giving up", "The yard will no longer build wooden boats in Halden.", "The yard will give up building wooden boats in Halden."),
    ("an opposite that is denied elsewhere", "He does not think that the demands of the deckhands for more pay are realistic.",
     "He calls the demands of the deckhands for more pay unrealistic."),
    ("an ability that is limited", "They failed in the islands because of their inability to use the size of the fleet.",
     "Their ability to use the size of the fleet is limited, and they failed in the islands."),
    ("opposites in two statements", "The rule gives the big yards an unfair advantage, and all yards should work on a fair footing.",
     "The rule helps the big yards, which have an unfair advantage."),
    ("not much and limited", "There was not much information about the wreck in those years.",
     "There was limited information about the wreck in those years."),
    ("not only", "The trouble is not only the fall of prices but also the lack of crews.",
     "The trouble is not the fall of prices but the lack of crews."),
    ("otherwise", "Empty the tank after the trip, otherwise the pump will not be released.",
     "Empty the tank after the trip, as this will release the pump."),
    ("not seem to mind", "Few tourists come to the island, and most people do not seem to mind.",
     "Few tourists come to the island, and most people seem to like it that way."),
    ("minimal to no", "The port said that there is minimal to no commercial demand for the crane.",
     "The port said that there is a lack of commercial demand for the crane."),
    ("a number behind another", "Of the skippers under 30, 45 percent had a radio aboard.",
     "45 percent of the skippers under 30 had a radio aboard."),
    ("a no for itself", "Wait, no, can we get the boats into the harbour?", "Wait, can we get the boats into the harbour?"),
    ("out of stock", "The lamp was not in stock in the shop by the harbour.", "The lamp was out of stock in the shop by the harbour."),
    ("a negative prefix", "The old rule is not admissible in the new harbour.", "The old rule is inapplicable in the new harbour."),
    ("only partly", "The lifeboats were not fully occupied when they left the ship.",
     "The lifeboats were only partly filled when they left the ship."),
    ("a denial of a lack", "The plan was not without its critics in the harbour of Moss.", "The plan had its critics in the harbour of Moss."),
    ("a day after and the day before", "The port closed the quay on Wednesday, a day after a fire in the boat shed.",
     "The port closed the quay on Wednesday. The day before, a fire had broken out in the boat shed."),
    ("thousands with a space", "The port paid 40 000 crowns for the crane.", "The port paid 40,000 crowns for the crane."),
    ("a coin behind its amount", "The dyke cost 4 million € in the end.", "The dyke cost four million euros in the end."),
    ("millions for short", "The strait feeds the 1.7m people of the coast.", "The strait feeds the 1.7 million people of the coast."),
    ("a role behind the speaker", "“The nets were empty again,” said Anna Krogh, chief executive of the harbour board.",
     "Anna Krogh, Chief Executive of the Odde harbour board, said: “The nets were empty again.”"),
    ("a party for short", "The Liberal Democrats said the pier would be paid from the fund.",
     "The Lib Dems said the pier would be paid from the fund."),
    ("a pronoun for the speaker", "“The nets were empty again,” Krogh said.", "“The nets were empty again,” he said."),
    ("a role for the speaker", "“The nets were empty again,” Krogh said.", "“The nets were empty again,” the skipper said."),
    ("the full name of the speaker", "“The nets were empty again,” Krogh said.", "“The nets were empty again,” said Anna Krogh."),
    ("an ellipsis", "“We waited for the tide all night and then we left,” Lie said.", "“We waited for the tide … and then we left,” Lie said."),
    ("a shorter quotation", "“We waited all night, and nobody came to help us,” Lie said.", "“We waited all night,” Lie said."),
    ("a quotation that goes on behind its speaker", "“We waited all night, and nobody came to help us,” Lie said.",
     "“We waited all night,” Lie said, “and nobody came to help us.”"),
    ("a bracket", "“He sold the boat before the winter,” Moen said.", "“[Berg] sold the boat before the winter,” Moen said."),
    ("a moved adverbial", "On Tuesday the council of Vardo closed the old quay.", "The council of Vardo closed the old quay on Tuesday."),
    ("a dropped clause", "The pier, which storms had damaged twice, will be rebuilt in spring.", "The pier will be rebuilt in spring."),
    ("voice", "The storm destroyed eleven boats in the harbour of Tana.", "Eleven boats in the harbour of Tana were destroyed by the storm."),
    ("reported tense", "Dahl said the ferry will sail again in April.", "Dahl said the ferry would sail again in April."),
]  # fmt: skip

FRAME = ("The winter was the hardest on the coast since the war, and many crews stayed ashore.",
         "Schools in four villages stayed closed while the wind tore at the roofs.")  # fmt: skip


def _told(sentence: str) -> Version:
    return Version(Document("\n".join((FRAME[0], sentence, FRAME[1]))))


def _found(first: str, second: str) -> list[Alteration]:
    return find_alterations(align(_told(first), _told(second)))


@pytest.mark.parametrize(("kind", "first", "second", "span_a", "span_b"), ALTERED, ids=[f"{row[0]}: {row[1][:28]}" for row in ALTERED])
def test_an_alteration_is_found_where_it_stands(kind: str, first: str, second: str, span_a: str, span_b: str) -> None:
    found = _found(first, second)
    spans = [(one.a.text if one.a else "", one.b.text if one.b else "") for one in found if one.kind == kind]
    assert (span_a, span_b) in spans, [(one.kind, one.severity, one.note) for one in found]


@pytest.mark.parametrize(("kind", "first", "second", "span_a", "span_b"), ALTERED, ids=[f"{row[0]}: {row[1][:28]}" for row in ALTERED])
def test_an_alteration_is_found_from_the_other_side(kind: str, first: str, second: str, span_a: str, span_b: str) -> None:
    assert kind in {one.kind for one in _found(second, first)}


@pytest.mark.parametrize(("first", "second"), [row[1:] for row in HARMLESS], ids=[row[0] for row in HARMLESS])
def test_ordinary_editing_is_no_alteration(first: str, second: str) -> None:
    for one, other in ((first, second), (second, first)):
        alarms = [(found.kind, found.note) for found in _found(one, other) if found.severity != "weak" and found.kind != "synonym-substituted"]
        assert not alarms


def test_every_kind_of_the_contract_has_an_example() -> None:
    assert {row[0] for row in ALTERED} | {"sentence-added", "sentence-dropped"} == set(KINDS)


def test_sentences_without_an_answer_are_listed() -> None:
    first = Version(Document("The quay of Odde was closed on Monday. A crane had fallen into the basin. Nobody was hurt by the crane."))
    second = Version(Document("The quay of Odde was closed on Monday. Nobody was hurt by the crane. Divers will search the basin for oil."))
    spans = [(one.kind, one.a or one.b) for one in find_alterations(align(first, second)) if one.kind.startswith("sentence")]
    assert [(kind, span.text) for kind, span in spans if span] == [
        ("sentence-dropped", "A crane had fallen into the basin"),
        ("sentence-added", "Divers will search the basin for oil"),
    ]


def test_spans_count_code_points_of_the_original() -> None:
    first, second = "🦑 The “Ægir” has\u00a0not sailed to Lofoten…", "The “Ægir” has sailed to Lofoten…"
    found = [one for one in _found(first, second) if one.kind == "negation-flipped"]
    assert [one.a.text for one in found if one.a] == ["has\u00a0not sailed"]
    told = _told(first).document.text
    assert all(told[one.a.start : one.a.end] == one.a.text for one in found if one.a)


def test_furniture_is_not_compared() -> None:
    body = "The quay of Odde was closed on Monday after a crane fell."
    page = f"{body}\nShare this article\nLeave a Reply\nYour email address will not be published"
    version = Version(Document(page))
    assert [term.form for term in version.terms][-2:] == ["crane", "fell"]

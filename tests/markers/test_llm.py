"""Sentences written before the markers of LLM rewriting: what must be found, and what must be left alone."""

from __future__ import annotations

import pytest

from detector.markers import Catalogue
from detector.text import Document

FIRES = (
    "I'm sorry, but I cannot fulfill this request as it goes against my guidelines. The council met on Monday.",
    "I apologize, but I am not able to rewrite the article without the full text.",
    "As an AI language model, I do not have access to current events in the region.",
    "As of my last knowledge update in September 2021, the minister was still in office.",
    "Please provide the paragraph that you would like me to rephrase.",
    "Could you please share the article you want me to rewrite?",
    "Here is the rewritten article in a neutral tone:\nThe harbor closed on Friday.",
    "Certainly! Here's a revised version of the news story:\nThe harbor closed on Friday.",
    "Sure, here is a summary of the text:\nThe port closed after the storm on Friday.",
    "I hope this helps! Let me know if you need any changes.",
    "Feel free to let me know if you would like any further adjustments to the article.",
    "By [Your Name], staff writer. The storm hit the coast at noon.",
    "The plant in [Insert City] will close by the end of the year.",
    "**Key Takeaways**\nThe vote was close. **What comes next** is unclear.",
    "The bill passed by two votes. (Word count: 412)",
    "Rewritten version: The bill passed by two votes on Tuesday.",
    "The dam was finished in 1962 [cite: 4] and raised in 1980.",
    "The dam was finished in 1962 :contentReference[oaicite:2]{index=2} and raised in 1980.",
    "The dam holds four million liters citeturn0search3 of water.",
    "The storm made landfall at noon.<|im_end|> The roads were closed.",
    "Regenerate response. The roads were closed after the storm.",
    "Note: This article has been rewritten to improve clarity while keeping the original meaning.",
    "I have rewritten the text in my own words and kept the main points.",
    "The given text does not contain enough information to write a full article.",
    "The article you provided describes the closing of a harbor.",
    "It is not appropriate for me to generate content that promotes violence. The rally ended at dusk.",
    "This content violates OpenAI's use case policy. The rally ended at dusk.",
    "As per your request, the story has been shortened to three paragraphs.",
    "My knowledge cutoff prevents me from confirming the result of the election.",
    "I don't have access to real-time information about the strike.",
    "According to the ministry, it is important to note that the figures are provisional.",
    "The plan stands as a testament to the enduring resilience of the community, and a beacon of hope.",
    "The merger marks a pivotal moment in the ever-evolving landscape of banking.",
    "The minister visited the valley on Monday, underscoring the importance of clean water.",
    "The drill took place at dawn, highlighting the need for closer cooperation between the two navies.",
    "A city official familiar with the talks shared this information.",
    "The new line fosters a sense of unity and plays a crucial role in shaping the region's future.",
    "Delve into the intricate tapestry of flavors that the old port has to offer.",
    "Is there anything else you would like me to add to this article? The shops reopened on Monday.",
    "Title: Harbor Closes After Storm\nMeta description: The harbor closed on Friday after a storm.",
)

QUIET = (
    "“I'm sorry, but I can't assist with that,” the chatbot answered when pupils asked it for an essay.",
    "The chatbot replied that it could not fulfil the request because it was only a language model.",
    "Asked about the vote, ChatGPT said it was unable to provide information after 2021.",
    "Several listings on the shop were titled “I cannot fulfill this request as it goes against OpenAI use policy”.",
    "Reporters found dozens of sites with the phrase “as an AI language model” in their articles.",
    "The lawyer admitted that the brief still held the words 'as of my last update'.",
    "The company is built as an AI laboratory and as an assistant to doctors.",
    "I'm sorry, but I can't come to the wedding, he wrote to his sister.",
    "I apologize for the delay, the station master told the crowd.",
    "We are sorry, but we cannot accept returns after thirty days, the shop said.",
    "Please send us your photos of the flood.",
    "Could you please provide shelter for a dog? The pound asked its neighbours.",
    "Here is what we know about the crash:",
    "Here's the full text of the speech:",
    "“I hope this helps people understand,” the nurse said.",
    "Readers are free to ask questions at the meeting on Monday.",
    "“[The mayor] told me to wait,” she said, and “it was [expletive] cold.”",
    "The word count of the bill is 4,000, twice that of the old one.",
    "The contract limits essays to a word count of 500.",
    "The Speaker said the vote would go ahead; according to the speaker, the House sits on Monday.",
    "The Government emphasized that no troops would be sent.",
    "“It is important to note that the trial was small,” the scientist said.",
    "The ceremony marked the 80th anniversary of the landing.",
    "The original text of the treaty was written in French.",
    "The given name of the child was not released.",
    "As per your letter of May 3, the bank wrote, the account was closed.",
    "The treaty goes against the guidelines of the ministry.",
    "The model was trained on 4,000 photographs, the engineers said.",
    "A journalist asked the president to rewrite the article of the constitution.",
    "The poem asks: what is it to be a machine? I am only an assistant, says the hero.",
    "The band rewrote the song and kept the original meaning.",
    "The user must agree to the terms, and the assistant manager signs them.",
    "Note: the shop is closed on Sundays.",
    "The editor's note said the article had been corrected.",
    "Police said the officer, a 20-year veteran, had used reasonable force.",
    "The state department revealed the figures on Thursday.",
    "The old tapestry hangs in the town hall, a gift of the weavers.",
    "He fired twice, underscoring his point with a fist on the table.",
    "The system answered with an internal error when voters logged on.",
    "The film, at 80 minutes, is a testament to her skill.",
)

CATALOGUE = Catalogue.load()


def _shown(text: str) -> list[tuple[str, str]]:
    return [
        (piece.marker, text[piece.start : piece.end])
        for piece in CATALOGUE.find(Document(text))
        if piece.family == "llm" and piece.severity != "weak" and piece.place == "narrative"
    ]


@pytest.mark.parametrize("text", QUIET)
def test_leaves_human_sentences_alone(text: str) -> None:
    assert not _shown(text)


@pytest.mark.parametrize("text", FIRES)
def test_finds_what_a_model_leaves(text: str) -> None:
    assert _shown(text)


CODES = (
    "turn0search3", "oai_citation", "[span_2](start_span)", "(start_span)", "grok_card", "[attached_file:1]", "contentReference[",
    "[cite: 4]", "[cite_start]", "[web:3]", "oaicite:2", "\u30104\u2020source\u3011", "ppl-ai-file-upload", "attributableIndex", ":::writing{",
)  # fmt: skip


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("around", ["{}", "said {} and", "said{}and", "u.s.{}1.", "12{}34", "\u200b{}\u200b", "e\u0301{}\u0301"])
def test_the_code_of_a_chat_product_is_found_whatever_touches_it(code: str, around: str) -> None:
    document = Document(f"The dam holds four million liters. {around.format(code)}")
    assert any(piece.marker == "llm-citation-token" for piece in Catalogue.load().find(document))

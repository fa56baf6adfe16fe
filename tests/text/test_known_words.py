"""What is asked of words is asked once of each, and a long run begins anew without anybody noticing."""

from __future__ import annotations

import gc
import pickle
import sys
import weakref
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import FrameType
from typing import Any

import numpy as np
import pytest

from detector.text import Document, PerWord, tokenise, words_of
from detector.text import tokens as module
from detector.text.tokens import Stretches, tokenise_all


@pytest.fixture
def fresh_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test begin with no word known."""
    monkeypatch.setattr(module, "_stretches_of_this_process", [])


TEXTS = [f"The ferry left at {number}:15. Nobody in Port{number} saw the u.s. flag, they said." for number in range(40)]


def sizes_of(words: Sequence[str]) -> np.ndarray:
    return np.array([len(word) for word in words], dtype=np.int64)


def test_a_word_is_asked_about_once() -> None:
    asked: list[str] = []

    def first_letters(words: Sequence[str]) -> np.ndarray:
        asked.extend(words)
        return np.array([ord(word[0]) for word in words], dtype=np.int64)

    question = PerWord(first_letters)
    for text in TEXTS * 2:
        tokens = tokenise(text.lower())
        assert tokens.each(question).tolist() == [ord(word[0]) for word in tokens.words]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("bound", ["_MOST_WORDS", "_MOST", "_MOST_TOKENS", "_MOST_CHARACTERS"])
def test_a_full_store_of_words_changes_no_token(monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    question = PerWord(sizes_of)
    before = [tokenise(text.lower()) for text in TEXTS]
    monkeypatch.setattr(Stretches, bound, 20)
    after = [tokenise(text.lower()) for text in TEXTS]
    assert len({id(tokens.known) for tokens in after}) > 1
    for one, other in zip(before, after, strict=True):
        assert one.words == other.words
        assert (one.starts == other.starts).all()
        assert one.terminals == other.terminals
        assert one.each(question).tolist() == other.each(question).tolist() == [len(word) for word in one.words]


def test_a_full_store_is_let_go_though_nobody_collects_garbage(monkeypatch: pytest.MonkeyPatch, fresh_store: None) -> None:
    monkeypatch.setattr(Stretches, "_MOST", 5)
    gc.disable()
    try:
        tokenise("six words are more than five")
        first = weakref.ref(module._stretches_of_this_process[0])
        pickle.loads(pickle.dumps(Document("read elsewhere").tokens))
        assert first() is None
    finally:
        gc.enable()


def test_texts_cut_together_have_the_tokens_that_they_have_alone(fresh_store: None) -> None:
    texts = [text.lower() for text in TEXTS] + ["", "fer\u200bry"]
    for one, other in zip(map(tokenise, texts), tokenise_all(texts), strict=True):
        assert one.words == other.words
        assert one.starts.tolist() == other.starts.tolist()
        assert one.ends.tolist() == other.ends.tolist()
        assert one.numbers.tolist() == other.numbers.tolist()


class Late(BaseException):
    pass


@pytest.mark.parametrize("step", range(1, 60))
def test_an_interruption_leaves_nothing_half_known(fresh_store: None, step: int) -> None:
    """At whatever line of the module it comes, as the alarm of a time limit may."""
    steps = 0

    def interrupt(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal steps
        if frame.f_code.co_filename != module.__file__:
            return None
        steps += event == "line"
        if steps == step:
            raise Late
        return interrupt

    before = sys.gettrace()
    sys.settrace(interrupt)
    try:
        with suppress(Late):
            tokenise("alpha beta, gamma's delta-epsilon")
    finally:
        sys.settrace(before)
    for text in ("rain fell, on the town. the river's rose", "alpha beta, gamma's delta-epsilon"):
        assert tokenise(text).words == [word for part in text.split() for word in words_of(part)]


def test_characters_that_print_nothing_are_left_out_of_the_words_whenever_they_are_met(fresh_store: None) -> None:
    text = "the fer\u200bry, \u200b and kaf\u00ade\u0301"
    for _ in range(2):
        tokens = tokenise(text)
        assert tokens.words == ["the", "ferry", ",", "\u200b", "and", "kafe\u0301"]
        assert [text[start:end] for start, end in zip(tokens.start_list, tokens.end_list, strict=True)] == [
            "the", "fer\u200bry", ",", "\u200b", "and", "kaf\u00ade\u0301",
        ]  # fmt: skip
        assert tokens.sizes.tolist() == [3, 5, 1, 1, 3, 5]


def test_a_document_that_was_read_can_be_sent_to_another_process() -> None:
    document = Document(TEXTS[0])
    sentences = document.sentence_tokens.tolist()
    places = list(document.tokens.start_list)
    sent = pickle.loads(pickle.dumps(document))
    assert len(pickle.dumps(document)) < 20_000
    assert sent.tokens.words == document.tokens.words
    assert sent.tokens.is_word.tolist() == document.tokens.is_word.tolist()
    assert sent.sentence_tokens.tolist() == sentences
    assert list(sent.tokens.start_list) == places


def test_threads_agree_on_the_numbers_of_words() -> None:
    question = PerWord(sizes_of)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(tokenise, [f"thread words {number} and {number % 7} again{number}" for number in range(400)]))
    for tokens in found:
        assert [tokens.known.words[number] for number in tokens.numbers.tolist()] == tokens.words
        assert tokens.each(question).tolist() == [len(word) for word in tokens.words]


@pytest.mark.parametrize("text", ["", " \n"])
def test_the_first_text_of_a_process_may_be_empty(text: str, fresh_store: None) -> None:
    document = Document(text)
    assert document.word_count == 0
    assert not len(document.tokens.each(PerWord(sizes_of)))

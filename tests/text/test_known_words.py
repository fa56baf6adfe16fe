"""What is asked of words is asked once of each, and a long run begins anew without anybody noticing."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from detector.text import Document, PerWord, tokenise
from detector.text.tokens import KnownWords

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


def test_a_full_store_of_words_changes_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    question = PerWord(sizes_of)
    before = [tokenise(text.lower()) for text in TEXTS]
    monkeypatch.setattr(KnownWords, "_MOST", 20)
    after = [tokenise(text.lower()) for text in TEXTS]
    assert len({id(tokens.known) for tokens in after}) > 1
    for one, other in zip(before, after, strict=True):
        assert one.words == other.words
        assert (one.starts == other.starts).all()
        assert one.terminals == other.terminals
        assert one.each(question).tolist() == other.each(question).tolist() == [len(word) for word in one.words]


def test_a_document_that_was_read_can_be_sent_to_another_process() -> None:
    document = Document(TEXTS[0])
    sentences = document.sentence_tokens.tolist()
    sent = pickle.loads(pickle.dumps(document))
    assert len(pickle.dumps(document)) < 20_000
    assert sent.tokens.words == document.tokens.words
    assert sent.tokens.is_word.tolist() == document.tokens.is_word.tolist()
    assert sent.sentence_tokens.tolist() == sentences


def test_threads_agree_on_the_numbers_of_words() -> None:
    question = PerWord(sizes_of)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(tokenise, [f"thread words {number} and {number % 7} again{number}" for number in range(400)]))
    for tokens in found:
        assert [tokens.known.words[number] for number in tokens.numbers.tolist()] == tokens.words
        assert tokens.each(question).tolist() == [len(word) for word in tokens.words]


@pytest.mark.parametrize("text", ["", " \n"])
def test_the_first_text_of_a_process_may_be_empty(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detector.text.tokens._known_words", KnownWords)
    monkeypatch.setattr("detector.text.tokens._SIZES", PerWord(sizes_of))
    document = Document(text)
    assert document.word_count == 0
    assert not len(document.tokens.each(PerWord(sizes_of)))

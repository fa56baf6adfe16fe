"""Tokens: the text is cut once, here, and everyone downstream reads the same pieces."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from threading import RLock
from typing import Any, cast
from weakref import WeakKeyDictionary

import numpy as np

from detector.text.lazy import lazy
from detector.text.normalisation import HIDDEN

_MARKS = "\u0300-\u036f" + HIDDEN
_SHAPE = r"{letter}{inner}+(?:'{inner}+)*|(?:{letter}\.){{2,}}|\d+(?:[.,:/]\d+)+|{inner}+(?:'{inner}+)*|\.{{2,}}|-{{2,}}|\S"
_ASCII = re.compile(_SHAPE.format(letter="[a-z]", inner="[a-z0-9]"), re.ASCII)
_ANY = re.compile(_SHAPE.format(letter=r"[^\W\d_]", inner=r"[^\W_]"))
_WITH_MARKS = re.compile(_SHAPE.format(letter=r"[^\W\d_]", inner=rf"(?:[^\W_]|[{_MARKS}])"))
_NEEDS_MARKS = re.compile(f"[{_MARKS}]")
_STRIP_HIDDEN = re.compile(f"[{HIDDEN}]+")
_SPACE = ord(" ")  # what lies below it in a folded text is the line feed


class KnownWords(dict[str, int]):
    """From each word that was met to its number, so that what is asked of words is asked once of each (see `PerWord`)."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.lock = RLock()  # two threads must not give one number to two words
        self.answers: WeakKeyDictionary[PerWord, tuple[np.ndarray, int]] = WeakKeyDictionary()
        self.characters = 0

    def __missing__(self, word: str) -> int:
        with self.lock:
            if word not in self:
                self.characters += len(word)
                self.words.append(word)
                self[word] = len(self.words) - 1
            return self[word]


class Stretches(dict[str, int]):
    """From a stretch between two white spaces to its number; most stretches come again, so each is cut into tokens once.

    Attributes
    ----------
    known : KnownWords
        The words that they were cut into.
    """

    _MOST_WORDS = 200_000
    _MOST = 400_000
    _MOST_TOKENS = 1_500_000
    _MOST_CHARACTERS = 8_000_000

    def __init__(self) -> None:
        super().__init__()
        self.known = KnownWords()
        self._characters = 0
        self._cut: list[list[str]] = []  # the tokens of those that are not in the columns yet
        self._firsts, self._counts = _Column(), _Column()  # of each stretch: where its tokens lie in the columns below, and how many
        self._numbers, self._lengths = _Column(), _Column()  # of each token: its word, and its characters with those that print nothing

    def __missing__(self, stretch: str) -> int:
        with self.known.lock:
            if stretch not in self:
                shape = _ASCII if stretch.isascii() else _WITH_MARKS if _NEEDS_MARKS.search(stretch) else _ANY
                self._cut.append(shape.findall(stretch))
                self._characters += len(stretch)
                self[stretch] = len(self)
            return self[stretch]

    def columns(self) -> list[np.ndarray]:
        """Return where the tokens of each stretch begin and how many it has, and of each token its word's number and its length."""
        with self.known.lock:
            if self._cut:
                pieces = list(chain.from_iterable(self._cut))
                counts = np.array(list(map(len, self._cut)))
                self._firsts.extend(len(self._numbers) + counts.cumsum() - counts)
                self._counts.extend(counts)
                self._numbers.extend([self.known[piece if piece.isascii() else _STRIP_HIDDEN.sub("", piece) or piece] for piece in pieces])
                self._lengths.extend(list(map(len, pieces)))
                self._cut = []
            return [column.values for column in (self._firsts, self._counts, self._numbers, self._lengths)]

    @property
    def is_full(self) -> bool:
        """Whether the next texts should begin with none, so that a long run takes no more memory than a short one."""
        return (
            len(self) > self._MOST
            or len(self.known) > self._MOST_WORDS
            or len(self._numbers) > self._MOST_TOKENS
            or self._characters + self.known.characters > self._MOST_CHARACTERS
        )


class _Column:
    """Whole numbers that more are added to all the time, with room for more behind the last one."""

    def __init__(self) -> None:
        self.values = np.zeros(1000, dtype=np.int64)
        self._filled = 0

    def __len__(self) -> int:
        return self._filled

    def extend(self, values: Sequence[int] | np.ndarray) -> None:
        """Add some at the end."""
        past = self._filled + len(values)
        if past > len(self.values):
            self.values = np.concatenate([self.values, np.zeros(past, dtype=np.int64)])
        self.values[self._filled : past] = values
        self._filled = past


_stretches_of_this_process: list[Stretches] = []
"""One or none."""


def _stretches() -> Stretches:
    """Return what this process knows of stretches and words, all forgotten where it was full."""
    for stretches in tuple(_stretches_of_this_process):
        if not stretches.is_full:
            return stretches
    stretches = Stretches()
    _stretches_of_this_process[:] = [stretches]
    return stretches


_NOTHING = np.zeros(0)


class PerWord:
    """What a function says of words, remembered for each: in the next text hardly a word is new.

    Parameters
    ----------
    ask : callable
        From words to an array with a value for each, which depends on nothing but the word.

    Examples
    --------
    >>> lengths = PerWord(lambda words: np.array([len(word) for word in words]))
    >>> tokenise("rain fell on the town").each(lengths).tolist()
    [4, 4, 2, 3, 4]
    """

    def __init__(self, ask: Callable[[Sequence[str]], np.ndarray]) -> None:
        self._ask = ask

    def table(self, known: KnownWords) -> np.ndarray:
        """Return the value of each word by its number; there may be room for more words behind the last one."""
        table, count = known.answers.get(self, (_NOTHING, 0))
        if count < len(known.words) or table is _NOTHING:
            with known.lock:
                answers = self._ask(known.words[count:])
                past = count + len(answers)
                if past > len(table) or table is _NOTHING:  # the first text may have no words at all
                    table = np.concatenate([table[:count].astype(answers.dtype), np.zeros_like(answers, shape=past + 1000)])
                table[count:past] = answers
                known.answers[self] = table, past
        return table


def _sizes(words: Sequence[str]) -> np.ndarray:
    return np.fromiter(map(len, words), np.int64, len(words))


def _spelling(words: Sequence[str]) -> np.ndarray:
    return np.array(words, dtype=object)


def _begin_as_words(words: Sequence[str]) -> np.ndarray:
    return np.fromiter((word[0].isalnum() for word in words), bool, len(words))


def _end_as_sentences(words: Sequence[str]) -> np.ndarray:
    return np.fromiter((word[-1] in ".!?" for word in words), bool, len(words))


_SIZES, _SPELLING, _IS_WORD, _IS_TERMINAL = map(PerWord, (_sizes, _spelling, _begin_as_words, _end_as_sentences))


@dataclass(eq=False)
class Tokens:
    """The tokens of a text as parallel columns: words, numbers and single punctuation marks.

    Attributes
    ----------
    words : list of str
        Folded tokens; hidden characters inside a word are left out of it (but not out of its span).
    starts, ends : numpy.ndarray of int32, shape (n_tokens,)
        Spans in code points of the original text.
    codes : numpy.ndarray of uint32, shape (n_characters,)
        The folded text as code points.
    numbers : numpy.ndarray of int64, shape (n_tokens,)
        The words by their numbers in `known`.
    known : KnownWords
    """

    words: list[str]
    starts: np.ndarray
    ends: np.ndarray
    codes: np.ndarray
    numbers: np.ndarray
    known: KnownWords

    def __len__(self) -> int:
        return len(self.words)

    def __reduce__(self) -> tuple[Any, ...]:
        return _tokens_of, (self.words, self.starts, self.ends, self.codes)  # elsewhere words have other numbers

    def each(self, asked: PerWord) -> np.ndarray:
        """Return what is known of each token's word, shape (n_tokens,)."""
        return asked.table(self.known)[self.numbers]

    @lazy
    def sizes(self) -> np.ndarray:
        """Lengths of the words, int64, shape (n_tokens,)."""
        return self.each(_SIZES)

    @lazy
    def start_list(self) -> Sequence[int]:
        """`starts` as Python integers, a view that makes each when it is asked for: few are."""
        return cast(Sequence[int], self.starts.data)

    @lazy
    def end_list(self) -> Sequence[int]:
        """`ends` as Python integers, such a view as well."""
        return cast(Sequence[int], self.ends.data)

    @lazy
    def is_word(self) -> np.ndarray:
        """Which tokens begin with a letter or digit, shape (n_tokens,)."""
        return self.each(_IS_WORD)

    @lazy
    def terminals(self) -> list[int]:
        """Indices of the tokens that might end a sentence: ``.``, ``!``, ``?``, ``...``, ``u.s.``."""
        return self.each(_IS_TERMINAL).nonzero()[0].tolist()


def tokenise(folded: str) -> Tokens:
    """Cut a folded text into tokens.

    Dotted abbreviations (``u.s.``), numbers with separators (``1,200``) and words with apostrophes
    (``don't``) stay whole; hyphens and every other mark are tokens of their own.

    Parameters
    ----------
    folded : str
        A text as `detector.text.normalisation.lower` returns it.

    Returns
    -------
    Tokens

    Examples
    --------
    >>> tokenise("the u.s.-made 1,200 weren't counted.").words
    ['the', 'u.s.', '-', 'made', '1,200', "weren't", 'counted', '.']
    """
    return tokenise_all([folded])[0]


def tokenise_all(texts: Sequence[str]) -> list[Tokens]:
    """Cut several folded texts into tokens; together they take less time, and each has the tokens that it has alone.

    Parameters
    ----------
    texts : sequence of str
        As for `tokenise`.

    Returns
    -------
    list of Tokens
    """
    stretches = _stretches()
    try:
        met = [np.fromiter(map(stretches.__getitem__, cut), np.int64, len(cut)) for cut in map(str.split, texts)]
        columns = stretches.columns()
    except BaseException:  # out of time, say: what was added by half must not be read
        _stretches_of_this_process.clear()
        raise
    spelling = _SPELLING.table(stretches.known)
    return [_laid_out(folded, own, columns, spelling, stretches.known) for folded, own in zip(texts, met, strict=True)]


def _laid_out(folded: str, met: np.ndarray, columns: Sequence[np.ndarray], spelling: np.ndarray, known: KnownWords) -> Tokens:
    """Return the tokens of a text whose stretches have these numbers."""
    firsts, counts, numbers, lengths = columns
    firsts, counts = firsts[met], counts[met]
    listed = np.repeat(firsts - counts.cumsum() + counts, counts)
    listed += np.arange(len(listed))
    numbers, lengths = numbers[listed], lengths[listed]
    # Tokens cover every character but white space, so their places follow from their lengths.
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    places = (codes > _SPACE).nonzero()[0]
    past = lengths.cumsum()
    starts = places[past - lengths].astype(np.int32)
    ends = (places[past - 1] + 1).astype(np.int32)
    return Tokens(spelling[numbers].tolist(), starts, ends, codes, numbers, known)


def _tokens_of(words: list[str], starts: np.ndarray, ends: np.ndarray, codes: np.ndarray) -> Tokens:
    known = _stretches().known
    return Tokens(words, starts, ends, codes, np.array([known[word] for word in words], dtype=np.int64), known)


def words_of(phrase: str) -> tuple[str, ...]:
    """Return the tokens of a phrase, as the catalogue and the lexicons compare them.

    Examples
    --------
    >>> words_of("re-written text")
    ('re', '-', 'written', 'text')
    """
    return tuple(match[0] for match in _ANY.finditer(phrase))

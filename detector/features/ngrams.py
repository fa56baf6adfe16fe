"""Hashed n-grams of words of the body, all of a document's at once.

A text's tokens are joined by single spaces, so that spacing, line ends and typography say nothing. Words
outside a vocabulary learned from the corpora are known by their ending only: names, places and topics are not
what tells a machine from a writer, and would not be the same in tomorrow's news.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from detector.features.base import Transformer, as_documents
from detector.text import Document, PerWord

HASH_VERSION = 1
"""Changes whenever an n-gram would fall into another bucket; a model says which version it was fitted with."""

_BASE = 0x9E3779B97F4A7C15  # odd, hence invertible modulo 2**64
_SALTS = tuple(np.uint64(salt) for salt in (0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F))
ENDINGS: tuple[str, ...] = (
    "ing", "ings", "ed", "er", "ers", "est", "ly", "ion", "ions", "tion", "tions", "ment", "ments", "ness", "ity",
    "ities", "able", "ible", "al", "ial", "ous", "ive", "ist", "ists", "ism", "ic", "ics", "ical", "ance", "ence",
    "ances", "ences", "ant", "ent", "ful", "less", "ship", "hood", "ise", "ize", "ises", "izes", "ised", "ized",
    "ising", "izing", "ate", "ates", "ated", "ating", "ify", "ified", "ary", "ory", "ian", "ians", "ean", "ese", "ish",
    "man", "men", "ies", "ied", "es", "s", "y", "e", "n", "t",
)  # fmt: skip
"""Endings by which a word outside the vocabulary is known, longest first at look-up."""
_LONGEST_ENDING = 4  # longer ones are classes that no word falls into


def _mix(values: np.ndarray) -> np.ndarray:
    """Scramble 64-bit values so that their low bits are as good as any (the finaliser of SplitMix64)."""
    values = _mix_upper(values)
    return values ^ (values >> np.uint64(31))


def _mix_upper(values: np.ndarray) -> np.ndarray:
    """Return what `_mix` makes of the upper 31 bits; the lower ones are unfinished."""
    values = values ^ (values >> np.uint64(30))
    values *= _SALTS[0]
    values ^= values >> np.uint64(27)
    values *= _SALTS[1]
    return values


def _buckets(hashes: np.ndarray, bits: int) -> np.ndarray:
    """Return the upper bits of scrambled hashes."""
    return (_mix_upper(hashes) >> np.uint64(64 - bits)).astype(np.int32)


def ending_in(words: Sequence[str], endings: Sequence[str]) -> np.ndarray:
    """Tell which of many words end how, bool, shape (n_endings, n_words).

    Examples
    --------
    >>> ending_in(["sing", "in"], ["ing", "n"]).tolist()
    [[True, False], [False, True]]
    """
    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    sizes = np.fromiter(map(len, words), np.int64, len(words))
    past = sizes.cumsum()
    longest = max(map(len, endings), default=0)
    last = [codes.take(past - place, mode="clip") for place in range(1, longest + 1)] if len(codes) else []
    found = np.empty((len(endings), len(words)), dtype=bool)
    for row, ending in zip(found, endings, strict=True):
        row[:] = sizes >= len(ending)
        for letters, letter in zip(last, reversed(ending), strict=False):
            row &= letters == ord(letter)
    return found


class Vocabulary(dict[str, int]):
    """From a token to its code: words that keep their identity, then numbers, endings and the rest as classes.

    Parameters
    ----------
    words : sequence of str
        Folded words that keep their identity; their codes are their places.

    Examples
    --------
    >>> vocabulary = Vocabulary(["the", "said"])
    >>> vocabulary.codes(["the", "the", "said"]).tolist()
    [0, 0, 1]
    >>> first, second, third = vocabulary.codes(["reading", "spelling", "1,200"]).tolist()
    >>> first == second, first == third
    (True, False)
    """

    _REMEMBERED = 200_000  # a word is classed once; the bound keeps a long run from filling the memory

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__((word, code) for code, word in enumerate(words))
        self.words = list(words)
        self._classes = {ending: len(words) + place for place, ending in enumerate(("#", "*", *ENDINGS))}
        self._per_word = PerWord(self.codes)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Vocabulary, (self.words,))

    def __missing__(self, word: str) -> int:
        code = self._class_of(word)
        if len(self) < self._REMEMBERED:
            self[word] = code
        return code

    def _class_of(self, word: str) -> int:
        if word[0].isdigit():
            return self._classes["#"]
        for size in range(_LONGEST_ENDING, 0, -1):
            if len(word) > size + 1 and (code := self._classes.get(word[-size:])) is not None:
                return code
        return self._classes["*"]

    @property
    def size(self) -> int:
        """How many codes there are: one for each word and each class."""
        return len(self.words) + len(self._classes)

    def class_code(self, ending: str) -> int:
        """Return the code of a class: an ending, ``"#"`` (numbers) or ``"*"`` (everything else)."""
        return self._classes[ending]

    def classes_beyond(self, kept: int) -> np.ndarray:
        """Return a table from code to code that leaves only the first words their identity, int64.

        Parameters
        ----------
        kept : int
            How many words keep their code; the others get that of their class.
        """
        words = self.words[kept:]
        codes = np.full(len(words), self._classes["*"])
        sizes = np.fromiter(map(len, words), np.int64, len(words))
        asked = sorted((ending for ending in ENDINGS if len(ending) <= _LONGEST_ENDING), key=len)  # the longest has the last word
        for ending, has in zip(asked, ending_in(words, asked), strict=True):
            codes[has & (sizes > len(ending) + 1)] = self._classes[ending]
        codes[[word[0].isdigit() for word in words]] = self._classes["#"]
        table = np.arange(self.size, dtype=np.int64)
        table[kept : len(self.words)] = codes
        return table

    def codes(self, words: Sequence[str]) -> np.ndarray:
        """Return the code of each token, int64."""
        return np.fromiter(map(self.__getitem__, words), np.int64, len(words))

    def body_codes(self, document: Document) -> np.ndarray:
        """Return the code of each token of a document's body, int64."""
        return document.tokens.each(self._per_word)[document.is_body]


def word_ngrams(codes: np.ndarray, sizes: Sequence[int], bits: int) -> list[np.ndarray]:
    """Return the buckets of a document's word n-grams, one array per size, by position, int32.

    Parameters
    ----------
    codes : numpy.ndarray of int64
        One code per token (`Vocabulary.codes`).
    sizes : sequence of int
        Lengths of the n-grams, 1 to 4.
    bits : int
        Buckets are ``0 .. 2**bits - 1``.
    """
    factor = np.uint64(_BASE)
    scrambled = _mix(codes.astype(np.uint64) + np.uint64(1))
    combined = np.zeros(len(codes), dtype=np.uint64)
    buckets = {}
    for size in range(1, max(sizes) + 1):  # the n-gram at a place is the shorter one, lengthened by a word
        count = max(0, len(codes) - size + 1)
        combined = combined[:count] * factor + scrambled[size - 1 : size - 1 + count]
        if size in sizes:
            buckets[size] = _buckets(combined, bits)
    return [buckets[size] for size in sizes]


def word_ngrams_of_all(texts: Sequence[np.ndarray], sizes: Sequence[int], bits: int) -> list[list[np.ndarray]]:
    """Return `word_ngrams` of each of several texts, hashed together in a fraction of the time.

    Parameters
    ----------
    texts : sequence of numpy.ndarray of int64
        One code per token of each.
    sizes, bits
        As for `word_ngrams`.

    Examples
    --------
    >>> texts = [np.array([3, 1, 4]), np.array([1, 5])]
    >>> alone = [word_ngrams(text, (1, 2), 10) for text in texts]
    >>> str(word_ngrams_of_all(texts, (1, 2), 10)) == str(alone)
    True
    """
    if not texts:
        return []
    laid = word_ngrams(np.concatenate(texts), sizes, bits)
    pasts = np.cumsum([len(text) for text in texts]).tolist()
    return [
        [found[past - len(text) : past - min(size - 1, len(text))] for size, found in zip(sizes, laid, strict=True)]
        for text, past in zip(texts, pasts, strict=True)
    ]


def distinct(buckets: np.ndarray) -> np.ndarray:
    """Return the distinct buckets, sorted (a plain sort is faster here than `numpy.unique`)."""
    ordered = np.sort(buckets)
    is_last = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=is_last[:-1])
    return np.compress(is_last, ordered)


class WordNgrams(Transformer):
    """Hashed n-grams of words, with words outside the vocabulary known by their ending.

    Parameters
    ----------
    words : sequence of str, optional
        Words that keep their identity; `fit` learns them where none are given.
    sizes : tuple of int
        Lengths of the n-grams.
    bits : int
        Two to this power buckets.
    size : int
        Words that `fit` keeps.

    Examples
    --------
    >>> ngrams = WordNgrams(sizes=(1, 2), bits=10).fit(["Rain fell on the town.", "Rain fell on the hills."])
    >>> ngrams.transform(["Rain fell on the sea."]).shape
    (1, 1024)
    """

    def __init__(
        self, words: Sequence[str] | None = None, sizes: tuple[int, ...] = (1, 2, 3), bits: int = 18, size: int = 6000
    ) -> None:
        self.words = words
        self.sizes = sizes
        self.bits = bits
        self.size = size

    def fit(self, documents: Iterable[Document | str], y: object = None) -> WordNgrams:
        """Learn the vocabulary: the words found in most documents, names left out."""
        self.vocabulary_ = Vocabulary(learn_words(as_documents(documents), self.size) if self.words is None else self.words)
        return self

    def codes(self, document: Document) -> np.ndarray:
        """Return the code of each body token."""
        return self.vocabulary_.body_codes(document)

    def buckets(self, document: Document) -> list[np.ndarray]:
        """Return the document's buckets by position, one array per n-gram size."""
        return word_ngrams(self.codes(document), self.sizes, self.bits)

    def indices(self, document: Document) -> np.ndarray:
        """Return the distinct buckets of a document, sorted."""
        return distinct(np.concatenate(self.buckets(document)))

    def transform(self, documents: Iterable[Document | str]) -> Any:
        """Return a scipy CSR matrix, shape (n_documents, 2**bits): each bucket present counts once, rows have length 1."""
        from scipy.sparse import csr_matrix

        rows = [self.indices(document) for document in as_documents(documents)]
        sizes = np.array([len(row) for row in rows], dtype=np.int64)
        values = np.repeat(1 / np.sqrt(np.maximum(sizes, 1)), sizes).astype(np.float32)
        columns = np.concatenate(rows) if rows else np.empty(0, dtype=np.int64)
        starts = np.concatenate([[0], np.cumsum(sizes)])
        return csr_matrix((values, columns.astype(np.int32), starts), shape=(len(rows), 1 << self.bits))

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """Return bucket numbers: a hash cannot say which n-gram a bucket holds."""
        return np.array([f"wordngrams_{bucket}" for bucket in range(1 << self.bits)], dtype=object)


def learn_words(documents: Sequence[Document], size: int, always: Sequence[str] = (), names: int = 0) -> list[str]:
    """Choose the words that are known: those in most documents, and apart from them those that are mostly capitalised.

    Parameters
    ----------
    documents : sequence of Document
    size : int
        How many words to keep that are not mostly capitalised.
    always : sequence of str
        Words to keep beside these, however rare.
    names : int
        How many words to keep that are mostly capitalised.

    Returns
    -------
    list of str
        The words, commonest first, then the names, commonest first, then what is always kept.
    """
    counts: dict[str, int] = {}
    capitals: dict[str, int] = {}
    for document in documents:
        tokens = document.tokens
        first_of_sentence = set(document.sentence_tokens[:, 0].tolist())
        seen: dict[str, bool] = {}
        for index in np.flatnonzero(document.is_body).tolist():
            word = tokens.words[index]
            capital = document.straight[tokens.start_list[index]].isupper() and index not in first_of_sentence
            seen[word] = seen.get(word, False) or capital
        for word, capital in seen.items():
            counts[word] = counts.get(word, 0) + 1
            capitals[word] = capitals.get(word, 0) + capital
    ordered = sorted((word for word in counts if not word[0].isdigit()), key=lambda word: (-counts[word], word))
    kept = [word for word in ordered if capitals[word] <= 0.5 * counts[word]][:size]
    kept += [word for word in ordered if capitals[word] > 0.5 * counts[word]][:names]
    chosen = set(kept)
    return kept + [word for word in always if word not in chosen]

"""How a text is written, whatever it is about: function words, punctuation, rhythm, richness, attribution.

All measures are rates or ratios that do not grow with the length of the text. They are read from the codes of
the body's tokens (`detector.features.ngrams.Vocabulary`), so that a document is looked up once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from detector.features.base import Transformer, as_documents
from detector.features.ngrams import ENDINGS, Vocabulary, ending_in, learn_words
from detector.text import Document

WORD_CLASSES: dict[str, str] = {
    "the": "the", "a": "a an", "of": "of", "to": "to", "in": "in", "for": "for", "on": "on", "with": "with", "by": "by", "at": "at",
    "from": "from", "as": "as", "and": "and", "or": "or", "but": "but", "that": "that", "which": "which", "who": "who whom whose",
    "also": "also", "not": "not", "there": "there", "so": "so", "just": "just", "than": "than", "such": "such",
    "first_person_singular": "i me my mine myself", "first_person_plural": "we us our ours ourselves",
    "second_person": "you your yours yourself", "third_person": "he she him her his hers himself herself",
    "it": "it its itself", "they": "they them their theirs themselves", "demonstrative": "this these those",
    "be": "is are was were be been being am", "have": "has have had having", "do": "do does did doing done",
    "will": "will would", "may": "may might could can", "must": "must should shall ought",
    "said": "said says say", "told": "told asked called", "added": "added according",
    "formal_attribution": "stated noted emphasized emphasised highlighted expressed remarked mentioned stressed indicated asserted "
    "underscored reiterated acknowledged commented declared revealed",
    "argued": "explained argued claimed insisted believes thinks thought warned admitted",
    "connective": "however moreover furthermore additionally therefore thus consequently nevertheless nonetheless hence "
    "accordingly meanwhile overall ultimately",
    "subordinator": "because although though while when if since unless until after before whether where",
    "time": "now then today yesterday tomorrow already still yet later ago recently currently",
    "hedge": "perhaps maybe possibly probably likely seems seem appears appear apparently somewhat almost",
    "intensifier": "very really quite too extremely highly completely totally particularly especially",
    "vague": "thing things something anything everything stuff lot lots kind sort bit",
    "informal": "got get gets getting going gonna yeah ok okay guy guys kids big huge",
    "llm_favourite": "crucial significant significantly comprehensive ensure ensuring highlighting underscores highlights "
    "emphasizing emphasizes essential potential various impact fostering enhance enhancing vital pivotal notable remain remains "
    "challenges navigate landscape showcasing ongoing concerns robust commitment",
    "particle": "up out off down over back away around",
    "preposition_long": "during through between among against within without despite regarding including "
    "towards toward upon concerning",
    "quantity": "many much more most some any all each every several few both other another",
    "number_word": "one two three four five six seven eight nine ten first second third",
    "modified_verb": "make makes made making take takes took taken taking give gives gave given giving",
    "negative_contraction": "don't doesn't didn't isn't aren't wasn't weren't can't couldn't won't wouldn't hasn't haven't hadn't "
    "shouldn't ain't",
    "pronoun_contraction": "it's i'm you're we're they're he's she's that's there's i've we've they've you've i'll we'll they'll "
    "you'll i'd we'd they'd he'd she'd let's what's who's here's",
    "comma": ",", "full_stop": ".", "semicolon": ";", "colon": ":", "dash": "- --", "bracket": "( ) [ ]", "question": "?",
    "exclamation": "!", "quote": '"', "apostrophe": "'", "ellipsis": "... ..", "percent": "% percent", "currency": "$ £ €",
}  # fmt: skip
"""Classes of tokens whose rate is a measure of its own."""

ENDING_CLASSES: dict[str, tuple[str, ...]] = {
    "nominalisation": ("tion", "tions", "sion", "sions", "ment", "ments", "ness", "ity", "ities", "ance", "ence", "ances", "ences"),
    "adverb": ("ly",),
    "participle": ("ing",),
    "past": ("ed",),
    "adjective": ("ous", "ive", "able", "ible", "ful", "less", "ical", "ial"),
    "plural": ("s",),
    "possessive": ("'s", "s'"),
}
"""Classes of words by how they end."""

PAIRS: dict[str, tuple[str, str]] = {
    "of_the": ("of", "the"),
    "in_the": ("in", "the"),
    "to_be": ("to", "be"),
    "expanded_negative": ("do does did is are was were can could will would has have had should", "not"),
    "expanded_pronoun": ("it i you we they he she that there", "is am are will have has would had"),
    "passive": ("is are was were be been being", ":past"),
    "perfect": ("has have had having", ":past"),
    "progressive": ("is are was were be been", ":participle"),
    "comma_and": (",", "and"),
    "comma_which": (",", "which who"),
    "comma_participle": (",", ":participle"),
    "comma_quote": (",", '"'),
    "the_ing": ("the", ":participle"),
    "nominal_of": (":nominalisation", "of"),
    "to_adverb": ("to", ":adverb"),
    "infinitive_of_purpose": (":nominalisation", "to"),
    "that_pronoun": ("that", "it he she they we i you"),
    "said_that": ("said says say told stated added noted", "that"),
    "stop_the": (".", "the"),
    "stop_pronoun": (".", "he she it they i we you"),
    "stop_but": (".", "but and so"),
    "stop_in": (".", "in on at with for by from as"),
    "stop_connective": (".", "however moreover furthermore additionally therefore thus overall meanwhile"),
    "stop_this": (".", "this these"),
    "in_order": ("in", "order addition"),
    "as_well": ("as", "well"),
    "such_as": ("such", "as"),
}
"""Classes of neighbours whose rate is a measure: each side a list of words, or ``:class of endings``."""

_RANKS = (30, 100, 300, 1000, 3000)
_AT_ONCE = 64  # documents: the tables of so many fit into a processor's cache


def style_words() -> list[str]:
    """Return the words that the measures name; a vocabulary for them must hold these."""
    words: list[str] = []
    for listed in [*WORD_CLASSES.values(), *(side for pair in PAIRS.values() for side in pair if not side.startswith(":"))]:
        words.extend(listed.split())
    return list(dict.fromkeys(words))


class Parts:
    """To which of several documents, laid end to end, each of a row of values belongs.

    What is summed of a document depends on its values and their order alone, whatever lies before and after them.

    Parameters
    ----------
    sizes : sequence or numpy.ndarray of int
        How many values each document has.
    """

    def __init__(self, sizes: Sequence[int] | np.ndarray) -> None:
        self.sizes = np.asarray(sizes, dtype=np.int64)
        self.owner = np.repeat(np.arange(len(self.sizes), dtype=np.int64), self.sizes)
        self.starts = np.cumsum(self.sizes) - self.sizes

    def only(self, kept: np.ndarray) -> Parts:
        """Return the parts of the values that a mask keeps."""
        return Parts(np.bincount(self.owner[kept], minlength=len(self.sizes)))

    def reduced(self, operation: np.ufunc, values: np.ndarray) -> np.ndarray:
        """Return what an operation makes of each document's values, 0 where it has none, float64."""
        found = np.zeros(len(self.sizes))
        some = self.sizes > 0
        if len(values):
            found[some] = operation.reduceat(values.astype(np.float64), self.starts[some])
        return found

    def each(self, values: np.ndarray) -> np.ndarray:
        """Return a document's value for each of its places."""
        return np.repeat(values, self.sizes)

    def total(self, values: np.ndarray) -> np.ndarray:
        """Return the sum of each document's values, float64."""
        return self.reduced(np.add, values)

    def mean(self, values: np.ndarray) -> np.ndarray:
        """Return the mean of each document's values, 0 where it has none."""
        return self.total(values) / np.maximum(self.sizes, 1)

    def mean_and_spread(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the mean and the standard deviation of each document's values, 0 where it has none."""
        mean = self.mean(values)
        return mean, np.sqrt(self.mean((values - self.each(mean)) ** 2))

    def table(self, columns: np.ndarray, width: int) -> np.ndarray:
        """Count how often each document has each of so many columns, shape (n_documents, width)."""
        return np.bincount(self.owner * width + columns, minlength=len(self.sizes) * width).reshape(-1, width)


def distinct_share(parts: Parts, previous: np.ndarray, window: int) -> np.ndarray:
    """Return the mean share of distinct words over all windows of each text (moving-average type-token ratio).

    Unlike the plain type-token ratio it does not fall with length (Covington and McFall 2010).

    Parameters
    ----------
    parts : Parts
        Of the words.
    previous : numpy.ndarray of int
        ``previous_places`` of the words.
    window : int
        Words in a window; a shorter text is one window.

    Returns
    -------
    numpy.ndarray of float64, shape (n_documents,)

    Examples
    --------
    >>> words = np.array([1, 2, 1, 2, 1, 1, 1, 1])
    >>> distinct_share(Parts([4, 4]), previous_places(words, Parts([4, 4])), window=2).tolist()
    [1.0, 0.5]
    """
    window_of = np.minimum(window, parts.sizes)
    last_of = parts.starts + parts.sizes - window_of
    places = np.arange(len(previous))
    last_start = np.minimum(places, parts.each(last_of))
    first_start = np.maximum(np.maximum(places - parts.each(window_of) + 1, previous + 1), parts.each(parts.starts))
    windows = window_of * (parts.sizes - window_of + 1)
    return parts.total(np.maximum(last_start - first_start + 1, 0)) / np.maximum(windows, 1)


def previous_places(codes: np.ndarray, parts: Parts) -> np.ndarray:
    """Return for each place the last earlier place of the same document with the same code, -1 where there is none."""
    bits = len(codes).bit_length()
    keys = parts.owner * (int(codes.max(initial=0)) + 1) + codes
    ordered = np.sort((keys << bits) | np.arange(len(codes), dtype=np.int64))  # far faster than a stable `numpy.argsort` of the codes
    places = ordered & ((1 << bits) - 1)
    same = np.flatnonzero((ordered[1:] >> bits) == (ordered[:-1] >> bits))
    previous = np.full(len(codes), -1, dtype=np.int64)
    previous[places[same + 1]] = places[same]
    return previous


def _rhythm(parts: Parts, lengths: np.ndarray) -> list[np.ndarray]:
    """Measure the lengths of sentences: level, spread, extremes and change from one to the next."""
    mean, spread = parts.mean_and_spread(lengths)
    follows = np.flatnonzero(parts.owner[1:] == parts.owner[:-1]) + 1
    steps = np.bincount(parts.owner[follows], np.abs(lengths[follows] - lengths[follows - 1]), minlength=len(mean))
    change = np.where(parts.sizes > 1, steps / np.maximum(parts.sizes - 1, 1), spread)
    return [
        np.log(mean + 1),
        spread / (mean + 1),
        change / (mean + 1),
        parts.mean(lengths < 9),
        parts.mean(lengths > 34),
        parts.reduced(np.maximum, lengths) / (mean + 1),
        parts.reduced(np.minimum, lengths) / (mean + 1),
    ]


_RHYTHM_NAMES = (
    "sentence_length", "sentence_spread", "sentence_change", "short_sentences", "long_sentences", "longest", "shortest",
)  # fmt: skip
_RICHNESS_NAMES = (
    "word_length", "word_length_spread", "long_words", "distinct_50", "distinct_200", "repeated_near", "unknown", "unknown_lower",
    "mean_log_rank", *(f"rank_below_{rank}" for rank in _RANKS), "quoted", "quotations", "opening_variety",
)  # fmt: skip


class Style(Transformer):
    """Measures of style, one row of rates and ratios per document.

    Parameters
    ----------
    words : sequence of str, optional
        Vocabulary, commonest word first (its order is the word-frequency profile); `fit` learns it where none
        is given.

    Examples
    --------
    >>> style = Style().fit(["Rain fell on the town. The river rose.", "It's late, she said."])
    >>> row = style.transform(["It's late, he said."])[0]
    >>> bool(row[list(style.get_feature_names_out()).index("pronoun_contraction")] > 0)
    True
    """

    names = (*WORD_CLASSES, *ENDING_CLASSES, *PAIRS, *_RHYTHM_NAMES, *_RICHNESS_NAMES)

    def __init__(self, words: Sequence[str] | None = None) -> None:
        self.words = words
        if words is not None:
            self._prepare(Vocabulary(words))

    def fit(self, documents: Iterable[Document | str], y: object = None) -> Style:
        """Learn the vocabulary where the constructor was given none."""
        if self.words is None:
            self._prepare(Vocabulary(learn_words(as_documents(documents), 3000, always=style_words())))
        return self

    def set_params(self, **params: object) -> Transformer:
        """Set constructor parameters by name and return the transformer."""
        super().set_params(**params)
        if self.words is not None:
            self._prepare(Vocabulary(self.words))
        return self

    def _prepare(self, vocabulary: Vocabulary) -> None:
        """Tabulate which code belongs to which class."""
        self.vocabulary_ = vocabulary
        codes = vocabulary.size
        members = [self._codes_of(listed) for listed in WORD_CLASSES.values()]
        by_ending = {f":{name}": self._ends_with(endings) for name, endings in ENDING_CLASSES.items()}
        members += by_ending.values()
        self._classes = _as_table(members, codes)
        self._log_ranks = np.log(np.arange(codes) + 10)
        self._bands = np.searchsorted(_RANKS, np.arange(codes), side="right")
        self._left = np.zeros(codes, dtype=np.uint32)  # one bit for each pair
        self._right = np.zeros(codes, dtype=np.uint32)
        sides = {side: by_ending.get(side) or self._codes_of(side) for pair in PAIRS.values() for side in pair}
        for bit, (left, right) in enumerate(PAIRS.values()):
            self._left[sides[left]] |= np.uint32(1 << bit)
            self._right[sides[right]] |= np.uint32(1 << bit)

    def _codes_of(self, listed: str) -> list[int]:
        return [code for word in listed.split() if (code := self.vocabulary_.get(word)) is not None]

    def _ends_with(self, endings: tuple[str, ...]) -> list[int]:
        words = self.vocabulary_.words
        found = np.flatnonzero(ending_in(words, endings).any(axis=0)).tolist()
        known = [code for code in found if len(words[code]) > 4]
        return known + [self.vocabulary_.class_code(ending) for ending in ENDINGS if ending.endswith(endings)]

    def transform(self, documents: Iterable[Document | str]) -> np.ndarray:
        """Return one row per document, float32."""
        documents = as_documents(documents)
        return self.measure(documents, [self.vocabulary_.body_codes(document) for document in documents])

    def row(self, document: Document) -> np.ndarray:
        """Return the measures of one document, float32."""
        return np.asarray(self.transform([document])[0])

    def measure(self, documents: Sequence[Document], codes: Sequence[np.ndarray]) -> np.ndarray:
        """Return the measures of documents whose body tokens were looked up before.

        Parameters
        ----------
        documents : sequence of Document
        codes : sequence of numpy.ndarray of int64
            ``vocabulary_.body_codes(document)`` of each.

        Returns
        -------
        numpy.ndarray of float32, shape (n_documents, n_measures)
        """
        rows = np.empty((len(documents), len(self.names)), dtype=np.float32)
        for first in range(0, len(documents), _AT_ONCE):
            past = first + _AT_ONCE
            rows[first:past] = self._measure(documents[first:past], codes[first:past])
        return rows

    def _measure(self, documents: Sequence[Document], codes: Sequence[np.ndarray]) -> np.ndarray:
        parts = Parts([len(found) for found in codes])
        laid = np.concatenate(codes)
        total = np.maximum(parts.sizes, 1)[:, None]
        classes = self._count_classes(parts, laid).astype(np.float32) / total.astype(np.float32)
        rates = np.sqrt(np.hstack([classes, self._count_pairs(parts, laid) / total]))  # rates are skewed; their roots hardly are
        rhythm = _rhythm(*_sentence_lengths(documents))
        return np.column_stack([rates, *rhythm, *self._richness(documents, parts, laid)])

    def _count_classes(self, parts: Parts, codes: np.ndarray) -> np.ndarray:
        width = len(WORD_CLASSES) + len(ENDING_CLASSES)
        counts = np.zeros((len(parts.sizes), width + 1), dtype=np.int64)
        for classes in self._classes:
            counts += parts.table(classes[codes], width + 1)
        return counts[:, :width]

    def _count_pairs(self, parts: Parts, codes: np.ndarray) -> np.ndarray:
        found = self._left[codes[:-1]] & self._right[codes[1:]]
        found[parts.owner[1:] != parts.owner[:-1]] = 0
        places = np.flatnonzero(found)
        bits = np.unpackbits(found[places].view(np.uint8).reshape(-1, 4), axis=1, bitorder="little")
        place, pair = np.nonzero(bits)
        return np.bincount(parts.owner[places[place]] * len(PAIRS) + pair, minlength=len(parts.sizes) * len(PAIRS)).reshape(-1, len(PAIRS))

    def _richness(self, documents: Sequence[Document], body: Parts, codes: np.ndarray) -> list[np.ndarray]:
        is_body = np.concatenate([document.is_body for document in documents])
        is_word = np.concatenate([document.tokens.is_word for document in documents])
        kept = is_body & is_word
        sizes = np.concatenate([document.tokens.sizes for document in documents])[kept]
        quoted = np.concatenate([document.is_quoted for document in documents])[kept]
        initials = np.concatenate([document.initials for document in documents])[kept]
        is_word = is_word[is_body]
        parts, ranks = body.only(is_word), codes[is_word]
        words = len(self.vocabulary_.words)
        known = ranks < words
        rare = ~known & (ranks != self.vocabulary_.class_code("#"))
        # two unknown words of one class are told apart by their length, which is all that is known of them here
        identity = np.where(known, ranks, words + ranks * 64 + sizes % 64)
        previous = previous_places(identity, parts)
        content = ranks >= 100
        near = (previous >= 0) & (np.arange(len(previous)) - previous < 60) & content
        rare_places = parts.only(rare)
        capital = np.array([chr(code).isupper() for code in initials[rare].tolist()], dtype=bool)
        sentences = [document.sentence_tokens[:, 0].tolist() for document in documents]
        openings = [
            len({document.tokens.words[first] for first in firsts}) / max(len(firsts), 1)
            for document, firsts in zip(documents, sentences, strict=True)
        ]
        count = np.maximum(parts.sizes, 1)
        some = parts.sizes > 0
        bands = parts.table(self._bands[ranks], len(_RANKS) + 1).cumsum(axis=1)[:, :-1]
        return [
            *parts.mean_and_spread(sizes),
            parts.mean(sizes > 7),
            distinct_share(parts, previous, 50),
            distinct_share(parts, previous, 200),
            parts.total(near) / np.maximum(parts.total(content), 1),
            parts.mean(rare),
            (rare_places.sizes - rare_places.total(capital)) / count,
            parts.only(known).mean(self._log_ranks[ranks[known]]),
            *(bands.T / count),
            parts.mean(quoted),
            some * np.sqrt([len(document.quotations) for document in documents] / count),
            some * np.array(openings),
        ]


def _as_table(members: Sequence[Sequence[int]], codes: int) -> np.ndarray:
    """Turn lists of codes by class into the classes of each code, shape (most classes of a code, codes).

    Codes of fewer classes are filled up with the number of classes.
    """
    counts = np.zeros(codes, dtype=np.int64)
    table = np.full((len(members), codes), len(members))
    for number, listed in enumerate(members):
        distinct = np.unique(np.array(listed, dtype=np.int64))
        table[counts[distinct], distinct] = number
        counts[distinct] += 1
    return table[: counts.max()]


def _sentence_lengths(documents: Sequence[Document]) -> tuple[Parts, np.ndarray]:
    """Return the words in each sentence of the documents, laid end to end."""
    before = np.concatenate([[0], np.cumsum(np.concatenate([document.tokens.is_word for document in documents]), dtype=np.int64)])
    sentences = Parts([len(document.sentence_tokens) for document in documents])
    offsets = np.cumsum([0, *(len(document.tokens) for document in documents[:-1])], dtype=np.int64)
    spans = np.concatenate([document.sentence_tokens for document in documents]) + sentences.each(offsets)[:, None]
    return sentences, before[spans[:, 1]] - before[spans[:, 0]]

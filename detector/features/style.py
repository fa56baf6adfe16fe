"""How a text is written, whatever it is about: function words, punctuation, rhythm, richness, attribution.

All measures are rates or ratios that do not grow with the length of the text. They are read from the codes of
the body's tokens (`detector.features.ngrams.Vocabulary`), so that a document is looked up once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from detector.features.base import Transformer, as_documents
from detector.features.ngrams import ENDINGS, Vocabulary, learn_words
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
_WINDOW = 50


def style_words() -> list[str]:
    """Return the words that the measures name; a vocabulary for them must hold these."""
    words: list[str] = []
    for listed in [*WORD_CLASSES.values(), *(side for pair in PAIRS.values() for side in pair if not side.startswith(":"))]:
        words.extend(listed.split())
    return list(dict.fromkeys(words))


def distinct_share(codes: np.ndarray, window: int = _WINDOW, previous: np.ndarray | None = None) -> float:
    """Return the mean share of distinct words over all windows of a text (moving-average type-token ratio).

    Unlike the plain type-token ratio it does not fall with length (Covington and McFall 2010).

    Parameters
    ----------
    codes : numpy.ndarray of int
        One code per word.
    window : int
        Words in a window; a shorter text is one window.
    previous : numpy.ndarray of int, optional
        ``previous_places(codes)``, where it is known already.

    Examples
    --------
    >>> distinct_share(np.array([1, 2, 1, 2]), window=2)
    1.0
    >>> distinct_share(np.array([1, 1, 1, 1]), window=2)
    0.5
    """
    count = len(codes)
    if not count:
        return 0.0
    window = min(window, count)
    previous = previous_places(codes) if previous is None else previous
    places = np.arange(count)
    last_start = np.minimum(places, count - window)
    first_start = np.maximum(np.maximum(places - window + 1, previous + 1), 0)
    return float(np.maximum(last_start - first_start + 1, 0).sum() / (window * (count - window + 1)))


def previous_places(codes: np.ndarray) -> np.ndarray:
    """Return for each place the last earlier place with the same code, -1 where there is none."""
    order = np.argsort(codes, kind="stable")
    previous = np.full(len(codes), -1, dtype=np.int64)
    same = codes[order[1:]] == codes[order[:-1]]
    previous[order[1:][same]] = order[:-1][same]
    return previous


def _rhythm(lengths: np.ndarray) -> list[float]:
    """Measure the lengths of sentences: level, spread, extremes and change from one to the next."""
    if not len(lengths):
        return [0.0] * 7
    mean = float(lengths.mean())
    spread = float(lengths.std())
    change = float(np.abs(np.diff(lengths)).mean()) if len(lengths) > 1 else spread
    return [
        float(np.log(mean + 1)),
        spread / (mean + 1),
        change / (mean + 1),
        float((lengths < 9).mean()),
        float((lengths > 34).mean()),
        float(lengths.max()) / (mean + 1),
        float(lengths.min()) / (mean + 1),
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
        self._member = np.zeros((codes, len(WORD_CLASSES) + len(ENDING_CLASSES)), dtype=np.float32)
        for column, listed in enumerate(WORD_CLASSES.values()):
            self._member[self._codes_of(listed), column] = 1
        for column, endings in enumerate(ENDING_CLASSES.values(), start=len(WORD_CLASSES)):
            self._member[self._ends_with(endings), column] = 1
        self._left = np.zeros(codes, dtype=np.uint32)  # one bit for each pair
        self._right = np.zeros(codes, dtype=np.uint32)
        for bit, (left, right) in enumerate(PAIRS.values()):
            self._left[self._side(left)] |= np.uint32(1 << bit)
            self._right[self._side(right)] |= np.uint32(1 << bit)

    def _codes_of(self, listed: str) -> list[int]:
        return [code for word in listed.split() if (code := self.vocabulary_.get(word)) is not None]

    def _ends_with(self, endings: tuple[str, ...]) -> list[int]:
        known = [code for code, word in enumerate(self.vocabulary_.words) if word.endswith(endings) and len(word) > 4]
        return known + [self.vocabulary_.class_code(ending) for ending in ENDINGS if ending.endswith(endings)]

    def _side(self, side: str) -> list[int]:
        return self._ends_with(ENDING_CLASSES[side[1:]]) if side.startswith(":") else self._codes_of(side)

    def row(self, document: Document) -> np.ndarray:
        """Return the measures of one document, float32."""
        return self.measure(document, self.vocabulary_.codes(document.body_words))

    def measure(self, document: Document, codes: np.ndarray) -> np.ndarray:
        """Return the measures of a document whose body tokens were looked up before.

        Parameters
        ----------
        document : Document
        codes : numpy.ndarray of int64
            ``vocabulary_.codes(document.body_words)``.
        """
        total = max(len(codes), 1)
        classes = np.add.reduce(self._member[codes], axis=0) / total
        bits = self._left[codes[:-1]] & self._right[codes[1:]]
        bits = bits[bits != 0]
        pairs = np.unpackbits(bits.view(np.uint8).reshape(-1, 4), axis=1, bitorder="little").sum(axis=0)[: len(PAIRS)] / total
        spans = document.sentence_tokens
        before = np.concatenate([[0], np.cumsum(document.tokens.is_word)])
        lengths = before[spans[:, 1]] - before[spans[:, 0]]
        rates = np.sqrt(np.concatenate([classes, pairs]))  # rates are skewed; their square roots hardly are
        return np.concatenate([rates, _rhythm(lengths), self._richness(document, codes)]).astype(np.float32)

    def _richness(self, document: Document, codes: np.ndarray) -> list[float]:
        tokens = document.tokens
        kept = document.is_body & tokens.is_word
        if not kept.any():
            return [0.0] * len(_RICHNESS_NAMES)
        sizes = tokens.sizes[kept]
        is_word = tokens.is_word[document.is_body]
        ranks = codes[is_word]
        words = len(self.vocabulary_.words)
        unknown = ranks >= words
        numbers = ranks == self.vocabulary_.class_code("#")
        # two unknown words of one class are told apart by their length, which is all that is known of them here
        identity = np.where(unknown, words + ranks * 64 + sizes % 64, ranks)
        previous = previous_places(identity)
        places = np.arange(len(identity))
        content = ranks >= 100
        near = (previous >= 0) & (places - previous < 60) & content
        straight = document.straight
        lower_unknown = sum(not straight[start].isupper() for start in tokens.starts[kept][unknown & ~numbers].tolist())
        spans = document.sentence_tokens
        openings = {tokens.words[first] for first in spans[:, 0].tolist()}
        known_ranks = ranks[~unknown]
        return [
            float(sizes.mean()),
            float(sizes.std()),
            float((sizes > 7).mean()),
            distinct_share(identity, 50, previous),
            distinct_share(identity, 200, previous),
            float(near.sum() / max(int(content.sum()), 1)),
            float((unknown & ~numbers).mean()),
            lower_unknown / len(ranks),
            float(np.log(known_ranks + 10).mean()) if len(known_ranks) else 0.0,
            *(float((ranks < rank).mean()) for rank in _RANKS),
            float(document.is_quoted[kept].mean()),
            float(np.sqrt(len(document.quotations) / len(ranks))),
            len(openings) / max(len(spans), 1),
        ]



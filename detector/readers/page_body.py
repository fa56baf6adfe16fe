"""Which blocks of a page are the article: first what is certainly not, then the smallest part that holds the rest."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from detector.readers.page_tree import Element, TextBlock, Tree

_FURNITURE_TAGS = frozenset({"nav", "footer", "aside", "menu", "dialog", "header", "fieldset", "legend", "label", "summary", "address"})
_FURNITURE_ROLES = frozenset("navigation banner contentinfo complementary search dialog alert menu menubar toolbar".split())
_FURNITURE_WORDS = frozenset(
    "comment comments commentlist commenting disqus reply replies respond discussion share sharing sharebar social sidebar widget "
    "widgets related recommended recommendations recirculation promo promos promotion advert advertisement advertising ad ads adslot "
    "dfp sponsor sponsored newsletter signup subscribe subscription breadcrumb breadcrumbs nav navbar navigation menu footer masthead "
    "cookie cookies consent gdpr popup modal overlay toolbar pagination pager byline dateline timestamp credit credits copyright "
    "trending popular outbrain taboola paywall regwall metered donate donation tags taglist teaser teasers skip login register "
    "translate skiptranslate gtranslate".split()
)
_FURNITURE_PAIRS = frozenset(
    "read-more read-also read-next more-from most-read most-popular also-like see-also author-box author-bio author-info author-card "
    "about-author side-bar sign-up sign-in log-in up-next latest-news top-stories related-posts jump-link share-bar post-meta "
    "entry-meta article-meta post-tags entry-footer entry-tags google-te goog-te".split()
)
_STATE_PREFIXES = frozenset("has with without no is not tag category single page template type open js can wp hide format status".split())
_BODY_WORDS = frozenset(
    "articlebody article-body article-content article-text article-copy entry-content post-content post-body story-body story-content "
    "story-text body-copy body-text body-content content-body main-content news-body news-content rich-text".split()
)
_CAPTION_WORDS = frozenset("caption captions figcaption".split())
_LIVE = re.compile(r"live-?(?:blog|update|coverage|feed)|LiveBlogPosting", re.IGNORECASE)
_GATE = re.compile(
    r"(?:already a (?:subscriber|member)|subscribe (?:now|today|to)|sign in to|log in to|register (?:to|for)|to (?:continue|keep) reading"
    r"|continue reading|this (?:article|story|content) is (?:only |exclusively )?(?:for|available to)|for (?:subscribers|members) only"
    r"|create (?:a|your) free account|you have (?:\d+|reached)|unlock (?:this|the))",
    re.IGNORECASE,
)
_GATE_WORDS = frozenset({"paywall", "regwall", "metered", "premium-gate", "subscriber-only", "piano"})
_SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*(?:\s|$)")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

MIN_BODY_WORDS = 25
"""Words that a part marked as the article must hold to be believed."""

MAX_LINKED_SHARE = 0.6
"""Blocks with more of their text in links are lists of links, unless they are long."""

DOMINANT_SHARE = 0.7
"""A child with this share of its parent's prose holds the article alone."""


@lru_cache(maxsize=4096)
def _words_of(name: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[-_]+", _CAMEL.sub("-", name).lower()) if word)


def _hints(element: Element) -> Iterable[tuple[str, ...]]:
    names = f"{element.attributes.get('class', '')} {element.attributes.get('id', '')}".split()
    return (words for name in names[:40] if (words := _words_of(name)) and words[0] not in _STATE_PREFIXES)


def is_furniture(element: Element) -> bool:
    """Tell whether an element is a part of the page that is not the article, by its tag, role or class.

    Examples
    --------
    >>> is_furniture(Element("div", -1, {"class": "related-posts"}, False, True))
    True
    >>> is_furniture(Element("div", -1, {"class": "has-sidebar category-social"}, False, True))
    False
    """
    if element.unseen or element.tag in _FURNITURE_TAGS or element.attributes.get("role", "") in _FURNITURE_ROLES:
        return True
    if element.tag in ("html", "body", "main"):
        return False
    for words in _hints(element):
        if not _FURNITURE_WORDS.isdisjoint(words):
            return True
        if any(f"{first}-{second}" in _FURNITURE_PAIRS for first, second in pairwise(words)):
            return True
    return False


def _is_body(element: Element) -> bool:
    if "articlebody" in element.attributes.get("itemprop", "").lower():
        return True
    return any("-".join(words) in _BODY_WORDS or "-".join(words[:2]) in _BODY_WORDS for words in _hints(element))


def _is_article(element: Element) -> bool:
    return element.tag == "article"


def _is_main(element: Element) -> bool:
    return element.tag == "main" or element.attributes.get("role") == "main"


def _is_caption(element: Element) -> bool:
    return element.tag == "figcaption" or any(not _CAPTION_WORDS.isdisjoint(words) for words in _hints(element))


def _inherited(tree: Tree, test: Sequence[bool]) -> list[bool]:
    """Spread a property of elements to everything inside them; parents come before their children."""
    spread: list[bool] = []
    for element, own in zip(tree.elements, test):
        spread.append(own or (element.parent >= 0 and spread[element.parent]))
    return spread


def _is_prose(block: TextBlock) -> bool:
    """Tell sentences from labels and lists of links."""
    words = block.text.count(" ") + 1
    if block.linked > MAX_LINKED_SHARE * len(block.text):
        return False
    return words > 20 or (words >= 4 and _SENTENCE.search(block.text) is not None)


def _is_gate(block: TextBlock) -> bool:
    return block.text.count(" ") < 40 and _GATE.match(block.text.lstrip(" *\u2014-")) is not None


def has_paywall(tree: Tree) -> bool:
    """Tell whether the page shows only a part of the article and asks to subscribe for the rest."""
    marked = any(not _GATE_WORDS.isdisjoint({"-".join(words), *words}) for element in tree.elements for words in _hints(element))
    declared = any(re.search(r'"isAccessibleForFree"\s*:\s*"?false', script, re.IGNORECASE) for script in tree.scripts)
    return marked or declared or any(_is_gate(block) for block in tree.blocks)


def body_of(tree: Tree, title: str = "") -> str:
    """Return the article of a page as lines of text.

    Parameters
    ----------
    tree : Tree
        The parsed page.
    title : str
        Its title; a heading that repeats it is left out.

    Returns
    -------
    str
        Blocks parted by blank lines; empty where the page holds no prose.
    """
    if not tree.elements:
        return "\n\n".join(block.text for block in tree.blocks)
    furniture = _inherited(tree, [is_furniture(element) for element in tree.elements])
    captions = _inherited(tree, [_is_caption(element) for element in tree.elements])
    seen = [block for block in tree.blocks if block.element < 0 or not furniture[block.element]]
    if not any(map(_is_prose, seen)):  # a page whose classes mislead
        unseen = _inherited(tree, [element.unseen or element.tag in ("nav", "footer") for element in tree.elements])
        seen = [block for block in tree.blocks if block.element < 0 or not unseen[block.element]]
    told = [block for block in seen if block.element < 0 or not captions[block.element]]
    if _size(told) >= _size(seen) - _size(told):  # otherwise a gallery, which is told in its captions
        seen = told
    prose = [block for block in seen if _is_prose(block) and not _is_gate(block)]
    if not prose:
        return ""
    root = _article_root(tree, prose)
    inside = _inherited(tree, [index == root for index in range(len(tree.elements))])
    kept = [block for block in seen if root < 0 or (block.element >= 0 and inside[block.element])]
    return "\n\n".join(block.text for block in _without_labels(tree, kept, title))


def _size(blocks: Iterable[TextBlock]) -> int:
    return sum(block.text.count(" ") + 1 for block in blocks if _is_prose(block))


def _prose_below(tree: Tree, prose: Iterable[TextBlock]) -> dict[int, int]:
    """Count the words of prose in and below every element; -1 stands for the page."""
    words: dict[int, int] = defaultdict(int)
    for block in prose:
        words[block.element] += block.text.count(" ") + 1
    for index in range(len(tree.elements) - 1, -1, -1):
        if index in words:
            words[tree.elements[index].parent] += words[index]
    return words


def _article_root(tree: Tree, prose: Sequence[TextBlock]) -> int:
    """Return the element that holds the article and as little else as possible, -1 for the page."""
    words = _prose_below(tree, prose)
    root = _marked_root(tree, words)
    children: dict[int, list[int]] = defaultdict(list)
    for index in words:
        if index >= 0:
            children[tree.elements[index].parent].append(index)
    while children[root]:
        biggest = max(children[root], key=lambda index: (words[index], -index))
        alike = sum(tree.elements[index].tag == tree.elements[biggest].tag for index in children[root])
        if words[biggest] < DOMINANT_SHARE * words[root] or tree.elements[biggest].tag in ("p", "li", "td") or alike > 3:
            break
        root = biggest
    return root


def _marked_root(tree: Tree, words: dict[int, int]) -> int:
    """Return the element that the page itself marks as its article or main part, -1 where it marks none."""
    for test in (_is_body, _is_article, _is_main):
        found = [index in words and test(element) for index, element in enumerate(tree.elements)]
        covered = _inherited(tree, found)
        outermost = [index for index in words if index >= 0 and found[index] and not _covers(covered, tree.elements[index].parent)]
        together = sum(words[index] for index in outermost)
        if together < MIN_BODY_WORDS:
            continue
        biggest = max(outermost, key=lambda index: (words[index], -index))
        live = any(_LIVE.search(element.attributes.get(name, "")) for element in tree.elements for name in ("class", "id", "itemtype"))
        if len(outermost) > 1 and (live or words[biggest] < DOMINANT_SHARE * together):
            return _common_ancestor(tree, outermost)
        return biggest
    return -1


def _covers(covered: Sequence[bool], parent: int) -> bool:
    return parent >= 0 and covered[parent]


def _ancestors(tree: Tree, index: int) -> list[int]:
    path = []
    while index >= 0:
        index = tree.elements[index].parent
        path.append(index)
    return path


def _common_ancestor(tree: Tree, indices: Sequence[int]) -> int:
    paths = [_ancestors(tree, index) for index in indices]
    shared = set(paths[0]).intersection(*paths[1:])
    return max(shared)


def _without_labels(tree: Tree, blocks: Sequence[TextBlock], title: str) -> list[TextBlock]:
    """Leave out lists of links, subscription gates, times, the repeated title and headings with nothing below."""
    kept: list[TextBlock] = []
    for block in blocks:
        linked = block.linked > MAX_LINKED_SHARE * len(block.text) and block.text.count(" ") < 40
        timed = block.timed > 0.8 * len(block.text)
        if linked or timed or _is_gate(block) or " ".join(block.text.split()) == title:
            continue
        if kept and _is_heading(tree, kept[-1]) and _is_heading(tree, block) and _level(tree, block) <= _level(tree, kept[-1]):
            kept.pop()
        kept.append(block)
    while kept and _is_heading(tree, kept[-1]):
        kept.pop()
    return kept


def _level(tree: Tree, block: TextBlock) -> str:
    return tree.elements[block.element].tag if block.element >= 0 else ""


def _is_heading(tree: Tree, block: TextBlock) -> bool:
    return re.fullmatch(r"h[1-6]", _level(tree, block)) is not None

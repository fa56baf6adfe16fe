"""A page as a flat table of elements and a list of blocks of text, made in one pass of the standard library's parser."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from detector.readers.limits import HEAD_BYTES, MAX_HTML_DEPTH

VOID = frozenset("area base basefont br col command embed frame hr img input keygen link meta param source track wbr".split())
"""Elements that hold nothing and have no end tag."""

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q s samp small span strike strong "
    "sub sup time tt u var wbr".split()
)
_UNSEEN = frozenset(
    "script style noscript template svg math iframe object embed applet canvas audio video select option datalist button textarea "
    "map head".split()
)
"""Elements whose content is never text of the page."""

_ENDED_BY: dict[str, frozenset[str]] = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "tr": frozenset({"tr", "td", "th"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "option": frozenset({"option"}),
    "optgroup": frozenset({"option", "optgroup"}),
    "thead": frozenset({"thead", "tbody", "tfoot", "tr", "td", "th"}),
    "tbody": frozenset({"thead", "tbody", "tfoot", "tr", "td", "th"}),
    "tfoot": frozenset({"thead", "tbody", "tfoot", "tr", "td", "th"}),
}
OPTIONAL_END = frozenset({"p", "caption", "colgroup", *_ENDED_BY})
"""Elements whose end tag may be left out, so that their start tags do not nest."""

_HIDING_CLASSES = frozenset({"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader", "u-hidden"})
_OWN_BLOCK_CLASSES = re.compile(r"(?:^|[\s_-])(?:credit|credits|copyright|byline|dateline|timestamp)(?:$|[\s_-])")
_LINE_BREAK = re.compile(r"[ \t]*[\r\n\f][\s]*")
_ONLY_SPACE = re.compile(r"\s*\Z")


def implied_end(tag: str, open_tag: str) -> bool:
    """Tell whether an opening tag ends the element that is open, whose end tag was left out.

    Examples
    --------
    >>> implied_end("p", "p"), implied_end("div", "p"), implied_end("em", "p"), implied_end("li", "ul")
    (True, True, False, False)
    """
    if open_tag == "p":
        return tag not in INLINE and tag not in VOID and tag not in _UNSEEN
    return open_tag in _ENDED_BY.get(tag, ())


@dataclass(slots=True)
class Element:
    """One element.

    Attributes
    ----------
    tag : str
        In lower case.
    parent : int
        Index of the element around it, -1 for none.
    attributes : dict
        Names in lower case.
    unseen : bool
        Whether a reader of the page sees nothing of it.
    block : bool
        Whether it begins and ends a block of text.
    """

    tag: str
    parent: int
    attributes: dict[str, str]
    unseen: bool
    block: bool


@dataclass(slots=True)
class TextBlock:
    """A run of text between two block elements.

    Attributes
    ----------
    element : int
        Index of the innermost block element around it.
    text : str
        What a reader of the page would see, lines broken where the page breaks them.
    linked : int
        How many of its characters are text of links.
    timed : int
        How many of its characters are in `time` elements.
    """

    element: int
    text: str
    linked: int = 0
    timed: int = 0


@dataclass(slots=True)
class Tree:
    """A parsed page.

    Attributes
    ----------
    elements : list of Element
        In order of their start tags, so that a parent comes before its children.
    blocks : list of TextBlock
        In reading order.
    title : str
        Text of the `title` element.
    scripts : list of str
        Texts of the JSON-LD scripts.
    """

    elements: list[Element] = field(default_factory=list)
    blocks: list[TextBlock] = field(default_factory=list)
    title: str = ""
    scripts: list[str] = field(default_factory=list)

    def text_of(self, element: int) -> str:
        """Return the text of the blocks that stand directly in an element."""
        return " ".join(block.text for block in self.blocks if block.element == element)


def _is_unseen(tag: str, attributes: dict[str, str]) -> bool:
    if tag in _UNSEEN or "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if "display:none" in attributes.get("style", "").replace(" ", "").lower():
        return True
    return not _HIDING_CLASSES.isdisjoint(attributes.get("class", "").split())


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tree = Tree()
        self._open: list[int] = []
        self._pieces: list[str] = []
        self._linked = self._timed = 0
        self._unseen = 0
        self._in_link = self._in_time = self._preformatted = 0
        self._catch: list[str] | None = None

    def updatepos(self, i: int, j: int) -> int:
        """Skip the counting of lines, which nobody reads."""
        return j

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while self._open and implied_end(tag, self._tag()):
            self._close()
        if tag == "br":
            self._pieces.append("\n")
            return
        attributes = {name: value or "" for name, value in attrs}
        block = tag not in INLINE or _OWN_BLOCK_CLASSES.search(attributes.get("class", "")) is not None
        if block:
            self._end_block()
        if tag not in INLINE:
            self._end_block()
        element = Element(tag, self._open[-1] if self._open else -1, attributes, _is_unseen(tag, attributes), block)
        self.tree.elements.append(element)
        if tag in VOID or len(self._open) >= 2 * MAX_HTML_DEPTH:
            return
        self._open.append(len(self.tree.elements) - 1)
        self._enter(element, 1)
        if tag == "q":
            self._pieces.append("\u201c")
        if tag == "title" or (tag == "script" and "ld+json" in attributes.get("type", "")):
            self._catch = []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "p" and "p" not in self._open_tags():
            self._end_block()
            return
        if tag in self._open_tags():
            while self._close() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._catch is not None:
            self._catch.append(data)
            return
        if self._unseen:
            return
        if not data:
            return
        if not self._preformatted:
            data = _LINE_BREAK.sub(" ", data)
            if self._pieces and self._pieces[-1][-1:].isspace():
                data = data.lstrip(" \t")  # spaces around a tag are one space to the reader
        self._pieces.append(data)
        if self._in_link or self._in_time:
            seen = len(data.strip())
            self._linked += seen if self._in_link else 0
            self._timed += seen if self._in_time else 0

    def finish(self) -> Tree:
        """Close whatever is open and return the tree."""
        while self._open:
            self._close()
        self._end_block()
        return self.tree

    def _tag(self) -> str:
        return self.tree.elements[self._open[-1]].tag

    def _open_tags(self) -> list[str]:
        """Tags that an end tag may close from here: those inside the nearest table or list, and the list itself."""
        tags = []
        for index in reversed(self._open):
            tags.append(self.tree.elements[index].tag)
            if tags[-1] in ("table", "template"):
                break
        return tags

    def _enter(self, element: Element, step: int) -> None:
        self._unseen += step * element.unseen
        self._in_link += step * (element.tag == "a" and "href" in element.attributes)
        self._in_time += step * (element.tag == "time")
        self._preformatted += step * (element.tag == "pre")

    def _close(self) -> str:
        element = self.tree.elements[self._open[-1]]
        if element.tag == "q":
            self._pieces.append("\u201d")
        if element.block:
            self._end_block()
        self._open.pop()
        self._enter(element, -1)
        if self._catch is not None and element.tag in ("title", "script"):
            caught = "".join(self._catch)
            self._catch = None
            if element.tag == "script":
                self.tree.scripts.append(caught)
            elif not self.tree.title:
                self.tree.title = " ".join(caught.split())
        return element.tag

    def _end_block(self) -> None:
        if not self._pieces:
            return
        text = "".join(self._pieces)
        self._pieces = []
        if not _ONLY_SPACE.match(text):
            kept = "\n".join(line.strip() for line in text.split("\n") if line.strip())
            self.tree.blocks.append(TextBlock(self._block_element(), kept, self._linked, self._timed))
        self._linked = self._timed = 0

    def _block_element(self) -> int:
        return next((index for index in reversed(self._open) if self.tree.elements[index].block), -1)


def parse(page: str) -> Tree:
    """Parse a page, however broken.

    The page is fed in pieces, and an element that never ends is dropped rather than scanned again from every
    character, so that the time is linear in the length of the page.

    Parameters
    ----------
    page : str
        HTML, not nested deeper than the caller checked.

    Returns
    -------
    Tree

    Examples
    --------
    >>> [block.text for block in parse("<p>One <b>two</b><p>three<br>four").blocks]
    ['One two', 'three\\nfour']
    """
    builder = _Builder()
    for start in range(0, len(page), HEAD_BYTES):
        builder.feed(page[start : start + HEAD_BYTES])
    if len(builder.rawdata) <= HEAD_BYTES:
        builder.close()
    return builder.finish()

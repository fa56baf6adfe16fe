"""HTML: the article of a page as lines of text, without the menus and lists of links around it.

The standard library's parser feeds `detector.readers.page_tree`; `detector.readers.page_body` then chooses the
part that is the article, and `detector.readers.page_metadata` reads what the page says about itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.readers.decoding import decode, what_binary
from detector.readers.limits import HEAD_BYTES, MAX_HTML_BYTES, MAX_HTML_DEPTH
from detector.readers.page_body import body_of, has_paywall
from detector.readers.page_metadata import metadata_of, translation_traces
from detector.readers.page_tree import OPTIONAL_END, VOID, parse
from detector.readers.source import ReadOptions, Source, Unreadable, read_up_to
from detector.text.article import Article

_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,30})|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{1,30})", re.IGNORECASE
)
_OPENING = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*){0,5}<(?:!doctype\s+html|html|head|body|article|main|div|title|meta"
    rb"|\?xml[^>]{0,200}>\s*<(?:!doctype\s+html|html))\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)|<!--")
_RAW_TEXT = frozenset({"script", "style", "textarea", "title"})


def looks_like_html(head: bytes) -> bool:
    """Tell a page from other text by how it begins.

    Examples
    --------
    >>> looks_like_html(b"<!doctype html><title>Rain</title>"), looks_like_html(b"<Rain> he wrote")
    (True, False)
    """
    return _OPENING.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def declared_charset(head: bytes) -> str:
    """Return the encoding that a page declares in its head; empty where it declares none."""
    found = _DECLARED.search(head[:4096])
    return (found[1] or found[2]).decode("ascii") if found else ""


def nesting_depth(page: str) -> int:
    """Return how deep the elements of a page are nested, found in one linear scan.

    Elements whose end tag may be left out do not count: they nest only inside others.

    Examples
    --------
    >>> nesting_depth("<div><p>one<p>two <em>three</em><br>four</div>")
    2
    """
    depth = deepest = position = 0
    while found := _TAG.search(page, position):
        position = found.end()
        if found[0] == "<!--":
            position = page.find("-->", position) + 3
            if position < 3:
                break
            continue
        tag = found[2].lower()
        if tag in VOID or tag in OPTIONAL_END:
            continue
        if found[1]:
            depth -= depth > 0
            continue
        depth += 1
        deepest = max(deepest, depth)
        if tag in _RAW_TEXT:
            position = page.find(f"</{found[2]}", position)
            if position < 0:
                break
    return deepest


def read_html(source: Source, options: ReadOptions) -> Iterator[Article]:
    """Yield the article of a page.

    Parameters
    ----------
    source : Source
        One page.
    options : ReadOptions
        `html` names the extractor: ``"builtin"``, or ``"trafilatura"`` where it is installed.
    """
    data = read_up_to(source.stream, MAX_HTML_BYTES + 1)
    if binary := what_binary(data[:HEAD_BYTES]):
        raise Unreadable(f"This is {binary}.")
    if len(data) > MAX_HTML_BYTES:
        raise Unreadable(f"The page is larger than {MAX_HTML_BYTES:,} bytes.")
    page, guess = decode(data, source.charset or declared_charset(data))
    if (depth := nesting_depth(page)) > MAX_HTML_DEPTH:
        raise Unreadable(f"The elements of the page are nested {depth:,} deep; more than {MAX_HTML_DEPTH} is no article.")
    tree = parse(page)
    facts = metadata_of(tree)
    title = facts.pop("title", "")
    text = _trafilatura(page) if options.html == "trafilatura" else body_of(tree, title)
    if not text.strip():
        raise Unreadable("No article text was found in this page; it may need JavaScript, or be a list of links.")
    notes = {**facts, "encoding_guess": guess, "translation_widget": translation_traces(tree)}
    if has_paywall(tree):
        notes["paywall"] = "the page shows only a part of the article"
    yield source.article(text, title=title, notes=notes)


def _trafilatura(page: str) -> str:
    try:
        import trafilatura
    except ImportError as error:
        raise Unreadable("This way of reading HTML needs trafilatura: pip install twicetold[html].") from error
    return trafilatura.extract(page, include_comments=False, include_tables=False, deduplicate=False) or ""

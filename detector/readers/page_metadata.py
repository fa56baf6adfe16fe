"""What a page says about itself: title, date, byline, canonical address, and traces of translation widgets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from detector.readers.page_tree import Element, Tree

_META = {
    "title": ("og:title", "twitter:title", "dc.title", "headline"),
    "date": ("article:published_time", "datepublished", "date", "pubdate", "dc.date", "dc.date.issued", "parsely-pub-date", "publish-date"),
    "byline": ("author", "article:author", "dc.creator", "parsely-author", "byl"),
    "canonical": ("og:url",),
}
_LINKED_DATA = {"title": "headline", "date": "datePublished", "byline": "author"}
_ARTICLE_TYPES = re.compile(r"Article$|^BlogPosting$|^LiveBlogPosting$|^Report$|^Review$")
_BYLINE = re.compile(r"\bbyline\b|\bauthor-name\b")
MAX_FACT_CHARACTERS = 500

_TRACES: dict[str, tuple[str, ...]] = {
    "page saved translated": ("translated-ltr", "translated-rtl"),
    "declared machine-translated": ("-x-mtfrom-", "machine-translated-from"),
    "translation proxy": (".translate.goog", "translate.googleusercontent.com", "translatetheweb.com"),
    "google widget": ("goog-te-", "google_translate_element", "skiptranslate", "translate_a/element.js"),
    "gtranslate": ("gtranslate", "gt_switcher", "gt_float_switcher", "gt-wrapper"),
    "transposh": ("transposh",),
    "weglot": ("weglot",),
    "linguise": ("linguise",),
    "conveythis": ("conveythis",),
    "bablic": ("bablic",),
    "prisna": ("prisna-",),
}
"""What translation software leaves in the attributes of a page, in lower case."""


def metadata_of(tree: Tree) -> dict[str, str]:
    """Return what the page says about itself.

    Parameters
    ----------
    tree : Tree
        The parsed page.

    Returns
    -------
    dict of str
        Of ``title``, ``date``, ``byline`` and ``canonical`` those that were found.
    """
    meta = _meta_tags(tree)
    facts = {fact: next((meta[name] for name in names if meta.get(name)), "") for fact, names in _META.items()}
    for fact, value in _linked_data(tree).items():
        facts[fact] = facts[fact] or value
    _from_elements(tree, facts)
    facts["title"] = facts["title"] or tree.title
    facts["byline"] = re.sub(r"^\s*by:?\s+", "", facts["byline"], flags=re.IGNORECASE)
    return {fact: " ".join(value.split())[:MAX_FACT_CHARACTERS] for fact, value in facts.items() if value.strip()}


def _meta_tags(tree: Tree) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.elements:
        if element.tag == "meta" and (value := element.attributes.get("content", "")):
            name = element.attributes.get("property") or element.attributes.get("name") or element.attributes.get("itemprop") or ""
            found.setdefault(name.lower(), value)
    return found


def _linked_data(tree: Tree) -> dict[str, str]:
    for script in tree.scripts[:20]:
        try:
            values = list(_articles(json.loads(script)))
        except (ValueError, RecursionError):
            continue
        for value in values:
            return {fact: _name(value.get(key)) for fact, key in _LINKED_DATA.items()}
    return {}


def _articles(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the descriptions of articles in a JSON-LD script: alone, in a list, or in its graph."""
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, dict):
            continue
        kinds = item.get("@type", "")
        if any(isinstance(kind, str) and _ARTICLE_TYPES.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])):
            yield item
        elif isinstance(item.get("@graph"), list):
            yield from _articles(item["@graph"])


def _name(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value[:10])))
    if isinstance(value, dict):
        return _name(value.get("name"))
    return value if isinstance(value, str) else ""


def _from_elements(tree: Tree, facts: dict[str, str]) -> None:
    """Fill what is missing from links, headings, `time` elements and classes."""
    for index, element in enumerate(tree.elements):
        attributes = element.attributes
        if element.tag == "link" and attributes.get("rel", "").lower() == "canonical" and attributes.get("href"):
            facts["canonical"] = attributes["href"]
        elif not facts["date"] and element.tag == "time" and attributes.get("datetime"):
            facts["date"] = attributes["datetime"]
        elif not facts["title"] and element.tag == "h1":
            facts["title"] = tree.text_of(index)
        elif not facts["byline"] and (attributes.get("rel") == "author" or _BYLINE.search(attributes.get("class", ""))):
            facts["byline"] = tree.text_of(index)


def translation_traces(tree: Tree) -> str:
    """Name the traces that translation software left in the markup of a page, parted by commas; empty where there are none.

    A widget offers a translation, which says nothing of the text; a page that was saved translated, or came through
    a proxy, does.

    Parameters
    ----------
    tree : Tree
        The parsed page.

    Examples
    --------
    >>> from detector.readers.page_tree import parse
    >>> translation_traces(parse('<html class="translated-ltr"><div id="google_translate_element"></div>'))
    'page saved translated, google widget'
    """
    markup = "\n".join(value for element in tree.elements for value in element.attributes.values()).lower()
    traces = [name for name, literals in _TRACES.items() if any(literal in markup for literal in literals)]
    if "page saved translated" not in traces and any(_is_translators_font(element) for element in tree.elements):
        traces.insert(0, "page saved translated")
    return ", ".join(traces)


def _is_translators_font(element: Element) -> bool:
    """Tell the element in which Google Translate wraps every phrase that it has replaced."""
    return element.tag == "font" and element.attributes.get("style", "").replace(" ", "").startswith("vertical-align:inherit")

"""Body against furniture: which lines are the journalist's text and which are the page around it.

A block is one line, or several that a soft wrap or a hyperlink broke apart. Blank lines never matter, so the
same article laid out differently falls into the same blocks.
"""

from __future__ import annotations

import re
from math import inf
from typing import NamedTuple

BODY = "body"
LONGEST_LABEL = 400
"""Characters of the longest line that can be furniture by its own words; longer ones are prose or garbage."""
_MOST_WORDS = 40
"""Words of the longest such line."""
_TAIL_KINDS = frozenset({"share", "comment", "author-box", "footer", "source"})

# Matched against the whole line, folded and stripped. Short lines only: see `_kind_of_line`.
_LABELS = re.compile(
    "|".join(f"(?P<{kind.replace('-', '_')}>{pattern})" for kind, pattern in (
        ("advertisement", r"[-* ]{0,9}(?:advertisement|advertorial|sponsored(?: content)?|promoted)[-* ]{0,9}$"
         r"|(?:story|article) continues\b|scroll (?:down )?to continue\b"),
        ("share", r"share (?:this|on|via)\b|share$|tweet$|follow us\b|click (?:here )?to share|sign up (?:for|to)\b"
         r"|subscribe\b.{0,60}$|(?:join|like) us on\b"
         r"|(?:facebook|twitter|whatsapp|linkedin|telegram|reddit|email|print)$"),
        ("comment", r"leave a (?:reply|comment)\b|(?:post|add|write) a comment\b|your email address will not be published"
         r"|required fields are marked|\d+ comments?$|comments?$|please keep your comments\b|join the conversation"
         r"|save my name, email|(?:please )?log in to (?:comment|reply)"),
        ("author-box", r"avatar photo|about the authors?\b|articles: \d+|(?:view|see) all posts by\b"
         r"|.{2,50} - (?:writer|editor|author|staff)$"
         r"|[\w. '-]{2,40} staff$|posts by [^.!?]{2,40}$"),
        ("readtime", r"\d+ ?min(?:ute)?s?(?: read| to read)$|reading time\b"),
        ("credit", r"(?:photo|image|picture|file photo|photograph|credit|pic|video)"
         r"(?: credit| by| courtesy)?s? ?[:/|]"),
        ("timestamp", r"(?:date|published|updated|last updated|posted|first published|last modified|modified)\b(?: on| at)?:? ?[\w\d].{0,90}\d"
         r"|being updated$|\d{4}-\d\d-\d\d(?:t[\d:+z.-]{4,20})?$|\d{1,2}:\d\d(?: ?[ap]\.?m\.?)?(?: \w{2,4})? \d.{0,60}$"
         r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day,? (?:\d{1,2} )?\w{3,9}\.? \d{1,2}(?:,? \d{4})?$"
         r"|\w{3,9}\.? \d{1,2},? \d{4}(?:,? (?:at )?\d{1,2}:\d\d.{0,12})?$|\d{1,2} \w{3,9} \d{4}$"),
        ("source", r"(?:reference|source|original) (?:article|link|url|story)$|source ?:|\[(?:original|source)[^\]]{0,30}\]$"
         r"|(?:read|view) (?:the )?original\b|originally (?:published|appeared)\b"),
        ("footer", r"copyright (?:©|\(c\)|[\w ,.]{0,40}\d{4})|the-cnn-wire|you can view our community (?:standards|guidelines)"
         r"|if you'd like to share an idea"),
        ("navigation", r"(?:home|menu|search|skip to (?:main )?content|accessibility|sitemap|rss|archives?|next|previous|back to top)[ >|]*$"
         r"|(?:read (?:more|also|next)|see also|related(?: articles| stories| content)?|recommended|trending(?: now)?"
         r"|most (?:read|popular|viewed)|you may also like|don't miss)(?: ?[:>|-][^.!?]{0,110})?\??$|more from [^.!?]{2,50}$"
         r"|(?:terms (?:of (?:use|service)|and conditions)|privacy policy|cookie policy|contact us|about us|community guidelines"
         r"|do not sell|don't sell)\b[^.!?]{0,60}\.?$|[^.!?]{0,80}\|$|[\w ]{2,30}(?: [|>] [\w ]{2,30}){1,8}$"),
    ))
)
# Searched for anywhere in a short line, sentences included, where one of the literals stands in such a line or opens it at all.
_TELLTALES: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    ("credit", ("licensed under", "ap photo", "getty images"), re.compile(r"is licensed under|\(ap photo|getty images")),
    ("credit", ("/",), re.compile(r"\bafp/|/afp|/reuters|reuters/")),
    ("credit", ("contribut", "reported from"),
     re.compile(r"contributed to this (?:report|story|article)\b|contributed reporting|\breported from (?:[a-z]+ ?){1,3}(?:\.|, and )")),
    ("footer", ("rights reserved", "©", "(c)", "material may not", "a forum"),
     re.compile(r"all rights reserved(?! (?:for|by|to)\b)|©|\(c\) ?\d{4}|this material may not be published|is committed to providing a forum")),
    ("footer", ("\nthis ",),
     re.compile(r"^this (?:story|article|post|report) (?:has been|was) (?:originally |first |last )?(?:updated|published|corrected|amended)"
                r"(?: with| to| on| at| in|\.|,|:|$)")),
    ("comment", ("mail address will", "keep your comments", "save my name"),
     re.compile(r"your e-?mail address will not be published|please keep your comments\b|save my name, e-?mail")),
)  # fmt: skip
_BYLINE = re.compile(r"(?:by|by:|written by|reporting by|story by|from) (?=[^\W\d_])[^.!?]{2,110}$|[-*] ?by [^.!?]{2,60}$")
_SMALL_IN_NAMES = frozenset(("and", "by", "in", "for", "of", "the", "at", "-"))
_CONTINUES = re.compile(r"[a-z,;:)%]")
_LINE = re.compile(r"[^ \n](?:[^\n]*[^ \n])?")


class Block(NamedTuple):
    """One paragraph or one piece of page furniture.

    Attributes
    ----------
    start, end : int
        Span in the text, without surrounding white space.
    kind : str
        ``"body"``, or what kind of furniture: headline, byline, credit, timestamp, share, comment, readtime,
        advertisement, author-box, source, footer, navigation.
    """

    start: int
    end: int
    kind: str


def _ends_sentence(text: str) -> bool:
    return text.rstrip("'\")]").endswith((".", "!", "?"))


def _lines(straight: str) -> list[tuple[int, int]]:
    return [line.span() for line in _LINE.finditer(straight)]


def _kinds_of_lines(straight: str, folded: str, lines: list[tuple[int, int]]) -> list[str]:
    kinds = [BODY] * len(lines)
    short = {
        place: (folded[start:end], spaces + 1)
        for place, (start, end) in enumerate(lines)
        if end - start <= LONGEST_LABEL and (spaces := folded.count(" ", start, end)) < _MOST_WORDS
    }
    together = "\n".join(["", *(line for line, _ in short.values())])
    telltales = [(kind, pattern) for kind, literals, pattern in _TELLTALES if any(literal in together for literal in literals)]
    for place, (line, words) in short.items():
        start, end = lines[place]
        kinds[place] = _kind_of_line(line, words, straight[start:end], telltales)
    return kinds


def _kind_of_line(line: str, words: int, cased: str, telltales: list[tuple[str, re.Pattern[str]]]) -> str:
    for kind, pattern in telltales:
        if pattern.search(line):
            return kind
    # A sentence that merely begins like a label ("Share prices fell ...", "Related questions ...") is body.
    if words <= 14 or not _ends_sentence(line):
        label = _LABELS.match(line)
        if label is not None:
            return str(label.lastgroup).replace("_", "-")
        if words <= 16 and cased[:2] in ("By", "BY", "Wr", "Re", "St", "Fr", "- ", "by") and _BYLINE.match(line):
            name = [word for word in cased.replace(",", " ").split()[1:] if word.lower() not in _SMALL_IN_NAMES]
            if name and sum(word[0].isupper() for word in name) >= 0.6 * len(name):
                return "byline"
    return BODY


def _is_wrapped(straight: str, lines: list[tuple[int, int]]) -> bool:
    """Tell whether the lines are of one width and break in mid-sentence, as in mail and old wire copy."""
    if len(lines) < 6:
        return False
    lengths = sorted([end - start for start, end in lines])
    median = lengths[len(lengths) // 2]
    longest = lengths[int(0.95 * (len(lengths) - 1))]
    if median < 40 or longest > 100 or longest - median >= 15:
        return False
    return sum(straight[end - 1] not in ".!?\"'" for _, end in lines) > 0.5 * len(lines)


def _join(straight: str, lines: list[tuple[int, int]], kinds: list[str]) -> list[Block]:
    """Join lines that a soft wrap or a hyperlink broke apart."""
    width = max(end - start for start, end in lines) if _is_wrapped(straight, lines) else inf
    blocks: list[Block] = []
    length_of_last = 0
    for (start, end), kind in zip(lines, kinds, strict=True):
        if blocks and kind == BODY == blocks[-1].kind and _goes_on(straight, blocks[-1], start, length_of_last, width):
            blocks[-1] = blocks[-1]._replace(end=end)
        else:
            blocks.append(Block(start, end, kind))
        length_of_last = end - start
    return blocks


def _goes_on(straight: str, block: Block, start: int, length_of_last: int, width: float) -> bool:
    """Tell whether the line that begins at `start` goes on with a block whose last line is so long, in a text wrapped to a width."""
    if length_of_last > 0.85 * width:
        return True
    last = straight[block.end - 1]
    if last in ".!?:" or _ends_sentence(straight[max(block.start, block.end - 4) : block.end]):
        return False
    return last in ",-" or length_of_last > 0.7 * width or _CONTINUES.match(straight, start) is not None


def _mark_headline(straight: str, folded: str, blocks: list[Block]) -> list[Block]:
    """Mark the headline above the body, bare names beside a byline, and later copies of the headline."""
    first_body = next((i for i, block in enumerate(blocks) if block.kind == BODY and _is_prose(straight, block)), None)
    if first_body is None:
        return blocks
    headline = ""
    for index in range(first_body):
        block = blocks[index]
        if block.kind == BODY and not headline:
            headline = folded[block.start : block.end]
            blocks[index] = block._replace(kind="headline")
        elif block.kind == BODY:
            blocks[index] = block._replace(kind="byline" if block.end - block.start < 40 else "headline")
    if len(headline) > 20:
        for index in range(first_body + 1, len(blocks)):
            block = blocks[index]
            if block.kind == BODY and headline in folded[block.start : block.end] and block.end - block.start < 2 * len(headline):
                blocks[index] = block._replace(kind="headline")
    return blocks


def _is_prose(straight: str, block: Block) -> bool:
    text = straight[block.start : block.end]
    words = text.count(" ") + 1
    return words > 25 or (words >= 6 and _ends_sentence(text) and not text.endswith("...")) or (words >= 4 and text[0] == '"')


def _mark_tail(straight: str, blocks: list[Block]) -> list[Block]:
    """Everything below the first share bar, comment form or author box at the end of the page is furniture."""
    if not any(block.kind in _TAIL_KINDS for block in blocks):
        return blocks
    sizes = [straight.count(" ", block.start, block.end) + 1 for block in blocks]
    total = sum(size for size, block in zip(sizes, blocks, strict=True) if block.kind == BODY) or 1
    below = 0
    prose_below = 0
    cut = len(blocks)
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        if block.kind == BODY:
            below += sizes[index]
            prose_below += sizes[index] > 25
            if below > 0.3 * total or prose_below > 2:
                break
        elif block.kind in _TAIL_KINDS:
            cut = index
    for index in range(cut + 1, len(blocks)):
        if blocks[index].kind == BODY:
            after_author = any(block.kind in ("author-box", "byline") for block in blocks[cut:index])
            blocks[index] = blocks[index]._replace(kind="author-box" if after_author else "footer")
    return blocks


def find_blocks(straight: str, folded: str) -> list[Block]:
    """Cut a text into body paragraphs and page furniture.

    Parameters
    ----------
    straight, folded : str
        The straightened text, and the same in lower case.

    Returns
    -------
    list of Block
        In order; every character that is not white space lies in exactly one block.

    Examples
    --------
    >>> page = "Ministers meet\\nBy Ada Smith\\nThe ministers met on Monday and agreed on nothing.\\nLeave a Reply"
    >>> [block.kind for block in find_blocks(page, page.lower())]
    ['headline', 'byline', 'body', 'comment']
    """
    lines = _lines(straight)
    blocks = _join(straight, lines, _kinds_of_lines(straight, folded, lines))
    if len(blocks) > 1:
        blocks = _mark_headline(straight, folded, blocks)
        blocks = _mark_tail(straight, blocks)
    return blocks

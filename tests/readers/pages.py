# ruff: noqa: E501 - pages and sentences stand on one line, as they would in a file
"""Pages in the shapes of real news sites, written for the tests; each comes with the text that is its article."""

from __future__ import annotations

from dataclasses import dataclass

PARAGRAPHS = (
    "The island council voted on Tuesday night to keep the salt works at Brennhavn open for another two years, after an appeal by "
    "the forty families who still earn their living from the pans.",
    "“We are not asking for a museum,” said Ingrid Mossberg, who chairs the cooperative. “We are asking for two more summers to prove "
    "that the figures add up.”",
    "The works lost 1.3 million kroner last year, mostly because the sluice gates failed in March and seawater flooded the lower pans "
    "for eleven days.",
    "Councillor Peder Lund, who voted against, said the money would be better spent on the ferry quay, which inspectors closed to lorries "
    "in January.",
    "A final decision on the grant is expected when the county meets in September. Until then the cooperative will run on a bridging loan "
    "from the fishermen’s bank.",
)

NAVIGATION = """
<header class="site-header"><a class="logo" href="/">The Brennhavn Courier</a>
<nav><ul><li><a href="/news">News</a><li><a href="/sea">Sea</a><li><a href="/letters">Letters</a></ul></nav></header>
<div class="breadcrumbs"><a href="/">Home</a> / <a href="/news">News</a></div>
<div id="cookie-consent">We use cookies to remember who you are. By reading on you accept that we do. <button>Fine</button></div>
"""
ASIDES = """
<aside class="sidebar"><h3>Most read</h3><ol><li><a href="/1">Storm takes the bandstand roof</a><li><a href="/2">Herring prices fall again
after a long week of arguments at the auction hall</a></ol></aside>
<div class="related-posts"><h3>Related stories</h3><div class="card"><a href="/3">Salt pans flooded</a><p>The lower pans stood under water
for most of March, and nobody could say on Friday when they would drain or who would pay for the pumps.</p></div></div>
<div class="newsletter-signup"><p>Get the Courier in your inbox every morning, with the tides, the ferries and the weather at sea.</p></div>
<div class="share-buttons"><a href="#">Share on Facebook</a><a href="#">Tweet</a></div>
"""
FOOTER = """
<footer><p>The Brennhavn Courier is published by Courier Press, 4 Harbour Street. All rights reserved. Reproduction without our written
permission is forbidden.</p><ul><li><a href="/about">About</a></ul></footer>
<script>var layers = ["<div><div><p>This sentence lives in a script and is nobody's article, however long it goes on.</p>"];</script>
"""


@dataclass(frozen=True)
class Page:
    """A page and what it should be read as."""

    name: str
    html: str
    text: str
    title: str = "Council keeps the salt works open"


def _page(body: str, head: str = "", attributes: str = "") -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en"{attributes}><head><meta charset="utf-8"><title>Council keeps the salt works open | The Brennhavn '
        f'Courier</title><meta property="og:title" content="Council keeps the salt works open">{head}</head>\n<body class="single has-sidebar '
        f'comments-open">{NAVIGATION}{body}{ASIDES}{FOOTER}</body></html>'
    )


def _paragraphs(texts: tuple[str, ...] = PARAGRAPHS) -> str:
    return "\n".join(f"   <p>{text}</p>" for text in texts)


ARTICLE = Page(
    "article",
    _page(
        f"""<main><article class="post type-post category-social hentry tag-comment">
        <h1>Council keeps the salt works open</h1><p class="byline">By <a rel="author" href="/staff/ada">Ada Ferring</a></p>
        <time datetime="2024-05-14T21:40:00+02:00">14 May 2024</time>
        <figure><img src="pans.jpg" alt=""><figcaption>The lower pans on Tuesday. <span class="credit">Photo: O. Brandt</span></figcaption></figure>
        <div class="entry-content">{_paragraphs(PARAGRAPHS[:3])}
        <div class="ad-slot"><p>Advertisement: visit the aquarium this summer, where the seals are fed at noon each day.</p></div>
        {_paragraphs(PARAGRAPHS[3:])}
        <p class="post-tags">Tags: <a href="/t/salt">salt</a>, <a href="/t/council">council</a></p></div>
        <div class="author-box"><p>Ada Ferring has covered the islands since 2009 and lives on a boat that she is still repairing.</p></div>
        </article></main>""",
        '<link rel="canonical" href="https://courier.example/salt-works"><meta property="article:published_time" content="2024-05-14">',
    ),
    "\n\n".join(PARAGRAPHS),
)

PLAIN_DIVISIONS = Page(  # no semantic element at all, line breaks for paragraphs, a table for the layout
    "old-fashioned",
    '<html><head><title>Council keeps the salt works open</title></head><body><table width="100%"><tr><td width="150"><a href="/">Home</a><br>'
    '<a href="/news">News</a><br><a href="/sea">Sea</a></td><td><font size="5"><b>Council keeps the salt works open</b></font>'
    f"<p>{'<p>'.join(PARAGRAPHS)}</td></tr><tr><td colspan=2><a href=/imprint>Imprint</a> | <a href=/contact>Contact</a></td></tr></table></body></html>",
    "\n\n".join(PARAGRAPHS),
)

LIVE_ENTRIES = (
    ("21:40", "The vote is in. The council has decided by nine to six to keep the salt works open for another two years."),
    ("21:12", "Peder Lund is on his feet. He says the quay is the better use of the money, and that nobody in this room has driven a lorry onto it."),
    ("20:55", "A long silence from the gallery after the treasurer read out the loss for last year, which comes to 1.3 million kroner."),
    ("20:31", "Ingrid Mossberg has brought a bag of salt and set it on the table. The mayor has asked her to take it away again."),
    ("20:05", "Good evening from the council chamber, where forty families and one dog are waiting for the vote on the salt works."),
)
LIVE_BLOG = Page(
    "live blog",
    _page(
        '<div class="content"><h1>Council keeps the salt works open</h1><div id="live-blog" itemtype="https://schema.org/LiveBlogPosting">'
        + "".join(
            f'<article class="live-entry"><time datetime="2024-05-14T{when}">{when}</time><div class="entry-body"><p>{text}</p></div>'
            f'<div class="share-bar"><a href="#">Share</a></div></article>'
            for when, text in LIVE_ENTRIES
        )
        + "</div></div>"
    ),
    "\n\n".join(text for _, text in LIVE_ENTRIES),
)

CAPTIONS = (
    "The pans at first light, with the pump house behind them. The pump has run since 1931.",
    "Ingrid Mossberg rakes the third pan. She learned it from her grandfather at the age of seven.",
    "Salt drying on the racks. Each rack holds ninety kilos and takes two people to lift.",
    "The cooperative's only lorry. It has not been allowed onto the quay since January.",
)
GALLERY = Page(
    "gallery",
    _page(
        '<main class="gallery"><h1>Council keeps the salt works open</h1><p class="byline">Photographs by Odd Brandt</p>'
        + "".join(
            f'<figure class="slide"><img src="{number}.jpg"><figcaption>{caption} <span class="credit">Photo: O. Brandt</span></figcaption></figure>'
            for number, caption in enumerate(CAPTIONS)
        )
        + "</main>"
    ),
    "\n\n".join(CAPTIONS),
)

PAYWALL = Page(
    "paywall",
    _page(
        f'<article><h1>Council keeps the salt works open</h1><div class="article-body">{_paragraphs(PARAGRAPHS[:1])}'
        '<div class="paywall-prompt"><h3>Keep reading</h3><p>Subscribe to the Courier for 49 kroner a month and read every story from the islands.</p>'
        "</div><p>Already a subscriber? Sign in to go on reading this story.</p></div></article>",
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Council keeps the salt works open", '
        '"isAccessibleForFree": false, "author": [{"@type": "Person", "name": "Ada Ferring"}]}</script>',
    ),
    PARAGRAPHS[0],
)

_COMMENTS = (
    "My family worked those pans for three generations and I can tell you that the sluice gates were rotten long before March, whatever the "
    "council says now.",
    "Two years! In two years the quay will have fallen into the sea and there will be nothing left to load the salt onto. Well done everybody.",
    "Has anyone asked what the fishermen's bank wants in return for its loan? I have, and I was told to mind my own business.",
    "I moved here for the quiet and have heard about nothing but salt since. Can the Courier please write about something else for once?",
    "The treasurer read the figures out wrong. It was 1.1 million, not 1.3, and the minutes will show it when they are published next week.",
    "Ingrid for mayor. She is the only person on this island who has ever made anything that somebody wanted to buy.",
)
COMMENT_THREAD = Page(
    "comment thread",
    _page(
        f'<article><h1>Council keeps the salt works open</h1><div class="story">{_paragraphs()}</div></article>'
        '<section id="comments"><h2>6 comments</h2>'
        + "".join(f'<article class="comment"><b>Reader {number}</b><p>{text}</p><a href="#">Reply</a></article>' for number, text in enumerate(_COMMENTS * 3))
        + "</section>"
    ),
    "\n\n".join(PARAGRAPHS),
)

PAGES = (ARTICLE, PLAIN_DIVISIONS, LIVE_BLOG, GALLERY, PAYWALL, COMMENT_THREAD)

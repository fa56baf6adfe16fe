"""The catalogue as a person reads it: a list, a page a marker, a whole document."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections.abc import Iterable
from dataclasses import asdict
from importlib import resources
from typing import Any

from detector.markers.catalogue import Catalogue, Marker
from detector.markers.evidence import FAMILIES, SEVERITIES

FAMILY_TITLES = {
    "translation": "Machine translation and round trips",
    "spin": "Synonym spinning",
    "llm": "LLM rewriting",
    "scrape": "Scraping and mangling",
}
NOT_KEPT = "not_kept.json"
SEVERITY_MEANINGS = {
    "decisive": "one is enough to say that a machine touched the text",
    "strong": "counts together with others",
    "weak": "feeds the learned model; shown on request",
}


def listing(catalogue: Catalogue) -> str:
    """Return all markers as a table, by family and severity.

    Parameters
    ----------
    catalogue : Catalogue

    Returns
    -------
    str
    """
    width = max(len(name) for name in catalogue.markers)
    lines = []
    for family in FAMILIES:
        members = _ordered(marker for marker in catalogue.markers.values() if marker.family == family)
        if not members:
            continue
        lines.append(f"{FAMILY_TITLES[family]} ({len(members)})")
        lines.extend(f"  {marker.id:<{width}}  {marker.severity:<8}  {marker.title}" for marker in members)
        lines.append("")
    lines.append(f"{len(catalogue.markers)} markers, catalogue {catalogue.version}. `twicetold markers ID` prints a marker's page.")
    return "\n".join(lines)


def _ordered(markers: Iterable[Marker]) -> list[Marker]:
    return sorted(markers, key=lambda marker: (SEVERITIES.index(marker.severity), marker.id))


def page(marker: Marker, markdown: bool = False) -> str:
    """Return the page of one marker.

    Parameters
    ----------
    marker : Marker
    markdown : bool
        Whether to write Markdown rather than plain text.

    Returns
    -------
    str
    """
    bullet = "- " if markdown else "  "
    heading = "**{}**" if markdown else "{}"
    title = f"## {marker.id}\n\n{marker.title}" if markdown else f"{marker.id}: {marker.title}"
    parts = [
        title,
        f"{FAMILY_TITLES[marker.family]} · {marker.severity}: {SEVERITY_MEANINGS[marker.severity]} · looked for in: "
        f"{'narrative and quotations' if marker.where == 'anywhere' else marker.where}",
        _section(heading, "Why a machine leaves this", [marker.why], "", markdown),
        _section(heading, "Often mistaken for it", marker.look_alikes, bullet, markdown),
        _section(heading, "Fires on", marker.fires, bullet, markdown),
        _section(heading, "Stays quiet on", marker.quiet, bullet, markdown),
    ]
    if marker.measured:
        parts.append(_section(heading, "Measured, hits per 100,000 words", measured_lines(marker), bullet, markdown))
    parts.append(_section(heading, "Source", [marker.source], "", markdown))
    return "\n\n".join(part for part in parts if part)


def _section(heading: str, title: str, items: Iterable[str], bullet: str, markdown: bool) -> str:
    lines = [" ".join(item.split()) for item in items]
    if not lines:
        return ""
    if not markdown:
        lines = [textwrap.fill(line, 100, initial_indent=bullet or "  ", subsequent_indent="    " if bullet else "  ") for line in lines]
        return heading.format(title) + "\n" + "\n".join(lines)
    return heading.format(title) + "\n\n" + "\n".join(bullet + line for line in lines)


def measured_lines(marker: Marker) -> list[str]:
    """Return a marker's rates as lines: the kind of text, hits per 100,000 words, and the interval where it is known."""
    known = {kind: value for kind, value in marker.measured.items() if not isinstance(value, dict) or value.get("rate") is not None}
    return [f"{'machine over human rate' if kind == 'lift' else kind}: {_figure(value)}" for kind, value in known.items()]


def _figure(value: Any) -> str:
    if isinstance(value, dict):
        interval = value.get("interval")
        rate = _figure(value["rate"])
        return f"{rate} (95 % interval {_figure(interval[0])} to {_figure(interval[1])})" if interval else rate
    if value is None:
        return "no upper limit"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def not_kept() -> str:
    """Return the table of markers that were measured and left out, as Markdown."""
    text = resources.files("detector.data").joinpath("markers", NOT_KEPT).read_text(encoding="utf-8")
    lines = [f"| {row['id']} | {row['looked_for']} | {row['figures']} |" for row in json.loads(text)]
    return "\n".join(["# Measured and not kept", "", "| marker | what it looked for | why it went |", "|---|---|---|", *lines])


def document(catalogue: Catalogue) -> str:
    """Return the whole catalogue as one Markdown document.

    Parameters
    ----------
    catalogue : Catalogue

    Returns
    -------
    str
    """
    pages = [f"# The marker catalogue\n\n{len(catalogue.markers)} markers, version {catalogue.version}."]
    for family in FAMILIES:
        members = _ordered(marker for marker in catalogue.markers.values() if marker.family == family)
        if members:
            pages.append(f"# {FAMILY_TITLES[family]}")
            pages.extend(page(marker, markdown=True) for marker in members)
    pages.append(not_kept())
    return "\n\n".join(pages) + "\n"


def run(args: argparse.Namespace) -> int:
    """Carry out ``twicetold markers [ID] [--format text|markdown|json]``.

    Parameters
    ----------
    args : argparse.Namespace
        With ``id`` (or None), ``format`` and, if given, ``markers``: files of the user's own.

    Returns
    -------
    int
        0, or 2 when there is no such marker.
    """
    catalogue = Catalogue.load(tuple(getattr(args, "markers", None) or ()))
    if args.id and args.id not in catalogue.markers:
        near = [name for name in sorted(catalogue.markers) if args.id in name][:5]
        hint = f" Did you mean {', '.join(near)}?" if near else " `twicetold markers` lists them."
        print(f"There is no marker {args.id!r}.{hint}", file=sys.stderr)
        return 2
    chosen = [catalogue.markers[args.id]] if args.id else list(catalogue.markers.values())
    if args.format == "json":
        print(json.dumps([{**asdict(marker), "phrases": len(marker.phrases)} for marker in chosen], ensure_ascii=False, indent=1, default=sorted))
    elif args.id:
        print(page(chosen[0], markdown=args.format == "markdown"))
    else:
        print(document(catalogue) if args.format == "markdown" else listing(catalogue))
    return 0

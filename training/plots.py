"""The plots of an evaluation, drawn with matplotlib, and the page that shows them beside the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from jinja2 import Environment

from detector.markers import Catalogue

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Evaluation of Twicetold</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
table { border-collapse: collapse; font-size: .85rem } td, th { padding: .2rem .6rem; text-align: right; border-bottom: 1px solid #ddd }
th { position: sticky; top: 0; background: #fff } figure { display: inline-block; margin: 0 1rem 1rem 0 } img { max-width: 100% }
div { overflow-x: auto; max-height: 40rem }
</style></head><body>
<h1>Evaluation</h1><p>{{ subject }}</p>
{% for file, caption in figures %}<figure><img src="{{ file }}" alt="{{ caption }}"><figcaption>{{ caption }}</figcaption></figure>
{% endfor %}
{% for title, table in tables %}<h2>{{ title }}</h2><div>{{ table }}</div>
{% endfor %}</body></html>
"""
_TITLES = {
    "summary": "By cause", "false_positives": "False positives by kind of human text", "ranking": "Ranking inside a group",
    "baselines": "Baselines on the same documents and folds", "left_out": "Left out of the training", "slices": "By slice",
}  # fmt: skip


class PlotError(RuntimeError):
    """matplotlib is missing or incomplete."""


def _axes(axes: Axes | None) -> Axes:
    if axes is not None:
        return axes
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise PlotError(f"Plots need matplotlib ({error}); install it with: pip install 'twicetold[plots]'") from error
    return Figure(figsize=(6, 4.2), layout="constrained").subplots()


def roc(table: pd.DataFrame, axes: Axes | None = None) -> Axes:
    """Draw the share caught against the share of false positives, on a logarithmic scale."""
    axes = _axes(axes)
    for cause, rows in table.groupby("cause", sort=False):
        axes.plot(rows["false_positives"], rows["caught"], label=cause)
    axes.axvline(0.01, color="grey", linewidth=0.8, linestyle=":")
    axes.set(xscale="log", xlim=(1e-3, 1), ylim=(0, 1), xlabel="human originals flagged", ylabel="machine texts caught")
    axes.legend(loc="lower right", fontsize="small")
    return axes


def calibration(table: pd.DataFrame, axes: Axes | None = None) -> Axes:
    """Draw how often what was predicted was so."""
    axes = _axes(axes)
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8, linestyle=":")
    for question, rows in table.groupby("question", sort=False):
        axes.plot(rows["predicted"], rows["observed"], marker="o", markersize=4, label=question)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="predicted probability of a machine", ylabel="share that was one")
    axes.legend(loc="upper left", fontsize="small")
    return axes


def false_positives(table: pd.DataFrame, axes: Axes | None = None) -> Axes:
    """Draw false positives by kind of human text: the rate, its interval, and the limit as a tick."""
    axes = _axes(axes)
    places, rate = np.arange(len(table)), 100 * table["rate"].to_numpy()
    errors = np.clip([rate - 100 * table["low"], 100 * table["high"] - rate], 0, None)
    axes.errorbar(rate, places, xerr=errors, fmt="o", capsize=3)
    axes.scatter(100 * table["limit"], places, marker="|", s=200, color="firebrick", label="limit")
    axes.set_yticks(places, [f"{kind} ({count:,})" for kind, count in zip(table["kind"], table["documents"], strict=True)])
    axes.set(xlabel="human texts with a machine verdict, %", xlim=(0, None))
    axes.invert_yaxis()
    axes.legend(fontsize="small")
    return axes


def marker_lift(catalogue: Catalogue, axes: Axes | None = None, most: int = 30) -> Axes:
    """Draw how much more often the markers fire on machine texts than on human news, the surest first.

    Parameters
    ----------
    catalogue : Catalogue
        With the figures that ``twicetold-train markers --write`` stored.
    axes : matplotlib.axes.Axes, optional
    most : int
        Markers to draw: those with the highest lower bound of the 95 % interval.
    """
    axes = _axes(axes)
    lifts = [(name, marker.measured.get("lift")) for name, marker in catalogue.markers.items()]
    known = [(name, lift["interval"][0], lift["rate"], lift["interval"][1]) for name, lift in lifts if lift and lift["rate"]]
    chosen = sorted(known, key=lambda row: (-row[1], row[0]))[:most]
    for place, (_, low, rate, high) in enumerate(chosen):
        axes.plot([max(low, 0.01), high or 10 * rate], [place, place], color="steelblue", linestyle="-" if high else ":")
        axes.plot(rate, place, "o", color="steelblue", markersize=4)
    axes.axvline(1, color="grey", linewidth=0.8, linestyle=":")
    axes.set_yticks(range(len(chosen)), [name for name, *_ in chosen], fontsize="xx-small")
    axes.set(xscale="log", xlabel="hits in machine texts for one in human news; dotted: no upper bound")
    axes.invert_yaxis()
    return axes


def draw_all(tables: Mapping[str, pd.DataFrame], folder: Path) -> list[tuple[str, str]]:
    """Draw the tables of an evaluation into a folder and return the file names and captions; none where matplotlib is missing."""
    kinds: list[tuple[str, str, Callable[..., Any]]] = [
        ("roc", "Caught at low false positives", roc),
        ("calibration", "Reliability diagram", calibration),
        ("false_positives", "False positives by kind of human text", false_positives),
    ]
    drawings: list[tuple[str, str, Callable[[], Any]]] = [
        (f"{name}.svg", caption, partial(draw, tables[name])) for name, caption, draw in kinds if name in tables
    ]
    drawings.append(("marker_lift.svg", "Lift of the surest markers", lambda: marker_lift(Catalogue.load())))
    try:
        from matplotlib import rc_context

        with rc_context({"svg.hashsalt": "twicetold"}):  # else the same plot has other identifiers each time
            for file, _, draw in drawings:
                draw().figure.savefig(folder / file, metadata={"Date": None})
    except (ImportError, PlotError):
        return []
    return [(file, caption) for file, caption, _ in drawings]


def page(subject: str, tables: Mapping[str, pd.DataFrame], figures: list[tuple[str, str]]) -> str:
    """Return a page with the tables and the plots of an evaluation."""
    from markupsafe import Markup

    shown = [
        (title, Markup(tables[name].to_html(index=False, border=0, float_format="{:.3f}".format)))  # to_html escapes
        for name, title in _TITLES.items()
        if name in tables
    ]
    return Environment(autoescape=True).from_string(_PAGE).render(subject=subject, figures=figures, tables=shown)

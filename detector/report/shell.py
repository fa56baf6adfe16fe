"""The shell of a self-contained HTML page: its policy, its one script and style, and the data beside them.

Article text is data, never markup: it travels as JSON in elements that no browser runs, and the page's
script puts it into the document as text. The content-security policy names the script and the style by
their hash and allows nothing else, so that a page carries hostile articles without running them and never
sends a request.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_SURROGATE = re.compile("[\ud800-\udfff]")


def to_island(value: Any) -> Markup:
    """Return a value as JSON that can stand in a ``<script>`` element and cannot end it.

    Lone surrogates, which no UTF-8 file can hold, become U+FFFD one for one, so that offsets stay.

    Parameters
    ----------
    value : object
        Anything `json.dumps` takes; NaN is refused.

    Returns
    -------
    markupsafe.Markup

    Examples
    --------
    >>> print(to_island("</script>"))
    "\\u003c/script\\u003e"
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character, escape in _ESCAPES.items():
        if character in text:
            text = text.replace(character, escape)
    if not text.isascii():
        text = _SURROGATE.sub("\ufffd", text)
    return Markup(text)


def _hash_source(text: str) -> str:
    """Return a policy source for one inline script or style."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def write_shell(path: str | Path, title: str, scripts: Sequence[str], islands: Iterable[tuple[str, Any]]) -> None:
    """Write one self-contained page, piece by piece; the file appears only when it is complete.

    Parameters
    ----------
    path : str or path-like
        Where the page goes; a file of that name is replaced.
    title : str
        Title of the window.
    scripts : sequence of str
        Names of this package's JavaScript files, run as one script in this order.
    islands : iterable of (str, object)
        Identifier and value of each piece of data; consumed once, so it may be a generator.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    here = resources.files("detector.report")
    style = here.joinpath("page.css").read_text(encoding="utf-8")
    script = "\n".join(here.joinpath(name).read_text(encoding="utf-8") for name in scripts)
    policy = (
        f"default-src 'none'; script-src {_hash_source(script)}; style-src {_hash_source(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    template = environment.from_string(here.joinpath("page.html").read_text(encoding="utf-8"))
    pieces = template.generate(
        title=_SURROGATE.sub("\ufffd", title),
        policy=policy,
        style=Markup(style),
        script=Markup(script),
        islands=((name, to_island(value)) for name, value in islands),
    )
    target = Path(path)
    partial = target.with_name(target.name + ".part")
    try:
        with open(partial, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(pieces)
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)

"""Twicetold: which articles were machine-translated, spun or rewritten by an LLM, and what shows it.

`score` ranks files and folders as a DataFrame, `score_frame` scores a DataFrame of texts, `Detector` scores articles
in memory. All are imported only when they are used, so that importing this package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from detector._version import __version__

if TYPE_CHECKING:
    from detector.batch.frame import score, score_frame
    from detector.scoring import Detector

__all__ = ["Detector", "__version__", "score", "score_frame"]

_HOMES = {"score": "detector.batch.frame", "score_frame": "detector.batch.frame", "Detector": "detector.scoring"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'detector' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)

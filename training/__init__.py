"""Everything that learns: corpora, synthesis, fitting, evaluation.

Examples
--------
>>> import training
>>> "human" in training.list_corpora().columns
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from training.adapting import adapt
    from training.corpora import fetch_corpus, list_corpora, load_corpora
    from training.evaluation import Comparison, Evaluation, compare, evaluate, leave_one_out, recalibrate
    from training.fitting import FittingError, fit

__all__ = [
    "Comparison", "Evaluation", "FittingError", "adapt", "compare", "evaluate", "fetch_corpus", "fit", "leave_one_out", "list_corpora",
    "load_corpora", "recalibrate",
]  # fmt: skip

_HOMES = {
    "adapt": "adapting", "fit": "fitting", "FittingError": "fitting", "list_corpora": "corpora", "load_corpora": "corpora", "fetch_corpus": "corpora",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: scikit-learn and pandas take seconds."""
    if name not in __all__:
        raise AttributeError(f"module 'training' has no attribute {name!r}")
    return getattr(import_module(f"training.{_HOMES.get(name, 'evaluation')}"), name)

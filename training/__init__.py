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
    from training.comparing import Comparison, compare
    from training.corpora import fetch_corpus, list_corpora, load_corpora
    from training.evaluation import evaluate, leave_one_out
    from training.fitting import fit
    from training.preparing import FittingError
    from training.recalibrating import recalibrate
    from training.tables import Evaluation

__all__ = [
    "Comparison", "Evaluation", "FittingError", "adapt", "compare", "evaluate", "fetch_corpus", "fit", "leave_one_out", "list_corpora",
    "load_corpora", "recalibrate",
]  # fmt: skip

_HOMES = {
    "Comparison": "comparing", "Evaluation": "tables", "FittingError": "preparing", "adapt": "adapting", "compare": "comparing",
    "evaluate": "evaluation", "fetch_corpus": "corpora", "fit": "fitting", "leave_one_out": "evaluation", "list_corpora": "corpora",
    "load_corpora": "corpora", "recalibrate": "recalibrating",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: scikit-learn and pandas take seconds."""
    if name not in _HOMES:
        raise AttributeError(f"module 'training' has no attribute {name!r}")
    return getattr(import_module(f"training.{_HOMES[name]}"), name)

"""`Transformer`: what scikit-learn asks of an estimator, without importing scikit-learn.

Plain scoring must start at once, so the features keep scikit-learn's interface by its conventions rather than
by its base classes; `clone`, `Pipeline`, `GridSearchCV` and `cross_val_score` accept them.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from detector.text import Document


def as_documents(texts: Iterable[Document | str]) -> list[Document]:
    """Return documents as they are and plain texts as documents.

    Parameters
    ----------
    texts : iterable of Document or str

    Raises
    ------
    TypeError
        If a single text was given where a collection is expected, or an item is neither.
    """
    if isinstance(texts, (str, Document)):
        raise TypeError("A list of documents is expected here; put the single text in a list.")
    documents = []
    for text in texts:
        if not isinstance(text, (Document, str)):
            raise TypeError(f"A document or a text is expected, not {type(text).__name__}.")
        documents.append(text if isinstance(text, Document) else Document(text))
    return documents


class Transformer:
    """Base of the features: Document -> one float32 row, whatever the batch around it."""

    names: Sequence[str] = ()

    @classmethod
    def _parameters(cls) -> list[str]:
        return [name for name in inspect.signature(cls.__init__).parameters if name != "self"]

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the constructor's parameters by name."""
        return {name: getattr(self, name) for name in self._parameters()}

    def set_params(self, **params: Any) -> Transformer:
        """Set constructor parameters by name and return the transformer."""
        for name, value in params.items():
            if name not in self._parameters():
                raise ValueError(f"{type(self).__name__} has no parameter {name!r}.")
            setattr(self, name, value)
        return self

    def fit(self, documents: Iterable[Document | str], y: object = None) -> Transformer:
        """Learn nothing and return the transformer; it is here for pipelines."""
        return self

    def transform(self, documents: Iterable[Document | str]) -> Any:
        """Return one row per document."""
        rows = [self.row(document) for document in as_documents(documents)]
        return np.array(rows, dtype=np.float32).reshape(len(rows), len(self.get_feature_names_out()))

    def fit_transform(self, documents: Iterable[Document | str], y: object = None) -> Any:
        """Return ``fit(documents).transform(documents)``."""
        documents = as_documents(documents)
        return self.fit(documents, y).transform(documents)

    def row(self, document: Document) -> np.ndarray:
        """Return the row of one document, float32."""
        raise NotImplementedError(f"{type(self).__name__} has to say how a document becomes a row.")

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """Return the names of the columns."""
        return np.array(self.names, dtype=object)

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_tags__(self) -> Any:
        """Return scikit-learn's description of the estimator; only scikit-learn asks for it."""
        from sklearn.utils import InputTags, Tags, TargetTags, TransformerTags

        return Tags(
            estimator_type=None,
            target_tags=TargetTags(required=False),
            transformer_tags=TransformerTags(preserves_dtype=[]),
            input_tags=InputTags(string=True, two_d_array=False),
            requires_fit=False,
            no_validation=True,
        )

    def __repr__(self) -> str:
        settings = ", ".join(f"{name}={value!r}" for name, value in self.get_params().items() if not isinstance(value, np.ndarray))
        return f"{type(self).__name__}({settings})"

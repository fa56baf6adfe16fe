"""From a document to numbers: scikit-learn transformers that need no scikit-learn to run."""

from detector.features.base import Transformer
from detector.features.fluency import LanguageModels
from detector.features.marker_rates import MarkerRates
from detector.features.ngrams import HASH_VERSION, Vocabulary, WordNgrams
from detector.features.style import Style

__all__ = ["HASH_VERSION", "LanguageModels", "MarkerRates", "Style", "Transformer", "Vocabulary", "WordNgrams"]

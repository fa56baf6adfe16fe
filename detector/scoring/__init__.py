"""From features and evidence to an assessment of each article, and its flat record."""

from detector.scoring.assessment import MEANING, Assessment, Thresholds
from detector.scoring.detector import Detector
from detector.scoring.record import COLUMNS, Record
from detector.scoring.store import Model, ModelError

__all__ = ["COLUMNS", "MEANING", "Assessment", "Detector", "Model", "ModelError", "Record", "Thresholds"]

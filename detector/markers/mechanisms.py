"""The mechanisms that markers may name, by name."""

from __future__ import annotations

from detector.markers import casing, fragments
from detector.markers.hit import Mechanism

MECHANISMS: dict[str, Mechanism] = {
    "broken_name": casing.broken_name,
    "doubled_tail": fragments.doubled_tail,
    "lowercase_name": casing.lowercase_name,
}

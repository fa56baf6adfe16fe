"""The mechanisms that markers may name, by name."""

from __future__ import annotations

from detector.markers import fragments
from detector.markers.hit import Mechanism

MECHANISMS: dict[str, Mechanism] = {
    "doubled_tail": fragments.doubled_tail,
}

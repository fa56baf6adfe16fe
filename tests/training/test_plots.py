"""The plots that show measured figures."""

from __future__ import annotations

import pytest

from detector.markers import Catalogue
from training.plots import marker_lift


def test_marker_lift_shows_the_surest_markers_first() -> None:
    pytest.importorskip("matplotlib")
    catalogue = Catalogue.load()
    axes = marker_lift(catalogue, most=10)
    names = [label.get_text() for label in axes.get_yticklabels()]
    bounds = [catalogue.markers[name].measured["lift"]["interval"][0] for name in names]
    assert len(names) == 10
    assert bounds == sorted(bounds, reverse=True)
    assert axes.get_xscale() == "log"

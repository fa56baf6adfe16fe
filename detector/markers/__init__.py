"""What machines leave behind: the catalogue of markers and the engine that finds them."""

from detector.markers.catalogue import Catalogue, CatalogueError, Marker, read_markers
from detector.markers.evidence import FAMILIES, SEVERITIES, Evidence

__all__ = ["FAMILIES", "SEVERITIES", "Catalogue", "CatalogueError", "Evidence", "Marker", "read_markers"]

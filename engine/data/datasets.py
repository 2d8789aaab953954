"""Every data set by name. A new one is an entry in the file of its kind."""

from engine.data.classes import CLASSES
from engine.data.curves import CURVES
from engine.data.description import Dataset, Span
from engine.data.exact import EXACT
from engine.data.pictures import PICTURES
from engine.data.plane import PLANE
from engine.data.surfaces import SURFACES

__all__ = ["DATASETS", "Dataset", "Span"]

DATASETS: dict[str, Dataset] = {
    dataset.name: dataset for dataset in (*PLANE, *CLASSES, *SURFACES, *CURVES, *PICTURES, *EXACT)
}
"""Every data set by name."""

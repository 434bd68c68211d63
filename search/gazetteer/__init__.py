"""The gazetteer: every place that an article is sorted by, and what became of the units."""

from search.gazetteer.gazetteer import (
    MERGER,
    VERSION,
    Gazetteer,
    Place,
    PlacesMeant,
    load_gazetteer,
)
from search.gazetteer.history import Fate, History, history_of
from search.gazetteer.units import Kind, Unit, load_units

__all__ = [
    "MERGER",
    "VERSION",
    "Fate",
    "Gazetteer",
    "History",
    "Kind",
    "Place",
    "PlacesMeant",
    "Unit",
    "history_of",
    "load_gazetteer",
    "load_units",
]

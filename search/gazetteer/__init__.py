"""The gazetteer: every place that an article is sorted by, and what became of the units."""

from search.gazetteer.gazetteer import MERGER, VERSION, Gazetteer, Kind, Place, load_gazetteer
from search.gazetteer.history import Fate, History, history_of

__all__ = [
    "MERGER",
    "VERSION",
    "Fate",
    "Gazetteer",
    "History",
    "Kind",
    "Place",
    "history_of",
    "load_gazetteer",
]

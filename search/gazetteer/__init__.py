"""The gazetteer: every place that an article is sorted by, and what became of the units."""

from search.gazetteer.gazetteer import MERGER, VERSION, Gazetteer, Kind, Place, load_gazetteer

__all__ = ["MERGER", "VERSION", "Gazetteer", "Kind", "Place", "load_gazetteer"]

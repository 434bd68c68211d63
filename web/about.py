"""What the archive holds: how much, from when to when, from whom, and how it was read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version

from flask import Blueprint, render_template

from search import UNDATED, FacetValue, SearchRequest, choosing
from web.context import archive, day_words, search_url
from web.timeline import draw

about = Blueprint("about", __name__)

MOST_SOURCES = 20


@about.get("/about")
def page() -> str:
    """About this archive."""
    everything = SearchRequest()
    facets = archive().search(SearchRequest(size=1)).facets
    index = archive().summary()
    years = [value.value for value in facets["date"] if value.value != UNDATED]
    return render_template(
        "about.html",
        everything=everything,
        index=index,
        megabytes=max(1, round(index.size / 1_000_000)),
        built=day_words(datetime.fromisoformat(index.built).date()),
        years=(min(years), max(years)) if years else None,
        drawing=draw(everything),
        undated=_count(facets["date"], UNDATED),
        facets=facets,
        most_sources=MOST_SOURCES,
        version=version("timtin"),
        narrowed=lambda facet, value: search_url(choosing(everything, facet, (value,))),
    )


def _count(values: Sequence[FacetValue], wanted: str) -> int:
    return sum(value.count for value in values if value.value == wanted)

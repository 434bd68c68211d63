"""The places of a search's results: a map, and beside it a list that says the same."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, Response, render_template, request, url_for

from search import FacetValue, SearchRequest, active_filters, without_filters
from web import export, i18n, params
from web.bounded import render_page
from web.choices import with_selection
from web.context import archive, place_label, search_url
from web.map import View, view
from web.static_files import FOLDER

places = Blueprint("places", __name__)

MOST_LISTED = 40


@dataclass(frozen=True, slots=True)
class Mapped:
    """What stands on the map: the places of one level, all of them in `listed` and most first."""

    request: SearchRequest
    listed: tuple[FacetValue, ...]
    view: View | None


@places.get("/places")
def page() -> str:
    """The localities of the results of a search, on a map and in a list."""
    mapped = _mapped()
    asked = mapped.request
    return render_page(
        "places.html",
        search_request=asked,
        mapped=mapped,
        most_listed=MOST_LISTED,
        narrowed=lambda place: narrowed(asked, place),
        picture_url=url_for("places.picture", **params.encode(asked)),
        numbers_url=url_for("places.numbers", **params.encode(asked)),
        filters=list(active_filters(asked)),
        unfiltered=without_filters(asked),
    )


@places.get("/places.svg")
def picture() -> Response:
    """The map alone, for a text or a slide."""
    region = (FOLDER / "region.svg").read_text(encoding="utf-8")
    land = "\n".join(line for line in region.splitlines() if line.startswith("<path"))
    body = render_template("map.svg", mapped=_mapped(), land=land)
    return Response(body, mimetype="image/svg+xml")


@places.get("/places.csv")
def numbers() -> Response:
    """The list beside the map, whole, for a spreadsheet: also where each place is, in degrees (WGS 84)."""
    mapped, gazetteer = _mapped(), archive().gazetteer
    rows: list[tuple[str | float, ...]] = [("id", "place", "articles", "latitude", "longitude")]
    for value in mapped.listed:
        place = gazetteer[value.value]
        rows.append((place.id, place_label(place.id), value.count, place.lat, place.lon))
    return export.table(
        rows, f"{i18n.texts().ugettext('Places')} {export.in_words(mapped.request)}"
    )


def places_url(search_request: SearchRequest) -> str:
    """The address of the map of a search's results."""
    asked = replace(search_request, page=1, sort="relevance")
    return url_for("places.page", **params.encode(asked))


def narrowed(search_request: SearchRequest, place: str) -> str:
    """The address of the results that have a place as well."""
    values = with_selection(search_request, "place", place, archive().gazetteer)
    chosen = {**search_request.chosen, "place": values}
    return search_url(replace(search_request, page=1, chosen=chosen))


def _mapped() -> Mapped:
    asked, countries = archive().choices(params.decode(request.args), "place")
    listed = _level(asked, countries)
    gazetteer = archive().gazetteer
    at = [
        (place.id, place_label(place.id), value.count, place.lat, place.lon)
        for value in listed
        for place in (gazetteer[value.value],)
    ]
    return Mapped(asked, listed, view(at))


def _level(asked: SearchRequest, countries: tuple[FacetValue, ...]) -> tuple[FacetValue, ...]:
    """The places to show: what lies in the lowest place that is chosen, else all localities of countries."""
    gazetteer = archive().gazetteer
    chosen = [id for id in asked.chosen["place"] if id in gazetteer]
    lowest = max(chosen, key=lambda id: gazetteer[id].tier, default=None)
    inside = _children(countries, lowest) if lowest else ()
    values = inside or tuple(value for country in countries for value in country.children)
    known = (value for value in values if value.count and value.value in gazetteer)
    return tuple(sorted(known, key=lambda value: (-value.count, value.value)))


def _children(values: tuple[FacetValue, ...], place: str) -> tuple[FacetValue, ...]:
    """The values under a place of a tree."""
    for value in values:
        if value.value == place:
            return value.children
        if found := _children(value.children, place):
            return found
    return ()

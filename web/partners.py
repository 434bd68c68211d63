"""Who with whom: a table of localities by localities, and a page for each pair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from search import (
    FacetValue,
    Partners,
    SearchRequest,
    active_filters,
    choosing,
    without_filters,
)
from web import export, i18n, params
from web.bounded import render_page
from web.context import archive, place_label
from web.plot import sparkline
from web.timeline import draw, timeline_url

partners = Blueprint("partners", __name__)

MOST_ROWS, MOST_COLUMNS, MOST_IN_A_FILE = 30, 16, 200
MOST_OTHERS = 12
SHADES = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A pair: how many articles, how dark its cell is (0 for none, up to `SHADES`), and its address."""

    count: int
    shade: int
    url: str
    names: str


@partners.get("/partners")
def page() -> str:
    """Localities of one country by those of another, from the results of a search."""
    table = _table((MOST_ROWS, MOST_COLUMNS))
    asked = table.request
    top = max((count for row in table.rows for count in row.counts), default=0)
    columns = [place for place, _ in table.columns]
    return render_page(
        "partners.html",
        search_request=asked,
        table=table,
        cells=[
            [
                _cell(table, row.place, column, count, top)
                for column, count in zip(columns, row.counts, strict=True)
            ]
            for row in table.rows
        ],
        lines=[sparkline(row.years) for row in table.rows],
        filters=list(active_filters(asked)),
        unfiltered=without_filters(asked),
        partners_url=lambda **changes: _url(table, **changes),
        row_timeline_url=_row_timeline(table),
    )


@partners.get("/partners.csv")
def numbers() -> Response:
    """The whole table for a spreadsheet."""
    table = _table((MOST_IN_A_FILE, MOST_IN_A_FILE), with_years=False)
    rows: list[tuple[str | float, ...]] = [
        ("", *(place_label(place) for place, _ in table.columns))
    ]
    rows += [(place_label(row.place), *row.counts) for row in table.rows]
    return export.table(
        rows, f"{i18n.texts().ugettext('Partners')} {export.in_words(table.request)}"
    )


@partners.get("/partners/<one>/<other>")
def pair(one: str, other: str) -> str:
    """Two localities together: their articles, their timeline, and who else is in them."""
    gazetteer = archive().gazetteer
    if one not in gazetteer or other not in gazetteer or one == other:
        abort(404)
    asked = replace(params.decode(request.args), any_place=False)
    chosen = dict.fromkeys((one, other, *asked.chosen["place"]))
    both = choosing(replace(asked, sort="newest"), "place", tuple(chosen))
    found = archive().search(both)
    near = {one, other, *gazetteer.ancestors(one), *gazetteer.ancestors(other)}
    return render_page(
        "pair.html",
        search_request=found.request,
        beside=asked,
        page=found,
        one=one,
        other=other,
        drawing=draw(found.request),
        others=_others(found.facets["place"], near),
        pair_url=pair_url,
    )


def pair_url(search_request: SearchRequest, one: str, other: str) -> str:
    """The address of a pair's page; the search's own places are kept, the pair's are in the path."""
    kept = tuple(id for id in search_request.chosen["place"] if id not in (one, other))
    asked = params.encode(replace(choosing(search_request, "place", kept), sort="relevance"))
    return url_for("partners.pair", one=one, other=other, **asked)


def partners_url(search_request: SearchRequest) -> str:
    """The address of a search's table of partners: of what articles are about."""
    asked = replace(search_request, page=1, sort="relevance", main_places=True)
    return url_for("partners.page", **params.encode(asked))


def _table(most: tuple[int, int], *, with_years: bool = True) -> Partners:
    asked = params.decode(request.args)
    given = {name: params.value(request.args, name) for name in ("rows", "columns")}
    rows, columns = (_country(given[name]) for name in ("rows", "columns"))
    if not given["rows"] and not given["columns"]:
        first = archive().partners(asked, None, None, (0, 0)).countries
        rows = first[0] if first else None
        columns = first[1] if len(first) > 1 else rows
    return archive().partners(asked, rows, columns, most, with_years=with_years)


def _country(text: str) -> str | None:
    """The country that a parameter names; None for all of them."""
    gazetteer = archive().gazetteer
    return text if text in gazetteer and gazetteer.parent(text) is None else None


def _cell(table: Partners, row: str, column: str, count: int, top: int) -> Cell:
    shade = -(-SHADES * count // top) if count else 0
    names = f"{place_label(row)} – {place_label(column)}"
    return Cell(count, shade, pair_url(table.request, row, column), names)


def _url(table: Partners, endpoint: str = "partners.page", **changes: Any) -> str:
    asked = params.encode(replace(table.request, page=1, sort="relevance", **changes))
    return url_for(
        endpoint, **asked, rows=table.rows_of or "all", columns=table.columns_of or "all"
    )


def _row_timeline(table: Partners) -> Callable[[str], str]:
    country = (table.columns_of,) if table.columns_of else ()

    def url(place: str) -> str:
        places = dict.fromkeys((*table.request.chosen["place"], place, *country))
        return timeline_url(choosing(table.request, "place", tuple(places)))

    return url


def _others(countries: tuple[FacetValue, ...], near: set[str]) -> list[FacetValue]:
    """The localities below countries, other than the two, that most of the articles are about."""
    below = [value for country in countries for value in country.children]
    others = [value for value in below if value.value not in near and value.count]
    return sorted(others, key=lambda value: -value.count)[:MOST_OTHERS]

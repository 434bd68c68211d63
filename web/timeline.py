"""The timeline of a search: a page, a picture and a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import Blueprint, Response, abort, render_template, request, url_for

from search import (
    UNDATED,
    SearchRequest,
    Series,
    Timeline,
    active_filters,
    choosing,
    period_value,
    without_filters,
)
from web import export, i18n, params
from web.bounded import render_page
from web.context import archive, day_words, label, place_label, search_url
from web.plot import Plot, plot

timelines = Blueprint("timelines", __name__)

MOST_COMPARED = 3


@dataclass(frozen=True, slots=True)
class Period:
    """A period as the page shows it.

    `told` says what is in it, `zoom` leads closer, `results` to its articles.
    """

    first: date
    last: date
    label: str
    short: str
    told: str
    zoom: str
    results: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A timeline with its chart; `names` are those of its series. With `share` heights are per cent."""

    timeline: Timeline
    names: tuple[str, ...]
    periods: tuple[Period, ...]
    plot: Plot
    share: bool

    def tick(self, value: float) -> str:
        """What stands beside a tick of the axis of heights; nothing beside a part of an article."""
        if self.share:
            return i18n.percent(value)
        return i18n.number(int(value)) if value == int(value) else ""


@timelines.get("/timeline")
def page() -> str:
    """The results of a search over time; beside other searches, if some are given as `vs`."""
    search_request, versus, share = _asked()
    drawing = draw(search_request, versus, share)
    shown = drawing.timeline.series[0].request if drawing else search_request
    return render_page(
        "timeline.html",
        search_request=shown,
        versus=versus,
        share=share,
        drawing=drawing,
        most_compared=MOST_COMPARED,
        filters=list(active_filters(shown)),
        unfiltered=without_filters(shown),
        timeline_url=lambda **changes: timeline_url(shown, versus, **({"share": share} | changes)),
        undated_url=lambda series: search_url(choosing(series, "date", (UNDATED,))),
    )


@timelines.get("/timeline.svg")
def picture() -> Response:
    """The drawing alone, for a text or a slide; 404 where nothing has a date."""
    drawing = draw(*_asked())
    if drawing is None:
        abort(404)
    return Response(
        render_template("timeline.svg", drawing=drawing, standalone=True), mimetype="image/svg+xml"
    )


@timelines.get("/timeline.csv")
def table() -> Response:
    """The numbers behind the drawing: a period a row, all articles of the archive beside each series."""
    asked = _asked()
    drawing = draw(*asked)
    rows: list[tuple[str | float, ...]] = []
    if drawing:
        timeline = drawing.timeline
        rows.append(("period", *drawing.names, "archive"))
        columns = zip(*(each.counts for each in timeline.series), timeline.archive, strict=True)
        for (first, _), row in zip(timeline.periods, columns, strict=True):
            rows.append((period_value(first, timeline.unit), *row))
    return export.table(rows, f"{i18n.texts().ugettext('Timeline')} {export.in_words(asked[0])}")


def timeline_url(
    search_request: SearchRequest,
    versus: Sequence[str] = (),
    *,
    share: bool = False,
    endpoint: str = "timelines.page",
) -> str:
    """The address of a search's timeline."""
    asked = params.encode(replace(search_request, page=1, sort="relevance"))
    return url_for(endpoint, **asked, vs=list(versus), share="1" if share else None)


def _asked() -> tuple[SearchRequest, tuple[str, ...], bool]:
    versus = params.texts(request.args, "vs")[:MOST_COMPARED]
    return params.decode(request.args), versus, params.switch(request.args, "share", "1")


def draw(
    search_request: SearchRequest, versus: Sequence[str] = (), share: bool = False
) -> Drawing | None:
    """The timeline of a search as a drawing; None where nothing has a date. Errors as for a search."""
    timeline = archive().timeline(search_request, versus)
    if timeline is None:
        return None
    values = tuple(
        tuple(
            (100 * n / whole if whole else 0.0) if share else float(n)
            for n, whole in zip(series.counts, timeline.archive, strict=True)
        )
        for series in timeline.series
    )
    periods = tuple(_period(timeline, i, versus, share) for i in range(len(timeline.periods)))
    names = tuple(_name(series) for series in timeline.series)
    return Drawing(timeline, names, periods, plot(values), share)


def _period(timeline: Timeline, i: int, versus: Sequence[str], share: bool) -> Period:
    shown = timeline.series[0].request
    first, last = timeline.periods[i]
    value = period_value(first, timeline.unit)
    if timeline.unit == "day":
        narrowed = replace(choosing(shown, "date", ()), first=value, last=value)
        words, short = day_words(first), f"{first.day}/{first.month}"
        zoom = search_url(narrowed)
    else:
        narrowed = choosing(shown, "date", (value,))
        words = label("date", value)
        short = value if timeline.unit == "year" else f"{first.month}/{first.year}"
        zoom = timeline_url(narrowed, versus, share=share)
    counts = (i18n.number(series.counts[i]) for series in timeline.series)
    told = f"{words}: {' · '.join(counts)} / {i18n.number(timeline.archive[i])}"
    return Period(first, last, words, short, told, zoom, search_url(narrowed))


def _name(series: Series) -> str:
    """A series by its text, or by its places where it has none."""
    places = ", ".join(map(place_label, series.request.chosen["place"]))
    return series.request.text or places or i18n.texts().ugettext("All articles")

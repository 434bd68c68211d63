"""The pages that a reader sees: search, article, help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count, islice
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from search import (
    FACETS,
    FacetName,
    FacetValue,
    Relaxation,
    SearchRequest,
    TextPart,
    active_filters,
    without_filters,
)
from web import i18n, params
from web.bounded import render_page
from web.charts import histogram
from web.context import archive

pages = Blueprint("pages", __name__)

SIZES = (10, 20, 50)
"""How many results a page may be asked to have."""


@pages.get("/")
def search() -> tuple[str, int]:
    """The page of results; without a search, the newest articles. 404 beyond the last page."""
    page = archive().search(params.decode(request.args))
    search_request = page.request
    beyond = search_request.page > page.pages
    rendered = render_page(
        "search.html",
        search_request=search_request,
        page=page,
        beyond=beyond,
        filters=list(active_filters(search_request)),
        unfiltered=without_filters(search_request),
        chart=histogram(page.facets["date"]),
        wider_spelling=_is_wider(page.spelling, search_request),
        numbers=page_numbers(search_request.page, page.pages),
        sizes=[(size, page_at_size(search_request, size)) for size in SIZES],
        examples=examples(page.facets["place"]),
    )
    return rendered, 404 if beyond else 200


@pages.get("/search")
def search_elsewhere() -> WerkzeugResponse:
    """The address that people try: sent on to the one that is."""
    asked = urlencode(list(request.args.items(multi=True)))
    return redirect(f"{request.script_root}/?{asked}", 301)


@pages.get("/article/<path:id>")
def article(id: str) -> str:
    """A whole article, with the hits of the question that led to it."""
    search_request = params.decode(request.args)
    hit = params.number(request.args, "hit")
    reading = archive().read(id, search_request, hit)
    title, *paragraphs = numbered([reading.title, *reading.paragraphs])
    return render_template(
        "article.html",
        search_request=search_request,
        reading=reading,
        article=reading.article,
        title=title,
        paragraphs=paragraphs,
        hits=sum(piece.number is not None for piece in chain(title, *paragraphs)),
        back=replace(search_request, page=(hit - 1) // search_request.size + 1) if hit else None,
    )


@pages.get("/choices/<facet>")
def choices(facet: FacetName) -> str:
    """All choices of a facet in the results of a search."""
    if facet not in FACETS:
        abort(404)
    search_request = params.decode(request.args)
    search_request, values = archive().choices(search_request, facet)
    return render_page(
        "choices.html",
        search_request=search_request,
        facet=facet,
        entry=FACETS[facet],
        values=values,
        filters=list(active_filters(search_request)),
        unfiltered=without_filters(search_request),
    )


@pages.get("/help")
def help() -> str:
    """How to ask."""
    return render_template("help.html", blank=SearchRequest())


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an article's text; `number` counts the hits from 1, None for text between."""

    text: str
    number: int | None


def numbered(texts: Iterable[Sequence[TextPart]]) -> list[list[Piece]]:
    """The texts of an article with their hits numbered throughout."""
    numbers = count(1)
    return [
        [Piece(part.text, next(numbers) if part.hit else None) for part in text] for text in texts
    ]


def _is_wider(spelling: Relaxation | None, search_request: SearchRequest) -> bool:
    """Whether a spelling is offered without filters that the search has."""
    return spelling is not None and spelling.request.chosen != search_request.chosen


def examples(places: Sequence[FacetValue]) -> list[str]:
    """Names to type, from the archive itself: of the places below a country that most articles mention.

    Typed, a name asks for every place that has it, so it stands there once and without what holds it.
    """
    below = [place for country in places for place in country.children]
    below.sort(key=lambda place: -place.count)
    gazetteer, ui = archive().gazetteer, i18n.ui()
    names = (gazetteer.label_under_parent(place.value, ui) for place in below)
    return list(islice(dict.fromkeys(names), 3))


def page_numbers(current: int, pages: int) -> list[int | None]:
    """The pages to offer: the first, the last and those about the current one; None for a gap."""
    near = sorted({1, pages, *range(max(1, current - 2), min(pages, current + 2) + 1)})
    return list(_with_gaps(near))


def page_at_size(search_request: SearchRequest, size: int) -> SearchRequest:
    """The page of that size on which the first result of this page stands."""
    before = (search_request.page - 1) * search_request.size
    return replace(search_request, size=size, page=before // size + 1)


def _with_gaps(numbers: Sequence[int]) -> Iterator[int | None]:
    previous = 0
    for number in numbers:
        if number > previous + 1:
            yield None
        yield number
        previous = number

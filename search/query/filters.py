"""What narrows a request beside its text, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from search.facets import FACETS, FacetName, Selection
from search.query.plan import SearchRequest


@dataclass(frozen=True, slots=True)
class Filter:
    """One active filter and the request without it.

    `kind` is a facet, or `main`, `from`, `to`, `words`, `marks`, `widen`; `value` as it is in the request.
    """

    kind: FacetName | Literal["main", "from", "to", "words", "marks", "widen"]
    value: str
    without: SearchRequest


def choosing(request: SearchRequest, facet: FacetName, values: tuple[str, ...]) -> SearchRequest:
    """The first page of the request with these values of a facet."""
    return replace(request, page=1, chosen=Selection(request.chosen).choosing(facet, values))


def active_filters(request: SearchRequest) -> Iterator[Filter]:
    """Everything that narrows the request beside its text, in the order of the page's facets."""
    for facet in FACETS:
        values = request.chosen[facet]
        for value in values:
            others = tuple(other for other in values if other != value)
            yield Filter(facet, value, choosing(request, facet, others))
    first_page = replace(request, page=1)
    if request.main_places:
        yield Filter("main", "1", replace(first_page, main_places=False))
    if request.first:
        yield Filter("from", request.first, replace(first_page, first=""))
    if request.last:
        yield Filter("to", request.last, replace(first_page, last=""))
    if request.all_words:
        yield Filter("words", "all", replace(first_page, all_words=False))
    if request.exact:
        yield Filter("marks", "exact", replace(first_page, exact=False))
    if not request.expand_places:
        yield Filter("widen", "0", replace(first_page, expand_places=True))


def without_filters(request: SearchRequest) -> SearchRequest:
    """The request's text alone, in the order it was asked for."""
    return SearchRequest(text=request.text, sort=request.sort, size=request.size)

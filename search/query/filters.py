"""What narrows a request beside its text, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, NamedTuple

from search.facets import FACETS, FacetName, Selection
from search.gazetteer import load_gazetteer
from search.query.lexer import Clause, GrammarError, clean, lex
from search.query.place_names import resolve
from search.query.plan import SearchRequest
from search.query.words import rewritten


@dataclass(frozen=True, slots=True)
class Filter:
    """One active filter and the request without it.

    `kind` is a facet, or `not place`, `main`, `from`, `to`, `words`, `marks`, `widen`; `value` as it
    stands in the request, of a place that its text excludes the gazetteer id if it is one.
    """

    kind: FacetName | Literal["not place", "main", "from", "to", "words", "marks", "widen"]
    value: str
    without: SearchRequest


def choosing(request: SearchRequest, facet: FacetName, values: tuple[str, ...]) -> SearchRequest:
    """The first page of the request with these values of a facet."""
    return replace(request, page=1, chosen=Selection(request.chosen).choosing(facet, values))


def active_filters(request: SearchRequest) -> Iterator[Filter]:
    """Everything that narrows the request beside its words, in the order of the page's facets."""
    for facet in FACETS:
        values = request.chosen[facet]
        for value in values:
            others = tuple(other for other in values if other != value)
            yield Filter(facet, value, choosing(request, facet, others))
    first_page = replace(request, page=1)
    text = clean(request.text)
    for excluded in excluded_places(text):
        rest = rewritten(text, [(excluded.start, excluded.end, "")]).strip()
        yield Filter("not place", excluded.place, replace(first_page, text=rest))
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
    """The request's words alone, in the order it was asked for."""
    text = request.text
    if excluded := excluded_places(clean(text)):
        text = rewritten(clean(text), [(part.start, part.end, "") for part in excluded]).strip()
    return SearchRequest(text=text, sort=request.sort, size=request.size)


class ExcludedPlace(NamedTuple):
    """`-place:` at `text[start:end]` of a clean text: a gazetteer id, or a name that several places have."""

    start: int
    end: int
    place: str


def excluded_places(text: str) -> tuple[ExcludedPlace, ...]:
    """The places that a clean text excludes; none where brackets, AND or OR say how its parts go together."""
    try:
        lexemes = lex(text)
    except GrammarError:
        return ()
    if not {"AND", "OR", "("}.isdisjoint(lexemes):
        return ()
    found: list[ExcludedPlace] = []
    end = 0
    for before, part in pairwise(("AND", *lexemes)):
        if not isinstance(part, Clause):
            continue
        start, end = end, part.start + len(part.written)
        if before == "NOT" and part.scope == "place":
            places = resolve(part.text, load_gazetteer())
            if places:
                found.append(
                    ExcludedPlace(start, end, places[0] if len(places) == 1 else part.text)
                )
    return tuple(found)

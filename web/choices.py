"""What a reader may choose next: the values that each choice of a facet, or taking it away, asks for."""

from __future__ import annotations

from dataclasses import dataclass

from search import FACETS, FacetName, FacetValue, Gazetteer, SearchRequest

MOST_SHOWN, MOST_LISTED = 5, 500
"""How many choices of one level of a facet stand beside the results, and on a page of their own."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The choices of one level of a facet: those `shown`, and how many `others` there are."""

    shown: tuple[FacetValue, ...]
    others: int


def listing(values: tuple[FacetValue, ...], most: int = MOST_SHOWN) -> Listing:
    """The first choices of one level of a facet, `most` of them, and all that are chosen.

    A single other one is shown too: a link to it would take its place.
    """
    if len(values) == most + 1:
        most += 1
    kept = tuple(value for value in values[most:] if holds_choice(value))
    return Listing(values[:most] + kept, max(0, len(values) - most) - len(kept))


def with_selection(
    search_request: SearchRequest, facet: FacetName, value: str, gazetteer: Gazetteer
) -> tuple[str, ...]:
    """The chosen values of a facet less the one if it is among them, else with it at their end.

    Where any of several is asked for, a month takes the place of its year and a province that of its
    country, and the other way round: beside the whole, a part would change nothing.
    """
    values = search_request.chosen[facet]
    if value in values:
        return tuple(other for other in values if other != value)
    if search_request.any_place or not FACETS[facet].all_of_them:
        values = tuple(other for other in values if not _related(facet, value, other, gazetteer))
    return (*values, value)


def holds_choice(value: FacetValue) -> bool:
    """Whether this value of a facet, or one under it, is chosen."""
    return value.selected or any(holds_choice(child) for child in value.children)


def _related(facet: FacetName, value: str, other: str, gazetteer: Gazetteer) -> bool:
    """Whether one of two values of a facet holds the other."""
    ancestors = FACETS[facet].ancestors
    return other in ancestors(value, gazetteer.parent) or value in ancestors(
        other, gazetteer.parent
    )

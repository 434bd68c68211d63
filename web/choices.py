"""What a reader may choose next: the question that each choice of a facet, or taking it away, asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from search import FACETS, Facet, FacetValue, Gazetteer, Question

_FIELDS: dict[Facet, str] = {
    "place": "places",
    "date": "dates",
    "lang": "languages",
    "source": "sources",
}

MOST_SHOWN, MOST_INSIDE, MOST_LISTED = 8, 6, 200
"""How many choices of a facet stand there at once, inside another choice, and in all."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One active filter and the question without it.

    `kind` is a facet, or `from`, `to`, `marks`, `widen`; `value` as it stands in the question.
    """

    kind: str
    value: str
    without: Question


@dataclass(frozen=True, slots=True)
class Listing:
    """A facet's choices as a page lists them: `shown`, `more` in place, and how many not at all."""

    shown: tuple[FacetValue, ...]
    more: tuple[FacetValue, ...]
    unlisted: int


def listing(values: tuple[FacetValue, ...], *, inside: bool = False) -> Listing:
    """The choices of one level of a facet, fewer of them `inside` another.

    A single one is not put behind a button. Beyond `MOST_LISTED` only what is chosen is listed.
    """
    most = MOST_INSIDE if inside else MOST_SHOWN
    if len(values) == most + 1:
        most += 1
    rest = values[MOST_LISTED:]
    kept = tuple(value for value in rest if holds_choice(value))
    return Listing(values[:most], values[most:MOST_LISTED] + kept, len(rest) - len(kept))


def chosen(question: Question, facet: Facet) -> tuple[str, ...]:
    """The values of a facet that the question asks for."""
    values: tuple[str, ...] = getattr(question, _FIELDS[facet])
    return values


def toggled(question: Question, facet: Facet, value: str, gazetteer: Gazetteer) -> Question:
    """The first page of the question with a value added, or taken away where it is chosen.

    Where any of several is asked for, a month takes the place of its year and a province that of its
    country, and the other way round: beside the whole, a part would change nothing.
    """
    values = chosen(question, facet)
    if value in values:
        values = tuple(other for other in values if other != value)
    else:
        if facet == "date" or (facet == "place" and question.any_place):
            values = tuple(
                other for other in values if not _related(facet, value, other, gazetteer)
            )
        values = (*values, value)
    return _choosing(question, facet, values)


def active_filters(question: Question) -> Iterator[Filter]:
    """Everything that narrows the question beside its text, in the order of the page's facets."""
    for facet in FACETS:
        values = chosen(question, facet)
        for value in values:
            others = tuple(other for other in values if other != value)
            yield Filter(facet, value, _choosing(question, facet, others))
    first_page = replace(question, page=1)
    if question.first:
        yield Filter("from", question.first, replace(first_page, first=""))
    if question.last:
        yield Filter("to", question.last, replace(first_page, last=""))
    if question.exact:
        yield Filter("marks", "exact", replace(first_page, exact=False))
    if not question.widen:
        yield Filter("widen", "0", replace(first_page, widen=True))


def without_filters(question: Question) -> Question:
    """The question's text alone, shown as it was asked for."""
    return Question(
        text=question.text, sort=question.sort, size=question.size, all_copies=question.all_copies
    )


def holds_choice(value: FacetValue) -> bool:
    """Whether this value of a facet, or one under it, is chosen."""
    return value.selected or any(holds_choice(child) for child in value.children)


def _choosing(question: Question, facet: Facet, values: tuple[str, ...]) -> Question:
    """The first page of the question with these values of a facet."""
    changes: dict[str, Any] = {_FIELDS[facet]: values}
    return replace(question, page=1, **changes)


def _related(facet: Facet, value: str, other: str, gazetteer: Gazetteer) -> bool:
    """Whether one of two values of a facet holds the other."""
    if facet == "date":
        return value.startswith(f"{other}-") or other.startswith(f"{value}-")
    return other in gazetteer.ancestors(value) or value in gazetteer.ancestors(other)

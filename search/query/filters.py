"""What narrows a question beside its text, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from search.query.plan import FACETS, Facet, Question

_FIELDS: dict[Facet, str] = {
    "place": "places",
    "date": "dates",
    "lang": "languages",
    "source": "sources",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """One active filter and the question without it.

    `kind` is a facet, or `from`, `to`, `marks`, `widen`; `value` as it stands in the question.
    """

    kind: Facet | Literal["from", "to", "marks", "widen"]
    value: str
    without: Question


def chosen(question: Question, facet: Facet) -> tuple[str, ...]:
    """The values of a facet that the question asks for."""
    values: tuple[str, ...] = getattr(question, _FIELDS[facet])
    return values


def choosing(question: Question, facet: Facet, values: tuple[str, ...]) -> Question:
    """The first page of the question with these values of a facet."""
    changes: dict[str, Any] = {_FIELDS[facet]: values}
    return replace(question, page=1, **changes)


def active_filters(question: Question) -> Iterator[Filter]:
    """Everything that narrows the question beside its text, in the order of the page's facets."""
    for facet in FACETS:
        values = chosen(question, facet)
        for value in values:
            others = tuple(other for other in values if other != value)
            yield Filter(facet, value, choosing(question, facet, others))
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
    """The question's text alone, in the order it was asked for."""
    return Question(text=question.text, sort=question.sort, size=question.size)

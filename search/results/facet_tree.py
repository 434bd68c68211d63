"""Counts of facet values become trees of choices: country > province, year > month."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from search.articles import UNDATED
from search.query.plan import Facet, Filters
from search.results.page import FacetValue

Parent = Callable[[str], str | None]
"""The value under which a value of a facet is shown; None at the top."""


def facet_trees(
    counts: Mapping[Facet, Mapping[str, int]], filters: Filters, parent_of_place: Parent
) -> dict[Facet, tuple[FacetValue, ...]]:
    """Every facet's choices. A chosen value is there even when no article has it, and so is its parent.

    So whatever stands in a tree stands under its own parent, which tells places of one name apart.
    """
    chosen: dict[Facet, tuple[str, ...]] = {
        "place": filters.places,
        "date": filters.dates,
        "lang": filters.languages,
        "source": filters.sources,
    }
    parents: dict[Facet, Parent] = {"place": parent_of_place, "date": _year_of_month}
    trees: dict[Facet, tuple[FacetValue, ...]] = {}
    for facet, counted in counts.items():
        complete = dict.fromkeys(chosen[facet], 0) | dict(counted)
        order = _latest_first if facet == "date" else _most_first
        trees[facet] = _tree(complete, set(chosen[facet]), parents.get(facet, _no_parent), order)
    return trees


def _tree(
    counts: dict[str, int],
    chosen: set[str],
    parent_of: Parent,
    order: Callable[[FacetValue], tuple[object, ...]],
) -> tuple[FacetValue, ...]:
    below: dict[str | None, list[str]] = {}
    values = list(counts)
    for value in values:  # and the parents that this finds missing
        parent = parent_of(value)
        if parent is not None and parent not in counts:
            counts[parent] = 0
            values.append(parent)
        below.setdefault(parent, []).append(value)

    def built(values: Iterable[str]) -> tuple[FacetValue, ...]:
        made = [
            FacetValue(value, counts[value], value in chosen, built(below.get(value, ())))
            for value in values
        ]
        return tuple(sorted(made, key=order))

    return built(below.get(None, ()))


def _no_parent(value: str) -> str | None:
    return None


def _year_of_month(value: str) -> str | None:
    return None if value == UNDATED or "-" not in value else value.split("-", 1)[0]


def _most_first(choice: FacetValue) -> tuple[object, ...]:
    return (-choice.count, choice.value)


def _latest_first(choice: FacetValue) -> tuple[object, ...]:
    """Years and months from the latest; "month unknown" after its months, the undated at the end."""
    year, _, month = choice.value.partition("-")
    return (
        choice.value == UNDATED,
        0 if choice.value == UNDATED else -int(year),
        -int(month) if month.isdigit() else 1,
    )

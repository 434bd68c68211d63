"""Counts of facet values become trees of choices: country > province, year > month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from search.facets import FACETS, Facet, FacetName, ParentOfPlace
from search.query.plan import Filters
from search.results.page import FacetValue


def facet_trees(
    counts: Mapping[FacetName, Mapping[str, int]],
    filters: Filters,
    parent_of_place: ParentOfPlace,
) -> dict[FacetName, tuple[FacetValue, ...]]:
    """Every facet's choices. A chosen value is there even when no article has it, and so is its parent.

    So whatever stands in a tree stands under its own parent, which tells places of one name apart.
    """
    return {
        facet: _tree(FACETS[facet], counted, filters.chosen[facet], parent_of_place)
        for facet, counted in counts.items()
    }


def _tree(
    facet: Facet,
    counted: Mapping[str, int],
    chosen: Sequence[str],
    parent_of_place: ParentOfPlace,
) -> tuple[FacetValue, ...]:
    counts = dict.fromkeys(chosen, 0) | dict(counted)
    selected = set(chosen)
    below: dict[str | None, list[str]] = {}
    values = list(counts)
    for value in values:  # and the parents that this finds missing
        parent = facet.parent(value, parent_of_place) if facet.parent else None
        if parent is not None and parent not in counts:
            counts[parent] = 0
            values.append(parent)
        below.setdefault(parent, []).append(value)

    def built(values: Iterable[str]) -> tuple[FacetValue, ...]:
        made = [
            FacetValue(value, counts[value], value in selected, built(below.get(value, ())))
            for value in values
        ]
        return tuple(sorted(made, key=lambda choice: facet.order(choice.value, choice.count)))

    return built(below.get(None, ()))

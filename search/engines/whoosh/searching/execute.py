"""A plan evaluated on a snapshot: exact ids, scores, total and facet counts, in one pass over arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.searching.bm25 import Statistics
from search.engines.whoosh.searching.boolean import filtered
from search.engines.whoosh.searching.docsets import Matches, SparseMatches, chosen, unscored
from search.engines.whoosh.searching.matcher import Matcher
from search.engines.whoosh.searching.top_k import rank
from search.engines.whoosh.storage.integers import Documents
from search.query.plan import Facet, Filters, Plan
from search.query.tree import Fuzzy, Prefix
from search.settings import Settings


@dataclass(frozen=True, slots=True)
class Found:
    """What a plan finds in a whole snapshot.

    `page` holds documents with their scores, `copies` the copies under each of them; `groups` is how many
    such there are over all pages.
    """

    page: tuple[tuple[int, float], ...]
    copies: tuple[tuple[int, ...], ...]
    total: int
    groups: int
    counts: dict[Facet, dict[str, int]]
    expansions: dict[Prefix | Fuzzy, tuple[str, ...]]


_NO_FILTERS = Filters()


def evaluate(plan: Plan, snapshot: Snapshot, settings: Settings) -> Found:
    """Everything that the plan asks of the snapshot."""
    statistics = Statistics(snapshot, settings)
    matcher = Matcher(statistics)
    everything = unscored(snapshot.live) if plan.tree is None else matcher.match(plan.tree)
    if snapshot.has_deletions:
        everything = filtered(everything, snapshot.live, snapshot.max_doc)
    if plan.filters == _NO_FILTERS:
        found = everything
        counts = _counts(found, plan.facets, plan.filters, snapshot)
    else:
        found = _filtered(everything, plan.filters, matcher, snapshot)
        own = _own_filters(plan)
        others = tuple(facet for facet in plan.facets if facet not in own)
        counts = _counts(found, others, plan.filters, snapshot)
        for facet in own:
            wider = _filtered(everything, plan.filters, matcher, snapshot, without=facet)
            counts |= _counts(wider, (facet,), plan.filters, snapshot)
    ranked = rank(plan, found, matcher, snapshot, settings)
    total = len(found)
    return Found(
        page=tuple(zip(ranked.page.ids.tolist(), ranked.page.scores.tolist(), strict=True)),
        copies=ranked.copies,
        total=total,
        groups=total - ranked.hidden,
        counts=counts,
        expansions=statistics.expansions,
    )


def _filtered(
    found: Matches,
    filters: Filters,
    matcher: Matcher,
    snapshot: Snapshot,
    without: Facet | None = None,
) -> Matches:
    """The matches that pass all the filters, save those of one facet."""
    size = snapshot.max_doc
    if filters.places and without != "place":
        field = _field("place", filters)
        values = [matcher.valued(field, place) for place in filters.places]
        if filters.any_place:
            found = filtered(found, _any_of(values, size), size)
        else:
            for value in values:
                found = filtered(found, value, size)
    chosen_values = (
        ("date", filters.dates),
        ("lang", filters.languages),
        ("source", filters.sources),
    )
    for facet, wanted in chosen_values:
        if wanted and without != facet:
            values = [matcher.valued(facet, value) for value in wanted]
            found = filtered(found, _any_of(values, size), size)
    if filters.first is not None or filters.last is not None:
        period = filters.first, filters.last
        if isinstance(found, SparseMatches):
            found = found.taken(snapshot.days.among(found.ids, *period))
        else:
            found = filtered(found, snapshot.days.within(*period), size)
    return found


def _any_of(values: list[Documents], size: int) -> Documents:
    """The documents of any of the lists or masks."""
    if len(values) == 1:
        return values[0]
    mask = np.zeros(size, dtype=np.bool_)
    for value in values:
        if value.dtype == np.bool_:
            mask |= value
        else:
            mask[value] = True
    return mask


def _own_filters(plan: Plan) -> tuple[Facet, ...]:
    """The facets whose counts leave out their own filter: those filtered, save where one more choice
    would downcast the results further."""
    filters = plan.filters
    set_by: dict[Facet, bool] = {
        "place": bool(filters.places) and filters.any_place,
        "date": bool(filters.dates),
        "lang": bool(filters.languages),
        "source": bool(filters.sources),
    }
    return tuple(facet for facet in plan.facets if set_by[facet])


def _field(facet: Facet, filters: Filters) -> str:
    """The field of the index that holds a facet's values."""
    return "main_place" if facet == "place" and filters.main_places else facet


def _counts(
    found: Matches, facets: tuple[Facet, ...], filters: Filters, snapshot: Snapshot
) -> dict[Facet, dict[str, int]]:
    if not facets:
        return {}
    fields = [_field(facet, filters) for facet in facets]
    counted = snapshot.facets.count(chosen(found), fields)
    return {facet: counted[field] for facet, field in zip(facets, fields, strict=True)}

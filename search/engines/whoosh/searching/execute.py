"""A plan evaluated on a snapshot: exact ids, scores, total and facet counts, in one pass over arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.searching.bm25 import Statistics
from search.engines.whoosh.searching.boolean import filtered
from search.engines.whoosh.searching.collapse import FieldCollapsing
from search.engines.whoosh.searching.docsets import Matches, SparseMatches, chosen, unscored
from search.engines.whoosh.searching.matcher import Matcher
from search.engines.whoosh.searching.top_k import rank
from search.engines.whoosh.storage.integers import Documents
from search.facets import FacetName, facet_field
from search.query.plan import Filters, Plan
from search.query.tree import Fuzzy, Prefix


@dataclass(frozen=True, slots=True)
class Execution:
    """What a plan finds in a whole snapshot.

    `page` holds documents with their scores, best first; `collapsing` knows the copies under each of them,
    None without any; `groups` is how many such there are over all pages.
    """

    page: SparseMatches
    collapsing: FieldCollapsing | None
    total: int
    groups: int
    counts: dict[FacetName, dict[str, int]]
    expansions: dict[Prefix | Fuzzy, tuple[str, ...]]
    complete: int | None


_NO_FILTERS = Filters()


def evaluate(plan: Plan, statistics: Statistics) -> Execution:
    """Everything that the plan asks of the snapshot."""
    snapshot, settings = statistics.snapshot, statistics.settings
    matcher = Matcher(statistics)
    everything = _matched(plan, matcher, snapshot)
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
    return Execution(
        page=ranked.page,
        collapsing=ranked.collapsing,
        total=total,
        groups=total - (len(ranked.collapsing.collapsed) if ranked.collapsing else 0),
        counts=counts,
        expansions=statistics.expansions(plan.tree),
        complete=_complete(found, matcher, snapshot),
    )


def matching(plan: Plan, statistics: Statistics) -> Matches:
    """What the plan finds, by its tree and all its filters."""
    matcher, snapshot = Matcher(statistics), statistics.snapshot
    everything = _matched(plan, matcher, snapshot)
    return _filtered(everything, plan.filters, matcher, snapshot)


def _matched(plan: Plan, matcher: Matcher, snapshot: Snapshot) -> Matches:
    """The matches of the tree that are not deleted, before any filter; found once for all filters."""

    def make() -> tuple[tuple[Matches, Documents | None], int]:
        found = unscored(snapshot.live) if plan.tree is None else matcher.match(plan.tree)
        if snapshot.has_deletions:
            found = filtered(found, snapshot.live, snapshot.max_doc)
        return (found, matcher.complete), found.nbytes

    kept = matcher.statistics.evaluated.get(("tree", plan.tree), make)
    found, matcher.complete = cast(tuple[Matches, Documents | None], kept)
    return found


def _complete(found: Matches, matcher: Matcher, snapshot: Snapshot) -> int | None:
    """How many of the matches have all the words of Most."""
    if matcher.complete is None:
        return None
    return len(filtered(found, matcher.complete, snapshot.max_doc))


def _filtered(
    found: Matches,
    filters: Filters,
    matcher: Matcher,
    snapshot: Snapshot,
    without: FacetName | None = None,
) -> Matches:
    """The matches that pass all the filters, save those of one facet."""
    size = snapshot.max_doc
    for facet, wanted in filters.chosen.items():
        if facet == without:
            continue
        matcher.statistics.budget.check()
        field = facet_field(facet, main=filters.main_places)
        values = [matcher.valued(field, value) for value in wanted]
        if not filters.asks_for_all(facet):
            values = [_any_of(values, size)]
        for value in values:
            found = filtered(found, value, size)
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


def _own_filters(plan: Plan) -> tuple[FacetName, ...]:
    """The facets whose counts leave out their own filter: those filtered, save where one more choice
    would narrow the results further."""
    filters = plan.filters
    return tuple(
        facet
        for facet in plan.facets
        if facet in filters.chosen and not filters.asks_for_all(facet)
    )


def _counts(
    found: Matches, facets: tuple[FacetName, ...], filters: Filters, snapshot: Snapshot
) -> dict[FacetName, dict[str, int]]:
    if not facets:
        return {}
    fields = [facet_field(facet, main=filters.main_places) for facet in facets]
    counted = snapshot.facets.count(chosen(found), fields)
    return {facet: counted[field] for facet, field in zip(facets, fields, strict=True)}

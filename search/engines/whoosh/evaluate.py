"""A plan evaluated on a snapshot: exact ids, scores, total and facet counts, in one pass over arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from search.engines.whoosh.coding import Documents
from search.engines.whoosh.match import Matcher
from search.engines.whoosh.matches import (
    Listed,
    Matches,
    Spread,
    chosen,
    listed,
    narrowed,
    unscored,
)
from search.engines.whoosh.ranking import best
from search.engines.whoosh.scoring import Statistics
from search.engines.whoosh.snapshot import Snapshot
from search.query.plan import Boost, Facet, Filters, Plan
from search.query.tree import Fuzzy, Prefix
from search.settings import Settings


@dataclass(frozen=True, slots=True)
class Found:
    """What a plan finds in a whole snapshot: `page` holds documents with their scores."""

    page: tuple[tuple[int, float], ...]
    total: int
    counts: dict[Facet, dict[str, int]]
    expansions: dict[Prefix | Fuzzy, tuple[str, ...]]


def evaluate(plan: Plan, snapshot: Snapshot, settings: Settings) -> Found:
    """Everything that the plan asks of the snapshot."""
    statistics = Statistics(snapshot, settings)
    matcher = Matcher(statistics)
    everything = unscored(snapshot.live) if plan.tree is None else matcher.match(plan.tree)
    if snapshot.has_deletions:
        everything = narrowed(everything, snapshot.live, snapshot.rows)
    found = _filtered(everything, plan.filters, matcher, snapshot)
    own = _own_filters(plan)
    counts = _counts(found, tuple(f for f in plan.facets if f not in own), plan.filters, snapshot)
    for facet in own:
        wider = _filtered(everything, plan.filters, matcher, snapshot, without=facet)
        counts |= _counts(wider, (facet,), plan.filters, snapshot)
    return Found(
        _page(plan, found, matcher, snapshot, settings),
        len(found),
        {facet: counts[facet] for facet in plan.facets},
        statistics.expansions,
    )


def _filtered(
    found: Matches,
    filters: Filters,
    matcher: Matcher,
    snapshot: Snapshot,
    without: Facet | None = None,
) -> Matches:
    """The matches that pass all the filters, save those of one facet."""
    size = snapshot.rows
    if filters.places and without != "place":
        field = _field("place", filters)
        values = [matcher.valued(field, place) for place in filters.places]
        if filters.any_place:
            found = narrowed(found, _any_of(values, size), size)
        else:
            for value in values:
                found = narrowed(found, value, size)
    chosen_values = (
        ("date", filters.dates),
        ("lang", filters.languages),
        ("source", filters.sources),
    )
    for facet, wanted in chosen_values:
        if wanted and without != facet:
            values = [matcher.valued(facet, value) for value in wanted]
            found = narrowed(found, _any_of(values, size), size)
    if filters.first is not None or filters.last is not None:
        ids = found.ids if isinstance(found, Listed) else None
        inside = matcher.within(filters.first, filters.last, ids)
        if isinstance(found, Listed):
            found = Listed(found.ids[inside], found.scores[inside])
        else:
            found = narrowed(found, inside, size)
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
    would narrow the results further."""
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


def _page(
    plan: Plan, found: Matches, matcher: Matcher, snapshot: Snapshot, settings: Settings
) -> tuple[tuple[int, float], ...]:
    """The documents of the page that is asked for, best first, with their scores."""
    stop = plan.offset + plan.size
    if not plan.size:
        return ()
    if plan.sort != "relevance":
        matches = listed(found)
        days = snapshot.first[matches.ids]
        sign = 1 if plan.sort == "newest" else -1
        # The undated come last either way.
        keys = np.where(days == 0, -np.inf, sign * days).astype(np.float32)
        places = best(keys, stop)[plan.offset :]
        ranked = Listed(matches.ids[places], matches.scores[places])
    elif plan.boosts:
        ranked = _boosted(found, plan.boosts, stop, matcher, settings)
        ranked = Listed(ranked.ids[plan.offset : stop], ranked.scores[plan.offset : stop])
    else:
        ranked = _ranked(found, stop)
        ranked = Listed(ranked.ids[plan.offset :], ranked.scores[plan.offset :])
    return tuple(zip(ranked.ids.tolist(), ranked.scores.tolist(), strict=True))


def _ranked(found: Matches, count: int) -> Listed:
    """The `count` best, ties as they were indexed."""
    if isinstance(found, Spread):
        ids = best(found.scores, count)
        if len(ids) and found.scores[ids[-1]] > 0:
            return Listed(ids, found.scores[ids])
        # What scores 0 there may not match.
        found = listed(found)
    places = best(found.scores, count)
    return Listed(found.ids[places], found.scores[places])


def _boosted(
    found: Matches, boosts: tuple[Boost, ...], count: int, matcher: Matcher, settings: Settings
) -> Listed:
    """The `count` best when the boosts are added to the scores of the best before.

    Those are `settings.rescored` articles, and all that score as much as the last of them. No boost is
    negative, so that they stay before all the others.
    """
    front = _ranked(found, settings.rescored)
    if len(front.ids) < settings.rescored:
        window = listed(found)
    else:
        # Sums that differ by their rounding alone are as good.
        window = _from(found, front.scores[-1] * np.float32(1 - 1e-6))
    ids = window.ids
    total = window.scores.copy()
    for boost in boosts:
        total += matcher.boost(ids, boost.stream, boost.term, boost.weight)
    places = best(total, count)
    ranked = Listed(ids[places], total[places])
    if len(ids) >= count:
        return ranked
    rest = _ranked(found, count)
    behind = slice(len(ids), None)
    return Listed(
        np.concatenate([ranked.ids, rest.ids[behind]]),
        np.concatenate([ranked.scores, rest.scores[behind]]),
    )


def _from(found: Matches, least: np.float32) -> Listed:
    """The matches that score so much or more."""
    if isinstance(found, Listed):
        places = np.flatnonzero(found.scores >= least)
        return Listed(found.ids[places], found.scores[places])
    ids = np.flatnonzero(found.mask & (found.scores >= least))
    return Listed(ids, found.scores[ids])

"""A plan evaluated on a snapshot: exact ids, scores, total and facet counts, a segment at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from search.engines.whoosh.facets import Ids
from search.engines.whoosh.match import Matches, SegmentMatcher
from search.engines.whoosh.scoring import Scores, Statistics
from search.engines.whoosh.segment import Mask
from search.engines.whoosh.snapshot import Snapshot
from search.query.plan import Facet, Filters, Plan
from search.query.tree import Fuzzy, Prefix
from search.settings import Settings


@dataclass(frozen=True, slots=True)
class Found:
    """What a plan finds in a whole snapshot: `page` holds (segment, document, score) triples."""

    page: tuple[tuple[int, int, float], ...]
    total: int
    counts: dict[Facet, dict[str, int]]
    expansions: dict[Prefix | Fuzzy, tuple[str, ...]]


_NONE = np.empty(0, dtype=np.intp)


def evaluate(plan: Plan, snapshot: Snapshot, settings: Settings) -> Found:
    """Everything that the plan asks of the snapshot."""
    statistics = Statistics(snapshot, settings)
    found: list[Matches] = []
    own_filters = _own_filters(plan)
    counted: dict[str, list[Ids]] = {name: [] for name in ("", *own_filters)}
    for number, segment in enumerate(snapshot.segments):
        matcher = SegmentMatcher(number, statistics)
        if plan.tree is None:
            matches = Matches(segment.live, np.zeros(len(segment.live), dtype=np.float32))
        else:
            matches = matcher.match(plan.tree)
        masks = _filter_masks(plan.filters, matcher)
        for own, ids in counted.items():
            left = _filtered(matches.ids, [mask for name, mask in masks.items() if name != own])
            # Ids may be in as few bits as a segment needs: too few for the whole index.
            ids.append(left.astype(np.intp, copy=False) + snapshot.bases[number])
        if masks:
            kept = np.logical_and.reduce(list(masks.values()))[matches.ids]
            matches = Matches(matches.ids[kept], matches.scores[kept])
        for boost in plan.boosts:
            matches = matcher.boosted(matches, boost.stream, boost.term, boost.weight)
        found.append(matches)
    page = _top(found, _sort_keys(plan, snapshot, found), plan.offset, plan.offset + plan.size)
    joined = {own: np.concatenate([_NONE, *ids]) for own, ids in counted.items()}
    counts = {
        facet: snapshot.facet(_field(facet, plan.filters)).count(
            joined[facet if facet in own_filters else ""]
        )
        for facet in plan.facets
    }
    return Found(page, len(joined[""]), counts, statistics.expansions)


def _own_filters(plan: Plan) -> set[Facet]:
    """The facets whose counts leave out their own filter: those filtered, save where one more choice
    would narrow the results further."""
    filters = plan.filters
    chosen: dict[Facet, bool] = {
        "place": bool(filters.places) and filters.any_place,
        "date": bool(filters.dates),
        "lang": bool(filters.languages),
        "source": bool(filters.sources),
    }
    return {facet for facet in plan.facets if chosen[facet]}


def _field(facet: Facet, filters: Filters) -> str:
    """The field of the index that holds a facet's values."""
    return "main_place" if facet == "place" and filters.main_places else facet


def _filter_masks(filters: Filters, matcher: SegmentMatcher) -> dict[str, Mask]:
    """For each filter that is set, the documents that it leaves."""
    masks: dict[str, Mask] = {}
    if filters.first is not None or filters.last is not None:
        masks["period"] = matcher.within(filters.first, filters.last)
    if filters.dates:
        masks["date"] = matcher.valued("date", filters.dates)
    if filters.languages:
        masks["lang"] = matcher.valued("lang", filters.languages)
    if filters.sources:
        masks["source"] = matcher.valued("source", filters.sources)
    if filters.places:
        masks["place"] = matcher.valued(
            _field("place", filters), filters.places, every=not filters.any_place
        )
    return masks


def _filtered(ids: Ids, masks: list[Mask]) -> Ids:
    for mask in masks:
        ids = ids[mask[ids]]
    return ids


def _sort_keys(plan: Plan, snapshot: Snapshot, found: list[Matches]) -> list[Scores]:
    """What to sort by, greatest first; the undated come last either way."""
    if plan.sort == "relevance":
        return [matches.scores for matches in found]
    sign = 1 if plan.sort == "newest" else -1
    keys = []
    for segment, matches in zip(snapshot.segments, found, strict=True):
        days = segment.first[matches.ids]
        keys.append(np.where(days == 0, -np.inf, sign * days).astype(np.float32))
    return keys


def _top(
    found: list[Matches], keys: list[Scores], start: int, stop: int
) -> tuple[tuple[int, int, float], ...]:
    """The documents from rank `start` to `stop`, greatest key first, ties as they were indexed."""
    total = sum(len(matches.ids) for matches in found)
    stop = min(stop, total)
    if start >= stop:
        return ()
    key = np.concatenate(keys)
    candidates = np.arange(total)
    if stop < total:
        least = np.partition(key, total - stop)[total - stop]
        candidates = np.flatnonzero(key >= least)
    ranked = candidates[np.argsort(-key[candidates], kind="stable")][start:stop]
    ends = np.cumsum([len(matches.ids) for matches in found])
    page = []
    for place in ranked.tolist():
        segment = int(np.searchsorted(ends, place, side="right"))
        matches = found[segment]
        within = place - int(ends[segment]) + len(matches.ids)
        page.append((segment, int(matches.ids[within]), float(matches.scores[within])))
    return tuple(page)

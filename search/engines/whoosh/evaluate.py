"""A plan evaluated on a snapshot: exact ids, scores, total and facet counts, a segment at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from search.engines.whoosh.match import Scores, SegmentMatcher, Statistics
from search.engines.whoosh.snapshot import Ids, Mask, Segment, Snapshot
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


def evaluate(plan: Plan, snapshot: Snapshot, settings: Settings) -> Found:
    """Everything that the plan asks of the snapshot."""
    statistics = Statistics(snapshot, settings)
    totals: dict[Facet, dict[str, int]] = {facet: {} for facet in plan.facets}
    numbers: list[Ids] = []
    keys: list[Scores] = []
    scores: list[Scores] = []
    for segment, reader in snapshot.pairs():
        matcher = SegmentMatcher(segment, reader, statistics)
        matches = matcher.match(plan.tree) if plan.tree else matcher.everything()
        chosen = {
            name: mask & matches.mask for name, mask in _filtered(plan.filters, matcher).items()
        }
        for facet in plan.facets:
            codes = segment.facet(reader, facet)
            counted = codes.count(chosen[facet])
            for code in np.flatnonzero(counted):
                value = codes.values[code]
                totals[facet][value] = totals[facet].get(value, 0) + int(counted[code])
        ids = np.flatnonzero(chosen["all"])
        for boost in plan.boosts:
            matches.scores[:] += matcher.stream(boost.stream, boost.term, boost.weight).scores
        numbers.append(ids)
        scores.append(matches.scores[ids])
        keys.append(_sort_key(plan, segment, ids, scores[-1]))
    page = _top(numbers, keys, scores, plan.offset, plan.offset + plan.size)
    return Found(page, sum(map(len, numbers)), totals, statistics.expansions)


def _filtered(filters: Filters, matcher: SegmentMatcher) -> dict[str, Mask]:
    """The documents that the filters leave, under `all`, and for each facet without its own choice."""
    masks: dict[str, Mask] = {
        "period": matcher.live() & matcher.within(filters.first, filters.last),
        "date": matcher.any_of("date", filters.dates),
        "lang": matcher.any_of("lang", filters.languages),
        "source": matcher.any_of("source", filters.sources),
        "place": matcher.any_of("place", filters.places)
        if filters.any_place
        else matcher.all_of("place", filters.places),
    }
    left = {
        name: np.logical_and.reduce([mask for other, mask in masks.items() if other != name])
        for name in masks
    }
    left["all"] = np.logical_and.reduce(list(masks.values()))
    if not filters.any_place:
        left["place"] = left["all"]
    return left


def _sort_key(plan: Plan, segment: Segment, ids: Ids, scores: Scores) -> Scores:
    """What to sort by, greatest first; the undated come last either way."""
    if plan.sort == "relevance":
        return scores
    days = segment.first[ids].astype(np.float64)
    return np.where(days == 0, -np.inf, days if plan.sort == "newest" else -days)


def _top(
    numbers: list[Ids], keys: list[Scores], scores: list[Scores], start: int, stop: int
) -> tuple[tuple[int, int, float], ...]:
    """The documents from rank `start` to `stop`, greatest key first, ties as they were indexed."""
    total = sum(map(len, numbers))
    if start >= min(stop, total):
        return ()
    stop = min(stop, total)
    key = np.concatenate(keys)
    candidates = np.arange(total)
    if stop < total:
        least = np.partition(key, total - stop)[total - stop]
        candidates = np.flatnonzero(key >= least)
    ranked = candidates[np.argsort(-key[candidates], kind="stable")][start:stop]
    segment = np.repeat(np.arange(len(numbers)), [len(ids) for ids in numbers])
    number = np.concatenate(numbers)
    score = np.concatenate(scores)
    return tuple((int(segment[i]), int(number[i]), float(score[i])) for i in ranked)

"""Which of the matches a page shows, exactly, without sorting them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.searching.boolean import exclusion
from search.engines.whoosh.searching.collapse import Collapsed, with_copies
from search.engines.whoosh.searching.docsets import (
    NOTHING,
    ROUNDING,
    Matches,
    SparseMatches,
    to_sparse,
)
from search.engines.whoosh.searching.matcher import Matcher
from search.engines.whoosh.searching.proximity import best_passages
from search.engines.whoosh.searching.rerank import Window
from search.engines.whoosh.storage.integers import Array, Ids, find_sorted
from search.query.plan import Plan
from search.settings import Settings

_COLUMNS = 1024
"""Scores are looked at in so many columns or more: the best of each say how much the best in all score."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A page of documents, best first, `copies` of each that stand under it, and how many do in all."""

    page: SparseMatches
    copies: tuple[tuple[int, ...], ...]
    hidden: int


def rank(
    plan: Plan, found: Matches, matcher: Matcher, snapshot: Snapshot, settings: Settings
) -> Ranked:
    """The page of the matches that the plan asks for."""
    front = NOTHING
    more = plan.boosts or plan.near or plan.language
    if more and plan.sort == "relevance" and plan.size:
        front = _rescored(found, plan, matcher, settings)
    collapsed = None
    if plan.group_copies and snapshot.copies.count:
        collapsed = _collapsed(plan, found, front, snapshot)
        if len(collapsed.hidden):
            hidden = SparseMatches(
                collapsed.hidden, np.zeros(len(collapsed.hidden), dtype=np.float32)
            )
            found = exclusion(found, hidden, snapshot.max_doc)
            front = to_sparse(exclusion(front, hidden, snapshot.max_doc))
    page = _page(plan, found, front, snapshot)
    if collapsed is None:
        return Ranked(page, ((),) * len(page), 0)
    copies = tuple(tuple(collapsed.under(id).tolist()) for id in page.ids.tolist())
    return Ranked(page, copies, len(collapsed.hidden))


def best(keys: Array, count: int) -> Ids:
    """The places of the `count` greatest keys, the greatest first, equal ones in their order.

    Fewer places are returned if there are fewer keys.
    """
    candidates = np.flatnonzero(keys >= _least(keys, count))
    order = np.argsort(-keys[candidates], kind="stable")[:count]
    return candidates[order]


def best_matches(found: Matches, count: int) -> SparseMatches:
    """The `count` best, ties as they stand in the index."""
    found = _contenders(found, count)
    return found.taken(best(found.scores, count))


def _contenders(found: Matches, count: int) -> SparseMatches:
    """The `count` best, all that are as good as the last of them, and some of the others."""
    if isinstance(found, SparseMatches):
        return found
    # So many score no less than the least of their impacts less what it may be too great by.
    least = int(_least(found.impacts, count))
    return found.above(least - int(least * ROUNDING) - found.slack)


def _least(keys: Array, count: int) -> Any:
    """What none of the `count` greatest keys is below.

    At least `count` of the columns' maxima are as great as the one of rank `count` among them, so that
    nothing below that one can be among the best.
    """
    if count >= len(keys):
        return keys.min(initial=0)
    maxima = keys
    columns = max(_COLUMNS, 8 * count)
    if len(keys) >= 8 * columns:
        whole = len(keys) // columns * columns
        maxima = keys[:whole].reshape(-1, columns).max(axis=0)
    return np.partition(maxima, len(maxima) - count)[len(maxima) - count] if count else np.inf


def _rescored(found: Matches, plan: Plan, matcher: Matcher, settings: Settings) -> SparseMatches:
    """The best matches with what more the plan says of them added to their scores.

    Those are `settings.rescored` articles, and all that score as much as the last of them: they gain
    their boosts and by the language of the request, and the best of them by their passages. Nothing
    makes a score less, so that they stay before all the others.
    """
    front = _contenders(found, settings.rescored)
    if len(front) > settings.rescored:
        least = np.partition(front.scores, -settings.rescored)[-settings.rescored]
        front = front.taken(front.scores >= least * np.float32(1 - ROUNDING))
    window = Window(matcher.statistics.snapshot, front.ids)
    total = front.scores.copy()
    for boost in plan.boosts:
        total += matcher.boost(window, boost.stream, boost.term, boost.weight)
    if plan.language:
        own = matcher.among("lang", plan.language, window.ids)
        total[own] *= np.float32(settings.language_weight)
    if plan.near and len(total):
        candidates = np.sort(best(total, settings.passage_candidates))
        total[candidates] += best_passages(plan.near, window, candidates, matcher.statistics)
    return SparseMatches(window.ids, total)


def _collapsed(plan: Plan, found: Matches, front: SparseMatches, snapshot: Snapshot) -> Collapsed:
    """The matches that have copies, by the keys that they are sorted by."""
    ids = with_copies(found, snapshot.copies)
    if plan.sort != "relevance":
        return Collapsed(snapshot.copies, ids, _by_date(ids, plan, snapshot))
    keys = found.at(ids)
    if len(front.ids):
        there, slots = find_sorted(front.ids, ids)
        keys = np.where(there, front.scores[slots], keys)
    return Collapsed(snapshot.copies, ids, keys)


def _by_date(ids: Ids, plan: Plan, snapshot: Snapshot) -> Array:
    """What documents are sorted by; the undated come last either way."""
    days = snapshot.days.first[ids]
    sign = 1 if plan.sort == "newest" else -1
    return np.where(days == 0, -np.inf, sign * days).astype(np.float32)


def _page(plan: Plan, found: Matches, front: SparseMatches, snapshot: Snapshot) -> SparseMatches:
    """The matches of the page, best first; those of the front by their scores there."""
    stop = plan.offset + plan.size
    if not plan.size:
        return NOTHING
    if plan.sort != "relevance":
        ids = found.ids if isinstance(found, SparseMatches) else np.flatnonzero(found.mask())
        page_ids = ids[best(_by_date(ids, plan, snapshot), stop)[plan.offset :]]
        return SparseMatches(page_ids, found.at(page_ids))
    page = best_matches(front if len(front) else found, stop)
    if len(front) and len(page) < stop:
        rest = best_matches(found, stop).taken(slice(len(page), None))
        page = SparseMatches(
            np.concatenate([page.ids, rest.ids]), np.concatenate([page.scores, rest.scores])
        )
    return page.taken(slice(plan.offset, None))

"""Which of the matches a page shows, exactly, without sorting them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.searching.boolean import exclusion
from search.engines.whoosh.searching.collapse import FieldCollapsing, with_copies
from search.engines.whoosh.searching.docsets import (
    NOTHING,
    ROUNDING,
    Matches,
    SparseMatches,
    to_sparse,
)
from search.engines.whoosh.searching.matcher import Matcher
from search.engines.whoosh.searching.rerank import rerank
from search.engines.whoosh.storage.integers import Array, Ids, find_sorted
from search.query.plan import Plan
from search.settings import Settings

_COLUMNS = 1024
"""Scores are looked at in so many columns or more: the best of each say how much the best in all score."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A page of documents, best first; `collapsing` knows the copies under each, None without any."""

    page: SparseMatches
    collapsing: FieldCollapsing | None


def rank(
    plan: Plan, found: Matches, matcher: Matcher, snapshot: Snapshot, settings: Settings
) -> Ranked:
    """The page of the matches that the plan asks for."""
    reranked = NOTHING
    if (plan.proximity_terms or plan.bigrams) and plan.sort == "relevance" and plan.size:
        reranked = rerank(_rerank_candidates(found, settings.rescored), plan, matcher)
    collapsing = None
    if plan.group_copies and snapshot.copies.count:
        collapsing = _collapsing(plan, found, reranked, snapshot)
        ids = collapsing.collapsed
        if len(ids):
            collapsed = SparseMatches(ids, np.zeros(len(ids), dtype=np.float32))
            found = exclusion(found, collapsed, snapshot.max_doc)
            reranked = to_sparse(exclusion(reranked, collapsed, snapshot.max_doc))
    return Ranked(_page(plan, found, reranked, snapshot), collapsing)


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


def _rerank_candidates(found: Matches, count: int) -> SparseMatches:
    """The `count` best matches, and all that score as much as the last of them."""
    best_found = _contenders(found, count)
    if len(best_found) > count:
        least = np.partition(best_found.scores, -count)[-count]
        best_found = best_found.taken(best_found.scores >= least * np.float32(1 - ROUNDING))
    return best_found


def _collapsing(
    plan: Plan, found: Matches, reranked: SparseMatches, snapshot: Snapshot
) -> FieldCollapsing:
    """The matches that have copies, by the keys that they are sorted by."""
    ids = with_copies(found, snapshot.copies)
    if plan.sort != "relevance":
        return FieldCollapsing(snapshot.copies, ids, _by_date(ids, plan, snapshot))
    keys = found.at(ids)
    if len(reranked.ids):
        there, slots = find_sorted(reranked.ids, ids)
        keys = np.where(there, reranked.scores[slots], keys)
    return FieldCollapsing(snapshot.copies, ids, keys)


def _by_date(ids: Ids, plan: Plan, snapshot: Snapshot) -> Array:
    """What documents are sorted by; the undated come last either way."""
    days = snapshot.days.first[ids]
    sign = 1 if plan.sort == "newest" else -1
    return np.where(days == 0, -np.inf, sign * days).astype(np.float32)


def _page(plan: Plan, found: Matches, reranked: SparseMatches, snapshot: Snapshot) -> SparseMatches:
    """The matches of the page, best first; those of the reranked by their scores there."""
    stop = plan.offset + plan.size
    if not plan.size:
        return NOTHING
    if plan.sort != "relevance":
        ids = found.ids if isinstance(found, SparseMatches) else np.flatnonzero(found.mask)
        page_ids = ids[best(_by_date(ids, plan, snapshot), stop)[plan.offset :]]
        order = np.argsort(page_ids)
        scores = np.empty(len(page_ids), dtype=np.float32)
        scores[order] = found.at(page_ids[order])
        return SparseMatches(page_ids, scores)
    page = best_matches(reranked if len(reranked) else found, stop)
    if len(reranked) and len(page) < stop:
        rest = best_matches(found, stop).taken(slice(len(page), None))
        page = SparseMatches(
            np.concatenate([page.ids, rest.ids]), np.concatenate([page.scores, rest.scores])
        )
    return page.taken(slice(plan.offset, None))

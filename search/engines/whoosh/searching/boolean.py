"""Matches put together: those of any, those of all, those that are not, those within others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from search.engines.whoosh.searching.docsets import (
    FEW,
    NOTHING,
    Among,
    Listed,
    Matches,
    Spread,
    chosen,
    masked,
)
from search.engines.whoosh.storage.integers import (
    Array,
    Documents,
    Ids,
    Mask,
    find_sorted,
    run_starts,
)

_SEVERAL = 8
"""More lists than so many are made one before they are spread."""


def either(found: Sequence[Matches], size: int) -> Matches:
    """The documents of any of them, scores added."""
    found = [m for m in found if not isinstance(m, Listed) or len(m.ids)]
    if len(found) < 2:
        return found[0] if found else NOTHING
    lists = [matches for matches in found if isinstance(matches, Listed)]
    spreads = [matches for matches in found if isinstance(matches, Spread)]
    if not spreads and sum(map(len, lists)) * FEW < size:
        return _merged(lists)
    if len(lists) > _SEVERAL:
        lists = [_merged(lists)]
    own = [matches.impacts() for matches in lists]
    most = sum(m.most for m in spreads) + sum(int(more.max()) for more in own)
    impacts = _added([m.impacts for m in spreads], most, size)
    for matches, more in zip(lists, own, strict=True):
        impacts[matches.ids] += more
    parts = (*(part for m in spreads for part in m.parts), *lists)
    return Spread(impacts, most, sum(m.slack for m in spreads) + len(lists), parts)


def _added(impacts: Sequence[Array], most: int, size: int) -> Array:
    """The sum of impacts, which is at most so much; a new array."""
    total = np.zeros(size, dtype=np.min_scalar_type(most))
    for own in impacts:
        total += own
    return total


def _merged(lists: Sequence[Listed]) -> Listed:
    ids = np.concatenate([matches.ids for matches in lists])
    order = np.argsort(ids, kind="stable")
    ids = ids[order]
    firsts = np.flatnonzero(run_starts(ids))
    scores = np.concatenate([matches.scores for matches in lists])[order]
    return Listed(ids[firsts], np.add.reduceat(scores, firsts))


def both(found: Sequence[Matches], size: int) -> Matches:
    """The documents of all of them, scores added; at least one is given."""
    lists = [matches for matches in found if isinstance(matches, Listed)]
    spreads = [matches for matches in found if isinstance(matches, Spread)]
    if not lists:
        if len(spreads) == 1:
            return spreads[0]
        mask = spreads[0].mask()
        for matches in spreads[1:]:
            mask &= matches.mask()
        most = sum(matches.most for matches in spreads)
        return narrowed(
            Spread(
                _added([matches.impacts for matches in spreads], most, size),
                most,
                sum(matches.slack for matches in spreads),
                tuple(part for matches in spreads for part in matches.parts),
            ),
            mask,
            size,
        )
    # From the smallest on, so that each of the others is looked at only where it can matter.
    smallest, *others = sorted(lists, key=len)
    ids, scores = smallest.ids, smallest.scores
    rest: list[Matches] = [*spreads, *others]
    for other in rest:
        if isinstance(other, Listed):
            there, slots = find_sorted(other.ids, ids)
            ids = ids[there]
            scores = scores[there] + other.scores[slots[there]]
        else:
            there = other.impacts[ids] > 0
            ids = ids[there]
            scores = scores[there] + other.at(ids)
    return Listed(ids, scores)


def without(matches: Matches, refused: Matches, size: int) -> Matches:
    """The documents of one that are not among the other's."""
    if isinstance(matches, Listed):
        return matches.taken(~contained(matches.ids, chosen(refused)))
    return narrowed(matches, ~masked(refused, size), size)


def narrowed(matches: Matches, among: Documents, size: int) -> Matches:
    """The matches that are among the documents of a list or a mask."""
    if isinstance(matches, Listed):
        return matches.taken(contained(matches.ids, among))
    if among.dtype != np.bool_:
        ids = among[matches.impacts[among] > 0]
        return Listed(ids, matches.at(ids))
    mask = matches.mask()
    mask &= among
    if np.count_nonzero(mask) * FEW >= size:
        impacts = matches.impacts * mask.view(np.uint8)
        # The parts score other documents too.
        return replace(matches, impacts=impacts, parts=(Among(impacts, matches.parts),))
    ids = np.flatnonzero(mask)
    return Listed(ids, matches.at(ids))


def contained(ids: Ids, among: Documents) -> Mask:
    """Which of the ids are among the documents of a list or a mask."""
    if among.dtype == np.bool_:
        return among[ids]
    return find_sorted(among, ids)[0]

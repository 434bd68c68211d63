"""Boolean operators on matches: disjunction, conjunction, exclusion, filter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from search.engines.whoosh.searching.docsets import (
    FEW,
    NOTHING,
    DenseMatches,
    Filtered,
    Matches,
    SparseMatches,
    chosen,
    masked,
    unchecked,
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
"""More sparse operands than this are merged into one before they are added to a dense one."""


def disjunction(
    found: Sequence[Matches], size: int, check: Callable[[], None] = unchecked
) -> Matches:
    """The documents of any operand, scores added; `check` is called before each is looked at."""
    found = [m for m in found if not isinstance(m, SparseMatches) or len(m.ids)]
    if len(found) < 2:
        return found[0] if found else NOTHING
    sparse = [matches for matches in found if isinstance(matches, SparseMatches)]
    dense = [matches for matches in found if isinstance(matches, DenseMatches)]
    if not dense and sum(map(len, sparse)) * FEW < size:
        return merged(sparse)
    if len(sparse) > _SEVERAL:
        sparse = [merged(sparse)]
    own = [matches.impacts() for matches in sparse]
    most = sum(m.most for m in dense) + sum(int(more.max()) for more in own)

    def mask() -> Mask:
        there = np.zeros(size, dtype=np.bool_)
        for matches in dense:
            check()
            there |= matches.mask
        for few in sparse:
            there[few.ids] = True
        return there

    def impacts() -> Array:
        total = _added(dense, most, size, check)
        for matches, more in zip(sparse, own, strict=True):
            total[matches.ids] += more
        return total

    parts = (*(part for m in dense for part in m.parts), *sparse)
    slack = sum(m.slack for m in dense) + len(sparse)
    return DenseMatches(size, most, slack, parts, mask, impacts, check)


def _added(dense: Iterable[DenseMatches], most: int, size: int, check: Callable[[], None]) -> Array:
    """The sum of impacts, which is at most so much; a new array."""
    total = np.zeros(size, dtype=np.min_scalar_type(most))
    for matches in dense:
        check()
        total += matches.impacts
    return total


def merged(sparse: Sequence[SparseMatches]) -> SparseMatches:
    """The documents of any of the sparse operands, scores added."""
    if len(sparse) == 1:
        return sparse[0]
    ids = np.concatenate([matches.ids for matches in sparse])
    order = np.argsort(ids, kind="stable")
    ids = ids[order]
    firsts = np.flatnonzero(run_starts(ids))
    scores = np.concatenate([matches.scores for matches in sparse])[order]
    return SparseMatches(ids[firsts], np.add.reduceat(scores, firsts))


def conjunction(
    found: Sequence[Matches], size: int, check: Callable[[], None] = unchecked
) -> Matches:
    """The documents of all operands, of which there is at least one, scores added.

    `check` as in `disjunction`.
    """
    sparse = [matches for matches in found if isinstance(matches, SparseMatches)]
    dense = [matches for matches in found if isinstance(matches, DenseMatches)]
    if not sparse:
        if len(dense) == 1:
            return dense[0]
        mask = dense[0].mask & dense[1].mask
        for matches in dense[2:]:
            check()
            mask &= matches.mask
        most = sum(matches.most for matches in dense)
        parts = tuple(part for matches in dense for part in matches.parts)
        slack = sum(matches.slack for matches in dense)

        def impacts() -> Array:
            return _added(dense, most, size, check)

        every = DenseMatches(size, most, slack, parts, lambda: mask, impacts, check)
        return filtered(every, mask, size)
    # From the smallest on, so that each of the others is looked at only where it can matter.
    smallest, *others = sorted(sparse, key=len)
    ids, scores = smallest.ids, smallest.scores
    rest: list[Matches] = [*dense, *others]
    for other in rest:
        check()
        if isinstance(other, SparseMatches):
            there, slots = find_sorted(other.ids, ids)
            kept = np.flatnonzero(there)
            ids = ids.take(kept)
            scores = scores.take(kept) + other.scores.take(slots.take(kept))
        else:
            kept = np.flatnonzero(other.mask[ids])
            ids = ids.take(kept)
            scores = scores.take(kept) + other.at(ids)
    return SparseMatches(ids, scores)


def exclusion(matches: Matches, refused: Matches, size: int) -> Matches:
    """The matches that are not among the refused ones."""
    if isinstance(matches, SparseMatches):
        return matches.taken(~contained(matches.ids, chosen(refused)))
    return filtered(matches, ~masked(refused, size), size)


def filtered(matches: Matches, among: Documents, size: int) -> Matches:
    """The matches that are among the documents of a list or a mask, their scores unchanged."""
    if isinstance(matches, SparseMatches):
        return matches.taken(contained(matches.ids, among))
    if among.dtype != np.bool_:
        ids = among.take(np.flatnonzero(matches.mask[among]))
        return SparseMatches(ids, matches.at(ids))
    mask = matches.mask & among
    if np.count_nonzero(mask) * FEW >= size:
        return DenseMatches(
            size,
            matches.most,
            matches.slack,
            # The parts score other documents too.
            (Filtered(mask, matches),),
            lambda: mask,
            lambda: matches.impacts * mask.view(np.uint8),
            matches.check,
        )
    ids = np.flatnonzero(mask)
    return SparseMatches(ids, matches.at(ids))


def contained(ids: Ids, among: Documents) -> Mask:
    """Which of the ids are among the documents of a list or a mask."""
    if among.dtype == np.bool_:
        return among[ids]
    return find_sorted(among, ids)[0]

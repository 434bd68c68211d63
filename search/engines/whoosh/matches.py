"""Which documents match, with their scores: listed when they are few, spread over all when they are many.

All forms mean the same. Folded Vietnamese is dense, 88 syllables stand in half of all articles: sums and
masks over all documents cost a fraction of what lists do there. A single term of many documents is
kept as its frequencies, a byte a document, and scored where it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.coding import Array, Documents, Ids, Mask, changes, mask_of, sought

Scores = NDArray[np.float32]

_CHUNK = 1 << 16
"""Documents that are scored at once: what is made on the way stays in the processor's cache."""

FEW = 32
"""Matches in less than one document of so many are listed."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The documents that match, ascending, and the score of each."""

    ids: Ids
    scores: Scores

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Spread:
    """For every document whether it matches, and its score; 0 if it does not."""

    mask: Mask
    scores: Scores

    def __len__(self) -> int:
        return int(np.count_nonzero(self.mask))

    def at(self, ids: Ids) -> Scores:
        """The scores of these documents."""
        return self.scores[ids]

    def add_to(self, scores: Scores) -> None:
        """Add the scores to those of all documents."""
        scores += self.scores


class Counted:
    """For every document how often a term stands in it, and so its score, as Spread.

    The score is `factor · times / (times + norm)` with the `norms` of the documents, which are above 0.
    """

    def __init__(self, times: Array, norms: Scores, factor: float) -> None:
        self._times = times
        self._norms = norms
        self._factor = np.float32(factor)

    def __len__(self) -> int:
        return int(np.count_nonzero(self._times))

    @cached_property
    def mask(self) -> Mask:
        return self._times > 0

    @cached_property
    def scores(self) -> Scores:
        scores = np.zeros(len(self._times), dtype=np.float32)
        self.add_to(scores)
        return scores

    def at(self, ids: Ids) -> Scores:
        """The scores of these documents."""
        return self._scored(self._times[ids].astype(np.float32), self._norms[ids])

    def add_to(self, scores: Scores) -> None:
        """Add the scores to those of all documents."""
        for start in range(0, len(scores), _CHUNK):
            part = slice(start, start + _CHUNK)
            scores[part] += self._scored(self._times[part].astype(np.float32), self._norms[part])

    def weighted(self, weight: float) -> Counted:
        """The same documents, their scores multiplied."""
        return Counted(self._times, self._norms, float(self._factor) * weight)

    def narrowed(self, among: Mask) -> Counted:
        """The documents that are in the mask too."""
        return Counted(self._times * among.view(np.uint8), self._norms, float(self._factor))

    def _scored(self, times: Scores, norms: Scores) -> Scores:
        norms = norms + times
        times *= self._factor
        times /= norms
        return times


Matches = Listed | Spread | Counted
NOTHING = Listed(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.float32))


def unscored(mask: Mask) -> Spread:
    """The documents of the mask, which score nothing."""
    return Spread(mask, np.zeros(len(mask), dtype=np.float32))


def listed(matches: Matches) -> Listed:
    """The same, as a list."""
    if isinstance(matches, Listed):
        return matches
    ids = np.flatnonzero(matches.mask)
    return Listed(ids, matches.at(ids))


def scores_at(ids: Ids, matches: Matches) -> Scores:
    """The scores of documents that are all among the matches."""
    if not isinstance(matches, Listed):
        return matches.at(ids)
    scores: Scores = matches.scores[np.searchsorted(matches.ids, ids)]
    return scores


def weighted(matches: Matches, weight: float) -> Matches:
    """The same documents, their scores multiplied."""
    if weight == 1.0:
        return matches
    if isinstance(matches, Counted):
        # Without a score it would not tell which documents match.
        return matches.weighted(weight) if weight else unscored(matches.mask)
    scores = matches.scores * np.float32(weight)
    return (
        Listed(matches.ids, scores) if isinstance(matches, Listed) else Spread(matches.mask, scores)
    )


def either(found: Sequence[Matches], size: int) -> Matches:
    """The documents of any of them, scores added."""
    found = [m for m in found if not isinstance(m, Listed) or len(m.ids)]
    lists = [matches for matches in found if isinstance(matches, Listed)]
    spreads = [matches for matches in found if not isinstance(matches, Listed)]
    if len(found) < 2:
        return found[0] if found else NOTHING
    if not spreads and sum(len(matches.ids) for matches in lists) * FEW < size:
        return _merged(lists)
    mask, scores = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.float32)
    for spread in spreads:
        mask |= spread.mask
        spread.add_to(scores)
    for matches in lists:
        mask[matches.ids] = True
        np.add.at(scores, matches.ids, matches.scores)
    return Spread(mask, scores)


def _merged(lists: Sequence[Listed]) -> Listed:
    ids = np.concatenate([matches.ids for matches in lists])
    order = np.argsort(ids, kind="stable")
    ids = ids[order]
    firsts = np.flatnonzero(changes(ids))
    scores = np.concatenate([matches.scores for matches in lists])[order]
    return Listed(ids[firsts], np.add.reduceat(scores, firsts))


def both(found: Sequence[Matches], size: int) -> Matches:
    """The documents of all of them, scores added; every document if there are none."""
    lists = [matches for matches in found if isinstance(matches, Listed)]
    spreads = [matches for matches in found if not isinstance(matches, Listed)]
    if not lists:
        if not spreads:
            return unscored(np.ones(size, dtype=np.bool_))
        mask, scores = spreads[0].mask, spreads[0].scores
        for spread in spreads[1:]:
            mask = mask & spread.mask
            scores = scores + spread.scores
        if len(spreads) > 1:
            scores *= mask
        spread = Spread(mask, scores)
        return listed(spread) if len(spread) * FEW < size else spread
    # From the smallest on, so that each of the others is looked at only where it can matter.
    smallest, *others = sorted(lists, key=len)
    ids, scores = smallest.ids, smallest.scores
    rest: list[Matches] = [*spreads, *others]
    for other in rest:
        if not isinstance(other, Listed):
            found_there = other.at(ids)
            # What scores 0 may match all the same, but no term does.
            there = other.mask[ids] if isinstance(other, Spread) else found_there > 0
            ids = ids[there]
            scores = scores[there] + found_there[there]
        else:
            there, places = sought(other.ids, ids)
            ids = ids[there]
            scores = scores[there] + other.scores[places[there]]
    return Listed(ids, scores)


def without(matches: Matches, refused: Matches, size: int) -> Matches:
    """The documents of one that are not among the other's."""
    if isinstance(matches, Listed):
        kept = ~contained(matches.ids, chosen(refused))
        return Listed(matches.ids[kept], matches.scores[kept])
    return narrowed(matches, ~masked(refused, size), size)


def chosen(matches: Matches) -> Documents:
    """The documents alone."""
    return matches.ids if isinstance(matches, Listed) else matches.mask


def masked(matches: Matches, size: int) -> Mask:
    """The documents alone, as a mask over all."""
    return mask_of(matches.ids, size) if isinstance(matches, Listed) else matches.mask


def narrowed(matches: Matches, among: Documents, size: int) -> Matches:
    """The matches that are among the documents of a list or a mask."""
    if isinstance(matches, Listed):
        kept = contained(matches.ids, among)
        return Listed(matches.ids[kept], matches.scores[kept])
    if among.dtype != np.bool_:
        ids = among[matches.mask[among]]
        return Listed(ids, matches.at(ids))
    mask = matches.mask & among
    if np.count_nonzero(mask) * FEW >= size:
        if isinstance(matches, Counted):
            return matches.narrowed(among)
        return Spread(mask, matches.scores * mask)
    few = np.flatnonzero(mask)
    return Listed(few, matches.at(few))


def contained(ids: Ids, among: Documents) -> Mask:
    """Which of the ids are among the documents of a list or a mask."""
    if among.dtype == np.bool_:
        return among[ids]
    return sought(among, ids)[0]

"""Which documents match, with their scores: a sparse list where they are few, a dense array where many.

Both forms mean the same. Folded Vietnamese is dense (88 syllables are each in half of all articles), and
there sums and masks over all documents cost a fraction of what lists cost. A dense form holds impacts:
scores in whole quanta, rounded up (Anh, de Kretser and Moffat 2001, "Vector-Space Ranking with Effective
Early Termination"). They are small integers that add up fast and bound the exact scores from above, so
only documents that can be among the best are scored exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.storage.integers import Array, Documents, Ids, Mask, find_sorted, mask_of

Scores = NDArray[np.float32]

FEW = 32
"""Matches are kept sparse while they are fewer than one document in this many."""

QUANTUM = 1 / 128
"""The score of an impact of one: impacts of frequent terms then fit into 8 bits, most sums into 16."""

ROUNDING = 1e-6
"""By no greater share do scores differ that are equal but for how their sums were rounded."""

_CHUNK = 1 << 15
"""Documents that are scored at once: what is made on the way stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class SparseMatches:
    """The documents that match, ascending, and the score of each."""

    ids: Ids
    scores: Scores

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def nbytes(self) -> int:
        """How many bytes they take."""
        return self.ids.nbytes + self.scores.nbytes

    def taken(self, slots: Array | slice) -> SparseMatches:
        """Those at some slots, or where a mask says so."""
        if not isinstance(slots, slice) and slots.dtype == np.bool_:
            slots = np.flatnonzero(slots)
        return SparseMatches(self.ids[slots], self.scores[slots])

    def at(self, ids: Ids) -> Scores:
        """The scores of documents, 0 where one does not match."""
        there, slots = find_sorted(self.ids, ids)
        return self.scores[slots] * there if len(self) else np.zeros(len(ids), dtype=np.float32)

    def impacts(self) -> Array:
        """The impacts of the documents, of which there is at least one."""
        quanta = np.maximum(np.ceil(self.scores * np.float32(1 / QUANTUM)), 1)
        impacts: Array = quanta.astype(np.min_scalar_type(int(quanta.max())))
        return impacts


class TermFreqs(Protocol):
    """How often a term occurs in a field of the documents, read as it is asked for."""

    def whole(self) -> Array:
        """In each of all documents."""

    def some(self, ids: Ids) -> Array:
        """In each of these."""

    def mask(self) -> Mask:
        """In which of all it occurs at all."""


@dataclass(frozen=True, slots=True)
class FieldFreqs:
    """How often a term occurs in a field of each document, and what one occurrence there weighs."""

    term_freqs: TermFreqs
    weights: Scores

    def at(self, ids: Ids) -> Scores:
        """The weighted occurrences in these documents."""
        return _weighted(self.term_freqs.some(ids), self.weights[ids])


def _weighted(term_freqs: Array, weights: Scores) -> Scores:
    # In the same precision wherever it is asked for: impacts must not be below scores.
    occurrences: Scores = np.multiply(term_freqs, weights, dtype=np.float32, casting="unsafe")
    return occurrences


@dataclass(frozen=True, slots=True)
class TermScores:
    """A term in every document: limit · x / (k1 + x), where x sums its weighted occurrences.

    Those in fields where many documents have it are in `dense`, the others in `sparse`.
    """

    dense: tuple[FieldFreqs, ...]
    sparse: SparseMatches
    k1: float
    limit: float

    def at(self, ids: Ids) -> Scores:
        """The scores of documents, 0 where the term does not occur."""
        occurrences = self.dense[0].at(ids)
        for field in self.dense[1:]:
            occurrences += field.at(ids)
        if len(self.sparse):
            occurrences += self.sparse.at(ids)
        return saturated(occurrences, self.k1, self.limit)

    def to_dense(self) -> DenseMatches:
        """The documents where the term occurs."""
        # No score is above the limit, but for rounding.
        most = max(int(np.ceil(self.limit * (1 + ROUNDING) / QUANTUM)), 1)
        size = len(self.dense[0].weights)
        return DenseMatches(size, most, 1, (self,), self._mask, lambda: self._impacts(most))

    def _mask(self) -> Mask:
        mask = self.dense[0].term_freqs.mask()
        for field in self.dense[1:]:
            mask |= field.term_freqs.mask()
        mask[self.sparse.ids] = True
        return mask

    def _impacts(self, most: int) -> Array:
        times = [field.term_freqs.whole() for field in self.dense]
        size = len(times[0])
        impacts = np.empty(size, dtype=np.min_scalar_type(most))
        bounds = np.searchsorted(self.sparse.ids, np.arange(0, size + _CHUNK, _CHUNK))
        for i, start in enumerate(range(0, size, _CHUNK)):
            part = slice(start, start + _CHUNK)
            occurrences = _weighted(times[0][part], self.dense[0].weights[part])
            for own_times, field in zip(times[1:], self.dense[1:], strict=True):
                occurrences += _weighted(own_times[part], field.weights[part])
            own = slice(bounds[i], bounds[i + 1])
            occurrences[self.sparse.ids[own] - start] += self.sparse.scores[own]
            scores = saturated(occurrences, self.k1, self.limit / QUANTUM)
            # What matches has an impact, even if it scores next to nothing.
            impacts[part] = np.maximum(np.ceil(scores), occurrences > 0)
        return impacts


def saturated(occurrences: Scores, k1: float, limit: float) -> Scores:
    """limit · x / (k1 + x), x the weighted occurrences."""
    scores: Scores = occurrences + np.float32(k1)
    np.divide(occurrences, scores, out=scores)
    scores *= np.float32(limit)
    return scores


@dataclass(frozen=True, slots=True)
class ConstantScore:
    """The same score for all documents of a mask."""

    mask: Mask
    score: float

    def at(self, ids: Ids) -> Scores:
        """The scores of documents, 0 outside the mask."""
        return self.mask[ids] * np.float32(self.score)

    def to_dense(self) -> DenseMatches:
        """The documents of the mask."""
        impact = max(int(np.ceil(self.score / QUANTUM)), 1)
        return DenseMatches(
            len(self.mask),
            impact,
            1,
            (self,),
            lambda: self.mask,
            lambda: self.mask.view(np.uint8) * np.min_scalar_type(impact).type(impact),
        )


@dataclass(frozen=True, slots=True)
class Filtered:
    """The scores of matches, but only of documents of a mask."""

    mask: Mask
    matches: DenseMatches

    def at(self, ids: Ids) -> Scores:
        """The scores of documents, 0 outside the mask."""
        return self.matches.at(ids) * self.mask[ids]


ScorePart = SparseMatches | TermScores | ConstantScore | Filtered


def unchecked() -> None:
    """No bound on the work."""


class DenseMatches:
    """For every document whether it matches, and its impact, 0 if it does not.

    Its score is the sum of those in the `parts`: at most its impact, and at least that less `slack`, in
    quanta. No impact is above `most`. Impacts are made when they are first asked for: where few documents
    are left in the end, those are scored and no others. `check` is called before each part is: a request
    may have hundreds, and each may be of all documents.
    """

    def __init__(
        self,
        size: int,
        most: int,
        slack: int,
        parts: tuple[ScorePart, ...],
        make_mask: Callable[[], Mask],
        make_impacts: Callable[[], Array],
        check: Callable[[], None] = unchecked,
    ) -> None:
        self.most = most
        self.slack = slack
        self.parts = parts
        self.check = check
        self._size = size
        self._make_mask = make_mask
        self._make_impacts = make_impacts

    def __len__(self) -> int:
        return int(np.count_nonzero(self.mask))

    @cached_property
    def mask(self) -> Mask:
        """Which documents match."""
        return self._make_mask()

    @cached_property
    def impacts(self) -> Array:
        """The impact of each document."""
        return self._make_impacts()

    @property
    def nbytes(self) -> int:
        """How many bytes they take, all made; what is dense in their parts is kept for all requests."""
        sparse = (part.nbytes for part in self.parts if isinstance(part, SparseMatches))
        return self._size * (1 + np.min_scalar_type(self.most).itemsize) + sum(sparse)

    def at(self, ids: Ids) -> Scores:
        """The scores of documents, 0 where one does not match."""
        scores = np.zeros(len(ids), dtype=np.float32)
        for part in self.parts:
            self.check()
            scores += part.at(ids)
        return scores

    def above(self, impact: int) -> SparseMatches:
        """The documents whose impact is so great, or greater."""
        ids = np.flatnonzero(self.mask if impact <= 1 else self.impacts >= impact)
        return SparseMatches(ids, self.at(ids))


Matches = SparseMatches | DenseMatches
NOTHING = SparseMatches(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.float32))


def unscored(mask: Mask) -> DenseMatches:
    """The documents of the mask, which score nothing."""
    return DenseMatches(len(mask), 1, 1, (), lambda: mask, lambda: mask.view(np.uint8))


def to_sparse(matches: Matches) -> SparseMatches:
    """The same matches, as a sparse list."""
    return matches if isinstance(matches, SparseMatches) else matches.above(1)


def chosen(matches: Matches) -> Documents:
    """The documents alone."""
    return matches.ids if isinstance(matches, SparseMatches) else matches.mask


def masked(matches: Matches, size: int) -> Mask:
    """The documents alone, as a mask over all."""
    return mask_of(matches.ids, size) if isinstance(matches, SparseMatches) else matches.mask

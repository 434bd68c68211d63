"""Which documents match, with their scores: a sparse list where they are few, a dense array where many.

Both forms mean the same. Folded Vietnamese is dense (88 syllables are each in half of all articles), and
there sums and masks over all documents cost a fraction of what lists cost. A dense form holds impacts:
scores in whole quanta, rounded up (Anh, de Kretser and Moffat 2001, "Vector-Space Ranking with Effective
Early Termination"). They are small integers that add up fast and bound the exact scores from above, so
only documents that can be among the best are scored exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class FieldFreqs:
    """How often a term occurs in a field of each document, and what one occurrence there weighs."""

    term_freqs: Array
    weights: Scores

    def at(self, ids: Ids | slice) -> Scores:
        """The weighted occurrences in these documents."""
        # In the same precision wherever it is asked for: impacts must not be below scores.
        occurrences: Scores = np.multiply(
            self.term_freqs[ids], self.weights[ids], dtype=np.float32, casting="unsafe"
        )
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
        size = len(self.dense[0].term_freqs)
        impacts = np.empty(size, dtype=np.min_scalar_type(most))
        bounds = np.searchsorted(self.sparse.ids, np.arange(0, size + _CHUNK, _CHUNK))
        for i, start in enumerate(range(0, size, _CHUNK)):
            part = slice(start, start + _CHUNK)
            occurrences = self.dense[0].at(part)
            for field in self.dense[1:]:
                occurrences += field.at(part)
            own = slice(bounds[i], bounds[i + 1])
            occurrences[self.sparse.ids[own] - start] += self.sparse.scores[own]
            scores = saturated(occurrences, self.k1, self.limit / QUANTUM)
            # What matches has an impact, even if it scores next to nothing.
            impacts[part] = np.maximum(np.ceil(scores), occurrences > 0)
        return DenseMatches(impacts, most, 1, (self,))


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
        impacts = self.mask.view(np.uint8) * np.min_scalar_type(impact).type(impact)
        return DenseMatches(impacts, impact, 1, (self,))


@dataclass(frozen=True, slots=True)
class Filtered:
    """The sum of the scores of some parts, but only of documents that have an impact."""

    impacts: Array
    parts: tuple[ScorePart, ...]

    def at(self, ids: Ids) -> Scores:
        """The scores of documents, 0 where there is no impact."""
        return _summed(self.parts, ids) * (self.impacts[ids] > 0)


ScorePart = SparseMatches | TermScores | ConstantScore | Filtered


def _summed(parts: Sequence[ScorePart], ids: Ids) -> Scores:
    scores = np.zeros(len(ids), dtype=np.float32)
    for part in parts:
        scores += part.at(ids)
    return scores


@dataclass(frozen=True, slots=True)
class DenseMatches:
    """For every document its impact, 0 if it does not match.

    Its score is the sum of those in the `parts`: at most its impact, and at least that less `slack`, in
    quanta. No impact is above `most`.
    """

    impacts: Array
    most: int
    slack: int
    parts: tuple[ScorePart, ...]

    def __len__(self) -> int:
        return int(np.count_nonzero(self.impacts))

    @property
    def nbytes(self) -> int:
        """How many bytes they take; what is dense in their parts is kept for all requests."""
        sparse = (part.nbytes for part in self.parts if isinstance(part, SparseMatches))
        return self.impacts.nbytes + sum(sparse)

    def mask(self) -> Mask:
        """Which documents match."""
        return self.impacts > 0

    def at(self, ids: Ids) -> Scores:
        """The scores of documents, 0 where one does not match."""
        return _summed(self.parts, ids)

    def above(self, impact: int) -> SparseMatches:
        """The documents whose impact is so great, or greater."""
        ids = np.flatnonzero(self.impacts >= max(impact, 1))
        return SparseMatches(ids, self.at(ids))


Matches = SparseMatches | DenseMatches
NOTHING = SparseMatches(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.float32))


def unscored(mask: Mask) -> DenseMatches:
    """The documents of the mask, which score nothing."""
    return DenseMatches(mask.view(np.uint8), 1, 1, ())


def to_sparse(matches: Matches) -> SparseMatches:
    """The same matches, as a sparse list."""
    return matches if isinstance(matches, SparseMatches) else matches.above(1)


def chosen(matches: Matches) -> Documents:
    """The documents alone."""
    return matches.ids if isinstance(matches, SparseMatches) else matches.mask()


def masked(matches: Matches, size: int) -> Mask:
    """The documents alone, as a mask over all."""
    return mask_of(matches.ids, size) if isinstance(matches, SparseMatches) else matches.mask()

"""How many of the documents of a mask stand under each value of a field.

Counting takes 0.01 ns for each document of the index in a bitmap, 15 ns for a run, 0.6 ns for a document
of an array.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from search.engines.whoosh.storage.facet_postings import FacetPostings, Words, words_of
from search.engines.whoosh.storage.integers import (
    WORD,
    Array,
    Ids,
    Mask,
    offsets_from_counts,
    run_starts,
)


@dataclass(frozen=True, slots=True)
class Bits:
    """A mask; the same as bits, in `words`; and how many documents of it are `before` each word."""

    mask: Mask
    words: Words
    before: Array

    @classmethod
    def of(cls, mask: Mask) -> Self:
        """The bits of a mask, whose length is a multiple of 64."""
        words = words_of(mask)
        return cls(mask, words, offsets_from_counts(np.bitwise_count(words)))


class ValueTable:
    """The documents of each of the `values` values of a field."""

    def __init__(self, postings: FacetPostings, values: int) -> None:
        self._values = values
        self._parts: list[tuple[Ids, _Bitmaps | _Runs | _Arrays]] = []
        if len(postings.bitmap_values):
            self._parts.append((postings.bitmap_values, _Bitmaps(postings.bitmaps)))
        if len(postings.run_values):
            begins = np.flatnonzero(run_starts(postings.run_values))
            runs = _Runs.of(postings.starts, postings.stops, begins)
            self._parts.append((postings.run_values[begins], runs))
        if len(postings.array_values):
            begins = np.flatnonzero(run_starts(postings.array_values))
            arrays = _Arrays.of(np.ascontiguousarray(postings.members), begins)
            self._parts.append((postings.array_values[begins], arrays))

    def count(self, bits: Bits) -> Array:
        """How many documents of the mask stand under each value."""
        counted = np.zeros(self._values, dtype=np.intp)
        for values, part in self._parts:
            counted[values] = part.count(bits)
        return counted


@dataclass(frozen=True, slots=True)
class _Bitmaps:
    """Values as bitmaps, to be intersected with those of the mask."""

    bitmaps: Words

    def count(self, bits: Bits) -> Array:
        counted: Array = np.bitwise_count(self.bitmaps & bits.words).sum(axis=1, dtype=np.uint32)
        return counted


@dataclass(frozen=True, slots=True)
class _Runs:
    """Values as runs: what of the mask is before their starts and before their stops.

    An end is in word `words[i]`, of which `below[i]` are the bits before it. First come the starts of all
    runs, then their stops. The runs of each value begin at the places `begins`.
    """

    words: Ids
    below: Words
    begins: Ids

    @classmethod
    def of(cls, starts: Ids, stops: Ids, begins: Ids) -> Self:
        ends = np.concatenate([starts, stops])
        below = (np.uint64(1) << (ends % WORD).astype(np.uint64)) - np.uint64(1)
        return cls(ends // WORD, below, begins)

    def count(self, bits: Bits) -> Array:
        # An end after the last word has no bits before it there: any word will do.
        partial = bits.words.take(self.words, mode="clip") & self.below
        before = bits.before[self.words] + np.bitwise_count(partial)
        runs = len(before) // 2
        counted: Array = np.add.reduceat(before[runs:] - before[:runs], self.begins)
        return counted


@dataclass(frozen=True, slots=True)
class _Arrays:
    """Values as arrays of documents, which begin at `begins`; no count is too much for the `kind`."""

    documents: Ids
    begins: Ids
    kind: np.dtype[Any]

    @classmethod
    def of(cls, documents: Ids, begins: Ids) -> Self:
        longest = int(np.diff(begins, append=len(documents)).max())
        return cls(documents, begins, np.min_scalar_type(longest))

    def count(self, bits: Bits) -> Array:
        found = bits.mask.view(np.uint8).take(self.documents)
        counted: Array = np.add.reduceat(found, self.begins, dtype=self.kind)
        return counted

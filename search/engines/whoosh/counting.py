"""How many of the documents of a mask stand under each value of a field.

A value is kept in one of three ways, after how many documents it has and how they stand:

| way | its documents are kept as | to count them takes |
| --- | --- | --- |
| rows | bits, to be intersected with those of the mask | 0.01 ns for each document of the index |
| stretches | the ends of the stretches in which they stand side by side | 15 ns for each |
| lists | numbers, to be looked up in the mask | 0.6 ns for each |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.coding import WORD, Array, Ids, Mask, changes, mask_of, offsets, runs

FREQUENT = 1 / 64
"""A value of more than this share of all documents is a row."""

LONG = 32
"""A value whose stretches have so many documents each, or more, in the mean, is kept as these."""

_Words = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Bits:
    """A mask; the same as bits, in `words`; and how many documents of it are `before` each word."""

    mask: Mask
    words: _Words
    before: Array

    @classmethod
    def of(cls, mask: Mask) -> Self:
        """The bits of a mask, whose length is a multiple of 64."""
        words = _words_of(mask)
        return cls(mask, words, offsets(np.bitwise_count(words)))


class ValueTable:
    """The documents of each value of a field."""

    def __init__(self, documents: Ids, counts: Array, size: int) -> None:
        """`documents` has those of one value after another, each ascending and below `size`, and
        `counts[i]` of value i, one at least."""
        self._values = len(counts)
        self._parts: list[tuple[Ids, _Rows | _Stretches | _Lists]] = []
        if not self._values:
            return
        starts = offsets(counts)
        # The first of each stretch.
        firsts = changes(documents - np.arange(len(documents)))
        firsts[starts[:-1]] = True
        is_long = np.add.reduceat(firsts, starts[:-1], dtype=np.intp) * LONG <= counts
        is_row = ~is_long & (counts > size * FREQUENT)
        for kind, chosen in (
            (_Stretches, is_long),
            (_Rows, is_row),
            (_Lists, ~is_long & ~is_row),
        ):
            (values,) = np.nonzero(chosen)
            if len(values):
                wanted = runs(starts[values], starts[values + 1])
                part = kind.of(documents[wanted], counts[values], size)
                self._parts.append((values, part))

    def count(self, bits: Bits) -> Array:
        """How many documents of the mask stand under each value."""
        counted = np.zeros(self._values, dtype=np.intp)
        for values, part in self._parts:
            counted[values] = part.count(bits)
        return counted


@dataclass(frozen=True, slots=True)
class _Rows:
    """Values as rows of bits."""

    rows: _Words

    @classmethod
    def of(cls, documents: Ids, counts: Array, size: int) -> Self:
        rows = np.empty((len(counts), size // WORD), dtype=np.uint64)
        for row, own in zip(rows, np.split(documents, offsets(counts)[1:-1]), strict=True):
            row[:] = _words_of(mask_of(own, size))
        return cls(rows)

    def count(self, bits: Bits) -> Array:
        counted: Array = np.bitwise_count(self.rows & bits.words).sum(axis=1, dtype=np.uint32)
        return counted


@dataclass(frozen=True, slots=True)
class _Stretches:
    """Values as stretches: what of a mask is before their first and after their last documents.

    An end is in word `words[i]`, of which `below[i]` are the bits before it. First come the starts of all
    stretches, then their stops. The stretches of each value begin at the places `begins`.
    """

    words: Ids
    below: _Words
    begins: Ids

    @classmethod
    def of(cls, documents: Ids, counts: Array, size: int) -> Self:
        starts = offsets(counts)
        firsts = changes(documents - np.arange(len(documents)))
        firsts[starts[:-1]] = True
        (places,) = np.nonzero(firsts)
        lengths = np.diff(places, append=len(documents))
        ends = np.concatenate([documents[places], documents[places] + lengths])
        below = (np.uint64(1) << (ends % WORD).astype(np.uint64)) - np.uint64(1)
        return cls(ends // WORD, below, np.searchsorted(places, starts[:-1]))

    def count(self, bits: Bits) -> Array:
        # An end after the last word has no bits before it there: any word will do.
        partial = bits.words.take(self.words, mode="clip") & self.below
        told = bits.before[self.words] + np.bitwise_count(partial)
        count = len(told) // 2
        counted: Array = np.add.reduceat(told[count:] - told[:count], self.begins)
        return counted


@dataclass(frozen=True, slots=True)
class _Lists:
    """Values as lists of documents, which begin at `begins`; no count is too much for a `kind`."""

    documents: Ids
    begins: Ids
    kind: np.dtype[Any]

    @classmethod
    def of(cls, documents: Ids, counts: Array, size: int) -> Self:
        return cls(documents, offsets(counts)[:-1], np.min_scalar_type(int(counts.max())))

    def count(self, bits: Bits) -> Array:
        found = bits.mask.view(np.uint8).take(self.documents)
        counted: Array = np.add.reduceat(found, self.begins, dtype=self.kind)
        return counted


def _words_of(mask: Mask) -> _Words:
    """The mask as bits, the first document in the lowest of a word."""
    return np.packbits(mask, bitorder="little").view("<u8")

"""Facets as arrays: how many of some documents stand under each value.

A few documents are counted one by one: each has the numbers of its values beside it, as
`values_by_document` writes them. Many are counted value by value: a value of many documents is a row of
bits, to be intersected with the bits of those found; the others are lists of documents, to be looked up
among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.arrays import narrow
from search.engines.whoosh.coding import WORD, Array, Documents, Ids, Mask, mask_of, offsets, runs
from search.engines.whoosh.postings import FieldPostings
from search.engines.whoosh.schema import FACET_FIELDS
from search.engines.whoosh.terms import SegmentTerms

SPARSE = 0.05
"""Up to this share of all documents they are counted one by one."""

FREQUENT = 1 / 64
"""A value of more than this share of all documents is a row of bits: a bit of a row takes 0.02 ns to
count, a document of a list 1.0."""


def values_by_document(fields: Sequence[FieldPostings], size: int) -> tuple[Array, Array]:
    """The numbers of the values of each of `size` documents, and where each document's begin.

    The values of all the fields are numbered together: field after field, in the order of their bytes.
    """
    counts = np.concatenate([field.counts for field in fields])
    codes = np.repeat(np.arange(len(counts)), counts)
    holders = np.concatenate([field.ids for field in fields])
    ends = offsets(np.bincount(holders, minlength=size))
    return narrow(codes[np.argsort(holders, kind="stable")]), narrow(ends)


@dataclass(frozen=True, slots=True)
class _ByValue:
    """The documents of each value of a field: `rows[i]` are the bits of value `frequent[i]`; those of value
    `others[i]` begin at `starts[i]` in `documents`."""

    frequent: Ids
    rows: NDArray[np.uint64]
    others: Ids
    documents: Ids
    starts: Ids

    def count(self, mask: Mask) -> Array:
        """How many documents of the mask stand under each value."""
        counted = np.zeros(len(self.frequent) + len(self.others), dtype=np.intp)
        bits = np.packbits(mask).view(np.uint64)
        common = np.bitwise_count(self.rows & bits)
        counted[self.frequent] = common.sum(axis=1, dtype=np.uint32)
        if len(self.others):
            found = mask.view(np.uint8).take(self.documents)
            counted[self.others] = np.add.reduceat(found, self.starts, dtype=np.uint32)
        return counted


class FacetTable:
    """The facet fields of all segments, whose documents begin at `bases`, `size` in all."""

    def __init__(self, segments: Sequence[SegmentTerms], bases: Sequence[int], size: int) -> None:
        self._segments = segments
        self._bases = bases
        self._size = size
        self._by_value: dict[str, _ByValue] = {}
        self._values: dict[str, list[str]] = {}
        self._numbers: dict[str, list[Ids]] = {}
        for field in FACET_FIELDS:
            readers = [segment.fields[field] for segment in segments]
            own = [[r.term(number).decode() for number in range(len(r))] for r in readers]
            values = sorted({value for held in own for value in held})
            number_of = {value: number for number, value in enumerate(values)}
            self._values[field] = values
            self._numbers[field] = [
                np.array([number_of[value] for value in held], dtype=np.intp) for held in own
            ]
        self._firsts = list(accumulate(map(len, self._values.values()), initial=0))

    def count(self, found: Documents, fields: Sequence[str]) -> dict[str, dict[str, int]]:
        """How many documents stand under each value of the fields that any of them has.

        They are given by their numbers, or as a mask over all documents.
        """
        if found.dtype != np.bool_ and len(found) > self._size * SPARSE:
            found = mask_of(found, self._size)
        if found.dtype == np.bool_:
            counted = {field: self._documents_of(field).count(found) for field in fields}
        else:
            counted = self._count_one_by_one(found)
        counts = {}
        for field in fields:
            there = np.flatnonzero(counted[field])
            values = map(self._values[field].__getitem__, there.tolist())
            counts[field] = dict(zip(values, counted[field][there].tolist(), strict=True))
        return counts

    def _count_one_by_one(self, ids: Ids) -> dict[str, Array]:
        codes, starts = self._by_document
        wanted = runs(starts[ids], starts[ids + 1])
        counted = np.bincount(codes[wanted], minlength=self._firsts[-1])
        extents = pairwise(self._firsts)
        return {
            f: counted[first:stop] for f, (first, stop) in zip(FACET_FIELDS, extents, strict=True)
        }

    @cached_property
    def _by_document(self) -> tuple[Array, Ids]:
        """The numbers of the values of each document, all fields together, and where each's begin."""
        codes = [np.empty(0, dtype=np.uint16)]
        starts = np.zeros(self._size + 1, dtype=np.intp)
        before = 0
        for place, (segment, base) in enumerate(zip(self._segments, self._bases, strict=True)):
            numbers = [
                self._numbers[field][place] + first
                for field, first in zip(FACET_FIELDS, self._firsts, strict=False)
            ]
            own, ends = segment.others["facet_codes"], segment.others["facet_ends"]
            codes.append(narrow(np.concatenate(numbers))[own])
            starts[base : base + len(ends)] = ends
            starts[base : base + len(ends)] += before
            before += len(own)
            starts[base + len(ends) :] = before
        return np.concatenate(codes), starts

    def _documents_of(self, field: str) -> _ByValue:
        if field not in self._by_value:
            self._by_value[field] = self._read_documents(field)
        return self._by_value[field]

    def _read_documents(self, field: str) -> _ByValue:
        held: list[list[Ids]] = [[] for _ in self._values[field]]
        for segment, numbers, base in zip(
            self._segments, self._numbers[field], self._bases, strict=True
        ):
            reader = segment.fields[field]
            for own, number in enumerate(numbers.tolist()):
                held[number].append(reader.ids(own) + base)
        sizes = np.array([sum(map(len, lists)) for lists in held], dtype=np.intp)
        is_frequent = sizes > self._size * FREQUENT
        (frequent,), (others,) = np.nonzero(is_frequent), np.nonzero(~is_frequent)
        rows = np.zeros((len(frequent), self._size // WORD), dtype=np.uint64)
        for row, number in enumerate(frequent.tolist()):
            mask = mask_of(np.concatenate(held[number]), self._size)
            rows[row] = np.packbits(mask).view(np.uint64)
        documents = [ids for number in others.tolist() for ids in held[number]]
        return _ByValue(
            frequent=frequent,
            rows=rows,
            others=others,
            documents=np.concatenate([np.empty(0, dtype=np.intp), *documents]),
            starts=offsets(sizes[others])[:-1],
        )

"""Facets: how many of some documents stand under each value.

A few documents are counted one by one: each has the numbers of its values beside it, as
`values_by_document` writes them. Many are counted value by value, by the `holders` of each, as `counting`
has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from search.engines.whoosh.reading.co_occurrences import CoOccurrences, co_occurrences_of
from search.engines.whoosh.reading.facet_counts import Bits, ValueTable
from search.engines.whoosh.schema import FACET_GROUPS, NAMES
from search.engines.whoosh.storage.arrays import downcast, prefetch
from search.engines.whoosh.storage.facet_postings import join_facet_postings, read_facet_postings
from search.engines.whoosh.storage.integers import (
    Array,
    Documents,
    Ids,
    Mask,
    expand_ranges,
    mask_of,
    offsets_from_counts,
)
from search.engines.whoosh.storage.terms import SegmentTerms
from search.writings import Writings

SPARSE = 0.04
"""Up to this share of all documents they are counted one by one."""


@dataclass(frozen=True, slots=True)
class _Values:
    """The values of a field, ascending, and of each segment's own values the numbers among these."""

    names: list[str]
    numbers: list[Ids]


@dataclass(frozen=True, slots=True)
class _Group:
    """The values of some fields, numbered together: field after field, beginning at `firsts`.

    Those of document i begin at `starts[i]` in `codes`.
    """

    fields: tuple[str, ...]
    names: Array
    firsts: Ids
    codes: Array
    starts: Ids


class FacetTable:
    """The facet fields of all segments, whose documents begin at `bases`; `live` is a mask over them all.

    Names are those of the live documents, each by its commonest writing among them. What is made of a
    field is kept. Threads may share it.
    """

    def __init__(self, segments: Sequence[SegmentTerms], bases: Sequence[int], live: Mask) -> None:
        self._segments = segments
        self._bases = bases
        self._live = live
        self._size = len(live)
        self._writings: dict[str, Writings] = {}
        self._values: dict[str, _Values] = {}
        self._tables: dict[str, ValueTable] = {}
        self._groups: dict[str, _Group] = {}

    def count(self, found: Documents, fields: Sequence[str]) -> dict[str, dict[str, int]]:
        """How many documents stand under each value of the fields that any of them has.

        They are given by their numbers, or as a mask over all documents. The fields are of one group.
        """
        if found.dtype != np.bool_:
            if len(found) <= self._size * SPARSE:
                return self._count_few(found, fields)
            found = mask_of(found, self._size)
        bits = Bits.of(found)
        counts = {}
        for field in fields:
            counted = self._table(field).count(bits).tolist()
            names = self._values_of(field).names
            counts[field] = {n: count for n, count in zip(names, counted, strict=True) if count}
        return counts

    def _count_few(self, ids: Ids, fields: Sequence[str]) -> dict[str, dict[str, int]]:
        group = self._group_of(fields)
        values = expand_ranges(group.starts.take(ids), group.starts.take(ids + 1))
        counted = np.bincount(group.codes.take(values))
        (there,) = (counted > 0).nonzero()
        names, amounts = group.names[there].tolist(), counted[there].tolist()
        cuts = pairwise(there.searchsorted(group.firsts).tolist())
        return {
            field: dict(zip(names[start:stop], amounts[start:stop], strict=True))
            for field, (start, stop) in zip(group.fields, cuts, strict=True)
            if field in fields
        }

    def co_occurrences(
        self, field: str, rows: Sequence[str], columns: Sequence[str]
    ) -> CoOccurrences:
        """The documents that stand under both a row and a column, which are values of the field."""
        group = self._group_of([field])
        first = int(group.firsts[group.fields.index(field)])
        values = self._values_of(field).names
        code_of = dict(zip(values, range(first, first + len(values)), strict=True))
        names = [name for name in dict.fromkeys((*rows, *columns)) if name in code_of]
        numbers = np.full(len(group.names), len(names), dtype=np.min_scalar_type(len(names)))
        numbers[[code_of[name] for name in names]] = range(len(names))
        is_row, is_column = (
            np.array([name in asked for name in names], dtype=np.bool_)
            for asked in (set(rows), set(columns))
        )
        return co_occurrences_of(names, is_row, is_column, numbers[group.codes], group.starts)

    def writings(self, field: str) -> Writings:
        """How the documents write the names that a field has."""
        if field not in self._writings:
            counts: dict[str, int] = {}
            for segment, base in zip(self._segments, self._bases, strict=True):
                reader = segment.fields[field]
                for number in range(len(reader)):
                    value = reader.term(number).decode()
                    live = np.count_nonzero(self._live[reader.ids(number) + base])
                    counts[value] = counts.get(value, 0) + int(live)
            counts.pop(NAMES[field], None)
            self._writings[field] = Writings(counts)
        return self._writings[field]

    def _values_of(self, field: str) -> _Values:
        if field not in self._values:
            readers = [segment.fields[field] for segment in self._segments]
            own = [[r.term(number).decode() for number in range(len(r))] for r in readers]
            if field in NAMES:
                name_of = self.writings(field).name_of
                own = [[name_of.get(value, value) for value in held] for held in own]
            names = sorted({name for held in own for name in held})
            number_of = {name: number for number, name in enumerate(names)}
            numbers = [np.array([number_of[name] for name in held], dtype=np.intp) for held in own]
            self._values[field] = _Values(names, numbers)
        return self._values[field]

    def _table(self, field: str) -> ValueTable:
        if field not in self._tables:
            self._tables[field] = self._read_table(field)
        return self._tables[field]

    def _read_table(self, field: str) -> ValueTable:
        values = self._values_of(field)
        parts = [
            (read_facet_postings(field, segment.others), numbers, base)
            for segment, numbers, base in zip(
                self._segments, values.numbers, self._bases, strict=True
            )
        ]
        count = len(values.names)
        return ValueTable(join_facet_postings(parts, count, self._size), count)

    def _group_of(self, fields: Sequence[str]) -> _Group:
        name = next(n for n, facets in FACET_GROUPS.items() if set(fields) <= set(facets))
        if name not in self._groups:
            self._groups[name] = self._read_group(name)
        return self._groups[name]

    def _read_group(self, name: str) -> _Group:
        fields = FACET_GROUPS[name]
        for segment in self._segments:
            prefetch(segment.others[f"{name}_codes"])
            prefetch(segment.others[f"{name}_ends"])
        values = [self._values_of(field) for field in fields]
        firsts = list(accumulate((len(v.names) for v in values), initial=0))
        codes = [np.empty(0, dtype=np.uint16)]
        counts = np.zeros(self._size, dtype=np.intp)
        for place, (segment, base) in enumerate(zip(self._segments, self._bases, strict=True)):
            numbers = [v.numbers[place] + first for v, first in zip(values, firsts, strict=False)]
            own, ends = segment.others[f"{name}_codes"], segment.others[f"{name}_ends"]
            codes.append(downcast(np.concatenate(numbers))[own])
            counts[base : base + len(ends) - 1] = np.diff(ends)
        return _Group(
            fields=fields,
            names=np.array([name for v in values for name in v.names], dtype=object),
            firsts=np.array(firsts),
            codes=np.concatenate(codes),
            starts=offsets_from_counts(counts),
        )

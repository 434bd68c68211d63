"""Which documents hold each value of a facet field: written for a segment, joined for an index.

A value's documents are kept in one of three ways, after how many they are and how they stand:

| way | arrays | what is kept |
| --- | --- | --- |
| row | `row_values`, `rows` | a bit for each document, 64 in a word, the first in its lowest bit |
| stretches | `stretch_values`, `starts`, `stops` | from which document to which one they stand side by side |
| list | `listed_values`, `listed` | each document by its number |

So an index is opened without reading the postings of the field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.arrays import narrow, prefetch
from search.engines.whoosh.coding import (
    WORD,
    Array,
    Ids,
    Mask,
    changes,
    mask_of,
    offsets,
    rows_of,
    runs,
)
from search.engines.whoosh.postings import FieldPostings

FREQUENT = 1 / 64
"""A value of more than this share of all documents is a row."""

LONG = 32
"""A value whose stretches have so many documents each, or more, in the mean, is kept as these."""

Words = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Holders:
    """The documents of each value of a field, as the module's table has it.

    `rows[i]` are the bits of value `row_values[i]`. A value has as many stretches, or is listed with as many
    documents, as its number stands in `stretch_values` or in `listed_values`, which ascend.
    """

    row_values: Ids
    rows: Words
    stretch_values: Ids
    starts: Ids
    stops: Ids
    listed_values: Ids
    listed: Ids


_NAMES = tuple(part.name for part in fields(Holders))


def words_of(mask: Mask) -> Words:
    """A mask, whose length is a multiple of 64, as bits."""
    return np.packbits(mask, bitorder="little").view("<u8")


def holders_of(field: FieldPostings, size: int) -> Holders:
    """Those of one segment of `size` documents."""
    counts, documents = field.counts, field.ids.astype(np.intp)
    begins = offsets(counts)
    values = np.repeat(np.arange(len(counts)), counts)
    firsts = changes(documents - np.arange(len(documents)))
    firsts[begins[:-1]] = True
    (places,) = np.nonzero(firsts)
    stretches = np.bincount(values[places], minlength=len(counts))
    is_long = stretches * LONG <= counts
    is_row = ~is_long & (counts > size * FREQUENT)
    is_listed = ~is_long & ~is_row
    (row_values,) = np.nonzero(is_row)
    own = (documents[begins[value] : begins[value + 1]] for value in row_values)
    lengths = np.diff(places, append=len(documents))
    long = is_long[values[places]]
    starts = documents[places[long]]
    listed = is_listed[values]
    return Holders(
        row_values,
        _rows(own, len(row_values), rows_of(size)),
        values[places[long]],
        starts,
        starts + lengths[long],
        values[listed],
        documents[listed],
    )


def holders_arrays(field: str, holders: Holders) -> dict[str, Array]:
    """Those of a field as arrays to be written, of one dimension each, by name."""
    return {
        f"{field}_{name}": holders.rows.ravel()
        if name == "rows"
        else narrow(getattr(holders, name))
        for name in _NAMES
    }


def read_holders(field: str, arrays: Mapping[str, Array]) -> Holders:
    """Those of a field as they were written."""
    own = {name: arrays[f"{field}_{name}"] for name in _NAMES}
    for values in own.values():
        prefetch(values)
    rows = own.pop("rows")
    ids = {name: values.astype(np.intp) for name, values in own.items()}
    count = len(ids["row_values"])
    return Holders(rows=rows.reshape(count, len(rows) // max(count, 1)), **ids)


def join_holders(parts: Sequence[tuple[Holders, Ids, int]], values: int, size: int) -> Holders:
    """Those of an index of `size` documents, a multiple of 64, that has so many values.

    Of each segment its own are given, which numbers its values have in the index, and its first document.
    A value is a row if it is one in any segment, or else stretches if it is in any.
    """
    is_row, is_long = np.zeros(values, dtype=np.bool_), np.zeros(values, dtype=np.bool_)
    for own, numbers, _ in parts:
        is_row[numbers[own.row_values]] = True
        is_long[numbers[own.stretch_values]] = True
    is_long &= ~is_row
    (row_values,) = np.nonzero(is_row)
    row_of = np.zeros(values, dtype=np.intp)
    row_of[row_values] = np.arange(len(row_values))
    rows = np.zeros((len(row_values), size // WORD), dtype=np.uint64)
    stretches, lists = [np.empty((3, 0), dtype=np.intp)], [np.empty((2, 0), dtype=np.intp)]
    for own, numbers, base in parts:
        first = base // WORD
        words = slice(first, first + own.rows.shape[1])
        rows[row_of[numbers[own.row_values]], words] = own.rows
        held = np.array([numbers[own.stretch_values], base + own.starts, base + own.stops])
        listed = np.array([numbers[own.listed_values], base + own.listed])
        for found in (_documents_of(held[:, is_row[held[0]]]), listed[:, is_row[listed[0]]]):
            bits = np.uint64(1) << (found[1] % WORD).astype(np.uint64)
            np.bitwise_or.at(rows, (row_of[found[0]], found[1] // WORD), bits)
        stretches.append(held[:, is_long[held[0]]])
        single = listed[:, is_long[listed[0]]]
        stretches.append(np.vstack([single, single[1] + 1]))
        lists.append(listed[:, ~(is_row | is_long)[listed[0]]])
    return Holders(row_values, rows, *_sorted(stretches), *_sorted(lists))


def _documents_of(stretches: Array) -> Array:
    """The value and the number of each document of some stretches."""
    values, starts, stops = stretches
    return np.array([np.repeat(values, stops - starts), runs(starts, stops)])


def _sorted(parts: Sequence[Array]) -> Array:
    """The columns of all parts by the values in their first row, in their order."""
    whole = np.concatenate(parts, axis=1)
    # Numbers of 16 bits are sorted by their digits.
    return whole[:, np.argsort(narrow(whole[0]), kind="stable")]


def _rows(lists: Iterable[Ids], count: int, size: int) -> Words:
    rows = np.empty((count, size // WORD), dtype=np.uint64)
    for row, documents in zip(rows, lists, strict=True):
        row[:] = words_of(mask_of(documents, size))
    return rows

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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.storage.arrays import downcast, prefetch
from search.engines.whoosh.storage.integers import (
    WORD,
    Array,
    Ids,
    Mask,
    expand_ranges,
    offsets_from_counts,
    rows_of,
    run_starts,
)
from search.engines.whoosh.storage.postings import FieldPostings

LONG = 32
"""A value whose stretches have so many documents each, or more, in the mean, is kept as these."""

FREQUENT = 1 / 64
"""Of the others one of more than this share of all documents is a row."""

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
    begins = offsets_from_counts(counts)
    values = np.repeat(np.arange(len(counts)), counts)
    firsts = run_starts(documents - np.arange(len(documents)))
    firsts[begins[:-1]] = True
    (places,) = np.nonzero(firsts)
    stretches = np.bincount(values[places], minlength=len(counts))
    is_long, is_row = _ways(counts, stretches, size)
    row_values, row_of, rows = _empty_rows(is_row, rows_of(size))
    in_row = is_row[values]
    _set_bits(rows, row_of[values[in_row]], documents[in_row])
    lengths = np.diff(places, append=len(documents))
    long = is_long[values[places]]
    starts = documents[places[long]]
    listed = ~(is_long | is_row)[values]
    return Holders(
        row_values,
        rows,
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
        else downcast(getattr(holders, name))
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
    How a value is kept follows from the whole index: in a segment of ten articles all are frequent.
    """
    found = [_placed(*part) for part in parts]
    is_long, is_row = _ways(*_totals(found, values), size)
    row_values, row_of, rows = _empty_rows(is_row, size)
    stretches, listed = [np.empty((3, 0), dtype=np.intp)], [np.empty((2, 0), dtype=np.intp)]
    for own, (_, _, base) in zip(found, parts, strict=True):
        stays = is_row[own.row_values]
        words = slice(base // WORD, base // WORD + own.rows.shape[1])
        rows[row_of[own.row_values[stays]], words] = own.rows[stays]
        unrowed = _documents_of_rows(own.row_values[~stays], own.rows[~stays], base)
        held = np.array([own.stretch_values, own.starts, own.stops])
        stays = is_long[own.stretch_values]
        stretches.append(held[:, stays])
        single = np.concatenate(
            [[own.listed_values, own.listed], _documents_of_stretches(*held[:, ~stays]), unrowed],
            axis=1,
        )
        value, document = single[:, is_row[single[0]]]
        _set_bits(rows, row_of[value], document)
        value, document = single[:, is_long[single[0]]]
        stretches.append(np.array([value, document, document + 1]))
        listed.append(single[:, ~(is_row | is_long)[single[0]]])
    return Holders(row_values, rows, *_sorted(stretches), *_sorted(listed))


def _placed(own: Holders, numbers: Ids, base: int) -> Holders:
    """Those of a segment by the numbers of the index."""
    return Holders(
        numbers[own.row_values],
        own.rows,
        numbers[own.stretch_values],
        own.starts + base,
        own.stops + base,
        numbers[own.listed_values],
        own.listed + base,
    )


def _totals(parts: Sequence[Holders], values: int) -> tuple[Array, Array]:
    """How many documents each value has in all, and at most how many stretches."""
    counts, stretches = np.zeros((2, values), dtype=np.intp)
    for own in parts:
        in_rows = np.bitwise_count(own.rows).sum(axis=1, dtype=np.intp)
        single = np.bincount(own.listed_values, minlength=values)
        np.add.at(single, own.row_values, in_rows)
        counts += single
        stretches += single
        np.add.at(counts, own.stretch_values, own.stops - own.starts)
        np.add.at(stretches, own.stretch_values, 1)
    return counts, stretches


def _ways(counts: Array, stretches: Array, size: int) -> tuple[Mask, Mask]:
    """Which values are kept as stretches, and which as rows."""
    is_long = (stretches * LONG <= counts) & (counts > 0)
    return is_long, ~is_long & (counts > size * FREQUENT)


def _empty_rows(is_row: Mask, size: int) -> tuple[Ids, Ids, Words]:
    """The values that are rows, the place of each value's row, and the rows, without a bit."""
    (row_values,) = np.nonzero(is_row)
    rows = np.zeros((len(row_values), size // WORD), dtype=np.uint64)
    return row_values, np.cumsum(is_row) - 1, rows


def _set_bits(rows: Words, row: Ids, documents: Ids) -> None:
    """Set the bit of a document in a row, for each of both."""
    bits = np.uint64(1) << (documents % WORD).astype(np.uint64)
    np.bitwise_or.at(rows, (row, documents // WORD), bits)


def _documents_of_stretches(values: Ids, starts: Ids, stops: Ids) -> Array:
    """The value and the number of each document of some stretches."""
    return np.array([np.repeat(values, stops - starts), expand_ranges(starts, stops)])


def _documents_of_rows(values: Ids, rows: Words, base: int) -> Array:
    """The value and the number of each document of some rows, the first of which is `base`."""
    bits = np.unpackbits(rows.view(np.uint8), axis=1, bitorder="little")
    row, document = np.nonzero(bits.view(np.bool_))
    return np.array([values[row], document + base])


def _sorted(parts: Sequence[Array]) -> Array:
    """The columns of all parts by the values in their first row, in their order."""
    whole = np.concatenate(parts, axis=1)
    # Numbers of 16 bits are sorted by their digits.
    return whole.take(np.argsort(downcast(whole[0]), kind="stable"), axis=1)


def values_by_document(fields: Sequence[FieldPostings], size: int) -> tuple[Array, Array]:
    """The numbers of the values of each of `size` documents, and where each document's begin.

    The values of all the fields are numbered together: field after field, in the order of their bytes.
    """
    counts = np.concatenate([field.counts for field in fields])
    codes = np.repeat(np.arange(len(counts)), counts)
    holders = np.concatenate([field.ids for field in fields])
    ends = offsets_from_counts(np.bincount(holders, minlength=size))
    return downcast(codes[np.argsort(holders, kind="stable")]), downcast(ends)

"""Facet postings: which documents have each value of a facet field, for a segment and for an index.

The documents of a value are kept in one of the three containers of Roaring bitmaps (Lemire and others
2016, "Consistently faster and smaller compressed bitmaps with Roaring"), by which is smaller:

| container | arrays in the file | what is kept |
| --- | --- | --- |
| bitmap | `row_values`, `rows` | a bit for each document, 64 in a word, the first in its lowest bit |
| run | `stretch_values`, `starts`, `stops` | the first document of each run, and the one after its last |
| array | `listed_values`, `listed` | the number of each document |

So an index is opened without reading the postings of the field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.storage.arrays import downcast, prefetch
from search.engines.whoosh.storage.integers import (
    WORD,
    Array,
    Ids,
    Mask,
    doc_slots,
    expand_ranges,
    offsets_from_counts,
    run_starts,
)
from search.engines.whoosh.storage.postings import FieldPostings

LONG = 32
"""A value whose runs have so many documents each, or more, in the mean, is kept as these."""

FREQUENT = 1 / 64
"""Of the others one of more than this share of all documents is a bitmap."""

Words = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class FacetPostings:
    """The documents of each value of a field, as the module's table has it.

    `bitmaps[i]` are the bits of value `bitmap_values[i]`. A value has a run for each time that its number
    is in `run_values`, a document for each time that it is in `array_values`; both ascend.
    """

    bitmap_values: Ids
    bitmaps: Words
    run_values: Ids
    starts: Ids
    stops: Ids
    array_values: Ids
    members: Ids


_FILE_NAMES = {
    "bitmap_values": "row_values",
    "bitmaps": "rows",
    "run_values": "stretch_values",
    "starts": "starts",
    "stops": "stops",
    "array_values": "listed_values",
    "members": "listed",
}
"""The names of the arrays in the files. They are older than the names of the containers."""


def words_of(mask: Mask) -> Words:
    """A mask, whose length is a multiple of 64, as bits."""
    return np.packbits(mask, bitorder="little").view("<u8")


def facet_postings_of(field: FieldPostings, size: int) -> FacetPostings:
    """Those of one segment of `size` documents."""
    counts, documents = field.counts, field.ids.astype(np.intp)
    begins = offsets_from_counts(counts)
    values = np.repeat(np.arange(len(counts)), counts)
    firsts = run_starts(documents - np.arange(len(documents)))
    firsts[begins[:-1]] = True
    (places,) = np.nonzero(firsts)
    runs = np.bincount(values[places], minlength=len(counts))
    is_runs, is_bitmap = _ways(counts, runs, size)
    bitmap_values, bitmap_of, bitmaps = _empty_bitmaps(is_bitmap, doc_slots(size))
    in_bitmap = is_bitmap[values]
    _set_bits(bitmaps, bitmap_of[values[in_bitmap]], documents[in_bitmap])
    lengths = np.diff(places, append=len(documents))
    long = is_runs[values[places]]
    starts = documents[places[long]]
    members = ~(is_runs | is_bitmap)[values]
    return FacetPostings(
        bitmap_values,
        bitmaps,
        values[places[long]],
        starts,
        starts + lengths[long],
        values[members],
        documents[members],
    )


def facet_arrays(field: str, postings: FacetPostings) -> dict[str, Array]:
    """Those of a field as arrays to be written, of one dimension each, by name."""
    return {
        f"{field}_{in_file}": postings.bitmaps.ravel()
        if name == "bitmaps"
        else downcast(getattr(postings, name))
        for name, in_file in _FILE_NAMES.items()
    }


def read_facet_postings(field: str, arrays: Mapping[str, Array]) -> FacetPostings:
    """Those of a field as they were written."""
    own = {name: arrays[f"{field}_{in_file}"] for name, in_file in _FILE_NAMES.items()}
    for values in own.values():
        prefetch(values)
    bitmaps = own.pop("bitmaps")
    ids = {name: values.astype(np.intp) for name, values in own.items()}
    count = len(ids["bitmap_values"])
    return FacetPostings(bitmaps=bitmaps.reshape(count, len(bitmaps) // max(count, 1)), **ids)


def join_facet_postings(
    parts: Sequence[tuple[FacetPostings, Ids, int]], values: int, size: int
) -> FacetPostings:
    """Those of an index of `size` documents, a multiple of 64, that has so many values.

    Of each segment its own are given, which numbers its values have in the index, and its first document.
    How a value is kept follows from the whole index: in a segment of ten articles all are frequent.
    """
    found = [_placed(*part) for part in parts]
    is_runs, is_bitmap = _ways(*_totals(found, values), size)
    bitmap_values, bitmap_of, bitmaps = _empty_bitmaps(is_bitmap, size)
    runs, members = [np.empty((3, 0), dtype=np.intp)], [np.empty((2, 0), dtype=np.intp)]
    for own, (_, _, base) in zip(found, parts, strict=True):
        stays = is_bitmap[own.bitmap_values]
        words = slice(base // WORD, base // WORD + own.bitmaps.shape[1])
        # Several values of a segment may be one in the index.
        np.bitwise_or.at(bitmaps[:, words], bitmap_of[own.bitmap_values[stays]], own.bitmaps[stays])
        unpacked = _documents_of_bitmaps(own.bitmap_values[~stays], own.bitmaps[~stays], base)
        held = np.array([own.run_values, own.starts, own.stops])
        stays = is_runs[own.run_values]
        runs.append(held[:, stays])
        single = np.concatenate(
            [[own.array_values, own.members], _documents_of_runs(*held[:, ~stays]), unpacked],
            axis=1,
        )
        value, document = single[:, is_bitmap[single[0]]]
        _set_bits(bitmaps, bitmap_of[value], document)
        value, document = single[:, is_runs[single[0]]]
        runs.append(np.array([value, document, document + 1]))
        members.append(single[:, ~(is_bitmap | is_runs)[single[0]]])
    return FacetPostings(bitmap_values, bitmaps, *_sorted(runs), *_sorted(members))


def _placed(own: FacetPostings, numbers: Ids, base: int) -> FacetPostings:
    """Those of a segment by the numbers of the index."""
    return FacetPostings(
        numbers[own.bitmap_values],
        own.bitmaps,
        numbers[own.run_values],
        own.starts + base,
        own.stops + base,
        numbers[own.array_values],
        own.members + base,
    )


def _totals(parts: Sequence[FacetPostings], values: int) -> tuple[Array, Array]:
    """How many documents each value has in all, and at most how many runs."""
    counts, runs = np.zeros((2, values), dtype=np.intp)
    for own in parts:
        in_bitmaps = np.bitwise_count(own.bitmaps).sum(axis=1, dtype=np.intp)
        single = np.bincount(own.array_values, minlength=values)
        np.add.at(single, own.bitmap_values, in_bitmaps)
        counts += single
        runs += single
        np.add.at(counts, own.run_values, own.stops - own.starts)
        np.add.at(runs, own.run_values, 1)
    return counts, runs


def _ways(counts: Array, runs: Array, size: int) -> tuple[Mask, Mask]:
    """Which values are kept as runs, and which as bitmaps."""
    is_runs = (runs * LONG <= counts) & (counts > 0)
    return is_runs, ~is_runs & (counts > size * FREQUENT)


def _empty_bitmaps(is_bitmap: Mask, size: int) -> tuple[Ids, Ids, Words]:
    """The values that are bitmaps, the place of each value's bitmap, and the bitmaps, without a bit."""
    (bitmap_values,) = np.nonzero(is_bitmap)
    bitmaps = np.zeros((len(bitmap_values), size // WORD), dtype=np.uint64)
    return bitmap_values, np.cumsum(is_bitmap) - 1, bitmaps


def _set_bits(bitmaps: Words, bitmap: Ids, documents: Ids) -> None:
    """Set the bit of a document in a bitmap, for each of both."""
    bits = np.uint64(1) << (documents % WORD).astype(np.uint64)
    np.bitwise_or.at(bitmaps, (bitmap, documents // WORD), bits)


def _documents_of_runs(values: Ids, starts: Ids, stops: Ids) -> Array:
    """The value and the number of each document of some runs."""
    return np.array([np.repeat(values, stops - starts), expand_ranges(starts, stops)])


def _documents_of_bitmaps(values: Ids, bitmaps: Words, base: int) -> Array:
    """The value and the number of each document of some bitmaps, the first of which is `base`."""
    bits = np.unpackbits(bitmaps.view(np.uint8), axis=1, bitorder="little")
    bitmap, document = np.nonzero(bits.view(np.bool_))
    return np.array([values[bitmap], document + base])


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
    postings = np.concatenate([field.ids for field in fields])
    ends = offsets_from_counts(np.bincount(postings, minlength=size))
    return downcast(codes[np.argsort(postings, kind="stable")]), downcast(ends)

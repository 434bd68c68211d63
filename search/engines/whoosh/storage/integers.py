"""Ascending numbers as bytes, written and read without a Python loop for each.

The documents of a term are written in whichever of three ways takes the fewest bytes; which one it was
follows from the number of bytes:

| way | bytes |
| --- | --- |
| plain | two for each document (four in a segment of more than 65,536) |
| bitmap | one bit for each document of the segment |
| gaps | one for each distance to the document before, and one of 255 for each 255 in it |

Positions are written as gaps. How often a term stands in a document is one bit a posting, set where it is
more than once, and a number for each of those. Most gaps are below 255 and most frequencies one: on
100,000 news articles this takes 0.9 bytes a posting of the body, and 1.3 a position.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Bytes = NDArray[np.uint8]
Ids = NDArray[np.intp]
"""Numbers of documents, ascending."""
Mask = NDArray[np.bool_]
"""For each document whether it is meant."""

Documents = NDArray[Any]
"""Either of these; they differ in their types."""

WORD = 64
"""Documents of a segment begin at a multiple of so many, that are counted at once."""

_BIT = 1 << np.arange(7, -1, -1, dtype=np.uint8)
_BITS_BEFORE = ~(np.uint8(255) >> np.arange(8, dtype=np.uint8))
"""Of a byte of a bitmap: the bit of each number, and all the bits before it."""

_SPREAD = 64
"""Numbers are looked for in a table if they are at least one in so many of those up to the last."""

_GALLOPING = 8
"""Of two lists each number of the shorter one is looked for if it is so many times shorter."""

ESCAPE = 255
"""The byte that adds itself to the gap that follows."""


def doc_slots(size: int) -> int:
    """How many numbers a segment of `size` documents takes among those of all segments."""
    return -(-size // WORD) * WORD


def mask_of(ids: Ids, size: int) -> Mask:
    """These of `size` documents as a mask."""
    mask = np.zeros(size, dtype=np.bool_)
    mask[ids] = True
    return mask


def find_sorted(there: Array, ids: Ids) -> tuple[Mask, Ids]:
    """Which of the ids are there, and at which index, 0 for the others; `there` ascends."""
    if not len(there):
        return np.zeros(len(ids), dtype=np.bool_), np.zeros(len(ids), dtype=np.intp)
    most = max(int(there[-1]), int(ids.max(initial=0)))
    if most < _SPREAD * len(ids):
        # Looking into a table of all numbers is quicker than searching for many.
        place_of = np.full(most + 1, -1, dtype=np.int32)
        place_of[there] = np.arange(len(there), dtype=np.int32)
        places = place_of[ids]
        known: Mask = places >= 0
        return known, np.where(known, places, 0).astype(np.intp)
    slots = np.searchsorted(there, ids)
    slots[slots == len(there)] = 0
    found: Mask = there[slots] == ids
    return found, slots


def intersection(left: Array, right: Array) -> Array:
    """The numbers in both, ascending, as in each of them, where none is twice."""
    few, many = sorted((left, right), key=len)
    if len(few) * _GALLOPING < len(many):
        return few.take(np.flatnonzero(find_sorted(many, few)[0]))
    # A stable sort of two that are sorted is one merge.
    both: Array = np.sort(np.concatenate([few, many]), kind="stable")
    return both.take(np.flatnonzero(both[:-1] == both[1:]))


def union(lists: Sequence[Array]) -> Array:
    """The numbers in any of the lists, each once, ascending, as in each of them."""
    # A stable sort of what is sorted in parts merges them.
    return distinct(np.sort(np.concatenate(lists), kind="stable"))


def distinct(values: Array) -> Array:
    """Each value once, of values that ascend."""
    return values[run_starts(values)]


def unpacked(bits: Bytes, count: int) -> Mask:
    """The first so many bits as a mask."""
    return np.unpackbits(bits, count=count).view(np.bool_)


def offsets_from_counts(counts: Array) -> Array:
    """Where each of several runs starts when they stand one after another, and where the last ends."""
    starts = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts


def expand_ranges(starts: Array, stops: Array) -> Array:
    """The numbers from each start to each stop, one run after another."""
    counts = stops - starts
    ends = np.cumsum(counts)
    numbers: Array = np.arange(ends[-1] if len(ends) else 0)
    numbers += np.repeat(starts - (ends - counts), counts)
    return numbers


def run_starts(values: Array) -> Mask:
    """Where a sorted array's value differs from the one before it; True at the first."""
    changed = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=changed[1:])
    return changed


def encode_ids(ids: Array, counts: Array, size: int) -> tuple[Bytes, Array]:
    """The documents of many terms, `counts[i]` of them for term i, ascending, all below `size`.

    Returns the bytes, and where each term's begin and the last one's end.
    """
    begins = offsets_from_counts(counts)
    gaps = _gaps(ids, begins[:-1])
    widths = gaps // ESCAPE + 1
    plain, bitmap = _plain_width(size) * counts, -(-size // 8)
    lengths = np.minimum(np.minimum(_summed(widths, begins), plain), bitmap)
    is_plain = lengths == plain
    is_bitmap = ~is_plain & (lengths == bitmap)
    ends = offsets_from_counts(lengths)
    codes = np.full(ends[-1], ESCAPE, dtype=np.uint8)
    for term in np.flatnonzero(is_bitmap).tolist():
        mask = mask_of(ids[begins[term] : begins[term + 1]], size)
        codes[ends[term] : ends[term + 1]] = np.packbits(mask)
    (terms,) = np.nonzero(is_plain)
    wanted = expand_ranges(begins[terms], begins[terms + 1])
    codes[expand_ranges(ends[terms], ends[terms + 1])] = (
        ids[wanted].astype(f"<u{_plain_width(size)}").view(np.uint8)
    )
    (terms,) = np.nonzero(~(is_plain | is_bitmap))
    wanted = expand_ranges(begins[terms], begins[terms + 1])
    codes[expand_ranges(ends[terms], ends[terms + 1])] = _escaped(gaps[wanted], widths[wanted])
    return codes, ends


def decode_ids(codes: Bytes, count: int, size: int) -> Ids:
    """The `count` documents of a term that `encode_ids` wrote into these bytes."""
    width = _plain_width(size)
    if len(codes) == width * count:
        return codes.view(f"<u{width}").astype(np.intp)
    if len(codes) == -(-size // 8):
        return np.flatnonzero(unpacked(codes, size))
    return decode_gaps(codes).astype(np.intp)


def decode_mask(codes: Bytes, count: int, size: int) -> Mask:
    """The same documents, as a mask."""
    if len(codes) == -(-size // 8) != _plain_width(size) * count:
        return unpacked(codes, size)
    return mask_of(decode_ids(codes, count, size), size)


def places_of(codes: Bytes, count: int, size: int, ids: Ids) -> tuple[Mask, Ids]:
    """Which of these ids are among the `count` documents of a term, and the place there of those that are.

    They ascend. Neither are all the documents decoded nor is each looked for in turn, where they are a
    bitmap: the places are counted in it.
    """
    width = _plain_width(size)
    if len(codes) == width * count:
        there, places = find_sorted(codes.view(f"<u{width}"), ids)
    elif len(codes) == -(-size // 8):
        there = np.zeros(len(ids), dtype=np.bool_)
        inside = int(np.searchsorted(ids, size))
        there[:inside], places = bits_at(codes, ids[:inside])
        return there, places.take(np.flatnonzero(there))
    else:
        there, places = find_sorted(decode_gaps(codes), ids)
    return there, places.take(np.flatnonzero(there))


def bits_at(bits: Bytes, numbers: Ids) -> tuple[Mask, Ids]:
    """Which bits of these numbers are set, and how many are before each."""
    counts = np.bitwise_count(bits)
    before = np.cumsum(counts, dtype=np.int32) - counts
    places = numbers >> 3
    own = bits[places]
    shifts = numbers & 7
    there = (own & _BIT[shifts]) > 0
    return there, before[places] + np.bitwise_count(own & _BITS_BEFORE[shifts])


def encode_gaps(numbers: Array, begins: Array) -> tuple[Bytes, Array]:
    """Runs of ascending numbers that begin at the places `begins`.

    Returns the bytes, and before each number how many bytes there are, and in all.
    """
    gaps = _gaps(numbers, begins)
    widths = gaps // ESCAPE + 1
    return _escaped(gaps, widths), offsets_from_counts(widths)


def decode_gaps(codes: Bytes) -> NDArray[np.integer[Any]]:
    """The running total of the gaps: the numbers, if all the bytes are those of one run."""
    kind = np.int32 if ESCAPE * len(codes) < 1 << 31 else np.int64
    numbers: NDArray[np.integer[Any]] = np.cumsum(codes, dtype=kind)[codes != ESCAPE]
    return numbers


def encode_weights(weights: Array, counts: Array) -> tuple[Bytes, Array, Array, Array]:
    """How often each of many terms stands in its documents, at least once.

    Returns the bits of all terms, where each term's bytes begin, the numbers above one, and where each
    term's begin.
    """
    begins, ends = offsets_from_counts(counts), offsets_from_counts(-(-counts // 8))
    above = weights > 1
    bits = np.zeros(8 * ends[-1], dtype=np.bool_)
    bits[expand_ranges(8 * ends[:-1], 8 * ends[:-1] + counts)] = above
    return np.packbits(bits), ends, weights[above], offsets_from_counts(_summed(above, begins))


def weights_at(bits: Bytes, above: Array, places: Ids) -> tuple[Array, Array]:
    """How often a term stands in its documents of these places, and in all those before each of them."""
    if not len(above):
        return np.ones(len(places), dtype=np.int32), places
    is_above, ranks = bits_at(bits, places)
    before = offsets_from_counts(above) - np.arange(len(above) + 1)
    weights = np.ones(len(places), dtype=np.int32)
    often = np.flatnonzero(is_above)
    weights[often] = above.take(ranks.take(often))
    return weights, places + before[ranks]


def gap_starts(codes: Bytes, places: Ids) -> Ids:
    """Where the gaps of these places, ascending, begin among the bytes of all."""
    escapes = np.flatnonzero(codes == ESCAPE)
    # Before a gap are the escapes of all gaps before it, and each escape is of the gap behind it.
    gaps = escapes - np.arange(len(escapes))
    if len(places) < len(gaps):
        return places + np.searchsorted(gaps, places)
    before = np.bincount(np.searchsorted(places, gaps, side="right"), minlength=len(places))
    return places + np.cumsum(before)[: len(places)]


def decode_weights(bits: Bytes, above: Array, count: int) -> NDArray[np.float32]:
    """How often a term stands in each of its `count` documents."""
    weights = np.ones(count, dtype=np.float32)
    if len(above):
        # Numbers of places are several times quicker than a mask of them.
        weights[np.flatnonzero(unpacked(bits, count))] = above
    return weights


def _plain_width(size: int) -> int:
    return 2 if size <= 1 << 16 else 4


def _gaps(numbers: Array, begins: Array) -> Array:
    gaps = np.diff(numbers.astype(np.int32), prepend=np.int32(0))
    gaps[begins] = numbers[begins]
    return gaps


def _summed(values: Array, begins: Array) -> Array:
    """The sum of each run that begins and ends at these places; no run is empty."""
    if len(begins) == 1:
        return np.zeros(0, dtype=np.int64)
    return np.add.reduceat(values, begins[:-1], dtype=np.int64)


def _escaped(gaps: Array, widths: Array) -> Bytes:
    ends = np.cumsum(widths, dtype=np.int64)
    codes = np.full(ends[-1] if len(ends) else 0, ESCAPE, dtype=np.uint8)
    codes[ends - 1] = gaps % ESCAPE
    return codes

"""The terms and postings of one field of a segment, as arrays:

| array | holds |
| --- | --- |
| `names`, `name_ends` | the bytes of its terms, one after another, sorted; where each begins |
| `counts` | how many documents hold each term |
| `ids`, `id_ends` | the documents of each, as `coding` writes them; where each term's bytes begin |
| `more`, `more_ends` | a bit a posting: whether the term stands there more than once |
| `above`, `above_ends` | how often, where it does |
| `positions`, `position_ends` | the gaps between its positions in each document |
| `size` | one number: the documents of the segment, as far as the field knows them |
| `folds` | of terms with their marks: the number of each one's folded term in the field of these |

A field of values has neither frequencies nor positions: each stands once. In a document where a folded
term always carries the same marks, the accented one stands where it does: only where it does not are the
accented term's positions written, a fifth of them in news.
"""

from __future__ import annotations

import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.storage.arrays import downcast, prefetch
from search.engines.whoosh.storage.integers import (
    Array,
    Ids,
    Mask,
    decode_gaps,
    decode_ids,
    decode_mask,
    decode_weights,
    encode_gaps,
    encode_ids,
    encode_weights,
    expand_ranges,
    gap_starts,
    offsets_from_counts,
    places_of,
    unpacked,
    weights_at,
)

TermFreqs = NDArray[np.float32]

_SEVERAL_PAGES = 1 << 15
"""What is longer in bytes is read from disk at once."""

POSITION_BITS = 32
"""The lower bits of an occurrence: its position. Those above tell its document."""

TERMS_BLOCK = 64
"""Of so many terms one is held in memory, by which the others are found, as in Lucene's term index."""

LAST = "\U0010ffff"
"""Comes after everything that terms are made of."""


@dataclass(frozen=True, slots=True)
class FieldPostings:
    """All the postings of one field, as they are written.

    `terms` ascend; `counts[i]` documents hold term i. `ids` are those of all the terms, ascending within
    each; `weights`, how often the term stands in each, is None if that is always once; `positions`, as
    many for each posting as its weight, is None for a field without them.

    Of a field of accented terms, `words` is the name of the field of their folded terms, and `folds` the
    number of each one's among these.
    """

    terms: Sequence[bytes]
    counts: Array
    ids: Array
    weights: Array | None = None
    positions: Array | None = None
    words: str = ""
    folds: Array | None = None

    @property
    def size(self) -> int:
        """How many documents there are, as far as the field knows them."""
        return int(self.ids.max(initial=0)) + 1


def postings_arrays(field: FieldPostings, words: FieldPostings | None) -> dict[str, Array]:
    """The arrays of the module's table; `words` are the postings of the field's `words`, if it has any."""
    size = field.size
    ids, id_ends = encode_ids(field.ids, field.counts, size)
    arrays: dict[str, Array] = {
        "names": np.frombuffer(b"".join(field.terms), dtype=np.uint8),
        "name_ends": downcast(
            offsets_from_counts(np.array([len(term) for term in field.terms], dtype=np.int64))
        ),
        "counts": downcast(field.counts),
        "ids": ids,
        "id_ends": downcast(id_ends),
        "size": np.array([size], dtype=np.int64),
    }
    if field.weights is not None:
        more, more_ends, above, above_ends = encode_weights(field.weights, field.counts)
        arrays |= {
            "more": more,
            "more_ends": downcast(more_ends),
            "above": downcast(above),
            "above_ends": downcast(above_ends),
        }
        if field.positions is not None:
            written, wanted = field.weights, field.positions
            if words is not None and field.folds is not None:
                arrays["folds"] = downcast(field.folds)
                differs = _weights_of_folds(field, words) != field.weights
                written = field.weights * differs
                wanted = field.positions[np.repeat(differs, field.weights)]
            by_posting = offsets_from_counts(written)
            positions, before = encode_gaps(wanted, by_posting[:-1][written > 0])
            ends = before[by_posting[offsets_from_counts(field.counts)]]
            arrays |= {"positions": positions, "position_ends": downcast(ends)}
    return arrays


def _weights_of_folds(field: FieldPostings, words: FieldPostings) -> Array:
    """For each posting of a field of accented terms, how often the folded term stands in the document."""
    assert field.folds is not None
    assert words.weights is not None
    # A term and a document in one number; those of the words ascend.
    stride = int(words.ids.max(initial=0)) + 1
    keys = np.repeat(np.arange(len(words.counts)) * stride, words.counts) + words.ids
    keys_of_postings = np.repeat(field.folds.astype(np.int64) * stride, field.counts) + field.ids
    return words.weights[np.searchsorted(keys, keys_of_postings)]


class _Parts:
    """An array that has a part for each term, and where each begins."""

    def __init__(self, values: Array, ends: Array) -> None:
        self._values = values
        # Single numbers come out of a memoryview several times faster than out of an array.
        self._ends = ends.data

    def of(self, number: int) -> Array:
        """The part of a term."""
        part = self._values[self._ends[number] : self._ends[number + 1]]
        if part.nbytes > _SEVERAL_PAGES:
            prefetch(part)
        return part


class PostingsReader:
    """The terms of one field of a segment, and their postings, decoded as they are asked for.

    Terms go by their numbers, from 0, in the order of their bytes; all documents are below `size`.
    `words` reads the field of the folded terms of a field of accented ones. Threads may share it.
    """

    def __init__(self, arrays: Mapping[str, Array], words: PostingsReader | None = None) -> None:
        self._words = words
        self._folds = arrays.get("folds")
        self.size = int(arrays["size"][0])
        self._names = arrays["names"].data
        self._name_ends = arrays["name_ends"].data
        self._counts = arrays["counts"].data
        self._ids = _Parts(arrays["ids"], arrays["id_ends"])
        self._more = self._above = self._positions = None
        if "more" in arrays:
            self._more = _Parts(arrays["more"], arrays["more_ends"])
            self._above = _Parts(arrays["above"], arrays["above_ends"])
        if "positions" in arrays:
            self._positions = _Parts(arrays["positions"], arrays["position_ends"])

    def __len__(self) -> int:
        return len(self._counts)

    @property
    def has_positions(self) -> bool:
        return self._positions is not None

    def term(self, number: int) -> bytes:
        """The bytes of a term."""
        return bytes(self._names[self._name_ends[number] : self._name_ends[number + 1]])

    def first_from(self, term: bytes) -> int:
        """The number of the first term that is not before this one; past the last if all are."""
        block = bisect.bisect_left(self._term_index, term)
        block_terms = range(max(0, (block - 1) * TERMS_BLOCK), min(block * TERMS_BLOCK, len(self)))
        return block_terms.start + bisect.bisect_left(block_terms, term, key=self.term)

    @cached_property
    def _term_index(self) -> list[bytes]:
        """The first term of each block of terms: made when a term is first looked for, then in memory."""
        return [self.term(number) for number in range(0, len(self), TERMS_BLOCK)]

    def find(self, term: bytes) -> int:
        """The number of the term; -1 if the field does not have it."""
        number = self.first_from(term)
        return number if number < len(self) and self.term(number) == term else -1

    def starting_with(self, prefix: bytes) -> range:
        """The numbers of the terms that start so."""
        return range(self.first_from(prefix), self.first_from(prefix + LAST.encode()))

    def count(self, number: int) -> int:
        """How many documents hold a term."""
        return int(self._counts[number])

    def counts(self, numbers: range) -> Array:
        """How many documents hold each of these terms."""
        return np.asarray(self._counts[numbers.start : numbers.stop])

    def ids(self, number: int) -> Ids:
        """The documents that hold a term, ascending."""
        return decode_ids(self._ids.of(number), self._counts[number], self.size)

    def weights(self, number: int) -> TermFreqs:
        """How often a term stands in each of its documents."""
        count = self._counts[number]
        if self._more is None or self._above is None:
            return np.ones(count, dtype=np.float32)
        return decode_weights(self._more.of(number), self._above.of(number), count)

    def term_freqs(self, number: int) -> Array:
        """How often a term stands in each document, in a type that holds the greatest number."""
        count = self._counts[number]
        mask = decode_mask(self._ids.of(number), count, self.size)
        if self._more is None or self._above is None:
            return mask.view(np.uint8)
        above = self._above.of(number)
        times = mask.astype(downcast(above).dtype)
        if len(above):
            often = np.flatnonzero(unpacked(self._more.of(number), count))
            times[np.flatnonzero(mask).take(often)] = above
        return times

    def places(self, number: int, ids: Ids) -> tuple[Mask, Ids]:
        """Which of these ids, ascending, are documents of a term, and the place of each such among these."""
        return places_of(self._ids.of(number), self._counts[number], self.size, ids)

    def mask(self, number: int) -> Mask:
        """The documents that hold a term, as a mask over `size`."""
        return decode_mask(self._ids.of(number), self._counts[number], self.size)

    def weights_at(self, number: int, ids: Ids) -> tuple[Mask, Array]:
        """Which of these ids, ascending, are documents of a term, and how often it stands in each such."""
        held, places = self.places(number, ids)
        if self._more is None or self._above is None:
            return held, np.ones(len(places), dtype=np.int32)
        return held, weights_at(self._more.of(number), self._above.of(number), places)[0]

    def positions(self, number: int) -> tuple[Array, Array]:
        """How often a term stands in each of its documents, and all the positions where it does."""
        weights = self.weights(number).astype(np.int32)
        places = np.arange(len(weights))
        return weights, self.occurrences(number, places, np.zeros_like(places))

    def occurrences(self, number: int, places: Ids, owners: Array) -> Array:
        """Where a term stands in its documents of these places, ascending.

        For each time the position, and above its `POSITION_BITS` what `owners` has for the document.
        """
        bases = owners << POSITION_BITS
        if self._words is None or self._folds is None:
            return self._written(number, *self._weights_at(number, places), bases)
        weights: Array = self.weights(number).astype(np.int32)
        fold = int(self._folds[number])
        _, at_fold = self._words.places(fold, self.ids(number))
        differs = self._words.weights(fold)[at_fold] != weights
        before = offsets_from_counts(weights * differs)[:-1]
        weights, before = weights[places], before[places]
        at_fold, differs = at_fold[places], differs[places]
        found = np.empty(int(weights.sum()), dtype=np.int64)
        is_own = np.repeat(differs, weights)
        found[is_own] = self._written(number, weights[differs], before[differs], bases[differs])
        found[~is_own] = self._words.occurrences(fold, at_fold[~differs], owners[~differs])
        return found

    def _weights_at(self, number: int, places: Ids) -> tuple[Array, Array]:
        """How often a term stands in its documents of these places, and in all those before each."""
        assert self._more is not None
        assert self._above is not None
        if len(places) < self._counts[number]:
            return weights_at(self._more.of(number), self._above.of(number), places)
        weights = self.weights(number).astype(np.int32)
        return weights, np.cumsum(weights) - weights

    def _written(self, number: int, weights: Array, before: Array, bases: Array) -> Array:
        """The positions written for a term in some documents, with the `bases` of each added.

        There are so many in each document, and so many in all those `before` it.
        """
        assert self._positions is not None
        codes = self._positions.of(number)
        bounds = np.stack([before, before + weights], axis=1).ravel()
        if len(bounds) and bounds[-1] - bounds[0] == weights.sum():
            # One run of documents, often all.
            bounds = bounds[[0, -1]]
        starts = gap_starts(codes, bounds)
        codes = (
            codes[starts[0] : starts[1]]
            if len(starts) == 2
            else codes[expand_ranges(starts[::2], starts[1::2])]
        )
        totals = decode_gaps(codes)
        shifts = bases.copy()
        shifts[1:] -= totals[np.cumsum(weights[:-1]) - 1]
        found: Array = totals + np.repeat(shifts, weights)
        return found

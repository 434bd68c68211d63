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
term always carries the same marks, the marked one stands where it does: only where it does not are the
marked term's positions written, a fifth of them in news.
"""

from __future__ import annotations

import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.arrays import narrow
from search.engines.whoosh.coding import (
    ESCAPE,
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
    offsets,
    runs,
)

Weights = NDArray[np.float32]

LAST = "\U0010ffff"
"""Comes after everything that terms are made of."""


@dataclass(frozen=True, slots=True)
class FieldPostings:
    """All the postings of one field, as they are written.

    `terms` ascend; `counts[i]` documents hold term i. `ids` are those of all the terms, ascending within
    each; `weights`, how often the term stands in each, is None if that is always once; `positions`, as
    many for each posting as its weight, is None for a field without them.

    Of a field of marked terms, `words` is the name of the field of their folded terms, and `folds` the
    number of each one's among these.
    """

    terms: Sequence[bytes]
    counts: Array
    ids: Array
    weights: Array | None = None
    positions: Array | None = None
    words: str = ""
    folds: Array | None = None


def postings_arrays(field: FieldPostings, words: FieldPostings | None) -> dict[str, Array]:
    """The arrays of the module's table; `words` are the postings of the field's `words`, if it has any."""
    size = int(field.ids.max(initial=0)) + 1
    ids, id_ends = encode_ids(field.ids, field.counts, size)
    arrays: dict[str, Array] = {
        "names": np.frombuffer(b"".join(field.terms), dtype=np.uint8),
        "name_ends": narrow(offsets(np.array([len(term) for term in field.terms], dtype=np.int64))),
        "counts": narrow(field.counts),
        "ids": ids,
        "id_ends": narrow(id_ends),
        "size": np.array([size], dtype=np.int64),
    }
    if field.weights is not None:
        more, more_ends, above, above_ends = encode_weights(field.weights, field.counts)
        arrays |= {
            "more": more,
            "more_ends": narrow(more_ends),
            "above": narrow(above),
            "above_ends": narrow(above_ends),
        }
        if field.positions is not None:
            written, wanted = field.weights, field.positions
            if words is not None and field.folds is not None:
                arrays["folds"] = narrow(field.folds)
                differs = _weights_of_folds(field, words) != field.weights
                written = field.weights * differs
                wanted = field.positions[np.repeat(differs, field.weights)]
            by_posting = offsets(written)
            positions, before = encode_gaps(wanted, by_posting[:-1][written > 0])
            ends = before[by_posting[offsets(field.counts)]]
            arrays |= {"positions": positions, "position_ends": narrow(ends)}
    return arrays


def _weights_of_folds(field: FieldPostings, words: FieldPostings) -> Array:
    """For each posting of a field of marked terms, how often the folded term stands in the document."""
    assert field.folds is not None
    assert words.weights is not None
    # A term and a document in one number; those of the words ascend.
    stride = int(words.ids.max(initial=0)) + 1
    keys = np.repeat(np.arange(len(words.counts)) * stride, words.counts) + words.ids
    sought = np.repeat(field.folds.astype(np.int64) * stride, field.counts) + field.ids
    return words.weights[np.searchsorted(keys, sought)]


class PostingsReader:
    """The terms of one field of a segment, and their postings, decoded as they are asked for.

    Terms go by their numbers, from 0, in the order of their bytes; all documents are below `size`.
    `words` reads the field of the folded terms of a field of marked ones. Threads may share it.
    """

    def __init__(self, arrays: Mapping[str, Array], words: PostingsReader | None = None) -> None:
        self._words = words
        self._folds = arrays.get("folds")
        self._ids = arrays["ids"]
        self._more = arrays.get("more")
        self._above = arrays.get("above")
        self._positions = arrays.get("positions")
        self.size = int(arrays["size"][0])
        # Single numbers come out of a memoryview several times faster than out of an array.
        self._names = arrays["names"].data
        self._name_ends = arrays["name_ends"].data
        self._counts = arrays["counts"].data
        self._id_ends = arrays["id_ends"].data
        self._more_ends = arrays["more_ends"].data if "more_ends" in arrays else None
        self._above_ends = arrays["above_ends"].data if "above_ends" in arrays else None
        self._position_ends = arrays["position_ends"].data if "position_ends" in arrays else None

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
        return bisect.bisect_left(range(len(self)), term, key=self.term)

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
        codes = self._ids[self._id_ends[number] : self._id_ends[number + 1]]
        return decode_ids(codes, self._counts[number], self.size)

    def weights(self, number: int) -> Weights:
        """How often a term stands in each of its documents."""
        count = self._counts[number]
        if self._more is None or self._more_ends is None:
            return np.ones(count, dtype=np.float32)
        assert self._above is not None
        assert self._above_ends is not None
        return decode_weights(
            self._more[self._more_ends[number] : self._more_ends[number + 1]],
            self._above[self._above_ends[number] : self._above_ends[number + 1]],
            count,
        )

    def times(self, number: int) -> Array:
        """How often a term stands in each document, in the narrowest type that holds it."""
        assert self._more is not None
        assert self._more_ends is not None
        assert self._above is not None
        assert self._above_ends is not None
        above = self._above[self._above_ends[number] : self._above_ends[number + 1]]
        codes = self._ids[self._id_ends[number] : self._id_ends[number + 1]]
        count = self._counts[number]
        mask = decode_mask(codes, count, self.size)
        times = mask.astype(narrow(above).dtype)
        if len(above):
            bits = self._more[self._more_ends[number] : self._more_ends[number + 1]]
            more = np.unpackbits(bits, count=count).view(np.bool_)
            times[np.flatnonzero(mask)[more]] = above
        return times

    def positions(self, number: int, wanted: Mask | None = None) -> tuple[Array, Array]:
        """Where a term stands in its documents, or in those `wanted` of them.

        Returns how many positions there are in each, and all the positions.
        """
        weights = self.weights(number).astype(np.int32)
        if self._words is None or self._folds is None:
            return self._own_positions(number, weights, wanted)
        fold = int(self._folds[number])
        places = np.searchsorted(self._words.ids(fold), self.ids(number))
        differs = self._words.weights(fold)[places] != weights
        if wanted is None:
            wanted = np.ones(len(weights), dtype=np.bool_)
        shared = np.zeros(self._words.count(fold), dtype=np.bool_)
        shared[places[wanted & ~differs]] = True
        _, own = self._own_positions(number, weights[differs], wanted[differs])
        _, others = self._words.positions(fold, shared)
        weights, is_own = weights[wanted], differs[wanted]
        positions = np.empty(int(weights.sum()), dtype=np.int64)
        positions[np.repeat(is_own, weights)] = own
        positions[np.repeat(~is_own, weights)] = others
        return weights, positions

    def _own_positions(
        self, number: int, weights: Array, wanted: Mask | None
    ) -> tuple[Array, Array]:
        """The positions that are written for a term, in documents where it stands `weights` times."""
        assert self._positions is not None
        assert self._position_ends is not None
        codes = self._positions[self._position_ends[number] : self._position_ends[number + 1]]
        if wanted is not None:
            ends = np.cumsum(weights)[wanted]
            weights = weights[wanted]
            # The number of bytes up to each position, from which those of a document follow.
            bytes_to = np.concatenate([[0], np.flatnonzero(codes != ESCAPE) + 1])
            codes = codes[runs(bytes_to[ends - weights], bytes_to[ends])]
        totals = decode_gaps(codes)
        before = np.zeros(len(weights), dtype=totals.dtype)
        before[1:] = totals[np.cumsum(weights[:-1]) - 1]
        return weights, totals - np.repeat(before, weights)

"""The postings of a segment as arrays in files: mapped, and read without a Python loop.

One NumPy array (`.npy`) a file:

| file | holds |
| --- | --- |
| `.terms` | the bytes of all terms, one after another, sorted by field and then by bytes |
| `.ends` | where each term's bytes end |
| `.starts` | where each term's postings start, and where the last one's end |
| `.ids` | the documents of each posting, ascending within a term |
| `.weights` | how often the term stands in each |
| `.places` | where each term's positions start, and where the last one's end |
| `.positions` | positions, ascending within a posting; of a term of weight w there are w |

and `.fields.json`: for each field its first and last term, and whether it has positions. Widths are the
narrowest that hold the values. Nothing of it is unpickled.
"""

from __future__ import annotations

import bisect
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
PathOf = Callable[[str], str]
"""Gives the path of a segment's file with an ending."""

ARRAYS = ("terms", "ends", "starts", "ids", "weights", "places", "positions")


@dataclass(frozen=True, slots=True)
class FieldPostings:
    """All the postings of one field: `terms` ascending, and what the module's table says of each.

    `counts` is the number of postings of each term. `positions` is None for a field without them.
    """

    terms: Sequence[bytes]
    counts: Array
    ids: Array
    weights: Array
    positions: Array | None


def write_postings(path_of: PathOf, fields: Mapping[str, FieldPostings]) -> None:
    """Write the postings of all the fields of a segment."""
    names = sorted(fields)
    chosen = [fields[name] for name in names]
    ranges: dict[str, tuple[int, int, bool]] = {}
    first = 0
    for name, field in zip(names, chosen, strict=True):
        last = first + len(field.terms)
        ranges[name] = (first, last, field.positions is not None)
        first = last
    terms = [term for field in chosen for term in field.terms]
    starts = offsets(_joined([field.counts for field in chosen]))
    arrays = {
        "terms": np.frombuffer(b"".join(terms), dtype=np.uint8),
        "ends": _narrow(np.cumsum([len(term) for term in terms], dtype=np.int64)),
        "starts": _narrow(starts),
        "ids": _narrow(_joined([field.ids for field in chosen])),
        "weights": _narrow(_joined([field.weights for field in chosen])),
        "places": _narrow(offsets(_joined([_positions_by_term(field) for field in chosen]))),
        "positions": _narrow(_joined([f.positions for f in chosen if f.positions is not None])),
    }
    for name in ARRAYS:
        with open(path_of(f".{name}.npy"), "wb") as file:
            np.save(file, arrays[name], allow_pickle=False)
    with open(path_of(".fields.json"), "w", encoding="utf-8") as text:
        json.dump(ranges, text)


def _positions_by_term(field: FieldPostings) -> Array:
    """How many positions each term of a field has."""
    if field.positions is None or not len(field.counts):
        return np.zeros(len(field.counts), dtype=np.int64)
    return np.add.reduceat(field.weights, offsets(field.counts)[:-1], dtype=np.int64)


def _joined(arrays: Sequence[Array]) -> Array:
    return np.concatenate(arrays) if arrays else np.empty(0, dtype=np.uint8)


def offsets(counts: Array) -> Array:
    """Where each of several runs starts when they stand one after another, and where the last ends."""
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])


def _narrow(values: Array) -> Array:
    """The values in the narrowest unsigned type that holds them."""
    return values.astype(np.min_scalar_type(int(values.max(initial=0))))


class PostingArrays:
    """The terms and postings of a segment, mapped. It only reads by position: threads may share it.

    `ids`, `weights` and `positions` are those of all terms; `extent` and `places` say which are a term's.
    """

    def __init__(self, path_of: PathOf) -> None:
        with open(path_of(".fields.json"), encoding="utf-8") as text:
            self._fields: dict[str, tuple[int, int, bool]] = json.load(text)
        arrays = {name: _mapped(path_of(f".{name}.npy")) for name in ARRAYS}
        self.ids = arrays["ids"]
        self.weights = arrays["weights"]
        self.positions = arrays["positions"]
        # Single numbers come out of a memoryview several times faster than out of an array.
        self._terms = memoryview(arrays["terms"].data)
        self._ends = memoryview(arrays["ends"].data)
        self._starts = memoryview(arrays["starts"].data)
        self._places = memoryview(arrays["places"].data)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields, in the order of their terms."""
        return tuple(self._fields)

    def has_positions(self, field: str) -> bool:
        """Whether the field's postings have positions."""
        return self._fields[field][2]

    def numbers(self, field: str) -> range:
        """The numbers of all the terms of a field; empty if there is no such field."""
        first, last, _ = self._fields.get(field, (0, 0, False))
        return range(first, last)

    def term(self, number: int) -> bytes:
        """The bytes of a term."""
        begin = self._ends[number - 1] if number else 0
        return bytes(self._terms[begin : self._ends[number]])

    def first_from(self, field: str, term: bytes) -> int:
        """The number of the field's first term that is not before this one, or of the field's end."""
        numbers = self.numbers(field)
        return numbers.start + bisect.bisect_left(numbers, term, key=self.term)

    def find(self, field: str, term: bytes) -> int:
        """The number of the term; -1 if the segment does not have it."""
        number = self.first_from(field, term)
        return number if number in self.numbers(field) and self.term(number) == term else -1

    def extent(self, number: int) -> slice:
        """Where a term's postings stand in `ids` and `weights`."""
        return slice(self._starts[number], self._starts[number + 1])

    def counts(self, numbers: range) -> Array:
        """How many documents hold each of these terms."""
        return np.diff(np.asarray(self._starts[numbers.start : numbers.stop + 1], dtype=np.int64))

    def places(self, number: int) -> slice:
        """Where a term's positions stand in `positions`, posting after posting."""
        return slice(self._places[number], self._places[number + 1])

    def documents(self, field: str, term: bytes) -> Array:
        """The documents that hold a term, ascending."""
        number = self.find(field, term)
        return self.ids[self.extent(number) if number >= 0 else slice(0)]

    def owners(self, field: str) -> tuple[Array, Array]:
        """All the postings of a field: for each the number of its term, and its document."""
        numbers = self.numbers(field)
        starts = np.array(self._starts[numbers.start : numbers.stop + 1], dtype=np.int64)
        terms = np.repeat(np.arange(numbers.start, numbers.stop, dtype=np.int32), np.diff(starts))
        return terms, self.ids[starts[0] : starts[-1]]


def _mapped(path: str) -> Array:
    try:
        array: Array = np.load(path, mmap_mode="r", allow_pickle=False).view(np.ndarray)
    except ValueError:
        # What holds nothing cannot be mapped.
        array = np.load(path, allow_pickle=False)
    return array

"""One published generation, opened for reading: its segments as arrays.

A Whoosh reader has a file position and must not be shared between threads, so that each thread opens
its own; the arrays made of columns and facet fields are never changed and are shared by all.
"""

from __future__ import annotations

import bisect
import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.index import open_dir
from whoosh.reading import IndexReader, TermNotFound

from search.articles import Article, from_record
from search.engines.base import Origin
from search.engines.whoosh.generations import Generation

Ids = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Postings:
    """The live documents of a term in one segment, ascending, and how often it stands in each."""

    ids: Ids
    weights: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FacetCodes:
    """A facet field of a segment, turned round.

    Document `i` has the values whose places in `values` are `codes[starts[i] : starts[i + 1]]`.
    """

    values: tuple[str, ...]
    starts: Ids
    codes: Ids

    def count(self, mask: Mask) -> NDArray[np.int64]:
        """How many documents of the mask stand under each value."""
        chosen = self.codes[np.repeat(mask, np.diff(self.starts))]
        return np.bincount(chosen, minlength=len(self.values)).astype(np.int64)


class Segment:
    """One segment: its size, its columns and its facets, as arrays that are made once."""

    def __init__(self, reader: IndexReader) -> None:
        self.size = int(reader.doc_count_all())
        self.live: Mask = np.ones(self.size, dtype=np.bool_)
        deleted = [number for number in range(self.size) if reader.is_deleted(number)]
        self.live[deleted] = False
        self.first = self._column(reader, "first")
        self.last = self._column(reader, "last")
        self.coarse = self._column(reader, "coarse").astype(np.bool_)
        self._lengths: dict[str, NDArray[np.float64]] = {}
        self._facets: dict[str, FacetCodes] = {}

    @staticmethod
    def _column(reader: IndexReader, name: str) -> NDArray[np.int64]:
        return np.array(reader.column_reader(name).load(), dtype=np.int64)

    def lengths(self, reader: IndexReader, field: str) -> NDArray[np.float64]:
        """The length in tokens of the field in each document, as Whoosh rounds it."""
        if field not in self._lengths:
            found = [reader.doc_field_length(number, field) or 0 for number in range(self.size)]
            self._lengths[field] = np.array(found, dtype=np.float64)
        return self._lengths[field]

    def facet(self, reader: IndexReader, field: str) -> FacetCodes:
        """The values of a facet field, document by document."""
        if field not in self._facets:
            terms = [term.decode() for term in reader.lexicon(field)]
            lists = [read_postings(reader, field, term).ids for term in terms]
            documents = np.concatenate([np.empty(0, dtype=np.intp), *lists])
            codes = np.repeat(np.arange(len(terms)), [len(ids) for ids in lists])
            order = np.argsort(documents, kind="stable")
            starts = np.concatenate([[0], np.bincount(documents, minlength=self.size).cumsum()])
            self._facets[field] = FacetCodes(tuple(terms), starts, codes[order])
        return self._facets[field]


class _Opened:
    """What one thread has open of a snapshot."""

    def __init__(self, reader: IndexReader) -> None:
        self.whole = reader
        self.leaves = tuple(leaf for leaf, _ in reader.leaf_readers() if leaf.doc_count_all())
        self.articles = tuple(leaf.column_reader("article") for leaf in self.leaves)


class Snapshot:
    """An open generation. Its methods may be called from any thread."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self._index = open_dir(str(generation.path), readonly=True)
        self._own = threading.local()
        self._all_opened: list[_Opened] = []
        self.segments = [Segment(reader) for reader in self.readers()]

    def reader(self) -> IndexReader:
        """This thread's reader over all segments."""
        return self._opened().whole

    def readers(self) -> tuple[IndexReader, ...]:
        """This thread's reader of each segment, in the order of `segments`."""
        return self._opened().leaves

    def _opened(self) -> _Opened:
        if not hasattr(self._own, "opened"):
            self._own.opened = _Opened(self._index.reader())
            self._all_opened.append(self._own.opened)
        opened: _Opened = self._own.opened
        return opened

    def __del__(self) -> None:
        # No thread is reading any more: whoever reads holds the snapshot.
        for opened in getattr(self, "_all_opened", ()):
            opened.whole.close()

    def pairs(self) -> Iterator[tuple[Segment, IndexReader]]:
        """Each segment with this thread's reader of it."""
        return zip(self.segments, self.readers(), strict=True)

    @cached_property
    def lexicon(self) -> tuple[str, ...]:
        """Every folded term of titles and bodies, ascending."""
        reader = self.reader()
        fields = ("title", "body")
        return tuple(sorted({term.decode() for field in fields for term in reader.lexicon(field)}))

    def starting_with(self, prefix: str) -> Iterator[str]:
        """The folded terms that start with a prefix, ascending."""
        for place in range(bisect.bisect_left(self.lexicon, prefix), len(self.lexicon)):
            if not self.lexicon[place].startswith(prefix):
                return
            yield self.lexicon[place]

    def find(self, id: str) -> tuple[int, int] | None:
        """The segment and the document in it that hold the article of that id."""
        for segment, reader in enumerate(self.readers()):
            for number in read_postings(reader, "id", id).ids:
                return segment, int(number)
        return None

    def article(self, segment: int, number: int) -> Article:
        """The article of a document of a segment."""
        return from_record(json.loads(self._opened().articles[segment][number]))

    def origins(self) -> dict[str, Origin]:
        """Where each live article was read from, by its id."""
        found = {}
        for segment, reader in self.pairs():
            column = reader.column_reader("origin")
            for number in np.flatnonzero(segment.live):
                id, digest, root, path = json.loads(column[int(number)])
                found[id] = Origin(root, path, digest)
        return found


def read_postings(reader: IndexReader, field: str, term: str) -> Postings:
    """The postings of a term in a segment; empty if it has none."""
    ids: list[int] = []
    weights: list[float] = []
    with contextlib.suppress(TermNotFound):
        matcher: Any = reader.postings(field, term)
        while matcher.is_active():
            ids.append(matcher.id())
            weights.append(matcher.weight())
            matcher.next()
    return Postings(np.array(ids, dtype=np.intp), np.array(weights, dtype=np.float64))


def read_positions(reader: IndexReader, field: str, term: str, wanted: Ids) -> list[list[int]]:
    """At which positions the term stands in each of the wanted documents, all of which hold it."""
    matcher: Any = reader.postings(field, term)
    found = []
    for number in wanted:
        matcher.skip_to(int(number))
        found.append(matcher.value_as("positions"))
    return found

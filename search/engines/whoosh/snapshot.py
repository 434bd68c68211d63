"""One published generation, opened for reading: maps, and arrays made of them when they are needed.

Nothing here has a file position and nothing changes once it is made, so that all threads share one
snapshot. What is made is kept: columns and facets for good, scores of postings in a cache of
bounded size.
"""

from __future__ import annotations

import bisect
import json
import mmap
import os
import threading
from array import array
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.util.numeric import byte_to_length

from search.analysis import STREAMS
from search.articles import Article, from_record
from search.engines.base import Origin
from search.engines.whoosh.arrays import Array, PostingArrays
from search.engines.whoosh.codec import ArraySegment, path_maker
from search.engines.whoosh.generations import Generation
from search.engines.whoosh.schema import TEXT_FIELDS, field_name
from search.engines.whoosh.writer import INDEX_NAME

Ids = NDArray[np.intp]
Mask = NDArray[np.bool_]

FOUND_TERMS = 1 << 14
"""How many terms a snapshot remembers the place of."""

_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], dtype=np.float32)


SPARSE = 0.1
"""Up to this share of all documents, a facet is counted document by document; above it, value by
value: at 762,000 values of 100,000 documents the two cost the same there (0.4 ms)."""


@dataclass(frozen=True, slots=True)
class FacetCodes:
    """A facet field, over the documents of all segments one after another, in both directions.

    The documents of value `i` are `documents[value_starts[i] : value_starts[i + 1]]`; the values of
    document `j` are those at the places `codes[starts[j] : starts[j + 1]]` in `values`.
    """

    values: tuple[str, ...]
    documents: Ids
    value_starts: Ids
    codes: Array
    starts: Ids

    def count(self, ids: Ids) -> dict[str, int]:
        """How many of the documents stand under each value that any of them has."""
        size = len(self.starts) - 1
        if len(ids) <= size * SPARSE:
            counted = np.bincount(self.codes[runs(self.starts[ids], self.starts[ids + 1])])
        else:
            chosen = np.zeros(size, dtype=np.uint8)
            chosen[ids] = 1
            counted = np.add.reduceat(chosen.take(self.documents), self.value_starts, dtype=np.intp)
        there = np.flatnonzero(counted)
        found = zip(there.tolist(), counted[there].tolist(), strict=True)
        return {self.values[code]: count for code, count in found}


def runs(starts: Array, stops: Array) -> Array:
    """The numbers from each start to each stop, one run after another."""
    counts = stops - starts
    ends = np.cumsum(counts)
    numbers: Array = np.arange(ends[-1] if len(ends) else 0)
    numbers += np.repeat(starts - (ends - counts), counts)
    return numbers


def _starts(counts: Array) -> Ids:
    """Where runs of these lengths start when they stand one after another, and where the last ends."""
    starts: Ids = np.concatenate([[0], np.cumsum(counts, dtype=np.intp)])
    return starts


class Segment:
    """One segment: its terms, its columns and its facets.

    By document: `live_mask`, whether it is not deleted; `first` and `last`, the days of its article as
    proleptic ordinals, 0 if it is undated; `coarse`, whether they are known only to the month or
    year; `lengths[field]`, the length of a field in tokens, as Whoosh rounds it. `live` are the
    documents that are not deleted, ascending.
    """

    def __init__(self, storage: FileStorage, segment: ArraySegment, schema: Any) -> None:
        self.size = int(segment.doc_count_all())
        self.postings = PostingArrays(path_maker(storage, segment))
        self.field_lengths: dict[str, int] = dict(segment._fieldlengths)
        self._path_of = path_maker(storage, segment)
        self._segment = segment
        self.live_mask: Mask = np.ones(self.size, dtype=np.bool_)
        self.live_mask[list(segment.deleted_docs())] = False
        self.live: Ids = np.flatnonzero(self.live_mask)
        self.has_deletions = len(self.live) < self.size
        self.first = self._numbers("first", ">i4")
        self.last = self._numbers("last", ">i4")
        self.coarse: Mask = self._numbers("coarse", "u1").astype(np.bool_)
        self.lengths = {
            name: _LENGTHS[self._numbers(f"_{name}_len", "u1")]
            for name in (field_name(field, stream) for field in TEXT_FIELDS for stream in STREAMS)
        }
        self._articles = self._blobs("article", schema)
        self._origins = self._blobs("origin", schema)

    def id_of(self, number: int) -> str:
        """The id of the article of a document."""
        return self.postings.term(int(self._id_terms[number])).decode()

    @cached_property
    def _id_terms(self) -> Array:
        terms, documents = self.postings.owners("id")
        return terms[np.argsort(documents)]

    def article(self, number: int) -> Article:
        """The article of a document."""
        return from_record(json.loads(self._articles[number]))

    def origin(self, number: int) -> tuple[str, Origin]:
        """The id of the article of a document, and where it was read from."""
        id, digest, root, path = json.loads(self._origins[number])
        return id, Origin(root, path, digest)

    def _numbers(self, name: str, kind: str) -> Array:
        """A numeric column of Whoosh's; it leaves out zeros at its end."""
        numbers = np.zeros(self.size, dtype=np.dtype(kind).newbyteorder("="))
        path = self._path_of(f".{name}.col")
        if os.path.exists(path):
            found = np.fromfile(path, dtype=kind)
            numbers[: len(found)] = found
        return numbers

    def _blobs(self, name: str, schema: Any) -> Any:
        file = _MappedFile(self._path_of(f".{name}.col"))
        return schema[name].column_type.reader(file, 0, file.size, self.size)


class _MappedFile:
    """As much of Whoosh's StructFile as its columns read, without a position and without a copy."""

    def __init__(self, path: str) -> None:
        with open(path, "rb") as file:
            self.size = os.fstat(file.fileno()).st_size
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def get(self, position: int, length: int) -> bytes:
        return self._map[position : position + length]

    def get_byte(self, position: int) -> int:
        return self._map[position]

    def get_array(self, position: int, typecode: str, length: int) -> array[Any]:
        numbers = array(typecode)
        numbers.frombytes(self.get(position, length * numbers.itemsize))
        numbers.byteswap()
        return numbers


class Snapshot:
    """An open generation: its `segments`, the number of documents before each (`bases`), and in all."""

    def __init__(self, generation: Generation, cache_bytes: int) -> None:
        self.generation = generation
        storage = FileStorage(str(generation.path), readonly=True)
        toc = TOC.read(storage, INDEX_NAME)
        self.segments = [Segment(storage, segment, toc.schema) for segment in toc.segments]
        self.size = sum(segment.size for segment in self.segments)
        self.bases = [sum(s.size for s in self.segments[:n]) for n in range(len(self.segments))]
        self.scores = ScoreCache(cache_bytes)
        self._facets: dict[str, FacetCodes] = {}
        self._found: dict[tuple[str, str], tuple[tuple[int, ...], int]] = {}

    def find(self, field: str, term: str) -> tuple[tuple[int, ...], int]:
        """The number of the term in each segment, -1 where it is not, and in how many documents."""
        found = self._found.get((field, term))
        if found is None:
            if len(self._found) >= FOUND_TERMS:
                self._found = {}
            found = self._found[field, term] = self._look_up(field, term)
        return found

    def _look_up(self, field: str, term: str) -> tuple[tuple[int, ...], int]:
        numbers = tuple(segment.postings.find(field, term.encode()) for segment in self.segments)
        extents = [
            segment.postings.extent(number)
            for segment, number in zip(self.segments, numbers, strict=True)
            if number >= 0
        ]
        return numbers, sum(extent.stop - extent.start for extent in extents)

    def average_length(self, field: str) -> float:
        """The mean length of the field, in tokens; 1 if no article has any."""
        total = sum(segment.field_lengths.get(field, 0) for segment in self.segments)
        return total / self.size if total else 1.0

    @cached_property
    def lexicon(self) -> tuple[str, ...]:
        """Every folded term of titles and bodies, ascending."""
        return tuple(
            sorted(
                {
                    segment.postings.term(number).decode()
                    for segment in self.segments
                    for field in TEXT_FIELDS
                    for number in segment.postings.numbers(field)
                }
            )
        )

    def starting_with(self, prefix: str) -> Iterator[str]:
        """The folded terms that start with a prefix, ascending."""
        for place in range(bisect.bisect_left(self.lexicon, prefix), len(self.lexicon)):
            if not self.lexicon[place].startswith(prefix):
                return
            yield self.lexicon[place]

    def facet(self, field: str) -> FacetCodes:
        """The values of a facet field, document by document."""
        if field not in self._facets:
            self._facets[field] = self._turned_round(field)
        return self._facets[field]

    def _turned_round(self, field: str) -> FacetCodes:
        own = [
            [segment.postings.term(number).decode() for number in segment.postings.numbers(field)]
            for segment in self.segments
        ]
        values = tuple(sorted({value for held in own for value in held}))
        place = {value: number for number, value in enumerate(values)}
        codes, owners = [np.empty(0, dtype=np.int32)], [np.empty(0, dtype=np.intp)]
        for segment, held, base in zip(self.segments, own, self.bases, strict=True):
            terms, documents = segment.postings.owners(field)
            order = np.argsort(documents, kind="stable")
            places = np.array([place[value] for value in held], dtype=np.int32)
            codes.append(places[terms[order] - segment.postings.numbers(field).start])
            owners.append(documents[order].astype(np.intp) + base)
        all_codes, all_owners = np.concatenate(codes), np.concatenate(owners)
        return FacetCodes(
            values=values,
            documents=all_owners[np.argsort(all_codes, kind="stable")],
            value_starts=_starts(np.bincount(all_codes, minlength=len(values)))[:-1],
            codes=all_codes,
            starts=_starts(np.bincount(all_owners, minlength=self.size)),
        )

    def article(self, id: str) -> Article | None:
        """The article of that id; None if there is none."""
        for segment in self.segments:
            for number in segment.postings.documents("id", id.encode()):
                if segment.live_mask[number]:
                    return segment.article(int(number))
        return None

    def origins(self) -> dict[str, Origin]:
        """Where each live article was read from, by its id."""
        return dict(
            segment.origin(int(number)) for segment in self.segments for number in segment.live
        )


class ScoreCache:
    """The documents and scores of terms' postings, the latest used, up to a number of bytes."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._held = 0
        self._kept: OrderedDict[tuple[int, int], tuple[Ids, Array]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, segment: int, number: int) -> tuple[Ids, Array] | None:
        """Those of a term of a segment; None if they are not kept."""
        with self._lock:
            kept = self._kept.get((segment, number))
            if kept is not None:
                self._kept.move_to_end((segment, number))
            return kept

    def put(self, segment: int, number: int, ids: Ids, scores: Array) -> None:
        """Keep those of a term of a segment, at the cost of those not used for longest."""
        size = ids.nbytes + scores.nbytes
        with self._lock:
            if (segment, number) in self._kept or size > self._most:
                return
            self._kept[segment, number] = ids, scores
            self._held += size
            while self._held > self._most:
                _, (old_ids, old_scores) = self._kept.popitem(last=False)
                self._held -= old_ids.nbytes + old_scores.nbytes

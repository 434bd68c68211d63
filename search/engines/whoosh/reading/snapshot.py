"""One published generation, opened for reading: maps, and arrays made of them when they are needed.

The documents of all segments are numbered in one row, so that a request is evaluated at once on the
whole index. Nothing here has a file position and nothing changes once it is made, so that all threads
share one snapshot. What is made is kept: columns and facets for good, postings in a cache of bounded size.
"""

from __future__ import annotations

import bisect
import sys
from collections.abc import Iterator
from functools import cached_property

import numpy as np
from whoosh.filedb.filestore import FileStorage

from search.articles import Article
from search.engines.base import Origin
from search.engines.generations import Generation
from search.engines.whoosh.reading.cache import Cache, keep_freed_memory
from search.engines.whoosh.reading.dates import Days
from search.engines.whoosh.reading.facets import FacetTable
from search.engines.whoosh.reading.integrity import Integrity
from search.engines.whoosh.reading.segment import Segment
from search.engines.whoosh.schema import NAMES, TEXT_FIELDS, is_bigrams, whoosh_schema
from search.engines.whoosh.segment_infos import read_segment_infos
from search.engines.whoosh.storage.bigrams import phrase_documents
from search.engines.whoosh.storage.duplicate_groups import Copies
from search.engines.whoosh.storage.integers import Array, Ids, Mask, doc_slots
from search.engines.whoosh.storage.postings import LAST, TermFreqs

FEW = 8
"""Documents are looked up one by one if they are fewer than one in this many of those of a term."""

FOUND_TERMS = 1 << 14
"""How many terms a snapshot remembers the place of."""


class Snapshot:
    """An open generation: `segments`, and the first document of each (`bases`) among the doc slots of all.

    Each segment begins at a multiple of 64 (`doc_slots`), so that some numbers below `max_doc` are no
    documents'. `size` documents are there, deleted ones among them; `live` says which are not.
    """

    def __init__(self, generation: Generation, cache_bytes: int) -> None:
        self.generation = generation
        self.integrity = Integrity(generation)
        storage = FileStorage(str(generation.path), readonly=True)
        schema = whoosh_schema()
        self.segments = [
            Segment(storage, info, schema) for info in read_segment_infos(generation.path)
        ]
        self.size = sum(segment.size for segment in self.segments)
        self.bases, self.max_doc = [], 0
        for segment in self.segments:
            self.bases.append(self.max_doc)
            self.max_doc += doc_slots(segment.size)
        self.has_deletions = any(segment.deleted for segment in self.segments)
        self.copies = Copies(generation.path, self.max_doc)
        keep_freed_memory()
        self.cache = Cache(cache_bytes)
        self._value_counts: dict[str, dict[str, int]] = {}
        self._found: dict[tuple[str, str], tuple[tuple[int, ...], int]] = {}
        self._asked: set[tuple[str, str]] = set()

    # --- terms ---

    def doc_freq(self, field: str, term: str) -> int:
        """How many documents hold the term, or the bigram, in the field."""
        return self._find(field, term)[1]

    def postings(self, field: str, term: str) -> tuple[Ids, TermFreqs]:
        """The documents that hold the term, ascending, and how often it stands in each."""
        ids, weights = [np.empty(0, dtype=np.intp)], [np.empty(0, dtype=np.float32)]
        for segment, base, number in self._places(field, term):
            reader = segment.terms.fields[field]
            ids.append(reader.ids(number) + base)
            weights.append(reader.weights(number))
        return np.concatenate(ids), np.concatenate(weights)

    def term_freqs(self, field: str, term: str) -> Array:
        """How often the term stands in each document; kept."""

        def make() -> tuple[Array, int]:
            made = self._read_term_freqs(field, term)
            self._note(field, term)
            return made, made.nbytes

        found: Array = self.cache.get(("term freqs", field, term), make)
        return found

    def term_freqs_at(self, field: str, term: str, ids: Ids) -> Array:
        """How often the term stands in each of these documents, ascending.

        Of few documents it is looked up once: who asks again is likely to ask once more.
        """
        if (field, term) in self._asked or len(ids) * FEW > self.doc_freq(field, term):
            times: Array = self.term_freqs(field, term)[ids]
            return times
        self._note(field, term)
        times = np.zeros(len(ids), dtype=np.int32)
        for segment, base, number in self._places(field, term):
            reader = segment.terms.fields[field]
            first, last = np.searchsorted(ids, (base, base + segment.size)).tolist()
            held, weights = reader.weights_at(number, ids[first:last] - base)
            times[first:last][held] = weights
        return times

    def _note(self, field: str, term: str) -> None:
        """Remember that a term was asked for."""
        if len(self._asked) >= FOUND_TERMS:
            self._asked = set()
        self._asked.add((field, term))

    def mask(self, field: str, term: str) -> Mask:
        """Which documents hold the term."""
        mask = np.zeros(self.max_doc, dtype=np.bool_)
        for segment, base, number in self._places(field, term):
            own = segment.terms.fields[field].mask(number)
            mask[base : base + len(own)] = own
        return mask

    def _read_term_freqs(self, field: str, term: str) -> Array:
        own = [
            (segment.terms.fields[field].term_freqs(number), base)
            for segment, base, number in self._places(field, term)
        ]
        times = np.zeros(self.max_doc, dtype=np.result_type(np.uint8, *(part for part, _ in own)))
        for part, base in own:
            times[base : base + len(part)] = part
        return times

    def documents(self, field: str, value: str) -> Ids:
        """The documents under a value of a facet field, ascending."""
        values = self.facets.writings(field).of(value) if field in NAMES else (value,)
        ids = [np.empty(0, dtype=np.intp)]
        for written in values:
            for segment, base, number in self._places(field, written):
                ids.append(segment.terms.fields[field].ids(number) + base)
        found = np.concatenate(ids)
        return found if len(values) == 1 else np.sort(found)

    def adjacent(self, words: tuple[tuple[str, str], ...], bigrams: str) -> Ids:
        """The documents where terms of fields stand one right after another.

        `bigrams` names the field of the bigrams of folded terms.
        """
        found = [np.empty(0, dtype=np.intp)]
        places = [self._find(field, term)[0] for field, term in words]
        for segment, base, *numbers in zip(self.segments, self.bases, *places, strict=True):
            if min(numbers) >= 0:
                readers = [segment.terms.fields[field] for field, _ in words]
                terms = list(zip(readers, numbers, strict=True))
                found.append(phrase_documents(terms, segment.terms.bigrams[bigrams]) + base)
        return np.concatenate(found)

    def occurrences(self, field: str, term: str, among: Ids) -> Array:
        """Where the term stands in these documents, which ascend.

        For each time it does, ascending: its position, and above `POSITION_BITS` the place of its document
        among them.
        """
        found = [np.empty(0, dtype=np.int64)]
        for segment, base, number in self._places(field, term):
            reader = segment.terms.fields[field]
            first, last = np.searchsorted(among, (base, base + segment.size)).tolist()
            held, places = reader.places(number, among[first:last] - base)
            found.append(reader.occurrences(number, places, np.flatnonzero(held) + first))
        return np.concatenate(found)

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
                    reader.term(number).decode()
                    for segment in self.segments
                    for reader in (segment.terms.fields[field] for field in TEXT_FIELDS)
                    for number in range(len(reader))
                }
            )
        )

    def starting_with(self, prefix: str) -> tuple[str, ...]:
        """The folded terms that start with a prefix, ascending."""
        first = bisect.bisect_left(self.lexicon, prefix)
        return self.lexicon[first : bisect.bisect_left(self.lexicon, prefix + LAST)]

    def _find(self, field: str, term: str) -> tuple[tuple[int, ...], int]:
        """The number of the term in each segment, -1 where it is not, and in how many documents.

        Pairs have no numbers.
        """
        found = self._found.get((field, term))
        if found is None:
            if len(self._found) >= FOUND_TERMS:
                self._found = {}
            look_up = self._find_bigram if is_bigrams(field) else self._find_term
            found = self._found[field, term] = look_up(field, term.encode())
        return found

    def _find_term(self, field: str, term: bytes) -> tuple[tuple[int, ...], int]:
        readers = [segment.terms.fields[field] for segment in self.segments]
        numbers = tuple(reader.find(term) for reader in readers)
        there = zip(readers, numbers, strict=True)
        return numbers, sum(reader.count(number) for reader, number in there if number >= 0)

    def _find_bigram(self, field: str, bigram: bytes) -> tuple[tuple[int, ...], int]:
        readers = [segment.terms.bigrams[field] for segment in self.segments]
        return (), sum(reader.count(*reader.find(bigram)) for reader in readers)

    def _places(self, field: str, term: str) -> Iterator[tuple[Segment, int, int]]:
        """The segments that hold the term, the first document of each, the term's number there."""
        for place in zip(self.segments, self.bases, self._find(field, term)[0], strict=True):
            if place[2] >= 0:
                yield place

    # --- documents ---

    @cached_property
    def live(self) -> Mask:
        """Which numbers are those of documents that are not deleted."""
        live = np.zeros(self.max_doc, dtype=np.bool_)
        for segment, base in zip(self.segments, self.bases, strict=True):
            live[base : base + segment.size] = True
            live[[base + number for number in segment.deleted]] = False
        return live

    @cached_property
    def live_count(self) -> int:
        """How many documents are not deleted."""
        return self.size - sum(len(segment.deleted) for segment in self.segments)

    @cached_property
    def days(self) -> Days:
        """The days of the documents' articles."""
        first, last = (self._column(name, ">i4") for name in ("first", "last"))
        coarse = self._column("coarse", "u1").astype(np.bool_)
        sizes = [segment.size for segment in self.segments]
        extents = [(base, base + size) for base, size in zip(self.bases, sizes, strict=True)]
        return Days(first, last, coarse, extents)

    @cached_property
    def facets(self) -> FacetTable:
        """The values of the facet fields."""
        return FacetTable([s.terms for s in self.segments], self.bases, self.live)

    def value_counts(self, facet: str) -> dict[str, int]:
        """How many live documents stand under each value of a facet field."""
        if facet not in self._value_counts:
            self._value_counts[facet] = self.facets.count(self.live, [facet])[facet]
        return self._value_counts[facet]

    def lengths(self, field: str) -> Array:
        """The length of a field in each document, as the byte that Whoosh rounds it to."""
        return self._column(f"_{field}_len", "u1")

    def id_of(self, document: int) -> str:
        """The id of the article of a document."""
        segment, number = self._place_of(document)
        return segment.id_of(number)

    def article(self, id: str) -> Article | None:
        """The article of that id; None if there is none."""
        document = self.document(id)
        return None if document is None else self.article_of(document)

    def article_of(self, document: int) -> Article:
        """The article of a document."""
        segment, number = self._place_of(document)
        if not segment.is_long(number):
            return segment.article(number)

        def make() -> tuple[Article, int]:
            made = segment.article(number)
            return made, sys.getsizeof(made.body)

        found: Article = self.cache.get(("article", document), make)
        return found

    def document(self, id: str) -> int | None:
        """The document of the article of that id; None if there is none."""
        for segment, base in zip(self.segments, self.bases, strict=True):
            for number in segment.documents_of(id):
                if self.live[base + number]:
                    return base + number
        return None

    def origins(self) -> dict[str, Origin]:
        """Where each live article was read from, by its id."""
        places = map(self._place_of, np.flatnonzero(self.live).tolist())
        return dict(segment.origin(number) for segment, number in places)

    def _place_of(self, document: int) -> tuple[Segment, int]:
        """The segment of a document, and its number there."""
        place = bisect.bisect_right(self.bases, document) - 1
        return self.segments[place], document - self.bases[place]

    def _column(self, name: str, kind: str) -> Array:
        column = np.zeros(self.max_doc, dtype=np.dtype(kind).newbyteorder("="))
        for segment, base in zip(self.segments, self.bases, strict=True):
            column[base : base + segment.size] = segment.numbers(name, kind)
        return column


class StoredFreqs:
    """How often a term stands in a field of the documents of a snapshot: `docsets.TermFreqs`."""

    __slots__ = ("_field", "_snapshot", "_term")

    def __init__(self, snapshot: Snapshot, field: str, term: str) -> None:
        self._snapshot = snapshot
        self._field = field
        self._term = term

    def whole(self) -> Array:
        return self._snapshot.term_freqs(self._field, self._term)

    def some(self, ids: Ids) -> Array:
        return self._snapshot.term_freqs_at(self._field, self._term, ids)

    def mask(self) -> Mask:
        return self._snapshot.mask(self._field, self._term)

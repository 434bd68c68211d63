"""One published generation, opened for reading: maps, and arrays made of them when they are needed.

Nothing here has a file position and nothing changes once it is made, so that all threads share one
snapshot. What is made is kept: columns and facets for good, scores of postings in a cache of
bounded size.
"""

from __future__ import annotations

import bisect
import threading
from collections import OrderedDict
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from search.articles import Article
from search.engines.base import Origin
from search.engines.whoosh.arrays import Array
from search.engines.whoosh.facets import FacetCodes, Ids, facet_codes
from search.engines.whoosh.generations import Generation
from search.engines.whoosh.schema import TEXT_FIELDS
from search.engines.whoosh.segment import Segment
from search.engines.whoosh.writer import INDEX_NAME

FOUND_TERMS = 1 << 14
"""How many terms a snapshot remembers the place of."""


class Snapshot:
    """An open generation: its `segments`, the number of documents before each (`bases`), and in all."""

    def __init__(self, generation: Generation, cache_bytes: int) -> None:
        self.generation = generation
        storage = FileStorage(str(generation.path), readonly=True)
        toc = TOC.read(storage, INDEX_NAME)
        self.segments = [Segment(storage, segment, toc.schema) for segment in toc.segments]
        *self.bases, self.size = accumulate((s.size for s in self.segments), initial=0)
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
            self._facets[field] = facet_codes(
                [s.postings for s in self.segments], self.bases, self.size, field
            )
        return self._facets[field]

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

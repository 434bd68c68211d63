"""Where words stand side by side: bigrams, which are only counted, and phrases, found by their positions.

Most bigrams of a field have no postings: that two words stand side by side is told by their positions. So an
index is half as large, as there are as many bigrams as words and eight times as many different ones. Only of
those that many documents hold, where positions would take longest, the documents are listed. Of each field
of bigrams:

| array | holds |
| --- | --- |
| `successors` | the numbers of the second words, ascending, of one first word after another |
| `successor_ends` | where those of each first word begin |
| `counts` | how many documents hold each bigram |
| `listed` | the places among all bigrams of those whose documents are listed, ascending |
| `ids`, `id_ends` | the documents of each of these, as `integers` writes them; where its bytes begin |
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import numpy as np

from search.analysis import BIGRAM_JOINER
from search.engines.whoosh.storage.arrays import downcast
from search.engines.whoosh.storage.integers import (
    Array,
    Ids,
    decode_ids,
    encode_ids,
    intersection,
    offsets_from_counts,
    run_starts,
)
from search.engines.whoosh.storage.postings import (
    POSITION_BITS,
    FieldPostings,
    PostingsReader,
    TermFreqs,
)

_JOINER = BIGRAM_JOINER.encode()


@dataclass(frozen=True, slots=True)
class FieldBigrams:
    """All the bigrams of neighbours in one field, as they are written.

    `first[i]` and `second[i]` are the numbers of the two terms of bigram i in the field `words`, and
    `counts[i]` documents hold it. They ascend by the first, then by the second. `ids` are the documents of
    the bigrams `listed`, one after another.
    """

    words: str
    first: Array
    second: Array
    counts: Array
    listed: Array
    ids: Array


def bigram_arrays(field: FieldBigrams, words: FieldPostings) -> dict[str, Array]:
    """The arrays of the module's table; `words` are the postings of the field of the words."""
    ids, id_ends = encode_ids(field.ids, field.counts[field.listed], words.size)
    ends = offsets_from_counts(np.bincount(field.first, minlength=len(words.terms)))
    return {
        "successors": downcast(field.second),
        "successor_ends": downcast(ends),
        "counts": downcast(field.counts),
        "listed": downcast(field.listed),
        "ids": ids,
        "id_ends": downcast(id_ends),
    }


class BigramsReader:
    """The bigrams of one field of a segment. They go by the numbers of their two words in `words`."""

    def __init__(self, words: PostingsReader, arrays: Mapping[str, Array]) -> None:
        self.words = words
        self._successors = arrays["successors"]
        self._ends = arrays["successor_ends"].data
        self._counts = arrays["counts"]
        self._listed = arrays["listed"]
        self._ids, self._id_ends = arrays["ids"], arrays["id_ends"].data

    def find(self, bigram: bytes) -> tuple[int, int]:
        """The numbers of the words of a bigram; (-1, -1) if one of them is not in the field."""
        first, _, second = bigram.partition(_JOINER)
        numbers = self.words.find(first), self.words.find(second)
        return numbers if min(numbers) >= 0 else (-1, -1)

    def count(self, first: int, second: int) -> int:
        """How many documents hold the first word with the second right after it."""
        place = self._place(first, second)
        return 0 if place is None else int(self._counts[place])

    def documents(self, first: int, second: int) -> Ids | None:
        """The documents that do, ascending; None where their positions must tell."""
        place = self._place(first, second)
        if place is None:
            return None
        list_number = int(np.searchsorted(self._listed, place))
        if list_number == len(self._listed) or self._listed[list_number] != place:
            return None
        codes = self._ids[self._id_ends[list_number] : self._id_ends[list_number + 1]]
        return decode_ids(codes, int(self._counts[place]), self.words.size)

    def _place(self, first: int, second: int) -> int | None:
        """The place of a bigram among all; None if there is none."""
        successors, _ = self.after(first)
        shift = int(np.searchsorted(successors, second))
        if shift == len(successors) or successors[shift] != second:
            return None
        return int(self._ends[first]) + shift

    def after(self, first: int) -> tuple[Array, Array]:
        """The words that stand right after a word, ascending, and how many documents hold each bigram."""
        extent = slice(self._ends[first], self._ends[first + 1])
        return self._successors[extent], self._counts[extent]

    def starting_with(self, prefix: bytes) -> range:
        """The places of the bigrams that start so, in the order of their words' numbers."""
        first, joiner, second = prefix.partition(_JOINER)
        if not joiner:
            words = self.words.starting_with(prefix)
            return range(self._ends[words.start], self._ends[words.stop])
        number = self.words.find(first)
        if number < 0:
            return range(0)
        words = self.words.starting_with(second)
        low, high = np.searchsorted(self.after(number)[0], (words.start, words.stop)).tolist()
        return range(self._ends[number] + low, self._ends[number] + high)

    def counts(self, places: range) -> Array:
        """How many documents hold each of the bigrams at these places."""
        return self._counts[places.start : places.stop]

    def term(self, place: int) -> bytes:
        """The bytes of the bigram at a place."""
        first = bisect.bisect_right(self._ends, place) - 1
        return self.words.term(first) + _JOINER + self.words.term(int(self._successors[place]))

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """The bigrams, as the numbers of their words."""
        for first in range(len(self.words)):
            for second in self.after(first)[0].tolist():
                yield first, second

    def ids_and_weights(self, first: int, second: int) -> tuple[Ids, TermFreqs]:
        """The documents that hold a bigram, ascending, and how often it stands in each."""
        ids, starts = adjacent([(self.words, first), (self.words, second)])
        return ids, np.bincount(starts, minlength=len(ids)).astype(np.float32)


def phrase_documents(words: Sequence[tuple[PostingsReader, int]], bigrams: BigramsReader) -> Ids:
    """The documents where terms, given by their fields and numbers, stand one right after another.

    `bigrams` are those of the field of folded terms.
    """
    listed = [
        ids
        for (left, first), (right, second) in pairwise(words)
        if left is right is bigrams.words and (ids := bigrams.documents(first, second)) is not None
    ]
    if listed and len(words) == 2:
        return listed[0]
    return adjacent(words, listed)[0]


def adjacent(
    words: Sequence[tuple[PostingsReader, int]], among: Sequence[Ids] = ()
) -> tuple[Ids, Array]:
    """Where terms, given by their fields and numbers, stand one right after another.

    Returns the documents where they do, ascending, and for each time they do the place of its document
    among these. Only documents that are in all the lists `among` are looked at.
    """
    # From the rarest on, so that each of the others is looked at only where it can matter.
    order = sorted(range(len(words)), key=lambda i: words[i][0].count(words[i][1]))
    first_reader, first_number = words[order[0]]
    common = reduce(intersection, among) if among else first_reader.ids(first_number)
    places: dict[int, Ids] = {}
    for i in order:
        reader, number = words[i]
        there, own = reader.places(number, common)
        kept = np.flatnonzero(there)
        common = common.take(kept)
        places = {other: held.take(kept) for other, held in places.items()} | {i: own}
    owners = np.arange(len(common))
    starts: Array | None = None
    for shift, (reader, number) in enumerate(words):
        found = reader.occurrences(number, places[shift], owners) - shift
        starts = found if starts is None else intersection(starts, found)
    assert starts is not None
    documents = starts >> POSITION_BITS
    firsts = run_starts(documents)
    return common[documents[firsts]], np.cumsum(firsts) - 1

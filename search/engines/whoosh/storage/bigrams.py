"""Where words stand side by side: bigrams, which are only counted, and phrases, found by their positions.

The bigrams of a field have no postings: that two words stand side by side is told by their positions. So an
index is half as large, as there are as many bigrams as words and eight times as many different ones. Of each
field of bigrams:

| array | holds |
| --- | --- |
| `successors` | the numbers of the second words, ascending, of one first word after another |
| `successor_ends` | where those of each first word begin |
| `counts` | how many documents hold each bigram |
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from search.analysis import BIGRAM_JOINER
from search.engines.whoosh.storage.arrays import downcast
from search.engines.whoosh.storage.integers import (
    Array,
    Ids,
    intersection,
    offsets_from_counts,
    run_starts,
)
from search.engines.whoosh.storage.postings import POSITION_BITS, PostingsReader, TermFreqs

_JOINER = BIGRAM_JOINER.encode()


@dataclass(frozen=True, slots=True)
class FieldBigrams:
    """All the bigrams of neighbours in one field, as they are written.

    `first[i]` and `second[i]` are the numbers of the two terms of bigram i in the field `words`, and
    `counts[i]` documents hold it. They ascend by the first, then by the second.
    """

    words: str
    first: Array
    second: Array
    counts: Array


def bigram_arrays(field: FieldBigrams, words: int) -> dict[str, Array]:
    """The arrays of the module's table, for a field of so many different words."""
    return {
        "successors": downcast(field.second),
        "successor_ends": downcast(offsets_from_counts(np.bincount(field.first, minlength=words))),
        "counts": downcast(field.counts),
    }


class BigramsReader:
    """The bigrams of one field of a segment. They go by the numbers of their two words in `words`."""

    def __init__(self, words: PostingsReader, arrays: Mapping[str, Array]) -> None:
        self.words = words
        self._successors = arrays["successors"]
        self._ends = arrays["successor_ends"].data
        self._counts = arrays["counts"]

    def find(self, bigram: bytes) -> tuple[int, int]:
        """The numbers of the words of a bigram; (-1, -1) if one of them is not in the field."""
        first, _, second = bigram.partition(_JOINER)
        numbers = self.words.find(first), self.words.find(second)
        return numbers if min(numbers) >= 0 else (-1, -1)

    def count(self, first: int, second: int) -> int:
        """How many documents hold the first word with the second right after it."""
        successors, counts = self.after(first)
        place = int(np.searchsorted(successors, second))
        return int(counts[place]) if place < len(successors) and successors[place] == second else 0

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


def adjacent(words: Sequence[tuple[PostingsReader, int]]) -> tuple[Ids, Array]:
    """Where terms, given by their fields and numbers, stand one right after another.

    Returns the documents where they do, ascending, and for each time they do the place of its document
    among these.
    """
    # From the rarest on, so that each of the others is looked at only where it can matter.
    order = sorted(range(len(words)), key=lambda i: words[i][0].count(words[i][1]))
    first_reader, first_number = words[order[0]]
    common = first_reader.ids(first_number)
    places = {order[0]: np.arange(len(common))}
    for i in order[1:]:
        reader, number = words[i]
        there, own = reader.places(number, common)
        common = common[there]
        places = {other: held[there] for other, held in places.items()} | {i: own}
    owners = np.arange(len(common))
    starts: Array | None = None
    for shift, (reader, number) in enumerate(words):
        found = reader.occurrences(number, places[shift], owners) - shift
        starts = found if starts is None else intersection(starts, found)
    assert starts is not None
    documents = starts >> POSITION_BITS
    firsts = run_starts(documents)
    return common[documents[firsts]], np.cumsum(firsts) - 1

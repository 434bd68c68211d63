"""Some documents looked at more closely: where words stand in them, each read once."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.storage.integers import Array, Ids
from search.engines.whoosh.storage.postings import TermFreqs

POSITION_BITS = 32


class Window:
    """Documents of a snapshot, ascending, and the positions of the words that were asked for."""

    def __init__(self, snapshot: Snapshot, ids: Ids) -> None:
        self.ids = ids
        self._snapshot = snapshot
        self._places: dict[tuple[str, str], Array] = {}

    def places(self, field: str, word: str) -> Array:
        """Where a word stands in the documents, ascending: for each time the place of the document among
        them, and in the lower 32 bits the position in its text."""
        if (field, word) not in self._places:
            owners, positions = self._snapshot.positions(field, word, self.ids)
            self._places[field, word] = (owners << POSITION_BITS) + positions
        return self._places[field, word]

    def phrase(self, field: str, *words: str) -> Array:
        """Where words stand side by side: the places of the first."""
        places = self.places(field, words[0])
        for shift, (_, word) in enumerate(pairwise(words), start=1):
            places = np.intersect1d(places, self.places(field, word) - shift, assume_unique=True)
        return places

    def documents(self, places: Array) -> tuple[Ids, TermFreqs]:
        """The documents of some places, and how many places each has."""
        owners, term_freqs = np.unique(places >> POSITION_BITS, return_counts=True)
        return self.ids[owners], term_freqs.astype(np.float32)

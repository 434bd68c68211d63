"""The rerank window: some documents, and where words occur in them, each word read once."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from search.budget import Budget
from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.storage.integers import Array, Ids

POSITION_BITS = 32


class RerankWindow:
    """Documents of a snapshot, ascending, and the positions of the words that were asked for."""

    def __init__(self, snapshot: Snapshot, ids: Ids, budget: Budget) -> None:
        self.ids = ids
        self._snapshot = snapshot
        self._budget = budget
        self._occurrences: dict[tuple[str, str], Array] = {}
        self._phrases: dict[tuple[str, ...], Array] = {}

    def occurrences(self, field: str, word: str) -> Array:
        """Where a word occurs in the documents, ascending: for each time the slot of the document among
        them, and in the lower 32 bits the position in its text."""
        if (field, word) not in self._occurrences:
            self._budget.check()
            owners, positions = self._snapshot.positions(field, word, self.ids)
            self._occurrences[field, word] = (owners << POSITION_BITS) + positions
        return self._occurrences[field, word]

    def phrase(self, field: str, *words: str) -> Array:
        """Where words are adjacent: the occurrences of the first. Looked for once for each field."""
        key = (field, *words)
        if key not in self._phrases:
            self._budget.check()
            found = self.occurrences(field, words[0])
            for shift, (_, word) in enumerate(pairwise(words), start=1):
                found = np.intersect1d(
                    found, self.occurrences(field, word) - shift, assume_unique=True
                )
            self._phrases[key] = found
        return self._phrases[key]

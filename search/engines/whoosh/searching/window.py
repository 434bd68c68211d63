"""The rerank window: some documents, and where words occur in them, each word read once."""

from __future__ import annotations

from itertools import pairwise

from search.budget import Budget
from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.storage.integers import Array, Ids, intersection


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
        them, and in its lower `POSITION_BITS` the position in its text."""
        if (field, word) not in self._occurrences:
            self._budget.check()
            self._occurrences[field, word] = self._snapshot.occurrences(field, word, self.ids)
        return self._occurrences[field, word]

    def phrase(self, field: str, *words: str) -> Array:
        """Where words are adjacent: the occurrences of the first. Looked for once for each field."""
        key = (field, *words)
        if key not in self._phrases:
            self._budget.check()
            found = self.occurrences(field, words[0])
            for shift, (_, word) in enumerate(pairwise(words), start=1):
                found = intersection(found, self.occurrences(field, word) - shift)
            self._phrases[key] = found
        return self._phrases[key]

"""How much a term tells: BM25F, and the statistics of the whole index that it needs.

An article in which a term occurs tf(f) times in field f, of length |f|, scores

    idf^p · x / (k1 + x),    x = Σ over fields  w(f) · tf(f) / (1 - b + b · |f| / average |f|)
    idf = ln(1 + (N - n + 0.5) / (n + 0.5))

with N articles, of which n have the term in the field where most have it. This is the simple BM25F of
Robertson, Zaragoza and Taylor 2004, "Simple BM25 Extension to Multiple Weighted Fields": the fields are
combined before one saturation, so that a word in the title and in the body is not counted as two words.
The idf is Lucene's. The power p is 1, and `english_idf_power` for the words of an English query: there a
sentence has more words that say little.
"""

from __future__ import annotations

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA
from whoosh.util.numeric import byte_to_length

from search.budget import Budget
from search.engines.base import too_many_expansions
from search.engines.bm25 import idf
from search.engines.whoosh.reading.cache import Cache
from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.searching.docsets import Scores
from search.query.tree import Fuzzy, Node, Prefix, transform
from search.settings import Settings

_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], dtype=np.float32)


KEPT_BYTES = 32 << 20
"""How much of what a request found is kept for what it asks next."""


class Statistics:
    """What a request needs of the whole index: how rare terms are, and what leaves expand to.

    `evaluated` keeps what its trees found, so that what it asks several times is looked for once.
    """

    def __init__(
        self, snapshot: Snapshot, settings: Settings, budget: Budget | None = None
    ) -> None:
        self.snapshot = snapshot
        self.settings = settings
        self.budget = budget or Budget()
        self.evaluated = Cache(KEPT_BYTES)
        self._field_weights: dict[str, Scores] = {}
        self._expansions: dict[Prefix | Fuzzy, tuple[str, ...]] = {}

    def idf(self, doc_freq: int) -> float:
        """The idf of a term that this many documents have."""
        return idf(self.snapshot.size, doc_freq)

    def field_weights(self, field: str) -> Scores:
        """What one occurrence of a term in a field adds to x in each document, float32 above 0."""
        snapshot, settings = self.snapshot, self.settings
        weight = settings.title_weight if field == "title" else 1.0

        def make() -> tuple[Scores, int]:
            longer = settings.b / snapshot.average_length(field)
            norms = np.float32(1 - settings.b) + np.float32(longer) * _LENGTHS
            weights = np.float32(weight) / np.maximum(norms, np.float32(0.05))
            of_document = weights.astype(np.float32)[snapshot.lengths(field)]
            return of_document, of_document.nbytes

        if field not in self._field_weights:
            self._field_weights[field] = snapshot.cache.get(("field weights", field), make)
        return self._field_weights[field]

    def expand(self, leaf: Prefix | Fuzzy) -> tuple[str, ...]:
        """The folded terms of the index that the leaf stands for; QueryTooCostly if too many."""
        if leaf not in self._expansions:
            self.budget.check()
            self.budget.unpaid(lambda: self.snapshot.lexicon)
            if isinstance(leaf, Prefix):
                terms = self.snapshot.starting_with(leaf.folded)
            else:
                near = process.extract_iter(
                    leaf.folded,
                    self.snapshot.starting_with(leaf.folded[0]),
                    scorer=OSA.distance,
                    score_cutoff=leaf.distance,
                )
                terms = tuple(term for term, *_ in near)
            most = self.settings.expansions
            if len(terms) > most:
                raise too_many_expansions(leaf, len(terms), most)
            self._expansions[leaf] = terms
        return self._expansions[leaf]

    def expansions(self, tree: Node | None) -> dict[Prefix | Fuzzy, tuple[str, ...]]:
        """What the prefixes and fuzzy words of a tree stood for, those that were evaluated."""
        found: dict[Prefix | Fuzzy, tuple[str, ...]] = {}

        def note(leaf: Node) -> Node:
            if isinstance(leaf, Prefix | Fuzzy) and leaf in self._expansions:
                found[leaf] = self._expansions[leaf]
            return leaf

        if tree is not None:
            transform(tree, note)
        return found

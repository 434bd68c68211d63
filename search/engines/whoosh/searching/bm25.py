"""How much a term tells: BM25, and the statistics of the whole index that it needs.

A term that stands tf times in a field of an article scores there

    idf ^ idf_power · tf · (k1 + 1) / (tf + k1 · (1 - b + b · length / average length))
    idf = ln(N / (n + 1)) + 1

with N articles, n of which have the term in that field: BM25 (Robertson and Zaragoza 2009, "The
Probabilistic Relevance Framework") with the idf of Whoosh's `BM25F`, so that with an `idf_power` of 1
Whoosh's own matchers give the same scores. About 2 is the idf of the vector space model, where both
the article and the request are weighted by it (Salton and Buckley 1988, "Term-Weighting Approaches
in Automatic Text Retrieval"): the words of a whole sentence that say little then weigh less.
"""

from __future__ import annotations

import math

import numpy as np
from rapidfuzz.distance import OSA
from whoosh.util.numeric import byte_to_length

from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.searching.docsets import Scores
from search.engines.whoosh.storage.integers import Ids
from search.engines.whoosh.storage.postings import TermFreqs
from search.errors import QueryTooCostly
from search.query.tree import Fuzzy, Prefix
from search.settings import Settings

_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], dtype=np.float32)


class Statistics:
    """What one evaluation needs of the whole index: how rare terms are, and what leaves expand to."""

    def __init__(self, snapshot: Snapshot, settings: Settings) -> None:
        self.snapshot = snapshot
        self.settings = settings
        self.expansions: dict[Prefix | Fuzzy, tuple[str, ...]] = {}

    def idf(self, doc_freq: int) -> float:
        """What a term that stands in so many documents weighs: its idf to the `idf_power`."""
        idf = math.log(self.snapshot.size / (doc_freq + 1)) + 1
        return float(idf**self.settings.idf_power)

    def bm25(self, field: str, doc_freq: int, ids: Ids, tf: TermFreqs) -> Scores:
        """The scores in a field of a term that `doc_freq` documents have, in some of them: there it
        stands `tf` times each."""
        scores: Scores = np.float32(self.saturation_limit(doc_freq)) * tf
        scores /= self.norms(field)[ids] + tf
        return scores

    def saturation_limit(self, doc_freq: int) -> float:
        """What the score of a term of so many documents comes near where it stands often."""
        return self.idf(doc_freq) * (self.settings.k1 + 1)

    def norms(self, field: str) -> Scores:
        """k1 · (1 - b + b · length / average length) of a field in each document; above 0."""
        snapshot, settings = self.snapshot, self.settings

        def make() -> tuple[Scores, int]:
            longer = settings.k1 * settings.b / snapshot.average_length(field)
            of_byte = np.float32(settings.k1 * (1 - settings.b)) + np.float32(longer) * _LENGTHS
            norms = np.maximum(of_byte, np.finfo(np.float32).tiny)[snapshot.lengths(field)]
            return norms, norms.nbytes

        kept: Scores = snapshot.cache.get(("norms", field), make)
        return kept

    def expand(self, leaf: Prefix | Fuzzy) -> tuple[str, ...]:
        """The folded terms of the index that the leaf stands for; QueryTooCostly if too many."""
        if leaf not in self.expansions:
            if isinstance(leaf, Prefix):
                terms = self.snapshot.starting_with(leaf.folded)
            else:
                terms = tuple(
                    term
                    for term in self.snapshot.starting_with(leaf.folded[0])
                    if OSA.distance(leaf.folded, term, score_cutoff=leaf.distance) <= leaf.distance
                )
            most = self.settings.expansions
            if len(terms) > most:
                sign = "*" if isinstance(leaf, Prefix) else "~"
                raise QueryTooCostly(
                    "%(word)s stands for %(amount)s words of the index, the limit is %(limit)s: "
                    "write more of the word",
                    word=f"{leaf.folded}{sign}",
                    amount=len(terms),
                    limit=most,
                )
            self.expansions[leaf] = terms
        return self.expansions[leaf]

"""Words that are near each other tell more than words apart: the best passage of the best articles.

A passage is `passage_words` tokens of a body. It is worth the sum of the idf of the distinct words of
the query in it; `passage_weight` times the worth of its best passage is what an article gains. Words that
more than half of the articles have are in every passage and count for nothing. Passages as what is
relevant: Callan 1994, "Passage-Level Evidence in Document Retrieval"; nearness: Tao and Zhai 2007, "An
Exploration of Proximity Measures in Information Retrieval".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.engines.whoosh.searching.bm25 import Statistics
from search.engines.whoosh.searching.docsets import Scores
from search.engines.whoosh.searching.window import RerankWindow
from search.engines.whoosh.storage.integers import Array, Ids, mask_of, union
from search.engines.whoosh.storage.postings import POSITION_BITS


def best_passages(
    terms: Sequence[str], window: RerankWindow, candidates: Ids, statistics: Statistics
) -> Scores:
    """What the best passage adds to the scores of some documents of the window, given by their slots.

    `terms` are the folded words of the query.
    """
    snapshot, settings = statistics.snapshot, statistics.settings
    chosen = mask_of(candidates, len(window.ids))
    found: list[tuple[Array, float]] = []
    for word in dict.fromkeys(terms):
        doc_freq = snapshot.doc_freq("body", word)
        if 0 < 2 * doc_freq <= snapshot.size:
            occurrences = window.occurrences("body", word)
            own = occurrences[chosen[occurrences >> POSITION_BITS]]
            found.append((own, statistics.idf(doc_freq)))
    best = np.zeros(len(window.ids))
    if found:
        # The best passage begins with one of its words.
        starts = union([own for own, _ in found])
        worths = np.zeros(len(starts))
        for own, idf in found:
            after = np.searchsorted(own, starts)
            worths[after < np.searchsorted(own, starts + settings.passage_words)] += idf
        np.maximum.at(best, starts >> POSITION_BITS, worths)
    return (settings.passage_weight * best[candidates]).astype(np.float32)

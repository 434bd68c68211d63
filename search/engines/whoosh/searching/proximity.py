"""Words that stand together tell more than words apart: the best passage of the best articles.

A passage is `passage_words` tokens of a body. It is worth the sum, over the distinct words of the
request in it, of idf to the `idf_power`, and over the request's bigrams of neighbours in it
`pairs_weight` as much of theirs. `passage_weight` times the worth of its best passage is what an article
gains. Words and bigrams that more than half of the articles have stand in every passage and count for
nothing. Passages as what is relevant: Callan 1994, "Passage-ConstantScore Evidence in Document Retrieval";
nearness: Tao and Zhai 2007, "An Exploration of Proximity Measures in Information Retrieval".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from search.analysis import BIGRAM_JOINER
from search.engines.whoosh.searching.bm25 import Statistics
from search.engines.whoosh.searching.docsets import Scores
from search.engines.whoosh.searching.rerank import POSITION_BITS, Window
from search.engines.whoosh.storage.integers import Array, Ids, mask_of


def best_passages(
    near: Sequence[str], window: Window, candidates: Ids, statistics: Statistics
) -> Scores:
    """What the best passage adds to the scores of some documents of the window, given by their places.

    `near` are the folded words of the request, in their order.
    """
    snapshot, settings = statistics.snapshot, statistics.settings
    worth_of: dict[tuple[str, ...], float] = {
        (word,): _worth(snapshot.doc_freq("body", word), statistics) for word in near
    }
    for left, right in pairwise(near):
        doc_freq = snapshot.doc_freq("body_pairs", f"{left}{BIGRAM_JOINER}{right}")
        worth_of[left, right] = settings.pairs_weight * _worth(doc_freq, statistics)
    chosen = mask_of(candidates, len(window.ids))
    found: list[tuple[Array, float]] = []
    for words, worth in worth_of.items():
        if worth:
            there = window.phrase("body", *words)
            found.append((there[chosen[there >> POSITION_BITS]], worth))
    best = np.zeros(len(window.ids))
    if found:
        # The best passage begins with one of its words.
        starts = np.unique(np.concatenate([there for there, _ in found]))
        worths = np.zeros(len(starts))
        for there, worth in found:
            after = np.searchsorted(there, starts)
            worths[after < np.searchsorted(there, starts + settings.passage_words)] += worth
        np.maximum.at(best, starts >> POSITION_BITS, worths)
    return (settings.passage_weight * best[candidates]).astype(np.float32)


def _worth(doc_freq: int, statistics: Statistics) -> float:
    """What a term of so many documents is worth in a passage."""
    tells = 0 < 2 * doc_freq <= statistics.snapshot.size
    return statistics.idf(doc_freq) if tells else 0.0

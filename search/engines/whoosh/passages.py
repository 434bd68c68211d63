"""Words that stand together tell more than words apart: the best passage of the best articles.

A passage is `passage_words` tokens of a body. It is worth the sum, over the distinct words of the
question in it, of idf to the `idf_power`, and over the question's pairs of neighbours in it
`pairs_weight` as much of theirs. `passage_weight` times the worth of its best passage is what an article
gains. Words and pairs that more than half of the articles have stand in every passage and count for
nothing. Passages as what is relevant: Callan 1994, "Passage-Level Evidence in Document Retrieval";
nearness: Tao and Zhai 2007, "An Exploration of Proximity Measures in Information Retrieval".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from search.analysis import PAIR_JOINER
from search.engines.whoosh.coding import Array, Ids
from search.engines.whoosh.matches import Scores
from search.engines.whoosh.scoring import Statistics

_POSITION_BITS = 32


def best_passages(near: Sequence[str], ids: Ids, statistics: Statistics) -> Scores:
    """What the best passage adds to the score of each of these documents, which ascend.

    `near` are the folded words of the question, in their order.
    """
    snapshot, settings = statistics.snapshot, statistics.settings
    keys = {word: _keys(*snapshot.positions("body", word, ids)) for word in dict.fromkeys(near)}
    found: list[tuple[Array, float]] = []
    for word in keys:
        found.append((keys[word], _worth(snapshot.frequency("body", word), statistics)))
    for left, right in dict.fromkeys(pairwise(near)):
        frequency = snapshot.frequency("body_pairs", f"{left}{PAIR_JOINER}{right}")
        worth = settings.pairs_weight * _worth(frequency, statistics)
        if worth:
            found.append((np.intersect1d(keys[left], keys[right] - 1), worth))
    found = [(there, worth) for there, worth in found if worth]
    best = np.zeros(len(ids))
    if found:
        # The best passage begins with one of its words.
        starts = np.unique(np.concatenate([there for there, _ in found]))
        worths = np.zeros(len(starts))
        for there, worth in found:
            after = np.searchsorted(there, starts)
            worths[after < np.searchsorted(there, starts + settings.passage_words)] += worth
        np.maximum.at(best, starts >> _POSITION_BITS, worths)
    return (settings.passage_weight * best).astype(np.float32)


def _keys(owners: Ids, positions: Array) -> Array:
    """A document and a position in it as one number, those of one text close together."""
    keys: Array = (owners.astype(np.int64) << _POSITION_BITS) + positions
    return keys


def _worth(frequency: int, statistics: Statistics) -> float:
    """What a term of so many documents is worth in a passage."""
    tells = 0 < 2 * frequency <= statistics.snapshot.size
    return statistics.weight(frequency) if tells else 0.0

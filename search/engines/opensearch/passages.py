"""The best passage of an article, from its text; `engines/whoosh/searching/proximity.py` says what it is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

from search.engines.opensearch.documents import analyze_text
from search.engines.opensearch.mapping import STACKED


def best_passage(body: str, idfs: Mapping[str, float], words: int) -> float:
    """What the best passage of a body of so many words is worth: the sum of the idf of the words in it."""
    places: dict[str, list[int]] = {}
    for position, stack in enumerate(analyze_text(body).folded):
        for term in stack.split(STACKED):
            if term in idfs:
                places.setdefault(term, []).append(position)

    def worth(start: int) -> float:
        return sum(
            idfs[word]
            for word, at in places.items()
            if (next_one := bisect_left(at, start)) < len(at) and at[next_one] < start + words
        )

    # The best passage begins with one of its words.
    return max((worth(start) for at in places.values() for start in at), default=0.0)

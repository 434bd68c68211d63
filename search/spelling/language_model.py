"""What the index knows of words: how frequent they are, alone and side by side."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from search.analysis import Stream, bigrams_of

NEIGHBOURS = 0.8
"""After the word p, the word w has the probability NEIGHBOURS · (articles with the bigram / articles with p)
+ (1 - NEIGHBOURS) · (articles with w / articles): interpolated as in Jelinek and Mercer 1980."""

UNSEEN = 1e-7
"""The probability of a word that no article has, however few there are."""


class Lexicon:
    """The words of an index while one request is looked into; what was asked once is remembered.

    `frequencies` and `similar` are the engine's, `articles` how many there are in all.
    """

    def __init__(
        self,
        articles: int,
        frequencies: Callable[[Stream, Sequence[str]], tuple[int, ...]],
        similar: Callable[[str, int], Mapping[str, int]],
    ) -> None:
        self.similar = similar
        self._articles = articles
        self._frequencies = frequencies
        self._known: dict[tuple[Stream, str], int] = {}

    def counts(self, stream: Stream, terms: Sequence[str]) -> list[int]:
        """In how many articles' bodies each term stands."""
        unknown = [term for term in terms if (stream, term) not in self._known]
        found = self._frequencies(stream, unknown)
        for term, count in zip(unknown, found, strict=True):
            self._known[stream, term] = count
        return [self._known[stream, term] for term in terms]

    def count(self, *words: str) -> int:
        """In how many articles' bodies a folded word stands, or two of them side by side."""
        if len(words) == 1:
            return self.counts("folded", words)[0]
        return self.counts("bigrams", bigrams_of(list(words)))[0]

    def cost(self, before: str | None, word: str) -> float:
        """How unlikely a folded word is, after the one before it if there is one: -ln of its probability."""
        alone = self.count(word) / (self._articles + 1) or UNSEEN
        if before is None:
            return -math.log(alone)
        together = self.count(before, word) / max(1, self.count(before))
        return -math.log(NEIGHBOURS * together + (1 - NEIGHBOURS) * alone)

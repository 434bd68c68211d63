"""What the index knows of words: how frequent they are, alone and side by side."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from search.analysis import BIGRAM_JOINER, Stream

BIGRAM_WEIGHT = 0.8
"""After the word a, b has the probability BIGRAM_WEIGHT · (articles with the bigram / articles with a)
+ (1 - BIGRAM_WEIGHT) · (articles with b / articles) / WORDS: interpolated as in Jelinek and Mercer 1980."""

WORDS = 150
"""About how many different words an article has: so much less likely is a word to come next than to
be somewhere in an article."""

UNSEEN = 0.001
"""An unknown word counts as if so many articles had it."""


class Form(NamedTuple):
    """A word folded, and with its marks if it has any; `any_marks` if how it is accented is left open."""

    folded: str
    accented: str | None = None
    any_marks: bool = True

    @property
    def written(self) -> str:
        return self.accented or self.folded


class LanguageModel:
    """Bigram probabilities from an index, for one request; what was looked up once is remembered.

    `doc_freq` and `similar_terms` are the searcher's, `articles` is how many there are in all.
    The index counts bigrams without their marks only: how they are accented is seen in articles (`observe`).
    """

    def __init__(
        self,
        articles: int,
        doc_freq: Callable[[Stream, Sequence[str]], tuple[int, ...]],
        similar_terms: Callable[[str, int], Mapping[str, int]],
    ) -> None:
        self.articles = articles
        self.similar_terms = similar_terms
        self._doc_freq = doc_freq
        self._counts: dict[tuple[Stream, str], int] = {}
        self._observed: dict[tuple[str, str], Counter[tuple[str, ...]]] = {}
        self._log_probabilities: dict[tuple[Form | None, Form], float] = {}

    def counts(self, stream: Stream, terms: Iterable[str]) -> list[int]:
        """In how many articles' bodies each term is, looked up in one call."""
        terms = list(terms)
        unknown = list(dict.fromkeys(t for t in terms if (stream, t) not in self._counts))
        if unknown:
            for term, count in zip(unknown, self._doc_freq(stream, unknown), strict=True):
                self._counts[stream, term] = count
        return [self._counts[stream, term] for term in terms]

    def count(self, folded: str) -> int:
        """In how many articles a folded word is."""
        return self._one("folded", folded)

    def bigram_count(self, left: str, right: str) -> int:
        """In how many articles two folded words are side by side."""
        return self._one("bigrams", BIGRAM_JOINER.join((left, right)))

    def _one(self, stream: Stream, term: str) -> int:
        known = self._counts.get((stream, term))
        return self.counts(stream, [term])[0] if known is None else known

    def look_up_bigrams(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Look up many bigrams in one call, to be asked for one by one."""
        self.counts("bigrams", map(BIGRAM_JOINER.join, pairs))

    def observe(self, left: str, right: str, forms: Counter[tuple[str, ...]]) -> None:
        """Take note of how a bigram is accented in some articles, and in how many so."""
        self._observed.setdefault((left, right), Counter()).update(forms)
        self._log_probabilities.clear()

    def observed(self, left: str, right: str) -> Counter[tuple[str, ...]]:
        """How the bigram was seen accented, and in how many articles so."""
        return self._observed.get((left, right), Counter())

    def pair_count(self, left: Form, right: Form) -> float:
        """In about how many articles two words are side by side, accented like this.

        At most as many as have each of them so accented. Where the bigram was seen in articles, the
        share of those that accent it so tells.
        """
        count: float = self.bigram_count(left.folded, right.folded)
        if not count or (left.any_marks and right.any_marks):
            return count
        for form in (left, right):
            if not form.any_marks and form.accented:
                count = min(count, self._one("accented", form.accented))
        seen = self.observed(left.folded, right.folded)
        total = seen.total()
        if total:
            alike = sum(
                times
                for (one, other), times in seen.items()
                if (left.any_marks or one == left.written)
                and (right.any_marks or other == right.written)
            )
            count *= (alike + 0.1) / (total + 0.2)
        return count

    def form_count(self, form: Form) -> int:
        """In how many articles a word is, accented like this if it has marks."""
        if form.accented and not form.any_marks:
            return self._one("accented", form.accented)
        return self.count(form.folded)

    def log_probability(self, before: Form | None, word: Form) -> float:
        """ln of how likely the word is, after the one before it if there is one."""
        known = self._log_probabilities.get((before, word))
        if known is None:
            known = self._log_probabilities[before, word] = self._log_probability(before, word)
        return known

    def _log_probability(self, before: Form | None, word: Form) -> float:
        alone = (self.form_count(word) or UNSEEN) / ((self.articles + 1) * WORDS)
        if before is None:
            return math.log(alone)
        pair = self.pair_count(before, word)
        together = min(1.0, pair / max(1, self.form_count(before))) if pair else 0.0
        return math.log(BIGRAM_WEIGHT * together + (1 - BIGRAM_WEIGHT) * alone)

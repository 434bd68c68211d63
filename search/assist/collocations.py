"""Words that go together: which they are, and how articles usually write them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from search.analysis import BIGRAM_JOINER, split_bigram
from search.articles import Article
from search.engines.base import Searcher
from search.spelling.surface_forms import accents_of, surface_forms, tokenize
from search.vietnamese.syllables import spellings

CANDIDATES = 24
"""How many of the most frequent bigrams are weighed."""

RARE = 0.02
"""Pairs are left out whose frequency is a smaller share of that of the most frequent one."""

READ = 20_000
"""How many characters of an article are read to see how it writes a pair: five times a usual one."""

BY_CHANCE = 0.2
"""In what share of the articles that hold both of two common words they stand side by side by chance."""


def following(folded: Sequence[str], searcher: Searcher) -> list[tuple[str, str]]:
    """Pairs of words that begin with one folded word, or with two, the last perhaps unfinished.

    Those first that say most: their frequency times the logarithm of how much oftener they stand
    together than by chance. Pairs that do so by chance alone, and rare ones, are not among them.
    """
    found = searcher.terms_with_prefix("bigrams", BIGRAM_JOINER.join(folded), CANDIDATES)
    least = max(found.values(), default=0) * RARE
    counts = {split_bigram(bigram): count for bigram, count in found.items() if count >= least}
    words = sorted({word for bigram in counts for word in bigram})
    alone = dict(zip(words, searcher.doc_freq("folded", words), strict=True))
    articles = searcher.summary().articles
    gains = {}
    for (left, right), count in counts.items():
        by_chance = BY_CHANCE * alone[left] * alone[right] / articles
        gains[left, right] = count * math.log(count / by_chance)
    return sorted(
        (bigram for bigram in gains if gains[bigram] > 0), key=lambda bigram: -gains[bigram]
    )


def usual_form(bigram: tuple[str, str], articles: Iterable[Article]) -> str | None:
    """The bigram as titles, or else bodies, usually write it; None if they hold it nowhere.

    In lower case if it ever is, or if only its first letter is a capital: that begins a sentence.
    """
    held = list(articles)
    for texts in ([a.title for a in held], [a.body[:READ] for a in held]):
        found = surface_forms(bigram, tokenize(texts))
        if found:
            ways: Counter[tuple[str, ...]] = Counter()
            for words, times in found.items():
                ways[accents_of(words)] += times
            usual = max(ways, key=lambda way: (ways[way], way))
            first, *rest = max(words for words in found if accents_of(words) == usual)
            begins = first[:1].isupper() and all(word.islower() for word in rest)
            return " ".join([first.lower() if begins else first, *rest])
    return None


def may_be_vietnamese(bigram: tuple[str, str]) -> bool:
    """Whether a folded word of the two is a Vietnamese syllable; the other may be a name."""
    return any(map(spellings, bigram))

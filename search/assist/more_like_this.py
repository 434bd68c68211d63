"""More like this: the articles that share an article's most telling terms and places."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from search.analysis import analyze, bigrams_of, fold_text
from search.articles import Article
from search.engines.base import Searcher
from search.query.plan import Plan
from search.query.tree import Any, FacetTerm, Term, Word

TERMS = 25
"""How many of an article's terms are asked for, and of its bigrams compared (as in Lucene's MoreLikeThis)."""

CANDIDATES = 20
"""How many of the best by words and places are compared by bigrams: what costs most is to read them."""

READ = 20_000
"""How many characters of an article are compared: five times a usual one."""

BIGRAMS_WEIGHT = 0.5
"""What a bigram weighs beside a word."""


def more_like_this(
    article: Article, searcher: Searcher, without: Sequence[Article] = (), limit: int = 5
) -> tuple[Article, ...]:
    """At most `limit` other articles, the likest first; each shares a telling term or a main place.

    None is a copy of the article or of another of them, or one of those it shall be `without`.
    """
    terms = analyze(_beginning(article))
    counts = Counter(terms.folded)
    frequencies = searcher.doc_freq("folded", list(counts))
    idf = _idf(dict(zip(counts, frequencies, strict=True)), searcher)
    words = tuple(Word(Term(word)) for word in _telling(counts, idf))
    places = tuple(FacetTerm("place", mention.place) for mention in article.places if mention.main)
    if not words and not places:
        return ()
    plan = Plan(
        tree=Any((*words, *places)),
        facets=(),
        size=max(CANDIDATES, limit) + 1 + len(without),
        group_copies=True,
    )
    passed = {article.id, *searcher.duplicates_of(article.id), *(other.id for other in without)}
    scores = {hit.id: hit.score for hit in searcher.search(plan).hits if hit.id not in passed}
    candidates = searcher.fetch(list(scores))
    for id, more in _scores_of_bigrams(terms.bigrams, candidates, searcher).items():
        scores[id] += more
    return tuple(sorted(candidates, key=lambda other: -scores[other.id])[:limit])


def _scores_of_bigrams(
    own: Sequence[str], candidates: Sequence[Article], searcher: Searcher
) -> dict[str, float]:
    """What the bigrams that tell most add to the scores of candidates, by id: idf · tf / (1 + tf).

    Only those that some candidate shares are looked up: the others are most of them.
    """
    counts = Counter(own)
    shared = {
        other.id: Counter(bigram for bigram in _bigrams(other) if bigram in counts)
        for other in candidates
    }
    bigrams = sorted(set().union(*shared.values()))
    frequencies = searcher.doc_freq("bigrams", bigrams)
    idf = _idf(dict(zip(bigrams, frequencies, strict=True)), searcher)
    telling = _telling(counts, idf)
    return {
        id: BIGRAMS_WEIGHT * sum(idf[b] * found[b] / (1 + found[b]) for b in telling)
        for id, found in shared.items()
    }


def _bigrams(article: Article) -> list[str]:
    """The bigrams of an article, and some across the ends of its sentences: those its analysis has not."""
    return bigrams_of(fold_text(_beginning(article)).folded.split())


def _beginning(article: Article) -> str:
    return f"{article.title}\n{article.body}"[:READ]


def _idf(frequencies: dict[str, int], searcher: Searcher) -> dict[str, float]:
    """The idf of terms; of those that only one article has, or each, none: they tell nothing."""
    articles = searcher.summary().articles
    return {
        term: math.log(articles / frequency)
        for term, frequency in frequencies.items()
        if 1 < frequency < articles
    }


def _telling(counts: Counter[str], idf: dict[str, float]) -> list[str]:
    """The terms that occur often here and seldom elsewhere, by tf · idf."""
    return sorted(idf, key=lambda term: (-counts[term] * idf[term], term))[:TERMS]

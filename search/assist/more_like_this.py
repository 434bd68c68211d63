"""More like this: the articles that share an article's most telling terms and places."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from search.analysis import Stream, analyze, split_bigram
from search.articles import Article
from search.engines.base import Searcher
from search.query.plan import Plan
from search.query.tree import Any, FacetTerm, Term, Word

TERMS = 25
"""How many of an article's terms are asked for (as in Lucene's MoreLikeThis)."""


def more_like_this(
    article: Article, searcher: Searcher, without: Sequence[Article] = (), limit: int = 5
) -> tuple[Article, ...]:
    """At most `limit` other articles, the likest first; each shares a telling term or a main place.

    None is a copy of the article or of another of them, or one of those it shall be `without`.
    """
    terms = analyze(f"{article.title}\n{article.body}")
    words = tuple(Word(Term(word)) for word in _telling("folded", terms.folded, searcher))
    places = tuple(FacetTerm("place", mention.place) for mention in article.places if mention.main)
    if not words and not places:
        return ()
    bigrams = _telling("bigrams", terms.bigrams, searcher)
    plan = Plan(
        tree=Any((*words, *places)),
        bigrams=tuple(map(split_bigram, bigrams)),
        facets=(),
        size=limit + 1 + len(without),
        group_copies=True,
    )
    passed = {article.id, *searcher.duplicates_of(article.id), *(other.id for other in without)}
    ids = [hit.id for hit in searcher.search(plan).hits if hit.id not in passed]
    return searcher.fetch(ids[:limit])


def _telling(stream: Stream, terms: list[str], searcher: Searcher) -> list[str]:
    """The terms that stand often here and seldom elsewhere, by tf · idf; those only here tell nothing."""
    counts = Counter(terms)
    everywhere = searcher.doc_freq(stream, list(counts))
    articles = searcher.summary().articles
    weights = {
        term: count * math.log(articles / frequency)
        for (term, count), frequency in zip(counts.items(), everywhere, strict=True)
        if 1 < frequency < articles
    }
    return sorted(weights, key=lambda term: (-weights[term], term))[:TERMS]

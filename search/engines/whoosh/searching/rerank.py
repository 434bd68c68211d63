"""The best matches are looked at more closely: what costs too much to look up in every document.

The first stage finds and scores all matches by their words. Of the best `settings.rescored` of them, and
of all that score as much as the last, the scores are added to:

- for each bigram of the query, its BM25F as `bm25` has it, with `bigram_k1`, times `pairs_weight`
  (`english_pairs_weight` for an English query): words that are adjacent in the query and in the article
  (Metzler and Croft 2005, "A Markov Random Field Model for Term Dependencies");
- unless the query is English, `lead_weight` times the idf of each word, and `lead_pairs_weight` times that
  of each bigram, in the first `lead_words` words of the body: news says first what it is about;
- unless the query is English, the idf of each word in the title, times `title_words` / n for a query of
  n distinct words, if n is greater: a word asked for counts as often as it is asked for;
- `language_weight` times all that, for an article in the language of the query;
- unless the query is English, the best passage of the best `passage_candidates`, as `proximity` has it.

Nothing makes a score less, so that they stay ahead of all the others.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from search.analysis import bigrams_of
from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.schema import TEXT_FIELDS, field_name
from search.engines.whoosh.searching.bm25 import Statistics
from search.engines.whoosh.searching.docsets import Scores, SparseMatches, saturated
from search.engines.whoosh.searching.matcher import Matcher
from search.engines.whoosh.searching.proximity import best_passages
from search.engines.whoosh.searching.window import RerankWindow
from search.engines.whoosh.storage.integers import Array, distinct
from search.engines.whoosh.storage.postings import POSITION_BITS
from search.query.plan import Plan

_POSITION = (1 << POSITION_BITS) - 1


def rerank(candidates: SparseMatches, plan: Plan, matcher: Matcher) -> SparseMatches:
    """The candidates with what more the plan says of them added to their scores."""
    statistics = matcher.statistics
    window = RerankWindow(statistics.snapshot, candidates.ids, statistics.budget)
    scores = candidates.scores.copy()
    is_english = plan.language == "en"
    scores += _bigrams(plan, window, statistics)
    if not is_english:
        scores += _lead_and_title(plan, window, statistics)
    settings = statistics.settings
    if plan.language:
        own = matcher.among("lang", plan.language, window.ids)
        scores[own] *= np.float32(settings.language_weight)
    if not is_english and len(scores):
        best = np.sort(np.argsort(-scores, kind="stable")[: settings.passage_candidates])
        scores[best] += best_passages(plan.proximity_terms, window, best, statistics)
    return SparseMatches(window.ids, scores)


def _bigrams(plan: Plan, window: RerankWindow, statistics: Statistics) -> Scores:
    settings, snapshot = statistics.settings, statistics.snapshot
    is_english = plan.language == "en"
    weight = settings.english_pairs_weight if is_english else settings.pairs_weight
    added = np.zeros(len(window.ids), dtype=np.float32)
    field_weights = {field: statistics.field_weights(field)[window.ids] for field in TEXT_FIELDS}
    for left, right in plan.bigrams:
        doc_freq = _bigram_doc_freq(snapshot, left, right)
        if not doc_freq:
            continue
        occurrences = np.zeros(len(window.ids), dtype=np.float32)
        for field, weights in field_weights.items():
            slots = window.phrase(field, left, right) >> POSITION_BITS
            count = np.bincount(slots, minlength=len(window.ids)).astype(np.float32)
            occurrences += count * weights
        limit = weight * statistics.idf(doc_freq)
        added += saturated(occurrences, settings.bigram_k1, limit)
    return added


def _lead_and_title(plan: Plan, window: RerankWindow, statistics: Statistics) -> Scores:
    settings, snapshot = statistics.settings, statistics.snapshot
    added = np.zeros(len(window.ids), dtype=np.float32)
    counts = Counter(plan.proximity_terms)
    in_title = min(1.0, settings.title_words / len(counts)) if counts else 0.0
    for word, count in counts.items():
        doc_freq = max(snapshot.doc_freq(field, word) for field in TEXT_FIELDS)
        if not doc_freq:
            continue
        idf = statistics.idf(doc_freq) * count
        lead = _within(window.occurrences("body", word), settings.lead_words)
        added[lead] += np.float32(settings.lead_weight * idf)
        titled = distinct(window.occurrences("title", word) >> POSITION_BITS)
        added[titled] += np.float32(in_title * idf)
    for left, right in plan.bigrams:
        doc_freq = _bigram_doc_freq(snapshot, left, right)
        if doc_freq:
            lead = _within(window.phrase("body", left, right), settings.lead_words - 1)
            added[lead] += np.float32(settings.lead_pairs_weight * statistics.idf(doc_freq))
    return added


def _within(occurrences: Array, words: int) -> Array:
    """The slots of the documents with an occurrence among their first words."""
    return distinct(occurrences[(occurrences & _POSITION) < words] >> POSITION_BITS)


def _bigram_doc_freq(snapshot: Snapshot, left: str, right: str) -> int:
    """How many documents have the words side by side, in the field where most do."""
    (bigram,) = bigrams_of([left, right])
    return max(snapshot.doc_freq(field_name(field, "bigrams"), bigram) for field in TEXT_FIELDS)

"""What words an index has: those spelled nearly like another, and those that begin in a way."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.analysis import Stream
from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.schema import field_name
from search.engines.whoosh.storage.bigrams import BigramsReader
from search.engines.whoosh.storage.postings import PostingsReader


def similar(snapshot: Snapshot, term: str, distance: int) -> dict[str, int]:
    """As `Searcher.similar_terms`."""
    found = [
        word
        for letter in sorted(set(term[:2]))
        for word, *_ in process.extract(
            term,
            snapshot.starting_with(letter),
            scorer=OSA.distance,
            score_cutoff=distance,
            limit=None,
        )
        if word != term
    ]
    return _most_frequent(snapshot, "body", found)


def beginning(snapshot: Snapshot, stream: Stream, prefix: str, limit: int) -> dict[str, int]:
    """As `Searcher.terms_with_prefix`.

    The most frequent of each segment are candidates. One that is none of them stands, in all
    segments together, in no more articles than the last candidates of each do: more are taken
    until that many are too few.
    """
    field = field_name("body", stream)
    taken = limit
    while True:
        candidates: set[str] = set()
        others = 0
        for segment in snapshot.segments:
            reader = (segment.terms.bigrams if stream == "bigrams" else segment.terms.fields)[field]
            terms, most = _candidates(reader, prefix, taken)
            candidates.update(terms)
            others += most
        found = _most_frequent(snapshot, field, candidates)
        if not others or (len(found) >= limit and list(found.values())[limit - 1] > others):
            return dict(list(found.items())[:limit])
        taken *= 4


def _candidates(
    reader: PostingsReader | BigramsReader, prefix: str, most: int
) -> tuple[list[str], int]:
    """The segment's most frequent terms with the prefix, and the most articles another stands in."""
    numbers = reader.starting_with(prefix.encode())
    counts = reader.counts(numbers)
    chosen = np.arange(len(counts))
    others = 0
    if len(counts) > most:
        order = np.argpartition(-counts.astype(np.int64), most)
        chosen, others = order[:most], int(counts[order[most]])
    return [reader.term(numbers[place]).decode() for place in chosen.tolist()], others


def _most_frequent(snapshot: Snapshot, field: str, terms: Iterable[str]) -> dict[str, int]:
    """The terms with the number of articles each stands in, most first, then in their order."""
    counts = {term: snapshot.doc_freq(field, term) for term in terms}
    return {term: counts[term] for term in sorted(counts, key=lambda term: (-counts[term], term))}

"""What must be known of an index before it can be asked: how rare terms are, and what leaves stand for.

A query is made by functions that ask a `Facts` for numbers. What it does not know yet it notes down and
answers with something likely; `resolve` then has all that is noted answered in one request, and makes the
query again, until nothing is missing. An index never changes, so that what is known of it stays known.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from rapidfuzz.distance import OSA

from search.analysis import Stream
from search.engines.opensearch.cluster import Cluster
from search.engines.opensearch.dictionary import NOWHERE, Counts, entry_id
from search.engines.opensearch.generations import Generation
from search.engines.opensearch.lexicon import Lexicon
from search.engines.opensearch.mapping import JSON, LONGEST_TERM, MOST_HITS
from search.query.tree import Fuzzy, Prefix

T = TypeVar("T")

REMEMBERED = 1 << 16
"""Answers that are kept of a generation."""


@dataclass(frozen=True, slots=True)
class TermAsked:
    """In how many bodies and titles a term of a stream is: Counts."""

    stream: Stream
    term: str


@dataclass(frozen=True, slots=True)
class FollowersAsked:
    """The folded terms that stand right after one: Counts by term."""

    left: str


@dataclass(frozen=True, slots=True)
class CountAsked:
    """How many articles a query matches: int."""

    query: str


@dataclass(frozen=True, slots=True)
class BestAsked:
    """The scores of the best articles that a query matches, at most so many: a tuple."""

    query: str
    most: int


@dataclass(frozen=True, slots=True)
class ExpansionAsked:
    """The folded terms that a leaf stands for, with their Counts, and how many there are."""

    leaf: Prefix | Fuzzy
    most: int


Asked = TermAsked | FollowersAsked | CountAsked | BestAsked | ExpansionAsked
_LIKELY: dict[type[Asked], Any] = {
    TermAsked: (1, 1),
    FollowersAsked: {},
    CountAsked: 1,
    BestAsked: (),
    ExpansionAsked: ({}, 0),
}


class Remembered:
    """Answers about a generation, the latest `REMEMBERED` of them. Threads may share it."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Asked, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, asked: Asked) -> Any:
        """The answer; None if it is not known."""
        return self._answers.get(asked)

    def put(self, asked: Asked, answer: Any) -> None:
        with self._lock:
            self._answers[asked] = answer
            while len(self._answers) > REMEMBERED:
                self._answers.popitem(last=False)


class Facts:
    """What is known of a generation, and what is missing of it."""

    def __init__(
        self, remembered: Remembered, own: dict[Asked, Any], lexicon: Lexicon | None
    ) -> None:
        """`own` are the answers of this resolving, `lexicon` the dictionary if it is here."""
        self._remembered = remembered
        self._own = own
        self._lexicon = lexicon
        self.missing: dict[Asked, None] = {}

    def term(self, stream: Stream, term: str) -> Counts:
        if self._lexicon:
            return self._lexicon.counts(stream, term[:LONGEST_TERM])
        return tuple(self._of(TermAsked(stream, term[:LONGEST_TERM])))

    def bigram(self, left: str, right: str) -> Counts:
        followers = self._of(FollowersAsked(left[:LONGEST_TERM]))
        return tuple(followers.get(right[:LONGEST_TERM], NOWHERE))

    def count(self, query: JSON) -> int:
        return int(self._of(CountAsked(json.dumps(query))))

    def best(self, query: JSON, most: int) -> tuple[float, ...]:
        scores: tuple[float, ...] = self._of(BestAsked(json.dumps(query), min(most, MOST_HITS)))
        return scores

    def expansion(self, leaf: Prefix | Fuzzy, most: int) -> tuple[dict[str, Counts], int]:
        if self._lexicon:
            return self._expanded(leaf, most, self._lexicon)
        found: tuple[dict[str, Counts], int] = self._of(ExpansionAsked(leaf, most))
        return found

    @staticmethod
    def _expanded(
        leaf: Prefix | Fuzzy, most: int, lexicon: Lexicon
    ) -> tuple[dict[str, Counts], int]:
        if isinstance(leaf, Prefix):
            terms = lexicon.starting_with(leaf.folded)
        else:
            terms = sorted(lexicon.near(leaf.folded, leaf.folded[0], leaf.distance))
        return {term: lexicon.counts("folded", term) for term in terms[: most + 1]}, len(terms)

    def _of(self, asked: Asked) -> Any:
        if asked in self._own:
            return self._own[asked]
        answer = self._remembered.get(asked)
        if answer is None:
            self.missing[asked] = None
            return _LIKELY[type(asked)]
        self._own[asked] = answer
        return answer


def resolve(
    make: Callable[[Facts], T],
    cluster: Cluster,
    generation: Generation,
    remembered: Remembered,
    lexicon: Lexicon | None,
) -> T:
    """What `make` makes of the facts once none is missing."""
    own: dict[Asked, Any] = {}
    while True:
        facts = Facts(remembered, own, lexicon)
        made = make(facts)
        if not facts.missing:
            return made
        for asked, answer in _answered(list(facts.missing), cluster, generation):
            own[asked] = answer
            remembered.put(asked, answer)


def _answered(
    asked: Sequence[Asked], cluster: Cluster, generation: Generation
) -> Iterable[tuple[Asked, Any]]:
    """All the answers, from one request."""
    entries = [a for a in asked if isinstance(a, TermAsked | FollowersAsked)]
    others = [a for a in asked if not isinstance(a, TermAsked | FollowersAsked)]
    searches: list[tuple[str, JSON]] = []
    for start in range(0, len(entries), MOST_HITS):
        names = [_entry_id(a) for a in entries[start : start + MOST_HITS]]
        body = {"size": len(names), "query": {"ids": {"values": names}}}
        searches.append((generation.terms_index, body))
    of_entries = len(searches)
    searches += [_search_of(a, generation) for a in others]
    answers = cluster.multi_search(searches)
    held = {hit["_id"]: hit["_source"] for a in answers[:of_entries] for hit in a["hits"]["hits"]}
    for one in entries:
        entry = held.get(_entry_id(one), {})
        if isinstance(one, TermAsked):
            yield one, (entry.get("body", 0), entry.get("title", 0))
        else:
            yield one, {term: tuple(held) for term, held in entry.get("followers", {}).items()}
    for other, answer in zip(others, answers[of_entries:], strict=True):
        yield other, _read(other, answer)


def _entry_id(asked: TermAsked | FollowersAsked) -> str:
    if isinstance(asked, TermAsked):
        return entry_id(asked.stream, asked.term)
    return entry_id("bigrams", asked.left)


def _search_of(asked: Asked, generation: Generation) -> tuple[str, JSON]:
    counted: JSON = {"size": 0, "track_total_hits": True}
    match asked:
        case CountAsked(query=query):
            return generation.index, counted | {"query": json.loads(query)}
        case BestAsked(query=query, most=most):
            best = {"size": most, "stored_fields": "_none_", "track_total_hits": False}
            return generation.index, best | {"query": json.loads(query)}
        case ExpansionAsked(leaf=leaf, most=most):
            wanted = listing([like_leaf(leaf)])
            # One more than is allowed tells that there are too many.
            return generation.terms_index, counted | {"size": min(most + 1, MOST_HITS)} | wanted
    raise AssertionError(asked)


def _read(asked: Asked, answer: JSON) -> Any:
    hits = answer["hits"]["hits"]
    if isinstance(asked, CountAsked):
        return answer["hits"]["total"]["value"]
    if isinstance(asked, BestAsked):
        return tuple(hit["_score"] for hit in hits)
    return terms_of(hits), answer["hits"]["total"]["value"]


def listing(wanted: list[JSON], stream: Stream = "folded") -> JSON:
    """The query for the entries of a stream that match any, ascending."""
    return {
        "query": {
            "bool": {
                "filter": [{"term": {"stream": stream}}],
                "should": wanted,
                "minimum_should_match": 1,
            }
        },
        "sort": [{"term": "asc"}],
    }


def like_leaf(leaf: Prefix | Fuzzy) -> JSON:
    """The query for the entries of terms that a leaf stands for."""
    if isinstance(leaf, Prefix):
        return {"prefix": {"term": leaf.folded}}
    return like(leaf.folded[0], leaf.folded, leaf.distance)


def like(first: str, term: str, distance: int) -> JSON:
    """The query for the entries of terms with a first letter that are some edits from another."""
    begins: JSON = {"prefix": {"term": first}}
    if not 0 < distance <= 2:
        # Lucene's automata know two edits: those of more are compared here.
        return begins if distance else {"term": {"term": term}}
    fuzzy = {"value": term, "fuzziness": distance, "rewrite": "constant_score"}
    return {"bool": {"filter": [begins, {"fuzzy": {"term": fuzzy}}]}}


def terms_of(hits: Iterable[JSON]) -> dict[str, Counts]:
    """The terms of entries with their counts, in their order."""
    return {
        hit["_source"]["term"]: (hit["_source"]["body"], hit["_source"]["title"]) for hit in hits
    }


def few_edits_away(terms: Iterable[str], term: str, distance: int) -> list[str]:
    """Those of the terms that are at most so many edits from another."""
    return [t for t in terms if OSA.distance(term, t, score_cutoff=distance) <= distance]

"""A searcher on one generation in a cluster."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain, islice
from typing import TypeVar, cast

from search.analysis import Stream
from search.articles import Article, Language, from_record
from search.budget import Budget
from search.engines.base import MOST_COPIES, Hit, Hits, Origin, Scan, Summary, Vocabulary
from search.engines.opensearch.cluster import Cluster
from search.engines.opensearch.documents import document_id
from search.engines.opensearch.facts import (
    Facts,
    Remembered,
    few_edits_away,
    like,
    listing,
    resolve,
    terms_of,
)
from search.engines.opensearch.generations import Generation
from search.engines.opensearch.lexicon import Lexicon, read_lexicon
from search.engines.opensearch.mapping import JSON, MOST_HITS, TEXT_FIELDS
from search.engines.opensearch.page import (
    MOST_VALUES,
    Found,
    PageQuery,
    after,
    first_request,
    found_of,
    hits_request,
    matching_query,
    order,
    page_query,
)
from search.engines.opensearch.passages import best_passage
from search.engines.opensearch.queries import Held, QueryBuilder, added
from search.errors import ArticleNotFound, QueryTooCostly
from search.facets import FACETS, FacetName, facet_field
from search.query.plan import Plan, Sort
from search.query.tree import Node
from search.settings import Settings
from search.writings import Writings

T = TypeVar("T")

WHOLE = 50
"""Up to so many hits come with their articles: for more of them that takes longer than asking again."""

REMEMBERED = 1000
"""Articles that a searcher remembers, which is about a page's."""

WALKED = 2000
"""Hits of a request where it is not known how many are wanted, or where all are read from what is stored."""

ROUNDING = 1e-6
"""Scores are 32-bit floats: sums in another order differ in their last digits."""


class Opened:
    """A generation that searchers share: what is known of it. It never changes."""

    def __init__(self, cluster: Cluster, generation: Generation) -> None:
        self.cluster = cluster
        self.generation = generation
        self.remembered = Remembered()

    @cached_property
    def lexicon(self) -> Lexicon | None:
        """Its dictionary in memory; None where it is too large."""
        counts = read_lexicon(self.cluster, self.generation)
        return None if counts is None else Lexicon(counts)

    @cached_property
    def held(self) -> Held:
        """What it holds as a whole."""
        facts = self.generation.facts
        values = {facet: {"terms": {"field": facet, "size": MOST_VALUES}} for facet in FACETS}
        (answer,) = self.cluster.multi_search(
            [(self.generation.index, {"size": 0, "aggs": values})]
        )
        counts: dict[FacetName, dict[str, int]] = {
            facet: {b["key"]: b["doc_count"] for b in answer["aggregations"][facet]["buckets"]}
            for facet in FACETS
        }
        writings: dict[FacetName, Writings] = {}
        for name, facet in FACETS.items():
            if facet.in_any_writing:
                written = {v: n for v, n in counts[name].items() if v != facet.unknown}
                writings[name] = Writings(written)
                counts[name] = named(counts[name], writings[name])
        articles = facts["articles"]
        averages = {
            field: facts["tokens"][field] / articles if facts["tokens"][field] else 1.0
            for field in TEXT_FIELDS
        }
        return Held(articles, averages, counts, writings)


def named(counts: Mapping[str, int], writings: Writings) -> dict[str, int]:
    """Counts of writings as counts of the names that they are of."""
    found: dict[str, int] = {}
    for value, count in counts.items():
        name = writings.name_of.get(value, value)
        found[name] = found.get(name, 0) + count
    return found


@dataclass(frozen=True, slots=True)
class _Answer:
    """The first answer to a plan: `best` the reranked hits, best first, `rest` all that follow them."""

    asked: PageQuery
    best: Sequence[Found]
    rest: Iterator[Found]
    total: int
    groups: int
    counts: Mapping[FacetName, Mapping[str, int]]
    complete: int | None


class OpenSearchSearcher:
    """See `engines.base.Searcher`."""

    def __init__(self, opened: Opened, settings: Settings, degraded: str) -> None:
        self._opened = opened
        self._cluster = opened.cluster
        self._generation = opened.generation
        self._settings = settings
        self._degraded = degraded
        self._budget = Budget()
        self._known: dict[str, tuple[Article, str | None]] = {}

    def within(self, budget: Budget) -> OpenSearchSearcher:
        bound = copy(self)
        bound._budget = budget
        bound._known = {}
        return bound

    def search(self, plan: Plan) -> Hits:
        answer = self._answer(plan)
        page: list[Found] = []
        if plan.size and plan.offset < answer.groups:
            hits = chain(answer.best, answer.rest)
            leading = _leading(hits) if plan.group_copies else hits
            page = list(islice(leading, plan.offset, plan.offset + plan.size))
        copies = self._copies(plan, answer, page)
        return Hits(
            tuple(Hit(hit.id, hit.score, *copies.get(hit.group, ((), 0))) for hit in page),
            answer.total,
            answer.groups,
            answer.counts,
            answer.asked.expansions,
            answer.complete,
        )

    def scan(self, plan: Plan) -> Scan:
        answer = self._answer(replace(plan, facets=(), offset=0, size=MOST_HITS))
        hits = chain(answer.best, answer.rest)
        if not plan.group_copies:
            return Scan(
                (Hit(hit.id, hit.score) for hit in hits), answer.groups, answer.asked.expansions
            )
        sizes = self._group_sizes(answer.asked.found)
        grouped = (
            Hit(hit.id, hit.score, (), sizes.get(hit.group or "", 1) - 1) for hit in _leading(hits)
        )
        return Scan(grouped, answer.groups, answer.asked.expansions)

    def count(self, plans: Sequence[Plan]) -> tuple[int, ...]:
        queries = self._resolve(lambda facts: [self._matching(plan, facts) for plan in plans])
        asked = [query for query in queries if query is not None]
        totals = iter(self._resolve(lambda facts: [facts.count(query) for query in asked]))
        return tuple(0 if query is None else next(totals) for query in queries)

    def co_occurrences(
        self, plan: Plan, rows: Sequence[str], columns: Sequence[str]
    ) -> Mapping[tuple[str, str], int]:
        field = facet_field("place", main=plan.filters.main_places)
        query = self._resolve(lambda facts: matching_query(plan, self._builder(facts)))
        if not rows or not columns:
            return {}
        # An answer holds 65,535 buckets at most.
        step = max(1, 60_000 // (len(columns) + 1))
        searches = [
            (self._generation.index, _pairs(query, field, rows[start : start + step], columns))
            for start in range(0, len(rows), step)
        ]
        return {
            (row["key"], column["key"]): column["doc_count"]
            for answer in self._cluster.multi_search(searches)
            for row in answer["aggregations"]["rows"]["buckets"]
            for column in row["columns"]["buckets"]
        }

    def count_days(self, plan: Plan, first: date, last: date) -> Mapping[date, int]:
        query = self._resolve(lambda facts: matching_query(plan, self._builder(facts)))
        low, high = first.toordinal(), last.toordinal()
        if low > high:
            return {}
        period = {"range": {"days": {"gte": low, "lte": high}}}
        histogram = {
            "field": "days",
            "interval": 1,
            "min_doc_count": 1,
            "hard_bounds": {"min": low, "max": high},
        }
        body = {
            "size": 0,
            "query": {"bool": {"filter": [query, period]}},
            "aggs": {"days": {"histogram": histogram}},
        }
        (answer,) = self._cluster.multi_search([(self._generation.index, body)])
        return {
            date.fromordinal(int(bucket["key"])): bucket["doc_count"]
            for bucket in answer["aggregations"]["days"]["buckets"]
            if low <= bucket["key"] <= high
        }

    def sample(
        self, trees: Sequence[Node], language: Language | None, limit: int
    ) -> tuple[tuple[Article, ...], ...]:
        queries = self._resolve(lambda facts: [self._matching(Plan(tree), facts) for tree in trees])
        own = [{"term": {"lang": language}}] if language else []
        searches = [
            (
                self._generation.index,
                {
                    "size": limit,
                    "query": {"bool": {"filter": [query, *own]}},
                    "sort": order("newest"),
                    "_source": ["article"],
                },
            )
            for query in queries
            if query is not None and limit
        ]
        answers = iter(self._cluster.multi_search(searches) if searches else [])
        return tuple(
            ()
            if query is None or not limit
            else tuple(_document(hit)[0] for hit in next(answers)["hits"]["hits"])
            for query in queries
        )

    def fetch(self, ids: Sequence[str]) -> tuple[Article, ...]:
        return tuple(article for article, _ in self._documents(ids))

    def _documents(self, ids: Sequence[str]) -> list[tuple[Article, str | None]]:
        """The articles of these ids with their groups; ArticleNotFound."""
        # Another thread may forget all, but not what is held here.
        known = self._known if len(self._known) <= REMEMBERED else {}
        self._known = known
        found = {id: known[id] for id in ids if id in known}
        wanted = [id for id in dict.fromkeys(ids) if id not in found]
        if wanted:
            self._budget.check()
            # Searched for, not got by their names: a search goes around a node that does not answer.
            names = [document_id(id) for id in wanted]
            body = {
                "size": len(names),
                "query": {"ids": {"values": names}},
                "_source": ["article", "group"],
                "track_total_hits": False,
            }
            (answer,) = self._cluster.multi_search([(self._generation.index, body)])
            documents = {hit["_id"]: hit for hit in answer["hits"]["hits"]}
            for id, name in zip(wanted, names, strict=True):
                if name not in documents:
                    raise ArticleNotFound("there is no article %(id)r in the index", id=id)
                known[id] = found[id] = _document(documents[name])
        return [found[id] for id in ids]

    def duplicates_of(self, id: str) -> tuple[str, ...]:
        try:
            ((_, group),) = self._documents([id])
        except ArticleNotFound:
            return ()
        if group is None:
            return ()
        query = {"term": {"group": group}}
        return tuple(hit.id for hit in self._hits(query, "newest") if hit.id != id)

    def doc_freq(self, vocabulary: Vocabulary, terms: Sequence[str]) -> tuple[int, ...]:
        if vocabulary in FACETS:
            counts = self._opened.held.values[cast(FacetName, vocabulary)]
            return tuple(counts.get(term, 0) for term in terms)
        stream = cast(Stream, vocabulary)

        def asked(facts: Facts) -> tuple[int, ...]:
            if stream == "bigrams":
                pairs = [term.partition("_")[::2] for term in terms]
                return tuple(facts.bigram(left, right)[0] for left, right in pairs)
            return tuple(facts.term(stream, term)[0] for term in terms)

        return self._resolve(asked)

    def values_named(self, facet: FacetName, text: str) -> tuple[str, ...]:
        return self._opened.held.writings[facet].named(text)

    def similar_terms(self, term: str, distance: int) -> Mapping[str, int]:
        lexicon = self._opened.lexicon
        if not term:
            return {}
        if lexicon:
            near = lexicon.near(term, term[:2], distance)
            close = {t: lexicon.counts("folded", t)[0] for t in near if t != term}
        else:
            wanted = [like(letter, term, distance) for letter in sorted(set(term[:2]))]
            found = {entry["term"]: entry["body"] for entry in self._walk(listing(wanted))}
            close = {t: found[t] for t in few_edits_away(found, term, distance) if t != term}
        return {t: close[t] for t in sorted(close, key=lambda t: (-close[t], t))}

    def terms_with_prefix(self, stream: Stream, prefix: str, limit: int) -> Mapping[str, int]:
        if stream == "bigrams":
            return self._bigrams_with_prefix(prefix, limit)
        begins = listing([{"prefix": {"term": prefix}}], stream)
        in_bodies = {"range": {"body": {"gt": 0}}}
        begins["query"]["bool"]["filter"].append(in_bodies)
        ranked = begins | {"size": limit, "sort": [{"body": "desc"}, {"term": "asc"}]}
        (answer,) = self._cluster.multi_search([(self._generation.terms_index, ranked)])
        return {t: counts[0] for t, counts in terms_of(answer["hits"]["hits"]).items()}

    def _bigrams_with_prefix(self, prefix: str, limit: int) -> Mapping[str, int]:
        left, joined, right = prefix.partition("_")
        begins = {"term": {"term": left}} if joined else {"prefix": {"term": left}}
        found = {
            f"{entry['term']}_{follower}": counts[0]
            for entry in self._walk(listing([begins], "bigrams"))
            for follower, counts in entry["followers"].items()
            if counts[0] and follower.startswith(right)
        }
        best = heapq.nsmallest(limit, found, key=lambda bigram: (-found[bigram], bigram))
        return {bigram: found[bigram] for bigram in best}

    def origins(self) -> Mapping[str, Origin]:
        body = {
            "size": WALKED,
            "query": {"match_all": {}},
            "sort": [{"number": "asc"}],
            "_source": [f"article.{name}" for name in ("id", "root", "path", "digest")],
        }
        return {
            record["id"]: Origin(record["root"], record["path"], record["digest"])
            for record in (s["article"] for s in self._sources(self._generation.index, body))
        }

    def summary(self) -> Summary:
        return summary_of(self._generation, self._degraded)

    # --- how ---

    def _builder(self, facts: Facts) -> QueryBuilder:
        return QueryBuilder(self._settings, self._opened.held, facts)

    def _resolve(self, make: Callable[[Facts], T]) -> T:
        self._budget.check()
        opened = self._opened
        return resolve(make, self._cluster, self._generation, opened.remembered, opened.lexicon)

    def _matching(self, plan: Plan, facts: Facts) -> JSON | None:
        """What a plan finds; None if a leaf of it expands too far."""
        try:
            return matching_query(plan, self._builder(facts))
        except QueryTooCostly:
            return None

    def _answer(self, plan: Plan) -> _Answer:
        reranked = bool(
            (plan.proximity_terms or plan.bigrams) and plan.sort == "relevance" and plan.size
        )

        def made(facts: Facts) -> tuple[PageQuery, JSON | None]:
            builder = self._builder(facts)
            asked = page_query(plan, builder)
            return asked, added(plan, builder) if reranked else None

        asked, more = self._resolve(made)
        stop = plan.offset + plan.size
        # Copies stand under others, and some more tell whether others score as much as the last.
        size = (
            self._settings.rescored + WHOLE if reranked else stop * (2 if plan.group_copies else 1)
        )
        size = min(MOST_HITS, size) if plan.size else 0
        whole = size <= WHOLE and not reranked
        (answer,) = self._cluster.multi_search(
            [(self._generation.index, first_request(plan, asked, size, whole=whole))]
        )
        if whole:
            documents = map(_document, answer["hits"]["hits"])
            self._known |= {document[0].id: document for document in documents}
        first = [found_of(hit) for hit in answer["hits"]["hits"]]
        total = answer["hits"]["total"]["value"]
        rest: Iterator[Found] = iter(())
        if 0 < len(first) < total:
            rest = self._hits(asked.found, plan.sort, after(first[-1], plan.sort))
        best: Sequence[Found] = ()
        if reranked:
            best, rest = self._window(first, rest)
            best = self._reranked(plan, best, more)
        else:
            rest = chain(first, rest)
        counted = answer.get("aggregations", {})
        groups = total
        if plan.group_copies:
            copies = counted["copies"]
            groups += copies["groups"]["value"] - copies["doc_count"]
        return _Answer(
            asked,
            best,
            rest,
            total,
            groups,
            {facet: self._counts(facet, counted[facet]["values"]) for facet in plan.facets},
            counted["complete"]["doc_count"] if "complete" in counted else None,
        )

    def _counts(self, facet: FacetName, answer: JSON) -> Mapping[str, int]:
        counts = {bucket["key"]: bucket["doc_count"] for bucket in answer["buckets"]}
        writings = self._opened.held.writings
        return named(counts, writings[facet]) if facet in writings else counts

    def _window(
        self, first: list[Found], rest: Iterator[Found]
    ) -> tuple[list[Found], Iterator[Found]]:
        """The best hits, and all that score as much as the last of them; and those that follow."""
        most = self._settings.rescored
        hits = chain(first, rest)
        window = list(islice(hits, most))
        least = window[-1].score * (1 - ROUNDING) if window else 0.0
        for hit in hits:
            if hit.score < least:
                return window, chain([hit], hits)
            window.append(hit)
        return window, iter(())

    def _reranked(self, plan: Plan, window: Sequence[Found], more: JSON | None) -> list[Found]:
        """The hits of the window with what more the plan says of them added to their scores."""
        settings = self._settings
        gained = self._added(window, more) if more else {}
        hits = []
        for hit in window:
            score = hit.score + gained.get(hit.number, 0.0)
            if plan.language and hit.lang == plan.language:
                score *= settings.language_weight
            hits.append(hit._replace(score=score))
        hits.sort(key=_rank)
        if plan.language != "en" and plan.proximity_terms:
            near = hits[: settings.passage_candidates]
            articles = self.fetch([hit.id for hit in near])
            idfs = self._passage_idfs(plan.proximity_terms)
            for place, (hit, article) in enumerate(zip(near, articles, strict=True)):
                worth = best_passage(article.body, idfs, settings.passage_words)
                hits[place] = hit._replace(score=hit.score + settings.passage_weight * worth)
            hits.sort(key=_rank)
        return hits

    def _passage_idfs(self, words: Sequence[str]) -> dict[str, float]:
        """Of the words of which a passage tells anything, their idf."""
        held = self._opened.held
        counts = self._resolve(lambda facts: [facts.term("folded", word)[0] for word in words])
        return {
            word: held.idf(count)
            for word, count in zip(words, counts, strict=True)
            if 0 < 2 * count <= held.articles
        }

    def _added(self, window: Sequence[Found], more: JSON) -> dict[int, float]:
        numbers = [hit.number for hit in window]
        searches = [
            (
                self._generation.index,
                {
                    "size": MOST_HITS,
                    "query": {
                        "bool": {
                            "must": [more],
                            "filter": [{"terms": {"number": numbers[start : start + MOST_HITS]}}],
                        }
                    },
                    "sort": [{"_score": "desc"}, {"number": "asc"}],
                    "stored_fields": "_none_",
                },
            )
            for start in range(0, len(numbers), MOST_HITS)
        ]
        answers = self._cluster.multi_search(searches) if searches else []
        hits = (hit["sort"] for answer in answers for hit in answer["hits"]["hits"])
        return {number: score for score, number in hits}

    def _copies(
        self, plan: Plan, answer: _Answer, page: Sequence[Found]
    ) -> dict[str | None, tuple[tuple[str, ...], int]]:
        """By their groups, the ids of the copies under hits of a page, and how many there are."""
        groups = [hit.group for hit in page if hit.group] if plan.group_copies else []
        if not groups:
            return {}
        best = {"size": MOST_COPIES + 1, "sort": order(plan.sort), "_source": False}
        first = {"top_hits": best | {"track_scores": True}}
        body = {
            "size": 0,
            "query": {
                "bool": {"must": [answer.asked.found], "filter": [{"terms": {"group": groups}}]}
            },
            "aggs": {
                "groups": {
                    "terms": {"field": "group", "size": len(groups)},
                    "aggs": {"first": first},
                }
            },
        }
        (found,) = self._cluster.multi_search([(self._generation.index, body)])
        copies: dict[str | None, tuple[tuple[str, ...], int]] = {}
        leaders = {hit.group: hit.id for hit in page}
        in_window: dict[str | None, list[str]] = {}
        for hit in answer.best:
            in_window.setdefault(hit.group, []).append(hit.id)
        for bucket in found["aggregations"]["groups"]["buckets"]:
            group = bucket["key"]
            others = [found_of(hit).id for hit in bucket["first"]["hits"]["hits"]]
            ids = dict.fromkeys([*in_window.get(group, ()), *others])
            ids.pop(leaders[group], None)
            copies[group] = tuple(islice(ids, MOST_COPIES)), bucket["doc_count"] - 1
        return copies

    def _group_sizes(self, query: JSON) -> dict[str, int]:
        """How many of the articles that match stand in each group of copies."""
        sizes: dict[str, int] = {}
        groups: JSON = {"size": MOST_HITS, "sources": [{"group": {"terms": {"field": "group"}}}]}
        while True:
            body = {"size": 0, "query": query, "aggs": {"groups": {"composite": groups}}}
            (answer,) = self._cluster.multi_search([(self._generation.index, body)])
            found = answer["aggregations"]["groups"]
            sizes |= {bucket["key"]["group"]: bucket["doc_count"] for bucket in found["buckets"]}
            if "after_key" not in found or not found["buckets"]:
                return sizes
            groups["after"] = found["after_key"]

    def _hits(
        self, query: JSON, sort: Sort, start: Sequence[object] | None = None
    ) -> Iterator[Found]:
        """All hits of a query in their order, those after the sort values of another if these are given."""
        size = WALKED
        while True:
            body = hits_request(query, sort, size, start)
            (answer,) = self._cluster.multi_search([(self._generation.index, body)])
            hits = [found_of(hit) for hit in answer["hits"]["hits"]]
            yield from hits
            if len(hits) < size:
                return
            start = after(hits[-1], sort)
            size = MOST_HITS

    def _walk(self, query: JSON) -> Iterator[JSON]:
        return self._sources(self._generation.terms_index, query | {"size": WALKED})

    def _sources(self, index: str, body: JSON) -> Iterator[JSON]:
        """The sources of all that a sorted search finds."""
        while True:
            (answer,) = self._cluster.multi_search([(index, body)])
            hits = answer["hits"]["hits"]
            yield from (hit["_source"] for hit in hits)
            if len(hits) < body["size"]:
                return
            body = body | {"search_after": hits[-1]["sort"]}


def summary_of(generation: Generation, degraded: str = "") -> Summary:
    """What a generation holds."""
    facts = generation.facts
    return Summary(
        facts["articles"],
        generation.name,
        facts["size"],
        facts["built"],
        degraded,
        facts["left_out"],
    )


def _leading(hits: Iterator[Found]) -> Iterator[Found]:
    """The first of each group of copies, and all that have none."""
    seen: set[str] = set()
    for hit in hits:
        if hit.group not in seen:
            if hit.group:
                seen.add(hit.group)
            yield hit


def _rank(hit: Found) -> tuple[float, int, int]:
    return -hit.score, -hit.first, hit.number


def _document(document: JSON) -> tuple[Article, str | None]:
    """The article of a document, and its group."""
    source = document["_source"]
    return from_record(source["article"]), source.get("group")


def _pairs(query: JSON, field: str, rows: Sequence[str], columns: Sequence[str]) -> JSON:
    """The request for how many of the articles that match stand under each row and column."""

    def among(values: Sequence[str]) -> JSON:
        different = list(dict.fromkeys(values))
        return {"field": field, "include": different, "size": len(different)}

    return {
        "size": 0,
        "query": query,
        "aggs": {
            "rows": {
                "terms": among(rows),
                "aggs": {"columns": {"terms": among(columns)}},
            }
        },
    }

"""The request for one page, made of a plan: its query, its order, and what is counted beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from search.engines.opensearch.mapping import JSON
from search.engines.opensearch.queries import EVERYTHING, QueryBuilder, within
from search.facets import FacetName, facet_field
from search.query.plan import Plan, Sort
from search.query.tree import Fuzzy, Prefix

MOST_VALUES = 20_000
"""Values of one facet that an answer holds."""

PRECISION = 40_000
"""Up to about so many groups of copies are counted exactly: more than that OpenSearch estimates."""


class Found(NamedTuple):
    """A hit as it comes back: what hits are sorted by, and what else must be known of one."""

    score: float
    first: int
    number: int
    group: str | None
    lang: str
    id: str


@dataclass(frozen=True, slots=True)
class PageQuery:
    """A plan's query. `query` has the tree and the filters that every count has too, `own` those of the
    facets whose counts leave them out; together they are what is found."""

    query: JSON
    own: Mapping[FacetName, list[JSON]]
    complete: JSON | None
    expansions: Mapping[Prefix | Fuzzy, tuple[str, ...]]

    @property
    def found(self) -> JSON:
        """What the plan finds, scored."""
        own = [query for queries in self.own.values() for query in queries]
        return {"bool": {"must": [self.query], "filter": own}} if own else self.query


def page_query(plan: Plan, builder: QueryBuilder) -> PageQuery:
    """The query of a plan."""
    tree = EVERYTHING if plan.tree is None else builder.scoring(plan.tree)
    filters = plan.filters
    own = [f for f in plan.facets if f in filters.chosen and not filters.asks_for_all(f)]
    common = builder.filtering(filters, [f for f in filters.chosen if f not in own])
    if filters.first is not None or filters.last is not None:
        common.append(within(filters.first, filters.last))
    matched = {"must": [tree]} if plan.tree is not None else {"filter": [tree]}
    return PageQuery(
        {"bool": matched | {"filter": [*matched.get("filter", []), *common]}},
        {facet: builder.filtering(filters, [facet]) for facet in own},
        builder.complete,
        dict(builder.expansions),
    )


def matching_query(plan: Plan, builder: QueryBuilder) -> JSON:
    """What a plan finds, unscored."""
    filters = plan.filters
    wanted = [] if plan.tree is None else [builder.matching(plan.tree)]
    wanted += builder.filtering(filters, list(filters.chosen))
    if filters.first is not None or filters.last is not None:
        wanted.append(within(filters.first, filters.last))
    return {"bool": {"filter": wanted or [EVERYTHING]}}


def first_request(plan: Plan, asked: PageQuery, size: int, *, whole: bool) -> JSON:
    """The request for the first hits and all counts; with the articles themselves, if `whole`."""
    own = {facet: list(queries) for facet, queries in asked.own.items()}
    every = [query for queries in own.values() for query in queries]
    counts: JSON = {}
    for facet in plan.facets:
        values = {
            "terms": {
                "field": facet_field(facet, main=plan.filters.main_places),
                "size": MOST_VALUES,
            }
        }
        others = [query for other, queries in own.items() if other != facet for query in queries]
        counts[facet] = _among(others if facet in own else every, {"values": values})
    if asked.complete is not None:
        counts["complete"] = {"filter": {"bool": {"filter": [*every, asked.complete]}}}
    if plan.group_copies:
        copies = [*every, {"exists": {"field": "group"}}]
        groups = {"cardinality": {"field": "group", "precision_threshold": PRECISION}}
        counts["copies"] = _among(copies, {"groups": groups})
    request = hits_request(asked.query, plan.sort, size) | {"track_total_hits": True}
    if whole:
        del request["stored_fields"]
        request["_source"] = ["article", "group"]
    if counts:
        request["aggs"] = counts
    if every:
        request["post_filter"] = {"bool": {"filter": every}}
    return request


def hits_request(query: JSON, sort: Sort, size: int, after: Sequence[object] | None = None) -> JSON:
    """The request for hits in their order, those after another if its sort values are given."""
    request: JSON = {
        "size": size,
        "query": query,
        "sort": order(sort),
        # All that is wanted of a hit are its sort values: to read anything stored takes far longer.
        "stored_fields": "_none_",
        "track_scores": True,
    }
    if after is not None:
        request["search_after"] = after
    return request


def order(sort: Sort) -> list[JSON]:
    """What hits are sorted by; ties as articles stand in the index, the latest first."""
    days = {"first": {"order": "asc" if sort == "oldest" else "desc", "missing": "_last"}}
    keys: list[JSON] = [] if sort != "relevance" else [{"_score": "desc"}]
    return [*keys, days, {"number": "asc"}, {"group": "asc"}, {"lang": "asc"}, {"id": "asc"}]


def found_of(hit: JSON) -> Found:
    """A hit of an answer."""
    *scored, first, number, group, lang, id = hit["sort"]
    score = scored[0] if scored else hit.get("_score")
    return Found(float(score or 0.0), first, number, group, lang, id)


def after(hit: Found, sort: Sort) -> list[object]:
    """The sort values of a hit, to go on after it."""
    return list(hit if sort == "relevance" else hit[1:])


def _among(queries: list[JSON], counts: JSON) -> JSON:
    return {"filter": {"bool": {"filter": queries or [EVERYTHING]}}, "aggs": counts}

"""A request put to one searcher: its plan, what was found, and how many articles other requests find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from search.articles import Article, Language
from search.budget import Budget
from search.engines.base import Hits, Scan, Searcher
from search.errors import QueryTooCostly
from search.facets import FACETS, Facet, FacetName
from search.gazetteer import Gazetteer
from search.query.plan import Filters, Notice, NoticeKind, Plan, SearchRequest
from search.query.planner import make_plan
from search.query.tree import Prefix
from search.settings import Settings


@dataclass(frozen=True, slots=True)
class SearchResponse:
    """What a request became, what its reader should know of that, and what was found."""

    plan: Plan
    notices: tuple[Notice, ...]
    hits: Hits


@dataclass(frozen=True, slots=True)
class SearchService:
    """Puts requests to one searcher, so that all its answers are of one generation.

    `budget` is what the searcher is paid from. QueryError for a request that means nothing.
    """

    searcher: Searcher
    gazetteer: Gazetteer
    settings: Settings
    budget: Budget = field(default_factory=Budget)

    def search(
        self,
        request: SearchRequest,
        facets: tuple[FacetName, ...] | None = None,
        window: tuple[int, int] | None = None,
    ) -> SearchResponse:
        """The hits of the request.

        `facets` are those to count, all that the index has values of if None.
        `window` is the offset and the number of the hits wanted; those of the request's page if None.
        """
        plan, notices = self._plan(request)
        plan = replace(plan, facets=self._facets(plan) if facets is None else facets)
        if window is not None:
            plan = replace(plan, offset=window[0], size=window[1])
        hits = self.searcher.search(plan)
        if hits.complete == 0 and hits.total:
            notices = (*notices, Notice(NoticeKind.RELAXED, request.text.strip()))
        elif hits.complete is not None and hits.complete < hits.total:
            notices = (*notices, Notice(NoticeKind.MOST_WORDS, str(hits.complete)))
        expanded = tuple(
            Notice(
                NoticeKind.TERM_EXPANDED,
                leaf.folded + ("*" if isinstance(leaf, Prefix) else "~"),
                terms,
            )
            for leaf, terms in hits.expansions.items()
        )
        return SearchResponse(plan, notices + expanded, hits)

    def scan(self, request: SearchRequest) -> tuple[Plan, Scan]:
        """The plan of the request and all that it finds, whatever page it asks for."""
        plan, _ = self._plan(replace(request, page=1, size=1))
        return plan, self.searcher.scan(plan)

    def count(self, requests: Sequence[SearchRequest]) -> list[int]:
        """How many articles each request finds; 0 if it would cost too much to tell."""
        plans = [self._countable(request) for request in requests]
        totals = [0] * len(plans)
        asked: list[tuple[int, Plan]] = []
        for i, plan in enumerate(plans):
            if plan is None:
                continue
            places = plan.filters.chosen["place"]
            if plan.tree is None and plan.filters == Filters({"place": places[:1]}):
                # A single place needs no search.
                found = self.searcher.doc_freq("place", places)
                totals[i] = found[0] if found else self.searcher.summary().articles
            else:
                asked.append((i, plan))
        if asked:
            counted = self.searcher.count([plan for _, plan in asked])
            for (i, _), total in zip(asked, counted, strict=True):
                totals[i] = total
        return totals

    def count_all(self, requests: Sequence[SearchRequest]) -> list[int]:
        """How many articles have all the words of each request; 0 if it would cost too much to tell."""
        return self.count([replace(request, all_words=True) for request in requests])

    def sample(self, request: SearchRequest, limit: int) -> tuple[Article, ...]:
        """At most `limit` articles that have all that the request's text asks, unranked.

        Of its filters only a single language is heeded.
        """
        plan = self._countable(replace(request, all_words=True))
        if plan is None or plan.tree is None:
            return ()
        languages = plan.filters.chosen["lang"]
        language = cast(Language, languages[0]) if len(languages) == 1 else None
        return self.searcher.sample([plan.tree], language, limit)[0]

    def _facets(self, plan: Plan) -> tuple[FacetName, ...]:
        """The facets to count: all, but optional ones only where an article has a value, or one is chosen."""
        return tuple(
            name
            for name, facet in FACETS.items()
            if not facet.optional or name in plan.filters.chosen or self._is_given(facet)
        )

    def _is_given(self, facet: Facet) -> bool:
        """Whether any article of the index has a value of the facet."""
        (without,) = self.searcher.doc_freq(facet.name, (facet.unknown,))
        return without < self.searcher.summary().articles

    def _countable(self, request: SearchRequest) -> Plan | None:
        self.budget.check()
        try:
            return self._plan(request)[0]
        except QueryTooCostly:
            return None

    def _plan(self, request: SearchRequest) -> tuple[Plan, tuple[Notice, ...]]:
        searcher = self.searcher
        return make_plan(
            request, self.gazetteer, searcher.doc_freq, self.settings, searcher.values_named
        )

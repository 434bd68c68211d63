"""A request put to one searcher: its plan, and any of its words where hardly an article has them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from search.articles import Article, Language
from search.engines.base import Hits, Searcher
from search.errors import QueryTooCostly
from search.facets import FACETS, Facet, FacetName
from search.gazetteer import Gazetteer
from search.query.plan import Filters, Notice, NoticeKind, Plan, SearchRequest
from search.query.planner import any_word, make_plan
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

    QueryError for a request that means nothing.
    """

    searcher: Searcher
    gazetteer: Gazetteer
    settings: Settings

    def search(
        self,
        request: SearchRequest,
        facets: tuple[FacetName, ...] | None = None,
        window: tuple[int, int] | None = None,
    ) -> SearchResponse:
        """The hits of the request, of any of its words if hardly an article holds them all.

        `facets` are those to count, all that the index has values of if None.
        `window` is the offset and the number of the hits wanted; those of the request's page if None.
        """
        plan, notices = self._plan(request)
        plan = replace(plan, facets=self._facets(plan) if facets is None else facets)
        if window is not None:
            plan = replace(plan, offset=window[0], size=window[1])
        hits = self.searcher.search(plan)
        wider = self._wider(plan)
        if wider is not None and self._is_relaxed(plan, hits.total, self._unfiltered(plan, hits)):
            kind = NoticeKind.RELAXED_LONG if hits.total else NoticeKind.RELAXED
            found = self.searcher.search(wider)
            if found.total:
                plan, hits = wider, found
                notices = (*notices, Notice(kind, request.text.strip()))
        expanded = tuple(
            Notice(
                NoticeKind.TERM_EXPANDED,
                leaf.folded + ("*" if isinstance(leaf, Prefix) else "~"),
                terms,
            )
            for leaf, terms in hits.expansions.items()
        )
        return SearchResponse(plan, notices + expanded, hits)

    def count(self, requests: Sequence[SearchRequest]) -> tuple[list[int], list[int]]:
        """How many articles hold all that each request asks, and how many its page shows.

        A page shows more where it asks for any of the words. 0 if it would cost too much to tell.
        """
        plans = [self._countable(request) for request in requests]
        wider = [self._wider(plan) for plan in plans]
        bare = [
            replace(p, filters=Filters()) if p and w else None
            for p, w in zip(plans, wider, strict=True)
        ]
        size = len(plans)
        totals = self._totals([*plans, *wider, *bare])
        whole = totals[:size]
        shown = [
            any_total
            if plan is not None and any_total and self._is_relaxed(plan, total, bare_total)
            else total
            for plan, total, any_total, bare_total in zip(
                plans, whole, totals[size : 2 * size], totals[2 * size :], strict=True
            )
        ]
        return whole, shown

    def count_all(self, requests: Sequence[SearchRequest]) -> list[int]:
        """How many articles hold all that each request asks; 0 if it would cost too much to tell."""
        return self._totals([self._countable(request) for request in requests])

    def sample(self, request: SearchRequest, limit: int) -> tuple[Article, ...]:
        """At most `limit` articles that hold all that the request's text asks, unranked.

        Of its filters only a single language is heeded.
        """
        plan = self._countable(request)
        if plan is None or plan.tree is None:
            return ()
        languages = plan.filters.chosen["lang"]
        language = cast(Language, languages[0]) if len(languages) == 1 else None
        return self.searcher.sample([plan.tree], language, limit)[0]

    def _totals(self, plans: Sequence[Plan | None]) -> list[int]:
        """The total of each plan, 0 for None. Those of single places need no search."""
        totals = [0] * len(plans)
        asked = []
        for i, plan in enumerate(plans):
            if plan is None:
                continue
            places = plan.filters.chosen["place"]
            if plan.tree is None and plan.filters == Filters({"place": places[:1]}):
                found = self.searcher.doc_freq("place", places)
                totals[i] = found[0] if found else self.searcher.summary().articles
            else:
                asked.append(i)
        if asked:
            counted = self.searcher.count([plan for i in asked if (plan := plans[i])])
            for i, total in zip(asked, counted, strict=True):
                totals[i] = total
        return totals

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
        try:
            return self._plan(request)[0]
        except QueryTooCostly:
            return None

    def _plan(self, request: SearchRequest) -> tuple[Plan, tuple[Notice, ...]]:
        return make_plan(request, self.gazetteer, self.searcher.doc_freq, self.settings)

    def _unfiltered(self, plan: Plan, hits: Hits) -> int:
        """How many articles the plan finds without its filters, if that can make it relax."""
        if plan.filters == Filters() or hits.total > self.settings.few_articles or not hits.total:
            return hits.total
        if len(plan.near) < self.settings.long_question:
            return hits.total
        return self.searcher.count([replace(plan, filters=Filters())])[0]

    def _wider(self, plan: Plan | None) -> Plan | None:
        """The plan asking for any of its words; None if it does not ask for several."""
        tree = any_word(plan.tree) if plan is not None else None
        return replace(plan, tree=tree) if plan is not None and tree is not None else None

    def _is_relaxed(self, plan: Plan, total: int, unfiltered: int) -> bool:
        """Whether any of the words is asked for instead: no article has them all, or hardly one.

        A sentence seldom stands whole in what answers it. Those that the filters leave out count
        too (`unfiltered`), so that no filter changes what is asked, and every count stays what its
        choice gives.
        """
        few = min(
            self.settings.few_articles,
            self.settings.few_share * self.searcher.summary().articles,
        )
        is_long = len(plan.near) >= self.settings.long_question
        return not total or (is_long and unfiltered <= few)

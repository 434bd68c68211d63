"""A searcher on one open generation of a Whoosh index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from search.analysis import STREAMS, Stream
from search.articles import Article, Language
from search.budget import Budget
from search.engines.base import MOST_COPIES, Hit, Hits, Origin, Scan, Summary, Vocabulary
from search.engines.generations import Generation
from search.engines.whoosh.reading import vocabulary
from search.engines.whoosh.reading.co_occurrences import CoOccurrences
from search.engines.whoosh.reading.integrity import guarded
from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.schema import field_name
from search.engines.whoosh.searching.bm25 import Statistics
from search.engines.whoosh.searching.collapse import FieldCollapsing
from search.engines.whoosh.searching.docsets import SparseMatches, chosen, masked, to_sparse
from search.engines.whoosh.searching.execute import evaluate, matching
from search.engines.whoosh.searching.matcher import Matcher
from search.engines.whoosh.storage.integers import Ids
from search.errors import ArticleNotFound, QueryTooCostly
from search.facets import FacetName, facet_field
from search.query.plan import Plan
from search.query.tree import Node
from search.settings import Settings


@guarded
class WhooshSearcher:
    """See `engines.base.Searcher`; `degraded` is the reason why a newer generation is not served."""

    def __init__(
        self,
        snapshot: Snapshot,
        settings: Settings,
        degraded: str,
        statistics: Statistics | None = None,
    ) -> None:
        self._snapshot = snapshot
        self._settings = settings
        self._degraded = degraded
        self._kept = statistics

    def within(self, budget: Budget) -> WhooshSearcher:
        statistics = Statistics(self._snapshot, self._settings, budget)
        return WhooshSearcher(self._snapshot, self._settings, self._degraded, statistics)

    @property
    def _statistics(self) -> Statistics:
        """Those of the request, or new ones where the searcher is of none."""
        return self._kept or Statistics(self._snapshot, self._settings)

    def _check_budget(self) -> None:
        if self._kept is not None:
            self._kept.budget.check()

    def search(self, plan: Plan) -> Hits:
        snapshot = self._snapshot
        found = evaluate(plan, self._statistics)
        collapsing = found.collapsing
        hits = []
        for document, score in zip(
            found.page.ids.tolist(), found.page.scores.tolist(), strict=True
        ):
            copies = collapsing.under(document).tolist() if collapsing else []
            named = tuple(map(snapshot.id_of, copies[:MOST_COPIES]))
            hits.append(Hit(snapshot.id_of(document), score, named, len(copies)))
        return Hits(
            tuple(hits), found.total, found.groups, found.counts, found.expansions, found.complete
        )

    def scan(self, plan: Plan) -> Scan:
        snapshot = self._snapshot
        whole = replace(plan, facets=(), offset=0, size=max(snapshot.max_doc, 1))
        found = evaluate(whole, self._statistics)
        return Scan(self._hits(found.page, found.collapsing), found.groups, found.expansions)

    def _hits(self, page: SparseMatches, collapsing: FieldCollapsing | None) -> Iterator[Hit]:
        """The hits of a long page one by one: arrays take a tenth of what they do."""
        for document, score in zip(page.ids, page.scores, strict=True):
            copies = collapsing.count_under(document) if collapsing else 0
            yield Hit(self._snapshot.id_of(int(document)), float(score), (), copies)

    def count(self, plans: Sequence[Plan]) -> tuple[int, ...]:
        return tuple(map(self._count, plans))

    def _count(self, plan: Plan) -> int:
        bare = replace(plan, facets=(), size=0, group_copies=False)
        try:
            return evaluate(bare, self._statistics).total
        except QueryTooCostly:
            return 0

    def co_occurrences(
        self, plan: Plan, rows: Sequence[str], columns: Sequence[str]
    ) -> Mapping[tuple[str, str], int]:
        snapshot = self._snapshot
        field = facet_field("place", main=plan.filters.main_places)

        def make() -> tuple[CoOccurrences, int]:
            made = snapshot.facets.co_occurrences(field, rows, columns)
            return made, made.nbytes

        found = matching(plan, self._statistics)
        key = ("co-occurrences", field, tuple(rows), tuple(columns))
        table: CoOccurrences = snapshot.cache.get(key, make)
        return table.count(masked(found, snapshot.max_doc))

    def count_days(self, plan: Plan, first: date, last: date) -> Mapping[date, int]:
        found = matching(plan, self._statistics)
        return self._snapshot.days.count(chosen(found), first, last)

    def sample(
        self, trees: Sequence[Node], language: Language | None, limit: int
    ) -> tuple[tuple[Article, ...], ...]:
        return tuple(
            tuple(map(self._snapshot.article_of, self._matching(tree, language)[:limit].tolist()))
            for tree in trees
        )

    def _matching(self, tree: Node, language: Language | None) -> Ids:
        matcher = Matcher(self._statistics)
        try:
            ids = to_sparse(matcher.match(tree)).ids
        except QueryTooCostly:
            return np.empty(0, dtype=np.intp)
        ids = ids[self._snapshot.live[ids]]
        return ids[matcher.among("lang", language, ids)] if language else ids

    def fetch(self, ids: Sequence[str]) -> tuple[Article, ...]:
        articles = []
        for id in ids:
            self._check_budget()
            article = self._snapshot.article(id)
            if article is None:
                raise ArticleNotFound("there is no article %(id)r in the index", id=id)
            articles.append(article)
        return tuple(articles)

    def duplicates_of(self, id: str) -> tuple[str, ...]:
        snapshot = self._snapshot
        document = snapshot.document(id)
        if document is None:
            return ()
        return tuple(map(snapshot.id_of, snapshot.copies.of(document).tolist()))

    def doc_freq(self, vocabulary: Vocabulary, terms: Sequence[str]) -> tuple[int, ...]:
        self._check_budget()
        if vocabulary in STREAMS:
            name = field_name("body", vocabulary)
            return tuple(self._snapshot.doc_freq(name, term) for term in terms)
        counts = self._snapshot.value_counts(vocabulary)
        return tuple(counts.get(term, 0) for term in terms)

    def values_named(self, facet: FacetName, text: str) -> tuple[str, ...]:
        return self._snapshot.facets.writings(facet).named(text)

    def similar_terms(self, term: str, distance: int) -> Mapping[str, int]:
        if self._kept is not None:
            self._kept.budget.unpaid(lambda: self._snapshot.lexicon)
        self._check_budget()
        return vocabulary.similar(self._snapshot, term, distance)

    def terms_with_prefix(self, stream: Stream, prefix: str, limit: int) -> Mapping[str, int]:
        self._check_budget()
        return vocabulary.beginning(self._snapshot, stream, prefix, limit)

    def origins(self) -> Mapping[str, Origin]:
        return self._snapshot.origins()

    def summary(self) -> Summary:
        return summary_of(self._snapshot.generation, self._degraded)


def summary_of(generation: Generation, degraded: str = "") -> Summary:
    """What a generation holds."""
    manifest = generation.manifest
    return Summary(
        manifest["articles"],
        generation.name,
        generation.size,
        manifest["built"],
        degraded,
        manifest.get("left_out", {}),
    )

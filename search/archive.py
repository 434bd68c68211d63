"""An archive: both flows, from files to an index and from a request to a page.

write   files -> ingest -> enrich -> Article -> engine.write
read    text  -> query  -> Plan   -> engine.search -> Hits -> results -> Page
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from itertools import count, islice
from operator import itemgetter
from pathlib import Path

from search.articles import UNDATED, Article
from search.assist.administrative_changes import administrative_changes, with_totals
from search.assist.more_like_this import more_like_this
from search.assist.partners import find_partners
from search.assist.relaxation import steps_without_filters, steps_without_parts
from search.assist.suggestions import suggest
from search.assist.translations import find_translations
from search.budget import Budget, Turns
from search.build_report import BuildReport, Listener
from search.building import Removals, Watch, full_path, rebuild, update
from search.engines.base import (
    MOST_COPIES,
    Engine,
    Hit,
    Hits,
    Kept,
    Scan,
    Summary,
)
from search.engines.whoosh import WhooshEngine
from search.enrich import VERSION as ENRICHMENT_VERSION
from search.errors import ArticleNotFound, IndexUnusable, SettingsError
from search.facets import FacetName
from search.gazetteer import VERSION as GAZETTEER_VERSION
from search.gazetteer import load_gazetteer
from search.query.date_readings import DateReading, read_date
from search.query.plan import Notice, NoticeKind, Plan, SearchRequest
from search.query.planner import in_order
from search.results.facet_tree import facet_trees
from search.results.highlight import Wanted, clipped, find_hits, mark, wanted, wanted_in
from search.results.page import (
    AllResults,
    ArticlePage,
    FacetValue,
    Page,
    Relaxation,
    Result,
    Status,
    Suggestion,
    TextPart,
)
from search.results.partners import Partners
from search.results.snippets import MOST_READ, snippet_of
from search.results.timeline import Series, Timeline, period_value, periods_of, span_of, unit_of
from search.searching import SearchResponse, SearchService
from search.settings import Settings
from search.spelling.did_you_mean import Index, correct_spelling, steps_to_spelling
from search.spelling.language_model import LanguageModel

SCANNED_AT_ONCE = 100
"""How many articles of a scan are fetched, and held, at a time."""

MARKED = 200_000
"""In so many characters at its beginning an article's page marks hits: forty times a usual article."""

_WITHOUT_FILTERS = ("without filter", "without filters")


class Archive:
    """The articles below some folders, and the index they are searched by.

    Nothing is opened before it is needed. Every method may be called from many threads.
    """

    def __init__(self, settings: Settings, engine: Engine | None = None) -> None:
        """`engine` holds the index; the Whoosh engine of the settings if None is given."""
        self.settings = settings
        self.gazetteer = load_gazetteer()
        versions: dict[str, str | int] = {
            "enrichment": ENRICHMENT_VERSION,
            "gazetteer": GAZETTEER_VERSION,
        }
        self._versions = versions
        self._engine = engine or engine_of(settings, versions)
        self._turns = Turns(settings.threads * 3 // 4)
        self._is_bound = False
        self._bound: SearchService | None = None

    # --- write ---

    def rebuild(
        self,
        paths: Sequence[Path] = (),
        watch: Watch | None = None,
        *,
        allow_empty: bool = False,
        allow_removals: bool = False,
        listener: Listener | None = None,
    ) -> BuildReport:
        """Build a new generation from folders and files (the settings' `seeds` if none are given).

        The old one serves until the new one is published, and stays if that fails. InputError for a
        path where there is nothing, IndexLocked while another process writes. BuildRefused if an index
        with articles would become one of none (unless `allow_empty`), or would lose over half of them, of
        a source or of a larger folder or file in it (unless `allow_removals`). `watch` hears how far
        the build has come, `listener` of everything that is left out.
        """
        report = BuildReport.begin(self._sources(paths), listener)
        allowed = Removals(allow_empty, allow_removals)
        return rebuild(report, self._engine, self.settings, allowed, watch)

    def update(
        self,
        paths: Sequence[Path] = (),
        watch: Watch | None = None,
        *,
        allow_empty: bool = False,
        allow_removals: bool = False,
        listener: Listener | None = None,
    ) -> BuildReport:
        """Take in only what is new, changed or gone below the paths; the rest of the index stays.

        What cannot be read this time is not gone. Errors as for `rebuild`, and IndexUnusable.
        """
        report = BuildReport.begin(self._sources(paths), listener)
        allowed = Removals(allow_empty, allow_removals)
        return update(report, self._engine, self.settings, allowed, watch)

    def _sources(self, paths: Sequence[Path]) -> tuple[Path, ...]:
        return tuple(map(full_path, paths or (self.settings.seeds,)))

    def copy_to(self, engine: str) -> Summary:
        """Write all articles of the index, as they are, into the one of another engine of the settings.

        That one is rebuilt: it holds nothing else then. SettingsError for the engine that the archive has
        already, IndexUnusable where there is nothing to copy.
        """
        if engine == self.settings.engine:
            raise SettingsError(f"the index is in {engine} already: name another engine")
        target = engine_of(replace(self.settings, engine=engine), self._versions)
        searcher = self._engine.searcher()
        hits = searcher.scan(Plan(None)).hits
        articles = (
            article
            for ids in iter(lambda: [hit.id for hit in islice(hits, SCANNED_AT_ONCE)], [])
            for article in searcher.fetch(ids)
        )
        left_out = searcher.summary().left_out
        target.write(articles, (), replace_all=True, left_out=lambda: left_out)
        return target.searcher().summary()

    # --- read ---

    def search(self, request: SearchRequest) -> Page:
        """The page of results for a request.

        QueryError when a part of it means nothing, IndexUnusable when there is no index to ask.
        """
        service = self._service()
        budget = service.budget
        response = service.search(request)
        plan, notices, hits = response.plan, response.notices, response.hits
        request = _as_read(request, plan)
        asked = _wanted(plan, hits)
        results = tuple(_results(hits.hits, plan.offset + 1, asked, service))
        changes = administrative_changes(request, plan, notices, self.gazetteer)
        shown_articles = [result.article for result in results]
        corrected = budget.offer(
            "spelling",
            lambda: correct_spelling(request, shown_articles, self._index(service)),
            None,
        )
        steps = [] if corrected is None else [*steps_to_spelling(request, corrected)]
        found_all = hits.total if hits.complete is None else hits.complete
        if not found_all:
            steps += [*steps_without_filters(request), *steps_without_parts(request)]
        others = [other.request for change in changes for other in change.others]
        dated = read_date(request, self.gazetteer)
        # As typed and within the period: if that is all, the reading finds nothing else.
        both = [dated.request, replace(dated.request, text=request.text)] if dated else []
        asked_too = [*(step.request for step in steps), *others, *both]
        totals = budget.offer("relaxations", lambda: service.count(asked_too), None)
        if totals is None:
            totals, changes = [0] * len(asked_too), ()
        if budget.left_out:
            notices = (*notices, Notice(NoticeKind.LEFT_OUT, "", tuple(budget.left_out)))
        relaxations = _counted(steps, totals[: len(steps)], hits.total)
        spelling = next((way for way in relaxations if way.kind == "spelled"), None)
        return Page(
            request=request,
            results=results,
            total=hits.total,
            groups=hits.groups,
            pages=max(1, -(-hits.groups // plan.size)),
            facets=facet_trees(hits.counts, plan.filters, self.gazetteer.parent),
            notices=notices,
            administrative_changes=with_totals(changes, totals[len(steps) :]),
            date_reading=_found(dated, hits.total, *totals[-2:]) if dated else None,
            spelling=spelling,
            relaxations=() if found_all else relaxations,
        )

    def scan(self, request: SearchRequest) -> AllResults:
        """Every result of the request in the order of its pages.

        Copies are counted but not named; the request's page and size mean nothing. Errors as for
        `search`, raised before the first result.
        """
        service = self._service()
        plan, scan = service.scan(request)
        asked = _wanted(plan, scan)
        return AllResults(
            request=replace(request, chosen=plan.filters.chosen),
            generation=service.searcher.summary().generation,
            results=self._scanned(scan, asked, service),
        )

    def newest(self, request: SearchRequest, most: int) -> tuple[SearchRequest, tuple[Result, ...]]:
        """The request, its places as ids, and its newest results by their first days, at most `most`.

        One known only to its year comes where that begins, though it is sorted where the year ends: so
        four times as many are looked at. The undated are left out. Errors as for `search`.
        """
        service = self._service()
        request = replace(request, sort="newest", page=1)
        response = service.search(request, facets=(), window=(0, 4 * most))
        hits = [replace(hit, copies=()) for hit in response.hits.hits]
        articles = service.searcher.fetch([hit.id for hit in hits])
        dated = [(a.date.first, hit) for a, hit in zip(articles, hits, strict=True) if a.date]
        dated.sort(key=itemgetter(0), reverse=True)
        asked = _wanted(response.plan, response.hits)
        found = tuple(_results([hit for _, hit in dated[:most]], 1, asked, service))
        return _as_read(request, response.plan), found

    def listed(self, ids: Sequence[str]) -> AllResults:
        """The articles of those ids in their order, as results; those that are not there are left out.

        A snippet is the beginning of the body. IndexUnusable as for `search`.
        """
        service = self._service()
        generation = service.searcher.summary().generation
        return AllResults(SearchRequest(), generation, _listed(ids, service))

    def _scanned(self, scan: Scan, asked: Wanted, service: SearchService) -> Iterator[Result]:
        for first in count(1, SCANNED_AT_ONCE):
            hits = tuple(islice(scan.hits, SCANNED_AT_ONCE))
            if not hits:
                return
            yield from _results(hits, first, asked, service)

    def choices(
        self, request: SearchRequest, facet: FacetName
    ) -> tuple[SearchRequest, tuple[FacetValue, ...]]:
        """The request, its places as ids, and all choices of one facet in its results.

        Errors as for `search`.
        """
        response = self._service().search(request, facets=(facet,), window=(0, 0))
        filters = response.plan.filters
        trees = facet_trees(response.hits.counts, filters, self.gazetteer.parent)
        return _as_read(request, response.plan), trees[facet]

    def timeline(self, request: SearchRequest, versus: Sequence[str] = ()) -> Timeline | None:
        """The results of a request over time, beside those of the same request for other texts.

        None where nothing has a date. Errors as for `search`.
        """
        service = self._service()
        requests = [request, *(replace(request, text=text) for text in versus)]
        asked = [service.search(each, facets=("date",), window=(0, 0)) for each in requests]
        counted = [response.hits.counts["date"] for response in asked]
        filters = asked[0].plan.filters
        span = span_of(filters.first, filters.last, filters.chosen["date"], counted)
        if span is None:
            return None
        unit = unit_of(*span)
        periods = periods_of(*span, unit)
        everything = service.search(SearchRequest(), facets=("date",), window=(0, 0))

        def counts(response: SearchResponse) -> tuple[int, ...]:
            if unit == "day":
                by_day = service.searcher.count_days(response.plan, *span)
                return tuple(by_day.get(day, 0) for day, _ in periods)
            by_period = response.hits.counts["date"]
            return tuple(by_period.get(period_value(day, unit), 0) for day, _ in periods)

        years = {day.year for day, _ in periods}
        return Timeline(
            unit=unit,
            periods=periods,
            archive=counts(everything),
            series=tuple(
                Series(
                    request=_as_read(each, response.plan),
                    total=response.hits.total,
                    counts=counts(response),
                    known_to_year=0
                    if unit == "year"
                    else sum(by_value.get(f"{year:04}-unknown", 0) for year in years),
                    undated=by_value.get(UNDATED, 0),
                )
                for each, response, by_value in zip(requests, asked, counted, strict=True)
            ),
        )

    def partners(
        self,
        request: SearchRequest,
        rows_of: str | None = None,
        columns_of: str | None = None,
        most: tuple[int, int] = (30, 20),
        *,
        with_years: bool = True,
    ) -> Partners:
        """Which localities the results are about together: `most` rows by columns. Errors as for `search`.

        `rows_of` and `columns_of` are the ids of countries, None for the localities of all of them.
        Each row's years cost a search: they are left empty without `with_years`.
        """
        return find_partners(
            request, rows_of, columns_of, most, self._service(), with_years=with_years
        )

    def article(self, id: str) -> Article:
        """The article of that id; ArticleNotFound if there is none."""
        return self._service().searcher.fetch([id])[0]

    def read(self, id: str, request: SearchRequest, rank: int | None = None) -> ArticlePage:
        """An article as its page shows it: hits marked, its neighbours among the results, its like.

        `rank` is its place among the results of the request, from 1; None when it was opened
        directly. ArticleNotFound if there is none of that id.
        """
        service = self._service()
        searcher = service.searcher
        (article,) = searcher.fetch([id])
        offset = max(0, (rank or 1) - 2)
        size = rank + 1 - offset if rank else 0
        response = service.search(replace(request, page=1), facets=(), window=(offset, size))
        asked = _wanted(response.plan, response.hits)
        looked_for = wanted_in(article, asked)
        paragraphs = [line for line in article.body.split("\n") if line.strip()]
        found = response.hits.hits
        around = {r.rank: r for r in _results(found, offset + 1, asked, service)} if rank else {}
        copies = searcher.duplicates_of(id)
        elsewhere = service.budget.offer(
            "translations", lambda: find_translations(article, searcher), ()
        )
        likest = service.budget.offer(
            "more like this", lambda: more_like_this(article, searcher, without=elsewhere), ()
        )
        return ArticlePage(
            article=article,
            title=mark(article.title, find_hits(article.title[:MOST_READ], looked_for)),
            paragraphs=tuple(_marked(paragraphs, looked_for, service.budget)),
            hits_to=MARKED if len(article.body) > MARKED else None,
            previous=around.get(rank - 1) if rank else None,
            next=around.get(rank + 1) if rank else None,
            copies=searcher.fetch(copies[:MOST_COPIES]),
            copies_total=len(copies),
            translations=elsewhere,
            more_like_this=likest,
            left_out=tuple(service.budget.left_out),
        )

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """What may be meant by the beginning of a request: places, words, titles of the index."""
        return suggest(text, limit, self._service().searcher, self.gazetteer)

    def generations(self) -> tuple[Kept, ...]:
        """The generations of the index that are kept, newest first."""
        return self._engine.generations()

    def rollback(self, generation: str) -> Summary:
        """Serve a generation that was kept, if every file of it is as it was written.

        IndexUnusable says why it cannot be; then the one that is served stays.
        """
        return self._engine.rollback(generation)

    def check(self) -> Summary:
        """Compare the whole index with its manifest; IndexUnusable says what is wrong."""
        return self._engine.check()

    def summary(self) -> Summary:
        """What the index holds, and what its build left out; IndexUnusable where none can be opened."""
        return self._service().searcher.summary()

    def status(self) -> Status:
        """How the archive is, without raising: what is served, or why nothing is."""
        try:
            summary = self._service().searcher.summary()
        except IndexUnusable as error:
            return Status(False, False, articles=0, generation="", built="", message=str(error))
        return Status(
            ok=True,
            degraded=bool(summary.degraded_reason),
            articles=summary.articles,
            generation=summary.generation,
            built=summary.built,
            message=summary.degraded_reason,
        )

    def for_one_request(self) -> Archive:
        """The archive as one request of one thread asks it: of one generation, paid from one budget.

        Its methods raise BudgetExceeded when the settings' `request_ms` are spent, until it is closed.
        """
        bound = copy(self)
        bound._is_bound = True
        return bound

    def close(self) -> None:
        """The one request is answered. What it still reads, to write it as it is read, has no budget."""
        if self._bound is not None:
            self._bound.budget.close()

    def _service(self) -> SearchService:
        """Asks one searcher: what a call shows is of one generation."""
        if self._bound is not None:
            return self._bound
        searcher = self._engine.searcher()
        budget = self._budget(searcher.summary().articles) if self._is_bound else Budget()
        service = SearchService(searcher.within(budget), self.gazetteer, self.settings, budget)
        if self._is_bound:
            self._bound = service
        return service

    def _budget(self, articles: int) -> Budget:
        milliseconds = self.settings.request_ms + articles / 1000
        return Budget(milliseconds / 1000, turns=self._turns)

    def _index(self, service: SearchService) -> Index:
        searcher = service.searcher
        articles = searcher.summary().articles
        model = LanguageModel(articles, searcher.doc_freq, searcher.similar_terms)
        return Index(model, service.count_all, searcher.sample, self._place_named)

    def _place_named(self, folded: str) -> str | None:
        ids = self.gazetteer.named(folded)
        return self.gazetteer[ids[0]].vi if ids else None


def engine_of(settings: Settings, versions: Mapping[str, str | int]) -> Engine:
    """The engine that the settings name; SettingsError if what it needs is not installed."""
    if settings.engine == "whoosh":
        return WhooshEngine(settings, versions)
    try:
        from search.engines.opensearch import OpenSearchEngine
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "opensearchpy":
            raise
        raise SettingsError(
            "engine is opensearch, for which its client is needed: pip install '.[opensearch]'"
        ) from None
    return OpenSearchEngine(settings, versions)


def _results(
    hits: Sequence[Hit], first: int, asked: Wanted, service: SearchService
) -> Iterator[Result]:
    """The results that hits are, of which the first has the rank `first`."""
    articles = iter(service.searcher.fetch([id for hit in hits for id in (hit.id, *hit.copies)]))
    for rank, hit in enumerate(hits, start=first):
        service.budget.check()
        article, *copies = islice(articles, 1 + len(hit.copies))
        looked_for = wanted_in(article, asked)
        shown = clipped(article.title)
        title = mark(shown, find_hits(shown, looked_for))
        passage = snippet_of(article.body, looked_for)
        yield Result(rank, article, title, passage, hit.score, tuple(copies), hit.copies_total)


def _marked(
    paragraphs: Sequence[str], looked_for: Wanted, budget: Budget
) -> Iterator[tuple[TextPart, ...]]:
    """Paragraphs with their hits, which are looked for in the first `MARKED` characters of all."""
    left = MARKED
    for paragraph in paragraphs:
        budget.check()
        yield mark(paragraph, find_hits(paragraph[:left], looked_for) if left else ())
        left -= min(left, len(paragraph))


def _as_read(request: SearchRequest, plan: Plan) -> SearchRequest:
    """The request with its places as ids and the ends of its period in their order."""
    return replace(in_order(request), chosen=plan.filters.chosen)


def _found(reading: DateReading, typed: int, total: int, both: int) -> DateReading | None:
    """The reading with how many articles it finds; None for none, or for those found as typed."""
    return replace(reading, total=total) if total and not typed == total == both else None


def _listed(ids: Iterable[str], service: SearchService) -> Iterator[Result]:
    rank, nothing = 1, wanted(None, {})
    for id in dict.fromkeys(ids):
        try:
            yield from _results([Hit(id, 0.0)], rank, nothing, service)
        except ArticleNotFound:
            continue
        rank += 1


def _wanted(plan: Plan, found: Hits | Scan) -> Wanted:
    """What is marked: the words asked for, and the places chosen."""
    return wanted(plan.tree, found.expansions, plan.filters.chosen["place"])


def _counted(
    steps: Sequence[Relaxation], totals: Sequence[int], now: int
) -> tuple[Relaxation, ...]:
    """The steps that find something, a corrected text within its filters rather than without them.

    Filters only take away: a step without some of them that finds as many as there are `now` changes
    nothing, nor does one without all that finds as many as one without a single one.
    """
    found: list[Relaxation] = []
    counted = tuple(zip(steps, totals, strict=True))
    without_one = {total for step, total in counted if step.kind == "without filter"}
    for step, total in counted:
        repeated = step.kind == "spelled" and any(other.kind == "spelled" for other in found)
        idle = step.kind in _WITHOUT_FILTERS and (
            total == now or (step.kind == "without filters" and total in without_one)
        )
        if total and not repeated and not idle:
            found.append(replace(step, total=total))
    return tuple(found)

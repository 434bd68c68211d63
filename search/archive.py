"""An archive: both flows, from files to an index and from a question to a page.

write   files -> ingest -> enrich -> Article -> engine.write
read    text  -> query  -> Plan   -> engine.search -> Hits -> results -> Page
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path

from search.articles import Article, RawArticle
from search.assist.administrative_changes import successions
from search.assist.more_like_this import related
from search.assist.relaxation import without_each_filter, without_each_part
from search.assist.suggestions import suggest
from search.assist.translations import counterparts
from search.build_report import BuildReport, Progress
from search.engines.base import MOST_COPIES, Engine, Hits, Origin, Summary
from search.engines.whoosh import WhooshEngine
from search.enrich import VERSION as ENRICHMENT_VERSION
from search.enrich.parallel import enrich_all
from search.errors import IndexUnusable
from search.gazetteer import VERSION as GAZETTEER_VERSION
from search.gazetteer import load_gazetteer
from search.ingest import Skipped, read_articles
from search.query.plan import Plan, Question
from search.results.facet_tree import facet_trees
from search.results.highlight import find_hits, mark, wanted, wanted_in
from search.results.page import Page, Reading, Result, Status, Suggestion, WayOut
from search.results.snippets import snippet
from search.searching import Asker
from search.settings import Settings
from search.spelling.did_you_mean import Index, remarked, respelled
from search.spelling.language_model import Lexicon

PARALLEL_BYTES = 20_000_000
"""Sources of fewer bytes are built before other processes would have started."""

Watch = Callable[[Progress], None]
"""Called with the progress of a build, article by article."""


class Archive:
    """The articles below some folders, and the index they are searched by.

    Nothing is opened before it is needed. Every method may be called from many threads.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.gazetteer = load_gazetteer()
        versions: dict[str, str | int] = {
            "enrichment": ENRICHMENT_VERSION,
            "gazetteer": GAZETTEER_VERSION,
        }
        self._engine: Engine = WhooshEngine(settings, versions)
        self._asker = Asker(self._engine, self.gazetteer, settings)

    # --- write ---

    def rebuild(self, paths: Sequence[Path] = (), watch: Watch | None = None) -> BuildReport:
        """Build a new generation from folders and files (the settings' `seeds` if none are given).

        The old one serves until the new one is published, and stays if that fails. InputError for a
        path where there is nothing, IndexLocked while another process writes.
        """
        report = BuildReport.begin(self._sources(paths))
        self._engine.write(self._read(report, {}, watch), (), fresh=True)
        return report.end(self._engine.summary())

    def update(self, paths: Sequence[Path] = (), watch: Watch | None = None) -> BuildReport:
        """Take in only what is new, changed or gone below the paths; the rest of the index stays.

        What cannot be read this time is not gone. Errors as for `rebuild`, and IndexUnusable.
        """
        report = BuildReport.begin(self._sources(paths))
        known = self._engine.origins()
        changed = list(self._read(report, known, watch))
        gone = report.gone(known)
        if changed or gone:
            self._engine.write(changed, gone, fresh=False)
        return report.end(self._engine.summary())

    def _sources(self, paths: Sequence[Path]) -> tuple[Path, ...]:
        return tuple(path.absolute() for path in paths or (self.settings.seeds,))

    def _read(
        self, report: BuildReport, known: Mapping[str, Origin], watch: Watch | None
    ) -> Iterator[Article]:
        """The articles of the report's sources, save those already known as they are."""
        for article in enrich_all(self._found(report, known, watch), self._workers(report)):
            report.take(article)
            yield article

    def _found(
        self, report: BuildReport, known: Mapping[str, Origin], watch: Watch | None
    ) -> Iterator[tuple[RawArticle, str]]:
        for path in report.sources:
            root = str(path if path.is_dir() else path.parent)
            limit = self.settings.file_bytes
            for item in read_articles([path], max_bytes=limit, tally=report.tally):
                if isinstance(item, Skipped):
                    report.skip(item)
                elif report.see(item.id, Origin(root, item.path, item.digest), known):
                    yield item, root
                if watch:
                    watch(report.progress())

    def _workers(self, report: BuildReport) -> int:
        """How many processes are worth their start."""
        if report.bytes_total < PARALLEL_BYTES:
            return 0
        return (self.settings.workers or os.cpu_count() or 1) - 1

    # --- read ---

    def ask(self, question: Question) -> Page:
        """The page of results for a question.

        QuestionError when a part of it means nothing, IndexUnusable when there is no index to ask.
        """
        answer = self._asker.ask(question)
        plan, notes, hits = answer.plan, answer.notes, answer.hits
        question = replace(question, places=plan.filters.places)
        results = self._results(plan, hits)
        spelling = None
        ways_out: tuple[WayOut, ...] = ()
        if not hits.total or any(note.kind == "any word" for note in notes):
            spelling = respelled(question, self._index())
            ways_out = self._ways_out(question, spelling, hits.total)
        elif not question.exact:
            spelling = remarked(question, [result.article for result in results], self._index())
        return Page(
            question=question,
            results=results,
            total=hits.total,
            groups=hits.groups,
            pages=max(1, -(-hits.groups // plan.size)),
            facets=facet_trees(hits.counts, plan.filters, self._parent),
            notes=notes,
            successions=successions(question, plan, notes, self.gazetteer, self._asker.count),
            spelling=spelling,
            ways_out=ways_out,
        )

    def article(self, id: str) -> Article:
        """The article of that id; ArticleNotFound if there is none."""
        return self._engine.fetch([id])[0]

    def read(self, id: str, question: Question, rank: int | None = None) -> Reading:
        """An article as its page shows it: hits marked, its neighbours among the results, its like.

        `rank` is its place among the results of the question, from 1; None when it was opened
        directly. ArticleNotFound if there is none of that id.
        """
        article = self.article(id)
        answer = self._asker.ask(replace(question, page=1, size=1), facets=())
        looked_for = wanted_in(article, wanted(answer.plan.tree, answer.hits.expansions))
        paragraphs = [line for line in article.body.split("\n") if line.strip()]
        previous, following = self._neighbours(answer.plan, rank)
        copies = self._engine.copies(id)
        elsewhere = counterparts(article, self._engine)
        return Reading(
            article=article,
            title=mark(article.title, find_hits(article.title, looked_for)),
            paragraphs=tuple(mark(line, find_hits(line, looked_for)) for line in paragraphs),
            previous=previous,
            next=following,
            copies=self._engine.fetch(copies[:MOST_COPIES]),
            copies_total=len(copies),
            counterparts=elsewhere,
            more_like_this=related(article, self._engine, without=elsewhere),
        )

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """What may be meant by the beginning of a question: places, words, titles of the index."""
        return suggest(text, limit, self._engine, self.gazetteer)

    def check(self) -> Summary:
        """Compare the whole index with its manifest; IndexUnusable says what is wrong."""
        return self._engine.check()

    def status(self) -> Status:
        """How the archive is, without raising: what is served, or why nothing is."""
        try:
            summary = self._engine.summary()
        except IndexUnusable as error:
            return Status(ok=False, degraded=False, articles=0, generation="", message=str(error))
        return Status(
            ok=True,
            degraded=bool(summary.trouble),
            articles=summary.articles,
            generation=summary.generation,
            message=summary.trouble,
        )

    def _index(self) -> Index:
        engine = self._engine
        lexicon = Lexicon(engine.summary().articles, engine.frequencies, engine.similar)
        return Index(lexicon, cache(self._asker.count_all), self._asker.first, self._place_named)

    def _results(self, plan: Plan, hits: Hits) -> tuple[Result, ...]:
        ids = [id for hit in hits.hits for id in (hit.id, *hit.copies)]
        articles = iter(self._engine.fetch(ids))
        asked = wanted(plan.tree, hits.expansions)
        results = []
        for rank, hit in enumerate(hits.hits, start=plan.offset + 1):
            article, *copies = islice(articles, 1 + len(hit.copies))
            looked_for = wanted_in(article, asked)
            title = mark(article.title, find_hits(article.title, looked_for))
            passage = snippet(article.body, find_hits(article.body, looked_for))
            results.append(
                Result(rank, article, title, passage, hit.score, tuple(copies), hit.copies_total)
            )
        return tuple(results)

    def _neighbours(self, plan: Plan, rank: int | None) -> tuple[Result | None, Result | None]:
        """The results before and after one of that rank."""
        if rank is None or rank < 1:
            return None, None
        offset = max(0, rank - 2)
        around = replace(plan, offset=offset, size=rank + 1 - offset)
        results = {r.rank: r for r in self._results(around, self._engine.search(around))}
        return results.get(rank - 1), results.get(rank + 1)

    def _ways_out(
        self, question: Question, spelling: WayOut | None, total: int
    ) -> tuple[WayOut, ...]:
        """Next steps that find something when no article holds all that is asked."""
        asker = self._asker
        # Beside articles that hold any of the words, only what holds them all is a step forward.
        filters = without_each_filter(question, asker.count_all if total else asker.count)
        parts = without_each_part(question, asker.count_all)
        return (*((spelling,) if spelling else ()), *filters, *parts)

    def _place_named(self, folded: str) -> str | None:
        ids = self.gazetteer.named(folded)
        return self.gazetteer[ids[0]].vi if ids else None

    def _parent(self, place: str) -> str | None:
        return (
            next(iter(self.gazetteer.ancestors(place)), None) if place in self.gazetteer else None
        )

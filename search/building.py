"""How an index is built: what is read becomes articles with ids of their own, and nothing is lost unasked.

files -> ingest -> identity -> enrich -> engine.write, which asks for the articles while it holds its lock.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from search.articles import Article, RawArticle
from search.build_report import BuildReport, Progress
from search.engines.base import Engine, Origin
from search.enrich.parallel import enrich_all
from search.errors import BuildRefused, IndexUnusable
from search.identity import Identities, rebased, roots_of
from search.ingest import Skipped, read_articles
from search.ingest.files import STDIN, readable
from search.removals import check_empty, check_removals, check_shrinking
from search.settings import Settings

PARALLEL_BYTES = 20_000_000
"""Sources of fewer bytes are built before other processes would have started."""

SAME_ID = "given an id of its own"
"""The kind of remark on an article whose name another one has already; the text is the new id."""

Watch = Callable[[Progress], None]
"""Called with the progress of a build, article by article."""


@dataclass(frozen=True, slots=True)
class Removals:
    """What a build may take away: `empty` all that there is, `most` over half of something."""

    empty: bool = False
    most: bool = False

    def check(self, before: int, after: int) -> None:
        """BuildRefused if an index of so many articles may not become one of so many."""
        if not self.empty:
            check_empty(before, after)

    @property
    def are_checked(self) -> bool:
        """Whether a build must look at what it would remove."""
        return not (self.empty or self.most)


def rebuild(
    report: BuildReport, engine: Engine, settings: Settings, allowed: Removals, watch: Watch | None
) -> BuildReport:
    """Publish an index of the report's sources alone. Errors as for `Archive.rebuild`."""

    def articles() -> Iterator[Article]:
        # Read while the engine holds the writer's lock, so that no other writer comes between.
        before, known = _held(engine)
        ids = Identities(known, report.sources, keeps_others=False)
        yield from _read(report, ids, settings, watch)
        allowed.check(before, report.taken)
        gone = ids.gone(report.unread)
        report.removed = len(gone) if known else max(0, before - report.taken)
        if allowed.are_checked:
            check_shrinking(before, report.taken)
            check_removals(ids.below_sources(ids.lost(gone)), known)

    return _write(report, engine, articles(), (), replace_all=True)


def update(
    report: BuildReport, engine: Engine, settings: Settings, allowed: Removals, watch: Watch | None
) -> BuildReport:
    """Publish the index with what has changed in the report's sources. Errors as for `Archive.update`."""
    engine.searcher()
    ids: list[Identities] = []

    def changed() -> Iterator[Article]:
        known = engine.searcher().origins()
        ids.append(Identities(known, report.sources, keeps_others=True))
        yield from _read(report, ids[0], settings, watch)

    def gone() -> Iterator[str]:
        # The engine asks for these when it has taken the others.
        known = ids[0].known
        found = ids[0].gone(report.unread)
        report.removed = len(found)
        allowed.check(len(known), len(known) + report.added - len(found))
        if allowed.are_checked:
            check_removals(ids[0].lost(found), known)
        yield from found

    return _write(report, engine, changed(), gone(), replace_all=False)


def full_path(path: Path) -> Path:
    """The path from the root of all, without `..`; standard input as it is."""
    if path == STDIN:
        return path
    return path.resolve() if ".." in path.parts else path.absolute()


def _write(
    report: BuildReport,
    engine: Engine,
    articles: Iterator[Article],
    deleted_ids: Iterable[str],
    *,
    replace_all: bool,
) -> BuildReport:
    try:
        engine.write(articles, deleted_ids, replace_all=replace_all, left_out=report.left_out)
    except BuildRefused as error:
        report.removed = 0
        error.report = report.end(None)
        raise
    return report.end(engine.searcher().summary())


def _held(engine: Engine) -> tuple[int, Mapping[str, Origin]]:
    """How many articles the index has, and their origins: of one that does not open, none."""
    try:
        searcher = engine.searcher()
        return searcher.summary().articles, searcher.origins()
    except IndexUnusable:
        kept = sorted(engine.generations(), key=lambda kept: not kept.served)
        return kept[0].articles if kept else 0, {}


def _read(
    report: BuildReport, ids: Identities, settings: Settings, watch: Watch | None
) -> Iterator[Article]:
    """The articles of the report's sources, save those already known as they are."""
    found = _found(report, ids, settings, watch)
    for article in enrich_all(found, _workers(report, settings)):
        if isinstance(article, Article):
            report.count_indexed(article)
            yield article
        else:
            ids.release(article.id)
            report.added -= article.id not in ids.known
            file = os.path.join(article.root, article.path)
            reason = f"the dates and places of {article.id!r}: {article.reason}"
            report.count_skipped(Skipped(file, reason))


def _found(
    report: BuildReport, ids: Identities, settings: Settings, watch: Watch | None
) -> Iterator[tuple[RawArticle, str]]:
    roots = roots_of(report.sources)
    known_roots = ids.known_roots(roots)
    for path in report.sources:
        own_root = readable(path if path.is_dir() else path.parent)
        found = read_articles(
            [path],
            max_bytes=settings.file_bytes,
            counts=report.counts,
            fields=settings.fields,
            time_zone=settings.time_zone,
        )
        for item in found:
            if isinstance(item, Skipped):
                report.count_skipped(item)
            else:
                file = os.path.join(own_root, item.path)
                root = known_roots.get(file) or readable(roots[path])
                if root != own_root:
                    item = rebased(item, own_root, root)
                named = _named(item, root, file, report, ids)
                if named is not None:
                    yield named, root
            if watch:
                watch(report.progress())


def _named(
    item: RawArticle, root: str, file: str, report: BuildReport, ids: Identities
) -> RawArticle | None:
    """The article under its id; None if the index, or this pass, has it as it is."""
    name, origin = item.id, Origin(root, item.path, item.digest)
    id = ids.assign(name, origin)
    if id is None:
        report.count_repeated(name, file)
        return None
    if ids.is_unchanged(id, origin):
        report.unchanged += 1
        return None
    is_new = id not in ids.known
    report.added += is_new
    if id != name and is_new:
        report.counts.remark(file, None, SAME_ID, id)
    return replace(item, id=id)


def _workers(report: BuildReport, settings: Settings) -> int:
    """How many processes are worth their start."""
    if report.bytes_total < PARALLEL_BYTES:
        return 0
    return (settings.workers or os.cpu_count() or 1) - 1

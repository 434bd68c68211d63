"""The engine: searchers on the newest generation that is whole, and one writer at a time."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from search.analysis import VERSION as ANALYSIS_VERSION
from search.articles import Article
from search.engines.base import Kept, Summary
from search.engines.generations import (
    Generation,
    Stamp,
    compare,
    current_name,
    draft,
    manifests,
    open_current,
    open_kept,
    roll_back,
    stamp,
    unreadable,
)
from search.engines.whoosh.indexing.writer import WRITTEN_ANEW, write_index
from search.engines.whoosh.reading.integrity import check_in_background
from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.schema import VERSION as SCHEMA_VERSION
from search.engines.whoosh.searcher import WhooshSearcher, summary_of
from search.errors import IndexDamaged, IndexUnreadable, IndexUnusable
from search.settings import Settings

RETRY_SECONDS = 60.0
"""So long an index of which nothing is whole is not looked at again, unless it is published anew."""

log = logging.getLogger(__name__)


class WhooshEngine:
    """A Whoosh index in generations below one folder.

    `searcher` looks for the newest generation by one `stat`. One that cannot be opened leaves the last
    good one in service; where there is none, or where the one in service is found damaged, the newest
    whole one of those kept takes its place. Searchers say why in `summary().degraded_reason`.
    """

    def __init__(self, settings: Settings, versions: Mapping[str, str | int]) -> None:
        """`versions` are those of whatever else decides what is indexed, such as the gazetteer."""
        self._root = settings.index
        self._settings = settings
        self._versions = {"schema": SCHEMA_VERSION, "analysis": ANALYSIS_VERSION, **versions}
        self._opening = threading.Lock()
        self._seen: Stamp | None = None
        self._current: Snapshot | None = None
        self._degraded_reason = ""
        self._lost: IndexDamaged | None = None
        self._lost_until = 0.0

    def searcher(self) -> WhooshSearcher:
        return WhooshSearcher(self._snapshot(), self._settings, self._degraded_reason)

    def write(
        self,
        articles: Iterable[Article],
        deleted_ids: Iterable[str],
        *,
        replace_all: bool,
        left_out: Callable[[], Mapping[str, int]] = dict,
    ) -> None:
        with draft(self._root, self._versions, self._settings.kept_generations) as new:
            before = None if replace_all else self._open(whole=True)
            if before is not None:
                new.link_files(before, WRITTEN_ANEW)
            count = write_index(
                new.path,
                articles,
                deleted_ids,
                before=before.path if before else None,
                most=self._settings.segment_articles,
                most_words=self._settings.segment_words,
            )
            if count is not None:
                new.publish(articles=count, left_out=dict(left_out()))

    def generations(self) -> tuple[Kept, ...]:
        served = current_name(self._root)
        return tuple(
            Kept(
                name,
                manifest["articles"],
                sum(file["size"] for file in manifest["files"].values()),
                manifest["built"],
                name == served,
            )
            for name, manifest in manifests(self._root)
        )

    def rollback(self, generation: str) -> Summary:
        return summary_of(roll_back(self._root, generation, self._versions))

    def check(self) -> Summary:
        try:
            return summary_of(self._open(whole=True))
        except IndexUnusable as error:
            if (served := self._current) is not None:
                self._degraded_reason = str(error)
                served.integrity.check()
            raise

    def _open(self, *, whole: bool = False) -> Generation:
        return open_current(self._root, self._versions, whole=whole)

    def _snapshot(self) -> Snapshot:
        """The newest generation that can be served; IndexUnusable if there is none."""
        newest = stamp(self._root)
        served = self._current
        if served is None or newest != self._seen or served.integrity.damage:
            with self._opening:
                served = self._current
                if served is None or newest != self._seen or served.integrity.damage:
                    served = self._current = self._opened(served, newest)
        return served

    def _opened(self, served: Snapshot | None, newest: Stamp | None) -> Snapshot:
        """The generation that CURRENT names now; or, with the reason kept, another one."""
        lost = self._lost if newest == self._seen else None
        if lost is not None and time.monotonic() < self._lost_until:
            raise IndexDamaged(lost.template, **lost.values)
        good = None if served is None or served.integrity.damage else served
        reason = ""
        try:
            if served is not None and newest == self._seen:
                served.integrity.refuse()
            snapshot = self._read(self._open(whole=lost is not None))
        except IndexUnreadable as error:
            # What was published is not lost, and so it is tried again.
            if good is None:
                raise
            self._seen, self._degraded_reason = None, str(error)
            return good
        except IndexUnusable as error:
            self._current = good
            found = good or (self._kept() if isinstance(error, IndexDamaged) else None)
            if found is None:
                self._seen = newest
                if isinstance(error, IndexDamaged):
                    self._lost, self._lost_until = error, time.monotonic() + RETRY_SECONDS
                raise
            snapshot, reason = found, str(error)
            log.warning("%s; until then %s is served", error, snapshot.generation.name)
        self._seen, self._degraded_reason, self._lost = newest, reason, None
        return snapshot

    def _kept(self) -> Snapshot | None:
        """The newest whole one of the other generations."""
        generation = open_kept(self._root, self._versions)
        return None if generation is None else self._read(generation)

    def _read(self, generation: Generation) -> Snapshot:
        try:
            snapshot = Snapshot(generation, self._settings.cache_mb << 20)
        except OSError as error:
            failed = unreadable(Path(error.filename or generation.path), error)
            if isinstance(failed, IndexDamaged):
                # The file that is lost may be one that never was, named by a damaged one.
                compare(generation)
            raise failed from None
        except Exception:
            # Damaged bytes may raise anything; a fault of the program is one.
            compare(generation)
            raise
        engine = weakref.ref(self)

        def look_again() -> None:
            if (alive := engine()) is not None:
                alive.searcher()

        check_in_background(snapshot.integrity, self._settings.check_mb, look_again)
        return snapshot

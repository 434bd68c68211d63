"""The engine: searchers on the newest generation that opens, and one writer at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping

from search.analysis import VERSION as ANALYSIS_VERSION
from search.articles import Article
from search.engines.base import Kept, Summary
from search.engines.generations import (
    Generation,
    Stamp,
    current_name,
    draft,
    manifests,
    open_current,
    roll_back,
    stamp,
)
from search.engines.whoosh.indexing.writer import write_index
from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.schema import VERSION as SCHEMA_VERSION
from search.engines.whoosh.searcher import WhooshSearcher, summary_of
from search.errors import IndexUnusable
from search.settings import Settings

UNPICKLED = (".toc",)
"""Files that end so are unpickled by Whoosh: they are hashed however large they are."""


class WhooshEngine:
    """A Whoosh index in generations below one folder.

    `searcher` looks for the newest generation by one `stat`. One that cannot be opened leaves the last
    good one in service, and its searchers say why in `summary().degraded_reason`.
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
            if not replace_all:
                new.link_files(self._open())
            count = write_index(
                new.path,
                articles,
                deleted_ids,
                replace_all=replace_all,
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
            self._degraded_reason = str(error)
            raise

    def _open(self, *, whole: bool = False) -> Generation:
        return open_current(self._root, self._versions, always_hashed=UNPICKLED, whole=whole)

    def _snapshot(self) -> Snapshot:
        """The newest generation that opens; IndexUnusable if there has been none."""
        newest = stamp(self._root)
        if self._current is None or newest != self._seen:
            with self._opening:
                if self._current is None or newest != self._seen:
                    self._current = self._opened() or self._current
                    self._seen = newest
        assert self._current is not None
        return self._current

    def _opened(self) -> Snapshot | None:
        """The generation that CURRENT names; None, with the reason kept, if an older one can serve."""
        try:
            snapshot = Snapshot(
                self._open(),
                self._settings.cache_mb << 20,
            )
        except IndexUnusable as error:
            if self._current is None:
                raise
            self._degraded_reason = str(error)
            return None
        self._degraded_reason = ""
        return snapshot

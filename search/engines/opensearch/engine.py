"""The engine: searchers on the generation that is served, and one writer at a time on whichever machine."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager

from search.analysis import VERSION as ANALYSIS_VERSION
from search.articles import Article
from search.engines.base import Kept, Summary
from search.engines.opensearch import generations
from search.engines.opensearch.cluster import Cluster
from search.engines.opensearch.generations import Generation
from search.engines.opensearch.lease import Lease, held_lease
from search.engines.opensearch.mapping import VERSION as SCHEMA_VERSION
from search.engines.opensearch.searcher import Opened, OpenSearchSearcher, summary_of
from search.engines.opensearch.writer import GenerationWriter
from search.errors import ClusterUnavailable, IndexDamaged, IndexMissing, IndexUnusable
from search.settings import Settings

HEALTH_SECONDS = 5.0
"""How often the cluster is asked how it is."""

_YELLOW = (
    "some copies of the index are missing in the cluster: another node that fails may take it away"
)


class OpenSearchEngine:
    """An index in generations in an OpenSearch cluster.

    Each searcher asks which generation is served, since others may publish one; one that was opened stays
    readable for `opensearch_grace` seconds after another one took its place.
    """

    def __init__(self, settings: Settings, versions: Mapping[str, str | int]) -> None:
        """`versions` are those of whatever else decides what is indexed, such as the gazetteer."""
        self._settings = settings
        self._name = settings.opensearch_index
        self._versions = {"schema": SCHEMA_VERSION, "analysis": ANALYSIS_VERSION, **versions}
        self.cluster = Cluster(settings)
        self._opening = threading.Lock()
        self._opened: Opened | None = None
        self._asking = threading.Lock()
        self._degraded_reason = ""
        self._asked_at = -HEALTH_SECONDS

    def searcher(self) -> OpenSearchSearcher:
        index = generations.served_index(self.cluster, self._name)
        with self._opening:
            if self._opened is None or self._opened.generation.index != index:
                generation = generations.opened(self.cluster, index)
                generations.require(generation, self._versions)
                self._opened = Opened(self.cluster, generation)
            opened = self._opened
        return OpenSearchSearcher(opened, self._settings, self._health(opened.generation))

    def write(
        self,
        articles: Iterable[Article],
        deleted_ids: Iterable[str],
        *,
        replace_all: bool,
        left_out: Callable[[], Mapping[str, int]] = dict,
    ) -> None:
        with self._lease() as lease:
            before = None if replace_all else self._served()
            index = generations.next_index(self.cluster, self._name)
            settings = self._settings
            try:
                with GenerationWriter(self.cluster, settings, index, before) as writer:
                    writer.write(articles, deleted_ids)
                    if before is not None and not writer.changes:
                        self._discard(index)
                        return
                    facts = writer.finish()
                facts |= {"versions": self._versions, "left_out": dict(left_out())}
                lease.check()
            except BaseException:
                # What cannot be deleted now is deleted by the next writer.
                with contextlib.suppress(IndexUnusable):
                    self._discard(index)
                raise
            # Not deleted if this fails: it may be served though no answer comes. The next writer tidies.
            generations.publish(self.cluster, self._name, index, facts)
            generations.clean(
                self.cluster, self._name, settings.kept_generations, settings.opensearch_grace
            )

    def generations(self) -> tuple[Kept, ...]:
        try:
            current = generations.served(self.cluster, self._name).index
        except IndexMissing:
            current = ""
        return tuple(
            Kept(
                one.name,
                one.facts["articles"],
                one.facts["size"],
                one.facts["built"],
                one.index == current,
            )
            for one in generations.kept(self.cluster, self._name)
        )

    def rollback(self, generation: str) -> Summary:
        with self._lease():
            for one in generations.kept(self.cluster, self._name):
                if one.name == generation:
                    generations.require(one, self._versions)
                    self._compare(one)
                    generations.serve(self.cluster, self._name, one.index)
                    return summary_of(one)
        raise IndexMissing(
            "there is no generation %(name)s in %(path)s/: timtin rollback names those that are kept",
            name=generation,
            path=self._name,
        )

    def check(self) -> Summary:
        served = self._served()
        self._compare(served)
        return summary_of(served, self._health(served))

    def _served(self) -> Generation:
        served = generations.served(self.cluster, self._name)
        generations.require(served, self._versions)
        return served

    def _lease(self) -> AbstractContextManager[Lease]:
        return held_lease(self.cluster, self._name, self._settings.opensearch_lease)

    def _health(self, generation: Generation) -> str:
        """Why the cluster is not whole, "" while it is; ClusterUnavailable if a part of the index is lost.

        One thread asks now and then, and the others do not wait for it.
        """
        if time.monotonic() - self._asked_at < HEALTH_SECONDS or not self._asking.acquire(False):
            return self._degraded_reason
        try:
            try:
                status = generations.health(self.cluster, generation)
            except ClusterUnavailable:
                # It may answer what is asked all the same.
                return self._degraded_reason
            if status == "red":
                raise ClusterUnavailable(
                    "a part of the index %(index)s is not there: start the node that has it, or run "
                    "timtin rebuild",
                    index=generation.index,
                )
            self._degraded_reason = "" if status == "green" else _YELLOW
            self._asked_at = time.monotonic()
        finally:
            self._asking.release()
        return self._degraded_reason

    def _compare(self, generation: Generation) -> None:
        """IndexDamaged unless both indices hold as many documents as their writer counted."""
        for index, name in (
            (generation.index, "articles"),
            (generation.terms_index, "terms"),
        ):
            body = {"size": 0, "track_total_hits": True}
            (answer,) = self.cluster.multi_search([(index, body)])
            found, expected = answer["hits"]["total"]["value"], generation.facts[name]
            if found != expected:
                raise IndexDamaged(
                    "%(index)s has %(found)s documents, not %(expected)s: run timtin rebuild",
                    index=index,
                    found=found,
                    expected=expected,
                )

    def _discard(self, index: str) -> None:
        generations.delete(self.cluster, [index, generations.terms_name(index)])

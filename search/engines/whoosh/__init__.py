"""The Whoosh engine: everything that knows Whoosh, behind `engines.base.Engine`.

`schema` says what is indexed. Terms are `arrays`, written and read as `coding`, `postings`, `pairs` and
`terms` have it, on which Whoosh works through `codec`. `writer` writes a folder of segments, a `batch` of
articles each, with `invert` for their postings, and `generations` publishes it. `snapshot` opens it, a
`segment` at a time, and `evaluate` answers a plan from it: `match` finds what `matches`, put together as
`combine` has it, `scoring` says how well, `days` when, `ranking` what is best, after a closer look through
a `window` at words and `passages`; `facets` and `counting` count the `holders` of values, `copies` are
grouped. `vocabulary` tells what words there are. `memory` is what of all this is kept.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence

from search.analysis import VERSION as ANALYSIS_VERSION
from search.analysis import Stream
from search.articles import Article
from search.engines.base import MOST_COPIES, Hit, Hits, Origin, Summary
from search.engines.generations import Generation, Stamp, draft, open_current, stamp
from search.engines.whoosh.indexing.writer import write_index
from search.engines.whoosh.reading import vocabulary
from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.schema import VERSION as SCHEMA_VERSION
from search.engines.whoosh.schema import field_name
from search.engines.whoosh.searching.execute import evaluate
from search.errors import ArticleNotFound, IndexUnusable
from search.query.plan import Plan
from search.settings import Settings

UNPICKLED = (".toc",)
"""Files that end so are unpickled by Whoosh: they are hashed however large they are."""


class WhooshEngine:
    """A Whoosh index in generations below one folder.

    The newest generation is looked for at every call, by one `stat`. One that cannot be opened
    leaves the last good one in service and is named in `summary().trouble`.
    """

    def __init__(self, settings: Settings, versions: Mapping[str, str | int]) -> None:
        """`versions` are those of whatever else decides what is indexed, such as the gazetteer."""
        self._root = settings.index
        self._settings = settings
        self._versions = {"schema": SCHEMA_VERSION, "analysis": ANALYSIS_VERSION, **versions}
        self._opening = threading.Lock()
        self._seen: Stamp | None = None
        self._current: Snapshot | None = None
        self._trouble = ""

    def search(self, plan: Plan) -> Hits:
        snapshot = self._snapshot()
        found = evaluate(plan, snapshot, self._settings)
        hits = [
            Hit(
                snapshot.id_of(document),
                score,
                tuple(map(snapshot.id_of, copies[:MOST_COPIES])) if copies else (),
                len(copies),
            )
            for (document, score), copies in zip(found.page, found.copies, strict=True)
        ]
        return Hits(tuple(hits), found.total, found.groups, found.counts, found.expansions)

    def fetch(self, ids: Sequence[str]) -> tuple[Article, ...]:
        snapshot = self._snapshot()
        articles = []
        for id in ids:
            article = snapshot.article(id)
            if article is None:
                raise ArticleNotFound("there is no article %(id)r in the index", id=id)
            articles.append(article)
        return tuple(articles)

    def copies(self, id: str) -> tuple[str, ...]:
        snapshot = self._snapshot()
        document = snapshot.document(id)
        if document is None:
            return ()
        return tuple(map(snapshot.id_of, snapshot.copies.of(document).tolist()))

    def frequencies(self, stream: Stream, terms: Sequence[str]) -> tuple[int, ...]:
        snapshot = self._snapshot()
        name = field_name("body", stream)
        return tuple(snapshot.frequency(name, term) for term in terms)

    def similar(self, term: str, distance: int) -> Mapping[str, int]:
        return vocabulary.similar(self._snapshot(), term, distance)

    def beginning(self, stream: Stream, prefix: str, limit: int) -> Mapping[str, int]:
        return vocabulary.beginning(self._snapshot(), stream, prefix, limit)

    def origins(self) -> Mapping[str, Origin]:
        return self._snapshot().origins()

    def write(self, articles: Iterable[Article], gone: Iterable[str], *, fresh: bool) -> None:
        with draft(self._root, self._versions) as new:
            if not fresh:
                new.link_files(self._open())
            count = write_index(
                new.path,
                articles,
                gone,
                fresh=fresh,
                most=self._settings.segment_articles,
                most_words=self._settings.segment_words,
            )
            new.publish(articles=count)

    def check(self) -> Summary:
        try:
            return _summary(self._open(whole=True))
        except IndexUnusable as error:
            self._trouble = str(error)
            raise

    def summary(self) -> Summary:
        snapshot = self._snapshot()
        return _summary(snapshot.generation, self._trouble)

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
            self._trouble = str(error)
            return None
        self._trouble = ""
        return snapshot


def _summary(generation: Generation, trouble: str = "") -> Summary:
    return Summary(generation.facts["articles"], generation.name, generation.size, trouble)

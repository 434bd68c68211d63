"""Articles become a generation in a cluster that nobody reads until it is whole.

What is new is sent in batches while the next ones are analyzed. An update begins with a clone of the served
generation, whose files are linked, not copied; so it costs what has changed. Words are counted and
copies are grouped beside that, in memory that does not grow with the archive but for the sketches of a
rebuild, 168 bytes an article, when they are compared.
"""

from __future__ import annotations

import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import NamedTuple, TypeVar

import numpy as np

from search.articles import Article, from_record
from search.engines.opensearch import lexicon
from search.engines.opensearch.cluster import Cluster
from search.engines.opensearch.dictionary import Counts, Key, TermCounts, changed, entries
from search.engines.opensearch.documents import Document, document_id, documents_of, sketch_of
from search.engines.opensearch.generations import Generation, terms_name
from search.engines.opensearch.mapping import (
    BUILDING,
    JSON,
    MOST_HITS,
    articles_index,
    terms_index,
)
from search.errors import ClusterUnavailable, IndexDamaged
from search.near_duplicates import LANES, Sketches, bands_of, group_copies
from search.settings import Settings

T = TypeVar("T")

BATCH = 200
"""Articles sent in one request: about 2 MB."""

ENTRIES = 1000
"""Entries of the dictionary sent in one request."""

SENDERS = 2
"""Requests under way at once."""

ALIKE_MOST = 50
"""With how many of those that share a band with it a new article is compared; one of a group brings the
whole group."""


class Action(NamedTuple):
    """Something to do with a document: `create`, `index` or `delete`."""

    kind: str
    id: str
    source: JSON | None = None


class Row(NamedTuple):
    """An article whose copies are looked for: its document, its number, and its group so far."""

    id: str
    number: int
    group: str | None
    sketch: Sketches


class GenerationWriter:
    """Writes one generation, on top of `before` if that is given; a context."""

    def __init__(
        self, cluster: Cluster, settings: Settings, index: str, before: Generation | None
    ) -> None:
        self._cluster = cluster
        self._settings = settings
        self._index, self._terms_index = index, terms_name(index)
        self._before = before
        facts = before.facts if before else {}
        self._number = int(facts.get("next_number", 0))
        self._tokens = dict(facts.get("tokens", {"title": 0, "body": 0}))
        self._counts = TermCounts()
        self._rows = _Rows()
        self._touched: set[str] = set()
        self.changes = 0

    def __enter__(self) -> GenerationWriter:
        self._senders = ThreadPoolExecutor(SENDERS)
        return self

    def __exit__(self, *raised: object) -> None:
        self._senders.shutdown(cancel_futures=True)
        self._counts.__exit__()
        self._rows.close()

    def write(self, articles: Iterable[Article], deleted_ids: Iterable[str]) -> None:
        """Add or replace the articles, then delete those of the ids."""
        self._make()
        self._send(self._new(articles), then=self._replace)
        for ids in batched(deleted_ids, BATCH):
            there = [
                document for document in self._there([document_id(id) for id in ids]) if document
            ]
            for document in there:
                self._forget(document)
            self._send_now([Action("delete", document["_id"]) for document in there], self._index)

    def finish(self) -> JSON:
        """Group copies, write the dictionary and look at it all; what is to be recorded of it."""
        self._refresh(self._index)
        groups = self._group()
        blocks = self._write_dictionary()
        for index in (self._index, self._terms_index):
            self._refresh(index)
        everything = {"size": 0, "track_total_hits": True}
        articles, terms = (
            answer["hits"]["total"]["value"]
            for answer in self._cluster.multi_search(
                [(self._index, everything), (self._terms_index, everything)], patient=True
            )
        )
        self._replicate()
        with self._cluster.asked(2) as client:
            both = f"{self._index},{self._terms_index}"
            client.indices.flush(index=both, params={"wait_if_ongoing": "true"})
            stats = client.indices.stats(index=both, metric="store")
        return {
            "articles": articles,
            "terms": terms,
            "blocks": blocks,
            "tokens": self._tokens,
            "copies": groups,
            "next_number": self._number,
            "size": stats["_all"]["primaries"]["store"]["size_in_bytes"],
        }

    # --- the indices ---

    def _make(self) -> None:
        before, settings = self._before, self._settings
        if before is None:
            with self._cluster.asked(2) as client:
                client.indices.create(index=self._index, body=articles_index(settings))
                client.indices.create(index=self._terms_index, body=terms_index(settings))
            return
        unlocked = {f"index.{name}": value for name, value in BUILDING.items()}
        body = {"settings": unlocked | {"index.blocks.write": None}}
        with self._cluster.asked(2) as client:
            for source, target in (
                (before.index, self._index),
                (before.terms_index, self._terms_index),
            ):
                client.indices.clone(
                    index=source,
                    target=target,
                    body=body,
                    params={"timeout": "60s", "request_timeout": 90},
                )

    def _refresh(self, index: str) -> None:
        with self._cluster.asked() as client:
            client.indices.refresh(index=index)

    def _replicate(self) -> None:
        """Copy the shards to as many nodes as the settings say, and wait until they are there."""
        replicas = self._settings.opensearch_replicas
        both = f"{self._index},{self._terms_index}"
        with self._cluster.asked(2) as client:
            nodes = client.cluster.health()["number_of_data_nodes"]
            client.indices.put_settings(index=both, body={"number_of_replicas": replicas})
        wanted = "green" if nodes > replicas else "yellow"
        until = time.monotonic() + self._settings.opensearch_build_timeout
        while True:
            with self._cluster.asked() as client:
                health = client.cluster.health(
                    index=both,
                    params={
                        "wait_for_status": wanted,
                        "wait_for_no_relocating_shards": "true",
                        "timeout": "10s",
                        # Without it the client takes the other one, a text, for its own.
                        "request_timeout": 30,
                        "ignore": 408,
                    },
                )
            if not health.get("timed_out"):
                return
            if time.monotonic() > until:
                raise ClusterUnavailable(
                    "the copies of %(index)s are not there after %(seconds)s seconds: the index that "
                    "was served stays",
                    index=self._index,
                    seconds=int(self._settings.opensearch_build_timeout),
                )

    # --- articles ---

    def _new(self, articles: Iterable[Article]) -> Iterator[list[Action]]:
        for batch in batched(articles, BATCH):
            actions = []
            for document in documents_of(batch):
                id = document_id(document.id)
                document.source["number"] = self._number
                self._remember(document, id)
                actions.append(Action("create", id, document.source))
                self._number += 1
            yield actions

    def _remember(self, document: Document, id: str) -> None:
        self.changes += 1
        self._counts.add(document)
        self._tokens["title"] += document.title.tokens
        self._tokens["body"] += document.body.tokens
        if "band" in document.source:
            self._rows.add(id, document.source["number"], document.sketch)

    def _forget(self, there: JSON) -> None:
        """Take back what an article that goes was counted for."""
        source = there["_source"]
        (document,) = documents_of([from_record(source["article"])])
        self.changes += 1
        self._counts.take_back(document)
        self._tokens["title"] -= document.title.tokens
        self._tokens["body"] -= document.body.tokens
        self._rows.drop(source["number"])
        if group := source.get("group"):
            self._touched.add(group)

    def _replace(self, refused: Sequence[Action]) -> None:
        """Documents that are there already: of two articles with one id the later stays."""
        replacing = []
        for action, there in zip(refused, self._there([a.id for a in refused]), strict=True):
            assert action.source is not None
            if there is None:
                replacing.append(action)
                continue
            number = there["_source"]["number"]
            if number < action.source["number"]:
                self._forget(there)
                replacing.append(action._replace(kind="index"))
            elif number > action.source["number"]:
                self._forget({"_source": action.source})
        self._send_now(replacing, self._index)

    def _there(self, ids: Sequence[str]) -> list[JSON | None]:
        """The documents of these names; None for one that is not there."""
        return self._cluster.multi_get(self._index, ids)

    # --- sending ---

    def _send(
        self, batches: Iterable[list[Action]], then: Callable[[Sequence[Action]], None]
    ) -> None:
        """Send batches side by side; `then` gets what was refused because it is there already."""
        under_way: deque[Future[list[Action]]] = deque()
        for batch in batches:
            under_way.append(self._senders.submit(self._bulk, batch, self._index))
            while len(under_way) > SENDERS or (under_way and under_way[0].done()):
                then(under_way.popleft().result())
        while under_way:
            then(under_way.popleft().result())

    def _send_now(self, actions: Sequence[Action], index: str) -> None:
        for batch in batched(actions, ENTRIES):
            self._bulk(batch, index)

    def _bulk(self, actions: Sequence[Action], index: str) -> list[Action]:
        """Send actions; those whose document is there already. What is too much at once is sent again."""
        left, refused, pause = list(actions), [], 0.2
        seconds = self._settings.opensearch_build_timeout
        until = time.monotonic() + seconds
        while left:
            lines: list[JSON] = []
            for action in left:
                lines.append({action.kind: {"_id": action.id}})
                if action.source is not None:
                    lines.append(action.source)
            with self._cluster.asked() as client:
                answer = client.bulk(
                    body=lines,
                    index=index,
                    # How long a shard is waited for whose node is gone: it may be back.
                    params={"timeout": f"{seconds / 2:.0f}s", "request_timeout": seconds},
                )
            again = []
            for action, item in zip(left, answer["items"], strict=True):
                status, error = item[action.kind]["status"], item[action.kind].get("error")
                if status == 409:
                    refused.append(action)
                elif status == 429 and "block" not in str(error) and time.monotonic() < until:
                    again.append(action)
                elif status == 400:
                    raise IndexDamaged(
                        "the cluster at %(hosts)s refused an article: %(error)s",
                        hosts=self._cluster.name,
                        error=str(error)[:300],
                    )
                elif error is not None:
                    raise self._cluster.failed(index, error, status)
            left = again
            if left:
                time.sleep(pause)
                pause = min(pause * 2, 10)
        return refused

    # --- copies ---

    def _group(self) -> int:
        """Give the copies of an article their group; how many groups there are."""
        rows = self._rows.all() if self._before is None else list(self._affected())
        if rows:
            sketches = np.concatenate([row.sketch for row in rows])
            numbers = group_copies(sketches).tolist()
            names: dict[int, str] = {}
            for row, group in sorted(
                zip(rows, numbers, strict=True), key=lambda pair: pair[0].number
            ):
                if group >= 0:
                    names.setdefault(group, row.id)
            moved = {
                row.id: names.get(group)
                for row, group in zip(rows, numbers, strict=True)
                if names.get(group) != row.group
            }
            for ids in batched(moved, BATCH):
                self._regroup({id: moved[id] for id in ids})
            self._refresh(self._index)
        body = {"size": 0, "aggs": {"groups": {"cardinality": {"field": "group"}}}}
        (answer,) = self._cluster.multi_search([(self._index, body)], patient=True)
        return int(answer["aggregations"]["groups"]["value"])

    def _regroup(self, groups: Mapping[str, str | None]) -> None:
        """Write documents again, with other groups: nothing but the article is kept of one."""
        there = [document for document in self._there(list(groups)) if document]
        documents = documents_of([from_record(d["_source"]["article"]) for d in there])
        actions = []
        for held, document in zip(there, documents, strict=True):
            source = document.source | {"number": held["_source"]["number"]}
            if group := groups[held["_id"]]:
                source["group"] = group
            actions.append(Action("index", held["_id"], source))
        self._send_now(actions, self._index)

    def _affected(self) -> Iterator[Row]:
        """What is new, what may be alike, and all in a group that one of them is or was in."""
        found: dict[str, Row] = {}
        new = self._rows.all()
        for some in batched(new, BATCH):
            bands = bands_of(np.concatenate([row.sketch for row in some]))
            found |= self._rows_of([{"terms": {"band": own}} for own in bands], ALIKE_MOST)
        groups = self._touched | {row.group for row in found.values() if row.group}
        found |= self._rows_of([{"term": {"group": group}} for group in sorted(groups)], MOST_HITS)
        yield from found.values()

    def _rows_of(self, queries: Sequence[JSON], most: int) -> dict[str, Row]:
        """The rows of what queries match, at most so many of each."""
        asked = {
            "size": most,
            "_source": ["number", "group", "sketch"],
            "sort": [{"number": "asc"}],
            "track_total_hits": False,
        }
        found = {}
        for some in batched(queries, BATCH):
            searches = [(self._index, asked | {"query": query}) for query in some]
            for answer in self._cluster.multi_search(searches, patient=True):
                for hit in answer["hits"]["hits"]:
                    source = hit["_source"]
                    found[hit["_id"]] = Row(
                        hit["_id"], source["number"], source.get("group"), sketch_of(source)
                    )
        return found

    # --- the dictionary ---

    def _write_dictionary(self) -> int:
        """Write what was counted; how many blocks the lexicon has, 0 where it is too large for one."""
        before = self._before
        counts = lexicon.read_lexicon(self._cluster, before) if before else {}
        for some in batched(entries(self._counts.counted()), ENTRIES):
            actions = [Action("index", id, entry) for id, entry in some]
            if before:
                actions = self._merged(actions)
            self._send_now(actions, self._terms_index)
            if counts is not None:
                for (_, entry), action in zip(some, actions, strict=True):
                    _note(counts, entry, action.source)
                if len(counts) > lexicon.MOST:
                    counts = None
        blocks = list(lexicon.blocks(counts or {}))
        for block in blocks:
            self._send_now([Action("index", *block)], self._terms_index)
        names = [lexicon.block_id(i) for i in range(before.facts["blocks"] if before else 0)]
        gone = [Action("delete", name) for name in names[len(blocks) :]]
        self._send_now(gone, self._terms_index)
        return len(blocks)

    def _merged(self, actions: Sequence[Action]) -> list[Action]:
        """Changes of entries as what they then are."""
        held = self._cluster.multi_get(self._terms_index, [action.id for action in actions])
        merged = []
        for action, there in zip(actions, held, strict=True):
            assert action.source is not None
            entry = changed(action.source, there and there["_source"])
            merged.append(action._replace(source=entry) if entry else Action("delete", action.id))
        return merged


def _note(counts: dict[Key, Counts], entry: JSON, now: JSON | None) -> None:
    """Note what an entry is now, None if it is gone."""
    if entry["stream"] == "bigrams":
        return
    key = entry["stream"], entry["term"]
    if now is None:
        counts.pop(key, None)
    else:
        counts[key] = now["body"], now["title"]


class _Rows:
    """The sketches of what is written, in a file, so that they take no memory until they are compared."""

    _KIND = np.dtype([("number", "<i8"), ("id", "u1", 32), ("sketch", "u1", LANES)])

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as this
        self._dropped: set[int] = set()

    def add(self, id: str, number: int, sketch: Sketches) -> None:
        row = np.zeros(1, dtype=self._KIND)
        row["number"], row["sketch"] = number, sketch
        row["id"] = np.frombuffer(bytes.fromhex(id), dtype=np.uint8)
        self._file.write(row.tobytes())

    def drop(self, number: int) -> None:
        """Leave out the article of a number, if it is among them."""
        self._dropped.add(number)

    def all(self) -> list[Row]:
        """The rows of what is still there."""
        self._file.seek(0)
        rows = np.frombuffer(self._file.read(), dtype=self._KIND)
        return [
            Row(row["id"].tobytes().hex(), int(row["number"]), None, row["sketch"].reshape(1, -1))
            for row in rows
            if int(row["number"]) not in self._dropped
        ]

    def close(self) -> None:
        self._file.close()


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of so many, the last one of what is left."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch

"""What drills share: an archive in editions that can be told apart, and readers of its pages."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from opensearchpy import OpenSearch

from search import Settings
from tests.cluster.nodes import Cluster, Node

QUIET = 10.0
"""Seconds after which nothing of a failure may be noticed any more."""

ARTICLES = 60
"""Of the first edition; each later one has one more."""


def settings_on(cluster: Cluster, **given: object) -> Settings:
    """Settings of an index of its own: two shards, and a copy of each."""
    place = {
        "engine": "opensearch",
        "opensearch_hosts": tuple(cluster.addresses),
        "opensearch_index": f"drill-{uuid4().hex[:12]}",
        "opensearch_shards": 2,
        "opensearch_replicas": 1,
        "opensearch_build_timeout": 20.0,
        "opensearch_lease": 6,
    }
    return Settings(**place | given)  # type: ignore[arg-type]


def edition(folder: Path, number: int) -> Path:
    """A file of articles that all say which edition they are of, and one more of them in each."""
    lines = [
        {
            "id": f"tin-{i}",
            "title": f"Hợp tác giữa Quảng Nam và Sekong, kỳ {i}",
            "body": f"Bản {number}. Tin thứ {i}: Quảng Nam và Sekong hợp tác về {WORDS[i % len(WORDS)]}.",
            "date": f"2022-{i % 12 + 1:02}-08",
            "source": ("VNA", "Nhân Dân")[i % 2],
        }
        for i in range(ARTICLES + number)
    ]
    path = folder / f"edition-{number}.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


WORDS = ("giáo dục", "y tế", "thương mại", "giao thông", "nông nghiệp")

PATHS = (
    "/?q=hop+tac&ui=en",
    "/?q=%22qu%E1%BA%A3ng+nam%22&sort=newest&ui=en",
    "/?q=giao+duc+y+te&size=20&ui=en",
    "/?place=VN-27&ui=en",
    "/?q=hop+tcc&ui=en",
    "/article/tin-7?q=sekong&ui=en",
    "/api/search?q=nong+nghiep",
    "/api/suggest?q=quang",
)
"""A page of each kind: words, a phrase, most of some words, a filter, a slip of the pen, an article, and what
scripts ask for."""


@dataclass(frozen=True)
class Asked:
    """A page that was asked: when, how long it took, and what came."""

    path: str
    at: float
    seconds: float
    status: int
    body: bytes


@dataclass
class Readers:
    """Readers of an app, each of whom asks page after page in a thread until `stop`."""

    app: Flask
    paths: Sequence[str] = PATHS
    asked: list[Asked] = field(default_factory=list)

    def start(self, count: int) -> None:
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(i,)) for i in range(count)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> list[Asked]:
        self._over.set()
        for thread in self._threads:
            thread.join()
        return self.asked

    def _read(self, start: int) -> None:
        client = self.app.test_client()
        turn = start
        while not self._over.is_set():
            self.asked.append(ask(client, self.paths[turn % len(self.paths)]))
            turn += 1


def ask(client: FlaskClient, path: str) -> Asked:
    began = time.monotonic()
    response = client.get(path)
    return Asked(path, began, time.monotonic() - began, response.status_code, response.data)


@contextmanager
def reading(app: Flask, count: int, paths: Sequence[str] = PATHS) -> Iterator[list[Asked]]:
    """So many readers at work; the list has what they asked so far."""
    readers = Readers(app, paths)
    readers.start(count)
    try:
        yield readers.asked
    finally:
        readers.stop()


def admin(cluster: Cluster) -> OpenSearch:
    """A client of the nodes that run."""
    running = [node.address for node in cluster.nodes if node.name in cluster.processes]
    return OpenSearch(hosts=running, timeout=60)


def manager_of(cluster: Cluster) -> Node:
    """The node that is the elected manager."""
    name = admin(cluster).cat.cluster_manager(h="node").strip()
    (found,) = (node for node in cluster.nodes if node.name == name)
    return found

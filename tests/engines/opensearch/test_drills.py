"""Nodes that fail and writers that die, on three real nodes: what readers see, and what is left."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from search import Archive, ClusterUnavailable, IndexLocked, SearchRequest, Settings
from tests.cluster.nodes import Cluster, Node, kill_node, start_node, wait_until_ready
from tests.engines.opensearch.drills import (
    ARTICLES,
    PATHS,
    QUIET,
    admin,
    ask,
    edition,
    manager_of,
    reading,
    settings_on,
)
from web import create_app

FLOOD = {
    "cluster.routing.allocation.disk.threshold_enabled": True,
    "cluster.routing.allocation.disk.watermark.low": "900tb",
    "cluster.routing.allocation.disk.watermark.high": "900tb",
    "cluster.routing.allocation.disk.watermark.flood_stage": "900tb",
}
"""A disk is full with less than 900 TB free on it."""


@pytest.fixture
def settings(three_nodes: Cluster) -> Iterator[Settings]:
    """Settings of an index that goes with the test, on nodes that are all there before and after it."""
    wait_until_ready(three_nodes, status="green")
    own = settings_on(three_nodes)
    yield own
    for node in three_nodes.nodes:
        if node.name not in three_nodes.processes:
            start_node(three_nodes, node)
    wait_until_ready(three_nodes)
    admin(three_nodes).indices.delete(index=f"{own.opensearch_index}*")


@pytest.fixture
def archive(settings: Settings, tmp_path: Path) -> Archive:
    """The archive in its first edition, numbered 0."""
    archive = Archive(settings)
    archive.rebuild([edition(tmp_path, 0)])
    return archive


@pytest.fixture
def app(archive: Archive) -> Flask:
    return create_app(archive)


def edition_of(archive: Archive) -> int:
    """The edition that is served, whose hits, counts and articles are all of it."""
    page = archive.search(SearchRequest("hợp tác", size=50))
    (number,) = {re.findall(r"Bản (\d+)", hit.article.body)[0] for hit in page.results}
    counted = {
        facet: sum(value.count for value in page.facets[facet]) for facet in ("lang", "source")
    }
    assert (page.total, page.groups) == (ARTICLES + int(number),) * 2
    assert set(counted.values()) == {page.total}
    return int(number)


def indices_of(cluster: Cluster, settings: Settings) -> set[str]:
    """What there is of the archive in the cluster, without its lock."""
    name = settings.opensearch_index
    return {
        index.removeprefix(f"{name}-") for index in admin(cluster).indices.get(index=f"{name}-*")
    } - {"lock"}


def health_of(app: Flask) -> str:
    return str(app.test_client().get("/healthz").get_json()["status"])


def soon(condition: Callable[[], bool]) -> bool:
    """Whether it holds within half a minute."""
    for _ in range(300):
        if condition():
            return True
        time.sleep(0.1)
    return False


def kill(cluster: Cluster, node: Node) -> None:
    kill_node(cluster, node)


def cut_off(cluster: Cluster, node: Node) -> None:
    """Let a node be silent: its connections stay, and nothing comes over them."""
    cluster.processes[node.name].send_signal(signal.SIGSTOP)


def bring_back(cluster: Cluster, node: Node) -> None:
    if node.name in cluster.processes:
        cluster.processes[node.name].send_signal(signal.SIGCONT)
    else:
        start_node(cluster, node)
    wait_until_ready(cluster, status="green")


@pytest.mark.parametrize(("lose", "is_manager"), [(kill, True), (cut_off, False)])
def test_readers_hardly_notice_that_a_node_is_lost_and_comes_back(
    lose: Callable[[Cluster, Node], None],
    is_manager: bool,
    three_nodes: Cluster,
    archive: Archive,
    app: Flask,
) -> None:
    before = {path: ask(app.test_client(), path).body for path in PATHS}
    manager = manager_of(three_nodes)
    node = next(n for n in three_nodes.nodes if (n is manager) is is_manager)
    with reading(app, 8) as asked:
        time.sleep(1)
        lost_at = time.monotonic()
        lose(three_nodes, node)
        try:
            time.sleep(QUIET)
            assert soon(lambda: health_of(app) == "degraded")
            time.sleep(3)
        finally:
            bring_back(three_nodes, node)
    answered = [page for page in asked if page.status == 200]
    assert [page.path for page in answered if page.body != before[page.path]] == []
    failed = [(page.path, page.at - lost_at) for page in asked if page.status != 200]
    assert [one for one in failed if one[1] > QUIET] == []
    assert {page.status for page in asked} <= {200, 503}
    assert any(page.at > lost_at + QUIET for page in answered)
    print(f"{len(asked)} pages, {len(failed)} failed at {failed}")
    assert soon(lambda: health_of(app) == "ok")
    assert archive.check().articles == ARTICLES


def test_a_node_killed_in_a_rebuild_leaves_the_old_index_to_be_read(
    three_nodes: Cluster, archive: Archive, app: Flask, settings: Settings, tmp_path: Path
) -> None:
    lost: list[Node] = []

    def lose(_progress: object) -> None:
        if not lost:
            shards = admin(three_nodes).cat.shards(
                index=f"{settings.opensearch_index}-000002", h="node"
            )
            lost.extend(node for node in three_nodes.nodes if node.name == shards.split()[0])
            kill_node(three_nodes, lost[0])

    with reading(app, 2) as asked, pytest.raises(ClusterUnavailable, match="part of the cluster"):
        archive.rebuild([edition(tmp_path, 1)], watch=lose)
    assert {page.status for page in asked} == {200}
    assert edition_of(archive) == 0
    bring_back(three_nodes, lost[0])
    archive.rebuild([edition(tmp_path, 2)])
    assert edition_of(archive) == 2
    generation = archive.check().generation.removeprefix("g")
    assert indices_of(three_nodes, settings) == {
        "000001",
        "000001-terms",
        generation,
        f"{generation}-terms",
    }


def environment(settings: Settings) -> dict[str, str]:
    """The same settings for another process."""
    names = ("engine", "index", "shards", "replicas", "build_timeout", "lease")
    own = {f"opensearch_{name}": str(getattr(settings, f"opensearch_{name}")) for name in names[1:]}
    own |= {"engine": settings.engine, "opensearch_hosts": ",".join(settings.opensearch_hosts)}
    return os.environ | {f"TIMTIN_{name.upper()}": value for name, value in own.items()}


def test_a_writer_killed_in_a_rebuild_keeps_the_next_one_waiting_no_longer_than_its_lease(
    three_nodes: Cluster, archive: Archive, settings: Settings, tmp_path: Path
) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-m", "search", "rebuild", "-"],
        env=environment(settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    try:
        # It waits for its articles, and has its indices already.
        assert soon(lambda: "000002-terms" in indices_of(three_nodes, settings))
        with pytest.raises(IndexLocked, match="wait for it, or 6 seconds if it has ended"):
            archive.rebuild([edition(tmp_path, 1)])
    finally:
        writer.kill()
        writer.wait()
    killed_at = time.monotonic()
    assert writer.stdin is not None
    writer.stdin.close()
    assert edition_of(archive) == 0

    def rebuilt() -> bool:
        try:
            archive.rebuild([edition(tmp_path, 2)])
        except IndexLocked:
            return False
        return True

    assert soon(rebuilt)
    assert time.monotonic() - killed_at < 60
    assert edition_of(archive) == 2
    assert indices_of(three_nodes, settings) == {"000001", "000001-terms", "000003", "000003-terms"}


DYING = """
import os, random, signal, sys, threading
from pathlib import Path
from search import Archive, load_settings
from search.engines.opensearch import generations

when, serve, publish = sys.argv[2], generations.serve, generations.publish

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def serve_and_die(*given):
    if when == "before the swap":
        die()
    if when == "while it is swapped":
        threading.Timer(random.uniform(0, 0.05), die).start()
    serve(*given)
    if when == "after the swap":
        die()

def publish_and_die(*given):
    if when == "before it is published":
        die()
    publish(*given)

generations.serve, generations.publish = serve_and_die, publish_and_die
Archive(load_settings()).rebuild([Path(sys.argv[1])])
"""


def test_a_writer_killed_about_the_swap_leaves_the_old_or_the_new_index(
    three_nodes: Cluster, archive: Archive, settings: Settings, tmp_path: Path
) -> None:
    env = environment(settings) | {"TIMTIN_OPENSEARCH_LEASE": "1"}
    served = 0
    moments = (
        *("before it is published", "before the swap"),
        *("while it is swapped", "while it is swapped", "after the swap"),
    )
    for number, when in enumerate(moments, start=1):
        time.sleep(1.1)
        path = edition(tmp_path, number)
        died = subprocess.run([sys.executable, "-c", DYING, path, when], env=env, check=False)
        assert died.returncode in ((0, -9) if when == "while it is swapped" else (-9,))
        if when == "while it is swapped":
            # What was on its way when it died still arrives.
            time.sleep(1)
        found = edition_of(archive)
        expected = {
            "before it is published": {served},
            "before the swap": {served},
            "while it is swapped": {served, number},
            "after the swap": {number},
        }[when]
        assert found in expected
        assert archive.check().articles == ARTICLES + found
        served = found
    time.sleep(1.1)
    archive.rebuild([edition(tmp_path, 9)])
    assert edition_of(archive) == 9
    left = indices_of(three_nodes, settings)
    kept = {kept.generation.removeprefix("g") for kept in archive.generations()}
    assert left == kept | {f"{number}-terms" for number in kept}


def test_with_full_disks_a_rebuild_says_so_and_reading_goes_on(
    three_nodes: Cluster, archive: Archive, app: Flask, settings: Settings, tmp_path: Path
) -> None:
    client = admin(three_nodes)

    def is_full() -> bool:
        """Whether the cluster lets nothing be written any more: to its lock, as to what is not served."""
        lock = client.indices.get_settings(index=f"{settings.opensearch_index}-lock")
        return "read_only_allow_delete" in str(lock)

    client.cluster.put_settings(body={"transient": FLOOD})
    try:
        with reading(app, 2) as asked:
            assert soon(is_full)
            for build in (archive.rebuild, archive.update):
                with pytest.raises(ClusterUnavailable, match="too full for it to write: make room"):
                    build([edition(tmp_path, 1)])
        assert {page.status for page in asked} == {200}
        assert edition_of(archive) == 0
    finally:
        enough = FLOOD | {name: None for name in FLOOD if "watermark" in name}
        client.cluster.put_settings(body={"transient": enough})
        assert soon(lambda: not is_full())
        # That no index may be made, it takes back in its own time.
        forbidden = {"cluster.blocks.create_index": None}
        client.cluster.put_settings(
            body={"transient": dict.fromkeys(FLOOD), "persistent": forbidden}
        )
    archive.rebuild([edition(tmp_path, 2)])
    assert edition_of(archive) == 2


def test_a_disk_that_fills_in_a_rebuild_ends_it(
    three_nodes: Cluster, archive: Archive, settings: Settings, tmp_path: Path
) -> None:
    blocks = {"index.blocks.read_only_allow_delete": True}

    def fill(_progress: object) -> None:
        admin(three_nodes).indices.put_settings(
            index=f"{settings.opensearch_index}-000002", body=blocks
        )

    with pytest.raises(ClusterUnavailable, match="too full for it to write: make room"):
        archive.rebuild([edition(tmp_path, 1)], watch=fill)
    assert edition_of(archive) == 0
    assert indices_of(three_nodes, settings) == {"000001", "000001-terms"}


def test_no_page_mixes_generations_while_they_are_published(
    archive: Archive, settings: Settings, tmp_path: Path
) -> None:
    # So many at once on a few cores wait for each other.
    archive = Archive(replace(settings, opensearch_timeout=120.0))
    seen: list[int] = []
    wrong: list[BaseException] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            try:
                seen.append(edition_of(archive))
                reading = archive.read("tin-7", SearchRequest("hợp tác"), rank=7)
                around = [r.article for r in (reading.previous, reading.next) if r]
                bodies = [reading.article.body, *(a.body for a in around)]
                bodies += [a.body for a in reading.more_like_this]
                assert len({body.split(".")[0] for body in bodies}) == 1
            except BaseException as error:
                wrong.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(32)]
    for reader in readers:
        reader.start()
    try:
        for number in (1, 2, 3):
            archive.rebuild([edition(tmp_path, number)])
    finally:
        over.set()
        for reader in readers:
            reader.join()
    assert wrong == []
    assert set(seen) >= {0, 1}
    assert edition_of(archive) == 3

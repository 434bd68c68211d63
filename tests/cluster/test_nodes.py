"""Nodes really start, form a cluster, stop and leave nothing behind."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from opensearchpy import ConnectionError as NotReached
from opensearchpy import OpenSearch

from tests.cluster.fixtures import cluster_or_skip
from tests.cluster.nodes import (
    Cluster,
    choose_ports,
    kill_node,
    start_node,
    stop_nodes,
    wait_until_ready,
)
from tests.cluster.programs import ClusterUnavailable, find_programs

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def client_of(addresses: list[str]) -> Iterator[OpenSearch]:
    client = OpenSearch(addresses, max_retries=0)
    try:
        yield client
    finally:
        client.close()


def listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def test_a_node_says_its_version_and_finds_what_was_indexed(cluster: Cluster) -> None:
    with client_of(cluster.addresses) as client:
        assert client.info()["version"]["number"] == "3.9.0"
        client.index(index="nodes", body={"title": "Sông Mê Kông"}, id="a", refresh=True)
        client.index(index="nodes", body={"title": "Quảng Nam"}, id="b", refresh=True)
        found = client.search(index="nodes", body={"query": {"match": {"title": "kông"}}})
        client.indices.delete(index="nodes")
    assert [hit["_id"] for hit in found["hits"]["hits"]] == ["a"]


def test_a_node_has_what_the_engine_asks_of_it(cluster: Cluster) -> None:
    """Scripted similarity, and the whitespace tokenizer: of modules that the core does not have."""
    settings = {
        "similarity": {"two": {"type": "scripted", "script": {"source": "return 2.5;"}}},
        "analysis": {"analyzer": {"words": {"type": "custom", "tokenizer": "whitespace"}}},
    }
    title = {"type": "text", "analyzer": "words", "similarity": "two"}
    with client_of(cluster.addresses) as client:
        body = {"settings": settings, "mappings": {"properties": {"title": title}}}
        client.indices.create(index="modules", body=body)
        client.index(index="modules", body={"title": "Quảng-Nam"}, refresh=True)
        asked = {"query": {"term": {"title": "Quảng-Nam"}}}
        (hit,) = client.search(index="modules", body=asked)["hits"]["hits"]
        client.indices.delete(index="modules")
    assert hit["_score"] == 2.5


@pytest.mark.opensearch
def test_a_stopped_node_is_gone_and_keeps_its_articles_for_when_it_is_back() -> None:
    with cluster_or_skip(1) as own:
        (node,) = own.nodes
        with client_of(own.addresses) as client:
            client.index(index="kept", body={"title": "một"}, refresh=True)
            stop_nodes(own, [node])
            assert not listens(node.port)
            with pytest.raises(NotReached):
                client.info()
            start_node(own, node)
            wait_until_ready(own)
            client.cluster.health(index="kept", wait_for_status="yellow")
            assert client.count(index="kept")["count"] == 1
    assert not listens(node.port)
    assert not node.home.exists()


def test_three_nodes_form_a_cluster_that_outlives_any_of_them(three_nodes: Cluster) -> None:
    settings = {"number_of_shards": 2, "number_of_replicas": 1}
    with client_of(three_nodes.addresses) as client:
        assert client.cluster.health()["number_of_nodes"] == 3
        client.indices.create(index="outlives", body={"settings": settings})
        for number in range(20):
            client.index(index="outlives", body={"number": number})
        client.indices.refresh(index="outlives")
        wait_until_ready(three_nodes, status="green")
    manager = "/_cat/cluster_manager?h=node"
    with client_of(three_nodes.addresses) as client:
        elected = client.transport.perform_request("GET", manager).strip()
    (lost,) = (node for node in three_nodes.nodes if node.name == elected)
    kill_node(three_nodes, lost)
    assert not listens(lost.port)
    wait_until_ready(three_nodes)
    rest = [node.address for node in three_nodes.nodes if node is not lost]
    with client_of(rest) as client:
        assert client.cluster.health()["number_of_nodes"] == 2
        assert client.count(index="outlives")["count"] == 20
        start_node(three_nodes, lost)
        wait_until_ready(three_nodes, status="green")
        assert client.cluster.health()["number_of_nodes"] == 3
        client.indices.delete(index="outlives")


@contextmanager
def up(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], list[int], Path]]:
    """The command, once it says that all is up; the processes of its nodes, and the folder they live in."""
    command = [sys.executable, "-m", "tests.cluster", "up", "--heap", "256m", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = ""
            while "Ctrl-C" not in said:
                line = process.stdout.readline()
                assert line, said
                said += line
            nodes = [int(number) for number in re.findall(r"process (\d+)", said)]
            (log, *_) = re.findall(r"log (\S+)", said)
            yield process, nodes, Path(log).parents[2]
        finally:
            process.kill()


def gone(nodes: list[int], home: Path) -> bool:
    """Whether within some seconds nothing is left of the nodes."""
    for _ in range(200):
        if not home.exists() and not any(Path(f"/proc/{number}").exists() for number in nodes):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.opensearch
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize(
    ("ended_by", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 0), (signal.SIGKILL, -9)]
)
def test_the_command_leaves_no_node_however_it_ends(ended_by: signal.Signals, code: int) -> None:
    _skip_without_programs()
    port = choose_ports(1, None)[0][0]
    with up("--port", str(port)) as (process, nodes, home):
        assert len(nodes) == 1
        assert home.exists()
        assert listens(port)
        process.send_signal(ended_by)
        assert process.wait(timeout=60) == code
        assert gone(nodes, home)
        assert not listens(port)


@pytest.mark.opensearch
def test_the_command_says_that_a_port_is_taken() -> None:
    _skip_without_programs()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "tests.cluster", "up", "--port", str(port)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"port {port} is taken" in done.stderr
    assert "Traceback" not in done.stderr


def _skip_without_programs() -> None:
    try:
        find_programs()
    except ClusterUnavailable as missing:
        pytest.skip(str(missing))

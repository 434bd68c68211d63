"""Fixtures of running nodes, for all tests: tests/conftest.py imports them.

Tests that ask for one get the marker `opensearch`, those on three nodes `three_nodes` as well. Each process
of pytest has its own nodes, started by the first test that asks; indexes are shared, so give yours a name
of its own. Where Java or Maven is missing, the tests are skipped with a sentence that says what to install.
"""

from __future__ import annotations

import contextlib
import urllib.request
from collections.abc import Iterator

import pytest

from tests.cluster.nodes import Cluster, run_cluster
from tests.cluster.programs import ClusterUnavailable, find_programs

HEAP = "512m"
"""Of a node by itself, which has the indices of many tests; those of three have half of it."""


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One node."""
    with cluster_or_skip(1) as running:
        yield running


@pytest.fixture(scope="session")
def three_nodes() -> Iterator[Cluster]:
    """Three nodes, any of which may be elected; a test that ends one starts it again."""
    with cluster_or_skip(3) as running:
        yield running


@contextlib.contextmanager
def cluster_or_skip(count: int) -> Iterator[Cluster]:
    """A cluster of a test's own."""
    try:
        find_programs()
    except ClusterUnavailable as missing:
        pytest.skip(str(missing))
    heap = HEAP if count == 1 else "256m"
    with run_cluster(count, heap=heap, short_lived=True) as running:
        yield running


def delete_indices(cluster: Cluster, name: str) -> None:
    """Delete what a test has made: the indices whose names begin so. A node has room for some hundred."""
    address = cluster.addresses[0]
    with urllib.request.urlopen(f"{address}/_cat/indices/{name}*?h=index", timeout=30) as answer:
        found = answer.read().decode().split()
    if found:
        asked = urllib.request.Request(f"{address}/{','.join(found)}", method="DELETE")
        urllib.request.urlopen(asked, timeout=60).close()


def mark(items: list[pytest.Item]) -> None:
    """Mark tests by the fixtures they ask for."""
    for item in items:
        asked = {"cluster", "three_nodes"} & set(getattr(item, "fixturenames", ()))
        if asked:
            item.add_marker("opensearch")
        if "three_nodes" in asked:
            item.add_marker("three_nodes")

"""Lay out, start, wait for, stop and kill nodes of OpenSearch on loopback."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.cluster.programs import Programs, find_programs

HOST = "127.0.0.1"
PATIENCE = 180
"""Seconds that a start may take on a machine that is busy with other things; it takes 4 to 7 otherwise."""

MODULES = {
    # module: (its class, the jars that only its own class loader may see)
    "transport-netty4": (
        "org.opensearch.transport.Netty4ModulePlugin",
        ("transport-netty4-client",),
    ),
    "lang-painless": (
        "org.opensearch.painless.PainlessModulePlugin",
        ("lang-painless", "opensearch-scripting-painless-spi"),
    ),
    "analysis-common": (
        "org.opensearch.analysis.common.CommonAnalysisModulePlugin",
        ("analysis-common",),
    ),
}
"""Plug-ins without which a node neither listens, nor runs scripts, nor has a whitespace tokenizer."""

JAVA_OPTIONS = (
    "-XX:+UseSerialGC",
    # Without JNA, OpenSearch can tell neither that it is root, which it refuses to be, nor lock memory.
    # It warns of that: fit for tests on loopback, for nothing else.
    "-Djna.nounpack=true",
    "-Djna.nosys=true",
)

SHORT_LIVED = "-XX:TieredStopAtLevel=1"
"""The compiler that is quick, not the one that makes quick code."""

LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""


class NodeFailed(Exception):
    """A node ended, or is not ready in time; the message has the last lines of its log."""


@dataclass(frozen=True)
class Node:
    """One node: where it lives and where it listens. It keeps both when it is started again."""

    name: str
    home: Path
    port: int
    transport_port: int

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def log(self) -> Path:
        return self.home / "logs" / "console.log"


@dataclass(frozen=True)
class Cluster:
    """Nodes, and by name the processes of those that were started and not stopped or killed here.

    `group` is the process group that ends with this process: see guard.py.
    """

    nodes: tuple[Node, ...]
    programs: Programs
    heap: str
    short_lived: bool
    group: int
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def addresses(self) -> list[str]:
        """What a client is given."""
        return [node.address for node in self.nodes]

    @property
    def version(self) -> str:
        """OpenSearch's, as `3.9.0`."""
        return self.programs.version


@contextlib.contextmanager
def run_cluster(
    count: int = 1, *, port: int | None = None, heap: str = "512m", short_lived: bool = False
) -> Iterator[Cluster]:
    """A cluster of `count` nodes that are ready, stopped and removed at the end.

    They listen on `port` and the numbers after it, or on free ports. `heap` is each node's, as Java writes
    sizes; nodes that are `short_lived` start with less work and answer later ones with more. Raises
    ClusterUnavailable, NodeFailed, or OSError where a given port is taken.
    """
    programs = find_programs()
    ports, transport_ports = choose_ports(count, port)
    folder = Path(tempfile.mkdtemp(prefix="timtin-cluster-", dir=_temporary()))
    guard = subprocess.Popen(
        [sys.executable, "-I", Path(__file__).with_name("guard.py"), folder],
        stdin=subprocess.PIPE,
        process_group=0,
    )
    try:
        nodes = tuple(
            Node(f"n{i + 1}", folder / f"n{i + 1}", ports[i], transport_ports[i])
            for i in range(count)
        )
        cluster = Cluster(nodes, programs, heap, short_lived, guard.pid)
        try:
            for node in nodes:
                lay_out(cluster, node)
                start_node(cluster, node)
            wait_until_ready(cluster)
            yield cluster
        finally:
            stop_nodes(cluster, list(nodes))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        assert guard.stdin is not None
        guard.stdin.close()
        guard.wait()


def choose_ports(count: int, first: int | None) -> tuple[list[int], list[int]]:
    """Ports for clients, from `first` on if it is given, and ports between nodes, free at this moment.

    They lie below those that a system hands out by itself, so nobody is given one before the node has it.
    Raises OSError where one that was asked for is taken.
    """
    wanted = [] if first is None else list(range(first, first + count))
    found: list[int] = []
    with contextlib.ExitStack() as held:
        while len(found) < 2 * count:
            number = (
                wanted[len(found)] if len(found) < len(wanted) else random.randrange(12_000, 30_000)
            )
            taken = held.enter_context(socket.socket())
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                taken.bind((HOST, number))
            except OSError as error:
                if len(found) < len(wanted):
                    raise OSError(error.errno, f"port {number} is taken: choose another") from None
                continue
            found.append(number)
    return found[:count], found[count:]


def _temporary() -> Path | None:
    """Memory where there is enough: a new index costs half as much there. None is the usual folder."""
    memory = Path("/dev/shm")
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 1 << 30:
        return memory
    return None


def lay_out(cluster: Cluster, node: Node) -> None:
    """Make a node's home: settings, modules, and the folders that it expects."""
    for name in ("config", "plugins", "logs", "tmp"):
        (node.home / name).mkdir(parents=True)
    settings: dict[str, Any] = {
        "cluster.name": "timtin",
        "node.name": node.name,
        "node.processors": 2,
        "network.host": HOST,
        "http.port": node.port,
        "transport.port": node.transport_port,
        # A disk that others filled is no matter of the tests.
        "cluster.routing.allocation.disk.threshold_enabled": False,
        # For those that fill one on purpose.
        "cluster.info.update.interval": "10s",
    }
    for check in ("follower_check", "leader_check"):
        # A node that is silent is left behind after 5 s, not after half a minute.
        settings[f"cluster.fault_detection.{check}.timeout"] = "1s"
        settings[f"cluster.fault_detection.{check}.interval"] = "500ms"
    if len(cluster.nodes) == 1:
        settings["discovery.type"] = "single-node"
    else:
        settings["discovery.seed_hosts"] = [f"{HOST}:{it.transport_port}" for it in cluster.nodes]
        settings["cluster.initial_cluster_manager_nodes"] = [it.name for it in cluster.nodes]
    # JSON is YAML.
    (node.home / "config/opensearch.yml").write_text(json.dumps(settings), encoding="utf-8")
    (node.home / "config/log4j2.properties").write_text(LOGGING, encoding="utf-8")
    version = cluster.version
    for module, (plugin, artifacts) in MODULES.items():
        folder = node.home / "modules" / module
        folder.mkdir(parents=True)
        for jar in cluster.programs.jars:
            if jar.name in {f"{artifact}-{version}.jar" for artifact in artifacts}:
                (folder / jar.name).symlink_to(jar)
        described = {
            "name": module,
            "description": module,
            "version": version,
            "opensearch.version": version,
            "java.version": cluster.programs.java_version,
            "classname": plugin,
        }
        (folder / "plugin-descriptor.properties").write_text(
            "".join(f"{key}={value}\n" for key, value in described.items()), encoding="utf-8"
        )


def start_node(cluster: Cluster, node: Node) -> None:
    """Start the process of a node that is not running; `wait_until_ready` waits for it."""
    apart = {f"{name}-{cluster.version}.jar" for _, names in MODULES.values() for name in names}
    jars = os.pathsep.join(str(jar) for jar in cluster.programs.jars if jar.name not in apart)
    command = [
        str(cluster.programs.java),
        f"-Xms{cluster.heap}",
        f"-Xmx{cluster.heap}",
        *JAVA_OPTIONS,
        *([SHORT_LIVED] if cluster.short_lived else []),
        # Classes as the first node left them: half of the processor time of a start.
        "-XX:+AutoCreateSharedArchive",
        f"-XX:SharedArchiveFile={cluster.programs.archive}",
        f"-Djava.io.tmpdir={node.home / 'tmp'}",
        f"-Dopensearch.path.home={node.home}",
        f"-Dopensearch.path.conf={node.home / 'config'}",
        "-cp",
        jars,
        "org.opensearch.bootstrap.OpenSearch",
    ]
    with node.log.open("ab") as log:
        cluster.processes[node.name] = subprocess.Popen(
            command,
            cwd=node.home,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            process_group=cluster.group,
        )


def has_ended(cluster: Cluster, node: Node) -> bool:
    """Whether a node that was started has ended, though nobody stopped or killed it here."""
    process = cluster.processes.get(node.name)
    return process is not None and process.poll() is not None


def wait_until_ready(cluster: Cluster, *, status: str = "yellow") -> None:
    """Wait until the started nodes, and no others, form a cluster with that status or a better one.

    Raises NodeFailed if one of them ends meanwhile, or after PATIENCE seconds.
    """
    expected = [node for node in cluster.nodes if node.name in cluster.processes]
    end = time.monotonic() + PATIENCE
    query = f"wait_for_nodes={len(expected)}&wait_for_status={status}&timeout=1s&cluster_manager_timeout=1s"
    while not all(_healthy(node, query) for node in expected):
        for node in expected:
            if has_ended(cluster, node):
                raise NodeFailed(f"node {node.name} ended: {_last_lines(node)}")
        if time.monotonic() > end:
            raise NodeFailed(
                f"the cluster is not {status} in {PATIENCE} s: {_last_lines(expected[0])}"
            )
        time.sleep(0.1)


def _healthy(node: Node, query: str) -> bool:
    # A proxy of the environment is not for loopback.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{node.address}/_cluster/health?{query}", timeout=10):
            return True
    except urllib.error.HTTPError as error:
        # 408 where it waited in vain, 503 where there is no manager yet.
        error.close()
        return False
    # Not listening yet, or cut off.
    except (OSError, http.client.HTTPException):
        return False


def _last_lines(node: Node) -> str:
    lines = node.log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(lines[-30:]) or f"it logged nothing in {node.log}"


def stop_nodes(cluster: Cluster, nodes: list[Node]) -> None:
    """End nodes in good order, all at once, and wait for it; those that do not end in 20 s are killed."""
    started = [cluster.processes.pop(it.name) for it in nodes if it.name in cluster.processes]
    for process in started:
        process.terminate()
    for process in started:
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def kill_node(cluster: Cluster, node: Node) -> None:
    """End a node at once, as a power cut does (SIGKILL)."""
    process = cluster.processes.pop(node.name)
    process.kill()
    process.wait()

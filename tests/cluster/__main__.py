"""A cluster to try things on: `python -m tests.cluster up [--nodes N] [--port P] [--heap SIZE]`.

It runs until Ctrl-C or SIGTERM; its indexes are removed with it.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time

from tests.cluster.nodes import Cluster, NodeFailed, has_ended, run_cluster
from tests.cluster.programs import ClusterUnavailable


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.cluster")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    up = commands.add_parser("up", help="start nodes of OpenSearch on loopback, until Ctrl-C")
    up.add_argument("--nodes", type=int, choices=range(1, 10), default=1, metavar="1..9")
    up.add_argument("--port", type=int, default=9200, help="of the first node [9200]")
    up.add_argument("--heap", default="512m", help="of each node, as Java writes sizes [512m]")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)
    began = time.monotonic()
    try:
        print("Starting; the first time, about 70 MB are downloaded.", flush=True)
        with run_cluster(asked.nodes, port=asked.port, heap=asked.heap) as cluster:
            _describe(cluster, time.monotonic() - began)
            return _watch(cluster)
    except (ClusterUnavailable, NodeFailed, OSError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.")
        return 0


def _interrupt(_signal: int, _frame: object) -> None:
    # Once: what follows is the tidying.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _describe(cluster: Cluster, seconds: float) -> None:
    programs = cluster.programs
    print(
        f"OpenSearch {cluster.version} on Java {programs.java_version}, up after {seconds:.0f} s:"
    )
    for node in cluster.nodes:
        process = cluster.processes[node.name].pid
        print(f"  {node.name}  {node.address}  process {process}, log {node.log}")
    print("For timtin.toml:")
    print('  engine = "opensearch"')
    print("  [opensearch]")
    print(f"  hosts = {json.dumps(cluster.addresses)}")
    print(
        "Without TLS and passwords, and only on this machine. Ctrl-C stops it and removes its indexes.",
        flush=True,
    )


def _watch(cluster: Cluster) -> int:
    """Tell of nodes that end; return once none is left."""
    left = list(cluster.nodes)
    while left:
        for node in [node for node in left if has_ended(cluster, node)]:
            left.remove(node)
            print(f"{node.name} has ended.", file=sys.stderr)
        time.sleep(0.5)
    return 1


if __name__ == "__main__":
    sys.exit(main())

"""`timtin serve` as a program of its own, and what it sends to bytes of any kind."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Program:
    """A running server: its port, and the process that was started."""

    port: int
    process: subprocess.Popen[str]

    def worker(self, after: int = 0) -> int:
        """The process that answers, which the other one started, once it is another than `after`."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        while (found := [int(word) for word in path.read_text().split()]) in ([], [after]):
            time.sleep(0.01)
        return found[0]


@contextmanager
def running(index: Path, before: Sequence[str] = (), **settings: str) -> Iterator[Program]:
    """`timtin serve` with such settings, started by another command if one stands `before` it."""
    variables = {f"TIMTIN_{name.upper()}": value for name, value in settings.items()}
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | variables
    environment.pop("LD_PRELOAD", None)
    serve = [sys.executable, "-m", "search", "serve", "--port", "0", "--index", str(index)]
    with subprocess.Popen(
        [*before, *serve], env=environment, text=True, stdout=subprocess.PIPE
    ) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            found = re.search(r":(\d+)/", said)
            assert found is not None, said
            yield Program(int(found[1]), process)
        finally:
            process.terminate()
            process.communicate(timeout=30)


def exchange(port: int, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """The status, the headers and the body that a server sends to some bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return int(first.split()[1]), headers, body


def get(port: int, path: bytes, host: str = "localhost") -> tuple[int, dict[str, str], bytes]:
    return exchange(
        port, b"GET %b HTTP/1.1\r\nHost: %b\r\nConnection: close\r\n\r\n" % (path, host.encode())
    )

"""A process that reads files for another one, so that a file can only break this one.

It takes requests from standard input until that ends, and answers on standard output in batches of
messages, all pickled. `sandbox.py` is its other side.
"""

from __future__ import annotations

import io
import os
import pickle
import select
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import BinaryIO

from search.articles import RawArticle
from search.ingest.containers.member import Budget
from search.ingest.context import IngestContext
from search.ingest.counts import IngestCounts, Remark, Skipped
from search.ingest.files import SourceFile, cannot_read
from search.ingest.readers import Nesting, read_opened
from search.limits import SECONDS, limit_memory

_IDLE_SECONDS = 30
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Request:
    """A file to read from a path, without its first `passed` members: the last of them broke a worker."""

    path: str
    file: SourceFile
    context: IngestContext
    passed: int = 0


@dataclass(frozen=True, slots=True)
class Begun:
    """A member of a file is read from now on; `number` counts them from 1."""

    file: SourceFile
    number: int


@dataclass(frozen=True, slots=True)
class Done:
    """A file has been read. What else was counted has been sent as remarks."""

    unknown_keys: Counter[str]


Message = RawArticle | Skipped | Remark | Begun | Done | int
"""A number says how many bytes of the file have been read."""


def main() -> None:
    """Answer requests until there are no more."""
    # Ctrl-C is for the parent, which ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not get among the answers.
    os.dup2(2, 1)
    import trafilatura  # noqa: F401 - it takes a quarter of a second, and most files are pages

    limit_memory()
    # An empty batch says that it is ready.
    _send([], answers)
    while _is_asked(sys.stdin.buffer):
        try:
            request = pickle.load(sys.stdin.buffer)  # noqa: S301 - of our own
        except EOFError:
            return
        try:
            _answer(request, answers)
        except BrokenPipeError:
            os._exit(1)


def _is_asked(requests: BinaryIO) -> bool:
    """Wait for a request; False if none comes for long, where the system lets a pipe be watched."""
    if sys.platform == "win32":
        return True
    return bool(select.select([requests], [], [], _IDLE_SECONDS)[0])


def _answer(request: Request, answers: BinaryIO) -> None:
    file = request.file
    batch: list[Message] = []
    number = 0

    def flush() -> None:
        _send(batch, answers)
        batch.clear()

    def begin(member: SourceFile) -> bool:
        nonlocal number
        number += 1
        if number <= request.passed:
            return False
        batch.append(Begun(member, number))
        flush()
        _limit_seconds()
        return True

    _limit_seconds()

    def remark(made: Remark) -> None:
        # What came before a member that broke a worker has been sent by that worker.
        if number >= request.passed:
            batch.append(made)

    counts = IngestCounts(on_remark=remark)
    context = replace(request.context, counts=counts)
    try:
        with open(request.path, "rb") as opened:
            nesting = Nesting(Budget(os.fstat(opened.fileno()).st_size), begin)
            for item in read_opened(opened, file, context, nesting):
                if number >= request.passed:
                    batch.append(item)
                if len(batch) >= _BATCH:
                    batch.append(_position(opened))
                    flush()
    except OSError as error:
        batch.append(file.skip(cannot_read(error)))
    batch.append(Done(counts.unknown_keys))
    flush()


def _send(batch: list[Message], answers: BinaryIO) -> None:
    pickle.dump(batch, answers, pickle.HIGHEST_PROTOCOL)
    answers.flush()


def _position(opened: io.BufferedReader) -> int:
    return min(opened.tell(), os.fstat(opened.fileno()).st_size)


def _limit_seconds() -> None:
    """End this process when it goes on working although nobody is there to end it."""
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        limit = int(time.process_time()) + 2 * SECONDS
        if hard == resource.RLIM_INFINITY or limit < hard:
            resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))

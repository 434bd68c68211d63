"""Files read by worker processes, which can be stopped: a file may take so long and so much, no more.

Workers are plain subprocesses, so that the caller's script needs no main guard, and they stay for the
next pass until they have had nothing to do for a while.
"""

from __future__ import annotations

import atexit
import errno
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Self

from search.articles import RawArticle
from search.ingest.context import IngestContext
from search.ingest.counts import IngestCounts, Remark, Skipped
from search.ingest.files import SourceFile, cannot_read
from search.ingest.worker import Begun, Done, Message, Request
from search.limits import MEGABYTES, SECONDS

# Without what search/__init__.py imports: all of the engine, two fifths of a worker's start.
_COMMAND = """
import sys, types
package = sys.modules["search"] = types.ModuleType("search")
package.__path__, sys.path[:] = [sys.argv[1]], sys.argv[2:]
from search.ingest.worker import main
main()
"""
_PACKAGE = str(Path(__file__).parents[1])
_MOST_WORKERS = 8
_FILES_A_WORKER = 32
"""How many files wait before another worker is worth its start: half a second, that of some sixty pages."""
_BATCHES = 64
_MOST_LOST = 20
"""How many members of one file may each break a worker before the rest of it is left."""
_POLL_SECONDS = 0.2
_START_SECONDS = 60


class _Closed(Exception):
    """The pass has ended before its files were read."""


class _Worker:
    """A process, and until when it must have answered."""

    def __init__(self) -> None:
        self.deadline: float | None = None
        self.timed_out = False
        self._is_ready = False
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-P", "-c", _COMMAND, _PACKAGE, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def send(self, request: Request) -> None:
        pipe = _pipe(self._process.stdin)
        pickle.dump(request, pipe, pickle.HIGHEST_PROTOCOL)
        pipe.flush()

    def wait_ready(self) -> None:
        """Wait until it has begun; OSError if it has not."""
        if self._is_ready:
            return
        try:
            self.receive(_START_SECONDS)
        except EOFError:
            self.kill()
            self.bury()
            said = "the program that reads it does not start"
            raise OSError(errno.ECHILD, said) from None
        self._is_ready = True

    def receive(self, seconds: float) -> list[Message]:
        """The next batch; EOFError if the process has ended or takes longer."""
        self.deadline = time.monotonic() + seconds
        try:
            batch: list[Message] = pickle.load(_pipe(self._process.stdout))  # noqa: S301 - of our own
        except (pickle.UnpicklingError, OSError) as error:
            raise EOFError from error
        finally:
            self.deadline = None
        return batch

    def stop_if_late(self, now: float) -> None:
        deadline = self.deadline
        if deadline is not None and now > deadline:
            self.timed_out = True
            self.kill()

    def kill(self) -> None:
        self._process.kill()

    def bury(self) -> str | None:
        """Why a process that answers no more has ended; None if it had only been idle for too long."""
        with suppress(subprocess.TimeoutExpired):
            # It closes its pipe a moment before it can be waited for.
            self._process.wait(_POLL_SECONDS)
        self.kill()
        code = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                _pipe(pipe).close()
        if self.timed_out:
            return f"took over {SECONDS} s"
        if code == 0:
            return None
        return f"took over {MEGABYTES} MB, or broke the program that reads it ({code})"


_idle: list[_Worker] = []
_lock = threading.Lock()


def _lease() -> _Worker:
    while True:
        with _lock:
            worker = _idle.pop() if _idle else None
        if worker is None:
            return _Worker()
        if worker.is_alive:
            return worker
        worker.bury()


def _end_idle() -> None:
    while _idle:
        worker = _idle.pop()
        worker.kill()
        worker.bury()


atexit.register(_end_idle)
if hasattr(os, "register_at_fork"):
    # A child shares no pipe with its parent.
    os.register_at_fork(after_in_child=_idle.clear)


@dataclass(slots=True)
class _Job:
    request: Request
    batches: queue.Queue[list[Message]] = field(default_factory=lambda: queue.Queue(_BATCHES))


class Sandbox:
    """The workers of one pass, as a context manager. None is started before the first file."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._busy: set[_Worker] = set()
        self._closed = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._closed.set()
        for _ in self._threads:
            self._jobs.put(None)
        with _lock:
            busy = list(self._busy)
        for worker in busy:
            worker.kill()
        for thread in self._threads:
            thread.join()

    def read(
        self, file: SourceFile, context: IngestContext, path: str | None = None
    ) -> Iterator[RawArticle | Skipped | int]:
        """Have a file read (from `path` if it lies elsewhere), and give what is in it when asked for.

        A number says how many bytes of it have been read.
        """
        counts = context.counts
        job = _Job(Request(path or file.path, file, replace(context, counts=IngestCounts())))
        self._jobs.put(job)
        self._start_threads()
        return _collect(job, counts)

    def _start_threads(self) -> None:
        if not self._threads:
            self._start(self._watch)
        workers = len(self._threads) - 1
        waiting = self._jobs.qsize() >= _FILES_A_WORKER * workers
        if waiting and workers < min(os.cpu_count() or 1, _MOST_WORKERS):
            self._start(self._serve)

    def _start(self, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _watch(self) -> None:
        while not self._closed.wait(_POLL_SECONDS):
            with _lock:
                busy = list(self._busy)
            for worker in busy:
                worker.stop_if_late(time.monotonic())

    def _serve(self) -> None:
        with suppress(_Closed):
            while (job := self._jobs.get()) is not None and not self._closed.is_set():
                self._run(job)

    def _run(self, job: _Job) -> None:
        """Do a job, with as many workers as it breaks."""
        request = job.request
        lost = 0
        idled = False
        while lost < _MOST_LOST:
            try:
                worker = self._take()
            except OSError as error:
                self._put(job, [request.file.skip(cannot_read(error))])
                break
            begun = self._exchange(job, request, worker)
            if isinstance(begun, Done):
                return
            reason = worker.bury()
            if self._closed.is_set():
                raise _Closed
            if reason is None and not idled:
                idled = True
                continue
            lost += 1
            broken = begun.file if begun else request.file
            self._put(job, [broken.skip(reason or "ended the program that reads it")])
            if begun is None:
                break
            request = replace(request, passed=begun.number)
        else:
            self._put(job, [request.file.skip(f"left after {lost} of what it holds failed")])
        self._put(job, [Done(Counter())])

    def _exchange(self, job: _Job, request: Request, worker: _Worker) -> Begun | Done | None:
        """Done when the worker has read the file; else the member that it had begun, if any."""
        begun: Begun | None = None
        done = False
        try:
            worker.send(request)
            while True:
                batch = worker.receive(SECONDS)
                done = bool(batch) and isinstance(batch[-1], Done)
                self._put(job, batch)
                if done:
                    return Done(Counter())
                begun = next((it for it in reversed(batch) if isinstance(it, Begun)), begun)
        except (EOFError, BrokenPipeError):
            return begun
        finally:
            with _lock:
                self._busy.discard(worker)
                if done:
                    _idle.append(worker)
            if not done:
                worker.kill()

    def _take(self) -> _Worker:
        worker = _lease()
        with _lock:
            self._busy.add(worker)
        try:
            worker.wait_ready()
        except OSError:
            with _lock:
                self._busy.discard(worker)
            raise
        return worker

    def _put(self, job: _Job, batch: list[Message]) -> None:
        while not self._closed.is_set():
            with suppress(queue.Full):
                job.batches.put(batch, timeout=_POLL_SECONDS)
                return
        raise _Closed


def _collect(job: _Job, counts: IngestCounts) -> Iterator[RawArticle | Skipped | int]:
    while True:
        for message in job.batches.get():
            if isinstance(message, Done):
                counts.unknown_keys.update(message.unknown_keys)
                return
            if isinstance(message, Remark):
                counts.repeat(message)
            elif not isinstance(message, Begun):
                yield message


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise EOFError
    return pipe

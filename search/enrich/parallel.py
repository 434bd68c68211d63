"""Articles enriched in their order, on several cores; long ones where they can be stopped."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue

from search.articles import Article, RawArticle
from search.enrich import enrich
from search.gazetteer import Gazetteer, load_gazetteer
from search.limits import MEGABYTES, SECONDS, limit_memory

BATCH = 200
"""How many articles go to another process at once."""

LONG = 100_000
"""Characters of a text that may take seconds, if it is made for it: it is always read in another process."""

Found = tuple[RawArticle, str]
"""A raw article, and the root that it was read from."""


@dataclass(frozen=True, slots=True)
class OverBudget:
    """An article whose dates and places took too much to be found: its id, its file, its root, and why."""

    id: str
    path: str
    root: str
    reason: str


Enriched = Article | OverBudget

# Not multiprocessing, whose new processes import the caller's main module: a script without a guard
# would begin its build again in each of them.
_COMMAND = """
import sys
seconds, megabytes, *sys.path[:] = sys.argv[1:]
from search.enrich.parallel import answer_batches
answer_batches(float(seconds), int(megabytes))
"""


def enrich_all(found: Iterable[Found], workers: int) -> Iterator[Enriched]:
    """The enriched articles, in the order of the raw ones, made by `workers` processes beside this one.

    With no worker they are made here, save long ones, for which one is started. In the place of an article
    that takes more than `SECONDS` or `MEGABYTES` there is word of that. Only a few batches are ever on their
    way, so that memory does not grow with the archive. The workers are new processes that share none of this
    one's files and locks; they end when it does, however it ends. ChildProcessError if one ends before that.
    """
    return _in_turn(found, workers) if workers else _here(found)


def _here(found: Iterable[Found]) -> Iterator[Enriched]:
    gazetteer = load_gazetteer()
    worker = None
    try:
        for raw, root in found:
            if len(raw.body) < LONG:
                yield enrich(raw, root, gazetteer)
                continue
            worker = worker or _Worker()
            yield from worker.enrich(((raw, root),))
    finally:
        if worker is not None:
            worker.end()


def _in_turn(found: Iterable[Found], workers: int) -> Iterator[Enriched]:
    idle: SimpleQueue[_Worker] = SimpleQueue()
    started = [_Worker() for _ in range(workers)]
    for worker in started:
        idle.put(worker)

    def enriched(batch: Sequence[Found]) -> list[Enriched]:
        worker = idle.get()
        try:
            return worker.enrich(batch)
        finally:
            idle.put(worker)

    pending: deque[Future[list[Enriched]]] = deque()
    # A thread for each worker, which does nothing but wait for it.
    threads = ThreadPoolExecutor(workers)
    try:
        for batch in _batches(found):
            pending.append(threads.submit(enriched, batch))
            if len(pending) > 2 * workers:
                yield from pending.popleft().result()
        while pending:
            yield from pending.popleft().result()
    finally:
        threads.shutdown(wait=True, cancel_futures=True)
        for worker in started:
            worker.end()


def _batches(found: Iterable[Found]) -> Iterator[Sequence[Found]]:
    """So many articles at a time, each long one alone: what it breaks, it breaks for itself."""
    batch: list[Found] = []
    for item in found:
        is_long = len(item[0].body) >= LONG
        if batch and (is_long or len(batch) == BATCH):
            yield batch
            batch = []
        if is_long:
            yield [item]
        else:
            batch.append(item)
    if batch:
        yield batch


class _Worker:
    """A process that enriches a batch at a time."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        limits = [str(SECONDS), str(MEGABYTES)]
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-P", "-c", _COMMAND, *limits, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Ctrl-C is for the parent, which ends its workers in order.
            process_group=0,
        )

    def enrich(self, batch: Sequence[Found]) -> list[Enriched]:
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
        try:
            pickle.dump(batch, requests, pickle.HIGHEST_PROTOCOL)
            requests.flush()
            articles: list[Enriched] | Exception = pickle.load(answers)  # noqa: S301 - of our own
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            return self._lost(batch)
        if isinstance(articles, Exception):
            raise articles
        return articles

    def _lost(self, batch: Sequence[Found]) -> list[Enriched]:
        """What there is to say of a batch that the process has ended at; it is started again."""
        code = self._process.wait()
        if len(batch) > 1:
            raise ChildProcessError(
                f"a process that read dates and places has ended ({code}): is there "
                "enough memory? TIMTIN_WORKERS=1 needs less"
            )
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        self._start()
        ((raw, root),) = batch
        reason = f"took over {MEGABYTES} MB, or broke the program that reads it ({code})"
        return [OverBudget(raw.id, raw.path, root, reason)]

    def end(self) -> None:
        # The end of its input is the end of its work; what is in the pipe is for nobody any more.
        self._process.communicate()


def answer_batches(seconds: float, megabytes: int) -> None:
    """Enrich the batches on standard input until it ends, and write the articles on standard output.

    Each article may take so many seconds of processor time, and all at once so much memory.
    """
    gazetteer = load_gazetteer()
    signal.signal(signal.SIGPROF, _stop)
    limit_memory(megabytes)
    while True:
        try:
            batch: Sequence[Found] = pickle.load(sys.stdin.buffer)  # noqa: S301 - of our own
        except EOFError:
            return
        except MemoryError:
            # There may not be enough left to say so.
            os._exit(1)
        try:
            answer: list[Enriched] | Exception = [
                _within_budget(raw, root, gazetteer, seconds, megabytes) for raw, root in batch
            ]
        except Exception as error:
            answer = error
        try:
            pickle.dump(answer, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            return


class _TooLong(BaseException):
    """An article has had its time; nothing below may take this for an error of its own."""


def _stop(*_: object) -> None:
    raise _TooLong


def _within_budget(
    raw: RawArticle, root: str, gazetteer: Gazetteer, seconds: float, megabytes: int
) -> Enriched:
    try:
        # Of processor time, so that a busy machine makes no difference.
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            return enrich(raw, root, gazetteer)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except _TooLong:
        reason = f"took over {seconds:g} s"
    except MemoryError:
        reason = f"took over {megabytes} MB"
    return OverBudget(raw.id, raw.path, root, reason)

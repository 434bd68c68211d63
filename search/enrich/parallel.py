"""Articles enriched on several cores, in the order in which they came."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from queue import SimpleQueue

from search.articles import Article, RawArticle
from search.enrich import enrich
from search.gazetteer import load_gazetteer

BATCH = 200
"""How many articles go to another process at once."""

Found = tuple[RawArticle, str]
"""A raw article, and the root that it was read from."""

# Not multiprocessing, whose new processes import the caller's main module: a script without a guard
# would begin its build again in each of them.
_COMMAND = """
import sys
sys.path[:] = sys.argv[1:]
from search.enrich.parallel import answer_batches
answer_batches()
"""


def enrich_all(found: Iterable[Found], workers: int) -> Iterator[Article]:
    """The enriched articles, in the order of the raw ones, made by `workers` processes beside this one.

    With no worker they are made here. Only a few batches are ever on their way, so that memory does
    not grow with the archive. The workers are new processes that share none of this one's files and
    locks; they end when it does, however it ends. ChildProcessError if one ends before that.
    """
    if not workers:
        gazetteer = load_gazetteer()
        for raw, root in found:
            yield enrich(raw, root, gazetteer)
        return
    idle: SimpleQueue[_Worker] = SimpleQueue()
    started = [_Worker() for _ in range(workers)]
    for worker in started:
        idle.put(worker)

    def enriched(batch: tuple[Found, ...]) -> list[Article]:
        worker = idle.get()
        try:
            return worker.enrich(batch)
        finally:
            idle.put(worker)

    pending: deque[Future[list[Article]]] = deque()
    # A thread for each worker, which does nothing but wait for it.
    threads = ThreadPoolExecutor(workers)
    try:
        rest = iter(found)
        while batch := tuple(islice(rest, BATCH)):
            pending.append(threads.submit(enriched, batch))
            if len(pending) > 2 * workers:
                yield from pending.popleft().result()
        while pending:
            yield from pending.popleft().result()
    finally:
        threads.shutdown(wait=True, cancel_futures=True)
        for worker in started:
            worker.end()


class _Worker:
    """A process that enriches a batch at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-P", "-c", _COMMAND, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Ctrl-C is for the parent, which ends its workers in order.
            process_group=0,
        )

    def enrich(self, batch: tuple[Found, ...]) -> list[Article]:
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
        try:
            pickle.dump(batch, requests, pickle.HIGHEST_PROTOCOL)
            requests.flush()
            articles: list[Article] | Exception = pickle.load(answers)  # noqa: S301 - of our own
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            raise ChildProcessError(
                f"a process that read dates and places has ended ({self._process.wait()}): is there "
                "enough memory? TIMTIN_WORKERS=1 needs less"
            ) from None
        if isinstance(articles, Exception):
            raise articles
        return articles

    def end(self) -> None:
        # The end of its input is the end of its work; what is in the pipe is for nobody any more.
        self._process.communicate()


def answer_batches() -> None:
    """Enrich the batches on standard input until it ends, and write the articles on standard output."""
    gazetteer = load_gazetteer()
    while True:
        try:
            batch: tuple[Found, ...] = pickle.load(sys.stdin.buffer)  # noqa: S301 - of our own
        except EOFError:
            return
        try:
            answer: list[Article] | Exception = [
                enrich(raw, root, gazetteer) for raw, root in batch
            ]
        except Exception as error:
            answer = error
        try:
            pickle.dump(answer, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            return

"""Articles enriched on several cores, in the order in which they came."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice

from search.articles import Article, RawArticle
from search.enrich import enrich
from search.gazetteer import load_gazetteer

BATCH = 200
"""How many articles go to another process at once."""

Found = tuple[RawArticle, str]
"""A raw article, and the root that it was read from."""


def enrich_all(found: Iterable[Found], workers: int) -> Iterator[Article]:
    """The enriched articles, in the order of the raw ones, made by `workers` processes beside this one.

    With no worker they are made here. Only a few batches are ever on their way, so that memory does
    not grow with the archive. The workers are new processes that share none of this one's files and
    locks; they end when it does, however it ends.
    """
    if not workers:
        gazetteer = load_gazetteer()
        for raw, root in found:
            yield enrich(raw, root, gazetteer)
        return
    pool = ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn"), initializer=_begin
    )
    pending: deque[Future[list[Article]]] = deque()
    try:
        rest = iter(found)
        while batch := tuple(islice(rest, BATCH)):
            pending.append(pool.submit(_enrich_batch, batch))
            if len(pending) > 2 * workers:
                yield from pending.popleft().result()
        while pending:
            yield from pending.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _enrich_batch(batch: tuple[Found, ...]) -> list[Article]:
    gazetteer = load_gazetteer()
    return [enrich(raw, root, gazetteer) for raw, root in batch]


def _begin() -> None:
    # Ctrl-C is for the parent, which ends its workers in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)

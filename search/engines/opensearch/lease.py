"""One writer at a time, on whichever machine: a lease, which its holder renews and which ends without it.

The lease is a document, `writer` in `NAME-lock`. The cluster's own clock tells whether it has ended, and a
script takes it or leaves it at one stroke, so that two machines need not agree about the time. It ends
`opensearch_lease` seconds after it was last renewed, which the holder writes into it.
"""

from __future__ import annotations

import contextlib
import threading
import uuid
from collections.abc import Iterator

from opensearchpy.exceptions import RequestError

from search.engines.opensearch.cluster import Cluster
from search.engines.opensearch.mapping import JSON
from search.errors import IndexLocked, IndexUnusable

RENEWALS = 6
"""How often a lease is renewed before it would end."""

_TAKE = """
if (ctx._source.holder != params.holder && ctx._source.holder != ''
        && ctx['_now'] - ctx._source.renewed < ctx._source.milliseconds) { ctx.op = 'none'; }
else {
    ctx._source.holder = params.holder;
    ctx._source.renewed = ctx['_now'];
    ctx._source.milliseconds = params.milliseconds;
}
"""
_RENEW = """
if (ctx._source.holder != params.holder) { ctx.op = 'none'; }
else { ctx._source.renewed = ctx['_now']; }
"""
_GIVE_BACK = """
if (ctx._source.holder != params.holder) { ctx.op = 'none'; } else { ctx._source.holder = ''; }
"""


class Lease:
    """A lease that this process holds."""

    def __init__(self, cluster: Cluster, name: str, seconds: int) -> None:
        self._cluster = cluster
        self._index = f"{name}-lock"
        self._seconds = seconds
        self._holder = uuid.uuid4().hex
        self._over = threading.Event()

    def check(self) -> None:
        """IndexLocked if another process has taken the lease, since this one could not renew it."""
        if not self._asked(_RENEW):
            raise IndexLocked(
                "another process has begun to write to %(index)s, since this one was not heard of: "
                "the index stays as it was",
                index=self._index,
            )

    def _take(self) -> None:
        self._make()
        empty = {"holder": "", "renewed": 0, "milliseconds": 0}
        if not self._asked(_TAKE, {"scripted_upsert": True, "upsert": empty}):
            raise IndexLocked(
                "another process is writing to %(index)s: wait for it, or %(seconds)s seconds if it "
                "has ended",
                index=self._index,
                seconds=self._seconds,
            )

    def _make(self) -> None:
        """The index of the lease, on a second node as well, where there is one."""
        body = {"settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"}}
        with self._cluster.asked() as client:
            try:
                client.indices.create(index=self._index, body=body)
            except RequestError as error:
                if error.error != "resource_already_exists_exception":
                    raise

    def _asked(self, script: str, more: JSON | None = None) -> bool:
        """Whether the script did anything."""
        params = {"holder": self._holder, "milliseconds": self._seconds * 1000}
        body = {"script": {"source": script, "params": params}} | (more or {})
        with self._cluster.asked() as client:
            answer: JSON = client.update(
                index=self._index,
                id="writer",
                body=body,
                params={"retry_on_conflict": 3, "request_timeout": max(5, self._seconds / 2)},
            )
        return bool(answer["result"] != "noop")

    def _renew(self) -> None:
        while not self._over.wait(self._seconds / RENEWALS):
            # What cannot be renewed now can be in a moment; `check` tells whether it was in time.
            with contextlib.suppress(IndexUnusable):
                self._asked(_RENEW)


@contextlib.contextmanager
def held_lease(cluster: Cluster, name: str, seconds: int) -> Iterator[Lease]:
    """The lease to write to an index; IndexLocked while another process has it.

    One whose holder has ended without a word ends so many seconds after it was last renewed.
    """
    lease = Lease(cluster, name, seconds)
    lease._take()
    renewing = threading.Thread(target=lease._renew, daemon=True)
    renewing.start()
    try:
        yield lease
    finally:
        lease._over.set()
        renewing.join()
        with contextlib.suppress(IndexUnusable):
            lease._asked(_GIVE_BACK)

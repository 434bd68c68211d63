"""Waitress, which serves the application, and the two places where it is told more than by its options."""

from __future__ import annotations

import logging
import re
import resource
import socket
import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import waitress
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import ErrorTask, ThreadedTaskDispatcher
from waitress.utilities import Error

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

CONNECTIONS, DESCRIPTORS = 2000, 256
"""How many may be open, most of them idle: browsers keep some for the next click. Beyond, others wait.
Fewer where the system does not give so many descriptors and some for files."""

IDLE_SECONDS, REQUEST_SECONDS, SWEEP_SECONDS = 60, 10, 2
"""How long a connection may be idle, and how long a request may take to come in, before it is closed; and
how often that is looked after."""

HEADER_BYTES = 1 << 16
"""How long a request may be: 2,048 letters are 6,144 bytes at most, of three signs each in an address."""

QUEUED = 64
"""How many requests wait for a thread; others are told at once to come again."""

SWITCH_SECONDS = 0.001
"""For how long a thread that computes keeps the interpreter while another waits for it."""

RETRY_AFTER = "5"
"""Seconds after which what could not be answered may be asked again."""

_NOT_ASCII = re.compile(rb"[\x80-\xff]")


def make_server(
    app: WSGIApplication, listening: socket.socket, threads: int, headers: Mapping[str, str]
) -> Any:
    """A server of the application on a socket; its `run` serves until it is interrupted.

    `headers` are sent with Waitress's own answers to what is not HTTP or too long.
    """

    class OwnErrors(ErrorTask):
        def execute(self) -> None:
            self.response_headers.extend(headers.items())
            if self.request.error.code == Busy.code:
                self.response_headers.append(("Retry-After", RETRY_AFTER))
            super().execute()

    class Channel(_Channel):
        parser_class = _Parser
        error_task_class = OwnErrors

    # A cheap request asks for the interpreter many times, and beside a dear one waits for it each time.
    sys.setswitchinterval(SWITCH_SECONDS)
    # It warns of each request that waits for a thread. How many may wait is bounded.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    dispatcher = _Dispatcher()
    dispatcher.set_thread_count(threads)
    server = waitress.create_server(
        app,
        sockets=[listening],
        _dispatcher=dispatcher,
        threads=threads,
        connection_limit=_connections(),
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=SWEEP_SECONDS,
        max_request_header_size=HEADER_BYTES,
        # No page takes a body: one is refused by its first byte, before anything is kept.
        max_request_body_size=1,
        # select() takes no descriptor above 1023.
        asyncore_use_poll=True,
        server_name=listening.getsockname()[0],
        # Which proxies are trusted is asked in `proxies`, of the headers as they came.
        clear_untrusted_proxy_headers=False,
    )
    server.channel_class = Channel
    sweep = server.maintenance

    def maintenance(now: float) -> None:
        sweep(now)
        for channel in list(server.active_channels.values()):
            # Waitress closes only what can be written to: who takes nothing would hold a thread for ever.
            if channel.total_outbufs_len and channel.last_activity < now - IDLE_SECONDS:
                channel.handle_close()

    server.maintenance = maintenance
    return server


def _connections() -> int:
    """How many connections there are descriptors for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + DESCRIPTORS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return CONNECTIONS if soft == resource.RLIM_INFINITY else min(CONNECTIONS, soft - DESCRIPTORS)


class Busy(Error):
    """More requests wait than can be answered soon."""

    code = 503
    reason = "Service Unavailable"


class _Dispatcher(ThreadedTaskDispatcher):
    """Hands requests to threads; one more thread refuses those that would wait too long."""

    def __init__(self) -> None:
        super().__init__()
        self._refusing = ThreadedTaskDispatcher()
        self._refusing.set_thread_count(1)

    def add_task(self, task: Any) -> None:
        if len(self.queue) < QUEUED:
            super().add_task(task)
        else:
            task.requests[0].error = Busy("too many requests wait: try again soon")
            self._refusing.add_task(task)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        self._refusing.shutdown(cancel_pending, timeout)
        return bool(super().shutdown(cancel_pending, timeout))


class _Channel(HTTPChannel):
    """A connection whose request must come in within a time: one byte a second keeps none open."""

    request_begun: float | None = None

    def received(self, data: bytes) -> bool:
        taken = bool(super().received(data))
        if self.request is None:
            self.request_begun = None
        elif self.request_begun is None:
            self.request_begun = time.time()
        return taken

    @property
    def last_activity(self) -> float:
        """What Waitress compares with the idle time: a request that is late counts as idle for ever."""
        begun = self.request_begun
        late = begun is not None and time.time() - begun > REQUEST_SECONDS
        return 0.0 if late else self._last_activity

    @last_activity.setter
    def last_activity(self, now: float) -> None:
        self._last_activity = now


class _Parser(HTTPRequestParser):
    """Takes an address with letters as they are, as browsers do that a person types it into.

    RFC 3986 wants them percent-encoded; Waitress answers 400 to others.
    """

    def parse_header(self, header_plus: bytes) -> None:
        line, end, rest = header_plus.partition(b"\r\n")
        encoded = _NOT_ASCII.sub(lambda match: b"%%%02X" % match[0][0], line)
        super().parse_header(encoded + end + rest)

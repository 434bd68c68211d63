"""Waitress, which serves the application, and the two places where it is told more than by its options."""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import waitress
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import ErrorTask

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

CONNECTIONS = 500
"""How many may be open, most of them idle: browsers keep some for the next click. Beyond, others wait."""

IDLE_SECONDS = 60
"""How long a connection may be idle before it is closed."""

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
            super().execute()

    class Channel(HTTPChannel):
        parser_class = _Parser
        error_task_class = OwnErrors

    server = waitress.create_server(
        app,
        sockets=[listening],
        threads=threads,
        connection_limit=CONNECTIONS,
        channel_timeout=IDLE_SECONDS,
        # select() takes no descriptor above 1023.
        asyncore_use_poll=True,
        server_name=listening.getsockname()[0],
        # Which proxies are trusted is asked in `proxies`, of the headers as they came.
        clear_untrusted_proxy_headers=False,
    )
    server.channel_class = Channel
    return server


class _Parser(HTTPRequestParser):
    """Takes an address with letters as they are, as browsers do that a person types it into.

    RFC 3986 wants them percent-encoded; Waitress answers 400 to others.
    """

    def parse_header(self, header_plus: bytes) -> None:
        line, end, rest = header_plus.partition(b"\r\n")
        encoded = _NOT_ASCII.sub(lambda match: b"%%%02X" % match[0][0], line)
        super().parse_header(encoded + end + rest)

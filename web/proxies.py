"""How the pages are reached: through which proxies, below which prefix, under which host names.

What a proxy says of a request (X-Forwarded-For, -Proto, -Host, -Port and -Prefix) is read by Werkzeug's
ProxyFix, and only where the connection comes from a proxy that is trusted: anybody can send a header.
This is done here and not by the server, because servers differ in it: Waitress trusts a single address and
knows no prefix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from search import HostRefused, Settings, parse_prefix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
_LONGEST_HOST = 253
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


def init_app(app: Flask, settings: Settings) -> None:
    """Heed the proxies and the prefix of the settings, and refuse requests for other hosts."""
    app.wsgi_app = _trusting(_below(app.wsgi_app, settings.prefix), settings)  # type: ignore[assignment, method-assign]
    trusted = trusted_hosts(settings)

    @app.before_request
    def check_host() -> None:
        host = request.host
        if not _HOST.fullmatch(host) or (trusted and not _is_among(host, trusted)):
            raise HostRefused(
                "%(host)s is not a host of this archive: name it in the setting trusted_hosts",
                host=repr(request.headers.get("Host", "")[:_LONGEST_HOST]),
            )


def trusted_hosts(settings: Settings) -> tuple[str, ...]:
    """The host names that requests may be for; none for any.

    Unless they are set, a server that only this machine reaches answers to the names of this machine: a
    page from elsewhere, whose name was made to lead here (DNS rebinding), could read the archive. One that
    others reach is known under names that nobody here can tell.
    """
    own = (*LOOPBACK_NAMES, settings.host)
    if settings.trusted_hosts or _is_loopback(settings.host):
        return (*settings.trusted_hosts, *own)
    return ()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_among(host: str, names: Iterable[str]) -> bool:
    """Whether a Host header names one of the hosts, whatever its port is."""
    name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    return any(
        name == known or (known.startswith(".") and f".{name}".endswith(known)) for known in names
    )


def _trusting(app: WSGIApplication, settings: Settings) -> WSGIApplication:
    """Heed what the trusted proxies say of a request, the last `trusted_proxy_count` of them."""
    if not settings.trusted_proxy:
        return app
    networks = [ip_network(network) for network in settings.trusted_proxy]
    hops = settings.trusted_proxy_count
    fixed = ProxyFix(app, x_for=hops, x_proto=hops, x_host=hops, x_port=hops, x_prefix=hops)

    def heed(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            peer = ip_address(environ.get("REMOTE_ADDR", ""))
        except ValueError:
            return app(environ, start_response)
        trusted = any(peer in network for network in networks)
        return (fixed if trusted else app)(environ, start_response)

    return heed


def _below(app: WSGIApplication, prefix: str) -> WSGIApplication:
    """Make all addresses begin with the prefix that a proxy names, or else with the one that is set.

    A proxy may have taken the prefix off the path or not. A proxy that does not say its prefix lets pass
    what visitors send as one, so what is no path or no scheme is left out.
    """

    def mount(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            said = parse_prefix(environ.get("SCRIPT_NAME", ""))
        except ValueError:
            said = ""
        path = environ.get("PATH_INFO", "")
        environ["SCRIPT_NAME"] = said or prefix
        if prefix and f"{path}/".startswith(f"{prefix}/"):
            environ["PATH_INFO"] = path[len(prefix) :]
        if environ["wsgi.url_scheme"] not in ("http", "https"):
            environ["wsgi.url_scheme"] = "http"
        return app(environ, start_response)

    return mount

"""The web front end: `create_app` makes a WSGI application of an archive, `make_server` serves one."""

from web.app import HEADERS, create_app
from web.server import make_server

__all__ = ["HEADERS", "create_app", "make_server"]

"""The web front end: `create_app` makes a WSGI application of an archive."""

from web.app import create_app

__all__ = ["create_app"]

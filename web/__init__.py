"""The web front end: `create_app` makes a WSGI application of an archive, `make_server` serves one.

`go_on_after_crashes` keeps a server there whose process a signal ends.
"""

from web.app import HEADERS, create_app
from web.server import make_server
from web.supervisor import go_on_after_crashes

__all__ = ["HEADERS", "create_app", "go_on_after_crashes", "make_server"]

"""What a browser keeps of a page: its entity tag is known before the page is made, so a 304 costs nothing."""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from flask import Flask, Response, g, request

from web import i18n
from web.context import archive, today


def init_app(app: Flask) -> None:
    """Tag every answer that the index and the address decide, and send none that the browser has."""
    program = _program()

    @app.before_request
    def answer_unchanged() -> Response | None:
        if request.blueprint is None or request.endpoint == "api.health":
            return None
        index = archive().status()
        if not index.ok:
            return None
        decided_by = (
            program,
            index.generation,
            index.built,
            index.message,
            today(),
            i18n.ui(),
            request.root_url,
            request.full_path,
        )
        g.etag = sha256("\n".join(map(repr, decided_by)).encode()).hexdigest()[:32]
        return Response(status=304) if request.if_none_match.contains_weak(g.etag) else None

    @app.after_request
    def tag(response: Response) -> Response:
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-cache"
            response.vary.add("Accept-Language")
        if response.status_code in (200, 304) and "etag" in g:
            response.set_etag(g.etag, weak=True)
        return response


def _program() -> str:
    """Names the program that makes the pages: its version and the files it makes them of."""
    digest = sha256(version("timtin").encode())
    for path in sorted(Path(__file__).parent.rglob("*.*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.read_bytes())
    return digest.hexdigest()

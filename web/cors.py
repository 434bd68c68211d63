"""Which other sites' scripts may read the JSON and the files (Fetch Standard, "CORS protocol")."""

from __future__ import annotations

from flask import Flask, Response, request

from search import Settings

PATHS = ("/api/", "/export.")


def init_app(app: Flask, settings: Settings) -> None:
    """Let scripts of the settings' `cors_origins` read what programs read, and nobody else's."""
    if not settings.cors_origins:
        return

    @app.after_request
    def allow(response: Response) -> Response:
        if request.path.startswith(PATHS):
            response.vary.add("Origin")
            origin = request.headers.get("Origin", "")
            if origin in settings.cors_origins:
                response.headers["Access-Control-Allow-Origin"] = origin
                response.headers["Access-Control-Expose-Headers"] = "Content-Disposition, ETag"
                response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

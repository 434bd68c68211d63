"""Static files: read and compressed once, at addresses that change whenever their bytes do."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import brotli
from flask import Flask, Response, abort, request
from werkzeug.wrappers import Response as WerkzeugResponse

FOLDER = Path(__file__).parent / "static"
KEPT = 365 * 24 * 3600
"""Seconds a browser may keep a file whose address names its bytes."""

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is sent: its bytes in each content coding, the best first; `version` names them."""

    mimetype: str
    codings: dict[str, bytes]
    version: str


def init_app(app: Flask) -> None:
    """Serve the files of the folder, and put their versions into the addresses that `url_for` gives."""
    files = {path.name: _read(path) for path in FOLDER.iterdir()}

    @app.url_defaults
    def version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and values.get("filename") in files:
            values["v"] = files[values["filename"]].version

    @app.get("/static/<filename>", endpoint="static")
    def static(filename: str) -> WerkzeugResponse:
        """A file; kept for a year only at the address that names these very bytes."""
        if filename not in files:
            abort(404)
        file = files[filename]
        coding = request.accept_encodings.best_match(file.codings, default="identity")
        response = Response(file.codings[coding], mimetype=file.mimetype)
        if coding != "identity":
            response.content_encoding = coding
        response.vary.add("Accept-Encoding")
        response.set_etag(f"{file.version}-{coding}")
        if request.args.get("v") == file.version:
            response.cache_control.public = True
            response.cache_control.max_age = KEPT
            response.cache_control.immutable = True
        else:
            response.cache_control.no_cache = True
        return response.make_conditional(request)


def _read(path: Path) -> StaticFile:
    data = path.read_bytes()
    codings = {
        "br": brotli.compress(data),
        "gzip": gzip.compress(data, mtime=0),
        "identity": data,
    }
    return StaticFile(_TYPES[path.suffix], codings, sha256(data).hexdigest()[:12])

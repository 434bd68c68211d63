"""The Flask app: its parts put together, the headers of every answer, and what an error looks like."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, jsonify, make_response, request
from flask_compress import Compress
from werkzeug.exceptions import HTTPException
from werkzeug.routing import PathConverter

from search import (
    Archive,
    ArticleNotFound,
    BudgetExceeded,
    HostRefused,
    IndexUnusable,
    QueryError,
    TimTinError,
    active_filters,
    without_filters,
)
from web import (
    bounded,
    caching,
    carried,
    cite,
    context,
    cors,
    export,
    facets,
    i18n,
    params,
    proxies,
    static_files,
)
from web.about import about
from web.api import api
from web.bounded import render_page
from web.export import exports
from web.feeds import feeds
from web.lists import lists
from web.openapi import openapi
from web.partners import partners, partners_url
from web.places import places, places_url
from web.server import RETRY_AFTER
from web.timeline import timeline_url, timelines
from web.views import pages

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""Sent with every answer. Nothing inline and nothing from another host may run, load or frame."""


def create_app(archive: Archive) -> Flask:
    """The web front end of an archive, as a WSGI application. The archive may be without an index."""
    app = Flask(__name__, static_folder=None)
    app.url_map.merge_slashes = False
    app.url_map.converters["path"] = _AnyPath
    app.jinja_env.autoescape = True
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    carried.init_app(app)
    i18n.init_app(app)
    context.init_app(app, archive)
    bounded.init_app(app)
    facets.init_app(app)
    export.init_app(app)
    cite.init_app(app)
    proxies.init_app(app, archive.settings)
    app.jinja_env.globals.update(
        partners_url=partners_url, places_url=places_url, timeline_url=timeline_url
    )
    static_files.init_app(app)
    caching.init_app(app)
    for blueprint in (
        *(pages, about, timelines, places, partners, lists),
        *(exports, api, openapi, feeds),
    ):
        app.register_blueprint(blueprint)
    app.register_error_handler(TimTinError, _handle_error)
    app.register_error_handler(HTTPException, _handle_error)
    cors.init_app(app, archive.settings)
    app.after_request(_add_headers)
    Compress(app)
    return app


class _AnyPath(PathConverter):
    """Ids that records bring along may begin with a slash."""

    regex = ".+?"
    part_isolating = False


def _add_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


def _handle_error(error: TimTinError | HTTPException) -> Response:
    """An error as a page that keeps the form filled, or as JSON, always in English, for programs."""
    code = _status(error)
    if isinstance(error, TimTinError):
        error = _public(error)
    if request.path.startswith("/api/") or request.path == "/healthz":
        spoken = error.description if isinstance(error, HTTPException) else str(error)
        response = jsonify({"error": {"message": spoken}})
    else:
        search_request = params.parse_leniently(request.args)
        message, language = i18n.sentence(error) if isinstance(error, TimTinError) else ("", "")
        response = make_response(
            render_page(
                "error.html",
                code=code,
                message=message,
                message_lang=language,
                search_request=search_request,
                filters=list(active_filters(search_request)),
                unfiltered=without_filters(search_request),
            )
        )
    if isinstance(error, HTTPException) and code == 405:
        response.headers["Allow"] = dict(error.get_headers()).get("Allow", "GET")
    if code == 503:
        response.headers["Retry-After"] = RETRY_AFTER
    response.status_code = code
    return response


def _public(error: TimTinError) -> TimTinError:
    """The error as visitors may read it: paths of this machine by their last part, no addresses within."""
    values = {
        name: value.name
        if isinstance(value, Path)
        else "…"
        if name in ("hosts", "error")
        else value
        for name, value in error.values.items()
    }
    return type(error)(error.template, **values)


def _status(error: TimTinError | HTTPException) -> int:
    match error:
        case HTTPException():
            return error.code or 500
        case QueryError() | HostRefused():
            return 400
        case ArticleNotFound():
            return 404
        case IndexUnusable() | BudgetExceeded():
            return 503
        case _:
            return 500

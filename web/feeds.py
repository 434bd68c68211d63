"""What other programs ask for: the Atom feed of a search, the OpenSearch description, robots.txt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flask import Blueprint, Response, render_template, request

from search import Result, SearchRequest
from web import params
from web.context import archive

feeds = Blueprint("feeds", __name__)

ENTRIES = 50


@feeds.get("/feed.atom")
def atom() -> Response:
    """The newest articles of a search (RFC 4287).

    Atom wants an instant of each. An article known only to its month or year has the first of it, which
    is never later than it was, and no day of publication; the undated are left out.
    """
    asked = replace(params.decode(request.args), size=SearchRequest().size)
    found, results = archive().newest(asked, ENTRIES)
    body = render_template(
        "feed.atom",
        search_request=replace(found, sort=SearchRequest().sort),
        results=results,
        # Atom wants an instant of the feed, too: without entries, that of the index.
        updated=_instant(_first_day(results[0])) if results else archive().status().built,
        instant=_instant,
    )
    return Response(body, mimetype="application/atom+xml")


def _first_day(result: Result) -> date:
    assert result.article.date is not None
    return result.article.date.first


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


@feeds.get("/opensearch.xml")
def opensearch() -> Response:
    """How a browser may search here from its address bar (OpenSearch 1.1)."""
    return Response(
        render_template("opensearch.xml"), mimetype="application/opensearchdescription+xml"
    )


ROBOTS = """\
# Articles are for everybody; lists of results are without end.
User-agent: *
Allow: {root}/article/
Allow: {root}/static/
Disallow: {root}/api/
Disallow: {root}/export.
Disallow: {root}/feed.atom
Disallow: {root}/search
Disallow: {root}/*?
"""


@feeds.get("/robots.txt")
def robots() -> Response:
    """What crawlers may fetch (RFC 9309: the longest rule that matches an address decides)."""
    return Response(ROBOTS.format(root=request.script_root), mimetype="text/plain")

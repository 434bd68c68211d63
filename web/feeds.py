"""What other programs ask for: the Atom feed of a search, the OpenSearch description, robots.txt."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, render_template, request

from web import params
from web.context import archive

feeds = Blueprint("feeds", __name__)

ENTRIES = 50


@feeds.get("/feed.atom")
def atom() -> Response:
    """The newest articles of a search. Atom wants a date of each, so the undated are left out."""
    search_request = replace(params.decode(request.args), sort="newest", page=1, size=ENTRIES)
    page = archive().search(search_request)
    dated = [result for result in page.results if result.article.date]
    body = render_template("feed.atom", search_request=search_request, results=dated)
    return Response(body, mimetype="application/atom+xml")


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
Disallow: {root}/feed.atom
Disallow: {root}/search
Disallow: {root}/*?
"""


@feeds.get("/robots.txt")
def robots() -> Response:
    """What crawlers may fetch (RFC 9309: the longest rule that matches an address decides)."""
    return Response(ROBOTS.format(root=request.script_root), mimetype="text/plain")

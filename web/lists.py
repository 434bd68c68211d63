"""A reader's own list: articles that an address names, which a browser gathers (`static/list.js`)."""

from __future__ import annotations

from flask import Blueprint

from search import SearchRequest
from web.bounded import render_page
from web.context import archive
from web.export import MOST_LISTED, listed_ids

lists = Blueprint("lists", __name__)


@lists.get("/list")
def page() -> str:
    """The articles of the ids that are given, in their order; what is no longer there is counted."""
    ids = listed_ids()
    results = list(archive().listed(ids))
    return render_page(
        "list.html",
        search_request=SearchRequest(),
        results=results,
        ids=[result.article.id for result in results],
        gone=len(ids) - len(results),
        most=MOST_LISTED,
    )

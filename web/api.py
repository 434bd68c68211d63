"""The same searches for programs, as JSON; and how the archive is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, request

from search import SearchRequest, Suggestion, article_to_dict, choosing, page_to_dict
from web import i18n, params
from web.context import archive, article_url, place_label, search_url

api = Blueprint("api", __name__)

MAX_SUGGESTIONS = 8

_STATES = {
    "ok": "",
    "degraded": "searches are answered, but the index is not as it should be: timtin check says why",
    "unusable": "there is no index that can be opened: timtin check says why, timtin rebuild makes one",
}
"""What visitors are told of each state. Where the index lies on this machine is not their concern."""


@api.get("/api/search")
def search() -> dict[str, Any]:
    """A page of results; beyond the last page, one without hits."""
    page = archive().search(params.decode(request.args))
    return page_to_dict(page, i18n.ui(), archive().gazetteer)


@api.get("/api/articles/<path:id>")
def article(id: str) -> dict[str, Any]:
    """A whole article, with the evidence for its date and its places."""
    return article_to_dict(archive().article(id), i18n.ui(), archive().gazetteer)


@api.get("/api/suggest")
def suggest() -> dict[str, Any]:
    """What may be meant by the beginning of a text: places, words, titles; `url` leads to each.

    The filters of the request stay in the addresses of searches.
    """
    asked = replace(params.decode(request.args), page=1)
    found = archive().suggest(asked.text, MAX_SUGGESTIONS)
    return {"suggestions": [_suggestion(suggestion, asked) for suggestion in found]}


@api.get("/healthz")
def health() -> tuple[dict[str, Any], int]:
    """200 while searches are answered, also from an older index (`degraded`); 503 when none is."""
    status = archive().status()
    state = "degraded" if status.degraded else "ok" if status.ok else "unusable"
    body = {
        "status": state,
        "articles": status.articles,
        "generation": status.generation,
        "message": _STATES[state],
    }
    return body, 503 if state == "unusable" else 200


def _suggestion(suggestion: Suggestion, asked: SearchRequest) -> dict[str, Any]:
    if suggestion.place is not None:
        text = place_label(suggestion.place)
        places = dict.fromkeys((*asked.chosen["place"], suggestion.place))
        url = search_url(choosing(replace(asked, text=""), "place", tuple(places)))
    elif suggestion.kind == "words":
        text = suggestion.text
        url = search_url(replace(asked, text=text))
    else:
        text = suggestion.text
        url = article_url(suggestion.article or "")
    return {
        "text": text,
        "kind": suggestion.kind,
        "place": suggestion.place,
        "article": suggestion.article,
        "url": url,
    }

"""What the templates of facets call: the addresses of their choices, and which of them are listed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from urllib.parse import quote_plus

from flask import Flask

from search import Facet, Question, choosing
from web import choices
from web.context import archive, search_url

_HOLE, _QUOTED_HOLE = "\0", "%00"
"""Stands for the value in an address. No question holds it: `params.decode` makes it a space."""

_UNQUOTED = "!$'()*,/:;?@"
"""What `url_for` leaves as it is in a query string."""


def init_app(app: Flask) -> None:
    """Give templates the functions of this module."""
    app.jinja_env.globals.update(choice_urls=choice_urls, listing=choices.listing)
    app.jinja_env.tests["holding_choice"] = choices.holds_choice


def choice_urls(question: Question, facet: Facet) -> Callable[[str], str]:
    """What gives the address of the question with a value of the facet added or, if chosen, taken away.

    A page has a thousand of them, and most differ in nothing but the value they add: it is put into one
    made before.
    """
    gazetteer = archive().gazetteer

    @cache
    def around(kept: tuple[str, ...]) -> list[str]:
        return search_url(choosing(question, facet, (*kept, _HOLE))).split(_QUOTED_HOLE)

    def url(value: str) -> str:
        values = choices.toggled(question, facet, value, gazetteer)
        if value not in values:
            return search_url(choosing(question, facet, values))
        before, after = around(values[:-1])
        return before + quote_plus(value, safe=_UNQUOTED) + after

    return url

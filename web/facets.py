"""What the templates of facets call: the choices of a page in the words of the interface, with addresses.

A page has a thousand of them. So what they share is looked up and put together once, and the
functions here return functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote_plus

from babel.dates import get_month_names
from flask import Flask, url_for

from search import FACETS, FacetName, FacetValue, Gazetteer, SearchRequest, choosing, facet_label
from web import choices, i18n, params
from web.context import archive, search_url

_PLACEHOLDER, _QUOTED_PLACEHOLDER = "\0", "%00"
"""Stands for the value in an address. No search holds it: `params.decode` makes it a space."""

_MONTH = re.compile("[0-9]{4}-([0-9]{2})")

_UNQUOTED = "!$'()*,/:;?@"
"""What `url_for` leaves as it is in a query string."""


def init_app(app: Flask) -> None:
    """Give templates the functions of this module."""
    app.jinja_env.globals.update(
        FACETS=FACETS,
        MOST_LISTED=choices.MOST_LISTED,
        MOST_SHOWN=choices.MOST_SHOWN,
        choices_url=choices_url,
        facet_choices=facet_choices,
        listing=choices.listing,
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet as a page shows it.

    `noun` is what `count` articles are called; `url` the address of the search with the choice
    made, or taken back; `until` the last year of a unit that is gone; `children` are the values under
    it, which `inside` tells of, and `holds_choice` says whether it or one of them is chosen.
    """

    label: str
    url: str
    count: int
    noun: str
    until: int | None
    selected: bool
    children: tuple[FacetValue, ...]
    inside: str
    holds_choice: bool


def facet_choices(
    search_request: SearchRequest, facet: FacetName
) -> Callable[[Sequence[FacetValue]], list[Choice]]:
    """What makes choices of values of the facet."""
    url = choice_urls(search_request, facet)
    ui, texts, gazetteer = i18n.ui(), i18n.texts(), archive().gazetteer

    def label_under_parent(place: str) -> str:
        return gazetteer.label_under_parent(place, ui)

    months_of = texts.ugettext("Months of %(name)s")
    inside = months_of if facet == "date" else texts.ugettext("Places in %(name)s")

    months = get_month_names("wide", "stand-alone", locale=ui)

    def choice(value: FacetValue) -> Choice:
        month = _MONTH.fullmatch(value.value) if facet == "date" else None
        label = (
            months[int(month[1])].capitalize()  # its year stands above it
            if month
            else facet_label(facet, value.value, ui, label_under_parent)
        )
        return Choice(
            label=label,
            url=url(value.value),
            count=value.count,
            noun=texts.ungettext("article", "articles", value.count),
            until=_last_year(value.value, gazetteer) if facet == "place" else None,
            selected=value.selected,
            children=value.children,
            inside=inside % {"name": label} if value.children else "",
            holds_choice=choices.holds_choice(value),
        )

    return lambda values: [choice(value) for value in values]


def choices_url(search_request: SearchRequest, facet: FacetName) -> str:
    """The address of all choices of a facet in the results of a search."""
    asked = params.encode(search_request) | {"facet": facet}
    asked.pop("page", None)
    return url_for("pages.choices", **asked)


def choice_urls(search_request: SearchRequest, facet: FacetName) -> Callable[[str], str]:
    """What gives the address of the search with a value of the facet added or, if chosen, taken away.

    It leads back to the facet on the page, so that on a narrow screen the filters stay in view. Most of
    these addresses differ in nothing but the value they add: it is put into one made before.
    """
    gazetteer = archive().gazetteer

    def at_facet(changed: SearchRequest) -> str:
        return f"{search_url(changed)}#facet-{facet}"

    @cache
    def around(kept: tuple[str, ...]) -> list[str]:
        return at_facet(choosing(search_request, facet, (*kept, _PLACEHOLDER))).split(
            _QUOTED_PLACEHOLDER
        )

    def url(value: str) -> str:
        values = choices.with_selection(search_request, facet, value, gazetteer)
        if value not in values:
            return at_facet(choosing(search_request, facet, values))
        before, after = around(values[:-1])
        return before + quote_plus(value, safe=_UNQUOTED) + after

    return url


def _last_year(place: str, gazetteer: Gazetteer) -> int | None:
    until = gazetteer[place].until if place in gazetteer else None
    return until.year if until else None

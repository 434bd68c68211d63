"""What every template may call: addresses, labels and dates in the language of the request."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, request, url_for

from search import (
    LONGEST_TITLE,
    Archive,
    Article,
    DateSpan,
    FacetName,
    SearchRequest,
    date_in_words,
    day_in_words,
    facet_label,
    history_of,
    is_asked,
    language_label,
    parse_period,
    period_in_words,
    place_chips,
)
from web import i18n, params
from web.bounded import brief
from web.carried import UIS, carried

_EXTENSION = "timtin"

_VIEWS: dict[str, tuple[str, ...]] = {
    "pages.search": (),
    "timelines.page": ("vs", "share"),
    "places.page": (),
    "partners.page": ("rows", "columns"),
}
"""The views of the results, each with its own parameters beside those of the search."""


def init_app(app: Flask, archive: Archive) -> None:
    """Let requests find the archive, and templates the functions of this module."""
    app.extensions[_EXTENSION] = archive

    @app.teardown_appcontext
    def close(_error: BaseException | None) -> None:
        if "archive" in g:
            g.archive.close()

    app.jinja_env.globals.update(
        article_url=article_url,
        MOST_EXPANDED=30,
        MOST_NOTICES=20,
        MOST_OF_TITLE=LONGEST_TITLE,
        result_url=result_url,
        date_words=date_words,
        day_words=day_words,
        is_asked=is_asked,
        label=label,
        lang=lang,
        language_name=language_name,
        listed_url=listed_url,
        excerpts_url=excerpts_url,
        other_uis=other_uis,
        bound_words=bound_words,
        period_words=period_words,
        place_chips=place_chips,
        view_url=view_url,
        query_pairs=query_pairs,
        search_url=search_url,
        shared_search_url=shared_search_url,
        shared_url=shared_url,
        today=today,
        change=change,
        ui=i18n.ui,
        web_host=web_host,
        web_url=web_url,
    )


def archive() -> Archive:
    """The archive of the app that answers this request, as one request asks it."""
    if "archive" not in g:
        g.archive = current_app.extensions[_EXTENSION].for_one_request()
    found: Archive = g.archive
    return found


def label(facet: FacetName, value: str) -> str:
    """A value of a facet in the words of the interface, as it stands alone, outside the facet."""
    return facet_label(facet, value, i18n.ui(), place_label)


def place_label(place: str) -> str:
    """The name of a gazetteer id in the language of the interface, as it stands alone."""
    return archive().gazetteer.label(place, i18n.ui())


def change(place: str, span: DateSpan | None) -> tuple[str, tuple[str, ...], date] | None:
    """What an article of that date should say of a place it names: how, of which others, since when.

    `today part of` and `today divided` (the unit, or the one it lay in, is gone), `part of` (it was when the
    article was written), `holds` (others are part of it since), `without` (they were not yet).
    """
    history = history_of(place, archive().gazetteer)
    if history is None:
        return None
    how = history.at(span.first if span else None, span.last if span else None)
    return how, history.others, history.last_day if how.startswith("today") else history.day


def day_words(day: date) -> str:
    """A day in the words of the interface."""
    return day_in_words(day, i18n.ui())


def date_words(span: DateSpan | None) -> str:
    """A date as precisely as it is known."""
    return date_in_words(span, i18n.ui())


def period_words(first: date, last: date) -> str:
    """A period in the words of the interface, within a sentence."""
    return period_in_words(first, last, i18n.ui())


def bound_words(text: str) -> str:
    """One end of a period, as it is asked for, in the words of the interface; as it is if it is none."""
    try:
        return period_words(*parse_period(text))
    except ValueError:
        return text


def language_name(language: str) -> str:
    """The name of an article's language."""
    return language_label(language, i18n.ui())


def lang(article: Article) -> str:
    """The `lang` attribute of an article's text: empty, which says "unknown", for two languages."""
    return article.language if article.language in ("vi", "en") else ""


def search_url(search_request: SearchRequest, **changes: Any) -> str:
    """The address of the results of a search, with some of its fields changed."""
    return listed_url("pages.search", replace(search_request, **changes))


def listed_url(endpoint: str, search_request: SearchRequest, *, external: bool = False) -> str:
    """The address of a search's results as a page, a feed or JSON, with the host if `external`."""
    return url_for(endpoint, _external=external, **params.encode(search_request))


def shared_url(endpoint: str, *, external: bool = False, **values: Any) -> str:
    """An address for others, without the language that this reader chose; with the host if `external`."""
    return url_for(endpoint, _external=external, **(values | {"ui": None, "list": None}))


def shared_search_url(
    search_request: SearchRequest, endpoint: str = "pages.search", *, external: bool = False
) -> str:
    """The address of a search's results for others, as a page or a feed, from the first."""
    asked = replace(search_request, page=1, size=SearchRequest().size)
    return shared_url(endpoint, external=external, **params.encode(asked))


def today() -> date:
    """The day it is where the archive is."""
    return datetime.now(ZoneInfo(archive().settings.time_zone)).date()


def view_url(search_request: SearchRequest) -> str:
    """The address of a search in the view that shows it now: results, timeline, places or partners."""
    here = request.endpoint or ""
    endpoint = here if here in _VIEWS else "pages.search"
    asked = params.encode(search_request)
    asked |= {name: request.args.getlist(name) for name in _VIEWS[endpoint]}
    return url_for(endpoint, **asked)


def excerpts_url(search_request: SearchRequest, kind: str | None) -> str:
    """The address of the same page of results in a list of that kind, `compact` without excerpts."""
    return url_for("pages.search", **params.encode(search_request), list=kind)


def article_url(
    id: str, search_request: SearchRequest | None = None, hit: int | None = None
) -> str:
    """The address of an article; with the question that found it, and at which rank."""
    asked = params.encode(search_request) if search_request else {}
    asked.pop("page", None)
    return url_for("pages.article", id=id, **asked, hit=hit)


def result_url(id: str, search_request: SearchRequest, hit: int | None = None) -> str:
    """The address of an article in a list of results; in brief without the search."""
    return article_url(id) if brief() else article_url(id, search_request, hit)


def query_pairs(search_request: SearchRequest, *without: str) -> list[tuple[str, str]]:
    """A search's parameters for the hidden fields of a form, less those that the form asks for."""
    return [
        (name, value)
        for name, values in params.encode(search_request).items()
        if name not in without
        for value in ([values] if isinstance(values, str) else values)
    ]


def other_uis() -> list[tuple[str, str, str]]:
    """The other languages of the interface: code, own name, and the address of this page in it."""
    endpoint, view_args = request.endpoint or "", request.view_args or {}
    held = carried()
    asked = [it for it in request.args.items(multi=True) if it[0] != "ui" and it[0] not in held]
    readable = endpoint.partition(".")[0] not in ("", "api", "feeds")
    if not readable or len(request.query_string) > params.LONGEST_ADDRESS:
        endpoint, view_args, asked = "pages.search", {}, []
    others = [code for code in UIS if code != i18n.ui()]
    here = {code: url_for(endpoint, **view_args, ui=code) for code in others}
    rest = f"&{urlencode(asked)}" if asked else ""
    return [(code, i18n.NAMES[code], here[code] + rest) for code in others]


def web_url(url: str | None) -> str | None:
    """The address of the original if a browser may safely be sent there, else None."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def web_host(url: str) -> str:
    """The site of an address, as a reader knows it: without www."""
    return (urlsplit(url).hostname or url).removeprefix("www.")

"""A query string becomes a SearchRequest and back: the one place that knows the names of the parameters.

    q              the text                             from, to    a year, a month or a day
    any_place=1    any of the places, not all           sort        relevance, newest, oldest
    main=1         places that articles are about       page, size  whole numbers from 1 up
    copies=all     each copy of an article by itself    marks=exact marks as typed
    all=1          articles with all the words only     widen=0     places in the text as typed only

Beside these each facet has a parameter of its name, which may be repeated: `place`, `date`, `lang`, `source`.
What stands at its default is left out, so that every state of the page has one address.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict

from search import FACETS, FacetName, QueryError, SearchRequest

MAX_VALUES = 50
"""How often one parameter may be repeated."""

MAX_LENGTH = 600
"""How many characters a value may have. The text may have more, until its own budget is asked; no
more of it is put back into a form."""

Params = dict[str, Any]
"""Values of parameters by name, a text or a list of texts, as `url_for` takes them."""

_DEFAULT = SearchRequest()
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_WHOLE_NUMBER = re.compile("[1-9][0-9]{0,9}")


def decode(args: MultiDict[str, str]) -> SearchRequest:
    """The question that a query string asks.

    Unknown parameters and empty values are passed over, control characters become spaces.
    QueryError when a number is none, a switch has a value it does not know, a value is longer
    than `MAX_LENGTH` or there are more than `MAX_VALUES` of them.
    """
    return SearchRequest(
        text=_cleaned(args.get("q", "")),
        chosen={facet: texts(args, facet) for facet in FACETS},
        any_place=switch(args, "any_place", "1"),
        main_places=switch(args, "main", "1"),
        first=value(args, "from"),
        last=value(args, "to"),
        sort=value(args, "sort") or _DEFAULT.sort,
        page=number(args, "page") or _DEFAULT.page,
        size=number(args, "size") or _DEFAULT.size,
        all_words=switch(args, "all", "1"),
        exact=switch(args, "marks", "exact"),
        expand_places=not switch(args, "widen", "0"),
        all_copies=switch(args, "copies", "all"),
    )


def encode(search_request: SearchRequest) -> Params:
    """The parameters that ask this search: `decode` of them gives it back."""
    params: Params = {"q": search_request.text}
    beside: dict[FacetName, Params] = {
        "place": {
            "any_place": "1" if search_request.any_place else "",
            "main": "1" if search_request.main_places else "",
        },
        "date": {"from": search_request.first, "to": search_request.last},
    }
    for facet in FACETS:
        params[facet] = list(search_request.chosen[facet])
        params |= beside.get(facet, {})
    params |= {
        "sort": search_request.sort if search_request.sort != _DEFAULT.sort else "",
        "page": str(search_request.page) if search_request.page != _DEFAULT.page else "",
        "size": str(search_request.size) if search_request.size != _DEFAULT.size else "",
        "all": "1" if search_request.all_words else "",
        "marks": "exact" if search_request.exact else "",
        "widen": "" if search_request.expand_places else "0",
        "copies": "all" if search_request.all_copies else "",
    }
    return {name: value for name, value in params.items() if value}


def parse_leniently(args: MultiDict[str, str]) -> SearchRequest:
    """What of a refused query string can be put back into the form: all of it, or its text alone."""
    try:
        search_request = decode(args)
    except QueryError:
        search_request = SearchRequest(text=_cleaned(args.get("q", "")))
    return replace(search_request, text=search_request.text[:MAX_LENGTH])


def number(args: MultiDict[str, str], name: str) -> int | None:
    """A whole number from 1 up, None where it is not given; QueryError for anything else."""
    text = value(args, name)
    if not text:
        return None
    if not _WHOLE_NUMBER.fullmatch(text):
        raise QueryError(
            "the parameter %(name)s is a whole number from 1 up, not %(value)r",
            name=name,
            value=text,
        )
    return int(text)


def switch(args: MultiDict[str, str], name: str, on: str) -> bool:
    """Whether a parameter is given as `on`; QueryError for any other value."""
    text = value(args, name)
    if text not in ("", on):
        raise QueryError(
            "the parameter %(name)s is %(on)r or not given, not %(value)r",
            name=name,
            on=on,
            value=text,
        )
    return text == on


def texts(args: MultiDict[str, str], name: str, most: int = MAX_VALUES) -> tuple[str, ...]:
    """The values of a parameter in their order, each once; QueryError for too many or too long ones."""
    given = args.getlist(name)
    if len(given) > most:
        raise QueryError(
            "the parameter %(name)s is given %(amount)s times: at most %(limit)s are taken",
            name=name,
            amount=len(given),
            limit=most,
        )
    values = (_short(name, value) for value in given)
    return tuple(dict.fromkeys(value for value in values if value))


def value(args: MultiDict[str, str], name: str) -> str:
    """The text of a parameter, empty where it is not given; QueryError for one that is too long."""
    return _short(name, args.get(name, ""))


def _short(name: str, value: str) -> str:
    if len(value) > MAX_LENGTH:
        raise QueryError(
            "the parameter %(name)s has %(amount)s characters: at most %(limit)s are taken",
            name=name,
            amount=len(value),
            limit=MAX_LENGTH,
        )
    return _cleaned(value)


def _cleaned(value: str) -> str:
    return _UNPRINTABLE.sub(" ", value).strip()

"""A query string becomes a SearchRequest and back: the one place that knows the names of the parameters.

What each of them is called, asks and stands at by default is in `PARAMETERS`, which also describes them
to programs (`web/openapi.py`). What stands at its default is left out of an address, so that every state
of the page has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from search import FACETS, SORTS, FacetName, QueryError, SearchRequest

MAX_VALUES = 50
"""How often one parameter may be repeated."""

MAX_LENGTH = 600
"""How many characters a value may have. The text may have more, until its own budget is asked; no
more of it is put back into a form."""

LONGEST_ADDRESS = 5_000
"""How many bytes the parameters of an address may take, percent-encoded: what a link has to repeat.

384 words of Vietnamese take 4,000, fifty places 600. Everyone should take 8,000 (RFC 9110, section 4.1), and
nginx and Apache take hardly more.
"""

Params = dict[str, Any]
"""Values of parameters by name, a text or a list of texts, as `url_for` takes them."""

_DEFAULT = SearchRequest()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a search and the field of the SearchRequest that it sets.

    A `switch` is given as `on` or not at all: then the field is the other than its default. Of a facet the
    field is its choice, and the parameter may be repeated. `choices` are the values there are, if few.
    """

    name: str
    kind: Literal["text", "number", "switch", "facet"]
    field: str
    description: str
    on: str = "1"
    choices: tuple[str, ...] = ()

    @property
    def default(self) -> Any:
        """What the field is where the parameter is not given."""
        return () if self.kind == "facet" else getattr(_DEFAULT, self.field)

    def read(self, args: MultiDict[str, str]) -> Any:
        """The field that a query string gives, not of a facet; QueryError as for `decode`."""
        match self.kind:
            case "switch":
                return self.default ^ switch(args, self.name, self.on)
            case "number":
                return number(args, self.name) or self.default
            case "text" if self.name == "q":
                return _cleaned(args.get(self.name, ""))
        return value(args, self.name) or self.default

    def write(self, search_request: SearchRequest) -> str | list[str]:
        """The parameter of a search; empty at its default."""
        if self.kind == "facet":
            return list(search_request.chosen[self.field])  # type: ignore[index]
        held = getattr(search_request, self.field)
        if held == self.default:
            return ""
        return self.on if self.kind == "switch" else str(held)


def _facets() -> Iterator[Parameter]:
    beside: dict[FacetName, tuple[Parameter, ...]] = {
        "place": (
            Parameter("any_place", "switch", "any_place", "Any of the places, not all of them."),
            Parameter("main", "switch", "main_places", "Places that articles are mainly about."),
        ),
        "date": (
            Parameter("from", "text", "first", "The period from a year, a month or a day on."),
            Parameter("to", "text", "last", "The period to a year, a month or a day."),
        ),
    }
    for facet in FACETS:
        yield Parameter(facet, "facet", facet, f"Chosen values of the facet {facet}.")
        yield from beside.get(facet, ())


PARAMETERS = (
    Parameter("q", "text", "text", "The text, in the language of queries."),
    *_facets(),
    Parameter("sort", "text", "sort", "The order of the results.", choices=SORTS),
    Parameter("page", "number", "page", "Which page of results, from 1."),
    Parameter("size", "number", "size", "How many results a page has."),
    Parameter("all", "switch", "all_words", "Only articles that have all the words."),
    Parameter("marks", "switch", "exact", "Words with the marks exactly as typed.", on="exact"),
    Parameter("widen", "switch", "expand_places", "Places in the text as typed only.", on="0"),
    Parameter("copies", "switch", "all_copies", "Each copy of an article by itself.", on="all"),
)
"""Every parameter of a search, in the order in which addresses have them."""

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_WHOLE_NUMBER = re.compile("[1-9][0-9]{0,9}")


def decode(args: MultiDict[str, str]) -> SearchRequest:
    """The question that a query string asks.

    Unknown parameters and empty values are passed over, control characters become spaces.
    QueryError when a number is none, a switch has a value it does not know, a value is longer
    than `MAX_LENGTH`, there are more than `MAX_VALUES` of them, or all are longer than `LONGEST_ADDRESS`.
    """
    fields = {p.field: p.read(args) for p in PARAMETERS if p.kind != "facet"}
    search_request = SearchRequest(chosen={facet: texts(args, facet) for facet in FACETS}, **fields)
    check_length(args, LONGEST_ADDRESS)
    return search_request


def encode(search_request: SearchRequest) -> Params:
    """The parameters that ask this search: `decode` of them gives it back."""
    given = ((parameter.name, parameter.write(search_request)) for parameter in PARAMETERS)
    return {name: value for name, value in given if value}


def check_length(args: MultiDict[str, str], most: int) -> None:
    """QueryError if the parameters take more bytes in an address."""
    amount = len(urlencode(list(args.items(multi=True)), errors="replace"))
    if amount > most:
        raise QueryError(
            "this makes an address of %(amount)s bytes: at most %(limit)s are taken, so ask for less",
            amount=amount,
            limit=most,
        )


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

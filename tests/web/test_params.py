"""The query string and the SearchRequest say the same."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from search import FACETS, SORTS, QueryError, SearchRequest
from web.params import MAX_LENGTH, MAX_VALUES, decode, encode, parse_leniently

printable = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40).map(str.strip)
typed = printable.filter(lambda text: "\ufffe" not in text and "\uffff" not in text)
values = st.lists(typed.filter(bool), max_size=4, unique=True).map(tuple)
counts = st.integers(1, 10**9)
questions = st.builds(
    SearchRequest,
    text=typed,
    chosen=st.fixed_dictionaries(
        {"place": values, "date": values, "lang": values, "source": values, "section": values}
    ),
    any_place=st.booleans(),
    main_places=st.booleans(),
    first=typed,
    last=typed,
    sort=st.sampled_from(SORTS),
    page=counts,
    size=counts,
    exact=st.booleans(),
    expand_places=st.booleans(),
    all_copies=st.booleans(),
)


def asked(query: str) -> SearchRequest:
    return decode(MultiDict(parse_qsl(query, keep_blank_values=True)))


@given(questions)
def test_every_question_has_an_address_that_asks_it(question: SearchRequest) -> None:
    assert asked(urlencode(encode(question), doseq=True)) == question


def test_what_stands_at_its_default_is_not_in_the_address() -> None:
    assert encode(SearchRequest()) == {}


@pytest.mark.parametrize(
    ("query", "question"),
    [
        ("q=quang+nam", SearchRequest("quang nam")),
        ("q=+a%00b%0Ac+", SearchRequest("a b c")),
        ("place=VN-27&place=LA-XE", SearchRequest(chosen={"place": ("VN-27", "LA-XE")})),
        ("place=VN-27&place=VN-27", SearchRequest(chosen={"place": ("VN-27",)})),
        ("place=&lang=&from=&page=&sort=", SearchRequest()),
        (
            "any_place=1&marks=exact&widen=0",
            SearchRequest(any_place=True, exact=True, expand_places=False),
        ),
        ("from=2022&to=8/6/2022", SearchRequest(first="2022", last="8/6/2022")),
        ("page=3&size=20", SearchRequest(page=3, size=20)),
        ("copies=all", SearchRequest(all_copies=True)),
        ("utm_source=x", SearchRequest()),
    ],
)
def test_a_query_string_asks(query: str, question: SearchRequest) -> None:
    assert asked(query) == question


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=abc", "page"),
        ("page=1.5", "page"),
        ("page=٣", "page"),  # a digit to int(), not to a reader of the address
        ("page=" + "9" * 5000, "page"),
        ("size=0", "size"),
        ("marks=1", "marks"),
        ("widen=no", "widen"),
        ("any_place=true", "any_place"),
        ("copies=1", "copies"),
        ("&".join(f"place={n}" for n in range(MAX_VALUES + 1)), "place"),
        ("from=" + "2" * (MAX_LENGTH + 1), "from"),
    ],
)
def test_what_means_nothing_is_refused_by_name(query: str, named: str) -> None:
    with pytest.raises(QueryError, match=f"^the parameter {named} "):
        asked(query)


def test_a_refused_query_string_keeps_what_it_can() -> None:
    assert parse_leniently(MultiDict({"q": "sekong", "from": "31/2/2022"})) == SearchRequest(
        "sekong", first="31/2/2022"
    )
    assert parse_leniently(MultiDict({"q": "sekong", "page": "x"})) == SearchRequest("sekong")
    assert len(parse_leniently(MultiDict({"q": "x" * 1_000_000})).text) == MAX_LENGTH


def test_each_facet_has_its_parameter() -> None:
    question = SearchRequest(chosen={facet: (f"one {facet}",) for facet in FACETS})
    assert tuple(encode(question)) == tuple(FACETS)

"""The addresses of a facet's choices."""

from __future__ import annotations

from dataclasses import replace
from string import punctuation
from urllib.parse import urlsplit

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st

from search import FACETS, Archive, FacetName, SearchRequest, choosing
from tests.web.test_params import asked, questions, typed
from web.choices import with_selection
from web.context import search_url
from web.facets import choice_urls

places = st.sampled_from(["VN", "VN-27", "VN-27-hoi-an", "VN-DN", "LA", "LA-XE", "CN"])
periods = st.sampled_from(["2022", "2022-06", "2022-07", "2022-unknown", "2021", "undated"])
names = typed.filter(bool) | st.sampled_from(["%00", "a%00b", "a b", "a+b&c", "Báo Quảng Nam"])
OF_FACET = {
    "place": places,
    "date": periods,
    "lang": st.sampled_from(["vi", "en"]),
    "source": names,
    "section": names,
}


def some(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(values, max_size=3, unique=True).map(tuple)


narrowed = st.builds(
    replace, questions, chosen=st.fixed_dictionaries({"place": some(places), "date": some(periods)})
)
choices = st.sampled_from(list(FACETS)).flatmap(
    lambda facet: st.tuples(st.just(facet), OF_FACET[facet])
)


@pytest.mark.parametrize("prefix", ["", "/tin tức"])
@pytest.mark.parametrize("ui", ["", "vi"])
@given(narrowed, choices)
@example(SearchRequest(), ("source", punctuation))
@example(SearchRequest("%00", chosen={"source": ("%00",)}), ("source", "VNA"))
@example(SearchRequest("%00", chosen={"source": ("%00",)}), ("source", "%00"))
def test_each_choice_has_the_address_of_the_question_that_it_asks(
    app: Flask,
    archive: Archive,
    prefix: str,
    ui: str,
    question: SearchRequest,
    choice: tuple[FacetName, str],
) -> None:
    facet, value = choice
    wanted = choosing(question, facet, with_selection(question, facet, value, archive.gazetteer))
    with app.test_request_context(f"/?ui={ui}", f"http://localhost{prefix}"):
        address = choice_urls(question, facet)(value)
        assert address == f"{search_url(wanted)}#facet-{facet}"
    assert asked(urlsplit(address).query) == wanted

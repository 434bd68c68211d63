"""What a card says of its article: which places, and what of it was chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from search import SearchRequest, is_asked, place_chips
from search.articles import Article
from tests.conftest import article, day, mention


def shown(found: Article, *chosen: str) -> tuple[list[str], int]:
    """The chips, those chosen with a star, and how many more there are."""
    chips, more = place_chips(found, chosen)
    return [chip.place + "*" * chip.chosen for chip in chips], more


MANY = article(
    "many",
    places=(
        mention("VN-27", "VN"),
        mention("VN-DN", "VN"),
        mention("VN-26", "VN"),
        mention("LA-XE", "LA"),
        mention("LA-AT", "LA", main=False),
        mention("CN-YN", "CN"),
        mention("CN-45", "CN", main=False),
    ),
)


@pytest.mark.parametrize(
    ("chosen", "chips", "more"),
    [
        ([], ["VN-27", "VN-DN", "VN-26", "LA-XE"], 1),
        # those chosen stand first, also one that is named in passing
        (["LA-XE"], ["LA-XE*", "VN-27", "VN-DN", "VN-26"], 1),
        (["CN-45", "VN-26"], ["CN-45*", "VN-26*", "VN-27", "VN-DN"], 2),
        # of a place that is not named, what lies in it, main places first
        (["LA"], ["LA-XE*", "VN-27", "VN-DN", "VN-26"], 1),
        (["LA", "CN-45"], ["LA-XE*", "CN-45*", "VN-27", "VN-DN"], 2),
        # each chosen place has its reason before there is another for one of them
        (["VN", "LA", "CN"], ["VN-27*", "LA-XE*", "CN-YN*", "VN-DN*"], 1),
        (["TH"], ["VN-27", "VN-DN", "VN-26", "LA-XE"], 1),
    ],
)
def test_chosen_places_stand_first(chosen: list[str], chips: list[str], more: int) -> None:
    assert shown(MANY, *chosen) == (chips, more)


def test_an_article_without_main_places_shows_only_why_it_is_there() -> None:
    found = article("a", places=(mention("LA-XE", "LA", main=False), mention("VN", main=False)))
    assert shown(found) == ([], 0)
    assert shown(found, "LA") == (["LA-XE*"], 0)


def test_what_is_chosen_of_an_article_is_asked() -> None:
    found = replace(article("a", language="vi"), date=day("2022-06-08"), source="VNA")
    asked = SearchRequest(chosen={"date": ("2022-06",), "source": ("NDO", "VNA")})
    facets = ("date", "source", "lang")
    assert [is_asked(found, facet, asked) for facet in facets] == [True, True, False]
    assert [is_asked(found, facet, SearchRequest()) for facet in facets] == [False] * 3
    assert is_asked(found, "date", SearchRequest(last="2023"))
    assert not is_asked(replace(found, date=None), "date", SearchRequest(last="2023"))

"""What each choice of a facet asks."""

from __future__ import annotations

import pytest

from search import Archive, FacetName, FacetValue, SearchRequest, choosing
from web.choices import (
    MOST_LISTED,
    MOST_SHOWN,
    holds_choice,
    listing,
    with_selection,
)


@pytest.mark.parametrize(
    ("question", "facet", "value", "expected"),
    [
        pytest.param(
            SearchRequest(page=4),
            "lang",
            "vi",
            SearchRequest(chosen={"lang": ("vi",)}),
            id="to page 1",
        ),
        pytest.param(
            SearchRequest(chosen={"lang": ("vi", "en")}),
            "lang",
            "vi",
            SearchRequest(chosen={"lang": ("en",)}),
            id="away",
        ),
        pytest.param(
            SearchRequest(chosen={"place": ("LA",)}),
            "place",
            "VN",
            SearchRequest(chosen={"place": ("LA", "VN")}),
            id="all of them",
        ),
        pytest.param(
            SearchRequest(chosen={"place": ("LA",)}),
            "place",
            "LA-XE",
            SearchRequest(chosen={"place": ("LA", "LA-XE")}),
            id="a province narrows its country",
        ),
        pytest.param(
            SearchRequest(chosen={"place": ("LA", "VN")}, any_place=True),
            "place",
            "LA-XE",
            SearchRequest(chosen={"place": ("VN", "LA-XE")}, any_place=True),
            id="any of them: a province replaces its country",
        ),
        pytest.param(
            SearchRequest(chosen={"place": ("LA-XE", "VN")}, any_place=True),
            "place",
            "LA",
            SearchRequest(chosen={"place": ("VN", "LA")}, any_place=True),
            id="any of them: a country replaces its province",
        ),
        pytest.param(
            SearchRequest(chosen={"date": ("2022", "2024")}),
            "date",
            "2022-06",
            SearchRequest(chosen={"date": ("2024", "2022-06")}),
            id="a month replaces its year",
        ),
        pytest.param(
            SearchRequest(chosen={"date": ("2022-06", "2022-unknown", "2021-06")}),
            "date",
            "2022",
            SearchRequest(chosen={"date": ("2021-06", "2022")}),
            id="a year replaces its months",
        ),
        pytest.param(
            SearchRequest(chosen={"date": ("undated",)}),
            "date",
            "2022",
            SearchRequest(chosen={"date": ("undated", "2022")}),
            id="undated or 2022",
        ),
    ],
)
def test_choosing(
    archive: Archive, question: SearchRequest, facet: FacetName, value: str, expected: SearchRequest
) -> None:
    values = with_selection(question, facet, value, archive.gazetteer)
    assert choosing(question, facet, values) == expected


def test_a_choice_deep_in_a_tree_is_found() -> None:
    chosen = FacetValue("LA-XE", 1, selected=True)
    assert holds_choice(FacetValue("LA", 1, selected=False, children=(chosen,)))
    assert not holds_choice(FacetValue("VN", 1, selected=False))


def some(number: int) -> tuple[FacetValue, ...]:
    return tuple(FacetValue(f"source {n}", number - n, selected=False) for n in range(number))


def test_a_few_choices_stand_there_at_once_and_the_rest_in_place() -> None:
    few = listing(some(MOST_SHOWN + 2))
    assert (len(few.shown), len(few.more), few.unlisted) == (MOST_SHOWN, 2, 0)
    one_over = listing(some(MOST_SHOWN + 1))
    assert (len(one_over.shown), one_over.more) == (MOST_SHOWN + 1, ())


def test_of_very_many_choices_the_chosen_are_still_listed() -> None:
    chosen = FacetValue("last", 0, selected=True)
    many = listing((*some(MOST_LISTED + 50), chosen))
    assert len(many.shown) + len(many.more) == MOST_LISTED + 1
    assert many.more[-1] == chosen
    assert many.unlisted == 50

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


def test_a_few_choices_stand_there_at_once_and_the_rest_are_counted() -> None:
    few = listing(some(MOST_SHOWN + 2))
    assert (len(few.shown), few.others) == (MOST_SHOWN, 2)
    one_over = listing(some(MOST_SHOWN + 1))
    assert (len(one_over.shown), one_over.others) == (MOST_SHOWN + 1, 0)
    exactly = listing(some(MOST_SHOWN))
    assert (len(exactly.shown), exactly.others) == (MOST_SHOWN, 0)


@pytest.mark.parametrize("most", [MOST_SHOWN, MOST_LISTED])
def test_what_is_chosen_is_shown_among_however_many(most: int) -> None:
    chosen = FacetValue("last", 0, selected=True)
    above = FacetValue("LA", 0, selected=False, children=(chosen,))
    many = listing((*some(most + 50), chosen, above), most)
    assert many.shown[-2:] == (chosen, above)
    assert (len(many.shown), many.others) == (most + 2, 50)

"""Counts become trees: places under their countries, months under their years."""

from __future__ import annotations

import pytest

from search.query.plan import Filters
from search.results.facet_tree import facet_trees
from search.results.page import FacetValue

PARENTS = {"VN-27": "VN", "VN-27-NG": "VN-27", "LA-XE": "LA"}


def test_places_stand_under_what_holds_them_most_first() -> None:
    counts = {"place": {"VN-27-NG": 1, "VN": 3, "VN-27": 2, "LA": 4, "LA-XE": 4}}
    trees = facet_trees(counts, Filters(chosen={"place": ("VN-27",)}), PARENTS.get)
    assert trees["place"] == (
        FacetValue("LA", 4, False, (FacetValue("LA-XE", 4, False),)),
        FacetValue(
            "VN", 3, False, (FacetValue("VN-27", 2, True, (FacetValue("VN-27-NG", 1, False),)),)
        ),
    )


@pytest.mark.parametrize("counted", [{}, {"VN": 1}], ids=["nothing found", "found elsewhere"])
def test_a_chosen_place_stands_under_its_own_parent_though_nothing_is_there(
    counted: dict[str, int],
) -> None:
    chosen = Filters(chosen={"place": ("VN-27-NG", "VN-27")})
    country, *others = facet_trees({"place": counted}, chosen, PARENTS.get)["place"]
    district = FacetValue("VN-27-NG", 0, True)
    assert (country.value, country.count) == ("VN", counted.get("VN", 0))
    assert country.children == (FacetValue("VN-27", 0, True, (district,)),)
    assert others == []


def test_a_chosen_month_stands_under_its_year_though_nothing_is_there() -> None:
    trees = facet_trees({"date": {}}, Filters(chosen={"date": ("2022-06", "undated")}), PARENTS.get)
    month = FacetValue("2022-06", 0, True)
    assert trees["date"] == (
        FacetValue("2022", 0, False, (month,)),
        FacetValue("undated", 0, True),
    )


def test_dates_are_latest_first_the_unknown_last() -> None:
    counted = ["2022", "2024", "2022-06", "2024-unknown", "2024-09", "2024-11", "undated"]
    trees = facet_trees({"date": dict.fromkeys(counted, 1)}, Filters(), PARENTS.get)
    assert [choice.value for choice in trees["date"]] == ["2024", "2022", "undated"]
    assert [c.value for c in trees["date"][0].children] == ["2024-11", "2024-09", "2024-unknown"]


def test_what_is_chosen_stays_in_place_with_nothing_under_it() -> None:
    trees = facet_trees({"lang": {"vi": 2}}, Filters(chosen={"lang": ("en",)}), PARENTS.get)
    assert trees["lang"] == (FacetValue("vi", 2, False), FacetValue("en", 0, True))

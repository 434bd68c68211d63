"""Counts become trees: places under their countries, months under their years."""

from __future__ import annotations

from search.query.plan import Filters
from search.results.facets import facet_trees
from search.results.page import FacetValue

PARENTS = {"VN-27": "VN", "VN-27-NG": "VN-27", "LA-XE": "LA"}


def test_places_stand_under_what_holds_them_most_first() -> None:
    counts = {"place": {"VN-27-NG": 1, "VN": 3, "VN-27": 2, "LA": 4, "LA-XE": 4}}
    trees = facet_trees(counts, Filters(places=("VN-27",)), PARENTS.get)
    assert trees["place"] == (
        FacetValue("LA", 4, False, (FacetValue("LA-XE", 4, False),)),
        FacetValue(
            "VN", 3, False, (FacetValue("VN-27", 2, True, (FacetValue("VN-27-NG", 1, False),)),)
        ),
    )


def test_a_place_whose_parent_is_not_counted_stands_under_the_next_that_is() -> None:
    trees = facet_trees({"place": {"VN": 1, "VN-27-NG": 1}}, Filters(), PARENTS.get)
    assert trees["place"] == (FacetValue("VN", 1, False, (FacetValue("VN-27-NG", 1, False),)),)


def test_dates_are_latest_first_the_unknown_last() -> None:
    counted = ["2022", "2024", "2022-06", "2024-unknown", "2024-09", "2024-11", "undated"]
    trees = facet_trees({"date": dict.fromkeys(counted, 1)}, Filters(), PARENTS.get)
    assert [choice.value for choice in trees["date"]] == ["2024", "2022", "undated"]
    assert [c.value for c in trees["date"][0].children] == ["2024-11", "2024-09", "2024-unknown"]


def test_what_is_chosen_stays_in_place_with_nothing_under_it() -> None:
    trees = facet_trees({"lang": {"vi": 2}}, Filters(languages=("en",)), PARENTS.get)
    assert trees["lang"] == (FacetValue("vi", 2, False), FacetValue("en", 0, True))

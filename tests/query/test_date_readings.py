"""A date typed beside words: which period it may be, and what is left of the text."""

from __future__ import annotations

import pytest

from search import SearchRequest
from search.gazetteer import load_gazetteer
from search.query.date_readings import read_date

GAZETTEER = load_gazetteer()


@pytest.mark.parametrize(
    ("text", "rest", "period"),
    [
        ("quang nam 2022", "quang nam", ("2022",)),  # the name keeps its nam
        ("ha nam 2022", "ha nam", ("2022",)),
        ("miền nam 2022", "miền nam", ("2022",)),
        ("hop tac nam 2022", "hop tac", ("2022",)),
        ("quang nam nam 2022", "quang nam", ("2022",)),
        ("hợp tác trong năm 2022", "hợp tác", ("2022",)),
        ("cooperation in 2022", "cooperation", ("2022",)),
        ("june 2022", "", ("2022-06",)),
        ("thang 6 nam 2022", "", ("2022-06",)),
        ("sekong tháng 6/2022", "sekong", ("2022-06",)),
        ("2022 sekong", "sekong", ("2022",)),
        ("8/6/2022", "", ("2022-06-08", "2022-06-08")),
        ("họp ngày 8 tháng 6 năm 2022 ở Tam Kỳ", "họp ở Tam Kỳ", ("2022-06-08", "2022-06-08")),
        ("sekong 8 June 2022", "sekong", ("2022-06-08", "2022-06-08")),
        ("2021-2022", "", ("2021-01-01", "2022-12-31")),
        ("sekong -lào 2022", "sekong -lào", ("2022",)),
        ('"hợp tác" 2022', '"hợp tác"', ("2022",)),
    ],
)
def test_the_date_of_a_text_is_read_as_a_period(
    text: str, rest: str, period: tuple[str, ...]
) -> None:
    reading = read_date(SearchRequest(text, page=3), GAZETTEER)
    assert reading is not None
    asked = reading.request
    assert (asked.text, asked.page) == (rest, 1)
    assert (asked.chosen["date"] or (asked.first, asked.last)) == period


@pytest.mark.parametrize(
    "text",
    [
        "sekong",
        '"june 2022"',
        "sekong OR 2022",
        "(sekong 2022)",
        "-2022 sekong",
        "date:2022",
        '"2022',
    ],
)
def test_what_is_meant_otherwise_is_no_date(text: str) -> None:
    assert read_date(SearchRequest(text), GAZETTEER) is None


def test_a_period_that_is_chosen_stays() -> None:
    assert read_date(SearchRequest("sekong 2022", first="2021"), GAZETTEER) is None
    assert read_date(SearchRequest("sekong 2022", chosen={"date": ("2021",)}), GAZETTEER) is None


def test_other_filters_stay_and_the_place_is_known() -> None:
    reading = read_date(SearchRequest("quang nam 2022", {"lang": ("en",)}), GAZETTEER)
    assert reading is not None
    assert reading.request.chosen["lang"] == ("en",)
    assert reading.place == "VN-27"

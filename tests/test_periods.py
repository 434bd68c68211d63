"""Periods and ranges as people write them; the expected days are the calendar's."""

from __future__ import annotations

from datetime import date

import pytest

from search.periods import parse_bound, parse_period, parse_range

PERIODS = [
    ("2022", date(2022, 1, 1), date(2022, 12, 31)),
    ("1000", date(1000, 1, 1), date(1000, 12, 31)),  # the first year that is read
    ("2999", date(2999, 1, 1), date(2999, 12, 31)),  # the last
    ("2022-06", date(2022, 6, 1), date(2022, 6, 30)),
    ("2022-6", date(2022, 6, 1), date(2022, 6, 30)),
    ("6/2022", date(2022, 6, 1), date(2022, 6, 30)),
    ("12/2021", date(2021, 12, 1), date(2021, 12, 31)),
    ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),  # a leap year
    ("1900-02", date(1900, 2, 1), date(1900, 2, 28)),  # not one
    ("2022-06-08", date(2022, 6, 8), date(2022, 6, 8)),
    ("8/6/2022", date(2022, 6, 8), date(2022, 6, 8)),  # the day comes first
    ("08/06/2022", date(2022, 6, 8), date(2022, 6, 8)),
    (" 2022 ", date(2022, 1, 1), date(2022, 12, 31)),
]

NOT_PERIODS = [
    "",
    "abc",
    "0999",
    "3000",
    "22",
    "2022-13",
    "0/2022",
    "2022-02-29",
    "31/4/2022",
    "6/31/2022",  # the month never comes first
    "2022-06-08-01",
    "8/6/22",
    "2022/06",
    "8-6-2022",
    "2022-006",
    "٢٠٢٢",  # digits, but not ASCII ones
    "2022..2023",
]


@pytest.mark.parametrize(("text", "first", "last"), PERIODS)
def test_a_period_is_its_first_and_last_day(text: str, first: date, last: date) -> None:
    assert parse_period(text) == (first, last)


@pytest.mark.parametrize("text", NOT_PERIODS)
def test_anything_else_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no period|is not in the calendar") as refused:
        parse_period(text)
    assert repr(text) in str(refused.value)


def test_a_bound_is_one_end_of_its_period() -> None:
    assert parse_bound("2024-02", "first") == date(2024, 2, 1)
    assert parse_bound("2024-02", "last") == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("2022-01..2022-06", date(2022, 1, 1), date(2022, 6, 30)),
        ("2022..2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("8/6/2022..2023", date(2022, 6, 8), date(2023, 12, 31)),  # ends of different precision
        ("8/6/2022..2022-06-08", date(2022, 6, 8), date(2022, 6, 8)),
        ("2022..", date(2022, 1, 1), None),
        ("..2022", None, date(2022, 12, 31)),
    ],
)
def test_a_range_runs_from_the_first_to_the_last_day_of_its_ends(
    text: str, first: date | None, last: date | None
) -> None:
    assert parse_range(text) == (first, last)


@pytest.mark.parametrize(
    "text", ["..", "2022..2021", "2022-06-08..2022-06-07", "2022..abc", "a..", "2022..2023..2024"]
)
def test_a_range_that_holds_no_day_or_no_end_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no"):
        parse_range(text)

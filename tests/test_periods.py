"""Periods and ranges as people write them; the expected days are the calendar's."""

from __future__ import annotations

import re
from datetime import date

import pytest

from search.periods import find_periods, parse_bound, parse_period, parse_range, read_period
from tests.enrich import test_dates as in_articles

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


TYPED = [
    ("30-4-2021", "2021-04-30"),
    ("1.5.2021", "2021-05-01"),
    ("30/04/21", "2021-04-30"),
    ("1/5/99", "1999-05-01"),
    ("8-Jun-2022", "2022-06-08"),
    ("2022/06/08", "2022-06-08"),
    ("april 2021", "2021-04"),
    ("Tháng 4 năm 2021", "2021-04"),
    ("thang tu nam 2021", "2021-04"),
    ("tháng năm năm 2021", "2021-05"),
    ("T4/2021", "2021-04"),
    ("tháng 12/2021", "2021-12"),
    ("Q2 2021", "2021-04..2021-06"),
    ("2021-Q4", "2021-10..2021-12"),
    ("quý IV/2021", "2021-10..2021-12"),
    ("third quarter of 2021", "2021-07..2021-09"),
    ("năm 2021", "2021"),
    ("2021-2022", "2021..2022"),
    ("từ 2020 đến 2022", "2020..2022"),
    ("tháng 6-8/2022", "2022-06..2022-08"),
    ("từ tháng 11/2021 đến tháng 2/2022", "2021-11..2022-02"),
    ("December to January 2022", "2021-12..2022-01"),
    ("30/4 - 1/5/2022", "2022-04-30..2022-05-01"),
    ("thập niên 1990", "1990..1999"),
    ("1990s", "1990..1999"),
]


def span(short: str) -> tuple[date, date]:
    first, _, last = short.partition("..")
    return parse_period(first)[0], parse_period(last or first)[1]


@pytest.mark.parametrize(("text", "days"), TYPED)
def test_a_date_may_be_typed_in_any_form(text: str, days: str) -> None:
    assert read_period(text) == span(days)
    assert read_period(text.upper()) == span(days)


OTHER_CALENDARS_AND_LANGUAGES = re.compile(r"256\d|B\.E\.|年|1er|octobre|[\u0e00-\u0eff]")
IN_ARTICLES = [
    (words, days)
    for _, days, words in (
        *in_articles.FULL_DATES,
        *in_articles.MONTHS_AND_QUARTERS,
        *in_articles.YEARS,
    )
    if not OTHER_CALENDARS_AND_LANGUAGES.search(words)
]
RANGES = [
    (sentence, days)
    for sentence, days in in_articles.RANGES
    if not any(listed in sentence for listed in ("và", "7 and 8"))
]


@pytest.mark.parametrize(("words", "days"), IN_ARTICLES)
def test_dates_are_typed_as_articles_write_them(words: str, days: str) -> None:
    assert read_period(words) == span(days)


@pytest.mark.parametrize(("sentence", "days"), RANGES)
def test_ranges_are_typed_as_articles_write_them(sentence: str, days: str) -> None:
    assert [(found.first, found.last) for found in find_periods(sentence)] == [span(days)]


@pytest.mark.parametrize(
    "text", ["31/2/2022", "2022-13", "Q5 2021", "tháng 13/2021", "30/4", "June"]
)
def test_what_is_in_no_calendar_or_has_no_year_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no period|is not in the calendar"):
        read_period(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hợp tác tháng 6 năm 2022 Sekong", ["tháng 6 năm 2022"]),
        ("sekong 8 June 2022", ["8 June 2022"]),
        ("quang nam 2022", ["2022"]),
        ("quảng nam năm 2022", ["năm 2022"]),
        ("30/4/2021 và 1/5/2022", ["30/4/2021", "1/5/2022"]),
        ("nghị định 12/2022/NĐ-CP", []),
        ("192.168.20.22 and 2022,5", []),
        ("covid 19", []),
    ],
)
def test_periods_are_found_among_words(text: str, found: list[str]) -> None:
    assert [text[period.start : period.end] for period in find_periods(text)] == found

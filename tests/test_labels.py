"""Dates and values of facets in words."""

from __future__ import annotations

from datetime import date

import pytest

from search.articles import (
    UNDATED,
    UNKNOWN_SECTION,
    UNKNOWN_SOURCE,
    DateSpan,
    whole_month,
    whole_year,
)
from search.facets import FacetName, facet_label
from search.labels import Ui, date_in_words, language_label, period_in_words


def days(first: str, last: str) -> DateSpan:
    bounds = date.fromisoformat(first), date.fromisoformat(last)
    return DateSpan(*bounds, "day" if first == last else "range", "full date", "")


MONTH = DateSpan(*whole_month(2024, 9), "month", "month and year", "")
YEAR = DateSpan(*whole_year(2024), "year", "year", "")


@pytest.mark.parametrize(
    ("span", "english", "vietnamese"),
    [
        (days("2022-06-08", "2022-06-08"), "8 June 2022", "8 tháng 6 năm 2022"),
        (days("2024-09-17", "2024-09-19"), "17–19 September 2024", "17–19 tháng 9 năm 2024"),
        (
            days("2024-09-30", "2024-10-02"),
            "30 September – 2 October 2024",
            "30 tháng 9 – 2 tháng 10 năm 2024",
        ),
        (
            days("2023-12-31", "2024-01-02"),
            "31 December 2023 – 2 January 2024",
            "31 tháng 12 năm 2023 – 2 tháng 1 năm 2024",
        ),
        (MONTH, "September 2024", "Tháng 9 năm 2024"),
        (YEAR, "2024 (day not known)", "2024 (không rõ ngày)"),
        (None, "Undated", "Không rõ ngày"),
    ],
)
def test_a_date_is_said_as_precisely_as_it_is_known(
    span: DateSpan | None, english: str, vietnamese: str
) -> None:
    assert date_in_words(span, "en") == english
    assert date_in_words(span, "vi") == vietnamese


@pytest.mark.parametrize(
    ("facet", "value", "ui", "label"),
    [
        ("place", "LA-XE", "en", "the name of LA-XE"),
        ("date", "2024", "en", "2024"),
        ("date", "2024-09", "en", "September 2024"),
        ("date", "2024-09", "vi", "Tháng 9 năm 2024"),
        ("date", "2024-unknown", "en", "2024, month unknown"),
        ("date", UNDATED, "vi", "Không rõ ngày"),
        ("lang", "vi", "en", "Vietnamese"),
        ("lang", "en", "vi", "Tiếng Anh"),
        ("source", "VNA", "vi", "VNA"),
        ("source", UNKNOWN_SOURCE, "en", "No source given"),
        ("section", "Thời sự", "en", "Thời sự"),
        ("section", UNKNOWN_SECTION, "vi", "Không rõ chuyên mục"),
        # what means nothing is shown as it is: an error page names it
        ("date", "2024-13", "en", "2024-13"),
        ("date", "<b>", "en", "<b>"),
        ("lang", "xx", "en", "xx"),
    ],
)
def test_a_value_of_a_facet_has_a_label(facet: FacetName, value: str, ui: Ui, label: str) -> None:
    assert facet_label(facet, value, ui, lambda place: f"the name of {place}") == label


@pytest.mark.parametrize("language", ["vi", "en", "mixed", "unknown"])
def test_each_language_of_an_article_has_a_name_in_both(language: str) -> None:
    assert language_label(language, "en") != language_label(language, "vi") != language


@pytest.mark.parametrize(
    ("first", "last", "english", "vietnamese"),
    [
        ("2022-01-01", "2022-12-31", "2022", "năm 2022"),
        ("2021-01-01", "2022-12-31", "2021–2022", "các năm 2021–2022"),
        ("2022-06-01", "2022-06-30", "June 2022", "tháng 6 năm 2022"),
        ("2022-04-01", "2022-06-30", "April – June 2022", "tháng 4 – tháng 6 năm 2022"),
        ("2022-06-08", "2022-06-08", "8 June 2022", "ngày 8 tháng 6 năm 2022"),
        ("2022-06-08", "2022-06-10", "8–10 June 2022", "ngày 8–10 tháng 6 năm 2022"),
    ],
)
def test_a_period_is_said_within_a_sentence(
    first: str, last: str, english: str, vietnamese: str
) -> None:
    days = date.fromisoformat(first), date.fromisoformat(last)
    assert period_in_words(*days, "en") == english
    assert period_in_words(*days, "vi") == vietnamese

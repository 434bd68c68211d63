"""The words in which a page, a command line or an API shows dates and the values of facets."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from babel.dates import get_month_names

from search.articles import UNDATED, DateSpan, whole_month, whole_year

Ui = Literal["vi", "en"]
"""The language of the interface, which need not be that of the articles."""

_MONTH_NAMES = get_month_names("wide", locale="en")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_MONTH_UNKNOWN = re.compile(r"(\d{4})-unknown")

_WORDS: dict[str, dict[Ui, str]] = {
    "undated": {"vi": "Không rõ ngày", "en": "Undated"},
    "month unknown": {"vi": "không rõ tháng", "en": "month unknown"},
    "day unknown": {"vi": "không rõ ngày", "en": "day not known"},
    "no source": {"vi": "Không rõ nguồn", "en": "No source given"},
}
_LANGUAGES: dict[str, dict[Ui, str]] = {
    "vi": {"vi": "Tiếng Việt", "en": "Vietnamese"},
    "en": {"vi": "Tiếng Anh", "en": "English"},
    "mixed": {"vi": "Song ngữ", "en": "Both languages"},
    "unknown": {"vi": "Không rõ ngôn ngữ", "en": "Language unknown"},
}


def language_label(language: str, ui: Ui) -> str:
    """The name of an article's language."""
    return _LANGUAGES[language][ui] if language in _LANGUAGES else language


def date_in_words(span: DateSpan | None, ui: Ui) -> str:
    """A date as precisely as it is known: "17–19 September 2024", "2024 (day not known)"."""
    if span is None:
        return _WORDS["undated"][ui]
    if span.precision == "year":
        return f"{span.first.year} ({_WORDS['day unknown'][ui]})"
    if span.precision == "month":
        return _month_in_words(span.first.year, span.first.month, ui)
    return _days_in_words(span.first, span.last, ui)


def day_in_words(day: date, ui: Ui) -> str:
    """One day: "1 July 2025", "1 tháng 7 năm 2025"."""
    if ui == "vi":
        return f"{day.day} tháng {day.month} năm {day.year}"
    return f"{day.day} {_MONTH_NAMES[day.month]} {day.year}"


def period_in_words(first: date, last: date, ui: Ui) -> str:
    """The days from the first to the last, within a sentence: "2022", "June 2022", "tháng 6 năm 2022"."""
    if (first, last) == (whole_year(first.year)[0], whole_year(last.year)[1]):
        years = f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"
        if ui == "en":
            return years
        return f"năm {years}" if first.year == last.year else f"các năm {years}"
    begin, end = whole_month(first.year, first.month), whole_month(last.year, last.month)
    if (first, last) != (begin[0], end[1]):
        days = _days_in_words(first, last, ui)
        return f"ngày {days}" if ui == "vi" else days
    said = [_lower(_month_in_words(day.year, day.month, ui), ui) for day in (first, last)]
    if begin == end:
        return said[0]
    if first.year == last.year:
        said[0] = said[0].removesuffix(f" {first.year}").removesuffix(" năm")
    return " – ".join(said)


def _lower(words: str, ui: Ui) -> str:
    """Months within a sentence: English writes them with a capital there too."""
    return words.lower() if ui == "vi" else words


def no_source_label(ui: Ui) -> str:
    """What the source of an article is called that has none."""
    return _WORDS["no source"][ui]


def period_label(value: str, ui: Ui) -> str:
    """A value of the date facet: a year, a month, "2024, month unknown", "Undated"."""
    if value == UNDATED:
        return _WORDS["undated"][ui]
    if match := _MONTH.fullmatch(value):
        return _month_in_words(int(match[1]), int(match[2]), ui)
    if match := _MONTH_UNKNOWN.fullmatch(value):
        return f"{match[1]}, {_WORDS['month unknown'][ui]}"
    return value


def _month_in_words(year: int, month: int, ui: Ui) -> str:
    return f"Tháng {month} năm {year}" if ui == "vi" else f"{_MONTH_NAMES[month]} {year}"


def _days_in_words(first: date, last: date, ui: Ui) -> str:
    """One day, or the first and the last of several, without saying a month or year twice."""
    if first == last:
        return day_in_words(last, ui)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_in_words(last, ui)}"
    start = day_in_words(first, ui)
    if first.year == last.year:
        start = start.removesuffix(f" {first.year}").removesuffix(" năm")
    return f"{start} – {day_in_words(last, ui)}"

"""Counts over time: which periods a timeline has, and what each series counts in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from search.articles import UNDATED, whole_month, whole_year
from search.query.plan import SearchRequest

Unit = Literal["year", "month", "day"]

MAX_DAYS, MAX_MONTHS = 62, 36
"""Up to so many days a timeline is drawn by days, up to so many months by months."""


@dataclass(frozen=True, slots=True)
class Series:
    """One search over time.

    `total` is how many articles it finds in all, `counts` how many in each period. Outside of the
    periods are the `undated`, and where months or days are counted those `known_to_year` only. An
    event that lasted from one period to another counts in both.
    """

    request: SearchRequest
    total: int
    counts: tuple[int, ...]
    known_to_year: int
    undated: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Several searches over the same periods.

    `periods` are the first and the last day of each, without gaps; `archive` is how many articles
    there are in each, whatever is asked, so that a series can be read as a share.
    """

    unit: Unit
    periods: tuple[tuple[date, date], ...]
    archive: tuple[int, ...]
    series: tuple[Series, ...]


def span_of(
    first: date | None,
    last: date | None,
    chosen: Sequence[str],
    counted: Sequence[Mapping[str, int]],
) -> tuple[date, date] | None:
    """The days that a timeline runs over, None where nothing has a date.

    That is what the filters leave: from `first` to `last` and within the `chosen` values of the date
    facet; where they leave an end open, the years in which any of the series `counted` an article.
    """
    asked = [_days_of(value) for value in chosen if value != UNDATED]
    years = [
        int(value) for counts in counted for value, n in counts.items() if n and len(value) == 4
    ]
    begins = [day for day in (first, min((begin for begin, _ in asked), default=None)) if day]
    ends = [day for day in (last, max((end for _, end in asked), default=None)) if day]
    if not (begins and ends) and not years:
        return None
    begin = max(begins) if begins else date(min(years), 1, 1)
    end = min(ends) if ends else date(max(years), 12, 31)
    return (begin, end) if begin <= end else None


def unit_of(first: date, last: date) -> Unit:
    """What a timeline of these days is counted by."""
    if (last - first).days < MAX_DAYS:
        return "day"
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return "month" if months <= MAX_MONTHS else "year"


def periods_of(first: date, last: date, unit: Unit) -> tuple[tuple[date, date], ...]:
    """The days, or the whole months or years, that the days from `first` to `last` touch."""
    return tuple(_periods(first, last, unit))


def period_value(first: date, unit: Unit) -> str:
    """The period of the unit that begins on a day, as a request names it: 2022, 2022-06, 2022-06-08."""
    return first.isoformat()[: {"year": 4, "month": 7, "day": 10}[unit]]


def _periods(first: date, last: date, unit: Unit) -> Iterator[tuple[date, date]]:
    day = first
    while day <= last:
        match unit:
            case "year":
                period = whole_year(day.year)
            case "month":
                period = whole_month(day.year, day.month)
            case "day":
                period = day, day
        yield period
        day = period[1] + timedelta(days=1)


def _days_of(value: str) -> tuple[date, date]:
    """The days of a value of the date facet."""
    year, _, month = value.partition("-")
    return whole_month(int(year), int(month)) if month.isdecimal() else whole_year(int(year))

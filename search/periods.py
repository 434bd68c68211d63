"""Years, months, days and ranges as they are asked for.

2022   2022-06   6/2022   2022-06-08   8/6/2022
2022-01..2022-06   2022..   ..2022
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from search.articles import whole_month, whole_year

_YEAR = "(?P<year>[12][0-9]{3})"
_MONTH = "(?P<month>[0-9]{1,2})"
_DAY = "(?P<day>[0-9]{1,2})"
_DASHED = re.compile(f"{_YEAR}(?:-{_MONTH}(?:-{_DAY})?)?")
_SLASHED = re.compile(f"(?:(?:{_DAY}/)?{_MONTH}/){_YEAR}")


def parse_period(text: str) -> tuple[date, date]:
    """The first and the last day of a year from 1000 to 2999, of a month, or of a day.

    With slashes the day comes first, as both languages write it. ValueError for anything else.
    """
    match = _DASHED.fullmatch(text.strip()) or _SLASHED.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no period: write 2022, 2022-06 or 2022-06-08")
    year, month, day = (match["year"], match["month"], match["day"])
    try:
        if month is None:
            return whole_year(int(year))
        if day is None:
            return whole_month(int(year), int(month))
        only = date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(f"{text!r} is not in the calendar: check its day and month") from None
    return only, only


def parse_bound(text: str, end: Literal["first", "last"]) -> date:
    """The day at which a range begins (`first`) or ends (`last`) that is written as a period.

    A range to `2022-06` ends on 30 June. ValueError as `parse_period` raises it.
    """
    first, last = parse_period(text)
    return first if end == "first" else last


def parse_range(text: str) -> tuple[date | None, date | None]:
    """The first and the last day of a period or of a range of two; None where an end is open.

    ValueError if an end is no period, if both are open, or if the range ends before it begins.
    """
    begin, dots, end = text.partition("..")
    if not dots:
        return parse_period(text)
    first = parse_bound(begin, "first") if begin else None
    last = parse_bound(end, "last") if end else None
    if not (begin or end) or (first or date.min) > (last or date.max):
        raise ValueError(f"{text!r} is no range: write its earlier day first")
    return first, last

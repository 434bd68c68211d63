"""Chooses the date of an article's own event among its dates, for each kind of evidence.

What counts was judged by the labels in `tests/benchmarks/labels`, and by how near their day of issue
the dates of 2,500 dated news items lay: a date that is likelier wrong than right is not given.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date, timedelta
from operator import itemgetter

from search.enrich.dates.context import (
    DateInContext,
    is_in_brackets,
    is_in_event_name,
    is_in_passing,
    is_just_told,
    is_of_event,
    is_of_feast,
    is_of_ranking,
    is_of_review,
    is_of_thing,
    is_of_this_week,
    is_told_by_verb,
    opens_sentence,
    tells_a_start,
)
from search.enrich.dates.forms import NO_YEAR, Kind, Written

LEAD = 600
"""How far into the body, in characters, an article reports its event; what follows is background."""

_OPENING = 200
"""How far into the body a full date is the event's, wherever in its sentence it is."""

_FORTNIGHT = timedelta(days=14)
_BACKGROUND = timedelta(days=60)
"""How much older than a paper that the text tells of a day must be to be background."""

_MONTH = timedelta(days=31)
"""How near a full date must be to a day for both to be told as of one time."""

_APART = 300
"""The most characters between a day and the year that it takes from its sentence."""

PRECISE: tuple[Kind, ...] = ("days", "months", "year")
_FOREIGN_DAY = re.compile(r"(?<!\d)\d{1,2}\.?\s(?:de\s)?[^\W\d_]{3,}\s(?:de\s)?$")


def by_full_date(
    text: str,
    dates: list[DateInContext],
    dated: list[DateInContext],
    day: Written | None,
    title_end: int,
) -> Written | None:
    """The first full date that shares a day with the lead's; without that, of the lead or an event.

    A day mentioned after a full date of the first words does not count against it. After them a date
    in brackets, or one that opens its sentence, is background; so is one long before a paper was signed.
    """
    signed = max(
        (one.written.last for one in dates if one.signed and not one.ahead), default=date.min
    )
    full = [
        one
        for one in dated
        if one.written.kind == "days"
        and (signed - one.written.last <= _BACKGROUND or (day and _shares(one.written, day)))
        and _is_own(text, one, day, title_end)
    ]
    best = min(full, key=lambda one: one.ahead, default=None)
    return best.written if best else None


def _is_own(text: str, one: DateInContext, day: Written | None, title_end: int) -> bool:
    """Whether a full date is the event's: by the lead's day, or by its position."""
    written = one.written
    in_opening = written.start < title_end + _OPENING
    in_lead = written.start < title_end + LEAD
    if one.planned:
        return False
    if day and not (in_opening and written.start < day.start and _is_near(written, day)):
        # After the lead a long range contains its day by chance.
        return _shares(written, day) and (in_lead or not _is_long(written))
    if in_opening:
        return True
    opens = opens_sentence(text, one) and not tells_a_start(text, one)
    apart = one.ahead or opens or is_in_brackets(text, one)
    return not apart and (in_lead or is_of_event(text, one) or is_of_this_week(text, one))


def by_repeated_day(dates: list[DateInContext], day: Written | None) -> Written | None:
    """The full date, in whatever context but a jubilee's, of the day that the lead gives without its year."""
    for one in dates:
        if day and one.written.kind == "days" and not one.jubilee:
            stretch = _in_year(day, one.written.first.year)
            if stretch == (one.written.first, one.written.last):
                return one.written
    return None


def by_same_sentence(
    text: str, dates: list[DateInContext], days: list[DateInContext], latest: int
) -> Written | None:
    """The first day of the lead, with the nearest year in a sentence that names the day.

    Behind the day only a year of the event itself is meant: of its name, its month or its jubilee.
    """
    starts = [one.written.start for one in dates]
    for day in days:
        if day.planned or day.written.first != days[0].written.first:
            continue
        first = bisect_left(starts, max(day.start, day.written.start - _APART))
        last = bisect_left(starts, min(day.end, day.written.end + _APART))
        years = [one for one in dates[first:last] if _can_be_year_of(text, one, day.written)]
        year = min(years, key=lambda one: _distance(one.written, day.written), default=None)
        if year is None or not _is_year_of(text, year, day.written):
            continue
        # "On June 8 they reviewed what was signed in 2019": said after the day, "in" is background.
        if year.past or year.ahead or (year.then and year.written.start > day.written.start):
            continue
        stretch = _in_year(day.written, year.written.first.year)
        if stretch and stretch[0].year >= latest:
            start = min(day.written.start, year.written.start)
            end = max(day.written.end, year.written.end)
            return Written(start, end, "days", *stretch)
    return None


def by_near_date(
    dates: list[DateInContext], days: list[DateInContext], latest: int
) -> Written | None:
    """The first day of the lead, in the year that puts it within a month of a full date told behind it.

    That may be the date of anything, such as a paper or a deadline. A quarter that is over, whose figures
    are told, lends its year too. A year or a month does not: it is mostly that of something else. Nor does
    the date of a jubilee; a day told after a full date goes on with a story that began before; and one that
    is part of what is still to come is to come itself.
    """
    day = next((one.written for one in days if not one.planned), None)
    if day is None or day.first != days[0].written.first:
        return None
    near: list[tuple[timedelta, Written, DateInContext]] = []
    for one in dates:
        if one.written.kind == "days" and one.written.start < day.start:
            return None
        for year in range(one.written.last.year - 1, one.written.last.year + 2):
            stretch = _in_year(day, year)
            if stretch is None or year < latest or one.jubilee or not _lends_year(one, stretch[0]):
                continue
            apart = max(stretch[0] - one.written.last, one.written.first - stretch[1], timedelta())
            if apart <= _MONTH:
                near.append((apart, Written(day.start, day.end, "days", *stretch), one))
    if not near:
        return None
    apart, dated, one = min(near, key=itemgetter(0))
    is_within = apart == timedelta()
    return None if is_within and (one.ahead or one.planned or _is_long(one.written)) else dated


def _lends_year(one: DateInContext, day: date) -> bool:
    """Whether a date is a full one, or a quarter that is over on that day."""
    first, last = one.written.first, one.written.last
    if one.written.kind == "months":
        return last < day and (first.month % 3, last.month - first.month) == (1, 2)
    return one.written.kind == "days"


def _is_long(written: Written) -> bool:
    """Whether a range of days is so long that it has a day in it by chance."""
    return written.last - written.first > _FORTNIGHT


def _can_be_year_of(text: str, one: DateInContext, day: Written) -> bool:
    """Whether a date in a day's sentence is a year, but no other thing's, or the day's month."""
    if one.written.kind != "year":
        return _is_month_of(one.written, day)
    return one.current or not is_of_thing(text, one)


def _is_year_of(text: str, one: DateInContext, day: Written) -> bool:
    """Whether the nearest of them is the day's own."""
    if one.written.kind != "year" or one.current:
        return True
    if is_in_passing(text, one) or is_of_review(text, one):
        return False
    return one.written.start < day.start or is_in_event_name(text, one)


def by_month(
    text: str, dated: list[DateInContext], day: Written | None, title_end: int
) -> Written | None:
    """The first month or quarter of the lead, if the day of the lead, if any, lies in it.

    One after a mere "in", or after "early" at the start of its sentence, must be in the first sentence.
    """
    for one in dated:
        written = one.written
        if (
            written.kind != "months"
            or written.start >= title_end + LEAD
            or (one.ahead and not one.current)
            or is_in_passing(text, one)
            or is_of_ranking(text, one)
            or not (day is None or _shares(written, day))
        ):
            continue
        first = _is_first(text, one, title_end) or one.start == 0 < title_end
        if opens_sentence(text, one):
            # A text that opens with a bare month tells a tale; one with "Cuối tháng" reports.
            if first and written.start > one.start:
                return written
        elif (written.is_stretch and first) or (
            not written.is_stretch
            and (not one.then or _opens(text, one, title_end) or is_just_told(text, one))
        ):
            return written
    return None


def by_year(
    text: str, dated: list[DateInContext], day: Written | None, title_end: int
) -> Written | None:
    """The first year of a headline, of an event's name, called the current one, or of the first sentence.

    It must be in the lead, unless it is a feast's: after it, and in a title of whole sentences, years are
    background.
    """
    headline = not text[:title_end].rstrip().endswith((".", ")", "…"))
    for one in dated:
        written = one.written
        if (
            written.kind != "year"
            or (written.start >= title_end + LEAD and not is_of_feast(text, one))
            or (one.ahead and not one.current)
            or is_in_passing(text, one)
            or is_of_ranking(text, one)
            or (is_of_review(text, one) and not one.current)
            or is_of_thing(text, one)
        ):
            continue
        if day is None and _opens(text, one, title_end):
            return written
        if one.then:
            continue
        # "22 octobre 2019": a day of a language that is not read.
        if _FOREIGN_DAY.search(text, max(0, written.start - 16), written.start):
            continue
        # A sentence that opens with its year ("Năm 2020, ...") mostly looks back; a bare one is a name's.
        in_title = written.start < title_end and headline and not text[written.start].isdigit()
        told = in_title and written.start > one.start
        # Beside a day without a year, the year of another event is background.
        if one.current or told or (day is None and is_of_event(text, one)):
            return written
    return None


def _opens(text: str, one: DateInContext, title_end: int) -> bool:
    """Whether the body's first sentence says that its event was then."""
    return _is_first(text, one, title_end) and is_told_by_verb(text, one)


def _is_first(text: str, one: DateInContext, title_end: int) -> bool:
    """Whether the date is in the body's first sentence."""
    return not text[title_end : min(one.start, title_end + LEAD)].strip()


def _is_month_of(written: Written, day: Written) -> bool:
    return written.kind == "months" and written.first.month == written.last.month == day.first.month


def _distance(one: Written, other: Written) -> int:
    return max(one.start - other.end, other.start - one.end)


def _shares(written: Written, day: Written) -> bool:
    """Whether days without a year, put into a year of the date, have a day in common with it."""
    stretch = _in_year(day, written.first.year)
    return stretch is not None and stretch[0] <= written.last and written.first <= stretch[1]


def _is_near(written: Written, day: Written) -> bool:
    """Whether days without year, told after a full date, do not show by their distance that it was before."""
    stretch = _in_year(day, written.last.year)
    return stretch is None or not _FORTNIGHT < stretch[0] - written.last < 13 * _FORTNIGHT


def _in_year(day: Written, year: int) -> tuple[date, date] | None:
    """Days without a year in the year they begin in; None if it has no such day."""
    try:
        first = day.first.replace(year=year)
        return first, day.last.replace(year=year + day.last.year - NO_YEAR)
    except ValueError:
        return None

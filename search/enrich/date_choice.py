"""Chooses, of the dates that a text tells, the one of its own event, for each kind of evidence.

What counts was judged by the labels in `tests/benchmarks/labels`, and by how near their day of issue
the dates of 2,500 dated news items lay: a date that is likelier wrong than right is not given.
"""

from __future__ import annotations

import re
from datetime import date

from search.articles import DateEvidence, DateSpan, Precision
from search.enrich.date_context import (
    Told,
    is_in_brackets,
    is_in_passing,
    is_of_event,
    is_of_feast,
    is_told_by_verb,
    opens_sentence,
)
from search.enrich.date_forms import NO_YEAR, Kind, Written

LEAD = 600
"""How far into the body, in characters, an article tells its event; what follows is background."""

_OPENING = 200
"""How far into the body a full date tells the event wherever it stands in its sentence."""

_LONGEST_DATE_LINE = 80
PRECISE: tuple[Kind, ...] = ("days", "months", "year")
_FOREIGN_DAY = re.compile(r"(?<!\d)\d{1,2}\.?\s(?:de\s)?[^\W\d_]{3,}\s(?:de\s)?$")
_PLACE_BEFORE = re.compile(r"(?:^|\))\W*((?:[^\W\d_][\w.'’-]*[\s,(–)-]+){1,6}?)(?:ng[àa]y\s+)?$")
_CREDIT_BEFORE = re.compile(r"[\W_]*((?:[^\W_][\w.]*[\s,:(|–-]+){0,7}?)(?:ng[àa]y\s+)?")
_CREDIT_WORDS = re.compile(r"(?<!\w)(?:theo|by)(?!\w)")
_ONLY_DATE = re.compile(
    r"(?:[\W\d_]|t(?=\d\d:)|z|gmt|utc|[ap]m|th[ứu] \w+|ch[ủu] nh[ậa]t|\w+day|ng[àa]y|l[úu]c"
    r"|c[ậa]p nh[ậa]t|[đd][ăa]ng|published|posted|updated?|date|at|on)*",
    re.IGNORECASE,
)
_DASH_AFTER = re.compile(
    r"\s*\)?\s*(?:$|(?:\([^()\n]{2,30}\)|/[^/\n]{2,20}/)\s*(?:[-–—:]\s?)?|[-–—:]\s)"
)


def by_dateline(text: str, told: list[Told], title_end: int) -> DateSpan | None:
    """A full date alone in its line, or after a place or an agency, before a dash or the line's end."""
    for one in told:
        written = one.written
        if written.kind != "days" or written.start >= title_end + LEAD:
            continue
        line = text.rfind("\n", 0, written.start) + 1
        before, after = text[line : written.start], text[written.end :].partition("\n")[0]
        alone = len(before) + len(after) < _LONGEST_DATE_LINE
        if alone and _ONLY_DATE.fullmatch(before) and _ONLY_DATE.fullmatch(after):
            return span_of(text, written, "dateline")
        place = _PLACE_BEFORE.search(before) if _DASH_AFTER.match(after) else None
        if place and _are_names(place[1]):
            return span_of(text, written, "dateline")
    return _credited(text, told, title_end)


def _are_names(words: str) -> bool:
    """Whether each word has a capital, or says by whom."""
    said = _CREDIT_WORDS.sub("", words)
    return all(word[0].isupper() for word in re.findall(r"[^\W\d_]+", said))


def _credited(text: str, told: list[Told], title_end: int) -> DateSpan | None:
    """A full date that ends the last line of a text, after an agency or a place: "(KPL, 3 March 2020)"."""
    line = text.rstrip().rfind("\n") + 1
    if not text[title_end:line].strip():
        return None
    for one in told:
        written = one.written
        if written.kind == "days" and written.start >= line:
            before, after = text[line : written.start], text[written.end :]
            short = written.start - line < _LONGEST_DATE_LINE
            names = _CREDIT_BEFORE.fullmatch(before) if short and "." not in after else None
            if names and _ONLY_DATE.fullmatch(after) and _are_names(names[1]):
                return span_of(text, written, "dateline")
    return None


def by_full_date(
    text: str, dated: list[Told], day: Written | None, title_end: int
) -> DateSpan | None:
    """The first full date that shares a day with the lead's; without that, of the lead or an event.

    A day that is told after a full date of the first words does not speak against it. After them a
    date in brackets, or one that opens its sentence, tells the background.
    """
    full = [
        one
        for one in dated
        if one.written.kind == "days"
        and not one.planned
        and (
            _shares(one.written, day)
            if day and not one.written.start < min(day.start, title_end + _OPENING)
            else one.written.start < title_end + _OPENING
            or (
                not (one.ahead or is_in_brackets(text, one) or opens_sentence(text, one))
                and (one.written.start < title_end + LEAD or is_of_event(text, one))
            )
        )
    ]
    best = min(full, key=lambda one: one.ahead, default=None)
    return span_of(text, best.written, "full date") if best else None


def told_again(text: str, told: list[Told], day: Written | None) -> DateSpan | None:
    """The full date, however it is told, of the very day that the lead tells without its year."""
    for one in told:
        if day and one.written.kind == "days":
            stretch = _in_year(day, one.written.first.year)
            if stretch == (one.written.first, one.written.last):
                return span_of(text, one.written, "full date")
    return None


def by_same_sentence(text: str, told: list[Told], days: list[Told], latest: int) -> DateSpan | None:
    """The day that the lead tells first, with the year nearest to it in a sentence that names it."""
    for day in days:
        if day.planned or day.written.first != days[0].written.first:
            continue
        years = [
            one
            for one in told
            if day.start <= one.written.start < day.end
            and (one.written.kind == "year" or _is_month_of(one.written, day.written))
        ]
        if not years:
            continue
        year = min(years, key=lambda one: _distance(one.written, day.written))
        # "On June 8 they reviewed what was signed in 2019": said after the day, "in" is background.
        if year.past or year.ahead or (year.then and year.written.start > day.written.start):
            continue
        if year.written.kind == "year" and is_in_passing(text, year):
            continue
        stretch = _in_year(day.written, year.written.first.year)
        if stretch and stretch[0].year >= latest:
            start = min(day.written.start, year.written.start)
            end = max(day.written.end, year.written.end)
            return span_of(text, Written(start, end, "days", *stretch), "same-sentence year")
    return None


def by_month(text: str, dated: list[Told], day: Written | None, title_end: int) -> DateSpan | None:
    """The first month or quarter of the lead, if a day that the lead tells lies in it.

    One that is only told by "in", or opens its sentence, must stand in the first one.
    """
    for one in dated:
        written = one.written
        if (
            written.kind != "months"
            or written.start >= title_end + LEAD
            or (one.ahead and not one.current)
            or is_in_passing(text, one)
            or not (day is None or _shares(written, day))
        ):
            continue
        first = _is_first(text, one, title_end) or one.start == 0 < title_end
        if opens_sentence(text, one):
            if first:
                return span_of(text, written, "month and year")
        elif (written.is_stretch and first) or (
            not written.is_stretch and (not one.then or _opens(text, one, title_end))
        ):
            return span_of(text, written, "month and year")
    return None


def by_year(text: str, dated: list[Told], day: Written | None, title_end: int) -> DateSpan | None:
    """The first year of a headline, of an event's name, called the current one, or told at once.

    It stands in the lead, unless it is a feast's: after it, and in a title of whole sentences, years are
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
        ):
            continue
        if day is None and _opens(text, one, title_end):
            return span_of(text, written, "year")
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
            return span_of(text, written, "year")
    return None


def _opens(text: str, one: Told, title_end: int) -> bool:
    """Whether the body's first sentence says that what it tells was then."""
    return _is_first(text, one, title_end) and is_told_by_verb(text, one)


def _is_first(text: str, one: Told, title_end: int) -> bool:
    """Whether the date stands in the body's first sentence."""
    return not text[title_end : one.start].strip()


def _is_month_of(written: Written, day: Written) -> bool:
    return written.kind == "months" and written.first.month == written.last.month == day.first.month


def _distance(one: Written, other: Written) -> int:
    return max(one.start - other.end, other.start - one.end)


def _shares(written: Written, day: Written) -> bool:
    """Whether days without a year, put into a year of the date, have a day in common with it."""
    stretch = _in_year(day, written.first.year)
    return stretch is not None and stretch[0] <= written.last and written.first <= stretch[1]


def _in_year(day: Written, year: int) -> tuple[date, date] | None:
    """Days without a year in the year they begin in; None if it has no such day."""
    try:
        first = day.first.replace(year=year)
        return first, day.last.replace(year=year + day.last.year - NO_YEAR)
    except ValueError:
        return None


def span_of(text: str, written: Written, evidence: DateEvidence) -> DateSpan:
    first, last = written.first, written.last
    if written.kind == "days":
        precision: Precision = "day" if first == last else "range"
    elif written.kind == "months":
        precision = "month" if (first.year, first.month) == (last.year, last.month) else "range"
    else:
        precision = "year"
    return DateSpan(first, last, precision, evidence, text[written.start : written.end].strip())

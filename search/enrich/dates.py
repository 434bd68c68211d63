"""When an article's event was: which of the dates written in it is its own.

A date given outside the body wins. Relative words ("hôm qua", "last Friday") are not counted from
it: it is as near the event as they would be. Otherwise the text is trusted in this order: a
dateline, a full date, a day with a year in the same sentence, a month, a year; of each the first
that the words around it, or a later year in the text, do not tell as the past or the future.
Nothing is guessed: a day without a year near it dates nothing, and most articles then have no date.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date
from operator import itemgetter

from search.analysis import sentences
from search.articles import DateEvidence, DateSpan, Precision, RawArticle
from search.enrich.date_context import Told, is_in_passing, is_of_event, is_told_by_verb, tell
from search.enrich.date_forms import NO_YEAR, Kind, Written, written_dates
from search.periods import parse_period

LEAD = 600
"""How far into the body, in characters, an article tells its event; what follows is background."""

_FIRST_WORDS = 150
"""How far in the first sentence a year behind a name ("AMF 2024") is the event's own."""

_LONGEST_DATE_LINE = 80
_PRECISE: tuple[Kind, ...] = ("days", "months", "year")
_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)")
_FOREIGN_DAY = re.compile(r"(?<!\d)\d{1,2}\.?\s(?:de\s)?[^\W\d_]{3,}\s(?:de\s)?$")
_PLACE_BEFORE = re.compile(r"(?:^|\))\W*((?:[^\W\d_][\w.'’-]*[\s,(–)-]+){1,6}?)(?:ng[àa]y\s+)?$")
_ONLY_DATE = re.compile(
    r"(?:[\W\d_]|gmt|utc|[ap]m|th[ứu] \w+|ch[ủu] nh[ậa]t|\w+day|ng[àa]y|l[úu]c|c[ậa]p nh[ậa]t|[đd][ăa]ng"
    r"|published|posted|updated?|date|at|on)*",
    re.IGNORECASE,
)
_DASH_AFTER = re.compile(r"\s*\)?\s*(?:\([^()\n]{2,30}\)\s*(?:[-–—:]\s?)?|[-–—:]\s)")


def find_date(raw: RawArticle, title: str) -> DateSpan | None:
    """When the article's event was; None where neither its metadata nor its text says."""
    return _given(raw) or _written(f"{title}\n{raw.body}", len(title))


def _given(raw: RawArticle) -> DateSpan | None:
    """The date given outside the body, without its time of day; None if it cannot be read."""
    if raw.date is None:
        return None
    try:
        first, last = parse_period(raw.date)
    except ValueError:
        dated = [w for w in written_dates(raw.date, 0, len(raw.date)) if w.kind in _PRECISE]
        if not dated:
            return None
        best = min(dated, key=lambda written: _PRECISE.index(written.kind))
    else:
        kind: Kind = "days" if first == last else "months" if first.month == last.month else "year"
        best = Written(0, len(raw.date), kind, first, last)
    return _span(raw.date, best, raw.date_evidence)


def _written(text: str, title_end: int) -> DateSpan | None:
    """The event's date in a title and a body, joined by a line break; None where they do not say."""
    if not _YEAR.search(text):
        return None
    lead_end = title_end + LEAD
    told = list(_read(text, lead_end))
    # An event is not older than the latest year that its article tells as past.
    latest = max((_year_reached(one.written) for one in told if not one.ahead), default=0)
    likely = [one for one in told if not one.past]
    dated = [
        one for one in likely if one.written.kind in _PRECISE and one.written.last.year >= latest
    ]
    days = [one for one in likely if one.written.kind == "days without year"]
    lead_days = [one for one in days if one.written.start < lead_end]
    day = lead_days[0].written if lead_days else None
    return (
        _dateline(text, told, lead_end)
        or _full_date(text, dated, day, lead_end)
        or _told_again(text, told, day)
        or _same_sentence(text, told, lead_days, latest)
        or _month(text, dated, day, title_end)
        or _year(text, dated, day, title_end)
    )


def _read(text: str, lead_end: int) -> Iterator[Told]:
    """The dates of the lead and of every line with a year in it, each told by its sentence."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if start < lead_end or _YEAR.search(text, start, end):
            dates = list(written_dates(text, start, end))
            spans = sentences(text[start:end]) if dates else []
            for written in dates:
                # A date that a full stop cuts in two ("Jun. 8") stands in both of its sentences.
                first = bisect_right(spans, written.start - start, key=itemgetter(0)) - 1
                last = bisect_left(spans, written.end - start, key=itemgetter(1))
                yield tell(text, written, start + spans[first][0], start + spans[last][1])
        start = end + 1


def _year_reached(written: Written) -> int:
    """The year by which the article must have been written, were the date told as past."""
    if written.kind == "days without year":
        return 0
    return written.first.year - 1 if written.kind == "term" else written.last.year


def _dateline(text: str, told: list[Told], lead_end: int) -> DateSpan | None:
    """A full date alone in its line, or at the start of one after a place or an agency and before a dash."""
    for one in told:
        written = one.written
        if written.kind != "days" or written.start >= lead_end:
            continue
        line = text.rfind("\n", 0, written.start) + 1
        before, after = text[line : written.start], text[written.end :].partition("\n")[0]
        alone = len(before) + len(after) < _LONGEST_DATE_LINE
        if alone and _ONLY_DATE.fullmatch(before) and _ONLY_DATE.fullmatch(after):
            return _span(text, written, "dateline")
        place = _PLACE_BEFORE.search(before) if _DASH_AFTER.match(after) else None
        if place and all(word[0].isupper() for word in re.findall(r"[^\W\d_]+", place[1])):
            return _span(text, written, "dateline")
    return None


def _full_date(text: str, dated: list[Told], day: Written | None, lead_end: int) -> DateSpan | None:
    """The first full date that shares a day with the lead's; without that, of the lead or an event."""
    full = [
        one
        for one in dated
        if one.written.kind == "days"
        and (
            _shares(one.written, day)
            if day
            else one.written.start < lead_end or is_of_event(text, one)
        )
    ]
    best = min(full, key=lambda one: one.ahead, default=None)
    return _span(text, best.written, "full date") if best else None


def _told_again(text: str, told: list[Told], day: Written | None) -> DateSpan | None:
    """The full date, however it is told, of the very day that the lead tells without its year."""
    for one in told:
        if day and one.written.kind == "days":
            stretch = _in_year(day, one.written.first.year)
            if stretch == (one.written.first, one.written.last):
                return _span(text, one.written, "full date")
    return None


def _same_sentence(text: str, told: list[Told], days: list[Told], latest: int) -> DateSpan | None:
    """The day that the lead tells first, with the year nearest to it in a sentence that names it."""
    for day in days:
        if day.written.first != days[0].written.first:
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
        stretch = _in_year(day.written, year.written.first.year)
        if stretch and stretch[0].year >= latest:
            start = min(day.written.start, year.written.start)
            end = max(day.written.end, year.written.end)
            return _span(text, Written(start, end, "days", *stretch), "same-sentence year")
    return None


def _month(text: str, dated: list[Told], day: Written | None, title_end: int) -> DateSpan | None:
    """The first month or quarter of the lead, if a day that the lead tells lies in it.

    One that is only told by "in" must be told by the first sentence itself.
    """
    for one in dated:
        written = one.written
        if (
            written.kind == "months"
            and written.start < title_end + LEAD
            and not one.ahead
            and (written.is_stretch or not one.then or _opens(text, one, title_end))
            and (day is None or _shares(written, day))
        ):
            return _span(text, written, "month and year")
    return None


def _year(text: str, dated: list[Told], day: Written | None, title_end: int) -> DateSpan | None:
    """The first year in the title, in the name of an event, called the current one, or told at once."""
    for one in dated:
        written = one.written
        if written.kind != "year" or one.ahead or is_in_passing(text, one):
            continue
        if day is None and _opens(text, one, title_end):
            return _span(text, written, "year")
        if one.then:
            continue
        # "22 octobre 2019": a day of a language that is not read.
        if _FOREIGN_DAY.search(text, max(0, written.start - 16), written.start):
            continue
        in_title = written.start < title_end
        first_words = written.start < title_end + _FIRST_WORDS and _is_first(text, one, title_end)
        in_name = first_words and text[written.start].isdigit()
        # A sentence that opens with its year ("Năm 2020, ...") mostly looks back.
        leads = (in_title or in_name) and written.start > one.start
        # Beside a day without a year, the year of another event is background.
        if one.current or leads or (day is None and is_of_event(text, one)):
            return _span(text, written, "year")
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


def _span(text: str, written: Written, evidence: DateEvidence) -> DateSpan:
    first, last = written.first, written.last
    if written.kind == "days":
        precision: Precision = "day" if first == last else "range"
    elif written.kind == "months":
        precision = "month" if (first.year, first.month) == (last.year, last.month) else "range"
    else:
        precision = "year"
    return DateSpan(first, last, precision, evidence, text[written.start : written.end].strip())

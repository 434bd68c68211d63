"""When an article's event was: which of the dates written in it is its own.

A date given outside the body, as `given.py` reads it, wins. Relative words ("hôm qua", "last
Friday") are not counted from it: it is as near the event as they would be. Otherwise the text is
trusted in this order: a dateline, a full date, a day with a year in the same sentence, a day in the
month of a full date behind it, a month, a year; of each the first that neither the words around it nor
a later year in the text make past or future.
A day announced for later is none. Nothing is guessed: a day without a year near it dates nothing,
and most articles then have no date.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from operator import itemgetter

from search.analysis import sentences
from search.articles import DateEvidence, DateSpan, RawArticle
from search.enrich.dates import patterns, signs
from search.enrich.dates.choice import (
    LEAD,
    PRECISE,
    by_full_date,
    by_month,
    by_near_date,
    by_repeated_day,
    by_same_sentence,
    by_year,
)
from search.enrich.dates.context import DateInContext, in_context
from search.enrich.dates.datelines import by_dateline
from search.enrich.dates.forms import Written, span_of, written_dates
from search.enrich.places.masking import without_place_names

_CUES = signs.CUE_WORDS | patterns.CUE_WORDS
"""The words of every pattern that says what a date is."""

_YEAR = re.compile(r"(?:19|20|25)\d\d(?!\d)")


def find_date(raw: RawArticle, title: str) -> DateSpan | None:
    """When the article's event was; None where neither its metadata nor its text says."""
    return raw.given_date or _written(f"{title}\n{raw.body}", len(title))


def _written(text: str, title_end: int) -> DateSpan | None:
    """The event's date in a title and a body, joined by a line break; None where they do not say."""
    if not _YEAR.search(text):
        return None
    chosen = _chosen(without_place_names(text, _CUES), title_end)
    return span_of(text, *chosen) if chosen else None


def _chosen(text: str, title_end: int) -> tuple[Written, DateEvidence] | None:
    """The date of the event, and the evidence for it; in `text` place names with cues are masked."""
    lead_end = title_end + LEAD
    dates = list(_dates_in_context(text, lead_end))
    # An event is not older than the latest year that its article speaks of as past.
    latest = max((_year_reached(one.written) for one in dates if not one.ahead), default=0)
    likely = [one for one in dates if not one.past]
    dated = [
        one for one in likely if one.written.kind in PRECISE and one.written.last.year >= latest
    ]
    days = [one for one in likely if one.written.kind == "days without year"]
    lead_days = [one for one in days if one.written.start < lead_end]
    day = lead_days[0].written if lead_days else None
    if written := by_dateline(text, dates, title_end):
        return written, "dateline"
    if written := by_full_date(text, dates, dated, day, title_end) or by_repeated_day(dates, day):
        return written, "full date"
    if written := by_same_sentence(text, dates, lead_days, latest):
        return written, "same-sentence year"
    if written := by_near_date(dates, lead_days, latest):
        return written, "near date"
    # If the day itself is still to come, a month or a year beside it is not the event's.
    if any(one.planned and one.written.kind == "days" for one in dates):
        return None
    if written := by_month(text, dated, day, title_end):
        return written, "month and year"
    if written := by_year(text, dated, day, title_end):
        return written, "year"
    return None


def _dates_in_context(text: str, lead_end: int) -> Iterator[DateInContext]:
    """The dates of the lead and of every line with a year in it, each read in its sentence."""
    years = [match.start() for match in _YEAR.finditer(text)]
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if start < lead_end or bisect_left(years, start) < bisect_left(years, end):
            found = list(written_dates(text, start, end))
            spans = sentences(text[start:end]) if found else []
            for written in found:
                if written.kind == "days without year" and written.start >= lead_end:
                    continue  # only those of the lead are the event's
                # A date that a full stop cuts in two ("Jun. 8") belongs to both of its sentences.
                first = bisect_right(spans, written.start - start, key=itemgetter(0)) - 1
                last = bisect_left(spans, written.end - start, key=itemgetter(1))
                yield in_context(text, written, start + spans[first][0], start + spans[last][1])
        start = end + 1


def _year_reached(written: Written) -> int:
    """The year by which the article must have been written, if the date is past."""
    if written.kind == "days without year":
        return 0
    return written.first.year - 1 if written.kind == "no event" else written.last.year

"""Dates written in a text: their positions and the days they name.

The day comes first in all-number dates, in both languages. A year has four digits and is from 1900
to 2099; one of the Buddhist era is taken for ours. Nothing is borrowed here: a day whose year is
not written with it has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple

from search.analysis import fold
from search.articles import DateEvidence, DateSpan, Precision, whole_month, whole_year
from search.enrich.dates.patterns import (
    BEFORE_DAY,
    BEFORE_MONTH,
    BEFORE_SLASH,
    BETWEEN,
    COUNTED,
    DATE,
    EVERY,
    LUNAR_AFTER,
    LUNAR_DAY,
    OTHER_MONTHS,
)

Kind = Literal["days", "days without year", "months", "year", "no event"]

NO_YEAR = 2000
"""The leap year given to days without a year."""

_LONGEST = timedelta(days=366)
_LONGEST_UNSAID = timedelta(days=92)
_DIGIT = re.compile("[0-9]")
_LONGEST_BEFORE_DIGIT = 100
"""The most characters of a date in words before its first digit: "tháng mười một và tháng mười hai năm"."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_BUDDHIST_YEAR = re.compile(r"(?<!\d)25[4-7][0-9](?!\d)")
_BUDDHIST_ERA = 543
_MONTHS = {
    word: number
    for number, words in enumerate(
        ("gieng mot jan", "hai feb", "ba mar", "tu bon apr", "nam may", "sau jun", "bay jul", "tam aug",
         "chin sep", "muoi oct", "muoi-mot nov", "muoi-hai chap dec"), start=1)
    for word in words.split()
}  # fmt: skip
_QUARTERS = {
    word: number
    for number, words in enumerate(
        ("1 i nhat mot dau first 1st q1 1q", "2 ii hai second 2nd q2 2q", "3 iii ba third 3rd q3 3q",
         "4 iv tu bon cuoi fourth 4th q4 4q"), start=1)
    for word in words.split()
}  # fmt: skip


class Written(NamedTuple):
    """A date, or a range of days, at `text[start:end]`; `first` and `last` are inclusive.

    `days without year` begin in `NO_YEAR`. `no event` is a range of years (2020-2025, the 1990s) or the
    number of a decree: nothing happened then; it is matched so that its years are not read as dates.
    """

    start: int
    end: int
    kind: Kind
    first: date
    last: date

    @property
    def is_stretch(self) -> bool:
        """Whether its first and its last day, or month, are both written."""
        if self.kind == "months":
            return (self.first.year, self.first.month) != (self.last.year, self.last.month)
        return self.kind in ("days", "days without year") and self.first != self.last


def written_dates(text: str, start: int, end: int) -> Iterator[Written]:
    """The dates written in `text[start:end]`, in order.

    Days that do not exist are left out, and those of the lunar calendar, a month or two off ours.
    """
    # Every form has a digit in it, soon after its beginning; most lines have none.
    digit = _DIGIT.search(text, start, end)
    if digit is None:
        return
    for match in DATE.finditer(text, max(start, digit.start() - _LONGEST_BEFORE_DIGIT), end):
        try:
            written = _read(match)
        except ValueError:
            continue
        lunar = LUNAR_DAY.match(text, match.start()) or LUNAR_AFTER.match(text, match.end())
        if written is not None and not lunar:
            yield written


def span_of(text: str, written: Written, evidence: DateEvidence) -> DateSpan:
    """The date as a span, with the words of the text."""
    first, last = written.first, written.last
    if written.kind == "days":
        precision: Precision = "day" if first == last else "range"
    elif written.kind == "months":
        precision = "month" if (first.year, first.month) == (last.year, last.month) else "range"
    else:
        precision = "year"
    return DateSpan(first, last, precision, evidence, text[written.start : written.end].strip())


def _read(match: re.Match[str]) -> Written | None:
    """What a match says; None for what is no date, ValueError for a day that does not exist."""
    start, end = match.span()
    match match.lastgroup:
        case "iso":
            day = date(int(match[0][:4]), int(match[0][5:7]), int(match[0][8:]))
            return Written(start, end, "days", day, day)
        case "chinese":
            day = date(*map(int, re.findall("[0-9]+", match[0])))
            return Written(start, end, "days", day, day)
        case "day_first":
            return _days(match, "1", "2")
        case "days_first":
            return _days(match, "3", "4")
        case "month_first":
            return _days(match, "5", "6")
        case "months":
            month, last_month = _month(match["m7"]), _month(match["m8"] or match["m7"])
            last_year = _year(match["y8"])
            year = _year(match["y7"]) if match["y7"] else last_year - (month > last_month)
            first, last = whole_month(year, month)[0], whole_month(last_year, last_month)[1]
            return _stretch(start, end, "months", first, last)
        case "month" if BEFORE_MONTH.search(match.string, max(0, start - 8), start):
            first, last = whole_month(_year(match[0]), int(match["m9"]))
            return Written(start, end, "months", first, last)
        case "quarter":
            quarter = next(_QUARTERS[w] for w in fold(match["q"]).split() if w in _QUARTERS)
            first, _ = whole_month(_year(match[0]), 3 * quarter - 2)
            _, last = whole_month(_year(match[0]), 3 * quarter)
            return Written(start, end, "months", first, last)
        case "year":
            return Written(start, end, "year", *whole_year(_year(match[0])))
        case "no_event":
            years = [int(year) for year in _YEAR.findall(match[0])]
            return Written(start, end, "no event", date(years[0], 1, 1), date(years[-1], 12, 31))
    return None


def _days(match: re.Match[str], one: str, two: str) -> Written | None:
    """A day or a range of days; `one` and `two` number the groups of its ends."""
    parts = match.groupdict()
    said_month = parts.get(f"m{one}") or parts[f"m{two}"]
    said_year = parts.get(f"y{two}") or parts.get(f"y{one}")
    if not _is_date(match, said_month, said_year):
        return None
    start, end = match.span()
    day, month, year = _end(parts, one)
    if parts[f"d{two}"] is None:
        tail = parts.get(f"t{one}")
        if year and tail:
            return Written(start, end, "no event", date(year, month, day), date(int(tail), 12, 31))
        first = date(year or int(tail or NO_YEAR), month, day)
        return Written(start, end, "days" if year or tail else "days without year", first, first)
    last_day, last_month, last_year = _end(parts, two)
    month, last_month = month or last_month, last_month or month
    turns = (last_month, last_day) < (month, day)
    first = date(year or (last_year - turns if last_year else NO_YEAR), month, day)
    last = date(last_year or first.year + turns, last_month, last_day)
    if not (year and last_year) and last - first > _LONGEST_UNSAID:
        raise ValueError("the ends of a range are in the wrong order")
    listed = (parts.get(f"more{one}") or "").count(",") + 1
    is_list = parts.get(f"and{one}") and not BETWEEN.search(match.string, max(0, start - 12), start)
    if is_list and last - first != timedelta(days=listed):
        if last_year or not parts.get(f"m{one}"):
            start, first = match.start(f"d{two}"), last
        else:
            end, last = max(match.end(f"{part}{one}") for part in "dmy"), first
    return _stretch(start, end, "days" if said_year else "days without year", first, last)


def _end(parts: dict[str, str | None], number: str) -> tuple[int, int, int]:
    """The day, month and year of one end of a range; 0 for what is not written with it."""
    day, month, year = (parts.get(f"{part}{number}") or "" for part in "dmy")
    return int(day.rstrip("STNDRHEstndrhe") or 0), _month(month), _year(year)


def _is_date(match: re.Match[str], month: str, year: str | None) -> bool:
    """Whether a day and a month in digits are meant as a date, by what joins and surrounds them."""
    joiner = month.strip()[0]
    if joiner not in "/.-" or (year and year.strip()[0] == joiner):
        return True
    text, (start, end) = match.string, match.span()
    if (year and year.strip()[0] in "/.-") or COUNTED.match(text, end) or match[0] == "24/7":
        return False
    if match[0][0].isalpha():
        return not EVERY.search(text, max(0, start - 8), start)
    return bool(
        BEFORE_DAY.search(text, max(0, start - 16), start)
        or (joiner == "/" and BEFORE_SLASH.search(text, max(0, start - 8), start))
    )


def _stretch(start: int, end: int, kind: Kind, first: date, last: date) -> Written:
    """A range of days; one longer than a year is no event. ValueError if it ends before it begins."""
    if last < first:
        raise ValueError("the ends of a range are in the wrong order")
    return Written(start, end, "no event" if last - first > _LONGEST else kind, first, last)


def _month(words: str) -> int:
    """The number of a month written in digits or words, 0 for none."""
    said = fold(words).removeprefix("day ").removeprefix("thang ").removeprefix("of ")
    if said.isdigit():
        return int(said)
    other = OTHER_MONTHS.get(words.strip().lower())
    return other or _MONTHS.get(said.replace(" ", "-")) or _MONTHS.get(said[:3], 0)


def _year(words: str) -> int:
    """The year in the words of a date, 0 for none."""
    if buddhist := _BUDDHIST_YEAR.search(words):
        return int(buddhist[0]) - _BUDDHIST_ERA
    found = _YEAR.search(words)
    return int(found[0]) if found else 0

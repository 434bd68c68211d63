"""Years, months, days and ranges as they are asked for.

2022   2022-06   6/2022   2022-06-08   8/6/2022   30-4-2021   1.5.2021   30/04/21
June 2022   8 June 2022   tháng 6 năm 2022   T6/2022   ngày 8 tháng 6 năm 2022
Q2 2022   quý II năm 2022   2021-2022   8-10/6/2022   the 1990s
2022-01..2022-06   2022..   ..2022

In words marks and case do not matter. These are the forms of both languages that articles are read by
(`enrich/dates/forms.py`), and some that only people type. That module cannot be asked: it looks for what
tells a date from other figures in a text, and who types a date in a field means one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from search.analysis import fold, normalize
from search.articles import whole_month, whole_year

_YEAR = "(?P<year>[12][0-9]{3})"
_MONTH = "(?P<month>[0-9]{1,2})"
_DAY = "(?P<day>[0-9]{1,2})"
_DASHED = re.compile(f"{_YEAR}(?:-{_MONTH}(?:-{_DAY})?)?")
_SLASHED = re.compile(f"(?:(?:{_DAY}/)?{_MONTH}/){_YEAR}")

_MONTHS = {
    word: number
    for number, words in enumerate(
        ("jan january gieng mot", "feb february hai", "mar march ba", "apr april tu bon",
         "may nam", "jun june sau", "jul july bay", "aug august tam", "sep sept september chin",
         "oct october muoi", "nov november muoi-mot", "dec december muoi-hai chap"), start=1)
    for word in words.split()
}  # fmt: skip
_QUARTERS = {
    word: number
    for number, words in enumerate(
        ("1 i nhat mot dau first 1st", "2 ii hai second 2nd", "3 iii ba third 3rd",
         "4 iv tu bon cuoi fourth 4th"), start=1)
    for word in words.split()
}  # fmt: skip

_ENGLISH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_NUMBER = r"(?:1[0-2]|0?[1-9])(?![0-9])"
# Tháng năm is May only where a year follows it as one: else it is "month, year".
_VIETNAMESE = (
    rf"(?:(?:thang\s*|thg\.?\s*|t\.?){_NUMBER}|thang\s+(?:gieng|mot|hai|ba|tu|bon|nam(?=\s*/|,?\s+(?:cua\s+)?nam\s)"
    r"|sau|bay|tam|chin|muoi(?:\s+(?:mot|hai))?|chap)(?![a-z]))"
)
_IN_WORDS = rf"(?:{_VIETNAMESE}|{_ENGLISH})"
_DAY_NUMBER = r"(?:3[01]|[12][0-9]|0?[1-9])(?![0-9])(?:st|nd|rd|th)?"
_FULL_YEAR = r"(?:19|20)[0-9]{2}(?![0-9])"
_BEFORE_YEAR = r"(?:\s?[/,.-]\s?|,?\s+)(?:(?:(?:cua\s+)?nam|of)\s+)?"
_BEFORE_DAY = r"(?:(?:ngay|mung|mong)\s+)*"
_BETWEEN = r"(?:\s?[/.-]\s?|,?\s+(?:(?:day\s+)?of\s+)?)"


def _one(n: int, *, partial: bool) -> str:
    """A pattern of one period; a `partial` one may leave to another what month or year it is of."""
    year = rf"(?:{_BEFORE_YEAR}(?P<y{n}>{_FULL_YEAR}))" + ("?" if partial else "")
    forms = [
        rf"(?P<iy{n}>{_FULL_YEAR})(?P<is{n}>[-/.])(?P<im{n}>{_NUMBER})(?:(?P=is{n})(?P<id{n}>{_DAY_NUMBER}))?",
        rf"{_BEFORE_DAY}(?P<nd{n}>{_DAY_NUMBER})\s?(?P<ns{n}>[-/.])\s?(?P<nm{n}>{_NUMBER})"
        rf"\s?(?P=ns{n})\s?(?P<ny{n}>{_FULL_YEAR}|[0-9]{{2}}(?![0-9]))",
        rf"{_BEFORE_DAY}(?P<d{n}>{_DAY_NUMBER}){_BETWEEN}(?P<m{n}>{_IN_WORDS}){year}",
        rf"(?P<em{n}>{_ENGLISH})\s+(?:the\s+)?(?P<ed{n}>{_DAY_NUMBER})"
        rf"(?:,?\s+(?:of\s+)?(?P<ey{n}>{_FULL_YEAR}))" + ("?" if partial else ""),
        rf"(?P<mm{n}>{_IN_WORDS})" + year.replace(f"<y{n}>", f"<my{n}>"),
        rf"(?P<sm{n}>{_NUMBER})\s?[-/.]\s?(?P<sy{n}>{_FULL_YEAR})",
        rf"(?:q(?:uy|ui)?\s?(?P<q{n}>iv|i{{1,3}}|[1-4]|nhat|mot|hai|ba|tu|bon|dau|cuoi)(?![a-z0-9])(?:\s+(?:tien|cung))?"
        rf"|(?P<qe{n}>first|second|third|fourth|1st|2nd|3rd|4th)[\s-]quarter)"
        rf"{_BEFORE_YEAR}(?P<qy{n}>{_FULL_YEAR})",
        rf"(?P<yq{n}>{_FULL_YEAR})\s?[-/,]?\s?q(?P<qq{n}>[1-4])",
        rf"(?:(?:the\s+)?(?P<ten{n}>(?:19|20)[0-9]0)s|(?:thap\s+(?:nien|ky)|nhung\s+nam)\s+(?P<de{n}>(?:19|20)[0-9]0))",
        rf"(?:(?:nam|year)\s+)?(?P<yy{n}>{_FULL_YEAR})",
    ]
    if partial:
        forms.append(rf"{_BEFORE_DAY}(?P<pd{n}>{_DAY_NUMBER})(?:\s?[/-]\s?(?P<pm{n}>{_NUMBER}))?")
        forms.append(rf"(?P<po{n}>{_NUMBER})")
    return "(?:" + "|".join(forms) + ")"


_TO = r"(?:\s*[-–—]\s*|\s+(?:den|toi|to|until|till|through)\s+(?:het\s+|the\s+)?)"
_AND = r"(?:\s+(?:va|and)\s+)"
_EDGE = r"(?![a-z0-9]|[/.,-][0-9]|/[a-z])"
_LAST = rf"{_one(2, partial=False)}|(?P<ld2>{_DAY_NUMBER}),?\s+(?P<ly2>{_FULL_YEAR})"
_RANGE = re.compile(
    rf"(?<![a-z0-9])(?<![0-9][/.,-])(?:(?:(?:tu|from)\s+(?:the\s+)?)?(?P<a>{_one(1, partial=True)}){_TO}"
    rf"|(?:giua|between)\s+(?P<b>{_one(3, partial=True)}){_AND})(?:{_LAST}){_EDGE}"
)
_SINGLE = re.compile(rf"(?<![a-z0-9])(?<![0-9][/.,-]){_one(2, partial=False)}{_EDGE}")
_HAS_FIGURES = re.compile("[0-9]{2}")


class WrittenPeriod(NamedTuple):
    """A period at `text[start:end]`; its first and last day."""

    start: int
    end: int
    first: date
    last: date


class _Parts(NamedTuple):
    """What is written of a period: 0 for what is not."""

    year: int = 0
    month: int = 0
    day: int = 0
    quarter: int = 0
    years: int = 1


def parse_period(text: str) -> tuple[date, date]:
    """The first and the last day of a year from 1000 to 2999, of a month, or of a day, in figures.

    With slashes the day comes first, as both languages write it. ValueError for anything else.
    """
    match = _DASHED.fullmatch(text.strip()) or _SLASHED.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no period: write 2022, 2022-06 or 2022-06-08")
    year, *others = (int(match[part]) for part in ("year", "month", "day") if match[part])
    try:
        if 0 in others:
            raise ValueError
        return _days_of(_Parts(year, *others))
    except ValueError:
        raise ValueError(f"{text!r} is not in the calendar: check its day and month") from None


def read_period(text: str) -> tuple[date, date]:
    """The first and the last day of a period in any form; ValueError for anything else."""
    try:
        return parse_period(text)
    except ValueError:
        bare = _folded(normalize(text).strip())
        for pattern in (_SINGLE, _RANGE):
            match = pattern.fullmatch(bare)
            if match and (days := _days(match)):
                return days
        raise


def find_periods(text: str) -> Iterator[WrittenPeriod]:
    """The periods written in a normalized text, in any form, in order; none overlaps another.

    A `nam` without its mark before a year is left out: it may belong to a name, as in Quang Nam.
    """
    if not _HAS_FIGURES.search(text):
        return
    bare = _folded(text)
    at = 0
    while at < len(bare):
        found = [
            (match.start(), -match.end(), match, days)
            for pattern in (_SINGLE, _RANGE)
            for match in [pattern.search(bare, at)]
            if match and (days := _days(match))
        ]
        if not found:
            return
        start, end, _, (first, last) = min(found, key=lambda each: each[:2])
        at = -end
        if text[start : start + 4].lower() == "nam ":
            start += 4
        yield WrittenPeriod(start, at, first, last)


def parse_bound(text: str, end: Literal["first", "last"]) -> date:
    """The day at which a range begins (`first`) or ends (`last`) that is written as a period.

    A range to `2022-06` ends on 30 June. ValueError as `read_period` raises it.
    """
    first, last = read_period(text)
    return first if end == "first" else last


def parse_range(text: str) -> tuple[date | None, date | None]:
    """The first and the last day of a period or of a range of two; None where an end is open.

    ValueError if an end is no period, if both are open, or if the range ends before it begins.
    """
    begin, dots, end = text.partition("..")
    if not dots:
        return read_period(text)
    first = parse_bound(begin, "first") if begin else None
    last = parse_bound(end, "last") if end else None
    if not (begin or end) or (first or date.min) > (last or date.max):
        raise ValueError(f"{text!r} is no range: write its earlier day first")
    return first, last


@lru_cache(maxsize=1 << 10)
def _bare(char: str) -> str:
    folded = fold(char)
    return folded if len(folded) == 1 else char.lower() if len(char.lower()) == 1 else char


def _folded(text: str) -> str:
    """The text without marks and capitals, each character where it was."""
    return "".join(map(_bare, text))


def _days(match: re.Match[str]) -> tuple[date, date] | None:
    """The days that a match says; None if they are not in the calendar."""
    try:
        last = _parts(match, 2)
        begins = [n for n, name in ((1, "a"), (3, "b")) if match.groupdict().get(name)]
        if not begins:
            return _days_of(last)
        first = _parts(match, begins[0])
        if not first.month and first.day and not last.day and last.month:
            # Tháng 6-8/2022: what stands before is a month as well.
            first = _Parts(month=first.day)
        if last.day and not last.month:
            # September 17-19, 2024.
            last = last._replace(month=first.month)
        month = first.month or (last.month if first.day and not first.year else 0)
        year = first.year or last.year - (month > last.month)
        begin, end = _days_of(first._replace(year=year, month=month))[0], _days_of(last)[1]
    except ValueError:
        return None
    return (begin, end) if begin <= end else None


def _parts(match: re.Match[str], n: int) -> _Parts:
    groups = match.groupdict()

    def said(*names: str) -> str:
        return next((groups[f"{name}{n}"] for name in names if groups.get(f"{name}{n}")), "")

    year = said("iy", "ny", "y", "ey", "my", "sy", "qy", "yq", "yy", "ly")
    decade = said("ten", "de")
    if decade:
        return _Parts(year=int(decade), years=10)
    quarter = said("q", "qe", "qq")
    return _Parts(
        year=_full_year(year),
        month=_month(said("im", "nm", "m", "em", "mm", "sm", "pm")),
        day=int(said("id", "nd", "d", "ed", "pd", "po", "ld").rstrip("stndrh") or 0),
        quarter=_QUARTERS[quarter] if quarter else 0,
    )


def _days_of(parts: _Parts) -> tuple[date, date]:
    """The first and the last day; ValueError if they are not in the calendar."""
    if parts.day:
        day = date(parts.year, parts.month, parts.day)
        return day, day
    if parts.quarter:
        first, _ = whole_month(parts.year, 3 * parts.quarter - 2)
        return first, whole_month(parts.year, 3 * parts.quarter)[1]
    if parts.month:
        return whole_month(parts.year, parts.month)
    return whole_year(parts.year)[0], whole_year(parts.year + parts.years - 1)[1]


def _month(words: str) -> int:
    if digits := re.search("[0-9]+", words):
        return int(digits[0])
    said = "-".join(words.removeprefix("thang").rstrip(".").split())
    return _MONTHS[said] if said else 0


def _full_year(digits: str) -> int:
    """The year, 0 for none; of two digits the latest that is not after next year."""
    if len(digits) != 2:
        return int(digits or 0)
    latest = date.today().year + 1
    year = latest // 100 * 100 + int(digits)
    return year if year <= latest else year - 100

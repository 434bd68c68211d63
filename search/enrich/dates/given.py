"""Reads a date that a source gives beside its text: of a record, of front matter, of a page's metadata.

It is one date, in a form that a program or a paper has for its dates. Numbers are Unix times in seconds
to nanoseconds, days as YYYYMMDD, or the days since 1899-12-30 that spreadsheets count. In digits the
day comes before the month, as both languages write it here, unless only the other order is in the
calendar.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple

from search.analysis import fold
from search.articles import DateEvidence, DateSpan
from search.enrich.dates.forms import Kind, Written, span_of, written_dates
from search.periods import parse_period

NOT_UNDERSTOOD = "date not understood"
DOUBTED = "date doubted"
MONTH_FIRST = "date read with the month first"

_FIRST_YEAR = 1900
_EPOCH = date(1970, 1, 1)
"""What programs write for a time they do not know."""
_LONGEST = 200

_COMPACT = re.compile(
    r"(?P<y>[12]\d{3})(?P<m>\d\d)(?P<d>\d\d)"
    r"(?:[T ]?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?:\.\d+)?(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
)
_UNIX = re.compile(r"(?P<seconds>\d{9,10})(?P<rest>\d{3}|\d{6}|\d{9})?(?:\.\d+)?")
_SERIAL = re.compile(r"(?P<days>\d{5})(?:[.,]\d+)?")
_SERIAL_BEGIN = date(1899, 12, 30)
"""Of Excel and LibreOffice, from March 1900 on."""
_TIME = re.compile(
    r"(?:(?<=\d)T|(?<![\d/.:-]))(?P<hour>[01]?\d|2[0-4])\s?(?:[:h]|giờ|gio)\s?(?P<minute>[0-5]\d)?(?!\d)"
    r"(?:[:'](?P<second>[0-5]\d|60)(?:[.,]\d+)?)?'?(?:\s*(?P<half>[ap]\.?m\.?|SA|CH)(?!\w))?"
    r"\s*\(?(?P<zone>(?:UTC|GMT)?\s?[+-]\s?\d{1,2}(?::?\d\d)?(?![\d/])|[A-Z]{1,4}(?![\w/]))?\)?",
    re.IGNORECASE,
)
_ZONES = {"Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "ICT": 7, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5,
          "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}  # fmt: skip
"""Hours east of Greenwich: those of RFC 2822, and Indochina Time."""
_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+-])\s?(\d{1,2}?):?(\d\d)?", re.IGNORECASE)
_ASIDE = re.compile(r"\[[^\[\]]*\]|\([^()]*\)")
_YEAR_FIRST = re.compile(r"(?P<y>\d{4})\s?([-/.])\s?(?P<m>\d{1,2})\s?\2\s?(?P<d>\d{1,2})")
_YEAR_LAST = re.compile(
    r"(?P<d>\d{1,2})\s?(?P<sep>[-/.])\s?(?P<m>\d{1,2})\s?(?P=sep)\s?(?P<y>\d{4}|\d\d)"
)
_EDGES = " ,.|•·:;–—-\t"
_SIDE_WORDS = re.compile(
    r"(?<!\w)(?:(?:thứ|thu)\s(?:hai|ba|tư|tu|năm|nam|sáu|sau|bảy|bay|[2-7])|(?:chủ|chu)\s(?:nhật|nhat)"
    r"|T[2-7]|CN|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|satu?r?|sun)(?:day)?\.?"
    r"|ngày|ngay|lúc|luc|vào|vao|hồi|đăng|dang|cập nhật|cap nhat|xuất bản|published|posted|updated"
    r"|on|at|date|time)(?!\w)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_PIECES = re.compile(r"\d+|[a-z]+")
_MONTH_WORDS = ("thang", "thg", "th")
_MONTHS = {
    word: number
    for number, words in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"), start=1)
    for word in words.split()
}  # fmt: skip
_VIETNAMESE_MONTHS = {
    word: number
    for number, words in enumerate(
        ("gieng mot", "hai", "ba", "tu bon", "nam", "sau", "bay", "tam", "chin", "muoi",
         "muoi-mot", "muoi-hai chap"), start=1)
    for word in words.split()
}  # fmt: skip
"""After the word for month."""


class GivenDate(NamedTuple):
    """What a given date says: nothing where it is not understood or doubted; then `remark` says so."""

    span: DateSpan | None
    remark: str | None = None


class _Day(NamedTuple):
    day: date
    words: str
    remark: str | None = None


@lru_cache(maxsize=1 << 14)
def read_given_date(text: str, evidence: DateEvidence, zone: tzinfo, today: date) -> GivenDate:
    """The day, month, year or range of days that a text gives.

    A time with a zone of its own, or a Unix time, falls on a day in `zone`; without one its day is
    the one that is written. A date before 1900, after tomorrow or of the first day of Unix time is
    doubted. A month or a year is read only where there is nothing else.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return GivenDate(None, NOT_UNDERSTOOD)
    try:
        read = _day(text, zone, today)
        span = DateSpan(read.day, read.day, "day", evidence, read.words) if read else None
        span = span or _period(text, evidence)
    except (ValueError, OverflowError):
        return GivenDate(None, NOT_UNDERSTOOD)
    if span is None:
        return GivenDate(None, NOT_UNDERSTOOD)
    if span.first == span.last == _EPOCH or not (
        date(_FIRST_YEAR, 1, 1) <= span.first <= today + timedelta(days=1)
    ):
        return GivenDate(None, DOUBTED)
    return GivenDate(span, read.remark if read else None)


def _day(text: str, zone: tzinfo, today: date) -> _Day | None:
    """The day that all of the text says; ValueError if it is not in the calendar."""
    return _number(text, zone) or _written_day(text, zone, today)


def _number(text: str, zone: tzinfo) -> _Day | None:
    """The day of a text that is a number, perhaps with the letters of ISO 8601's basic format."""
    if match := _COMPACT.fullmatch(text):
        try:
            day = date(int(match["y"]), int(match["m"]), int(match["d"]))
        except ValueError:
            if match["hour"] is None:  # DDMMYYYY
                return _Day(date(int(text[4:]), int(text[2:4]), int(text[:2])), text)
        else:
            if day.year >= _FIRST_YEAR:
                moved = _in_zone(day, match, zone) if match["hour"] else day
                return _Day(moved, text)
    if match := _UNIX.fullmatch(text):
        return _Day(datetime.fromtimestamp(int(match["seconds"]), zone).date(), text)
    if match := _SERIAL.fullmatch(text):
        return _Day(_SERIAL_BEGIN + timedelta(days=int(match["days"])), text)
    return None


def _written_day(text: str, zone: tzinfo, today: date) -> _Day | None:
    """The day of a text that holds a day and perhaps its time, zone and day of the week."""
    timed = _TIME.search(text)
    rest = text if timed is None else f"{text[: timed.start()]} {text[timed.end() :]}"
    rest = _SIDE_WORDS.sub(" ", _ASIDE.sub(" ", rest))
    rest = " ".join(rest.split()).strip(_EDGES)
    read = _in_digits(rest, today) or _in_words(rest, today)
    if read is None:
        return None
    moved = read.day if timed is None else _in_zone(read.day, timed, zone)
    if moved != read.day or read.words not in text:
        return read._replace(day=moved, words=text)
    return read


def _in_digits(text: str, today: date) -> _Day | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return _Day(date(*(int(match[part]) for part in "ymd")), text)
    match = _YEAR_LAST.fullmatch(text)
    if match is None:
        return None
    day, month = int(match["d"]), int(match["m"])
    if len(match["y"]) == 2 and match["sep"] == "-" and _exists(day, month, match["y"], today):
        return None  # 23-08-14: the year may come first
    year = _full_year(match["y"], today)
    if month > 12 >= day:
        return _Day(date(year, day, month), text, MONTH_FIRST)
    return _Day(date(year, month, day), text)


def _exists(year: int, month: int, day: str, today: date) -> bool:
    try:
        return date(_full_year(f"{year:02}", today), month, int(day)) is not None
    except ValueError:
        return False


def _in_words(text: str, today: date) -> _Day | None:
    """The day of a text with its month in words, in any order of its three parts but day, year, month."""
    numbers: list[str] = []
    month, at = 0, 0
    # Word by word: a day and its month, folded together, are one token.
    pieces = _PIECES.findall(" ".join(map(fold, _WORD.findall(text))))
    while pieces:
        piece = pieces.pop(0)
        named = _MONTHS.get(piece, 0)
        if piece in _MONTH_WORDS and pieces:
            named = _take_month(pieces)
            if not named and piece == "th":
                continue  # of 14th
        if named:
            if month:
                return None
            month, at = named, len(numbers)
        elif piece.isdecimal():
            numbers.append(piece)
        elif piece not in ("nam", "st", "nd", "rd", "th", "of", "the", "de"):
            return None
    if not month or len(numbers) != 2 or (at == 2 and len(numbers[1]) <= 2):
        return None
    day, year = numbers if len(numbers[0]) <= 2 else reversed(numbers)
    return _Day(date(_full_year(year, today), month, int(day)), text)


def _take_month(pieces: list[str]) -> int:
    """The month that the pieces begin with, taken from them; 0 for none."""
    if pieces[0].isdecimal():
        return int(pieces.pop(0)) if 1 <= int(pieces[0]) <= 12 else 0
    for length in (2, 1):
        if named := _VIETNAMESE_MONTHS.get("-".join(pieces[:length]), 0):
            del pieces[:length]
            return named
    return 0


def _full_year(digits: str, today: date) -> int:
    """The year; of two digits the latest that is not after next year."""
    if len(digits) != 2:
        return int(digits)
    century = (today.year + 1) // 100 * 100
    year = century + int(digits)
    return year if year <= today.year + 1 else year - 100


def _in_zone(day: date, timed: re.Match[str], zone: tzinfo) -> date:
    """The day on which a time falls in a zone; the day itself where the time names no zone."""
    written = (timed["zone"] or "").strip()
    offset = _offset(written)
    if offset is None:
        return day
    hour = int(timed["hour"])
    half = (timed.groupdict().get("half") or "").lower().replace(".", "")
    if half:
        hour = hour % 12 + (12 if half in ("pm", "ch") else 0)
    clock = time(hour % 24, int(timed["minute"] or 0))
    begin = datetime.combine(day + timedelta(days=hour // 24), clock, timezone(offset))
    return begin.astimezone(zone).date()


def _offset(written: str) -> timedelta | None:
    """How far east of Greenwich a zone is; None for one that is not named or not known."""
    if not written:
        return None
    if written.upper() in _ZONES:
        return timedelta(hours=_ZONES[written.upper()])
    match = _OFFSET.fullmatch(written)
    if match is None:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return -offset if match[1] == "-" else offset


def _period(text: str, evidence: DateEvidence) -> DateSpan | None:
    """A month, a year, a range of days, or a day among other words."""
    try:
        first, last = parse_period(text)
    except ValueError:
        dated = list(written_dates(text, 0, len(text)))
        best = next((one for one in dated if one.kind == "days"), None)
        if best is None and len(dated) == 1 and dated[0].kind in ("months", "year"):
            rest = text[: dated[0].start] + text[dated[0].end :]
            best = None if re.search(r"\w", rest) else dated[0]
        return span_of(text, best, evidence) if best else None
    kind: Kind = "days" if first == last else "months" if first.month == last.month else "year"
    return span_of(text, Written(0, len(text), kind, first, last), evidence)

"""Reads the dates outside an article's sentences: at its head, and in its credit."""

from __future__ import annotations

import re

from search.datelines import goes_on_after_day
from search.enrich.dates.choice import LEAD
from search.enrich.dates.context import DateInContext
from search.enrich.dates.cues import cues_of
from search.enrich.dates.forms import Written
from search.vietnamese.cues import Cue

_LONGEST_DATE_LINE, _LONGEST_HEADING = 80, 50
_REACH = 200
"""How many characters beside a date are read for what a dateline is made of."""

_GOES_ON = Cue(rf"(?<!\w)(?:{cues_of('goes on')})$", re.IGNORECASE)
_PLACE_BEFORE = Cue(
    r"(?:^|\))\W*((?:[^\W\d_][\w.'’-]*[\s,(–)-]+){1,6}?)(?:ngày\s+)?$", re.MULTILINE
)
_CREDIT_BEFORE = Cue(r"[\W_]*((?:[^\W_][\w.]*[\s,:(|–-]+){0,7}?)(?:ngày\s+)?")
_CREDIT_WORDS = re.compile(r"(?<!\w)(?:theo|by)(?!\w)")
_BESIDE_DATE = (
    r"(?:[\W\d_]|t(?=\d\d:)|z|gmt|utc|[ap]m|thứ \w+|chủ nhật|\w+day|ngày|lúc"
    r"|cập nhật|đăng|published|posted|updated?|date|at|on)*"
)
_ONLY_DATE = Cue(_BESIDE_DATE, re.IGNORECASE)
_PAPER_BEFORE = Cue(rf"[^.!?:;]{{2,50}}?\s[-–—|]\s+{_BESIDE_DATE}", re.IGNORECASE)


def by_dateline(text: str, dates: list[DateInContext], title_end: int) -> Written | None:
    """A full date alone in its line or after the name of the paper there, or after a place or an agency,
    before a dash or the line's end."""
    for number, one in enumerate(dates):
        written = one.written
        if written.kind != "days" or written.start >= title_end + LEAD:
            continue
        near = max(0, written.start - _REACH)
        line = max(near, text.rfind("\n", near, written.start) + 1)
        before = text[line : written.start]
        after = text[written.end : written.end + _REACH].partition("\n")[0]
        if _is_one_of_two(dates, number, line, written.end + len(after)):
            continue
        if not after.strip() and _is_wrapped(text, line, written.end + len(after), title_end):
            continue
        alone = len(before) + len(after) < _LONGEST_DATE_LINE
        headed = alone and (_ONLY_DATE.fullmatch(before) or _PAPER_BEFORE.fullmatch(before))
        if headed and _ONLY_DATE.fullmatch(after):
            return written
        if not goes_on_after_day(after):
            continue
        place = _PLACE_BEFORE.search(text, line, written.start)
        if place and _are_names(place[1]):
            return written
    return _credited(text, dates, title_end)


def _is_one_of_two(dates: list[DateInContext], number: int, line: int, end: int) -> bool:
    """Whether another full date is on the line from `line` to `end`: an opening and a closing day."""
    beside = dates[max(0, number - 1) : number] + dates[number + 1 : number + 2]
    return any(one.written.kind == "days" and line <= one.written.start < end for one in beside)


def _is_wrapped(text: str, line: int, end: int, title_end: int) -> bool:
    """Whether a sentence goes on over a break before or behind a line that ends in a date."""
    if text[end : end + 2].strip()[:1].islower():
        return True
    first = title_end + 1
    before = text[max(first, line - 1 - _REACH) : max(first, line - 1)].rpartition("\n")
    last = before[2].strip()
    if not last[-1:].isalnum():
        return False
    is_headline = not before[1] and line - 1 - len(before[2]) <= first
    return bool(_GOES_ON.search(last)) or (len(last) > _LONGEST_HEADING and not is_headline)


def _are_names(words: str) -> bool:
    """Whether each word has a capital, or says by whom."""
    said = _CREDIT_WORDS.sub("", words)
    return all(word[0].isupper() for word in re.findall(r"[^\W\d_]+", said))


def _credited(text: str, dates: list[DateInContext], title_end: int) -> Written | None:
    """A full date that ends the last line of a text, after an agency or a place: "(KPL, 3 March 2020)"."""
    line = text.rstrip().rfind("\n") + 1
    if not text[title_end:line].strip():
        return None
    for number, one in enumerate(dates):
        written = one.written
        if written.kind == "days" and line <= written.start < line + _LONGEST_DATE_LINE:
            before, after = text[line : written.start], text[written.end :]
            names = _CREDIT_BEFORE.fullmatch(before) if "." not in after else None
            if (
                names
                and _ONLY_DATE.fullmatch(after)
                and _are_names(names[1])
                and not _is_one_of_two(dates, number, line, len(text))
                and not _is_wrapped(text, line, len(text), title_end)
            ):
                return written
    return None

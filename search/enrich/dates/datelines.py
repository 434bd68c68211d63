"""Reads the dates outside an article's sentences: at its head, and in its credit."""

from __future__ import annotations

import re

from search.datelines import goes_on_after_day
from search.enrich.dates.choice import LEAD
from search.enrich.dates.context import DateInContext
from search.enrich.dates.forms import Written
from search.vietnamese.cues import Cue

_LONGEST_DATE_LINE = 80
_PLACE_BEFORE = Cue(r"(?:^|\))\W*((?:[^\W\d_][\w.'’-]*[\s,(–)-]+){1,6}?)(?:ngày\s+)?$")
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
    for one in dates:
        written = one.written
        if written.kind != "days" or written.start >= title_end + LEAD:
            continue
        line = text.rfind("\n", 0, written.start) + 1
        before, after = text[line : written.start], text[written.end :].partition("\n")[0]
        alone = len(before) + len(after) < _LONGEST_DATE_LINE
        headed = _ONLY_DATE.fullmatch(before) or _PAPER_BEFORE.fullmatch(before)
        if alone and headed and _ONLY_DATE.fullmatch(after):
            return written
        place = _PLACE_BEFORE.search(before) if goes_on_after_day(after) else None
        if place and _are_names(place[1]):
            return written
    return _credited(text, dates, title_end)


def _are_names(words: str) -> bool:
    """Whether each word has a capital, or says by whom."""
    said = _CREDIT_WORDS.sub("", words)
    return all(word[0].isupper() for word in re.findall(r"[^\W\d_]+", said))


def _credited(text: str, dates: list[DateInContext], title_end: int) -> Written | None:
    """A full date that ends the last line of a text, after an agency or a place: "(KPL, 3 March 2020)"."""
    line = text.rstrip().rfind("\n") + 1
    if not text[title_end:line].strip():
        return None
    for one in dates:
        written = one.written
        if written.kind == "days" and written.start >= line:
            before, after = text[line : written.start], text[written.end :]
            short = written.start - line < _LONGEST_DATE_LINE
            names = _CREDIT_BEFORE.fullmatch(before) if short and "." not in after else None
            if names and _ONLY_DATE.fullmatch(after) and _are_names(names[1]):
                return written
    return None

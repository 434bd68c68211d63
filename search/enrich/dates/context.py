"""What a sentence says of a date in it: that it is past, still to come, or the event's own.

The cues were chosen by reading which dates of 2,500 dated news items lay near their day of issue: of years
after "vào năm" none in 600 did, after "từ" 2 in 100, after the name of a festival or a fair 8 in 10.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.articles import whole_year
from search.enrich.dates.acts import is_announced, is_of_act, is_of_law, will_follows
from search.enrich.dates.cues import cues_of
from search.enrich.dates.forms import Written
from search.vietnamese.cues import Cue

# How many characters before a date are read: for what leads up to it, for a verb or a noun that it
# belongs to, and for what the whole sentence is about.
_NEAR, _FAR, _SENTENCE = 40, 70, 200

_ANNIVERSARY = (
    r"kỷ niệm|anniversary|years (?:since|of)"
    r"|\d+ năm (?:ngày|thiết lập|thành lập)"
)
_OF_ANNIVERSARY = Cue(_ANNIVERSARY, re.IGNORECASE)
# What leads up to a date. The leftmost cue decides: "held in" over "in", "thành lập vào" over "vào".
_LEADING = Cue(
    r"""(?:
    (?P<current>(?<!\w)(?:tháng\sđầu|năm\snay|từ\snay\sđến\s(?:cuối|hết)
        |this\syear|so\sfar\sin|months\sof|from\snow\s(?:to|until)\sthe\send\sof))
    |(?P<held>(?<!\w)(?:held|took\splace|takes\splace|opened|tổ\schức|diễn\sra|khai\smạc))
    |(?P<since>(?<!\w)(?:(?<!thứ\s)từ|sinh|SN|lập|đời|so\svới|cùng(?:\skỳ)?|sau|ban\shành
        |ký|hoàn\sthành|hiệu\slực|áp\sdụng|since|from|born|established|founded|dated|signed|inked|after
        |than|with)
        |/[A-ZĐa-z-]{2,}|(?:số|no\.)\s?\d+)
    |(?P<until>(?<!\w)(?:(?<!tính\s)đến|tới|hết|trước|until|by|through|to|before))
    |(?P<planned>(?<!\w)(?:for|agenda|kế\shoạch))
    |(?P<on>(?<!\w)(?:on|sáng|trưa|chiều|tối))
    |(?P<then>(?<!\w)(?:vào|in|of|hồi))
    )
    (?:\s+(?:vào|on|in|the|early|late|mid|end\sof|cuối|đầu|giữa|ngày\slễ|rạng|sáng|chiều|tối
        |tận|khoảng|thời\sđiểm))*
    [\s,]*\(?\s*(?:(?:ngày|tháng|năm|the|year)\s+)?$""",
    re.IGNORECASE | re.VERBOSE,
)
_BACKGROUND = Cue(
    r"(?<!\w)(?:(?P<earlier>trước đó|được biết,"
    r"|cách đây|\d+ năm trước|từ khi"
    r"|years? ago|since the|(?:previously|earlier|before that),)"
    rf"|(?P<anniversary>{_ANNIVERSARY}))",
    re.IGNORECASE,
)
_BRACKETS_CLOSED = Cue(r"\), (?:(?:vào|sáng|chiều|tối|on)\s)*$", re.IGNORECASE)
_AHEAD = Cue(rf"(?<!\w)(?:{cues_of('ahead')})(?!\w)", re.IGNORECASE)
_UNTIL_EVENT = Cue(
    r"(?<!\w)(?:trước|đến|tới|before|until|ahead of)(?: (?!năm )[^\W\d_]+){1,4} $",
    re.IGNORECASE,
)
_COMPARED = Cue(
    r"(?<!\w)(?:so với|cùng kỳ|compared with|tính đến|tính tới)(?: \w+){0,2} $",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"(?<!\bnay )(?<!\bqua )\([^()\n]*$")
_OPENING = Cue(
    r"[\W_]*(?:(?:kể )?từ|đầu|cuối|giữa|trong|early|late|khoảng"
    r"|sáng|trưa|chiều|tối|đêm|vào|ngày|\d+h\d*"
    r"|on|in|\s)*",
    re.IGNORECASE,
)
_JUST_GONE = Cue(r"\s+vừa\s+(?:rồi|qua)(?!\w)", re.IGNORECASE)
_COMING = Cue(
    r"\)?\s+(?:tới(?!\s+\w*\d)|sắp tới|next|targets?|goals?|agenda|vision|strategy|plan)(?!\w)",
    re.IGNORECASE,
)
_EVENT = Cue(
    rf"(?<!\w)(?:{cues_of('event')})(?!\w)"
    r"(?![^.,;:]*(?<!\w)(?:được|đã|was|were|has|had|since)(?!\w))[^.,;:]{0,50}$",
    re.IGNORECASE,
)
_FEAST = Cue(rf"(?<!\w)(?:{cues_of('feast')})(?!\w)[^.,;:]{{0,30}}$", re.IGNORECASE)
_CONTEST = Cue(rf"(?<!\w)(?:{cues_of('contest')})s?(?!\w)[^.,;:]{{0,40}}$", re.IGNORECASE)
_IN_WORDS = re.compile(r"(?P<before>[^\W\d_]+)[,)]? in (?:early |late |mid-)?$")
_PARTICIPLE = re.compile(r".*(?:ed|wn)|built|made|born|won|held|lost|set|hit|begun|first|last")
_CLAUSE = re.compile(
    r"(?<!\w)(?:which|who|whose|that|when|where|after|since|before|(?<!more\s)(?<!less\s)(?<!fewer\s)than|follow(?:s|ed|ing)|compared|marks?|first|last"
    r"|previous|same)(?!\w)[^.;:]*$",
    re.IGNORECASE,
)
_OCCASION = Cue(rf"(?<!\w)(?:{cues_of('occasion')})(?!\w)[^.;:]{{0,40}}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateInContext:
    """A date, and what its sentence, `text[start:end]`, says of it.

    `past`: it lies before the event, or bounds a period. `ahead`: it is still to come. `planned`: the
    very verb that a day belongs to says so. `then`: only "in" or "of" that month or year, which in news
    is mostly background. `current`: it is called this year.
    """

    written: Written
    start: int
    end: int
    past: bool = False
    ahead: bool = False
    planned: bool = False
    then: bool = False
    current: bool = False


def in_context(text: str, written: Written, start: int, end: int) -> DateInContext:
    """What the sentence at `text[start:end]` says of a date in it."""
    at = written.start
    if written.kind == "no event":
        year = _anniversary_year(text, written, start)
        ahead = _AHEAD.search(text, max(start, at - _SENTENCE), at) is not None
        return DateInContext(
            year or written, start, end, ahead=ahead, current=bool(year) and not ahead
        )
    leading = _LEADING.search(text, max(start, at - _NEAR), at)
    cue = leading.lastgroup if leading else None
    past = cue in ("since", "until") and not written.is_stretch
    if written.kind == "days":
        past = is_of_law(text, start, at) or (
            past and not (cue == "since" and is_of_act(text, start, at))
        )
    if written.kind in ("months", "year") and _COMPARED.search(text, max(start, at - _NEAR), at):
        past = True
    if background := _BACKGROUND.search(text, max(start, at - _SENTENCE), at):
        over = _BRACKETS_CLOSED.search(text, background.end(), at) is not None
        past = past or background.lastgroup == "earlier" or not (over or cue in ("held", "on"))
    tells_plan = _AHEAD.search(text, max(start, at - _FAR), at) is not None
    ahead = cue in ("until", "planned") or tells_plan or bool(_COMING.match(text, written.end))
    if written.kind == "year" and _UNTIL_EVENT.search(text, max(start, at - _NEAR), at):
        past = ahead = True
    planned = written.kind in ("days", "days without year") and (
        (tells_plan and is_announced(text, start, at)) or will_follows(text, written.end)
    )
    if cue == "current":
        return DateInContext(written, start, end, ahead=ahead, current=True)
    return DateInContext(written, start, end, past, ahead, planned, then=cue == "then")


def is_of_event(text: str, one: DateInContext) -> bool:
    """Whether the date is an event's: a year in its name, or a day on which it was held."""
    cue = _OCCASION if one.written.kind == "days" else _EVENT
    at = one.written.start
    return cue.search(text, max(one.start, at - _FAR), at) is not None


def is_of_feast(text: str, one: DateInContext) -> bool:
    """Whether a year is of a feast: a text that mentions it means the next or the last one."""
    at = one.written.start
    return _FEAST.search(text, max(one.start, at - _FAR), at) is not None


def is_in_passing(text: str, one: DateInContext) -> bool:
    """Whether a date is of a contest, a season or a report (`V-League 2021`), or of a feast just gone.

    A meeting that a company has each year is treated the same.
    """
    at = one.written.start
    return bool(
        _CONTEST.search(text, max(one.start, at - _FAR), at)
        or _JUST_GONE.match(text, one.written.end)
    )


def is_told_by_verb(text: str, one: DateInContext) -> bool:
    """Whether the main clause, not a sub-clause or participle, has "in" that month or year."""
    before = text[one.start : one.written.start]
    said = _IN_WORDS.search(before)
    return bool(said and not _PARTICIPLE.fullmatch(said["before"]) and not _CLAUSE.search(before))


def opens_sentence(text: str, one: DateInContext) -> bool:
    """Whether only words like "on" or "from" precede the date in its sentence."""
    return _OPENING.fullmatch(text, one.start, one.written.start) is not None


def is_in_brackets(text: str, one: DateInContext) -> bool:
    """Whether the date is in brackets that do not follow "today" or "yesterday"."""
    return _BRACKET.search(text, one.start, one.written.start) is not None


def _anniversary_year(text: str, period: Written, start: int) -> Written | None:
    """This year, where "60 years of ties (1962-2022)" gives it; None if the numbers do not say so."""
    years = period.last.year - period.first.year
    said = text[max(start, period.start - _SENTENCE) : period.start]
    counted = years > 0 and str(years) in re.findall("[0-9]+", said)
    if not (counted and _OF_ANNIVERSARY.search(said)):
        return None
    return Written(period.end - 4, period.end, "year", *whole_year(period.last.year))

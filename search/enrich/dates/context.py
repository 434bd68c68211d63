"""What a sentence says of a date in it: that it is past, still to come, or the event's own."""

from __future__ import annotations

import re
from typing import NamedTuple

from search.articles import whole_year
from search.enrich.dates import signs
from search.enrich.dates.forms import Written


class DateInContext(NamedTuple):
    """A date, and what its sentence, `text[start:end]`, says of it.

    `past`: it lies before the event, or bounds a period. `jubilee`: it is past, and a day that is kept since.
    `ahead`: it is still to come. `planned`: the very verb that a day belongs to says so. `then`: only "in"
    or "of" that month or year, which in news is mostly background. `current`: it is called this year.
    `signed`: a paper was signed or issued on it, so that it is not to come.
    """

    written: Written
    start: int
    end: int
    past: bool = False
    jubilee: bool = False
    ahead: bool = False
    planned: bool = False
    then: bool = False
    current: bool = False
    signed: bool = False


def in_context(text: str, written: Written, start: int, end: int) -> DateInContext:
    """What the sentence at `text[start:end]` says of a date in it."""
    at = written.start
    if written.kind == "no event":
        year = _anniversary_year(text, written, start)
        ahead = signs.AHEAD.before(text, start, at) is not None
        return DateInContext(
            year or written, start, end, ahead=ahead, current=bool(year) and not ahead
        )
    leading = signs.LEADING.before(text, start, at)
    cue = leading.lastgroup if leading else None
    past = cue in ("since", "paper", "founded", "until") and not written.is_stretch
    jubilee = cue == "founded"
    if written.kind == "days":
        done = cue in ("since", "paper") and _is_of_act(text, start, at)
        past = signs.QUOTED_LAW.before(text, start, at) is not None or (past and not done)
        jubilee = jubilee or signs.OBSERVANCE.before(text, start, at) is not None
    if written.kind in ("months", "year") and signs.COMPARED.before(text, start, at):
        past = True
    if background := signs.BACKGROUND.before(text, start, at):
        over = signs.BRACKETS_CLOSED.before(text, background.end(), at) is not None
        told = over or cue in ("held", "on")
        past = past or background.lastgroup == "earlier" or not told
        jubilee = jubilee or (background.lastgroup == "anniversary" and not told)
    tells_plan = signs.AHEAD_NEAR.before(text, start, at)
    ahead = (
        cue in ("until", "planned")
        or tells_plan is not None
        or signs.COMING.after(text, written.end) is not None
    )
    if written.kind == "year" and signs.UNTIL_EVENT.before(text, start, at):
        past = ahead = True
    planned = written.kind in ("days", "days without year") and (
        (tells_plan is not None and signs.ANNOUNCED.before(text, start, at) is not None)
        or signs.WILL_AFTER.after(text, written.end) is not None
    )
    if cue == "current":
        return DateInContext(written, start, end, ahead=ahead, current=True)
    return DateInContext(
        written,
        start,
        end,
        past or jubilee,
        jubilee,
        ahead,
        planned,
        cue == "then",
        signed=cue == "paper",
    )


def is_of_event(text: str, one: DateInContext) -> bool:
    """Whether the date is an event's: a year in its name, or a day on which it was held."""
    sign = signs.OCCASION if one.written.kind == "days" else signs.EVENT
    return sign.before(text, one.start, one.written.start) is not None


def is_in_event_name(text: str, one: DateInContext) -> bool:
    """Whether a year is in an event's name, behind the words or before them."""
    return bool(
        signs.EVENT_AFTER.after(text, one.written.end)
        or signs.SHOW.before(text, one.start, one.written.start)
        or is_of_event(text, one)
    )


def is_of_feast(text: str, one: DateInContext) -> bool:
    """Whether a year is of a feast: a text that mentions it means the next or the last one."""
    return signs.FEAST.before(text, one.start, one.written.start) is not None


def is_in_passing(text: str, one: DateInContext) -> bool:
    """Whether a date is of a contest, a season or a report (`V-League 2021`), or of a feast just gone.

    A meeting that a company has each year is treated the same.
    """
    return bool(
        signs.CONTEST.before(text, one.start, one.written.start)
        or signs.JUST_GONE.after(text, one.written.end)
    )


def is_of_ranking(text: str, one: DateInContext) -> bool:
    """Whether a date is the time that something was the best of."""
    return signs.RANKING.before(text, one.start, one.written.start) is not None


def is_of_review(text: str, one: DateInContext) -> bool:
    """Whether a year is the one whose work is reviewed or planned."""
    return signs.REVIEWED.before(text, one.start, one.written.start) is not None


def is_of_thing(text: str, one: DateInContext) -> bool:
    """Whether a year is that of a law or another thing in the sentence, or a number or a title."""
    at = one.written.start
    return bool(
        signs.THING.before(text, one.start, at)
        or signs.THING_AFTER.after(text, one.written.end)
        or (text[at].isdigit() and signs.NUMBERED.before(text, one.start, at))
    )


def is_just_told(text: str, one: DateInContext) -> bool:
    """Whether the sentence says that what happened on the date has just been done."""
    return signs.JUST.before(text, one.start, one.written.start) is not None


def tells_a_start(text: str, one: DateInContext) -> bool:
    """Whether the sentence opens with the day from which something is so."""
    return signs.START.opens(text, one.start, one.written.start) is not None


def is_told_by_verb(text: str, one: DateInContext) -> bool:
    """Whether the main clause, not a sub-clause or participle, has "in" that month or year."""
    before = text[max(one.start, one.written.start - signs.SENTENCE) : one.written.start]
    said = signs.IN_WORDS.search(before)
    return bool(
        said and not signs.PARTICIPLE.fullmatch(said["before"]) and not signs.CLAUSE.search(before)
    )


def opens_sentence(text: str, one: DateInContext) -> bool:
    """Whether only words like "on" or "from" precede the date in its sentence."""
    opening = signs.OPENING.opens(text, one.start, one.written.start)
    return opening is not None and opening.end() == one.written.start


def is_in_brackets(text: str, one: DateInContext) -> bool:
    """Whether the date is in brackets that do not follow "today", "yesterday" or a day of the week."""
    at = one.written.start
    start = max(one.start, at - signs.SENTENCE)
    bracket = text.rfind("(", start, at)
    is_day = text.endswith(("nay ", "qua "), 0, bracket) or is_of_this_week(text, one)
    return bracket > text.rfind(")", start, at) and not is_day


def is_of_this_week(text: str, one: DateInContext) -> bool:
    """Whether the day of the week is told before the date, as news do of the last few days."""
    return signs.DAY_OF_WEEK.before(text, one.start, one.written.start) is not None


def _is_of_act(text: str, start: int, at: int) -> bool:
    """Whether something was signed or issued on the date, or comes into force or begins then."""
    return bool(
        signs.START.opens(text, start, at)
        or signs.ACT.before(text, start, at)
        or signs.IN_FORCE.before(text, start, at)
    )


def _anniversary_year(text: str, period: Written, start: int) -> Written | None:
    """This year, where "60 years of ties (1962-2022)" gives it; None if the numbers do not say so."""
    years = period.last.year - period.first.year
    said = text[max(start, period.start - signs.SENTENCE) : period.start]
    counted = years > 0 and str(years) in re.findall("[0-9]+", said)
    if not (counted and signs.ANNIVERSARY.before(text, start, period.start)):
        return None
    return Written(period.end - 4, period.end, "year", *whole_year(period.last.year))

"""What a sentence tells of a date in it: that it is past, still to come, or the event's own.

The cues were chosen by reading which dates of 2,500 dated news items lay near their day of issue: of years
after "vào năm" none in 600 did, after "từ" 2 in 100, after the name of a festival or a fair 8 in 10.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.articles import whole_year
from search.enrich.dates.acts import is_announced, is_of_deed, is_of_law, will_follows
from search.enrich.dates.forms import Written

# How many characters before a date are read: for what leads up to it, for a verb or a noun that it
# belongs to, and for what the whole sentence is about.
_NEAR, _FAR, _SENTENCE = 40, 70, 200

_ANNIVERSARY = (
    r"k[ỷy] ni[ệe]m|anniversary|years (?:since|of)"
    r"|\d+ n[ăa]m (?:ng[àa]y|thi[ếe]t l[ậa]p|th[àa]nh l[ậa]p)"
)
# What leads up to a date. The leftmost cue decides: "held in" over "in", "thành lập vào" over "vào".
_LEADING = re.compile(
    r"""(?:
    (?P<current>(?<!\w)(?:th[áa]ng\s[đd][ầa]u|n[ăa]m\snay|t[ừu]\snay\s[đd][ếe]n\s(?:cu[ốo]i|h[ếe]t)
        |this\syear|so\sfar\sin|months\sof|from\snow\s(?:to|until)\sthe\send\sof))
    |(?P<held>(?<!\w)(?:held|took\splace|takes\splace|opened|t[ổo]\sch[ứu]c|di[ễe]n\sra|khai\sm[ạa]c))
    |(?P<since>(?<!\w)(?:(?<!th[ứu]\s)t[ừu]|sinh|SN|l[ậa]p|[đd][ờo]i|so\sv[ớo]i|c[ùu]ng(?:\sk[ỳy])?|sau|ban\sh[àa]nh
        |k[ýy]|ho[àa]n\sth[àa]nh|hi[ệe]u\sl[ựu]c|[áa]p\sd[ụu]ng|since|from|born|established|founded|dated|signed|inked|after
        |than|with)
        |/[A-ZĐa-z-]{2,}|(?:s[ốo]|no\.)\s?\d+)
    |(?P<until>(?<!\w)(?:(?<!t[íi]nh\s)[đd][ếe]n|t[ớo]i|h[ếe]t|tr[ướu][ớo]c|until|by|through|to|before))
    |(?P<planned>(?<!\w)(?:for|agenda|k[ếe]\sho[ạa]ch))
    |(?P<on>(?<!\w)(?:on|s[áa]ng|tr[ưu]a|chi[ềe]u|t[ốo]i))
    |(?P<then>(?<!\w)(?:v[àa]o|in|of|h[ồo]i))
    )
    (?:\s+(?:v[àa]o|on|in|the|early|late|mid|end\sof|cu[ốo]i|[đd][ầa]u|gi[ữu]a|ng[àa]y\sl[ễe]|r[ạa]ng|s[áa]ng|chi[ềe]u|t[ốo]i
        |t[ậa]n|kho[ảa]ng|th[ờo]i\s[đd]i[ểe]m))*
    [\s,]*\(?\s*(?:(?:ng[àa]y|th[áa]ng|n[ăa]m|the|year)\s+)?$""",
    re.IGNORECASE | re.VERBOSE,
)
_BACKGROUND = re.compile(
    r"(?<!\w)(?:(?P<earlier>tr[ưu][ớo]c [đd][óo]|[đd][ưu][ợo]c bi[ếe]t,"
    r"|c[áa]ch [đd][âa]y|\d+ n[ăa]m tr[ưu][ớo]c|t[ừu] khi"
    r"|years? ago|since the|(?:previously|earlier|before that),)"
    rf"|(?P<anniversary>{_ANNIVERSARY}))",
    re.IGNORECASE,
)
_BRACKETS_CLOSED = re.compile(r"\), (?:(?:v[àa]o|s[áa]ng|chi[ềe]u|t[ốo]i|on)\s)*$", re.IGNORECASE)
_AHEAD = re.compile(
    r"(?<!\w)(?:s[ẽe](?! sont)|d[ựu] ki[ếe]n|k[ếe] ho[ạa]ch|m[ụu]c ti[êe]u|t[ầa]m nh[ìi]n"
    r"|[đd][ịi]nh h[ướu][ớo]ng|ph[ấa]n [đd][ấa]u|chi[ếe]n l[ưu][ợo]c|[đd][ềe] [áa]n|quy ho[ạa]ch"
    r"|v[òo]ng lo[ạa]i|world cup|olympics?"
    r"|will|expected|plans?|planned|targets?|vision|goals?|slated|scheduled|propos(?:ed|es|al)|set to|to be"
    r"|strategy|net[- ]zero|(?-i:xin|mong)|[đd][ềe] ngh[ịi]|mu[ốo]n|hy v[ọo]ng|asks?|asked|hopes?|hoped"
    r"|wants?|h[ạa]n (?:ch[óo]t|cu[ốo]i|n[ộo]p)|deadline|applications close)(?!\w)",
    re.IGNORECASE,
)
_UNTIL_EVENT = re.compile(
    r"(?<!\w)(?:tr[ưu][ớo]c|[đd][ếe]n|t[ớo]i|before|until|ahead of)(?: (?!n[ăa]m )[^\W\d_]+){1,4} $",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"(?<!\w)(?:so v[ớo]i|c[ùu]ng k[ỳy]|compared with|t[íi]nh [đd][ếe]n|t[íi]nh t[ớo]i)(?: \w+){0,2} $",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"(?<!\bnay )(?<!\bqua )\([^()\n]*$")
_OPENING = re.compile(
    r"[\W_]*(?:(?:k[ểe] )?t[ừu]|[đd][ầa]u|cu[ốo]i|gi[ữu]a|trong|early|late|kho[ảa]ng"
    r"|s[áa]ng|tr[ưu]a|chi[ềe]u|t[ốo]i|[đd][êe]m|v[àa]o|ng[àa]y|\d+h\d*"
    r"|on|in|\s)*",
    re.IGNORECASE,
)
_JUST_GONE = re.compile(r"\s+v[ừu]a\s+(?:r[ồo]i|qua)(?!\w)", re.IGNORECASE)
_COMING = re.compile(
    r"\)?\s+(?:t[ớo]i(?!\s+\w*\d)|s[ắa]p t[ớo]i|next|targets?|goals?|agenda|vision|strategy|plan)(?!\w)",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"(?<!\w)(?:l[ễe] h[ộo]i|li[êe]n hoan|h[ộo]i ngh[ịi]|h[ộo]i ch[ợo]|di[ễe]n [đd][àa]n|h[ộo]i th[ảa]o"
    r"|ng[àa]y h[ộo]i|[đd][ạa]i h[ộo]i|tri[ểe]n l[ãa]m|tu[ầa]n l[ễe]|t[ếe]t|n[ăa]m du l[ịi]ch"
    r"|du l[ịi]ch qu[ốo]c gia|festival|forum|fair|expo|exhibition|conference|summit|congress|new year"
    r"|tourism year|year of \w+)(?!\w)"
    r"(?![^.,;:]*(?<!\w)(?:[đd][ưu][ợo]c|[đd][ãa]|was|were|has|had|since)(?!\w))[^.,;:]{0,50}$",
    re.IGNORECASE,
)
_FEAST = re.compile(
    r"(?<!\w)(?:l[ễe] h[ộo]i|li[êe]n hoan|t[ếe]t|festival|new year)(?!\w)[^.,;:]{0,30}$",
    re.IGNORECASE,
)
_CONTEST = re.compile(
    r"(?<!\w)(?:thi|tuy[ểe]n sinh|t[ốo]t nghi[ệe]p|n[ăa]m h[ọo]c|m[ùu]a|gi[ảa]i|v[òo]ng|hoa h[ậa]u"
    r"|k[ỳy] chuy[ểe]n nh[ưu][ợo]ng|x[ếe]p h[ạa]ng|b[áa]o c[áa]o|th[ưu][ờo]ng ni[êe]n"
    r"|d[ựu] to[áa]n|k[ếe] ho[ạa]ch|th[ếe] h[ệe]|s[ốo] li[ệe]u|annual|[\w-]*league|cup|games|season"
    r"|championship|tournament|ranking|index|report|award)s?(?!\w)[^.,;:]{0,40}$",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(r"(?P<before>[^\W\d_]+)[,)]? in (?:early |late |mid-)?$")
_PARTICIPLE = re.compile(r".*(?:ed|wn)|built|made|born|won|held|lost|set|hit|begun|first|last")
_CLAUSE = re.compile(
    r"(?<!\w)(?:which|who|whose|that|when|where|after|since|before|(?<!more\s)(?<!less\s)(?<!fewer\s)than|follow(?:s|ed|ing)|compared|marks?|first|last"
    r"|previous|same)(?!\w)[^.;:]*$",
    re.IGNORECASE,
)
_OCCASION = re.compile(
    r"(?<!\w)(?:t[ổo] ch[ứu]c|di[ễe]n ra|khai m[ạa]c|l[ễe]|h[ộo]i ngh[ịi]|h[ộo]i [đd][àa]m|h[ộo]i th[ảa]o"
    r"|h[ọo]p|held|took place|opened|ceremony|meeting|talks|conference|forum|festival)(?!\w)[^.;:]{0,40}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """A date as its sentence, `text[start:end]`, tells it.

    `past`: it lies before the event, or bounds a stretch. `ahead`: it is still to come. `planned`: the
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


def tell(text: str, written: Written, start: int, end: int) -> Told:
    """How the sentence at `text[start:end]` tells a date that is written in it."""
    at = written.start
    if written.kind == "term":
        year = _anniversary_year(text, written, start)
        ahead = _AHEAD.search(text, max(start, at - _SENTENCE), at) is not None
        return Told(year or written, start, end, ahead=ahead, current=bool(year) and not ahead)
    leading = _LEADING.search(text, max(start, at - _NEAR), at)
    cue = leading.lastgroup if leading else None
    past = cue in ("since", "until") and not written.is_stretch
    if written.kind == "days":
        past = is_of_law(text, start, at) or (
            past and not (cue == "since" and is_of_deed(text, start, at))
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
        return Told(written, start, end, ahead=ahead, current=True)
    return Told(written, start, end, past, ahead, planned, then=cue == "then")


def is_of_event(text: str, told: Told) -> bool:
    """Whether the date is said of an event: a year in its name, a day on which it was held."""
    cue = _OCCASION if told.written.kind == "days" else _EVENT
    at = told.written.start
    return cue.search(text, max(told.start, at - _FAR), at) is not None


def is_of_feast(text: str, told: Told) -> bool:
    """Whether a year is of a feast: whoever speaks of it, speaks of the next or the last one."""
    at = told.written.start
    return _FEAST.search(text, max(told.start, at - _FAR), at) is not None


def is_in_passing(text: str, told: Told) -> bool:
    """Whether a date is of a contest, a season or a report (`V-League 2021`), or of a feast just gone.

    The same is a meeting that a company holds each year, whenever it does.
    """
    at = told.written.start
    return bool(
        _CONTEST.search(text, max(told.start, at - _FAR), at)
        or _JUST_GONE.match(text, told.written.end)
    )


def is_told_by_verb(text: str, told: Told) -> bool:
    """Whether the sentence itself, no clause or participle in it, tells what was "in" that month or year."""
    before = text[told.start : told.written.start]
    said = _IN_WORDS.search(before)
    return bool(said and not _PARTICIPLE.fullmatch(said["before"]) and not _CLAUSE.search(before))


def opens_sentence(text: str, told: Told) -> bool:
    """Whether nothing but "on" or "from" stands before the date in its sentence."""
    return _OPENING.fullmatch(text, told.start, told.written.start) is not None


def is_in_brackets(text: str, told: Told) -> bool:
    """Whether the date is told in brackets, but not behind "today" or "yesterday"."""
    return _BRACKET.search(text, told.start, told.written.start) is not None


def _anniversary_year(text: str, term: Written, start: int) -> Written | None:
    """This year, where "60 years of ties (1962-2022)" tells it; None if the numbers do not say so."""
    years = term.last.year - term.first.year
    said = text[max(start, term.start - _SENTENCE) : term.start]
    counted = years > 0 and str(years) in re.findall("[0-9]+", said)
    if not (counted and re.search(_ANNIVERSARY, said, re.IGNORECASE)):
        return None
    return Written(term.end - 4, term.end, "year", *whole_year(term.last.year))

"""What the words beside a date say of it: a table of signs, each with its cue, its reach and its reason.

Which dates lay near the day of issue was counted in 2,500 dated news items: of years after "vào năm" none
in 600 did, after "từ" 2 in 100, after the name of a festival or a fair 8 in 10. The words are in `cues.csv`.
`context.py` puts together what the signs say, `choice.py` chooses by it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.enrich.dates.cues import cues_of
from search.vietnamese.cues import Cue

_NEAR, _FAR, SENTENCE = 40, 70, 200
"""How many characters are read for what leads up to a date, for the verb or noun that it belongs to, and for
what the whole sentence is about. No more are: what is read of a line stays linear in its length."""

_WORD = r"[^\s,.;:()]+"
_ANNIVERSARY = r"kỷ niệm|anniversary|years (?:since|of)|\d+ năm (?:ngày|thiết lập|thành lập)"


@dataclass(frozen=True, slots=True)
class Sign:
    """A cue, how many characters beside the date it is looked for in, and why it says what it says."""

    cue: Cue
    reach: int
    why: str

    def before(self, text: str, start: int, at: int) -> re.Match[str] | None:
        """The leftmost match in what leads up to `text[at]`, in a sentence from `start`."""
        return self.cue.search(text, max(start, at - self.reach), at)

    def opens(self, text: str, start: int, at: int) -> re.Match[str] | None:
        """The match at the start of the sentence, if that is near."""
        return self.cue.match(text, start, at) if at - start <= self.reach else None

    def after(self, text: str, end: int) -> re.Match[str] | None:
        """The match right behind a date that ends there."""
        return self.cue.match(text, end, end + self.reach)


# --- past, future or the event's own day ---

LEADING = Sign(
    Cue(
        r"(?:(?<!\w)(?:"
        rf"(?P<current>{cues_of('current')})|(?P<held>{cues_of('held')})|(?P<founded>{cues_of('founded')})"
        rf"|(?P<since>(?<!thứ )từ|{cues_of('since')})|(?P<until>(?<!tính )đến|{cues_of('until')})"
        rf"|(?P<planned>{cues_of('planned')})|(?P<on>{cues_of('on')})|(?P<then>{cues_of('then')}))"
        r"|(?P<paper>/[A-ZĐa-z-]{2,}|(?:số|no\.)\s?\d+))"
        r"(?:\s+(?:vào|on|in|the|early|late|mid|end of|cuối|đầu|giữa|ngày lễ|rạng|sáng|chiều|tối|tận"
        r"|khoảng|thời điểm))*[\s,]*\(?\s*(?:(?:ngày|tháng|năm|the|year)\s+)?$",
        re.IGNORECASE,
    ),
    _NEAR,
    "What leads up to the date says most; the leftmost cue decides: held in over in, thành lập vào over vào.",
)
BACKGROUND = Sign(
    Cue(
        r"(?<!\w)(?:(?P<earlier>trước đó|được biết,|cách đây|\d+ năm trước|từ khi"
        rf"|{cues_of('example')}|years? ago|since the|(?:previously|earlier|before that),"
        rf"|(?:{cues_of('before')})[^.,;:()]*$|sau khi[^.,;:()]* (?:ký|ký kết) \(?$)"
        rf"|(?P<anniversary>{_ANNIVERSARY}))",
        re.IGNORECASE,
    ),
    SENTENCE,
    "What follows is told as earlier, or as an example, or is what a jubilee is of.",
)
ANNIVERSARY = Sign(
    Cue(_ANNIVERSARY, re.IGNORECASE),
    SENTENCE,
    "60 years of ties (1962-2022): the later year is this one, if the numbers agree.",
)
BRACKETS_CLOSED = Sign(
    Cue(r"\), (?:(?:vào|sáng|chiều|tối|on)\s)*$", re.IGNORECASE),
    SENTENCE,
    "After the brackets of a jubilee the day of the celebration is told.",
)
OBSERVANCE = Sign(
    Cue(
        rf"(?<!\w)(?:ngày (?:(?!thứ|chủ)(?-i:[A-ZĐÂÊÔƠƯĂÁÀẢÃẠẤẦẨẪẬẮẰẲẴẶẾỀÍÝÚ]){_WORD}"
        rf"|{cues_of('observance')})(?: {_WORD}){{0,7}}"
        rf"|{cues_of('jubilee')}(?: {_WORD}){{0,4}}) \(?(?:ngày )?$",
        re.IGNORECASE,
    ),
    _FAR,
    "Ngày Lâm nghiệp Việt Nam 28-11-1959: the first of its kind, not this year's.",
)
COMPARED = Sign(
    Cue(
        r"(?<!\w)(?:so với|cùng kỳ|compared with|tính đến|tính tới)(?: \w+){0,2} $",
        re.IGNORECASE,
    ),
    _NEAR,
    "A month or a year that figures are compared with, or counted up to.",
)
JUST_GONE = Sign(
    Cue(r"\s+vừa\s+(?:rồi|qua)(?!\w)", re.IGNORECASE),
    12,
    "Feasts just gone are told in passing.",
)
AHEAD = Sign(
    Cue(rf"(?<!\w)(?:{cues_of('ahead')})(?!\w)", re.IGNORECASE),
    SENTENCE,
    "Still to come, or wished for: the agreement for 2022-2025.",
)
AHEAD_NEAR = Sign(
    AHEAD.cue, _FAR, "The same of a single date, which a plan far before it does not concern."
)
UNTIL_EVENT = Sign(
    Cue(
        r"(?<!\w)(?:trước|đến|tới|before|until|ahead of)(?: (?!năm )[^\W\d_]+){1,4} $",
        re.IGNORECASE,
    ),
    _NEAR,
    "Before the rainy season of 2027.",
)
COMING = Sign(
    Cue(
        r"\)?\s+(?:tới(?!\s+\w*\d)|sắp tới|next|targets?|goals?|agenda|vision|strategy|plan)(?!\w)",
        re.IGNORECASE,
    ),
    20,
    "Ngày 5/3 tới; the 2030 agenda.",
)
ANNOUNCED = Sign(
    Cue(
        rf"(?<!\w)(?:{cues_of('announced')}|(?:{cues_of('deadline')})(?: \w+){{0,4}}:?)(?!\w)"
        r"(?![^.,;:()]*(?<!\w)(?:said|told|announced|cho biết|nói|thông báo)(?!\w))[^.,;:()]*"
        r"(?:, (?:từ|from) )?$",
        re.IGNORECASE,
    ),
    _FAR,
    "The verb that the day belongs to is about the future.",
)
WILL_AFTER = Sign(
    Cue(
        r"\)?,? \((?:dự kiến|expected|scheduled)(?!\w)"
        r"|\)?,?(?: (?!(?:cho|nói|thông|công|ký|yêu|quyết|tại cuộc|said|told|announced"
        rf"|that)(?!\w)){_WORD}){{0,6}},? (?:sẽ(?! sont)|will)(?!\w)",
        re.IGNORECASE,
    ),
    _FAR,
    "So is the verb behind it.",
)

# --- what was done on a full date ---

QUOTED_LAW = Sign(
    Cue(
        rf"(?<!\w)(?:(?:{cues_of('quoting')}) (?:the |một )?(?:{cues_of('law')})|{cues_of('treaty')})"
        rf"(?: {_WORD}){{0,6}} $",
        re.IGNORECASE,
    ),
    _FAR,
    "Laws are quoted: their dates are past.",
)
ACT = Sign(
    Cue(
        r"(?<!\w)(?:(?:was|were|been) (?:signed|inked) on"
        rf"|được(?: {_WORD}){{0,5}} ký(?: kết)?(?: vào)?|hoàn thành(?: vào)?"
        rf"|(?:{cues_of('issued')})(?: {_WORD}){{0,4}}) (?:the )?$",
        re.IGNORECASE,
    ),
    _FAR,
    "A report, a signing: what an article is about.",
)
IN_FORCE = Sign(
    Cue(
        rf"(?<!\w)(?:vừa|đã)(?: {_WORD}){{0,2}} (?:{cues_of('decided')})(?!\w)[^.;]*"
        r"(?:áp dụng|hiệu lực|thực hiện) (?:kể )?từ (?:ngày )?$",
        re.IGNORECASE,
    ),
    SENTENCE,
    "A decision just made is dated by the day it comes into force, if that is the only one written.",
)
JUST = Sign(
    Cue(r"(?<!\w)vừa (?!rồi|qua|phải|ý|sức)[^.;:]*$", re.IGNORECASE),
    SENTENCE,
    "What has just been done was done in the month that the sentence tells.",
)
START = Sign(
    Cue(
        r"[\W_]*(?:(?:kể |bắt đầu |áp dụng )?từ|(?:starting )?from)(?!\w)[^,.;:]{0,20}$",
        re.IGNORECASE,
    ),
    _FAR,
    "A sentence that opens with a start tells what begins then.",
)
OCCASION = Sign(
    Cue(rf"(?<!\w)(?:{cues_of('occasion')})(?!\w)[^.;:]{{0,40}}$", re.IGNORECASE),
    _FAR,
    "Something was held on that day.",
)

DAY_OF_WEEK = Sign(
    Cue(
        r"(?<!\w)(?:thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
        r",? \(?(?:ngày )?$",
        re.IGNORECASE,
    ),
    _NEAR,
    "Hôm thứ Tư (14/4/2021): the last few days are told by their day of the week.",
)

# --- what a year is of ---

EVENT = Sign(
    Cue(
        rf"(?<!\w)(?:{cues_of('event')})(?!\w)"
        r"(?![^.,;:]*(?<!\w)(?:được|đã|was|were|has|had|since)(?!\w))[^.,;:]{0,50}$",
        re.IGNORECASE,
    ),
    _FAR,
    "The year in an event's name is mostly the one it is held in.",
)
EVENT_AFTER = Sign(
    Cue(rf"(?: (?!the |and |in |on )\w+){{0,3}} (?:{cues_of('event')})(?!\w)", re.IGNORECASE),
    _NEAR,
    "The same, in English: the 2022 Trade Fair.",
)
SHOW = Sign(
    Cue(rf"(?<!\w)(?:{cues_of('show')})(?!\w)[^.,;:]{{0,50}}$", re.IGNORECASE),
    _FAR,
    "Beside its day the year of a show is its own; without one it is often background.",
)
FEAST = Sign(
    Cue(rf"(?<!\w)(?:{cues_of('feast')})(?!\w)[^.,;:]{{0,30}}$", re.IGNORECASE),
    _FAR,
    "A text that mentions a feast means the next or the last one.",
)
CONTEST = Sign(
    Cue(rf"(?<!\w)(?:{cues_of('contest')})s?(?!\w)[^.,;:]{{0,40}}$", re.IGNORECASE),
    _FAR,
    "V-League 2021: a name that is used before and after that year.",
)
RANKING = Sign(
    Cue(rf"(?<!\w)(?:{cues_of('ranking')})(?!\w)[^.,;:]{{0,30}}$", re.IGNORECASE),
    _FAR,
    "The ten best-selling cars of 2016: told when that year is over.",
)
REVIEWED = Sign(
    Cue(rf"(?<!\w)(?:{cues_of('reviewed')})(?!\w)[^.;:]{{0,50}}$", re.IGNORECASE),
    _FAR,
    "Hội nghị tổng kết công tác năm 2016: the work's year, not the meeting's.",
)
THING = Sign(
    Cue(
        rf"(?<!\w)(?:{cues_of('law')}|{cues_of('treaty')}|{cues_of('thing')})(?!\w)"
        rf"(?: (?!(?:{cues_of('event')}|in|on|vào|trong|hồi|ngày|sáng|chiều|tối)(?!\w)){_WORD}){{0,6}}"
        r" \(?(?:năm )?$",
        re.IGNORECASE,
    ),
    _FAR,
    "Bộ luật Lao động 2012: the year is the law's.",
)
THING_AFTER = Sign(
    Cue(
        rf"(?: (?!(?:the|an?|and|in|on|with|of)(?!\w))\w+){{0,4}} (?:{cues_of('thing after')})(?!\w)",
        re.IGNORECASE,
    ),
    _NEAR,
    "The 1982 Convention, the 2018 flu season.",
)
NUMBERED = Sign(
    Cue(rf"(?<!\w)(?:{cues_of('numbered')})(?: {_WORD}){{0,2}} [\"“]?$", re.IGNORECASE),
    _NEAR,
    "Tàu QN 2040: no year but a number or a title.",
)

# --- where a date stands in its sentence ---

OPENING = Sign(
    Cue(
        r"[\W_]*(?:(?:kể )?từ|đầu|cuối|giữa|trong|early|late|khoảng"
        r"|sáng|trưa|chiều|tối|đêm|vào|ngày|\d+h\d*|on|in|\s)*",
        re.IGNORECASE,
    ),
    SENTENCE,
    "Only words like on or from precede the date.",
)
IN_WORDS = re.compile(r"(?<![^\W\d_])(?P<before>[^\W\d_]+)[,)]? in (?:early |late |mid-)?$")
PARTICIPLE = re.compile(r".*(?:ed|wn)|built|made|born|won|held|lost|set|hit|begun|first|last")
CLAUSE = re.compile(
    r"(?<!\w)(?:which|who|whose|that|when|where|after|since|before|(?<!more\s)(?<!less\s)(?<!fewer\s)than"
    r"|follow(?:s|ed|ing)|compared|marks?|first|last|previous|same)(?!\w)[^.;:]*$",
    re.IGNORECASE,
)
"""After "in" the main verb tells the event, a participle or a sub-clause what was before."""

CUE_WORDS = frozenset(
    word for sign in list(vars().values()) if isinstance(sign, Sign) for word in sign.cue.words
)
"""The words of every sign."""

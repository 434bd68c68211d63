"""What says that a place is named only in passing, and what says that it is where something happened.

A place named in passing is one of the article's places, and tells nothing of what the article is about. The
signs are a table; their words are in `cues/passing.csv`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from search.articles import Zone
from search.enrich.places.matcher import MentionCandidate
from search.enrich.places.organisations import is_attribute, is_embassy
from search.enrich.word_lists import pattern_of, read_list
from search.gazetteer import Place
from search.vietnamese.cues import Cue

_LIST = read_list("places/cues/passing.csv")


def _of(name: str) -> str:
    """A pattern for the words of a list."""
    return pattern_of(row for row in _LIST if row["list"] == name)


_NAMES = r"[A-ZĐ]\w*(?: [A-ZĐ]\w*)*"
_UNIT = rf"(?:(?:{_of('unit')}) |TP\.? )?"
_LISTED = rf"(?:(?:[^\W_]+ )?{_UNIT}{_NAMES}(?:, | and | và ))*{_UNIT}"
"""The names before one in a list, each with its unit word or the like."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What the words beside a name say, and why.

    Both cues must match, `before` at the end of what leads up to the name, `after` behind it. `hint`
    is without words what nearly every such text has: it is cheap to look for. `of` says for which places
    the sign counts; in a title it counts only if `in_title`.
    """

    before: Cue
    reach: int
    why: str
    after: Cue | None = None
    hint: tuple[str, ...] = ()
    of: Literal["all", "countries", "units"] = "all"
    in_title: bool = True

    def is_beside(self, text: str, start: int, end: int) -> bool:
        """Whether the words beside the name at `text[start:end]` are those of the sign."""
        if self.after and not self.after.match(text, end):
            return False
        opening = max(0, start - self.reach)
        if self.hint and not any(text.find(word, opening, start) >= 0 for word in self.hint):
            return False
        return self.before.search(text, opening, start) is not None


SIGNS = (
    Sign(
        Cue(
            rf"\((?:(?:{_of('home in brackets')}) |\d+ (?:tuổi))[^()\n]*$"
            r"|[?!.…][\"”]? \([^(),\n]{2,30}, $"
            rf"|(?<!\w)(?:{_of('person')}) [A-ZĐ][^(),;:\n]{{0,30}} \([^()\n]{{0,40}}$"
        ),
        80,
        "Brackets behind someone's name, or behind a letter, hold a home: chị Lan (Hà Nội).",
        hint=("(",),
    ),
    Sign(
        Cue(r"\d (?:tuổi)(?:,| \()(?: (?:ở|tại|trú|ngụ))? ?$"),
        20,
        "Behind an age stands a home: cô gái 27 tuổi (Thái Nguyên).",
        hint=("tuổi", "tuoi"),
    ),
    Sign(
        Cue(rf"(?<!\w)(?:{_of('home')}) [^.;:()\n]{{0,40}}$"),
        60,
        "Where someone comes from or lives: quê Cà Mau, trú tại Vinh.",
        hint=("quê", "que", "trú", "tru", "ngụ", "ngu", "chỉ", "chi", "trụ", "lấy", "lay"),
    ),
    Sign(
        Cue(
            rf"(?<!\w)(?i:{_of('guest')}) (?:đến từ|từ|quê|người) {_LISTED}$"
            rf"|(?i:{_of('English guest')}) from {_LISTED}$"
        ),
        80,
        "Where students, patients or tourists come from, who are elsewhere. In a title it is told as news.",
        hint=("từ ", "tu ", "quê ", "que ", "người ", "nguoi ", "from "),
        of="units",
        in_title=False,
    ),
    Sign(
        Cue(
            r"\d ?(?:km|kilomet\w+|miles?) (?:(?:to the )?(?:north|south|east|west|away)[\w-]* )?"
            r"(?:of|from) $"
        ),
        50,
        "How far away something is: 80 km north of Hanoi.",
        hint=("of ", "from "),
    ),
    Sign(
        Cue(r"(?<!\w)[cC]ách (?:(?:TP\.?|trung tâm|thành phố|tỉnh) )*$"),
        30,
        "The same in Vietnamese: cách Hà Nội 80 km.",
        after=Cue(rf" (?:(?:{_of('about')}) )?\d[\d.,]* ?(?:km|cây số)"),
    ),
    Sign(
        Cue(rf"(?:{_of('entry')})(?: trái phép)?(?: (?:vào|từ|sang|về))? $"),
        30,
        "Someone only enters the country: nhập cảnh vào Việt Nam.",
        hint=("cảnh", "canh"),
        of="countries",
    ),
    Sign(
        Cue("[tT]ừ $"),
        3,
        "Someone only comes from it: từ Nhật Bản về nước.",
        after=Cue(rf" (?:{_of('entry after')})(?!\w)"),
        of="countries",
    ),
)

_CONTACT = Cue(rf"(?<!\w)(?:{_of('contact')})\.?:")
_LONGEST_CONTACT = 300, 200
"""How far before and behind a name its line is read for the words of an address."""

_SITE_BEFORE = Cue(
    rf"(?:(?:{_of('event')})(?: [^ .;]+)? xảy ra"
    rf"|(?i:{_of('English event')}) (?:took place|happened|occurred))[^.;\n]{{0,60}}$"
)


def is_in_passing(text: str, found: MentionCandidate, place: Place, zone: Zone) -> bool:
    """Whether the words speak of something else that is only called after the place, or comes from it."""
    if found.context.passing or _is_contact(text, found.start):
        return True
    of = "countries" if place.kind == "country" else "units"
    for sign in SIGNS:
        if (
            sign.of in ("all", of)
            and (sign.in_title or zone != "title")
            and sign.is_beside(text, found.start, found.end)
        ):
            return True
    if place.kind != "country":
        return place.tier < 3 and is_embassy(text, found.start, found.end)
    return (
        (zone == "body" and found.referents[0].adjective)
        or is_embassy(text, found.start, found.end)
        or (zone != "title" and is_attribute(text, found.end))
    )


def event_site(text: str, start: int) -> int | None:
    """Where the words start that say that something happened in the place which is named there, if any do."""
    said = _SITE_BEFORE.search(text, max(0, start - 100), start)
    return said.start() if said else None


def _is_contact(text: str, start: int) -> bool:
    """Whether a name is in a line of addresses: where to call or to write to."""
    before, behind = _LONGEST_CONTACT
    line = max(text.rfind("\n", max(0, start - before), start) + 1, start - before, 0)
    end = text.find("\n", start, start + behind)
    return _CONTACT.search(text, line, end if end >= 0 else start + behind) is not None

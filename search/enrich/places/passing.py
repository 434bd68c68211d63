"""What says that a place is named only in passing, and what says that it is where something happened.

A place named in passing is one of the article's places, and tells nothing of what the article is about. The
signs are a table; their words are in `cues/passing.csv`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Literal

from search.articles import Zone
from search.enrich.places.matcher import MentionCandidate
from search.enrich.places.organisations import is_attribute, is_embassy
from search.enrich.word_lists import pattern_of, read_list
from search.gazetteer import Place
from search.vietnamese.cues import Cue, spellings_of_cue

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
    is in every text that `before` matches, and quicker to look for. `of` says for which places the sign
    counts; in a title it counts only if `in_title`.
    """

    before: Cue
    reach: int
    hint: re.Pattern[str]
    why: str
    after: Cue | None = None
    of: Literal["all", "countries", "units"] = "all"
    in_title: bool = True

    def is_beside(self, text: str, start: int, end: int) -> bool:
        """Whether the words beside the name at `text[start:end]` are those of the sign."""
        if not self.before.search(text, max(0, start - self.reach), start):
            return False
        return self.after is None or self.after.match(text, end) is not None


SIGNS = (
    Sign(
        Cue(
            rf"\((?:(?:{_of('home in brackets')}) |\d+ (?:tuổi))[^()\n]*$"
            r"|[?!.…][\"”]? \([^(),\n]{2,30}, $"
            rf"|(?<!\w)(?:{_of('person')}) [A-ZĐ][^(),;:\n]{{0,30}} \([^()\n]{{0,40}}$"
        ),
        80,
        re.compile(r"\("),
        "Brackets behind someone's name, or behind a letter, hold a home: chị Lan (Hà Nội).",
    ),
    Sign(
        Cue(r"\d (?:tuổi)(?:(?:,| \() ?|(?:,| \()? (?:ở|tại|trú|ngụ|quê)(?: (?:ở|tại))? )$"),
        20,
        re.compile(r"tuổi|tuoi"),
        "Behind an age stands a home: cô gái 27 tuổi (Thái Nguyên).",
    ),
    Sign(
        Cue(
            rf"(?<!\w)(?:{_of('person')}) {_NAMES}(?: \([^()\n]{{0,30}}\))?, [^.;:()\n]{{0,50}}"
            rf"(?<!\w)(?:ở|tại) {_LISTED}$"
        ),
        120,
        re.compile(r", [^.;:()\n]{0,50}(?:ở|tại|o|tai) "),
        "Someone who is asked is told with where they live or work: chị Lan, bán hàng ở Huế, cho biết.",
        of="units",
        in_title=False,
    ),
    Sign(
        Cue(rf"(?<!\w)(?:{_of('home')}) [^.;:()\n]{{0,40}}$"),
        60,
        re.compile(r"quê|que|trú|tru|ngụ|ngu|chỉ|chi|trụ|lấy|lay"),
        "Where someone comes from or lives: quê Cà Mau, trú tại Vinh.",
    ),
    Sign(
        Cue(
            rf"(?<!\w)(?i:{_of('guest')}) (?:đến từ|từ|quê|người) {_LISTED}$"
            rf"|(?i:{_of('English guest')}) from {_LISTED}$"
        ),
        80,
        re.compile(r"từ |tu |quê |que |người |nguoi |from "),
        "Where students, patients or tourists come from, who are elsewhere. In a title it is told as news.",
        of="units",
        in_title=False,
    ),
    Sign(
        Cue(
            r"\d ?(?:km|kilomet\w+|miles?) (?:(?:to the )?(?:north|south|east|west|away)[\w-]* )?"
            r"(?:of|from) $"
        ),
        50,
        re.compile(r"of |from "),
        "How far away something is: 80 km north of Hanoi.",
    ),
    Sign(
        Cue(r"(?<!\w)[cC]ách (?:(?:TP\.?|trung tâm|thành phố|tỉnh) )*$"),
        30,
        re.compile(r"ách |ach "),
        "The same in Vietnamese: cách Hà Nội 80 km.",
        after=Cue(rf" (?:(?:{_of('about')}) )?\d[\d.,]* ?(?:km|cây số)"),
    ),
    Sign(
        Cue(rf"(?:{_of('entry')})(?: trái phép)?(?: (?:vào|từ|sang|về))? $"),
        30,
        re.compile(r"cảnh|canh"),
        "Someone only enters the country: nhập cảnh vào Việt Nam.",
        of="countries",
    ),
    Sign(
        Cue(rf"(?<!\w)(?:{_of('all but')}) (?:các )?{_LISTED}$", re.IGNORECASE),
        80,
        re.compile(r"rừ |ru |gồm |gom |kể |ke |out |cept |for |ding "),
        "Where it is not: 59 of 63 provinces, all but Lai Châu and Cà Mau.",
    ),
)

_SIGNS_OF = {
    (of, in_title): tuple(
        sign for sign in SIGNS if sign.of in ("all", of) and (sign.in_title or not in_title)
    )
    for of in ("countries", "units")
    for in_title in (True, False)
}

_CONTACT_HINTS = {
    f"{spelling[-3:]}:"
    for row in _LIST
    if row["list"] == "contact"
    for spelling in spellings_of_cue(row["word"], bare=True)
}
_CONTACT = Cue(rf"(?<!\w)(?:{_of('contact')}):")
_LONG_LIST = 5
"""From how many units on a list of them is none of what the text is about."""

_BETWEEN = frozenset((", ", " và ", " va ", " and ", "; ", ", TP. ", ", TP.", " và TP.", ", and "))

_SITE_BEFORE = Cue(
    rf"(?:(?:{_of('event')})(?: [^ .;]+)? xảy ra"
    rf"|(?i:{_of('English event')}) (?:took place|happened|occurred))[^.;\n]{{0,60}}$"
)


def is_in_passing(text: str, found: MentionCandidate, place: Place, zone: Zone) -> bool:
    """Whether the words speak of something else that is only called after the place, or comes from it."""
    start = found.start
    if found.context.passing:
        return True
    for sign in _SIGNS_OF["countries" if place.kind == "country" else "units", zone == "title"]:
        hinted = sign.hint.search(text, max(0, start - sign.reach), start)
        if hinted and sign.is_beside(text, start, found.end):
            return True
    if (contacts := _contacts(text)) and _is_within(start, contacts):
        return True
    if place.kind != "country":
        return place.tier < 3 and is_embassy(text, found.start, found.end)
    return (
        (zone == "body" and found.referents[0].adjective)
        or is_embassy(text, found.start, found.end)
        or (zone != "title" and is_attribute(text, found.end))
    )


def in_long_lists(
    text: str, candidates: Sequence[MentionCandidate], places: Sequence[Place | None]
) -> set[int]:
    """Which candidates (their numbers) are in a list of many units: 59 of 63 provinces, all but ..."""
    found: set[int] = set()
    run: list[int] = []
    different: set[str] = set()

    def end_run() -> None:
        if len(different) >= _LONG_LIST:
            found.update(run)
        run.clear()
        different.clear()

    for i, place in enumerate(places):
        if place is None or place.tier != 1:
            end_run()
            continue
        if run and text[candidates[run[-1]].end : candidates[i].start] not in _BETWEEN:
            end_run()
        run.append(i)
        different.add(place.id)
    end_run()
    return found


def event_site(text: str, start: int) -> int | None:
    """Where the words start that say that something happened in the place which is named there, if any do."""
    said = _SITE_BEFORE.search(text, max(0, start - 100), start)
    return said.start() if said else None


def _is_within(start: int, stretches: list[tuple[int, int]]) -> bool:
    """Whether one of the stretches, which are in order, holds a position."""
    i = bisect_right(stretches, start, key=itemgetter(0))
    return i > 0 and start <= stretches[i - 1][1]


@lru_cache(maxsize=8)
def _contacts(text: str) -> list[tuple[int, int]]:
    """Where the lines of addresses start and end: where to call or to write to."""
    if not any(hint in text for hint in _CONTACT_HINTS):
        return []
    lines = {
        text.rfind("\n", 0, word.start()) + 1: text.find("\n", word.end())
        for word in _CONTACT.finditer(text)
    }
    return [(start, end if end >= 0 else len(text)) for start, end in lines.items()]

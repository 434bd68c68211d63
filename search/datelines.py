"""What a dateline is: a place, perhaps a day, an agency in brackets, and a dash.

`(QNO) -`, `Quang Nam (VNA) –`, `Hà Nội (TTXVN 8/6) -`, `HANOI, June 8, 2022 /PRNewswire/ --`. Who looks for
its agency, its place or its day, or for the text behind it, asks here. Each asks for as much of one as
recognises it where it looks: at the head of a text an agency is enough, in its midst a dash must follow.
"""

from __future__ import annotations

import re

_DASH = "[-–—]"
_DASH_OR_COLON = "[-–—:]"
_BRACKET = re.compile(
    rf"\((?P<agency>[^\W\d_][\w.+ ]{{1,23}}?)(?:,? \d{{1,2}}/\d{{1,2}}(?:/\d{{4}})?)?\)[^\S\n]*{_DASH}"
)
_OPENING = re.compile(rf"(?:[^().\n]{{0,60}})?\([A-Z][A-Za-z+]{{1,9}}\)\s*{_DASH_OR_COLON}\s*")
_AFTER_PLACE = re.compile(rf"(?:, [^()\n]{{1,25}})?\s*\((?:[A-Z]{{2,6}}|Dân trí)\)\s*{_DASH}")
_AFTER_DAY = re.compile(
    rf"\s*\)?\s*(?:$|(?:\([^()\n]{{2,30}}\)|/[^/\n]{{2,20}}/)\s*(?:{_DASH_OR_COLON}\s?)?|{_DASH_OR_COLON}\s)"
)
_ACRONYM = re.compile(r"[A-ZĐ]{2,8}(?:\.[A-Za-z]{2,4}|(?: [A-Z][a-z]+)+)?")
_SITE = re.compile(r"\w+(?:\.\w+)*\.(?:vn|com|net|org)", re.IGNORECASE)
_NAMES = frozenset(
    {"Dân trí", "Reuters", "Xinhua", "Tân Hoa xã", "Kyodo", "Yonhap", "Bernama", "VnExpress"}
)
_NO_AGENCIES = frozenset({"TPHCM", "TP HCM", "TP.HCM", "HCMC", "UAE", "USA", "EU", "ASEAN"})
_CREDITS = ("photo", "image", "source", "ảnh", "hình", "nguồn")
_LOOK_BACK = 200
_PLACE_WORDS = 6
_DAY_WORDS = 4


def find_agency(body: str) -> str | None:
    """The agency in the first dateline of a normalized body, None where there is none.

    A dateline begins a paragraph, or follows a photo's credit in brackets, to which web pages often
    glue it. It is a place or none, then an agency in brackets, then a dash. The place is a few
    capitalised words, the agency an acronym, a site or a well-known name.
    """
    for match in _BRACKET.finditer(body):
        before = body[max(0, match.start() - _LOOK_BACK) : match.start()].rpartition("\n")[2]
        caption, bracket, place = before.rpartition(")")
        if bracket and not caption.rpartition("(")[2].lower().startswith(_CREDITS):
            continue
        if _is_agency(match["agency"]) and _is_place(place):
            return match["agency"]
    return None


def end_of_dateline(text: str) -> int:
    """Where the dateline that a text opens with ends, and the space behind it; 0 without one."""
    opening = _OPENING.match(text)
    return opening.end() if opening else 0


def goes_on_after_place(text: str, end: int) -> bool:
    """Whether the name of a place that ends there is a dateline's: ", June 8 (VNA) -" follows."""
    return _AFTER_PLACE.match(text, end) is not None


def goes_on_after_day(rest: str) -> bool:
    """Whether `rest`, what a line has behind a day, is what a dateline goes on with, or nothing."""
    return _AFTER_DAY.match(rest) is not None


def _is_agency(name: str) -> bool:
    if name in _NO_AGENCIES:
        return False
    return name in _NAMES or bool(_ACRONYM.fullmatch(name) or _SITE.fullmatch(name))


def _is_place(text: str) -> bool:
    """Whether the text is capitalised words, perhaps a comma and a day or country; or nothing."""
    place, _, rest = text.partition(",")
    is_day = any(char.isdigit() for char in rest) and len(_words(rest)) <= _DAY_WORDS
    return _is_name(place) and (is_day or _is_name(rest))


def _is_name(text: str) -> bool:
    words = _words(text)
    return len(words) <= _PLACE_WORDS and all(word[0].isupper() for word in words)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)

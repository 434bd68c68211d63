"""The news agency of a dateline: `(QNO) -`, `Quang Nam (VNA) –`, `Hà Nội (TTXVN 8/6) -`."""

from __future__ import annotations

import re

_BRACKET = re.compile(
    r"\((?P<agency>[^\W\d_][\w.+ ]{1,23}?)(?:,? \d{1,2}/\d{1,2}(?:/\d{4})?)?\)[^\S\n]*[-–—]"
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


def _is_agency(name: str) -> bool:
    if name in _NO_AGENCIES:
        return False
    return name in _NAMES or bool(_ACRONYM.fullmatch(name) or _SITE.fullmatch(name))


def _is_place(text: str) -> bool:
    """Whether capitalised words stand here, perhaps a comma and a day or country; or nothing."""
    place, _, rest = text.partition(",")
    is_day = any(char.isdigit() for char in rest) and len(_words(rest)) <= _DAY_WORDS
    return _is_name(place) and (is_day or _is_name(rest))


def _is_name(text: str) -> bool:
    words = _words(text)
    return len(words) <= _PLACE_WORDS and all(word[0].isupper() for word in words)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)

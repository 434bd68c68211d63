"""What a text writes with spaces or signs inside and means as one: a number, a day, a broken word.

    1.500   1,500   2,5   1,234.5 kg        numbers, whichever sign parts thousands or decimals
    30/4   30-4-1975   30 tháng Tư năm 1975   April 30, 1975   1975-04-30       days
    commit-⏎tee                             a word that a line's end has broken

Versions, addresses and ranges (3.14.2, 192.168.1.1, 2023-2025) are none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

_ENGLISH_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1)
}  # fmt: skip
_VIETNAMESE_MONTHS = {
    word: number
    for number, words in enumerate(
        ("một mot", "hai", "ba", "tư tu bốn bon", "năm nam", "sáu sau", "bảy bẩy bay", "tám tam",
         "chín chin", "mười muoi"), start=1)
    for word in words.split()
} | {"mười một": 11, "muoi mot": 11, "mười hai": 12, "muoi hai": 12}  # fmt: skip

_DIGITS = frozenset("0123456789")
_ALNUM = r"[^\W_]"
_S = r"[ \n]"
_ENGLISH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_IN_WORDS = "|".join(sorted(_VIETNAMESE_MONTHS, key=len, reverse=True)).replace(" ", _S)
_VIETNAMESE = rf"th[áa]ng{_S}(?:1[0-2]|0?[1-9]|{_IN_WORDS})"
_YEAR = r"(?:1[4-9]|20)[0-9]{2}(?![.,]?[0-9])"
_AFTER_MONTH = rf"(?:(?:,?{_S}(?:n[ăa]m{_S})?|{_S}?[/-]{_S}?){_YEAR}(?!{_ALNUM}))?"
_DAY_FIRST = (
    rf"[0-9]?(?:st|nd|rd|th)?,?{_S}(?:(?:day{_S})?of{_S})?"
    rf"(?:{_VIETNAMESE}|{_ENGLISH}(?!{_ALNUM})\.?){_AFTER_MONTH}"
)
_MONTH_BEGINS = (
    "(?:[tT][hH]|[jJ][aAuU]|[fF][eE]|[mM][aA]|[aA][pPuU]|[sS][eE]|[oO][cCfF]|[nN][oO]|[dD][eEaA])"
)
_MONTH_ENDS = (
    "ary|rch|ril|may|une|uly|ust|ber|jan|feb|mar|apr|jun|jul|aug|sep|ept|oct|nov|dec"
    r"|an\.|eb\.|ar\.|pr\.|un\.|ul\.|ug\.|ep\.|pt\.|ct\.|ov\.|ec\."
)
_DAY_LAST = rf"(?<=(?:{_MONTH_ENDS}){_S}.)[0-9]?(?:st|nd|rd|th)?(?:,?{_S}{_YEAR})?"

# It begins with a set of characters, for which the regex engine scans many times faster, and tries what is
# costly only where letters beside say that it may be there.
_CANDIDATE = re.compile(
    rf"[0-9-](?:(?<=[0-9])(?<!{_ALNUM}.)(?:(?P<chain>[0-9]*+(?:[.,/-][0-9]+)+)"
    rf"|(?=[0-9]?(?:[sSnNrRtT][tTdDhH])?,?{_S}{_MONTH_BEGINS})(?P<day_first>(?i:{_DAY_FIRST}))(?!{_ALNUM})"
    rf"|(?<=[.a-zA-Z]{_S}.)(?P<day_last>(?i:{_DAY_LAST}))(?!{_ALNUM}|[.,/-][0-9]))"
    rf"|(?<=[A-Za-z]-){_S}*\n{_S}*(?=[a-z])(?P<broken>))"
)
_IN_CHAIN = re.compile(
    r"(?<![0-9])(?<![0-9][.,/])(?:"
    r"(?P<iso>[0-9]{4}(?P<a>[-/.])[0-9]{1,2}(?P=a)[0-9]{1,2}(?![0-9]|(?P=a)[0-9]))"
    r"|(?P<dated>[0-9]{1,2}(?P<b>[-/.])[0-9]{1,2}(?P=b)[0-9]{4}(?![0-9]|(?P=b)[0-9]))"
    r"|(?P<slashed>[0-9]{1,2}/[0-9]{1,2})(?![.,/]?[0-9])"
    r"|(?P<loose>[0-9]{1,2}[.-][0-9]{1,2})(?![.,/-]?[0-9])"
    r"|(?P<number>(?:[0-9]{1,3}(?:(?:\.[0-9]{3})+(?:,[0-9]+)?|(?:,[0-9]{3})+(?:\.[0-9]+)?)"
    r"|[0-9]+[.,][0-9]+)(?![.,/]?[0-9]))"
    r")"
)
_MONTH_BEFORE = re.compile(rf"(?<!{_ALNUM}){_ENGLISH}\.?{_S}\Z", re.IGNORECASE)
_LONGEST_MONTH = len("september. ")
# What makes a day of 2-9 and of 2.9, which are a range, a score or a number elsewhere.
_DAY_BEFORE = re.compile(
    r"(?<!\w)(?:ngày|ngay|lễ|dịp|khánh|sáng|trưa|chiều|tối|đêm|hôm|nay|qua|mai|mùng|mồng),?[ \n]\(?\Z",
    re.IGNORECASE,
)
_LONGEST_CUE = 9
_WORD_BEFORE = re.compile(r"(?<![^\W_])(?<![^\W_]-)[A-Za-z]+\Z")
_WORD_AFTER = re.compile(r"[a-z]+(?![^\W_]|-[^\W_])")
_LONGEST_HALF = 20
_ALNUMS = re.compile(rf"{_ALNUM}+")
_NUMBER = re.compile(r"([0-9]+[.,][0-9.,]*[0-9])(.*)")
_UNIT = re.compile("[0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff]+")


class Compound(NamedTuple):
    """A compound at `text[start:end]`. `token` is how it is written; a day in digits, with slashes."""

    start: int
    end: int
    token: str


class Part(NamedTuple):
    """What a compound is made of: `token`, at `[start:end]` of it, the `shift`-th word."""

    shift: int
    start: int
    end: int
    token: str


def find_compounds(text: str, places: Iterable[int] | None = None) -> Iterator[Compound]:
    """The compounds of a normalized text, in order.

    `places`, in order, are those of all digits and hyphens that one may begin with or have in it, if they
    are known.
    """
    found = _CANDIDATE.finditer(text) if places is None else _candidates_at(text, places)
    done = 0
    for match in found:
        for compound in _read(text, match, done):
            yield compound
            done = compound.end


def _candidates_at(text: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    done = 0
    for start in places:
        while start > done and text[start - 1] in _DIGITS and text[start] in _DIGITS:
            start -= 1
        if start >= done and (match := _CANDIDATE.match(text, start)):
            yield match
            done = match.end()


def term_of_compound(token: str) -> str:
    """What a compound is called however it is written: 1500, 2,5, 30/4, 30/4/1975, committee."""
    day = _day(token)
    if day is not None:
        return "/".join(map(str, day))
    number = _NUMBER.match(token)
    if number is None:
        return "".join(_ALNUMS.findall(token)) if "\n" in token else token
    *groups, last = re.split("[.,]", number[1])
    signs = re.sub("[0-9]", "", number[1])
    is_grouped = len(last) == 3 and len(groups[0]) <= 3 and groups[0][0] != "0"
    if len(set(signs)) == 1 and (len(signs) > 1 or is_grouped):
        return "".join(groups) + last + number[2]
    return "".join(groups) + "," + last + number[2]


def parts_of_compound(token: str) -> tuple[Part, ...]:
    """The words of a compound in their order, and the day of a day with its year; a number has none."""
    day = _day(token)
    if day is None and "\n" not in token:
        return ()
    found = tuple(
        Part(shift, *word.span(), word[0]) for shift, word in enumerate(_ALNUMS.finditer(token))
    )
    if day is not None and len(day) == 3:
        return (Part(0, 0, len(token), f"{day[0]}/{day[1]}"), *found)
    return found


def words_of_compound(token: str) -> list[str]:
    """What is between the spaces and the signs."""
    return _ALNUMS.findall(token)


def _read(text: str, match: re.Match[str], done: int) -> Iterator[Compound]:
    """The compounds that a candidate is, or that are in it, after what is done."""
    start, end = match.span()
    match match.lastgroup:
        case "chain":
            yield from _in_chain(text, start, end)
        case "day_first" if _day(match[0]):
            yield Compound(start, end, match[0])
        case "day_last":
            month = _MONTH_BEFORE.search(text, max(done, start - _LONGEST_MONTH), start)
            if month and _day(text[month.start() : end]):
                yield Compound(month.start(), end, text[month.start() : end])
        case "broken":
            before = _WORD_BEFORE.search(text, max(done, start - _LONGEST_HALF), start)
            after = _WORD_AFTER.match(text, end)
            if before and after:
                yield Compound(before.start(), after.end(), text[before.start() : after.end()])


def _in_chain(text: str, start: int, end: int) -> Iterator[Compound]:
    """The compounds in figures with signs between."""
    for match in _IN_CHAIN.finditer(text, start, end):
        kind = match.lastgroup
        first, last = match.span()
        if text[last : last + 1] == "/":
            # The number of a law: 12/5/NQ-CP.
            continue
        if kind == "loose" and not _is_day(text, match):
            kind = "number" if "." in match[0] else None
        if kind == "number":
            if last == end and (unit := _UNIT.match(text, last)):
                last = unit.end()
            yield Compound(first, last, text[first:last])
        elif kind:
            token = match[0] if kind == "iso" else re.sub("[.-]", "/", match[0])
            if _day(token):
                yield Compound(first, last, token)


def _is_day(text: str, match: re.Match[str]) -> bool:
    """Whether 30-4 or 30.4 is a day there: by the words before it, or since no range goes down so."""
    if _ALNUMS.match(text, match.end()):
        return False
    start = match.start()
    if _DAY_BEFORE.search(text, max(0, start - _LONGEST_CUE), start):
        return True
    day, month = map(int, re.split("[.-]", match[0]))
    return "-" in match[0] and day > 12 >= month


@lru_cache(maxsize=1 << 14)
def _day(written: str) -> tuple[int, ...] | None:
    """Day, month and, if it is said, year of what is written like a day; None if there is no such day."""
    words = _ALNUMS.findall(written.lower())
    year = [int(words.pop())] if len(words) > 2 and _is_year(words[-1]) else []
    if len(words) > 2 and _is_year(words[0]):
        year = [int(words.pop(0))]
        words.reverse()
    if len(words) < 2 or (any(sign in written for sign in ".,") and all(map(str.isdigit, words))):
        return None
    if "tháng" in words or "thang" in words:
        day, _, *named = words
        if year and len(named) > 1 and named[-1] in ("năm", "nam"):
            named.pop()
        month = _VIETNAMESE_MONTHS.get(" ".join(named)) or _whole(named[0])
    elif len(words) == 2 and words[1].isdigit() and words[0].isdigit():
        day, month = words[0], int(words[1])
        if month > 12:
            # So Americans write it.
            day, month = words[1], int(words[0])
    else:
        day = next((word for word in words if word[0].isdigit()), "0")
        named = [word for word in words if word[0].isalpha() and word not in ("of", "day")]
        month = _ENGLISH_MONTHS.get(named[0][:3], 0) if named else 0
    number = int(day.rstrip("stndrh") or 0) if day[0].isdigit() else 0
    return (number, month, *year) if 1 <= month <= 12 and 1 <= number <= 31 else None


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit()


def _whole(word: str) -> int:
    return int(word) if word.isdigit() else 0

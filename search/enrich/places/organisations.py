"""Tells organisations and embassies from the places that they are called by."""

from __future__ import annotations

import re

from search.enrich.word_lists import pattern_of, read_list
from search.vietnamese.cues import Cue, never_bare, without_marks

_LIST = read_list("places/cues/organisations.csv")


def _of(*lists: str, bare_too: bool = False) -> str:
    """A pattern for the words of some lists; with `bare_too`, for those that count without marks."""
    return pattern_of(
        row for row in _LIST if row["list"] in lists and not (bare_too and row["bare"] == "no")
    )


_NO_PART = _of("never inside")
"""Words that no organisation's name has between its head and its place."""
_NO_PART_WITHOUT_MARKS = without_marks(_of("never inside", bare_too=True))
"""Without their marks many of them are syllables of such names: có is cổ, từ is tư."""


def _ending(heads: str, most: int) -> Cue:
    """A pattern for the part of an organisation's name, with one of these heads, before its place."""
    accented, bare = (
        rf"(?:{heads})(?:(?: [-–&]| và)? (?!(?:{no_part}) )[^\W_]+){{0,{most}}}"
        for heads, no_part in (
            (heads, _NO_PART),
            (without_marks(heads), _NO_PART_WITHOUT_MARKS),
        )
    )
    before, after = r"(?<!\w)(?:", r") (?:[-–] )?(?:TP\.?\s?|[Tt]hành phố )?$"
    return Cue(f"{before}{accented}{after}", otherwise=f"{before}{accented}|{bare}{after}")


_UNIVERSITY = _ending(_of("university"), 6)
_COMPANY = _ending(_of("company"), 9)
_HEAD = Cue(rf"(?:{_of('university', 'company')}) ")
"""What every such name begins with: without it no longer pattern is tried."""
_KINDS = _of("after a place")
_UNITED_OTHERS = "(?:Nations|States|Kingdom|Arab)"
_CALLED_AFTER = re.compile(
    rf"(?: (?!{_UNITED_OTHERS}\b)[A-Z][\w’'&-]*){{0,3}} (?:{_KINDS}|{_KINDS.upper()}"
    r"|(?:United|UNITED)(?! [A-Z]))(?!\w)"
    rf"(?! {_UNITED_OTHERS})"
)
_OF_COUNTRY_AFTER = re.compile(
    rf"(?: (?:and |of )?[A-Z][\w’'&-]*){{0,4}} (?:{_of('after a country')})(?!\w)"
)
_OF = re.compile(rf"(?:{_of('before of')}) of (?:the )?$")
_UNIVERSITY_OF = re.compile(
    r"(?:University|Bank|Corporation|Academy) of (?:[A-Z]\w+(?: and)? ){0,2}$"
)
_HEADS_OF_COUNTRY = _of("of a country")
_OF_COUNTRY = Cue(
    rf"(?:{_HEADS_OF_COUNTRY})(?:(?! (?:{_NO_PART}) )[^,.;:()\n]){{0,50}} $",
    otherwise=rf"(?:{_HEADS_OF_COUNTRY})(?:(?! (?:{never_bare(_NO_PART)}) )[^,.;:()\n]){{0,50}} $",
)
_NAME_GOES_ON = re.compile(r" [A-Z][a-z]+")
_EMBASSY_BEFORE = Cue(
    r"(?i:embass(?:y|ies)|consulates?|"
    r"đại sứ quán|lãnh sự quán|sứ quán|thương vụ)[^.;:\n]{0,30}$"
)
_EMBASSY_HINTS = ("mbass", "onsul", "quán", "quan", "thương vụ", "thuong vu")
_EMBASSY_AFTER = re.compile(r"(?:[’']s)? (?:Embass|Consulate)")


def is_company(text: str, start: int, end: int) -> bool:
    """Whether the name at `text[start:end]` is part of that of a company, a university or a club."""
    if _CALLED_AFTER.match(text, end):
        return True
    line = max(start - 80, text.rfind("\n", max(0, start - 80), start) + 1, 0)
    if text.endswith("of ", line, start):
        return _UNIVERSITY_OF.search(text, line, start) is not None
    if not _HEAD.search(text, line, start):
        return False
    return bool(_UNIVERSITY.search(text, line, start) or _COMPANY.search(text, line, start))


def is_of_country(text: str, start: int, end: int) -> bool:
    """Whether the country at `text[start:end]` is only part of an organisation's name."""
    line = max(0, start - 70)
    if text[line:start].endswith(("of ", "of the ")):
        return _OF.search(text, line, start) is not None
    return bool(_OF_COUNTRY_AFTER.match(text, end) or _OF_COUNTRY.search(text, line, start))


def is_attribute(text: str, end: int) -> bool:
    """Whether a capitalised word goes on after the country that ends there: Vietnam Prime Minister."""
    return _NAME_GOES_ON.match(text, end) is not None


def is_embassy(text: str, start: int, end: int) -> bool:
    """Whether the country or capital at `text[start:end]` only means an embassy of it or in it."""
    if _EMBASSY_AFTER.match(text, end):
        return True
    before = text[max(0, start - 60) : start]
    return any(hint in before for hint in _EMBASSY_HINTS) and bool(
        _EMBASSY_BEFORE.search(text, max(0, start - 60), start)
    )

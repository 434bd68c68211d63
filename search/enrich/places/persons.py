"""Tells the names of persons from those of places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search.enrich.language import is_syllable
from search.enrich.word_lists import read_list, words_of
from search.vietnamese.cues import Cue, CueTable, never_bare, spellings_of_cue


@dataclass(frozen=True, slots=True)
class Title:
    """A title in lower case; `alone` if a single name after it is a person's.

    `bare` if it counts without marks, or has none.
    """

    words: str
    english: bool
    alone: bool
    bare: bool

    @property
    def spellings(self) -> tuple[str, ...]:
        """The title, and an English one as an abbreviation too: mr, mr."""
        return (self.words, f"{self.words}.") if self.english else (self.words,)


TITLES = tuple(
    Title(row["title"], row["language"] == "en", row["alone"] == "yes", row["bare"] != "no")
    for row in read_list("places/cues/titles.csv")
)
_PERSONS = read_list("places/cues/persons.csv")
SURNAMES = frozenset(words_of(_PERSONS, "is", "surname"))
"""The commonest surnames, and the middle names that only persons have; with marks and without."""

_ALSO_PERSONS = frozenset(words_of(_PERSONS, "is", "also a place"))
"""Places of one syllable that are given names too: beside another name they are part of it."""

_OPENINGS = frozenset(words_of(_PERSONS, "is", "opening"))
"""Words that open a sentence with a capital and are no part of the name after them."""

_GIVEN_NAMES = frozenset(words_of(_PERSONS, "is", "given name"))
"""Given names without a mark."""

_IN_LISTS = CueTable({word.lower(): True for word in words_of(_PERSONS, "is", "in a list")})
"""Given names that stand alone in a list."""

_KIN = "|".join(
    word if " " in word else never_bare(word) for word in words_of(_PERSONS, "is", "kin")
)
_RELATIVE_AFTER = Cue(rf"(?:, | \()(?:{_KIN})(?: của| anh| chị| em| ông| bà| cô)? [A-ZĐ]?\w")
"""What says whose relative it is whose name was told: Nga, vợ anh Minh."""

_PERFORMER = "|".join(words_of(_PERSONS, "is", "performer"))
_HONOURED = "NSND|NSƯT|NSUT"
_PERFORMERS_BEFORE = Cue(
    rf"(?<!\w)(?:(?i:{_PERFORMER}):? )(?P<listed>(?:(?:{_HONOURED}) )?"
    rf"[A-ZĐ]\w*(?: [A-ZĐ]\w*){{1,3}}(?:(?:, | và )(?:(?:{_HONOURED}) )?[A-ZĐ]\w*(?: [A-ZĐ]\w*){{1,3}})*)"
    r"(?:, | và )$"
)
_FULL_NAME = re.compile(rf"(?:^|, | và | va )(?:(?:{_HONOURED}) |(?P<surname>\w+) \w+ \w)")

_ITEM_BEFORE = Cue(r"(?:^|[\s(:;])(?P<lead>[^\s(:;,]+ )?(?P<item>[^\W\d_]+)(?:,| và) $")
_ITEM_AFTER = Cue(r"(?:,| và) (?P<item>[^\W\d_]+)(?! [A-ZĐ])(?!\w)")

_TITLES = frozenset(
    spelling.capitalize()
    for title in TITLES
    for spelling in spellings_of_cue(title.words, bare=title.bare)
    if title.words != "miss"  # Miss World Laos is a contest
)
_ENGLISH_TITLES = frozenset(title.words.capitalize() for title in TITLES if title.english)
_TITLE_BEFORE = Cue(
    r"(?<!\w)(?i:said|says|told|"
    + "|".join(
        (title.words if title.bare else never_bare(title.words)) + (r"\.?" if title.english else "")
        for title in TITLES
    )
    + ") $"
)
_LONGEST_TITLE = 3 + max(len(title.words) for title in TITLES)
_AGE_AFTER = Cue(r",? \(?\d{1,3} (?:tuổi|years? old)(?!\w)|, (?:aged? )?\d{1,2}[,.;](?!\d)")
"""What follows a person's name: "Cụ Hải Dương 77 tuổi", "farmer Sao Kampot, 52."."""


def is_person_titled(text: str, start: int) -> bool:
    """Whether the name that starts there is that of someone: ông Hồ Quảng Trị, farmer Sao Kampot."""
    return _TITLE_BEFORE.search(text, max(0, start - _LONGEST_TITLE), start) is not None


def is_aged(text: str, end: int) -> bool:
    """Whether an age follows the name that ends there."""
    return _AGE_AFTER.match(text, end) is not None


def is_part_of_longer(name: str, after: str) -> bool:
    """Whether a country of one syllable begins a Vietnamese name of more: the commune Nga Tân."""
    return name in _ALSO_PERSONS and is_syllable(after.lower())


def is_listed_with_persons(text: str, start: int, end: int) -> bool:
    """Whether the name at `text[start:end]` is a given name among others: "Nga, Hoa và Mỹ"."""
    if text[start:end] not in _ALSO_PERSONS:
        return False
    names = _IN_LISTS.for_text(text)
    after = _ITEM_AFTER.match(text, end)
    if after and after["item"][0].isupper() and after["item"].lower() in names:
        return True
    before = _ITEM_BEFORE.search(text, max(0, start - 25), start)
    return (
        before is not None
        and before["item"][0].isupper()
        and before["item"].lower() in names
        and not (before["lead"] or "").strip().istitle()
    )


def is_told_as_relative(text: str, end: int) -> bool:
    """Whether the name that ends there is that of someone's relative: "Nga, vợ anh Minh"."""
    return text.startswith((", ", " ("), end) and _RELATIVE_AFTER.match(text, end) is not None


def is_among_performers(text: str, start: int) -> bool:
    """Whether the name that starts there is in a list of performers, one of whom has a full name."""
    if not text.endswith((", ", " và ", " va "), 0, start):
        return False
    before = _PERFORMERS_BEFORE.search(text, max(0, start - 150), start)
    return before is not None and any(
        name["surname"] is None or name["surname"] in SURNAMES
        for name in _FULL_NAME.finditer(before["listed"])
    )


def is_of_person(before: Sequence[str], name: str, after: str) -> bool:
    """Whether a name is part of a person's, by the capitalised words right before and after it."""
    if len(before) > 1 and before[0] in _TITLES:
        return True
    if before and after and before[-1] in _ENGLISH_TITLES:
        return True
    if any(word in SURNAMES or word.capitalize() in SURNAMES for word in before):
        return True
    if name not in _ALSO_PERSONS:
        return False
    return bool(
        (before and before[-1] not in _OPENINGS)
        or (after and (not after.isascii() or after in _GIVEN_NAMES))
    )

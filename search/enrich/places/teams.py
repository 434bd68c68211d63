"""Tells teams from the places that they are called by, in news of sport."""

from __future__ import annotations

import re

from search.enrich.word_lists import read_list
from search.vietnamese.cues import Cue, is_accented, without_marks

_AROUND = {"anywhere": "{}", "start": " {}", "whole": " {} "}
_LIST = read_list("places/cues/teams.csv")
_WORDS, _ENGLISH_WORDS = (
    tuple(_AROUND[row["where"]].format(row["word"]) for row in _LIST if row["language"] == language)
    for language in ("vi", "en")
)
_FIRST = tuple(row["word"] for row in _LIST if row["first"])
_WORDS_WITHOUT_MARKS, _FIRST_WITHOUT_MARKS = (
    tuple(map(without_marks, words)) for words in (_WORDS, _FIRST)
)
_LEAST, _LEAST_ENGLISH = 4, 6
"""How many of these words, all different, make an article one about teams."""

_CITY_BEFORE = Cue(r"(?:TP\.?|thành phố)\s?$", re.IGNORECASE)
_JOINED_BEFORE = Cue(
    r"(?<!\w)(?:(?<!bóng )chuyển|đầu quân|gia nhập|khoác áo|cập bến|đối đầu)\s(?:\w+\s){0,3}$",
    re.IGNORECASE,
)
_PLACED_BEFORE = Cue(
    r"(?<!\w)(?:"
    r"ở|tại|đến|tới|từ|về|sang|ra|vào|qua|rời|gần|khắp|sân|sân vận động|nhà thi đấu|SVĐ|tỉnh|huyện|quận"
    r"|thị xã|đảo|sân bay|(?-i:cảng)|ga|bến|quê|người dân|nước|thủ đô|trung tâm|trời|du lịch|thăm|ghé"
    r"|in|at|to|from|near|of|visit(?:ed|s)?)\s+$|\($",
    re.IGNORECASE,
)
_LISTED_BEFORE = Cue(
    r"(?<!\w)(?:(?i:ở|tại) (?:TP\.? )?(?:[^\W\d_a-z]\w* ){1,4}và "
    r"|(?:tỉnh|thành phố) (?:gồm|như|là) (?:[^.;:\n]{2,60}, )?)$"
)
_OF_BEFORE = Cue(r"(?<!\w)của\s$")
_PLACED_AFTER = Cue(r",? (?:ngày) |,? (?:tỉnh|thủ đô) | (?i:province|city|district)\b")


def is_about_teams(text: str) -> bool:
    """Whether a text is news of teams: their games, players and coaches."""
    accented = is_accented(text)
    words, first = (_WORDS, _FIRST) if accented else (_WORDS_WITHOUT_MARKS, _FIRST_WITHOUT_MARKS)
    if any(word in text for word in first) and sum([word in text for word in words]) >= _LEAST:
        return True
    return not accented and sum([word in text for word in _ENGLISH_WORDS]) >= _LEAST_ENGLISH


def is_team(text: str, start: int, end: int, *, country: bool) -> bool:
    """Whether the place at `text[start:end]`, in news of teams, is only what a team is called by.

    It is, unless something is said to be in it, or to come to or from it; a player who does joins one.
    What is of a country need not be its team.
    """
    city = _CITY_BEFORE.search(text, max(0, start - 30), start)
    start = city.start() if city else start
    near = max(0, start - 30)
    if _JOINED_BEFORE.search(text, near, start):
        return True
    if country and _OF_BEFORE.search(text, near, start):
        return False
    return not (
        _PLACED_BEFORE.search(text, near, start)
        or _PLACED_AFTER.match(text, end)
        or _LISTED_BEFORE.search(text, max(0, start - 80), start)
    )

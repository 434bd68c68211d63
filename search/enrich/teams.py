"""Tells teams from the places that they are called by, in news of sport."""

from __future__ import annotations

import re

_WORDS = (
    *("V-League", "HLV", "CLB", "World Cup", "AFF Cup", "SEA Games", "chung kết", "bảng xếp hạng"),
    *("cầu thủ", "đội tuyển", "đội bóng", "tiền đạo", "tiền vệ", "hậu vệ", "thủ môn", "trận đấu"),
    *("bàn thắng", "vòng loại", "vòng đấu", "bóng đá", "vận động viên", "VĐV"),
)
_LEAST = 4
"""So many of these words, all different, make an article one about teams."""

_CITY_BEFORE = re.compile(r"(?:TP\.?|thành phố)\s?$", re.IGNORECASE)
_PLACED_BEFORE = re.compile(
    r"(?<!\w)(?:ở|tại|đến|tới|từ|về|sang|ra|vào|qua|rời|gần|khắp|sân|sân vận động|nhà thi đấu|SVĐ|tỉnh"
    r"|huyện|quận|thị xã|đảo|sân bay|quê|người dân|nước|của|thủ đô|trung tâm)\s+$|\($",
    re.IGNORECASE,
)
_PLACED_AFTER = re.compile(r",? ngày |,? (?:tỉnh|thủ đô) |\)")


def is_about_teams(text: str) -> bool:
    """Whether a text is news of teams: their games, players and coaches."""
    return sum(word in text for word in _WORDS) >= _LEAST


def is_team(text: str, start: int, end: int) -> bool:
    """Whether the place at `text[start:end]`, in news of teams, is only what a team is called by.

    It is, unless something is said to be in it, or to come to or from it.
    """
    before = text[max(0, start - 30) : start]
    before = _CITY_BEFORE.sub("", before)
    return not (_PLACED_BEFORE.search(before) or _PLACED_AFTER.match(text, end))

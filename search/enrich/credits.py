"""Blanks the credits of a text: whose its photos are, and who wrote it."""

from __future__ import annotations

import re

from search.enrich.spellings import WORD

_CREDIT = re.compile(
    r"\((?:(?:Photo|Source|Ảnh|Nguồn|Minh họa)\b|Anh:|Nguon:)[^()\n]{0,80}\)|\b(?:Ảnh|Photo): [^()\n]{0,40}$",
    re.M,
)
_LONGEST_BYLINE = 90
_BYLINE = re.compile(
    rf"(?<=[.!?…”\"’)])\s*\n(?:{WORD}(?: {WORD}){{1,3}}|Theo [^\n.]{{2,40}}(?:\n[^\n.]{{2,40}})?)\s*$"
)


def without_credits(text: str) -> str:
    """The text with its photo credits, and the byline at its end, blanked."""
    if byline := _BYLINE.search(text, max(0, len(text) - _LONGEST_BYLINE)):
        text = text[: byline.start()] + " " * len(byline[0])
    if any(word in text for word in ("Photo", "Ảnh", "Nguồn", "Source", "(Anh:", "(Nguon:")):
        return _CREDIT.sub(lambda credit: " " * len(credit[0]), text)
    return text

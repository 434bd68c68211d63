"""Blanks the credits of a text: whose its photos are, and who wrote it."""

from __future__ import annotations

import re

from search.enrich.places.name_forms import WORD
from search.enrich.word_lists import pattern_of, read_list
from search.vietnamese.cues import Cue

_CREDIT = Cue(r"\((?:(?:Photo|Source|[Ả]nh|Ngu[ồ]n|Minh họa)\b|(?:Ảnh|Nguồn):)[^()\n]{0,80}\)")
_CREDIT_AT_END = re.compile(r"(?:Ảnh(?<!\wẢnh)|Photo(?<!\wPhoto)): [^()\n]{0,40}$", re.M)
_LONGEST_BYLINE = 90
_LIST = read_list("places/cues/credits.csv")
_PIECE, _SOURCE = (
    pattern_of(row for row in _LIST if row["is"] == kind) for kind in ("piece", "source")
)
_ROLE = rf"(?:(?:{_PIECE})(?:(?:,| và| and) (?:ảnh|bài|photos?))?|{_SOURCE})"
_CREDIT_LINE = Cue(rf"\n{_ROLE}: [^\n:]{{2,60}}(?=\n|$)")
_BYLINE = Cue(
    rf"(?<=[.!?…”\"’)])\s*\n(?:{WORD}(?: {WORD}){{1,3}}|Theo [^\n.]{{2,40}}(?:\n[^\n.]{{2,40}})?)\s*$"
    rf"|(?<=[.!?…”\"’)])\s+{_ROLE}: [^\n:]{{2,50}}$|\n[A-Z]{{2,8}}/[^\n.]{{2,40}}\s*$"
)


def without_credits(text: str) -> str:
    """The text with its photo credits, and the byline at its end, blanked."""
    if byline := _BYLINE.search(text, max(0, len(text) - _LONGEST_BYLINE)):
        text = text[: byline.start()] + " " * len(byline[0])
    text = _CREDIT_LINE.sub(lambda credit: "\n" + " " * (len(credit[0]) - 1), text)
    if any(word in text for word in ("Photo", "Ảnh", "Nguồn", "Source", "(Anh:", "(Nguon:")):
        text = _CREDIT.sub(_blank, text)
        text = _CREDIT_AT_END.sub(_blank, text)
    return text


def _blank(credit: re.Match[str]) -> str:
    return " " * len(credit[0])

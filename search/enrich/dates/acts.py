"""What the words that lead up to a full date say was done on it: a law made, a report signed, an opening.

Laws are quoted, so their dates are past; a report, a signing or a start is what an article is about. A
act announced for later is not yet done.
"""

from __future__ import annotations

import re

from search.enrich.dates.cues import cues_of
from search.vietnamese.cues import Cue

_FAR = 70
"""How many characters before a date are read."""

_WORDS = r"(?: [^\s,.;:()]+)"
_QUOTED_LAW = Cue(
    rf"(?<!\w)(?:(?:{cues_of('quoting')}) (?:the |một )?(?:{cues_of('law')})|{cues_of('treaty')})"
    rf"{_WORDS}{{0,6}} $",
    re.IGNORECASE,
)
_ACT = Cue(
    r"(?<!\w)(?:(?:was|were|been) (?:signed|inked) on"
    rf"|được{_WORDS}{{0,5}} ký(?: kết)?(?: vào)?|hoàn thành(?: vào)?"
    rf"|(?:{cues_of('issued')}){_WORDS}{{0,4}}) (?:the )?$",
    re.IGNORECASE,
)
_START = Cue(
    r"[\W_]*(?:(?:kể |bắt đầu |áp dụng )?từ|(?:starting )?from)(?!\w)[^,.;:]{0,20}$",
    re.IGNORECASE,
)
_ANNOUNCED = Cue(
    rf"(?<!\w)(?:{cues_of('announced')}|(?:{cues_of('deadline')})(?: \w+){{0,4}}:?)(?!\w)"
    r"(?![^.,;:()]*(?<!\w)(?:said|told|announced|cho biết|nói|thông báo)(?!\w))[^.,;:()]*$",
    re.IGNORECASE,
)
_WILL_AFTER = Cue(
    r"\)?,?(?: (?!(?:cho|nói|thông|công|ký|yêu|quyết|tại cuộc|said|told|announced"
    r"|that)(?!\w))[^\s,.;:()]+){0,6},? (?:sẽ(?! sont)|will)(?!\w)",
    re.IGNORECASE,
)


def is_of_law(text: str, start: int, at: int) -> bool:
    """Whether the date at `text[at]`, in a sentence from `start`, is that of a law or treaty quoted."""
    return _QUOTED_LAW.search(text, max(start, at - _FAR), at) is not None


def is_of_act(text: str, start: int, at: int) -> bool:
    """Whether something was signed or issued on the date, or begins the sentence by beginning then."""
    return bool(_START.match(text, start, at) or _ACT.search(text, max(start, at - _FAR), at))


def is_announced(text: str, start: int, at: int) -> bool:
    """Whether the verb before the date, to which it belongs, is about the future."""
    return _ANNOUNCED.search(text, max(start, at - _FAR), at) is not None


def will_follows(text: str, end: int) -> bool:
    """Whether the verb after the date that ends there does."""
    return _WILL_AFTER.match(text, end, end + _FAR) is not None

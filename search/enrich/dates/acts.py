"""What the words that lead up to a full date say was done on it: a law made, a report signed, an opening.

Laws are quoted, so their dates tell the past; a report, a signing or a start is what an article is of. A
deed announced for later is not yet done.
"""

from __future__ import annotations

import re

_FAR = 70
"""How many characters before a date are read."""

_LAW = (
    r"ngh[ịi] [đd][ịi]nh|ngh[ịi] quy[ếe]t|quy[ếe]t [đd][ịi]nh|th[ôo]ng t[ưu]|ch[ỉi] th[ịi]"
    r"|decree|decision|resolution|circular|directive"
)
_WORDS = r"(?: [^\s,.;:()]+)"
_QUOTED_LAW = re.compile(
    r"(?<!\w)(?:(?:theo|c[ăa]n c[ứu]|th[ựu]c hi[ệe]n|chi[ếe]u|quy [đd][ịi]nh t[ạa]i|under|pursuant to"
    rf"|in line with) (?:the |m[ộo]t )?(?:{_LAW})|lu[ậa]t(?! s[ưu])|hi[ệe]p [đd][ịi]nh|ph[áa]p l[ệe]nh"
    rf"|law|treaty){_WORDS}{{0,6}} $",
    re.IGNORECASE,
)
_DEED = re.compile(
    r"(?<!\w)(?:(?:was|were|been) (?:signed|inked) on"
    rf"|[đd][ưu][ợo]c{_WORDS}{{0,5}} k[ýy](?: k[ếe]t)?(?: v[àa]o)?|ho[àa]n th[àa]nh(?: v[àa]o)?"
    r"|(?:k[ếe]t lu[ậa]n|th[ôo]ng b[áa]o|th[ôo]ng c[áa]o|c[ôo]ng [đd]i[ệe]n|b[ảa]n [áa]n|c[áa]o tr[ạa]ng"
    rf"|statement|press release|notice|announcement){_WORDS}{{0,4}}) (?:the )?$",
    re.IGNORECASE,
)
_START = re.compile(
    r"[\W_]*(?:(?:k[ểe] |b[ắa]t [đd][ầa]u |[áa]p d[ụu]ng )?t[ừu]|(?:starting )?from)(?!\w)[^,.;:]{0,20}$",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"(?<!\w)(?:s[ẽe](?! sont)|d[ựu] ki[ếe]n|h[ạa]n (?:ch[óo]t|cu[ốo]i|n[ộo]p)(?: \w+){0,4}:?|will|expected"
    r"|slated|scheduled|set to|to be|deadline|applications close)(?!\w)"
    r"(?![^.,;:()]*(?<!\w)(?:said|told|announced|cho bi[ếe]t|n[óo]i|th[ôo]ng b[áa]o)(?!\w))[^.,;:()]*$",
    re.IGNORECASE,
)
_WILL_AFTER = re.compile(
    r"\)?,?(?: (?!(?:cho|n[óo]i|th[ôo]ng|c[ôo]ng|k[ýy]|y[êe]u|quy[ếe]t|t[ạa]i cu[ộo]c|said|told|announced"
    r"|that)(?!\w))[^\s,.;:()]+){0,6},? (?:s[ẽe](?! sont)|will)(?!\w)",
    re.IGNORECASE,
)


def is_of_law(text: str, start: int, at: int) -> bool:
    """Whether the date at `text[at]`, in a sentence from `start`, is that of a law or treaty quoted."""
    return _QUOTED_LAW.search(text, max(start, at - _FAR), at) is not None


def is_of_deed(text: str, start: int, at: int) -> bool:
    """Whether something was signed or issued on the date, or begins the sentence by beginning then."""
    return bool(_START.match(text, start, at) or _DEED.search(text, max(start, at - _FAR), at))


def is_announced(text: str, start: int, at: int) -> bool:
    """Whether the verb before the date, that it belongs to, tells what is still to come."""
    return _ANNOUNCED.search(text, max(start, at - _FAR), at) is not None


def will_follows(text: str, end: int) -> bool:
    """Whether the verb after the date that ends there does."""
    return _WILL_AFTER.match(text, end, end + _FAR) is not None

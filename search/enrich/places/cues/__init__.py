"""What the one or two words beside a name say of it: a province, a street, a person, a dish."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, cast, get_args

from search.enrich.places.persons import TITLES
from search.enrich.word_lists import read_list
from search.gazetteer import Kind, load_units
from search.vietnamese.cues import Cue, CueTable, spellings_of_cue

Meaning = (
    frozenset[Kind] | Literal["not a place", "road", "person", "passing", "attribute", "feature"]
)
"""What a cue beside a name says.

A set of kinds: a unit word, so the name is a place, of one of these kinds if any of its places is
(towns become cities, and old texts do not know it).
`not a place`: a ward, a newspaper or a person that only shares the name. `road`: the same, but for a
road between two places. `person`: the same for names that are a person's first of all. `passing`: the
place is only what something is called by. `attribute`: someone or something of a country, so the
country is not meant; nothing, of other places. `feature`: a sea or a mountain, `passing`, and no
country.
"""

_KINDS = frozenset(get_args(Kind))
_NO_KINDS: Mapping[str, Meaning] = {
    "any place": frozenset(),
    "not a place": "not a place",
    "road": "road",
    "person": "person",
    "passing": "passing",
    "attribute": "attribute",
    "feature": "feature",
}


def _beside(side: str) -> CueTable[Meaning]:
    """What each cue on one side of a name says."""
    units = [unit for unit in load_units() if unit.side == side]
    rows = [row for row in read_list("places/cues/beside_names.csv") if row["side"] == side]
    said: dict[str, Meaning] = {unit.words: unit.kinds for unit in units}
    said |= {row["cue"]: _said(row["says"]) for row in rows}
    clear = {unit.words for unit in units if unit.bare}
    clear |= {row["cue"] for row in rows if row["bare"] != "no"}
    if side == "before":
        for title in TITLES:
            if title.alone:
                said |= dict.fromkeys(title.spellings, "not a place")
                clear |= set(title.spellings if title.bare else ())
    return CueTable(said, frozenset(clear))


def _said(cell: str) -> Meaning:
    """What a cell of the column `says` says. KeyError for what is neither that nor kinds of places."""
    kinds = frozenset(cell.split(";"))
    return cast(Meaning, kinds) if kinds <= _KINDS else _NO_KINDS[cell]


_BEFORE, _AFTER = _beside("before"), _beside("after")
_LAST_OF_THREE = frozenset(
    spelling
    for row in read_list("places/cues/beside_names.csv")
    if row["cue"].count(" ") == 2
    for spelling in spellings_of_cue(row["cue"].split(" ")[2], bare=True)
)
"""The last words of the cues of three words."""
_NOT_CUES = CueTable({row["words"]: True for row in read_list("places/cues/not_cues.csv")})
_DISHES = frozenset(row["word"] for row in read_list("places/cues/dishes.csv"))
"""What a dish's name of two words begins with: "bánh giò Hà Nội"."""

_DASH_AHEAD = re.compile(r"\s?[-–]")
_WARD_AHEAD = Cue(r",? \(?(?:phường|quận|[PQ]\.|TP\b|thành phố)", re.IGNORECASE)
_SMALL_UNIT = "xã|phường|thôn|bản|ấp|làng|buôn|khóm|xóm"
_SMALL_UNITS = (
    rf"(?:các|những|nhiều|hai|ba|bốn|năm|sáu) (?:tuyến )?"
    rf"(?:{_SMALL_UNIT}|đường|phố)"
)
_LIST_OF_SMALL = Cue(
    rf"(?:\d |(?<!\w))(?:(?i:{_SMALL_UNITS})|(?<=\d )(?:{_SMALL_UNIT}))"
    rf"(?: (?:gồm|như|là))?[:( ]+(?:[A-ZÀ-ỸĐ]\w*[ ,–-]+|\d+[ ,]+|và )*$"
)
_HOUSE_NUMBER = re.compile(r"\d{1,3}[A-Za-z]?")


def cue_before(text: str, start: int, end: int) -> Meaning | None:
    """What the one to three words before the name at `text[start:end]` say."""
    words = text[max(0, start - 32) : start].rsplit("\n", 1)[-1]
    if not words.endswith((" ", ".")):
        return None
    last = words.lower().replace("(", " ").split()
    if last[-2:] in (["quốc", "tế"], ["quoc", "te"]):  # cửa khẩu quốc tế, cảng hàng không quốc tế
        del last[-2:]
    if not last:
        return None
    if last[-3:] in (["tàu", "sân", "bay"], ["tau", "san", "bay"]):
        return "not a place"
    pair = " ".join(last[-2:])
    table = _BEFORE.for_text(text)
    cue = table.get(pair)
    if cue is None and last[-1] in _LAST_OF_THREE:
        cue = table.get(" ".join(last[-3:]))
    if cue is None and pair not in _NOT_CUES.for_text(text):
        cue = table.get(last[-1])
        if last[-1] in ("tp", "tp.") and pair.startswith("clb "):
            cue = "not a place"
        if last[-1][0].isdigit() and _is_address(text, end, last):
            cue = "not a place"
        if cue is None and not _DISHES.isdisjoint(last[-3:-1]):
            cue = "not a place"
    if cue == "road":
        return None if _DASH_AHEAD.match(text, end) else "not a place"
    return cue


def cue_after(text: str, end: int) -> Meaning | None:
    """What the word after the name that ends there says."""
    if text[end : end + 1] != " ":
        return None
    word = text[end + 1 : end + 16].split(" ", 1)[0].split("\n", 1)[0]
    return _AFTER.for_text(text).get(word.rstrip(".,;:!?)’'\"”").lower())


def is_listed_as_small(text: str, start: int) -> bool:
    """Whether a name is in a list of communes, hamlets or streets: "3 ấp: Thanh Hòa, Thanh Bình"."""
    return (
        text[start - 2 : start] in (", ", "à ", "a ", ": ") or text[start - 1 : start] == "("
    ) and _LIST_OF_SMALL.search(text, max(0, start - 100), start) is not None


def _is_address(text: str, end: int, last: list[str]) -> bool:
    """Whether the number right before a name is a house's: it opens an item, or a ward follows."""
    before = last[-2] if len(last) > 1 else ""
    return (
        before in ("số", "so")
        or (before.endswith((",", ";")) and _HOUSE_NUMBER.fullmatch(last[-1]) is not None)
        or _WARD_AHEAD.match(text, end) is not None
    )

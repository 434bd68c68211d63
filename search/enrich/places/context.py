"""What the words beside a name say of it: a province, a street, a person, an organisation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.enrich.language import is_syllable
from search.enrich.places.cues import cue_after, cue_before
from search.enrich.places.name_forms import NOT_PLACES
from search.enrich.places.organisations import is_company
from search.enrich.places.persons import SURNAMES
from search.gazetteer import Kind
from search.vietnamese.cues import Cue, CueTable, is_accented

_COMPOUNDS = CueTable({name: True for name in NOT_PLACES if name.rpartition(" ")[2].islower()})
"""Words that begin like a country's name and are none."""

_SYLLABLE = re.compile(r"\w+")
_COMMUNE_BEFORE = Cue(
    r"(?<!\w)(?<![cC]ác )(?<!hai )(?<!ba )(?:[xX]ã|[pP]hường|[tT]hị trấn) "
    r"(?:[A-ZĐ]\w*(?: [A-ZĐ]\w*){0,3}|\d+)(?:, | \()$"
)
"""What a district follows whose unit word is left out: xã Tân Phong, Giá Rai."""

_BRAND_BEFORE = re.compile(r"(?<![\w-])(?!GDP|FDI|CPI)([A-Z][A-Za-z]{2,}) $")
_TO_SCORE = r"(?:thua|hạ|thắng|hòa|đè bẹp|đánh bại|cầm hòa|beat|lost to|drew with|[-–])"
_SCORE = r" \(?\d{1,2} ?[-–] ?\d{1,2}(?!\w|[-/.]\d| (?!ở|tại|trên|sau|trong|at|in|on)[^\W\d_])"
_RESULT_AHEAD = re.compile(r" (?:\(?\d|[-–] |th[uaắ]|h[aạoò]|đ[èá]|d[era]|c[aầ]m|beat|lost)")
"""What every result goes on with, quicker to look for."""
_HOST_AFTER = Cue(rf" {_TO_SCORE} [A-ZĐ][\w.]*(?: [A-ZĐ][\w.]*){{0,3}}{_SCORE}")
_GUEST_AFTER = re.compile(_SCORE)
_GUEST_BEFORE = Cue(rf"[A-ZĐ][\w.]* {_TO_SCORE} (?:(?:CLB|TP\.?) )?$")
"""The result of a match: Bình Dương hạ Thanh Hóa 2-1."""

_PLACED_BEFORE = Cue(
    r"(?<!\w)(?:"
    r"ở|tại|đến|tới|từ|về|sang|ra|(?<!nhằm )vào|qua|rời|gần|khắp|đô|phố|TP\.?|ngoại ô|trung tâm|người dân"
    r"|sân bay|quốc tế|mùa Đông|Olympic"
    r"|in|at|to|from|near|around|outside|through|visit(?:ed|s)?|left|city of|capital)\s+$|\($",
    re.IGNORECASE,
)
_ACTING_BEFORE = Cue(r"(?<!\w)(?:với|của|giữa|with|between) $")
"""Before a government's seat: căng thẳng với Bắc Kinh, New Delhi tìm đến Washington."""
_PLACED_AFTER = Cue(
    r",? ngày |, (?:thủ đô|[A-Z]|Trung|Mỹ|Nga|Nhật|Ấn|Hàn)|-based|[^.\n]{0,25}\((?:[A-Z]{2,6}|Dân trí)\)"
)


@dataclass(frozen=True, slots=True)
class NameContext:
    """What the words on both sides of a name say of it.

    `units` are the kinds that a unit word gives, None where there is no such word; `person` says that
    they speak of a person; `passing`, that only a river, a battle or the like is called so; `attribute`,
    that they speak of someone or something of a country, if the name is a country's.
    """

    units: frozenset[Kind] | None
    person: bool = False
    passing: bool = False
    attribute: bool = False


_SILENT = NameContext(None)
_IN_COMMUNE = NameContext(frozenset())
_BRANDED = NameContext(None, attribute=True)


def context_of(text: str, start: int, end: int) -> NameContext | None:
    """The context of the name at `text[start:end]`; None if it is the name of something else."""
    if (
        _is_compound(text, start, end)
        or is_company(text, start, end)
        or _is_in_result(text, start, end)
    ):
        return None
    before, after = cue_before(text, start, end), cue_after(text, end)
    if before is None and after is None:
        if _is_branded(text, start):
            return _BRANDED
        return _IN_COMMUNE if _is_in_commune(text, start) else _SILENT
    if before == "not a place" or after == "not a place":
        return None
    units = next((cue for cue in (before, after) if isinstance(cue, frozenset) and cue), None)
    if units is None and frozenset() in (before, after):
        units = frozenset()
    return NameContext(
        units,
        person=units is None and "person" in (before, after),
        passing=not {"passing", "feature"}.isdisjoint((before, after)),
        attribute=before in ("attribute", "feature"),
    )


def _is_in_result(text: str, start: int, end: int) -> bool:
    """Whether the name at `text[start:end]` is a team's: a score stands behind it and another one."""
    if not _RESULT_AHEAD.match(text, end):
        return False
    if _HOST_AFTER.match(text, end):
        return True
    return (
        _GUEST_AFTER.match(text, end) is not None
        and _GUEST_BEFORE.search(text, max(0, start - 25), start) is not None
    )


def _is_branded(text: str, start: int) -> bool:
    """Whether a name follows that of a firm or a show, which is no Vietnamese: Forbes Việt Nam."""
    brand = _BRAND_BEFORE.search(text, max(0, start - 25), start)
    return brand is not None and not is_syllable(brand[1].lower()) and is_accented(text)


def _is_in_commune(text: str, start: int) -> bool:
    """Whether a name follows a commune, in a list or brackets."""
    return (
        text.endswith((", ", " ("), 0, start)
        and _COMMUNE_BEFORE.search(text, max(0, start - 40), start) is not None
    )


def is_placed(text: str, start: int, end: int) -> bool:
    """Whether something is said to be in, or to come to or from, the city at `text[start:end]`."""
    return is_placed_before(text, start) or (
        _PLACED_AFTER.match(text, end) is not None
        and not _ACTING_BEFORE.search(text, max(0, start - 8), start)
    )


def is_placed_before(text: str, start: int) -> bool:
    """The same by the words before the name that starts there."""
    return _PLACED_BEFORE.search(text, max(0, start - 14), start) is not None


def _is_compound(text: str, start: int, end: int) -> bool:
    """Whether a name is the first syllable of another word: Mỹ nhân, Nhật báo."""
    if end - start > 4 or text[end : end + 1] != " ":
        return False
    after = _SYLLABLE.match(text, end + 1)
    return after is not None and f"{text[start:end]} {after[0]}" in _COMPOUNDS.for_text(text)


def goes_on(text: str, end: int, after: str) -> bool:
    """Whether a capitalised word after a name makes a longer one of it: Tân Sơn Nhất, Bắc Hải Vân.

    A surname opens a person's name instead: Chủ tịch huyện Nam Giang Nguyễn Văn A.
    """
    return bool(after) and after not in SURNAMES and cue_after(text, end) is None

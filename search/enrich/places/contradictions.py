"""Finds the names that a text puts into a district or a province which has no such place."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from search.enrich.places.matcher import MentionCandidate
from search.enrich.places.name_forms import CandidateReferent
from search.gazetteer import Gazetteer, Kind, Place
from search.vietnamese.cues import Cue

_PROVINCE_NEXT = Cue(r",? \(?tỉnh ", re.IGNORECASE)
_DISTRICT_NEXT = Cue(r"(?:, | \(|,? (?:thuộc) )(?:huyện|quận|thị xã) ", re.IGNORECASE)


_LARGER_NEXT = Cue(r", | \((?:thuộc )?|,? (?:thuộc) ")
_SCHOOL_BEFORE = Cue(r"(?<!\w)(?i:tiểu học|mầm non|mẫu giáo|thcs|thpt|ptth) (?:số \d )?$")
_SCHOOL_NEXT = Cue(r", | \((?:thuộc )?|,? (?:thuộc|ở|tại) ")
_WARD_NEXT = Cue(r",? \(?(?:quận|phường|[QP]\.) ?\d", re.IGNORECASE)
_WARD_HINTS = (",", " (", " q", " Q", " p", " P")
_WHITE_HOUSE = re.compile("[Tt]ong thong|Biden|Trump|Obama|Co van An ninh")


def contradicted_by_units(
    text: str,
    candidates: Sequence[MentionCandidate],
    referents: Sequence[Sequence[CandidateReferent]],
    gazetteer: Gazetteer,
) -> set[int]:
    """Which candidates (their numbers) mean none of their places, by the unit that the text puts them into.

    "Huyện Trần Đề, tỉnh Cà Mau": like most districts gone long ago it is not in the gazetteer.
    "Thị trấn Thuận An (huyện Phú Vang)", "Trường Hòa Bình, huyện Chi Lăng", "Trường THCS Bình Phước ở Sa
    Đéc", "Ngọc Hồi, Thanh Trì, Hà Nội": a town, a commune or a school that shares the name. "Điện Biên
    Phủ (quận 1)": a street. Of a unit the same words mean nothing else elsewhere in the text.
    "Nha Trang" without marks is the White House where presidents are.
    """
    words, alone = set(), set()
    if "Nha Trang" in text and _WHITE_HOUSE.search(text):
        words.add("Nha Trang")
    alone |= {
        i
        for i, found in enumerate(candidates)
        if text.startswith(_WARD_HINTS, found.end)
        and _WARD_NEXT.match(text, found.end)
        and all(referent.place.kind not in ("municipality", "country") for referent in referents[i])
    }
    for i, found in enumerate(candidates[:-1]):
        gap_end = candidates[i + 1].start
        if gap_end - found.end > 20 or not referents[i] or not referents[i + 1]:
            continue
        units, beside = found.context.units, referents[i + 1][0].place
        if _PROVINCE_NEXT.fullmatch(text, found.end, gap_end):
            ambiguous = beside.tier == 1 and all(referent.ambiguous for referent in found.referents)
            if ambiguous and not _share_a_province(found.referents, beside, gazetteer):
                words.add(found.words)
        elif _DISTRICT_NEXT.fullmatch(text, found.end, gap_end):
            is_small = not units or units == {"town"}
            if (
                is_small
                and beside.tier > 1
                and not _share_a_province(referents[i], beside, gazetteer)
            ):
                alone.add(i)
                if units:
                    words.add(found.words)
        elif _SCHOOL_NEXT.fullmatch(text, found.end, gap_end) and _SCHOOL_BEFORE.search(
            text, max(0, found.start - 20), found.start
        ):
            if not _share_a_province(referents[i], beside, gazetteer):
                alone.add(i)
        elif _LARGER_NEXT.fullmatch(text, found.end, gap_end):
            if _is_of_kind(referents[i], units):
                continue
            if _is_told_with_its_province(text, candidates, referents, i + 1, gazetteer) and (
                not _share_a_province(referents[i], beside, gazetteer)
            ):
                alone.add(i)
    return alone | {i for i, found in enumerate(candidates) if found.words in words}


def _is_of_kind(referents: Sequence[CandidateReferent], units: Set[Kind] | None) -> bool:
    """Whether a name may be that of a larger place: a province, or of the kind that its unit says."""
    if units:
        return any(referent.place.kind in units for referent in referents)
    return any(referent.place.tier < 2 for referent in referents)


def _is_told_with_its_province(
    text: str,
    candidates: Sequence[MentionCandidate],
    referents: Sequence[Sequence[CandidateReferent]],
    i: int,
    gazetteer: Gazetteer,
) -> bool:
    """Whether candidate `i` is a district, and its province follows: "Thanh Trì, Hà Nội"."""
    if i + 1 >= len(candidates) or not referents[i + 1] or referents[i][0].place.tier < 2:
        return False
    gap = candidates[i].end, candidates[i + 1].start
    beside = referents[i + 1][0].place
    return (
        gap[1] - gap[0] <= 20
        and (_LARGER_NEXT.fullmatch(text, *gap) or _PROVINCE_NEXT.fullmatch(text, *gap)) is not None
        and beside.tier == 1
        and _share_a_province(referents[i], beside, gazetteer)
    )


def _share_a_province(
    referents: Sequence[CandidateReferent], beside: Place, gazetteer: Gazetteer
) -> bool:
    """Whether any of the places lies, or lay, in the province of the place beside it."""
    provinces = _provinces(beside, gazetteer)
    return any(not provinces.isdisjoint(_provinces(c.place, gazetteer)) for c in referents)


def _provinces(place: Place, gazetteer: Gazetteer) -> set[str]:
    """The province of a place, and those that have its land today."""
    held = {id for id in (place.id, *gazetteer.ancestors(place.id)) if gazetteer[id].tier == 1}
    today = {gazetteer[id].successor or id for id in held}
    return held | today | {part for id in held for part in gazetteer[id].divided}

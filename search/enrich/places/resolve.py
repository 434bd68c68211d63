"""Decides which place each candidate of an article means, if any.

Most names have one bearer. For the others these decide, in this order: the unit word beside the name
(huyện Quảng Ninh); a place beside it that contains it (Hà Nam, Trung Quốc) or that it is listed with (Hồ
Bắc và Hà Nam); what the same words mean elsewhere in the article; its province, named elsewhere in the
article (Nam Giang where Quảng Nam is); last, the precedence of places. An ambiguous name needs one of
those before the last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from search.enrich.places.context import is_placed, is_placed_before
from search.enrich.places.contradictions import contradicted_by_units
from search.enrich.places.matcher import MentionCandidate
from search.enrich.places.name_forms import CandidateReferent, unambiguous
from search.enrich.places.teams import is_team
from search.gazetteer import Gazetteer, Place
from search.vietnamese.cues import Cue

_UNITS = r"(?:tỉnh|thành phố|huyện|quận|thị xã|thị trấn|TP|provinces?|districts?|city|town)\b\.?"
_HELD = Cue(
    rf"(?:[\s,:/()]|['’]s\b|{_UNITS}|(?:của|thuộc|ở|tại|in|of)\b)+"
    r"|[^.!?;\n]{0,20}(?:\(| của )",
    re.I,
)
"""The text between a place and one that contains it."""
_LISTED = Cue(rf"(?:[\s,;/&–-]|{_UNITS}|(?:và|and|hay|hoặc|or|đ[ế]n|to)\b)+", re.I)
"""The text between the places of a list."""
_LONGEST_GAP = 30

_SEATS = {
    *("CN-BJ", "US-washington", "RU-moscow", "IN-delhi"),
    *("JP-tokyo", "KR-seoul", "KP-pyongyang", "AU-canberra"),
}
"""Capitals whose names the news writes for their governments: unless something is in one, none is meant."""

_SEATS_OF_PROVINCES = frozenset({"city", "town"})
"""Kinds of places that provinces are governed from."""

_WITH_TEAMS = ("country", "province", "municipality", "city", "town")
"""Kinds of places that teams are called by."""


def resolve(
    text: str, candidates: Sequence[MentionCandidate], gazetteer: Gazetteer, *, about_teams: bool
) -> list[Place | None]:
    """The place of each candidate of a text, None for one that is no place after all.

    In news of teams a place may be only what a team is called by.
    """
    places = _places_in_context(text, candidates, gazetteer)
    if about_teams:
        places = [
            None
            if place
            and (place.kind in _WITH_TEAMS or _may_be_a_player(found))
            and is_team(text, found.start, found.end, country=place.kind == "country")
            else place
            for found, place in zip(candidates, places, strict=True)
        ]
    seats = {place.id for place in places if place} & _SEATS
    if not seats:
        return places
    placed = {
        place.id
        for found, place in zip(candidates, places, strict=True)
        if place and place.id in seats and is_placed(text, found.start, found.end)
    }
    return [None if place and place.id in seats - placed else place for place in places]


def _may_be_a_player(found: MentionCandidate) -> bool:
    """Whether a name without a unit word is a person's as well: Xuân Trường."""
    return found.context.units is None and all(referent.ambiguous for referent in found.referents)


def _places_in_context(
    text: str, candidates: Sequence[MentionCandidate], gazetteer: Gazetteer
) -> list[Place | None]:
    """The place that each candidate means, None where it means none."""
    referents = [
        (len(found.referents) > 1 and _in_province_behind(text, candidates, i, gazetteer))
        or _open_referents(found)
        for i, found in enumerate(candidates)
    ]
    if contradicted := contradicted_by_units(text, candidates, referents, gazetteer):
        referents = [() if i in contradicted else held for i, held in enumerate(referents)]
    places = [
        held[0].place if len(held) == 1 and not held[0].ambiguous else None for held in referents
    ]
    unclear = [i for i, place in enumerate(places) if place is None and referents[i]]
    if not unclear:
        return places
    clear = {id for place in places if place for id in (place.id, *gazetteer.ancestors(place.id))}
    referents = [_of_named(held, clear, gazetteer) for held in referents]
    likely = [
        place or _first(unambiguous(held)) for place, held in zip(places, referents, strict=True)
    ]
    # Right to left first: the place that contains a list's members mostly ends the list.
    for i in (*reversed(unclear), *unclear):
        if places[i] is None:
            places[i] = _by_neighbours(text, candidates, likely, i, referents[i], gazetteer)
            likely[i] = places[i] or likely[i]
    in_context = {
        found.words: place for found, place in zip(candidates, places, strict=True) if place
    }
    named = {
        id
        for found, place in zip(candidates, places, strict=True)
        if place and not found.context.passing
        for id in (place.id, *gazetteer.ancestors(place.id))
    }
    for i in unclear:
        if places[i] is None:
            places[i] = _by_article(text, candidates[i], referents[i], in_context, named, gazetteer)
    return places


def is_locating(
    country: Place,
    i: int,
    text: str,
    candidates: Sequence[MentionCandidate],
    places: Sequence[Place | None],
    gazetteer: Gazetteer,
) -> bool:
    """Whether the country of candidate `i` only says where the place beside it lies: "Sekong, Laos"."""
    for j in (i - 1, i + 1):
        beside = places[j] if 0 <= j < len(candidates) else None
        if beside is not None and country.id in gazetteer.ancestors(beside.id):
            gap = text[candidates[min(i, j)].end : candidates[max(i, j)].start]
            if len(gap) <= _LONGEST_GAP and _HELD.fullmatch(gap):
                return True
    return False


def _in_province_behind(
    text: str, candidates: Sequence[MentionCandidate], i: int, gazetteer: Gazetteer
) -> Sequence[CandidateReferent]:
    """The place of a district's name that lies in the province behind it: huyện Tân Uyên, tỉnh Bình Dương.

    It may be a town or a city today.
    """
    found = candidates[i]
    units = found.context.units
    if not units or units - {"district"} or i + 1 == len(candidates):
        return ()
    behind = candidates[i + 1]
    if behind.start - found.end > _LONGEST_GAP or not _HELD.fullmatch(
        text, found.end, behind.start
    ):
        return ()
    province = behind.referents[0].place.id
    return [
        CandidateReferent(referent.place)
        for referent in found.referents
        if province in gazetteer.ancestors(referent.place.id)
    ]


def _open_referents(found: MentionCandidate) -> Sequence[CandidateReferent]:
    """The referents that the words beside a name leave open; a unit word settles an ambiguous one."""
    context = found.context
    if context.person:
        return unambiguous(found.referents)
    if context.units is None:
        return found.referents
    free = unambiguous(found.referents)
    if not context.units and free:
        return free
    of_kind = [referent for referent in found.referents if referent.place.kind in context.units]
    if context.units & _SEATS_OF_PROVINCES and of_kind:
        # The seat of a Vietnamese province bears its name: TP Thái Nguyên is not only Taiyuan.
        of_kind = [c for c in found.referents if c in of_kind or _is_named_after_its_seat(c.place)]
    if context.units == {"prefecture"} and not of_kind:
        return ()  # "châu" is a continent as well: châu Mỹ
    if "province" in context.units and not of_kind:
        # Towns and cities gave provinces their names, districts did not.
        of_kind = [referent for referent in found.referents if referent.place.kind != "district"]
        return [
            CandidateReferent(referent.place, adjective=referent.adjective) for referent in of_kind
        ]
    if not of_kind and context.units and context.units <= {"district", "town"}:
        return [c for c in found.referents if not c.ambiguous or c.place.country == "VN"]
    return [
        CandidateReferent(referent.place, adjective=referent.adjective)
        for referent in of_kind or found.referents
    ]


def _is_named_after_its_seat(place: Place) -> bool:
    """Whether a city of the place's own name may be its seat."""
    return place.country == "VN" and place.kind == "province"


def _of_named(
    referents: Sequence[CandidateReferent], named: Set[str], gazetteer: Gazetteer
) -> Sequence[CandidateReferent]:
    """The referents without those of districts elsewhere, if the text names the province of one of them."""
    below = [referent for referent in referents if referent.place.tier > 1]
    of_named = [
        referent
        for referent in below
        if any(
            gazetteer[id].tier == 1 and id in named for id in gazetteer.ancestors(referent.place.id)
        )
    ]
    if not of_named or len(of_named) == len(below):
        return referents
    return [referent for referent in referents if referent.place.tier <= 1 or referent in of_named]


def _by_neighbours(
    text: str,
    candidates: Sequence[MentionCandidate],
    likely: Sequence[Place | None],
    i: int,
    referents: Sequence[CandidateReferent],
    gazetteer: Gazetteer,
) -> Place | None:
    """The place that the places beside a candidate point to."""
    for j in (i + 1, i - 1):
        beside = likely[j] if 0 <= j < len(candidates) else None
        if beside is None:
            continue
        gap = text[candidates[min(i, j)].end : candidates[max(i, j)].start]
        if len(gap) > _LONGEST_GAP:
            continue
        if _HELD.fullmatch(gap):
            for referent in referents:
                if beside.id in gazetteer.ancestors(referent.place.id):
                    return referent.place
        if beside.kind != "country" and _LISTED.fullmatch(gap):
            gates = beside.kind == "border gate" or "border gate" in (
                candidates[j].context.units or ()
            )
            alike = _first(
                [
                    referent
                    for referent in referents
                    if referent.place.country == beside.country
                    or (gates and referent.place.kind == "border gate")
                ]
            )
            if alike:
                return alike
    return None


def _by_article(
    text: str,
    found: MentionCandidate,
    referents: Sequence[CandidateReferent],
    in_context: dict[str, Place],
    named: Set[str],
    gazetteer: Gazetteer,
) -> Place | None:
    """The place that the rest of the article points to; else, for an unambiguous name, by precedence.

    What something is in ("in Trat") is a province, if other places of its country are named.
    """
    words = found.words
    several_words = " " in words
    if words in in_context and (several_words or not referents[0].ambiguous):
        return in_context[words]
    held = _first(
        [
            referent
            for referent in referents
            if not (referent.ambiguous and (referent.place.kind == "city" or not several_words))
            and any(
                gazetteer[id].tier > 0 and id in named
                for id in gazetteer.ancestors(referent.place.id)
            )
        ]
    )
    free = _first(unambiguous(referents))
    if free is None and held is None and is_placed_before(text, found.start):
        return _first(
            [
                referent
                for referent in referents
                if referent.place.kind == "municipality"
                or (referent.place.tier == 1 and referent.place.country in named - {"VN"})
            ]
        )
    if free and held and free.country == "VN" and "VN" not in named:
        return held  # all that the article names is abroad, the province of this one among it
    if free is None or free.country == "VN" or free.country in named:
        return free or held
    return _first([c for c in unambiguous(referents) if c.place.country in named]) or held or free


def _first(referents: Sequence[CandidateReferent]) -> Place | None:
    """The place that precedes the others; None if two rank alike."""
    if not referents or (
        len(referents) > 1 and referents[0].place.precedence == referents[1].place.precedence
    ):
        return None
    return referents[0].place

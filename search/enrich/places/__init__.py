"""The places an article mentions, and which of them it is about."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from search.analysis import fold, sentences
from search.articles import Mention, Zone
from search.datelines import end_of_dateline, goes_on_after_place
from search.enrich.places.matcher import MentionCandidate, find_candidates
from search.enrich.places.organisations import is_attribute, is_embassy, is_of_country
from search.enrich.places.resolve import is_locating, resolve
from search.enrich.places.salience import PlaceCounts, salient_places
from search.enrich.places.teams import is_about_teams
from search.gazetteer import Gazetteer, Place
from search.vietnamese.cues import Cue

LEAD_LENGTH = 300
"""The most characters of a lead."""

_LEAST_OF_LEAD, _LEAST_WITHOUT_TITLE = 100, 200
_HEADERS = re.compile(r"(?:\n*[^\n]{1,80}[^\n.!?…:;,”\"’)](?=\n)){0,4}\n?")
"""Lines before the first paragraph: who writes to whom, a place and a day."""
_PARAGRAPH = re.compile(r"\W*(\w.*)")
_SITE_BEFORE = Cue(
    r"(?:(?:[sS]ự việc|[vV]ụ việc|[sS]ự cố|[tT]ai nạn)(?: [^ .;]+)? xảy ra"
    r"|(?i:the (?:incident|accident)) (?:took place|happened|occurred))[^.;\n]{0,60}$"
)
_HOME_HINT = Cue(r"\(|quê|tại|trụ|lấy")
_PERSON = "[cC]hị|[aA]nh|[bB]à|ông|Ông|[cC]ô|[eE]m|[bB]ạn"
_GUESTS = "sinh viên|học sinh|bệnh nhân|du khách|khách|công nhân|lao động|lái|lái buôn|nhà đầu tư"
_UNIT_LIST = r"(?:(?:[^\W_]+ )?[A-ZĐ]\w*(?: [A-ZĐ]\w*)*(?:, | and | và ))*(?:the |tỉnh )?"
_HOME_BEFORE = Cue(
    rf"\((?:SN |(?:sinh năm) |\d+ (?:tuổi)|(?:trú|ngụ|quê|ở) )[^()\n]*$"
    r"|[?!.…][\"”]? \([^(),\n]{2,30}, $"
    rf"|(?<!\w)(?:{_PERSON}) [A-ZĐ][^(),;:\n]{{0,30}} \([^()\n]{{0,20}}$"
    rf"|(?<!\w)(?:quê|(?:trú|ngụ|địa chỉ|trụ sở) (?:tại|ở)|lấy (?:chồng|vợ))"
    r" [^.;:()\n]{0,40}$"
)
_GUEST_BEFORE = Cue(
    rf"(?<!\w)(?i:{_GUESTS}) (?:đến từ|từ|quê|người) {_UNIT_LIST}$"
    rf"|(?i:students|pupils|patients|tourists|visitors|workers|migrants) from {_UNIT_LIST}$"
)
_GUEST_HINT = Cue(r"(?<!\w)(?:từ|quê|người|from) ")
_DISTANCE_BEFORE = re.compile(
    r"\d ?(?:km|kilomet\w+|miles?) (?:(?:to the )?(?:north|south|east|west|away)[\w-]* )?(?:of|from) $"
)
_AWAY_BEFORE = Cue(r"(?<!\w)[cC]ách (?:(?:TP\.?|trung tâm|thành phố|tỉnh) )*$")
_KILOMETRES_AFTER = Cue(r" (?:(?:khoảng|chừng|hơn|gần|chưa đầy|đến|tới) )?\d[\d.,]* ?(?:km|cây số)")
_ENTRY_BEFORE = Cue(r"(?:nhập cảnh|xuất cảnh)(?: trái phép)?(?: (?:vào|từ|sang|về))? $")
_ENTRY_AFTER = Cue(r" (?:nhập cảnh|về nước|trở về|về Việt Nam|quá cảnh)(?!\w)")
_FROM_BEFORE = Cue("[tT]ừ $")
_HEAD_BEFORE = re.compile(r"(?:^|\n)[*•+–— -]{0,4}$")
_ABBREVIATED_BEFORE = re.compile(r"(?<!\w)[A-Z](?:\.?\w)?\. ?$")
_LEAST_OF_DIGEST = 3
_ZONES: tuple[Zone, ...] = ("title", "lead", "body")


def find_places(title: str, body: str, gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """The places that a normalized article names: main ones first, then those named most, then first.

    The lead is the first sentence, with those of its paragraph that begin in the first 100 characters
    after the dateline, or 200 where there is no title. A dateline counts as lead anywhere in the text.
    What is main is measured by the mentions that are not in passing (embassies, organisations, rivers,
    homes).
    """
    text = f"{title}\n{body}"
    candidates = find_candidates(text, gazetteer)
    if not candidates:
        return ()
    about_teams = is_about_teams(text)
    places = resolve(text, candidates, gazetteer, about_teams=about_teams)
    counts = _count_mentions(text, len(title), candidates, places, gazetteer)
    main = salient_places(counts, text, gazetteer)
    main = main or _event_sites(text, candidates, places)
    if _is_digest(text, candidates, places):
        main = set()
    if about_teams:  # the news is about them, not their countries
        main = {id for id in main if gazetteer[id].kind != "country"}
    mentions = [
        Mention(
            place=place_counts.place.id,
            within=gazetteer.ancestors(place_counts.place.id),
            count=place_counts.zones.total(),
            zones=tuple(zone for zone in _ZONES if place_counts.zones[zone]),
            main=place_counts.place.id in main,
            words=tuple(place_counts.words),
        )
        for place_counts in counts
    ]
    return tuple(sorted(mentions, key=lambda mention: (not mention.main, -mention.count)))


def _count_mentions(
    text: str,
    title_end: int,
    candidates: Sequence[MentionCandidate],
    places: Sequence[Place | None],
    gazetteer: Gazetteer,
) -> Collection[PlaceCounts]:
    """The counts of all places, by their first mention."""
    lead_end = _lead_end(text, title_end)
    counts: dict[str, PlaceCounts] = {}
    for i, (found, place) in enumerate(zip(candidates, places, strict=True)):
        if place is None or (
            place.kind == "country" and is_of_country(text, found.start, found.end)
        ):
            continue
        zone: Zone = "body"
        if found.start < title_end:
            zone = "title"
        elif found.start < lead_end or goes_on_after_place(text, found.end):
            zone = "lead"
        place_counts = counts.setdefault(place.id, PlaceCounts(place))
        place_counts.words[_whole_name(text, found, place)] = None
        place_counts.zones[zone] += 1
        if _is_in_passing(text, found, place, zone):
            continue
        if place.kind == "country" and found.referents[0].adjective:
            place_counts.adjectives[zone] += 1
        elif place.kind == "country" and is_locating(place, i, text, candidates, places, gazetteer):
            place_counts.locating[zone] += 1
        else:
            place_counts.named[zone] += 1
    return counts.values()


def _whole_name(text: str, found: MentionCandidate, place: Place) -> str:
    """The name as it is written, with the "TP." of a place that has it in its name: TP.HCM."""
    unit = _ABBREVIATED_BEFORE.search(text, max(0, found.start - 6), found.start)
    if unit is None:
        return found.words
    whole = text[unit.start() : found.end]
    return whole if _is_name(whole, place) else found.words


@lru_cache(maxsize=1 << 8)
def _is_name(written: str, place: Place) -> bool:
    return fold(written) in map(fold, place.names)


def _event_sites(
    text: str, candidates: Sequence[MentionCandidate], places: Sequence[Place | None]
) -> set[str]:
    """The first place of each sentence that says where the event took place."""
    sites: dict[int, str] = {}
    for found, place in zip(candidates, places, strict=True):
        said = place and _SITE_BEFORE.search(text, max(0, found.start - 100), found.start)
        if place and said:
            sites.setdefault(said.start(), place.id)
    return set(sites.values())


def _is_digest(
    text: str, candidates: Sequence[MentionCandidate], places: Sequence[Place | None]
) -> bool:
    """Whether lines open with several places, each of a piece of news of its own: "* Huế: ..."."""
    heads = {
        place.id
        for found, place in zip(candidates, places, strict=True)
        if place
        and text.startswith(":", found.end)
        and _HEAD_BEFORE.search(text, max(0, found.start - 5), found.start)
    }
    return len(heads) >= _LEAST_OF_DIGEST


def _lead_end(text: str, title_end: int) -> int:
    """Where the lead of a title and a body, joined by a line break, ends."""
    headers = _HEADERS.match(text, title_end)
    paragraph = _PARAGRAPH.match(text, headers.end() if headers else title_end)
    if paragraph is None:
        return len(text)
    start = paragraph.start(1) + end_of_dateline(paragraph[1])
    least = _LEAST_OF_LEAD if title_end else _LEAST_WITHOUT_TITLE
    # A little more than the lead is read: where it is cut, no sentence may seem to end.
    beginning = text[start : min(paragraph.end(), start + LEAD_LENGTH + 50)]
    ends = (end for _, end in sentences(beginning) if end >= least)
    return start + min(next(ends, len(beginning)), LEAD_LENGTH)


def _is_home(text: str, start: int) -> bool:
    """Whether a name says where someone named before it comes from or lives."""
    hinted = _HOME_HINT.search(text, max(0, start - 60), start)
    return hinted is not None and _HOME_BEFORE.search(text, max(0, start - 80), start) is not None


def _is_of_guests(text: str, start: int) -> bool:
    """Whether a name says where students, patients or tourists come from."""
    hinted = _GUEST_HINT.search(text, max(0, start - 60), start)
    return hinted is not None and _GUEST_BEFORE.search(text, max(0, start - 80), start) is not None


def _is_far(text: str, start: int, end: int) -> bool:
    """Whether a name only says how far away something is: 80 km north of Hanoi, cách Hà Nội 80 km."""
    return bool(
        _DISTANCE_BEFORE.search(text, max(0, start - 50), start)
        or (
            _KILOMETRES_AFTER.match(text, end)
            and _AWAY_BEFORE.search(text, max(0, start - 30), start)
        )
    )


def _is_entered(text: str, start: int, end: int) -> bool:
    """Whether someone only enters the country, or comes from it: nhập cảnh vào Việt Nam."""
    return bool(
        _ENTRY_BEFORE.search(text, max(0, start - 30), start)
        or (_ENTRY_AFTER.match(text, end) and _FROM_BEFORE.search(text, max(0, start - 3), start))
    )


def _is_in_passing(text: str, found: MentionCandidate, place: Place, zone: Zone) -> bool:
    """Whether the words speak of something else that is only called after the place."""
    if (
        found.context.passing
        or _is_home(text, found.start)
        or _is_far(text, found.start, found.end)
    ):
        return True
    if place.kind != "country":
        if zone != "title" and _is_of_guests(text, found.start):
            return True
        return place.tier < 3 and is_embassy(text, found.start, found.end)
    return (
        (zone == "body" and found.referents[0].adjective)
        or _is_entered(text, found.start, found.end)
        or is_embassy(text, found.start, found.end)
        or (zone != "title" and is_attribute(text, found.end))
    )

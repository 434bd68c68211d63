"""The places an article mentions, and which of them it is about."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from search.analysis import fold, sentences
from search.articles import Mention, Zone
from search.datelines import end_of_dateline, goes_on_after_place
from search.enrich.places.matcher import MentionCandidate, find_candidates
from search.enrich.places.organisations import is_of_country
from search.enrich.places.passing import event_site, in_long_lists, is_in_passing
from search.enrich.places.resolve import is_locating, resolve
from search.enrich.places.salience import PlaceCounts, salient_places
from search.enrich.places.scorer import is_scored, revised
from search.enrich.places.teams import is_about_teams
from search.gazetteer import Gazetteer, Place

LEAD_LENGTH = 300
"""The most characters of a lead."""

_LEAST_OF_LEAD, _LEAST_WITHOUT_TITLE = 100, 200
_HEADERS = re.compile(r"(?:\n*[^\n]{1,80}[^\n.!?…:;,”\"’)](?=\n)){0,4}\n?")
"""Lines before the first paragraph: who writes to whom, a place and a day."""
_PARAGRAPH = re.compile(r"\W*(\w.*)")
_HEAD_BEFORE = re.compile(r"(?:^|\n)[*•+–— -]{0,4}$")
_ABBREVIATED_BEFORE = re.compile(r"(?<!\w)[A-Z](?:\.?\w)?\. ?$")
_LEAST_OF_DIGEST = 3
_BETWEEN_LISTED = frozenset((", ", " và ", " va ", " and ", " - ", "-", "/"))
_ZONES: tuple[Zone, ...] = ("title", "lead", "body")


@dataclass(frozen=True, slots=True)
class Reading:
    """The places that a text names: what was found in it, and how often each place is named."""

    text: str
    candidates: Sequence[MentionCandidate]
    places: Sequence[Place | None]
    counts: Collection[PlaceCounts]
    about_teams: bool


def find_places(title: str, body: str, gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """The places that a normalized article names: main ones first, then those named most, then first.

    The lead is the first sentence, with those of its paragraph that begin in the first 100 characters
    after the dateline, or 200 where there is no title. A dateline counts as lead anywhere in the text.
    What is main is measured by the mentions that are not in passing (embassies, organisations, rivers,
    homes).
    """
    reading = read_places(title, body, gazetteer)
    if reading is None:
        return ()
    main = salient_places(reading.counts, reading.text, gazetteer)
    if is_scored(reading.text):
        main = revised(main, reading.counts, len(reading.text), gazetteer)
    main = admitted(main, reading, gazetteer)
    mentions = [
        Mention(
            place=place_counts.place.id,
            within=gazetteer.ancestors(place_counts.place.id),
            count=place_counts.zones.total(),
            zones=tuple(zone for zone in _ZONES if place_counts.zones[zone]),
            main=place_counts.place.id in main,
            words=tuple(place_counts.words),
        )
        for place_counts in reading.counts
    ]
    return tuple(sorted(mentions, key=lambda mention: (not mention.main, -mention.count)))


def read_places(title: str, body: str, gazetteer: Gazetteer) -> Reading | None:
    """What a normalized article names; None if that is nothing like a place."""
    text = f"{title}\n{body}"
    candidates = find_candidates(text, gazetteer)
    if not candidates:
        return None
    about_teams = is_about_teams(text)
    places = resolve(text, candidates, gazetteer, about_teams=about_teams)
    counts = _count_mentions(text, len(title), candidates, places, gazetteer)
    return Reading(text, candidates, places, counts, about_teams)


def admitted(main: set[str], reading: Reading, gazetteer: Gazetteer) -> set[str]:
    """The main places that a text of its kind may have.

    Without any, they are where it says that something took place. A digest has none, news of teams no
    country.
    """
    main = main or _event_sites(reading.text, reading.candidates, reading.places)
    if _is_digest(reading.text, reading.candidates, reading.places):
        return set()
    if reading.about_teams:
        return {id for id in main if gazetteer[id].kind != "country"}
    return main


def _count_mentions(
    text: str,
    title_end: int,
    candidates: Sequence[MentionCandidate],
    places: Sequence[Place | None],
    gazetteer: Gazetteer,
) -> Collection[PlaceCounts]:
    """The counts of all places, by their first mention.

    Left out are countries that the text only says to be someone's or something's: doanh nghiệp Lào, and
    the other names of such a list: lưu học sinh Lào, Campuchia.
    """
    lead_end = _lead_end(text, title_end)
    counts: dict[str, PlaceCounts] = {}
    meant: set[str] = set()
    attribute_end = -1
    listed = in_long_lists(text, candidates, places)
    for i, (found, place) in enumerate(zip(candidates, places, strict=True)):
        if place is None or (
            place.kind == "country" and is_of_country(text, found.start, found.end)
        ):
            continue
        if place.kind == "country" and (
            found.context.attribute or text[attribute_end : found.start] in _BETWEEN_LISTED
        ):
            attribute_end = found.end
        else:
            meant.add(place.id)
        zone: Zone = "body"
        if found.start < title_end:
            zone = "title"
        elif found.start < lead_end or goes_on_after_place(text, found.end):
            zone = "lead"
        place_counts = counts.get(place.id)
        if place_counts is None:
            place_counts = counts[place.id] = PlaceCounts(place, found.start)
        place_counts.words[_whole_name(text, found, place)] = None
        place_counts.zones[zone] += 1
        if (i in listed and zone != "title") or is_in_passing(text, found, place, zone):
            continue
        if place.kind == "country" and found.referents[0].adjective:
            place_counts.adjectives[zone] += 1
        elif place.kind == "country" and is_locating(place, i, text, candidates, places, gazetteer):
            place_counts.locating[zone] += 1
        else:
            place_counts.named[zone] += 1
    return [place_counts for id, place_counts in counts.items() if id in meant]


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
        if place and (said := event_site(text, found.start)) is not None:
            sites.setdefault(said, place.id)
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

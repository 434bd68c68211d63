"""The places an article mentions, and which of them it is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from search.articles import Mention, Zone
from search.enrich.context import is_embassy, is_organisation
from search.enrich.gazetteer import Gazetteer, Place
from search.enrich.matcher import Spot, spot
from search.enrich.resolve import resolve

LEAD_LENGTH = 600
"""The most characters of a lead: some texts come in one paragraph."""

_LEAD = re.compile(r"\W*(\w.*)")
_DATELINE = re.compile(r"(?:, [^()\n]{1,25})?\s*\((?:[A-Z]{2,6}|Dân trí)\)\s*[-–—]")
_ZONES: tuple[Zone, ...] = ("title", "lead", "body")


@dataclass(slots=True)
class _Tally:
    """How a place is named: in which words and zones, how often; `weights` leaves out what is in passing."""

    place: Place
    words: dict[str, None] = field(default_factory=dict)
    zones: Counter[Zone] = field(default_factory=Counter)
    weights: Counter[Zone] = field(default_factory=Counter)


def find_places(title: str, body: str, gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """The places that a normalized article names: main ones first, then those named most, then first.

    The lead is the first paragraph with a word in it; a dateline counts as lead wherever it stands. What
    is main is measured by the mentions that are not in passing (embassies, organisations, rivers, clubs).
    """
    text = f"{title}\n{body}"
    spots = spot(text, gazetteer)
    if not spots:
        return ()
    tallies = _tally(text, len(title), spots, gazetteer)
    main = _main_places(tallies, gazetteer)
    mentions = [
        Mention(
            place=tally.place.id,
            within=gazetteer.ancestors(tally.place.id),
            count=tally.zones.total(),
            zones=tuple(zone for zone in _ZONES if tally.zones[zone]),
            main=tally.place.id in main,
            words=tuple(tally.words),
        )
        for tally in tallies
    ]
    return tuple(sorted(mentions, key=lambda mention: (not mention.main, -mention.count)))


def _tally(
    text: str, title_end: int, spots: list[Spot], gazetteer: Gazetteer
) -> Collection[_Tally]:
    """The tallies of all places, by their first mention."""
    paragraph = _LEAD.match(text, title_end)
    lead_end = min(paragraph.end(), paragraph.start(1) + LEAD_LENGTH) if paragraph else len(text)
    tallies: dict[str, _Tally] = {}
    for found, place in zip(spots, resolve(text, spots, gazetteer), strict=True):
        if place is None:
            continue
        zone: Zone = "body"
        if found.start < title_end:
            zone = "title"
        elif found.start < lead_end or _DATELINE.match(text, found.end):
            zone = "lead"
        tally = tallies.setdefault(place.id, _Tally(place))
        tally.words[found.words] = None
        tally.zones[zone] += 1
        if not _is_in_passing(text, found, place, zone):
            tally.weights[zone] += 1
    return tallies.values()


def _is_in_passing(text: str, found: Spot, place: Place, zone: Zone) -> bool:
    """Whether the words speak of something else that is only called after the place."""
    if found.reading.passing:
        return True
    if place.kind != "country":
        return place.tier < 3 and is_embassy(text, found.start, found.end)
    return (
        (zone == "body" and found.claims[0].adjective)
        or is_embassy(text, found.start, found.end)
        or is_organisation(text, found.start, found.end, headline=zone == "title")
    )


def _main_places(tallies: Collection[_Tally], gazetteer: Gazetteer) -> set[str]:
    """The ids of the places that the article is about; countries and places in them are measured apart.

    A place of the title is one if it, or a place in it, is taken up again; one of the title or the lead, if
    it is named a third as often as the place named most; any other, if half as often and three times.
    """
    most = {True: 0, False: 0}
    within: Counter[str] = Counter()
    for tally in tallies:
        weight = tally.weights.total()
        is_country = tally.place.kind == "country"
        most[is_country] = max(most[is_country], weight)
        for id in gazetteer.ancestors(tally.place.id):
            within[id] += weight
    main = set()
    for tally in tallies:
        weight = tally.weights.total()
        share = weight / max(1, most[tally.place.kind == "country"])
        in_title, in_lead = tally.weights["title"], tally.weights["lead"]
        taken_up = tally.zones.total() > tally.zones["title"] or within[tally.place.id]
        if (
            (in_title and taken_up)
            or ((in_title or in_lead) and share >= 1 / 3)
            or (weight >= 3 and share >= 1 / 2)
        ):
            main.add(tally.place.id)
    return main

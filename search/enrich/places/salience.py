"""Which of an article's places it is about.

Measured by theme: a country, or the unit just below one with all that lies in it. What was tried was
judged by the labels in `tests/benchmarks/labels`.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from search.articles import Zone
from search.gazetteer import Gazetteer, Place
from search.vietnamese.cues import Cue

_LEAST_IN_TITLE = 1 / 3
_LEAST_IN_LEAD = 1 / 6
_LEAST_IN_BODY = 0.51
_LEAST_OF_COUNTRY = 0.4
_LEAST_BESIDE_ITS_PLACES = 1 / 4
"""How often a theme must be named, as a share of the theme that is named most.

A unit is not measured by its own country, a country beside its places only by them.
"""

_OFTEN = 3

_OPENING: tuple[Zone, ...] = ("title", "lead")

_TWO_COUNTRIES = Cue(r"hai nước|hai quốc gia|(?i:(?:two|both) (?:countries|nations)(?!\w))")
"""What an article says that is about two countries, too, not only about a place in each."""

_SHORT = 1_000
"""The most characters of a text that need not name again what it is about."""


@dataclass(slots=True)
class PlaceCounts:
    """How a place is named: in which words, and how often in each zone.

    `first` is where it is named first. `zones` counts every mention. Of those that are not in passing,
    `adjectives` counts a country's ("Vietnamese"), `locating` what only says where the place beside it
    lies ("Sekong, Laos"), and `named` all others.
    """

    place: Place
    first: int
    words: dict[str, None] = field(default_factory=dict)
    zones: Counter[Zone] = field(default_factory=Counter)
    named: Counter[Zone] = field(default_factory=Counter)
    locating: Counter[Zone] = field(default_factory=Counter)
    adjectives: Counter[Zone] = field(default_factory=Counter)


@dataclass(slots=True)
class Theme:
    """The counts of a theme, and their weight in the zones."""

    counts: list[PlaceCounts]
    weight: Counter[Zone]

    @property
    def named(self) -> int:
        return sum(place_counts.named.total() for place_counts in self.counts)

    @property
    def first(self) -> int:
        """Where any of its places is named first."""
        return min(place_counts.first for place_counts in self.counts)

    @property
    def is_taken_up(self) -> bool:
        """Whether any of its places is mentioned after the title."""
        return any(
            place_counts.zones.total() > place_counts.zones["title"] for place_counts in self.counts
        )


def salient_places(counts: Collection[PlaceCounts], text: str, gazetteer: Gazetteer) -> set[str]:
    """The ids of the places that an article is about.

    They are those of the themes that are in its title or its lead, or are named often; a long
    one must name them more than once. A country beside its own places needs more: its name must open
    the article and often be more than a locator, or the article speak of the two countries.
    """
    grouped: defaultdict[str, list[PlaceCounts]] = defaultdict(list)
    within: Counter[str] = Counter()
    for place_counts in counts:
        unit = unit_of(place_counts.place.id, gazetteer)
        grouped[unit].append(place_counts)
        if gazetteer[unit].tier:
            within[place_counts.place.country] += place_counts.named.total()
    told = within.total() > 0
    themes = {
        unit: Theme(held, _weight(held, adjectives=not told)) for unit, held in grouped.items()
    }
    weights = {unit: theme.weight.total() for unit, theme in themes.items()}
    most = max(weights.values(), default=0)
    main: set[str] = set()
    for unit, theme in sorted(themes.items(), key=lambda item: -gazetteer[item[0]].tier):
        if gazetteer[unit].tier:
            own_country = gazetteer[unit].parent
            most_beside = max(weight for other, weight in weights.items() if other != own_country)
            is_main = _is_told(theme, most_beside, _LEAST_IN_LEAD, _LEAST_IN_BODY)
        elif len(text) > _SHORT and theme.weight.total() < 2:
            is_main = False
        elif any(gazetteer[id].country == unit for id in main):
            is_main = _is_told_beside_its_places(theme, within[unit])
        else:  # that places in it are named does not make it what the article is about
            least_in_body = math.inf if within[unit] else _LEAST_OF_COUNTRY
            is_main = _is_told(theme, most, _LEAST_OF_COUNTRY, least_in_body)
        if is_main:
            main.update(_salient_places_of(unit, theme))
    countries = {gazetteer[id].country for id in main if gazetteer[id].tier}
    if len(countries) > 1 and _TWO_COUNTRIES.search(text):
        main |= {id for id in countries & themes.keys() if _is_in_opening(themes[id])}
    return main


def unit_of(id: str, gazetteer: Gazetteer) -> str:
    """The theme of a place: the unit just below its country that contains it, else the country."""
    country, *below = reversed((id, *gazetteer.ancestors(id)))
    return below[0] if below and gazetteer[below[0]].tier == 1 else country


def _weight(counts: list[PlaceCounts], *, adjectives: bool) -> Counter[Zone]:
    """What is named in each zone; a country's adjectives too where no article names what lies in one."""
    weight: Counter[Zone] = Counter()
    for place_counts in counts:
        weight.update(place_counts.named)
        weight.update(place_counts.locating)
        if adjectives:
            weight.update(place_counts.adjectives)
    return weight


def _is_told(theme: Theme, most: int, least_in_lead: float, least_in_body: float) -> bool:
    weight = theme.weight.total()
    return bool(
        (theme.weight["title"] and (theme.is_taken_up or weight >= most * _LEAST_IN_TITLE))
        or (theme.weight["lead"] and weight >= most * least_in_lead)
        or (weight >= _OFTEN and weight >= most * least_in_body)
    )


def _is_told_beside_its_places(country: Theme, within: int) -> bool:
    weight, in_title = country.weight.total(), country.weight["title"]
    opens = any(
        place_counts.named["title"] or place_counts.named["lead"] for place_counts in country.counts
    )
    often = weight >= _OFTEN and weight >= within * _LEAST_BESIDE_ITS_PLACES
    return bool(country.named and ((opens and often) or (in_title and weight > in_title)))


def _is_in_opening(country: Theme) -> bool:
    """Whether the title or the lead says which country it is, if only by where a place lies."""
    return any(
        place_counts.named[zone] or place_counts.locating[zone] or place_counts.adjectives[zone]
        for place_counts in country.counts
        for zone in _OPENING
    )


def _salient_places_of(unit: str, theme: Theme) -> set[str]:
    """The salient places of a theme: the unit, and those named in title or lead, or often.

    Without those, all that are named.
    """
    salient = {
        place_counts.place.id
        for place_counts in theme.counts
        if place_counts.place.id == unit
        or place_counts.named["title"]
        or place_counts.named["lead"]
        or place_counts.named.total() >= _OFTEN
    }
    return salient or {place_counts.place.id for place_counts in theme.counts}

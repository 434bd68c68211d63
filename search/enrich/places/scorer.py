"""A second opinion on what an article is about: a score learnt from labels, for Vietnamese articles.

The rules of `salience.py` propose; what scores too low is refused, and a country that scores high is taken
though no rule proposed it. By the rules alone a third of the main places of one half of the labels were too
many, those of texts on health, products and persons above all. The weights in `weights.csv` are those of two
logistic regressions, of units and of countries, written by `tests/benchmarks/main_places.py`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable

from search.enrich.places.matcher import is_vietnamese
from search.enrich.places.salience import PlaceCounts, unit_of
from search.enrich.word_lists import read_list
from search.gazetteer import Gazetteer

FEATURES = ("named", "of the most named", "of its rival", "position", "density", "units", "peers")
"""What a theme is weighed by, see `features`."""

_ROWS = read_list("places/weights.csv")
_WEIGHTS = {
    tier: [float(row[column]) for row in _ROWS] for tier, column in ((0, "country"), (1, "unit"))
}
_SHORT = 1_000
"""The most characters of a note: it names so little that the rules do better."""

_LEAST_OF_UNIT, _LEAST_OF_COUNTRY, _ENOUGH_OF_COUNTRY = 0.15, 0.2, 0.75
"""Scores, roughly the share of themes that are main: what scores less is refused, or more taken."""


def is_scored(text: str) -> bool:
    """Whether a text is one of those that the weights are learnt for: Vietnamese, and no mere note.

    The labels have few others that are long.
    """
    return len(text) > _SHORT and is_vietnamese(text)


def features(
    counts: Collection[PlaceCounts], length: int, gazetteer: Gazetteer
) -> dict[str, tuple[float, ...]]:
    """What each theme of a text of `length` characters is weighed by, in the order of `FEATURES`.

    A theme is a country, or a unit just below one with all that lies in it; its peers are the other
    themes that are countries, or units, as it is. How often it is named does not count mentions in passing.
    """
    first: dict[str, int] = {}
    named: Counter[str] = Counter()
    for place_counts in counts:
        theme = unit_of(place_counts.place.id, gazetteer)
        first[theme] = min(first.get(theme, length), place_counts.first)
        told = (place_counts.named, place_counts.locating, place_counts.adjectives)
        named[theme] += sum(map(Counter.total, told))
    tiers = {theme: gazetteer[theme].tier > 0 for theme in named}
    units = sum(tiers.values())
    weighed: dict[str, tuple[float, ...]] = {}
    for theme, told_often in named.items():
        peers = (units if tiers[theme] else len(named) - units) - 1
        rival = max(
            (n for other, n in named.items() if other != theme and tiers[other] == tiers[theme]),
            default=0,
        )
        weighed[theme] = (
            math.log1p(told_often),
            told_often / max(told_often, rival, 1),
            told_often / (told_often + rival) if told_often + rival and peers else 1.0,
            first[theme] / max(1, length),
            told_often / (length / 1000 + 0.3),
            math.log1p(units),
            math.log1p(peers),
        )
    return weighed


def revised(
    main: Iterable[str], counts: Collection[PlaceCounts], length: int, gazetteer: Gazetteer
) -> set[str]:
    """The ids of the main places, without those whose theme scores low and with countries that score high."""
    scores = {
        theme: _score(_WEIGHTS[min(1, gazetteer[theme].tier)], values)
        for theme, values in features(counts, length, gazetteer).items()
    }
    refused = {
        theme
        for theme, score in scores.items()
        if score < (_LEAST_OF_UNIT if gazetteer[theme].tier else _LEAST_OF_COUNTRY)
    }
    taken = {
        theme
        for theme, score in scores.items()
        if not gazetteer[theme].tier and score > _ENOUGH_OF_COUNTRY
    }
    return {id for id in main if unit_of(id, gazetteer) not in refused} | taken


def _score(weights: list[float], values: Iterable[float]) -> float:
    """The probability that a theme is main; the last weight is that of none."""
    *each, constant = weights
    return 1 / (1 + math.exp(-constant - sum(w * v for w, v in zip(each, values, strict=True))))

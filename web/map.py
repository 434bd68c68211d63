"""The geometry of the map: where a place stands on the drawing of the region, and how large its disc is."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

WEST, EAST, SOUTH, NORTH = 66.0, 152.0, -14.0, 58.0
"""The degrees that `static/region.svg` is drawn of."""

UNITS = 10.0
"""Of the drawing, a degree of longitude."""

LARGEST, SMALLEST = 0.03, 0.004
"""Radii of discs, of the side of the view."""

MOST = 0.9
"""Of all counts: those of the places that a view is fitted to."""

LETTER = 0.02
"""The height of letters, of the side of the view."""

MARGIN, LEAST_SIDE = 25.0, 120.0
"""Around the discs, and of a view, in units."""


@dataclass(frozen=True, slots=True)
class Disc:
    """A place: `x` and `y` of its middle and its radius, in units; its area is in proportion to `count`.

    `name_x` is the middle of its name below it, None where there is no room for one.
    """

    place: str
    count: int
    x: float
    y: float
    radius: float
    name_x: float | None


@dataclass(frozen=True, slots=True)
class View:
    """The part of the drawing that is shown, in units: a square; `letter` is the height of its letters."""

    x: float
    y: float
    side: float
    letter: float
    discs: tuple[Disc, ...]


def project(lat: float, lon: float) -> tuple[float, float]:
    """Degrees as x and y of the drawing, in Mercator's projection."""
    return UNITS * (lon - WEST), UNITS * (_stretched(NORTH) - _stretched(lat))


def view(places: Iterable[tuple[str, str, int, float, float]]) -> View | None:
    """The view of places, each an id, a name, a count, a latitude and a longitude; largest discs first.

    It holds those that have most of all counts, so that a few far away do not make the rest small.
    Places outside the drawing are left out; None if no other is there.
    """
    inside = [
        (place, name, count, *project(lat, lon))
        for place, name, count, lat, lon in places
        if count and WEST < lon < EAST and SOUTH < lat < NORTH
    ]
    if not inside:
        return None
    inside.sort(key=lambda place: (-place[2], place[0]))
    total = sum(count for _, _, count, _, _ in inside)
    before = accumulate((count for _, _, count, _, _ in inside), initial=0)
    near = [place for place, sum in zip(inside, before, strict=False) if sum < MOST * total]
    xs, ys = [x for *_, x, _ in near], [y for *_, y in near]
    side = max(LEAST_SIDE, max(xs) - min(xs) + 2 * MARGIN, max(ys) - min(ys) + 2 * MARGIN)
    most = inside[0][2]
    letter = LETTER * side
    left, top = (min(xs) + max(xs) - side) / 2, (min(ys) + max(ys) - side) / 2
    taken: list[tuple[float, float, float]] = []

    def name_at(name: str, x: float, y: float) -> float | None:
        """Where the middle of a name stands, within the view; None where there is no room for it.

        A letter is half as wide as high.
        """
        if not (left < x < left + side and top < y < top + side):
            return None
        half = letter * len(name) / 4 + letter / 2
        x = min(max(x, left + half), left + side - half)
        if any(abs(x - a) <= half + b and abs(y - c) <= 1.1 * letter for a, b, c in taken):
            return None
        taken.append((x, half, y))
        return round(x, 1)

    return View(
        x=round(left, 1),
        y=round(top, 1),
        side=round(side, 1),
        letter=round(letter, 2),
        discs=tuple(
            Disc(place, count, round(x, 1), round(y, 1), radius, name_at(name, x, y + radius))
            for place, name, count, x, y in inside
            for radius in (round(side * _radius(count, most), 2),)
        ),
    )


def _radius(count: int, most: int) -> float:
    """Of the side of a view; areas are in proportion, as far as a disc can be seen."""
    return max(SMALLEST, LARGEST * math.sqrt(count / most))


def _stretched(lat: float) -> float:
    return math.degrees(math.asinh(math.tan(math.radians(lat))))

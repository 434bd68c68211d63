"""The thumbnail of the date facet, as the geometry of an inline SVG: no script, no style."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search import FacetValue

WIDTH, HEIGHT = 264.0, 64.0
"""Of the drawing, in units of its viewBox."""

MAX_BARS = 60
"""Below about four units a bar can no longer be seen; earlier years stand in the list alone."""

_GAP = 0.2
_LEAST = 2.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One year or month. `x`, `y`, `width`, `height` in units of the viewBox, y downwards."""

    value: str
    count: int
    selected: bool
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars over an even time axis that runs from the period `first` to `last`, both as facet values."""

    bars: tuple[Bar, ...]
    first: str
    last: str

    @property
    def path(self) -> str:
        """The bars that are not selected, as the data of one SVG path."""
        return _path(bar for bar in self.bars if not bar.selected)

    @property
    def selected_path(self) -> str:
        """The selected bars, likewise."""
        return _path(bar for bar in self.bars if bar.selected)


def _path(bars: Iterable[Bar]) -> str:
    return "".join(
        f"M{bar.x:g} {bar.y:g}h{bar.width:g}v{bar.height:g}h-{bar.width:g}z" for bar in bars
    )


def histogram(dates: Sequence[FacetValue]) -> Histogram | None:
    """The histogram of a date facet: of its years, or of the months of its only year.

    None where there are fewer than two periods to compare.
    """
    years = {int(value.value): value for value in dates if value.value.isdecimal()}
    if not years:
        return None
    if len(years) > 1:
        last = max(years)
        first = max(min(years), last - MAX_BARS + 1)
        return _drawn(
            [years.get(year) for year in range(first, last + 1)], f"{first:04}", f"{last:04}"
        )
    ((year, only),) = years.items()
    months = {month.value: month for month in only.children}
    names = [f"{year:04}-{month:02}" for month in range(1, 13)]
    if sum(name in months for name in names) < 2:
        return None
    return _drawn([months.get(name) for name in names], names[0], names[-1])


def _drawn(periods: Sequence[FacetValue | None], first: str, last: str) -> Histogram:
    slot = WIDTH / len(periods)
    most = max(period.count for period in periods if period) or 1
    bars = []
    for place, period in enumerate(periods):
        if period:
            height = max(_LEAST, HEIGHT * period.count / most) if period.count else 0.0
            bars.append(
                Bar(
                    value=period.value,
                    count=period.count,
                    selected=period.selected,
                    x=round(slot * (place + _GAP / 2), 2),
                    y=round(HEIGHT - height, 2),
                    width=round(slot * (1 - _GAP), 2),
                    height=round(height, 2),
                )
            )
    return Histogram(tuple(bars), first, last)

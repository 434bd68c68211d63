"""The geometry of a chart of counts over time, as plain numbers: no markup, no colours, no words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 960.0, 300.0
"""Of the drawing, in units of its viewBox; y runs downwards."""

LEFT, RIGHT, TOP, BOTTOM = 56.0, 8.0, 10.0, 26.0
"""The margins in which the axes' labels stand."""

MOST_TICKS = 5
LEAST_BETWEEN_LABELS = 64.0
"""Labels of periods stand at least so far apart."""

_BAR_SHARE = 0.78
_LEAST_BAR = 1.5


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: `at` is its coordinate on that axis, `value` a height or the index of a period."""

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class Slot:
    """The column of a period, as high as the plot; `bar_y` and `bar_height` are those of a lone series."""

    x: float
    width: float
    bar_x: float
    bar_width: float
    bar_y: float
    bar_height: float


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart: a slot for each period, a line of points for each series, and the ticks of both axes."""

    slots: tuple[Slot, ...]
    lines: tuple[tuple[tuple[float, float], ...], ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


def plot(series: Sequence[Sequence[float]]) -> Plot:
    """The chart of several series of as many values each, none of them negative.

    Heights are in proportion to the values and begin at zero; the highest tick is at or above the
    largest value. A value that is not zero can be seen.
    """
    number = len(series[0])
    slot = (WIDTH - LEFT - RIGHT) / number
    ticks = ticks_up_to(max((value for values in series for value in values), default=0))
    ground = HEIGHT - BOTTOM
    scale = (ground - TOP) / ticks[-1]

    def y(value: float) -> float:
        return round(ground - value * scale, 2)

    def column(i: int) -> Slot:
        value = series[0][i]
        top = round(ground - (max(_LEAST_BAR, value * scale) if value else 0.0), 2)
        return Slot(
            x=round(LEFT + slot * i, 2),
            width=round(slot, 2),
            bar_x=round(LEFT + slot * (i + (1 - _BAR_SHARE) / 2), 2),
            bar_width=round(slot * _BAR_SHARE, 2),
            bar_y=top,
            # From what was rounded, so that every bar ends on the ground.
            bar_height=round(ground - top, 2),
        )

    middles = [round(LEFT + slot * (i + 0.5), 2) for i in range(number)]
    step = math.ceil(LEAST_BETWEEN_LABELS / slot)
    return Plot(
        slots=tuple(column(i) for i in range(number)),
        lines=tuple(
            tuple((x, y(value)) for x, value in zip(middles, values, strict=True))
            for values in series
        ),
        x_ticks=tuple(Tick(middles[i], i) for i in range(0, number, step)),
        y_ticks=tuple(Tick(y(value), value) for value in ticks),
    )


def ticks_up_to(most: float) -> list[float]:
    """Round values from zero to the first that is not below `most`: 1, 2 or 5 times a power of ten apart."""
    if most <= 0:
        return [0.0, 1.0]
    rough = most / MOST_TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(
        factor * power for factor in (1, 2, 5, 10, 20) if factor * power * MOST_TICKS >= most
    )
    return [round(step * i, 12) for i in range(math.ceil(round(most / step, 9)) + 1)]


SPARK_WIDTH, SPARK_HEIGHT = 96.0, 22.0
"""Of a small timeline in a row of a table."""


def sparkline(values: Sequence[float]) -> str:
    """The points of a small line over even periods, as SVG writes them; empty for fewer than two."""
    if len(values) < 2:
        return ""
    most = max(values) or 1
    step = SPARK_WIDTH / (len(values) - 1)
    return " ".join(
        f"{step * i:.4g},{1 + (SPARK_HEIGHT - 2) * (1 - value / most):.4g}"
        for i, value in enumerate(values)
    )

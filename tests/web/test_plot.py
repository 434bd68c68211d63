"""The geometry of the timeline's chart."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.plot import (
    BOTTOM,
    HEIGHT,
    LEAST_BETWEEN_LABELS,
    LEFT,
    MOST_TICKS,
    RIGHT,
    TOP,
    WIDTH,
    plot,
    ticks_up_to,
)

counts = st.lists(st.integers(0, 10**6), min_size=1, max_size=80)


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (0, [0, 1]),
        (1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (5, [0, 1, 2, 3, 4, 5]),
        (6, [0, 2, 4, 6]),
        (878, [0, 200, 400, 600, 800, 1000]),
        (1000, [0, 200, 400, 600, 800, 1000]),
        (1001, [0, 500, 1000, 1500]),
        (0.03, [0, 0.01, 0.02, 0.03]),
    ],
)
def test_ticks_are_round_and_reach_over_the_largest(most: float, ticks: list[float]) -> None:
    assert ticks_up_to(most) == ticks


@given(st.floats(1e-6, 1e9))
def test_there_are_never_too_many_ticks(most: float) -> None:
    ticks = ticks_up_to(most)
    assert len(ticks) <= MOST_TICKS + 1
    assert ticks[-1] >= most * (1 - 1e-9)
    assert ticks[-2] < most


@given(st.lists(counts, min_size=1, max_size=4).filter(lambda all: len({*map(len, all)}) == 1))
def test_heights_are_in_proportion_and_inside_the_plot(series: list[list[int]]) -> None:
    drawn = plot(series)
    ground, top = HEIGHT - BOTTOM, drawn.y_ticks[-1]
    assert top.at == TOP
    assert drawn.y_ticks[0].at == ground
    for line, values in zip(drawn.lines, series, strict=True):
        for (x, y), value in zip(line, values, strict=True):
            assert LEFT < x < WIDTH - RIGHT
            assert (ground - y) / (ground - TOP) == pytest.approx(value / top.value, abs=1e-4)
    for slot, value in zip(drawn.slots, series[0], strict=True):
        assert slot.x <= slot.bar_x
        assert slot.bar_x + slot.bar_width <= slot.x + slot.width + 0.01
        assert slot.bar_y + slot.bar_height == pytest.approx(ground)
        assert (slot.bar_height >= 1) == (value > 0)


def test_bars_whose_height_ends_in_half_a_hundredth_stand_on_the_ground() -> None:
    # 264 units stand for 1,000,000, so 625 is 0.165 of them.
    drawn = plot([[*range(0, 1_000_001, 625)]])
    assert {round(slot.bar_y + slot.bar_height, 6) for slot in drawn.slots} == {HEIGHT - BOTTOM}


@given(counts)
def test_columns_fill_the_width_and_labels_never_touch(values: list[int]) -> None:
    drawn = plot([values])
    assert drawn.slots[0].x == LEFT
    assert drawn.slots[-1].x + drawn.slots[-1].width == pytest.approx(WIDTH - RIGHT, abs=0.02)
    assert all(a.x + a.width == pytest.approx(b.x, abs=0.02) for a, b in pairwise(drawn.slots))
    assert all(b.at - a.at >= LEAST_BETWEEN_LABELS - 0.02 for a, b in pairwise(drawn.x_ticks))
    assert drawn.x_ticks[0].value == 0

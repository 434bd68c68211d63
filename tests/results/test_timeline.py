"""Which periods a timeline has."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import period_value
from search.results.timeline import MAX_DAYS, MAX_MONTHS, periods_of, span_of, unit_of

days = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("first", "last", "chosen", "counts", "span"),
    [
        ("", "", [], [{"2012": 1, "2024": 2, "2024-09": 2}], ("2012-01-01", "2024-12-31")),
        ("", "", [], [{"2012": 1}, {"2020": 1}], ("2012-01-01", "2020-12-31")),
        ("", "", [], [{"2012": 0, "2020": 1}], ("2020-01-01", "2020-12-31")),
        ("", "", ["2022"], [{"2012": 1}], ("2022-01-01", "2022-12-31")),
        ("", "", ["2022-02"], [{"2012": 1}], ("2022-02-01", "2022-02-28")),
        ("", "", ["2022", "2024-02"], [{}], ("2022-01-01", "2024-02-29")),
        ("", "", ["2022-unknown"], [{}], ("2022-01-01", "2022-12-31")),
        ("2021-05-06", "", [], [{"2012": 1, "2024": 1}], ("2021-05-06", "2024-12-31")),
        ("2021-05-06", "2021-05-20", [], [{}], ("2021-05-06", "2021-05-20")),
        ("2022-05-06", "", ["2022"], [{}], ("2022-05-06", "2022-12-31")),
        ("2023-05-06", "", ["2022"], [{}], None),
        ("", "", ["undated"], [{"undated": 3}], None),
        ("", "", [], [{}], None),
    ],
)
def test_a_timeline_runs_over_what_the_filters_leave(
    first: str,
    last: str,
    chosen: list[str],
    counts: list[dict[str, int]],
    span: tuple[str, str] | None,
) -> None:
    found = span_of(
        date.fromisoformat(first) if first else None,
        date.fromisoformat(last) if last else None,
        chosen,
        counts,
    )
    assert found == (span and tuple(map(date.fromisoformat, span)))


@pytest.mark.parametrize(
    ("first", "last", "unit"),
    [
        ("2022-06-01", "2022-06-30", "day"),
        ("2022-06-01", "2022-07-31", "day"),
        ("2022-06-01", "2022-08-31", "month"),
        ("2022-01-01", "2022-12-31", "month"),
        ("2022-01-01", "2024-12-31", "month"),
        ("2022-01-01", "2025-01-01", "year"),
    ],
)
def test_the_span_chooses_the_unit(first: str, last: str, unit: str) -> None:
    assert unit_of(date.fromisoformat(first), date.fromisoformat(last)) == unit


@given(days, st.integers(0, 3000))
def test_periods_follow_each_other_and_hold_every_day(first: date, more: int) -> None:
    last = first + timedelta(days=more)
    unit = unit_of(first, last)
    periods = periods_of(first, last, unit)
    assert periods[0][0] <= first <= periods[0][1]
    assert periods[-1][0] <= last <= periods[-1][1]
    for (_, end), (begin, _) in pairwise(periods):
        assert begin - end == timedelta(days=1)
    assert len(periods) <= {"day": MAX_DAYS, "month": MAX_MONTHS, "year": 200}[unit]
    values = [period_value(begin, unit) for begin, _ in periods]
    assert len(set(values)) == len(values)

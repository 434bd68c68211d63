"""Dates that a source gives beside its text: every form that programs and papers write them in.

Expected days are what the form's own documentation, or a calendar, says.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.enrich.dates.given import (
    DOUBTED,
    MONTH_FIRST,
    NOT_UNDERSTOOD,
    GivenDate,
    read_given_date,
)

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = date(2026, 11, 28)


def read(text: str) -> GivenDate:
    return read_given_date(text, "metadata", ZONE, TODAY)


@pytest.mark.parametrize(
    "text",
    """20230814|20230814T073000Z|20230814073000|202308140730|14082023|14/8/23|14.8.2023|14-08-2023
    |14 / 8 / 2023|2023/08/14|2023.8.14|1691994600|1691994600000|1691994600.123
    |1691994600123456|14 thg 8, 2023|14 Th8 2023|Th8 14, 2023|14 Tháng Tám, 2023|ngày 14 tháng 8 năm 2023
    |Thứ Hai, 14/08/2023 07:30 (GMT+7)|Thứ 2, 14/8/2023|T2, 14/08/2023|07h30 ngày 14/8/2023
    |Cập nhật lúc 07h30, 14/8/2023|14/08/2023 02:20:00 CH|14/8/2023 14:20|Aug 14, 2023|August 14th, 2023
    |14th of August 2023|14-Aug-2023|14-Aug-23|14 August, 2023 - 07:30|Mon, 14 Aug 2023 07:30:00 +0700
    |Mon Aug 14 07:30:00 ICT 2023|Mon Aug 14 07:30:00 +0000 2023
    |Mon Aug 14 2023 07:30:00 GMT+0700 (Indochina Time)
    |2023-08-14T07:30+07:00[Asia/Bangkok]|2023-08-13T18:30:00Z|2023-08-13 18:30:00 UTC
    |2023-08-13T10:30:00.000-07:00|2023-08-14T06:59:59.999999+07:00|2023-08-14 23:59:59
    |Sun, 13 Aug 2023 23:00:00 EST
    |45152|45152.3125|2023年8月14日""".replace("\n    ", "").split("|"),
)
def test_forms_of_a_day(text: str) -> None:
    span, remark = read(text)
    assert span is not None
    assert (span.first, span.last, span.precision) == (date(2023, 8, 14),) * 2 + ("day",)
    assert remark is None
    assert span.words in text


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31), "year"),
        ("2023-08", date(2023, 8, 1), date(2023, 8, 31), "month"),
        ("8/2023", date(2023, 8, 1), date(2023, 8, 31), "month"),
        ("Tháng 8 2023", date(2023, 8, 1), date(2023, 8, 31), "month"),
        ("17-19/9/2024", date(2024, 9, 17), date(2024, 9, 19), "range"),
    ],
)
def test_months_years_and_ranges(text: str, first: date, last: date, precision: str) -> None:
    span = read(text).span
    assert span is not None
    assert (span.first, span.last, span.precision) == (first, last, precision)


def test_the_day_comes_first_where_both_orders_are_in_the_calendar() -> None:
    span, remark = read("8/4/2023")
    assert (span and span.first, remark) == (date(2023, 4, 8), None)
    span, remark = read("8/14/2023 7:30:00 PM")
    assert (span and span.first, remark) == (date(2023, 8, 14), MONTH_FIRST)


@pytest.mark.parametrize(
    "text",
    """2 giờ trước|2 hours ago|hôm qua|yesterday|June 8|2022-2025|31/4/2023|2023-02-30|23-08-14|14-08-23|0
    |0000-00-00 00:00:00|tin 2023|12/2023 2|14 xyz 2023|x""".replace("\n    ", "").split("|"),
)
def test_what_is_not_understood(text: str) -> None:
    assert read(text) == (None, NOT_UNDERSTOOD)


@pytest.mark.parametrize(
    "text", ["2999-01-01", "30/11/2026", "1850-01-01", "1970-01-01", "1970-01-01T00:00:00Z", "2027"]
)
def test_what_is_doubted(text: str) -> None:
    assert read(text) == (None, DOUBTED)


def test_tomorrow_is_not_doubted() -> None:
    assert read("29/11/2026").span is not None


def test_an_instant_is_a_day_of_the_zone() -> None:
    text = "2023-08-13T18:30:00Z"
    there = read_given_date(text, "metadata", UTC, TODAY).span
    assert there is not None
    assert there.first == date(2023, 8, 13)


FORMS = (
    "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y%m%d", "%Y/%m/%d", "%d %b %Y", "%B %d, %Y", "%b %d %Y",
    "%A, %d %B %Y", "%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S.%f",
    "%d/%m/%Y %I:%M %p", "ngày %d tháng %m năm %Y", "%d thg %m, %Y", "%c", "%Y%m%d%H%M%S",
)  # fmt: skip


@given(st.datetimes(datetime(1970, 1, 2), datetime(2026, 11, 28)), st.sampled_from(FORMS))
def test_days_of_every_form_are_read_back(moment: datetime, form: str) -> None:
    span = read(moment.strftime(form)).span
    assert span is not None
    assert (span.first, span.last) == (moment.date(), moment.date())


@given(
    st.datetimes(datetime(1980, 1, 2), datetime(2026, 11, 27)),
    st.integers(-12 * 60, 14 * 60),
    st.sampled_from(["iso", "rfc", "epoch", "milliseconds"]),
)
@example(datetime(1991, 10, 6), 0, "milliseconds")  # 686707200000 is not of the year 6867
def test_instants_of_every_form_are_days_of_the_zone(
    moment: datetime, offset: int, form: str
) -> None:
    instant = moment.replace(tzinfo=timezone(timedelta(minutes=offset)))
    text = {
        "iso": instant.isoformat(),
        "rfc": format_datetime(instant),
        "epoch": str(int(instant.timestamp())),
        "milliseconds": str(int(instant.timestamp()) * 1000),
    }[form]
    span = read(text).span
    assert span is not None
    assert span.first == instant.astimezone(ZONE).date()


@given(st.text(max_size=60) | st.text("0123456789 /-.:TZ+", max_size=30))
def test_any_text_is_read_or_named(text: str) -> None:
    span, remark = read(text)
    assert (span is None) <= (remark is not None)

"""The nouns: which periods hold a date, which buckets it counts under, and records that come back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.articles import (
    Article,
    DateSpan,
    Mention,
    RawArticle,
    from_record,
    to_record,
    whole_month,
    whole_year,
)

DAY = DateSpan(date(2022, 6, 8), date(2022, 6, 8), "day", "dateline", "June 8, 2022")
MONTH = DateSpan(*whole_month(2024, 2), "month", "month and year", "2/2024")
YEAR = DateSpan(*whole_year(2024), "year", "year", "2024")
EVENT = DateSpan(date(2023, 12, 30), date(2024, 1, 2), "range", "full date", "30/12 - 2/1/2024")


@pytest.mark.parametrize(
    ("span", "buckets"),
    [
        (DAY, {"2022", "2022-06"}),
        (MONTH, {"2024", "2024-02"}),
        # Known only to the year: in the year, and under "month unknown".
        (YEAR, {"2024", "2024-unknown"}),
        # An event over New Year counts in both years and both months.
        (EVENT, {"2023", "2023-12", "2024", "2024-01"}),
    ],
)
def test_buckets(span: DateSpan, buckets: set[str]) -> None:
    assert set(span.buckets) == buckets


@pytest.mark.parametrize(
    ("span", "first", "last", "falls"),
    [
        (DAY, None, None, True),
        (DAY, date(2022, 6, 8), date(2022, 6, 8), True),
        (DAY, date(2022, 6, 9), None, False),
        (DAY, None, date(2022, 6, 7), False),
        (EVENT, date(2024, 1, 2), None, True),
        (EVENT, None, date(2023, 12, 30), True),
        (EVENT, date(2023, 12, 31), date(2024, 1, 1), True),
        (EVENT, date(2024, 1, 3), None, False),
        # Not known to have been in May: only the whole year surely holds it.
        (YEAR, *whole_month(2024, 5), False),
        (YEAR, *whole_year(2024), True),
        (YEAR, date(2024, 1, 2), None, False),
        (MONTH, *whole_month(2024, 2), True),
        (MONTH, date(2024, 2, 1), date(2024, 2, 28), False),
    ],
)
def test_falling_within_a_period(
    span: DateSpan, first: date | None, last: date | None, falls: bool
) -> None:
    assert span.falls_within(first, last) is falls


days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
spans = st.one_of(
    days.map(lambda day: DateSpan(day, day, "day", "full date", "x")),
    days.map(
        lambda day: DateSpan(*whole_month(day.year, day.month), "month", "month and year", "x")
    ),
    days.map(lambda day: DateSpan(*whole_year(day.year), "year", "year", "x")),
    st.tuples(days, days).map(lambda two: DateSpan(min(two), max(two), "range", "full date", "x")),
)


@given(spans, days)
def test_a_month_or_year_asked_as_a_period_holds_what_its_bucket_counts(
    span: DateSpan, day: date
) -> None:
    year, month = f"{day.year:04}", f"{day.year:04}-{day.month:02}"
    assert (year in span.buckets) == span.falls_within(*whole_year(day.year))
    assert (month in span.buckets) == span.falls_within(*whole_month(day.year, day.month))


mentions = st.builds(
    Mention,
    st.text(),
    st.lists(st.text(), max_size=2).map(tuple),
    st.integers(1),
    st.lists(st.sampled_from(["title", "lead", "body"]), max_size=2).map(tuple),
    st.booleans(),
    st.lists(st.text(), max_size=2).map(tuple),
)


@given(
    st.builds(
        Article,
        id=st.text(),
        title=st.text(),
        title_derived=st.booleans(),
        body=st.text(),
        language=st.sampled_from(["vi", "en", "mixed", "unknown"]),
        date=st.none() | spans,
        places=st.lists(mentions, max_size=2).map(tuple),
        source=st.text(),
        section=st.text(),
        root=st.text(),
        path=st.text(),
        digest=st.text(),
        url=st.none() | st.text(),
    )
)
def test_records_come_back_as_they_went(article: Article) -> None:
    assert from_record(json.loads(json.dumps(to_record(article)))) == article


def test_a_digest_tells_contents_apart() -> None:
    whole = RawArticle("a", "Title", "Body", "a.txt", "2022", "metadata", "VNA", "https://x.org")
    others = [
        RawArticle("a", None, "Body", "a.txt", "2022", "metadata", "VNA", "https://x.org"),
        RawArticle("a", "Title", "", "a.txt", "2022", "metadata", "VNA", "https://x.org"),
        RawArticle("a", "Title", "Body", "a.txt", None, "metadata", "VNA", "https://x.org"),
        RawArticle("a", "Title", "Body", "a.txt", "2022", "dateline", "VNA", "https://x.org"),
        RawArticle("a", "Title", "Body", "a.txt", "2022", "metadata", None, "https://x.org"),
        RawArticle("a", "Title", "Body", "a.txt", "2022", "metadata", "VNA", None),
    ]
    others.append(replace(whole, section="Thời sự"))
    digests = {raw.digest for raw in (whole, *others)}
    assert len(digests) == 8
    assert RawArticle(*[getattr(whole, n) for n in whole.__slots__]).digest == whole.digest
    moved = RawArticle("b", "Title", "Body", "b.txt", "2022", "metadata", "VNA", "https://x.org")
    assert moved.digest == whole.digest, "how it is called and where it lies is not what it says"

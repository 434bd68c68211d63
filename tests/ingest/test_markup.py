"""Markup in the texts of records."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.errors import InputError
from search.ingest.context import IngestContext
from search.ingest.counts import IngestCounts
from search.ingest.fields import read_record
from search.ingest.markup import plain_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Tỉnh <strong>Cà Mau</strong>&nbsp;họp</p><script>var a=1</script>", "Tỉnh Cà Mau họp"),
        ("Đê &amp; kè", "Đê & kè"),
        ("<div>Một</div><div>Hai<br>Ba</div>", "Một\nHai\nBa"),
        ("<ul><li>Một</li><li>Hai</li></ul>", "Một\nHai"),
        ("<style>p{}</style><P CLASS=a>Một<!-- ghi chú --> hai", "Một hai"),
        ("&lt;p&gt;Một&lt;/p&gt;&lt;p&gt;Hai&lt;/p&gt;", "Một\nHai"),
        ("Ch&#7841;y l&#361;", "Chạy lũ"),
        ("<a href='/x'>Cà Mau</a> họp", "Cà Mau họp"),
    ],
)
def test_markup_becomes_text(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@pytest.mark.parametrize(
    "text",
    [
        "a < b và c > d",
        "AT&T; R&D",
        "<3 yêu <Hà Nội>",
        "x<y>z",
        "Một\n\nhai  ba",
        "",
        "5 <p 6",
        "&;",
    ],
)
def test_what_is_no_markup_stays(text: str) -> None:
    assert plain_text(text) == text


def test_too_many_tags_are_refused() -> None:
    with pytest.raises(InputError, match="tags"):
        plain_text("<p>" * 500_000)


@given(st.lists(st.sampled_from(["<p>", "</p>", "a ", "<", ">", "&lt;", "\0", "<br/>", "&#0;"])))
def test_no_text_raises(pieces: list[str]) -> None:
    assert isinstance(plain_text("".join(pieces)), str)


def test_records_of_markup_are_text() -> None:
    record = {"title": "Đê &amp; <b>kè</b>", "body": "<p>Một</p><p>Hai</p>", "source": "A &amp; B"}
    article = read_record(
        record, path="a.jsonl", line=1, context=IngestContext(10_000, IngestCounts())
    )
    assert (article.title, article.body, article.source) == ("Đê & kè", "Một\nHai", "A & B")

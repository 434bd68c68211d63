"""The rules that every format shares: ids, types of values, normalization."""

from __future__ import annotations

import pytest

from search.errors import InputError
from search.ingest.counts import IngestCounts
from search.ingest.fields import make_article, read_record


def test_texts_are_normalized_and_all_but_the_body_one_line() -> None:
    article = make_article(
        id=" a\u0301 1\n",
        path="a.jsonl",
        title="Qua\u0309ng\u00a0Nam\r\n vui ",
        body=" Mo\u0323\u0302t\r\n\r\nHai\u200b  ba ",
        date=" 2022-06-08 ",
        source="\tVNA",
        url=" https://example.org/a ",
    )
    assert article.id == "á 1"
    assert article.title == "Quảng Nam vui"
    assert article.body == "Một\n\nHai   ba"
    assert (article.date, article.source) == ("2022-06-08", "VNA")
    assert article.url == "https://example.org/a"


def test_a_given_source_comes_before_the_dateline() -> None:
    body = "Quang Nam (VNA) – A body."
    assert make_article(id="a", path="a", title=None, body=body, source="KPL").source == "KPL"
    assert make_article(id="a", path="a", title=None, body=body, source=" ").source == "VNA"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/news/1", "ftp://example.org/a", ""])
def test_an_address_that_is_not_of_the_web_is_left_out(url: str) -> None:
    assert make_article(id="a", path="a", title="A", body=None, url=url).url is None


@pytest.mark.parametrize(
    ("id", "said"),
    [("", "id is empty"), (" \u200b\n", "id is empty"), ("ớ" * 171, "over 512 bytes")],
)
def test_ids_that_cannot_be_kept(id: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        make_article(id=id, path="a", title="A", body="B")


def test_the_longest_id() -> None:
    id = "ớ" * 170 + "ab"  # 3 bytes each
    assert make_article(id=id, path="a", title="A", body="B").id == id


def test_a_record_without_an_id_is_known_by_its_line() -> None:
    article = read_record({"title": "A"}, path="b/a.jsonl", line=7, counts=IngestCounts())
    assert (article.id, article.path) == ("b/a.jsonl#7", "b/a.jsonl")


def test_null_and_empty_values_are_absent() -> None:
    record = {"id": "a", "title": None, "body": "B", "date": "", "source": None, "url": ""}
    article = read_record(record, path="a.jsonl", line=1, counts=IngestCounts())
    assert (article.title, article.date, article.source, article.url) == (None, None, None, None)


@pytest.mark.parametrize("key", ["id", "title", "body", "date", "source", "url"])
@pytest.mark.parametrize(
    ("value", "said"), [(["a"], "a list"), ({"a": "b"}, "an object"), (True, "true or false")]
)
def test_a_value_that_is_no_text_refuses_the_record(key: str, value: object, said: str) -> None:
    record = {"id": "a", "title": "A", "body": "B", key: value}
    with pytest.raises(InputError, match=f'"{key}" is {said}, not a text'):
        read_record(record, path="a.jsonl", line=1, counts=IngestCounts())


def test_unknown_keys_are_counted() -> None:
    counts = IngestCounts()
    for line in (1, 2):
        read_record({"title": "A", "author": "B", "tags": []}, path="a", line=line, counts=counts)
    assert counts.unknown_keys == {"author": 2, "tags": 2}


def test_a_hundred_unknown_keys_are_told_apart() -> None:
    counts = IngestCounts()
    for number in range(1000):
        counts.count_unknown_key(f"key {number}")
    assert len(counts.unknown_keys) == 101
    assert counts.unknown_keys["others"] == 900

"""JSON in any arrangement, whole and broken, and JSON Lines that are none."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.articles import RawArticle
from search.ingest.context import IngestContext
from search.ingest.counts import IngestCounts, Skipped
from search.ingest.files import SourceFile
from search.ingest.json import read_json
from search.ingest.jsonl import read_jsonl

A, B = {"id": "a", "title": "A", "body": "Một."}, {"id": "b", "title": "B", "body": "Hai."}
FILE = SourceFile("in/a.json", "a.json", 1)


def read(data: bytes | str, *, limit: int = 1_000, reader=read_json) -> list[RawArticle | Skipped]:  # type: ignore[no-untyped-def]
    data = data.encode() if isinstance(data, str) else data
    context = IngestContext(limit, IngestCounts())
    return list(reader(io.BufferedReader(io.BytesIO(data)), FILE, context))


def ids(items: list[RawArticle | Skipped]) -> list[str | None]:
    return [item.id if isinstance(item, RawArticle) else None for item in items]


ARRANGED = {
    "array": [A, B],
    "articles": {"status": "ok", "totalResults": 2, "articles": [A, B], "tags": ["x"]},
    "items beside a title": {"title": "Feed", "description": "Tin.", "items": [A, B]},
    "response.docs": {"response": {"numFound": 2, "docs": [A, B]}},
    "hits.hits": {
        "hits": {"total": {"value": 2}, "hits": [{"_id": "x", "_source": A}, {"_source": B}]}
    },
    "by id": {"-N1": A, "-N2": B},
    "rss": {"rss": {"channel": {"title": "Tin", "item": [A, B]}}},
}


@pytest.mark.parametrize("arranged", ARRANGED.values(), ids=ARRANGED)
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("reader", [read_json, read_jsonl])
def test_arrangements(arranged: object, indent: int | None, codec: str, reader) -> None:  # type: ignore[no-untyped-def]
    if reader is read_jsonl and indent is None and isinstance(arranged, dict):
        return  # a record in a line
    data = json.dumps(arranged, ensure_ascii=False, indent=indent).encode(codec)
    assert ids(read(data, reader=reader)) == ["a", "b"]


@pytest.mark.parametrize("between", ["\n", "", ",\n", "\n\n"])
@pytest.mark.parametrize("indent", [None, 1])
def test_objects_one_after_another(between: str, indent: int | None) -> None:
    text = between.join(json.dumps(record, indent=indent) for record in (A, B))
    assert ids(read(text)) == ["a", "b"]


def test_one_article_with_lists_of_its_own() -> None:
    record = A | {"related": [{"title": "C", "body": "D"}], "images": [{"caption": "E"}]}
    assert ids(read(json.dumps(record))) == ["a"]


def test_records_without_an_id_are_counted() -> None:
    assert ids(read('[{"title": "A"}, {"title": "B"}]')) == ["a.json#1", "a.json#2"]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ('{"id": "x", "title": "A",}', "not JSON: "),
        ('{"id": "x", "title": "A "b" c"}', "not JSON: "),
        ('{"id": "x", "title": "A " b"}', "not JSON: "),
        ('{"id": "x", "title": "A}', "not JSON: "),
        ('{"id": "x", "title": "A"', "not JSON: "),
        ('{"id": "x", "body": "%s"}' % ("x" * 1_000), "over the limit of 1,000"),
        ("7", "not a JSON object"),
        ('{"id": "x", "tags": ["y"]}', "neither a title nor a body"),
    ],
)
@pytest.mark.parametrize("between", [",", ",\n", "\n"])
def test_a_broken_record_costs_itself_alone(broken: str, said: str, between: str) -> None:
    good = [json.dumps(record) for record in (A, B)]
    items = read("[" + between.join([good[0], broken, good[1]]) + "]")
    assert ids(items) == ["a", None, "b"]
    skipped = items[1]
    assert isinstance(skipped, Skipped)
    assert said in skipped.reason
    assert (skipped.path, skipped.line) == ("in/a.json", 2 if "\n" in between else 1)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, '{"a":{"title":"' * 20_000])
def test_brackets_without_end_are_named_once(text: str) -> None:
    items = read(text, limit=100_000)
    assert ids(items)[-1:] == [None]
    assert len(items) < 100


def test_nothing_to_read() -> None:
    assert [item.reason for item in read("[]") if isinstance(item, Skipped)] == [
        "no JSON object in it"
    ]


def test_an_array_is_read_in_pieces() -> None:
    record = json.dumps({"title": "A", "body": "b" * 900})
    raw = io.BytesIO(f"[{','.join([record] * 2_000)}]".encode())
    items = read_json(io.BufferedReader(raw), FILE, IngestContext(1_000, IngestCounts()))
    next(items)
    assert raw.tell() < 200_000
    assert sum(1 for _ in items) == 1_999


RECORDS = st.lists(
    st.fixed_dictionaries(
        {"title": st.text(st.characters(codec="utf-8"), max_size=20).map("T{}".format)},
        optional={"body": st.text(max_size=40), "x": st.lists(st.integers() | st.text(max_size=5))},
    ),
    max_size=6,
)


@given(RECORDS, st.sampled_from([None, 0, 3]), st.booleans(), st.booleans())
def test_what_json_writes_is_read_record_by_record(
    records: list[dict[str, object]], indent: int | None, ascii_only: bool, listed: bool
) -> None:
    value = {"items": records} if listed else records
    items = read(
        json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "replace")
    )
    if records:
        assert len(items) == len(records)
        assert all(isinstance(item, RawArticle) for item in items)

"""JSON Lines: good lines, bad lines, and the line each is reported at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from search.articles import RawArticle
from search.ingest import IngestCounts, Skipped, read_articles

LIMIT = 10_000


def read(folder: Path, data: bytes) -> list[RawArticle | Skipped]:
    (folder / "news.jsonl").write_bytes(data)
    return list(read_articles([folder], max_bytes=LIMIT, counts=IngestCounts()))


def test_every_key(tmp_path: Path) -> None:
    record = {
        "id": "bench-1",
        "title": "Quảng Nam",
        "body": "Một.\nHai.",
        "date": "8/6/2022",
        "source": "QNO",
        "url": "https://example.org/1",
    }
    for ascii_only in (True, False):
        data = json.dumps(record, ensure_ascii=ascii_only).encode()
        assert read(tmp_path, data) == [
            RawArticle(
                id="bench-1",
                title="Quảng Nam",
                body="Một.\nHai.",
                path="news.jsonl",
                date="8/6/2022",
                date_evidence="metadata",
                source="QNO",
                url="https://example.org/1",
            )
        ]


@pytest.mark.parametrize(
    ("written", "id"),
    [
        pytest.param("12", "12", id="whole number"),
        pytest.param("1.50", "1.50", id="as it is written"),
        pytest.param("9" * 400, "9" * 400, id="huge number"),
        pytest.param("null", "news.jsonl#1", id="null"),
        pytest.param("NaN", "news.jsonl#1", id="NaN, how Python writes a missing value"),
        pytest.param('"\\ud800x"', "x", id="lone surrogate"),
        pytest.param('"a/\\u0000b"', "a/b", id="control character"),
    ],
)
def test_ids(tmp_path: Path, written: str, id: str) -> None:
    [article] = read(tmp_path, b'{"id": %s, "title": "A"}' % written.encode())
    assert isinstance(article, RawArticle)
    assert article.id == id


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param(b"{", "not JSON: ", id="cut"),
        pytest.param(b"title: A", "not JSON: ", id="other text"),
        pytest.param(b'["A", "B"]', "not a JSON object", id="list"),
        pytest.param(b'"A"', "not a JSON object", id="text"),
        pytest.param(b"[" * 9_000, "nested too deeply", id="deep list"),
        pytest.param(b'{"a":' * 1_800, "nested too deeply", id="deep object"),
        pytest.param(b'{"id": "a", "tags": []}', "neither a title nor a body", id="nothing in it"),
        pytest.param(b'{"title": "A\0"}', "NUL", id="NUL"),
        pytest.param(b'{"title": "\xff\xe9"}', "not text", id="no encoding"),
        pytest.param(b'{"title": "%s"}' % (b"a" * LIMIT), "over the limit of 10,000", id="long"),
    ],
)
def test_a_bad_line_is_skipped_with_its_number(tmp_path: Path, line: bytes, said: str) -> None:
    good = b'{"id": "good", "title": "A"}'
    before, skipped, after = read(tmp_path, b"\n".join([good, b"", line, good, b""]))
    assert isinstance(before, RawArticle)
    assert isinstance(after, RawArticle)
    assert isinstance(skipped, Skipped)
    assert (skipped.path, skipped.line) == (str(tmp_path / "news.jsonl"), 3)
    assert said in skipped.reason


@pytest.mark.parametrize(
    ("written", "section", "left_out"),
    [
        (b'"section": " Th\xe1\xbb\x9di  s\xe1\xbb\xb1"', "Thời sự", []),
        (b'"category": "Politics"', "Politics", []),
        (b'"category": "News", "section": "Politics"', "Politics", ["category"]),
        (b'"category": "News", "section": ""', "News", []),
        (b'"category": ["Politics", "News"]', "Politics", []),
        (b'"category": []', None, []),
        (b'"category": {"name": "Politics"}', "Politics", []),
        (b'"section": true, "category": "News"', "News", []),
        (b'"section": 7', None, ["section"]),
    ],
)
def test_the_section_of_a_record_never_refuses_it(
    tmp_path: Path, written: bytes, section: str | None, left_out: list[str]
) -> None:
    path = tmp_path / "news.jsonl"
    path.write_bytes(b'{"title": "A", %s}' % written)
    counts = IngestCounts()
    (article,) = read_articles([path], max_bytes=LIMIT, counts=counts)
    assert isinstance(article, RawArticle)
    assert article.section == section
    assert list(counts.unknown_keys) == left_out


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_of_a_file(tmp_path: Path, codec: str, newline: str) -> None:
    # Ċ is 0a 01 in UTF-16LE: a line may not be cut there.
    lines = ['{"title": "Quảng Ċ"}', '{"title": "Lào\u2028 Cai"}']
    articles = read(tmp_path, newline.join(lines).encode(codec))
    assert [item.title for item in articles if isinstance(item, RawArticle)] == [
        "Quảng Ċ",
        "Lào Cai",
    ]


def test_a_line_in_windows_1258_among_others(tmp_path: Path) -> None:
    data = b'{"title": "Qua\xd2ng Nam"}\n' + '{"title": "Lào Cai"}'.encode()
    articles = read(tmp_path, data)
    assert [item.title for item in articles if isinstance(item, RawArticle)] == [
        "Quảng Nam",
        "Lào Cai",
    ]


def test_lines_are_read_one_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    line = json.dumps({"title": "A", "body": "b" * 5000}).encode() + b"\n"
    path.write_bytes(line * 100)
    counts = IngestCounts()
    articles = read_articles([path], max_bytes=LIMIT, counts=counts)
    next(articles)
    assert 0 < counts.bytes_read < path.stat().st_size / 2

"""CSV as spreadsheets and databases write it, and as it breaks."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.articles import RawArticle
from search.ingest import IngestCounts, Skipped, read_articles

LIMIT = 500_000


def read(
    folder: Path, data: bytes, counts: IngestCounts | None = None
) -> list[RawArticle | Skipped]:
    (folder / "news.csv").write_bytes(data)
    return list(read_articles([folder], max_bytes=LIMIT, counts=counts or IngestCounts()))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_delimiters_encodings_and_newlines(
    tmp_path: Path, delimiter: str, codec: str, newline: str
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline)
    writer.writerow(["Title", " body", "date", "id", "Author", "source", "url"])
    writer.writerow(["Lào, Cai; x", 'Một "hai".\nBa.', "2022-06-08", "7", "B", "QNO", ""])
    writer.writerow(["", "(VNA) - Bốn.", "", "", "B", "", ""])
    counts = IngestCounts()
    assert read(tmp_path, out.getvalue().encode(codec), counts) == [
        RawArticle(
            id="7",
            title="Lào, Cai; x",
            body='Một "hai".\nBa.',
            path="news.csv",
            date="2022-06-08",
            source="QNO",
        ),
        RawArticle(id="news.csv#4", title=None, body="(VNA) - Bốn.", path="news.csv", source="VNA"),
    ]
    assert counts.unknown_keys == {"author": 2}


def test_a_cell_longer_than_the_csv_module_takes_by_itself(tmp_path: Path) -> None:
    body = "a" * 200_000
    [article] = read(tmp_path, f"title,body\nA,{body}\n".encode())
    assert isinstance(article, RawArticle)
    assert article.body == body


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"1,A,B\n2,C,D\n", "no header", id="no header"),
        pytest.param(b"id,name\n1,A\n", "no header", id="no column that serves"),
        pytest.param(b"title,body,Title\nA,B,C\n", '"title" twice', id="a column twice"),
        pytest.param(b"\n\n", "no header", id="empty lines"),
        pytest.param(b"\xff\xe9,title\n", "not text", id="header is no text"),
    ],
)
def test_a_file_without_a_header_is_skipped_whole(tmp_path: Path, data: bytes, said: str) -> None:
    [skipped] = read(tmp_path, data)
    assert isinstance(skipped, Skipped)
    assert skipped.line is None
    assert said in skipped.reason


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param(b"1,A,B,C\n", "4 cells where the header has 3", id="a cell too many"),
        pytest.param(b"1,A\n", "2 cells where the header has 3", id="a cell too few"),
        pytest.param(b'1,"A"x,B\n', "not CSV", id="text after a quote"),
        pytest.param(b"1,,\n", "neither a title nor a body", id="nothing in it"),
        pytest.param(b"1,A,\0\n", "NUL", id="NUL"),
        pytest.param(b"1,A,\xff\xe9\n", "not text", id="no encoding"),
        pytest.param(b'1,A,"B\nb,c\nd\n', "not CSV", id="a quote that the next row ends"),
        pytest.param(b"1,A," + b"b" * LIMIT + b"\n", "over the limit of 500,000", id="long line"),
    ],
)
def test_a_broken_row_is_skipped_with_its_line(tmp_path: Path, rows: bytes, said: str) -> None:
    good = b'2,"C",D\n'
    items = read(tmp_path, b"id,title,body\n" + good + rows + good + good)
    [skipped] = [item for item in items if isinstance(item, Skipped)]
    assert skipped.line == 3
    assert said in skipped.reason
    assert isinstance(items[0], RawArticle)
    assert isinstance(items[-1], RawArticle)


def test_a_row_of_many_lines_that_is_too_long(tmp_path: Path) -> None:
    long = b'1,A,"' + b'b,"",c\n' * LIMIT + b'",""'
    items = read(tmp_path, b"\n".join([b"id,title,body,url", long, b"2,C,D,", b'3,"E",F,']))
    skipped, *articles = items
    reason = "over the limit of 500,000 bytes"
    assert skipped == Skipped(str(tmp_path / "news.csv"), reason, 2)
    assert [item.id for item in articles if isinstance(item, RawArticle)] == ["2", "3"]


def test_a_quote_that_nothing_ends(tmp_path: Path) -> None:
    items = read(tmp_path, b'id,title,body\n1,A,B\n2,"C,D\n3,E,F\n')
    assert [type(item) for item in items] == [RawArticle, Skipped]
    assert items[1] == Skipped(str(tmp_path / "news.csv"), "not CSV: unexpected end of data", 3)


def test_empty_rows_are_passed_over(tmp_path: Path) -> None:
    items = read(tmp_path, b"id,title,body\n\n1,A,B\n,,\n\n2,C,D\n")
    assert [item.id for item in items if isinstance(item, RawArticle)] == ["1", "2"]
    assert len(items) == 2


CELLS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"])) | st.just(
    'a"b\nc,d'
)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5))
def test_what_the_csv_module_writes_is_read_row_by_row(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    rows = [[f"{number}", f"T{title}", body] for number, (_, title, body) in enumerate(rows)]
    out = io.StringIO()
    csv.writer(out).writerows([["id", "title", "body"], *rows])
    items = read(tmp_path_factory.mktemp("csv"), out.getvalue().encode())
    assert [item.id for item in items if isinstance(item, RawArticle)] == [row[0] for row in rows]

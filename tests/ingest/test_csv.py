"""CSV as spreadsheets and databases write it, and as it breaks."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.articles import RawArticle
from search.ingest import IngestCounts, Remark, Skipped, read_articles

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
    assert counts.unknown_keys == {"Author": 2}


def test_a_cell_longer_than_the_csv_module_takes_by_itself(tmp_path: Path) -> None:
    body = "a" * 200_000
    [article] = read(tmp_path, f"title,body\nA,{body}\n".encode())
    assert isinstance(article, RawArticle)
    assert article.body == body


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"1,A,B\n2,C,D\n", "no header", id="no header"),
        pytest.param(
            b"id,author\n1,A\n", 'it has "id", "author"; say which', id="no column that serves"
        ),
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
    assert [type(item) for item in items] == [RawArticle, Skipped, RawArticle]
    assert items[1] == Skipped(str(tmp_path / "news.csv"), "not CSV: unexpected end of data", 3)


def test_empty_rows_are_passed_over(tmp_path: Path) -> None:
    items = read(tmp_path, b"id,title,body\n\n1,A,B\n,,\n\n2,C,D\n")
    assert [item.id for item in items if isinstance(item, RawArticle)] == ["1", "2"]
    assert len(items) == 2


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("\ufeffsep=;\r\nid;title;body\r\nk;Tin;Đê biển\r\n", id="sep="),
        pytest.param('"sep=|"\nid|title|body\nk|Tin|Đê biển\n', id="sep= in quotes"),
        pytest.param("DANH SÁCH TIN,,\n,,\nid,title,body\nk,Tin,Đê biển\n", id="a title above"),
        pytest.param("\n\nid,title,body\nk,Tin,Đê biển\n", id="empty lines above"),
        pytest.param("id,title,body,date,url\nk,Tin,Đê biển\n", id="cells that are missing"),
        pytest.param("id,title,body\nk,Tin,Đê biển,,,\n", id="empty cells too many"),
        pytest.param("id,title,body\rk,Tin,Đê biển\r", id="CR alone"),
        pytest.param("id|title|body\nk|Tin|Đê biển\n", id="bars"),
        pytest.param("Mã,Tiêu đề,Nội dung,Ngày đăng\nk,Tin,Đê biển,\n", id="Vietnamese"),
        pytest.param('id,"Tiêu\nđề",NOI_DUNG\nk,Tin,Đê biển\n', id="a line break in the header"),
        pytest.param("x,id,title,body,x\n,k,Tin,Đê biển,\n", id="an unused column twice"),
        pytest.param("\tid;title;body\nk;Tin;Đê biển", id="no line end"),
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_as_spreadsheets_write_it(tmp_path: Path, data: str, codec: str) -> None:
    [article] = read(tmp_path, data.encode(codec))
    assert isinstance(article, RawArticle)
    assert (article.id, article.title, article.body) == ("k", "Tin", "Đê biển")


@pytest.mark.parametrize(
    ("written", "body"),
    [
        ('He said "no" there', 'He said "no" there'),
        ('"He said "no" there"', 'He said "no" there'),
        ('"He said \\"no\\", there"', 'He said "no", there'),
        ('"One "two" x\nthree "four" five\nsix"', 'One "two" x\nthree "four" five\nsix'),
    ],
)
def test_quotes_within_cells(tmp_path: Path, written: str, body: str) -> None:
    items = read(tmp_path, f"id,title,body\n1,A,{written}\n2,B,C\n".encode())
    assert [item.body for item in items if isinstance(item, RawArticle)] == [body, "C"]


def test_a_quote_that_nothing_ends_swallows_no_rows(tmp_path: Path) -> None:
    rows = "".join(f"{number},A,B\n" for number in range(2, 150_000))
    named: list[Remark] = []
    counts = IngestCounts(on_remark=named.append)
    skipped, *articles = read(tmp_path, f'id,title,body\n1,A,"B\n{rows}x,"C",D\n'.encode(), counts)
    assert isinstance(skipped, Skipped)
    assert skipped.line == 2
    assert [item.id for item in articles if isinstance(item, RawArticle)] == [
        *map(str, range(2, 150_000)),
        "x",
    ]
    assert not named


def test_what_is_left_of_a_broken_row_is_named(tmp_path: Path) -> None:
    named: list[Remark] = []
    data = b'id,title,body\n1,"A"x,B\nsecond, part\n2,C,D\n'
    items = read(tmp_path, data, IngestCounts(on_remark=named.append))
    assert [type(item) for item in items] == [Skipped, RawArticle]
    assert [(remark.line, remark.text) for remark in named] == [(3, "second, part")]


def test_a_header_without_rows_is_named(tmp_path: Path) -> None:
    assert read(tmp_path, b"title,body\n") == [
        Skipped(str(tmp_path / "news.csv"), "a header without rows")
    ]


CELLS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"])) | st.just(
    'a"b\nc,d'
)


@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
)
def test_what_the_csv_module_writes_is_read_row_by_row(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[str]],
    delimiter: str,
    newline: str,
    quoting: Literal[0, 1, 2],
) -> None:
    rows = [[f"{number}", f"T{title}", body] for number, (_, title, body) in enumerate(rows)]
    rows = [[cell.replace("\n", newline) for cell in row] for row in rows]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    writer.writerows([["id", "title", "body"], *rows])
    items = read(tmp_path_factory.mktemp("csv"), out.getvalue().encode())
    assert [item.id for item in items if isinstance(item, RawArticle)] == [row[0] for row in rows]

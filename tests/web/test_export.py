"""Results taken away: what is in the files, how they are called, and that they stop with their reader."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from search import Archive, Settings
from tests.web.markup import Page
from web import create_app
from web.export import MOST_AT_ONCE, MOST_LISTED, SUFFIXES

ID = "000_8bb4649b4ba4d5e0"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def rows(client: FlaskClient, address: str) -> list[dict[str, str]]:
    text = client.get(address).data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def cells(data: bytes, sheet: int) -> list[list[str]]:
    """The texts of a sheet of a workbook, read as the standard has it (ECMA-376)."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        tree = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    assert not list(tree.iter(f"{SHEET}f"))
    return [
        ["".join(cell.itertext()) for cell in row.iter(f"{SHEET}c")]
        for row in tree.iter(f"{SHEET}row")
    ]


def test_all_results_are_in_the_file(client: FlaskClient) -> None:
    found = rows(client, "/export.csv?q=sekong&size=1&page=2&sort=oldest")
    assert [row["id"][:3] for row in found] == ["002", "000", "001"]
    assert client.get("/export.csv").data.startswith(b"\xef\xbb\xbf")


def test_each_row_says_what_it_was_found_by(client: FlaskClient, archive: Archive) -> None:
    for row in rows(client, "/export.csv?q=sekong&place=laos&from=2012&ui=vi"):
        assert row["search"] == "sekong · Lào · từ năm 2012"
        assert row["address"] == "http://localhost/?q=sekong&place=LA&from=2012"
        assert row["generation"] == archive.status().generation
        assert row["exported"][:2] == "20"
    answer = client.get("/export.jsonl?q=sekong")
    record = json.loads(answer.text.split("\n")[0])
    assert (record["search"], record["address"]) == ("sekong", "http://localhost/?q=sekong")


def test_references_say_it_where_no_style_prints_it(client: FlaskClient) -> None:
    ris = client.get("/export.ris?q=sekong").text
    assert ris.count("N1  - search: sekong; address: http://localhost/?q=sekong;") == 3
    comment, entries = client.get("/export.bib?q=sekong+%7B@x").text.split("}\n\n", 1)
    assert comment.startswith("@comment{\n  search: sekong x\n")
    assert "{" not in comment.removeprefix("@comment{")
    assert "@comment" not in entries


def test_a_workbook_has_the_rows_of_the_table_and_a_sheet_of_the_search(
    client: FlaskClient,
) -> None:
    data = client.get("/export.xlsx?q=sekong").data
    table, told = cells(data, 1), dict(cells(data, 2))
    assert [row[:2] for row in table[1:]] == [
        [row["id"], row["title"]] for row in rows(client, "/export.csv?q=sekong")
    ]
    assert table[0][:3] == ["id", "title", "language"]
    assert (told["search"], told["address"]) == ("sekong", "http://localhost/?q=sekong")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_nothing_is_a_formula(client_of: Callable[..., FlaskClient], sign: str) -> None:
    client = client_of([{"id": "a", "title": f"{sign}1+1", "body": "Đê biển."}])
    (row,) = rows(client, "/export.csv")
    assert row["title"] == f"'{sign}1+1"
    assert cells(client.get("/export.xlsx").data, 1)[1][1] == f"{sign}1+1"
    for name in ("timeline", "partners"):
        text = client.get(f"/{name}.csv?q={quote(sign + '1')}").text
        assert not any(line.startswith(sign) for line in text.split(","))


@pytest.mark.parametrize(
    ("suffix", "mimetype"),
    [
        ("csv", "text/csv"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("ris", "application/x-research-info-systems"),
        ("bib", "application/x-bibtex"),
        ("jsonl", "application/jsonl"),
    ],
)
def test_a_file_is_named_for_what_is_in_it(client: FlaskClient, suffix: str, mimetype: str) -> None:
    address = f"/export.{suffix}?q={quote('Đê biển: Cà/Mau')}&ui=vi"
    answer = client.get(address)
    assert answer.mimetype == mimetype
    named = answer.headers["Content-Disposition"]
    assert named.startswith("attachment; filename=tim-tin-de-bien-ca-mau-20")
    assert named.isascii()
    assert f"filename*=UTF-8''{quote('Tìm Tin Đê biển Cà Mau 20')}" in named
    head = client.head(address)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Disposition"] == named


def test_a_bad_search_is_a_page_of_error_and_not_a_file(client: FlaskClient) -> None:
    for address, code in (("/export.csv?from=31/2/2022", 400), ("/export.doc", 404)):
        answer = client.get(address)
        assert (answer.status_code, answer.mimetype) == (code, "text/html")


def test_a_file_is_packed_while_it_is_written(client: FlaskClient) -> None:
    plain = client.get("/export.csv?q=sekong")
    packed = client.get("/export.csv?q=sekong", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_who_breaks_off_stops_the_work(archive: Archive, coding: str) -> None:
    taken: list[str] = []

    class Watched(Archive):
        def scan(self, request: Any) -> Any:
            results = super().scan(request)

            def watched() -> Iterator[Any]:
                try:
                    for _ in range(100_000):
                        taken.append("read")
                        yield first
                finally:
                    taken.append("closed")

            first = next(results)
            return type(results)(results.request, results.generation, watched())

    client = create_app(Watched(archive.settings)).test_client()
    answer = client.get("/export.csv", headers={"Accept-Encoding": coding}, buffered=False)
    pieces = iter(answer.response)
    # The mark and the header come before the first result, in one piece if they are packed.
    for _ in range(4 if coding == "identity" else 2):
        next(pieces)
    del pieces
    answer.close()
    del answer
    assert taken[-1] == "closed"
    assert len(taken) < 50_000


def test_every_list_offers_the_files(client: FlaskClient) -> None:
    for address in ("/?q=sekong", "/timeline?q=sekong", "/places?q=sekong", "/partners?q=sekong"):
        page = Page(client.get(address).text)
        links = [a.attributes["href"] for a in page.all("a") if "download" in a.attributes]
        files = [link for link in links if link.startswith("/export.")]
        assert [urlsplit(link).path.split(".")[1] for link in files] == list(SUFFIXES)
        assert all(client.get(link).status_code == 200 for link in files)
    pair = Page(client.get("/partners/VN-27/LA-XE").text)
    (table,) = (a for a in pair.all("a") if a.attributes["href"].startswith("/export.csv"))
    assert {row["id"][:3] for row in rows(client, table.attributes["href"])} == {
        "000",
        "001",
        "002",
    }


def test_a_list_of_ids_keeps_its_order_and_leaves_out_what_is_gone(client: FlaskClient) -> None:
    address = "/export.csv?id=002_19b0057638ce0b03&id=gone&id=" + ID
    assert [row["id"][:3] for row in rows(client, address)] == ["002", "000"]
    page = Page(client.get(address.replace("/export.csv", "/list")).text)
    assert len(page.all("li", class_="result")) == 2
    assert "1 article of this list is no longer in the archive." in page.one("main").text
    assert Page(client.get("/list").text).one("h1").text == "My list"
    many = "&".join(f"id={n}" for n in range(MOST_LISTED + 1))
    assert client.get(f"/list?{many}").status_code == 400


def test_an_article_alone_was_found_by_no_search(client: FlaskClient) -> None:
    assert "N1  -" not in client.get(f"/export.ris?id={ID}").text
    assert "@comment" not in client.get(f"/export.bib?id={ID}").text
    assert client.get("/export.ris?id=gone").status_code == 404


def test_a_printed_list_says_what_it_lists(client: FlaskClient) -> None:
    page = Page(client.get("/?q=sekong&place=LA&ui=vi&page=1").text)
    printed = page.one("p", class_="printed").text
    assert "sekong · Lào" in printed
    assert "http://localhost/?q=sekong&place=LA " in printed


def test_the_numbers_behind_the_map(client: FlaskClient) -> None:
    found = {row["id"]: row for row in rows(client, "/places.csv?q=sekong")}
    assert found["LA-XE"]["articles"] == "3"
    assert 15 < float(found["LA-XE"]["latitude"]) < 16


def test_other_sites_read_only_what_the_settings_let_them(archive: Archive) -> None:
    friend, stranger = "https://lab.example.org", "https://evil.example"
    settings = Settings(index=archive.settings.index, cors_origins=(friend,))
    open_client = create_app(Archive(settings)).test_client()
    closed = create_app(archive).test_client()
    for address in ("/api/search", "/api/nope", "/export.csv"):
        answer = open_client.get(address, headers={"Origin": friend})
        assert answer.headers["Access-Control-Allow-Origin"] == friend
        for client, origin in ((open_client, stranger), (closed, friend)):
            answer = client.get(address, headers={"Origin": origin})
            assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Origin" in open_client.get(address).headers["Vary"]
    page = open_client.get("/", headers={"Origin": friend})
    assert "Access-Control-Allow-Origin" not in page.headers


def test_readers_who_take_their_time_leave_room_for_pages(archive: Archive) -> None:
    client = create_app(archive).test_client()
    slow = [client.get("/export.jsonl?q=sekong", buffered=False) for _ in range(MOST_AT_ONCE)]
    first = [next(iter(answer.response)) for answer in slow]
    assert all(first)
    assert [answer.status_code for answer in slow] == [200] * MOST_AT_ONCE
    refused = client.get("/export.jsonl?q=sekong")
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert client.get("/?q=sekong").status_code == 200
    slow[0].close()
    assert client.get("/export.jsonl?q=sekong").status_code == 200

"""Who with whom: the table of localities, and the page of a pair."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.web.markup import Page
from tests.web.test_pages import total

QN, LC, XE, SV, YN = "Quảng Nam", "Lào Cai", "Sê Kông", "Sa Vẳn Na Khệt", "Vân Nam"
ABOUT = [(QN, XE), (QN, XE), (QN, SV), (LC, YN), (LC, YN, XE), (QN,), (QN, LC)]


@pytest.fixture
def client(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    return client_of(
        [
            {
                "id": f"{n}",
                "title": " và ".join(f"tỉnh {name}" for name in names),
                "body": f"Hội đàm số {n}: " + ", ".join(f"tỉnh {name}" for name in names) + ".",
                "date": f"{2020 + n}",
            }
            for n, names in enumerate(ABOUT)
        ]
    )


def table(client: FlaskClient, query: str) -> dict[tuple[str, str], int]:
    answer = client.get(f"/partners.csv?{query}&ui=vi")
    header, *rows = csv.reader(io.StringIO(answer.text.lstrip("\ufeff")))
    return {
        (row[0], column): int(value)
        for row in rows
        for column, value in zip(header[1:], row[1:], strict=True)
    }


def together(one: str, other: str) -> int:
    return sum(one in names and other in names for names in ABOUT)


def test_a_cell_counts_the_articles_about_both(client: FlaskClient) -> None:
    cells = table(client, "rows=VN&columns=LA")
    assert cells == {(a, b): together(a, b) for a in (QN, LC) for b in (XE, SV)}


@pytest.mark.parametrize(
    "query", ["rows=VN&columns=LA", "rows=VN&columns=VN", "rows=all&columns=all"]
)
@pytest.mark.parametrize("main", ["", "&main=1"])
def test_every_cell_leads_to_its_articles(client: FlaskClient, query: str, main: str) -> None:
    page = Page(client.get(f"/partners?{query}{main}&ui=vi").text)
    assert page.faults == []
    cells = [
        link for link in page.all("a", rel="nofollow") if "–" in link.attributes.get("title", "")
    ]
    assert cells
    for cell in cells:
        found = Page(client.get(cell.attributes["href"]).text)
        assert total(found) == int(cell.text)


def test_the_whole_is_symmetrical_and_none_is_its_own_partner(client: FlaskClient) -> None:
    cells = table(client, "rows=all&columns=all")
    for (a, b), number in cells.items():
        assert cells[b, a] == number
        assert number == (0 if a == b else together(a, b))


def test_the_two_countries_with_most_articles_come_first(client: FlaskClient) -> None:
    assert table(client, "") == table(client, "rows=VN&columns=LA")


def test_the_table_is_of_the_results(client: FlaskClient) -> None:
    assert table(client, "rows=VN&columns=LA&date=2020") == {(QN, XE): 1}
    assert table(client, "rows=VN&columns=LA&place=CN-YN") == {(LC, XE): 1}
    assert "No article is about two" in client.get("/partners?date=1999&ui=en").text


def test_a_pair_has_its_articles_and_who_else_is_in_them(client: FlaskClient) -> None:
    page = Page(client.get("/partners/VN-02/CN-YN?main=1&ui=vi").text)
    assert page.faults == []
    assert page.one("h1").text == f"{LC} – {YN}"
    assert total(page) == together(LC, YN)
    others = page.one("section", **{"aria-labelledby": "others-heading"})
    assert XE in others.text
    assert QN not in others.text
    (other,) = page.all("a", class_="plain-choice")
    assert other.attributes["href"].startswith("/partners/VN-02/LA-XE?")
    assert other.text.split()[-1] == "1"


@pytest.mark.parametrize("path", ["VN-27/VN-27", "VN-27/nowhere", "nowhere/VN-27"])
def test_there_is_no_page_for_what_is_no_pair(client: FlaskClient, path: str) -> None:
    assert client.get(f"/partners/{path}").status_code == 404


@pytest.mark.parametrize("ui", ["en", "vi"])
def test_the_pages_are_in_both_languages(client: FlaskClient, ui: str) -> None:
    for address in ("/partners?", "/partners?date=1999&", "/partners/VN-27/LA-XE?"):
        page = Page(client.get(f"{address}ui={ui}").text)
        assert page.faults == []
        assert page.one("html").attributes["lang"] == ui

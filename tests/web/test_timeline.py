"""The timeline of a search: its page, its picture, its numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect

from search import Archive
from tests.web.conftest import serving
from tests.web.markup import Page
from tests.web.test_pages import total
from web import create_app

RECORDS = [
    ("a", "Lào", "2021-03-04"),
    ("b", "Lào", "2023-05-06"),
    ("c", "Lào", "2023-05-06"),
    ("d", "Lào", "2023"),
    ("e", "Lào", ""),
    ("f", "Trung Quốc", "2022-01-02"),
    ("g", "Trung Quốc", "2023-05-30"),
]


def records() -> list[dict[str, str]]:
    return [
        {"id": id, "title": f"{place} {id}", "body": f"Tin {id}.", "date": date}
        for id, place, date in RECORDS
    ]


@pytest.fixture
def client(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    return client_of(records())


def numbers(client: FlaskClient, query: str) -> list[list[str]]:
    answer = client.get(f"/timeline.csv?{query}")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.text.startswith("\ufeff")  # by which spreadsheets know that it is UTF-8
    return list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))


def test_by_months_up_to_three_years(client: FlaskClient) -> None:
    table = numbers(client, "q=lào&ui=en")
    assert table[0] == ["period", "lào", "archive"]
    assert len(table) == 1 + 36
    assert {row[0]: row[1:] for row in table[1:] if row[2] != "0"} == {
        "2021-03": ["1", "1"],
        "2022-01": ["0", "1"],
        "2023-05": ["2", "3"],
    }
    said = Page(client.get("/timeline?q=lào&ui=en").text)
    assert total(said) == 5
    assert "1 article known only to the year is not drawn." in said.one("figcaption").text
    undated = said.one("figcaption").text.split(".")[-1].strip()
    assert undated == "1 undated article"


def test_a_year_is_shown_by_its_months_and_a_month_by_its_days(client: FlaskClient) -> None:
    assert [row[0] for row in numbers(client, "q=lào&date=2023")[1:]] == [
        f"2023-{month:02}" for month in range(1, 13)
    ]
    days = numbers(client, "q=lào&date=2023-05&vs=trung+quốc")[1:]
    assert len(days) == 31
    assert [row for row in days if row[3] != "0"] == [
        ["2023-05-06", "2", "0", "2"],
        ["2023-05-30", "0", "1", "1"],
    ]


def test_every_column_leads_to_what_it_counts(client: FlaskClient) -> None:
    page = Page(client.get("/timeline?q=lào&ui=en").text)
    table = numbers(client, "q=lào")[1:]
    results = [link for link in page.all("a") if "date=" in link.attributes["href"]]
    shown = [link for link in results if urlsplit(link.attributes["href"]).path == "/"]
    months = [link for link in shown if "undated" not in link.attributes["href"]]
    assert len(months) == len(table)
    for link, row in zip(months, table, strict=True):
        assert total(Page(client.get(link.attributes["href"]).text)) == int(row[1])
    for link in results:
        assert client.get(link.attributes["href"]).status_code == 200


def test_a_share_is_of_all_articles_of_the_period(client: FlaskClient) -> None:
    page = Page(client.get("/timeline?q=lào&share=1&ui=en").text)
    ticks = [text.text for text in page.all("text") if text.text.endswith("%")]
    assert ticks[0] == "0%"
    assert ticks[-1] == "100%"


def test_the_picture_stands_alone(client: FlaskClient) -> None:
    answer = client.get("/timeline.svg?q=lào&vs=trung+quốc")
    assert answer.mimetype == "image/svg+xml"
    picture = ElementTree.fromstring(answer.text)
    name = "{http://www.w3.org/2000/svg}"
    assert picture.tag == f"{name}svg"
    assert [line.get("class") for line in picture.iter(f"{name}polyline")] == [
        "series-1",
        "series-2",
    ]
    assert not list(picture.iter(f"{name}a"))
    assert picture.find(f"{name}style") is not None


@pytest.mark.parametrize("ui", ["en", "vi"])
@pytest.mark.parametrize(
    "query",
    ["", "q=lào", "q=lào&vs=trung+quốc&vs=mỹ&share=1", "date=undated", "q=zzz", "date=2023-05"],
)
def test_a_timeline_is_a_well_formed_page(client: FlaskClient, query: str, ui: str) -> None:
    page = Page(client.get(f"/timeline?{query}&ui={ui}").text)
    assert page.faults == []
    (here,) = [link for link in page.all("a") if link.attributes.get("aria-current") == "page"]
    assert here.attributes["href"].startswith("/timeline")


def test_there_is_no_picture_of_nothing(client: FlaskClient) -> None:
    assert client.get("/timeline.svg?q=zzz").status_code == 404


def test_a_text_that_a_spreadsheet_would_compute_is_only_a_text(client: FlaskClient) -> None:
    assert numbers(client, "q=%3D1%2B1&vs=lào")[0][1] == "'=1+1"


def test_at_most_three_are_compared(client: FlaskClient) -> None:
    assert numbers(client, "q=a&vs=b&vs=c&vs=d&vs=e&date=2023")[0] == [
        *("period", "a", "b", "c", "d", "archive")
    ]


def test_a_period_is_chosen_by_dragging(
    browser: Browser, archive_of: Callable[..., Archive]
) -> None:
    with serving(create_app(archive_of(records()))) as site, browser.new_page() as page:
        page.goto(f"{site}/timeline?q=lào&ui=en")
        columns = page.locator(".plot a .slot")
        start, end = columns.nth(2).bounding_box(), columns.nth(20).bounding_box()
        assert start
        assert end
        page.mouse.move(start["x"] + 2, start["y"] + 40)
        page.mouse.down()
        page.mouse.move(end["x"] + 2, end["y"] + 40, steps=8)
        page.mouse.up()
        page.wait_for_url("**from=2021-03-01**to=2022-09-30**")
        expect(page.get_by_role("status")).to_have_text("1 article")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_from_the_years_to_an_article(
    browser: Browser, archive_of: Callable[..., Archive], script: bool
) -> None:
    with (
        serving(create_app(archive_of(records()))) as site,
        browser.new_page(java_script_enabled=script) as page,
    ):
        page.goto(f"{site}/?q=lào&ui=en")
        page.get_by_role("link", name="Timeline").click()
        page.locator(".plot a[data-first='2023-05-01']").click()
        page.locator(".plot a[data-first='2023-05-06']").click()
        expect(page.locator(".result")).to_have_count(2)


def test_the_picture_is_also_given_as_png(
    browser: Browser, archive_of: Callable[..., Archive]
) -> None:
    with serving(create_app(archive_of(records()))) as site, browser.new_page() as page:
        page.goto(f"{site}/timeline?q=lào&ui=en")
        with page.expect_download() as download:
            page.get_by_role("link", name="Picture (PNG)").click()
        assert download.value.suggested_filename == "timeline.png"
        assert download.value.path().read_bytes().startswith(b"\x89PNG\r\n\x1a\n")

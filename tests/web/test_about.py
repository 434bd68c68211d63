"""The page about the archive, and what a reader chose for all pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search import Archive, Settings
from tests.web.markup import Page
from tests.web.test_pages import total
from web import create_app


def test_it_says_how_much_there_is_and_from_when(client: FlaskClient) -> None:
    page = Page(client.get("/about?ui=en").text)
    assert " ".join(page.one("p", class_="lead").text.split()) == "5 articles, from 2012 to 2024."


def test_each_number_is_that_of_its_link(client_of: Callable[..., FlaskClient]) -> None:
    client = client_of(
        [
            {
                "id": "a",
                "title": "One",
                "body": "News of the day.",
                "source": "VNA",
                "date": "2020",
            },
            {"id": "b", "title": "Two", "body": "More news of it.", "source": "VNA"},
            {"id": "c", "title": "Ba", "body": "Tin tức trong ngày.", "source": "Nhân Dân"},
        ]
    )
    page = Page(client.get("/about?ui=en").text)
    assert "2 undated articles" in page.one("p", class_="lead").text
    listed = [line for line in page.all("li") if line.text.split()[-1:] in (["1"], ["2"])]
    counted = {line.text.rsplit(" ", 1)[0]: int(line.text.split()[-1]) for line in listed}
    assert counted["VNA"] == 2
    assert counted["Nhân Dân"] == 1
    links = {link.text: link.attributes["href"] for link in page.all("a")}
    for name, number in counted.items():
        assert total(Page(client.get(links[name]).text)) == number


def test_it_says_what_the_build_left_out(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "one.txt").write_text("One\nNews of the day.", encoding="utf-8")
    (seeds / "two.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (seeds / "none.jsonl").write_text("{\n", encoding="utf-8")
    archive = Archive(Settings(index=tmp_path / "index", seeds=seeds))
    archive.rebuild()
    page = Page(create_app(archive).test_client().get("/about?ui=en").text)
    text = " ".join(page.one("dl", class_="facts").text.split())
    assert "1 file or record that could not be read" in text
    assert "1 file of another kind" in text


def test_it_is_there_for_an_archive_of_nothing(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    archive = Archive(Settings(index=tmp_path / "index", seeds=tmp_path / "seeds"))
    archive.rebuild(allow_empty=True)
    answer = create_app(archive).test_client().get("/about?ui=en")
    assert answer.status_code == 200
    assert "0 articles" in Page(answer.text).one("p", class_="lead").text


def test_the_compact_list_is_carried_on_but_not_into_feeds(client: FlaskClient) -> None:
    page = Page(client.get("/?q=sekong&list=compact&ui=en").text)
    assert "compact" in page.one("section", id="results").classes
    inside = [
        link.attributes["href"]
        for link in page.all("a")
        if link.attributes["href"].startswith("/")
        and "with excerpts" not in link.text
        # what is taken away or given to others has no list
        and not link.attributes["href"].startswith(("/export.", "/feed.atom"))
        and "copy" not in link.classes
    ]
    assert inside
    assert all("list=compact" in url for url in inside)
    forms = page.all("form")
    assert len(page.all("input", name="list", value="compact")) == len(forms) > 0
    for link in page.all("link", rel="alternate"):
        assert "list=" not in link.attributes["href"]
    back = next(link for link in page.all("a") if link.text == "with excerpts")
    assert "list=" not in back.attributes["href"]
    other = Page(client.get("/?q=sekong&list=wide&ui=en").text)
    assert "compact" not in other.one("section", id="results").classes


@pytest.mark.parametrize("view", ["timeline", "places", "partners"])
def test_a_filter_is_taken_away_where_the_reader_is(client: FlaskClient, view: str) -> None:
    page = Page(client.get(f"/{view}?place=LA-XE&main=1&ui=en").text)
    chips = {chip.text: chip.attributes["href"] for chip in page.all("a", class_="chip")}
    assert chips["Remove filter: mainly about the places"].startswith(f"/{view}?place=LA-XE")
    assert "main=" not in chips["Remove filter: mainly about the places"]
    assert page.one("a", hreflang="vi").attributes["href"].startswith(f"/{view}?ui=vi&")


def test_another_size_keeps_the_first_result_in_view(
    client_of: Callable[..., FlaskClient],
) -> None:
    client = client_of([{"id": f"{n}", "title": f"T{n}", "body": f"Body {n}."} for n in range(65)])
    page = Page(client.get("/?page=4&ui=en").text)
    first = page.all("li", class_="result")[0].text.split()[0]
    sizes = {link.text: link.attributes["href"] for link in page.all("a", rel="nofollow")}
    for size in ("20", "50"):
        resized = Page(client.get(sizes[size]).text)
        assert first in [hit.text.split()[0] for hit in resized.all("li", class_="result")]


def test_a_printed_list_says_what_was_asked(client: FlaskClient) -> None:
    page = Page(client.get("/?q=sekong&date=2022&ui=en").text)
    said = page.one("p", class_="printed").text
    assert said.startswith("sekong · 2022 ")
    assert "http://localhost/?q=sekong&date=2022" in said

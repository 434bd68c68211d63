"""How an article is cited, after the manuals, and what its page says to reference managers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search import Archive, Article, DateSpan, Settings
from tests.web.markup import Page
from web import create_app
from web.cite import apa, vietnamese_style

ADDRESS = "https://example.vn/tin"


def span(first: date, last: date, precision: str) -> DateSpan:
    return DateSpan(first, last, precision, "full date", "")  # type: ignore[arg-type]


DAY = span(date(2022, 6, 8), date(2022, 6, 8), "day")
ARTICLE = Article(
    id="tin-1",
    title="Đê biển Cà Mau",
    title_derived=False,
    body="",
    language="vi",
    date=DAY,
    places=(),
    source="Báo Cà Mau",
    root="",
    path="tin-1.txt",
    digest="",
)


@pytest.mark.parametrize(
    ("changes", "cited"),
    [
        ({}, f"Đê biển Cà Mau. (2022, June 8). Báo Cà Mau. {ADDRESS}"),
        ({"title": "Vì sao?"}, f"Vì sao? (2022, June 8). Báo Cà Mau. {ADDRESS}"),
        ({"date": None}, f"Đê biển Cà Mau. (n.d.). Báo Cà Mau. {ADDRESS}"),
        ({"source": ""}, f"Đê biển Cà Mau. (2022, June 8). {ADDRESS}"),
        (
            {"date": span(date(2022, 1, 1), date(2022, 12, 31), "year")},
            f"Đê biển Cà Mau. (2022). Báo Cà Mau. {ADDRESS}",
        ),
        (
            {"date": span(date(2022, 6, 1), date(2022, 6, 30), "month")},
            f"Đê biển Cà Mau. (2022, June). Báo Cà Mau. {ADDRESS}",
        ),
        (
            {"date": span(date(2022, 6, 8), date(2022, 6, 9), "range")},
            f"Đê biển Cà Mau. (2022, June 8–9). Báo Cà Mau. {ADDRESS}",
        ),
        (
            {"date": span(date(2022, 6, 30), date(2022, 7, 2), "range")},
            f"Đê biển Cà Mau. (2022, June 30–July 2). Báo Cà Mau. {ADDRESS}",
        ),
    ],
)
def test_apa(changes: dict[str, object], cited: str) -> None:
    assert str(apa(replace(ARTICLE, **changes), ADDRESS)) == cited  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "cited"),
    [
        ({}, "Báo Cà Mau (2022), “Đê biển Cà Mau”, ngày 8/6/2022, "),
        ({"source": ""}, "“Đê biển Cà Mau” (2022), ngày 8/6/2022, "),
        ({"date": None}, "Báo Cà Mau (không rõ năm), “Đê biển Cà Mau”, "),
        (
            {"date": span(date(2022, 6, 1), date(2022, 6, 30), "month")},
            "Báo Cà Mau (2022), “Đê biển Cà Mau”, tháng 6/2022, ",
        ),
        (
            {"date": span(date(2022, 1, 1), date(2022, 12, 31), "year")},
            "Báo Cà Mau (2022), “Đê biển Cà Mau”, ",
        ),
    ],
)
def test_a_vietnamese_thesis(changes: dict[str, object], cited: str) -> None:
    found = vietnamese_style(replace(ARTICLE, **changes), ADDRESS, date(2026, 11, 28))  # type: ignore[arg-type]
    assert str(found) == f"{cited}{ADDRESS}, truy cập ngày 28/11/2026."


def test_the_page_cites_and_describes_its_article(tmp_path: Path) -> None:
    title = "Tỉnh Quảng Nam " + "và các tỉnh bạn " * 9 + "</script <script alert(1) </script"
    (tmp_path / "seeds" / "a").mkdir(parents=True)
    (tmp_path / "seeds" / "a" / "b.md").write_text(
        f"---\ntitle: {title}\ndate: 2022-06-08\nsource: Báo Quảng Nam\nurl: {ADDRESS}\n---\n"
        "Tỉnh Quảng Nam họp.\n",
        encoding="utf-8",
    )
    archive = Archive(Settings(index=tmp_path / "index", seeds=tmp_path / "seeds"))
    archive.rebuild()
    client = create_app(archive).test_client()
    page = Page(client.get("/article/a/b?q=h%E1%BB%8Dp&ui=vi").text)
    assert page.faults == []
    here = "http://localhost/article/a/b"
    named = {
        meta.attributes.get("name") or meta.attributes.get("property"): meta.attributes["content"]
        for meta in page.all("meta")
        if "content" in meta.attributes
    }
    assert named["citation_title"] == named["og:title"] == title
    assert named["citation_publication_date"] == "2022/06/08"
    assert named["citation_journal_title"] == "Báo Quảng Nam"
    assert named["citation_language"] == "vi"
    assert named["citation_public_url"] == named["og:url"] == here
    assert (named["og:type"], named["og:locale"]) == ("article", "vi_VN")
    assert named["article:published_time"] == "2022-06-08"
    assert page.one("link", rel="canonical").attributes["href"] == "/article/a/b"
    told = json.loads(page.one("script", type="application/ld+json").text)
    assert told["@type"] == "NewsArticle"
    assert title.startswith(told["headline"].removesuffix("…"))
    assert len(told["headline"]) <= 110
    assert (told["datePublished"], told["inLanguage"], told["url"]) == ("2022-06-08", "vi", here)
    assert told["publisher"] == {"@type": "Organization", "name": "Báo Quảng Nam"}
    assert {"@type": "Place", "name": "Quảng Nam"} in told["contentLocation"]
    assert page.one("span", id="cite-1").text.startswith("Báo Quảng Nam (2022), “Tỉnh Quảng Nam")
    for suffix in ("ris", "bib"):
        assert (
            page.one("a", id=f"cite-{suffix}")
            .attributes["href"]
            .startswith(f"/export.{suffix}?id=a/b")
        )


def test_a_date_is_told_no_closer_than_it_is_known(
    client_of: Callable[..., FlaskClient],
) -> None:
    rows = [("y", "2022"), ("m", "2022-06"), ("n", "")]
    client = client_of([{"id": id, "title": id, "body": "Họp.", "date": day} for id, day in rows])
    told = {}
    for id, _ in rows:
        page = Page(client.get(f"/article/{id}").text)
        data = json.loads(page.one("script", type="application/ld+json").text)
        dates = [
            meta.attributes["content"]
            for meta in page.all("meta", name="citation_publication_date")
        ]
        told[id] = (data.get("datePublished"), dates)
    assert told == {"y": ("2022", ["2022"]), "m": ("2022-06", ["2022/06"]), "n": (None, [])}

"""Pages: readable text, and only what the page says of itself."""

from __future__ import annotations

import pytest

from search.articles import RawArticle
from search.errors import InputError
from search.ingest.html import read_html

PARAGRAPHS = [
    "Ngày 8/6, Bí thư Tỉnh ủy Quảng Nam Phan Việt Cường tiếp đoàn đại biểu tỉnh Sê Kông của Lào "
    "do Bí thư, Tỉnh trưởng Lếch-lay Xi-vi-lay dẫn đầu đến thăm và làm việc tại tỉnh.",
    "Hai bên trao đổi về hợp tác kinh tế, thương mại và du lịch qua cặp cửa khẩu quốc tế Nam Giang "
    "và Đắc Tà Oọc, về nâng cấp quốc lộ 14D, và về đào tạo cán bộ cho tỉnh bạn trong năm nay.",
]
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def read(head: str = "", body: str = "") -> RawArticle:
    page = f"""<!DOCTYPE html><html lang="vi"><head>{head}</head><body>
        <nav><ul><li><a href="/">Trang chủ</a></li><li><a href="/the-gioi">Thế giới</a></li></ul></nav>
        <article>{body}{TEXT}</article>
        <footer>© 2019 Bản quyền thuộc về toà soạn</footer></body></html>"""
    return read_html(page, id="x", path="x.html")


def test_the_text_without_what_is_around_it() -> None:
    assert read().body == "\n".join(PARAGRAPHS)


def test_the_headline_is_not_repeated_in_the_body() -> None:
    article = read(body="<h1>Quảng Nam và Sê Kông</h1>")
    assert article.title == "Quảng Nam và Sê Kông"
    assert article.body == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        pytest.param("<title>Việt Nam - Lào</title>", "", "Việt Nam - Lào", id="not cut at a dash"),
        pytest.param("<title>A | Báo</title>", "<h1>Bài A</h1>", "Bài A", id="heading over title"),
        pytest.param("<title>A</title>", "<h1>B</h1><h1>C</h1>", "A", id="one of two headings"),
        pytest.param(
            '<meta property="og:title" content="Bài &amp; A">',
            "<h1>B</h1>",
            "Bài & A",
            id="og:title",
        ),
        pytest.param("<title> </title>", "", None, id="none"),
    ],
)
def test_titles(head: str, body: str, title: str | None) -> None:
    assert read(head, body).title == title


@pytest.mark.parametrize(
    ("head", "date"),
    [
        pytest.param(
            '<meta property="article:published_time" content="2022-06-08T07:30:00+07:00">',
            "2022-06-08T07:30:00+07:00",
            id="Open Graph",
        ),
        pytest.param('<meta name="pubdate" content="8/6/2022">', "8/6/2022", id="as it is written"),
        pytest.param(
            '<meta itemprop="datePublished" content="2022-06-08">', "2022-06-08", id="microdata"
        ),
        pytest.param(
            '<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "datePublished":'
            ' "2001-01-01"}, {"@type": "NewsArticle", "datePublished": "2022-06-08"}]}</script>',
            "2022-06-08",
            id="JSON-LD",
        ),
        pytest.param(
            '<meta property="article:modified_time" content="2023-01-01">', None, id="of a change"
        ),
        pytest.param('<meta itemprop="copyrightYear" content="2019">', None, id="copyright year"),
        pytest.param(
            '<link rel="canonical" href="https://example.org/2020/05/06/a.html">',
            None,
            id="address",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type": "NewsArticle", "datePub</script>',
            None,
            id="broken JSON-LD",
        ),
        pytest.param("", None, id="none: the text's and the footer's are not metadata"),
    ],
)
def test_dates_are_explicit_metadata(head: str, date: str | None) -> None:
    article = read(head)
    assert (article.date, article.date_evidence) == (date, "metadata")


@pytest.mark.parametrize(
    ("body", "date"),
    [
        ('<time itemprop="datePublished" datetime="2022-06-08">hôm nay</time>', "2022-06-08"),
        ('<time pubdate datetime="2022-06-08">hôm nay</time>', "2022-06-08"),
        ('<time datetime="2022-06-08">hôm nay</time>', None),
    ],
)
def test_a_time_counts_only_as_that_of_publication(body: str, date: str | None) -> None:
    assert read(body=body).date == date


def _linked(properties: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", {properties}}}</script>'


def test_source_and_address() -> None:
    article = read(
        '<meta property="og:site_name" content="Báo Quảng Nam">'
        '<link rel="canonical" href="https://example.org/a-123.html">'
    )
    assert (article.source, article.url) == ("Báo Quảng Nam", "https://example.org/a-123.html")


def test_the_publisher_in_json_ld() -> None:
    head = (
        '<script type="application/ld+json">{"@type": ["NewsArticle"], "headline": "Tít",'
        ' "publisher": {"@type": "Organization", "name": "Nhân Dân"}}</script>'
    )
    article = read(head, "<h1>Bài</h1>")
    assert (article.source, article.title) == ("Nhân Dân", "Tít")


@pytest.mark.parametrize(
    ("head", "section"),
    [
        ('<meta property="article:section" content="Thời sự">', "Thời sự"),
        (_linked('"articleSection": "Kinh tế"'), "Kinh tế"),
        (_linked('"articleSection": ["Kinh tế", "Biển"]'), "Kinh tế"),
        (_linked('"articleSection": {"name": "x"}'), None),
        ("", None),
    ],
)
def test_the_section(head: str, section: str | None) -> None:
    assert read(head).section == section


def test_a_dateline_is_the_source_where_the_page_names_none() -> None:
    assert read(body="<p>Quảng Nam (TTXVN) - Sáng nay, đoàn đã đến thăm.</p>").source == "TTXVN"


def test_cells_of_a_table_are_kept_without_its_frame() -> None:
    table = "<table><tr><th>Tỉnh</th><th>Dân</th></tr><tr><td>Huế</td><td>1,2</td></tr></table>"
    lines = read(body=f"<p>{PARAGRAPHS[0]}</p>{table}").body.split("\n")
    assert "Tỉnh | Dân" in lines
    assert "Huế | 1,2" in lines
    assert not any("--" in line for line in lines)


@pytest.mark.parametrize(
    ("page", "body"),
    [
        ("<p>Một đoạn</p>", "Một đoạn"),
        ("Không có thẻ nào cả", "Không có thẻ nào cả"),
        (
            '<?xml version="1.0" encoding="utf-8"?><html><body><p>Nội dung.</p></body></html>',
            "Nội dung.",
        ),
    ],
)
def test_fragments_and_xhtml(page: str, body: str) -> None:
    assert read_html(page, id="x", path="x.html").body == body


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<html></html>", id="empty"),
        pytest.param("<html><body><script>var a = 1;</script></body></html>", id="script only"),
        pytest.param("<div>" * 100_000, id="deep"),
    ],
)
def test_no_readable_text(page: str) -> None:
    with pytest.raises(InputError, match="no readable text"):
        read_html(page, id="x", path="x.html")

"""Pages: readable text, and only what the page says of itself."""

from __future__ import annotations

import calendar
import json
import re
from pathlib import Path
from typing import Any

import pytest

from search.articles import RawArticle
from search.errors import InputError
from search.ingest.decode import decode_page
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


# --- whole pages ---

CASES = Path(__file__).parent.parent / "cases/pages"
LABELS = [
    json.loads(line) for line in (CASES / "labels.jsonl").read_text(encoding="utf-8").splitlines()
]
ARTICLES = [label for label in LABELS if "refused" not in label]
REFUSED = {
    "redirect": "a redirect to ",
    "missing": "its article is missing",
    "script": "a script would have loaded",
    "list": "a list of articles",
}


def read_case(page: str) -> RawArticle:
    return read_html(decode_page((CASES / page).read_bytes()), id="x", path=page)


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


@pytest.mark.parametrize("label", ARTICLES, ids=lambda label: label["page"])
def test_a_saved_page(label: dict[str, Any]) -> None:
    article = read_case(label["page"])
    lines = [letters(line) for line in article.body.split("\n")]
    assert article.title == label["title"]
    assert (article.source, article.url) == (label["source"] or article.source, label["url"])
    # The lead is the first line, perhaps behind a dateline.
    assert lines[0].endswith(letters(label["lead"]))
    told = [*label["paragraphs"], *label["also"], *label["captions"]]
    assert [text for text in told if not any(letters(text) in line for line in lines)] == []
    assert [text for text in label["out"] if letters(text) in letters(article.body)] == []
    paragraphs = [
        next(n for n, line in enumerate(lines) if letters(text) in line)
        for text in label["paragraphs"]
    ]
    assert paragraphs == sorted(set(paragraphs))


@pytest.mark.parametrize("label", ARTICLES, ids=lambda label: label["page"])
def test_the_date_of_a_saved_page(label: dict[str, Any]) -> None:
    date = read_case(label["page"]).date
    if label["date"] is None:
        assert date is None
        return
    year, month, day = label["date"].split("-")
    english = f"{calendar.month_abbr[int(month)]}"
    numbers = [int(number) for number in re.findall(r"\d+", date or "")[:3]]
    assert numbers in (
        [int(year), int(month), int(day)],
        [int(day), int(month), int(year)],
    ) or (english in (date or "") and sorted(numbers[:2]) == sorted([int(day), int(year)]))


@pytest.mark.parametrize(
    "label", [label for label in LABELS if "refused" in label], ids=lambda label: label["page"]
)
def test_a_page_without_an_article_is_refused(label: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=REFUSED[label["refused"]]):
        read_case(label["page"])


# --- what pages say of themselves ---


def ld(text: str, kind: str = "application/ld+json") -> str:
    return f'<script type="{kind}">{text}</script>'


NEWS = '{"@type": "NewsArticle", "headline": "Chạy lũ", "datePublished": "2023-08-14"%s}'
BY = ', "publisher": %s'
OTHER = '{"@type": "NewsArticle", "headline": "Bóng đá hôm qua", "datePublished": "2019-01-01"}'
ABC = '{"@type": "Organization", "name": "Báo ABC"}'


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(ld(NEWS % BY % ABC, "application/ld+json; charset=utf-8"), id="charset"),
        pytest.param(ld("//<![CDATA[\n" + NEWS % BY % ABC + "\n//]]>"), id="CDATA"),
        pytest.param(ld("<!--" + NEWS % BY % ABC + "-->"), id="comment"),
        pytest.param(ld((NEWS % BY % ABC)[:-1] + ",}"), id="trailing comma"),
        pytest.param(ld((NEWS % BY % ABC).replace("News", "Blog").replace("Article", "Posting")), id="blog"),
        pytest.param(ld((NEWS % BY % ABC).replace("News", "ReportageNews")), id="subtype"),
        pytest.param(ld((NEWS % BY % ABC).replace("News", "https://schema.org/News")), id="address"),
        pytest.param(ld(NEWS % BY % f"[{ABC}]"), id="list of publishers"),
        pytest.param(
            ld('{"@graph": [' + NEWS % BY % '{"@id": "#o"}' + ', {"@id": "#o", "name": "Báo ABC"}]}'),
            id="publisher by reference",
        ),
        pytest.param(ld('{"@type": "WebPage", "mainEntity": ' + NEWS % BY % ABC + "}"), id="mainEntity"),
        pytest.param(
            ld(f"[{OTHER},{NEWS % BY % ABC}]"),
            id="another story first",
        ),
        pytest.param(
            ld(NEWS.replace("Chạy lũ", "Ch&#7841;y l&#361;") % BY % ABC), id="entities in the headline"
        ),
    ],
)  # fmt: skip
def test_dialects_of_json_ld(head: str) -> None:
    article = read(f"<title>Chạy lũ</title>{head}", "<h1>Chạy lũ</h1>")
    assert (article.title, article.date, article.source) == ("Chạy lũ", "2023-08-14", "Báo ABC")


def test_the_item_that_agrees_with_the_address() -> None:
    other = '{"@type": "NewsArticle", "headline": "X", "datePublished": "2019-01-01", "url": "%s"}'
    own = '{"@type": "NewsArticle", "headline": "Y", "datePublished": "2023-08-14", "url": "%s"}'
    head = (
        '<link rel="canonical" href="https://a.example/y.html">'
        + ld(other % "https://a.example/x.html")
        + ld(own % "https://a.example/y.html?utm=1")
    )
    assert read(head).date == "2023-08-14"


@pytest.mark.parametrize(
    "name",
    ["parsely-pub-date", "sailthru.date", "DC.date.issued", "publish_date", "dcterms.created"],
)
def test_names_of_the_date(name: str) -> None:
    assert read(f'<meta name="{name}" content="2023-08-14">').date == "2023-08-14"


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("<span>Thứ Hai, 14/08/2023 - 07:30 (GMT+7)</span>", "14/08/2023"),
        ("<p>Cập nhật: 15/8/2023 | Đăng: 14/8/2023</p>", "15/8/2023"),
        ("<p>Đăng ngày 14 tháng 8 năm 2023. Cập nhật: 15/8/2023</p>", "14 tháng 8 năm 2023"),
        ("<p>August 14, 2023</p>", "August 14, 2023"),
        ("<p>Trận lũ ngày 14/8/2020 đã đi vào lịch sử của cả vùng này.</p>", None),
        ('<time datetime="2023-08-14T07:30:00+07:00">hôm nay</time>', "2023-08-14T07:30:00+07:00"),
        ("<p>07:30</p>", None),
    ],
)
def test_a_date_that_is_shown_below_the_headline(line: str, date: str | None) -> None:
    article = read(body=f"<h1>Chạy lũ ở miền Tây</h1>{line}")
    assert article.date == date


def test_metadata_before_what_is_shown() -> None:
    article = read(
        '<meta name="pubdate" content="2023-08-14">', "<h1>Chạy lũ</h1><p>15/08/2023</p>"
    )
    assert article.date == "2023-08-14"


@pytest.mark.parametrize(
    "page",
    [
        "<!-- saved from url=(0030)https://a.example/tin/b.html -->\n<html><body>%s",
        "<html><!--\n Page saved with SingleFile \n url: https://a.example/tin/b.html \n--><body>%s",
        '<html><head><base href="https://a.example/tin/b.html"></head><body>%s',
        '<html><head><link rel=canonical href="/b.html"><meta property="og:url"'
        ' content="https://a.example/tin/b.html"></head><body>%s',
    ],
)
def test_the_address_of_a_saved_page(page: str) -> None:
    assert read_html(page % TEXT, id="x", path="x").url == "https://a.example/tin/b.html"


def test_the_h1_of_the_site_is_no_title() -> None:
    head = '<title>Chạy lũ ở miền Tây - Báo ABC</title><meta property="og:site_name" content="Báo ABC">'
    assert read(head, "<h1>Báo ABC</h1>").title == "Chạy lũ ở miền Tây"
    assert read("<title>Tin</title>", '<h1><a href="/">Báo</a></h1>').title == "Tin"


def test_a_description_is_the_lead_where_no_paragraph_holds_it() -> None:
    summary = "Hai tỉnh bàn việc nâng cấp cửa khẩu và quốc lộ 14D, mở lối cho hàng Nam Lào ra biển."
    head = f'<meta property="og:description" content="{summary}">'
    assert read(head).body.split("\n") == [summary, *PARAGRAPHS]
    assert read(head, f"<p>{summary}</p>").body.split("\n") == [summary, *PARAGRAPHS]


@pytest.mark.parametrize(
    "summary",
    [
        "Báo điện tử Quảng Nam, tin tức trong tỉnh, trong nước và thế giới được cập nhật hằng ngày",
        "Ngày 8/6, Bí thư Tỉnh ủy Quảng Nam Phan Việt Cường tiếp đoàn đại biểu tỉnh Sê…",
    ],
)
def test_a_description_that_is_no_lead(summary: str) -> None:
    head = f'<meta property="og:description" content="{summary}">'
    assert read(head).body.split("\n") == PARAGRAPHS


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(
            "<p " + " ".join(f"a{n}=1" for n in range(36_000)) + ">" + TEXT, id="attributes"
        ),
        pytest.param("<span>" * 500_000 + TEXT, id="spans"),
        pytest.param("<br>" * 800_000 + TEXT, id="breaks"),
        pytest.param("<div>" * 5_000 + TEXT, id="depth"),
    ],
)
def test_pages_that_would_take_minutes_are_refused(page: str) -> None:
    with pytest.raises(InputError, match="no readable text: "):
        read_html(page, id="x", path="x")


def test_a_page_whose_utf8_was_misread() -> None:
    page = f"<html><head><title>Chạy lũ</title></head><body><div>{TEXT}</div></body></html>"
    article = read_html(page.encode().decode("latin-1"), id="x", path="x")
    assert (article.title, article.body) == ("Chạy lũ", "\n".join(PARAGRAPHS))


def test_a_long_script_is_no_long_tag() -> None:
    script = "<script>var a = '<p' + " + "b = c + " * 9_000 + "d;</script>"
    assert read(script).body == "\n".join(PARAGRAPHS)


def test_tags_that_are_never_closed_hide_nothing() -> None:
    page = "".join(f"<p><font>{PARAGRAPHS[0]} {n}" for n in range(400))
    assert len(read_html(page, id="x", path="x").body.split("\n")) == 400

"""The pages on the five seeds, as their HTML says it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, get_args
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask.testing import FlaskClient

from search import FACETS, Archive, NoticeKind
from search.articles import DateEvidence
from tests.web.conftest import SEEDS
from tests.web.markup import Element, Page
from web import create_app
from web.views import page_numbers

QUANG_NAM_SEKONG = "/article/000_8bb4649b4ba4d5e0"
EVERY_KIND_OF_PAGE = [
    "/",
    "/?q=sekong",
    "/?q=sekong&place=LA&place=VN&any_place=1&from=2022&lang=en&marks=exact&widen=0",
    "/?q=zzzqqq&lang=vi",
    "/?q=coperation",
    "/?q=bunpimay+yunnan&widen=0",
    "/?q=zzzqqq",
    "/?q=%3F&place=LA",
    "/?size=2&page=2",
    "/?page=9",
    "/?place=nowhere&from=2022",
    f"{QUANG_NAM_SEKONG}?q=sekong&hit=1",
    QUANG_NAM_SEKONG,
    "/choices/place?q=sekong&place=LA",
    "/choices/source",
    "/help",
    "/nope",
]


def total(page: Page) -> int:
    """The number that the page says it found."""
    return int(page.one("p", role="status").text.split()[0])


def count(choice: Element) -> int:
    """The number beside a choice of a facet."""
    return int(choice.text.split()[-2])


@pytest.mark.parametrize("ui", ["en", "vi"])
@pytest.mark.parametrize("address", EVERY_KIND_OF_PAGE)
def test_a_page_is_well_formed(client: FlaskClient, address: str, ui: str) -> None:
    page = Page(client.get(address, headers={"Accept-Language": ui}).text)
    assert page.faults == []
    ids = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    for reference in ("for", "aria-labelledby", "aria-describedby"):
        named = {
            id
            for element in page.all()
            if reference in element.attributes
            for id in element.attributes[reference].split()
        }
        assert named <= set(ids)
    assert len(page.all("h1")) == len(page.all("main")) == 1
    assert page.title.endswith("Tìm Tin")


@pytest.mark.parametrize("address", EVERY_KIND_OF_PAGE)
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(
    client: FlaskClient, address: str
) -> None:
    page = Page(client.get(address).text)
    for element in page.all():
        assert "style" not in element.attributes
        assert not [name for name in element.attributes if name.startswith("on")]
        if element.tag in ("script", "img", "link") and "ld+json" not in element.attributes.get(
            "type", ""
        ):
            source = element.attributes.get("src") or element.attributes["href"]
            assert source.startswith("/")
            assert not source.startswith("//")
    # A block of data is not run: HTML, "The script element".
    run = [script for script in page.all("script") if "type" not in script.attributes]
    assert all(script.text == "" for script in run)
    assert page.all("style") == []


def test_the_start_page_shows_the_newest_of_all(client: FlaskClient) -> None:
    page = Page(client.get("/").text)
    assert total(page) == 5
    newest = [title.text for title in page.all("li", class_="result")]
    assert "Hanoi delegation" in newest[0]  # September 2024
    assert "2012" in newest[-1]


STARTS = ["/", "/?q=sekong", "/?place=LA", "/?place=VN&place=LA", "/?lang=en", "/?from=2022"]


@pytest.mark.parametrize("start", STARTS)
def test_each_choice_gives_the_number_beside_it(client: FlaskClient, start: str) -> None:
    """Of one facet a second value is asked as well, or instead: its number stands for it alone."""
    page = Page(client.get(start).text)
    already = parse_qs(urlsplit(start).query)
    choices = [
        choice
        for choice in page.all("a", class_="choice")
        if "aria-current" not in choice.attributes
        and not (
            "lang" in already
            and parse_qs(urlsplit(choice.attributes["href"]).query)["lang"] != already["lang"]
        )
    ]
    assert choices
    for choice in choices:
        assert total(Page(client.get(choice.attributes["href"]).text)) == count(choice)


@pytest.mark.parametrize("start", ["", "q=sekong", "place=LA", "place=VN&place=LA&any_place=1"])
@pytest.mark.parametrize("facet", [name for name in FACETS if not FACETS[name].optional])
def test_all_choices_of_a_facet_have_a_page_of_their_own(
    client: FlaskClient, facet: str, start: str
) -> None:
    page = Page(client.get(f"/choices/{facet}?{start}").text)
    assert page.one("a", class_="back").attributes["href"] == f"/?{start}".removesuffix("?")
    counts = client.get(f"/api/search?{start}").json["facets"][facet]
    choices = [
        (choice.text.removeprefix("Remove filter: ").split(" ")[0], count(choice))
        for choice in page.all("a", class_="choice")
    ]
    assert choices == [(label.split(" ")[0], number) for label, number in flat(counts)]
    for choice in page.all("a", class_="choice"):
        assert choice.attributes["href"].endswith(f"#facet-{facet}")


def flat(choices: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """The choices of a tree, each before those under it."""
    return [
        pair
        for choice in choices
        for pair in [(choice["label"], choice["count"]), *flat(choice.get("children", []))]
    ]


def test_beside_the_results_a_link_leads_to_the_other_choices(
    client_of: Callable[..., FlaskClient],
) -> None:
    records = [
        {"id": f"{n}", "title": "News", "body": "B.", "source": f"P{n:02}"} for n in range(9)
    ]
    client = client_of(records)
    page = Page(client.get("/?q=news").text)
    (more,) = [link for link in page.all("a") if link.text.endswith(" more")]
    shown = [
        link for link in page.all("a", class_="choice") if "source=" in link.attributes["href"]
    ]
    assert more.text == f"{len(records) - len(shown)} more"
    every = Page(client.get(more.attributes["href"]).text).all("a", class_="choice")
    assert len(every) == len(records)


def test_there_is_no_page_for_what_is_no_facet(client: FlaskClient) -> None:
    assert client.get("/choices/title").status_code == 404


def test_a_choice_stays_in_place_and_can_be_taken_back(client: FlaskClient) -> None:
    page = Page(client.get("/?q=sekong&place=LA").text)
    (chosen,) = page.all("a", class_="choice", **{"aria-current": "true"})
    assert "Laos" in chosen.text
    assert chosen.attributes["href"] == "/?q=sekong#facet-place"
    (chip,) = page.all("a", class_="chip")
    assert chip.text == "Remove filter: Laos"
    assert chip.attributes["href"] == "/?q=sekong"
    assert page.one("a", class_="clear").attributes["href"] == "/?q=sekong"


def test_sections_are_a_facet_where_an_article_names_one(
    archive_of: Callable[[Sequence[dict[str, str]]], Archive],
) -> None:
    records = [{"id": id, "title": "Lào", "body": "Tin"} for id in "abc"]
    records[0]["section"], records[1]["category"] = "Thời sự", "Kinh tế"
    archive = archive_of(records)
    client = create_app(archive).test_client()
    page = Page(client.get("/?q=lao").text)
    assert page.one("h3", id="heading-section").text == "Section"
    links = page.all("a", class_="choice")
    choices = [link for link in links if "section=" in link.attributes["href"]]
    assert [choice.text for choice in choices] == [
        "Kinh tế 1 article",
        "Thời sự 1 article",
        "No section given 1 article",
    ]
    for choice in choices:
        assert total(Page(client.get(choice.attributes["href"]).text)) == count(choice)
    for section in ("thời sự", "Thời sự", "THOI SU"):
        assert total(Page(client.get(f'/?q=section:"{section}"').text)) == 1
    shown = client.get("/api/search?section=Thời+sự&section=Kinh+tế&ui=vi").json
    assert shown["total"] == 2
    assert [choice["label"] for choice in shown["facets"]["section"]] == [
        *("Kinh tế", "Thời sự", "Không rõ chuyên mục")
    ]


def test_sections_are_not_there_where_no_article_names_one(client: FlaskClient) -> None:
    assert "facet-section" not in client.get("/").text
    assert list(client.get("/api/search").json["facets"]) == ["place", "date", "lang", "source"]
    chosen = client.get("/?section=Thời+sự").text
    assert "facet-section" in chosen
    assert "Remove filter: Thời sự" in Page(chosen).one("a", class_="chip").text


def test_the_title_says_query_and_filters(client: FlaskClient) -> None:
    page = Page(client.get("/?q=sekong&place=LA&date=2022-06&from=2022").text)
    assert page.title == "sekong · Laos · June 2022 · from 2022 · Tìm Tin"


def test_results_speak_their_own_language(client: FlaskClient) -> None:
    page = Page(client.get("/?q=sekong&ui=vi").text)
    results = page.all("li", class_="result")
    headings = [heading for heading in page.all("h3") if "lang" in heading.attributes]
    assert len(headings) == len(results) == 3
    assert {heading.attributes["lang"] for heading in headings} == {"vi", "en"}


def test_a_date_among_the_words_is_offered_as_a_period(client: FlaskClient) -> None:
    page = Page(client.get("/?q=quang+nam+2022&lang=en&ui=en").text)
    offer = page.one("li", class_="dated")
    assert " ".join(offer.text.split()) == "Read as a date: Quảng Nam, in 2022 1 article"
    links = [link.attributes["href"] for link in page.all("a") if link.text == "Quảng Nam, in 2022"]
    assert links == ["/?q=quang+nam&date=2022&lang=en&ui=en"]
    whole = Page(client.get("/?q=8/6/2022&ui=en").text).one("li", class_="dated")
    assert "all articles of 8 June 2022" in whole.text


def test_a_reversed_period_is_answered(client: FlaskClient) -> None:
    page = Page(client.get("/?from=2022&to=T1/2012&ui=en").text)
    assert "from T1/2012 to 2022" in page.one("ul", class_="notes").text


def test_hits_are_marked(client: FlaskClient) -> None:
    page = Page(client.get("/?q=sekong").text)
    assert {mark.text.lower() for mark in page.all("mark")} >= {"sekong"}
    assert len(page.all("mark")) >= 3


@pytest.mark.parametrize(
    ("chosen", "marked"),
    [
        ("place=VN-27&place=LA-XE&date=2022", {"quang nam", "sekong"}),
        # Quảng Nam and Sekong lie in them, and the article names Laos itself.
        ("place=VN-27&place=LA&date=2022", {"quang nam", "laos", "lao"}),
    ],
)
def test_what_was_chosen_shows_itself_on_cards_and_in_articles(
    client: FlaskClient, chosen: str, marked: set[str]
) -> None:
    page = Page(client.get(f"/?{chosen}&ui=en").text)
    assert total(page) == 1
    assert {mark.text.lower() for mark in page.all("mark")} & marked
    chips = page.all("li", class_="place")
    assert ["chosen" in chip.classes for chip in chips[:2]] == [True, True]
    assert [asked.text.strip() for asked in page.all("strong", class_="asked")] == ["8 June 2022"]
    (link,) = [a for a in page.all("a") if a.attributes["href"].startswith("/article/")]
    reading = Page(client.get(link.attributes["href"]).text)
    assert {mark.text.lower() for mark in reading.all("mark")} <= marked
    assert len(reading.all("mark")) > 4


def test_what_was_widened_is_said_and_can_be_switched_off(client: FlaskClient) -> None:
    page = Page(client.get("/?q=Sê+Kông").text)
    (notice,) = page.all("ul", class_="notes")
    assert "Sekong" in notice.text
    assert total(page) == 3  # all three write Sekong
    off = next(link for link in page.all("a") if "widen=0" in link.attributes["href"])
    without = Page(client.get(off.attributes["href"]).text)
    assert without.all("a", class_="chip")[-1].text == "Remove filter: places as typed only"


def test_all_of_the_places_or_any_of_them(client: FlaskClient) -> None:
    both = Page(client.get("/?place=LA&place=CN").text)
    switch = next(link for link in both.all("a") if "any_place=1" in link.attributes["href"])
    either = Page(client.get(switch.attributes["href"]).text)
    # four seeds are about Laos and one about Yunnan; none is about both
    assert (total(both), total(either)) == (0, 5)


def test_places_that_articles_are_about_or_any_mention(client: FlaskClient) -> None:
    page = Page(client.get("/?place=VN-02").text)
    switch = next(link for link in page.all("a") if link.text == "are mainly about it")
    about = Page(client.get(switch.attributes["href"]).text)
    # 002 names Lào Cai in its title alone, 004 is about it
    assert (total(page), total(about)) == (2, 1)


def test_an_empty_page_keeps_its_filters_and_says_what_finds_something(
    client: FlaskClient,
) -> None:
    page = Page(client.get("/?q=Bunpimay&lang=vi").text)
    assert total(page) == 0
    assert [chip.text for chip in page.all("a", class_="chip")] == ["Remove filter: Vietnamese"]
    assert page.all("a", class_="choice", **{"aria-current": "true"})
    way = page.one("ul", class_="ways")
    assert " ".join(way.text.split()) == "without the filter “Vietnamese” 1 article"
    first = next(link for link in page.all("a") if link.text.startswith("without the filter"))
    assert total(Page(client.get(first.attributes["href"]).text)) == 1


@pytest.mark.parametrize(
    ("ui", "asked"), [("en", "Did you mean: "), ("vi", "Có phải bạn muốn tìm: ")]
)
def test_what_may_have_been_meant_is_offered_with_its_number(
    client: FlaskClient, ui: str, asked: str
) -> None:
    page = Page(client.get(f"/?q=coperation&ui={ui}").text)
    line = page.one("li", class_="spelling")
    assert line.text.startswith(f"{asked}cooperation ")
    link = next(link for link in page.all("a") if link.text == "cooperation")
    assert link.attributes["href"] == f"/?q=cooperation&ui={ui}"
    meant = Page(client.get(link.attributes["href"]).text)
    assert f" {total(meant)} " in line.text
    assert meant.all("li", class_="spelling") == []


def test_a_spelling_is_the_first_way_out_of_nothing(client: FlaskClient) -> None:
    page = Page(client.get("/?q=coperation&lang=vi").text)
    assert total(page) == 0
    # no Vietnamese seed has the word: the filter is left out, and the page says so, once
    line = page.one("li", class_="spelling")
    assert " ".join(line.text.split()).endswith("articles, without all filters")
    ways = [link for link in page.all("a") if link.attributes["href"] == "/?q=cooperation"]
    assert len(ways) == 1
    assert page.all("ul", class_="ways") == []


def test_a_text_with_a_word_too_many_can_be_asked_without_it(client: FlaskClient) -> None:
    page = Page(client.get("/?q=bunpimay+yunnan&widen=0").text)
    ways = [link for link in page.all("a") if link.text.startswith("without “")]
    assert [way.text for way in ways] == ["without “bunpimay”", "without “yunnan”"]
    for way in ways:
        assert total(Page(client.get(way.attributes["href"]).text)) == 1


def test_pages_lead_on_and_back(client: FlaskClient) -> None:
    first = Page(client.get("/?size=2").text)
    second = Page(client.get(first.one("a", rel="next").attributes["href"]).text)
    last = Page(client.get(second.one("a", rel="next").attributes["href"]).text)
    assert [len(page.all("li", class_="result")) for page in (first, second, last)] == [2, 2, 1]
    assert last.all("a", rel="next") == first.all("a", rel="prev") == []
    assert second.one("a", **{"aria-current": "page"}).text == "Page 2"
    assert second.one("ol", class_="results").attributes["start"] == "3"


def test_beyond_the_last_page_there_is_a_way_back(client: FlaskClient) -> None:
    answer = client.get("/?size=2&page=1000000000")
    assert answer.status_code == 404
    page = Page(answer.text)
    assert total(page) == 5
    leading = [a.attributes["href"] for a in page.all("a", class_="button")]
    assert "/?page=3&size=2" in leading


@pytest.mark.parametrize(
    ("current", "pages", "offered"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (5, 9, [1, None, 3, 4, 5, 6, 7, None, 9]),
        (4, 9, [1, 2, 3, 4, 5, 6, None, 9]),
        (9, 9, [1, None, 7, 8, 9]),
        (10**9, 9, [1, None, 9]),
    ],
)
def test_page_numbers(current: int, pages: int, offered: list[int | None]) -> None:
    assert page_numbers(current, pages) == offered


def test_copies_stand_under_the_best_of_them(
    client_of: Callable[..., FlaskClient], copied: list[dict[str, str]]
) -> None:
    client = client_of(copied)
    page = Page(client.get("/?sort=oldest").text)
    assert page.one("p", role="status").text.strip() == "4 articles, 2 of them copies"
    assert [result.text for result in page.all("h3", lang="en")] == [
        "Quang Nam receives Sekong",
        "Bunpimay in Sekong",
    ]
    under = page.one("details", class_="copies").text.split("\n")
    assert [line.strip() for line in under if line.strip()] == [
        "2 more copies",
        "Quang Nam and Sekong tighten links 9 June 2022Nhân Dân",
        "Leader of Sekong in Quang Nam 10 June 2022Báo QN",
    ]
    apart = Page(client.get(page.one("a", href="/?sort=oldest&copies=all").attributes["href"]).text)
    assert apart.one("p", role="status").text.strip() == "4 articles"
    assert len(apart.all("li", class_="result")) == 4
    assert apart.all("details", class_="copies") == []
    assert apart.one("a", href="/?sort=oldest").text == "copies together"


def test_pages_count_groups_and_facets_count_articles(
    client_of: Callable[..., FlaskClient], copied: list[dict[str, str]]
) -> None:
    client = client_of(copied)
    first = Page(client.get("/?size=1").text)
    assert "page 1 of 2" in " ".join(first.one("p", role="status").text.split())
    second = Page(client.get(first.one("a", rel="next").attributes["href"]).text)
    assert [len(page.all("li", class_="result")) for page in (first, second)] == [1, 1]
    assert second.all("a", rel="next") == []
    english = next(a for a in first.all("a", class_="choice") if a.text.startswith("English"))
    assert count(english) == 4


def test_one_copy_found_alone_says_nothing_of_the_others(
    client_of: Callable[..., FlaskClient], copied: list[dict[str, str]]
) -> None:
    page = Page(client_of(copied).get("/?source=Báo QN").text)
    assert total(page) == 1
    assert page.all("details", class_="copies") == []
    assert not [a for a in page.all("a") if "copies=" in a.attributes["href"]]


def test_an_article_names_its_copies(
    client_of: Callable[..., FlaskClient], copied: list[dict[str, str]]
) -> None:
    client = client_of(copied)
    page = Page(client.get("/article/ndo").text)
    copies = page.one("section", **{"aria-labelledby": "copies-heading"}).text
    assert "VNA" in copies
    assert "Báo QN" in copies
    assert "Nhân Dân" not in copies
    more = page.one("section", **{"aria-labelledby": "more-heading"}).text
    assert "Bunpimay in Sekong" in more
    assert "Quang Nam" not in more
    alone = Page(client.get("/article/other").text)
    assert alone.all("section", **{"aria-labelledby": "copies-heading"}) == []


@pytest.mark.parametrize(
    ("id", "ui", "heading", "title"),
    [
        ("airport-vi", "en", "Same story in English", "Expanded Dien Bien airport inaugurated"),
        ("fireworks-en", "vi", "Tin này bằng tiếng Việt", "Khai mạc Lễ hội Pháo hoa"),
    ],
)
def test_an_article_leads_to_its_story_in_the_other_language(
    client_of: Callable[..., FlaskClient],
    told_twice: list[dict[str, str]],
    id: str,
    ui: str,
    heading: str,
    title: str,
) -> None:
    page = Page(client_of(told_twice).get(f"/article/{id}?ui={ui}").text)
    section = page.one("section", **{"aria-labelledby": "translations-heading"}).text
    assert heading in section
    assert title in section
    assert title not in page.one("section", **{"aria-labelledby": "more-heading"}).text


def test_the_other_language_and_the_original_stand_above_the_text(
    client_of: Callable[..., FlaskClient], told_twice: list[dict[str, str]]
) -> None:
    records = [{**record, "url": "https://www.news.example/a?b=1"} for record in told_twice]
    page = Page(client_of(records).get("/article/smart-gate-vi?ui=en").text)
    order = [e for e in page.all() if e.tag == "h1" or {"elsewhere", "body"} & set(e.classes)]
    assert [e.tag for e in order] == ["h1", "p", "section", "div"]
    assert order[1].text == "Original: news.example"
    assert "date given beside the article" in page.all("p", class_="meta")[0].text


def test_an_article_without_its_story_in_the_other_language_says_nothing(
    client_of: Callable[..., FlaskClient], told_twice: list[dict[str, str]]
) -> None:
    page = Page(client_of(told_twice).get("/article/railway-vi").text)
    assert page.all("section", **{"aria-labelledby": "translations-heading"}) == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            "/?q=quảng+nam&ui=en",
            "Since 1 July 2025, Quảng Nam is part of Da Nang (2 articles).",
        ),
        (
            "/?place=VN-27&ui=vi",
            "Từ ngày 1 tháng 7 năm 2025, Quảng Nam thuộc Đà Nẵng (2 bài viết).",
        ),
        ("/?place=VN-DN&ui=en", "Since 1 July 2025, Da Nang also holds Quảng Nam (2 articles)."),
        (
            "/?place=VN-X-nghe-tinh&ui=en",
            "Nghệ Tĩnh was a unit until 1991; its land is today in Nghệ An (0 articles), "
            "Hà Tĩnh (0 articles).",
        ),
    ],
)
def test_a_page_says_what_became_of_a_place(
    client_of: Callable[..., FlaskClient], merged: list[dict[str, str]], address: str, said: str
) -> None:
    client = client_of(merged)
    page = Page(client.get(address).text)
    notice = page.one("ul", class_="notes")
    assert said in " ".join(notice.text.split())
    others = dict(re.findall(r"(Đà Nẵng|Da Nang|Quảng Nam|Nghệ An|Hà Tĩnh) \((\d+)", said))
    links = [link for link in page.all("a") if link.text in others and not link.classes]
    # what would lead to an empty page is no link
    assert len(links) == sum(number != "0" for number in others.values())
    for link in links:
        assert total(Page(client.get(link.attributes["href"]).text)) == int(others[link.text])


@pytest.mark.parametrize(
    ("id", "english", "vietnamese"),
    [
        ("qn-2022", ["today part of Da Nang"], ["nay thuộc Đà Nẵng"]),
        ("dn-2022", ["then without Quảng Nam"], ["khi đó chưa gồm Quảng Nam"]),
        (
            "2025",
            ["since 1 July 2025 with Quảng Nam", "part of Da Nang since 1 July 2025"],
            [
                "từ ngày 1 tháng 7 năm 2025 gồm cả Quảng Nam",
                "thuộc Đà Nẵng từ ngày 1 tháng 7 năm 2025",
            ],
        ),
        ("1988", ["today divided among Nghệ An, Hà Tĩnh"], ["nay được chia về Nghệ An, Hà Tĩnh"]),
    ],
)
def test_an_article_tells_its_places_apart_by_its_date(
    client_of: Callable[..., FlaskClient],
    merged: list[dict[str, str]],
    id: str,
    english: list[str],
    vietnamese: list[str],
) -> None:
    client = client_of(merged)
    for ui, expected in (("en", english), ("vi", vietnamese)):
        page = Page(client.get(f"/article/{id}?ui={ui}").text)
        said = [" ".join(span.text.split()) for span in page.all("span", class_="today")]
        assert said == expected


def test_the_list_of_places_says_which_are_gone(
    client_of: Callable[..., FlaskClient], merged: list[dict[str, str]]
) -> None:
    page = Page(client_of(merged).get("/choices/place?ui=en").text)
    choices = [" ".join(choice.text.split()) for choice in page.all("a", class_="choice")]
    assert "Quảng Nam –2025(until 2025) 2 articles" in choices
    assert "Da Nang 2 articles" in choices
    assert "Nghệ Tĩnh –1991(until 1991) 1 article" in choices


def test_the_histogram_has_a_bar_for_each_year(client: FlaskClient) -> None:
    page = Page(client.get("/").text)
    drawn = [path.attributes["d"] for path in page.all("path") if "h-" in path.attributes["d"]]
    assert [d.count("z") for d in drawn] == [len({"2012", "2022", "2024"})]
    assert page.one("p", class_="axis").text == "20122024"
    # hidden from assistive technology: the list has the same periods
    assert page.one("div", class_="histogram").attributes["aria-hidden"] == "true"


def test_the_period_form_keeps_the_question(client: FlaskClient) -> None:
    page = Page(client.get("/?q=sekong&place=LA&from=2022&to=2022-06").text)
    assert page.one("input", id="from").attributes["value"] == "2022"
    assert page.one("input", id="to").attributes["value"] == "2022-06"
    hidden = {
        (i.attributes["name"], i.attributes["value"]) for i in page.all("input", type="hidden")
    }
    assert {("q", "sekong"), ("place", "LA")} <= hidden
    assert total(page) == 1  # 8 June 2022


def test_the_other_address_leads_to_the_search(client: FlaskClient) -> None:
    answer = client.get("/search?q=quảng+nam&place=LA&ui=vi")
    assert answer.status_code == 301
    assert answer.location == "/?q=qu%E1%BA%A3ng+nam&place=LA&ui=vi"


@pytest.mark.parametrize("ui", ["vi", "en"])
def test_a_place_is_told_from_its_namesakes_save_under_its_parent(
    client_of: Callable[..., FlaskClient], namesakes: list[dict[str, str]], ui: str
) -> None:
    client = client_of(namesakes)
    vietnams = "Hà Nam"
    chinas, below = ("Hà Nam (Trung Quốc)", "Hà Nam") if ui == "vi" else ("Henan", "Henan")
    page = Page(client.get(f"/?q=hà+nam&place=CN-HA&ui={ui}").text)
    (chip,) = page.all("a", class_="chip")
    assert chip.text.endswith(f": {chinas}")
    assert page.title == f"hà nam · {chinas} · Tìm Tin"
    assert page.one("li", class_="chosen").text == chinas
    notices = page.one("ul", class_="notes").text
    assert re.findall(r"(?:place|địa danh) (.+?) (?:and|và)", notices) == [vietnams, chinas]
    (chosen,) = page.all("a", class_="choice", **{"aria-current": "true"})
    assert f": {below} 1" in chosen.text

    article = Page(client.get(f"/article/china?ui={ui}").text)
    places = article.one("section", **{"aria-labelledby": "places-heading"})
    assert chinas in places.text

    # nothing is found, and the place still stands under its country
    page = Page(client.get(f"/?q=zzzqqq&place=CN-HA&ui={ui}").text)
    country, province = (choice.text for choice in page.all("a", class_="choice"))
    assert country.startswith("Trung Quốc 0" if ui == "vi" else "China 0")
    assert f": {below} 0" in province


def test_a_name_to_try_is_what_a_reader_types(
    client_of: Callable[..., FlaskClient], namesakes: list[dict[str, str]]
) -> None:
    client = client_of(namesakes)
    page = Page(client.get("/?ui=vi").text)
    assert page.one("p", class_="examples").text == "Ví dụ: Hà Nam"
    name = next(
        link for link in page.all("a") if link.text == "Hà Nam" and "q=" in link.attributes["href"]
    )
    assert total(Page(client.get(name.attributes["href"]).text)) == 2


KNOWN_BY = {
    "dateline": ("Hà Nội, 11/6/2012 (TTXVN) - Hai tỉnh họp.", "by its dateline", "dòng mở đầu"),
    "metadata": ("Hai tỉnh họp.", "given beside", "ghi kèm"),
    "full date": ("Hai tỉnh họp ngày 11/6/2012.", "first full date", "ngày đầy đủ đầu tiên"),
    "same-sentence year": (
        *("Ngày 11-6, hai tỉnh họp tại Hội chợ Quảng Nam năm 2012.", "in one sentence"),
        "trong cùng một câu",
    ),
    "near date": (
        *("Chiều 11/6, hai tỉnh họp. Đơn gửi ngày 1/6/2012.", "another date near it"),
        "một ngày khác gần đó",
    ),
    "month and year": ("Hai tỉnh họp bàn tháng 6/2012.", "first month and year", "tháng và năm"),
    "year": ("Đoàn dự Lễ hội Hoa Ban năm 2012.", "first year", "năm đầu tiên"),
}
"""For each evidence an article dated by it, and what its page says of that, in English and Vietnamese."""


def test_an_article_says_which_date_its_date_is(
    archive_of: Callable[[Sequence[dict[str, str]]], Archive],
) -> None:
    assert set(KNOWN_BY) == set(get_args(DateEvidence))
    records = [
        {"id": evidence, "title": "Hai tỉnh", "body": body}
        | ({"date": "2012-06-11"} if evidence == "metadata" else {})
        for evidence, (body, *_) in KNOWN_BY.items()
    ]
    client = create_app(archive_of(records)).test_client()
    for evidence, (_, english, vietnamese) in KNOWN_BY.items():
        for ui, said in (("en", english), ("vi", vietnamese)):
            page = Page(client.get(f"/article/{evidence}?ui={ui}").text)
            assert said in page.one("p", class_="meta").text


def test_an_article_shows_where_its_date_comes_from(client: FlaskClient) -> None:
    page = Page(client.get(QUANG_NAM_SEKONG).text)
    date = page.one("section", **{"aria-labelledby": "date-heading"}).text
    assert "8 June 2022" in date
    assert "2022-06-08" in date
    assert page.one("h1").text == (
        "Vietnam’s Quang Nam, Laos’s Sekong provinces move to tighten links"
    )


def test_an_article_shows_its_places_as_written_and_as_they_are_called_today(
    client: FlaskClient,
) -> None:
    page = Page(client.get(f"{QUANG_NAM_SEKONG}?ui=en").text)
    places = page.one("section", **{"aria-labelledby": "places-heading"}).text
    assert "“" not in places  # the style sheet sets the quotes
    assert "Sekong" in places
    assert "main place" in places
    assert "today part of Da Nang" in " ".join(places.split())
    assert "Quang Nam" in page.one("article").text
    assert "Đà Nẵng" not in page.one("article").text


def test_hits_of_an_article_are_numbered_throughout(client: FlaskClient) -> None:
    page = Page(client.get(f"{QUANG_NAM_SEKONG}?q=sekong&hit=1").text)
    marks = page.all("mark")
    assert [mark.attributes["id"] for mark in marks] == [
        f"hit-{number}" for number in range(1, len(marks) + 1)
    ]
    targets = [link.attributes["href"] for link in page.all("a")]
    assert [target for target in targets if target.startswith("#hit")] == [
        f"#{mark.attributes['id']}" for mark in marks
    ]
    # the title and eight places of the text
    assert sum(mark.text == "Sekong" for mark in marks) == 8


def test_from_result_to_result_and_back(client: FlaskClient) -> None:
    results = Page(client.get("/?q=sekong&sort=oldest").text)
    found = [
        link.attributes["href"]
        for link in results.all("a")
        if link.attributes["href"].startswith("/article/")
    ]
    assert len(found) == 3
    middle = Page(client.get(found[1]).text)
    assert middle.one("a", rel="prev").attributes["href"] == found[0]
    assert middle.one("a", rel="next").attributes["href"] == found[2]
    assert middle.one("a", class_="back").attributes["href"] == "/?q=sekong&sort=oldest"
    assert Page(client.get(found[0]).text).all("a", rel="prev") == []


@pytest.mark.parametrize(
    ("hit", "back"),
    [(1, "/?size=2"), (2, "/?size=2"), (3, "/?page=2&size=2"), (4, "/?page=2&size=2")],
)
def test_back_leads_to_the_page_of_results_that_it_stood_on(
    client: FlaskClient, hit: int, back: str
) -> None:
    page = Page(client.get(f"{QUANG_NAM_SEKONG}?size=2&hit={hit}").text)
    assert page.one("a", class_="back").attributes["href"] == back


def test_the_help_and_the_readme_have_the_same_forms(client: FlaskClient) -> None:
    on_page: list[tuple[list[str], str]] = []
    for element in Page(client.get("/help?ui=en").text).elements:
        if element.tag == "dt":
            on_page.append(([], ""))
        elif element.tag == "code" and on_page and not on_page[-1][1]:
            on_page[-1][0].append(element.text)
        elif element.tag == "dd":
            on_page[-1] = on_page[-1][0], element.text
    readme = (SEEDS.parent / "README.md").read_text(encoding="utf-8")
    table = readme.split("| type | to find |\n| --- | --- |\n")[1].split("\n\n")[0]
    rows = [line.strip("|").split(" | ") for line in table.splitlines()]
    in_readme = [(re.findall("`([^`]+)`", forms), said.strip()) for forms, said in rows]
    assert on_page == in_readme


NOTES = [
    # (kind of notice, what is asked, its sentence in English and in Vietnamese)
    (
        "widened",
        "xê kông",
        "“xê kông” is read as the place Sekong and found in all its spellings. Search exactly as typed",
        "“xê kông” được hiểu là địa danh Sê Kông và được tìm theo mọi cách viết. Chỉ tìm đúng như đã gõ",
    ),
    (
        "any word",
        "festival zebra",
        "No article has all the words: these have some of them. without “zebra” 1 article",
        "Không có bài viết nào chứa đủ các từ: dưới đây là những bài viết chứa ít nhất một từ. "
        "bỏ “zebra” 1 bài viết",
    ),
    (
        "most words",
        "festival bunpimay delegation",
        "1 article has all the words, the others part of them. Only all the words",
        "1 bài viết chứa đủ các từ, những bài còn lại chứa một phần các từ. Chỉ bài chứa đủ các từ",
    ),
    (
        "plain words",
        "(festival",
        "The query could not be read as it stands, so its words were searched. How to search",
        "Không hiểu được cú pháp nên chỉ tìm theo các từ. Hướng dẫn tìm kiếm",
    ),
    (
        "expanded",
        "festiv*",
        "“festiv*” stands for: festival.",
        "“festiv*” ứng với: festival.",
    ),
    (
        "ignored",
        "festival date:soon",
        "“date:soon” was ignored.",
        "“date:soon” không có tác dụng ở đây nên đã bỏ qua.",
    ),
    (
        "nothing asked",
        "🎉?",
        "The query has nothing to search for, so nothing was searched. How to search",
        "Nội dung tìm kiếm không có gì để tìm nên không có bài nào được tìm. Hướng dẫn tìm kiếm",
    ),
]


@pytest.mark.parametrize(
    ("kind", "text", "english", "vietnamese"), NOTES, ids=[n[0] for n in NOTES]
)
def test_the_page_says_how_it_read_the_question(
    client: FlaskClient,
    client_of: Callable[..., FlaskClient],
    kind: str,
    text: str,
    english: str,
    vietnamese: str,
) -> None:
    for language, said in (("en", english), ("vi", vietnamese)):
        asked = {"q": text, "ui": language}
        notices = Page(client.get("/", query_string=asked).text).one("ul", class_="notes")
        assert notices.text.split() == said.split()
        (notice,) = client.get("/api/search", query_string=asked).json["notes"]
        assert notice["kind"] == kind


@pytest.mark.parametrize("text", ["?", "🎉", '""', "place:nowhere", "-place:nowhere date:xyz"])
@pytest.mark.parametrize("beside", ["", "&place=LA&lang=vi&from=2022&any_place=1"])
def test_a_query_that_asks_for_nothing_finds_nothing(
    client: FlaskClient, text: str, beside: str
) -> None:
    page = Page(client.get(f"/?q={quote(text)}{beside}").text)
    assert total(page) == 0
    assert page.all("li", class_="result") == page.all("ul", class_="ways") == []
    choices = [choice for choice in page.all("a", class_="choice") if count(choice)]
    assert choices == []
    assert len(page.all("a", class_="chip")) == (3 if beside else 0)
    (empty,) = page.all("div", class_="empty")
    said = "Type a word, a place or a phrase. Browse all articles · How to search"
    assert " ".join(empty.text.split()) == said
    shown = client.get(f"/api/search?q={quote(text)}{beside}").json
    assert (shown["total"], shown["hits"]) == (0, [])
    assert shown["notes"][-1]["kind"] == "nothing asked"


def test_what_is_left_beside_an_unknown_place_is_searched(client: FlaskClient) -> None:
    found = total(Page(client.get("/?q=sekong").text))
    for part in ("place:nowhere", "-place:nowhere", "date:xyz"):
        assert total(Page(client.get(f"/?q=sekong+{part}").text)) == found > 0


def test_every_kind_of_note_is_tried() -> None:
    # Those of a reversed period, which no text makes, and of what was left out have tests of their own.
    others = NoticeKind.PERIOD_SWAPPED, NoticeKind.LEFT_OUT
    kinds = [kind.value for kind in NoticeKind if kind not in others]
    assert [notice[0] for notice in NOTES] == kinds


def test_every_form_of_the_help_finds_something_to_say(client: FlaskClient) -> None:
    forms = [link for link in Page(client.get("/help").text).all("a") if link.text]
    asked = [link for link in forms if link.attributes["href"].startswith("/?q=")]
    assert len(asked) >= 14
    for link in asked:
        answer = client.get(link.attributes["href"])
        assert answer.status_code == 200
        assert "could not be read" not in answer.text
        assert "has no meaning" not in answer.text


def test_only_web_addresses_are_linked(client_of: Callable[..., FlaskClient]) -> None:
    urls = {
        "good": "https://example.org/a?b=1&c=2",
        "bad": "javascript:alert(1)",
        "odd": "https://[broken",
    }
    client = client_of(
        [{"id": id, "title": id, "body": "A body.", "url": url} for id, url in urls.items()]
    )
    good = Page(client.get("/article/good").text)
    originals = good.all("a", href="https://example.org/a?b=1&c=2")
    assert originals
    for original in originals:
        assert original.attributes["rel"].split() == ["noopener", "noreferrer", "external"]
    for id in ("bad", "odd"):
        page = Page(client.get(f"/article/{id}").text)
        assert all(a.attributes["href"].startswith(("/", "#")) for a in page.all("a"))


@pytest.mark.parametrize("id", ["a/b", "/rooted", "a//b", "a b?c#d%e", "Hà Nội/1", "a&b=c"])
def test_an_id_survives_its_address(client_of: Callable[..., FlaskClient], id: str) -> None:
    client = client_of([{"id": id, "title": "Found", "body": "Here it is."}])
    results = Page(client.get("/?q=found").text)
    link = next(a for a in results.all("a") if a.attributes["href"].startswith("/article/"))
    answer = client.get(link.attributes["href"])
    assert answer.status_code == 200
    assert Page(answer.text).one("h1").text == "Found"


def test_lists_shorten_titles(client_of: Callable[..., FlaskClient]) -> None:
    title = "Quảng Nam đón khách " * 500
    client = client_of([{"id": "a", "title": title, "body": "Tin."}])
    headings = Page(client.get("/?q=quang+nam").text).all("h3")
    (heading,) = (heading for heading in headings if "lang" in heading.attributes)
    assert len(heading.text) <= 300
    assert heading.text.endswith("…")

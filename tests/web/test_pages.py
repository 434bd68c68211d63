"""The pages on the five seeds, as their HTML says it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.web.markup import Element, Page
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
    "/?size=2&page=2",
    "/?page=9",
    "/?place=nowhere&from=2022",
    f"{QUANG_NAM_SEKONG}?q=sekong&hit=1",
    QUANG_NAM_SEKONG,
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
        if element.tag in ("script", "img", "link"):
            source = element.attributes.get("src") or element.attributes["href"]
            assert source.startswith("/")
            assert not source.startswith("//")
    assert all(script.text == "" for script in page.all("script"))
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


def test_a_choice_stays_in_place_and_can_be_taken_back(client: FlaskClient) -> None:
    page = Page(client.get("/?q=sekong&place=LA").text)
    (chosen,) = page.all("a", class_="choice", **{"aria-current": "true"})
    assert "Laos" in chosen.text
    assert chosen.attributes["href"] == "/?q=sekong"
    (chip,) = page.all("a", class_="chip")
    assert chip.text == "Remove filter: Laos"
    assert chip.attributes["href"] == "/?q=sekong"
    assert page.one("a", class_="clear").attributes["href"] == "/?q=sekong"


def test_the_title_says_query_and_filters(client: FlaskClient) -> None:
    page = Page(client.get("/?q=sekong&place=LA&date=2022-06&from=2022").text)
    assert page.title == "sekong · Laos · June 2022 · from 2022 · Tìm Tin"


def test_results_speak_their_own_language(client: FlaskClient) -> None:
    page = Page(client.get("/?q=sekong&ui=vi").text)
    results = page.all("li", class_="result")
    headings = [heading for heading in page.all("h3") if "lang" in heading.attributes]
    assert len(headings) == len(results) == 3
    assert {heading.attributes["lang"] for heading in headings} == {"vi", "en"}


def test_hits_are_marked(client: FlaskClient) -> None:
    page = Page(client.get("/?q=sekong").text)
    assert {mark.text.lower() for mark in page.all("mark")} >= {"sekong"}
    assert len(page.all("mark")) >= 3


def test_what_was_widened_is_said_and_can_be_switched_off(client: FlaskClient) -> None:
    page = Page(client.get("/?q=Sê+Kông").text)
    (note,) = page.all("ul", class_="notes")
    assert "Sekong" in note.text
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
    switch = next(link for link in page.all("a") if "main=1" in link.attributes["href"])
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
    ways = [link for link in page.all("a") if link.text.startswith("spelled so")]
    # no Vietnamese seed has the word: the filter is left out
    assert [way.attributes["href"] for way in ways] == ["/?q=cooperation"]


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
    assert page.one("a", class_="button").attributes["href"] == "/?page=3&size=2"


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


def test_the_histogram_has_a_bar_for_each_year(client: FlaskClient) -> None:
    page = Page(client.get("/").text)
    bars = {title.text for title in page.all("title")[1:]}
    assert bars == {"2012: 1", "2022: 2", "2024: 2"}
    assert page.one("p", class_="axis").text == "20122024"
    # hidden from assistive technology, so out of the order of keys: the list has the same choices
    assert len(page.all("a", tabindex="-1")) == len(bars)


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
    assert "today part of Đà Nẵng" in " ".join(places.split())
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
    (original,) = good.all("a", href="https://example.org/a?b=1&c=2")
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

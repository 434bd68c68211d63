"""The pages in a real browser, with script and without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from search import Archive
from tests.web.conftest import serving
from web import create_app

ARTICLE = "/article/000_8bb4649b4ba4d5e0?q=sekong&hit=1"
PAGES = [
    "/",
    "/?q=sekong&place=LA&date=2022",
    "/?q=Bunpimay&lang=vi",
    "/?q=coperation&lang=vi",
    "/?q=bunpimay+yunnan&widen=0",
    ARTICLE,
    "/help",
]
ERRORS = ["/?place=nowhere&from=2022", "/nope", "/?page=9"]

Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Open]:
    """Open an address in a context of its own; at the end nothing may have gone wrong in any."""
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def open_page(address: str, **options: Any) -> Page:
        options = {"locale": "en-GB", "viewport": {"width": 1280, "height": 900}} | options
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda message: trouble.append(f"{message.type}: {message.text}"))
        page.on("request", lambda request: elsewhere(request.url))
        page.goto(site + address)
        return page

    def elsewhere(url: str) -> None:
        if not url.startswith(site):
            trouble.append(f"asked for {url}")

    yield open_page
    for context in contexts:
        context.close()
    # that an error page has an error's status is no trouble
    assert [line for line in trouble if "the server responded with a status of 4" not in line] == []


STYLED = """() => document.readyState === "complete"
  && [...document.querySelectorAll("link[rel=stylesheet]")].every((link) => link.sheet?.cssRules.length)"""

DRAWN = """() => document.fonts.ready.then(() => new Promise(
  (done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))))"""

WIDTH = "document.documentElement.scrollWidth"


def measure(page: Page, script: str) -> Any:
    """What a script says of a page that is styled and drawn: before, its boxes are not the reader's."""
    page.wait_for_function(STYLED)
    page.evaluate(DRAWN)
    return page.evaluate(script)


def status(page: Page) -> str:
    return page.get_by_role("status").inner_text()


def address(page: Page) -> str:
    """Path and query of where the page is."""
    parts = urlsplit(page.url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_type_narrow_open_and_go_back(open_page: Open, script: bool) -> None:
    page = open_page("/", java_script_enabled=script)
    page.get_by_label("Search the articles").fill("sekong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("3 articles")
    page.get_by_role("region", name="Date").get_by_role("link", name="2022").first.click()
    expect(page.get_by_role("status")).to_have_text("1 article")
    expect(page.get_by_role("link", name="Remove filter: 2022", exact=True)).to_be_visible()
    narrowed = address(page)
    assert narrowed == "/?q=sekong&date=2022"
    page.locator(".result h3 a").first.click()
    expect(page.locator("h1")).to_contain_text("Sekong")
    assert page.locator("mark").count() > 1
    page.go_back()
    assert address(page) == narrowed
    expect(page.get_by_role("status")).to_have_text("1 article")
    page.get_by_role("link", name="Clear all filters").click()
    expect(page.get_by_role("status")).to_have_text("3 articles")


def test_an_address_can_be_shared(open_page: Open) -> None:
    page = open_page("/?q=sekong")
    page.get_by_role("link", name="oldest").click()
    page.get_by_role("region", name="Language").get_by_role("link", name="English").click()
    page.get_by_label("From").fill("2020")
    page.get_by_role("button", name="Apply").click()
    titles = page.locator(".result h3").all_inner_texts()
    assert len(titles) == 2
    elsewhere = open_page(address(page))
    assert elsewhere.locator(".result h3").all_inner_texts() == titles
    assert elsewhere.title() == page.title()


def test_without_script_a_narrow_screen_has_all_filters(open_page: Open) -> None:
    page = open_page(
        "/", java_script_enabled=False, viewport={"width": 320, "height": 640}, has_touch=True
    )
    choice = page.get_by_role("region", name="Language").locator("a", has_text="Vietnamese")
    expect(choice).not_to_be_visible()
    page.locator("#filters > summary").click()
    choice.click()
    expect(page.get_by_role("status")).to_have_text("1 article")
    expect(page.locator("#filters > summary")).to_contain_text("1 active")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_on_a_narrow_screen_the_filters_stay_open_while_choosing(
    open_page: Open, script: bool
) -> None:
    narrow = {"viewport": {"width": 360, "height": 740}, "java_script_enabled": script}
    page = open_page("/?q=sekong", **narrow)
    page.get_by_role("link", name="Filters").click()
    page.get_by_role("region", name="Language").get_by_role("link", name="English").click()
    year = page.get_by_role("region", name="Date").get_by_role("link", name="2022")
    expect(year).to_be_visible()
    year.click()
    chosen = page.get_by_role("region", name="Date").get_by_role("link", name="Remove filter: 2022")
    expect(chosen).to_be_in_viewport()
    page.get_by_role("link", name="Show 1 article").click()
    expect(page.get_by_role("status")).to_be_in_viewport()


def test_beside_the_results_a_choice_leaves_the_page_where_it_was(
    browser: Browser, archive_of: Callable[..., Archive]
) -> None:
    records = [
        {"id": f"{n}", "title": "News", "body": "B.", "source": f"Paper {n}", "date": f"20{n:02}"}
        for n in range(30)
    ]
    with serving(create_app(archive_of(records))) as site, browser.new_page() as page:
        page.goto(f"{site}/?q=news&size=30")
        page.evaluate("scrollTo(0, 500)")
        page.get_by_role("region", name="Source").get_by_role("link", name="Paper 12").click()
        expect(page.get_by_role("status")).to_have_text("1 article")
        page.wait_for_function("document.readyState === 'complete'")
        page.get_by_role("region", name="Source").get_by_role("link", name="Paper 12").click()
        expect(page.get_by_role("status")).to_contain_text("30 articles")
        page.evaluate("scrollTo(0, 640)")
        page.get_by_role("region", name="Source").get_by_role("link", name="Paper 11").focus()
        before = page.evaluate("scrollY")
        page.keyboard.press("Enter")
        page.wait_for_url("**source=Paper+11**")
        page.wait_for_function(
            f"Math.abs(scrollY - Math.min({before}, document.body.scrollHeight - innerHeight)) < 2"
        )


def test_enter_submits_what_was_typed(open_page: Open) -> None:
    page = open_page("/")
    box = page.get_by_role("combobox")
    box.press_sequentially("sek")
    expect(page.get_by_role("option").first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    assert page.get_by_role("option").count() <= 8
    box.press("Enter")
    page.wait_for_url("**/?q=sek")


def test_a_suggestion_is_taken_only_when_it_was_chosen(open_page: Open) -> None:
    page = open_page("/")
    box = page.get_by_role("combobox")
    box.press_sequentially("sek")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("ArrowDown")
    chosen = page.get_by_role("option", selected=True)
    expect(chosen).to_have_count(1)
    expect(box).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    expect(box).to_have_value("sek")
    box.press("Enter")
    page.wait_for_url("**/?place=LA-XE")


def test_a_suggestion_keeps_the_filters(open_page: Open) -> None:
    page = open_page("/?q=quang+nam&lang=en&from=2022")
    box = page.get_by_role("combobox")
    box.fill("")
    box.press_sequentially("seko")
    page.get_by_role("option").filter(has_text="place").click()
    page.wait_for_url("**/?place=LA-XE&from=2022&lang=en")


def test_a_long_title_takes_two_lines_of_the_suggestions(
    browser: Browser, archive_of: Callable[..., Archive]
) -> None:
    record = {"id": "a", "title": "Sông " + "dài lắm " * 40, "body": "Một bài."}
    narrow = {"width": 320, "height": 700}
    with (
        serving(create_app(archive_of([record]))) as site,
        browser.new_page(viewport=narrow) as page,
    ):
        page.goto(site)
        page.get_by_role("combobox").press_sequentially("song dai")
        words = page.get_by_role("option").filter(has_text="lắm dài lắm").locator(".words")
        expect(words).to_be_visible()
        lines = "(e) => e.clientHeight / parseFloat(getComputedStyle(e).lineHeight)"
        assert words.evaluate(lines) < 2.5


def test_namesakes_are_suggested_apart(
    browser: Browser, archive_of: Callable[..., Archive], namesakes: list[dict[str, str]]
) -> None:
    with (
        serving(create_app(archive_of(namesakes))) as site,
        browser.new_page(locale="vi-VN") as page,
    ):
        page.goto(site)
        page.get_by_role("combobox").press_sequentially("ha nam")
        page.get_by_role("option", name="Hà Nam (Trung Quốc)").click()
        page.wait_for_url("**/?place=CN-HA")
        expect(page.get_by_role("combobox")).to_have_value("")
        expect(page.locator(".chip")).to_have_text("Bỏ bộ lọc: Hà Nam (Trung Quốc)")
        expect(page.locator(".result h3")).to_have_text("Mưa ở Trung Quốc")


def test_escape_closes_the_suggestions(open_page: Open) -> None:
    page = open_page("/")
    box = page.get_by_role("combobox")
    box.press_sequentially("sek")
    expect(page.get_by_role("listbox")).to_be_visible()
    box.press("ArrowDown")
    box.press("Escape")
    expect(page.get_by_role("listbox")).not_to_be_visible()
    expect(box).to_have_value("sek")
    box.press("Enter")
    page.wait_for_url("**/?q=sek")


def test_one_letter_suggests_nothing(open_page: Open) -> None:
    page = open_page("/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.get_by_role("combobox").press_sequentially("s")
    page.wait_for_timeout(400)
    assert "/api/suggest" not in asked


def test_a_long_list_can_be_narrowed(browser: Browser, archive_of: Callable[..., Archive]) -> None:
    names = ["Báo Lào Cai", "Báo Điện Biên", *(f"Paper {number}" for number in range(10))]
    records = [{"id": name, "title": name, "body": "News.", "source": name} for name in names]
    with serving(create_app(archive_of(records))) as site, browser.new_page() as page:
        page.goto(site)
        sources = page.get_by_role("region", name="Source")
        sources.get_by_role("link", name="more").click()
        box = sources.get_by_label("Find in this list")
        expect(box).to_be_focused()
        assert sources.get_by_role("link").count() == len(names)
        box.fill("dien b")
        expect(sources.get_by_role("link")).to_have_count(1)
        expect(sources.get_by_role("link", name="Báo Điện Biên")).to_be_visible()
        box.fill("no such paper")
        expect(sources.get_by_role("status")).to_have_text("Nothing in the list matches.")
        box.fill("")
        assert sources.get_by_role("link").count() == len(names)
        sources.get_by_role("link", name="Paper 3").click()
        expect(page.locator(".result h3")).to_have_text("Paper 3")
        # the list is still whole
        expect(sources.get_by_role("link")).to_have_count(len(names))


def test_without_script_the_other_choices_are_a_page(
    browser: Browser, archive_of: Callable[..., Archive]
) -> None:
    records = [{"id": f"{n}", "title": "News", "body": "B.", "source": f"P{n}"} for n in range(12)]
    with (
        serving(create_app(archive_of(records))) as site,
        browser.new_page(java_script_enabled=False) as page,
    ):
        page.goto(f"{site}/?q=news")
        page.get_by_role("region", name="Source").get_by_role("link", name="more").click()
        page.get_by_role("link", name="P11").click()
        expect(page.get_by_role("status")).to_have_text("1 article")
        assert address(page) == "/?q=news&source=P11"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("width", [320, 1280])
def test_copies_open_in_place(
    browser: Browser,
    archive_of: Callable[..., Archive],
    copied: list[dict[str, str]],
    script: bool,
    width: int,
) -> None:
    options = {"java_script_enabled": script, "viewport": {"width": width, "height": 800}}
    with serving(create_app(archive_of(copied))) as site, browser.new_page(**options) as page:
        page.goto(f"{site}/?q=sekong&sort=oldest&ui=en")
        assert page.locator(".result").count() == 2
        copy = page.get_by_role("link", name="Leader of Sekong in Quang Nam")
        expect(copy).not_to_be_visible()
        page.get_by_text("2 more copies").click()
        expect(copy).to_be_visible()
        if script:
            assert measure(page, WIDTH) <= width
            assert measure(page, CONTRAST) == []
            assert [line for line in measure(page, SMALL) if "checkbox" not in line] == []
        copy.click()
        expect(page.locator("h1")).to_have_text("Leader of Sekong in Quang Nam")
        expect(page.get_by_role("region", name="Copies of this article")).to_contain_text("VNA")
        page.go_back()
        page.get_by_role("link", name="each by itself").click()
        assert page.locator(".result").count() == 4


def test_a_story_is_read_in_the_other_language(
    browser: Browser, archive_of: Callable[..., Archive], told_twice: list[dict[str, str]]
) -> None:
    with serving(create_app(archive_of(told_twice))) as site, browser.new_page() as page:
        page.goto(f"{site}/article/smart-gate-vi?ui=en")
        there = page.get_by_role("region", name="Same story in English").get_by_role("link")
        expect(there).to_have_attribute("lang", "en")
        assert measure(page, CONTRAST) == []
        there.click()
        expect(page.locator("h1")).to_contain_text("smart border gate")
        page.get_by_role("region", name="Same story in Vietnamese").get_by_role("link").click()
        expect(page.locator("h1")).to_contain_text("cửa khẩu thông minh")


@pytest.mark.parametrize("width", [320, 1280])
def test_a_merged_province_leads_to_the_other_and_back(
    browser: Browser,
    archive_of: Callable[..., Archive],
    merged: list[dict[str, str]],
    width: int,
) -> None:
    options = {"java_script_enabled": False, "viewport": {"width": width, "height": 800}}
    with serving(create_app(archive_of(merged))) as site, browser.new_page(**options) as page:
        page.goto(f"{site}/?q=quang+nam&ui=en")
        notice = page.locator(".notes li", has_text="Since 1 July 2025")
        expect(notice).to_have_text("Since 1 July 2025, Quảng Nam is part of Da Nang (2 articles).")
        notice.get_by_role("link").click()
        expect(page.get_by_role("status")).to_have_text("2 articles")
        expect(page.get_by_role("link", name="Remove filter: Da Nang", exact=True)).to_be_visible()
        page.locator(".notes").get_by_role("link", name="Quảng Nam").click()
        expect(
            page.get_by_role("link", name="Remove filter: Quảng Nam", exact=True)
        ).to_be_visible()
        page.locator(".result h3 a", has_text="Họp qn-2022").click()
        page.locator(".today").get_by_role("link", name="Da Nang").click()
        expect(page.get_by_role("status")).to_have_text("2 articles")


def test_everything_is_reached_by_keyboard(open_page: Open) -> None:
    page = open_page("/?q=sekong")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the results")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".result a").first).to_be_focused()
    page.reload()
    reached = []
    for _ in range(200):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.outerHTML"))
        if reached[-1].startswith("<body"):
            break
        ring = page.evaluate(
            "(() => { const style = getComputedStyle(document.activeElement);"
            " const field = document.activeElement.closest('.field');"
            " return style.outlineStyle !== 'none' || getComputedStyle(field).boxShadow !== 'none'; })()"
        )
        assert ring, reached[-1]
    shown = page.evaluate(
        "[...document.querySelectorAll('main a:not([tabindex]), main summary, main input, main button')]"
        ".filter((element) => element.type !== 'hidden' && element.checkVisibility())"
        ".map((element) => element.outerHTML)"
    )
    assert set(shown) <= set(reached)


def test_a_slash_leads_to_the_search_box(open_page: Open) -> None:
    page = open_page("/?q=sekong")
    page.keyboard.press("/")
    box = page.get_by_role("combobox")
    expect(box).to_be_focused()
    expect(box).to_have_value("sekong")
    page.keyboard.type("a/b")
    expect(box).to_have_value("a/b")


def test_a_tree_opens_by_keyboard(open_page: Open) -> None:
    page = open_page("/choices/date", java_script_enabled=False)
    year = page.get_by_role("region", name="Date").locator("li", has_text="2022").first
    month = year.get_by_role("link", name="June")
    expect(month).not_to_be_visible()
    year.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(month).to_be_visible()
    month.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("1 article")


@pytest.mark.parametrize("width", [320, 640, 768, 1280])
@pytest.mark.parametrize("where", PAGES + ERRORS)
def test_nothing_scrolls_sideways(open_page: Open, where: str, width: int) -> None:
    """320 px is WCAG's reflow; 640 px is a screen of 1280 at 200 %."""
    page = open_page(where, viewport={"width": width, "height": 800})
    page.locator("details:not([open])").evaluate_all(
        "all => all.forEach(one => { one.open = true })"
    )
    assert measure(page, WIDTH) <= width


CONTRAST = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (css) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = css;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const linear = (c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const [x, y, z] = [r, g, b].map((c) => linear(c / 255));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const faint = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility()) continue;
    if (element.closest(".vh, .skip, title")) continue;
    let behind = element;
    while (behind && rgba(getComputedStyle(behind).backgroundColor)[3] < 255) behind = behind.parentElement;
    const style = getComputedStyle(element);
    const [one, other] = [light(rgba(style.color)), light(rgba(getComputedStyle(behind).backgroundColor))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) faint.push(`${ratio.toFixed(2)} ${texts.currentNode.data.trim()}`);
  }
  return faint;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("where", PAGES + ERRORS)
def test_all_text_can_be_read(open_page: Open, where: str, scheme: str) -> None:
    page = open_page(where, color_scheme=scheme)
    assert measure(page, CONTRAST) == []
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 22, 28)"
    assert dark == (scheme == "dark")


SMALL = """() => [...document.querySelectorAll("a, button, summary, input:not([type=hidden])")]
  .filter((element) => element.checkVisibility() && !element.closest("svg, .skip")
    && getComputedStyle(element).display !== "inline")
  .map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
  .filter(([, box]) => box.height && (box.height < 24 || box.width < 24))
  .map(([html, box]) => `${Math.round(box.width)} x ${Math.round(box.height)} ${html}`)"""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("where", PAGES)
def test_targets_are_large_enough(open_page: Open, where: str, width: int) -> None:
    """WCAG 2.5.8: 24 by 24 px, links within a sentence aside; a checkbox has its label as well."""
    page = open_page(where, viewport={"width": width, "height": 800})
    small = [line for line in measure(page, SMALL) if 'type="checkbox"' not in line]
    assert small == []


@pytest.mark.parametrize("width", [320, 1280])
def test_hits_are_walked_through_without_a_step_of_history(open_page: Open, width: int) -> None:
    page = open_page("/?q=sekong&sort=oldest", viewport={"width": width, "height": 600})
    page.locator(".result h3 a").first.click()
    bar = page.get_by_role("navigation", name="Words found")
    told = bar.get_by_role("status")
    marks = page.locator("mark")
    hits = marks.count()
    expect(told).to_have_text(f"{hits} matches")
    steps = page.evaluate("history.length")
    bar.get_by_role("button", name="Next match").click()
    expect(told).to_have_text(f"1 of {hits}")
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(told).to_have_text(f"3 of {hits}")
    page.keyboard.press("p")
    expect(told).to_have_text(f"2 of {hits}")
    expect(marks.nth(1)).to_be_focused()
    # Before the first is the last, and the bar stays in sight.
    page.keyboard.press("p")
    page.keyboard.press("p")
    expect(told).to_have_text(f"{hits} of {hits}")
    expect(marks.nth(hits - 1)).to_be_in_viewport()
    expect(told).to_be_in_viewport()
    assert page.evaluate("history.length") == steps
    assert measure(page, WIDTH) <= width
    page.get_by_label("Search the articles").press_sequentially("n")
    expect(told).to_have_text(f"{hits} of {hits}")
    page.go_back()
    expect(page.get_by_role("status")).to_have_text("3 articles")


def test_the_next_hit_is_the_next_from_where_the_reader_is(open_page: Open) -> None:
    page = open_page(ARTICLE, viewport={"width": 360, "height": 600})
    told = page.get_by_role("navigation", name="Words found").get_by_role("status")
    page.keyboard.press("n")
    expect(told).to_contain_text("1 of")
    page.evaluate(
        "scrollTo({ top: document.querySelector('.about').offsetTop, behavior: 'instant' })"
    )
    page.keyboard.press("p")
    hits = page.locator("mark").count()
    expect(told).to_have_text(f"{hits} of {hits}")


def test_without_script_each_hit_has_a_link(open_page: Open) -> None:
    page = open_page(ARTICLE, java_script_enabled=False)
    bar = page.get_by_role("navigation", name="Words found")
    links = bar.get_by_role("link")
    assert links.count() == page.locator("mark").count()
    links.last.click()
    expect(page.locator("mark").last).to_be_in_viewport()
    expect(bar).to_be_in_viewport()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_on_a_phone_the_bar_stands_under_the_title(open_page: Open, script: bool) -> None:
    narrow = {"viewport": {"width": 360, "height": 740}, "java_script_enabled": script}
    page = open_page(ARTICLE, **narrow)
    boxes = [page.locator(name).bounding_box() for name in ("h1", ".steps", ".story .body")]
    tops = [box["y"] for box in boxes if box]
    assert tops == sorted(tops)
    assert len(tops) == 3
    page.get_by_role("link", name="Next result").click()
    page.get_by_role("link", name="Previous result").click()
    expect(page.locator("h1")).to_contain_text("Sekong")


def test_print_leaves_the_text(open_page: Open) -> None:
    page = open_page(ARTICLE)
    page.emulate_media(media="print")
    expect(page.locator(".story .body")).to_be_visible()
    for gone in (".masthead", ".trail", ".steps"):
        expect(page.locator(gone)).not_to_be_visible()


def test_vietnamese_browsers_get_vietnamese(open_page: Open) -> None:
    page = open_page("/", locale="vi-VN")
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_label("Search the articles").fill("sekong")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=sekong**")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "3 articles" in status(page)

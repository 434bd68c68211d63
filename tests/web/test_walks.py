"""What readers come to do, each in as few steps as it should take, without script and by keys alone.

A step is a page that is asked for: a form sent, a link followed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from search import Archive
from tests.web.conftest import serving
from web import create_app


@pytest.fixture(scope="module")
def seen() -> list[str]:
    """The pages asked for since the walk began."""
    return []


@pytest.fixture(params=["no script", "keys"])
def page(
    browser: Browser, site: str, seen: list[str], request: pytest.FixtureRequest
) -> Iterator[Page]:
    context = browser.new_context(
        locale="en-GB",
        viewport={"width": 1280, "height": 900},
        java_script_enabled=request.param == "keys",
    )
    page = context.new_page()
    page.goto(site)
    seen.clear()
    page.on("request", lambda asked: seen.append(asked.url) if asked.is_navigation_request() else 0)
    yield page
    context.close()


@pytest.fixture
def follow(page: Page, request: pytest.FixtureRequest) -> Callable[[Locator], None]:
    """Follow a link or press a button: with the mouse, or with Enter once Tab has reached it."""

    def by_keys(wanted: Locator) -> None:
        element = wanted.element_handle()
        for _ in range(150):
            page.keyboard.press("Tab")
            if element.evaluate("element => element === document.activeElement"):
                with page.expect_navigation():
                    page.keyboard.press("Enter")
                return
        raise AssertionError("Tab never reaches it")

    keys = "keys" in request.node.callspec.params.values()
    return by_keys if keys else lambda wanted: wanted.click()


def ask(page: Page, text: str) -> None:
    page.get_by_label("Search the articles").fill(text)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def found(page: Page) -> str:
    return page.get_by_role("status").first.inner_text()


def test_two_places_in_a_year(page: Page, seen: list[str], follow: Callable[..., None]) -> None:
    ask(page, "quang nam sekong")
    follow(page.get_by_role("region", name="Date").get_by_role("link", name="2022").first)
    assert found(page) == "1 article"
    assert len(seen) <= 3


def test_change_over_time(page: Page, seen: list[str], follow: Callable[..., None]) -> None:
    ask(page, "sekong")
    follow(page.get_by_role("link", name="Timeline"))
    expect(page.locator("svg.plot rect.bar").first).to_be_attached()
    assert len(seen) <= 2


def test_a_map(page: Page, seen: list[str], follow: Callable[..., None]) -> None:
    ask(page, "sekong")
    follow(page.get_by_role("link", name="Places"))
    expect(page.locator("svg.map circle").first).to_be_attached()
    assert len(seen) <= 2


def test_who_with_whom(page: Page, seen: list[str], follow: Callable[..., None]) -> None:
    ask(page, "sekong")
    follow(page.get_by_role("link", name="Partners"))
    follow(page.locator(".matrix td a").first)
    expect(page.locator("h1")).to_contain_text(" – ")
    assert len(seen) <= 3


def test_all_or_any(page: Page, seen: list[str], follow: Callable[..., None], site: str) -> None:
    page.goto(f"{site}/?place=LA-XE&place=CN-YN")
    seen.clear()
    before = found(page)
    follow(page.get_by_role("link", name="any of them"))
    assert int(found(page).split()[0]) > int(before.split()[0])
    assert len(seen) == 1


@pytest.mark.parametrize("typed", ["coperation", "hopwj tasc"])
def test_misspelt_or_in_telex(
    page: Page, seen: list[str], follow: Callable[..., None], typed: str
) -> None:
    ask(page, typed)
    follow(page.locator(".spelling a"))
    assert int(found(page).split()[0]) > 0
    assert len(seen) == 2


def test_the_archive_is_told_of(page: Page, seen: list[str], follow: Callable[..., None]) -> None:
    follow(page.get_by_role("link", name="About"))
    expect(page.locator(".lead")).to_contain_text("5 articles")
    assert len(seen) == 1


def test_the_feed_is_named_on_every_list(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=sekong")
    feed = page.locator("link[type='application/atom+xml']").get_attribute("href")
    assert feed == "/feed.atom?q=sekong"


def test_the_story_in_the_other_language(
    browser: Browser, archive_of: Callable[..., Archive], told_twice: list[dict[str, str]]
) -> None:
    with serving(create_app(archive_of(told_twice))) as site, browser.new_page() as page:
        page.goto(f"{site}/article/smart-gate-vi?ui=en")
        page.get_by_role("region", name="Same story in English").get_by_role("link").click()
        expect(page.locator("h1")).to_have_attribute("lang", "en")

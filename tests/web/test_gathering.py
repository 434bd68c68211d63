"""A reader's own list and the buttons that copy, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

ARTICLE = "/article/000_8bb4649b4ba4d5e0"


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page whose console must stay empty: also of what a Content-Security-Policy forbids."""
    context = browser.new_context(
        locale="en-GB", base_url=site, permissions=["clipboard-read", "clipboard-write"]
    )
    page, trouble = context.new_page(), []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda message: trouble.append(message.text))
    yield page
    context.close()
    assert trouble == []


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_articles_are_gathered_shown_and_taken_out(page: Page) -> None:
    page.goto("/?q=sekong&sort=oldest")
    mine = page.locator("nav.site").get_by_text("My list")
    expect(mine).to_be_hidden()
    first = page.locator(".result").first
    title = first.locator("h3").inner_text()
    first.get_by_role("button", name="Add to my list").click()
    expect(first.get_by_role("button", name="Remove from my list")).to_be_visible()
    expect(mine).to_have_text("My list (1)")
    page.goto(ARTICLE)
    page.get_by_role("button", name="Add to my list").click()
    expect(mine).to_have_text("My list (2)")
    mine.click()
    assert page.url.endswith("/list?id=002_19b0057638ce0b03&id=000_8bb4649b4ba4d5e0")
    expect(page.locator(".result h3")).to_have_count(2)
    expect(page.locator(".result h3").first).to_have_text(title)
    page.locator(".result").first.get_by_role("button", name="Remove from my list").click()
    expect(mine).to_have_text("My list (1)")
    page.goto("/list")
    expect(page.locator(".result h3")).to_have_count(1)


def test_a_list_that_is_no_list_is_passed_over(page: Page) -> None:
    page.goto("/")
    for kept in ("{", '{"a": 1}', "[1, null]"):
        page.evaluate("kept => localStorage.setItem('list /list', kept)", kept)
        page.reload()
        expect(page.get_by_role("button", name="Add to my list").first).to_be_enabled()


def test_links_and_citations_are_copied(page: Page, site: str) -> None:
    page.goto("/?q=sekong&ui=en&page=1")
    page.get_by_text("Download and share").click()
    link = page.get_by_role("link", name="Copy link")
    link.click()
    expect(page.get_by_role("link", name="Copied")).to_be_visible()
    assert copied(page) == f"{site}/?q=sekong"
    page.goto(f"{ARTICLE}?q=sekong")
    section = page.get_by_role("region", name="Cite")
    buttons = section.get_by_role("button", name="Copy")
    expect(buttons).to_have_count(4)
    buttons.nth(1).click()
    expect(section.get_by_role("button", name="Copied")).to_be_visible()
    assert copied(page) == section.locator("#cite-2").inner_text()
    section.get_by_role("button", name="Copy", exact=True).nth(1).click()
    expect(section.get_by_role("button", name="Copied")).to_have_count(2)
    assert copied(page).startswith("TY  - NEWS")


def test_without_script_there_are_links_and_no_buttons(browser: Browser, site: str) -> None:
    context = browser.new_context(locale="en-GB", base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/?q=sekong")
    expect(page.get_by_role("button", name="Add to my list")).to_have_count(0)
    page.get_by_text("Download and share").click()
    expect(page.get_by_role("link", name="Link to this list")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Table (CSV)").click()
    assert download.value.suggested_filename.startswith("Tìm Tin sekong 20")
    page.goto(ARTICLE)
    expect(page.get_by_role("region", name="Cite").get_by_role("button")).to_have_count(0)
    context.close()

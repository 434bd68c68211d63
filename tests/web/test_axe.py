"""No page breaks a rule of axe-core, in either language or scheme, wide or narrow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
KINDS = [
    "/",
    "/?q=quang+nam&place=LA&main=1",
    "/?q=sekong&list=compact&size=2",
    "/?q=coperation&lang=vi",
    "/?place=nowhere&from=2022",
    "/nope",
    "/article/000_8bb4649b4ba4d5e0?q=sekong&hit=1",
    "/choices/place?q=sekong",
    "/timeline?q=sekong&vs=yunnan",
    "/places",
    "/partners",
    "/partners/VN-27/LA-XE",
    "/about",
    "/help",
]
FOUND = """async () => (await axe.run()).violations.flatMap(
  (rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)}`))"""


@pytest.fixture(scope="module", params=["en-GB", "vi-VN"])
def locale(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=[320, 1280])
def page(
    browser: Browser, locale: str, scheme: str, request: pytest.FixtureRequest
) -> Iterator[Page]:
    # The policy of the pages lets no script in; axe is to look at the page, not to be part of it.
    context = browser.new_context(
        locale=locale,
        color_scheme=scheme,  # type: ignore[arg-type]
        viewport={"width": request.param, "height": 800},
        bypass_csp=True,
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("where", KINDS)
def test_no_rule_is_broken(page: Page, site: str, where: str) -> None:
    page.goto(site + where)
    page.evaluate(AXE)
    assert page.evaluate(FOUND) == []

"""Texts made to run as code, in every field of an article and of an address, before a real browser.

What a payload would add to a page carries `data-hostile`, and what it would run calls `hostile()`. Every
page is parsed by Chromium and looked through; some are opened, without the Content-Security-Policy, so
that whatever got in would run, and with it, when nothing may be reported.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from search import Archive, SearchRequest, Settings
from tests.web.conftest import serving
from web import create_app

LEAVING = (
    "",
    '">',
    "'>",
    "</title></textarea></mark></p>",
    "</script></style>",
    "-->]]>",
    '\\"}]});</script>',
    "tin \x00<",
)
"""What ends the place that a text stands in: an element, an attribute, a script, a comment."""

ELEMENTS = (
    "<script data-hostile>hostile()</script>",
    "<ScRiPt data-hostile>hostile()</sCrIpT>",
    "<script data-hostile src=data:text/javascript,hostile()></script>",
    "<img data-hostile src=x onerror=hostile()>",
    "<img/data-hostile/src/onerror=hostile()//",
    "<svg data-hostile onload=hostile()>",
    "<svg data-hostile><script>hostile()</script></svg>",
    "<svg data-hostile><animate onbegin=hostile() attributeName=x dur=1s>",
    "<math data-hostile><mtext><style><img src onerror=hostile()></style></mtext></math>",
    "<iframe data-hostile src=javascript:parent.hostile()></iframe>",
    "<iframe data-hostile srcdoc='<script>parent.hostile()</script>'></iframe>",
    "<a data-hostile href=javascript:hostile() autofocus>tin</a>",
    "<form data-hostile action=javascript:hostile()><button autofocus>tin</button></form>",
    "<details data-hostile open ontoggle=hostile()>tin</details>",
    "<input data-hostile autofocus onfocus=hostile()>",
    "<video data-hostile><source onerror=hostile()></video>",
    "<body data-hostile onload=hostile()>",
    "<base data-hostile href=//evil.example/>",
    "<meta data-hostile http-equiv=refresh content='0;url=javascript:hostile()'>",
    "<link data-hostile rel=stylesheet href=//evil.example/x.css>",
    "<object data-hostile data=javascript:hostile()></object>",
    "<style data-hostile>*{display:none}</style>",
)

ATTRIBUTES = tuple(
    f"{quote_sign}{space}{handler}=hostile(){space}data-hostile={quote_sign}x"
    for quote_sign in ('"', "'", "")
    for space in (" ", "\t", "/")
    for handler in ("onmouseover", "autofocus onfocus")
)

ADDRESSES = (
    "javascript:hostile()",
    "JaVaScRiPt:hostile()",
    " javascript:hostile()",
    "\x01javascript:hostile()",
    "java\tscript:hostile()",
    "java\nscript:hostile()",
    "javascript&colon;hostile()",
    "&#106;avascript:hostile()",
    "javascript://news.example.org/%0ahostile()",
    "data:text/html,<script data-hostile>hostile()</script>",
    "data:text/html;base64,PHNjcmlwdD5ob3N0aWxlKCk8L3NjcmlwdD4=",
    "vbscript:hostile()",
    "//evil.example/",
    "\\\\evil.example\\",
    "https://evil.example@news.example.org/",
)

OTHERS = (
    "{{ 7 * 7 }}",
    "${hostile()}",
    "%(name)s %s",
    "&lt;script data-hostile&gt;hostile()&lt;/script&gt;",
    "＜script data-hostile＞hostile()＜/script＞",
    "+ADw-script data-hostile+AD4-hostile()+ADw-/script+AD4-",
    "\u2028<img data-hostile src=x onerror=hostile()>",
    "\u202e<img data-hostile src=x onerror=hostile()>",
    "a\r\nSet-Cookie: hostile=1\r\n\r\n<script data-hostile>hostile()</script>",
)

PAYLOADS = (
    *(before + element for before, element in itertools.product(LEAVING, ELEMENTS)),
    *ATTRIBUTES,
    *ADDRESSES,
    *OTHERS,
)

FIELDS = (
    "title",
    "lead",
    "body",
    "source",
    "section",
    "author",
    "url",
    "date",
    "place",
    "language",
)

PARAMETERS = (
    *("place", "date", "from", "to", "lang", "source", "section", "sort", "page", "size", "ui"),
    *("marks", "widen", "view", "hit", "id", "versus", "rows", "columns", "share", "of", "main"),
)
PATHS = ("/", "/timeline", "/places", "/partners", "/choices/source", "/list", "/about", "/help")

LOOK = """(pages) => pages.map(([address, kind, text]) => {
  const page = new DOMParser().parseFromString(text, kind);
  const bad = [...page.querySelectorAll("*")].filter((element) =>
    element.hasAttribute("data-hostile") || ["base", "iframe", "object", "embed"].includes(element.localName)
    || [...element.attributes].some(({ name, value }) => name.startsWith("on")
      || (["href", "src", "action", "formaction", "xlink:href", "data"].includes(name)
        && !["http:", "https:"].includes(new URL(value, "http://localhost/x").protocol))
      || (["src", "action"].includes(name) && new URL(value, "http://localhost/x").host !== "localhost")));
  return bad.length ? `${address}: ${bad[0].outerHTML.slice(0, 200)}` : "";
}).filter(Boolean)"""
"""The pages in which something is that a payload put there."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive with each payload in every field of an article, in a file's name and in a saved page."""
    folder = tmp_path_factory.mktemp("hostile")
    seeds = folder / "seeds"
    seeds.mkdir()
    records = [
        {"id": f"p{number}{payload}" if number % 2 else f"p{number}"}
        | {field: f"tin {payload}" if field in ("title", "body") else payload for field in FIELDS}
        for number, payload in enumerate(PAYLOADS)
    ]
    (seeds / "all.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    for number, payload in enumerate(PAYLOADS):
        # What a file may hold and be called.
        payload = payload.replace("\x00", "")
        name = payload.replace("/", "\u2215")[:80]
        (seeds / f"{name}{number}.txt").write_text(f"Tin {number}\n\nTin {payload} tin.")
    archive = Archive(Settings(index=folder / "index", seeds=seeds))
    report = archive.rebuild()
    assert report.taken > 1.9 * len(PAYLOADS)
    return archive


@pytest.fixture(scope="module")
def hostile_app(hostile: Archive) -> Flask:
    return create_app(hostile)


def addresses(archive: Archive) -> Iterator[str]:
    """Each article; each payload as a question and in two other parameters; lists, feeds and pictures."""
    for result in archive.scan(SearchRequest()).results:
        yield f"/article/{quote(result.article.id, safe='')}?q=tin"
    parameters = itertools.cycle(PARAMETERS)
    paths = itertools.cycle(PATHS)
    for payload in PAYLOADS:
        asked = quote(payload, safe="")
        yield f"/?q={asked}"
        yield f"{next(paths)}?q=tin&{next(parameters)}={asked}"
        yield f"{next(paths)}?{next(parameters)}={asked}"
    for page in range(1, 12):
        yield f"/?q=tin&size=50&page={page}"
        yield f"/feed.atom?q=tin&page={page}"
    for payload in PAYLOADS[::9]:
        yield f"/feed.atom?q={quote(payload, safe='')}"
        yield f"/nope/{quote(payload, safe='')}"
    yield from (f"{path}?q=tin&ui={ui}" for path in PATHS for ui in ("vi", "en"))
    yield from ("/timeline.svg?q=tin", "/places.svg?q=tin", "/opensearch.xml")


def test_there_are_enough_of_them() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 200


def test_no_payload_becomes_a_part_of_a_page(
    browser: Browser, hostile: Archive, hostile_app: Flask
) -> None:
    client = hostile_app.test_client()
    looked_at: list[tuple[str, str, str]] = []
    with browser.new_page() as page:
        for address in addresses(hostile):
            answer = client.get(address)
            assert answer.status_code < 500, address
            assert answer.status_code == 200 or not address.startswith("/article/"), address
            assert "Set-Cookie" not in answer.headers, address
            kind = "text/html" if answer.mimetype == "text/html" else "application/xml"
            looked_at.append((address, kind, answer.text))
        assert len(looked_at) > 4 * len(PAYLOADS)
        for first in range(0, len(looked_at), 100):
            assert page.evaluate(LOOK, looked_at[first : first + 100]) == []


def watched(page: Page) -> list[str]:
    """What goes wrong in a page from now on: code that ran, questions, reports, other hosts."""
    wrong: list[str] = []
    page.expose_function("hostile", lambda: wrong.append("it ran"))
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    page.on(
        "console",
        lambda said: None if "the server responded" in said.text else wrong.append(said.text),
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith(("http://127.0.0.1:", "http://localhost:"))
            else wrong.append(asked.url)
        ),
    )
    return wrong


@pytest.mark.parametrize("policy", [True, False], ids=["policy", "no policy"])
def test_nothing_runs_where_pages_are_opened_and_used(
    browser: Browser, hostile_app: Flask, policy: bool
) -> None:
    with (
        serving(hostile_app) as site,
        browser.new_context(bypass_csp=not policy, locale="en-GB") as context,
    ):
        page = context.new_page()
        wrong = watched(page)
        for path in PATHS:
            page.goto(f"{site}{path}?q=tin&ui=en")
        for payload in PAYLOADS[::11]:
            page.goto(f"{site}/?q={quote(payload, safe='')}&size=50&ui=en")
        page.goto(f"{site}/?q=tin&size=50&ui=en")
        for button in page.locator("button.gather").all()[:8]:
            button.click()
        page.get_by_role("region", name="Source").get_by_role("link", name="more").click()
        page.goto(f"{site}/?q=tin&size=50&ui=en")
        page.get_by_role("combobox").fill("")
        page.get_by_role("combobox").press_sequentially("tin scr")
        page.get_by_role("option").filter(has_text="<").first.wait_for()
        page.keyboard.press("Escape")
        page.locator(".result h3 a").first.click()
        page.keyboard.press("n")
        page.goto(f"{site}/list?ui=en&id=p1{quote(PAYLOADS[1], safe='')}&id=p3{quote(PAYLOADS[3])}")
        page.wait_for_load_state("networkidle")
        assert page.locator("[data-hostile]").count() == 0
        assert wrong == []


def test_addresses_lead_to_no_file(hostile_app: Flask, tmp_path: Path) -> None:
    client = hostile_app.test_client()
    secret = Path(__file__).read_text(encoding="utf-8")[:40]
    ups = ("..", "%2e%2e", "%252e%252e", "..%5c", "%c0%ae%c0%ae", "....//", "..;", "%2e.")
    targets = ("etc/passwd", "tests/web/test_hostile.py", "app.py", "index/CURRENT", "timtin.toml")
    for root, up, target, depth in itertools.product(
        ("/static/", "/article/", "/", "/export.", "/choices/"), ups, targets, (1, 3, 8)
    ):
        address = root + f"{up}/" * depth + target
        answer = client.get(address)
        assert answer.status_code in (301, 308, 400, 404), address
        assert "root:" not in answer.text
        assert secret not in answer.text

"""Headers, errors, and what hostile input does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from search import Archive, Settings
from tests.web.markup import Page
from web import create_app

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover=alert(1) x='",
    "</title></mark><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}",
    "%(name)s %s %",
    "a\x00b\x1b[31m",
]
TEXT_PARAMETERS = [
    "q",
    "place",
    "date",
    "from",
    "to",
    "lang",
    "source",
    "sort",
    "page",
    "size",
    "ui",
]


@pytest.mark.parametrize(
    "address", ["/", "/?q=sekong", "/nope", "/?page=x", "/help", "/api/search", "/api/nope"]
)
def test_every_answer_has_the_headers(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers


def test_static_files_are_kept_for_as_long_as_they_are_the_same(client: FlaskClient) -> None:
    page = Page(client.get("/").text)
    for link in page.all("link", rel="stylesheet") + page.all("script"):
        address = link.attributes.get("href") or link.attributes["src"]
        assert "?v=" in address
        with client.get(address) as answer:
            assert answer.status_code == 200
            assert answer.cache_control.max_age == 365 * 24 * 3600


def test_a_page_that_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/?q=sekong")
    assert first.cache_control.no_cache
    again = client.get("/?q=sekong", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get("/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


ODD_REQUESTS = [
    ("page=0", 400),
    ("page=-1", 400),
    ("page=abc", 400),
    ("page=1000000000", 404),
    ("page=" + "9" * 100, 400),
    ("size=0", 400),
    ("size=-1", 400),
    ("size=abc", 400),
    ("size=1000000", 400),
    ("place=Atlantis", 400),
    ("from=31/2/2022", 400),
    ("to=yesterday", 400),
    ("date=2024-13", 400),
    ("lang=xx", 400),
    ("sort=best", 400),
    ("marks=1", 400),
    ("widen=yes", 400),
    ("any_place=maybe", 400),
    ("&".join(["source=a" + str(n) for n in range(100)]), 400),
    ("q=" + "x" * 1_000_000, 400),
    ("q=" + "x+" * 400, 400),
    ("q=%00", 200),
    ("q=%ff%fe", 200),
    ("q=%ed%a0%80", 200),
    ("q=((((((", 200),
    ("q=%22", 200),
    ("q=*", 200),
    ("q=%E2%80%8B", 200),
    ("source=nobody", 200),
    ("%ff=%ff", 200),
    ("&&&===", 200),
]


@pytest.mark.parametrize(("query", "status"), ODD_REQUESTS, ids=lambda value: str(value)[:30])
def test_odd_requests_get_a_clear_answer(client: FlaskClient, query: str, status: int) -> None:
    answer = client.get("/", query_string=query)
    assert answer.status_code == status
    assert len(answer.text) < 200_000
    if status == 400:
        (problem,) = Page(answer.text).all("p", class_="problem")
        assert 10 < len(problem.text) < 500


@pytest.mark.parametrize(("query", "status"), ODD_REQUESTS, ids=lambda value: str(value)[:30])
def test_programs_get_theirs_as_json(client: FlaskClient, query: str, status: int) -> None:
    answer = client.get("/api/search", query_string=query)
    assert answer.mimetype == "application/json"
    assert answer.status_code == (200 if status == 404 else status)  # no hits beyond the end
    if answer.status_code != 200:
        assert list(answer.json) == ["error"]
        assert list(answer.json["error"]) == ["message"]


def test_a_refused_question_keeps_the_form_filled(client: FlaskClient) -> None:
    page = Page(client.get("/?q=sekong&place=Atlantis&from=2022&lang=en").text)
    assert page.one("input", id="q").attributes["value"] == "sekong"
    assert page.one("input", id="from").attributes["value"] == "2022"
    chips = {chip.text: chip.attributes["href"] for chip in page.all("a", class_="chip")}
    assert chips["Remove filter: Atlantis"] == "/?q=sekong&from=2022&lang=en"


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/nope", 404),
        ("GET", "/article/nope", 404),
        ("GET", "/article/../../etc/passwd", 404),
        ("GET", "/article/%ff%00", 404),
        ("GET", "/article/000_8bb4649b4ba4d5e0?hit=abc", 400),
        ("GET", "/article/000_8bb4649b4ba4d5e0?hit=999999", 200),
        ("GET", "/static/nope.css", 404),
        ("GET", "/static/../app.py", 404),
        ("POST", "/", 405),
        ("DELETE", "/article/x", 405),
        ("GET", "/api/nope", 404),
        ("GET", "/api/articles/nope", 404),
        ("POST", "/api/search", 405),
    ],
)
def test_what_is_not_there(client: FlaskClient, method: str, address: str, status: int) -> None:
    answer = client.open(address, method=method)
    assert answer.status_code == status
    if address.startswith("/api/"):
        assert answer.json["error"]["message"]
    else:
        assert Page(answer.text).faults == []
    if status == 405:
        assert "GET" in answer.headers["Allow"]


def test_an_address_with_two_slashes_leads_to_no_other_host(client: FlaskClient) -> None:
    answer = client.get("/", environ_overrides={"PATH_INFO": "//example.org/"})
    assert answer.status_code == 404
    assert "example.org" not in answer.text


def safe(html: str) -> bool:
    """Whether a page runs nothing but its own script and leads nowhere but to itself."""
    page = Page(html)
    data = page.all("script", type="application/ld+json")
    assert all(json.loads(script.text)["@type"] == "NewsArticle" for script in data)
    run = [script for script in page.all("script") if script not in data]
    known = {"svg": None, "img": 0, "iframe": 0, "object": 0, "base": 0, "style": 0}
    return (
        page.faults == []
        and all(most is None or len(page.all(tag)) <= most for tag, most in known.items())
        and all(script.attributes["src"].startswith("/static/") for script in run)
        and all(script.text == "" for script in run)
        and not any(name.startswith("on") for e in page.all() for name in e.attributes)
        and all(a.attributes["href"].startswith(("/", "#")) for a in page.all("a"))
        and "\x00" not in html
        and "\x1b" not in html
    )


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("parameter", TEXT_PARAMETERS)
def test_nothing_typed_becomes_markup(client: FlaskClient, parameter: str, hostile: str) -> None:
    for address in ("/", "/article/000_8bb4649b4ba4d5e0", "/help"):
        answer = client.get(address, query_string={"q": "sekong", parameter: hostile})
        assert answer.status_code in (200, 400)
        assert safe(answer.text)


def test_nothing_in_an_article_becomes_markup(client_of: Callable[..., FlaskClient]) -> None:
    records = [
        {"id": f"{text}-{n}", "title": f"word {text}", "body": f"word {text}", "source": text}
        for n, text in enumerate(HOSTILE)
    ]
    client = client_of(records)
    results = client.get("/?q=word&size=20")
    assert safe(results.text)
    found = [a for a in Page(results.text).all("a") if a.attributes["href"].startswith("/article/")]
    assert len(found) == len(HOSTILE)
    for link in found:
        answer = client.get(link.attributes["href"])
        assert answer.status_code == 200
        assert safe(answer.text)
    feed = client.get("/feed.atom?q=word")
    assert "<script" not in feed.text


@pytest.fixture
def indexless(tmp_path: Path) -> FlaskClient:
    return create_app(Archive(Settings(index=tmp_path / "none"))).test_client()


def test_without_an_index_the_pages_say_what_to_run(indexless: FlaskClient, tmp_path: Path) -> None:
    answer = indexless.get("/?q=sekong")
    assert answer.status_code == 503
    page = Page(answer.text)
    assert "timtin" in page.one("p", class_="problem").text
    assert page.one("input", id="q").attributes["value"] == "sekong"
    assert indexless.get("/help").status_code == 200
    assert indexless.get("/api/search").status_code == 503
    for address in ("/", "/?ui=vi", "/api/search", "/api/articles/a", "/feed.atom"):
        assert str(tmp_path.parent) not in indexless.get(address).text
    assert "timtin" in indexless.get("/api/search").json["error"]["message"]


def test_a_fault_of_our_own_shows_no_more_than_that(archive: Archive) -> None:
    def fail(question: object) -> None:
        raise RuntimeError("a secret of the machine")

    broken = SimpleNamespace(search=fail, gazetteer=archive.gazetteer, settings=Settings())
    app: Flask = create_app(broken)  # type: ignore[arg-type]
    answer = app.test_client().get("/?q=sekong")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Something went wrong" in answer.text
    assert "secret" not in app.test_client().get("/api/search").text

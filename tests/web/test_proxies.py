"""Behind proxies, below a prefix, and for which hosts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from search import Archive
from tests.web.markup import Page
from web import create_app

FORWARDED = {
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "tin.example.vn",
    "X-Forwarded-Prefix": "/tim",
}
EVERY_KIND = [
    "/",
    "/?q=sekong",
    "/help",
    "/article/000_8bb4649b4ba4d5e0?q=sekong&hit=1",
    "/?from=x",
]
PEER = "127.0.0.1"
"""Whom the test client is taken for."""

Client = Callable[..., FlaskClient]


@pytest.fixture
def client_with(archive: Archive) -> Client:
    """Make a client of the seeds, served with such settings."""

    def make(**settings: object) -> FlaskClient:
        served = Archive(replace(archive.settings, **settings))  # type: ignore[arg-type]
        return create_app(served).test_client()

    return make


def template(answer: str) -> str:
    """The address of a search that an OpenSearch description gives."""
    description = ElementTree.fromstring(answer)
    return next(
        url.attrib["template"]
        for url in description.iter("{http://a9.com/-/spec/opensearch/1.1/}Url")
        if url.attrib["type"] == "text/html"
    )


def test_a_trusted_proxy_says_where_it_was_asked(client_with: Client) -> None:
    client = client_with(trusted_proxy=(PEER,), trusted_hosts=("tin.example.vn",))
    address = template(client.get("/opensearch.xml", headers=FORWARDED).text)
    assert address.startswith("https://tin.example.vn/tim/?")
    feed = client.get("/feed.atom?q=sekong", headers=FORWARDED).text
    links = re.findall(r'href="([^"]*)"', feed)
    assert len(links) == 5
    assert all(link.startswith("https://tin.example.vn/tim/") for link in links)


def test_a_port_of_its_own_is_named(client_with: Client) -> None:
    client = client_with(trusted_proxy=(PEER,), trusted_hosts=("tin.example.vn",))
    told = FORWARDED | {"X-Forwarded-Port": "8443"}
    address = template(client.get("/opensearch.xml", headers=told).text)
    assert address.startswith("https://tin.example.vn:8443/tim/")
    told["X-Forwarded-Port"] = "443"
    address = template(client.get("/opensearch.xml", headers=told).text)
    assert address.startswith("https://tin.example.vn/tim/")


@pytest.mark.parametrize("trusted", [(), ("127.0.0.2",), ("10.0.0.0/8", "::1")])
def test_nobody_else_is_believed(client_with: Client, trusted: tuple[str, ...]) -> None:
    client = client_with(trusted_proxy=trusted)
    address = template(client.get("/opensearch.xml", headers=FORWARDED).text)
    assert address.startswith("http://localhost/?")
    page = Page(client.get("/", headers=FORWARDED).text)
    assert page.one("a", class_="brand").attributes["href"] == "/"


@pytest.mark.parametrize(
    ("count", "host"), [(1, "inner.example"), (2, "outer.example"), (3, "localhost")]
)
def test_of_several_proxies_as_many_are_believed_as_there_are(
    client_with: Client, count: int, host: str
) -> None:
    """What stands left of theirs, a visitor may have sent."""
    client = client_with(
        trusted_proxy=("127.0.0.0/8",), trusted_proxy_count=count, trusted_hosts=(".example",)
    )
    headers = {"X-Forwarded-Host": "outer.example, inner.example"}
    assert urlsplit(template(client.get("/opensearch.xml", headers=headers).text)).netloc == host


@pytest.mark.parametrize("prefix", ["//evil.example", "/a/../b", "/'><script>", "javascript:", "/"])
def test_a_prefix_that_is_no_path_is_passed_over(client_with: Client, prefix: str) -> None:
    """A proxy that says no prefix of its own lets pass what a visitor says."""
    client = client_with(trusted_proxy=(PEER,))
    headers = {"X-Forwarded-Prefix": prefix, "X-Forwarded-Proto": "javascript"}
    page = Page(client.get("/?q=sekong", headers=headers).text)
    for link in page.all("a"):
        assert re.match(r"(/evil\.example)?/|#", link.attributes["href"])
        assert not link.attributes["href"].startswith("//")
    assert template(client.get("/opensearch.xml", headers=headers).text).startswith(
        "http://localhost"
    )


def addresses(page: Page) -> set[str]:
    """All that a page leads to and loads."""
    found = {
        element.attributes[name]
        for element in page.all()
        for name in ("href", "src", "action", "data-suggest")
        if name in element.attributes
    }
    return {address for address in found if not address.startswith("#")}


@pytest.mark.parametrize("address", EVERY_KIND)
def test_all_that_a_page_leads_to_is_below_the_prefix(client_with: Client, address: str) -> None:
    client = client_with(prefix="/tim")
    answer = client.get(f"/tim{address}")
    assert answer.status_code == (400 if "from=x" in address else 200)
    found = addresses(Page(answer.text))
    assert {urlsplit(found).path for found in found} >= {
        "/tim/",
        "/tim/help",
        "/tim/opensearch.xml",
    }
    for one in found:
        assert one.startswith("/tim/")
        with client.get(one) as there:
            assert there.status_code == (400 if "from=x" in one else 200), one


def test_a_crawl_below_the_prefix_finds_no_dead_end(client_with: Client) -> None:
    client = client_with(prefix="/tim")
    seen, waiting = set(), ["/tim/"]
    while waiting and len(seen) < 150:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        with client.get(address) as answer:
            assert answer.status_code == 200, address
            if answer.mimetype == "text/html":
                waiting += sorted(urljoin(address, found) for found in addresses(Page(answer.text)))
    assert len(seen) == 150


def test_programs_find_their_way_below_the_prefix(client_with: Client) -> None:
    client = client_with(prefix="/tim")
    for suggestion in client.get("/tim/api/suggest?q=quang").json["suggestions"]:
        assert client.get(suggestion["url"]).status_code == 200
        assert suggestion["url"].startswith("/tim/")
    assert client.get("/tim/search?q=lào").headers["Location"].startswith("/tim/?q=")
    assert client.get("/tim/api/nope").json["error"]["message"]
    assert "Set-Cookie" not in client.get("/tim/").headers
    outside = client.get("/tim")
    assert outside.status_code in (200, 301, 308)
    assert urlsplit(outside.headers.get("Location", "/tim/")).path == "/tim/"


def test_a_proxy_may_take_the_prefix_off(client_with: Client) -> None:
    client = client_with(prefix="/tim")
    assert client.get("/api/search?q=sekong").json["total"] == 3
    assert Page(client.get("/").text).one("a", class_="brand").attributes["href"] == "/tim/"
    assert client.get("/timor").status_code == 404


def test_crawlers_are_sent_to_articles_and_not_to_searches(client_with: Client) -> None:
    for prefix in ("", "/tim"):
        answer = client_with(prefix=prefix).get(f"{prefix}/robots.txt")
        assert answer.mimetype == "text/plain"
        rules = [line.split(": ") for line in answer.text.splitlines() if ": /" in line]
        assert ["Allow", f"{prefix}/article/"] in rules
        assert ["Disallow", f"{prefix}/*?"] in rules
        assert ["Disallow", f"{prefix}/api/"] in rules
        assert all(path.startswith(f"{prefix}/") for _, path in rules)


LOCAL = ["localhost", "localhost:8000", "127.0.0.1:80", "[::1]:8000", "LOCALHOST.", "127.0.0.1"]


@pytest.mark.parametrize("host", LOCAL)
@pytest.mark.parametrize("served", ["127.0.0.1", "::1", "localhost"])
def test_a_server_of_this_machine_answers_to_its_names(
    client_with: Client, host: str, served: str
) -> None:
    assert client_with(host=served).get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("address", ["/", "/?ui=vi", "/api/search", "/feed.atom", "/healthz"])
@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil.example:8000"])
def test_and_to_no_other(client_with: Client, address: str, host: str) -> None:
    answer = client_with().get(address, headers={"Host": host})
    assert answer.status_code == 400
    assert "trusted_hosts" in answer.text
    assert "X-Content-Type-Options" in answer.headers


@pytest.mark.parametrize(
    "host", ["a b", "<script>", "a/b", "a:b:c", "a@b", "[::1", "a:99999999", "localhost:99999"]
)
def test_what_is_no_host_is_refused_wherever_it_is_served(client_with: Client, host: str) -> None:
    for served in ("127.0.0.1", "0.0.0.0"):
        answer = client_with(host=served).get("/", headers={"Host": host})
        assert answer.status_code == 400
        assert "trusted_hosts" in answer.text
        assert "<script>" not in answer.text
        assert "X-Content-Type-Options" in answer.headers


def test_a_server_of_a_network_answers_to_any_name_unless_they_are_set(client_with: Client) -> None:
    anywhere = {"Host": "archive.lan:8000"}
    assert client_with(host="0.0.0.0").get("/", headers=anywhere).status_code == 200
    named = client_with(host="0.0.0.0", trusted_hosts=("tin.example.vn", ".toasoan.vn"))
    assert named.get("/", headers=anywhere).status_code == 400
    for host, status in [
        ("tin.example.vn", 200),
        ("TIN.example.vn:8000", 200),
        ("kho.toasoan.vn", 200),
        ("a.kho.toasoan.vn", 200),
        ("toasoan.vn", 200),
        ("khotoasoan.vn", 400),
        ("a.tin.example.vn", 400),
        ("localhost:8000", 200),
    ]:
        assert named.get("/", headers={"Host": host}).status_code == status, host

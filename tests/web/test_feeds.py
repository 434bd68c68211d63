"""The Atom feed (RFC 4287) and the OpenSearch description."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from tests.web.markup import Page

ATOM = "{http://www.w3.org/2005/Atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def test_the_feed_has_the_newest_first(client: FlaskClient) -> None:
    answer = client.get("/feed.atom?q=sekong")
    assert answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.text)
    updated = [entry.findtext(f"{ATOM}updated", "") for entry in feed.iter(f"{ATOM}entry")]
    assert [day[:4] for day in updated] == ["2024", "2022", "2012"]
    assert feed.findtext(f"{ATOM}updated") == updated[0]
    for element in (feed, *feed.iter(f"{ATOM}entry")):
        for wanted in ("id", "title", "updated"):
            assert element.findtext(f"{ATOM}{wanted}")
        assert element.find(f"{ATOM}link") is not None


INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


@pytest.mark.parametrize("query", ["q=sekong", "q=zzzqqq", "", "q=sekong&ui=vi&sort=oldest&page=2"])
def test_the_feed_is_as_atom_demands(client: FlaskClient, query: str) -> None:
    """RFC 4287, 4.1.1 and 4.1.2: what a feed and each entry have once, and instants as in RFC 3339."""
    feed = ElementTree.fromstring(client.get(f"/feed.atom?{query}").text)
    entries = feed.findall(f"{ATOM}entry")
    ids = [element.findtext(f"{ATOM}id", "") for element in (feed, *entries)]
    assert len(set(ids)) == len(ids)
    assert all(urlsplit(id).scheme == "http" and urlsplit(id).netloc for id in ids)
    for element in (feed, *entries):
        for once in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{once}")) == 1
        assert len(element.findall(f"{ATOM}published")) <= 1
        for name in ("updated", "published"):
            for instant in element.findall(f"{ATOM}{name}"):
                assert INSTANT.fullmatch(instant.text or "")
        alternates = [
            link.attrib for link in element.findall(f"{ATOM}link") if link.get("rel") == "alternate"
        ]
        assert len(alternates) == 1
    # An entry without an author has the feed's.
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    (itself,) = (link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self")
    assert itself.attrib["href"] == ids[0]
    assert "ui=" not in ids[0]
    again = ElementTree.fromstring(client.get(itself.attrib["href"]).text)
    assert [e.findtext(f"{ATOM}id") for e in again.iter(f"{ATOM}entry")] == ids[1:]
    assert feed.findtext(f"{ATOM}updated") == max(
        [entry.findtext(f"{ATOM}updated", "") for entry in entries]
        or [feed.findtext(f"{ATOM}updated", "")]
    )


def test_a_day_that_is_not_known_is_no_day_of_publication(
    client_of: Callable[..., FlaskClient],
) -> None:
    days = {"year": "2022", "month": "2022-06", "day": "2022-03-05", "none": ""}
    client = client_of(
        [{"id": id, "title": id, "body": "Họp.", "date": day} for id, day in days.items()]
    )
    feed = ElementTree.fromstring(client.get("/feed.atom").text)
    told = [
        tuple(entry.findtext(f"{ATOM}{name}") for name in ("title", "updated", "published"))
        for entry in feed.iter(f"{ATOM}entry")
    ]
    assert told == [
        ("month", "2022-06-01T00:00:00Z", None),
        ("day", "2022-03-05T00:00:00Z", "2022-03-05T00:00:00Z"),
        ("year", "2022-01-01T00:00:00Z", None),
    ]


def test_the_feed_is_offered_where_a_reader_sees_it(client: FlaskClient) -> None:
    (link,) = Page(client.get("/?q=sekong&ui=vi").text).all("a", type="application/atom+xml")
    assert link.attributes["href"] == "/feed.atom?q=sekong"


def test_its_links_lead_to_the_articles(client: FlaskClient) -> None:
    feed = ElementTree.fromstring(client.get("/feed.atom?q=sekong&ui=vi").text)
    for entry in feed.iter(f"{ATOM}entry"):
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert client.get(link.attrib["href"]).status_code == 200


def test_an_empty_feed_is_a_feed(client: FlaskClient) -> None:
    feed = ElementTree.fromstring(client.get("/feed.atom?q=zzzqqq").text)
    assert feed.findtext(f"{ATOM}updated")
    assert feed.find(f"{ATOM}entry") is None


@pytest.mark.parametrize("rel", ["alternate", "search"])
def test_the_page_names_them(client: FlaskClient, rel: str) -> None:
    page = Page(client.get("/?q=sekong&place=LA").text)
    for link in page.all("link", rel=rel):
        assert client.get(link.attributes["href"]).mimetype == link.attributes["type"]


def test_a_browser_can_search_here(client: FlaskClient) -> None:
    description = ElementTree.fromstring(client.get("/opensearch.xml").text)
    assert description.findtext(f"{OPENSEARCH}ShortName") == "Tìm Tin"
    templates = {
        u.attrib["type"]: u.attrib["template"] for u in description.iter(f"{OPENSEARCH}Url")
    }
    address = templates["text/html"].replace("{searchTerms}", "sekong")
    assert "3 articles" in Page(client.get(address).text).one("p", role="status").text

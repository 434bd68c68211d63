"""The Atom feed (RFC 4287) and the OpenSearch description."""

from __future__ import annotations

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

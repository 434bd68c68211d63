"""HTML pages: the readable text by Trafilatura, the rest from what the page says of itself.

Trafilatura's own metadata are partly guessed: a copyright year becomes its first of January, a
headline is cut at a dash and the piece after it taken for the site. An archive must not invent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from search.articles import GIVEN, RawArticle
from search.errors import InputError
from search.ingest.fields import first_given, first_text, make_article
from search.ingest.json import parse_json

_TABLE_RULE = re.compile(r"^\|[-|]+\|\n", re.MULTILINE)
_TABLE_EDGE = re.compile(r"^\| | \| *$", re.MULTILINE)


def read_html(text: str, *, id: str, path: str) -> RawArticle:
    """The article of a page; InputError if it holds no readable text."""
    # Imported here: it takes a quarter of a second, and a search never needs it.
    import trafilatura

    if "<html" not in text.lower():
        text = f"<html><body>{text}</body></html>"
    try:
        tree = trafilatura.load_html(text)
        page = trafilatura.bare_extraction(tree, include_comments=False)
        said = _metadata(tree)
    except Exception as error:  # Whatever a page does to the library, the next one must be read.
        raise InputError(f"not HTML that can be read ({type(error).__name__})") from error
    if page is None:
        raise InputError("no readable text")
    given = {field: first_given(said, names.pages) for field, names in GIVEN.items()}
    body = _TABLE_EDGE.sub("", _TABLE_RULE.sub("", page.text))
    first, _, rest = body.partition("\n")
    return make_article(
        id=id,
        path=path,
        body=rest if first == given["title"] else body,
        date_evidence="metadata",
        **given,
    )


def _metadata(tree: Any) -> dict[str, str]:
    """What the page says of itself: the first value under each name, in lower case."""
    said: dict[str, str] = {}
    for name, value in (*_linked_data(tree), *_marked_up(tree)):
        if isinstance(name, str) and isinstance(value, str) and value.strip():
            said.setdefault(name.strip().lower(), " ".join(value.split()))
    return said


def _linked_data(tree: Any) -> Iterator[tuple[str, object]]:
    """From the articles described in JSON-LD (https://schema.org/Article and its kinds)."""
    for script in tree.iter("script"):
        if script.get("type") != "application/ld+json":
            continue
        try:
            value = parse_json(script.text or "")
        except InputError:
            continue
        if isinstance(value, dict):
            value = value.get("@graph", value)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict) and "Article" in str(item.get("@type")):
                publisher = item.get("publisher")
                yield "headline", item.get("headline")
                yield "datePublished", item.get("datePublished")
                yield "publisher", publisher.get("name") if isinstance(publisher, dict) else None
                yield "articleSection", first_text(item.get("articleSection"))


def _marked_up(tree: Any) -> Iterator[tuple[str | None, str | None]]:
    """From elements and their attributes."""
    for node in tree.iter("meta", "time"):
        name = node.get("property") or node.get("name") or node.get("itemprop")
        if name is None and "pubdate" in node.attrib:
            name = "pubdate"
        yield name, node.get("content") or node.get("datetime")
    for link in tree.iter("link"):
        yield link.get("rel"), link.get("href")
    headings = [node.text_content() for node in tree.iter("h1")]
    if len(headings) == 1:
        yield "only h1", headings[0]
    for node in tree.iterfind(".//head/title"):
        yield "title", node.text_content()

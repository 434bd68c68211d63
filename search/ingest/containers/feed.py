"""Feeds: RSS 2.0 and 1.0, and Atom (RFC 4287); every entry is an article."""

from __future__ import annotations

import io
from collections.abc import Iterator

from lxml import etree

from search.articles import RawArticle
from search.errors import InputError
from search.ingest.containers.member import whole
from search.ingest.context import IngestContext
from search.ingest.counts import Skipped
from search.ingest.fields import make_article
from search.ingest.files import SourceFile
from search.ingest.lines import over_limit
from search.ingest.markup import plain_text
from search.ingest.xml import parse_xml

_BODIES = ("encoded", "content", "description", "summary")
"""The full text goes before a summary."""
_DATES = ("pubdate", "published", "date", "issued", "updated")
"""Atom demands only the last."""
_SCHEMES = ("http://", "https://", "urn:", "tag:")


def read_feed(
    opened: io.BufferedReader, file: SourceFile, context: IngestContext
) -> Iterator[RawArticle | Skipped]:
    """The article of each entry, and why another cannot be taken.

    Its id is its own, so that an entry that stays in a feed for days is one article.
    """
    root = parse_xml(whole(opened), lenient=True)
    channel = next((node for node in root if _name(node) == "channel"), root)
    source = _text_under(channel, ("title",))
    entries = [node for node in root.iter() if _name(node) in ("item", "entry")]
    if not entries:
        raise InputError("a feed without entries")
    for number, entry in enumerate(entries, start=1):
        try:
            yield _article(entry, number, source, file, context)
        except InputError as error:
            yield file.skip(f"entry {number}: {error}")


def _article(
    entry: etree._Element,
    number: int,
    source: str | None,
    file: SourceFile,
    context: IngestContext,
) -> RawArticle:
    url = _link(entry)
    own = [text for text in (_text_under(entry, ("guid", "id")), url) if text]
    body = _text_under(entry, _BODIES) or ""
    if len(body.encode("utf-8", "replace")) > context.max_bytes:
        raise InputError(over_limit(context.max_bytes))
    return make_article(
        id=next((text for text in own if text.startswith(_SCHEMES)), f"{file.name}#{number}"),
        path=file.name,
        title=plain_text(_text_under(entry, ("title",)) or ""),
        body=plain_text(body),
        date=_text_under(entry, _DATES),
        source=source,
        url=url,
        section=_section(entry),
    )


def _text_under(node: etree._Element, names: tuple[str, ...]) -> str | None:
    """The text of the first child of these names, in the order of the names."""
    for name in names:
        for child in node:
            if _name(child) == name and (text := _content(child).strip()):
                return text
    return None


def _content(node: etree._Element) -> str:
    """The text of an element, or the XHTML in it as it is written."""
    if node.get("type") == "xhtml" or len(node):
        return str(etree.tostring(node, encoding="unicode", with_tail=False))
    return str(node.text or "")


def _link(entry: etree._Element) -> str | None:
    """Where the article is: `<link>` of RSS, the alternate one of Atom."""
    for child in entry:
        if _name(child) == "link" and child.get("rel", "alternate") == "alternate":
            url = (child.get("href") or child.text or "").strip()
            if url:
                return url
    return None


def _section(entry: etree._Element) -> str | None:
    category = next((node for node in entry if _name(node) in ("category", "subject")), None)
    if category is None:
        return None
    return str(category.get("label") or category.get("term") or category.text or "")


def _name(node: etree._Element) -> str:
    return etree.QName(node).localname.lower() if isinstance(node.tag, str) else ""

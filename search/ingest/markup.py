"""Markup inside texts: the bodies and titles of records that came from web pages or feeds."""

from __future__ import annotations

import html
import re
from typing import Any

from search.errors import InputError

_TAGS = """
    a abbr address article aside b big blockquote body br center cite code dd del div dl dt em
    figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr html i iframe img ins li main mark nav
    ol p picture pre q s script section small source span strike strong style sub sup table tbody td
    tfoot th thead time tr tt u ul video
"""
_TAG = re.compile(
    rf"</?(?:{'|'.join(_TAGS.split())})(?:\s[^<>]*)?/?>|<!--(?:(?!<!--).)*?-->",
    re.IGNORECASE | re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)
_BLOCK = re.compile(r"<(?:p|div|br)\b[^<>]*>|</(?:p|div)>", re.IGNORECASE)
_MOST_TAGS = 25_000
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{20000,}")
_MOST_ATTRIBUTES = 1_000
_SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)


def plain_text(text: str) -> str:
    """The text that a reader sees if it is HTML, its paragraphs as lines; else as it is.

    It is HTML if it holds a tag of HTML or an entity: `a < b` is none. What was escaped twice, as in
    feeds, is HTML all the same. InputError for a text of too many tags.
    """
    if "<" not in text or _TAG.search(text) is None:
        if "&" not in text or _ENTITY.search(text) is None:
            return text
        text = html.unescape(text)
        if _BLOCK.search(text) is None:
            return text
    from search.ingest.page_blocks import find_blocks

    return "\n".join(block.text for block in find_blocks(parse_markup(text)))


def parse_markup(text: str) -> Any:
    """The root element of a page or of a piece of one, its comments gone.

    InputError for what is no markup at all, and for what is too much or nested too deeply to be parsed
    in a few seconds.
    """
    # Imported here: a search never needs it.
    from lxml.etree import ParserError
    from lxml.html import HTMLParser, document_fromstring

    check_size(text)
    if "<html" not in text.lower():
        text = f"<html><body>{text}</body></html>"
    # Without it what is nested deeper than 256 elements, as in old pages that close no <font>, is lost.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    data = text.encode("utf-8", "replace").replace(b"\0", b"")
    try:
        root = document_fromstring(data, parser=parser)
    except ParserError:
        raise InputError("no readable text") from None
    if any("depth" in error.message for error in parser.error_log):
        raise InputError("no readable text: nested too deeply")
    return root


def check_size(text: str) -> None:
    """Raise InputError for markup whose parsing could take minutes."""
    if text.count("<") > _MOST_TAGS:
        raise InputError(f"no readable text: over {_MOST_TAGS:,} tags")
    if _LONG_TAG.search(text) is None:
        return
    for tag in _LONG_TAG.finditer(_SCRIPT.sub("", text)):
        if max(tag[0].count("="), len(tag[0].split())) > _MOST_ATTRIBUTES:
            raise InputError(f"no readable text: a tag with over {_MOST_ATTRIBUTES:,} attributes")

"""What a page says of itself: JSON-LD, microdata, RDFa, `meta` and `link` elements.

Only what is said is taken. Trafilatura's own metadata are partly guessed: a copyright year becomes its
first of January, a headline is cut at a dash and the piece after it taken for the site.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from search.errors import InputError
from search.ingest.fields import first_text
from search.ingest.json import parse_json

_ARTICLE_TYPES = """
    Article AdvertiserContentArticle NewsArticle AnalysisNewsArticle AskPublicNewsArticle
    BackgroundNewsArticle OpinionNewsArticle ReportageNewsArticle ReviewNewsArticle Report
    SatiricalArticle ScholarlyArticle MedicalScholarlyArticle SocialMediaPosting BlogPosting
    LiveBlogPosting DiscussionForumPosting TechArticle APIReference
"""
_ARTICLES = frozenset(_ARTICLE_TYPES.split())
"""https://schema.org/Article and https://schema.org/Report with all that is more specific."""
_PAGES = frozenset({"WebPage", "ItemPage"})
_HOLDING = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item")
_DEEPEST = 6
_SCRIPT = re.compile(r"application/(?:\w+\+)?ld\+json", re.IGNORECASE)
_WRAPPING = re.compile(r"(?:(?://|/\*)\s*+)?(?:<!\[CDATA\[|\]\]>)\s*+(?:\*/)?|<!--|-->")
_NOT_JSON = re.compile(
    r'("(?>[^"\\]|\\.)*+(?:"|\Z))|/\*.*?(?:\*/|\Z)|//[^\n]*|,(?=\s*[}\]])', re.DOTALL
)
"""Comments, and commas behind a last value; texts are matched so that nothing in them is."""
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);", re.IGNORECASE)
_PREFIX = re.compile(r"(?:schema|dc|dcterms|rnews):")
_SEPARATORS = re.compile(r"[-_.: ]")
_DATE_NAMES = """
    article:published_time og:published_time og:article:published_time article:published
    datePublished pubdate publishdate publish_time published published_time published_date
    publication_date parsely-pub-date sailthru.date dc.date.issued dcterms.issued dc.issued
    dc.date.published dc.date dcterms.date dc.date.created dcterms.created citation_publication_date
    citation_date cXenseParse:recs:publishtime bt:pubdate article.published article_date_original
    original-publish-date displaydate date issued dateCreated
"""
_DATES = _DATE_NAMES.split()
"""Under which names pages give the day of publication, those to be believed most first. None of a
later change."""
_TITLES = ("og:title", "dc.title", "twitter:title", "parsely-title", "sailthru.title")
_SITES = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "publisher")
_DESCRIPTIONS = ("og:description",)
_SAVED_FROM = re.compile(
    r"<!--\s*saved from url=\(\d+\)(?P<ie>\S+)|<!--\s*Page saved with SingleFile\s+url:\s*(?P<single>\S+)"
)
_HEAD = 5_000
_SURE = 12
"""Letters of a title that are not found by chance in another."""


@dataclass(frozen=True, slots=True)
class PageData:
    """What a page says of itself, each None where it says nothing.

    `titles` are those it gives, the one to be believed most first, without those of `<title>` and of
    headings. `is_article` tells that it calls itself one. `sites` are the names of the site.
    """

    titles: tuple[str, ...] = ()
    document_title: str | None = None
    date: str | None = None
    source: str | None = None
    url: str | None = None
    section: str | None = None
    description: str | None = None
    sites: tuple[str, ...] = ()
    is_article: bool = False


@dataclass(slots=True)
class _Item:
    """An article that JSON-LD or microdata describe."""

    said: dict[str, str] = field(default_factory=dict)
    urls: set[str] = field(default_factory=set)
    is_page: bool = False


def read_page_data(tree: Any, text: str) -> PageData:
    """What the page says; `text` is its source, whose comments the parsed tree has lost."""
    said = _meta(tree)
    document_title = next((_line(node.text_content()) for node in tree.iter("title")), None)
    canonical = _canonical(tree, text, said)
    shown = [_line(node.text_content()) for node in tree.iter("h1")]
    titles = [said.get(_plain(name)) for name in _TITLES]
    item = _best(
        [*_linked_data(tree), *_microdata(tree)], [*titles, document_title, *shown], canonical
    )
    found = item.said if item else {}
    sites = [*(said.get(_plain(name)) for name in _SITES), found.get("publisher")]
    dates = [] if item is None or item.is_page else [found.get("datePublished")]
    dates += [said.get(_plain(name)) for name in _DATES]
    dates.append(found.get("datePublished") or found.get("dateCreated"))
    return PageData(
        titles=tuple(title for title in (found.get("headline"), *titles) if title),
        document_title=document_title,
        date=next(filter(None, dates), None),
        source=next(filter(None, sites), None),
        url=canonical,
        section=said.get("articlesection") or found.get("articleSection"),
        description=next(filter(None, (said.get(_plain(name)) for name in _DESCRIPTIONS)), None),
        sites=tuple(site for site in sites if site),
        is_article=(item is not None and not item.is_page) or said.get("ogtype") == "article",
    )


def agree(one: str | None, other: str | None) -> bool:
    """Whether two titles are the same but for their ends, such as the name of the site."""
    short, long = sorted((letters(one or ""), letters(other or "")), key=len)
    if not short:
        return False
    few = min((one or "").count(" "), (other or "").count(" ")) < 1
    return (
        short == long
        or (not few and long.startswith(short))
        or (len(short) >= _SURE and short in long)
    )


def letters(text: str) -> str:
    """Only the letters and digits of a text, in lower case: by them texts are compared."""
    return "".join(filter(str.isalnum, text)).lower()


def _meta(tree: Any) -> dict[str, str]:
    """The first value under each name, the name without case and separators."""
    said: dict[str, str] = {}
    for node in tree.iter("meta", "time"):
        names = node.get("property"), node.get("name"), node.get("itemprop"), node.get("http-equiv")
        name = next(filter(None, names), "pubdate" if "pubdate" in node.attrib else None)
        if name is None or _item_around(node) is not None:
            continue
        value = _line(node.get("content") or node.get("datetime"))
        if value:
            said.setdefault(_plain(_PREFIX.sub("", name) if ":" in name else name), value)
            said.setdefault(_plain(name), value)
    return said


def _plain(name: str) -> str:
    return _SEPARATORS.sub("", name).lower()


def _line(text: object) -> str | None:
    """A text as one line, entities that were escaped twice resolved; None if it is none."""
    if not isinstance(text, str):
        return None
    if _ENTITY.search(text):
        text = html.unescape(text)
    return " ".join(text.split()) or None


def _canonical(tree: Any, text: str, said: Mapping[str, str]) -> str | None:
    """The page's address: as it says, or as whoever saved it says."""
    found: list[str | None] = [
        node.get("href")
        for node in tree.iter("link")
        if "canonical" in (node.get("rel") or "").lower().split()
    ]
    found.append(said.get("ogurl"))
    if saved := _SAVED_FROM.search(text[:_HEAD]):
        found.append(saved["ie"] or saved["single"])
    found += [said.get("twitterurl"), said.get("url"), said.get("dcidentifier")]
    found += [node.get("href") for node in tree.iter("base") if _has_path(node.get("href"))]
    return next((url.strip() for url in found if url and _is_address(url)), None)


def _is_address(url: str) -> bool:
    return url.strip().lower().startswith(("http://", "https://"))


def _has_path(url: str | None) -> bool:
    """Whether an address is of a page, not of a whole site."""
    last = re.split(r"\s", str(url or "").partition("://")[2])[-1]
    return re.search(r"\w/", last) is not None and re.search(r"\.\w+$", last) is not None


def _best(items: list[_Item], titles: list[str | None], canonical: str | None) -> _Item | None:
    """The item that the page is about: it agrees with its title or its address; else the first."""

    def agreement(item: _Item) -> tuple[bool, int]:
        headline = item.said.get("headline")
        by_title = any(agree(headline, title) for title in titles)
        by_address = canonical is not None and _bare(canonical) in map(_bare, item.urls)
        return not item.is_page, 2 * by_title + by_address

    return max(items, key=agreement, default=None)


def _bare(url: str) -> str:
    return url.partition("://")[2].partition("?")[0].partition("#")[0].rstrip("/").lower()


# --- JSON-LD ---


def _linked_data(tree: Any) -> Iterator[_Item]:
    for script in tree.iter("script"):
        if not _SCRIPT.match(script.get("type") or ""):
            continue
        value = _tolerant_json(script.text or "")
        nodes = list(_nodes(value, 0))
        by_id = {str(node["@id"]): node for node in nodes if len(node) > 1 and "@id" in node}
        for node in nodes:
            types = {_last(kind) for kind in _listed(node.get("@type"))}
            if types & _ARTICLES:
                yield _linked_item(node, by_id)
            elif types & _PAGES and "datePublished" in node:
                item = _linked_item(node, by_id)
                item.is_page = True
                yield item


def _tolerant_json(text: str) -> object:
    """The value of a JSON text in the wrappings, and with the commas too many, that pages have."""
    text = _WRAPPING.sub("", text).strip().rstrip(";")
    for attempt in (text, _NOT_JSON.sub(lambda match: match[1] or "", text)):
        try:
            return parse_json(attempt)
        except InputError:
            continue
    return None


def _nodes(value: object, depth: int) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD text that may be the article."""
    if depth > _DEEPEST:
        return
    for node in _listed(value):
        if isinstance(node, dict):
            yield node
            for key in _HOLDING:
                yield from _nodes(node.get(key), depth + 1)


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _last(kind: object) -> str:
    """The name of a type that may be written as an address or with a prefix."""
    return re.split(r"[/#:]", str(kind))[-1]


def _linked_item(node: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]]) -> _Item:
    item = _Item()
    given = {
        "headline": node.get("headline") or node.get("name"),
        "datePublished": node.get("datePublished"),
        "dateCreated": node.get("dateCreated"),
        "publisher": _name(node.get("publisher") or node.get("sourceOrganization"), by_id),
        "articleSection": first_text(node.get("articleSection")),
    }
    item.said = {name: line for name, value in given.items() if (line := _line(first_text(value)))}
    for key in ("url", "@id", "mainEntityOfPage"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str):
            item.urls.add(value)
    return item


def _name(value: object, by_id: Mapping[str, Mapping[str, Any]]) -> object:
    """The name of an organization given as an object, a list, a reference or a text."""
    for one in _listed(value):
        if isinstance(one, str):
            return one
        if isinstance(one, dict):
            name = one.get("name") or by_id.get(str(one.get("@id")), {}).get("name")
            if name:
                return first_text(name)
    return None


# --- microdata and RDFa ---

_PROPERTIES = {"headline", "name", "datePublished", "dateCreated", "articleSection", "url"}


def _item_around(node: Any) -> Any:
    """The innermost element around one that begins the description of an article."""
    for around in node.iterancestors():
        kind = around.get("itemtype") or around.get("typeof")
        if kind and _last(kind) in _ARTICLES:
            return around
    return None


def _microdata(tree: Any) -> Iterator[_Item]:
    items: dict[Any, _Item] = {}
    for node in tree.iter("meta", "time", "link", "h1", "h2", "h3", "span", "div", "p", "a", "b"):
        name = node.get("itemprop") or node.get("property")
        if not name:
            continue
        name = _PREFIX.sub("", name)
        scope = _item_around(node)
        if scope is None or name not in _PROPERTIES:
            if scope is not None and name == "publisher":
                inner = node.xpath(".//*[@itemprop='name' or @property='name']")
                value = (inner[0].get("content") or inner[0].text_content()) if inner else None
                items.setdefault(scope, _Item()).said.setdefault("publisher", _line(value) or "")
            continue
        between = next(
            (a for a in node.iterancestors() if "itemscope" in a.attrib or "typeof" in a.attrib),
            scope,
        )
        if between is not scope:
            continue
        value = node.get("content") or node.get("datetime") or node.get("href")
        item = items.setdefault(scope, _Item())
        if name == "url" or (node.tag in ("a", "link") and name not in ("headline", "name")):
            item.urls.add(value or "")
        elif line := _line(value if value and node.tag != "a" else node.text_content()):
            item.said.setdefault("headline" if name == "name" else name, line)
    for item in items.values():
        item.said = {name: value for name, value in item.said.items() if value}
        yield item

"""How an article is cited, and what its page says of it to reference managers and search engines.

APA is the Publication Manual of the APA, 7th edition, of a newspaper article without an author (10.16, 9.12).
The Vietnamese style is that of the Ministry of Education's rules for theses: who answers for the text (year),
the title between quotation marks, the day, the address and the day it was read; an article without an author
stands under its paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import get_month_names
from flask import Flask

from search import Article, DateSpan, known_parts
from web.context import lang, place_label, shared_url, today, web_url

LONGEST_HEADLINE = 110
"""Characters of a headline, by the rules of search engines for structured data."""

_MONTHS = get_month_names("wide", locale="en")
_LOCALES = {"vi": "vi_VN", "en": "en_US"}


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation as plain text, of which `source` is printed in italics."""

    before: str
    source: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}{self.source}{self.after}"


def init_app(app: Flask) -> None:
    """Let the page of an article cite it and describe it."""
    app.jinja_env.globals.update(
        apa=lambda article: apa(article, original_url(article)),
        vietnamese_style=lambda article: vietnamese_style(article, original_url(article), today()),
        metadata=metadata,
        news_article=news_article,
    )


def original_url(article: Article) -> str:
    """Where an article is read: at its paper if that is known, else here."""
    return web_url(article.url) or shared_url("pages.article", external=True, id=article.id)


def apa(article: Article, url: str) -> Citation:
    """The entry of a list of references after APA 7: the title stands first where there is no author."""
    end = "" if article.title.endswith((".", "?", "!", "…")) else "."
    source = article.source
    return Citation(
        f"{article.title}{end} ({_apa_date(article.date)}). ",
        source,
        f". {url}" if source else url,
    )


def vietnamese_style(article: Article, url: str, read: date) -> Citation:
    """The entry of a list of references as Vietnamese theses have it."""
    when, day = article.date, ""
    year = known_parts(when)[0] if when else "không rõ năm"
    if when and when.precision in ("day", "range"):
        days = dict.fromkeys((when.first, when.last))
        day = "ngày " + "–".join(f"{each.day}/{each.month}/{each.year}" for each in days) + ", "
    elif when and when.precision == "month":
        day = f"tháng {when.first.month}/{when.first.year}, "
    told = f"{day}{url}, truy cập ngày {read.day}/{read.month}/{read.year}."
    if article.source:
        return Citation("", article.source, f" ({year}), “{article.title}”, {told}")
    return Citation(f"“{article.title}” ({year}), {told}", "", "")


def metadata(article: Article) -> list[tuple[str, str, str]]:
    """The metadata of an article's page: the attribute that names it, its name, its content.

    `citation_…` are read by Google Scholar and by Zotero ("Embedded Metadata"), which takes the page for a
    newspaper's article by its `og:type`.
    """
    here = shared_url("pages.article", external=True, id=article.id)
    known = known_parts(article.date) if article.date else []
    language = lang(article)
    found = [
        ("name", "citation_title", article.title),
        ("name", "citation_publication_date", "/".join(known)),
        ("name", "citation_journal_title", article.source),
        ("name", "citation_language", language),
        ("name", "citation_public_url", here),
        ("property", "og:type", "article"),
        ("property", "og:title", article.title),
        ("property", "og:url", here),
        ("property", "og:site_name", "Tìm Tin"),
        ("property", "og:locale", _LOCALES.get(language, "")),
        ("property", "article:published_time", "-".join(known)),
        ("property", "article:section", article.section),
    ]
    return [entry for entry in found if entry[2]]


def news_article(article: Article) -> dict[str, Any]:
    """A schema.org NewsArticle, its date as precise as it is known (ISO 8601)."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": _shortened(article.title),
        "datePublished": "-".join(known_parts(article.date)) if article.date else "",
        "inLanguage": lang(article),
        "url": shared_url("pages.article", external=True, id=article.id),
        "isBasedOn": web_url(article.url),
        "articleSection": article.section,
        "publisher": {"@type": "Organization", "name": article.source} if article.source else None,
        "contentLocation": [
            {"@type": "Place", "name": place_label(mention.place)}
            for mention in article.places
            if mention.main
        ],
    }
    return {name: value for name, value in found.items() if value}


def _shortened(title: str) -> str:
    if len(title) <= LONGEST_HEADLINE:
        return title
    return title[: LONGEST_HEADLINE - 1].rsplit(" ", 1)[0] + "…"


def _apa_date(when: DateSpan | None) -> str:
    if when is None:
        return "n.d."
    first, last = when.first, when.last
    if when.precision == "year":
        return f"{first.year}"
    month = f"{first.year}, {_MONTHS[first.month]}"
    if when.precision == "month":
        return month
    if first == last:
        return f"{month} {first.day}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{month} {first.day}–{last.day}"
    if first.year == last.year:
        return f"{month} {first.day}–{_MONTHS[last.month]} {last.day}"
    return f"{month} {first.day}–{last.year}, {_MONTHS[last.month]} {last.day}"

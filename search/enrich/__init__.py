"""What an article is about: its language, its date and its places, and a title where none is written."""

from __future__ import annotations

from dataclasses import replace

from search.analysis import sentences, without_lookalikes
from search.articles import Article, RawArticle
from search.datelines import end_of_dateline
from search.enrich.dates import find_date
from search.enrich.language import find_language
from search.enrich.places import find_places
from search.gazetteer import Gazetteer

VERSION = 9
"""Raised whenever the rules find anything else in any text; the gazetteer has a version of its own."""

TITLE_LENGTH = 160
"""The most characters of a derived title."""


def enrich(raw: RawArticle, root: str, gazetteer: Gazetteer) -> Article:
    """The article that a raw one is; `root` is the folder or file that it was read from.

    Its title and body stay as they are written; what they say is read from their letters alone.
    """
    title = raw.title or derived_title(raw.body)
    read = replace(
        raw, title=without_lookalikes(raw.title or ""), body=without_lookalikes(raw.body)
    )
    return Article.of(
        raw,
        root=root,
        title=title,
        language=find_language(without_lookalikes(title), read.body),
        date=find_date(read, read.title or ""),
        places=find_places(read.title or "", read.body, gazetteer),
    )


def derived_title(body: str) -> str:
    """The first sentence of the lead without its dateline, cut at a word where it is long."""
    lead = body.lstrip()
    lead = lead[end_of_dateline(lead) :]
    start, end = next(iter(sentences(lead)), (0, 0))
    sentence = lead[start:end]
    if len(sentence) <= TITLE_LENGTH:
        return sentence.rstrip(".")
    return sentence[:TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(",;:") + " …"

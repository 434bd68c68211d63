"""Pages and articles as plain dictionaries: what the JSON API and `timtin search --format json` print."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from search.articles import Article, DateSpan, Mention, to_record
from search.facets import FACETS, FacetName, facet_label
from search.gazetteer import Gazetteer
from search.labels import Ui
from search.query.plan import Notice
from search.results.page import AdministrativeChange, FacetValue, Page, Result, TextPart

_INTERNAL = ("root", "digest")


def page_to_dict(page: Page, ui: Ui, gazetteer: Gazetteer) -> dict[str, Any]:
    """A page of results: of JSON's own types only. Labels are in the language `ui`."""
    place_label = partial(gazetteer.label, ui=ui)
    label_under_parent = partial(gazetteer.label_under_parent, ui=ui)
    return {
        "total": page.total,
        "groups": page.groups,
        "hits": [hit_to_dict(result, place_label) for result in page.results],
        "facets": {
            facet: [
                _choice(facet, value, ui, label_under_parent)
                for value in page.facets.get(facet, ())
            ]
            for facet in FACETS
            if facet in page.facets or not FACETS[facet].optional
        },
        "notes": [_notice(notice) for notice in page.notices],
        "successions": [_change(item, place_label) for item in page.administrative_changes],
        "spelling": page.spelling
        and {"text": page.spelling.request.text, "total": page.spelling.total},
    }


def article_to_dict(article: Article, ui: Ui, gazetteer: Gazetteer) -> dict[str, Any]:
    """A whole article, with the evidence for its date and its places, of JSON's own types only.

    Where its file lies on this machine, and the file's digest, are nobody else's concern.
    """
    record = {name: value for name, value in to_record(article).items() if name not in _INTERNAL}
    record["places"] = [
        {"id": place.pop("place"), **place, "name": gazetteer.label(mention.place, ui)}
        for mention, place in zip(article.places, record["places"], strict=True)
    ]
    return record


def hit_to_dict(result: Result, place_label: Callable[[str], str]) -> dict[str, Any]:
    """One result of a page, of JSON's own types only."""
    article = result.article
    return {
        "id": article.id,
        "title": article.title,
        "language": article.language,
        "date": _date(article.date),
        "places": [_place(mention, place_label) for mention in article.places],
        "source": article.source,
        "url": article.url,
        "path": article.path,
        "snippet": _plain(result.snippet),
        "score": result.score,
        "copies": [_copy(copy) for copy in result.copies],
        "copies_total": result.copies_total,
    }


def _copy(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "date": _date(article.date),
        "source": article.source,
    }


def _date(span: DateSpan | None) -> dict[str, str] | None:
    if span is None:
        return None
    first, last = span.first.isoformat(), span.last.isoformat()
    return {"first": first, "last": last, "precision": span.precision}


def _place(mention: Mention, place_label: Callable[[str], str]) -> dict[str, Any]:
    return {"id": mention.place, "name": place_label(mention.place), "main": mention.main}


def _choice(
    facet: FacetName, choice: FacetValue, ui: Ui, label_under_parent: Callable[[str], str]
) -> dict[str, Any]:
    shown = {
        "value": choice.value,
        "label": facet_label(facet, choice.value, ui, label_under_parent),
        "count": choice.count,
        "selected": choice.selected,
    }
    if choice.children:
        shown["children"] = [
            _choice(facet, child, ui, label_under_parent) for child in choice.children
        ]
    return shown


def _notice(notice: Notice) -> dict[str, Any]:
    return {"kind": notice.kind.value, "subject": notice.subject, "words": list(notice.words)}


def _change(change: AdministrativeChange, place_label: Callable[[str], str]) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "place": {"id": change.place, "name": place_label(change.place)},
        "day": change.day.isoformat(),
        "others": [
            {"id": other.place, "name": place_label(other.place), "total": other.total}
            for other in change.others
        ],
    }


def _plain(segments: tuple[TextPart, ...]) -> str:
    return "".join(segment.text for segment in segments)

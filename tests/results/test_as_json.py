"""Pages and articles as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from search.articles import Article, DateSpan, Mention, whole_year
from search.gazetteer import load_gazetteer
from search.labels import Ui
from search.query.plan import Notice, NoticeKind, SearchRequest
from search.results.as_json import article_to_dict, page_to_dict
from search.results.page import (
    AdministrativeChange,
    FacetValue,
    OtherPlace,
    Page,
    Relaxation,
    Result,
    TextPart,
)

YEAR = DateSpan(*whole_year(2024), "year", "year", "năm 2024")
ARTICLE = Article(
    id="a",
    title="Sê Kông",
    title_derived=False,
    body="Tỉnh Sê Kông năm 2024.",
    language="vi",
    date=YEAR,
    places=(Mention("LA-XE", ("LA",), 2, ("title", "lead"), main=True, words=("Sê Kông",)),),
    source="VNA",
    root="/home/someone",
    path="a.txt",
    digest="0123",
    url=None,
)
COPY = replace(ARTICLE, id="b", title="Xê Kông", source="", date=None)
SNIPPET = (TextPart("Tỉnh ", hit=False), TextPart("Sê Kông", hit=True), TextPart(" …", hit=False))
PROVINCE = FacetValue("LA-XE", 1, selected=True)
PAGE = Page(
    request=SearchRequest("se kong"),
    results=(Result(1, ARTICLE, SNIPPET[1:2], SNIPPET, 2.5, (COPY,), 12),),
    total=13,
    groups=1,
    pages=1,
    facets={
        "place": (FacetValue("LA", 1, selected=False, children=(PROVINCE,)),),
        "date": (FacetValue("2024", 1, selected=False),),
        "lang": (),
        "source": (FacetValue("VNA", 1, selected=False),),
    },
    notices=(Notice(NoticeKind.PLACE_EXPANDED, "LA-XE", ("se", "kong")),),
    administrative_changes=(
        AdministrativeChange(
            "part of", "VN-27", date(2025, 7, 1), (OtherPlace("VN-DN", SearchRequest(), 7),)
        ),
    ),
)


GAZETTEER = load_gazetteer()


def test_a_page() -> None:
    assert page_to_dict(PAGE, "en", GAZETTEER) == {
        "total": 13,
        "groups": 1,
        "hits": [
            {
                "id": "a",
                "title": "Sê Kông",
                "language": "vi",
                "date": {"first": "2024-01-01", "last": "2024-12-31", "precision": "year"},
                "places": [{"id": "LA-XE", "name": "Sekong", "main": True}],
                "source": "VNA",
                "url": None,
                "path": "a.txt",
                "snippet": "Tỉnh Sê Kông …",
                "score": 2.5,
                "copies": [{"id": "b", "title": "Xê Kông", "date": None, "source": ""}],
                "copies_total": 12,
            }
        ],
        "facets": {
            "place": [
                {
                    "value": "LA",
                    "label": "Laos",
                    "count": 1,
                    "selected": False,
                    "children": [
                        {
                            "value": "LA-XE",
                            "label": "Sekong",
                            "count": 1,
                            "selected": True,
                        }
                    ],
                }
            ],
            "date": [{"value": "2024", "label": "2024", "count": 1, "selected": False}],
            "lang": [],
            "source": [{"value": "VNA", "label": "VNA", "count": 1, "selected": False}],
        },
        "notes": [{"kind": "widened", "subject": "LA-XE", "words": ["se", "kong"]}],
        "successions": [
            {
                "kind": "part of",
                "place": {"id": "VN-27", "name": "Quảng Nam"},
                "day": "2025-07-01",
                "others": [{"id": "VN-DN", "name": "Da Nang", "total": 7}],
            }
        ],
        "spelling": None,
    }


def test_a_page_that_may_have_meant_something_else() -> None:
    spelling = Relaxation("spelled", SearchRequest("sê kông", chosen={"lang": ("vi",)}), 12)
    shown = page_to_dict(replace(PAGE, spelling=spelling), "en", GAZETTEER)
    assert shown["spelling"] == {"text": "sê kông", "total": 12}


@pytest.mark.parametrize(
    ("ui", "alone", "below"), [("vi", "Hà Nam (Trung Quốc)", "Hà Nam"), ("en", "Henan", "Henan")]
)
def test_a_place_is_told_from_its_namesakes_save_under_its_parent(
    ui: Ui, alone: str, below: str
) -> None:
    mention = Mention("CN-HA", ("CN",), 1, ("body",), main=True, words=("Hà Nam",))
    article = replace(ARTICLE, places=(mention,))
    henan = FacetValue("CN-HA", 1, selected=False)
    tree = (FacetValue("CN", 1, selected=False, children=(henan,)),)
    results = (replace(PAGE.results[0], article=article),)
    page = page_to_dict(replace(PAGE, results=results, facets={"place": tree}), ui, GAZETTEER)
    assert page["hits"][0]["places"][0]["name"] == alone
    assert page["facets"]["place"][0]["children"][0]["label"] == below
    assert article_to_dict(article, ui, GAZETTEER)["places"][0]["name"] == alone


def test_an_article_has_its_evidence_and_nothing_of_the_machine() -> None:
    shown = article_to_dict(ARTICLE, "en", GAZETTEER)
    assert shown["date"] == {
        "first": "2024-01-01",
        "last": "2024-12-31",
        "precision": "year",
        "evidence": "year",
        "words": "năm 2024",
    }
    (place,) = shown["places"]
    assert (place["id"], place["name"], place["count"]) == ("LA-XE", "Sekong", 2)
    assert list(place["words"]) == ["Sê Kông"]
    assert "/home/someone" not in json.dumps(shown)


def test_both_are_json() -> None:
    page = page_to_dict(PAGE, "vi", GAZETTEER)
    for shown in (page, article_to_dict(ARTICLE, "vi", GAZETTEER)):
        assert json.loads(json.dumps(shown, ensure_ascii=False)).keys() == shown.keys()

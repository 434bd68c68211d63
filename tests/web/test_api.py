"""The JSON that programs read, on the five seeds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient

from search import Archive, Settings, Status
from web import create_app


def values(choices: list[dict[str, Any]]) -> dict[str, int]:
    """The counts of a facet's choices by value, from all its levels."""
    found = {}
    for choice in choices:
        found[choice["value"]] = choice["count"]
        found |= values(choice.get("children", []))
    return found


def test_a_search(client: FlaskClient) -> None:
    answer = client.get("/api/search?q=sekong&sort=oldest").json
    assert list(answer) == [
        "total", "groups", "hits", "facets", "notes", "successions", "spelling",
    ]  # fmt: skip
    assert answer["total"] == 3
    oldest = answer["hits"][0]
    assert list(oldest) == [
        "id", "title", "language", "date", "places", "source", "url", "path", "snippet", "score",
        "copies", "copies_total",
    ]  # fmt: skip
    assert oldest["id"] == "002_19b0057638ce0b03"
    assert oldest["title"] == "Quảng Nam và tỉnh Lào Cai tăng cường hợp tác"
    assert oldest["language"] == "vi"
    assert oldest["date"] == {"first": "2012-06-11", "last": "2012-06-11", "precision": "day"}
    assert {"id": "LA-XE", "name": "Sekong", "main": True} in oldest["places"]
    assert "sekong" in oldest["snippet"].lower()


def test_its_facets(client: FlaskClient) -> None:
    facets = client.get("/api/search").json["facets"]
    assert list(facets) == ["place", "date", "lang", "source"]
    assert values(facets["lang"]) == {"en": 4, "vi": 1}
    dates = values(facets["date"])
    assert (dates["2022"], dates["2022-06"], dates["2022-04"]) == (2, 1, 1)
    assert (dates["2024"], dates["2024-09"], dates["2024-unknown"]) == (2, 1, 1)
    places = values(facets["place"])
    assert (places["LA"], places["LA-XE"], places["CN-YN"]) == (4, 3, 1)
    laos = next(choice for choice in facets["place"] if choice["value"] == "LA")
    assert laos["label"] == "Laos"
    assert laos["selected"] is False
    assert "LA-XE" in {choice["value"] for choice in laos["children"]}


def test_labels_follow_the_language_of_the_interface(client: FlaskClient) -> None:
    facets = client.get("/api/search?ui=vi").json["facets"]
    assert {choice["value"]: choice["label"] for choice in facets["lang"]} == {
        "en": "Tiếng Anh",
        "vi": "Tiếng Việt",
    }


def test_a_choice_is_selected(client: FlaskClient) -> None:
    answer = client.get("/api/search?lang=vi").json
    assert answer["total"] == 1
    assert {choice["value"]: choice["selected"] for choice in answer["facets"]["lang"]} == {
        "en": False,
        "vi": True,
    }


def test_what_was_widened_is_said(client: FlaskClient) -> None:
    (notice,) = client.get("/api/search?q=sekong").json["notes"]
    assert notice == {"kind": "widened", "subject": "LA-XE", "words": ["sekong"]}
    assert client.get("/api/search?q=sekong&widen=0").json["notes"] == []


def test_beyond_the_end_there_are_no_hits(client: FlaskClient) -> None:
    answer = client.get("/api/search?page=7")
    assert answer.status_code == 200
    assert (answer.json["total"], answer.json["hits"]) == (5, [])


def test_an_article(client: FlaskClient) -> None:
    article = client.get("/api/articles/000_8bb4649b4ba4d5e0").json
    assert article["title"].startswith("Vietnam’s Quang Nam")
    assert article["body"].startswith("Secretary of the provincial Party Committee")
    assert article["date"]["first"] == article["date"]["last"] == "2022-06-08"
    assert "2022-06-08" in article["date"]["words"]
    sekong = next(place for place in article["places"] if place["id"] == "LA-XE")
    assert sekong["words"] == ["Sekong"]
    assert sekong["within"] == ["LA"]
    assert article["path"] == "000_8bb4649b4ba4d5e0.txt"


def test_an_article_does_not_say_where_on_the_machine_it_lies(client: FlaskClient) -> None:
    answer = client.get("/api/articles/000_8bb4649b4ba4d5e0")
    assert str(Path(__file__).parents[2]) not in answer.text


def test_suggestions_lead_somewhere(client: FlaskClient) -> None:
    suggestions = client.get("/api/suggest?q=sek").json["suggestions"]
    place = next(s for s in suggestions if s["kind"] == "place")
    assert (place["text"], place["url"]) == ("Sekong", "/?place=LA-XE")
    found = client.get("/api/suggest?q=vietnamese").json["suggestions"]
    title = next(s for s in found if s["kind"] == "title")
    assert title["url"] == "/article/004_757b214bb4e2e67b"
    found = client.get("/api/suggest?q=hop+t").json["suggestions"]
    words = next(s for s in found if s["kind"] == "words")
    assert (words["text"], words["url"]) == ("hợp tác", "/?q=h%E1%BB%A3p+t%C3%A1c")
    for suggestion in (place, title, words):
        assert client.get(suggestion["url"]).status_code == 200


def test_suggestions_keep_the_filters(client: FlaskClient) -> None:
    kept = "place=VN-27&any_place=1&from=2022&lang=en&sort=oldest"
    suggestions = client.get(f"/api/suggest?q=sek&{kept}&page=3").json["suggestions"]
    place = next(s for s in suggestions if s["kind"] == "place")
    expected = f"/?place=VN-27&place=LA-XE&{kept.removeprefix('place=VN-27&')}"
    assert place["url"] == expected
    words = client.get("/api/suggest?q=hop+t&lang=vi&page=3").json["suggestions"]
    assert next(s["url"] for s in words if s["kind"] == "words").endswith("&lang=vi")


def test_suggestions_tell_namesakes_apart_and_each_asks_for_its_own(
    client_of: Callable[..., FlaskClient], namesakes: list[dict[str, str]]
) -> None:
    client = client_of(namesakes)
    suggestions = client.get("/api/suggest?q=ha+nam&ui=vi").json["suggestions"]
    assert [(s["text"], s["url"]) for s in suggestions] == [
        ("Hà Nam", "/?place=VN-63&ui=vi"),
        ("Hà Nam (Trung Quốc)", "/?place=CN-HA&ui=vi"),
    ]
    found = [client.get(f"/api/search{s['url'].removeprefix('/')}").json for s in suggestions]
    assert [[hit["id"] for hit in answer["hits"]] for answer in found] == [["vietnam"], ["china"]]


@pytest.mark.parametrize("text", ["", "%20", "zzzqqq", "%00", "%ff", "x" * 4000, "((", "%22"])
def test_anything_may_be_suggested_for(client: FlaskClient, text: str) -> None:
    answer = client.get(f"/api/suggest?q={text}")
    assert answer.status_code == 200
    assert len(answer.json["suggestions"]) <= 8


def test_how_the_archive_is(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert (answer.json["status"], answer.json["articles"]) == ("ok", 5)


def test_an_older_index_still_serves(archive: Archive) -> None:
    status = Status(
        ok=True,
        degraded=True,
        articles=5,
        generation="g1",
        built="2026-01-01T00:00:00+00:00",
        message="/srv/index/g2 is lost",
    )
    stale = SimpleNamespace(
        status=lambda: status, gazetteer=archive.gazetteer, settings=archive.settings
    )
    stale.for_one_request, stale.close = lambda: stale, lambda: None
    answer = create_app(stale).test_client().get("/healthz")  # type: ignore[arg-type]
    assert answer.status_code == 200
    assert (answer.json["status"], answer.json["message"]) == (
        "degraded",
        "searches are answered, but the index is not as it should be: timtin check says why",
    )


def test_without_an_index_nothing_is_served(tmp_path: Path) -> None:
    answer = create_app(Archive(Settings(index=tmp_path / "none"))).test_client().get("/healthz")
    assert answer.status_code == 503
    assert answer.json["status"] == "unusable"
    assert "timtin" in answer.json["message"]
    assert tmp_path.name not in answer.text

"""What became of the places asked for."""

from __future__ import annotations

import json
from datetime import date

import pytest

from search import Archive, Page, SearchRequest, Settings

ARTICLES = {
    "old-qn": ("2022-06-08", "Tỉnh Quảng Nam họp về du lịch."),
    "old-dn": ("2022-06-09", "Thành phố Đà Nẵng họp về cảng biển."),
    "new-qn": ("2025-09-01", "Khu vực Quảng Nam (cũ) họp về du lịch."),
    "new-dn": ("2025-09-02", "Thành phố Đà Nẵng họp về du lịch."),
    "both": ("2025-06-30", "Quảng Nam và Đà Nẵng họp về du lịch."),
    "older": ("1995-01-01", "Tỉnh Quảng Nam - Đà Nẵng họp. Sông Bé cũng họp: tỉnh Sông Bé."),
    "hoi-an": ("2023-01-01", "Thành phố Hội An họp về du lịch."),
    "hue": ("2023-01-01", "Thành phố Huế họp về du lịch."),
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("articles")
    rows = [
        {"id": id, "title": id, "date": day, "body": body} for id, (day, body) in ARTICLES.items()
    ]
    (folder / "all.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    built = Archive(Settings(index=folder / "index", seeds=folder / "all.jsonl"))
    built.rebuild()
    return built


def told(page: Page) -> list[tuple[str, str, str, list[str]]]:
    return [
        (item.place, item.kind, item.day.isoformat(), [other.place for other in item.others])
        for item in page.administrative_changes
    ]


PART = ("VN-27", "part of", "2025-07-01", ["VN-DN"])
HOLDS = ("VN-DN", "holds", "2025-07-01", ["VN-27"])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param(
            SearchRequest(chosen={"place": ("VN-27",)}), [PART], id="a province that is gone"
        ),
        pytest.param(SearchRequest(chosen={"place": ("VN-DN",)}), [HOLDS], id="what took it in"),
        pytest.param(SearchRequest("quang nam"), [PART], id="in the text"),
        pytest.param(SearchRequest("Đà Nẵng du lịch"), [HOLDS], id="among other words"),
        pytest.param(SearchRequest('place:"quảng nam"'), [PART], id="by its label"),
        pytest.param(SearchRequest("quang nam", expand_places=False), [], id="as mere words"),
        pytest.param(
            SearchRequest(chosen={"place": ("VN-27", "VN-DN")}), [], id="both are asked for already"
        ),
        pytest.param(
            SearchRequest(chosen={"place": ("VN-27-hoi-an",)}),
            [("VN-27-hoi-an", "part of", "2025-07-01", ["VN-DN"])],
            id="a city of one that is gone",
        ),
        pytest.param(
            SearchRequest(chosen={"place": ("VN-X-song-be",)}),
            [("VN-X-song-be", "gone", "1996-12-31", ["VN-39", "VN-SG"])],
            id="gone long before, and divided",
        ),
        pytest.param(
            SearchRequest(chosen={"place": ("VN-26",)}), [], id="one that stayed as it was"
        ),
        pytest.param(SearchRequest(chosen={"place": ("LA-XE",)}), [], id="elsewhere"),
        pytest.param(SearchRequest("-huế quang nam"), [PART], id="beside what is left out"),
        pytest.param(SearchRequest("du lịch"), [], id="no place"),
    ],
)
def test_what_is_told(
    archive: Archive, question: SearchRequest, expected: list[tuple[str, str, str, list[str]]]
) -> None:
    assert told(archive.search(question)) == expected


@pytest.mark.parametrize(
    ("question", "instead", "found"),
    [
        (
            SearchRequest(chosen={"place": ("VN-27",)}),
            SearchRequest(chosen={"place": ("VN-DN",)}),
            {"old-dn", "new-dn", "both"},
        ),
        (
            SearchRequest("du lịch", chosen={"place": ("VN-27",)}, first="2025", page=1),
            SearchRequest("du lịch", chosen={"place": ("VN-DN",)}, first="2025"),
            {"new-dn", "both"},
        ),
        pytest.param(
            SearchRequest(chosen={"place": ("VN-27", "VN-X-song-be")}, any_place=True),
            SearchRequest(chosen={"place": ("VN-DN",)}, any_place=True),
            {"old-dn", "new-dn", "both"},
            id="any of several: the other alone",
        ),
        (
            SearchRequest("quang nam"),
            SearchRequest(chosen={"place": ("VN-DN",)}),
            {"old-dn", "new-dn", "both"},
        ),
        (
            SearchRequest("họp Quảng Nam du lịch", chosen={"lang": ("vi",)}),
            SearchRequest("họp du lịch", chosen={"place": ("VN-DN",), "lang": ("vi",)}),
            {"old-dn", "new-dn", "both"},
        ),
        pytest.param(
            SearchRequest('"quang nam" OR huế'),
            SearchRequest(chosen={"place": ("VN-DN",)}),
            {"old-dn", "new-dn", "both"},
            id="more than words: the place alone",
        ),
        pytest.param(
            SearchRequest("quang nam | huế"),
            SearchRequest(chosen={"place": ("VN-DN",)}),
            {"old-dn", "new-dn", "both"},
            id="another sign for OR",
        ),
        pytest.param(
            SearchRequest("quang nam （huế）"),
            SearchRequest(chosen={"place": ("VN-DN",)}),
            {"old-dn", "new-dn", "both"},
            id="brackets of a keyboard for Chinese",
        ),
        pytest.param(
            SearchRequest("=quang nam quang nam"),
            SearchRequest(chosen={"place": ("VN-DN",)}),
            {"old-dn", "new-dn", "both"},
            id="the name once more, with a sign",
        ),
        pytest.param(
            SearchRequest("họp: du lịch - Quảng Nam"),
            SearchRequest("họp: du lịch -", chosen={"place": ("VN-DN",)}),
            {"old-dn", "new-dn", "both"},
            id="signs that mean nothing where they stand",
        ),
        pytest.param(
            SearchRequest("HỌP AND DU LỊCH QUẢNG NAM"),
            SearchRequest("HỌP AND DU LỊCH", chosen={"place": ("VN-DN",)}),
            {"old-dn", "new-dn", "both"},
            id="a keyword in a headline, which is a word there",
        ),
        pytest.param(
            SearchRequest("QUẢNG NAM OR HỌP"),
            SearchRequest(chosen={"place": ("VN-DN",)}),
            {"old-dn", "new-dn", "both"},
            id="a word only as long as the name is there",
        ),
    ],
)
def test_the_other_name_is_asked_in_its_place(
    archive: Archive, question: SearchRequest, instead: SearchRequest, found: set[str]
) -> None:
    (change,) = [s for s in archive.search(question).administrative_changes if s.place == "VN-27"]
    (other,) = change.others
    assert (other.place, other.request) == ("VN-DN", instead)
    page = archive.search(other.request)
    assert {result.article.id for result in page.results} == found
    assert other.total == page.total == len(found)


def test_nothing_is_found_by_another_name(archive: Archive) -> None:
    """Old and new articles stay under the name that they write."""
    for place, written in (("VN-27", "Quảng Nam"), ("VN-DN", "Đà Nẵng")):
        found = {
            r.article.id
            for r in archive.search(SearchRequest(chosen={"place": (place,)}, size=20)).results
        }
        direct = {id for id, (_, body) in ARTICLES.items() if written in body and " - " not in body}
        assert found - {"hoi-an"} == direct
    assert archive.article("new-qn").date is not None
    assert archive.article("new-qn").date.first > date(2025, 7, 1)

"""What narrows a question, one by one."""

from __future__ import annotations

import pytest

from search import SearchRequest, active_filters, without_filters


def test_each_filter_can_be_taken_away() -> None:
    question = SearchRequest(
        "sekong",
        chosen={"place": ("LA", "VN"), "date": ("2022",), "lang": ("en",), "source": ("VNA",)},
        main_places=True,
        first="2022-01",
        last="2022-06",
        page=2,
        exact=True,
        expand_places=False,
    )
    found = {(f.kind, f.value): f.without for f in active_filters(question)}
    assert list(found) == [
        ("place", "LA"),
        ("place", "VN"),
        ("date", "2022"),
        ("lang", "en"),
        ("source", "VNA"),
        ("main", "1"),
        ("from", "2022-01"),
        ("to", "2022-06"),
        ("marks", "exact"),
        ("widen", "0"),
    ]
    assert found["place", "LA"].chosen["place"] == ("VN",)
    assert found["main", "1"].main_places is False
    assert found["from", "2022-01"].first == ""
    assert found["marks", "exact"].exact is False
    assert found["widen", "0"].expand_places is True
    assert all(without.page == 1 for without in found.values())


def test_clearing_the_filters_keeps_text_and_order() -> None:
    question = SearchRequest(
        "sekong", chosen={"place": ("LA",)}, first="2022", sort="oldest", size=20, page=3
    )
    assert without_filters(question) == SearchRequest("sekong", sort="oldest", size=20)


@pytest.mark.parametrize(
    ("text", "place", "rest"),
    [
        ("sekong -place:VN-27 visit", "VN-27", "sekong visit"),
        ('-place:"Quảng Nam" sekong', "VN-27", "sekong"),
        ("sekong -place:lào", "LA", "sekong"),
        ("sekong NOT place:LA", "LA", "sekong"),
        ("-place:LA", "LA", ""),
    ],
)
def test_a_place_that_the_text_excludes_is_a_filter(text: str, place: str, rest: str) -> None:
    question = SearchRequest(text, page=2)
    assert [(f.kind, f.value, f.without) for f in active_filters(question)] == [
        ("not place", place, SearchRequest(rest))
    ]
    assert without_filters(question).text == rest


@pytest.mark.parametrize(
    "text",
    [
        "place:LA",
        "-place:nowhere",
        "-lào",
        "a OR -place:LA",
        "(-place:LA)",
        '"-place:LA"',
        'x -place:"LA',
    ],
)
def test_what_excludes_no_place_or_belongs_to_its_neighbours_is_no_filter(text: str) -> None:
    assert list(active_filters(SearchRequest(text))) == []
    assert without_filters(SearchRequest(text)).text == text

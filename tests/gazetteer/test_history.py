"""What became of a place, and what an article of some date says of it. Facts: Resolution 202/2025/QH15."""

from __future__ import annotations

from datetime import date

import pytest

from search import History, history_of
from search.gazetteer import load_gazetteer

GAZETTEER = load_gazetteer()
BEFORE, AFTER = date(2022, 6, 8), date(2025, 9, 1)
DAY = date(2025, 7, 1)


def test_a_province_that_joined_another() -> None:
    history = history_of("VN-27", GAZETTEER)
    assert history == History("part of", DAY, ("VN-DN",))
    assert history.last_day == date(2025, 6, 30)


def test_the_one_that_holds_it() -> None:
    history = history_of("VN-DN", GAZETTEER)
    assert history == History("holds", DAY, ("VN-27",))


@pytest.mark.parametrize("place", ["VN-26", "LA-XE", "VN", "nowhere"])
def test_of_others_nothing_is_told(place: str) -> None:
    assert history_of(place, GAZETTEER) is None


@pytest.mark.parametrize(
    ("place", "days", "how"),
    [
        ("VN-27", (BEFORE, BEFORE), "today part of"),
        ("VN-27", (DAY, DAY), "part of"),
        ("VN-27", (date(2025, 6, 30), DAY), "today part of"),
        ("VN-27", (None, None), "today part of"),
        ("VN-DN", (BEFORE, BEFORE), "without"),
        ("VN-DN", (AFTER, AFTER), "holds"),
        ("VN-DN", (date(2025, 6, 30), DAY), "holds"),
        ("VN-DN", (None, None), "holds"),
    ],
)
def test_what_an_article_of_a_date_says(
    place: str, days: tuple[date | None, date | None], how: str
) -> None:
    history = history_of(place, GAZETTEER)
    assert history is not None
    assert history.at(*days) == how


def test_a_province_that_was_divided() -> None:
    history = history_of("VN-X-song-be", GAZETTEER)
    assert history is not None
    assert (history.fate, history.day) == ("gone", history.last_day)
    assert history.at(date(1990, 1, 1), date(1990, 1, 1)) == "today divided"

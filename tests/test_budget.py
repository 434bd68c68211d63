"""What a request may cost: counted in pieces of work, never in time."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from search import Archive, BudgetExceeded, NoticeKind, SearchRequest, Settings
from search.assist.relaxation import MOST_FILTERS, steps_without_filters
from search.budget import DEAR_SHARE, FOLLOW_UPS_SHARE, Budget, Turns
from web import create_app

DEAR = SearchRequest(
    " ".join(f"{word}~2" for word in ("festival", "quang", "sekong", "delegation", "province")),
    chosen={"place": ("VN-27", "LA"), "lang": ("en",), "source": ("nobody", "VNA")},
    first="1700",
    last="1701",
    all_words=True,
)
"""Dear words beside filters that find nothing, so that other requests are tried."""
UNBOUNDED = 1 << 20


class Clock:
    """A second for every look at it: a budget of seconds is one of checks."""

    def __init__(self) -> None:
        self._seconds = count()
        self.now = 0

    def __call__(self) -> float:
        self.now = next(self._seconds)
        return self.now


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Path:
    folder = tmp_path_factory.mktemp("index")
    Archive(Settings(index=folder, seeds=seeds)).rebuild()
    return folder


Open = Callable[[int], tuple[Archive, Clock]]


@pytest.fixture
def opened(index: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """An archive whose requests may make so many checks, and what counts them."""

    def open_with(checks: int) -> tuple[Archive, Clock]:
        clock = Clock()
        monkeypatch.setattr("search.archive.Budget", partial(Budget, clock=clock))
        return Archive(Settings(index=index, request_ms=checks * 1000)), clock

    return open_with


def test_what_is_spent_is_refused() -> None:
    budget = Budget(3, clock=Clock())
    for _ in range(3):
        budget.check()
    with pytest.raises(BudgetExceeded, match="3,000 ms of work"):
        budget.check()


def test_without_a_limit_nothing_is() -> None:
    budget = Budget(clock=Clock())
    for _ in range(1000):
        budget.check()


def test_what_is_made_for_all_requests_is_paid_by_none() -> None:
    clock = Clock()
    budget = Budget(3, clock=clock)
    budget.unpaid(lambda: [clock() for _ in range(1000)])
    budget.check()
    budget.check()
    with pytest.raises(BudgetExceeded):
        budget.check()


def test_offers_are_left_out_while_the_rest_goes_on() -> None:
    seconds = 100
    clock = Clock()
    budget = Budget(seconds, clock=clock)

    def look_for_ever() -> str:
        while True:
            budget.check()

    assert budget.offer("first", lambda: "found", "nothing") == "found"
    assert budget.offer("second", look_for_ever, "nothing") == "nothing"
    assert clock.now == pytest.approx(FOLLOW_UPS_SHARE * seconds, abs=1.5)
    assert budget.offer("third", lambda: "found", "nothing") == "nothing", "it is not begun"
    assert budget.left_out == ["second", "third"]
    budget.check()


def test_a_request_over_its_budget_ends_at_the_next_check(opened: Open) -> None:
    for checks in (1, 5, 20):
        archive, clock = opened(checks)
        with pytest.raises(BudgetExceeded):
            archive.for_one_request().search(DEAR)
        # It is looked at twice more for what each word may need that is made for all requests.
        assert clock.now <= checks + 1 + 2 * len(DEAR.text.split())


def test_only_a_request_of_the_web_has_a_budget(opened: Open) -> None:
    archive, _ = opened(1)
    assert archive.search(DEAR).total == 0


def test_whatever_the_budget_is_an_answer_is_whole_or_says_what_it_lacks(opened: Open) -> None:
    """With each number of checks from none to all that are made."""
    archive, clock = opened(UNBOUNDED)
    request = SearchRequest("festivl sekong", chosen={"lang": ("en",)})
    whole = archive.for_one_request().search(request)
    refused = 0
    for checks in range(1, 2 * clock.now, 7):
        archive, _ = opened(checks)
        try:
            page = archive.for_one_request().search(request)
        except BudgetExceeded:
            refused += 1
            continue
        assert (page.results, page.total, page.facets) == (
            whole.results,
            whole.total,
            whole.facets,
        )
        said = [notice for notice in page.notices if notice.kind is NoticeKind.LEFT_OUT]
        lacking = (page.spelling, page.relaxations) != (whole.spelling, whole.relaxations)
        assert not lacking or said
        assert [notice for notice in page.notices if notice not in said] == list(whole.notices)
    assert 0 < refused < clock.now // 7


def test_what_is_asked_again_without_a_filter_is_found_once(opened: Open) -> None:
    """The words are most of the work, and their filters change nothing of it."""
    text = "th* ng* co* tr* vi* ha* pr* qu*"
    archive, clock = opened(UNBOUNDED)
    archive.for_one_request().search(SearchRequest(text, all_words=True))
    once = clock.now
    archive, clock = opened(UNBOUNDED)
    assert archive.for_one_request().search(replace(DEAR, text=text)).relaxations
    # More is checked for each of the filters, but no term again.
    assert clock.now < 1.5 * once


def test_of_many_filters_some_are_tried_without() -> None:
    many = SearchRequest("a", chosen={"source": tuple(map(str, range(150)))})
    assert len(list(steps_without_filters(many))) == MOST_FILTERS + 1


def test_the_web_says_so_with_503(opened: Open) -> None:
    archive, _ = opened(3)
    client = create_app(archive).test_client()
    page = client.get("/", query_string={"q": DEAR.text})
    assert page.status_code == 503
    assert int(page.headers["Retry-After"]) > 0
    assert "of work that one request may" in page.text
    assert DEAR.text in page.text
    answer = client.get("/api/search", query_string={"q": DEAR.text, "ui": "vi"})
    assert answer.status_code == 503
    assert "fewer words" in answer.json["error"]["message"]
    assert "dành cho một lượt" in client.get("/?ui=vi&q=quang~2 nam~2 sekong~2").text


def test_pages_say_what_was_left_out(opened: Open) -> None:
    given = {"q": "festivl sekog zzzzz", "all": "1", "source": "VNA", "from": "1700", "to": "1701"}
    for path, said in (
        ("/", "other searches to try were not looked for"),
        ("/article/nhandan-en", "articles like this one were not looked for"),
    ):
        archive, clock = opened(UNBOUNDED)
        id = archive.search(SearchRequest()).results[0].article.id
        path = f"/article/{id}" if path != "/" else path
        begun = clock.now
        assert said not in create_app(archive).test_client().get(path, query_string=given).text
        archive, _ = opened(clock.now - begun - 1)
        page = create_app(archive).test_client().get(path, query_string=given)
        assert page.status_code == 200
        assert said in page.text


def test_one_request_pays_for_all_it_asks(opened: Open) -> None:
    archive, clock = opened(UNBOUNDED)
    archive.for_one_request().timeline(SearchRequest("quang~1"))
    once = clock.now
    archive, _ = opened(3 * once)
    texts = [f"quang~1 {word}" for word in ("sekong", "nam", "lao", "festival", "visit", "and")]
    for text in texts:
        one = archive.for_one_request()
        one.timeline(SearchRequest(text))
        one.close()
    bound = archive.for_one_request()

    def ask_all() -> None:
        for text in texts:
            bound.timeline(SearchRequest(text))

    with pytest.raises(BudgetExceeded):
        ask_all()
    bound.close()
    bound.timeline(SearchRequest(texts[0]))


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_budget_ends_where_a_file_is_begun(opened: Open, coding: str) -> None:
    """What is read to be written is no part of it: no file breaks off."""
    archive, clock = opened(UNBOUNDED)
    total = archive.search(SearchRequest("sekong")).total
    begun = clock.now
    archive.for_one_request().scan(SearchRequest("sekong"))
    archive, _ = opened(clock.now - begun)
    client = create_app(archive).test_client()
    answer = client.get("/export.jsonl?q=sekong", headers={"Accept-Encoding": coding})
    text = gzip.decompress(answer.data) if coding == "gzip" else answer.data
    assert len(text.splitlines()) == total > 1


def test_dear_requests_take_turns() -> None:
    turns = Turns(most_waiting=1)
    first = Budget(4, clock=Clock(), turns=turns)
    assert 4 * DEAR_SHARE < 1
    first.check()
    went_on = threading.Event()

    def ask() -> None:
        second = Budget(4, clock=Clock(), turns=turns)
        second.check()
        went_on.set()
        second.close()

    other = threading.Thread(target=ask)
    other.start()
    assert not went_on.wait(0.2)
    first.close()
    first.close()
    other.join(30)
    assert went_on.is_set()
    last = Budget(4, clock=Clock(), turns=turns)
    last.check()
    last.close()


def test_no_more_wait_for_their_turn_than_there_are_threads_to_spare() -> None:
    turns = Turns(most_waiting=0)
    turns.take()
    with pytest.raises(BudgetExceeded, match="too many searches"):
        turns.take()
    turns.give_back()
    turns.take()

"""One call shows one generation, and asks the index as often as it must: seen through a wrapping engine."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from search import Archive, Article, Page, SearchRequest, Settings
from search.budget import Budget
from search.engines.base import Engine, Searcher, Summary
from search.engines.whoosh import WhooshEngine
from tests.conftest import article, day, mention


class WatchingSearcher:
    """Passes every call on, counts it, and calls `after_search` behind each search."""

    def __init__(self, inner: Searcher, calls: Counter[str], after_search: Callable[[], None]):
        self._inner, self._calls, self._after_search = inner, calls, after_search

    def within(self, budget: Budget) -> WatchingSearcher:
        return WatchingSearcher(self._inner.within(budget), self._calls, self._after_search)

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)

        def call(*args: Any) -> Any:
            self._calls[name] += 1
            answer = method(*args)
            if name == "search":
                self._after_search()
            return answer

        return call


class WatchingEngine:
    def __init__(self, inner: Engine, after_search: Callable[[], None] = lambda: None) -> None:
        self.inner = inner
        self.calls: Counter[str] = Counter()
        self.after_search = after_search

    def searcher(self) -> Searcher:
        self.calls["searcher"] += 1
        return WatchingSearcher(self.inner.searcher(), self.calls, self.after_search)  # type: ignore[return-value]

    def write(self, articles: Iterable[Article], deleted_ids: Iterable[str], **how: Any) -> None:
        self.inner.write(articles, deleted_ids, **how)

    def check(self) -> Summary:
        return self.inner.check()


QUANG_NAM, DA_NANG = mention("VN-27", "VN"), mention("VN-DN", "VN")


def made(generation: int) -> list[Article]:
    """30 articles that say of themselves in which generation they were written."""
    return [
        article(
            f"g{generation}-{n}",
            f"Hợp tác với Sekong {n}",
            f"Thế hệ {generation}: Quảng Nam và Sekong hợp tác, tin số {n}.",
            date=day(f"20{10 + n % 5}-06-08"),
            places=(QUANG_NAM if n % 2 else DA_NANG,),
            source=f"báo {generation}",
        )
        for n in range(20 + 5 * generation)
    ]


@pytest.fixture
def watched(tmp_path: Path) -> tuple[Archive, WatchingEngine]:
    settings = Settings(index=tmp_path / "index")
    engine = WatchingEngine(WhooshEngine(settings, {}))
    engine.write(made(1), (), replace_all=True)
    return Archive(settings, engine), engine


def test_what_is_published_between_search_and_fetch_changes_nothing(
    watched: tuple[Archive, WatchingEngine],
) -> None:
    archive, engine = watched
    generation = 1

    def publish() -> None:
        nonlocal generation
        generation += 1
        engine.write(made(generation), (), replace_all=True)

    engine.after_search = publish
    for question in (
        SearchRequest("sekong"),
        SearchRequest('"hợp tác" -nowhere'),
        SearchRequest("sekong zzz"),
    ):
        before = generation
        page = archive.search(question)
        assert {result.article.id.split("-")[0] for result in page.results} == {f"g{before}"}
        assert page.total == 20 + 5 * before
        assert [value.value for value in page.facets["source"]] == [f"báo {before}"]
        assert sum(value.count for value in page.facets["date"]) == page.total
    before = generation
    reading = archive.read(f"g{before}-3", SearchRequest("sekong"), rank=2)
    near = [reading.previous, reading.next]
    shown = [result.article for result in near if result] + [*reading.more_like_this]
    assert {one.id.split("-")[0] for one in shown} == {f"g{before}"}


def test_readers_see_whole_generations_while_another_is_published(
    watched: tuple[Archive, WatchingEngine],
) -> None:
    archive, engine = watched
    failures: list[object] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            try:
                page = archive.search(SearchRequest("sekong", size=5))
                (source,) = page.facets["source"]
                generation = int(source.value.split()[1])
                own = {result.article.id.split("-")[0] for result in page.results}
                if own != {f"g{generation}"} or page.total != 20 + 5 * generation:
                    failures.append((source, own, page.total))
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for generation in range(2, 12):
        engine.write(made(generation), (), replace_all=True)
    over.set()
    for thread in threads:
        thread.join()
    assert failures == []


def searches(engine: WatchingEngine, call: Callable[[], object]) -> tuple[int, int, int]:
    """How many searchers a call takes, and how often it searches and samples; counts are searches."""
    engine.calls.clear()
    call()
    calls = engine.calls
    return calls["searcher"], calls["search"] + calls["count"], calls["sample"]


@pytest.mark.parametrize(
    "question",
    [
        SearchRequest(),
        SearchRequest("sekong"),
        SearchRequest("hợp tác với sekong"),
        SearchRequest("quảng nam"),  # offers what the province is part of now
        SearchRequest("sekong", chosen={"place": ("VN",), "date": ("2012",)}),
        SearchRequest(chosen={"place": ("VN-27",)}),
        SearchRequest('"hợp tác" -nowhere', sort="newest", page=2),
    ],
)
def test_an_ordinary_page_searches_once(
    watched: tuple[Archive, WatchingEngine], question: SearchRequest
) -> None:
    archive, engine = watched
    assert searches(engine, lambda: archive.search(question)) == (1, 1, 0)


def test_what_a_province_is_part_of_now_is_counted_once_under_further_filters(
    watched: tuple[Archive, WatchingEngine],
) -> None:
    archive, engine = watched
    page: list[Page] = []
    question = SearchRequest(
        "sekong", chosen={"place": ("VN-27", "LA-XE"), "date": ("2012",)}, any_place=True
    )
    assert searches(engine, lambda: page.append(archive.search(question))) == (1, 2, 0)
    (other,) = page[0].administrative_changes[0].others
    assert archive.search(other.request).total == other.total > 0


@pytest.mark.parametrize(
    "question",
    [
        SearchRequest("sekong hop tac"),
        SearchRequest("sekong nowhere"),
        SearchRequest("sekonk hop tac"),
        SearchRequest("Sekong Quangr Nam"),
        SearchRequest("hợp tác vớ sekong", chosen={"date": ("2012", "2013"), "place": ("VN-27",)}),
        SearchRequest("sekong", chosen={"date": ("1999",), "lang": ("en",), "source": ("nobody",)}),
        SearchRequest("a b c d e f zzz"),
    ],
)
def test_a_page_with_little_found_searches_four_times_at_most(
    watched: tuple[Archive, WatchingEngine], question: SearchRequest
) -> None:
    archive, engine = watched
    searchers, searched, sampled = searches(engine, lambda: archive.search(question))
    assert searchers == 1
    assert searched <= 4
    assert sampled <= 2


@pytest.mark.parametrize("rank", [None, 1, 2, 20])
def test_an_article_searches_three_times_at_most(
    watched: tuple[Archive, WatchingEngine], rank: int | None
) -> None:
    archive, engine = watched
    searchers, searched, _ = searches(
        engine, lambda: archive.read("g1-3", SearchRequest("sekong"), rank)
    )
    assert searchers == 1
    assert searched <= 3


@pytest.mark.parametrize("text", ["se", "hop", "hop tac v", "quang na", "tin so 1 hop t", "zzz"])
def test_a_keystroke_searches_once_at_most(
    watched: tuple[Archive, WatchingEngine], text: str
) -> None:
    archive, engine = watched
    searchers, searched, sampled = searches(engine, lambda: archive.suggest(text))
    assert searchers == 1
    assert searched <= 1
    assert sampled <= 3


def test_numbers_ask_for_no_page(watched: tuple[Archive, WatchingEngine]) -> None:
    """Offers beside a page are counted, never searched for with hits and facets of their own."""
    archive, engine = watched
    engine.calls.clear()
    page = archive.search(SearchRequest("sekong", chosen={"date": ("1999",), "place": ("VN-27",)}))
    assert {way.kind for way in page.relaxations} == {"without filter", "without filters"}
    assert engine.calls["search"] == 1
    for way in page.relaxations:
        assert archive.search(way.request).total == way.total


def test_a_question_is_read_again_for_each_page(watched: tuple[Archive, WatchingEngine]) -> None:
    archive, engine = watched
    first = archive.search(SearchRequest("sekong"))
    engine.write([replace(one, id=f"{one.id}-x") for one in made(1)], (), replace_all=True)
    assert archive.search(SearchRequest("sekong")).results != first.results


def test_all_results_are_of_the_generation_that_was_there_at_first(
    watched: tuple[Archive, WatchingEngine],
) -> None:
    archive, engine = watched
    results = archive.scan(SearchRequest("hợp tác", size=3, page=2))
    for generation in range(2, 5):
        assert next(results).article.id.startswith("g1-")
        engine.write(made(generation), (), replace_all=True)
    rest = [result.article.id for result in results]
    assert len(rest) == len(made(1)) - 3
    assert all(id.startswith("g1-") for id in rest)
    assert (engine.calls["scan"], engine.calls["search"]) == (1, 0)

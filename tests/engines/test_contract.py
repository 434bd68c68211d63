"""What every engine does: the same ids, scores, totals and counts as the slow, obvious evaluator."""

from __future__ import annotations

import inspect
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial, wraps
from itertools import combinations, pairwise, product
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from search import ArticleNotFound, QueryTooCostly, Settings
from search.articles import Article, Language
from search.engines.base import MOST_COPIES, Engine, Hit, Hits, Searcher
from search.engines.opensearch import OpenSearchEngine, lexicon
from search.engines.whoosh import WhooshEngine
from search.facets import FACETS
from search.query.plan import Filters, Plan
from search.query.tree import (
    NOTHING,
    All,
    Any,
    FacetTerm,
    Most,
    Node,
    Not,
    Phrase,
    Prefix,
    Range,
    Term,
    Word,
)
from tests.cluster.fixtures import delete_indices
from tests.conftest import article, day, mention
from tests.engines.drawn import (
    COLUMNS,
    DATES,
    DAYS,
    ROWS,
    WORDS,
    Chance,
    PlanMaker,
    archives,
    asked_archives,
    term_of,
)
from tests.engines.reference import Answer, Reference, edits, groups_of_copies, terms_in

Open = Callable[..., Engine]
Test = Callable[..., None]


SHARE = {"whoosh": 1.0, "opensearch": 0.1, "opensearch-3-shards": 0.04}
"""Of the examples of a test those that an engine is given: an index in a cluster takes half a second."""


@pytest.fixture(
    params=[
        name if name == "whoosh" else pytest.param(name, marks=pytest.mark.opensearch)
        for name in SHARE
    ]
)
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def open_engine(
    request: pytest.FixtureRequest,
    engine_name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Open]:
    """Open an engine on a place of its own; called again, on the same place."""
    versions = {"gazetteer": "test"}
    if engine_name == "whoosh":
        yield lambda **given: WhooshEngine(Settings(index=tmp_path / "index", **given), versions)
        return
    cluster = request.getfixturevalue("cluster")
    if engine_name == "opensearch-3-shards":
        # As in a large archive also otherwise: its dictionary is too large to be held in memory.
        monkeypatch.setattr(lexicon, "MOST", 0)
    place = {
        "opensearch_hosts": tuple(cluster.addresses),
        "opensearch_index": f"test-{uuid4().hex}",
        "opensearch_grace": 0,
        "opensearch_shards": 3 if engine_name == "opensearch-3-shards" else 1,
    }
    yield lambda **given: OpenSearchEngine(Settings(**place | given), versions)
    delete_indices(cluster, place["opensearch_index"])


drawn = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def on_drawn(most: int, **strategies: st.SearchStrategy) -> Callable[[Test], Test]:
    """Call a test with what is drawn, up to `most` times: fewer on an engine that takes long."""

    def decorate(test: Test) -> Test:
        own = inspect.signature(test).parameters
        fixtures = [own[name] for name in own if name not in strategies]

        def on_engine(engine_name: str, **given_fixtures: object) -> None:
            examples = max(2, round(most * SHARE[engine_name]))

            @settings(drawn, max_examples=examples)
            @given(**strategies)
            def call(**drawn_values: object) -> None:
                test(**given_fixtures, **drawn_values)

            call()

        wrapped = wraps(test)(on_engine)
        by_name = inspect.Parameter("engine_name", inspect.Parameter.KEYWORD_ONLY)
        keyword_only = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in fixtures]
        wrapped.__signature__ = inspect.Signature([by_name, *keyword_only])
        return wrapped

    return decorate


close = partial(pytest.approx, abs=1e-5, rel=1e-6)
"""Scores are 32-bit floats, and sums in another order differ in their last digits."""


def assert_answers(hits: Hits, expected: Answer) -> None:
    """The page has the score of each of its ids, none that is better is left out, and all is counted.

    Of ids that score the same any may be on the page, since a last digit decides which.
    """
    page = [(hit.id, hit.score) for hit in hits.hits]
    assert [score for _, score in page] == close([score for _, score in expected.ranked])
    assert dict(page) == close({id: expected.scores[id] for id, _ in page})
    assert len(dict(page)) == len(page)
    if page:
        edges = [close(page[0][1]), close(page[-1][1])]
        within = {id for id, score in expected.ranked if score not in edges}
        assert within <= dict(page).keys()
        assert all(score in edges for id, score in page if id not in dict(expected.ranked))
    assert (hits.total, hits.groups) == (expected.total, expected.total)
    assert {facet: dict(hits.counts[facet]) for facet in hits.counts} == expected.counts
    assert hits.expansions == expected.expansions
    assert hits.complete == expected.complete


def assert_tables(searcher: Searcher, reference: Reference, plan: Plan) -> None:
    """Pairs of places and days are counted in the articles that the plan finds."""
    expected = reference.co_occurrences(plan, ROWS, COLUMNS)
    assert searcher.co_occurrences(plan, ROWS, COLUMNS) == expected
    assert searcher.count_days(plan, *DAYS) == reference.days(plan, *DAYS)


def test_a_day_has_its_parts_though_a_date_with_its_year_came_before(open_engine: Open) -> None:
    """Of several segments: the day is a part of the date in the first, and a token in the second."""
    engine = open_engine(segment_articles=1)
    bodies = ["2 tháng 2 năm 2022", "2/2", "3/2"]
    engine.write(
        [article(id=f"a{n}", title="", body=body) for n, body in enumerate(bodies)],
        (),
        replace_all=True,
    )
    for word, total in (("2", 3), ("2/2", 2), ("3", 1), ("tháng", 1)):
        assert engine.searcher().search(Plan(Word(term_of(word)))).total == total, word


@pytest.mark.parametrize(("segment", "rescored"), [(3, 1000), (1000, 1000), (1000, 2)])
@on_drawn(50, asked=asked_archives(most_plans=5))
def test_agrees_with_the_reference(
    open_engine: Open, segment: int, rescored: int, asked: tuple[list[Article], list[Plan]]
) -> None:
    articles, plans = asked
    given = {
        "rescored": rescored,
        "passage_words": segment,
        "lead_words": segment,
        "minimum_matches": 2 if rescored == 2 else 1,
    }
    engine = open_engine(segment_articles=segment, **given)
    engine.write(articles, (), replace_all=True)
    reference = Reference(articles, Settings(**given))
    searcher = engine.searcher()
    for plan in plans:
        hits, expected = searcher.search(plan), reference.answer(plan)
        assert_answers(hits, expected)
        if plan.sort != "relevance":
            assert [hit.id for hit in hits.hits] == [id for id, _ in expected.ranked]
        assert searcher.search(plan) == hits
        assert_tables(searcher, reference, plan)
    assert searcher.count(plans) == tuple(reference.answer(plan).total for plan in plans)


def test_many_of_the_archives_drawn_are_ranked() -> None:
    """A third or more have different scores on one page: else no order would be compared above."""
    seen: list[bool] = []

    @seed(20120611)
    @settings(drawn, max_examples=150, phases=[Phase.generate], database=None)
    @given(asked_archives())
    def look(asked: tuple[list[Article], list[Plan]]) -> None:
        articles, (plan,) = asked
        scores = [score for _, score in Reference(articles, Settings()).answer(plan).ranked]
        different = any(a != close(b) for a, b in pairwise(scores))
        seen.append(plan.sort == "relevance" and different)

    look()
    assert len(seen) >= 150
    assert sum(seen) >= len(seen) / 3


@pytest.mark.parametrize("filters", [Filters(), Filters({"lang": ("vi",)}, first=date(2012, 1, 1))])
def test_nothing_matches_a_tree_without_alternatives(open_engine: Open, filters: Filters) -> None:
    engine = open_engine()
    engine.write([article("a", "", "hop tac", date=day("2022-06-08"))], (), replace_all=True)
    for tree, total in ((NOTHING, 0), (Not(NOTHING), 1), (Any((NOTHING, Word(Term("hop")))), 1)):
        hits = engine.searcher().search(Plan(tree, filters=filters))
        assert hits.total == len(hits.hits) == sum(hits.counts["lang"].values()) == total


def test_only_the_best_articles_are_looked_into_for_passages(open_engine: Open) -> None:
    # The shorter the better, by its words alone; but those of d stand side by side.
    bodies = {
        "a": "hop x tac",
        "b": "hop x y tac",
        "c": "hop x y z tac",
        "d": "u v w x y z hop tac",
    }
    others = dict.fromkeys("efghij", "ban be")
    given = {"passage_weight": 10.0, "passage_words": 2, "lead_weight": 0, "segment_articles": 2}
    engine = open_engine(passage_candidates=2, **given)
    engine.write(
        [article(id, "", body) for id, body in (bodies | others).items()], (), replace_all=True
    )
    plain = Plan(All((Word(Term("hop")), Word(Term("tac")))))
    near = replace(plain, proximity_terms=("hop", "tac"))
    before, after = engine.searcher().search(plain).hits, engine.searcher().search(near).hits
    assert [hit.id for hit in before] == [hit.id for hit in after] == ["a", "b", "c", "d"]
    gained = [late.score > early.score for early, late in zip(before, after, strict=True)]
    assert gained == [True, True, False, False]
    assert open_engine(passage_candidates=4, **given).searcher().search(near).hits[0].id == "d"


def test_a_short_page_begins_as_a_long_one(open_engine: Open) -> None:
    """Of words that many articles have, often and in texts of all lengths: all scores are close."""
    chance = random.Random(20120611)
    words = ["hop", "tac", "quang", "nam", "lao", "tin"]
    made = [
        article(f"a{number}", "", " ".join(chance.choices(words, k=chance.randint(1, 10))))
        for number in range(400)
    ]
    engine = open_engine()
    engine.write(made, (), replace_all=True)
    searcher = engine.searcher()
    for asked in combinations(words, 4):
        # What is rounded for each word is rounded three times.
        plan = Plan(Any(tuple(Word(Term(word)) for word in asked * 3)), size=len(made))
        whole = searcher.search(plan).hits
        assert len({hit.score for hit in whole}) > len(made) / 8
        for size in range(1, 40):
            page = searcher.search(replace(plan, size=size)).hits
            assert [hit.score for hit in page] == [hit.score for hit in whole[:size]]


@pytest.mark.parametrize("segment", [200, 1000])
def test_counts_over_more_articles_than_a_byte_numbers(open_engine: Open, segment: int) -> None:
    engine = open_engine(segment_articles=segment)
    made = [
        article(f"a{n}", "tin", "hop tac" if n % 3 else "tac hop", date=DATES[n % 6],
                places=(mention("VN-27", "VN"),) if n % 2 else (mention("LA-XE", "LA"),))
        for n in range(700)
    ]  # fmt: skip
    engine.write(made, (), replace_all=True)
    reference = Reference(made, Settings())
    for tree in (None, Word(Term("tin")), Phrase((Term("hop"), Term("tac")))):
        for filters in (
            Filters(),
            Filters(chosen={"place": ("LA",)}),
            Filters(chosen={"date": ("2024",)}),
        ):
            plan = Plan(tree, filters=filters, sort="newest", size=700)
            hits, expected = engine.searcher().search(plan), reference.answer(plan)
            assert [hit.id for hit in hits.hits] == [id for id, _ in expected.ranked]
            assert {facet: dict(hits.counts[facet]) for facet in FACETS} == expected.counts


@on_drawn(25, asked=asked_archives(), size=st.integers(1, 4))
def test_pages_neither_repeat_nor_lose_a_result(
    open_engine: Open, asked: tuple[list[Article], list[Plan]], size: int
) -> None:
    articles, (plan,) = asked
    engine = open_engine()
    engine.write(articles, (), replace_all=True)
    whole = engine.searcher().search(replace(plan, offset=0, size=len(articles)))
    paged = [
        hit
        for offset in range(0, len(articles) + size, size)
        for hit in engine.searcher().search(replace(plan, offset=offset, size=size)).hits
    ]
    assert tuple(paged) == whole.hits
    assert len(paged) == whole.total
    assert engine.searcher().search(replace(plan, offset=10**9, size=size)).hits == ()
    scan = engine.searcher().scan(replace(plan, offset=1, size=size))
    assert ([*scan.hits], scan.groups) == ([*whole.hits], whole.groups)
    assert scan.expansions == whole.expansions


@on_drawn(25, asked=asked_archives())
def test_a_count_is_what_choosing_it_alone_finds(
    open_engine: Open, asked: tuple[list[Article], list[Plan]]
) -> None:
    articles, (plan,) = asked
    engine = open_engine()
    engine.write(articles, (), replace_all=True)
    counts = engine.searcher().search(plan).counts
    for facet in ("date", "lang", "source", "section"):
        for value, count in counts[facet].items():
            filters = replace(plan.filters, chosen=plan.filters.chosen.choosing(facet, [value]))
            assert engine.searcher().search(replace(plan, filters=filters)).total == count
    for value, count in counts["place"].items():
        kept = () if plan.filters.any_place else plan.filters.chosen["place"]
        chosen = plan.filters.chosen.choosing("place", [*kept, value])
        filters = replace(plan.filters, chosen=chosen)
        assert engine.searcher().search(replace(plan, filters=filters)).total == count


STORIES = [
    " ".join(random.Random(seed).choices([*WORDS, *(f"chữ{n}" for n in range(300))], k=160))
    for seed in range(3)
]
PRINTED = [
    lambda text: text,
    lambda text: f"Hà Nội (TTXVN) – {text}",
    lambda text: text.upper(),
    lambda text: text.replace("chữ7", "từ7"),
    lambda text: f"{text[:400]}\n{text[460:]}\nTheo dõi báo để đọc tin mới nhất trong ngày",
]


@st.composite
def stories(draw: st.DrawFn) -> list[Article]:
    """Articles some of which are copies, and some too short to be."""
    chance = Chance(draw)
    return [
        article(
            f"a{number}",
            " ".join(chance.some(WORDS, 0, 4)),
            chance.of(PRINTED)(chance.of([*STORIES, "hợp tác Lào", ""])),
            language=chance.of(["vi", "en"]),
            date=chance.of(DATES),
            source=chance.of(["", "VNA"]),
        )
        for number in range(chance.number(1, 12))
    ]


@st.composite
def asked_stories(draw: st.DrawFn) -> tuple[list[Article], Plan]:
    articles = draw(stories())
    # What says nothing but numbers would be asked for otherwise.
    said = [*articles, article("words", "", " ".join(WORDS[:10]))]
    return articles, PlanMaker(Chance(draw), said).plan()


def grouped_slowly(ranked: Sequence[Hit], groups: dict[str, frozenset[str]]) -> list[Hit]:
    """The hits of a search without grouping, each group under the first of it."""
    shown: list[Hit] = []
    for hit in ranked:
        if not any(hit.id in groups[other.id] for other in shown):
            under = [o.id for o in ranked if o.id != hit.id and o.id in groups[hit.id]]
            shown.append(replace(hit, copies=tuple(under[:MOST_COPIES]), copies_total=len(under)))
    return shown


@pytest.mark.parametrize("segment", [3, 1000])
@on_drawn(40, asked=asked_stories(), size=st.integers(1, 4))
def test_grouped_pages_show_each_group_once_and_lose_none(
    open_engine: Open, segment: int, asked: tuple[list[Article], Plan], size: int
) -> None:
    articles, plan = asked
    engine = open_engine(segment_articles=segment)
    engine.write(articles, (), replace_all=True)
    apart = engine.searcher().search(replace(plan, offset=0, size=len(articles)))
    assert apart.groups == apart.total == len(apart.hits)
    expected = grouped_slowly(apart.hits, groups_of_copies(articles))
    paged: list[Hit] = []
    for offset in range(0, len(articles) + size, size):
        found = engine.searcher().search(replace(plan, offset=offset, size=size, group_copies=True))
        assert (found.total, found.counts) == (apart.total, apart.counts)
        assert found.groups == len(expected)
        paged.extend(found.hits)
    assert paged == expected
    scan = engine.searcher().scan(replace(plan, offset=1, size=size, group_copies=True))
    assert [*scan.hits] == [replace(hit, copies=()) for hit in expected]
    assert scan.groups == len(expected)


@on_drawn(25, first=stories(), second=stories(), gone=st.sets(st.integers(0, 11)))
def test_an_updated_index_groups_as_a_rebuilt_one(
    open_engine: Open, first: list[Article], second: list[Article], gone: set[int]
) -> None:
    engine = open_engine(segment_articles=5)
    engine.write(first, (), replace_all=True)
    removed = {f"a{number}" for number in gone}
    engine.write([replace(a, id=f"b{n}") for n, a in enumerate(second)], removed, replace_all=False)
    left = [a for a in first if a.id not in removed]
    groups = groups_of_copies(left + [replace(a, id=f"b{n}") for n, a in enumerate(second)])
    for id, group in groups.items():
        assert {id, *engine.searcher().duplicates_of(id)} == group
    assert engine.searcher().search(Plan(None, size=50, group_copies=True)).groups == len(
        set(groups.values())
    )


def test_a_copy_that_comes_later_stands_under_the_first(open_engine: Open) -> None:
    engine = open_engine()
    engine.write([article("old", "một", STORIES[0]), article("other", "hai")], (), replace_all=True)
    before = engine.searcher().search(Plan(None, group_copies=True))
    assert [(hit.id, hit.copies) for hit in before.hits] == [("old", ()), ("other", ())]
    engine.write([article("new", "ba", PRINTED[1](STORIES[0]))], (), replace_all=False)
    after = engine.searcher().search(Plan(None, group_copies=True))
    assert {(hit.id, hit.copies) for hit in after.hits} == {("old", ("new",)), ("other", ())}
    assert engine.searcher().duplicates_of("old") == ("new",)
    engine.write([], ["new"], replace_all=False)
    assert engine.searcher().search(Plan(None, group_copies=True)).hits == before.hits
    assert engine.searcher().duplicates_of("old") == engine.searcher().duplicates_of("new") == ()


def test_of_many_copies_some_are_named_and_all_counted(open_engine: Open) -> None:
    engine = open_engine(segment_articles=50)
    engine.write([article(f"a{n}", "", STORIES[0]) for n in range(120)], (), replace_all=True)
    (hit,) = engine.searcher().search(Plan(None, group_copies=True)).hits
    assert (hit.id, hit.copies_total, len(hit.copies)) == ("a0", 119, MOST_COPIES)
    assert len(engine.searcher().duplicates_of("a7")) == 119


def test_an_update_adds_replaces_and_removes(open_engine: Open) -> None:
    engine = open_engine()
    engine.write(
        [article("a", "một"), article("b", "hai"), article("c", "ba")], (), replace_all=True
    )
    engine.write([article("b", "bốn"), article("d", "năm")], ["c"], replace_all=False)
    found = engine.searcher().search(Plan(None, size=10))
    assert {hit.id for hit in found.hits} == {"a", "b", "d"}
    assert engine.searcher().fetch(["b"])[0].title == "bốn"
    assert engine.searcher().search(Plan(Word(Term("hai")))).total == 0
    assert set(engine.searcher().origins()) == {"a", "b", "d"}
    assert engine.searcher().summary().articles == 3
    with pytest.raises(ArticleNotFound):
        engine.searcher().fetch(["\ud800"])
    with pytest.raises(ArticleNotFound, match="'c'"):
        engine.searcher().fetch(["c"])


@on_drawn(
    25,
    asked=asked_archives(most_plans=4),
    second=archives(least=0, most=4),
    gone=st.sets(st.integers(0, 9), max_size=3),
)
def test_an_updated_index_finds_what_a_rebuilt_one_finds(
    open_engine: Open,
    asked: tuple[list[Article], list[Plan]],
    second: list[Article],
    gone: set[int],
) -> None:
    """Ids, totals and counts; scores may differ while deleted articles still count in the idf."""
    first, plans = asked
    engine = open_engine(minimum_matches=1)
    engine.write(first, (), replace_all=True)
    removed = {f"a{number}" for number in gone} - {a.id for a in second}
    engine.write(second, removed, replace_all=False)
    merged = {a.id: a for a in first} | {a.id: a for a in second}
    left = [a for id, a in merged.items() if id not in removed]
    reference = Reference(left, Settings(minimum_matches=1))
    searcher = engine.searcher()
    for plan in plans:
        hits = searcher.search(replace(plan, offset=0, size=50))
        expected = reference.answer(replace(plan, offset=0, size=50))
        assert {hit.id for hit in hits.hits} == {id for id, _ in expected.ranked}
        assert (hits.total, hits.complete) == (expected.total, expected.complete)
        assert {facet: dict(hits.counts[facet]) for facet in FACETS} == expected.counts
        if plan.tree:
            assert sampled(searcher, plan.tree, None) == set(reference.matching(plan.tree))
        assert_tables(searcher, reference, plan)
    assert searcher.count(plans) == tuple(reference.answer(plan).total for plan in plans)
    held = reference.answer(Plan(None)).counts
    for facet in FACETS:
        asked_for = [*held[facet], "nowhere"]
        assert searcher.doc_freq(facet, asked_for) == tuple(held[facet][v] for v in asked_for)


def sampled(searcher: Searcher, tree: Node, language: Language | None) -> set[str]:
    """The ids of all that match a tree."""
    (found,) = searcher.sample([tree], language, 100)
    return {article.id for article in found}


def test_deleted_articles_do_not_count_for_what_is_enough(open_engine: Open) -> None:
    """Two of ten are deleted, so few that they stay in their segment.

    Of eight articles "mot" is in two, "hai" and "ba" are in three: they weigh ln 3.6 = 1.28 and
    ln 2.571 = 0.94, and "mot" alone is more than two fifths of 3.16. Of ten it would be 1.48 of 3.78.
    """
    bodies = ["mot"] * 2 + ["hai ba"] * 3 + ["khac"] * 5
    engine = open_engine(minimum_matches=1)
    engine.write(
        [article(f"a{n}", "", body) for n, body in enumerate(bodies)], (), replace_all=True
    )
    engine.write([], ["a8", "a9"], replace_all=False)
    words = Most(tuple(Word(Term(word)) for word in ("mot", "hai", "ba")))
    found = engine.searcher().search(Plan(words))
    assert {hit.id for hit in found.hits} == {"a0", "a1", "a2", "a3", "a4"}


def test_of_two_articles_with_one_id_the_later_stays(open_engine: Open) -> None:
    engine = open_engine()
    engine.write(
        [article("a", "một"), article("b", "hai"), article("a", "ba")], (), replace_all=True
    )
    assert engine.searcher().summary().articles == 2
    assert engine.searcher().search(Plan(Word(Term("mot")))).total == 0
    assert engine.searcher().fetch(["a"])[0].title == "ba"
    engine.write([article("b", "bốn"), article("b", "năm")], (), replace_all=False)
    assert engine.searcher().search(Plan(None)).total == 2
    assert engine.searcher().fetch(["b"])[0].title == "năm"


def test_a_failing_write_leaves_the_index_as_it_was(open_engine: Open) -> None:
    engine = open_engine()
    engine.write([article("a", "một")], (), replace_all=True)

    def broken() -> Iterator[Article]:
        yield article("b", "hai")
        raise RuntimeError("the disk is on fire")

    for replace_all in (True, False):
        with pytest.raises(RuntimeError, match="on fire"):
            engine.write(broken(), ["a"], replace_all=replace_all)
        for reader in (engine, open_engine()):
            assert [hit.id for hit in reader.searcher().search(Plan(None)).hits] == ["a"]
    engine.write([article("b", "hai")], (), replace_all=False)
    assert engine.searcher().search(Plan(None)).total == 2


def test_what_is_deleted_is_asked_for_after_the_articles(open_engine: Open) -> None:
    engine = open_engine()
    engine.write([article("a", "một"), article("b", "hai")], (), replace_all=True)
    taken: list[str] = []

    def articles() -> Iterator[Article]:
        for id in ("c", "d"):
            taken.append(id)
            yield article(id, "ba")

    def deleted() -> Iterator[str]:
        assert taken == ["c", "d"]
        yield "a"

    engine.write(articles(), deleted(), replace_all=False)
    assert {hit.id for hit in engine.searcher().search(Plan(None)).hits} == {"b", "c", "d"}


def test_where_nothing_changes_nothing_is_published(open_engine: Open) -> None:
    engine = open_engine()
    engine.write([article("a", "một")], (), replace_all=True)
    before = engine.searcher().summary().generation
    engine.write([], (), replace_all=False)
    assert engine.searcher().summary().generation == before
    engine.write([], (), replace_all=True)
    assert engine.searcher().summary().generation != before


def test_going_back_to_a_generation(open_engine: Open) -> None:
    engine, other = open_engine(), open_engine()
    for number in range(3):
        engine.write([article(f"n{number}", "một")], (), replace_all=number == 0)
    newest, before, first = engine.generations()
    assert [kept.served for kept in (newest, before, first)] == [True, False, False]
    assert [kept.articles for kept in (newest, before, first)] == [3, 2, 1]
    assert other.searcher().summary().articles == 3
    assert engine.rollback(before.generation).articles == 2
    assert {hit.id for hit in other.searcher().search(Plan(None)).hits} == {"n0", "n1"}
    assert [kept.served for kept in engine.generations()] == [False, True, False]
    engine.write([article("n9", "một")], (), replace_all=False)
    assert {hit.id for hit in other.searcher().search(Plan(None)).hits} == {"n0", "n1", "n9"}
    assert len({kept.generation for kept in engine.generations()}) == len(engine.generations())


def test_an_empty_index_answers(open_engine: Open) -> None:
    engine = open_engine()
    engine.write([], (), replace_all=True)
    word, place = Word(Term("a")), FacetTerm("place", "VN")
    hits = engine.searcher().search(Plan(Any((word, Prefix("a"), Not(word), place))))
    assert (hits.total, hits.hits) == (0, ())
    assert engine.searcher().origins() == {}
    engine.write([article("a", "một")], (), replace_all=False)
    assert engine.searcher().search(Plan(None)).total == 1


def test_articles_come_back_as_they_went_in(open_engine: Open) -> None:
    engine = open_engine()
    whole = replace(
        article("thư mục/bài 1", "Sê Kông 广南", "dòng một\ndòng hai", source="VNA"),
        date=DATES[-1],
        places=(mention("VN-27", "VN", main=False), mention("LA-XE", "LA")),
        url="https://example.org/?a=1&b=<2>",
        title_derived=True,
    )
    engine.write([whole, article("b", "hai")], (), replace_all=True)
    assert engine.searcher().fetch(["b", whole.id, "b"]) == (
        article("b", "hai"),
        whole,
        article("b", "hai"),
    )


def test_a_derived_title_is_not_searched_as_a_title(open_engine: Open) -> None:
    engine = open_engine()
    body = "hop tac quang nam"
    written = article("written", "hop tac", body)
    derived = replace(article("derived", "hop tac", body), title_derived=True)
    engine.write([derived, written], (), replace_all=True)
    found = engine.searcher().search(Plan(Word(Term("hop"), field="title")))
    assert [hit.id for hit in found.hits] == ["written"]
    assert [h.id for h in engine.searcher().search(Plan(Word(Term("hop")))).hits] == [
        "written",
        "derived",
    ]
    assert engine.searcher().fetch(["derived"])[0].title == "hop tac"


def test_frequencies_count_bodies(open_engine: Open) -> None:
    engine = open_engine()
    bodies = ["hợp tác", "hop tác tác", "provinces", "lào"]
    engine.write(
        [article(f"a{i}", "", body) for i, body in enumerate(bodies)], (), replace_all=True
    )
    assert engine.searcher().doc_freq("folded", ["hop", "tac", "lao", "none"]) == (2, 2, 1, 0)
    assert engine.searcher().doc_freq("accented", ["hợp", "hop"]) == (1, 0)
    assert engine.searcher().doc_freq("bigrams", ["hop_tac"]) == (2,)


def test_similar_terms_are_those_few_edits_away(open_engine: Open) -> None:
    engine = open_engine()
    words = "quang quagn quan uqang duang quangnam nam quãng qang quang"
    engine.write([article("a", "quant", words), article("b", "", "quan")], (), replace_all=True)
    found = engine.searcher().similar_terms("quang", 1)
    # quãng folds to quang itself; duang begins otherwise; quant stands in a title alone
    assert list(found.items()) == [
        ("quan", 2),
        ("qang", 1),
        ("quagn", 1),
        ("uqang", 1),
        ("quant", 0),
    ]
    assert engine.searcher().similar_terms("uqang", 1).keys() == {"quang", "qang"}
    assert engine.searcher().similar_terms("namm", 1).keys() == {"nam"}
    assert (
        engine.searcher().similar_terms("xyzzy", 2) == engine.searcher().similar_terms("", 2) == {}
    )


@on_drawn(20, made=archives(), asked=st.sampled_from(WORDS), distance=st.integers(0, 3))
def test_similar_terms_are_those_of_a_plain_search(
    open_engine: Open, made: list[Article], asked: str, distance: int
) -> None:
    engine = open_engine()
    engine.write(made, (), replace_all=True)
    term = term_of(asked).folded
    bodies = [terms_in(a.body, "folded") for a in made]
    lexicon = {word for a in made for word in terms_in(f"{a.title}\n{a.body}", "folded")} - {term}
    near = {word for word in lexicon if word[0] in term[:2] and edits(word, term) <= distance}
    found = engine.searcher().similar_terms(term, distance)
    assert found == {word: sum(word in body for body in bodies) for word in near}
    assert list(found) == sorted(found, key=lambda word: (-found[word], word))


@on_drawn(
    20,
    made=archives(),
    more=archives(),
    prefix=st.sampled_from(["", "h", "hop", "hop_", "hop_t", "lao_", "quang_nam", "x"]),
    stream=st.sampled_from(["folded", "bigrams"]),
    limit=st.integers(1, 6),
)
def test_what_begins_so_is_what_is_most_frequent(
    open_engine: Open,
    made: list[Article],
    more: list[Article],
    prefix: str,
    stream: str,
    limit: int,
) -> None:
    """Of small segments and, after an update, of several."""
    engine = open_engine(segment_articles=3)
    others = [replace(a, id=f"b{number}") for number, a in enumerate(more)]
    engine.write(made, (), replace_all=True)
    engine.write(others, (), replace_all=False)
    bodies = [terms_in(a.body, stream) for a in (*made, *others)]
    terms = {term for body in bodies for term in body if term.startswith(prefix)}
    counts = {term: sum(term in body for body in bodies) for term in terms}
    ranked = sorted(counts, key=lambda term: (-counts[term], term))[:limit]
    found = engine.searcher().terms_with_prefix(stream, prefix, limit)
    assert list(found.items()) == [(term, counts[term]) for term in ranked]


def test_too_many_expansions_are_refused_and_named(open_engine: Open) -> None:
    engine = open_engine(expansions=3)
    engine.write([article("a", "", "ta tb tc td ua")], (), replace_all=True)
    with pytest.raises(QueryTooCostly, match=r"t\* stands for 4 words.*limit is 3"):
        engine.searcher().search(Plan(Prefix("t")))
    assert engine.searcher().search(Plan(Prefix("u"))).expansions == {Prefix("u"): ("ua",)}


def test_a_plan_is_counted_by_its_filters_and_not_by_its_page(open_engine: Open) -> None:
    engine = open_engine(expansions=2)
    made = [
        article("a", "", "hop tac", language="en"),
        article("b", "", "hop lao"),
        article("c", "", "hop hai hang"),
    ]
    engine.write([*made, article("d", "", "tin"), article("e", "", "hop")], (), replace_all=True)
    engine.write((), ["e"], replace_all=False)
    hop = Plan(Word(Term("hop")))
    asked = [
        hop,
        replace(hop, filters=Filters(chosen={"lang": ("vi",)})),
        replace(hop, offset=2, size=1),
        replace(hop, size=0),
        Plan(None),
        Plan(Word(Term("nowhere"))),
        Plan(Prefix("h")),
    ]
    assert engine.searcher().count(asked) == (3, 2, 3, 3, 4, 0, 0)
    assert engine.searcher().count(()) == ()


@on_drawn(25, asked=asked_archives(), main=st.booleans())
def test_a_pair_counts_what_choosing_both_finds(
    open_engine: Open, asked: tuple[list[Article], list[Plan]], main: bool
) -> None:
    articles, (plan,) = asked
    engine = open_engine(segment_articles=4)
    engine.write(articles, (), replace_all=True)
    searcher = engine.searcher()
    filters = replace(plan.filters, any_place=False, main_places=main)
    plan = replace(plan, filters=filters)
    pairs = searcher.co_occurrences(plan, ROWS, COLUMNS)
    chosen = plan.filters.chosen
    for pair in product(ROWS, COLUMNS):
        both = chosen.choosing("place", [*chosen["place"], *pair])
        (count,) = searcher.count([replace(plan, filters=replace(filters, chosen=both))])
        assert pairs.get(pair, 0) == count
    assert 0 not in pairs.values()


def test_pairs_of_places_within_each_other(open_engine: Open) -> None:
    engine = open_engine(segment_articles=2)
    hoi_an = mention("VN-27-HOI-AN", "VN-27", "VN")
    sekong, in_passing = mention("LA-XE", "LA"), mention("LA-XE", "LA", main=False)
    made = [
        article("a", "hop", places=(hoi_an, sekong)),
        article("b", "hop", places=(mention("VN-27", "VN"), hoi_an, in_passing)),
        article("c", "tin", places=(hoi_an,)),
        article("d", "hop", places=(sekong,)),
        article("e", "hop", places=(hoi_an, sekong)),
    ]
    engine.write(made, (), replace_all=True)
    engine.write([article("f", "hop")], ["e"], replace_all=False)
    searcher = engine.searcher()
    places = ["VN-27", "VN", "LA-XE"]
    within = {("VN-27", "VN-27"): 3, ("VN-27", "VN"): 3, ("VN", "VN-27"): 3, ("VN", "VN"): 3}
    for plan, abroad, both in (
        (Plan(None), 3, 2),
        (Plan(None, filters=Filters(main_places=True)), 2, 1),
    ):
        across = {
            pair: both for home in ("VN-27", "VN") for pair in ((home, "LA-XE"), ("LA-XE", home))
        }
        expected = within | across | {("LA-XE", "LA-XE"): abroad}
        assert searcher.co_occurrences(plan, places, places) == expected
        for other in ("LA-XE", "VN"):
            pair = "VN-27", other
            assert searcher.co_occurrences(plan, pair[:1], pair[1:]) == {pair: expected[pair]}
    hop = Plan(Word(Term("hop")), size=1, group_copies=True)
    assert searcher.co_occurrences(hop, ["VN-27", "KH"], ["VN"]) == {("VN-27", "VN"): 2}
    assert searcher.co_occurrences(hop, ["KH"], ["VN"]) == {}
    assert searcher.co_occurrences(hop, [], places) == searcher.co_occurrences(hop, [], []) == {}


def test_days_of_events_that_last(open_engine: Open) -> None:
    engine = open_engine(segment_articles=3)
    made = [article(f"a{n}", "hop", date=span) for n, span in enumerate(DATES)]
    made += [article("b", "hop", date=day("2024-09-30")), article("c", "hop", date=DATES[-1])]
    engine.write([*made, article("d", "tin", date=DATES[-1])], (), replace_all=True)
    engine.write((), ["c"], replace_all=False)
    searcher = engine.searcher()
    hop = Plan(Word(Term("hop")), facets=("date",))
    last_days = {date(2024, 9, 28): 1, date(2024, 9, 29): 1, date(2024, 9, 30): 2}
    assert searcher.count_days(hop, date(2024, 9, 1), date(2024, 9, 30)) == last_days
    assert searcher.count_days(hop, date(2024, 10, 2), date.max) == {date(2024, 10, 2): 1}
    assert searcher.count_days(Plan(None), date(2024, 9, 28), date(2024, 9, 28)) == {
        date(2024, 9, 28): 2
    }
    for empty in ((date(2024, 10, 3), date.max), (date(2024, 9, 29), date(2024, 9, 28))):
        assert searcher.count_days(hop, *empty) == {}
    every = searcher.count_days(hop, date.min, date.max)
    assert sum(every.values()) == 2 + 5 + 1
    # What falls on no day: undated, known only to the year, known only to the month.
    counts = searcher.search(hop).counts["date"]
    assert (counts["undated"], counts["2024-unknown"], counts["2024-09"]) == (1, 1, 3)
    on_days = Any(tuple(Range(date(2024, 9, n), date(2024, 9, n + 14)) for n in (1, 16)))
    only_month = All((hop.tree, FacetTerm("date", "2024-09"), Not(on_days)))
    assert searcher.count([Plan(only_month)]) == (1,)


def test_tables_refuse_what_a_search_refuses(open_engine: Open) -> None:
    engine = open_engine(expansions=3)
    engine.write([article("a", "", "ta tb tc td")], (), replace_all=True)
    plan = Plan(Prefix("t"))
    for count in (
        partial(engine.searcher().co_occurrences, plan, ROWS, COLUMNS),
        partial(engine.searcher().count_days, plan, *DAYS),
    ):
        with pytest.raises(QueryTooCostly, match=r"t\* stands for 4 words"):
            count()


def test_an_empty_index_has_no_pairs_and_no_days(open_engine: Open) -> None:
    engine = open_engine()
    engine.write([], (), replace_all=True)
    assert engine.searcher().co_occurrences(Plan(None), ROWS, COLUMNS) == {}
    assert engine.searcher().count_days(Plan(None), *DAYS) == {}


def test_copies_are_counted_each(open_engine: Open) -> None:
    engine = open_engine()
    engine.write([article(id, "", STORIES[0]) for id in "abc"], (), replace_all=True)
    plan = Plan(None, group_copies=True)
    assert engine.searcher().search(plan).groups == 1
    assert engine.searcher().count([plan]) == (3,)


def test_a_sample_is_of_those_that_match_as_they_stand(open_engine: Open) -> None:
    engine = open_engine(segment_articles=12, expansions=3)
    made = [
        article(f"a{n}", "", "hop tac" if n % 3 else "lao", language="en" if n % 2 else "vi")
        for n in range(20)
    ]
    engine.write([*made, article("b", "", "ta tb tc td")], (), replace_all=True)
    engine.write((), ["a1", "a2"], replace_all=False)
    searcher = engine.searcher()
    order = [hit.id for hit in searcher.search(Plan(None, size=50)).hits]
    hop, lao = Word(Term("hop")), Word(Term("lao"))
    for language in ("vi", "en", None):
        for limit in (0, 1, 3, 50):
            expected = tuple(
                [
                    made[int(id[1:])]
                    for id in order
                    if id != "b"
                    and (int(id[1:]) % 3 > 0) == (tree is hop)
                    and language in (None, made[int(id[1:])].language)
                ][:limit]
                for tree in (hop, lao)
            )
            found = searcher.sample([hop, lao], language, limit)
            assert tuple(map(list, found)) == expected
    assert searcher.sample([Prefix("t"), Word(Term("nowhere"))], None, 9) == ((), ())
    assert searcher.sample([], None, 9) == ()


def test_a_facet_counts_no_deleted_article(open_engine: Open) -> None:
    engine = open_engine()
    where = (mention("VN-27", "VN"),)
    made = [
        article(f"a{n}", "tin", "hop tac", places=where, date=DATES[1], source="VNA")
        for n in range(12)
    ]
    # So few are deleted that a segment need not be written again.
    engine.write([*made, article("b", "tin", language="en")], (), replace_all=True)
    engine.write((), ["a0", "a3"], replace_all=False)
    searcher = engine.searcher()
    assert searcher.doc_freq("place", ["VN-27", "VN", "LA"]) == (10, 10, 0)
    assert searcher.doc_freq("date", ["2022", "2022-06", "undated", "2012"]) == (10, 10, 1, 0)
    assert searcher.doc_freq("lang", ["en", "vi"]) == (1, 10)
    assert searcher.doc_freq("source", ["VNA", "unknown"]) == (10, 1)
    hits = searcher.search(Plan(Word(Term("tin")), size=50))
    assert {hit.id for hit in hits.hits} == {a.id for a in made} - {"a0", "a3"} | {"b"}
    assert hits.total == 11
    assert hits.counts["source"] == {"VNA": 10, "unknown": 1}


def test_the_counts_of_a_facet_leave_out_its_own_choice(open_engine: Open) -> None:
    engine = open_engine()
    engine.write(
        [
            article("a", "", "hop", language="vi", places=(mention("VN-27", "VN"),), source="VNA"),
            article("b", "", "hop", language="en", places=(mention("LA-XE", "LA"),)),
        ],
        (),
        replace_all=True,
    )
    plan = Plan(Word(Term("hop")))
    alone, every = {"VN-27": 1, "VN": 1}, {"VN-27": 1, "VN": 1, "LA-XE": 1, "LA": 1}
    for filters, places, languages, sources in (
        (Filters(chosen={"place": ("VN",)}), alone, {"vi": 1}, {"VNA": 1}),
        (Filters(chosen={"place": ("VN",)}, any_place=True), every, {"vi": 1}, {"VNA": 1}),
        (Filters(chosen={"lang": ("vi",)}), alone, {"vi": 1, "en": 1}, {"VNA": 1}),
        (Filters(chosen={"source": ("VNA",)}), alone, {"vi": 1}, {"VNA": 1, "unknown": 1}),
        (Filters(chosen={"source": ("VNA",), "lang": ("vi",)}), alone, {"vi": 1}, {"VNA": 1}),
    ):
        counts = engine.searcher().search(replace(plan, filters=filters)).counts
        assert counts["place"] == places
        assert counts["lang"] == languages
        assert counts["source"] == sources


def test_a_place_in_passing_is_no_main_place(open_engine: Open) -> None:
    engine = open_engine()
    passing, main = mention("LA-XE", "LA", main=False), mention("VN-27", "VN")
    made = [
        article("a", "hop", places=(main, passing)),
        article("b", "hop", places=(passing,)),
        article("c", "hop", places=(mention("LA-XE", "LA"), mention("VN-27", "VN", main=False))),
    ]
    engine.write(made, (), replace_all=True)
    for main_places, expected, counts in (
        (False, {"a", "b", "c"}, {"LA": 3, "LA-XE": 3, "VN": 2, "VN-27": 2}),
        (True, {"c"}, {"LA": 1, "LA-XE": 1}),
    ):
        filters = Filters(chosen={"place": ("LA",)}, main_places=main_places)
        hits = engine.searcher().search(Plan(Word(Term("hop")), filters=filters))
        assert {hit.id for hit in hits.hits} == expected
        assert hits.counts["place"] == counts


def test_terms_with_a_prefix_are_the_most_frequent_in_bodies(open_engine: Open) -> None:
    engine = open_engine(segment_articles=2)
    bodies = ["hop tac", "hop tin", "hop tac hai", "hai tin", "lao hai hop"]
    made = [article(f"a{n}", "hoa", body) for n, body in enumerate(bodies)]
    engine.write(made, (), replace_all=True)
    searcher = engine.searcher()
    assert list(searcher.terms_with_prefix("folded", "h", 9).items()) == [("hop", 4), ("hai", 3)]
    assert list(searcher.terms_with_prefix("folded", "h", 1)) == ["hop"]
    assert list(searcher.terms_with_prefix("folded", "t", 9).items()) == [("tac", 2), ("tin", 2)]
    assert list(searcher.terms_with_prefix("folded", "t", 1)) == ["tac"]
    assert list(searcher.terms_with_prefix("bigrams", "hop_", 1).items()) == [("hop_tac", 2)]
    assert searcher.terms_with_prefix("folded", "x", 9) == {}


def test_a_searcher_keeps_its_generation_while_others_are_published(
    open_engine: Open, tmp_path: Path
) -> None:
    def generation(tag: str) -> list[Article]:
        where = (mention("VN-27", "VN"), mention("LA-XE", "LA"))
        others = [
            article(f"{tag}-{n}", f"tin {tag}", "hop tac lao", places=where, date=DATES[1])
            for n in range(3 + len(tag) % 2)
        ]
        return [*others, *(article(f"{tag}-copy-{n}", tag, STORIES[0]) for n in range(2))]

    def everything(searcher: Searcher) -> tuple[object, ...]:
        """Its answers to all that can be asked, which are of one generation."""
        hits = searcher.search(Plan(Any((Word(Term("hop")), Word(Term("lao")))), size=50))
        ids = tuple(hit.id for hit in hits.hits)
        fetched = searcher.fetch(ids)
        (tag,) = {id.split("-")[0] for id in ids}
        origins = searcher.origins()
        copies = searcher.duplicates_of(f"{tag}-copy-0")
        assert [article.id for article in fetched] == list(ids)
        assert {id.split("-")[0] for id in origins} == {tag}
        assert copies == (f"{tag}-copy-1",)
        return (
            hits,
            fetched,
            origins,
            copies,
            searcher.count([Plan(None)]),
            searcher.co_occurrences(Plan(None), ["VN-27", "VN"], ["LA-XE"]),
            searcher.count_days(Plan(None), *DAYS),
            searcher.sample([Word(Term("hop"))], None, 9),
            searcher.doc_freq("lang", ["vi"]),
            searcher.similar_terms("hop", 3),
            searcher.terms_with_prefix("folded", "", 5),
            searcher.summary(),
        )

    engine = open_engine(opensearch_grace=600)
    engine.write(generation("g0"), (), replace_all=True)
    pinned = engine.searcher()
    expected = everything(pinned)
    folder = tmp_path / "index" / pinned.summary().generation
    files = files_of(folder)
    done = threading.Event()
    wrong: list[BaseException] = []
    turns = [0] * 8

    def read(number: int) -> None:
        try:
            while not done.is_set() or not turns[number]:
                assert everything(pinned) == expected
                everything(engine.searcher())
                turns[number] += 1
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    try:
        for turn in range(1, 9):
            gone = [article.id for article in generation(f"g{turn - 1}")]
            engine.write(generation(f"g{turn}"), gone, replace_all=turn % 2 == 0)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert min(turns) > 0
    assert everything(pinned) == expected
    assert files_of(folder) == files
    assert everything(engine.searcher()) != expected
    with pytest.raises(ArticleNotFound):
        engine.searcher().fetch(["g0-0"])
    with pytest.raises(ArticleNotFound):
        pinned.fetch(["g8-0"])


def files_of(folder: Path) -> dict[str, bytes]:
    """What a generation has on this machine, if it lies here."""
    return {file.name: file.read_bytes() for file in folder.glob("*")}


def test_many_threads_get_the_answers_of_one(open_engine: Open) -> None:
    engine = open_engine()
    words = ["quang", "nam", "hop", "tac", "lao", "cai"]
    made = [
        article(f"a{i}", words[i % 6], " ".join(words[(i * k) % 6] for k in range(1, 9)))
        for i in range(120)
    ]
    engine.write(made, (), replace_all=True)
    asked = [
        Plan(All((Word(Term(a)), Phrase((Term(b), Term(c))))))
        for a in words
        for b in words
        for c in words
    ]
    alone = [engine.searcher().search(plan) for plan in asked]
    together: list[list[object]] = [[] for _ in range(6)]

    def ask(answers: list[object]) -> None:
        answers.extend(engine.searcher().search(plan) for plan in asked)

    threads = [threading.Thread(target=ask, args=(answers,)) for answers in together]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(answers == alone for answers in together)

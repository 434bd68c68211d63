"""What every engine does: the same ids, scores, totals and counts as the slow, obvious evaluator."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import ArticleNotFound, DateSpan, QueryTooCostly, Settings
from search.analysis import analyze, stem
from search.articles import Article
from search.engines.base import MOST_COPIES, Engine, Hit
from search.engines.whoosh import WhooshEngine
from search.query.plan import FACETS, SORTS, Boost, Filters, Plan
from search.query.tree import (
    All,
    Any,
    FacetTerm,
    Fuzzy,
    Not,
    Phrase,
    Prefix,
    Range,
    Term,
    Word,
)
from tests.conftest import article, day, mention
from tests.engines.reference import Reference, edits, groups_of_copies

Open = Callable[..., Engine]


@pytest.fixture(params=["whoosh"])
def open_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Open an engine on a place of its own; called again, on the same place."""

    def whoosh(**given: object) -> Engine:
        return WhooshEngine(Settings(index=tmp_path / "index", **given), {"gazetteer": "test"})

    return {"whoosh": whoosh}[request.param]


WORDS = [
    "hợp",
    "hop",
    "tác",
    "tac",
    "Quảng",
    "Nam",
    "Lào",
    "lao",
    "provinces",
    "province",
    "广",
    "14d",
]
FOLDED = ["hop", "tac", "quang", "nam", "provinces", "广", "nowhere"]
PLACES = [("VN-27", "VN"), ("LA-XE", "LA"), ("VN",), ("CN-YN", "CN")]
DATES = [
    None,
    day("2022-06-08"),
    day("2012-06-11"),
    DateSpan(date(2024, 1, 1), date(2024, 12, 31), "year", "year", "2024"),
    DateSpan(date(2024, 9, 1), date(2024, 9, 30), "month", "month and year", "9/2024"),
    DateSpan(date(2024, 9, 28), date(2024, 10, 2), "range", "full date", "28/9 - 2/10/2024"),
]

# Whoosh keeps lengths over 10 rounded, so that no text here is longer.
texts = st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join)
articles_of_words = st.lists(
    st.builds(
        lambda title, body, language, when, where, source: (
            title,
            body,
            language,
            when,
            where,
            source,
        ),
        texts,
        texts,
        st.sampled_from(["vi", "en"]),
        st.sampled_from(DATES),
        st.lists(st.sampled_from(PLACES), max_size=3, unique=True),
        st.sampled_from(["", "VNA", "Báo Quảng Nam, số 1"]),
    ),
    min_size=1,
    max_size=12,
).map(
    lambda rows: [
        article(
            f"a{number}",
            title,
            body,
            language=language,
            date=when,
            places=tuple(mention(*place, main=place != PLACES[1]) for place in where),
            source=source,
        )
        for number, (title, body, language, when, where, source) in enumerate(rows)
    ]
)


def term_of(word: str, stemmed: bool = False) -> Term:
    terms = analyze(word)
    return Term(terms.folded[0], terms.accented[0], stem(terms.folded[0]) if stemmed else None)


terms = st.builds(term_of, st.sampled_from(WORDS), st.booleans())
fields = st.sampled_from(["text", "title"])
bounds = st.sampled_from(
    [None, date(2012, 1, 1), date(2022, 6, 8), date(2024, 9, 30), date(2024, 12, 31)]
)
leaves = st.one_of(
    st.builds(Word, terms, fields, st.booleans()),
    st.builds(Phrase, st.lists(terms, min_size=1, max_size=3).map(tuple), fields, st.booleans()),
    st.builds(Prefix, st.sampled_from(["q", "ho", "provin", "zz"]), fields),
    st.builds(
        Fuzzy, st.sampled_from(["quang", "hpo", "provinse"]), st.sampled_from([1, 2]), fields
    ),
    st.builds(Range, bounds, bounds),
    st.builds(FacetTerm, st.just("place"), st.sampled_from(["VN-27", "LA", "CN", "KH"])),
    st.builds(FacetTerm, st.just("lang"), st.sampled_from(["vi", "en"])),
)
trees = st.recursive(
    leaves,
    lambda nodes: st.one_of(
        st.builds(All, st.lists(nodes, min_size=1, max_size=3).map(tuple)),
        st.builds(Any, st.lists(nodes, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, nodes),
    ),
    max_leaves=5,
)
several = lambda *values: st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)  # noqa: E731
plans = st.builds(
    Plan,
    tree=st.none() | trees,
    boosts=st.lists(
        st.builds(
            Boost,
            st.sampled_from(["bigrams", "accented"]),
            st.sampled_from(["quang_nam", "quảng", "hợp", "hop_tac"]),
            st.sampled_from([0.5, 1.0]),
        ),
        max_size=2,
    ).map(tuple),
    near=st.just(()) | st.lists(st.sampled_from(FOLDED), min_size=2, max_size=5).map(tuple),
    language=st.sampled_from([None, "vi", "en"]),
    filters=st.builds(
        Filters,
        places=several("VN", "VN-27", "LA-XE"),
        any_place=st.booleans(),
        main_places=st.booleans(),
        dates=several("2024", "2024-09", "2024-unknown", "undated"),
        first=bounds,
        last=bounds,
        languages=several("vi", "en"),
        sources=several("VNA", "unknown", "Báo Quảng Nam, số 1"),
    ),
    sort=st.sampled_from(SORTS),
    offset=st.integers(0, 5),
    size=st.integers(0, 5),
)


@pytest.mark.parametrize(("segment", "rescored"), [(3, 1000), (1000, 1000), (1000, 2)])
@given(articles=articles_of_words, asked=st.lists(plans, min_size=1, max_size=6))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_agrees_with_the_reference(
    open_engine: Open, segment: int, rescored: int, articles: list[Article], asked: list[Plan]
) -> None:
    engine = open_engine(segment_articles=segment, rescored=rescored, passage_words=segment)
    engine.write(articles, (), fresh=True)
    reference = Reference(articles, Settings(rescored=rescored, passage_words=segment))
    for plan in asked:
        hits, expected = engine.searcher().search(plan), reference.answer(plan)
        assert hits.total == expected.total
        assert [hit.score for hit in hits.hits] == pytest.approx(
            [score for _, score in expected.ranked], abs=1e-5, rel=1e-6
        )
        assert {facet: dict(hits.counts[facet]) for facet in FACETS} == expected.counts
        if plan.sort != "relevance":
            assert [hit.id for hit in hits.hits] == [id for id, _ in expected.ranked]
        for hit, (id, score) in zip(hits.hits, expected.ranked, strict=True):
            # Equal scores may differ in the last bit, which decides their order.
            assert (
                hit.id == id
                or any(
                    other.score == pytest.approx(score, abs=1e-9)
                    for other in hits.hits
                    if other != hit
                )
                or len(hits.hits) < hits.total
            )
        assert engine.searcher().search(plan) == hits


def test_only_the_best_articles_are_looked_into_for_passages(open_engine: Open) -> None:
    # The shorter the better, by its words alone; but those of d stand side by side.
    bodies = {
        "a": "hop x tac",
        "b": "hop x y tac",
        "c": "hop x y z tac",
        "d": "u v w x y z hop tac",
    }
    others = dict.fromkeys("efghij", "ban be")
    given = {"passage_weight": 10.0, "segment_articles": 2}
    engine = open_engine(passage_candidates=2, **given)
    engine.write([article(id, "", body) for id, body in (bodies | others).items()], (), fresh=True)
    plain = Plan(All((Word(Term("hop")), Word(Term("tac")))))
    near = replace(plain, near=("hop", "tac"))
    before, after = engine.searcher().search(plain).hits, engine.searcher().search(near).hits
    assert [hit.id for hit in before] == [hit.id for hit in after] == ["a", "b", "c", "d"]
    gained = [late.score > early.score for early, late in zip(before, after, strict=True)]
    assert gained == [True, True, False, False]
    assert open_engine(passage_candidates=4, **given).searcher().search(near).hits[0].id == "d"


@pytest.mark.parametrize("segment", [200, 1000])
def test_counts_over_more_articles_than_a_byte_numbers(open_engine: Open, segment: int) -> None:
    engine = open_engine(segment_articles=segment)
    made = [
        article(f"a{n}", "tin", "hop tac" if n % 3 else "tac hop", date=DATES[n % 6],
                places=(mention("VN-27", "VN"),) if n % 2 else (mention("LA-XE", "LA"),))
        for n in range(700)
    ]  # fmt: skip
    engine.write(made, (), fresh=True)
    reference = Reference(made, Settings())
    for tree in (None, Word(Term("tin")), Phrase((Term("hop"), Term("tac")))):
        for filters in (Filters(), Filters(places=("LA",)), Filters(dates=("2024",))):
            plan = Plan(tree, filters=filters, sort="newest", size=700)
            hits, expected = engine.searcher().search(plan), reference.answer(plan)
            assert [hit.id for hit in hits.hits] == [id for id, _ in expected.ranked]
            assert {facet: dict(hits.counts[facet]) for facet in FACETS} == expected.counts


@given(articles=articles_of_words, plan=plans, size=st.integers(1, 4))
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_pages_neither_repeat_nor_lose_a_result(
    open_engine: Open, articles: list[Article], plan: Plan, size: int
) -> None:
    engine = open_engine()
    engine.write(articles, (), fresh=True)
    whole = engine.searcher().search(replace(plan, offset=0, size=len(articles)))
    paged = [
        hit
        for offset in range(0, len(articles) + size, size)
        for hit in engine.searcher().search(replace(plan, offset=offset, size=size)).hits
    ]
    assert tuple(paged) == whole.hits
    assert len(paged) == whole.total
    assert engine.searcher().search(replace(plan, offset=10**9, size=size)).hits == ()


@given(articles=articles_of_words, plan=plans)
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_count_is_what_choosing_it_alone_finds(
    open_engine: Open, articles: list[Article], plan: Plan
) -> None:
    engine = open_engine()
    engine.write(articles, (), fresh=True)
    counts = engine.searcher().search(plan).counts
    for facet, name in (("date", "dates"), ("lang", "languages"), ("source", "sources")):
        for value, count in counts[facet].items():
            filters = replace(plan.filters, **{name: (value,)})
            assert engine.searcher().search(replace(plan, filters=filters)).total == count
    for value, count in counts["place"].items():
        kept = () if plan.filters.any_place else plan.filters.places
        filters = replace(plan.filters, places=(*kept, value))
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
stories = st.lists(
    st.tuples(
        st.sampled_from([*STORIES, "hợp tác Lào", ""]),
        st.sampled_from(PRINTED),
        texts,
        st.sampled_from(["vi", "en"]),
        st.sampled_from(DATES),
        st.sampled_from(["", "VNA"]),
    ),
    min_size=1,
    max_size=12,
).map(
    lambda rows: [
        article(f"a{n}", title, printed(story), language=language, date=when, source=source)
        for n, (story, printed, title, language, when, source) in enumerate(rows)
    ]
)


def grouped_slowly(ranked: Sequence[Hit], groups: dict[str, frozenset[str]]) -> list[Hit]:
    """The hits of a search without grouping, each group under the first of it."""
    shown: list[Hit] = []
    for hit in ranked:
        if not any(hit.id in groups[other.id] for other in shown):
            under = [o.id for o in ranked if o.id != hit.id and o.id in groups[hit.id]]
            shown.append(replace(hit, copies=tuple(under[:MOST_COPIES]), copies_total=len(under)))
    return shown


@pytest.mark.parametrize("segment", [3, 1000])
@given(articles=stories, plan=plans, size=st.integers(1, 4))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_grouped_pages_show_each_group_once_and_lose_none(
    open_engine: Open, segment: int, articles: list[Article], plan: Plan, size: int
) -> None:
    engine = open_engine(segment_articles=segment)
    engine.write(articles, (), fresh=True)
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


@given(first=stories, second=stories, gone=st.sets(st.integers(0, 11)))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_an_updated_index_groups_as_a_rebuilt_one(
    open_engine: Open, first: list[Article], second: list[Article], gone: set[int]
) -> None:
    engine = open_engine(segment_articles=5)
    engine.write(first, (), fresh=True)
    removed = {f"a{number}" for number in gone}
    engine.write([replace(a, id=f"b{n}") for n, a in enumerate(second)], removed, fresh=False)
    left = [a for a in first if a.id not in removed]
    groups = groups_of_copies(left + [replace(a, id=f"b{n}") for n, a in enumerate(second)])
    for id, group in groups.items():
        assert {id, *engine.searcher().duplicates_of(id)} == group
    assert engine.searcher().search(Plan(None, size=50, group_copies=True)).groups == len(
        set(groups.values())
    )


def test_a_copy_that_comes_later_stands_under_the_first(open_engine: Open) -> None:
    engine = open_engine()
    engine.write([article("old", "một", STORIES[0]), article("other", "hai")], (), fresh=True)
    before = engine.searcher().search(Plan(None, group_copies=True))
    assert [(hit.id, hit.copies) for hit in before.hits] == [("old", ()), ("other", ())]
    engine.write([article("new", "ba", PRINTED[1](STORIES[0]))], (), fresh=False)
    after = engine.searcher().search(Plan(None, group_copies=True))
    assert {(hit.id, hit.copies) for hit in after.hits} == {("old", ("new",)), ("other", ())}
    assert engine.searcher().duplicates_of("old") == ("new",)
    engine.write([], ["new"], fresh=False)
    assert engine.searcher().search(Plan(None, group_copies=True)).hits == before.hits
    assert engine.searcher().duplicates_of("old") == engine.searcher().duplicates_of("new") == ()


def test_of_many_copies_some_are_named_and_all_counted(open_engine: Open) -> None:
    engine = open_engine(segment_articles=50)
    engine.write([article(f"a{n}", "", STORIES[0]) for n in range(120)], (), fresh=True)
    (hit,) = engine.searcher().search(Plan(None, group_copies=True)).hits
    assert (hit.id, hit.copies_total, len(hit.copies)) == ("a0", 119, MOST_COPIES)
    assert len(engine.searcher().duplicates_of("a7")) == 119


def test_an_update_adds_replaces_and_removes(open_engine: Open) -> None:
    engine = open_engine()
    engine.write([article("a", "một"), article("b", "hai"), article("c", "ba")], (), fresh=True)
    engine.write([article("b", "bốn"), article("d", "năm")], ["c"], fresh=False)
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


@given(
    first=articles_of_words,
    second=articles_of_words,
    gone=st.sets(st.integers(0, 11)),
    asked=st.lists(plans, min_size=1, max_size=4),
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_an_updated_index_finds_what_a_rebuilt_one_finds(
    open_engine: Open,
    first: list[Article],
    second: list[Article],
    gone: set[int],
    asked: list[Plan],
) -> None:
    """Ids, totals and counts; scores may differ while deleted articles still count in the idf."""
    engine = open_engine()
    engine.write(first, (), fresh=True)
    removed = {f"a{number}" for number in gone} - {a.id for a in second}
    engine.write(second, removed, fresh=False)
    merged = {a.id: a for a in first} | {a.id: a for a in second}
    reference = Reference([a for id, a in merged.items() if id not in removed], Settings())
    for plan in asked:
        hits = engine.searcher().search(replace(plan, offset=0, size=50))
        expected = reference.answer(replace(plan, offset=0, size=50))
        assert {hit.id for hit in hits.hits} == {id for id, _ in expected.ranked}
        assert hits.total == expected.total
        assert {facet: dict(hits.counts[facet]) for facet in FACETS} == expected.counts


def test_of_two_articles_with_one_id_the_later_stays(open_engine: Open) -> None:
    engine = open_engine()
    engine.write([article("a", "một"), article("b", "hai"), article("a", "ba")], (), fresh=True)
    assert engine.searcher().summary().articles == 2
    assert engine.searcher().search(Plan(Word(Term("mot")))).total == 0
    assert engine.searcher().fetch(["a"])[0].title == "ba"
    engine.write([article("b", "bốn"), article("b", "năm")], (), fresh=False)
    assert engine.searcher().search(Plan(None)).total == 2
    assert engine.searcher().fetch(["b"])[0].title == "năm"


def test_a_failing_write_leaves_the_index_as_it_was(open_engine: Open) -> None:
    engine = open_engine()
    engine.write([article("a", "một")], (), fresh=True)

    def broken() -> Iterator[Article]:
        yield article("b", "hai")
        raise RuntimeError("the disk is on fire")

    for fresh in (True, False):
        with pytest.raises(RuntimeError, match="on fire"):
            engine.write(broken(), ["a"], fresh=fresh)
        for reader in (engine, open_engine()):
            assert [hit.id for hit in reader.searcher().search(Plan(None)).hits] == ["a"]
    engine.write([article("b", "hai")], (), fresh=False)
    assert engine.searcher().search(Plan(None)).total == 2


def test_an_empty_index_answers(open_engine: Open) -> None:
    engine = open_engine()
    engine.write([], (), fresh=True)
    word, place = Word(Term("a")), FacetTerm("place", "VN")
    hits = engine.searcher().search(Plan(Any((word, Prefix("a"), Not(word), place))))
    assert (hits.total, hits.hits) == (0, ())
    assert engine.searcher().origins() == {}
    engine.write([article("a", "một")], (), fresh=False)
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
    engine.write([whole, article("b", "hai")], (), fresh=True)
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
    engine.write([derived, written], (), fresh=True)
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
    engine.write([article(f"a{i}", "", body) for i, body in enumerate(bodies)], (), fresh=True)
    assert engine.searcher().doc_freq("folded", ["hop", "tac", "lao", "none"]) == (2, 2, 1, 0)
    assert engine.searcher().doc_freq("accented", ["hợp", "hop"]) == (1, 0)
    assert engine.searcher().doc_freq("bigrams", ["hop_tac"]) == (2,)


def test_similar_terms_are_those_few_edits_away(open_engine: Open) -> None:
    engine = open_engine()
    words = "quang quagn quan uqang duang quangnam nam quãng qang quang"
    engine.write([article("a", "quant", words), article("b", "", "quan")], (), fresh=True)
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


@given(made=articles_of_words, asked=st.sampled_from(WORDS), distance=st.integers(0, 3))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_similar_terms_are_those_of_a_plain_search(
    open_engine: Open, made: list[Article], asked: str, distance: int
) -> None:
    engine = open_engine()
    engine.write(made, (), fresh=True)
    term = term_of(asked).folded
    bodies = [set(analyze(a.body).folded) for a in made]
    lexicon = {word for a in made for word in analyze(f"{a.title}\n{a.body}").folded} - {term}
    near = {word for word in lexicon if word[0] in term[:2] and edits(word, term) <= distance}
    found = engine.searcher().similar_terms(term, distance)
    assert found == {word: sum(word in body for body in bodies) for word in near}
    assert list(found) == sorted(found, key=lambda word: (-found[word], word))


@given(
    made=articles_of_words,
    more=articles_of_words,
    prefix=st.sampled_from(["", "h", "hop", "hop_", "hop_t", "lao_", "quang_nam", "x"]),
    stream=st.sampled_from(["folded", "bigrams"]),
    limit=st.integers(1, 6),
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
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
    engine.write(made, (), fresh=True)
    engine.write(others, (), fresh=False)
    bodies = [set(getattr(analyze(a.body), stream)) for a in (*made, *others)]
    terms = {term for body in bodies for term in body if term.startswith(prefix)}
    counts = {term: sum(term in body for body in bodies) for term in terms}
    ranked = sorted(counts, key=lambda term: (-counts[term], term))[:limit]
    found = engine.searcher().terms_with_prefix(stream, prefix, limit)
    assert list(found.items()) == [(term, counts[term]) for term in ranked]


def test_too_many_expansions_are_refused_and_named(open_engine: Open) -> None:
    engine = open_engine(expansions=3)
    engine.write([article("a", "", "ta tb tc td ua")], (), fresh=True)
    with pytest.raises(QueryTooCostly, match=r"t\* stands for 4 words.*limit is 3"):
        engine.searcher().search(Plan(Prefix("t")))
    assert engine.searcher().search(Plan(Prefix("u"))).expansions == {Prefix("u"): ("ua",)}


def test_many_threads_get_the_answers_of_one(open_engine: Open) -> None:
    engine = open_engine()
    words = ["quang", "nam", "hop", "tac", "lao", "cai"]
    made = [
        article(f"a{i}", words[i % 6], " ".join(words[(i * k) % 6] for k in range(1, 9)))
        for i in range(120)
    ]
    engine.write(made, (), fresh=True)
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

"""The requests that plans become find and count what the slow, obvious evaluator does: by what OpenSearch's
documentation says of each kind of query, without a cluster."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import QueryTooCostly, Settings
from search.articles import Article
from search.engines.opensearch.queries import adjacent, within
from search.engines.opensearch.searcher import Opened, OpenSearchSearcher
from search.facets import FACETS
from search.query.plan import Filters, Plan
from search.query.tree import Most, Prefix, Word
from tests.conftest import article, mention
from tests.engines.drawn import COLUMNS, DAYS, ROWS, asked_archives, term_of
from tests.engines.opensearch.small import SmallCluster, score
from tests.engines.reference import Reference

SETTINGS = Settings(engine="opensearch")


def searcher_of(
    articles: list[Article], settings: Settings = SETTINGS, *, with_lexicon: bool = True
) -> OpenSearchSearcher:
    cluster = SmallCluster(articles, with_lexicon=with_lexicon)
    return OpenSearchSearcher(Opened(cluster, cluster.generation), settings, "")  # type: ignore[arg-type]


@given(
    asked=asked_archives(most_plans=3),
    minimum=st.sampled_from([1, 2, 500]),
    with_lexicon=st.booleans(),
)
def test_what_is_found_and_counted_agrees_with_the_reference(
    asked: tuple[list[Article], list[Plan]], minimum: int, with_lexicon: bool
) -> None:
    articles, plans = asked
    settings = replace(SETTINGS, minimum_matches=minimum)
    searcher = searcher_of(articles, settings, with_lexicon=with_lexicon)
    reference = Reference(articles, settings)
    for plan in plans:
        for sort in ("newest", "oldest"):
            dated = replace(plan, sort=sort, facets=tuple(FACETS))
            expected, hits = reference.answer(dated), searcher.search(dated)
            assert [hit.id for hit in hits.hits] == [id for id, _ in expected.ranked]
            assert (hits.total, hits.complete) == (expected.total, expected.complete)
            assert {facet: dict(hits.counts[facet]) for facet in hits.counts} == expected.counts
            assert hits.expansions == expected.expansions
        assert searcher.count([plan, plan]) == (expected.total,) * 2
        assert searcher.co_occurrences(plan, ROWS, COLUMNS) == reference.co_occurrences(
            plan, ROWS, COLUMNS
        )
        assert searcher.count_days(plan, *DAYS) == reference.days(plan, *DAYS)
        if plan.tree is not None:
            (sampled,) = searcher.sample([plan.tree], "vi", 100)
            assert {a.id for a in sampled} == set(reference.matching(plan.tree, "vi"))


def test_a_filter_asks_for_mentions_or_for_what_articles_are_about() -> None:
    searcher = searcher_of(
        [
            article("about", places=(mention("LA-XE", "LA"),)),
            article("in passing", places=(mention("LA-XE", "LA", main=False),)),
            article("elsewhere", places=(mention("VN-27", "VN"),)),
        ]
    )

    def found(*places: str, **how: bool) -> set[str]:
        filters = Filters(chosen={"place": places}, **how)
        return {hit.id for hit in searcher.search(Plan(None, filters=filters, sort="newest")).hits}

    assert found("LA") == {"about", "in passing"}
    assert found("LA", main_places=True) == {"about"}
    assert found("LA", "VN") == set()
    assert found("LA", "VN", any_place=True) == {"about", "in passing", "elsewhere"}


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (None, None, {"day", "range", "month"}),
        ("2024-09-28", "2024-09-28", {"range"}),
        ("2024-10-02", None, {"range"}),
        ("2024-10-03", None, set()),
        ("2024-09-01", "2024-09-30", {"range", "month"}),
        # A month falls within a period only as a whole.
        ("2024-09-02", "2024-09-30", {"range"}),
        (None, "2022-06-08", {"day"}),
        (None, "2022-06-07", set()),
    ],
)
def test_a_period_finds_what_certainly_fell_within_it(
    first: str | None, last: str | None, found: set[str]
) -> None:
    def ordinals(start: str, end: str, coarse: bool) -> dict[str, object]:
        low, high = (date.fromisoformat(text).toordinal() for text in (start, end))
        return {"first": low, "last": high, "coarse": coarse}

    documents = {
        "day": ordinals("2022-06-08", "2022-06-08", False),
        "range": ordinals("2024-09-28", "2024-10-02", False),
        "month": ordinals("2024-09-01", "2024-09-30", True),
        "undated": {},
    }
    query = within(
        date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None
    )
    assert {id for id, source in documents.items() if score(id, source, query) is not None} == found


@pytest.mark.parametrize(
    ("body", "accented", "matches"),
    [
        ("hop tac", "hợp tác", True),
        ("hop . tac", "hợp . tác", False),
        ("tac hop", "tác hợp", False),
        ("hop tac", "hợp tấc", False),
        ("hop|hop-tac tac", "hợp tác", True),
    ],
)
def test_marked_and_unmarked_words_of_a_phrase_stand_side_by_side(
    body: str, accented: str, matches: bool
) -> None:
    source = {"body": body, "body_accented": accented}
    query = adjacent("body", (("folded", "hop"), ("accented", "tác")))
    assert (score("", source, query) is not None) is matches


def test_how_many_have_all_the_words_is_counted_within_the_filters() -> None:
    articles = [
        article("both", body="một hai"),
        article("english", body="một hai", language="en"),
        article("one", body="một"),
    ]
    words = Most((Word(term_of("một")), Word(term_of("hai"))))
    hits = searcher_of(articles).search(
        Plan(words, filters=Filters(chosen={"lang": ("vi",)}), facets=("lang",))
    )
    assert (hits.total, hits.complete) == (1, 1)
    assert hits.counts == {"lang": {"vi": 1, "en": 1}}


@pytest.mark.parametrize("with_lexicon", [True, False])
def test_a_leaf_that_stands_for_too_many_terms_says_how_many(with_lexicon: bool) -> None:
    settings = replace(SETTINGS, expansions=2)
    articles = [article("a", "tin tình tỉnh tính tám")]
    searcher = searcher_of(articles, settings, with_lexicon=with_lexicon)
    with (
        pytest.raises(QueryTooCostly, match=r"ti\* stands for 2 words")
        if False
        else pytest.raises(
            QueryTooCostly, match=r"t\* stands for 3 words of the index, the limit is 2"
        )
    ):
        searcher.search(Plan(Prefix("t")))
    assert searcher.search(Plan(Prefix("tin"))).expansions == {Prefix("tin"): ("tin", "tinh")}
    assert searcher.count([Plan(Prefix("t")), Plan(Prefix("tin"))]) == (0, 1)

"""What each leaf scores, what else adds to it, worked out by hand for four articles.

With k1 = 1 and b = 0 a term that stands once scores its idf squared, one that stands twice 4/3 of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from search import Settings
from search.articles import Article
from search.engines.base import Searcher
from search.engines.whoosh import WhooshEngine
from search.query.plan import Boost, Plan
from search.query.tree import (
    All,
    Any,
    FacetTerm,
    Fuzzy,
    Node,
    Not,
    Phrase,
    Prefix,
    Range,
    Term,
    Word,
)
from tests.conftest import article, day, mention

PLAIN = {
    "k1": 1.0,
    "b": 0.0,
    "idf_power": 2.0,
    "title_weight": 4.0,
    "stems_weight": 2.0,
    "place_weight": 3.0,
    "language_weight": 1.5,
    "pairs_weight": 0.5,
    "passage_weight": 0.5,
    "passage_words": 2,
}
ARTICLES = [
    article(
        "a",
        "lào",
        "hợp tác tác",
        date=day("2022-06-08"),
        places=(mention("VN-27", "VN"), mention("LA-XE", "LA", main=False)),
    ),
    article("b", "", "hop province", language="en"),
    article("c", "tin vui", "provinces tac hop", language="en"),
    article("d", "", "ban be", date=day("2012-06-11"), places=(mention("VN-33", "VN"),)),
]
ONE, TWO, THREE = 2.8667, 1.6581, 1.0
"""(ln(4 / (n + 1)) + 1)² of what stands in one of the four articles, in two, in three."""


def searcher_of(articles: Sequence[Article], index: Path, **given: float) -> Searcher:
    engine = WhooshEngine(Settings(index=index, **given), {})
    engine.write(articles, (), replace_all=True)
    return engine.searcher()


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return searcher_of(ARTICLES, tmp_path_factory.mktemp("index"), **PLAIN)


def scores(searcher: Searcher, plan: Plan) -> dict[str, float]:
    return {hit.id: hit.score for hit in searcher.search(plan).hits}


HOP, TAC, LAO = Term("hop", "hợp"), Term("tac", "tác"), Term("lao", "lào")
PROVINCE = Term("province", None, "provinc")


@pytest.mark.parametrize(
    ("leaf", "expected"),
    [
        pytest.param(Word(HOP), {"a": THREE, "b": THREE, "c": THREE}, id="a word"),
        pytest.param(Word(TAC), {"a": 4 / 3 * TWO, "c": TWO}, id="a word that stands twice"),
        pytest.param(Word(LAO), {"a": 4 * ONE}, id="a word of a title"),
        pytest.param(Word(LAO, "title"), {"a": 4 * ONE}, id="a word in titles alone"),
        pytest.param(Word(HOP, "title"), {}, id="a word of bodies in titles"),
        pytest.param(Word(HOP, exact=True), {"a": ONE}, id="a word with its marks"),
        pytest.param(
            Word(Term("hop"), exact=True),
            {"a": THREE, "b": THREE, "c": THREE},
            id="a word that has no marks",
        ),
        pytest.param(Word(PROVINCE), {"b": ONE + 2 * TWO, "c": 2 * TWO}, id="a word and its stem"),
        pytest.param(Phrase((HOP, TAC)), {"a": THREE + 4 / 3 * TWO}, id="a phrase"),
        pytest.param(Phrase((TAC, HOP)), {"c": TWO + THREE}, id="a phrase the other way round"),
        pytest.param(Phrase((HOP, TAC), exact=True), {"a": 7 / 3 * ONE}, id="a phrase with marks"),
        pytest.param(Phrase((Term("tin"), Term("vui"))), {"c": 8 * ONE}, id="a phrase of a title"),
        pytest.param(Phrase((LAO,)), {"a": 4 * ONE}, id="a phrase of one word"),
        pytest.param(Prefix("provinc"), {"b": ONE, "c": ONE}, id="a prefix"),
        pytest.param(Prefix("b"), {"d": 2 * ONE}, id="a prefix of two words"),
        pytest.param(Fuzzy("provinse", 1), {"b": ONE}, id="a fuzzy word"),
        pytest.param(Fuzzy("provinse", 2), {"b": ONE, "c": ONE}, id="one of two edits"),
        pytest.param(FacetTerm("place", "LA"), {"a": 3 * ONE}, id="a place, if in passing"),
        pytest.param(FacetTerm("place", "VN"), {"a": 3 * TWO, "d": 3 * TWO}, id="a common place"),
        pytest.param(FacetTerm("lang", "en"), {"b": 0, "c": 0}, id="a language"),
        pytest.param(Range(date(2020, 1, 1), None), {"a": 0}, id="a period"),
        pytest.param(Any((Word(HOP), Word(TAC))), {
            "a": THREE + 4 / 3 * TWO, "b": THREE, "c": THREE + TWO}, id="any of two"),
        pytest.param(All((Word(HOP), Word(LAO))), {"a": THREE + 4 * ONE}, id="all of two"),
        pytest.param(All((Word(HOP), Not(Word(TAC)))), {"b": THREE}, id="one and not another"),
        pytest.param(Not(Word(HOP)), {"d": 0}, id="not one"),
    ],
)  # fmt: skip
def test_a_leaf_scores(searcher: Searcher, leaf: Node, expected: dict[str, float]) -> None:
    assert scores(searcher, Plan(leaf)) == pytest.approx(expected, abs=1e-3)


BY_PAIR = Boost("bigrams", "tac_hop", 0.5)
NEAR = ("tac", "hop")
# What three of four articles have says nothing of a passage.
PASSAGE_OF_A, PASSAGE_OF_C = 0.5 * TWO, 0.5 * (TWO + 0.5 * ONE)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param({}, {"a": 1, "b": 1, "c": 1}, id="nothing"),
        pytest.param(
            {"boosts": (Boost("accented", "hợp", 0.5),)},
            {"a": 1 + 0.5 * ONE, "b": 1, "c": 1},
            id="marks",
        ),
        pytest.param(
            {"boosts": (Boost("accented", "lào", 0.5),)},
            {"a": 1 + 0.5 * 4 * ONE, "b": 1, "c": 1},
            id="marks of a title",
        ),
        pytest.param({"boosts": (BY_PAIR,)}, {"a": 1, "b": 1, "c": 1 + 0.5 * ONE}, id="a pair"),
        pytest.param({"language": "en"}, {"a": 1, "b": 1.5, "c": 1.5}, id="the language"),
        pytest.param(
            {"near": NEAR}, {"a": 1 + PASSAGE_OF_A, "b": 1, "c": 1 + PASSAGE_OF_C}, id="a passage"
        ),
        pytest.param(
            {"boosts": (BY_PAIR,), "language": "en", "near": NEAR},
            {"a": 1 + PASSAGE_OF_A, "b": 1.5, "c": 1.5 * (1 + 0.5 * ONE) + PASSAGE_OF_C},
            id="all: the language multiplies the boosts and not the passage",
        ),
    ],
)
def test_what_else_counts(searcher: Searcher, more: dict, expected: dict[str, float]) -> None:
    plan = replace(Plan(Word(HOP)), **more)
    assert scores(searcher, plan) == pytest.approx(expected, abs=1e-3)
    ranked = sorted(expected, key=lambda id: -expected[id])
    best = searcher.search(plan).hits[0].id
    assert expected[best] == expected[ranked[0]]


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_by_date_the_words_alone_score(searcher: Searcher, sort: str) -> None:
    plan = Plan(Word(HOP), boosts=(BY_PAIR,), language="en", near=NEAR, sort=sort)
    assert scores(searcher, plan) == pytest.approx({"a": 1, "b": 1, "c": 1}, abs=1e-3)


def test_the_longer_a_text_the_less_its_words_say(tmp_path: Path) -> None:
    """One and three words, two on average: of 2 · idf / (1 + length / 2), idf is ln(2 / 3) + 1."""
    made = [article("a", "", "tin"), article("b", "", "tin ban be")]
    searcher = searcher_of(made, tmp_path, k1=1.0, b=1.0, idf_power=1.0)
    found = scores(searcher, Plan(Word(Term("tin"))))
    assert found == pytest.approx({"a": 0.5945 * 2 / 1.5, "b": 0.5945 * 2 / 2.5}, abs=1e-3)


def test_of_equal_days_the_order_is_that_of_the_index(tmp_path: Path) -> None:
    same = [article(id, "", "tin", date=day("2022-06-08")) for id in "dacb"]
    searcher = searcher_of([*same, article("e", "", "tin", date=day("2012-06-11"))], tmp_path)
    for sort, expected in (("newest", "dacbe"), ("oldest", "edacb")):
        assert "".join(scores(searcher, Plan(Word(Term("tin")), sort=sort))) == expected

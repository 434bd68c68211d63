"""What each leaf scores, and what else adds to it, worked out by hand for a few articles.

With k1 = 1 and b = 0 a term that stands x times scores its idf times x / (1 + x), where one time in the
title is 3: once in a body 1/2, twice 2/3, once in a title 3/4, in both 4/5.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from search import Settings
from search.articles import Article
from search.engines.base import Searcher
from search.engines.whoosh import WhooshEngine
from search.query.plan import Filters, Plan
from search.query.tree import (
    All,
    Any,
    FacetTerm,
    Fuzzy,
    Most,
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
    "title_weight": 3.0,
    "marked_weight": 0.25,
    "place_weight": 2.0,
    "folded_weight": 0.5,
    "stems_weight": 4.0,
    "english_idf_power": 2.0,
    "bigram_k1": 3.0,
    # What a test is about it sets itself.
    "pairs_weight": 0.0,
    "english_pairs_weight": 0.0,
    "lead_weight": 0.0,
    "lead_pairs_weight": 0.0,
    "title_words": 0.0,
    "language_weight": 1.0,
    "passage_weight": 0.0,
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
    article("c", "tin tac", "provinces tac hop", language="en"),
    article("d", "ban", "ban be", date=day("2012-06-11"), places=(mention("VN-33", "VN"),)),
]
ONE, TWO, THREE = 1.2040, 0.6931, 0.3567
"""The idf of what stands in n of the four articles is ln((4 + 1) / (n + 0.5)): ln 10/3, ln 2, ln 10/7."""


def written(articles: Sequence[Article], index: Path, **given: float) -> WhooshEngine:
    engine = WhooshEngine(Settings(index=index, **given), {})
    engine.write(articles, (), replace_all=True)
    return engine


@pytest.fixture(scope="module", params=[1, 1000])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of the four articles, each in its segment or all in one.

    A segment takes room for 64: in four of them all words are rare, in one of them most are not.
    """
    folder = tmp_path_factory.mktemp("index")
    written(ARTICLES, folder, segment_articles=request.param)
    return folder


def opened(index: Path, **given: float) -> Searcher:
    return WhooshEngine(Settings(index=index, **given), {}).searcher()


def scores(searcher: Searcher, plan: Plan) -> dict[str, float]:
    return {hit.id: hit.score for hit in searcher.search(plan).hits}


def approx(expected: dict[str, float]) -> object:
    return pytest.approx(expected, abs=1e-3)


HOP, TAC, LAO = Term("hop", "hợp"), Term("tac", "tác"), Term("lao", "lào")
TIN, BAN = Term("tin"), Term("ban")
PROVINCE = Term("province", None, "provinc")
BARE_HOP, BARE_TAC = Word(Term("hop")), Word(Term("tac"))


@pytest.mark.parametrize(
    ("leaf", "expected"),
    [
        # Three articles have hop in the body.
        pytest.param(
            BARE_HOP, {"a": THREE / 2, "b": THREE / 2, "c": THREE / 2}, id="a word typed bare"
        ),
        # In bodies two have tac, in titles one: the idf is that of two. In a twice, in c in title and body.
        pytest.param(BARE_TAC, {"a": 2 / 3 * TWO, "c": 4 / 5 * TWO}, id="a word in two fields"),
        pytest.param(Word(BAN), {"d": 4 / 5 * ONE}, id="a word in title and body"),
        pytest.param(Word(Term("lao")), {"a": 3 / 4 * ONE}, id="a word of a title"),
        # Of titles alone, one has tac.
        pytest.param(Word(TAC, "title"), {"c": 3 / 4 * ONE}, id="a word in titles alone"),
        pytest.param(Word(Term("hop"), "title"), {}, id="a word of bodies in titles"),
        # Those with the marks typed have a quarter of what hợp, in one article, scores on top.
        pytest.param(
            Word(HOP),
            {"a": THREE / 2 + 1 / 4 * ONE / 2, "b": THREE / 2, "c": THREE / 2},
            id="a word typed with marks",
        ),
        pytest.param(
            Word(TAC),
            {"a": 2 / 3 * TWO + 1 / 4 * 2 / 3 * ONE, "c": 4 / 5 * TWO},
            id="a word typed with marks that stands twice",
        ),
        pytest.param(Word(LAO, "title"), {"a": 5 / 4 * 3 / 4 * ONE}, id="a title's, with marks"),
        pytest.param(Word(HOP, exact=True), {"a": ONE / 2}, id="a word with its marks"),
        pytest.param(Word(LAO, "title", exact=True), {"a": 3 / 4 * ONE}, id="a title's, exact"),
        pytest.param(
            Word(Term("hop"), exact=True),
            {"a": THREE / 2, "b": THREE / 2, "c": THREE / 2},
            id="a word that has no marks",
        ),
        # English: half of the word, in one article, and four times its stem, in two; idf squared.
        pytest.param(
            Word(PROVINCE),
            {"b": 0.5 * ONE**2 / 2 + 4 * TWO**2 / 2, "c": 4 * TWO**2 / 2},
            id="an English word",
        ),
        # Only the two English articles have stems.
        pytest.param(
            Word(Term("hop", "hợp", "hop")),
            {
                "a": 0.5 * THREE**2 / 2,
                "b": 0.5 * THREE**2 / 2 + 4 * TWO**2 / 2,
                "c": 0.5 * THREE**2 / 2 + 4 * TWO**2 / 2,
            },
            id="an English word with marks, which count for nothing",
        ),
        pytest.param(
            Word(Term("hop", "hợp", "hop"), exact=True), {"a": ONE / 2}, id="an exact English word"
        ),
        # A phrase scores its words in all fields asked for, wherever in them they stand.
        pytest.param(Phrase((HOP, TAC)), {"a": THREE / 2 + 2 / 3 * TWO}, id="a phrase"),
        pytest.param(
            Phrase((TAC, HOP)), {"c": 4 / 5 * TWO + THREE / 2}, id="a phrase the other way round"
        ),
        pytest.param(
            Phrase((HOP, TAC), exact=True), {"a": ONE / 2 + 2 / 3 * ONE}, id="a phrase with marks"
        ),
        pytest.param(Phrase((TAC, HOP), exact=True), {}, id="a phrase without its marks"),
        pytest.param(
            Phrase((TIN, TAC)), {"c": 3 / 4 * ONE + 4 / 5 * TWO}, id="a phrase of a title"
        ),
        pytest.param(
            Phrase((TIN, TAC), "title"), {"c": 2 * 3 / 4 * ONE}, id="a phrase in titles alone"
        ),
        pytest.param(Phrase((TAC, HOP), "title"), {}, id="a phrase of bodies in titles"),
        pytest.param(Phrase((LAO,)), {"a": 3 / 4 * ONE}, id="a phrase of one word"),
        pytest.param(Prefix("provinc"), {"b": ONE / 2, "c": ONE / 2}, id="a prefix"),
        pytest.param(
            Prefix("b"), {"d": 4 / 5 * ONE + ONE / 2}, id="a prefix of two words, ban and be"
        ),
        pytest.param(Prefix("b", "title"), {"d": 3 / 4 * ONE}, id="a prefix in titles"),
        pytest.param(Fuzzy("provinse", 1), {"b": ONE / 2}, id="a fuzzy word"),
        pytest.param(Fuzzy("provinse", 2), {"b": ONE / 2, "c": ONE / 2}, id="one of two edits"),
        pytest.param(Fuzzy("bam", 1, "title"), {"d": 3 / 4 * ONE}, id="a fuzzy word of a title"),
        pytest.param(FacetTerm("place", "LA"), {"a": 2 * ONE}, id="a place, if in passing"),
        pytest.param(FacetTerm("place", "VN"), {"a": 2 * TWO, "d": 2 * TWO}, id="a common place"),
        pytest.param(FacetTerm("place", "KH"), {}, id="a place that none mentions"),
        pytest.param(FacetTerm("lang", "en"), {"b": 0, "c": 0}, id="a language"),
        pytest.param(Range(date(2020, 1, 1), None), {"a": 0}, id="a period"),
        pytest.param(
            Any((BARE_HOP, BARE_TAC)),
            {"a": THREE / 2 + 2 / 3 * TWO, "b": THREE / 2, "c": THREE / 2 + 4 / 5 * TWO},
            id="any of two",
        ),
        pytest.param(
            Any((BARE_TAC, BARE_TAC)),
            {"a": 2 * 2 / 3 * TWO, "c": 2 * 4 / 5 * TWO},
            id="any of two that are one",
        ),
        pytest.param(Any(()), {}, id="any of none"),
        pytest.param(
            All((BARE_HOP, Word(Term("lao")))), {"a": THREE / 2 + 3 / 4 * ONE}, id="all of two"
        ),
        pytest.param(All((BARE_HOP, Not(BARE_TAC))), {"b": THREE / 2}, id="one and not another"),
        pytest.param(Not(BARE_HOP), {"d": 0}, id="not one"),
        # Two words are both needed, and score as any.
        pytest.param(
            Most((BARE_HOP, BARE_TAC)),
            {"a": THREE / 2 + 2 / 3 * TWO, "c": THREE / 2 + 4 / 5 * TWO},
            id="most of two",
        ),
    ],
)  # fmt: skip
def test_a_leaf_scores(index: Path, leaf: Node, expected: dict[str, float]) -> None:
    assert scores(opened(index, **PLAIN), Plan(leaf)) == approx(expected)


def gained(index: Path, plan: Plan, **given: float) -> dict[str, float]:
    """What the articles with hop score with these settings more than for that word, where that is any."""
    found = scores(opened(index, **PLAIN | given), plan)
    assert found.keys() == {"a", "b", "c"}
    return {id: score - THREE / 2 for id, score in found.items() if abs(score - THREE / 2) > 1e-3}


HOP_TAC, TAC_HOP, TIN_TAC = ("hop", "tac"), ("tac", "hop"), ("tin", "tac")


@pytest.mark.parametrize(
    ("bigrams", "expected"),
    [
        # One article has each pair. With bigram_k1 = 3, once in a body is 1/4, once in a title 3/6.
        pytest.param((TAC_HOP,), {"c": ONE / 4}, id="in a body"),
        pytest.param((TIN_TAC,), {"c": ONE / 2}, id="in a title"),
        pytest.param((TAC_HOP, HOP_TAC), {"a": ONE / 4, "c": ONE / 4}, id="two"),
        pytest.param((("hop", "be"),), {}, id="nowhere"),
    ],
)
def test_words_side_by_side_add_to_a_score(
    index: Path, bigrams: tuple[tuple[str, str], ...], expected: dict[str, float]
) -> None:
    for language, weights in (
        (None, {"pairs_weight": 2.0}),
        ("vi", {"pairs_weight": 2.0}),
        ("en", {"english_pairs_weight": 2.0}),
    ):
        plan = Plan(BARE_HOP, bigrams=bigrams, language=language)
        twice = {id: 2 * score for id, score in expected.items()}
        assert gained(index, plan, **weights) == approx(twice)
    english = Plan(BARE_HOP, bigrams=bigrams, language="en")
    assert gained(index, english, pairs_weight=2.0) == {}


@pytest.mark.parametrize(
    ("terms", "lead_words", "expected"),
    [
        # The bodies are hop tac tac, hop province, provinces tac hop.
        pytest.param(("hop",), 1, {"a": THREE, "b": THREE}, id="a word that is the first"),
        pytest.param(("hop",), 2, {"a": THREE, "b": THREE}, id="a word that is the third, of two"),
        pytest.param(("hop",), 3, {"a": THREE, "b": THREE, "c": THREE}, id="the third of three"),
        pytest.param(("tac",), 1, {}, id="a word that is the second, of one"),
        pytest.param(("tac",), 3, {"a": TWO, "c": TWO}, id="a word that stands there twice"),
        pytest.param(
            ("tac", "tac"), 2, {"a": 2 * TWO, "c": 2 * TWO}, id="a word asked for twice"
        ),
        pytest.param(
            ("hop", "tac", "nowhere"),
            2,
            {"a": THREE + TWO, "b": THREE, "c": TWO},
            id="several words",
        ),
        pytest.param(("lao", "tin"), 3, {}, id="words of titles"),
    ],
)  # fmt: skip
def test_words_at_the_beginning_add_to_a_score(
    index: Path, terms: tuple[str, ...], lead_words: int, expected: dict[str, float]
) -> None:
    plan = Plan(BARE_HOP, proximity_terms=terms)
    given = {"lead_weight": 2.0, "lead_words": lead_words}
    twice = {id: 2 * score for id, score in expected.items()}
    assert gained(index, plan, **given) == approx(twice)
    english = Plan(BARE_HOP, proximity_terms=terms, language="en")
    assert gained(index, english, **given) == {}


@pytest.mark.parametrize(
    ("lead_words", "expected"),
    [(1, {}), (2, {"a": ONE}), (3, {"a": ONE, "c": ONE})],
)
def test_both_words_of_a_pair_are_at_the_beginning(
    index: Path, lead_words: int, expected: dict[str, float]
) -> None:
    """hop tac stands first in a, tac hop second in c; tin tac stands in a title, which has no lead."""
    pairs = (HOP_TAC, TAC_HOP, TIN_TAC, ("be", "hop"))
    given = {"lead_pairs_weight": 2.0, "lead_words": lead_words}
    twice = {id: 2 * score for id, score in expected.items()}
    assert gained(index, Plan(BARE_HOP, bigrams=pairs), **given) == approx(twice)
    assert gained(index, Plan(BARE_HOP, bigrams=pairs, language="en"), **given) == {}


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        # tac is in the title of c, in two bodies: its idf is TWO; lao is in the title of a.
        pytest.param(("tac",), {"c": TWO}, id="one word"),
        pytest.param(("hop", "lao", "tac"), {"a": ONE, "c": TWO}, id="as many as have all their idf"),
        # 3/4 of the idf each: a word that none has is one of four all the same.
        pytest.param(
            ("lao", "tin", "tac", "nowhere"),
            {"a": 3 / 4 * ONE, "c": 3 / 4 * (ONE + TWO)},
            id="more",
        ),
        pytest.param(
            ("tac", "tac", "lao", "hop"), {"a": ONE, "c": 2 * TWO}, id="three, one of them twice"
        ),
        pytest.param(("hop",), {}, id="a word of bodies"),
    ],
)  # fmt: skip
def test_words_in_the_title_add_to_a_score(
    index: Path, terms: tuple[str, ...], expected: dict[str, float]
) -> None:
    plan = Plan(BARE_HOP, proximity_terms=terms)
    assert gained(index, plan, title_words=3.0) == approx(expected)
    english = Plan(BARE_HOP, proximity_terms=terms, language="en")
    assert gained(index, english, title_words=3.0) == {}


@pytest.mark.parametrize(
    ("terms", "passage_words", "expected"),
    [
        # Half of the articles have tac, which counts; more have hop, which says nothing.
        pytest.param(("tac", "hop"), 2, {"a": TWO, "c": TWO}, id="a word that stands twice"),
        pytest.param(("provinces", "tac"), 1, {"a": TWO, "c": ONE}, id="two words apart"),
        pytest.param(("provinces", "tac"), 2, {"a": TWO, "c": ONE + TWO}, id="two side by side"),
        pytest.param(("tac", "provinces"), 2, {"a": TWO, "c": ONE + TWO}, id="in either order"),
        pytest.param(("tac", "tac"), 2, {"a": TWO, "c": TWO}, id="a word asked for twice"),
        pytest.param(("hop", "lao", "nowhere"), 2, {}, id="a common word, a title's, and another"),
    ],
)
def test_the_best_passage_adds_to_a_score(
    index: Path, terms: tuple[str, ...], passage_words: int, expected: dict[str, float]
) -> None:
    plan = Plan(BARE_HOP, proximity_terms=terms)
    given = {"passage_weight": 2.0, "passage_words": passage_words}
    twice = {id: 2 * score for id, score in expected.items()}
    assert gained(index, plan, **given) == approx(twice)
    english = Plan(BARE_HOP, proximity_terms=terms, language="en")
    assert gained(index, english, **given) == {}


def test_passages_are_of_the_best_with_what_else_adds_to_them(index: Path) -> None:
    """a and b come before c by hop alone; with tac hop side by side c is the best."""
    plan = Plan(BARE_HOP, proximity_terms=("tac",), bigrams=(TAC_HOP,))
    given = {"pairs_weight": 4.0, "passage_weight": 1.0, "passage_candidates": 1}
    assert gained(index, plan, **given) == approx({"c": 4 * ONE / 4 + TWO})


ALL_WEIGHTS = {
    "pairs_weight": 1.0,
    "english_pairs_weight": 0.5,
    "lead_weight": 1.0,
    "lead_pairs_weight": 1.0,
    "lead_words": 1,
    "title_words": 3.0,
    "language_weight": 1.5,
    "passage_weight": 1.0,
    "passage_words": 2,
}


def test_the_language_multiplies_all_but_the_passage(index: Path) -> None:
    searcher = opened(index, **PLAIN | ALL_WEIGHTS)
    asked = {"proximity_terms": ("tac", "hop"), "bigrams": (TAC_HOP,)}
    # hop is the first word of a and b, tac is in the title of c, tac hop in its body, not at the beginning.
    own = {"a": 1.5 * THREE, "b": 1.5 * THREE, "c": THREE / 2 + TWO + ONE / 4}
    passages = {"a": TWO, "b": 0, "c": TWO}
    for language, factors in ((None, (1, 1, 1)), ("vi", (1.5, 1, 1))):
        expected = {
            id: factor * own[id] + passages[id] for id, factor in zip("abc", factors, strict=True)
        }
        plan = Plan(BARE_HOP, language=language, **asked)
        assert scores(searcher, plan) == approx(expected)
    # To an English query only pairs add something.
    expected = {"a": THREE / 2, "b": 1.5 * THREE / 2, "c": 1.5 * (THREE / 2 + 0.5 * ONE / 4)}
    assert scores(searcher, Plan(BARE_HOP, language="en", **asked)) == approx(expected)


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_by_date_the_words_alone_score(index: Path, sort: str) -> None:
    searcher = opened(index, **PLAIN | ALL_WEIGHTS)
    plan = Plan(BARE_HOP, TAC_HOP, (TAC_HOP,), "vi", sort=sort)
    assert scores(searcher, plan) == approx(dict.fromkeys("abc", THREE / 2))


def test_only_the_best_are_looked_at_again(tmp_path: Path) -> None:
    """Those that score as much as the last of them are, too."""
    bodies = {"a": "hop x y", "b": "hop hop tac x", "c": "hop tac x", "d": "hop z"}
    made = [article(id, "", body) for id, body in bodies.items()]
    written(made, tmp_path)
    given = PLAIN | {"pairs_weight": 8.0}
    plan = Plan(BARE_HOP, bigrams=(HOP_TAC, ("hop", "x"), ("hop", "z")))
    # Of four articles all have hop, two have hop tac, one each hop x and hop z.
    four = 0.1054
    first = {"a": four / 2, "b": 2 / 3 * four, "c": four / 2, "d": four / 2}
    pairs = {"a": 8 * ONE / 4, "b": 8 * TWO / 4, "c": 8 * TWO / 4, "d": 8 * ONE / 4}
    every = {id: first[id] + pairs[id] for id in first}
    assert scores(opened(tmp_path, **given, rescored=2), plan) == approx(every)
    alone = first | {"b": every["b"]}
    assert scores(opened(tmp_path, **given, rescored=1), plan) == approx(alone)
    assert list(scores(opened(tmp_path, **given, rescored=1), plan)) == ["b", "a", "c", "d"]


@pytest.mark.parametrize(
    ("b", "short", "long"),
    [
        # One and three words, two on average: one time counts for 1 / (1 - b + b * length / 2).
        pytest.param(1.0, 2, 2 / 3, id="lengths count"),
        pytest.param(0.5, 4 / 3, 4 / 5, id="lengths count half"),
        pytest.param(0.0, 1, 1, id="lengths count for nothing"),
    ],
)
def test_the_longer_a_text_the_less_its_words_say(
    tmp_path: Path, b: float, short: float, long: float
) -> None:
    idf = 0.1823  # ln(3 / 2.5): both of two articles have each word
    bodies = [article("a", "", "tin"), article("b", "", "tin ban be")]
    titles = [article("a", "hop"), article("b", "hop ban be")]
    for name, made, weight, word in (("bodies", bodies, 1, "tin"), ("titles", titles, 3, "hop")):
        engine = written(made, tmp_path / name, **PLAIN | {"b": b})
        expected = {
            "a": idf * weight * short / (1 + weight * short),
            "b": idf * weight * long / (1 + weight * long),
        }
        assert scores(engine.searcher(), Plan(Word(Term(word)))) == approx(expected)


def test_each_field_is_as_long_as_it_is_itself(tmp_path: Path) -> None:
    """a: 3 / (1/2) in the title, whose lengths are 1 and 3, and 1 / (3/2) in the body, 3 and 1 long."""
    made = [article("a", "tin", "tin ban be"), article("b", "tin ban be", "tin")]
    engine = written(made, tmp_path, **PLAIN | {"b": 1.0})
    a, b = 6 + 2 / 3, 2 + 2
    expected = {"a": 0.1823 * a / (1 + a), "b": 0.1823 * b / (1 + b)}
    assert scores(engine.searcher(), Plan(Word(TIN))) == approx(expected)


@pytest.mark.parametrize("k1", [0.5, 2.0])
def test_the_greater_k1_the_more_a_word_adds_that_stands_again(index: Path, k1: float) -> None:
    found = scores(opened(index, **PLAIN | {"k1": k1}), Plan(BARE_TAC))
    assert found == approx({"a": TWO * 2 / (2 + k1), "c": TWO * 4 / (4 + k1)})
    # bigram_k1 is its own.
    added = gained(index, Plan(BARE_HOP, bigrams=(TAC_HOP,)), pairs_weight=1.0, bigram_k1=1 + k1)
    assert added == approx({"c": ONE / (2 + k1)})


FOUND = [
    ("a", "hiem vua nhieu"),
    ("b", "hiem"),
    ("c", "vua nhieu"),
    ("d", "nhieu vua"),
    ("e", "vua cuoi cung"),
    ("f", "nhieu cuoi cung"),
    ("g", "nhieu"),
    ("h", "vua"),
    ("i", "nhieu"),
    ("j", "khac"),
]
"""Of ten articles two have hiem, which weighs 100 ln(11 / 2.5), 148; five vua, 100 ln(11 / 5.5), 69; six
nhieu, 100 ln(11 / 6.5), 53: 270 in all, of which 0.4 is 108. So hiem alone is enough, and so are vua and
nhieu, 122, but neither of them alone."""
HIEM, VUA, NHIEU = (Word(Term(word)) for word in ("hiem", "vua", "nhieu"))
KHAC, NOWHERE = Word(Term("khac")), Word(Term("nowhere"))
CUOI_CUNG = Phrase((Term("cuoi"), Term("cung")))
THREE_WORDS = Most((HIEM, VUA, NHIEU))
SOME = {
    "all_words": 2,
    "minimum_share": 0.4,
    "minimum_matches": 1,
}


@pytest.fixture(scope="module", params=[1, 1000])
def words(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of the ten articles, each in its segment or all in one."""
    folder = tmp_path_factory.mktemp("words")
    made = [article(id, "", body) for id, body in FOUND]
    written(made, folder, segment_articles=request.param)
    return folder


@pytest.mark.parametrize(
    ("tree", "given", "expected", "complete"),
    [
        pytest.param(THREE_WORDS, {}, "abcd", 1, id="three words"),
        pytest.param(THREE_WORDS, {"minimum_share": 0.5}, "ab", 1, id="half of 270 is more than 122"),
        pytest.param(THREE_WORDS, {"minimum_share": 122 / 270}, "abcd", 1, id="122 of 122"),
        pytest.param(THREE_WORDS, {"minimum_share": 122.1 / 270}, "ab", 1, id="123 of 270"),
        pytest.param(THREE_WORDS, {"minimum_share": 0.0}, "abcdefghi", 1, id="any share"),
        pytest.param(THREE_WORDS, {"minimum_share": 1.0}, "a", 1, id="the whole"),
        pytest.param(THREE_WORDS, {"all_words": 3}, "a", 1, id="three of which all are needed"),
        # The fifth nearest have vua alone, and so have others, which are as near.
        pytest.param(THREE_WORDS, {"minimum_matches": 4}, "abcd", 1, id="as many as wanted"),
        pytest.param(THREE_WORDS, {"minimum_matches": 5}, "abcdeh", 1, id="fewer than wanted"),
        pytest.param(THREE_WORDS, {"minimum_matches": 50}, "abcdefghi", 1, id="too few"),
        pytest.param(Most((HIEM, VUA)), {}, "a", 1, id="two words"),
        pytest.param(Most((HIEM, VUA)), {"minimum_matches": 5}, "a", 1, id="two words, no floor"),
        pytest.param(Most((VUA, NHIEU)), {}, "acd", 3, id="two words that some have"),
        # 148 and 69, of 217 0.4 is 87.
        pytest.param(Most((HIEM, VUA)), {"all_words": 1}, "ab", 1, id="two words of which not all"),
        pytest.param(Most((HIEM, KHAC)), {}, "abj", 0, id="two words that none has both of"),
        pytest.param(Most((HIEM, NOWHERE)), {}, "ab", 0, id="two words, one in no article"),
        pytest.param(Most((HIEM,)), {}, "ab", 2, id="one word"),
        pytest.param(Most((NOWHERE,)), {}, "", 0, id="a word in no article"),
        pytest.param(Most((NOWHERE,) * 3), {}, "", 0, id="the same, three times"),
        pytest.param(Most((NOWHERE, Word(Term("no")), Word(Term("not")))), {}, "", 0, id="no word"),
        # A word that none has weighs nothing, and none has all: of 148 and 53, 201, 0.4 is 81.
        pytest.param(Most((HIEM, NOWHERE, NHIEU)), {}, "ab", 0, id="three, one in no article"),
        # Twice the same are one: with 69 twice, 0.4 would be 136, which vua twice has itself.
        pytest.param(Most((VUA, HIEM, VUA, NHIEU)), {}, "abcd", 1, id="one asked for twice"),
        pytest.param(Most((VUA, HIEM, VUA)), {}, "a", 1, id="two, one of them twice"),
        # Of what has the phrase, none has 108: e comes nearest.
        pytest.param(All((THREE_WORDS, CUOI_CUNG)), {}, "e", 0, id="three and a phrase"),
        pytest.param(
            All((CUOI_CUNG, THREE_WORDS)), {"minimum_matches": 2}, "ef", 0, id="a phrase and three"
        ),
        pytest.param(All((THREE_WORDS, Not(HIEM))), {}, "cd", 0, id="three but not one of them"),
        pytest.param(
            All((Not(KHAC), THREE_WORDS, Not(Phrase((Term("nhieu"), Term("vua")))))),
            {},
            "abc",
            1,
            id="three but not a phrase nor another",
        ),
        # Without d, c has both; without c and a, too, none.
        pytest.param(
            All((Most((VUA, HIEM)), Not(Phrase((Term("vua"), Term("nhieu")))))),
            {},
            "bdeh",
            0,
            id="two that nothing else has both of",
        ),
        pytest.param(All((THREE_WORDS, NOWHERE)), {}, "", 0, id="three and a word in no article"),
        pytest.param(Any((HIEM, VUA)), {}, "abcdeh", None, id="not most"),
    ],
)  # fmt: skip
def test_most_finds_what_has_enough_of_its_words(
    words: Path, tree: Node, given: dict[str, float], expected: str, complete: int | None
) -> None:
    searcher = opened(words, **SOME | given)
    hits = searcher.search(Plan(tree, sort="newest"))
    assert "".join(hit.id for hit in hits.hits) == expected
    assert (hits.total, hits.complete) == (len(expected), complete)


def test_what_has_enough_scores_each_of_its_words(words: Path) -> None:
    """As often as it is asked for: each stands once in a body, for half of its idf."""
    hiem, vua, nhieu = 1.4816 / 2, 0.6931 / 2, 0.5261 / 2
    searcher = opened(words, **PLAIN | SOME)
    three = {
        "a": hiem + vua + nhieu,
        "b": hiem,
        "c": vua + nhieu,
        "d": vua + nhieu,
    }
    assert scores(searcher, Plan(THREE_WORDS)) == approx(three)
    twice = {"a": hiem + 2 * vua + nhieu, "b": hiem, "c": 2 * vua + nhieu, "d": 2 * vua + nhieu}
    assert scores(searcher, Plan(Most((VUA, HIEM, VUA, NHIEU)))) == approx(twice)
    assert scores(searcher, Plan(Most((VUA, HIEM, VUA)))) == approx({"a": hiem + 2 * vua})
    # cuoi and cung are in two articles each.
    phrase = {"e": vua + 2 * hiem, "f": nhieu + 2 * hiem}
    both = opened(words, **PLAIN | SOME | {"minimum_matches": 2})
    assert scores(both, Plan(All((THREE_WORDS, CUOI_CUNG)))) == approx(phrase)


def test_filters_leave_what_is_enough_as_it_is(tmp_path: Path) -> None:
    """The articles with one word alone come nearest in their language, but have not enough."""
    made = [article(id, "", body, language="en" if id in "befg" else "vi") for id, body in FOUND]
    engine = written(made, tmp_path, **SOME)
    for language, expected, complete in (("en", "b", 0), ("vi", "acd", 1)):
        filters = Filters(chosen={"lang": (language,)})
        hits = engine.searcher().search(Plan(THREE_WORDS, filters=filters, sort="newest"))
        assert "".join(hit.id for hit in hits.hits) == expected
        assert (hits.total, hits.complete) == (len(expected), complete)
        # Nor is one word enough where those with both are of another language.
        hits = engine.searcher().search(Plan(Most((VUA, NHIEU)), filters=filters))
        assert hits.total == hits.complete == (3 if language == "vi" else 0)


def test_deleted_articles_weigh_nothing(tmp_path: Path) -> None:
    """Of fifteen articles five have hiem, which weighs 107, less than 0.4 of 107 + 107 + 90.

    Of the twelve that are left two have it, which is 165, more than 0.4 of 165 + 86 + 69. So few are
    deleted that a segment need not be written again.
    """
    bodies = dict(FOUND) | dict.fromkeys("kl", "khac") | dict.fromkeys("xyz", "hiem")
    engine = written([article(id, "", body) for id, body in bodies.items()], tmp_path, **SOME)
    hits = engine.searcher().search(Plan(THREE_WORDS, sort="newest"))
    assert "".join(hit.id for hit in hits.hits) == "acd"
    engine.write((), ["x", "y", "z"], replace_all=False)
    hits = engine.searcher().search(Plan(THREE_WORDS, sort="newest"))
    assert "".join(hit.id for hit in hits.hits) == "abcd"


def test_deleted_articles_have_no_words(tmp_path: Path) -> None:
    """Only what was deleted has two words, or all of three, or comes nearest."""
    bodies = dict(FOUND) | {"x": "hiem khac vua"}
    engine = written([article(id, "", body) for id, body in bodies.items()], tmp_path, **SOME)
    engine.write((), ["x"], replace_all=False)
    searcher = opened(tmp_path, **SOME | {"minimum_share": 0.9})
    for words, expected in (((HIEM, KHAC), "abj"), ((KHAC, HIEM, VUA), "a")):
        hits = searcher.search(Plan(Most(words), sort="newest"))
        assert "".join(hit.id for hit in hits.hits) == expected
        assert hits.complete == 0


@pytest.mark.parametrize("segment", [2, 100])
def test_of_equals_the_order_is_that_of_the_index(tmp_path: Path, segment: int) -> None:
    """That is by date in each segment, the newest first and the undated last, else as they came."""
    same = [article(id, "", "tin", date=day("2022-06-08")) for id in "dacb"]
    made = [*same, article("f", "", "tin"), article("e", "", "tin", date=day("2012-06-11"))]
    engine = written(made, tmp_path, segment_articles=segment)
    for sort, expected in (("relevance", "dacbef"), ("newest", "dacbef"), ("oldest", "edacbf")):
        assert "".join(scores(engine.searcher(), Plan(Word(TIN), sort=sort))) == expected
        plan = Plan(Word(TIN), sort=sort, proximity_terms=("tin",), offset=2, size=3)
        assert "".join(scores(engine.searcher(), plan)) == expected[2:5]

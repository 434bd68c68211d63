"""Archives of few words, and plans that find and rank something in them, drawn by Hypothesis.

Most plans ask for words that the articles have, without filters, and for a page from its beginning:
what is drawn freely finds nothing, and an engine that ranks wrongly answers it as well as any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from hypothesis import strategies as st

from search import DateSpan
from search.analysis import GAP, analyze, parts_of_token, split_bigram, stem, token_texts
from search.articles import Article
from search.query.plan import SORTS, Filters, Plan
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

T = TypeVar("T")

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
    "hop.",
    "2/2",
    "2 tháng 2 năm 2022",
    "1.500",
]
NOWHERE = "nowhere"
PLACES = [("VN-27", "VN"), ("LA-XE", "LA"), ("VN",), ("CN-YN", "CN")]
ROWS, COLUMNS = ("VN-27", "VN", "CN-YN", "KH"), ("LA-XE", "VN", "LA", "VN-27", "LA")
"""Places to count pairs of: some of both, one in no article, one named twice."""
DATES = [
    None,
    day("2022-06-08"),
    day("2012-06-11"),
    DateSpan(date(2024, 1, 1), date(2024, 12, 31), "year", "year", "2024"),
    DateSpan(date(2024, 9, 1), date(2024, 9, 30), "month", "month and year", "9/2024"),
    DateSpan(date(2024, 9, 28), date(2024, 10, 2), "range", "full date", "28/9 - 2/10/2024"),
]
SOURCES = ["", "VNA", "Báo Quảng Nam, số 1"]
DAYS = (date(2022, 6, 8), date(2024, 9, 30))
"""The first and the last day to be counted: the one is an article's, the other amid a range."""
BOUNDS = [None, date(2012, 1, 1), date(2022, 6, 8), date(2024, 9, 30), date(2024, 12, 31)]


def term_of(word: str, stemmed: bool = False) -> Term:
    terms = analyze(word)
    return Term(terms.folded[0], terms.accented[0], stem(terms.folded[0]) if stemmed else None)


class Chance:
    """Choices that Hypothesis draws, each a number: cheap to draw, and to make simpler."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def number(self, least: int, most: int) -> int:
        return self._draw(st.integers(least, most))

    def one_in(self, times: int) -> bool:
        return self.number(1, times) == times

    def of(self, values: Sequence[T]) -> T:
        return values[self.number(0, len(values) - 1)]

    def some(self, values: Sequence[T], least: int, most: int) -> tuple[T, ...]:
        """So many of the values, perhaps one of them twice."""
        return tuple(self.of(values) for _ in range(self.number(least, most)))

    def different(self, values: Sequence[T], least: int, most: int) -> tuple[T, ...]:
        return tuple(dict.fromkeys(self.some(values, least, most)))


@st.composite
def archives(draw: st.DrawFn, least: int = 6, most: int = 10) -> list[Article]:
    """Articles of few words: no text is longer than 10, since Whoosh keeps longer lengths rounded."""
    chance = Chance(draw)
    words = sorted(chance.different(WORDS, 4, 6))
    return [
        article(
            f"a{number}",
            " ".join(chance.some(words, 0, 3)),
            " ".join(chance.some(words, 1, 10)),
            language=chance.of(["vi", "en"]),
            date=chance.of(DATES),
            places=tuple(
                mention(*place, main=place != PLACES[1]) for place in chance.different(PLACES, 0, 2)
            ),
            source=chance.of(SOURCES),
            section=chance.of(["", "Thời sự"]),
        )
        for number in range(chance.number(least, most))
    ]


class PlanMaker:
    """Makes plans for an archive out of what its articles say."""

    def __init__(self, chance: Chance, articles: Sequence[Article]) -> None:
        self._chance = chance
        texts = (token_texts(text) for a in articles for text in (a.body, a.title))
        words = [[word for word in text if word != GAP] for text in texts]
        self._texts = [text for text in words if text]
        whole = {word for text in self._texts for word in text}
        self._words = sorted(whole | {part for word in whole for _, part in parts_of_token(word)})
        terms = [analyze(a.body) for a in articles]
        self._pairs = sorted({pair for t in terms for pair in t.bigrams}) or ["hop_tac"]

    def plan(self) -> Plan:
        """Three in four have no filters, three in four begin with the first page."""
        chance = self._chance
        return Plan(
            tree=None if chance.one_in(16) else self.tree(),
            proximity_terms=self._terms() if chance.one_in(2) else (),
            bigrams=self._bigrams() if chance.one_in(2) else (),
            language=chance.of([None, "vi", "en"]),
            filters=self._filters() if chance.one_in(4) else Filters(),
            sort=chance.of(["relevance", "relevance", "relevance", *SORTS]),
            offset=chance.number(1, 5) if chance.one_in(4) else 0,
            size=chance.number(3, 10),
        )

    def tree(self, depth: int = 0) -> Node:
        """Mostly any of some leaves, so that articles differ in what they have of them."""
        chance = self._chance
        shape = chance.of(["any"] * 4 + ["most"] * 4 + ["leaf"] * 2 + ["both", "but", "deep"])
        if shape == "most" and not depth:
            words = Most(tuple(self._word(self._words) for _ in range(chance.number(1, 5))))
            if chance.one_in(3):
                return All((words, chance.of([self._leaf(), Not(self._leaf())])))
            return words
        if shape in ("leaf", "most") or depth > 2:
            return self._leaf()
        if shape == "any":
            return Any(tuple(self._leaf() for _ in range(chance.number(2, 4))))
        if shape == "both":
            text = chance.of(self._texts)
            return All(tuple(self._word(text) for _ in range(2)))
        if shape == "but":
            return All((self.tree(depth + 1), Not(self._leaf())))
        below = tuple(self.tree(depth + 1) for _ in range(chance.number(1, 3)))
        return chance.of([All(below), Any(below), Not(below[0])])

    def _leaf(self) -> Node:
        chance = self._chance
        kind = chance.of(
            ["word"] * 6
            + ["phrase"] * 2
            + ["strange", "prefix", "fuzzy", "place", "lang", "section", "range"]
        )
        field = "title" if chance.one_in(6) else "text"
        if kind == "strange":
            return self._word([*WORDS, NOWHERE])
        if kind == "phrase":
            text = chance.of(self._texts)
            start = chance.number(0, len(text) - 1)
            run = text[start : start + chance.number(1, 3)]
            return Phrase(
                tuple(self._term(run[i]) for i in range(len(run))), field, chance.one_in(3)
            )
        folded = term_of(chance.of(self._words)).folded
        if kind == "prefix":
            return Prefix(folded[: chance.number(1, 3)], field)
        if kind == "fuzzy":
            # As it is, without its second letter, with its last two turned round.
            ways = [folded, folded[:1] + folded[2:], folded[:-2] + folded[:-3:-1]]
            return Fuzzy(chance.of(ways), chance.number(1, 2), field)
        if kind == "place":
            return FacetTerm("place", chance.of(["VN", "VN-27", "LA", "CN", "KH"]))
        if kind == "lang":
            return FacetTerm("lang", chance.of(["vi", "en"]))
        if kind == "section":
            return FacetTerm("section", chance.of(["Thời sự", "unknown", "Thể thao"]))
        if kind == "range":
            return Range(chance.of(BOUNDS), chance.of(BOUNDS))
        return self._word(self._words)

    def _word(self, words: Sequence[str]) -> Word:
        field = "title" if self._chance.one_in(6) else "text"
        return Word(self._term(self._chance.of(words)), field, self._chance.one_in(3))

    def _term(self, word: str) -> Term:
        return term_of(word, self._chance.one_in(2))

    def _terms(self) -> tuple[str, ...]:
        return tuple(term_of(word).folded for word in self._chance.some(self._words, 2, 4))

    def _bigrams(self) -> tuple[tuple[str, str], ...]:
        bigrams = self._chance.different(self._pairs, 1, 3)
        return tuple(split_bigram(bigram) for bigram in bigrams)

    def _filters(self) -> Filters:
        """One of them, or now and then all."""
        chance = self._chance
        chosen = {
            "place": chance.different(["VN", "LA", "VN-27"], 0, 2),
            "date": chance.different(["2024", "2024-09", "2024-unknown", "undated"], 0, 2),
            "lang": chance.different(["vi", "en"], 0, 2),
            "source": chance.different(["VNA", "unknown", SOURCES[-1]], 0, 2),
            "section": chance.different(["Thời sự", "unknown"], 0, 2),
        }
        period = {"first": chance.of(BOUNDS), "last": chance.of(BOUNDS)}
        one = chance.of([*chosen, *period, "place", "all"])
        return Filters(
            chosen={name: values for name, values in chosen.items() if one in (name, "all")},
            any_place=chance.one_in(2),
            main_places=chance.one_in(2),
            **{name: day for name, day in period.items() if one in (name, "all")},
        )


@st.composite
def asked_archives(draw: st.DrawFn, most_plans: int = 1) -> tuple[list[Article], list[Plan]]:
    """An archive, and some plans to ask it for."""
    articles = draw(archives())
    chance = Chance(draw)
    maker = PlanMaker(chance, articles)
    return articles, [maker.plan() for _ in range(chance.number(1, most_plans))]

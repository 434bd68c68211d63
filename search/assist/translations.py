"""The same story in the other language: told by what is written alike in both.

A figure is: "1.600 xe" and "1,600 trucks", once the separators are gone. So is a name of two words or more
in capitals: Phan Việt Cường folds to Phan Viet Cuong. Places come from the gazetteer, days from the
article. Figures decide, since one secretary opens a school and meets a delegation on the same day.
What is not certain is not said: the thresholds below were chosen so that no pair of different stories passes
(tests/benchmarks/RESULTS.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

from search.analysis import tokens
from search.articles import Article, Language
from search.engines.base import Searcher
from search.query.plan import Filters, Plan
from search.query.tree import Any, Term, Word

TELLING, FIGURES = 3.5, 1.0
"""How much the shared figures and names must weigh, and the figures alone."""

SHARE = 0.5
"""How much of the figures and names of the article that has fewer must be shared."""

DAYS = 3
"""How many days later or earlier the other language may print it."""

_READ = 20_000
"""How many characters of an article are compared: five times a usual one."""

_CANDIDATES = 10
_MOST = 3
_OTHER: dict[Language, Language] = {"vi": "en", "en": "vi"}
_FIGURE = re.compile(r"(?<![\w/.,-])\d+(?:[.,]\d+)*(?![\d/]|[.,]\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class _Details:
    """What a text says that reads alike in both languages: figures with their weights, and names.

    A name is the last two words of a run of capitals, "Party Secretary Phan Viet Cuong" as Viet Cuong;
    `neighbours` are each two words of the runs.
    """

    figures: dict[str, float]
    names: frozenset[tuple[str, str]]
    neighbours: frozenset[tuple[str, str]]

    @property
    def weight(self) -> float:
        return sum(self.figures.values()) + len(self.names)


def find_translations(article: Article, searcher: Searcher) -> tuple[Article, ...]:
    """The same story in the other language, the surest first, at most three; none unless certain."""
    article = _beginning(article)
    other = _OTHER.get(article.language)
    span = article.date
    main = [mention for mention in article.places if mention.main]
    places = [m.place for m in main if m.within] or [m.place for m in main]
    if other is None or span is None or span.precision not in ("day", "range") or not places:
        return ()
    own = _details(article)
    words = sorted({w for name in own.names for w in name} | set(_figure_words(article.body)))
    if not words:
        return ()
    plan = Plan(
        tree=Any(tuple(Word(Term(word)) for word in words)),
        filters=Filters(
            chosen={"place": tuple(places), "lang": (other,)},
            any_place=True,
            main_places=True,
            first=span.first - timedelta(DAYS),
            last=span.last + timedelta(DAYS),
        ),
        facets=(),
        size=_CANDIDATES,
        group_copies=True,
    )
    found = searcher.fetch([hit.id for hit in searcher.search(plan).hits])
    sure = [(_shared(own, _details(_beginning(a)), article.language), a) for a in found]
    sure.sort(key=lambda pair: -pair[0])
    return tuple(candidate for weight, candidate in sure[:_MOST] if weight)


def _beginning(article: Article) -> Article:
    return replace(article, body=article.body[:_READ]) if len(article.body) > _READ else article


def _shared(own: _Details, other: _Details, language: Language) -> float:
    """The weight of what two texts share; 0 if it is not enough to be one story."""
    vi, en = (own, other) if language == "vi" else (other, own)
    names = vi.names & en.neighbours
    figures = sum(vi.figures[figure] for figure in vi.figures.keys() & en.figures.keys())
    telling = figures + len(names)
    # In English any office and body is in capitals too: of its names only those shared count.
    fewer = min(vi.weight, replace(en, names=names).weight)
    enough = telling >= TELLING and figures >= FIGURES and telling >= SHARE * fewer
    return telling if enough else 0.0


def _details(article: Article) -> _Details:
    runs = list(_runs(article))
    assert article.date is not None
    return _Details(
        _figures(article.body, article.date.first.year),
        frozenset((run[-2], run[-1]) for run in runs),
        frozenset(pair for run in runs for pair in pairwise(run)),
    )


def _figures(text: str, year: int) -> dict[str, float]:
    """The figures of a text without their separators; 1 for three digits, less for two and for years.

    What stands in a date such as 8/6, a single digit and the article's own year say nothing.
    """
    weights = {}
    for written in _FIGURE.findall(text):
        digits = re.sub("[.,]", "", written)
        if _YEAR.fullmatch(written):
            if abs(int(written) - year) > 1:
                weights[digits] = 0.5
        elif len(digits) > 1:
            weights[digits] = 0.5 if len(digits) == 2 else 1.0
    return weights


def _figure_words(text: str) -> Iterator[str]:
    """The words of the index in which figures stand: 58,4 is two."""
    return (
        word
        for written in _FIGURE.findall(text)
        for word in re.split("[.,]", written)
        if len(word) > 1
    )


def _runs(article: Article) -> Iterator[list[str]]:
    """The runs of two or more words in capitals with spaces between, folded, the places cut out."""
    text = article.body
    places = {
        tuple(token.folded for token in tokens(word))
        for mention in article.places
        for word in mention.words
    }
    run: list[str] = []
    end = 0
    for token in tokens(text):
        if text[end : token.start] != " " or not text[token.start].isupper():
            yield from _without(run, places)
            run = []
        if text[token.start].isupper():
            run.append(token.folded)
        end = token.end
    yield from _without(run, places)


def _without(run: list[str], places: set[tuple[str, ...]]) -> Iterator[list[str]]:
    """The parts of a run between the names of places, those of two words or more."""
    longest = max(map(len, places), default=0)
    part: list[str] = []
    start = 0
    while start < len(run):
        size = next(
            (n for n in range(longest, 0, -1) if tuple(run[start : start + n]) in places), 0
        )
        if size:
            if len(part) > 1:
                yield part
            part = []
        else:
            part.append(run[start])
        start += size or 1
    if len(part) > 1:
        yield part

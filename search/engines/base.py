"""The seam between Tìm Tin and what stores its index: one Protocol, and what a search returns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from search.analysis import Stream
from search.articles import Article
from search.query.plan import Facet, Plan
from search.query.tree import Fuzzy, Prefix

MOST_COPIES = 10
"""How many copies of a hit are named."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found, with its score; scores compare within one search only.

    Where copies are grouped, `copies_total` of those found stand under it; `copies` are the ids of
    the best of them, at most `MOST_COPIES`.
    """

    id: str
    score: float
    copies: tuple[str, ...] = ()
    copies_total: int = 0


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found.

    `hits` is the page asked for, ties as the articles stand in the index; `total` is how many articles
    there are, exactly, and `groups` how many hits over all pages: fewer, where copies are grouped.
    `counts` has for each facet of the plan how many articles stand under each value; `expansions` has
    the terms that each prefix and fuzzy leaf stood for.
    """

    hits: tuple[Hit, ...]
    total: int
    groups: int
    counts: Mapping[Facet, Mapping[str, int]]
    expansions: Mapping[Prefix | Fuzzy, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Summary:
    """What an index holds: how many articles, in which generation, its size in bytes.

    `trouble` says why a newer generation could not be opened, "" when the newest is served.
    """

    articles: int
    generation: str
    size: int
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an article was read from: `root`, `path` and `digest` as in Article."""

    root: str
    path: str
    digest: str


class Engine(Protocol):
    """An index. Reading methods may be called from many threads at once."""

    def search(self, plan: Plan) -> Hits:
        """The articles that the plan asks for; QuestionTooCostly when a leaf expands too far."""

    def fetch(self, ids: Sequence[str]) -> tuple[Article, ...]:
        """The articles of these ids, in their order; ArticleNotFound for one not in the index."""

    def copies(self, id: str) -> tuple[str, ...]:
        """The ids of the other copies of an article; none for one not in the index."""

    def frequencies(self, stream: Stream, terms: Sequence[str]) -> tuple[int, ...]:
        """In how many articles' bodies each term stands."""

    def similar(self, term: str, distance: int) -> Mapping[str, int]:
        """The other folded terms at most so many edits (Damerau-Levenshtein) away, and their frequencies.

        They begin with the first or the second letter of the term; the most frequent come first.
        """

    def beginning(self, stream: Stream, prefix: str, limit: int) -> Mapping[str, int]:
        """The most frequent terms of bodies that begin so, most first, and their frequencies."""

    def origins(self) -> Mapping[str, Origin]:
        """Where each article in the index was read from, by its id."""

    def write(self, articles: Iterable[Article], gone: Iterable[str], *, fresh: bool) -> None:
        """Publish an index with these articles added or replaced and those ids gone.

        With `fresh` it holds nothing else. All or nothing: until it returns, and if it raises,
        readers see the index as it was. IndexLocked when another process is writing.
        """

    def check(self) -> Summary:
        """Compare every file with the manifest; IndexDamaged names the first that differs."""

    def summary(self) -> Summary:
        """What is being served."""

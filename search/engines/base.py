"""The seam between Tìm Tin and what stores its index: an Engine, and its Searcher for one point in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from search.analysis import Stream
from search.articles import Article, Language
from search.budget import Budget
from search.errors import QueryTooCostly
from search.facets import FacetName
from search.query.plan import Plan
from search.query.tree import Fuzzy, Node, Prefix

Vocabulary = Stream | FacetName
"""What terms belong to: a stream of the bodies, or the values of a facet."""

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

    `hits` is the page asked for, ties in the order of the index; `total` is how many articles there are,
    exactly, `complete` how many of them have all the words of which the plan asks for most, None if it
    asks for none in this way, and `groups` how many hits over all pages: fewer, where copies are grouped.
    `counts` has for each facet of the plan how many articles stand under each value; `expansions` has
    the terms that each prefix and fuzzy leaf stood for.
    """

    hits: tuple[Hit, ...]
    total: int
    groups: int
    counts: Mapping[FacetName, Mapping[str, int]]
    expansions: Mapping[Prefix | Fuzzy, tuple[str, ...]]
    complete: int | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """All that a search finds: `hits` in the order of its pages, one by one, their copies counted but not
    named; `groups` is how many hits there are, `expansions` as in Hits."""

    hits: Iterator[Hit]
    groups: int
    expansions: Mapping[Prefix | Fuzzy, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Summary:
    """What an index holds: how many articles, in which generation, its size in bytes.

    `built` is when the generation was published, in UTC (ISO 8601); `left_out` counts what the build of it
    did not take in, by kind, empty where that was not recorded.
    `degraded_reason` says why a newer generation could not be opened, "" when the newest is served.
    """

    articles: int
    generation: str
    size: int
    built: str
    degraded_reason: str = ""
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """A generation on disk: its articles, its size in bytes, when it was written, whether it is served.

    `built` is an ISO 8601 time in UTC. None of its files but its manifest has been looked at.
    """

    generation: str
    articles: int
    size: int
    built: str
    served: bool


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an article was read from: `root`, `path` and `digest` as in Article."""

    root: str
    path: str
    digest: str


def too_many_expansions(leaf: Prefix | Fuzzy, amount: int, limit: int) -> QueryTooCostly:
    """The error for a leaf that stands for more terms than a query may have."""
    sign = "*" if isinstance(leaf, Prefix) else "~"
    return QueryTooCostly(
        "%(word)s stands for %(amount)s words of the index, the limit is %(limit)s: "
        "write more of the word",
        word=f"{leaf.folded}{sign}",
        amount=amount,
        limit=limit,
    )


class Searcher(Protocol):
    """An index as it was when the searcher was taken: nothing published later changes what it answers.

    Every answer of one searcher is of one generation, so ids found are there to be fetched and numbers
    agree. Methods may be called from many threads at once.
    """

    def within(self, budget: Budget) -> Searcher:
        """The same for one request, whose budget pays for all that it answers.

        What it evaluated it keeps for its next answer. Any method may raise BudgetExceeded.
        """

    def search(self, plan: Plan) -> Hits:
        """The articles that the plan asks for; QueryTooCostly when a leaf expands too far."""

    def scan(self, plan: Plan) -> Scan:
        """All of them, evaluated once: the plan's offset, size and facets are passed over.

        Errors as for `search`.
        """

    def count(self, plans: Sequence[Plan]) -> tuple[int, ...]:
        """How many articles each plan finds, in one call: nothing is ranked, no facet is counted.

        0 for a plan with a leaf that expands too far.
        """

    def co_occurrences(
        self, plan: Plan, rows: Sequence[str], columns: Sequence[str]
    ) -> Mapping[tuple[str, str], int]:
        """How many of the articles that a plan finds stand under both a row and a column.

        These are values of the facet of places, as the plan's filters have it: also of what lies within,
        only of main places with `main_places`. A pair is left out where no article stands under both; its
        count is what the plan finds with both of them chosen as well. So (a, b) has the count of (b, a),
        and (a, a), or a and a place that holds it, that of a alone. QueryTooCostly as in `search`.
        """

    def count_days(self, plan: Plan, first: date, last: date) -> Mapping[date, int]:
        """How many of the articles that a plan finds fall on each day from `first` to `last`.

        An event of several days falls on each of them. Days without any are left out, and articles that
        fall on no certain day: `Hits.counts` has the undated and those known only to the year as values
        of the facet of dates; those known only to a month stand under its value and match no `Range`
        within it. QueryTooCostly as in `search`.
        """

    def sample(
        self, trees: Sequence[Node], language: Language | None, limit: int
    ) -> tuple[tuple[Article, ...], ...]:
        """For each tree at most `limit` articles that match it, in the order of the index, unranked.

        Only articles in `language`, if one is given; none for a leaf that expands too far.
        """

    def fetch(self, ids: Sequence[str]) -> tuple[Article, ...]:
        """The articles of these ids, in their order; ArticleNotFound for one not in the index."""

    def duplicates_of(self, id: str) -> tuple[str, ...]:
        """The ids of the near-duplicates of an article; none for one not in the index."""

    def doc_freq(self, vocabulary: Vocabulary, terms: Sequence[str]) -> tuple[int, ...]:
        """How many articles have each term: in their bodies, for a stream, or as a value of a facet.

        Those of facets are exact; those of streams may count deleted articles until segments are merged.
        """

    def values_named(self, facet: FacetName, text: str) -> tuple[str, ...]:
        """The values of a facet `in_any_writing` that a text names, as articles most often write them."""

    def similar_terms(self, term: str, distance: int) -> Mapping[str, int]:
        """The other folded terms within `distance` edits (Damerau-Levenshtein), with their doc_freq.

        They begin with the first or the second letter of the term; the most frequent come first.
        """

    def terms_with_prefix(self, stream: Stream, prefix: str, limit: int) -> Mapping[str, int]:
        """The `limit` most frequent terms of bodies with this prefix, most frequent first, with doc_freq."""

    def origins(self) -> Mapping[str, Origin]:
        """Where each article in the index was read from, by its id."""

    def summary(self) -> Summary:
        """What is being served."""


class Engine(Protocol):
    """An index that is published generation by generation."""

    def searcher(self) -> Searcher:
        """A searcher on the newest generation that opens; IndexUnusable if there has been none."""

    def write(
        self,
        articles: Iterable[Article],
        deleted_ids: Iterable[str],
        *,
        replace_all: bool,
        left_out: Callable[[], Mapping[str, int]] = dict,
    ) -> None:
        """Publish an index with these articles added or replaced and those ids deleted.

        With `replace_all` it holds nothing else. All or nothing: until it returns, and if it raises,
        readers see the index as it was. IndexLocked when another process is writing: that is
        known before anything is taken from `articles`, and `deleted_ids` are asked for after them. Where
        nothing is added or deleted, nothing is published. `left_out` is asked last, for the summary.
        """

    def generations(self) -> tuple[Kept, ...]:
        """The generations that are kept, newest first; none if there is no index."""

    def rollback(self, generation: str) -> Summary:
        """Serve a generation that is kept, from now on, once every file of it was compared.

        IndexUnusable if it is not there, is damaged or is of another version, IndexLocked when another
        process is writing: then the served one stays.
        """

    def check(self) -> Summary:
        """Compare every file with the manifest; IndexDamaged names the first that differs."""

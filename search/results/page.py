"""What a page of results shows: plain data for templates, the command line and the JSON API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from search.articles import Article
from search.facets import FacetName
from search.gazetteer import Fate
from search.query.date_readings import DateReading
from search.query.filters import Filter
from search.query.plan import Notice, SearchRequest


@dataclass(frozen=True, slots=True)
class TextPart:
    """A stretch of text, and whether it is a hit."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Result:
    """One article on a page of results. `rank` counts from 1 over all pages.

    `copies` are the first of the `copies_total` copies that stand under it.
    """

    rank: int
    article: Article
    title: tuple[TextPart, ...]
    snippet: tuple[TextPart, ...]
    score: float
    copies: tuple[Article, ...]
    copies_total: int


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One choice of a facet: `count` articles would be found with it. Labels are the reader's."""

    value: str
    count: int
    selected: bool
    children: tuple[FacetValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A next step: another request, and how many articles it finds, one at least.

    `kind`: `spelled` (the text otherwise), `without filter` (all but `filter`), `without filters`,
    `without part` (the text without `part`, as it was typed).
    """

    kind: Literal["spelled", "without filter", "without filters", "without part"]
    request: SearchRequest
    total: int
    filter: Filter | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class OtherPlace:
    """Another place that could be asked for: the request, and how many articles it finds."""

    place: str
    request: SearchRequest
    total: int


@dataclass(frozen=True, slots=True)
class AdministrativeChange:
    """What became of a place that is asked for.

    `kind`: `part of` (since `day` it is part of the others), `gone` (`day` was its last, its land is in the
    others today), `holds` (since `day` the others are part of it).
    """

    kind: Fate
    place: str
    day: date
    others: tuple[OtherPlace, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of results.

    `request` is what was asked, its places as ids; `total` is how many articles are found, `groups` as
    how many results they are shown; `pages` is at least 1; `facets` are trees of choices; `spelling` is
    what the text may have meant; `date_reading` the period that a date in it may be; `relaxations` are
    next steps when nothing is found, or nothing with all the words.
    """

    request: SearchRequest
    results: tuple[Result, ...]
    total: int
    groups: int
    pages: int
    facets: dict[FacetName, tuple[FacetValue, ...]]
    notices: tuple[Notice, ...]
    administrative_changes: tuple[AdministrativeChange, ...] = ()
    spelling: Relaxation | None = None
    date_reading: DateReading | None = None
    relaxations: tuple[Relaxation, ...] = ()


@dataclass(frozen=True, slots=True)
class AllResults:
    """Every result of a request, one by one, read as they are taken.

    `request` is what was asked, its places as ids; all results are of one `generation` of the index.
    """

    request: SearchRequest
    generation: str
    results: Iterator[Result]

    def __iter__(self) -> Iterator[Result]:
        return self.results

    def __next__(self) -> Result:
        return next(self.results)


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article as its page shows it.

    `paragraphs` are the lines of its body; `previous` and `next` its neighbours among the results;
    `copies` the first of its `copies_total` copies in the archive; `translations` tell the same story
    in the other language. `left_out` names what was not looked for, as the page had taken so much work:
    `translations`, `more like this`. `hits_to` is up to which character of a long body hits are marked.
    """

    article: Article
    title: tuple[TextPart, ...]
    paragraphs: tuple[tuple[TextPart, ...], ...]
    previous: Result | None
    next: Result | None
    copies: tuple[Article, ...]
    copies_total: int
    translations: tuple[Article, ...]
    more_like_this: tuple[Article, ...]
    left_out: tuple[str, ...] = ()
    hits_to: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be meant by the beginning of a request: a place of the gazetteer, words, or an article.

    The `text` of a place is its Vietnamese label, which is to be read: what asks for it is its id, `place`.
    """

    text: str
    kind: Literal["place", "words", "title"]
    place: str | None = None
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """How an archive is: `generation` was published at `built` (UTC, ISO 8601).

    `message` says why it is not `ok`, or what is `degraded`, and the next step.
    """

    ok: bool
    degraded: bool
    articles: int
    generation: str
    built: str
    message: str

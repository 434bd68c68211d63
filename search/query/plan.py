"""A request becomes a plan: everything asked, validated once, as plain data.

`SearchRequest` is what a permalink, a command line or an API call says; `Plan` is what an engine gets, and
an engine gets nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Literal

from search.articles import Language
from search.facets import FACETS, FacetName, Selection
from search.query.tree import Node

Sort = Literal["relevance", "newest", "oldest"]
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a user asks, as text, not yet validated.

    `chosen` are values of facets: `{"place": ("VN-27",), "date": ("2024", "2024-09")}`. Of several
    values of a facet any is asked for; of places all of them unless `any_place`, and mentioned anyhow unless
    `main_places`, which asks for articles that are about them. `first` and `last` are the period asked
    for, each a date in any form that `periods` reads. `all_words` finds only articles that have all the
    words, however many those are; `exact` asks for marks as typed; `expand_places` lets places in the
    text stand for all their spellings.
    Copies of an article stand under the best of them unless `all_copies`.
    """

    text: str = ""
    chosen: Mapping[FacetName, tuple[str, ...]] = Selection()
    any_place: bool = False
    main_places: bool = False
    first: str = ""
    last: str = ""
    sort: str = "relevance"
    page: int = 1
    size: int = 10
    all_words: bool = False
    exact: bool = False
    expand_places: bool = True
    all_copies: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "chosen", Selection(self.chosen))


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the results without changing their scores.

    `chosen`: any of the values of each facet; of places all of them, or any with `any_place`. With
    `main_places` the facet of places counts, and the filter asks for, those that articles are about, not
    those mentioned in passing. `first`, `last`: inclusive days, None for an open end.
    Each facet's counts leave out its own choice, save where all are asked for: then a count is what
    choosing one more would give.
    """

    chosen: Mapping[FacetName, tuple[str, ...]] = Selection()
    any_place: bool = False
    main_places: bool = False
    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "chosen", Selection(self.chosen))

    def asks_for_all(self, facet: FacetName) -> bool:
        """Whether of several chosen values of the facet all must hold, not any."""
        return FACETS[facet].all_of_them and not self.any_place


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything asked. `tree` is None when every article is wanted; `facets` are those to count.

    What ranks and finds nothing: `proximity_terms`, the folded words of the query in their order, and
    `bigrams`, the pairs of folded words that count where they are adjacent, both of them looked up in
    the best matches only; `language`, in which the query is asked, None if that is not clear.
    With `group_copies` one hit stands for all copies of an article that are found: the best by the
    order asked for. `offset` and `size` then count such hits.
    """

    tree: Node | None
    proximity_terms: tuple[str, ...] = ()
    bigrams: tuple[tuple[str, str], ...] = ()
    language: Language | None = None
    filters: Filters = Filters()
    facets: tuple[FacetName, ...] = tuple(FACETS)
    sort: Sort = "relevance"
    offset: int = 0
    size: int = 10
    group_copies: bool = False


class NoticeKind(Enum):
    """What was done to a query. The values are those of the JSON API."""

    PLACE_EXPANDED = "widened"
    """Words were read as a place: `subject` is its id, `words` how it was typed."""

    RELAXED = "any word"
    """No article has all the words, so those that have some are found; `subject` is the query."""

    MOST_WORDS = "most words"
    """Articles that have most of the words are found too; `subject` is how many have them all."""

    UNPARSED = "plain words"
    """Operators, quotes or brackets do not fit together, so the query is read as plain words."""

    TERM_EXPANDED = "expanded"
    """A prefix or a fuzzy word: `subject` as typed, `words` the terms it stands for."""

    IGNORED = "ignored"
    """`subject` means nothing here and is left out."""

    NOTHING_ASKED = "nothing asked"
    """There is a text, but nothing in it to search for, so nothing is found; `subject` is the query."""

    LEFT_OUT = "left out"
    """The search took so much work that `words` were not looked for: `spelling`, `relaxations`."""

    PERIOD_SWAPPED = "swapped"
    """The period asked for ends before it begins, so its ends are swapped: `subject` to `words`."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something done to a query that its reader should know; `kind` says what `subject` and `words` are."""

    kind: NoticeKind
    subject: str
    words: tuple[str, ...] = ()

"""The tree of a request: what must be so of an article. Frozen dataclasses, read by both engines.

Leaves that name words hold them analysed already (`Term`), so that no engine folds anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from search.facets import FacetName

Field = Literal["text", "title"]
"""Where a leaf looks: in the title and the body, or in the title alone."""


@dataclass(frozen=True, slots=True)
class Term:
    """One token of the request.

    `folded` without marks or case; `accented` as typed in lower case if it carries a mark, else None;
    `stem` its English stem when the request looks English, else None.
    """

    folded: str
    accented: str | None = None
    stem: str | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """The term, or its stem, stands somewhere; with `exact`, a accented term with its marks."""

    term: Term
    field: Field = "text"
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """The terms stand next to each other in this order; with `exact`, with their marks."""

    terms: tuple[Term, ...]
    field: Field = "text"
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Prefix:
    """Some folded term that starts with `folded`."""

    folded: str
    field: Field = "text"


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Some folded term at most `distance` edits (Damerau-Levenshtein) away, its first letter kept."""

    folded: str
    distance: int
    field: Field = "text"


@dataclass(frozen=True, slots=True)
class Range:
    """The article's event certainly fell within these inclusive days; None leaves an end open."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class FacetTerm:
    """The article counts under this value of a facet; under a place, so does what lies in it."""

    facet: FacetName
    value: str


@dataclass(frozen=True, slots=True)
class All:
    """All the children hold."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one child holds: of no children none does."""

    children: tuple[Node, ...]


NOTHING = Any(())
"""What no article matches."""


@dataclass(frozen=True, slots=True)
class Not:
    """The child does not hold."""

    child: Node


Node = Word | Phrase | Prefix | Fuzzy | Range | FacetTerm | All | Any | Not


def leaves(node: Node) -> Iterator[Node]:
    """The leaves that an article is wanted for, in order; what stands under a Not is left out."""
    if isinstance(node, All | Any):
        for child in node.children:
            yield from leaves(child)
    elif not isinstance(node, Not):
        yield node

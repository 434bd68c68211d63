"""The tree of a request: what must be so of an article. Frozen dataclasses, read by both engines.

Leaves that name words hold them analysed already (`Term`), so that no engine folds anything. They know
where they `start` in the query, which tells their order; it is no part of what they ask for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from typing import Literal

from search.facets import FacetName

Field = Literal["text", "title"]
"""Where a leaf looks: in the title and the body, or in the title alone."""


@dataclass(frozen=True, slots=True)
class Term:
    """One token of the request.

    `folded` without marks or case; `accented` as typed in lower case if it carries a mark, else None;
    `stem` its English stem when the request looks English, else None; `initials` says that it was typed
    as an abbreviation is, in capitals or with full stops, which is no part of what it asks for.
    """

    folded: str
    accented: str | None = None
    stem: str | None = None
    initials: bool = dataclass_field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Word:
    """The term, or its stem, stands somewhere; with `exact`, a accented term with its marks."""

    term: Term
    field: Field = "text"
    exact: bool = False
    start: int = dataclass_field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """The terms stand next to each other in this order; with `exact`, with their marks."""

    terms: tuple[Term, ...]
    field: Field = "text"
    exact: bool = False
    start: int = dataclass_field(default=0, compare=False)


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
class Most:
    """Enough of the children match: by how much those tell that do, as the engine's settings say.

    One or two different children all match, unless no article that matches the rest of the tree has
    them all.
    """

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


Node = Word | Phrase | Prefix | Fuzzy | Range | FacetTerm | All | Most | Any | Not


def leaves(node: Node) -> Iterator[Node]:
    """The leaves that an article is wanted for, in order; what stands under a Not is left out."""
    if isinstance(node, All | Most | Any):
        for child in node.children:
            yield from leaves(child)
    elif not isinstance(node, Not):
        yield node


def transform(node: Node, change: Callable[[Node], Node], *, within_not: bool = True) -> Node:
    """The tree with every leaf replaced by what `change` makes of it; under a Not only if `within_not`."""
    match node:
        case All(children=children) | Most(children=children) | Any(children=children):
            changed = (transform(child, change, within_not=within_not) for child in children)
            return type(node)(tuple(changed))
        case Not(child=child):
            return Not(transform(child, change)) if within_not else node
        case _:
            return change(node)

"""Where in a text the hits of a plan stand: found by the same terms that matched it in the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search.analysis import Token, stem, tokens
from search.articles import Article
from search.query.tree import (
    All,
    Any,
    Fuzzy,
    Labelled,
    Node,
    Phrase,
    Prefix,
    Term,
    Word,
)
from search.results.page import Segment

Sequences = tuple[tuple[Term, ...], ...]


@dataclass(frozen=True, slots=True)
class HitSpan:
    """A hit in a text: it stands at `text[start:end]`; `key` tells what was asked there."""

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to mark: single terms, and runs of terms that must stand next to each other.

    `names` are the asked places as the article spells them.
    """

    folded: frozenset[str] = frozenset()
    marked: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    runs: Sequences = ()
    names: Sequences = ()


def wanted(
    tree: Node | None, expansions: Mapping[Prefix | Fuzzy, Sequence[str]], article: Article
) -> Wanted:
    """What the tree wants of this article."""
    parts = list(_parts(tree, expansions, article)) if tree is not None else []
    return Wanted(
        folded=frozenset().union(*(part.folded for part in parts)),
        marked=frozenset().union(*(part.marked for part in parts)),
        stems=frozenset().union(*(part.stems for part in parts)),
        runs=tuple(run for part in parts for run in part.runs),
        names=tuple(name for part in parts for name in part.names),
    )


def find_hits(text: str, wanted: Wanted) -> list[HitSpan]:
    """The hits in a text, in order, none overlapping another."""
    spotted = tokens(text)
    hits: dict[int, HitSpan] = {}
    for run in sorted((*wanted.runs, *wanted.names), key=len, reverse=True):
        for place in _standing(run, spotted):
            key = " ".join(term.folded for term in run)
            for position, token in enumerate(spotted[place : place + len(run)], start=place):
                hits.setdefault(position, HitSpan(token.start, token.end, key))
    for position, token in enumerate(spotted):
        if position in hits:
            continue
        if (
            token.folded in wanted.folded
            or (token.marked is not None and token.marked in wanted.marked)
            or (wanted.stems and stem(token.folded) in wanted.stems)
        ):
            hits[position] = HitSpan(token.start, token.end, token.folded)
    return _joined(hits, text)


def mark(
    text: str, hits: Sequence[HitSpan], start: int = 0, end: int | None = None
) -> tuple[Segment, ...]:
    """The text from `start` to `end` as stretches that are hits and stretches that are not."""
    end = len(text) if end is None else end
    segments = []
    for hit in hits:
        if hit.start < start or hit.end > end:
            continue
        if start < hit.start:
            segments.append(Segment(text[start : hit.start], hit=False))
        segments.append(Segment(text[hit.start : hit.end], hit=True))
        start = hit.end
    if start < end:
        segments.append(Segment(text[start:end], hit=False))
    return tuple(segments)


def _parts(
    node: Node, expansions: Mapping[Prefix | Fuzzy, Sequence[str]], article: Article
) -> list[Wanted]:
    match node:
        case Word(term=term, exact=True) if term.marked:
            return [Wanted(marked=frozenset([term.marked]))]
        case Word(term=term):
            stems = (
                frozenset([term.stem]) if term.stem and article.language == "en" else frozenset()
            )
            return [Wanted(folded=frozenset([term.folded]), stems=stems)]
        case Phrase(terms=terms, exact=exact):
            plain = terms if exact else tuple(Term(term.folded) for term in terms)
            return [Wanted(runs=(plain,))]
        case Prefix() | Fuzzy():
            return [Wanted(folded=frozenset(expansions.get(node, ())))]
        case Labelled(facet="place", value=place):
            return [Wanted(names=_spellings(place, article))]
        case All(children=children) | Any(children=children):
            return _each(children, expansions, article)
        case _:
            return []


def _each(
    nodes: Sequence[Node], expansions: Mapping[Prefix | Fuzzy, Sequence[str]], article: Article
) -> list[Wanted]:
    return [part for node in nodes for part in _parts(node, expansions, article)]


def _spellings(place: str, article: Article) -> Sequences:
    return tuple(
        tuple(Term(token.folded, token.marked) for token in tokens(word))
        for mention in article.places
        if mention.place == place
        for word in mention.words
    )


def _standing(run: Sequence[Term], spotted: Sequence[Token]) -> list[int]:
    """Where the run of terms stands among the tokens; a term with marks asks for them."""
    return [
        start
        for start in range(len(spotted) - len(run) + 1)
        if spotted[start].folded == run[0].folded
        and all(
            token.folded == term.folded and term.marked in (None, token.marked)
            for token, term in zip(spotted[start : start + len(run)], run, strict=True)
        )
    ]


def _joined(hits: Mapping[int, HitSpan], text: str) -> list[HitSpan]:
    """The hits in order; neighbours of one run, with nothing but spaces between, become one."""
    joined: list[HitSpan] = []
    for position in sorted(hits):
        hit = hits[position]
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.key == hit.key
            and position - 1 in hits
            and " " in hit.key
            and not text[last.end : hit.start].strip(" -–")
        ):
            joined[-1] = HitSpan(last.start, hit.end, hit.key)
        else:
            joined.append(hit)
    return joined

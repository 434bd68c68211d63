"""Words of a request that name a place stand for the place in all its spellings and languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from search.analysis import normalize, tokens
from search.gazetteer import Gazetteer
from search.query.plan import Notice, NoticeKind
from search.query.tree import (
    All,
    Any,
    FacetTerm,
    Most,
    Node,
    Not,
    Phrase,
    Term,
    Word,
    leaves,
    transform,
)

LONGEST_NAME = 8
"""The most words of a name, with its unit, that is looked for in a request."""

_HELD = re.compile(r"(?P<name>[^(),]+)(?:\((?P<within>[^()]+)\)\s*|,(?P<listed>[^()]+))")


def expand_places(tree: Node, gazetteer: Gazetteer) -> tuple[Node, tuple[Notice, ...]]:
    """The tree with each place's name expanded to the place, and a notice for each.

    The words of a name are looked for side by side: apart, "van" and "nam" are not Vân Nam. What was
    typed with marks must carry a name's own marks: "vẫn nằm" is not Vân Nam. What stands
    under a Not, asks for a title or asks for marks is left as it is. Where all words are in capitals they
    tell no abbreviation.
    """
    notices: list[Notice] = []
    words = [leaf.term for leaf in leaves(tree) if isinstance(leaf, Word)]
    if len(words) > 1 and all(term.initials or len(term.folded) == 1 for term in words):
        tree = transform(tree, _without_initials)
    return _expanded(tree, gazetteer, notices, alone=True), tuple(notices)


def _without_initials(leaf: Node) -> Node:
    return (
        replace(leaf, term=replace(leaf.term, initials=False)) if isinstance(leaf, Word) else leaf
    )


def _expanded(
    node: Node, gazetteer: Gazetteer, notices: list[Notice], *, alone: bool = False
) -> Node:
    """The node with its names expanded; `alone` says that nothing else is asked."""
    match node:
        case Word(term=term, field="text", exact=False):
            return _expanded_terms(node, (term,), gazetteer, notices, whole=alone)
        case Phrase(terms=terms, field="text", exact=False):
            return _expanded_terms(node, terms, gazetteer, notices)
        case All(children=children) | Most(children=children):
            expanded = tuple(_expanded_runs(children, gazetteer, notices, alone=alone))
            return expanded[0] if len(expanded) == 1 else type(node)(expanded)
        case Any(children=children):
            return Any(tuple(_expanded(child, gazetteer, notices) for child in children))
        case _:
            return node


def _expanded_runs(
    children: Sequence[Node], gazetteer: Gazetteer, notices: list[Notice], *, alone: bool
) -> Sequence[Node]:
    """The children of an All or Most, the longest runs of words that name a place first.

    A word with a hyphen is a phrase, which may be a part of a name: Thừa Thiên-Huế.
    """
    done: list[Node] = []
    start = 0
    while start < len(children):
        for stop in range(min(len(children), start + LONGEST_NAME), start + 1, -1):
            run = children[start:stop]
            terms = tuple(term for child in run for term in _plain_terms(child))
            if not all(map(_plain_terms, run)) or len(terms) > LONGEST_NAME:
                continue
            node = Phrase(terms, start=_start(run[0]))
            expanded = _expanded_terms(
                node, terms, gazetteer, notices, whole=alone and stop - start == len(children)
            )
            if expanded is not node:
                done.append(expanded)
                start = stop
                break
        else:
            child = children[start]
            done.append(child if isinstance(child, Not) else _expanded(child, gazetteer, notices))
            start += 1
    return done


def _plain_terms(node: Node) -> tuple[Term, ...]:
    """The terms of a word or phrase that asks for no field and no marks; none of any other node."""
    match node:
        case Word(term=term, field="text", exact=False):
            return (term,)
        case Phrase(terms=terms, field="text", exact=False):
            return terms
        case _:
            return ()


def _start(node: Node) -> int:
    return node.start if isinstance(node, Word | Phrase) else 0


def _expanded_terms(
    node: Node,
    terms: tuple[Term, ...],
    gazetteer: Gazetteer,
    notices: list[Notice],
    *,
    whole: bool = False,
) -> Node:
    """The words, or what else they may be written as, or any of the places that they mean.

    Words that are also others, as us is, are looked for in the articles of the places only.
    """
    initials = all(term.initials for term in terms)
    meant = gazetteer.meant(terms, alone=whole, initials=initials)
    if not meant.ids:
        return node
    words = tuple(term.accented or term.folded for term in terms)
    notices.extend(Notice(NoticeKind.PLACE_EXPANDED, id, words) for id in meant.ids)
    places = tuple(FacetTerm("place", id) for id in meant.ids)
    if meant.is_word:
        return Any((All((node, Any(places))), *places))
    typed = tuple(term.folded for term in terms)
    others = (tuple(map(Term, writing)) for writing in meant.writings if writing != typed)
    return Any((node, *map(_written, others), *places))


def _written(terms: tuple[Term, ...]) -> Word | Phrase:
    return Phrase(terms) if len(terms) > 1 else Word(terms[0])


def resolve(value: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The ids of the places that a value means: an id itself, or any place of that name.

    A name may be followed by what holds the place: "Hà Nam (Trung Quốc)", as in a label, or after a comma.
    """
    if value in gazetteer:
        return (value,)
    found = gazetteer.meant(tokens(normalize(value))).ids
    held = None if found else _HELD.fullmatch(value)
    if held is None:
        return found
    holders = [
        set(resolve(holder, gazetteer)) for holder in (held["within"] or held["listed"]).split(",")
    ]
    return tuple(
        id
        for id in resolve(held["name"], gazetteer)
        if all(holder.intersection(gazetteer.ancestors(id)) for holder in holders)
    )

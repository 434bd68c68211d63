"""Words of a request that name a place stand for the place in all its spellings and languages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from search.analysis import Token, normalize, tokens
from search.gazetteer import Gazetteer, Place
from search.query.plan import Notice, NoticeKind
from search.query.tree import All, Any, FacetTerm, Most, Node, Not, Phrase, Term, Word

LONGEST_NAME = 7
"""The most tokens of a name that is looked for in a request."""

SHORT = 4
"""A name of one word of at most so many letters is read as a place only if nothing else is asked, or if
it is typed with its marks: "lao" is labour (lao động) more often than Laos."""

_HELD = re.compile(r"(?P<name>[^()]+)\((?P<holders>[^()]+)\)\s*")


def expand_places(tree: Node, gazetteer: Gazetteer) -> tuple[Node, tuple[Notice, ...]]:
    """The tree with each place's name expanded to the place, and a notice for each.

    The words of a name are looked for side by side: apart, "van" and "nam" are not Vân Nam. What was
    typed with marks must carry a name's own marks: "vẫn nằm" is not Vân Nam. What stands
    under a Not, asks for a title or asks for marks is left as it is.
    """
    notices: list[Notice] = []
    return _expanded(tree, gazetteer, notices, alone=True), tuple(notices)


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
    """The children of an All or Most, the longest runs of words that name a place first."""
    done: list[Node] = []
    start = 0
    while start < len(children):
        for stop in range(min(len(children), start + LONGEST_NAME), start + 1, -1):
            run = _plain_words(children[start:stop])
            if len(run) < stop - start:
                continue
            terms = tuple(word.term for word in run)
            node = Phrase(terms, start=run[0].start)
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


def _plain_words(nodes: Sequence[Node]) -> tuple[Word, ...]:
    return tuple(
        node for node in nodes if isinstance(node, Word) and node.field == "text" and not node.exact
    )


def _expanded_terms(
    node: Node,
    terms: tuple[Term, ...],
    gazetteer: Gazetteer,
    notices: list[Notice],
    *,
    whole: bool = False,
) -> Node:
    named = gazetteer.named(" ".join(term.folded for term in terms))
    ids = [id for id in named if _agrees(terms, gazetteer[id], whole=whole)]
    short = len(terms) == 1 and len(terms[0].folded) <= SHORT and terms[0].accented is None
    if not ids or (short and not whole):
        return node
    words = tuple(term.accented or term.folded for term in terms)
    notices.extend(Notice(NoticeKind.PLACE_EXPANDED, id, words) for id in ids)
    return Any((node, *(FacetTerm("place", id) for id in ids)))


def _agrees(terms: Sequence[Term], place: Place, *, whole: bool) -> bool:
    """Whether the terms are one of the place's names, with its marks where they carry any.

    Hyphens, spaces and joined spellings are one. A name that means something else as well counts
    only if nothing else is asked.
    """
    typed = "".join(term.folded for term in terms)
    return any(
        "".join(token.folded for token in spotted) == typed
        and (whole or name not in place.guarded)
        and _marks_agree(terms, spotted)
        for name in place.names
        for spotted in (tokens(normalize(name)),)
    )


def _marks_agree(terms: Sequence[Term], name: Sequence[Token]) -> bool:
    if not any(term.accented for term in terms):
        return True
    if len(terms) != len(name):
        return _with_marks(terms) == _with_marks(name)
    pairs = zip(terms, name, strict=True)
    return all(term.accented in (None, token.accented) for term, token in pairs)


def _with_marks(words: Sequence[Term] | Sequence[Token]) -> str:
    return "".join(word.accented or word.folded for word in words)


def resolve(value: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The ids of the places that a value means: an id itself, or any place of that name.

    As in a label, a name may be followed by what holds the place: "Hà Nam (Trung Quốc)".
    """
    if value in gazetteer:
        return (value,)
    terms = [Term(token.folded, token.accented) for token in tokens(normalize(value))]
    named = gazetteer.named(" ".join(term.folded for term in terms))
    found = tuple(id for id in named if _agrees(terms, gazetteer[id], whole=True))
    held = None if found else _HELD.fullmatch(value)
    if held is None:
        return found
    holders = [set(resolve(holder, gazetteer)) for holder in held["holders"].split(",")]
    return tuple(
        id
        for id in resolve(held["name"], gazetteer)
        if all(holder.intersection(gazetteer.ancestors(id)) for holder in holders)
    )

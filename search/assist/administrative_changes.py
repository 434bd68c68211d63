"""What became of the places asked for: a province that is part of another now, and what that one holds.

Nothing is read or found differently: an article of 2022 about Quảng Nam stays one about Quảng Nam, and not
about Đà Nẵng. The page says how the two go together, and how many articles the other name finds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from search.analysis import tokens
from search.gazetteer import Gazetteer, history_of
from search.query.filters import choosing
from search.query.lexer import clean
from search.query.plan import Notice, NoticeKind, Plan, SearchRequest
from search.query.tree import FacetTerm, leaves
from search.query.words import only_words, rewritten
from search.results.page import AdministrativeChange, OtherPlace

MOST = 4
"""How many places of a request are told of."""


def administrative_changes(
    request: SearchRequest,
    plan: Plan,
    notices: Sequence[Notice],
    gazetteer: Gazetteer,
) -> tuple[AdministrativeChange, ...]:
    """What is to be told of the places in the filters, then of those in the text, still to be counted.

    `request` names its places by id.
    """
    found: list[AdministrativeChange] = []
    for place in _asked(plan):
        history = history_of(place, gazetteer)
        if history is None or len(found) == MOST:
            continue
        others = tuple(
            OtherPlace(id, _instead(request, place, id, notices), 0)
            for id in history.others
            if id not in request.chosen["place"]
        )
        if others:
            found.append(AdministrativeChange(history.fate, place, history.day, others))
    return tuple(found)


def with_totals(
    changes: Sequence[AdministrativeChange], totals: Sequence[int]
) -> tuple[AdministrativeChange, ...]:
    """The changes, with the total of each of their other places, given in their order."""
    left = iter(totals)
    return tuple(
        replace(change, others=tuple(replace(other, total=next(left)) for other in change.others))
        for change in changes
    )


def _asked(plan: Plan) -> Iterator[str]:
    places = [*plan.filters.chosen["place"]]
    if plan.tree is not None:
        named = (leaf for leaf in leaves(plan.tree) if isinstance(leaf, FacetTerm))
        places += [leaf.value for leaf in named if leaf.facet == "place"]
    yield from dict.fromkeys(places)


def _instead(
    request: SearchRequest, place: str, other: str, notices: Sequence[Notice]
) -> SearchRequest:
    """The request asked of the other place: in the filter, or without the words that named it.

    Where any of several places is asked for, of the other alone: with the rest its number would be theirs.
    """
    places = request.chosen["place"]
    if place in places:
        swapped = tuple(other if held == place else held for held in places)
        return choosing(request, "place", (other,) if request.any_place else swapped)
    words = next(
        (n.words for n in notices if n.kind is NoticeKind.PLACE_EXPANDED and n.subject == place), ()
    )
    text = _without(request.text, words)
    if text is None or (places and request.any_place):
        return SearchRequest(chosen={"place": (other,)})
    return replace(choosing(request, "place", (*places, other)), text=text)


def _without(text: str, words: Sequence[str]) -> str | None:
    """The text without the words; None if it is more than words, or they do not stand in it."""
    text = clean(text)
    spotted = tokens(text)
    for start in range(len(spotted) - len(words) + 1 if words else 0):
        run = spotted[start : start + len(words)]
        if [token.accented or token.folded for token in run] == list(words):
            rest = " ".join(rewritten(text, [(run[0].start, run[-1].end, "")]).split())
            # What is a word or punctuation beside them may be an operator without them.
            return rest if only_words(text) and only_words(rest) else None
    return None

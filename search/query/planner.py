"""A request is understood: text, filters and page become one validated plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import chain, pairwise
from typing import Literal

from search.analysis import Stream, normalize, stem
from search.articles import Language
from search.errors import QueryError, QueryTooCostly
from search.facets import FACETS, Facet, FacetName, PlacesNamed
from search.gazetteer import Gazetteer
from search.periods import parse_bound
from search.query.parser import Budgets, parse
from search.query.place_names import expand_places, resolve
from search.query.plan import SORTS, Filters, Notice, NoticeKind, Plan, SearchRequest, Sort
from search.query.tree import (
    NOTHING,
    All,
    Any,
    FacetTerm,
    Most,
    Node,
    Phrase,
    Word,
    leaves,
    transform,
)
from search.settings import Settings

Frequencies = Callable[[Stream, Sequence[str]], tuple[int, ...]]
"""In how many articles' bodies each term of a stream stands."""

ValuesNamed = Callable[[FacetName, str], Sequence[str]]
"""The values of a facet `in_any_writing` that a text names, none if the index has no such value."""


def _as_typed(facet: FacetName, text: str) -> Sequence[str]:
    return (text,)


def make_plan(
    request: SearchRequest,
    gazetteer: Gazetteer,
    frequencies: Frequencies,
    settings: Settings,
    values_named: ValuesNamed = _as_typed,
) -> tuple[Plan, tuple[Notice, ...]]:
    """The plan of a request, and what its service should know of how it was read.

    QueryError names the part that means nothing; QueryTooCostly the budget that is passed.
    """
    _check_values(request, settings.question_length)
    places_named = partial(resolve, gazetteer=gazetteer)
    parsed = parse(request.text, _budgets(settings), places_named)
    notices = [Notice(NoticeKind.IGNORED, part) for part in parsed.ignored]
    ordered = in_order(request)
    if ordered != request:
        notices.append(Notice(NoticeKind.PERIOD_SWAPPED, ordered.first, (ordered.last,)))
        request = ordered
    tree = parsed.tree
    if tree is None and normalize(request.text).strip():
        tree = NOTHING
        notices.append(Notice(NoticeKind.NOTHING_ASKED, request.text.strip()))
    elif not parsed.understood:
        notices.append(Notice(NoticeKind.UNPARSED, request.text.strip()))
    terms: tuple[str, ...] = ()
    language: Language | None = None
    if tree is not None:
        terms = _proximity_terms(tree)
        language = language_of(tree, frequencies, settings)
        tree = transform(tree, partial(_as_written, values_named=values_named))
        if request.exact:
            tree = transform(tree, _exact)
        elif language == "en":
            tree = transform(tree, _stemmed, within_not=False)
        if request.expand_places:
            tree, expanded = expand_places(tree, gazetteer)
            notices.extend(expanded)
        if request.all_words:
            tree = all_words(tree)
    page, size = _page(request, settings)
    return (
        Plan(
            tree=tree,
            proximity_terms=terms,
            bigrams=tuple(dict.fromkeys(pairwise(terms))),
            # One word alone is most often a name, which says little of its language.
            language=language if terms else None,
            filters=_filters(request, places_named, values_named, gazetteer),
            sort=_sort(request, searched=tree is not None),
            offset=(page - 1) * size,
            size=size,
            group_copies=not request.all_copies,
        ),
        tuple(notices),
    )


def all_words(tree: Node) -> Node:
    """The tree asking for all the words of which it asks for most."""
    if isinstance(tree, Most):
        return All(tree.children)
    if isinstance(tree, All):
        return All(tuple(all_words(child) for child in tree.children))
    return tree


def language_of(tree: Node, frequencies: Frequencies, settings: Settings) -> Language | None:
    """The language that a request is asked in, by its marks or by the index's own terms.

    A word typed with marks is Vietnamese. The stems stream holds English articles only: the share of
    a word's articles whose stems have its stem, averaged over the words found at all, says how
    English they are. None where names and little else are asked for, which both languages have.
    """
    terms = [leaf.term for leaf in leaves(tree) if isinstance(leaf, Word)]
    if any(term.accented for term in terms):
        return "vi"
    everywhere = frequencies("folded", [term.folded for term in terms])
    english = frequencies("stems", [stem(term.folded) for term in terms])
    shares = [
        min(1.0, among / of) if of else 1.0
        for among, of in zip(english, everywhere, strict=True)
        if among or of
    ]
    if not shares:
        return None
    share = sum(shares) / len(shares)
    if share >= settings.english_share:
        return "en"
    return "vi" if share <= settings.vietnamese_share else None


def _proximity_terms(tree: Node) -> tuple[str, ...]:
    """The words and the phrases' words that are looked for in texts, if they are several."""
    words: list[str] = []
    texts = [leaf for leaf in leaves(tree) if isinstance(leaf, Word | Phrase)]
    for leaf in sorted(texts, key=lambda leaf: leaf.start):
        match leaf:
            case Word(term=term, field="text"):
                words.append(term.folded)
            case Phrase(terms=terms, field="text"):
                words.extend(term.folded for term in terms)
    return tuple(words) if len(set(words)) > 1 else ()


def _written(facet: FacetName, value: str, values_named: ValuesNamed) -> Sequence[str]:
    """A value as articles most often write it, or all that it may be; as it is, if none has it."""
    if not FACETS[facet].in_any_writing or value == FACETS[facet].unknown:
        return (value,)
    return values_named(facet, value) or (value,)


def _as_written(leaf: Node, values_named: ValuesNamed) -> Node:
    if not isinstance(leaf, FacetTerm):
        return leaf
    values = _written(leaf.facet, leaf.value, values_named)
    terms = tuple(FacetTerm(leaf.facet, value) for value in values)
    return terms[0] if len(terms) == 1 else Any(terms)


def _exact(leaf: Node) -> Node:
    """A word or a phrase asking for its marks."""
    return replace(leaf, exact=True) if isinstance(leaf, Word | Phrase) else leaf


def _stemmed(leaf: Node) -> Node:
    """A word with its stem."""
    if isinstance(leaf, Word) and not leaf.exact:
        return replace(leaf, term=replace(leaf.term, stem=stem(leaf.term.folded)))
    return leaf


def _budgets(settings: Settings) -> Budgets:
    return Budgets(
        length=settings.question_length,
        words=settings.question_words,
        depth=settings.question_depth,
        token=settings.word_length,
        phrase=settings.phrase_words,
    )


def _filters(
    request: SearchRequest,
    places_named: PlacesNamed,
    values_named: ValuesNamed,
    gazetteer: Gazetteer,
) -> Filters:
    chosen: dict[FacetName, tuple[str, ...]] = {
        name: tuple(
            dict.fromkeys(
                value
                for text in texts
                for value in _written(name, _value(FACETS[name], text, places_named), values_named)
            )
        )
        for name, texts in request.chosen.items()
    }
    if not request.any_place:
        # All that mention Sekong mention Laos: to ask for it as well changes nothing.
        held = {
            holder for place in chosen.get("place", ()) for holder in gazetteer.ancestors(place)
        }
        chosen["place"] = tuple(place for place in chosen.get("place", ()) if place not in held)
    first, last = _bound(request.first, "first"), _bound(request.last, "last")
    return Filters(chosen, request.any_place, request.main_places, first, last)


def in_order(request: SearchRequest) -> SearchRequest:
    """The request with the ends of its period swapped if it ends before it begins.

    QueryError for an end that is no date.
    """
    first, last = _bound(request.first, "first"), _bound(request.last, "last")
    if first and last and first > last:
        return replace(request, first=request.last, last=request.first)
    return request


def _value(facet: Facet, text: str, places_named: PlacesNamed) -> str:
    """The value of a facet that a filter asks for."""
    values = facet.read(text, places_named)
    if not values:
        raise QueryError(facet.refusal, value=text, choices=", ".join(facet.choices))
    return values[0]


def _check_values(request: SearchRequest, limit: int) -> None:
    ends = request.first, request.last, request.sort
    longest = max(map(len, chain(*request.chosen.values(), ends)))
    if longest > limit:
        raise QueryTooCostly(
            "a filter has %(amount)s characters, over the length budget of %(limit)s: shorten it",
            amount=longest,
            limit=limit,
        )


def _bound(text: str, end: Literal["first", "last"]) -> date | None:
    if not text.strip():
        return None
    try:
        return parse_bound(text, end)
    except ValueError:
        raise QueryError(
            "%(value)r is not a date we can read: write 2022, 2022-06 or 2022-06-08", value=text
        ) from None


def _sort(request: SearchRequest, *, searched: bool) -> Sort:
    for sort in SORTS:
        if sort == request.sort:
            return sort if searched or sort == "oldest" else "newest"
    raise QueryError(
        "%(value)r is not an order: choose one of %(choices)s",
        value=request.sort,
        choices=", ".join(SORTS),
    )


def _page(request: SearchRequest, settings: Settings) -> tuple[int, int]:
    if request.page < 1:
        raise QueryError("pages count from 1, not %(page)s", page=request.page)
    if not 1 <= request.size <= settings.page_size:
        raise QueryError(
            "a page has from 1 to %(most)s results, not %(size)s",
            most=settings.page_size,
            size=request.size,
        )
    return request.page, request.size

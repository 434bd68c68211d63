"""What to do when nothing is found, or nothing with all the words: steps that find something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from search.query.filters import active_filters, excluded_places, without_filters
from search.query.lexer import Clause, GrammarError, clean, lex
from search.query.plan import SearchRequest
from search.query.words import rewritten
from search.results.page import Relaxation

MOST_PARTS = 6
"""A request of more parts is not tried without each of them."""

MOST_FILTERS = 10
"""Of a request of more filters only the first so many are tried to be left out one by one."""


def steps_without_filters(request: SearchRequest) -> Iterator[Relaxation]:
    """The request without each of its filters and without all of them, still to be counted."""
    filters = list(active_filters(request))
    for filter in filters[:MOST_FILTERS]:
        yield Relaxation("without filter", filter.without, 0, filter=filter)
    if len(filters) > 1:
        yield Relaxation("without filters", without_filters(request), 0)


def steps_without_parts(request: SearchRequest) -> Iterator[Relaxation]:
    """The request without each word, phrase or condition of its text, still to be counted.

    Not of a text with brackets or OR, where leaving a part out may change what the others mean; nor
    is the last part left out that asks for anything.
    """
    text = clean(request.text)
    try:
        lexemes = lex(text)
    except GrammarError:
        return
    parts = [lexeme for lexeme in lexemes if isinstance(lexeme, Clause)]
    operators = set(lexemes) - set(parts)
    if not 1 < len(parts) <= MOST_PARTS or operators - {"NOT"}:
        return
    asking = [lexeme for before, lexeme in pairwise(("AND", *lexemes)) if lexeme != "NOT" != before]
    # They are taken away as filters.
    excluded = {place.end for place in excluded_places(text)}
    end = 0
    for part in parts:
        start, end = end, part.start + len(part.written)
        if asking == [part] or end in excluded:
            continue
        # Most of the rest would find more than what holds all of it: a step forward is to all of it.
        shorter = replace(
            request,
            text=rewritten(text, [(start, end, "")]).strip(),
            all_words=request.all_words or len(parts) > 3,
            page=1,
        )
        yield Relaxation("without part", shorter, 0, part=text[start:end].strip())

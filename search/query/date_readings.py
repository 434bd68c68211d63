"""A date typed beside words, read as the period of the articles wanted instead of as words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from search.analysis import normalize, tokens
from search.articles import whole_month, whole_year
from search.gazetteer import Gazetteer
from search.periods import find_periods
from search.query.lexer import Clause, GrammarError, clean, lex
from search.query.place_names import LONGEST_NAME, resolve
from search.query.plan import SearchRequest

_JOINS = re.compile(
    r"(?:^|\s)(?:in|on|during|since|year|ngày|ngay|trong|vào|vao|hồi|hoi|năm|nam)\s*$",
    re.IGNORECASE,
)
"""What joins words to a date and means nothing without it."""

_UNMARKED_YEAR = re.compile(r"(?:^|\s)nam\s*$", re.IGNORECASE)
_BEFORE_SOUTH = {"mien", "phia", "dong", "tay", "huong"}
"""After these nam is the south: miền Nam, Đông Nam."""


@dataclass(frozen=True, slots=True)
class DateReading:
    """The request for the period that a date in its text names, and the text without the date.

    `place` is the gazetteer id that all of that text names, None if it names none, or several; `total` is
    how many articles the request finds, once they are counted.
    """

    request: SearchRequest
    first: date
    last: date
    place: str | None
    total: int = 0


def read_date(request: SearchRequest, gazetteer: Gazetteer) -> DateReading | None:
    """The reading of the longest date in the text; None without one, or if a period is chosen already.

    Only a date among plain words is one: what stands in quotes, brackets or beside OR is meant so.
    """
    if request.first or request.last or request.chosen["date"]:
        return None
    text = clean(request.text)
    found = [
        (period.end - period.start, start + period.start, start + period.end, period)
        for start, end in _plain_stretches(text)
        for period in find_periods(text[start:end])
    ]
    if not found:
        return None
    _, start, end, period = max(found, key=lambda each: (each[0], -each[1]))
    before = _without_joins(text[:start], gazetteer)
    rest = " ".join(f"{before} {text[end:]}".split())
    places = resolve(rest, gazetteer) if rest else ()
    asked = replace(request, text=rest, page=1)
    first, last = period.first, period.last
    if (first, last) == whole_year(first.year):
        asked = replace(asked, chosen={**asked.chosen, "date": (f"{first.year:04}",)})
    elif (first, last) == whole_month(first.year, first.month):
        month = f"{first.year:04}-{first.month:02}"
        asked = replace(asked, chosen={**asked.chosen, "date": (month,)})
    else:
        asked = replace(asked, first=first.isoformat(), last=last.isoformat())
    return DateReading(asked, first, last, places[0] if len(places) == 1 else None)


def _plain_stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where plain words stand side by side in a text without OR, AND or brackets."""
    try:
        lexemes = lex(text)
    except GrammarError:
        return
    if set(lexemes) & {"AND", "OR", "("}:
        return
    start = end = -1
    before: object = None
    for lexeme in lexemes:
        plain = isinstance(lexeme, Clause) and lexeme.is_plain_word and before != "NOT"
        if plain and isinstance(lexeme, Clause):
            start = lexeme.start if start < 0 else start
            end = lexeme.start + len(lexeme.written)
        elif start >= 0:
            yield start, end
            start = -1
        before = lexeme
    if start >= 0:
        yield start, end


def _without_joins(before: str, gazetteer: Gazetteer) -> str:
    """What stands before a date, less the words that only join it; the nam of a name stays."""
    while match := _JOINS.search(before):
        if _UNMARKED_YEAR.search(before) and _is_of_name(before, gazetteer):
            break
        before = before[: match.start()]
    return before


def _is_of_name(text: str, gazetteer: Gazetteer) -> bool:
    """Whether the nam that ends a text is the south, or the end of a place's name."""
    words = [token.folded for token in tokens(normalize(text))][-LONGEST_NAME:]
    return not _BEFORE_SOUTH.isdisjoint(words[-2:-1]) or any(
        gazetteer.named(" ".join(words[n:])) for n in range(len(words) - 1)
    )

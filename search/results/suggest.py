"""What may be meant by the beginning of a question."""

from __future__ import annotations

from search.analysis import fold
from search.engines.base import Engine
from search.enrich.gazetteer import Gazetteer
from search.errors import QuestionTooCostly
from search.query.plan import Filters, Plan
from search.query.tree import All, Node, Prefix, Term, Word
from search.results.page import Suggestion

SHORTEST = 2
"""The fewest letters that anything is suggested for."""


def suggest(text: str, limit: int, engine: Engine, gazetteer: Gazetteer) -> tuple[Suggestion, ...]:
    """Places that articles mention, then titles with all the words; the last may be unfinished."""
    folded = fold(text[:100])
    if len(folded) < SHORTEST:
        return ()
    places = _places(folded, max(1, limit // 2), engine, gazetteer)
    return (*places, *_titles(folded, limit - len(places), engine))


def _places(
    folded: str, limit: int, engine: Engine, gazetteer: Gazetteer
) -> tuple[Suggestion, ...]:
    found = []
    for id in gazetteer.complete(folded, 4 * limit):
        plan = Plan(tree=None, filters=Filters(places=(id,)), facets=(), size=0)
        if engine.search(plan).total:
            found.append(Suggestion(gazetteer.label(id, "vi"), "place", place=id))
    return tuple(found[:limit])


def _titles(folded: str, limit: int, engine: Engine) -> tuple[Suggestion, ...]:
    *whole, last = folded.split()
    words: list[Node] = [Word(Term(word), field="title") for word in whole]
    words.append(Prefix(last, field="title"))
    plan = Plan(tree=All(tuple(words)), facets=(), size=limit, group_copies=True)
    try:
        hits = engine.search(plan).hits
    except QuestionTooCostly:
        # So few letters begin too many words to say anything of titles yet.
        return ()
    articles = engine.fetch([hit.id for hit in hits])
    return tuple(Suggestion(article.title, "title", article=article.id) for article in articles)

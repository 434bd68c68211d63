"""What may be meant by the beginning of a question."""

from __future__ import annotations

from search.analysis import Token, fold, normalize, tokens
from search.assist.collocations import following, usual_writing
from search.engines.base import Engine
from search.errors import QuestionTooCostly
from search.gazetteer import Gazetteer
from search.query.plan import Plan
from search.query.tree import All, Labelled, Node, Prefix, Term, Word
from search.results.page import Suggestion

SHORTEST = 2
"""The fewest letters that anything is suggested for."""

LONGEST = 100
"""The most characters of a beginning that are read."""


def suggest(text: str, limit: int, engine: Engine, gazetteer: Gazetteer) -> tuple[Suggestion, ...]:
    """Places that articles mention, words that go together, titles with all the words.

    The last word may be unfinished. Marks need not be typed, but words typed with marks keep them.
    The bare name of places that are told apart by what holds them is suggested as words: it asks for all.
    """
    text = normalize(text[:LONGEST])
    typed = tokens(text)
    folded = " ".join(token.folded for token in typed)
    if len(folded) < SHORTEST:
        return ()
    share = max(1, limit * 3 // 8)
    places = _places(folded, share, engine, gazetteer)
    named = {fold(place.text) for place in places}
    words = [s for s in _words(text, typed, share, engine) if fold(s.text) not in named]
    rest = max(0, limit - len(places) - len(words))
    return (*places, *words, *_titles(folded, rest, engine))[:limit]


def _places(
    folded: str, limit: int, engine: Engine, gazetteer: Gazetteer
) -> tuple[Suggestion, ...]:
    found: list[Suggestion] = []
    for id in gazetteer.complete(folded, 4 * limit):
        if len(found) == limit:
            break
        plan = Plan(tree=Labelled("place", id), facets=(), size=0)
        if engine.search(plan).total:
            found.append(Suggestion(gazetteer.label(id, "vi"), "place", place=id))
    return tuple(found)


def _words(text: str, typed: list[Token], limit: int, engine: Engine) -> tuple[Suggestion, ...]:
    """The text with its last words completed, or followed, by those that often stand there."""
    *before, last = typed[-2:]
    context = [token.folded for token in typed[:-2]]
    start = text[: typed[-len(before) - 1].start]
    found: dict[str, Suggestion] = {}
    for pair in following([*(token.folded for token in before), last.folded], engine):
        if len(found) == limit:
            break
        whole = start + usual_writing(pair, engine)
        new = whole.lower() != text.strip().lower()
        if new and _agrees(typed, whole) and (not context or _is_found([*context, *pair], engine)):
            found.setdefault(fold(whole), Suggestion(whole, "words"))
    return tuple(found.values())


def _agrees(typed: list[Token], whole: str) -> bool:
    """Whether the words keep the marks of those that were typed to their end."""
    pairs = zip(typed, tokens(normalize(whole)), strict=False)
    return all(
        token.marked in (None, word.marked) for token, word in pairs if token.folded == word.folded
    )


def _is_found(words: list[str], engine: Engine) -> bool:
    tree = All(tuple(Word(Term(word)) for word in words))
    return engine.search(Plan(tree, facets=(), size=0)).total > 0


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
